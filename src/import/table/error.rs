//! Reasons why bytes are no table.

use super::{MAX_CELL_BYTES, MAX_CELLS};
use crate::diagnostic::Message;
use crate::message;

/// Reason for bytes being no table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableError {
    /// No encoding has such a name.
    NoEncoding(String),
    /// Nothing stands in it.
    Empty,
    /// A cell is too long.
    LongCell {
        /// The cell's row, from 1.
        row: usize,
        /// The cell's column, from 1.
        column: usize,
    },
    /// It is a spreadsheet of a form that is not read, or broken.
    Sheet(String),
    /// It is no JSON.
    Json(String),
    /// It is no Turtle.
    Turtle(String),
    /// It is of another form than was asked for.
    NotOfForm(Message),
    /// The text that is imported into is no structure file, or has mistakes of syntax.
    NoStructure,
    /// It is a spreadsheet of a form that is not read.
    OtherSheet(Message),
    /// No sheet has such a name.
    NoSheet(String, String),
    /// It would take more memory than its size lets expect.
    Inflated(u64),
    /// There are too many cells.
    TooLarge,
}

impl TableError {
    /// The words for it.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NoEncoding(name) => message!("there is no encoding {0}", name),
            Self::Empty => message!("there is nothing in it"),
            Self::LongCell { row, column } => message!(
                "row {0}, column {1}: the cell has more than {2} bytes",
                *row,
                *column,
                MAX_CELL_BYTES
            ),
            Self::Sheet(why) => message!("the spreadsheet cannot be read: {0}", why),
            Self::Json(why) => message!("the JSON cannot be read: {0}", why),
            Self::Turtle(why) => message!("the Turtle cannot be read: {0}", why),
            Self::NotOfForm(form) => message!("it is not {0}", form.clone()),
            Self::NoStructure => {
                message!("the structure file to import into has no units or mistakes of syntax")
            }
            Self::OtherSheet(form) => message!("it is {0} which is not read", form.clone()),
            Self::NoSheet(name, all) => {
                message!("there is no sheet {0}; there are: {1}", name, all)
            }
            Self::Inflated(megabytes) => {
                message!("the spreadsheet holds more than {0} MB", *megabytes)
            }
            Self::TooLarge => message!("the table has more than {0} cells", MAX_CELLS),
        }
    }
}

impl std::fmt::Display for TableError {
    /// The words in English.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.message().fmt(out)
    }
}

impl std::error::Error for TableError {}
