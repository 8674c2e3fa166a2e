//! Errors of reading a table.

use super::{MAX_CELL_BYTES, MAX_CELLS};
use crate::diagnostic::Message;
use crate::message;

/// Error of reading a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableError {
    /// Unknown encoding.
    NoEncoding(String),
    /// The table is empty.
    Empty,
    /// A cell is too long.
    LongCell {
        /// Row of the cell, from 1.
        row: usize,
        /// Column of the cell, from 1.
        column: usize,
    },
    /// Unsupported or damaged spreadsheet.
    Sheet(String),
    /// Invalid JSON.
    Json(String),
    /// Invalid Turtle.
    Turtle(String),
    /// The format is not the requested one.
    NotOfForm(Message),
    /// The target of the import is not a structure file, or has syntax errors.
    NoStructure,
    /// The source is a structure file already.
    IsStructure,
    /// Unsupported spreadsheet format.
    OtherSheet(Message),
    /// Unknown sheet.
    NoSheet(String, String),
    /// It would need much more memory than its size suggests.
    Inflated(u64),
    /// There are too many cells.
    TooLarge,
}

impl TableError {
    /// The message for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NoEncoding(name) => message!("unknown encoding {0}", name),
            Self::Empty => message!("it is empty"),
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
                message!("the structure file to update has no units, or has syntax errors")
            }
            Self::IsStructure => {
                message!("it is a structure file already, not a table or an outline")
            }
            Self::OtherSheet(form) => message!("it is {0}, which is not supported", form.clone()),
            Self::NoSheet(name, all) => {
                message!("there is no sheet {0}; the sheets are: {1}", name, all)
            }
            Self::Inflated(megabytes) => {
                message!("the spreadsheet contains more than {0} MB", *megabytes)
            }
            Self::TooLarge => message!("the table has more than {0} cells", MAX_CELLS),
        }
    }
}

impl std::fmt::Display for TableError {
    /// Formats the message in English.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.message().fmt(out)
    }
}

impl std::error::Error for TableError {}
