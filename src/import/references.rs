//! References between the rows of a table: ids, names, acronyms and titles, however they are written.

use std::cell::OnceCell;
use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization as _;

use crate::diagnostic::WrittenForms;

/// What says that there is no unit above, besides a blank.
const NONE: &[&str] = &["xx", "0", "00", "none", "root", "top", "无"];
/// What stands between two references in one cell.
const SEPARATORS: &[&str] = &[";", " & ", "|", " / "];

/// Things that references may mean, by their ids first.
#[derive(Clone, Debug)]
pub(super) struct References<'a, const SORTS: usize> {
    /// The words of each thing.
    things: Vec<[&'a str; SORTS]>,
    /// For each sort of words the only thing that each means, or `None`, as it is written.
    exact: [HashMap<&'a str, Option<usize>>; SORTS],
    /// The same, however it is written; made when a reference is not found as it is written.
    forms: [OnceCell<WrittenForms<usize>>; SORTS],
}

/// A thing that a reference means, and how it was mended for that, if it was.
pub(super) type Found = (usize, Option<&'static str>);

/// What a reference means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// Nothing is above.
    Nothing,
    /// These; in the first place the one above.
    These(Vec<Found>),
    /// Several things that are called alike.
    Several,
    /// Nothing that is known.
    Unknown,
}

impl<'a, const SORTS: usize> References<'a, SORTS> {
    /// References to things that each have words of several sorts: ids, names, acronyms, titles.
    pub(super) fn new(things: impl Iterator<Item = [&'a str; SORTS]>) -> Self {
        let things: Vec<[&str; SORTS]> = things.collect();
        let exact = std::array::from_fn(|sort| {
            let mut exact: HashMap<&str, Option<usize>> = HashMap::with_capacity(things.len());
            for (at, words) in
                things.iter().enumerate().filter(|(_, words)| !words[sort].is_empty())
            {
                exact.entry(words[sort]).and_modify(|known| *known = None).or_insert(Some(at));
            }
            exact
        });
        Self { things, exact, forms: std::array::from_fn(|_| OnceCell::new()) }
    }

    /// The written forms of each sort of words.
    fn forms(&self) -> impl Iterator<Item = &WrittenForms<usize>> {
        self.forms.iter().enumerate().map(|(sort, forms)| {
            forms.get_or_init(|| {
                let mut forms = WrittenForms::default();
                let words = self.things.iter().map(|words| words[sort]).enumerate();
                words
                    .filter(|(_, word)| !word.is_empty())
                    .for_each(|(at, word)| forms.add(word, &at));
                forms
            })
        })
    }

    /// What a cell refers to.
    pub(super) fn meant(&self, cell: &str) -> Meant {
        if cell.is_empty() {
            return Meant::Nothing;
        }
        if let Some(one) = self.one(cell) {
            return Meant::These(vec![one]);
        }
        if NONE.contains(&cell.to_lowercase().as_str()) {
            return Meant::Nothing;
        }
        for separator in SEPARATORS {
            let parts: Vec<&str> =
                cell.split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
            let found: Option<Vec<Found>> = parts.iter().map(|part| self.one(part)).collect();
            if let Some(found) = found.filter(|found| found.len() > 1) {
                return Meant::These(found);
            }
        }
        if self.forms().any(|step| step.has_several(cell)) {
            Meant::Several
        } else {
            Meant::Unknown
        }
    }

    /// The word of a thing that a cell, or a part of it, is another spelling of.
    pub(super) fn spelling(&self, cell: &str, thing: usize) -> &str {
        let parts = SEPARATORS.iter().flat_map(|separator| cell.split(separator)).map(str::trim);
        let mut words = std::iter::once(cell).chain(parts);
        let sort = words
            .find_map(|word| self.forms().position(|step| step.find(word).copied() == Some(thing)));
        sort.map_or("", |sort| self.things[thing][sort])
    }

    /// The only thing that a word means, by the first sort of words that knows it: as it is written, else
    /// in another written form.
    fn one(&self, word: &str) -> Option<Found> {
        if let Some(at) = self.exact.iter().find_map(|step| step.get(word).copied().flatten()) {
            return Some((at, None));
        }
        let (sort, at) = self
            .forms()
            .enumerate()
            .find_map(|(sort, step)| Some((sort, step.find(word).copied()?)))?;
        Some((at, Some(how(word, self.things[at][sort]))))
    }
}

/// What two spellings of a word differ in.
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
    fn references_are_found_however_they_are_written() {
        let these = |found: &[Found]| Meant::These(found.to_vec());
        for (cell, expected) in [
            ("001", these(&[(0, None)])),
            ("1", these(&[(0, Some("zeros"))])),
            ("north office", these(&[(0, Some("case"))])),
            ("ＮＯ", these(&[(0, Some("case"))])),
            ("sud amt", these(&[(1, Some("separators"))])),
            ("1; 2", these(&[(0, Some("zeros")), (1, Some("zeros"))])),
            ("North Office & Süd-Amt", these(&[(0, None), (1, None)])),
            ("XX", Meant::Nothing),
            ("", Meant::Nothing),
            ("Twin", Meant::Several),
            ("nobody", Meant::Unknown),
        ] {
            assert_eq!(references().meant(cell), expected, "{cell}");
        }
    }

    #[test]
    fn a_word_as_it_is_written_goes_before_its_other_forms() {
        let things = ["Ab", "aB", "01", "1"].map(|id| [id]);
        let references = References::new(things.into_iter());
        for (at, cell) in ["Ab", "aB", "01", "1"].into_iter().enumerate() {
            assert_eq!(references.meant(cell), Meant::These(vec![(at, None)]), "{cell}");
        }
        assert_eq!(references.meant("AB"), Meant::Several);
    }

    #[test]
    fn rings_are_opened_at_their_first_member() {
        let mut above = vec![Some(2), Some(0), Some(1), Some(0), Some(4), None];
        assert_eq!(open_rings(&mut above), [0, 4]);
        assert_eq!(above, [None, Some(0), Some(1), Some(0), None, None]);
    }
}
