//! The interface's languages: messages by key, one file a language in `assets/i18n`.
//!
//! A line is `key = words`; `{0}` and `{1}` stand for what is filled in. A new language is one more
//! file, which the build finds; what it lacks is said in English, and a test names it. What
//! diagnostics say is English in the sources; `diagnostics.LANGUAGE.txt`, where there is one, holds
//! each sentence with its translation indented under it.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::diagnostic::{Message, fill};

/// Language tag, its messages, and what diagnostics say.
const LANGUAGES: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// The language that the others fall back to.
const FALLBACK: &str = "en";

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
        let all = languages();
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        all.iter()
            .find(|messages| messages.tag == primary)
            .or_else(|| all.iter().find(|messages| messages.tag == FALLBACK))
            .unwrap_or(&all[0])
    }

    /// The language's tag.
    #[must_use]
    pub const fn tag(&self) -> &'static str {
        self.tag
    }

    /// The language's name in itself.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.get("language.name")
    }

    /// The words of a message, in English where the language lacks it; the key itself where that is
    /// missing too, which a test prevents.
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

/// The language after the one with a tag; after the last comes the first.
#[must_use]
pub fn next_language(tag: &str) -> &'static Messages {
    let all = languages();
    let at = all.iter().position(|known| known.tag == tag).unwrap_or(0);
    &all[(at + 1) % all.len()]
}

/// All languages of the interface, in the order of their tags.
#[must_use]
pub fn languages() -> &'static [Messages] {
    static ALL: OnceLock<Vec<Messages>> = OnceLock::new();
    ALL.get_or_init(|| {
        let fallback = LANGUAGES.iter().find(|(tag, ..)| *tag == FALLBACK);
        let fallback: Vec<_> = fallback.map(|(_, text, _)| words(text)).unwrap_or_default();
        LANGUAGES
            .iter()
            .map(|&(tag, text, diagnostics)| Messages {
                tag,
                words: fallback.iter().copied().chain(words(text)).collect(),
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

/// Keys and words of a file of messages.
fn words(text: &'static str) -> Vec<(&'static str, &'static str)> {
    let lines = text.lines().filter_map(|line| line.split_once(" = "));
    lines.map(|(key, words)| (key.trim(), words.trim())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_message_once() {
        let keys = |text| words(text).into_iter().map(|(key, _)| key).collect::<Vec<_>>();
        let (_, english, _) = LANGUAGES.iter().find(|(tag, ..)| *tag == FALLBACK).expect("English");
        for (tag, text, _) in LANGUAGES {
            let (known, own) = (keys(english), keys(text));
            let missing: Vec<_> = known.iter().filter(|key| !own.contains(key)).collect();
            assert_eq!(missing, [&""; 0], "{tag}.txt lacks these");
            let unknown: Vec<_> = own.iter().filter(|key| !known.contains(key)).collect();
            assert_eq!(unknown, [&""; 0], "{tag}.txt has these, which English lacks");
            let mut twice = own.clone();
            twice.sort_unstable();
            twice.dedup();
            assert_eq!(twice.len(), own.len(), "{tag}.txt has a key twice");
        }
    }

    #[test]
    fn languages_are_called_by_their_own_names() {
        let names: Vec<_> = languages().iter().map(Messages::name).collect();
        assert_eq!(names, ["English", "中文"]);
        assert_eq!(next_language("en").tag(), "zh");
        assert_eq!(next_language("zh").tag(), "en");
    }

    #[test]
    fn places_are_filled_in() {
        assert_eq!(Messages::of("en").fill("status.units", &["48"]), "48 units");
        assert_eq!(Messages::of("zh_CN").tag(), "zh");
        assert_eq!(Messages::of("fr").tag(), "en");
    }
}
