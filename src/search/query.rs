//! Query parsing, and highlighting of a query's words in a text.

use std::ops::Range;

use super::pinyin;
use super::text::{Folded, fold};

/// Term of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Paragraph number.
    Paragraph(String),
    /// Substring.
    Letters(String),
    /// Word that occurs nowhere, with its corrections.
    Typo { typed: String, corrections: Vec<String> },
}

impl Form {
    /// The term as typed, folded.
    pub(super) fn words(&self) -> &str {
        match self {
            Self::Paragraph(words) | Self::Letters(words) | Self::Typo { typed: words, .. } => {
                words
            }
        }
    }

    /// Parses a folded word; `None` if it consists of punctuation.
    fn read(word: &str) -> Option<Self> {
        let bare = word.trim_matches(|c: char| ",;:!?\"'、，。；：？！“”".contains(c));
        if bare.is_empty() {
            return None;
        }
        let number = bare.trim_start_matches(['§', '第']).trim_end_matches(['段', '节', '条']);
        let is_marked = number.len() < bare.len();
        let number = number.rsplit(':').next().unwrap_or(number);
        let is_number = number.starts_with(|c: char| c.is_ascii_digit())
            && (is_marked || number.contains('.'))
            && number.chars().all(|c| c.is_ascii_alphanumeric() || ".()".contains(c));
        if number.is_empty() {
            return None;
        }
        Some(if is_number { Self::Paragraph(number.into()) } else { Self::Letters(bare.into()) })
    }
}

/// [Stop words](https://en.wikipedia.org/wiki/Stop_word).
const STOP_WORDS: &[&str] = &[
    "a",
    "an",
    "and",
    "are",
    "at",
    "by",
    "does",
    "for",
    "in",
    "is",
    "of",
    "on",
    "or",
    "para",
    "para.",
    "paragraph",
    "responsible",
    "the",
    "to",
    "what",
    "where",
    "which",
    "who",
    "whom",
    "whose",
    "with",
    "负责",
    "什么",
    "哪个",
];

/// Whether a word is a stop word.
pub(super) fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.contains(&word)
}

/// Terms of a query; stop words are kept only if there is nothing else.
pub(super) fn typed_words(typed: &str) -> Vec<Form> {
    const MAX_TERMS: usize = 16;
    let folded = fold(typed);
    let (stop_words, words): (Vec<&str>, Vec<&str>) =
        folded.split_whitespace().partition(|word| is_stop_word(word));
    let words = if words.is_empty() { stop_words } else { words };
    let mut forms: Vec<Form> = Vec::new();
    for form in words.into_iter().filter_map(Form::read) {
        if !forms.contains(&form) && forms.len() < MAX_TERMS {
            forms.push(form);
        }
    }
    forms
}

/// Parsed query, with typos corrected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    forms: Vec<Form>,
}

impl Query {
    pub(super) const fn new(forms: Vec<Form>) -> Self {
        Self { forms }
    }

    /// Byte ranges of a text that match the query, sorted and disjoint.
    #[must_use]
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        united(self.marks_of_words(text).into_iter().flatten().collect())
    }

    /// First match of each term, sorted and disjoint.
    pub(super) fn first_marks(&self, text: &str) -> Vec<Range<usize>> {
        let firsts = self.marks_of_words(text).into_iter();
        united(firsts.filter_map(|marks| marks.into_iter().min_by_key(|mark| mark.start)).collect())
    }

    fn marks_of_words(&self, text: &str) -> Vec<Vec<Range<usize>>> {
        let folded = Folded::new(text);
        let letters = |letters: &String| {
            let found = folded.text.match_indices(letters.as_str());
            let found: Vec<_> = found.map(|(at, _)| at..at + letters.len()).collect();
            let found = if found.is_empty() { pinyin::spans(&folded.text, letters) } else { found };
            found.iter().map(|range| folded.original(range)).collect::<Vec<_>>()
        };
        let word = |form: &Form| match form {
            Form::Paragraph(_) => Vec::new(),
            Form::Letters(typed) => letters(typed),
            Form::Typo { corrections, .. } => corrections.iter().flat_map(letters).collect(),
        };
        self.forms.iter().map(word).collect()
    }
}

/// Union of ranges, sorted and disjoint.
fn united(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}
