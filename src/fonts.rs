//! System fonts for the characters of a chart that the embedded font lacks.
//!
//! They are searched only if a chart has such characters. The character map of each font is read once; the whole font
//! is loaded when the scene needs it.

mod system;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use parking_lot::Mutex;
use system::SystemFonts;

use crate::diagnostic::{Code, Diagnostic};
use crate::message;
use crate::model::{Chart, Places, Statement, Text, UnitIndex, is_invisible};
use crate::scene::text::{FontSet, Weight, block_of};
use crate::source::SourceText;

/// Maximum number of characters listed in a problem.
const MAX_LISTED: usize = 8;

/// System fonts, searched for what charts need and kept for the next chart. Clones share their state.
#[derive(Clone, Default)]
pub struct FontLibrary(Arc<Mutex<Search>>);

impl FontLibrary {
    /// Returns the fonts for the texts of a chart, and a problem that lists the characters without a font, which are
    /// drawn as boxes.
    #[must_use]
    pub fn provide(&self, chart: &Chart, source: &SourceText) -> (FontSet, Option<Diagnostic>) {
        let (fonts, missing) = self.fonts_for(chart);
        let problem = missing.first().map(|&first| {
            let mut listed: Vec<String> =
                missing.iter().take(MAX_LISTED).map(|&character| named(character)).collect();
            if missing.len() > MAX_LISTED {
                listed.push("…".to_owned());
            }
            let place = place(chart, source, first);
            let message = message!("no font on this computer supports: {0}", listed.join(" "));
            Diagnostic::new(Code::NoFont, place, message)
                .with_hint(message!("a box is drawn instead; install a font that supports them"))
        });
        (fonts, problem)
    }

    /// Returns the fonts for the texts of a chart, and the characters without a font, in the order of the chart.
    #[must_use]
    pub fn fonts_for(&self, chart: &Chart) -> (FontSet, Vec<char>) {
        let mut missing = lacking(chart);
        if missing.is_empty() {
            return (FontSet::default(), missing);
        }
        let mut search = self.0.lock();
        search.provide(&missing);
        missing.retain(|&character| !search.found.has_fallback_for(character));
        (search.found.clone(), missing)
    }
}

/// State of the search among the system fonts.
#[derive(Default)]
struct Search {
    /// The system fonts, listed on first use.
    system: Option<SystemFonts>,
    found: FontSet,
    in_no_font: HashSet<char>,
}

impl Search {
    /// Searches fonts block by block: most characters of a script are in the same block, and in the same font.
    fn provide(&mut self, characters: &[char]) {
        let mut blocks: BTreeMap<u32, u128> = BTreeMap::new();
        for &character in characters {
            if !self.in_no_font.contains(&character) && !self.found.has_fallback_for(character) {
                let (block, bit) = block_of(character);
                *blocks.entry(block).or_default() |= bit;
            }
        }
        for (block, sought) in blocks {
            let system = self.system.get_or_insert_with(SystemFonts::find);
            system.provide(block, sought, &mut self.found);
        }
        let found = &self.found;
        let missing = characters.iter().filter(|&&character| !found.has_fallback_for(character));
        self.in_no_font.extend(missing);
    }
}

/// The characters of a chart that the embedded font lacks, without duplicates, in the order of the chart.
fn lacking(chart: &Chart) -> Vec<char> {
    let embedded = FontSet::default();
    let regular = embedded.font(Weight::Regular).face();
    let (mut met, mut found) = (CharacterSet::default(), Vec::new());
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

/// Bit set of characters.
struct CharacterSet(Vec<u64>);

impl Default for CharacterSet {
    fn default() -> Self {
        Self(vec![0; (u32::from(char::MAX) as usize + 1).div_ceil(64)])
    }
}

impl CharacterSet {
    /// Inserts a character. Returns whether it is new.
    fn insert(&mut self, character: char) -> bool {
        let (at, bit) = (u32::from(character) as usize / 64, 1 << (u32::from(character) % 64));
        let is_new = self.0[at] & bit == 0;
        self.0[at] |= bit;
        is_new
    }
}

/// A character with its code point, for readers who have no font for it either.
fn named(character: char) -> String {
    format!("{character} (U+{:04X})", u32::from(character))
}

/// Location of a character: in the first unit that contains it, otherwise anywhere in the chart.
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

/// Visits every text that a chart shows, with its unit.
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
