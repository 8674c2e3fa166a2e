//! Fonts of the system, for the characters of a chart that the embedded one lacks.
//!
//! They are looked for only when a chart has such characters, and read only when they are needed.

use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock, PoisonError};

use fontdb::{Database, FaceInfo, Stretch, Style};

use crate::diagnostic::{Code, Diagnostic};
use crate::message;
use crate::model::{Chart, Places, Statement, Text, UnitIndex};
use crate::scene::text::{Weight, add_fallback, draws, face, fallback_for, is_invisible};
use crate::source::SourceText;

/// So many characters are listed in a problem.
const MOST_LISTED: usize = 8;

/// Provides fonts for what a chart says, before it is drawn. The problem lists the characters that
/// no font has: a box stands for each.
#[must_use]
pub fn provide(chart: &Chart, source: &SourceText) -> Option<Diagnostic> {
    let missing = provide_for(chart);
    let first = *missing.first()?;
    let mut listed: Vec<String> =
        missing.iter().take(MOST_LISTED).map(|&character| named(character)).collect();
    if missing.len() > MOST_LISTED {
        listed.push("…".to_owned());
    }
    let place = place(chart, source, first);
    let problem = Diagnostic::new(
        Code::NoFont,
        place,
        message!("no font on this computer has: {0}", listed.join(" ")),
    );
    Some(problem.with_hint(message!("a box is drawn instead; install a font that has them")))
}

/// Provides fonts for what a chart says, and gives back the characters that no font has, in the
/// order of the chart.
pub fn provide_for(chart: &Chart) -> Vec<char> {
    static IN_NO_FONT: Mutex<BTreeSet<char>> = Mutex::new(BTreeSet::new());
    let lacking = lacking(chart);
    if lacking.is_empty() {
        return lacking;
    }
    let mut in_no_font = IN_NO_FONT.lock().unwrap_or_else(PoisonError::into_inner);
    let sought = |&character: &char| fallback_for(character).is_none();
    let new: BTreeSet<char> = lacking.iter().copied().filter(sought).collect();
    let new: Vec<char> = new.difference(&in_no_font).copied().collect();
    // What is written together mostly stands together in the table of characters, too.
    for block in new.chunk_by(|one, other| u32::from(*one) >> 7 == u32::from(*other) >> 7) {
        in_no_font.extend(provide_block(block.to_vec()));
    }
    lacking.into_iter().filter(sought).collect()
}

/// The characters of a chart that the embedded font lacks, each once, in the chart's order.
fn lacking(chart: &Chart) -> Vec<char> {
    let (regular, mut met, mut found) = (face(Weight::Regular), Known::default(), Vec::new());
    for_each_text(chart, &mut |_, words| {
        if words.is_ascii() {
            return;
        }
        for character in words.chars().filter(|character| !character.is_ascii()) {
            if met.insert(character)
                && !character.is_whitespace()
                && !is_invisible(character)
                && !regular.covers(character)
            {
                found.push(character);
            }
        }
    });
    found
}

/// Which characters were met, a bit for each.
struct Known(Vec<u64>);

impl Default for Known {
    fn default() -> Self {
        Self(vec![0; (u32::from(char::MAX) as usize + 1).div_ceil(64)])
    }
}

impl Known {
    /// Notes a character; `false` when it was met before.
    fn insert(&mut self, character: char) -> bool {
        let (at, bit) = (u32::from(character) as usize / 64, 1 << (u32::from(character) % 64));
        let is_new = self.0[at] & bit == 0;
        self.0[at] |= bit;
        is_new
    }
}

/// Adds fonts for characters that stand together, the one that has most of them first; gives back
/// those that no font has.
fn provide_block(mut sought: Vec<char>) -> Vec<char> {
    while !sought.is_empty() {
        let (database, faces) = system();
        let mut best: Option<(usize, &FaceInfo)> = None;
        for info in faces {
            let count = database.with_face_data(info.id, |data, index| {
                sought.iter().filter(|&&character| draws(data, index, character)).count()
            });
            let count = count.unwrap_or_default();
            if count > best.map_or(0, |(most, _)| most) {
                best = Some((count, info));
            }
            if count == sought.len() {
                break;
            }
        }
        let Some((_, info)) = best else { break };
        database.with_face_data(info.id, |data, index| add_fallback(data.to_vec(), index));
        let before = sought.len();
        sought.retain(|&character| fallback_for(character).is_none());
        if sought.len() == before {
            break;
        }
    }
    sought
}

/// The fonts of the system, and which there are, the plainest first; those that are equally plain by
/// their names.
fn system() -> &'static (Database, Vec<FaceInfo>) {
    static SYSTEM: OnceLock<(Database, Vec<FaceInfo>)> = OnceLock::new();
    SYSTEM.get_or_init(|| {
        let mut database = Database::new();
        database.load_system_fonts();
        let mut faces: Vec<FaceInfo> = database.faces().cloned().collect();
        faces.sort_by_cached_key(|info| {
            let name = info.families.first().map(|(name, _)| name.clone()).unwrap_or_default();
            // Fonts of every character there is draw them coarsely, or as boxes.
            let is_coarse = ["LastResort", "Last Resort", "Unifont", "Unicode BMP"]
                .iter()
                .any(|coarse| name.contains(coarse));
            let is_plain = info.style == Style::Normal && !info.monospaced;
            let stretch = info.stretch.to_number().abs_diff(Stretch::Normal.to_number());
            let strength = info.weight.0.abs_diff(400);
            let post_script_name = info.post_script_name.clone();
            let kind = (is_coarse, !is_plain, strength, stretch, !name.contains("Sans"));
            (kind, name, post_script_name, info.index)
        });
        (database, faces)
    })
}

/// A character, and its number for those that have no font for it either.
fn named(character: char) -> String {
    format!("{character} (U+{:04X})", u32::from(character))
}

/// Where a character stands: in the first unit that has it, else anywhere.
fn place(chart: &Chart, source: &SourceText, sought: char) -> Option<std::ops::Range<usize>> {
    let mut holder = None;
    for_each_text(chart, &mut |unit, words| {
        if holder.is_none() && words.contains(sought) {
            holder = unit;
        }
    });
    let text = source.text();
    let within = |start: usize, end: usize| {
        let at = start + text.get(start..end)?.find(sought)?;
        Some(at..at + sought.len_utf8())
    };
    let Some(holder) = holder else { return within(0, text.len()) };
    let places = Places::of(text);
    let unit = places.unit(&chart.unit(holder).id)?;
    within(unit.span.start, unit.span.end).or_else(|| Some(unit.id_field.value.clone()))
}

/// Every text that a chart shows, with the unit that it is of.
fn for_each_text<'a>(chart: &'a Chart, take: &mut impl FnMut(Option<UnitIndex>, &'a str)) {
    let mut all = |unit: Option<UnitIndex>, text: &'a Text| {
        text.entries().for_each(|(_, words)| take(unit, words));
    };
    all(None, chart.title());
    chart.kinds().iter().for_each(|kind| all(None, &kind.label));
    chart.bodies().iter().for_each(|body| all(None, &body.name));
    chart.sources().iter().for_each(|source| all(None, &source.title));
    for index in chart.unit_indices() {
        let (unit, it) = (chart.unit(index), Some(index));
        all(it, &unit.name);
        for post in unit.head.iter().chain(&unit.posts) {
            all(it, &post.title);
            post.rank.iter().for_each(|rank| all(it, rank));
            post.duties.iter().for_each(|duty| all(it, &duty.text));
        }
        let own = unit.functions.iter().chain(&unit.provisions);
        own.for_each(|statement| all(it, &statement.text));
    }
    let shared = chart.shared_sets().iter().flat_map(|set| &set.functions);
    let rest: Vec<&Statement> = shared.chain(chart.provisions()).collect();
    for statement in rest {
        all(None, &statement.text);
    }
    chart.relations().iter().for_each(|relation| all(None, &relation.text));
    let acronyms = chart.unit_indices().filter_map(|index| {
        let acronym = chart.unit(index).acronym.as_deref()?;
        Some((Some(index), acronym))
    });
    acronyms.for_each(|(unit, acronym)| take(unit, acronym));
}
