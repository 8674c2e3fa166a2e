//! Resolution of references: the item that a word refers to, even if its spelling differs from that of the id.
//!
//! Import uses it to find the rows that cells refer to, and `check` to find the item that a wrong id was meant for, so
//! that both give the same answers.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::diagnostic::WrittenForms;

/// Separators between several references in one word.
const SEPARATORS: &[&str] = &[";", "；", " & ", "|", " / "];

/// Items that references may refer to, by several categories of words.
#[derive(Clone, Debug)]
pub struct References<'a, V> {
    /// Items by their words of each category; `None` means several items.
    exact: Vec<HashMap<&'a str, Option<V>>>,
    /// The same by normalized spelling; computed when a word is not found exactly.
    forms: OnceCell<Vec<WrittenForms<V>>>,
}

/// Item that a word refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match<'w, V> {
    /// The word.
    pub word: &'w str,
    /// The item.
    pub thing: V,
    /// The category of the item's word.
    pub sort: usize,
}

/// Meaning of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution<'w, V> {
    /// One item.
    One(Match<'w, V>),
    /// Several items, each by a part of the word.
    Each(Vec<Match<'w, V>>),
    /// One of several items with the same word.
    Ambiguous,
    /// No known item.
    Unknown,
}

impl<V> Default for References<'_, V> {
    fn default() -> Self {
        Self { exact: Vec::new(), forms: OnceCell::new() }
    }
}

impl<'a, V: Copy + PartialEq> References<'a, V> {
    /// Adds a word for an item; words of lower categories have priority.
    pub fn add(&mut self, sort: usize, word: &'a str, thing: V) {
        if word.trim().is_empty() {
            return;
        }
        if self.exact.len() <= sort {
            self.exact.resize_with(sort + 1, HashMap::new);
        }
        let known = self.exact[sort].entry(word).or_insert(Some(thing));
        if known.is_some_and(|known| known != thing) {
            *known = None;
        }
        self.forms.take();
    }

    /// The meaning of a word: one item, or, if it consists of several references, each of these.
    ///
    /// Matches must be unique. For each category, the word is compared exactly; then without surrounding spaces; then
    /// ignoring case and width, leading zeros, and finally separators and accents.
    #[must_use]
    pub fn resolve<'w>(&self, word: &'w str) -> Resolution<'w, V> {
        if let Some(found) = self.one(word) {
            return Resolution::One(found);
        }
        for separator in SEPARATORS {
            let parts = word.split(separator).map(str::trim).filter(|part| !part.is_empty());
            let found: Option<Vec<Match<'w, V>>> = parts.map(|part| self.one(part)).collect();
            if let Some(found) = found.filter(|found| found.len() > 1) {
                return Resolution::Each(found);
            }
        }
        if self.forms().iter().any(|forms| forms.has_several(word)) {
            Resolution::Ambiguous
        } else {
            Resolution::Unknown
        }
    }

    fn one<'w>(&self, word: &'w str) -> Option<Match<'w, V>> {
        let exact = |word| self.exact.iter().map(move |words| words.get(word).copied().flatten());
        let forms = || self.forms().iter().map(|forms| forms.find(word).copied());
        let (sort, thing) =
            first(exact(word)).or_else(|| first(exact(word.trim()))).or_else(|| first(forms()))?;
        Some(Match { word, thing, sort })
    }

    /// The normalized spellings of each category of words.
    fn forms(&self) -> &[WrittenForms<V>] {
        self.forms.get_or_init(|| {
            let forms = |words: &HashMap<&str, Option<V>>| {
                let mut forms = WrittenForms::default();
                #[expect(clippy::iter_over_hash_type, reason = "the order makes no difference")]
                for (word, thing) in words {
                    forms.add(word, thing.as_ref());
                }
                forms
            };
            self.exact.iter().map(forms).collect()
        })
    }
}

/// The first known item, and its index.
fn first<V>(things: impl Iterator<Item = Option<V>>) -> Option<(usize, V)> {
    things.enumerate().find_map(|(at, thing)| Some((at, thing?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references() -> References<'static, usize> {
        let mut references = References::default();
        let things = [
            ["001", "North Office", "NO"],
            ["002", "Süd-Amt", ""],
            ["003", "Twin", ""],
            ["004", "Twin", ""],
            ["Ab", "First", ""],
            ["aB", "Second", ""],
        ];
        for (at, words) in things.iter().enumerate() {
            for (sort, word) in words.iter().enumerate() {
                references.add(sort, word, at);
            }
        }
        references
    }

    #[test]
    fn resolves_references_in_all_spellings() {
        let found = |word, thing, sort| Match { word, thing, sort };
        let one = |word, thing, sort| Resolution::One(found(word, thing, sort));
        for (word, expected) in [
            ("001", one("001", 0, 0)),
            ("1", one("1", 0, 0)),
            ("north office", one("north office", 0, 1)),
            ("ＮＯ", one("ＮＯ", 0, 2)),
            ("sud amt", one("sud amt", 1, 1)),
            ("Ab", one("Ab", 4, 0)),
            (" aB ", one(" aB ", 5, 0)),
            ("AB", Resolution::Ambiguous),
            ("1; 2", Resolution::Each(vec![found("1", 0, 0), found("2", 1, 0)])),
            ("1；NO", Resolution::Each(vec![found("1", 0, 0), found("NO", 0, 2)])),
            (
                "North Office & Süd-Amt",
                Resolution::Each(vec![found("North Office", 0, 1), found("Süd-Amt", 1, 1)]),
            ),
            ("Twin", Resolution::Ambiguous),
            ("1; nobody", Resolution::Unknown),
            ("nobody", Resolution::Unknown),
            ("", Resolution::Unknown),
        ] {
            assert_eq!(references().resolve(word), expected, "{word}");
        }
    }
}
