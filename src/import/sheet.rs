//! Spreadsheets (XLSX), read cell by cell.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use calamine::{DataRef, Reader as _, Xlsx};

use super::columns::known_words;
use super::table::{MAX_CELL_BYTES, MAX_CELLS, Table, TableError, cleaned};

/// Bytes that all parts of a spreadsheet hold at most when they are inflated.
const MAX_INFLATED_BYTES: u64 = 512 << 20;

/// Whether bytes are a container of files, as spreadsheets are.
#[must_use]
pub fn is_spreadsheet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

impl Table {
    /// Reads a sheet of a spreadsheet: the one that is named, else the first with a header.
    ///
    /// # Errors
    /// When it is broken or no XLSX, has no such sheet, or more than a table may hold.
    pub fn of_spreadsheet(bytes: &[u8], sheet: Option<&str>) -> Result<Self, TableError> {
        check_size(bytes)?;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
        let names = book.sheet_names();
        if let Some(wanted) = sheet {
            if !names.iter().any(|name| name == wanted) {
                return Err(TableError::NoSheet(wanted.to_owned(), names.join(", ")));
            }
            return Self::from_records(records(&mut book, wanted)?);
        }
        let mut first = None;
        for name in &names {
            let Ok(found) = records(&mut book, name) else { continue };
            if found.iter().take(10).any(|record| known_words(record) >= 2) {
                return Self::from_records(found);
            }
            first = first.or(Some(found).filter(|found| !found.is_empty()));
        }
        Self::from_records(first.unwrap_or_default())
    }
}

/// Refuses what inflates to more than it may, without keeping any of it.
fn check_size(bytes: &[u8]) -> Result<(), TableError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let mut left = MAX_INFLATED_BYTES;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| broken(&error))?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        let read = read.map_err(|error| broken(&error))?;
        left = left.checked_sub(read).ok_or(TableError::Inflated(MAX_INFLATED_BYTES >> 20))?;
    }
    Ok(())
}

/// The rows of a sheet up to the last that says something.
fn records(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<Vec<Vec<String>>, TableError> {
    let mut rows: BTreeMap<u32, Vec<(u32, String)>> = BTreeMap::new();
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| broken(&error))?;
    let mut count = 0;
    while let Some(cell) = cells.next_cell().map_err(|error| broken(&error))? {
        let words = cleaned(&words(cell.get_value()));
        if words.is_empty() {
            continue;
        }
        count += 1;
        let (row, column) = cell.get_position();
        if words.len() > MAX_CELL_BYTES {
            return Err(TableError::LongCell {
                row: row as usize + 1,
                column: column as usize + 1,
            });
        }
        if count > MAX_CELLS {
            return Err(TableError::TooLarge);
        }
        rows.entry(row).or_default().push((column, words));
    }
    let last = rows.keys().next_back().map_or(0, |&row| row as usize + 1);
    let width = rows.values().flatten().map(|(column, _)| *column as usize + 1).max().unwrap_or(0);
    if last.saturating_mul(width) > MAX_CELLS {
        return Err(TableError::TooLarge);
    }
    let mut records = vec![Vec::new(); last];
    for (row, cells) in rows {
        let record: &mut Vec<String> = &mut records[row as usize];
        for (column, words) in cells {
            record.resize(column as usize + 1, String::new());
            record[column as usize] = words;
        }
    }
    Ok(records)
}

/// What stands in a cell; a number without a point where it is whole, a date as ISO 8601 has it.
fn words(data: &DataRef<'_>) -> String {
    match data {
        DataRef::String(words) => words.clone(),
        DataRef::SharedString(words) => (*words).to_owned(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Bool(is_true) => is_true.to_string(),
        DataRef::DateTime(serial) => {
            let (year, month, day, ..) = serial.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(iso) | DataRef::DurationIso(iso) => iso.clone(),
        _ => String::new(),
    }
}

fn broken(error: &dyn std::fmt::Display) -> TableError {
    TableError::Sheet(error.to_string())
}
