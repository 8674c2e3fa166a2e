//! The file's languages, and texts in them.

use std::collections::HashSet;

use smol_str::SmolStr;

use super::Validator;
use crate::diagnostic::{Argument, Code};
use crate::message;
use crate::model::Text;
use crate::model::language::tag_problem;
use crate::model::limits::{MAX_LANGUAGES, MAX_NAME};
use crate::model::schema::{self, Several, Words};
use crate::model::tree::{Trail, below};

impl Validator<'_> {
    /// The file's languages; if it lists none, those of the title and the names.
    pub(super) fn languages(
        &mut self,
        listed: Vec<String>,
        title: &Words,
        units: &schema::Units,
    ) -> Vec<String> {
        let mut languages = if listed.is_empty() {
            self.languages_of_names(title, units)
        } else {
            let mut sound = Vec::new();
            let items = listed.into_iter().map(SmolStr::from).collect();
            let listed = Several { items, is_partial: false };
            for (at, tag) in self.once(&listed, &path!["languages"]) {
                let path = path!["languages", at];
                if sound.len() == MAX_LANGUAGES {
                    self.too_many_languages(&path);
                    break;
                }
                sound.extend(self.language(Some(tag.to_owned()), &path));
            }
            sound
        };
        if languages.is_empty() {
            languages.push("en".into());
        }
        languages
    }

    fn languages_of_names(&mut self, title: &Words, units: &schema::Units) -> Vec<String> {
        let (mut found, mut seen) = (Vec::new(), HashSet::new());
        let names = units.iter().map(|unit| (Some(unit.place), &unit.name));
        for (unit, words) in std::iter::once((None, title)).chain(names) {
            for (tag, _) in words.entries.entries().filter(|(tag, _)| !tag.is_empty()) {
                if seen.contains(tag) {
                    continue;
                }
                if found.len() == MAX_LANGUAGES {
                    match unit {
                        Some(unit) => {
                            self.too_many_languages(&below(&path!["units", unit], path!["name"]));
                        }
                        None => self.too_many_languages(&path!["title"]),
                    }
                    return found;
                }
                seen.insert(tag);
                found.push(tag.to_owned());
            }
        }
        found
    }

    fn too_many_languages(&mut self, path: &Trail<'_>) {
        let message = message!("there are more than {0} languages", MAX_LANGUAGES);
        let hint = message!("keep {0} of them; the others are ignored", MAX_LANGUAGES);
        self.problem(Code::OverLimit, path, message, hint);
    }

    /// Validates a language tag.
    pub(super) fn language(&mut self, tag: Option<String>, path: &Trail<'_>) -> Option<String> {
        let problem = tag_problem(tag.as_deref()?);
        match problem {
            None => tag,
            Some(problem) => {
                self.note(path, None, problem);
                None
            }
        }
    }

    /// An optional text.
    pub(super) fn optional_text(&mut self, words: Words, path: &Trail<'_>) -> Text {
        if words.entries.has_no_entry() { Text::default() } else { self.text(words, path) }
    }

    /// A text, with a warning if it lacks one of the file's languages.
    pub(super) fn text(&mut self, words: Words, path: &Trail<'_>) -> Text {
        let mut text = words.entries;
        if text.entries().nth(MAX_LANGUAGES).is_some() {
            self.too_many_languages(path);
            let first: Vec<(&str, &str)> = text.entries().take(MAX_LANGUAGES).collect();
            text = Text::by_language(&first);
        }
        if text.is_empty() {
            let hint = message!("write the text to show");
            self.problem(Code::BlankText, path, message!("this text is blank"), hint);
        } else {
            self.missing_languages(&text, path);
        }
        text
    }

    fn missing_languages(&mut self, text: &Text, path: &Trail<'_>) {
        let says = |tag: &str| text.exactly(tag).is_some_and(|words| !words.trim().is_empty());
        let missing: Vec<&str> =
            self.languages.iter().map(String::as_str).filter(|tag| !says(tag)).collect();
        if missing.is_empty() {
            return;
        }
        let message =
            message!("this text is not translated into: {0}", Argument::list(&missing, ", "));
        let add: Vec<String> = missing.iter().map(|tag| format!("\"{tag}\": \"…\"")).collect();
        let hint = message!("add {0}", Argument::list(&add, ", "));
        self.problem(Code::MissingTranslation, path, message, hint);
    }

    /// A name, title or label: a text that is shown on one line.
    pub(super) fn name(&mut self, words: Words, path: &Trail<'_>) -> Text {
        let words = self.short_words(words, path);
        self.text(words, path)
    }

    /// Texts of limited length.
    pub(super) fn short_words(&mut self, words: Words, path: &Trail<'_>) -> Words {
        if words.entries.max_entry_bytes() <= MAX_NAME {
            return words;
        }
        let entries = words.entries.entries();
        let short: Vec<(&str, String)> =
            entries.map(|(tag, words)| (tag, self.short(words.to_owned(), path))).collect();
        Words { entries: Text::by_language(&short) }
    }

    /// An optional name.
    pub(super) fn optional_name(&mut self, words: Words, path: &Trail<'_>) -> Text {
        if words.entries.has_no_entry() { Text::default() } else { self.name(words, path) }
    }

    /// A text of limited length; longer ones are truncated with an error.
    pub(super) fn short(&mut self, words: String, path: &Trail<'_>) -> String {
        if words.len() <= MAX_NAME {
            return words;
        }
        let Some((end, _)) = words.char_indices().nth(MAX_NAME) else { return words };
        let count = words.chars().count();
        let message = message!("this text has {0} characters; the maximum is {1}", count, MAX_NAME);
        let hint = message!("shorten it; only the beginning is kept");
        self.problem(Code::OverLimit, path, message, hint);
        format!("{}…", &words[..end])
    }
}
