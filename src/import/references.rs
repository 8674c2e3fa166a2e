//! References between the rows of a table: ids, names, acronyms and titles, in any spelling.

use unicode_normalization::UnicodeNormalization as _;

use crate::model::{self, Match};

/// Words that mean that there is no parent, in addition to blank cells.
const NONE: &[&str] = &["xx", "0", "00", "none", "root", "top", "无"];

/// Rows that references may refer to, by id first.
#[derive(Clone, Debug)]
pub(super) struct References<'a, const SORTS: usize> {
    /// The words of each row.
    rows: Vec<[&'a str; SORTS]>,
    known: model::References<'a, usize>,
}

/// A row found by a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found<'a> {
    /// Its index.
    pub(super) row: usize,
    /// Its word, as spelled in the row.
    pub(super) spelling: &'a str,
    /// Kind of difference between the spellings, if there is one.
    pub(super) how: Option<&'static str>,
}

/// Meaning of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Resolution<'a> {
    /// No parent.
    Nothing,
    /// One or several rows; the first one is the parent.
    These(Vec<Found<'a>>),
    /// Several rows with the same name.
    Several,
    /// No known row.
    Unknown,
}

impl<'a, const SORTS: usize> References<'a, SORTS> {
    /// Creates an index of rows, each of which has words of several categories: ids, names, acronyms, titles.
    pub(super) fn new(rows: impl Iterator<Item = [&'a str; SORTS]>) -> Self {
        let rows: Vec<[&str; SORTS]> = rows.collect();
        let mut known = model::References::default();
        for (at, words) in rows.iter().enumerate() {
            for (sort, word) in words.iter().enumerate() {
                known.add(sort, word, at);
            }
        }
        Self { rows, known }
    }

    /// The meaning of a cell.
    pub(super) fn resolve(&self, cell: &str) -> Resolution<'a> {
        if cell.is_empty() {
            return Resolution::Nothing;
        }
        match self.known.resolve(cell) {
            model::Resolution::One(found) => Resolution::These(vec![self.found(&found)]),
            _ if NONE.contains(&cell.to_lowercase().as_str()) => Resolution::Nothing,
            model::Resolution::Each(found) => {
                Resolution::These(found.iter().map(|found| self.found(found)).collect())
            }
            model::Resolution::Ambiguous => Resolution::Several,
            model::Resolution::Unknown => Resolution::Unknown,
        }
    }

    fn found(&self, &Match { word, thing: row, sort }: &Match<'_, usize>) -> Found<'a> {
        let spelling = self.rows[row][sort];
        Found { row, spelling, how: (word != spelling).then(|| how(word, spelling)) }
    }
}

/// The difference between two spellings of a word.
fn how(word: &str, known: &str) -> &'static str {
    let folded = |word: &str| word.trim().nfkc().collect::<String>().to_lowercase();
    let bare = |word: &str| {
        let letters = word.nfkd().filter(|c| c.is_alphanumeric());
        letters.collect::<String>().to_lowercase()
    };
    if word.trim() == known.trim() {
        "trim"
    } else if folded(word) == folded(known) {
        "case"
    } else if bare(word) == bare(known) {
        "separators"
    } else {
        "zeros"
    }
}

/// Breaks cycles of parents, each at its first item; returns these items.
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

    fn references() -> References<'static, 3> {
        let things = [
            ["001", "North Office", "NO"],
            ["002", "Süd-Amt", ""],
            ["003", "Twin", ""],
            ["004", "Twin", ""],
        ];
        References::new(things.into_iter())
    }

    #[test]
    fn resolves_references_in_all_spellings() {
        let found = |row, spelling, how| Found { row, spelling, how };
        let these = |found: &[Found<'static>]| Resolution::These(found.to_vec());
        for (cell, expected) in [
            ("001", these(&[found(0, "001", None)])),
            ("1", these(&[found(0, "001", Some("zeros"))])),
            ("ＮＯ", these(&[found(0, "NO", Some("case"))])),
            ("sud amt", these(&[found(1, "Süd-Amt", Some("separators"))])),
            ("1; Süd-Amt", these(&[found(0, "001", Some("zeros")), found(1, "Süd-Amt", None)])),
            ("XX", Resolution::Nothing),
            ("", Resolution::Nothing),
            ("Twin", Resolution::Several),
            ("nobody", Resolution::Unknown),
        ] {
            assert_eq!(references().resolve(cell), expected, "{cell}");
        }
    }

    #[test]
    fn prefers_exact_matches() {
        let things = ["Ab", "aB", "01", "1"].map(|id| [id]);
        let references = References::new(things.into_iter());
        for (at, cell) in ["Ab", "aB", "01", "1"].into_iter().enumerate() {
            let found = Found { row: at, spelling: cell, how: None };
            assert_eq!(references.resolve(cell), Resolution::These(vec![found]), "{cell}");
        }
        assert_eq!(references.resolve("AB"), Resolution::Several);
    }

    #[test]
    fn opens_cycles_at_the_first_member() {
        let mut above = vec![Some(2), Some(0), Some(1), Some(0), Some(4), None];
        assert_eq!(open_rings(&mut above), [0, 4]);
        assert_eq!(above, [None, Some(0), Some(1), Some(0), None, None]);
    }
}
