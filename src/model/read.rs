//! Typed reading: conversion of values of the syntax tree to the types of the schema.
//!
//! A value of the wrong type is reported and affects only its field. Nothing is reported inside a value with a syntax
//! error, which has been reported already.

use std::borrow::Cow;
use std::ops::Range;

use smol_str::SmolStr;

use crate::diagnostic::{Argument, Code, Diagnostic, Fix, Message, Tally, near_or_known, nearest};
use crate::message;
use crate::syntax::{Field, Value, ValueKind};

/// Maximum length of an excerpt of a value in a message, in characters.
const MAX_EXCERPT: usize = 24;

/// Types that can be read from a value of the tree; reading returns `None` after reporting a problem.
pub(super) trait FromValue: Sized {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self>;

    /// Substitute for an optional value that could not be read.
    fn unreadable() -> Self
    where
        Self: Default,
    {
        Self::default()
    }

    /// Stores the index of the value in its list.
    fn set_place(&mut self, _place: usize) {}
}

/// Findings of the reader, other than the values.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) problems: Vec<Diagnostic>,
    pub(super) tally: Tally,
    /// The ids of unreadable items, each with its parent if there is one.
    pub(super) left_out: Vec<(String, Option<String>)>,
    /// The current field, for messages.
    field: Option<&'static str>,
    /// Whether the reader is inside a value with a syntax error.
    is_muted: bool,
}

impl Reading {
    /// Appends the findings of a later part.
    pub(super) fn append(&mut self, mut behind: Self) {
        self.tally.absorb(&behind.tally, &mut behind.problems);
        self.problems.append(&mut behind.problems);
        self.left_out.append(&mut behind.left_out);
    }

    pub(super) fn report(&mut self, problem: Diagnostic) {
        if !self.is_muted && self.tally.admits(problem.code) {
            self.problems.push(problem);
        }
    }

    /// Reads the value of a field.
    pub(super) fn field<T: FromValue>(
        &mut self,
        name: &'static str,
        field: Field<'_, '_>,
    ) -> Option<T> {
        let value = field.value();
        let outer = (self.field, self.is_muted);
        self.field = Some(name);
        self.is_muted |= value.is_broken();
        let is_leaf = !matches!(
            value.kind(),
            ValueKind::List | ValueKind::Map | ValueKind::Struct | ValueKind::Tuple
        );
        let read = if is_leaf && self.is_muted && value.is_broken() {
            None
        } else {
            T::from_value(value, self)
        };
        (self.field, self.is_muted) = outer;
        read
    }

    /// Reads an item of the list in a field.
    pub(super) fn item<T: FromValue>(
        &mut self,
        field: &'static str,
        value: Value<'_, '_>,
    ) -> Option<T> {
        let outer = self.field.replace(field);
        let read = if value.is_broken() { None } else { T::from_value(value, self) };
        self.field = outer;
        read
    }

    /// Reports a value of the wrong type.
    pub(super) fn wrong(&mut self, value: Value<'_, '_>, expected: Message, hint: Message) {
        if value.is_broken() {
            return;
        }
        let excerpt = excerpt(value);
        let message = match self.field {
            Some(field) => {
                message!("{0}: expected {1}, found {2}", field, expected, excerpt)
            }
            None => message!("expected {0}, found {1}", expected, excerpt),
        };
        let span = if is_leaf(value) { value.span() } else { first_character(value) };
        self.report(Diagnostic::new(Code::WrongType, Some(span), message).with_hint(hint));
    }

    /// Reports a field that is not among `known`.
    pub(super) fn unknown_field(
        &mut self,
        field: Field<'_, '_>,
        known: &[&'static str],
        owner: Value<'_, '_>,
    ) {
        let found = field.name();
        let nested = nested_units(field.value(), known, owner);
        let near = nearest(found, known.iter().copied()).filter(|_| nested.is_none());
        let hint = nested.unwrap_or_else(|| near_or_known(near, known));
        let message = message!("unknown field {0}", found);
        let problem = Diagnostic::new(Code::UnknownField, Some(field.name_span()), message);
        let is_new = |near: &&str| owner.field(near).is_none();
        let fix = near.filter(is_new).map(Fix::likely);
        self.report(problem.with_hint(hint).with_fix(fix));
    }

    pub(super) fn field_twice(&mut self, field: Field<'_, '_>) {
        let message = message!("duplicate field {0}", field.name());
        let problem = Diagnostic::new(Code::Syntax, Some(field.name_span()), message);
        self.report(problem.with_hint(message!("keep one of them")));
    }

    /// Reports a missing required field of `owner`, which messages call `part`.
    pub(super) fn missing_field(
        &mut self,
        name: &'static str,
        part: Option<Message>,
        owner: Value<'_, '_>,
    ) {
        let message = match part {
            Some(part) => message!("missing field {0} in {1}", name, part),
            None => message!("missing field {0}", name),
        };
        let problem = Diagnostic::new(Code::MissingField, Some(first_character(owner)), message);
        self.report(problem.with_hint(message!("add {0}", example(name))));
    }

    /// Reports a value that should be a struct.
    pub(super) fn no_struct(&mut self, value: Value<'_, '_>, name: &str) {
        let text = excerpt(value);
        let is_whole = value.kind() == ValueKind::Text && text.ends_with('"');
        let hint = if is_whole {
            in_fields(name, &text)
        } else {
            message!("write fields in parentheses, with their names unquoted: (id: …, …)")
        };
        self.wrong(value, message!("( … ) with fields"), hint);
    }

    /// Records the ids in a value that is left out.
    pub(super) fn leave_out(&mut self, value: Value<'_, '_>) {
        let mut open = vec![value];
        while let Some(value) = open.pop() {
            let id = value.field("id").and_then(|id| id.value().inner().text());
            if let Some(id) = id {
                let parent = value.field("parent").and_then(|field| field.value().inner().text());
                self.left_out.push((id.into_owned(), parent.map(Cow::into_owned)));
            }
            open.extend(value.items());
            open.extend(value.fields().map(Field::value));
        }
    }

    pub(super) fn fact_twice(&mut self, value: Value<'_, '_>, field: &str) {
        let message = message!("duplicate field \"{0}\"", field);
        let problem = Diagnostic::new(Code::WrongType, Some(first_character(value)), message);
        self.report(problem.with_hint(message!("keep one of them")));
    }

    pub(super) fn text_twice(&mut self, value: Value<'_, '_>, tag: &str) {
        let message = message!("duplicate language \"{0}\"", tag);
        let problem = Diagnostic::new(Code::WrongType, Some(first_character(value)), message);
        self.report(problem.with_hint(message!("keep one of them")));
    }

    fn bad_escape(&mut self, span: Range<usize>) {
        let message = message!("this is not a valid RON escape");
        let problem = Diagnostic::new(Code::Syntax, Some(span), message);
        self.report(problem.with_hint(message!("write \\\\ for a backslash")));
    }

    fn string<'a>(&mut self, value: Value<'_, 'a>) -> Option<Cow<'a, str>> {
        let text = value.text();
        if text.is_none()
            && let Some(span) = value.bad_escape()
        {
            self.bad_escape(span);
        }
        text
    }

    /// Reads a string or a character, where both are allowed.
    pub(super) fn any_string<'a>(&mut self, value: Value<'_, 'a>) -> Option<Cow<'a, str>> {
        match value.kind() {
            ValueKind::Character => value.character().map(|c| Cow::Owned(c.into())),
            _ => self.string(value),
        }
    }

    /// Reports a value that has neither of the two forms described by `expected`.
    pub(super) fn neither(&mut self, value: Value<'_, '_>, expected: Message) {
        let hint = if is_leaf(value) {
            message!("write it in double quotes: \"{0}\"", bare(value))
        } else {
            sample_hint()
        };
        self.wrong(value, expected, hint);
    }
}

impl FromValue for String {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        string(value, reading).map(Cow::into_owned)
    }
}

impl FromValue for SmolStr {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        string(value, reading).map(Self::new)
    }
}

impl FromValue for u32 {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        let number = value.unsigned().and_then(|number| Self::try_from(number).ok());
        if number.is_none() {
            let hint = message!("write a number such as 1");
            reading.wrong(value, message!("a whole number"), hint);
        }
        number
    }
}

/// Reads a quoted text.
pub(super) fn string<'a>(value: Value<'_, 'a>, reading: &mut Reading) -> Option<Cow<'a, str>> {
    if value.kind() == ValueKind::Text {
        return reading.string(value);
    }
    let hint = if is_leaf(value) {
        message!("write it in double quotes: \"{0}\"", bare(value))
    } else {
        message!("write a single text in double quotes, without brackets")
    };
    reading.wrong(value, message!("a text"), hint);
    None
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        if value.source() == "None" {
            return Some(None);
        }
        T::from_value(value.inner(), reading).map(Some)
    }
}

/// A list, without its unreadable items.
impl<T: FromValue> FromValue for Vec<T> {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        if value.kind() != ValueKind::List {
            let hint = message!("write it in square brackets: [ …, … ]");
            reading.wrong(value, message!("a list"), hint);
            return None;
        }
        let mut items = Self::with_capacity(value.items().count());
        for (place, value) in value.items().enumerate() {
            match T::from_value(value, reading) {
                Some(mut item) => {
                    item.set_place(place);
                    items.push(item);
                }
                None => reading.leave_out(value),
            }
        }
        Some(items)
    }
}

/// Hint on writing a text where a struct of the schema is expected.
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

/// Hint for an unknown field of a unit that contains a list of units.
fn nested_units(value: Value<'_, '_>, known: &[&str], owner: Value<'_, '_>) -> Option<Message> {
    let first = value.items().next()?;
    let is_unit = first.kind() == ValueKind::Map
        || ["id", "kind", "name"].iter().any(|name| first.field(name).is_some());
    if !is_unit || !known.contains(&"parent") {
        return None;
    }
    let id = owner.field("id").and_then(|id| id.value().inner().text());
    Some(message!(
        "units are a flat list: write each of these next to this unit, with parent: \"{0}\"",
        id.unwrap_or("…".into()).into_owned()
    ))
}

/// Example of a field, for hints.
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

/// Fallback for a specific hint.
pub(super) fn sample_hint() -> Message {
    message!("`organogram sample` prints a complete example")
}

pub(super) fn is_leaf(value: Value<'_, '_>) -> bool {
    matches!(value.kind(), ValueKind::Text | ValueKind::Character | ValueKind::Word)
}

pub(super) fn first_character(value: Value<'_, '_>) -> Range<usize> {
    let start = value.span().start;
    start..start + value.source().chars().next().map_or(0, char::len_utf8)
}

/// The start of a value's source text.
fn excerpt(value: Value<'_, '_>) -> String {
    let line = value.source().lines().next().unwrap_or_default();
    let mut excerpt: String = line.chars().take(MAX_EXCERPT).collect();
    if excerpt.len() < value.source().len() {
        excerpt.push('…');
    }
    excerpt
}

/// The excerpt without surrounding quotes.
pub(super) fn bare(value: Value<'_, '_>) -> String {
    excerpt(value).trim_matches(['"', '\'']).to_owned()
}
