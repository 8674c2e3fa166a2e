//! What is said of a problem: words with places filled in, in English, which other languages are
//! looked up by.

use std::fmt;

/// A sentence of which the parts that differ from case to case are kept apart, so that it can be
/// said in another language later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    template: &'static str,
    arguments: Vec<Argument>,
}

/// What stands in one place of a [`Message`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// The same in every language: a name, a number, a part of the file.
    Verbatim(String),
    /// Words that are translated themselves.
    Words(Message),
}

impl Message {
    /// A message by its English words, where `{0}`, `{1}`, … stand for the arguments.
    ///
    /// Made by [`message!`](crate::message), so that a test can find all of them in the sources.
    #[must_use]
    pub const fn new(template: &'static str, arguments: Vec<Argument>) -> Self {
        Self { template, arguments }
    }

    /// The words in a language: `template` gives the translation of an English template.
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

/// Puts arguments into the places `{0}`, `{1}`, … of a template; what an argument holds is taken as
/// it stands.
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

macro_rules! verbatim {
    ($($type:ty),+) => {
        $(impl From<$type> for Argument {
            fn from(words: $type) -> Self {
                Self::Verbatim(words.to_string())
            }
        })+
    };
}
verbatim!(&str, &String, String, char, u32, u64, usize);

/// A [`Message`]: its English words with `{0}`, `{1}`, … for the
/// arguments that follow.
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
    fn what_is_filled_in_is_not_looked_at_again() {
        assert_eq!(fill("{0} and {1}, {x} {7}", &["{1}", "b"]), "{1} and b, {x} {7}");
    }

    #[test]
    fn parts_are_translated_with_the_whole() {
        let message = message!("{0} is {1}", "north", message!("a unit"));
        assert_eq!(message.to_string(), "north is a unit");
        let chinese = |template| if template == "a unit" { "单位" } else { "{0}是{1}" };
        assert_eq!(message.translated(&chinese), "north是单位");
    }
}
