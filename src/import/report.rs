//! What became of the rows of a table.

use std::collections::BTreeMap;

use serde::Serialize;

/// A tally of an import, with what was mended or left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Rows that were read.
    pub rows: usize,
    /// Units that came of them.
    pub units: usize,
    /// Heads and further posts.
    pub posts: usize,
    /// Persons who hold them.
    #[serde(rename = "holders")]
    pub persons: usize,
    /// Persons who were left out because that was asked for.
    #[serde(rename = "holders_left_out")]
    pub persons_left_out: usize,
    /// Persons who hold a post together with the one of an earlier row.
    pub second_holders: usize,
    /// Posts that nobody holds.
    pub vacant: usize,
    /// Posts and units that are no longer there.
    pub abolished: usize,
    /// What was understood otherwise than it is written.
    pub mended: Vec<Remark>,
    /// Rows, or parts of them, that are not in the structure file.
    pub left_out: Vec<Remark>,
    /// The ids of the units at top level.
    pub top_level: Vec<String>,
    /// The encoding of the source, where it is a text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub encoding: String,
    /// What each column was taken for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub mapping: BTreeMap<String, String>,
    /// What an import over a structure file changed in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Box<Changes>>,
}

/// What an import over a structure file changed in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The ids of units that the file did not have.
    pub added: Vec<String>,
    /// Values of the file that the source's replace.
    pub replaced: Vec<Replaced>,
    /// The ids of units of the file that the source does not have; they stay.
    pub gone: Vec<String>,
}

/// A value of a structure file that an import replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Replaced {
    /// The id of the unit.
    pub id: String,
    /// The field, such as `head.title`.
    pub field: String,
    /// What the file said, as RON; empty where it said nothing.
    pub before: String,
    /// What it says now, as RON.
    pub after: String,
}

/// What is to be said of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The row, the first of the source being 1.
    pub row: usize,
    /// What it is about.
    pub column: String,
    /// Why something is left out, as a code such as `I001`.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub code: &'static str,
    /// How something was mended, as a word such as `zeros`.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub how: &'static str,
    /// What the cell says, where it was taken for something else.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// What it was taken for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// What was done, and why.
    pub message: String,
}

impl Report {
    pub(super) fn mend(&mut self, row: usize, column: &str, how: &'static str, message: String) {
        let column = column.to_owned();
        self.mended.push(Remark { row, column, how, message, ..Remark::default() });
    }

    /// A reference that is written otherwise than what it means.
    pub(super) fn mend_reference(
        &mut self,
        row: usize,
        column: &str,
        how: &'static str,
        (value, spelling, id): (&str, &str, &str),
    ) {
        let message = format!("{value} is taken for {spelling}");
        let (column, value, id) = (column.to_owned(), value.to_owned(), id.to_owned());
        self.mended.push(Remark { row, column, how, value, id, message, ..Remark::default() });
    }

    pub(super) fn leave_out(
        &mut self,
        row: usize,
        column: &str,
        code: &'static str,
        message: String,
    ) {
        let column = column.to_owned();
        self.left_out.push(Remark { row, column, code, message, ..Remark::default() });
    }
}

impl std::fmt::Display for Report {
    /// The tally in one line.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = |number: usize, one: &str| match number {
            1 => format!("1 {one}"),
            number => format!("{number} {one}s"),
        };
        write!(
            out,
            "{} read: {}, {}, {}",
            count(self.rows, "row"),
            count(self.units, "unit"),
            count(self.posts, "post"),
            count(self.persons, "person")
        )?;
        if self.persons_left_out > 0 {
            write!(out, " ({} left out)", count(self.persons_left_out, "person"))?;
        }
        for (number, what) in [(self.vacant, "vacant"), (self.abolished, "abolished")] {
            if number > 0 {
                write!(out, ", {number} {what}")?;
            }
        }
        write!(out, "; {} mended, {} left out", self.mended.len(), self.left_out.len())?;
        if let Some(Changes { added, replaced, gone }) = self.changes.as_deref() {
            let (added, replaced, gone) = (added.len(), replaced.len(), gone.len());
            write!(
                out,
                "; {added} added, {}, {gone} gone",
                count(replaced, "value") + " replaced"
            )?;
        }
        Ok(())
    }
}
