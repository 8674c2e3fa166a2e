//! Which of a text's languages is shown.

use super::text::Spoken;
use crate::model::{Chart, Text};

/// The languages that texts are shown in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Languages<'a> {
    asked: &'a str,
    /// The file's first one, where it lists any.
    first: Option<&'a str>,
}

impl<'a> Languages<'a> {
    /// One that is asked for, then the file's first.
    pub(super) fn new(chart: &'a Chart, asked: &'a str) -> Self {
        Self { asked, first: chart.languages().first().map(String::as_str) }
    }

    /// The languages, the first choice first.
    pub(super) fn choices(self) -> impl Iterator<Item = &'a str> {
        [self.asked].into_iter().chain(self.first)
    }

    /// A text's words in the first of the languages that it has.
    pub(super) fn words(self, text: &Text) -> &str {
        text.get(self.choices())
    }

    /// The same with their language; what is called alike in all languages is in the file's first.
    pub(super) fn spoken<'t>(self, text: &'t Text) -> Spoken<'t>
    where
        'a: 't,
    {
        let (tag, words) = text.entry(self.choices());
        let language = if tag.is_empty() { self.first.unwrap_or_default() } else { tag };
        Spoken { words, language }
    }
}
