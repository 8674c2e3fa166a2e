//! Typo tolerance: words of a chart within a small
//! [edit distance](https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance) of a typed one.

use std::collections::HashSet;

/// Minimum length of a word that is corrected.
const MIN_LETTERS: usize = 4;
/// Minimum length of a word in which two typos are allowed.
const MIN_LETTERS_FOR_TWO: usize = 8;
/// Maximum number of corrections of one word.
const MAX_CORRECTIONS: usize = 8;

/// Distinct Latin words of a chart, sorted.
#[derive(Default)]
pub(super) struct Vocabulary {
    words: Vec<Box<str>>,
}

impl Vocabulary {
    /// Collects the words of a folded text.
    pub(super) fn new(text: &str) -> Self {
        let words = text.split(|c: char| !c.is_alphabetic());
        let words: HashSet<&str> =
            words.filter(|word| word.is_ascii() && word.len() >= MIN_LETTERS).collect();
        let mut words: Vec<Box<str>> = words.into_iter().map(Into::into).collect();
        words.sort_unstable();
        Self { words }
    }

    /// The words at the smallest edit distance from a typed word that is not among them. The typed word
    /// may be the beginning of one.
    pub(super) fn near(&self, typed: &str) -> Vec<String> {
        let length = typed.len();
        if length < MIN_LETTERS || !typed.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Vec::new();
        }
        let most = if length < MIN_LETTERS_FOR_TWO { 1 } else { 2 };
        let mut near: Vec<(usize, &str)> = Vec::new();
        for word in &self.words {
            if word.len() + most < length {
                continue;
            }
            let same = [length.saturating_sub(1), length, length + 1].into_iter();
            let least = same
                .filter_map(|end| word.get(..end.min(word.len())))
                .map(|start| strsim::osa_distance(start, typed))
                .min();
            near.extend(least.filter(|&typos| typos <= most).map(|typos| (typos, &**word)));
        }
        let least = near.iter().map(|(typos, _)| *typos).min().unwrap_or(0);
        near.retain(|(typos, _)| *typos == least);
        near.into_iter().take(MAX_CORRECTIONS).map(|(_, word)| word.to_owned()).collect()
    }
}
