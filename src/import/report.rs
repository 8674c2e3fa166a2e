//! Report on the rows of a table: imported, corrected or omitted.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::diagnostic::Message;
use crate::message;

/// Corrections of references that differ only in spelling.
const SPELLINGS: &[&str] = &["trim", "case", "separators", "zeros"];

/// Statistics of an import, with corrections and omissions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Rows that were read.
    pub rows: usize,
    /// Units that were created.
    pub units: usize,
    /// Heads and further posts.
    pub posts: usize,
    /// Holders of these posts.
    #[serde(rename = "holders")]
    pub persons: usize,
    /// Persons who were omitted on request.
    #[serde(rename = "holders_left_out")]
    pub persons_left_out: usize,
    /// Persons who share a post with the one of an earlier row.
    pub second_holders: usize,
    /// Vacant posts.
    pub vacant: usize,
    /// Abolished posts and units.
    pub abolished: usize,
    /// Cells that were interpreted or corrected.
    pub mended: Vec<Remark>,
    /// Rows, or parts of them, that are missing from the structure file.
    pub left_out: Vec<Remark>,
    /// The ids of the units at top level.
    pub top_level: Vec<String>,
    /// The encoding of the source, if it is text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub encoding: String,
    /// Meaning of each column.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub mapping: BTreeMap<String, String>,
    /// Changes by an import into an existing structure file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Box<Changes>>,
}

/// Changes by an import into an existing structure file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Ids of added units.
    pub added: Vec<String>,
    /// Values of the file that were replaced.
    pub replaced: Vec<Replaced>,
    /// Ids of units in the file that the source does not contain; they are kept.
    pub gone: Vec<String>,
}

/// A replaced value of a structure file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Replaced {
    /// The id of the unit.
    pub id: String,
    /// The field, such as `head.title`.
    pub field: String,
    /// Old value in the file, as RON; empty if there was none.
    pub before: String,
    /// New value in the file, as RON.
    pub after: String,
}

/// Remark on a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// Number of the row, from 1 in the source; `None` if the remark is not about a single row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// Subject of the remark.
    pub column: String,
    /// Reason for an omission, as a code such as `I001`.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub code: &'static str,
    /// Kind of correction, as a word such as `zeros`.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub how: &'static str,
    /// Text of the cell, if it was interpreted as something else.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// Interpretation of the cell.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Description of what was done, and why; in English in JSON.
    #[serde(serialize_with = "in_english")]
    pub message: Message,
}

impl Report {
    pub(super) fn correct(
        &mut self,
        row: impl Into<Option<usize>>,
        column: &str,
        how: &'static str,
        message: Message,
    ) {
        let (row, column) = (row.into(), column.to_owned());
        self.mended.push(Remark { row, column, how, message, ..Remark::default() });
    }

    /// Records a reference whose spelling differs from that of its target.
    pub(super) fn correct_reference(
        &mut self,
        row: usize,
        column: &str,
        how: &'static str,
        (value, spelling, id): (&str, &str, &str),
    ) {
        let message = message!("{0} is read as {1}", value, spelling);
        let (row, column) = (Some(row), column.to_owned());
        let (value, id) = (value.to_owned(), id.to_owned());
        self.mended.push(Remark { row, column, how, value, id, message, ..Remark::default() });
    }

    pub(super) fn leave_out(
        &mut self,
        row: impl Into<Option<usize>>,
        column: &str,
        code: &'static str,
        message: Message,
    ) {
        let (row, column) = (row.into(), column.to_owned());
        self.left_out.push(Remark { row, column, code, message, ..Remark::default() });
    }
}

fn in_english<S: Serializer>(message: &Message, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(message)
}

impl Replaced {
    /// The replacement as a message.
    #[must_use]
    pub fn message(&self) -> Message {
        let Self { id, field, before, after } = self;
        message!("{0}, {1}: {2} is replaced by {3}", id, field, before, after)
    }
}

fn counted(number: usize, one: Message, many: impl Fn(usize) -> Message) -> Message {
    if number == 1 { one } else { many(number) }
}

fn persons(number: usize) -> Message {
    if number == 1 { message!("1 person") } else { message!("{0} persons", number) }
}

impl Report {
    /// All remarks, each with a flag for omissions: omissions first, then uncertain interpretations, then spelling
    /// differences.
    pub fn remarks(&self) -> impl Iterator<Item = (bool, &Remark)> {
        let is_spelling =
            |remark: &&Remark| !remark.id.is_empty() || SPELLINGS.contains(&remark.how);
        let doubtful = self.mended.iter().filter(move |remark| !is_spelling(remark));
        let spellings = self.mended.iter().filter(is_spelling);
        let mended = doubtful.chain(spellings).map(|remark| (false, remark));
        self.left_out.iter().map(|remark| (true, remark)).chain(mended)
    }

    /// The statistics in one line.
    #[must_use]
    pub fn tally(&self) -> Message {
        let mut people = persons(self.persons);
        if self.persons_left_out > 0 {
            let left = persons(self.persons_left_out);
            people = message!("{0} ({1} left out)", people, left);
        }
        let mut tally = message!(
            "{0} read: {1}, {2}, {3}",
            counted(self.rows, message!("1 row"), |many| message!("{0} rows", many)),
            counted(self.units, message!("1 unit"), |many| message!("{0} units", many)),
            counted(self.posts, message!("1 post"), |many| message!("{0} posts", many)),
            people
        );
        if self.vacant > 0 {
            tally = message!("{0}, {1} vacant", tally, self.vacant);
        }
        if self.abolished > 0 {
            tally = message!("{0}, {1} abolished", tally, self.abolished);
        }
        let (mended, left_out) = (self.mended.len(), self.left_out.len());
        tally = message!("{0}; {1} corrected, {2} left out", tally, mended, left_out);
        let Some(Changes { added, replaced, gone }) = self.changes.as_deref() else { return tally };
        let values =
            counted(replaced.len(), message!("1 value"), |many| message!("{0} values", many));
        message!("{0}; {1} added, {2} replaced, {3} gone", tally, added.len(), values, gone.len())
    }
}

impl std::fmt::Display for Report {
    /// Formats the statistics in English.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.tally().fmt(out)
    }
}
