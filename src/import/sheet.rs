//! Spreadsheets (XLSX, ODS), read cell by cell.
//!
//! XLS is not supported: calamine reads all sheets of such a file into memory before it returns a first cell, and two
//! distant cells can require gigabytes.

mod ods;
mod xlsx;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::ops::Range;

use super::columns::known_words;
use super::table::{ListCell, MAX_CELL_BYTES, MAX_CELLS, Table, TableError, cleaned, indentation};
use crate::message;

/// Maximum total size of all parts of a spreadsheet after decompression, in bytes.
const MAX_INFLATED_BYTES: u64 = 1 << 30;
/// Maximum size of the strings of a spreadsheet, and of the cells of a sheet, in bytes: all of them are kept in memory.
const MAX_STRING_BYTES: u64 = 256 << 20;
/// Number of first rows among which a header is searched.
const HEADER_ROWS: usize = 10;

/// Selection of a sheet, and of its rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SheetOptions<'a> {
    /// Name of the sheet; by default the first with a header.
    pub(super) name: Option<&'a str>,
    /// Whether to include hidden rows and sheets.
    pub(super) hidden: bool,
}

/// The sheets of a spreadsheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheets {
    /// Name of the sheet that was read.
    pub read: String,
    /// Names of all sheets; hidden ones only if they are included.
    pub all: Vec<String>,
}

/// Whether bytes are a ZIP container, like spreadsheets.
#[must_use]
pub fn is_spreadsheet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

impl Table {
    /// Reads a sheet of a spreadsheet: the one with a given name, otherwise the first with a header; hidden sheets and
    /// rows are skipped.
    ///
    /// # Errors
    ///
    /// If it is damaged or in another format, has no such sheet, or exceeds the limits of a table.
    pub fn of_spreadsheet(bytes: &[u8], sheet: Option<&str>) -> Result<Self, TableError> {
        Self::of_sheet(bytes, &SheetOptions { name: sheet, hidden: false }).map(|(table, _)| table)
    }

    pub(super) fn of_sheet(
        bytes: &[u8],
        options: &SheetOptions<'_>,
    ) -> Result<(Self, Sheets), TableError> {
        if !bytes.starts_with(b"PK") {
            return Err(TableError::OtherSheet(message!(
                "an XLS file or a password-protected file"
            )));
        }
        let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
        let book = if archive.index_for_name("content.xml").is_some() {
            ods::read(archive, options)?
        } else {
            xlsx::read(bytes, options)?
        };
        book.table(options)
    }
}

/// The sheets of a spreadsheet while it is being read.
#[derive(Default)]
struct Book {
    /// The names of the sheets, and whether each is visible.
    names: Vec<(String, bool)>,
    /// The sheet with the requested name, otherwise the first with a header.
    chosen: Option<(String, Grid)>,
    /// The first sheet with a cell.
    first: Option<(String, Grid)>,
}

impl Book {
    /// Whether the cells of a sheet are needed.
    fn is_wanted(&mut self, name: &str, is_visible: bool, options: &SheetOptions<'_>) -> bool {
        self.names.push((name.to_owned(), is_visible));
        let is_named = options.name.map_or(is_visible || options.hidden, |wanted| wanted == name);
        is_named && self.chosen.is_none()
    }

    /// Keeps a sheet if it is the requested one.
    fn keep(
        &mut self,
        name: String,
        sheet: Sheet,
        options: &SheetOptions<'_>,
    ) -> Result<(), TableError> {
        let found = sheet.records()?;
        let has_header =
            || found.cells.iter().take(HEADER_ROWS).any(|record| known_words(record) >= 2);
        if options.name.is_some() || has_header() {
            self.chosen = Some((name, found));
        } else if self.first.is_none() && !found.cells.is_empty() {
            self.first = Some((name, found));
        }
        Ok(())
    }

    fn table(self, options: &SheetOptions<'_>) -> Result<(Table, Sheets), TableError> {
        let is_shown = |(_, is_visible): &&(String, bool)| *is_visible || options.hidden;
        let all = self.names.iter().filter(is_shown).map(|(name, _)| name.clone()).collect();
        match (self.chosen.or(self.first), options.name) {
            (Some((read, records)), _) => Ok((records.table()?, Sheets { read, all })),
            (None, Some(wanted)) => {
                let names: Vec<&str> = self.names.iter().map(|(name, _)| name.as_str()).collect();
                Err(TableError::NoSheet(wanted.to_owned(), names.join(", ")))
            }
            (None, None) => Err(TableError::Empty),
        }
    }
}

/// Merged cells, by rows and columns from 0.
#[derive(Clone, Copy, Debug)]
struct Region {
    start: (u32, u32),
    end: (u32, u32),
}

/// The cells of a sheet while it is being read.
#[derive(Default)]
struct Sheet {
    /// Non-empty cells by row, with their columns.
    rows: BTreeMap<u32, Vec<(u32, String)>>,
    /// Indentation of the first cell of a row.
    indented: BTreeMap<u32, usize>,
    lists: Vec<ListCell>,
    merged: Vec<Region>,
    /// Hidden rows, which are skipped, in order.
    hidden: Vec<Range<u32>>,
    /// Number of hidden rows that are not empty.
    hidden_count: usize,
    count: usize,
    bytes: u64,
}

impl Sheet {
    /// Adds a cell at a row and column, with the indentation of its style.
    fn put(
        &mut self,
        (row, column): (u32, u32),
        words: &str,
        indent: usize,
    ) -> Result<(), TableError> {
        if words.len() > MAX_CELL_BYTES {
            let (row, column) = (row as usize + 1, column as usize + 1);
            return Err(TableError::LongCell { row, column });
        }
        let blanks = indent + indentation(words);
        self.lists.extend(ListCell::of(words, row as usize, column as usize));
        let words = cleaned(words);
        if words.is_empty() {
            return Ok(());
        }
        self.count += 1;
        if self.count > MAX_CELLS {
            return Err(TableError::TooLarge);
        }
        self.hold(words.len())?;
        let cells = self.rows.entry(row).or_default();
        if cells.is_empty() && blanks > 0 {
            self.indented.insert(row, blanks);
        }
        cells.push((column, words));
        Ok(())
    }

    /// Counts the size of a cell: many cells may share one string.
    fn hold(&mut self, bytes: usize) -> Result<(), TableError> {
        self.bytes += bytes as u64;
        if self.bytes > MAX_STRING_BYTES {
            return Err(TableError::Inflated(MAX_STRING_BYTES >> 20));
        }
        Ok(())
    }

    /// The rows up to the last non-empty one; hidden rows are empty. All cells of a merged region have its value.
    fn records(mut self) -> Result<Grid, TableError> {
        let rows = std::mem::take(&mut self.rows);
        let last = rows.keys().next_back().map_or(0, |&row| row as usize + 1);
        let columns = rows.values().flatten().map(|(column, _)| *column as usize + 1);
        let width = columns.max().unwrap_or(0);
        if last.saturating_mul(width) > MAX_CELLS {
            return Err(TableError::TooLarge);
        }
        let mut records = vec![Vec::new(); last];
        for (row, cells) in rows {
            let record: &mut Vec<String> = &mut records[row as usize];
            for (column, words) in cells {
                if record.len() <= column as usize {
                    record.resize(column as usize + 1, String::new());
                }
                record[column as usize] = words;
            }
        }
        self.fill_merged(&mut records, width)?;
        let mut indentations = vec![0; last];
        for (row, blanks) in self.indented {
            indentations[row as usize] = blanks;
        }
        Ok(Grid { cells: records, indentations, lists: self.lists, hidden_rows: self.hidden_count })
    }

    fn is_hidden(&self, row: usize) -> bool {
        let at = self.hidden.partition_point(|rows| rows.end as usize <= row);
        self.hidden.get(at).is_some_and(|rows| rows.start as usize <= row)
    }

    fn fill_merged(&mut self, records: &mut [Vec<String>], width: usize) -> Result<(), TableError> {
        let mut area = 0;
        for Region { start: (top, left), end: (bottom, right) } in std::mem::take(&mut self.merged)
        {
            let (top, left) = (top as usize, left as usize);
            let bottom = records.len().min(bottom as usize + 1);
            let right = width.min(right as usize + 1);
            // Valid spreadsheets have no overlapping regions.
            area += bottom.saturating_sub(top) * right.saturating_sub(left);
            if area > MAX_CELLS {
                return Err(TableError::TooLarge);
            }
            let value = records.get(top).and_then(|row| row.get(left)).cloned();
            let Some(value) = value.filter(|value| !value.is_empty()) else { continue };
            let rows = records.iter_mut().enumerate().take(bottom).skip(top);
            for (row, record) in rows {
                if self.is_hidden(row) {
                    continue;
                }
                if record.len() < right {
                    record.resize(right, String::new());
                }
                for cell in record[left..right].iter_mut().filter(|cell| cell.is_empty()) {
                    self.hold(value.len())?;
                    cell.clone_from(&value);
                }
            }
        }
        Ok(())
    }
}

/// The rows of a sheet.
struct Grid {
    cells: Vec<Vec<String>>,
    /// Indentation of the first cell of each row.
    indentations: Vec<usize>,
    lists: Vec<ListCell>,
    /// Number of hidden rows that are not empty.
    hidden_rows: usize,
}

impl Grid {
    fn table(self) -> Result<Table, TableError> {
        let mut table = Table::from_records(self.cells)?;
        (table.lists, table.hidden_rows) = (self.lists, self.hidden_rows);
        table.nest(&self.indentations);
        Ok(table)
    }
}

fn broken(error: &dyn std::fmt::Display) -> TableError {
    TableError::Sheet(error.to_string())
}
