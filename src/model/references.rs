//! Matching of references: what a word means that should be an id, however it is written.
//!
//! Import finds the rows that cells refer to with it, and `check` what a wrong id was meant to be, so
//! that both read the same.

use std::collections::HashMap;

use crate::diagnostic::WrittenForms;

/// What stands between two references that were written as one.
const SEPARATORS: &[&str] = &[";", "；", " & ", "|", " / "];

/// Things that references may mean, by words of several sorts.
#[derive(Clone, Debug)]
pub struct References<V> {
    sorts: Vec<Words<V>>,
}

/// Words of one sort, such as names.
#[derive(Clone, Debug)]
struct Words<V> {
    /// As they are written; `None` stands for several things.
    exact: HashMap<String, Option<V>>,
    forms: WrittenForms<V>,
}

impl<V> Default for Words<V> {
    fn default() -> Self {
        Self { exact: HashMap::new(), forms: WrittenForms::default() }
    }
}

/// What a reference means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant<V> {
    /// One thing, by a word of the sort with that number.
    One(V, usize),
    /// Several things, one after the other.
    Each(Vec<V>),
    /// One of several things that are called alike.
    Ambiguous,
    /// Nothing that is known.
    Unknown,
}

impl<V> Default for References<V> {
    fn default() -> Self {
        Self { sorts: Vec::new() }
    }
}

impl<V: Clone + PartialEq> References<V> {
    /// Adds a word for a thing; words of a lower sort are compared first.
    pub fn add(&mut self, sort: usize, word: &str, thing: &V) {
        if word.trim().is_empty() {
            return;
        }
        if self.sorts.len() <= sort {
            self.sorts.resize_with(sort + 1, Words::default);
        }
        let Words { exact, forms } = &mut self.sorts[sort];
        let known = exact.entry(word.to_owned()).or_insert_with(|| Some(thing.clone()));
        if known.as_ref().is_some_and(|known| known != thing) {
            *known = None;
        }
        forms.add(word, thing);
    }

    /// What a word means: one thing, else, where it consists of several references, each of these.
    ///
    /// In each sort in turn, and only where exactly one thing fits: the word as it stands; without
    /// regard to the spaces around it, to case and width; to leading zeros; to separators and accents.
    #[must_use]
    pub fn meant(&self, word: &str) -> Meant<V> {
        if let Some((thing, sort)) = self.one(word) {
            return Meant::One(thing.clone(), sort);
        }
        for separator in SEPARATORS {
            let parts = word.split(separator).map(str::trim).filter(|part| !part.is_empty());
            let found: Option<Vec<V>> =
                parts.map(|part| self.one(part).map(|(thing, _)| thing.clone())).collect();
            if let Some(found) = found.filter(|found| found.len() > 1) {
                return Meant::Each(found);
            }
        }
        if self.sorts.iter().any(|words| words.forms.has_several(word)) {
            Meant::Ambiguous
        } else {
            Meant::Unknown
        }
    }

    /// The only thing that a word means, and the first sort of words that knows it.
    #[must_use]
    pub fn one(&self, word: &str) -> Option<(&V, usize)> {
        self.sorts.iter().enumerate().find_map(|(sort, Words { exact, forms })| {
            let thing = exact.get(word).or_else(|| exact.get(word.trim()));
            let thing = thing.and_then(Option::as_ref).or_else(|| forms.find(word));
            thing.map(|thing| (thing, sort))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references() -> References<usize> {
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
                references.add(sort, word, &at);
            }
        }
        references
    }

    #[test]
    fn references_are_found_however_they_are_written() {
        for (word, expected) in [
            ("001", Meant::One(0, 0)),
            ("1", Meant::One(0, 0)),
            ("north office", Meant::One(0, 1)),
            ("ＮＯ", Meant::One(0, 2)),
            ("sud amt", Meant::One(1, 1)),
            ("Ab", Meant::One(4, 0)),
            (" aB ", Meant::One(5, 0)),
            ("AB", Meant::Ambiguous),
            ("1; 2", Meant::Each(vec![0, 1])),
            ("1；2；NO", Meant::Each(vec![0, 1, 0])),
            ("North Office & Süd-Amt", Meant::Each(vec![0, 1])),
            ("Twin", Meant::Ambiguous),
            ("1; nobody", Meant::Unknown),
            ("nobody", Meant::Unknown),
            ("", Meant::Unknown),
        ] {
            assert_eq!(references().meant(word), expected, "{word}");
        }
    }
}
