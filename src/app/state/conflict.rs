//! A conflict of the typed text with the file, and the user's choice for each position.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use crate::app::jobs::merging::{After, Cause, FoundError, Versions};
use crate::diagnostic::Message;
use crate::edit::Edits;
use crate::edit::merge::{Change, Merge};

/// The chosen version of a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The typed lines.
    Mine,
    /// The file's lines.
    Theirs,
    /// The file's lines followed by the typed ones.
    Both,
    /// Lines written for this position, with LF line endings.
    Own(String),
}

/// Versions to choose from.
pub(crate) struct Conflict {
    pub(crate) versions: Versions,
    merge: Merge,
    pub(crate) cause: Cause,
    places: Vec<Place>,
    /// The index of the displayed position.
    pub(crate) shown: usize,
    pub(crate) after: After,
    /// The first error of the chosen text, once all choices are made.
    pub(crate) error: Option<FoundError>,
    /// The reason why the choices could not be applied.
    pub(crate) failure: Option<Message>,
}

/// A conflicting position.
struct Place {
    change: Change,
    choice: Option<Choice>,
}

/// The versions of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Lines<'a> {
    pub(crate) base: &'a str,
    pub(crate) mine: &'a str,
    pub(crate) theirs: &'a str,
}

/// The versions of which a change is missing from the chosen text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DiscardedVersions {
    pub(crate) mine: bool,
    pub(crate) theirs: bool,
}

impl Conflict {
    /// Creates the conflict of two versions. Choices of an earlier conflict are kept for positions with the same lines.
    pub(crate) fn new(
        versions: Versions,
        merge: Merge,
        cause: Cause,
        after: After,
        before: Option<Self>,
    ) -> Self {
        let contested = merge.contested().cloned();
        let places = contested.map(|change| Place { change, choice: None }).collect();
        let (error, failure) = (None, None);
        let mut conflict = Self { versions, merge, cause, places, shown: 0, after, error, failure };
        if let Some(before) = before {
            conflict.take_over(&before);
        }
        conflict
    }

    fn take_over(&mut self, before: &Self) {
        let mut choices: HashMap<Lines<'_>, VecDeque<&Choice>> = HashMap::new();
        for (at, place) in before.places.iter().enumerate() {
            if let Some(choice) = &place.choice {
                choices.entry(before.lines(at)).or_default().push_back(choice);
            }
        }
        let taken: Vec<Option<Choice>> = (0..self.places.len())
            .map(|at| choices.get_mut(&self.lines(at))?.pop_front().cloned())
            .collect();
        let was_shown = before.lines(before.shown);
        self.shown = (0..self.places.len())
            .find(|&at| self.lines(at) == was_shown)
            .unwrap_or(before.shown.min(self.places.len().saturating_sub(1)));
        for (place, choice) in self.places.iter_mut().zip(taken) {
            place.choice = choice;
        }
        if self.after == After::Show {
            self.after = before.after.clone();
        }
    }

    /// The number of positions.
    pub(crate) const fn count(&self) -> usize {
        self.places.len()
    }

    /// The number of positions with a choice.
    pub(crate) fn count_chosen(&self) -> usize {
        self.places.iter().filter(|place| place.choice.is_some()).count()
    }

    /// Whether every position has a choice.
    pub(crate) fn is_settled(&self) -> bool {
        self.count_chosen() == self.count()
    }

    /// The choice for a position.
    pub(crate) fn choice(&self, at: usize) -> Option<&Choice> {
        self.places.get(at)?.choice.as_ref()
    }

    /// The versions of a position.
    pub(crate) fn lines(&self, at: usize) -> Lines<'_> {
        let change = self.places.get(at).map(|place| &place.change);
        let part = |text, span: fn(&Change) -> &Range<usize>| part(text, change.map(span));
        Lines {
            base: part(&self.versions.base, |change| &change.base),
            mine: part(self.versions.mine.text(), |change| &change.mine),
            theirs: part(self.versions.theirs.text(), |change| &change.theirs),
        }
    }

    /// The line number of a position in the current file.
    pub(crate) fn line_number(&self, at: usize) -> usize {
        let start = self.places.get(at).map_or(0, |place| place.change.theirs.start);
        self.versions.theirs.position(start).line
    }

    /// Chooses the version of a position.
    pub(crate) fn choose(&mut self, at: usize, choice: Choice) {
        if let Some(place) = self.places.get_mut(at) {
            place.choice = Some(choice);
        }
        (self.error, self.failure) = (None, None);
    }

    /// Chooses the same version for all positions.
    pub(crate) fn choose_for_all(&mut self, choice: &Choice) {
        for at in 0..self.count() {
            self.choose(at, choice.clone());
        }
    }

    /// The edits from the typed text to the chosen one; `None` while a choice is missing.
    pub(crate) fn edits(&self) -> Option<Edits> {
        let mut chosen = self.chosen()?.into_iter();
        let (mine, theirs) = (self.versions.mine.text(), self.versions.theirs.text());
        Some(self.merge.edits(mine, theirs, |_| chosen.next().unwrap_or_default()))
    }

    /// The versions that the choices discard.
    pub(crate) fn discarded_versions(&self) -> DiscardedVersions {
        let mut discarded_versions = DiscardedVersions::default();
        for (at, chosen) in self.chosen().into_iter().flatten().enumerate() {
            let Lines { base, mine, theirs } = self.lines(at);
            discarded_versions.mine |= is_given_up(base, mine, &chosen);
            discarded_versions.theirs |= is_given_up(base, theirs, &chosen);
        }
        discarded_versions
    }

    /// The chosen lines of all positions; `None` while a choice is missing.
    fn chosen(&self) -> Option<Vec<String>> {
        let chosen =
            |(at, place): (usize, &Place)| Some(self.lines(at).chosen(place.choice.as_ref()?));
        self.places.iter().enumerate().map(chosen).collect()
    }
}

fn part<'a>(text: &'a str, span: Option<&Range<usize>>) -> &'a str {
    span.and_then(|span| text.get(span.clone())).unwrap_or_default()
}

impl<'a> Lines<'a> {
    /// Whether both versions can follow each other, because each only added lines.
    pub(crate) fn can_have_both(&self) -> bool {
        self.base.trim().is_empty() && !self.mine.is_empty() && !self.theirs.is_empty()
    }

    /// The common indentation of all versions.
    pub(crate) fn common_indentation(self) -> &'a str {
        let lines = [self.base, self.mine, self.theirs].into_iter().flat_map(str::lines);
        let written = lines.filter(|line| !line.trim().is_empty());
        let blanks =
            written.map(|line| &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]);
        let common = |one: &'_ str, other: &str| {
            one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count()
        };
        blanks.reduce(|one, other| &one[..common(one, other)]).unwrap_or_default()
    }

    /// The text of a choice, ending in a line break if the versions do.
    fn chosen(&self, choice: &Choice) -> String {
        let text = match choice {
            Choice::Mine => return self.mine.to_owned(),
            Choice::Theirs => return self.theirs.to_owned(),
            Choice::Both => {
                let gap = if self.theirs.ends_with('\n') { "" } else { self.line_end() };
                return format!("{}{gap}{}", self.theirs, self.mine);
            }
            Choice::Own(words) => words.replace('\n', self.line_end()),
        };
        let has_end = [self.theirs, self.mine, self.base].iter().any(|it| it.ends_with('\n'));
        let lacks_end = !text.is_empty() && !text.ends_with('\n');
        if has_end && lacks_end { text + self.line_end() } else { text }
    }

    /// The line ending of the position.
    fn line_end(&self) -> &'static str {
        let all = [self.theirs, self.mine, self.base];
        if all.iter().any(|text| text.contains("\r\n")) { "\r\n" } else { "\n" }
    }
}

/// Whether a chosen text lacks a part of a version's change.
fn is_given_up(base: &str, version: &str, chosen: &str) -> bool {
    if version == base || version == chosen {
        return false;
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for line in chosen.lines() {
        *counts.entry(line).or_default() += 1;
    }
    let mut is_there = |line: &str| match counts.get_mut(line) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    };
    // Deletions cannot be found in a text: any other text lacks them.
    version.is_empty() || !version.lines().all(&mut is_there)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::source::SourceText;

    fn conflict(base: &str, mine: &str, theirs: &str, before: Option<Conflict>) -> Conflict {
        let text = |text: &str| Arc::new(SourceText::new("coast.ron", text));
        let versions = Versions { base: base.into(), mine: text(mine), theirs: text(theirs) };
        let merge = Merge::new(base, mine, theirs);
        Conflict::new(versions, merge, Cause::SameLines, After::Show, before)
    }

    fn text_of(conflict: &Conflict) -> Option<String> {
        Some(conflict.edits()?.apply(conflict.versions.mine.text()))
    }

    #[test]
    fn builds_the_text_once_all_places_are_chosen() {
        let mut conflict = conflict("a\nb\nc\n", "A\nb\nC\n", "1\nb\n3\n", None);
        assert_eq!((conflict.count(), conflict.line_number(1)), (2, 3));
        conflict.choose(0, Choice::Theirs);
        assert_eq!((text_of(&conflict), conflict.is_settled()), (None, false));
        conflict.choose(1, Choice::Mine);
        assert_eq!(text_of(&conflict).as_deref(), Some("1\nb\nC\n"));
        assert_eq!(conflict.discarded_versions(), DiscardedVersions { mine: true, theirs: true });
        conflict.choose(1, Choice::Own("x\ny".into()));
        assert_eq!(text_of(&conflict).as_deref(), Some("1\nb\nx\ny\n"));
        conflict.choose_for_all(&Choice::Mine);
        assert_eq!(text_of(&conflict).as_deref(), Some("A\nb\nC\n"));
        assert_eq!(conflict.discarded_versions(), DiscardedVersions { mine: false, theirs: true });
    }

    #[test]
    fn keeps_both_insertions_in_order() {
        let mut conflict = conflict("a\r\n", "a\r\nmine\r\n", "a\r\ntheirs\r\n", None);
        assert!(conflict.lines(0).can_have_both());
        conflict.choose(0, Choice::Both);
        assert_eq!(text_of(&conflict).as_deref(), Some("a\r\ntheirs\r\nmine\r\n"));
        assert_eq!(conflict.discarded_versions(), DiscardedVersions::default());
        conflict.choose(0, Choice::Own("mine\n1\n".into()));
        assert_eq!(text_of(&conflict).as_deref(), Some("a\r\nmine\r\n1\r\n"));
        assert_eq!(conflict.discarded_versions(), DiscardedVersions { mine: false, theirs: true });
        assert!(!super::tests::conflict("a\n", "b\n", "c\n", None).lines(0).can_have_both());
    }

    #[test]
    fn hides_only_common_indentation() {
        let indentation = |base, mine, theirs| Lines { base, mine, theirs }.common_indentation();
        assert_eq!(indentation("  a\n", "    b\n\n   c\n", ""), "  ");
        assert_eq!(indentation("\t a", "\t\tb", "\t"), "\t");
        assert_eq!(indentation("", "", ""), "");
    }

    #[test]
    fn keeps_a_missing_final_newline() {
        let mut conflict = conflict("a\nb", "a\nmine", "a\ntheirs", None);
        conflict.choose(0, Choice::Own("own".into()));
        assert_eq!(text_of(&conflict).as_deref(), Some("a\nown"));
        conflict.choose(0, Choice::Mine);
        assert_eq!(text_of(&conflict).as_deref(), Some("a\nmine"));
    }

    #[test]
    fn keeps_choices_for_unchanged_lines() {
        let (base, mine) = ("a\nb\nc\nd\ne\n", "A\nb\nC\nd\nE\n");
        let mut first = conflict(base, mine, "1\nb\n3\nd\ne\n", None);
        first.choose(0, Choice::Theirs);
        first.choose(1, Choice::Own("x\n".into()));
        first.shown = 1;
        let second = conflict(base, mine, "0\nb\n3\nd\n5\n", Some(first));
        assert_eq!(second.count(), 3);
        assert_eq!(second.choice(0), None, "the file says something else there now");
        assert_eq!(second.choice(1), Some(&Choice::Own("x\n".into())));
        assert_eq!(second.shown, 1);
        let third = conflict(base, mine, "a\nb\n3\nd\n5\n", Some(second));
        assert_eq!((third.count(), third.count_chosen()), (2, 1));
    }

    proptest! {
        #[test]
        fn every_line_is_kept_or_backed_up(
            base in prop::collection::vec(0_usize..5, 0..8),
            mine in prop::collection::vec(0_usize..8, 0..8),
            theirs in prop::collection::vec(0_usize..8, 0..8),
            choices in prop::collection::vec(0_usize..4, 8),
        ) {
            let text = |lines: &[usize], whose: &str| -> String {
                let line = |line: &usize| match line {
                    0..5 => format!("line {line}\n"),
                    _ => format!("{whose} {line}\n"),
                };
                lines.iter().map(line).collect()
            };
            let (base, mine, theirs) = (text(&base, ""), text(&mine, "mine"), text(&theirs, "theirs"));
            let mut conflict = conflict(&base, &mine, &theirs, None);
            for at in 0..conflict.count() {
                let choice = match choices[at % choices.len()] {
                    0 => Choice::Mine,
                    1 => Choice::Theirs,
                    2 => Choice::Both,
                    _ => Choice::Own("own\n".into()),
                };
                conflict.choose(at, choice);
            }
            let text = text_of(&conflict).expect("all is chosen");
            let discarded_versions = conflict.discarded_versions();
            for (version, whose, is_kept) in
                [(&mine, "mine", discarded_versions.mine), (&theirs, "theirs", discarded_versions.theirs)]
            {
                for line in version.lines().filter(|line| line.starts_with(whose)) {
                    prop_assert!(text.contains(line) || is_kept, "{line} is lost from {text:?}");
                }
            }
        }
    }
}
