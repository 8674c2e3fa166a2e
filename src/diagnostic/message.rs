//! Translatable messages: an English template, which is also the key of its translations, with arguments.

use std::borrow::Cow;
use std::fmt;

use crate::message;

/// Maximum length of an argument, in characters.
const MAX_ARGUMENT_LENGTH: usize = 120;
/// Maximum length of a list item, in characters.
const MAX_ITEM_LENGTH: usize = 40;
/// Maximum length of a list, in characters.
const MAX_LIST_LENGTH: usize = 160;

/// Sentence whose arguments are stored separately, so that it can be translated when it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    template: &'static str,
    arguments: Vec<Argument>,
}

/// Argument of a [`Message`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Text that is the same in every language: a name, a number, or an excerpt of the file. Long text is shortened.
    Verbatim(String),
    /// Nested message, which is translated too.
    Words(Message),
}

impl Argument {
    /// Text that is never shortened, such as a path.
    pub fn full(words: impl fmt::Display) -> Self {
        Self::Verbatim(words.to_string())
    }

    /// List separated by `between`, truncated to a readable number of items.
    pub fn list(items: &[impl AsRef<str>], between: &str) -> Self {
        let mut shown = String::new();
        for (at, item) in items.iter().enumerate() {
            if at > 0 && shown.chars().count() > MAX_LIST_LENGTH {
                let more = grouped(items.len() - at);
                return message!("{0} and {1} more", Self::full(shown), more).into();
            }
            shown.push_str(if at > 0 { between } else { "" });
            shown.push_str(&shortened(item.as_ref(), MAX_ITEM_LENGTH));
        }
        Self::Verbatim(shown)
    }
}

/// Start and end of a text that exceeds a maximum length.
fn shortened(words: &str, max_length: usize) -> Cow<'_, str> {
    if words.char_indices().nth(max_length).is_none() {
        return words.into();
    }
    let end_length = max_length / 3;
    let start = words.char_indices().nth(max_length - end_length - 1).map_or(0, |(at, _)| at);
    let end = words.char_indices().nth_back(end_length - 1).map_or(0, |(at, _)| at);
    format!("{}…{}", &words[..start], &words[end..]).into()
}

/// Number with thousands separators: `11,835`.
#[must_use]
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

impl Message {
    /// Creates a message from its English template, in which `{0}`, `{1}`, … stand for the arguments.
    ///
    /// Use [`message!`](crate::message) instead, so that a test can find all messages in the sources.
    #[must_use]
    pub const fn new(template: &'static str, arguments: Vec<Argument>) -> Self {
        Self { template, arguments }
    }

    /// Text of the message in a language: `template` returns the translation of an English template.
    #[must_use]
    pub fn translated(&self, template: &dyn Fn(&'static str) -> &'static str) -> String {
        let arguments: Vec<String> = self
            .arguments
            .iter()
            .map(|argument| match argument {
                Argument::Verbatim(words) => words.clone(),
                Argument::Words(message) => message.translated(template),
            })
            .collect();
        fill(template(self.template), &arguments)
    }
}

impl fmt::Display for Message {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.translated(&|template| template))
    }
}

/// Substitutes the placeholders `{0}`, `{1}`, … of a template; braces in arguments are literal.
pub fn fill(template: &str, arguments: &[impl AsRef<str>]) -> String {
    let mut filled = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (before, place) = rest.split_at(open);
        filled.push_str(before);
        let argument = place[1..].split_once('}').and_then(|(number, behind)| {
            Some((arguments.get(number.parse::<usize>().ok()?)?.as_ref(), behind))
        });
        let (words, behind) = argument.unwrap_or((&place[..1], &place[1..]));
        filled.push_str(words);
        rest = behind;
    }
    filled + rest
}

impl From<&&str> for Argument {
    fn from(words: &&str) -> Self {
        (*words).into()
    }
}

impl From<Message> for Argument {
    fn from(message: Message) -> Self {
        Self::Words(message)
    }
}

impl From<&str> for Argument {
    fn from(words: &str) -> Self {
        Self::full(shortened(words, MAX_ARGUMENT_LENGTH))
    }
}

macro_rules! from_words {
    ($($type:ty),+) => {
        $(impl From<$type> for Argument {
            fn from(words: $type) -> Self {
                words.as_str().into()
            }
        })+
    };
}
from_words!(&String, String);

macro_rules! from_number {
    ($($type:ty),+) => {
        $(impl From<$type> for Argument {
            fn from(number: $type) -> Self {
                Self::full(number)
            }
        })+
    };
}
from_number!(char, u32, u64, usize);

/// Creates a [`Message`] from its English text with `{0}`, `{1}`, … for the arguments that follow.
#[macro_export]
macro_rules! message {
    ($template:literal $(, $argument:expr)* $(,)?) => {
        $crate::diagnostic::Message::new(
            $template,
            vec![$($crate::diagnostic::Argument::from($argument)),*],
        )
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn does_not_substitute_in_arguments() {
        assert_eq!(fill("{0} and {1}, {x} {7}", &["{1}", "b"]), "{1} and b, {x} {7}");
    }

    #[test]
    fn shortens_long_arguments_in_the_middle() {
        let name = format!("{}{}", "海".repeat(5_000), "岸".repeat(5_000));
        let expected = format!("{}…{} is a unit", "海".repeat(79), "岸".repeat(40));
        assert_eq!(message!("{0} is a unit", &name).to_string(), expected);
        let short = "x".repeat(MAX_ARGUMENT_LENGTH);
        assert_eq!(message!("{0}", &short).to_string(), short);
        assert_eq!(message!("{0}", Argument::full(&name)).to_string(), name);
    }

    #[test]
    fn truncates_long_lists() {
        let tags: Vec<String> = (0..5_000).map(|at| format!("x{at:04}")).collect();
        let said = message!("missing: {0}", Argument::list(&tags, ", ")).to_string();
        assert!(said.starts_with("missing: x0000, x0001, "), "{said}");
        assert!(said.ends_with("x0023 and 4,976 more"), "{said}");
        assert_eq!(message!("{0}", Argument::list(&["a", "b"], " → ")).to_string(), "a → b");
        let long = ["a".repeat(99), "b".to_owned()];
        let said = message!("{0}", Argument::list(&long, ", ")).to_string();
        assert_eq!(said, format!("{}…{}, b", "a".repeat(26), "a".repeat(13)));
    }

    #[test]
    fn groups_thousands() {
        let numbers = [0, 999, 1_000, 11_835, 1_234_567].map(grouped);
        assert_eq!(numbers, ["0", "999", "1,000", "11,835", "1,234,567"]);
    }

    #[test]
    fn translates_nested_messages() {
        let message = message!("{0} is {1}", "north", message!("a unit"));
        assert_eq!(message.to_string(), "north is a unit");
        let chinese = |template| if template == "a unit" { "单位" } else { "{0}是{1}" };
        assert_eq!(message.translated(&chinese), "north是单位");
    }
}
