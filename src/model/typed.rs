//! RON's errors of type as problems in the words of the format, at the value that they are about.

use std::ops::Range;

use ron::error::{Error as Ron, Position, SpannedError};

use super::schema;
use super::tree::{Field, Node, Shape};
use crate::diagnostic::{Argument, Code, Diagnostic, Message, nearest};
use crate::message;

/// The longest excerpt of a value in a message, in characters.
const EXCERPT: usize = 24;

/// What to do where nothing more exact can be said.
fn sample_hint() -> Message {
    message!("`organogram sample` prints a whole example")
}

/// RON's error about `node` of `text` as a problem of the whole text. `at` is the byte where what it
/// is about starts.
pub(super) fn problem(text: &str, node: &Node, at: usize, error: &SpannedError) -> Diagnostic {
    let place = Place { text, node, at: text.floor_char_boundary(at) };
    match &error.code {
        Ron::DuplicateStructField { field, .. } => {
            let message = message!("field {0} stands twice", field);
            Diagnostic::new(Code::Syntax, Some(place.field_called(field)), message)
                .with_hint(message!("keep one of them"))
        }
        Ron::NoSuchEnumVariant { expected, found, outer } => {
            place.unknown_word(outer.as_deref(), found, expected)
        }
        Ron::InvalidEscape(_) => place.bad_escape(),
        Ron::Message(message) => place.refused(message),
        other => place.wrong_value(other),
    }
}

/// The fields that a struct lacks, when RON says that it lacks one of them; `outer` is its type.
pub(super) fn missing_fields(
    text: &str,
    told: &str,
    outer: Option<&str>,
    owner: &Node,
) -> Vec<Diagnostic> {
    let needed: &[&str] = match outer {
        Some("Unit") => &["id", "kind", "name"],
        Some("Post") => &["id", "title"],
        Some("Relation") => &["from", "to", "kind"],
        Some("Body") => &["id", "name"],
        Some("SharedSet") => &["id", "functions"],
        _ => &[],
    };
    let also = needed.iter().filter(|name| **name != told && owner.field(name).is_none());
    let missing = std::iter::once(told).chain(also.copied());
    missing.map(|name| missing_field(name, outer, owner.first_character(text))).collect()
}

fn missing_field(name: &str, outer: Option<&str>, span: Range<usize>) -> Diagnostic {
    let part = match outer {
        Some("Unit") => Some(message!("this unit")),
        Some("Head") => Some(message!("this head")),
        Some("Post") => Some(message!("this post")),
        Some("Body") => Some(message!("this body")),
        Some("Relation") => Some(message!("this relation")),
        Some("SharedSet") => Some(message!("this shared set")),
        Some("Source") => Some(message!("this source")),
        Some("Kind") => Some(message!("this kind")),
        Some("Statement") => Some(message!("this statement")),
        Some(_) | None => None,
    };
    let message = match part {
        Some(part) => message!("field {0} is missing in {1}", name, part),
        None => message!("field {0} is missing", name),
    };
    Diagnostic::new(Code::MissingField, Some(span), message)
        .with_hint(message!("add {0}", example(name)))
}

/// A field that is none of `known`.
pub(super) fn unknown_field<'a>(
    found: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    span: Range<usize>,
) -> Diagnostic {
    let hint = match nearest(found, known.clone()) {
        Some(near) => message!("did you mean {0}?", near),
        None => {
            message!("known are: {0}", Argument::list(&known.collect::<Vec<_>>(), ", "))
        }
    };
    unknown(found, span).with_hint(hint)
}

/// A field that the format does not have.
pub(super) fn unknown(found: &str, span: Range<usize>) -> Diagnostic {
    Diagnostic::new(Code::UnknownField, Some(span), message!("unknown field {0}", found))
}

/// What to do where the value of an unknown field of a unit is a list of units.
pub(super) fn nested_units(
    text: &str,
    outer: Option<&str>,
    owner: &Node,
    value: &Node,
) -> Option<Message> {
    let Shape::List(items) = &value.shape else { return None };
    let is_unit = |item: &Node| {
        matches!(item.shape, Shape::Map)
            || ["id", "kind", "name"].iter().any(|name| item.field(name).is_some())
    };
    if outer != Some("Unit") || !items.first().is_some_and(is_unit) {
        return None;
    }
    let id = owner.field("id").map_or("…", |id| text[id.span.clone()].trim_matches('"'));
    Some(message!(
        "the units are a flat list: write each of these beside this unit, with parent: \"{0}\"",
        id
    ))
}

/// Where RON stopped. Its position may be just before or just behind what it is about.
struct Place<'a> {
    text: &'a str,
    node: &'a Node,
    at: usize,
}

impl<'a> Place<'a> {
    fn distance(&self, byte: usize) -> usize {
        byte.abs_diff(self.at)
    }

    /// The name of the field so called that is nearest.
    fn field_called(&self, name: &str) -> Range<usize> {
        let fields = self.node.all_fields().into_iter().filter(|field| field.name == name);
        fields
            .map(|field| field.name_span.clone())
            .min_by_key(|span| self.distance(span.start).min(self.distance(span.end)))
            .unwrap_or_else(|| self.node.first_character(self.text))
    }

    /// The innermost value that RON stopped at, or the one just before.
    fn value(&self) -> &'a Node {
        let behind = &self.text[self.at..self.node.span.end.max(self.at)];
        let next = self.at + behind.len() - behind.trim_start().len();
        let holder = self.innermost(next);
        if holder.is_leaf() || holder.span.start == next {
            return holder;
        }
        let before = self.text[..self.at].trim_end_matches([' ', '\n', '\r', '\t', ',', ')', ']']);
        let leaf = self.innermost(before.len().saturating_sub(1));
        if leaf.is_leaf() { leaf } else { holder }
    }

    fn innermost(&self, byte: usize) -> &'a Node {
        let mut node = self.node;
        while let Some(inner) = node.parts().find(|part| part.span.contains(&byte)) {
            node = inner;
        }
        node
    }

    /// The innermost field that holds a value, when there is one.
    fn field_of(&self, value: &Node) -> Option<&'a Field> {
        let holds = |field: &&Field| {
            field.value.span.start <= value.span.start && value.span.end <= field.value.span.end
        };
        self.node.all_fields().into_iter().filter(holds).min_by_key(|field| field.value.span.len())
    }

    fn excerpt(&self, value: &Node) -> String {
        let line = self.text[value.span.clone()].lines().next().unwrap_or_default();
        let mut excerpt: String = line.chars().take(EXCERPT).collect();
        if excerpt.len() < value.span.len() {
            excerpt.push('…');
        }
        excerpt
    }

    /// A value in place of which something else is expected.
    fn wrong_value(&self, error: &Ron) -> Diagnostic {
        let value = self.value();
        let excerpt = self.excerpt(value);
        let bare = excerpt.trim_matches(['"', '\'']);
        let in_quotes = || message!("write it between double quotes: \"{0}\"", bare);
        let (expected, hint) = match error {
            Ron::ExpectedString | Ron::ExpectedStringEnd | Ron::ExpectedChar if value.is_leaf() => {
                (message!("a text"), in_quotes())
            }
            Ron::ExpectedString | Ron::ExpectedStringEnd => (
                message!("a text"),
                message!("one text stands between double quotes, without brackets"),
            ),
            Ron::ExpectedIdentifier => {
                (message!("a bare word"), message!("write it without quotes: {0}", bare))
            }
            Ron::ExpectedArray | Ron::ExpectedArrayEnd => {
                (message!("a list"), message!("write it between square brackets: [ …, … ]"))
            }
            Ron::ExpectedNamedStructLike(name) if value.is_leaf() && is_text(&excerpt) => {
                (message!("( … ) with fields"), in_fields(name, &excerpt))
            }
            Ron::ExpectedStructLike
            | Ron::ExpectedNamedStructLike(_)
            | Ron::ExpectedDifferentStructName { .. }
            | Ron::ExpectedStructName(_) => (
                message!("( … ) with fields"),
                message!(
                    "write fields between round brackets, their names without quotes: (id: …, …)"
                ),
            ),
            Ron::ExpectedInteger
            | Ron::InvalidIntegerDigit { .. }
            | Ron::UnderscoreAtBeginning
            | Ron::IntegerOutOfBounds => {
                (message!("a whole number"), message!("write a number such as 1"))
            }
            Ron::InvalidValueForType { expected, .. } => {
                (form(expected), if value.is_leaf() { in_quotes() } else { sample_hint() })
            }
            other => {
                let message =
                    message!("this is not RON as the format has it: {0}", other.to_string());
                let span = Some(value.first_character(self.text));
                return Diagnostic::new(Code::Syntax, span, message).with_hint(sample_hint());
            }
        };
        let message = match self.field_of(value) {
            Some(field) => {
                message!("{0}: {1} is expected here, not {2}", &field.name, expected, excerpt)
            }
            None => message!("{0} is expected here, not {1}", expected, excerpt),
        };
        let span =
            if value.is_leaf() { value.span.clone() } else { value.first_character(self.text) };
        Diagnostic::new(Code::WrongType, Some(span), message).with_hint(hint)
    }

    /// What a field's own reader refused.
    fn refused(&self, words: &str) -> Diagnostic {
        let (message, hint) = if let Some(found) = words.strip_prefix(schema::NO_COUNT) {
            (
                message!("a count is a number from 1 up or the word several, not {0}", found),
                message!(
                    "leave count out for one unit; write count: several where the number is not known"
                ),
            )
        } else if let Some(tag) = words.strip_prefix(schema::LANGUAGE_TWICE) {
            (message!("language \"{0}\" stands twice", tag), message!("keep one of them"))
        } else {
            (message!("this is not RON as the format has it: {0}", words), sample_hint())
        };
        Diagnostic::new(Code::WrongType, Some(self.value().first_character(self.text)), message)
            .with_hint(hint)
    }

    fn unknown_word(&self, outer: Option<&str>, found: &str, known: &[&str]) -> Diagnostic {
        let hint = match nearest(found, known.iter().copied()) {
            Some(near) => message!("did you mean {0}?", near),
            None => message!("known are: {0}", Argument::list(known, ", ")),
        };
        let value = self.value();
        let message = match outer {
            Some("Numbering") => message!("no numbering is called {0}", found),
            _ => message!("no kind of relation is called {0}", found),
        };
        Diagnostic::new(Code::UnknownKind, Some(value.span.clone()), message).with_hint(hint)
    }

    fn bad_escape(&self) -> Diagnostic {
        let value = self.value();
        let words = &self.text[value.span.clone()];
        let mut backslashes = words.match_indices('\\').map(|(at, _)| at);
        let known = |c: char| matches!(c, '"' | '\'' | '\\' | 'n' | 'r' | 't' | '0' | 'x' | 'u');
        let bad = backslashes.find(|at| !words[at + 1..].starts_with(known)).unwrap_or(0);
        let start = value.span.start + bad;
        let length = words[bad..].chars().next().map_or(0, char::len_utf8);
        let message = message!("this backslash starts no escape that RON knows");
        Diagnostic::new(Code::Syntax, Some(start..start + length), message)
            .with_hint(message!("write \\\\ for a backslash itself"))
    }
}

/// How to write a text where a struct is expected.
fn in_fields(name: &str, text: &str) -> Message {
    message!(
        "write {0}",
        match name {
            "Head" => format!("head: (title: {text})"),
            "Post" | "Source" => format!("(id: \"…\", title: {text})"),
            "Statement" => format!("(text: {text})"),
            "Unit" => format!("(id: \"…\", kind: \"…\", name: {text})"),
            "Kind" => format!("(id: {text})"),
            _ => format!("(id: \"…\", name: {text})"),
        }
    )
}

fn is_text(excerpt: &str) -> bool {
    excerpt.len() > 1 && excerpt.starts_with('"') && excerpt.ends_with('"')
}

/// The form of a value that the schema's own readers ask for.
fn form(expected: &str) -> Message {
    match expected {
        schema::TEXT_FORM => {
            message!("a text, or texts by language such as {\"en\": \"…\"}")
        }
        schema::WORDS_FORM => message!("texts by word such as {\"dual\": \"…\"}"),
        schema::LIST_FORM => message!("a text, or a list of texts such as [\"…\", \"…\"]"),
        other => message!("{0}", other),
    }
}

/// How a field is written.
pub(super) fn example(field: &str) -> Argument {
    match field {
        "organogram" => "organogram: 1".into(),
        "units" => "units: [ (id: …, kind: …, name: …), … ]".into(),
        "functions" => "functions: [ (cite: …, text: …), … ]".into(),
        "kind" => message!(
            "kind: … (division, section, … for a unit; advises, supports, … for a relation)"
        )
        .into(),
        other => format!("{other}: \"…\"").into(),
    }
}

/// The byte of a place in a text that RON has read.
pub(super) fn byte_at(text: &str, place: Position) -> usize {
    let lines = text.split_inclusive('\n').take(place.line.saturating_sub(1));
    let start: usize = lines.map(str::len).sum();
    let line = &text[start..];
    line.char_indices().nth(place.col.saturating_sub(1)).map_or(text.len(), |(at, _)| start + at)
}
