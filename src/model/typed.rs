//! RON's errors of type as problems in the words of the format, at the value that they are about.

use std::ops::Range;

use ron::error::{Error as Ron, SpannedError};

use super::tree::{Field, Node};
use crate::diagnostic::{Code, Diagnostic, nearest};

/// The longest excerpt of a value in a message, in characters.
const EXCERPT: usize = 24;

/// What to do where nothing more exact can be said.
const SAMPLE_HINT: &str = "`organogram sample` prints a whole example";

/// RON's error about `node` of `text` as a problem of the whole text.
pub(super) fn problem(text: &str, node: &Node, error: &SpannedError) -> Diagnostic {
    let part = &text[node.span.clone()];
    let at = node.span.start + byte_at(part, error.span.start.line, error.span.start.col);
    let place = Place { text, node, at };
    match &error.code {
        Ron::NoSuchStructField { expected, found, .. } => {
            unknown_field(found, expected.iter().copied(), place.field_called(found))
        }
        Ron::MissingStructField { field, outer } => place.missing_field(field, outer.as_deref()),
        Ron::DuplicateStructField { field, .. } => {
            let message = format!("field {field} stands twice");
            Diagnostic::new(Code::Syntax, Some(place.field_called(field)), message)
                .with_hint("keep one of them")
        }
        Ron::NoSuchEnumVariant { expected, found, .. } => place.unknown_line(found, expected),
        Ron::InvalidEscape(_) => place.bad_escape(),
        Ron::Message(message) => place.refused(message),
        other => place.wrong_value(other),
    }
}

/// A field that is none of `known`.
pub(super) fn unknown_field<'a>(
    found: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    span: Range<usize>,
) -> Diagnostic {
    let hint = match nearest(found, known.clone()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("known are: {}", known.collect::<Vec<_>>().join(", ")),
    };
    Diagnostic::new(Code::UnknownField, Some(span), format!("unknown field {found}"))
        .with_hint(hint)
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

    fn missing_field(&self, name: &str, outer: Option<&str>) -> Diagnostic {
        let lacks = |node: &&&Node| {
            !node.fields().is_empty() && node.fields().iter().all(|field| field.name != name)
        };
        let all = self.node.all();
        let nearest = all.iter().filter(lacks).min_by_key(|node| self.distance(node.span.end));
        let span = nearest.map_or(self.node, |node| *node).first_character(self.text);
        let of = match outer {
            Some("File") | None => "",
            Some("Unit") => " in this unit",
            Some("Head") => " in this head",
            Some("Post") => " in this post",
            Some("Body") => " in this body",
            Some("Relation") => " in this relation",
            Some("SharedSet") => " in this shared set",
            Some("Source") => " in this source",
            Some("Kind") => " in this kind",
            Some(_) => " here",
        };
        Diagnostic::new(Code::MissingField, Some(span), format!("field {name} is missing{of}"))
            .with_hint(format!("add {}", example(name)))
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
        let (expected, hint) = match error {
            Ron::ExpectedString | Ron::ExpectedStringEnd if value.is_leaf() => {
                ("a text", format!("write it between double quotes: \"{bare}\""))
            }
            Ron::ExpectedString | Ron::ExpectedStringEnd => {
                ("a text", "one text stands between double quotes, without brackets".into())
            }
            Ron::ExpectedIdentifier => ("a bare word", format!("write it without quotes: {bare}")),
            Ron::ExpectedArray | Ron::ExpectedArrayEnd => {
                ("a list", "write it between square brackets: [ …, … ]".into())
            }
            Ron::ExpectedStructLike
            | Ron::ExpectedNamedStructLike(_)
            | Ron::ExpectedDifferentStructName { .. }
            | Ron::ExpectedStructName(_) => (
                "( … ) with fields",
                "write fields between round brackets, their names without quotes: (id: …, …)"
                    .into(),
            ),
            Ron::ExpectedInteger
            | Ron::InvalidIntegerDigit { .. }
            | Ron::UnderscoreAtBeginning
            | Ron::IntegerOutOfBounds => ("a whole number", "write a number such as 1".into()),
            Ron::InvalidValueForType { expected, .. } if value.is_leaf() => {
                (expected.as_str(), format!("write it between double quotes: \"{bare}\""))
            }
            Ron::InvalidValueForType { expected, .. } => (expected.as_str(), SAMPLE_HINT.into()),
            other => {
                let message = format!("this is not RON as the format has it: {other}");
                let span = Some(value.first_character(self.text));
                return Diagnostic::new(Code::Syntax, span, message).with_hint(SAMPLE_HINT);
            }
        };
        let of = self.field_of(value).map_or_else(String::new, |field| format!("{}: ", field.name));
        let message = format!("{of}{expected} is expected here, not {excerpt}");
        let span =
            if value.is_leaf() { value.span.clone() } else { value.first_character(self.text) };
        Diagnostic::new(Code::WrongType, Some(span), message).with_hint(hint)
    }

    /// What a field's own reader refused, in its words.
    fn refused(&self, message: &str) -> Diagnostic {
        let hint = if message.starts_with("a count") {
            "leave count out for one unit; write count: several where the number is not known"
        } else {
            "keep one of them"
        };
        Diagnostic::new(Code::WrongType, Some(self.value().first_character(self.text)), message)
            .with_hint(hint)
    }

    fn unknown_line(&self, found: &str, known: &[&str]) -> Diagnostic {
        let hint = match nearest(found, known.iter().copied()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("known are: {}", known.join(", ")),
        };
        let value = self.value();
        let message = format!("no kind of relation is called {found}");
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
        let message = "this backslash starts no escape that RON knows";
        Diagnostic::new(Code::Syntax, Some(start..start + length), message)
            .with_hint("write \\\\ for a backslash itself")
    }
}

/// How a field is written.
pub(super) fn example(field: &str) -> String {
    match field {
        "organogram" => "organogram: 1".into(),
        "units" => "units: [ (id: …, kind: …, name: …), … ]".into(),
        "functions" => "functions: [ (cite: …, text: …), … ]".into(),
        "kind" => {
            "kind: … (division, section, … for a unit; advises, supports, … for a relation)".into()
        }
        other => format!("{other}: \"…\""),
    }
}

/// The byte of a line and a column (both from 1, columns in characters).
fn byte_at(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let line = &text[start..];
    line.char_indices().nth(column.saturating_sub(1)).map_or(text.len(), |(at, _)| start + at)
}
