//! XLSX spreadsheets, based on calamine's cell reader.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read as _, Write};

use calamine::{DataRef, Reader as _, SheetVisible, Style, Xlsx};

use super::{Book, MAX_INFLATED_BYTES, MAX_STRING_BYTES, Region, Sheet, SheetOptions, broken};
use crate::import::table::{MAX_CELLS, TableError};

/// Maximum size of the styles of a spreadsheet, in bytes, assuming that each of their tags contains a copy of the
/// longest.
const MAX_STYLE_BYTES: u64 = 512 << 20;
/// Maximum number of digits that a format pads with zeros.
const MAX_DIGITS: usize = 30;
/// Maximum length of the tags of a sheet that are examined, in bytes.
const MAX_TAG_BYTES: usize = 4096;

/// Reads the requested sheet.
pub(super) fn read(bytes: &[u8], options: &SheetOptions<'_>) -> Result<Book, TableError> {
    let mut hidden_rows = checked(bytes)?;
    let mut xlsx: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let parts = sheet_parts(bytes);
    let mut book = Book::default();
    for (at, sheet) in xlsx.sheets_metadata().to_vec().into_iter().enumerate() {
        let is_visible = sheet.visible == SheetVisible::Visible;
        if !book.is_wanted(&sheet.name, is_visible, options) {
            continue;
        }
        let rows = parts.get(at).and_then(|part| hidden_rows.remove(part)).unwrap_or_default();
        let rows = if options.hidden { HashSet::new() } else { rows };
        match cells(&mut xlsx, &sheet.name, &rows) {
            Ok(found) => book.keep(sheet.name, found, options)?,
            // Charts have no cells; an oversized sheet does not affect others.
            Err(TableError::Sheet(_)) if options.name.is_none() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(book)
}

/// The cells of a sheet, except those in hidden rows.
fn cells(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    hidden: &HashSet<u32>,
) -> Result<Sheet, TableError> {
    let mut sheet = Sheet::default();
    let mut not_blank = HashSet::new();
    {
        let mut cells = book.worksheet_cells_reader(name).map_err(|error| broken(&error))?;
        let styles: Vec<CellStyle> = cells.styles().iter().map(CellStyle::of).collect();
        while let Some((cell, style)) =
            cells.next_cell_with_style_id().map_err(|error| broken(&error))?
        {
            let (row, column) = cell.get_position();
            if hidden.contains(&row) {
                if !matches!(cell.get_value(), DataRef::Empty) {
                    not_blank.insert(row);
                }
                continue;
            }
            let style = styles.get(style).copied().unwrap_or_default();
            let words = words(cell.get_value(), style.digits);
            sheet.put((row, column), &words, style.indent)?;
        }
    }
    let merged = book.merge_cells_by_sheet_name(name).unwrap_or_default();
    for region in merged {
        sheet.merged.push(Region { start: region.start, end: region.end });
    }
    let mut rows: Vec<u32> = hidden.iter().copied().collect();
    rows.sort_unstable();
    sheet.hidden = rows.into_iter().map(|row| row..row.saturating_add(1)).collect();
    sheet.hidden_count = not_blank.len();
    Ok(sheet)
}

/// Rejects archives that exceed the maximum decompressed size, without storing any of it. Returns the hidden rows of
/// each sheet part, counted from 0.
fn checked(bytes: &[u8]) -> Result<HashMap<String, HashSet<u32>>, TableError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let mut left = MAX_INFLATED_BYTES;
    let mut hidden = HashMap::new();
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| broken(&error))?;
        let name = part.name().map_err(|error| broken(&error))?.into_owned();
        let mut tags = Tags::default();
        let mut styles = TagLengths::default();
        // Parts are looked up ignoring case.
        let lowercase = name.to_lowercase();
        let (limit, stated) = if lowercase.ends_with("sharedstrings.xml") && MAX_STRING_BYTES < left
        {
            (MAX_STRING_BYTES, MAX_STRING_BYTES)
        } else {
            (left, MAX_INFLATED_BYTES)
        };
        let mut part = part.take(limit + 1);
        let read = if name.starts_with("xl/worksheets/") {
            std::io::copy(&mut part, &mut tags)
        } else if lowercase.ends_with("styles.xml") {
            std::io::copy(&mut part, &mut styles)
        } else {
            std::io::copy(&mut part, &mut std::io::sink())
        };
        let read = read.map_err(|error| broken(&error))?;
        if read > limit {
            return Err(TableError::Inflated(stated >> 20));
        }
        if styles.count.saturating_mul(styles.longest) > MAX_STYLE_BYTES {
            return Err(TableError::Inflated(MAX_STYLE_BYTES >> 20));
        }
        left -= read;
        hidden.insert(name, tags.hidden);
    }
    Ok(hidden)
}

/// Number of tags in a part, and length of the longest with its following text: a style is a copy of the contents of
/// other tags.
#[derive(Default)]
struct TagLengths {
    count: u64,
    longest: u64,
    /// Length of the current tag.
    length: u64,
}

impl Write for TagLengths {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        // A value may contain `>`, but not `<`.
        for (at, run) in bytes.split(|&byte| byte == b'<').enumerate() {
            if at > 0 {
                self.count += 1;
                self.length = 0;
            }
            self.length += run.len() as u64;
            self.longest = self.longest.max(self.length);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Scanner for hidden rows in the tags of a sheet.
#[derive(Default)]
struct Tags {
    /// Part of the current tag, without its bracket.
    tag: Vec<u8>,
    is_in_tag: bool,
    /// Number of the next row, from 0.
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

/// The part of each sheet, in the order of the workbook.
fn sheet_parts(bytes: &[u8]) -> Vec<String> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return Vec::new() };
    let mut text = |name: &str| {
        let mut text = String::new();
        if let Ok(part) = archive.by_name(name) {
            // Use as much of a damaged part as can be read.
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

/// Properties of a cell's style that affect its value.
#[derive(Clone, Copy, Debug, Default)]
struct CellStyle {
    /// Indentation.
    indent: usize,
    /// Minimum number of digits of a whole number, for a format such as `000000`.
    digits: usize,
}

impl CellStyle {
    fn of(style: &Style) -> Self {
        let indent = style.alignment.as_ref().and_then(|alignment| alignment.indent);
        let format = style.number_format.as_ref().map_or("", |format| &format.format_code);
        let is_padded = format.len() <= MAX_DIGITS && format.bytes().all(|byte| byte == b'0');
        Self {
            indent: usize::from(indent.unwrap_or_default()),
            digits: if is_padded { format.len() } else { 0 },
        }
    }
}

/// Text of a cell: whole numbers without a decimal point and with the minimum number of digits of their format, dates
/// in ISO 8601 notation.
fn words<'a>(data: &'a DataRef<'_>, digits: usize) -> Cow<'a, str> {
    match data {
        DataRef::Float(number) if digits > 1 && number.fract() == 0.0 && *number >= 0.0 => {
            format!("{number:0digits$}").into()
        }
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
