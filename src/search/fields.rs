//! What of a unit is searched, and the words around what was found.

use std::ops::Range;

use super::{Found, Query};
use crate::model::{Chart, Citation, Statement, Text, UnitIndex};

/// Where a unit holds what was searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The acronym or a name.
    Name,
    /// The title of a post.
    Head,
    /// A function.
    Function,
    /// A duty of a post.
    Duty,
    /// A provision.
    Provision,
}

/// A text of a unit, by its place among them.
pub(super) struct Field {
    pub(super) unit: UnitIndex,
    pub(super) at: u32,
    pub(super) place: Place,
}

/// A text of a unit in all its languages, with what it cites.
pub(super) struct FieldText<'a> {
    pub(super) place: Place,
    pub(super) texts: Vec<&'a str>,
    pub(super) text: Option<&'a Text>,
    pub(super) cite: &'a [Citation],
}

impl<'a> FieldText<'a> {
    fn new(place: Place, text: &'a Text, cite: &'a [Citation]) -> Self {
        let texts = text.entries().map(|(_, words)| words).collect();
        Self { place, texts, text: Some(text), cite }
    }

    fn of(place: Place, statement: &'a Statement) -> Self {
        Self::new(place, &statement.text, &statement.cite)
    }
}

/// What is searched for in a unit, always in the same order.
pub(super) fn fields(chart: &Chart, index: UnitIndex) -> Vec<FieldText<'_>> {
    let unit = chart.unit(index);
    let mut all = vec![FieldText::new(Place::Name, &unit.name, &unit.cite)];
    if let Some(acronym) = &unit.acronym {
        all.push(FieldText { place: Place::Name, texts: vec![acronym], text: None, cite: &[] });
    }
    let posts = || unit.head.iter().chain(&unit.posts);
    all.extend(posts().map(|post| FieldText::new(Place::Head, &post.title, &post.cite)));
    let functions = chart.functions(index);
    all.extend(functions.into_iter().map(|held| FieldText::of(Place::Function, held.statement)));
    let duties = posts().flat_map(|post| &post.duties);
    all.extend(duties.map(|duty| FieldText::of(Place::Duty, duty)));
    let provisions = unit.provisions.iter();
    all.extend(provisions.map(|provision| FieldText::of(Place::Provision, provision)));
    all
}

/// Which of its unit's functions was found, where a function was.
#[must_use]
pub fn found_function(chart: &Chart, found: &Found) -> Option<usize> {
    let all = fields(chart, found.unit);
    let before = all.iter().take(found.field as usize);
    let functions = before.filter(|field| field.place == Place::Function).count();
    (found.place == Place::Function).then_some(functions)
}

/// The words around what was found, with the paragraph that says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The paragraphs that the text cites.
    pub cite: Vec<Citation>,
    /// The words; an ellipsis where something is left out before or after.
    pub words: String,
    /// The bytes of the words that were searched for.
    pub marks: Vec<Range<usize>>,
}

/// The words of a unit that were found: in the language that holds most of them, else in the first
/// of `languages` that there is.
#[must_use]
pub fn excerpt(chart: &Chart, found: &Found, query: &Query, languages: &[String]) -> Excerpt {
    let all = fields(chart, found.unit);
    let Some(field) = all.get(found.field as usize) else { return Excerpt::default() };
    let shown = match field.text {
        Some(text) => text.get(languages.iter().map(String::as_str)),
        None => field.texts.first().copied().unwrap_or_default(),
    };
    let words = std::iter::once(shown).chain(field.texts.iter().copied());
    // Of several best the first one, which is that of the languages.
    let best = words.rev().max_by_key(|words| query.marks(words).len()).unwrap_or(shown);
    let cite = field.cite.to_vec();
    let marks = query.marks(best);
    let (words, marks) = around(best, &marks);
    Excerpt { cite, words, marks }
}

/// A part of a text that shows the first mark, and the marks in it.
fn around(text: &str, marks: &[Range<usize>]) -> (String, Vec<Range<usize>>) {
    /// Characters before the first mark, and all of them.
    const BEFORE: usize = 16;
    const LENGTH: usize = 160;
    let first = marks.first().map_or(0, |mark| mark.start);
    let before = text[..first].char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| at);
    // A few words more cost less than an ellipsis.
    let start =
        if text[..before].chars().count() <= BEFORE { 0 } else { word_start(text, before, first) };
    let end = text[start..].char_indices().nth(LENGTH).map_or(text.len(), |(at, _)| start + at);
    let opening = if start > 0 { "…" } else { "" };
    let closing = if end < text.len() { "…" } else { "" };
    let words = format!("{opening}{}{closing}", &text[start..end]);
    let moved = |byte: usize| byte - start + opening.len();
    let inside = marks.iter().filter(|mark| mark.start >= start && mark.end <= end);
    let marks = inside.map(|mark| moved(mark.start)..moved(mark.end)).collect();
    (words, marks)
}

/// The start of the first whole word from a place on, before another place.
fn word_start(text: &str, from: usize, before: usize) -> usize {
    text[from..before].find(' ').map_or(from, |at| from + at + 1)
}
