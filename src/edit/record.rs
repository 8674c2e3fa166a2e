//! Collected edits of fields of records: a value is replaced only if its meaning changes, and new fields are added at
//! the end.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Edit, Edits, indentation, line_end, remove_item, with_comma};
use crate::syntax::{Entry, Field, Tree, Value, ValueKind, string_literal};

/// Edits of the records, lists and maps of one text.
pub struct RecordEdits<'t, 'a> {
    tree: &'t Tree<'a>,
    edits: Vec<Edit>,
    /// First bytes of removed fields.
    removed: BTreeSet<usize>,
    /// Additions, by the position after which they are inserted.
    added: BTreeMap<usize, Addition>,
}

/// Addition to a record, list or map.
struct Addition {
    items: Vec<String>,
    /// The position at which a comma is missing after the last item.
    comma: Option<usize>,
    /// Text in front of each item.
    before: String,
    /// Whether the first item follows nothing.
    is_first: bool,
    /// Whether the last item has no trailing comma.
    is_last: bool,
}

impl<'t, 'a> RecordEdits<'t, 'a> {
    /// Starts without edits.
    #[must_use]
    pub const fn new(tree: &'t Tree<'a>) -> Self {
        Self { tree, edits: Vec::new(), removed: BTreeSet::new(), added: BTreeMap::new() }
    }

    /// Sets a field of a record to a value in RON. Returns the replaced source text; `None` if the field is new or
    /// already has this meaning.
    pub fn set(&mut self, record: Value<'t, 'a>, name: &str, ron: &str) -> Option<String> {
        if let Some(field) = record.field(name) {
            return self.replace(field.value(), ron);
        }
        self.add(record, format!("{name}: {ron}"));
        None
    }

    /// Replaces a value, unless it already has this meaning; returns its source text.
    pub fn replace(&mut self, value: Value<'t, 'a>, ron: &str) -> Option<String> {
        let new = Tree::parse(ron);
        if new.root().is_some_and(|new| means_same(value, new)) {
            return None;
        }
        self.edits.push(Edit { span: value.span(), text: ron.to_owned() });
        Some(value.source().to_owned())
    }

    /// Removes a field from a record; must precede additions to that record. Returns the source text of its value.
    pub fn remove(&mut self, record: Value<'t, 'a>, name: &str) -> Option<String> {
        let field = record.field(name)?;
        let (text, comma) = (self.tree.text(), self.tree.comma_behind(field.span().end));
        let mut spans = with_comma(text, &field.span(), comma.as_ref());
        if let Some(span) = spans.last_mut() {
            let rest = &text[span.end..];
            span.end += rest.len() - rest.trim_start_matches([' ', '\t']).len();
        }
        if comma.is_none() {
            spans[0].start = text[..spans[0].start].trim_end_matches([' ', '\t']).len();
        }
        self.removed.insert(field.span().start);
        self.edits.extend(spans.into_iter().map(|span| Edit { span, text: String::new() }));
        Some(field.value().source().to_owned())
    }

    /// Removes a list item or map entry with a given span.
    pub fn remove_span(&mut self, span: Range<usize>) {
        let comma = self.tree.comma_behind(span.end);
        self.edits.extend(remove_item(self.tree.text(), &span, comma.as_ref()));
    }

    /// Appends an item to a list, an entry to a map or a field to a record.
    pub fn add(&mut self, to: Value<'t, 'a>, ron: String) {
        let text = self.tree.text();
        let is_left = |span: &Range<usize>| !self.removed.contains(&span.start);
        let last = to.fields().map(Field::span).filter(is_left).last();
        let is_followed = to.fields().last().is_some_and(|field| !is_left(&field.span()));
        let last = last.or_else(|| to.entries().map(Entry::span).last());
        let last = last.or_else(|| to.items().map(Value::span).last());
        let Some(last) = last else {
            let end = to.span().end.saturating_sub(1);
            let empty = Addition {
                items: Vec::new(),
                comma: None,
                before: " ".into(),
                is_first: true,
                is_last: true,
            };
            self.added.entry(end).or_insert(empty).items.push(ron);
            return;
        };
        let comma = self.tree.comma_behind(last.end);
        let end = comma.as_ref().map_or(last.end, |comma| comma.end);
        let (mut at, mut before) = (end, " ".to_owned());
        if let Some(indent) = indentation(text, last.start) {
            before = format!("{}{indent}", line_end(text));
            // A comment after the last item stays there.
            let rest = text[end..].split('\n').next().unwrap_or_default().trim_end_matches('\r');
            if rest.trim_start().starts_with("//") {
                at += rest.len();
            }
        }
        let comma = comma.is_none().then_some(last.end);
        let is_last = comma.is_some() || is_followed;
        let addition = Addition { items: Vec::new(), comma, before, is_first: false, is_last };
        self.added.entry(at).or_insert(addition).items.push(ron);
    }

    /// All edits, in the order of the text.
    #[must_use]
    pub fn finish(self) -> Edits {
        let mut edits = self.edits;
        for (at, Addition { items, comma, before, is_first, is_last }) in self.added {
            let mut text = String::new();
            for (number, item) in items.iter().enumerate() {
                if !(is_first && number == 0) {
                    text.push_str(&before);
                }
                text.push_str(item);
                text.push(',');
            }
            match comma {
                Some(comma) if comma == at => text.insert(0, ','),
                Some(comma) => edits.push(Edit { span: comma..comma, text: ",".into() }),
                None => {}
            }
            // Keep the missing trailing comma.
            if is_last {
                text.pop();
            }
            edits.push(Edit { span: at..at, text });
        }
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        Edits::new(edits)
    }
}

/// Whether two values have the same meaning, however they are written. A list with one item equals the item.
fn means_same(one: Value<'_, '_>, other: Value<'_, '_>) -> bool {
    let (one, other) = (only(one), only(other));
    if one.kind() != other.kind() {
        return false;
    }
    match one.kind() {
        ValueKind::Text => one.text().is_some() && one.text() == other.text(),
        ValueKind::Character => one.character().is_some() && one.character() == other.character(),
        ValueKind::Word => match (one.number(), other.number()) {
            (Some(one), Some(other)) => one.to_bits() == other.to_bits(),
            _ => one.source() == other.source(),
        },
        ValueKind::List | ValueKind::Tuple => {
            one.items().count() == other.items().count()
                && one.items().zip(other.items()).all(|(one, other)| means_same(one, other))
        }
        ValueKind::Map => {
            one.entries().count() == other.entries().count()
                && one.entries().zip(other.entries()).all(|(one, other)| {
                    means_same(one.key(), other.key()) && means_same(one.value(), other.value())
                })
        }
        ValueKind::Struct => {
            one.fields().count() == other.fields().count()
                && one.fields().all(|field| {
                    let same = other.field(field.name());
                    same.is_some_and(|same| means_same(field.value(), same.value()))
                })
        }
    }
}

fn only<'t, 'a>(value: Value<'t, 'a>) -> Value<'t, 'a> {
    let value = value.inner();
    let mut items = value.items();
    match (value.kind(), items.next(), items.next()) {
        (ValueKind::List, Some(only), None) => only.inner(),
        _ => value,
    }
}

/// The value of a string, or the items of a list of strings.
#[must_use]
pub fn strings(value: Value<'_, '_>) -> Vec<String> {
    let value = value.inner();
    let items: Vec<Value<'_, '_>> = match value.kind() {
        ValueKind::List | ValueKind::Tuple => value.items().collect(),
        _ => vec![value],
    };
    items.into_iter().filter_map(|item| Some(item.inner().text()?.into_owned())).collect()
}

/// One string, or a list of several, as RON.
#[must_use]
pub fn one_or_several(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| string_literal(word)).collect();
    match quoted.as_slice() {
        [only] => only.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}

/// An entry of a map as RON, with a value in RON.
#[must_use]
pub fn pair(key: &str, ron: &str) -> String {
    format!("{}: {ron}", string_literal(key))
}

/// A map as RON, of entries in RON.
#[must_use]
pub fn map_of(entries: impl IntoIterator<Item = String>) -> String {
    format!("{{{}}}", entries.into_iter().collect::<Vec<_>>().join(", "))
}

/// The items of a list of a record.
pub fn items<'t, 'a>(
    record: Option<Value<'t, 'a>>,
    list: &str,
) -> impl Iterator<Item = Value<'t, 'a>> + use<'t, 'a> {
    let list = record.and_then(|record| record.inner().field(list));
    list.into_iter().flat_map(|list| list.value().inner().items()).map(Value::inner)
}

/// The id of a record; empty without one.
#[must_use]
pub fn id(record: Value<'_, '_>) -> String {
    let id = record.field("id").and_then(|field| field.value().inner().text());
    id.map(Cow::into_owned).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(
        text: &str,
        edit: impl for<'t, 'a> Fn(&mut RecordEdits<'t, 'a>, Value<'t, 'a>),
    ) -> String {
        let tree = Tree::parse(text);
        let mut edits = RecordEdits::new(&tree);
        edit(&mut edits, tree.root().expect("a value"));
        edits.finish().apply(text)
    }

    #[test]
    fn replaces_changed_values() {
        let text = "(a: \"\\u{41}\", /* why */ b: 1.0, c: [\"x\"])";
        let same = edited(text, |edits, root| {
            assert_eq!(edits.set(root, "a", "\"A\""), None);
            assert_eq!(edits.set(root, "b", "1"), None);
            assert_eq!(edits.set(root, "c", "\"x\""), None);
        });
        assert_eq!(same, text);
        let other = edited(text, |edits, root| {
            assert_eq!(edits.set(root, "b", "2").as_deref(), Some("1.0"));
        });
        assert_eq!(other, "(a: \"\\u{41}\", /* why */ b: 2, c: [\"x\"])");
    }

    #[test]
    fn appends_new_fields() {
        for (text, expected) in [
            ("()", "(x: 1, y: 2)"),
            ("(a: 1)", "(a: 1, x: 1, y: 2)"),
            ("(a: 1,)", "(a: 1, x: 1, y: 2,)"),
            ("(\n    a: 1, // why\n)", "(\n    a: 1, // why\n    x: 1,\n    y: 2,\n)"),
            ("(\n    a: 1 // why\n)", "(\n    a: 1, // why\n    x: 1,\n    y: 2\n)"),
        ] {
            let found = edited(text, |edits, root| {
                edits.set(root, "x", "1");
                edits.set(root, "y", "2");
            });
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn appends_after_remaining_fields() {
        for (text, expected) in [
            ("(a: 1, b: 2)", "(a: 1, x: 1)"),
            ("(b: 2)", "(x: 1)"),
            ("(a: 1, b: 2, c: 3)", "(a: 1, c: 3, x: 1)"),
        ] {
            let found = edited(text, |edits, root| {
                edits.remove(root, "b");
                edits.set(root, "x", "1");
            });
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn removes_a_field_with_its_comma() {
        let removed = |text| edited(text, |edits, root| drop(edits.remove(root, "b")));
        assert_eq!(removed("(a: 1, b: 2, c: 3)"), "(a: 1, c: 3)");
        assert_eq!(removed("(a: 1, b: 2)"), "(a: 1,)");
    }
}
