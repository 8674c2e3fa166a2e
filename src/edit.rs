//! Edits of the text of a structure file: replacements of a few spans, so that every other byte, including comments and
//! line endings, is unchanged.

pub mod branch;
pub mod fixes;
pub mod format;
pub mod merge;
mod rebase;
pub mod record;
pub mod references;

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::model::{Chart, Places, Text, UnitIndex};
use crate::syntax::{Tree, Value, string_literal};

/// Replacement of a byte span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Span to replace.
    pub span: Range<usize>,
    /// Replacement text.
    pub text: String,
}

/// Replacements in one text, sorted and disjoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits(Vec<Edit>);

impl Edits {
    /// Creates edits from replacements, which must be disjoint, in any order.
    #[must_use]
    pub fn new(edits: Vec<Edit>) -> Self {
        debug_assert!(edits.is_sorted_by(|one, next| one.span.end <= next.span.start));
        Self(edits)
    }

    /// Creates a single replacement.
    #[must_use]
    pub fn one(span: Range<usize>, text: impl Into<String>) -> Self {
        Self(vec![Edit { span, text: text.into() }])
    }

    /// The smallest single replacement that turns one text into another; empty if they are equal.
    #[must_use]
    pub fn between(before: &str, after: &str) -> Self {
        if before == after {
            return Self::default();
        }
        let same_bytes = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
        let mut start = same_bytes;
        while !(before.is_char_boundary(start) && after.is_char_boundary(start)) {
            start -= 1;
        }
        let (rest, other) = (&before.as_bytes()[start..], &after.as_bytes()[start..]);
        let backwards = rest.iter().rev().zip(other.iter().rev());
        let mut tail = backwards.take_while(|(a, b)| a == b).count();
        while !(before.is_char_boundary(before.len() - tail)
            && after.is_char_boundary(after.len() - tail))
        {
            tail -= 1;
        }
        Self::one(start..before.len() - tail, &after[start..after.len() - tail])
    }

    /// Shifts the edits by a number of bytes.
    #[must_use]
    pub fn shifted(mut self, bytes: usize) -> Self {
        for edit in &mut self.0 {
            edit.span.start += bytes;
            edit.span.end += bytes;
        }
        self
    }

    /// Converts edits of a text to edits of its part from a byte on.
    #[must_use]
    pub fn within(mut self, start: usize) -> Self {
        for edit in &mut self.0 {
            edit.span.start -= start;
            edit.span.end -= start;
        }
        self
    }

    /// Union with other, disjoint edits of the same text.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self.0.sort_by_key(|edit| (edit.span.start, edit.span.end));
        self
    }

    /// The replacements, in the order of the text.
    #[must_use]
    pub fn list(&self) -> &[Edit] {
        &self.0
    }

    /// Applies the edits. Returns the text unchanged if they do not fit it.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for edit in &self.0 {
            let (Some(before), true) =
                (text.get(at..edit.span.start), text.is_char_boundary(edit.span.end))
            else {
                return text.to_owned();
            };
            out.push_str(before);
            out.push_str(&edit.text);
            at = edit.span.end;
        }
        out.push_str(text.get(at..).unwrap_or_default());
        out
    }

    /// The inverse of these edits of `text`.
    #[must_use]
    pub fn inverse(&self, text: &str) -> Self {
        let (mut grown, mut shrunk) = (0, 0);
        let back = self.0.iter().map(|edit| {
            let start = edit.span.start + grown - shrunk;
            grown += edit.text.len();
            shrunk += edit.span.len();
            let before = text.get(edit.span.clone()).unwrap_or_default();
            Edit { span: start..start + edit.text.len(), text: before.to_owned() }
        });
        Self(back.collect())
    }
}

/// New unit.
#[derive(Clone, Debug)]
pub struct NewUnit<'a> {
    /// Its id, which no other unit has.
    pub id: &'a str,
    /// Its parent.
    pub parent: Option<&'a str>,
    /// Its kind.
    pub kind: &'a str,
    /// Its name.
    pub name: &'a Text,
}

/// Built-in kinds of units, each usually above the next one.
const LEVELS: &[&str] = &["department", "office", "division", "service", "section", "unit", "team"];

/// The kind of a new unit below another one: that of its last child, else the most frequent one below units of the same
/// kind, else the next lower one.
#[must_use]
pub fn kind_below(chart: &Chart, parent: UnitIndex) -> &str {
    let kind_of = |unit: &UnitIndex| chart.unit(*unit).kind;
    if let Some(last) = chart.unit(parent).children.last() {
        return &chart.kind(kind_of(last)).id;
    }
    let kind = chart.unit(parent).kind;
    let alike = chart.units().iter().filter(|unit| unit.kind == kind);
    let mut counts = HashMap::new();
    for below in alike.flat_map(|unit| &unit.children).map(kind_of) {
        *counts.entry(below).or_insert(0_usize) += 1;
    }
    let most = counts.into_iter().max_by_key(|(kind, count)| (*count, Reverse(*kind)));
    if let Some((below, _)) = most {
        return &chart.kind(below).id;
    }
    let own = &chart.kind(kind).id;
    let level = LEVELS.iter().position(|level| level == own);
    level.and_then(|level| LEVELS.get(level + 1)).copied().unwrap_or(own)
}

/// Inserts a unit after the one with the id `behind`; `None` if the text does not contain that unit.
#[must_use]
pub fn add_behind(text: &str, places: &Places, behind: &str, new: &NewUnit<'_>) -> Option<Edits> {
    let unit = places.unit(behind)?;
    let indentation = indentation(text, unit.span.start);
    let end = unit.comma.as_ref().map_or(unit.span.end, |comma| comma.end);
    // A line comment extends to the end of the line.
    let rest = text[end..].split('\n').next().unwrap_or_default().trim_end_matches('\r');
    let is_comment = rest.trim_start().starts_with("//");
    let end = if is_comment { end + rest.len() } else { end };
    let break_and_indent = match indentation {
        Some(indent) => format!("{}{indent}", line_end(text)),
        None if is_comment => line_end(text).to_owned(),
        None => " ".to_owned(),
    };
    let insertion = Edit { span: end..end, text: format!("{break_and_indent}{},", written(new)) };
    let comma = Edit { span: unit.span.end..unit.span.end, text: ",".into() };
    Some(Edits(if unit.comma.is_some() { vec![insertion] } else { vec![comma, insertion] }))
}

/// Removes units, each with its comma, and with its lines if they contain nothing else.
#[must_use]
pub fn remove(text: &str, places: &Places, ids: &BTreeSet<&str>) -> Edits {
    let gone = places.units().iter().filter(|unit| ids.contains(unit.id.as_str()));
    Edits(gone.flat_map(|unit| remove_item(text, &unit.span, unit.comma.as_ref())).collect())
}

/// Removes a list item with its comma, and with its lines if they contain nothing else.
fn remove_item(text: &str, item: &Range<usize>, comma: Option<&Range<usize>>) -> Vec<Edit> {
    let mut spans = with_comma(text, item, comma);
    let last = spans.len() - 1;
    let end = spans[last].end;
    let rest = &text[end..];
    let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let indent = indentation(text, item.start);
    let line_break = ["\r\n", "\n"].into_iter().find(|it| rest[blank..].starts_with(it));
    match (indent, line_break) {
        (Some(indent), Some(line_break)) if last == 0 => {
            spans[0].start -= indent.len();
            spans[0].end += blank + line_break.len();
        }
        (_, None) if !rest[blank..].starts_with("//") => spans[last].end += blank,
        _ => {}
    }
    spans.into_iter().map(|span| Edit { span, text: String::new() }).collect()
}

/// The spans to remove with an item: the item and its comma, but not a comment between them.
fn with_comma(text: &str, span: &Range<usize>, comma: Option<&Range<usize>>) -> Vec<Range<usize>> {
    let mut spans = vec![span.clone()];
    match comma {
        Some(comma) if text[span.end..comma.start].trim().is_empty() => spans[0].end = comma.end,
        Some(comma) => spans.push(comma.clone()),
        None => {}
    }
    spans
}

/// Sets or removes the parent of units; `None` if the text does not contain one of them.
#[must_use]
pub fn move_under(
    text: &str,
    places: &Places,
    ids: &[&str],
    parent: Option<&str>,
) -> Option<Edits> {
    let mut edits = Vec::with_capacity(ids.len());
    for id in ids {
        let unit = places.unit(id)?;
        edits.extend(match (&unit.parent, parent) {
            (Some(field), Some(parent)) => {
                vec![Edit { span: field.value.clone(), text: string_literal(parent) }]
            }
            (None, Some(parent)) => {
                let end = unit.id_field.whole.end;
                vec![Edit { span: end..end, text: format!(", parent: {}", string_literal(parent)) }]
            }
            (Some(field), None) => {
                let mut spans = with_comma(text, &field.whole, field.comma.as_ref());
                if let Some(span) = spans.last_mut() {
                    let rest = &text[span.end..];
                    span.end += rest.len() - rest.trim_start_matches([' ', '\t']).len();
                }
                spans.into_iter().map(|span| Edit { span, text: String::new() }).collect()
            }
            (None, None) => Vec::new(),
        });
    }
    edits.sort_by_key(|edit| edit.span.start);
    Some(Edits(edits))
}

/// States the predecessors of units in the previous edition: their ids, or none for a new unit. `None` if the text does
/// not contain one of the units.
#[must_use]
pub fn state_predecessors(text: &str, stated: &[(&str, Vec<&str>)]) -> Option<Edits> {
    let tree = Tree::parse(text);
    let units: Vec<Value<'_, '_>> = record::items(tree.root(), "units").collect();
    let mut edits = record::RecordEdits::new(&tree);
    for (id, predecessors) in stated {
        let unit = *units.iter().find(|unit| record::id(**unit) == *id)?;
        let predecessors: Vec<String> = predecessors.iter().map(ToString::to_string).collect();
        edits.set(unit, "was", &record::one_or_several(&predecessors));
    }
    Some(edits.finish())
}

/// Sets the name of a unit in a language. A name that is the same in all languages stays so. `None` if the text does
/// not contain the unit.
#[must_use]
pub fn free_id(start: &str, from: u64, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (from..u64::MAX).map(|number| format!("{start}-{number}"));
    numbered.into_iter().find(|id| !is_taken(id)).unwrap_or_default()
}

/// A unit as a line of RON.
fn written(new: &NewUnit<'_>) -> String {
    let names: Vec<(&str, &str)> = new.name.entries().collect();
    let name = match names[..] {
        [(_, only)] => string_literal(only),
        _ => record::map_of(
            names.iter().map(|(tag, words)| record::pair(tag, &string_literal(words))),
        ),
    };
    let parent =
        new.parent.map_or_else(String::new, |id| format!(" parent: {},", string_literal(id)));
    let (id, kind) = (string_literal(new.id), string_literal(new.kind));
    format!("(id: {id},{parent} kind: {kind}, name: {name})")
}

/// Indentation before a byte, if nothing else precedes it on its line.
fn indentation(text: &str, at: usize) -> Option<&str> {
    let line = text[..at].rfind('\n').map_or(0, |line| line + 1);
    let before = &text[line..at];
    before.chars().all(|c| matches!(c, ' ' | '\t')).then_some(before)
}

/// The line ending that the text uses.
fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}
