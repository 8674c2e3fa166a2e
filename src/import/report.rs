//! What became of the rows of a table.

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
    pub persons: usize,
    /// Persons who were left out because that was asked for.
    pub persons_left_out: usize,
    /// What was understood otherwise than it is written.
    pub mended: Vec<Remark>,
    /// Rows, or parts of them, that are not in the structure file.
    pub left_out: Vec<Remark>,
}

/// What is to be said of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The row, the first of the source being 1.
    pub row: usize,
    /// What it is about.
    pub column: String,
    /// What was done, and why.
    pub message: String,
}

impl Report {
    pub(super) fn mend(&mut self, row: usize, column: &str, message: String) {
        self.mended.push(Remark { row, column: column.to_owned(), message });
    }

    pub(super) fn leave_out(&mut self, row: usize, column: &str, message: String) {
        self.left_out.push(Remark { row, column: column.to_owned(), message });
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
        write!(out, "; {} mended, {} left out", self.mended.len(), self.left_out.len())
    }
}
