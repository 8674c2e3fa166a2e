//! Slips of the keys: the words of a chart that differ from what was typed by a letter or two.

use std::collections::HashSet;

/// The least letters of a word that may hold a slip.
const MIN_LETTERS: usize = 4;
/// From so many letters on, two slips may be in a word.
const LETTERS_FOR_TWO: usize = 8;
/// More words than these were hardly meant.
const MAX_MEANT: usize = 8;

/// The Latin words of a chart, each once, in order.
#[derive(Default)]
pub(super) struct Vocabulary {
    words: Vec<Box<str>>,
}

impl Vocabulary {
    /// Takes the words of a folded text.
    pub(super) fn new(text: &str) -> Self {
        let words = text.split(|c: char| !c.is_alphabetic());
        let words: HashSet<&str> =
            words.filter(|word| word.is_ascii() && word.len() >= MIN_LETTERS).collect();
        let mut words: Vec<Box<str>> = words.into_iter().map(Into::into).collect();
        words.sort_unstable();
        Self { words }
    }

    /// The words nearest to a typed one that is none of them; they may go on where it ends.
    pub(super) fn near(&self, typed: &str) -> Vec<String> {
        let length = typed.len();
        if length < MIN_LETTERS || !typed.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Vec::new();
        }
        let most = if length < LETTERS_FOR_TWO { 1 } else { 2 };
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
            near.extend(least.filter(|&slips| slips <= most).map(|slips| (slips, &**word)));
        }
        let least = near.iter().map(|(slips, _)| *slips).min().unwrap_or(0);
        near.retain(|(slips, _)| *slips == least);
        near.into_iter().take(MAX_MEANT).map(|(_, word)| word.to_owned()).collect()
    }
}
