//! What was typed, read as words, and its words found again in a text.

use std::ops::Range;

use super::sounds;
use super::text::{Folded, fold};

/// A word of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// The number of a paragraph.
    Paragraph(String),
    /// Letters, to be met anywhere.
    Letters(String),
    /// Letters that stand nowhere, with the words that were probably meant.
    Slip { typed: String, meant: Vec<String> },
}

impl Form {
    /// The word, folded.
    pub(super) fn words(&self) -> &str {
        match self {
            Self::Paragraph(words) | Self::Letters(words) | Self::Slip { typed: words, .. } => {
                words
            }
        }
    }

    /// Reads a folded word; none where nothing but signs is left.
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

/// Words that ask or join, and say nothing of what is searched for.
const FILLERS: &[&str] = &[
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

/// Whether a word says nothing of what is searched for.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}

/// The words of a query; fillers only where there is nothing else.
pub(super) fn typed_words(typed: &str) -> Vec<Form> {
    /// More words than this say nothing more.
    const MOST: usize = 16;
    let folded = fold(typed);
    let (fillers, words): (Vec<&str>, Vec<&str>) =
        folded.split_whitespace().partition(|word| is_filler(word));
    let words = if words.is_empty() { fillers } else { words };
    let mut forms: Vec<Form> = Vec::new();
    for form in words.into_iter().filter_map(Form::read) {
        if !forms.contains(&form) && forms.len() < MOST {
            forms.push(form);
        }
    }
    forms
}

/// What was searched for, as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    forms: Vec<Form>,
}

impl Query {
    pub(super) const fn new(forms: Vec<Form>) -> Self {
        Self { forms }
    }

    /// The bytes of a text that are what was searched for, in order and apart from each other.
    #[must_use]
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        united(self.marks_of_words(text).into_iter().flatten().collect())
    }

    /// The first of them for each word that was typed.
    pub(super) fn first_marks(&self, text: &str) -> Vec<Range<usize>> {
        let firsts = self.marks_of_words(text).into_iter();
        united(firsts.filter_map(|marks| marks.into_iter().min_by_key(|mark| mark.start)).collect())
    }

    fn marks_of_words(&self, text: &str) -> Vec<Vec<Range<usize>>> {
        let folded = Folded::new(text);
        let letters = |letters: &String| {
            let found = folded.text.match_indices(letters.as_str());
            let found: Vec<_> = found.map(|(at, _)| at..at + letters.len()).collect();
            let found = if found.is_empty() { sounds::spans(&folded.text, letters) } else { found };
            found.iter().map(|range| folded.original(range)).collect::<Vec<_>>()
        };
        let word = |form: &Form| match form {
            Form::Paragraph(_) => Vec::new(),
            Form::Letters(typed) => letters(typed),
            Form::Slip { meant, .. } => meant.iter().flat_map(letters).collect(),
        };
        self.forms.iter().map(word).collect()
    }
}

/// Ranges that lie on each other made one.
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
