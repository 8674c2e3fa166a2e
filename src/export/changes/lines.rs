//! Table of changes in words, as listed in the window.

use super::{Kind, Report, Side, Topic, rows};
use crate::editions::Basis;
use crate::model::Citation;

/// A change in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Subject of the change.
    pub topic: Topic,
    /// The change.
    pub kind: Kind,
    /// The kind of change as a word.
    pub kind_words: &'static str,
    /// The change as a sentence.
    pub sentence: String,
    /// Paragraphs in the old edition.
    pub old_cite: Vec<Citation>,
    /// Paragraphs in the new edition.
    pub new_cite: Vec<Citation>,
    /// Basis of the match; empty if nothing is matched.
    pub basis: String,
    /// Ids of its units in the new edition.
    pub units: Vec<String>,
}

impl Report<'_> {
    /// The changes in words, in the order of [`rows()`].
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let cite = |sides: &[Side]| sides.iter().flat_map(|side| side.cite.clone()).collect();
        let rows = rows(self.old.chart, self.new.chart, self.comparison);
        let line = |row: super::Row| Line {
            topic: row.topic,
            kind: row.kind,
            kind_words: self.messages.get(kind_key(row.kind)),
            sentence: self.sentence(&row),
            old_cite: cite(&row.from),
            new_cite: cite(&row.to),
            basis: self.basis(row.basis.as_ref()),
            units: row.to.iter().map(|side| side.id.clone()).collect(),
        };
        rows.into_iter().map(line).collect()
    }

    /// The compared editions, and counts of changes.
    #[must_use]
    pub fn overview(&self) -> String {
        let (_, counts) = self.counted_rows();
        self.messages.fill("diff.section", &[&self.heading(), &self.summary(&counts)])
    }

    fn basis(&self, basis: Option<&Basis>) -> String {
        let messages = self.messages;
        match basis {
            None => String::new(),
            Some(Basis::Stated) => messages.get("changes.stated").to_owned(),
            Some(Basis::SameId) => messages.get("changes.same_id").to_owned(),
            Some(Basis::SameText) => messages.get("changes.same_text").to_owned(),
            Some(Basis::Proposed(evidence)) => {
                let percent = format!("{:.0}", evidence.score * 100.0);
                messages.fill("changes.proposed", &[&percent])
            }
        }
    }
}

pub(super) const fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::New => "changes.new",
        Kind::Gone => "changes.gone",
        Kind::Merged => "changes.merged",
        Kind::Split => "changes.split",
        Kind::Regrouped => "changes.regrouped",
        Kind::Renamed => "changes.renamed",
        Kind::Moved => "changes.moved",
        Kind::KindChanged => "changes.kind",
        Kind::IdReused => "changes.reused",
        Kind::Retitled => "changes.retitled",
        Kind::Superiors => "changes.superiors",
        Kind::Reworded => "changes.reworded",
        Kind::Added => "changes.added",
        Kind::Removed => "changes.removed",
        Kind::Changed => "changes.changed",
    }
}
