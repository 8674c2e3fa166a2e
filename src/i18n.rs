//! Languages of the interface: messages by key, in one file per language in `assets/i18n`.
//!
//! A line is `key = text`, with placeholders `{0}` and `{1}`. To add a language, add a file, which the build picks up.
//! Missing messages fall back to English, and a test lists them. Diagnostics are written in English in the sources;
//! `diagnostics.LANGUAGE.txt` contains each English sentence, followed by its indented translation.

use std::collections::HashMap;
use std::sync::OnceLock;

use icu_locale_core::LanguageIdentifier;
use icu_plurals::PluralRules;

use crate::diagnostic::{Message, fill};

/// Language tag, messages, and translations of diagnostics.
const LANGUAGES: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// Fallback of all other languages.
const FALLBACK: &str = "en";

/// The messages of one language.
#[derive(Debug)]
pub struct Messages {
    tag: &'static str,
    words: HashMap<&'static str, &'static str>,
    /// English messages.
    fallback: HashMap<&'static str, &'static str>,
    /// Translations of diagnostics by their English template.
    diagnostics: HashMap<&'static str, &'static str>,
}

impl Messages {
    /// Messages of a language, by a tag such as `zh`, `zh-CN` or `zh_CN.UTF-8`; English if the language is unknown.
    #[must_use]
    pub fn of(tag: &str) -> &'static Self {
        let all = languages();
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        all.iter()
            .find(|messages| messages.tag == primary)
            .or_else(|| all.iter().find(|messages| messages.tag == FALLBACK))
            .unwrap_or(&all[0])
    }

    /// Tag of the language.
    #[must_use]
    pub const fn tag(&self) -> &'static str {
        self.tag
    }

    /// Name of the language in the language itself.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.get("language.name")
    }

    /// A message, or its English fallback, or the key itself.
    #[must_use]
    pub fn get(&self, key: &'static str) -> &'static str {
        self.words.get(key).or_else(|| self.fallback.get(key)).copied().unwrap_or(key)
    }

    /// A message with the placeholders `{0}`, `{1}`, … filled in.
    #[must_use]
    pub fn fill(&self, key: &'static str, arguments: &[&str]) -> String {
        fill(self.get(key), arguments)
    }

    /// A message with a count. Its plural forms are separated by ` | `, in the order of the [CLDR
    /// categories](https://cldr.unicode.org/index/cldr-spec/plural-rules) of the language: `{0} unit | {0} units`.
    #[must_use]
    pub fn count(&self, key: &'static str, count: usize) -> String {
        let tag = if self.words.contains_key(key) { self.tag } else { FALLBACK };
        fill(plural(tag, self.get(key), count), &[&count.to_string()])
    }

    /// Translation of a diagnostic's message, or its English fallback.
    #[must_use]
    pub fn say(&self, message: &Message) -> String {
        message.translated(&|template| self.diagnostics.get(template).copied().unwrap_or(template))
    }
}

/// Plural form of a message for a count; the last form if that one is missing.
fn plural<'a>(tag: &str, forms: &'a str, count: usize) -> &'a str {
    let mut forms = forms.split(" | ");
    let rules = tag.parse::<LanguageIdentifier>().ok();
    let rules = rules.and_then(|language| PluralRules::try_new_cardinal(language.into()).ok());
    let at = rules.and_then(|rules| {
        let category = rules.category_for(count);
        rules.categories().position(|known| known == category)
    });
    let first = forms.next().unwrap_or_default();
    at.map_or(first, |at| forms.take(at).last().unwrap_or(first))
}

/// The language that follows the one with a tag, cyclically.
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
        LANGUAGES.iter().map(|&(tag, text, said)| Messages::read(tag, text, said)).collect()
    })
}

impl Messages {
    /// Parses the files of a language.
    fn read(tag: &'static str, text: &'static str, diagnostics: &'static str) -> Self {
        let fallback = LANGUAGES.iter().find(|(tag, ..)| *tag == FALLBACK);
        let fallback = fallback.map(|(_, text, _)| words(text)).unwrap_or_default();
        Self {
            tag,
            words: words(text).into_iter().collect(),
            fallback: fallback.into_iter().collect(),
            diagnostics: diagnostics
                .lines()
                .zip(diagnostics.lines().skip(1))
                .filter(|(english, words)| !english.starts_with(' ') && words.starts_with(' '))
                .map(|(english, words)| (english, words.trim()))
                .collect(),
        }
    }
}

/// Keys and texts of a message file.
fn words(text: &'static str) -> Vec<(&'static str, &'static str)> {
    let lines = text.lines().filter_map(|line| line.split_once(" = "));
    lines.map(|(key, words)| (key.trim(), words.trim())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_complete() {
        for (tag, text, _) in LANGUAGES {
            assert_eq!(missing(english(), text), [""; 0], "{tag}.txt lacks these");
            assert_eq!(missing(text, english()), [""; 0], "{tag}.txt has these, English does not");
            let mut twice = keys(text);
            twice.sort_unstable();
            twice.dedup();
            assert_eq!(twice.len(), keys(text).len(), "{tag}.txt has a key twice");
        }
    }

    #[test]
    fn missing_messages_fall_back_to_english() {
        let lines = english().lines().filter(|line| !line.starts_with("command.open = "));
        let text: String = lines.map(|line| format!("{line}\n")).collect();
        let text = text.replace("language.name = English", "language.name = Esperanto");
        assert_eq!(missing(english(), &text), ["command.open"]);
        let third = Messages::read("eo", text.leak(), "");
        assert_eq!(third.name(), "Esperanto");
        assert_eq!(third.get("command.open"), "Open…");
        assert_eq!(third.get("command.reload"), "Reload");
    }

    fn english() -> &'static str {
        LANGUAGES.iter().find(|(tag, ..)| *tag == FALLBACK).expect("English").1
    }

    fn keys(text: &str) -> Vec<&str> {
        text.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key).collect()
    }

    /// Keys that a message file has and another one lacks.
    fn missing<'a>(known: &'a str, other: &str) -> Vec<&'a str> {
        keys(known).into_iter().filter(|key| !keys(other).contains(key)).collect()
    }

    #[test]
    fn languages_have_native_names_and_an_order() {
        assert_eq!(Messages::of("en").name(), "English");
        assert_eq!(Messages::of("zh").name(), "中文");
        let mut tags = vec!["en"];
        while tags.len() < languages().len() {
            tags.push(next_language(tags[tags.len() - 1]).tag());
        }
        assert_eq!(next_language(tags[tags.len() - 1]).tag(), "en");
        tags.sort_unstable();
        assert_eq!(tags, languages().iter().map(Messages::tag).collect::<Vec<_>>());
    }

    #[test]
    fn uses_plural_rules() {
        let russian = "{0} отдел | {0} отдела | {0} отделов | {0} отдела";
        let count = |count: usize| fill(plural("ru", russian, count), &[&count.to_string()]);
        let counts = [1, 2, 5, 11, 21, 104].map(count);
        let expected = ["1 отдел", "2 отдела", "5 отделов", "11 отделов", "21 отдел", "104 отдела"];
        assert_eq!(counts, expected);
        let lacking = Messages::read("ru", "language.name = Русский", "");
        assert_eq!(lacking.count("status.units", 21), "21 units");
    }

    #[test]
    fn fills_placeholders() {
        assert_eq!(Messages::of("en").count("status.units", 48), "48 units");
        assert_eq!(Messages::of("en").count("status.units", 1), "1 unit");
        assert_eq!(Messages::of("zh").count("status.units", 1), "1 个单位");
        assert_eq!(Messages::of("zh_CN").tag(), "zh");
        assert_eq!(Messages::of("fr").tag(), "en");
    }
}
