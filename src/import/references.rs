//! References between the rows of a table: ids, names, acronyms and titles, however they are written.

use crate::diagnostic::WrittenForms;

/// What says that there is no unit above, besides a blank.
const NONE: &[&str] = &["xx", "0", "00", "none", "root", "top", "无"];
/// What stands between two references in one cell.
const SEPARATORS: &[&str] = &[";", " & ", "|", " / "];

/// Things that references may mean, by their ids first.
#[derive(Clone, Debug)]
pub(super) struct References {
    steps: Vec<WrittenForms<usize>>,
}

/// What a reference means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// Nothing is above.
    Nothing,
    /// These; in the first place the one above.
    These(Vec<usize>),
    /// Several things that are called alike.
    Several,
    /// Nothing that is known.
    Unknown,
}

impl References {
    /// References to things that each have words of several sorts: ids, names, acronyms, titles.
    pub(super) fn new(things: impl Iterator<Item = Vec<String>>) -> Self {
        let mut steps: Vec<WrittenForms<usize>> = Vec::new();
        for (at, words) in things.enumerate() {
            for (sort, word) in words.iter().enumerate() {
                if steps.len() <= sort {
                    steps.resize_with(sort + 1, WrittenForms::default);
                }
                if !word.is_empty() {
                    steps[sort].add(word, &at);
                }
            }
        }
        Self { steps }
    }

    /// What a cell refers to.
    pub(super) fn meant(&self, cell: &str) -> Meant {
        if cell.is_empty()
            || (NONE.contains(&cell.to_lowercase().as_str()) && self.one(cell).is_none())
        {
            return Meant::Nothing;
        }
        if let Some(one) = self.one(cell) {
            return Meant::These(vec![one]);
        }
        for separator in SEPARATORS {
            let parts: Vec<&str> =
                cell.split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
            let found: Option<Vec<usize>> = parts.iter().map(|part| self.one(part)).collect();
            if let Some(found) = found.filter(|found| found.len() > 1) {
                return Meant::These(found);
            }
        }
        if self.steps.iter().any(|step| step.has_several(cell)) {
            Meant::Several
        } else {
            Meant::Unknown
        }
    }

    /// The only thing that a word means, by the first sort of words that knows it.
    fn one(&self, word: &str) -> Option<usize> {
        self.steps.iter().find_map(|step| step.find(word).copied())
    }
}

/// Opens rings of things above each other, each at the first of them; returns where.
pub(super) fn open_rings(above: &mut [Option<usize>]) -> Vec<usize> {
    const UNSEEN: usize = 0;
    let mut walk = vec![UNSEEN; above.len()];
    let mut opened = Vec::new();
    for start in 0..above.len() {
        let mut path = Vec::new();
        let mut at = Some(start);
        while let Some(here) = at.filter(|&here| walk[here] == UNSEEN) {
            walk[here] = start + 1;
            path.push(here);
            at = above[here];
        }
        if let Some(ring) = at.filter(|&here| walk[here] == start + 1) {
            let members = path.iter().skip_while(|&&here| here != ring);
            if let Some(&first) = members.min() {
                above[first] = None;
                opened.push(first);
            }
        }
    }
    opened
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references() -> References {
        let things = [
            ["001", "North Office", "NO"],
            ["002", "Süd-Amt", ""],
            ["003", "Twin", ""],
            ["004", "Twin", ""],
        ];
        References::new(things.into_iter().map(|words| words.map(String::from).to_vec()))
    }

    #[test]
    fn references_are_found_however_they_are_written() {
        let these = |at: &[usize]| Meant::These(at.to_vec());
        for (cell, expected) in [
            ("001", these(&[0])),
            ("1", these(&[0])),
            ("north office", these(&[0])),
            ("ＮＯ", these(&[0])),
            ("sud amt", these(&[1])),
            ("1; 2", these(&[0, 1])),
            ("North Office & Süd-Amt", these(&[0, 1])),
            ("XX", Meant::Nothing),
            ("", Meant::Nothing),
            ("Twin", Meant::Several),
            ("nobody", Meant::Unknown),
        ] {
            assert_eq!(references().meant(cell), expected, "{cell}");
        }
    }

    #[test]
    fn rings_are_opened_at_their_first_member() {
        let mut above = vec![Some(2), Some(0), Some(1), Some(0), Some(4), None];
        assert_eq!(open_rings(&mut above), [0, 4]);
        assert_eq!(above, [None, Some(0), Some(1), Some(0), None, None]);
    }
}
