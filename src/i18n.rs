//! The interface's languages: messages by key, one file a language in `assets/i18n`.
//!
//! A line is `key = words`; `{0}` and `{1}` stand for what is filled in. What diagnostics say is
//! English in the sources; `diagnostics.LANGUAGE.txt` holds each sentence with its translation
//! indented under it. A new language is two more files and one more row in `LANGUAGES`.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::diagnostic::{Message, fill};

/// Language tag, its name in itself, its messages, and what diagnostics say.
const LANGUAGES: &[(&str, &str, &str, &str)] = &[
    (
        "zh",
        "中文",
        include_str!("../assets/i18n/zh.txt"),
        include_str!("../assets/i18n/diagnostics.zh.txt"),
    ),
    ("en", "English", include_str!("../assets/i18n/en.txt"), ""),
];

/// The messages of one language.
#[derive(Debug)]
pub struct Messages {
    tag: &'static str,
    words: HashMap<&'static str, &'static str>,
    /// Translations of what diagnostics say in English.
    diagnostics: HashMap<&'static str, &'static str>,
}

impl Messages {
    /// The messages of a language, by a tag such as `zh`, `zh-CN` or `zh_CN.UTF-8`; of English when
    /// there are none in it.
    #[must_use]
    pub fn of(tag: &str) -> &'static Self {
        let all = all();
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        all.iter()
            .find(|messages| messages.tag == primary)
            .or_else(|| all.iter().find(|messages| messages.tag == "en"))
            .unwrap_or(&all[0])
    }

    /// The language's tag.
    #[must_use]
    pub const fn tag(&self) -> &'static str {
        self.tag
    }

    /// The words of a message; the key itself where it is missing, which a test prevents.
    #[must_use]
    pub fn get(&self, key: &'static str) -> &'static str {
        self.words.get(key).copied().unwrap_or(key)
    }

    /// The words of a message with `{0}`, `{1}`, … filled in.
    #[must_use]
    pub fn fill(&self, key: &'static str, arguments: &[&str]) -> String {
        fill(self.get(key), arguments)
    }

    /// What a diagnostic says; in English where it is not translated, which a test prevents.
    #[must_use]
    pub fn say(&self, message: &Message) -> String {
        message.translated(&|template| self.diagnostics.get(template).copied().unwrap_or(template))
    }
}

/// Tag and name of the language after the one with a tag; after the last comes the first.
#[must_use]
pub fn next_language(tag: &str) -> (&'static str, &'static str) {
    let at = LANGUAGES.iter().position(|(known, ..)| *known == tag).unwrap_or(0);
    let (tag, name, ..) = LANGUAGES[(at + 1) % LANGUAGES.len()];
    (tag, name)
}

fn all() -> &'static [Messages] {
    static ALL: OnceLock<Vec<Messages>> = OnceLock::new();
    ALL.get_or_init(|| {
        LANGUAGES
            .iter()
            .map(|&(tag, _, text, diagnostics)| Messages {
                tag,
                words: text
                    .lines()
                    .filter_map(|line| line.split_once(" = "))
                    .map(|(key, words)| (key.trim(), words.trim()))
                    .collect(),
                diagnostics: diagnostics
                    .lines()
                    .zip(diagnostics.lines().skip(1))
                    .filter(|(english, words)| !english.starts_with(' ') && words.starts_with(' '))
                    .map(|(english, words)| (english, words.trim()))
                    .collect(),
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_message() {
        let keys = |messages: &Messages| {
            let mut keys: Vec<&str> = messages.words.keys().copied().collect();
            keys.sort_unstable();
            keys
        };
        for messages in all() {
            assert_eq!(keys(messages), keys(&all()[0]), "{}", messages.tag);
        }
    }

    #[test]
    fn places_are_filled_in() {
        assert_eq!(Messages::of("en").fill("status.units", &["48"]), "48 units");
        assert_eq!(Messages::of("zh_CN").tag(), "zh");
        assert_eq!(Messages::of("fr").tag(), "en");
    }
}
