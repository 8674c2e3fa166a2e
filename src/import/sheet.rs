//! Spreadsheets (XLSX), read cell by cell.
//!
//! XLS and ODS are refused: calamine reads all sheets of such a file into memory before it gives a first cell,
//! and a cell of an ODS may say that it stands there a million times.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{Cursor, Read as _, Write};

use calamine::{DataRef, Reader as _, SheetVisible, Xlsx};

use super::columns::known_words;
use super::table::{ListCell, MAX_CELL_BYTES, MAX_CELLS, Table, TableError, cleaned, indentation};
use crate::message;

/// Bytes that all parts of a spreadsheet hold at most when they are inflated.
const MAX_INFLATED_BYTES: u64 = 1 << 30;
/// Bytes of the strings of a spreadsheet at most: all of them are kept.
const MAX_STRING_BYTES: u64 = 256 << 20;
/// Bytes of a tag of a sheet at most, of those that are looked at.
const MAX_TAG_BYTES: usize = 4096;

/// Which sheet of a spreadsheet is read, and what of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SheetOptions<'a> {
    /// The sheet's name; without one it is the first with a header.
    pub(super) name: Option<&'a str>,
    /// Whether hidden rows and sheets are read too.
    pub(super) hidden: bool,
}

/// Whether bytes are a container of files, as spreadsheets are.
#[must_use]
pub fn is_spreadsheet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

impl Table {
    /// Reads a sheet of a spreadsheet: the one that is named, else the first with a header; hidden sheets and
    /// rows are passed over.
    ///
    /// # Errors
    /// When it is broken or no XLSX, has no such sheet, or more than a table may hold.
    pub fn of_spreadsheet(bytes: &[u8], sheet: Option<&str>) -> Result<Self, TableError> {
        Self::of_sheet(bytes, &SheetOptions { name: sheet, hidden: false })
    }

    pub(super) fn of_sheet(bytes: &[u8], options: &SheetOptions<'_>) -> Result<Self, TableError> {
        if !bytes.starts_with(b"PK") {
            return Err(TableError::OtherSheet(message!("an XLS file, or one with a password,")));
        }
        let mut hidden_rows = checked(bytes)?;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
        let parts = sheet_parts(bytes);
        let sheets = book.sheets_metadata().to_vec();
        let mut read = |at: usize| {
            let rows = parts.get(at).and_then(|part| hidden_rows.remove(part)).unwrap_or_default();
            let rows = if options.hidden { HashSet::new() } else { rows };
            records(&mut book, &sheets[at].name, &rows)
        };
        if let Some(wanted) = options.name {
            let Some(at) = sheets.iter().position(|sheet| sheet.name == wanted) else {
                let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
                return Err(TableError::NoSheet(wanted.to_owned(), names.join(", ")));
            };
            return read(at)?.table();
        }
        let mut first = None;
        for (at, sheet) in sheets.iter().enumerate() {
            if sheet.visible != SheetVisible::Visible && !options.hidden {
                continue;
            }
            let found = match read(at) {
                Ok(found) => found,
                // A chart has no cells; what is too large is no other sheet's fault.
                Err(TableError::Sheet(_)) => continue,
                Err(error) => return Err(error),
            };
            if found.records.iter().take(10).any(|record| known_words(record) >= 2) {
                return found.table();
            }
            first = first.or(Some(found).filter(|found| !found.records.is_empty()));
        }
        first.unwrap_or_default().table()
    }
}

/// Refuses what inflates to more than it may, without keeping any of it. Returns the hidden rows of each
/// part that is a sheet, counted from 0.
fn checked(bytes: &[u8]) -> Result<HashMap<String, HashSet<u32>>, TableError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if archive.index_for_name("content.xml").is_some() {
        return Err(TableError::OtherSheet(message!("an ODS file")));
    }
    let mut left = MAX_INFLATED_BYTES;
    let mut hidden = HashMap::new();
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| broken(&error))?;
        let name = part.name().map_err(|error| broken(&error))?.into_owned();
        let mut tags = Tags::default();
        let is_sheet = name.starts_with("xl/worksheets/");
        let (limit, stated) = if name.ends_with("sharedStrings.xml") && MAX_STRING_BYTES < left {
            (MAX_STRING_BYTES, MAX_STRING_BYTES)
        } else {
            (left, MAX_INFLATED_BYTES)
        };
        let mut part = part.take(limit + 1);
        let read = if is_sheet {
            std::io::copy(&mut part, &mut tags)
        } else {
            std::io::copy(&mut part, &mut std::io::sink())
        };
        let read = read.map_err(|error| broken(&error))?;
        if read > limit {
            return Err(TableError::Inflated(stated >> 20));
        }
        left -= read;
        hidden.insert(name, tags.hidden);
    }
    Ok(hidden)
}

/// Looks through the tags of a sheet for rows that are hidden.
#[derive(Default)]
struct Tags {
    /// What of a tag was read, without its bracket.
    tag: Vec<u8>,
    is_in_tag: bool,
    /// The next row's number, from 0.
    row: u32,
    hidden: HashSet<u32>,
}

impl Write for Tags {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let sign = if self.is_in_tag { b'>' } else { b'<' };
            let Some(at) = memchr::memchr(sign, rest) else {
                self.keep(rest);
                break;
            };
            self.keep(&rest[..at]);
            if self.is_in_tag {
                self.end();
            }
            self.is_in_tag = !self.is_in_tag;
            rest = &rest[at + 1..];
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Tags {
    fn keep(&mut self, bytes: &[u8]) {
        if self.is_in_tag {
            let room = MAX_TAG_BYTES.saturating_sub(self.tag.len());
            self.tag.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
    }

    fn end(&mut self) {
        let tag = std::mem::take(&mut self.tag);
        let Ok(tag) = std::str::from_utf8(&tag) else { return };
        let name = tag.split_whitespace().next().unwrap_or_default().trim_end_matches('/');
        if name.rsplit(':').next() != Some("row") || name.starts_with('/') {
            return;
        }
        let number = attribute(tag, "r").and_then(|number| number.parse::<u32>().ok());
        let row = number.map_or(self.row, |number| number.saturating_sub(1));
        if matches!(attribute(tag, "hidden"), Some("1" | "true")) && self.hidden.len() < MAX_CELLS {
            self.hidden.insert(row);
        }
        self.row = row.saturating_add(1);
    }
}

/// The value of an attribute of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some((before, behind)) = rest.split_once('=') {
        let behind = behind.trim_start();
        let quote = behind.chars().next()?;
        let (value, next) = behind[1..].split_once(quote)?;
        if before.split_whitespace().next_back() == Some(name) {
            return Some(value);
        }
        rest = next;
    }
    None
}

/// The part of each sheet, in the order of the book.
fn sheet_parts(bytes: &[u8]) -> Vec<String> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return Vec::new() };
    let mut text = |name: &str| {
        let mut text = String::new();
        if let Ok(part) = archive.by_name(name) {
            // Of a broken part what can be read.
            let _ = part.take(MAX_STRING_BYTES).read_to_string(&mut text);
        }
        text
    };
    let (book, relations) = (text("xl/workbook.xml"), text("xl/_rels/workbook.xml.rels"));
    let tags = |text: &str, wanted: &str| {
        let tags =
            text.split('<').filter_map(|part| part.split_once('>')).map(|(tag, _)| tag.to_owned());
        let is_wanted = |tag: &String| {
            tag.split_whitespace().next().and_then(|name| name.rsplit(':').next()) == Some(wanted)
        };
        tags.filter(is_wanted).collect::<Vec<_>>()
    };
    let targets: HashMap<String, String> = tags(&relations, "Relationship")
        .iter()
        .filter_map(|tag| {
            Some((attribute(tag, "Id")?.to_owned(), attribute(tag, "Target")?.to_owned()))
        })
        .collect();
    let part = |tag: &String| {
        let id = attribute(tag, "r:id").or_else(|| attribute(tag, "id")).unwrap_or_default();
        let target = targets.get(id).map_or("", String::as_str);
        match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("xl/{target}"),
        }
    };
    tags(&book, "sheet").iter().map(part).collect()
}

/// The cells of a sheet.
#[derive(Default)]
struct Sheet {
    records: Vec<Vec<String>>,
    /// How far the first cell of each row is indented by blanks.
    indentations: Vec<usize>,
    lists: Vec<ListCell>,
}

impl Sheet {
    fn table(self) -> Result<Table, TableError> {
        let mut table = Table::from_records(self.records)?;
        table.lists = self.lists;
        table.nest(&self.indentations);
        Ok(table)
    }
}

/// The rows of a sheet up to the last that says something; hidden ones are empty. The cells of a merged
/// region all have its value.
fn records(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    hidden: &HashSet<u32>,
) -> Result<Sheet, TableError> {
    let mut rows: BTreeMap<u32, Vec<(u32, String)>> = BTreeMap::new();
    let mut indented: BTreeMap<u32, usize> = BTreeMap::new();
    let mut lists = Vec::new();
    let mut count = 0;
    {
        let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| broken(&error))?;
        while let Some(cell) = cells.next_cell().map_err(|error| broken(&error))? {
            let (row, column) = cell.get_position();
            if hidden.contains(&row) {
                continue;
            }
            let words = words(cell.get_value());
            if words.len() > MAX_CELL_BYTES {
                let (row, column) = (row as usize + 1, column as usize + 1);
                return Err(TableError::LongCell { row, column });
            }
            let blanks = indentation(&words);
            lists.extend(ListCell::of(&words, row as usize, column as usize));
            let words = cleaned(&words);
            if words.is_empty() {
                continue;
            }
            count += 1;
            if count > MAX_CELLS {
                return Err(TableError::TooLarge);
            }
            let cells = rows.entry(row).or_default();
            if cells.is_empty() && blanks > 0 {
                indented.insert(row, blanks);
            }
            cells.push((column, words));
        }
    }
    let merged = book.merge_cells_by_sheet_name(sheet).unwrap_or_default();
    let height =
        |rows: &BTreeMap<u32, _>| rows.keys().next_back().map_or(0, |&row| row as usize + 1);
    let last = height(&rows);
    let width = rows.values().flatten().map(|(column, _)| *column as usize + 1).max().unwrap_or(0);
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
    for region in merged {
        let ((top, left), (bottom, right)) = (region.start, region.end);
        let value = records.get(top as usize).and_then(|row| row.get(left as usize)).cloned();
        let Some(value) = value.filter(|value| !value.is_empty()) else { continue };
        for row in (top..=bottom).take_while(|&row| (row as usize) < last) {
            if hidden.contains(&row) {
                continue;
            }
            let record = &mut records[row as usize];
            for column in left as usize..=(right as usize).min(width.saturating_sub(1)) {
                if record.len() <= column {
                    record.resize(column + 1, String::new());
                }
                if record[column].is_empty() {
                    count += 1;
                    if count > MAX_CELLS {
                        return Err(TableError::TooLarge);
                    }
                    record[column].clone_from(&value);
                }
            }
        }
    }
    let mut indentations = vec![0; last];
    for (row, blanks) in indented {
        indentations[row as usize] = blanks;
    }
    Ok(Sheet { records, indentations, lists })
}

/// What stands in a cell; a number without a point where it is whole, a date as ISO 8601 has it.
fn words<'a>(data: &'a DataRef<'_>) -> Cow<'a, str> {
    match data {
        DataRef::String(words) => words.into(),
        DataRef::SharedString(words) => (*words).into(),
        DataRef::Float(number) => number.to_string().into(),
        DataRef::Int(number) => number.to_string().into(),
        DataRef::Bool(is_true) => is_true.to_string().into(),
        DataRef::DateTime(serial) => {
            let (year, month, day, ..) = serial.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}").into()
        }
        DataRef::DateTimeIso(iso) | DataRef::DurationIso(iso) => iso.into(),
        _ => "".into(),
    }
}

fn broken(error: &dyn std::fmt::Display) -> TableError {
    TableError::Sheet(error.to_string())
}
