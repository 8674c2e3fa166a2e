//! Suggestions for unknown words: the known word with the same normalized spelling, or the nearest by edit distance.

use std::collections::{BTreeMap, HashMap};

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::{Argument, Message};
use crate::message;

/// Maximum length of words that get suggestions, in characters: the state of a comparison is one machine word.
const MAX_LETTERS: usize = 64;

/// Maximum number of comparisons per vocabulary, in addition to [`COMPARISONS_PER_WORD`] for each known word. It keeps
/// the work linear in the number of words; further queries get no suggestions.
const COMPARISONS: usize = 100_000;

/// See [`COMPARISONS`].
const COMPARISONS_PER_WORD: usize = 8;

/// Known words of one category, searchable by edit distance.
#[derive(Debug)]
pub struct Vocabulary<W> {
    /// Words by number of characters, each list in alphabetical order.
    by_length: BTreeMap<usize, Vec<W>>,
    forms: WrittenForms<W>,
    answers: HashMap<String, Option<W>>,
    comparisons_left: usize,
}

impl<W: AsRef<str> + Ord + Clone> FromIterator<W> for Vocabulary<W> {
    fn from_iter<T: IntoIterator<Item = W>>(words: T) -> Self {
        let mut by_length: BTreeMap<usize, Vec<W>> = BTreeMap::new();
        let mut forms = WrittenForms::default();
        for word in words {
            forms.add(word.as_ref(), Some(&word));
            let length = word.as_ref().chars().take(MAX_LETTERS + 1).count();
            if length <= MAX_LETTERS {
                by_length.entry(length).or_default().push(word);
            }
        }
        let mut count = 0;
        for words in by_length.values_mut() {
            words.sort_unstable();
            count += words.len();
        }
        let comparisons_left = COMPARISONS + COMPARISONS_PER_WORD * count;
        Self { by_length, forms, answers: HashMap::new(), comparisons_left }
    }
}

impl<W: AsRef<str> + Clone + PartialEq> Vocabulary<W> {
    /// The known word that was probably meant by `word`, other than `word` itself: the only one with the same
    /// normalized spelling (see [`WrittenForms`]), otherwise the nearest by edit distance.
    ///
    /// Returns `None` if nothing is near, that is, if more than a third of the longer word would have to change; if
    /// `word` has more than 64 characters; or after too many queries.
    pub fn nearest(&mut self, word: &str) -> Option<W> {
        if let Some(alike) = self.equal_form(word) {
            return Some(alike.clone());
        }
        if let Some(answer) = self.answers.get(word) {
            return answer.clone();
        }
        let answer = self.search(&Pattern::new(word)?, word);
        if self.comparisons_left > 0 {
            self.answers.insert(word.to_owned(), answer.clone());
        }
        answer
    }

    /// The only known word with the same normalized spelling as `word`, other than `word` itself.
    #[must_use]
    pub fn equal_form(&self, word: &str) -> Option<&W> {
        self.forms.find(word).filter(|alike| alike.as_ref() != word)
    }

    fn search(&mut self, pattern: &Pattern, word: &str) -> Option<W> {
        let mut best: Option<(usize, &W)> = None;
        // The difference in length is a lower bound of the distance, so similar lengths come first.
        for difference in 0..=MAX_LETTERS {
            let longer = Some(pattern.length + difference);
            let shorter = pattern.length.checked_sub(difference).filter(|_| difference > 0);
            for length in [longer, shorter].into_iter().flatten() {
                let most = pattern.length.max(length).max(3) / 3;
                let may_be_nearer = best.is_none_or(|(distance, _)| difference < distance);
                if difference > most || !may_be_nearer {
                    continue;
                }
                for candidate in self.by_length.get(&length).into_iter().flatten() {
                    self.comparisons_left = self.comparisons_left.checked_sub(1)?;
                    let distance = pattern.distance(candidate.as_ref());
                    let is_nearer = best.is_none_or(|(least, _)| distance < least);
                    if distance <= most && is_nearer && candidate.as_ref() != word {
                        best = Some((distance, candidate));
                        if distance <= difference.max(1) {
                            break;
                        }
                    }
                }
            }
        }
        best.map(|(_, candidate)| candidate.clone())
    }
}

/// Values by the normalized spelling of words, in three steps, each coarser than the one before: letter case, full
/// width and surrounding spaces; leading zeros of numbers; spaces, hyphens, other separators and accents.
#[derive(Clone, Debug)]
pub struct WrittenForms<V> {
    /// `None` means several values.
    steps: [HashMap<String, Option<V>>; 3],
}

impl<V> Default for WrittenForms<V> {
    fn default() -> Self {
        Self { steps: std::array::from_fn(|_| HashMap::new()) }
    }
}

impl<V: Clone + PartialEq> WrittenForms<V> {
    /// Adds a word for a value, or for several values if `None`.
    pub fn add(&mut self, word: &str, value: Option<&V>) {
        for (step, form) in self.steps.iter_mut().zip(written_forms(word)) {
            let known = step.entry(form).or_insert_with(|| value.cloned());
            if known.as_ref() != value {
                *known = None;
            }
        }
    }

    /// Whether words with the spelling of `word` have several values.
    #[must_use]
    pub fn has_several(&self, word: &str) -> bool {
        let forms = written_forms(word);
        let known = self.steps.iter().zip(&forms).find_map(|(step, form)| step.get(form));
        known.is_some_and(Option::is_none)
    }

    /// The value of the words with the spelling of `word`, in the first step that has any; `None` if there are several.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<&V> {
        let forms = written_forms(word);
        let known = self.steps.iter().zip(&forms).find_map(|(step, form)| step.get(form))?;
        known.as_ref().filter(|_| !forms[0].is_empty())
    }
}

/// Normalized spellings of a word in the steps of [`WrittenForms`].
fn written_forms(word: &str) -> [String; 3] {
    let word = word.trim();
    // ASCII has the same composed and decomposed form.
    let folded = if word.is_ascii() {
        word.to_ascii_lowercase()
    } else {
        word.nfkc().collect::<String>().to_lowercase()
    };
    let mut numbers = String::with_capacity(folded.len());
    let mut rest = folded.chars().peekable();
    let mut is_in_number = false;
    while let Some(c) = rest.next() {
        let is_leading_zero =
            c == '0' && !is_in_number && rest.peek().is_some_and(char::is_ascii_digit);
        if !is_leading_zero {
            numbers.push(c);
            is_in_number = c.is_ascii_digit();
        }
    }
    let is_separator = |c: char| {
        c.is_whitespace()
            || c.is_ascii_punctuation()
            || matches!(c, '\u{b7}' | '\u{2010}'..='\u{2015}')
    };
    let bare = if numbers.is_ascii() {
        numbers.chars().filter(|&c| !is_separator(c)).collect()
    } else {
        numbers.nfd().filter(|&c| !is_combining_mark(c) && !is_separator(c)).collect()
    };
    [folded, numbers, bare]
}

/// The member of `known` that was probably meant by `word`; see [`Vocabulary::nearest`].
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known.into_iter().collect::<Vocabulary<&str>>().nearest(word)
}

/// Hint for an unknown word: the nearest known word, or all known words.
#[must_use]
pub fn near_or_known(near: Option<&str>, known: &[&str]) -> Message {
    match near {
        Some(near) => message!("did you mean {0}?", near),
        None => message!("expected one of: {0}", Argument::list(known, ", ")),
    }
}

/// A word prepared for comparison with many others.
struct Pattern {
    /// Positions of each character of the word, as a bit set.
    places: Vec<(char, u64)>,
    /// Number of characters, from 1 to [`MAX_LETTERS`].
    length: usize,
}

impl Pattern {
    fn new(word: &str) -> Option<Self> {
        let mut places: Vec<(char, u64)> = Vec::new();
        let mut length = 0;
        for c in word.chars() {
            if length == MAX_LETTERS {
                return None;
            }
            let bit = 1 << length;
            match places.iter_mut().find(|(known, _)| *known == c) {
                Some((_, bits)) => *bits |= bit,
                None => places.push((c, bit)),
            }
            length += 1;
        }
        (length > 0).then_some(Self { places, length })
    }

    /// The optimal string alignment distance to another word: insertions, deletions, substitutions and swaps of
    /// adjacent characters.
    ///
    /// Uses the bit-parallel algorithm of [Hyyrö (2003)](https://www.cs.hut.fi/u/hhyyro/papers/psc2003.pdf): a column
    /// of the dynamic programming matrix is stored as the bits of its differences.
    fn distance(&self, other: &str) -> usize {
        let last = 1 << (self.length - 1);
        let mut distance = self.length;
        let (mut rises, mut falls) = (u64::MAX, 0_u64);
        let (mut diagonal, mut matches_before) = (0_u64, 0_u64);
        for c in other.chars() {
            let matches = self.places.iter().find(|(known, _)| *known == c).map_or(0, |it| it.1);
            let swapped = ((!diagonal & matches) << 1) & matches_before;
            diagonal = ((matches & rises).wrapping_add(rises) ^ rises) | matches | falls | swapped;
            let rises_across = falls | !(diagonal | rises);
            let falls_across = diagonal & rises;
            distance += usize::from(rises_across & last != 0);
            distance -= usize::from(falls_across & last != 0);
            let across = (rises_across << 1) | 1;
            rises = (falls_across << 1) | !(diagonal | across);
            falls = across & diagonal;
            matches_before = matches;
        }
        distance
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn matches_the_reference_distance(a in "[abcé海]{1,64}", b in "[abcé海]{0,70}") {
            let pattern = Pattern::new(&a).expect("from 1 to 64 letters");
            prop_assert_eq!(pattern.distance(&b), strsim::osa_distance(&a, &b));
        }

        #[test]
        fn finds_the_nearest_word(
            word in "[ab1]{1,9}",
            known in prop::collection::vec("[ab1]{1,9}", 0..20),
        ) {
            let allowed = |other: &str| {
                let distance = strsim::osa_distance(&word, other);
                (other != word && distance * 3 <= word.len().max(other.len()).max(3)).then_some(distance)
            };
            let least = known.iter().filter_map(|other| allowed(other)).min();
            let found = nearest(&word, known.iter().map(String::as_str));
            prop_assert_eq!(found.and_then(allowed), least);
        }
    }

    #[test]
    fn suggests_for_typos_only() {
        let known = ["agency", "north", "south", "port"];
        assert_eq!(nearest("agancy", known), Some("agency"));
        assert_eq!(nearest("nroth", known), Some("north"));
        assert_eq!(nearest("treasury", known), None);
        assert_eq!(nearest("north", known), None, "the word itself is no suggestion");
    }

    #[test]
    fn prefers_equal_forms_over_similar_words() {
        for (word, known, expected) in [
            ("00105232", ["105232", "00105237"], Some("105232")),
            ("eoe-hee-001", ["EOE-HEE-001", "soe-hee-001"], Some("EOE-HEE-001")),
            ("north ", ["north", "norths"], Some("north")),
            ("north office", ["north-office", "north.offices"], Some("north-office")),
            ("ＮＯＲＴＨ", ["north", "norths"], Some("north")),
            ("saude", ["saúde", "sauda"], Some("saúde")),
            ("A1", ["a01", "b1"], Some("a01")),
            ("Ab", ["aB", "AB"], Some("AB")),
            ("00", ["0", "01"], Some("0")),
        ] {
            assert_eq!(nearest(word, known), expected, "{word}");
        }
    }

    #[test]
    fn ignores_words_over_64_letters() {
        let (word, near) = ("a".repeat(64), format!("{}b", "a".repeat(63)));
        assert_eq!(nearest(&word, [near.as_str()]), Some(near.as_str()));
        let (word, near) = ("a".repeat(65), format!("{}b", "a".repeat(64)));
        assert_eq!(nearest(&word, [near.as_str()]), None);
    }

    #[test]
    fn stops_after_the_comparison_limit() {
        let known: Vec<String> = (0..2_000).map(|at| format!("known{at:05}")).collect();
        let mut vocabulary: Vocabulary<&str> = known.iter().map(String::as_str).collect();
        let asked: Vec<String> = (0..2_000).map(|at| format!("other{at:05}")).collect();
        assert_eq!(vocabulary.nearest("knwon00007"), Some("known00007"));
        assert!(asked.iter().all(|word| vocabulary.nearest(word).is_none()));
        assert_eq!(vocabulary.nearest("knwon00008"), None);
        assert_eq!(vocabulary.nearest("knwon00007"), Some("known00007"), "it was asked before");
    }
}
