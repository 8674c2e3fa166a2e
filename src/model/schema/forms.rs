//! Values with several notations.

use std::borrow::Cow;
use std::collections::HashSet;

use smallvec::{SmallVec, smallvec};
use smol_str::SmolStr;

use crate::diagnostic::{Code, Diagnostic, Fix, Message, near_or_known, nearest};
use crate::message;
use crate::model::language::tag_problem;
use crate::model::limits::MAX_LANGUAGES;
use crate::model::read::{FromValue, Reading, bare, first_character, is_leaf, sample_hint, string};
use crate::model::schema::Person;
use crate::model::{
    Arrangement, Count, FieldType, Number, Numbering, Position, RelationKind, Status, Text, Total,
};
use crate::syntax::{Value, ValueKind};

/// A string, or a map from language tag to string.
#[derive(Debug, Default)]
pub(in crate::model) struct Words {
    /// The tag of a bare string is ""; other tags are well-formed.
    pub(in crate::model) entries: Text,
}

impl FromValue for Words {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        match value.kind() {
            ValueKind::Text | ValueKind::Character => {
                let words = reading.any_string(value);
                if words.is_none() && value.kind() == ValueKind::Character {
                    reading.neither(value, text_form());
                }
                Some(Self { entries: Text::plain(words?) })
            }
            ValueKind::Map => {
                let mut entries: SmallVec<[(Cow<'_, str>, Cow<'_, str>); 4]> = SmallVec::new();
                for entry in value.entries().filter(|entry| !entry.value().is_broken()) {
                    let tag = string(entry.key(), reading)?;
                    let words = string(entry.value(), reading)?;
                    if entries.iter().any(|(known, _)| *known == tag) {
                        reading.text_twice(entry.key(), &tag);
                        return None;
                    }
                    if let Some(problem) = tag_problem(&tag) {
                        reading.report(problem.at(entry.key().span()));
                    } else if entries.len() <= MAX_LANGUAGES {
                        // Keep one more than allowed, so that it is reported.
                        entries.push((tag, words));
                    }
                }
                Some(Self { entries: Text::by_language(&entries) })
            }
            ValueKind::Word | ValueKind::List | ValueKind::Struct | ValueKind::Tuple => {
                reading.neither(value, text_form());
                None
            }
        }
    }
}

/// Description of a text's notations, for messages.
fn text_form() -> Message {
    message!("a text, or a map from languages to texts such as {\"en\": \"…\"}")
}

/// One string, or a list of strings.
#[derive(Debug, Default)]
pub(in crate::model) struct Several {
    pub(in crate::model) items: SmallVec<[SmolStr; 1]>,
    /// Whether a part could not be read, so that the list may be incomplete.
    pub(in crate::model) is_partial: bool,
}

impl FromValue for Several {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        match value.kind() {
            ValueKind::Text | ValueKind::Character => {
                let items = smallvec![SmolStr::new(reading.any_string(value)?)];
                Some(Self { items, is_partial: false })
            }
            ValueKind::List | ValueKind::Tuple if value.name().is_none() => {
                let mut read = Self::default();
                for item in value.items() {
                    let word = (!item.is_broken()).then(|| SmolStr::from_value(item, reading));
                    match word.flatten() {
                        Some(word) => read.items.push(word),
                        None => read.is_partial = true,
                    }
                }
                Some(read)
            }
            // RON treats `( )` as an empty tuple, and `()` as a unit.
            ValueKind::Struct if value.fields().next().is_none() && value.source() != "()" => {
                Some(Self::default())
            }
            _ => {
                reading
                    .neither(value, message!("a text, or a list of texts such as [\"…\", \"…\"]"));
                None
            }
        }
    }

    fn unreadable() -> Self {
        Self { items: SmallVec::new(), is_partial: true }
    }
}

impl Default for Count {
    fn default() -> Self {
        Self::Number(1)
    }
}

impl FromValue for Count {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        let number = value.unsigned().and_then(|number| u32::try_from(number).ok());
        match number.filter(|&number| number > 0) {
            Some(number) => Some(Self::Number(number)),
            None if matches!(value.source(), "several" | "\"several\"") => Some(Self::Several),
            None => {
                let message = message!(
                    "a count must be a number from 1 to {0}, or several, not {1}",
                    u32::MAX,
                    value.source()
                );
                let hint = message!(
                    "omit count for a single unit; write count: several if the number is unknown"
                );
                let span = first_character(value);
                let problem = Diagnostic::new(Code::WrongType, Some(span), message);
                reading.report(problem.with_hint(hint));
                None
            }
        }
    }
}

/// Custom wording of the chart: a map from keys to texts.
#[derive(Debug, Default)]
pub(in crate::model) struct WordMap(pub(in crate::model) Vec<(String, Words)>);

impl FromValue for WordMap {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        if value.kind() != ValueKind::Map {
            reading.neither(value, message!("a map from words to texts such as {\"dual\": \"…\"}"));
            return None;
        }
        let entries = value.entries().filter(|entry| !entry.value().is_broken());
        let words = entries.filter_map(|entry| {
            let key = String::from_value(entry.key(), reading)?;
            Some((key, Words::from_value(entry.value(), reading)?))
        });
        Some(Self(words.collect()))
    }
}

/// Optional value that distinguishes absent from unreadable.
#[derive(Debug, Default)]
pub(in crate::model) enum Maybe<T> {
    #[default]
    Absent,
    Unreadable,
    Read(T),
}

impl<T: FromValue> FromValue for Maybe<T> {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        T::from_value(value, reading).map(Self::Read)
    }

    fn unreadable() -> Self {
        Self::Unreadable
    }
}

/// Holders of a post: a name, a person, or a list of these.
#[derive(Debug, Default)]
pub(in crate::model) struct Holders {
    pub(in crate::model) people: Vec<Person>,
    /// Whether a part could not be read, which means that the post has a holder.
    pub(in crate::model) is_partial: bool,
}

impl FromValue for Holders {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        let mut read = Self::default();
        let items: Vec<Value<'_, '_>> = match value.kind() {
            ValueKind::List => value.items().collect(),
            _ => vec![value],
        };
        for (place, item) in items.into_iter().enumerate() {
            match holder(item, reading) {
                Some(person) => read.people.push(Person { place, ..person }),
                None => read.is_partial = true,
            }
        }
        Some(read)
    }

    fn unreadable() -> Self {
        Self { people: Vec::new(), is_partial: true }
    }
}

fn holder(value: Value<'_, '_>, reading: &mut Reading) -> Option<Person> {
    if value.is_broken() && is_leaf(value) {
        return None;
    }
    match value.kind() {
        ValueKind::Struct => Person::from_value(value, reading),
        _ => Some(Person::named(Words::from_value(value, reading)?)),
    }
}

impl Person {
    /// A person with only a name.
    fn named(name: Words) -> Self {
        Self {
            place: 0,
            name,
            acting: false,
            share: None,
            since: None,
            until: None,
            email: None,
            phone: None,
            link: None,
        }
    }
}

/// Values of declared fields, by their ids.
#[derive(Debug, Default)]
pub(in crate::model) struct Facts(pub(in crate::model) Vec<Fact>);

/// The value of a declared field.
#[derive(Debug)]
pub(in crate::model) struct Fact {
    pub(in crate::model) field: SmolStr,
    pub(in crate::model) value: FactValue,
}

/// Notations of the value of a declared field.
#[derive(Debug)]
pub(in crate::model) enum FactValue {
    Words(Words),
    Number(Number),
}

impl FromValue for Facts {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        if value.kind() != ValueKind::Map {
            reading
                .neither(value, message!("a map from fields to values such as {\"site\": \"…\"}"));
            return None;
        }
        let mut facts: Vec<Fact> = Vec::new();
        let mut seen: HashSet<SmolStr> = HashSet::new();
        for entry in value.entries().filter(|entry| !entry.value().is_broken()) {
            let Some(field) = SmolStr::from_value(entry.key(), reading) else { continue };
            if !seen.insert(field.clone()) {
                reading.fact_twice(entry.key(), &field);
                continue;
            }
            let value = match number(entry.value()) {
                Some(number) => Some(FactValue::Number(number)),
                None => Words::from_value(entry.value(), reading).map(FactValue::Words),
            };
            facts.extend(value.map(|value| Fact { field, value }));
        }
        Some(Self(facts))
    }
}

fn number(value: Value<'_, '_>) -> Option<Number> {
    value.number().and_then(Number::new)
}

impl FromValue for Number {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        let number = number(value);
        if number.is_none() {
            let hint = message!("write a number such as 1 or 0.5");
            reading.wrong(value, message!("a number"), hint);
        }
        number
    }
}

impl FromValue for bool {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        match value.source() {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                let hint = message!("write true or false, without quotes");
                reading.wrong(value, message!("true or false"), hint);
                None
            }
        }
    }
}

/// Implements reading for a type with several bare words; includes the message for other words.
macro_rules! from_bare_word {
    ($($type:ty: $unknown:expr,)+) => {
        $(impl FromValue for $type {
            fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
                bare_word(value, Self::ALL, Self::word, reading, $unknown)
            }
        })+
    };
}

from_bare_word!(
    RelationKind: |found| message!("unknown kind of relation {0}", found),
    Numbering: |found| message!("unknown numbering {0}", found),
    Position: |found| message!("unknown position {0}", found),
    Status: |found| message!("unknown status {0}", found),
    Arrangement: |found| message!("unknown layout {0}", found),
    FieldType: |found| message!("unknown field type {0}", found),
    Total: |found| message!("unknown total {0}", found),
);

/// Reads one of several bare words; `unknown` is the message for other words.
fn bare_word<T: Copy>(
    value: Value<'_, '_>,
    all: &[T],
    spelling: fn(T) -> &'static str,
    reading: &mut Reading,
    unknown: impl FnOnce(&str) -> Message,
) -> Option<T> {
    let Some(word) = value.word() else {
        let hint = if is_leaf(value) {
            message!("write it without quotes: {0}", bare(value))
        } else {
            sample_hint()
        };
        reading.wrong(value, message!("a bare word"), hint);
        return None;
    };
    let found = all.iter().copied().find(|&one| spelling(one) == word);
    if found.is_none() {
        let known: Vec<&str> = all.iter().map(|&one| spelling(one)).collect();
        let near = nearest(word, known.iter().copied());
        let problem = Diagnostic::new(Code::UnknownKind, Some(value.span()), unknown(word));
        let hint = near_or_known(near, &known);
        reading.report(problem.with_hint(hint).with_fix(near.map(Fix::likely)));
    }
    found
}
