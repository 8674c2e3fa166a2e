//! Which units a few typed words mean: an index over a chart, in all of its languages at once.
//!
//! Every word must be found somewhere in a unit: in its acronym or name, the titles of its posts, a
//! function, a duty, a provision, or a citation. A Chinese name is also found by its pinyin, in full
//! or by initials.

use pinyin::ToPinyinMulti as _;

use crate::model::{Chart, Citation, Statement, Text, UnitIndex};

/// Where a unit holds what was searched for; the order is that of the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The acronym or a name, from its start.
    Start,
    /// Elsewhere in the acronym or a name.
    Name,
    /// The title of a post.
    Head,
    /// The number of a paragraph.
    Citation,
    /// A function.
    Function,
    /// A duty of a post.
    Duty,
    /// A provision.
    Provision,
}

/// A unit that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The unit.
    pub unit: UnitIndex,
    /// Where it holds what was searched for.
    pub place: Place,
    /// The words around it.
    pub excerpt: String,
}

/// A text of a unit with the citations that belong to it.
struct Entry {
    place: Place,
    words: Vec<String>,
    folded: Vec<String>,
    cite: Vec<Citation>,
}

/// All that can be found in a chart.
pub struct Index {
    units: Vec<(UnitIndex, Vec<Entry>)>,
}

impl Index {
    /// Reads a chart.
    #[must_use]
    pub fn new(chart: &Chart) -> Self {
        Self { units: chart.unit_indices().map(|unit| (unit, entries(chart, unit))).collect() }
    }

    /// The units that hold every word of a query, best first; none for an empty query.
    #[must_use]
    pub fn find(&self, query: &str) -> Vec<Found> {
        let query: Vec<Word> = fold(query).split_whitespace().filter_map(Word::read).collect();
        if query.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(bool, Found)> = self
            .units
            .iter()
            .filter_map(|(unit, entries)| find_in(*unit, entries, &query))
            .collect();
        found.sort_by_key(|(is_scattered, found)| (*is_scattered, found.place));
        found.into_iter().map(|(_, found)| found).collect()
    }
}

/// What is searched for in a unit.
fn entries(chart: &Chart, index: UnitIndex) -> Vec<Entry> {
    let unit = chart.unit(index);
    let mut all = Vec::new();
    let mut add = |place, text: &Text, cite: &[Citation]| {
        let words: Vec<String> = text.entries().map(|(_, words)| words.to_owned()).collect();
        let folded = words.iter().map(|words| fold(words)).collect();
        all.push(Entry { place, words, folded, cite: cite.to_vec() });
    };
    if let Some(acronym) = &unit.acronym {
        add(Place::Name, &Text::plain(acronym), &[]);
    }
    add(Place::Name, &unit.name, &unit.cite);
    let mut duties: Vec<&Statement> = Vec::new();
    for post in unit.head.iter().chain(&unit.posts) {
        add(Place::Head, &post.title, &post.cite);
        duties.extend(&post.duties);
    }
    for function in chart.functions(index) {
        add(Place::Function, &function.statement.text, &function.statement.cite);
    }
    for duty in duties {
        add(Place::Duty, &duty.text, &duty.cite);
    }
    for provision in &unit.provisions {
        add(Place::Provision, &provision.text, &provision.cite);
    }
    all
}

/// A unit as a result, with whether its words are scattered over several texts.
fn find_in(unit: UnitIndex, entries: &[Entry], query: &[Word]) -> Option<(bool, Found)> {
    let mut best: Option<(usize, Place, &Entry)> = None;
    let mut seen = vec![false; query.len()];
    for entry in entries {
        let places: Vec<Option<Place>> = query.iter().map(|word| word.place_in(entry)).collect();
        for (seen, place) in seen.iter_mut().zip(&places) {
            *seen |= place.is_some();
        }
        let missing = places.iter().filter(|place| place.is_none()).count();
        let Some(place) = places.into_iter().flatten().min() else { continue };
        if best.is_none_or(|(least, so_far, _)| (missing, place) < (least, so_far)) {
            best = Some((missing, place, entry));
        }
    }
    let (missing, place, entry) = best.filter(|_| seen.iter().all(|&seen| seen))?;
    Some((missing > 0, Found { unit, place, excerpt: excerpt(entry, query) }))
}

/// A word of a query.
enum Word {
    /// The number of a paragraph, to be met exactly.
    Paragraph(String),
    /// Letters, to be met anywhere.
    Letters(String),
}

impl Word {
    /// Reads a folded word; none where nothing but a paragraph's sign is left.
    fn read(word: &str) -> Option<Self> {
        let bare = word.trim_start_matches(['§', '第']).trim_end_matches('段');
        if bare.is_empty() {
            return None;
        }
        let is_number = bare.starts_with(|c: char| c.is_ascii_digit())
            && bare.contains('.')
            && bare.chars().all(|c| c.is_ascii_alphanumeric() || ".()".contains(c));
        Some(if is_number { Self::Paragraph(bare.into()) } else { Self::Letters(word.into()) })
    }

    /// Where an entry holds the word.
    fn place_in(&self, entry: &Entry) -> Option<Place> {
        match self {
            Self::Paragraph(number) => {
                let is_cited = entry.cite.iter().any(|cite| fold(&cite.paragraph) == *number);
                is_cited.then_some(Place::Citation)
            }
            Self::Letters(letters) => {
                let is_name = entry.place == Place::Name;
                let starts = |words: &String| {
                    words.starts_with(letters.as_str()) || sounds_as(words, letters)
                };
                if is_name && entry.folded.iter().any(starts) {
                    return Some(Place::Start);
                }
                let sounds = |words: &String| {
                    words.char_indices().any(|(at, _)| sounds_as(&words[at..], letters))
                };
                let holds =
                    |words: &String| words.contains(letters.as_str()) || (is_name && sounds(words));
                entry.folded.iter().any(holds).then_some(entry.place)
            }
        }
    }
}

/// Whether Chinese words start with what these letters spell: each character by its pinyin in full
/// or by the first letter of it.
fn sounds_as(words: &str, letters: &str) -> bool {
    /// One letter alone would be the initial of too many characters.
    const LEAST: usize = 2;
    letters.len() >= LEAST
        && letters.bytes().all(|byte| byte.is_ascii_lowercase())
        && spells(words, letters)
}

fn spells(words: &str, letters: &str) -> bool {
    if letters.is_empty() {
        return true;
    }
    let mut rest = words.chars();
    let Some(readings) = rest.next().and_then(|c| c.to_pinyin_multi()) else { return false };
    readings.into_iter().any(|reading| {
        let plain = reading.plain();
        let initial = plain.get(..1).unwrap_or(plain);
        [plain, initial].into_iter().any(|part| {
            let after = letters.strip_prefix(part);
            after.is_some_and(|after| spells(rest.as_str(), after))
        })
    })
}

/// Small letters and narrow signs, one character for each, so that places stay the same.
fn fold(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '（' => '(',
            '）' => ')',
            '\u{3000}' => ' ',
            c => c.to_lowercase().next().unwrap_or(c),
        })
        .collect()
}

/// The words around the first place that matches.
fn excerpt(entry: &Entry, query: &[Word]) -> String {
    /// Characters before the match, and all of them.
    const BEFORE: usize = 12;
    const LENGTH: usize = 90;
    let places = |folded: &String| -> Vec<usize> {
        let letters = query.iter().filter_map(|word| match word {
            Word::Letters(letters) => folded.find(letters.as_str()),
            Word::Paragraph(_) => None,
        });
        letters.collect()
    };
    let most = (0..entry.folded.len()).rev().max_by_key(|&at| places(&entry.folded[at]).len());
    let Some(at) = most else { return String::new() };
    let folded = &entry.folded[at];
    let first = places(folded).into_iter().min().unwrap_or(0);
    let start = folded[..first].chars().count().saturating_sub(BEFORE);
    let start = if start <= BEFORE { 0 } else { start };
    let middle: String = entry.words[at].chars().skip(start).take(LENGTH).collect();
    let opening = if start > 0 { "…" } else { "" };
    let is_cut = entry.words[at].chars().count() > start + LENGTH;
    format!("{opening}{}{}", middle.trim(), if is_cut { "…" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SAMPLE;
    use crate::source::SourceText;

    /// The English names of what a query finds in the bundled sample.
    fn names(query: &str) -> Vec<String> {
        let (chart, _) = Chart::load(&SourceText::new("dpko.ron", SAMPLE));
        let found = Index::new(&chart).find(query);
        found.iter().map(|found| chart.unit(found.unit).name.get(["en"]).to_owned()).collect()
    }

    #[test]
    fn a_chinese_name_is_found_by_its_pinyin() {
        for query in ["jst", "junshiting", "JunShiTing", "军事厅", "oma"] {
            assert_eq!(names(query)[0], "Office of Military Affairs", "{query}");
        }
    }

    #[test]
    fn a_paragraph_is_found_by_its_number() {
        for query in ["5.5(b)", "§5.5(b)", "第5.5（b）段"] {
            assert_eq!(names(query), ["Integrated Training Service"], "{query}");
        }
        assert!(names("5.").is_empty(), "a part of a number is none");
    }

    #[test]
    fn all_words_must_be_found() {
        let found = names("police training");
        assert!(found.iter().any(|name| name == "Integrated Training Service"), "{found:?}");
        assert!(names("police zebra").is_empty());
        assert!(names("  ").is_empty());
    }

    #[test]
    fn an_excerpt_shows_what_was_found() {
        let (chart, _) = Chart::load(&SourceText::new("dpko.ron", SAMPLE));
        let found = Index::new(&chart).find("training standards for");
        assert_eq!(found[0].place, Place::Function);
        assert!(found[0].excerpt.starts_with("Set training standards"), "{}", found[0].excerpt);
    }
}
