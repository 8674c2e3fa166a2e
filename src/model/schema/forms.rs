//! Values that may be written in several forms.

use crate::diagnostic::{Argument, Code, Diagnostic, Message, nearest};
use crate::message;
use crate::model::language::tag_problem;
use crate::model::limits::MAX_LANGUAGES;
use crate::model::read::{FromValue, Reading, bare, first_character, is_leaf, sample_hint};
use crate::model::{Count, Numbering, RelationKind};
use crate::syntax::{Value, ValueKind};

/// A string, or a map from language tag to string.
#[derive(Debug, Default)]
pub(in crate::model) struct Words {
    /// The tag is "" for a bare string; otherwise it is well-formed.
    pub(in crate::model) entries: Vec<(String, String)>,
}

impl FromValue for Words {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        match value.kind() {
            ValueKind::Text | ValueKind::Character => {
                let words = reading.any_string(value);
                if words.is_none() && value.kind() == ValueKind::Character {
                    reading.neither(value, text_form());
                }
                let words = words?;
                Some(Self { entries: vec![(String::new(), words)] })
            }
            ValueKind::Map => {
                let mut entries: Vec<(String, String)> = Vec::with_capacity(2);
                for entry in value.entries().filter(|entry| !entry.value().is_broken()) {
                    let tag = String::from_value(entry.key(), reading)?;
                    let words = String::from_value(entry.value(), reading)?;
                    if entries.iter().any(|(known, _)| *known == tag) {
                        reading.text_twice(entry.key(), &tag);
                        return None;
                    }
                    if let Some(problem) = tag_problem(&tag) {
                        reading.report(problem.at(entry.key().span()));
                    } else if entries.len() <= MAX_LANGUAGES {
                        // One more than may be is kept, to be reported.
                        entries.push((tag, words));
                    }
                }
                Some(Self { entries })
            }
            ValueKind::Word | ValueKind::List | ValueKind::Struct | ValueKind::Tuple => {
                reading.neither(value, text_form());
                None
            }
        }
    }
}

/// What a text may be, in messages.
fn text_form() -> Message {
    message!("a text, or texts by language such as {\"en\": \"…\"}")
}

/// One string, or a list of strings.
#[derive(Debug, Default)]
pub(in crate::model) struct Several {
    pub(in crate::model) items: Vec<String>,
    /// Some of it could not be read, so that more may be meant.
    pub(in crate::model) is_partial: bool,
}

impl FromValue for Several {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        match value.kind() {
            ValueKind::Text | ValueKind::Character => {
                let items = vec![reading.any_string(value)?];
                Some(Self { items, is_partial: false })
            }
            ValueKind::List | ValueKind::Tuple if value.name().is_none() => {
                let mut read = Self::default();
                for item in value.items() {
                    let word = (!item.is_broken()).then(|| String::from_value(item, reading));
                    match word.flatten() {
                        Some(word) => read.items.push(word),
                        None => read.is_partial = true,
                    }
                }
                Some(read)
            }
            // RON takes `( )` for a tuple without values, and `()` for a unit.
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
        Self { items: Vec::new(), is_partial: true }
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
                    "a count is a number from 1 to {0} or the word several, not {1}",
                    u32::MAX,
                    value.source()
                );
                let hint = message!(
                    "leave count out for one unit; write count: several where the number is not known"
                );
                let span = first_character(value);
                let problem = Diagnostic::new(Code::WrongType, Some(span), message);
                reading.report(problem.with_hint(hint));
                None
            }
        }
    }
}

/// The chart's own words: a map from a word's key to a text.
#[derive(Debug, Default)]
pub(in crate::model) struct WordMap(pub(in crate::model) Vec<(String, Words)>);

impl FromValue for WordMap {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        if value.kind() != ValueKind::Map {
            reading.neither(value, message!("texts by word such as {\"dual\": \"…\"}"));
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

impl FromValue for RelationKind {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        bare_word(value, Self::ALL, Self::word, reading, |found| {
            message!("no kind of relation is called {0}", found)
        })
    }
}

impl FromValue for Numbering {
    fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
        bare_word(value, Self::ALL, Self::word, reading, |found| {
            message!("no numbering is called {0}", found)
        })
    }
}

/// One of several bare words; `unknown` is what to say of another one.
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
        let hint = match nearest(word, known.iter().copied()) {
            Some(near) => message!("did you mean {0}?", near),
            None => message!("known are: {0}", Argument::list(&known, ", ")),
        };
        let problem = Diagnostic::new(Code::UnknownKind, Some(value.span()), unknown(word));
        reading.report(problem.with_hint(hint));
    }
    found
}
