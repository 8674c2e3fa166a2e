//! Language fallback of texts.

use super::text::Spoken;
use crate::model::{Chart, Text};

/// Languages in order of preference.
#[derive(Clone, Copy, Debug)]
pub(super) struct Languages<'a> {
    asked: &'a str,
    /// The first of the file's languages, if it lists any.
    first: Option<&'a str>,
}

impl<'a> Languages<'a> {
    /// The requested language, then the file's first.
    pub(super) fn new(chart: &'a Chart, asked: &'a str) -> Self {
        Self { asked, first: chart.languages().first().map(String::as_str) }
    }

    /// The languages in order of preference.
    pub(super) fn choices(self) -> impl Iterator<Item = &'a str> {
        [self.asked].into_iter().chain(self.first)
    }

    /// The text in the first available language.
    pub(super) fn words(self, text: &Text) -> &str {
        text.get(self.choices())
    }

    /// The text with its language; a text without languages counts as being in the file's first.
    pub(super) fn spoken<'t>(self, text: &'t Text) -> Spoken<'t>
    where
        'a: 't,
    {
        let (tag, words) = text.entry(self.choices());
        let language = if tag.is_empty() { self.first.unwrap_or_default() } else { tag };
        Spoken { words, language }
    }
}
