//! ODS spreadsheets, read tag by tag, with repeated rows and cells expanded.

use std::collections::{HashMap, HashSet};
use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesRef, BytesStart, Event};
use zip::ZipArchive;

use super::{Book, MAX_STRING_BYTES, Region, Sheet, SheetOptions, broken};
use crate::import::table::{MAX_CELL_BYTES, MAX_CELLS, TableError};

/// Reads the requested sheet.
pub(super) fn read(
    mut archive: ZipArchive<Cursor<&[u8]>>,
    options: &SheetOptions<'_>,
) -> Result<Book, TableError> {
    let part = archive.by_name("content.xml").map_err(|error| broken(&error))?;
    let mut reader = Content {
        xml: Reader::from_reader(BufReader::new(Bounded { part, left: MAX_STRING_BYTES })),
        buffer: Vec::new(),
        style: String::new(),
        hidden: HashSet::new(),
        indents: HashMap::new(),
    };
    reader.xml.config_mut().expand_empty_elements = true;
    let mut book = Book::default();
    while let Some(event) = reader.next()? {
        match event {
            Tag::Start(tag) if tag.name == "table:table" => {
                let name = tag.attribute("table:name").unwrap_or_default();
                let style = tag.attribute("table:style-name").unwrap_or_default();
                let is_visible = !reader.hidden.contains(&style);
                if book.is_wanted(&name, is_visible, options) {
                    let sheet = reader.sheet(options)?;
                    book.keep(name, sheet, options)?;
                }
            }
            Tag::Start(tag) => reader.style(&tag),
            Tag::End(_) | Tag::Text(_) => {}
        }
    }
    Ok(book)
}

/// A reader that fails when a part exceeds its maximum size.
struct Bounded<R> {
    part: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.part.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            std::io::Error::other(format!("it holds more than {} MB", MAX_STRING_BYTES >> 20))
        })?;
        Ok(count)
    }
}

/// Event of a document.
enum Tag {
    Start(Start),
    End(String),
    Text(String),
}

/// A tag with its attributes.
struct Start {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Start {
    fn of(tag: &BytesStart<'_>) -> Self {
        let mut attributes = tag.attributes();
        let attributes = attributes.with_checks(false).flatten().filter_map(|it| {
            Some((it.key.as_ref().to_owned(), unescape(&it.value).ok()?.into_owned()))
        });
        Self { name: tag.name().as_ref().to_owned(), attributes: attributes.collect() }
    }

    fn attribute(&self, name: &str) -> Option<String> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    /// Number of repetitions, or of spanned rows or columns.
    fn number(&self, name: &str) -> u32 {
        self.attribute(name).and_then(|number| number.parse().ok()).unwrap_or(1).max(1)
    }
}

/// The content of a document.
struct Content<R> {
    xml: Reader<R>,
    buffer: Vec<u8>,
    /// The current style.
    style: String,
    /// Styles of hidden sheets.
    hidden: HashSet<String>,
    /// Indentation of the cells of each style, in micrometres.
    indents: HashMap<String, usize>,
}

/// A cell of the current row.
struct Cell {
    column: u32,
    words: String,
    indent: usize,
    /// Number of spanned rows and columns.
    span: (u32, u32),
}

impl<R: std::io::BufRead> Content<R> {
    /// The next tag or text; `None` at the end.
    fn next(&mut self) -> Result<Option<Tag>, TableError> {
        loop {
            self.buffer.clear();
            let event = self.xml.read_event_into(&mut self.buffer).map_err(|it| broken(&it))?;
            return Ok(Some(match event {
                Event::Start(tag) => Tag::Start(Start::of(&tag)),
                Event::End(tag) => Tag::End(tag.name().as_ref().to_owned()),
                Event::Text(text) => Tag::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Tag::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(name) => Tag::Text(sign(&name)),
                Event::Eof => return Ok(None),
                _ => continue,
            }));
        }
    }

    /// Records the properties of a style for sheets and cells.
    fn style(&mut self, tag: &Start) {
        match tag.name.as_str() {
            "style:style" => self.style = tag.attribute("style:name").unwrap_or_default(),
            "style:table-properties"
                if self.hidden.len() < MAX_CELLS
                    && tag.attribute("table:display").as_deref() == Some("false") =>
            {
                self.hidden.insert(self.style.clone());
            }
            "style:paragraph-properties" if self.indents.len() < MAX_CELLS => {
                let margin = tag.attribute("fo:margin-left").unwrap_or_default();
                self.indents.insert(self.style.clone(), micrometres(&margin));
            }
            _ => {}
        }
    }

    /// The cells of a sheet, up to its end.
    fn sheet(&mut self, options: &SheetOptions<'_>) -> Result<Sheet, TableError> {
        let mut sheet = Sheet::default();
        let mut row: u32 = 0;
        while let Some(tag) = self.next()? {
            match tag {
                Tag::Start(tag) if tag.name == "table:table-row" => {
                    let count = tag.number("table:number-rows-repeated");
                    let is_hidden = tag
                        .attribute("table:visibility")
                        .is_some_and(|it| it == "collapse" || it == "filter");
                    let cells = self.row()?;
                    let end = row.saturating_add(count);
                    if is_hidden && !options.hidden {
                        sheet.hidden.push(row..end);
                        if !cells.is_empty() {
                            sheet.hidden_count += (end - row) as usize;
                        }
                    } else {
                        put(&mut sheet, row, count, &cells)?;
                    }
                    row = end;
                }
                Tag::End(name) if name == "table:table" => break,
                _ => {}
            }
        }
        Ok(sheet)
    }

    /// The non-empty cells of a row, up to its end.
    fn row(&mut self) -> Result<Vec<Cell>, TableError> {
        let mut cells = Vec::new();
        let mut column: u32 = 0;
        let mut bytes = 0;
        while let Some(tag) = self.next()? {
            match tag {
                Tag::Start(tag)
                    if ["table:table-cell", "table:covered-table-cell"]
                        .contains(&tag.name.as_str()) =>
                {
                    let count = tag.number("table:number-columns-repeated");
                    let words = self.cell(&tag)?;
                    let indent = tag.attribute("table:style-name");
                    let indent = indent.and_then(|style| self.indents.get(&style)).copied();
                    let end = column.saturating_add(count);
                    if !words.is_empty() {
                        let span = ["table:number-rows-spanned", "table:number-columns-spanned"];
                        let [rows, columns] = span.map(|it| tag.number(it));
                        for column in column..end {
                            bytes += words.len() as u64 + 1;
                            if cells.len() > MAX_CELLS || bytes > MAX_STRING_BYTES {
                                return Err(TableError::TooLarge);
                            }
                            let (words, indent) = (words.clone(), indent.unwrap_or_default());
                            cells.push(Cell { column, words, indent, span: (rows, columns) });
                        }
                    }
                    column = end;
                }
                Tag::End(name) if name == "table:table-row" => break,
                _ => {}
            }
        }
        Ok(cells)
    }

    /// Text of a cell, up to its end: a date in ISO 8601 notation; a number as displayed if it consists of digits only,
    /// otherwise its value.
    fn cell(&mut self, cell: &Start) -> Result<String, TableError> {
        let mut words = String::new();
        // Comments are not part of the cell's text.
        let mut remarks = 0_usize;
        let mut paragraphs = 0_usize;
        while let Some(tag) = self.next()? {
            match tag {
                Tag::End(name) if name == cell.name => break,
                Tag::Start(tag) if tag.name == "office:annotation" => remarks += 1,
                Tag::End(name) if name == "office:annotation" => {
                    remarks = remarks.saturating_sub(1);
                }
                _ if remarks > 0 || words.len() > MAX_CELL_BYTES => {}
                Tag::Start(tag) => match tag.name.as_str() {
                    "text:p" => {
                        words.push_str(if paragraphs > 0 { "\n" } else { "" });
                        paragraphs += 1;
                    }
                    "text:s" => {
                        let count = tag.number("text:c").min(1000) as usize;
                        words.push_str(&" ".repeat(count));
                    }
                    "text:tab" => words.push('\t'),
                    "text:line-break" => words.push('\n'),
                    _ => {}
                },
                Tag::Text(text) if paragraphs > 0 => words.push_str(&text),
                Tag::Text(_) | Tag::End(_) => {}
            }
        }
        if let Some(date) = cell.attribute("office:date-value") {
            return Ok(date.chars().take_while(|c| *c != 'T').collect());
        }
        let is_digits = !words.is_empty() && words.bytes().all(|byte| byte.is_ascii_digit());
        let value = cell.attribute("office:value").filter(|_| !is_digits);
        Ok(value.or_else(|| cell.attribute("office:string-value")).unwrap_or(words))
    }
}

/// Adds the cells of a row to a sheet as often as the row is repeated.
fn put(sheet: &mut Sheet, row: u32, count: u32, cells: &[Cell]) -> Result<(), TableError> {
    if cells.is_empty() {
        return Ok(());
    }
    for row in row..row.saturating_add(count) {
        for Cell { column, words, indent, span } in cells {
            sheet.put((row, *column), words, *indent)?;
            if *span != (1, 1) && sheet.merged.len() < MAX_CELLS {
                let end = (row.saturating_add(span.0 - 1), column.saturating_add(span.1 - 1));
                sheet.merged.push(Region { start: (row, *column), end });
            }
        }
    }
    Ok(())
}

/// The character for a reference such as `&amp;` or `&#38;`.
fn sign(name: &BytesRef<'_>) -> String {
    if let Ok(Some(sign)) = name.resolve_char_ref() {
        return sign.to_string();
    }
    match name.xml10_content().as_ref() {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
    .to_owned()
}

/// A length in micrometres; 0 if it is invalid.
fn micrometres(length: &str) -> usize {
    const UNITS: [(&str, f64); 4] =
        [("in", 25_400.0), ("cm", 10_000.0), ("mm", 1000.0), ("pt", 352.8)];
    let known = UNITS.iter().find_map(|(unit, size)| {
        let number: f64 = length.strip_suffix(unit)?.parse().ok()?;
        Some(number * size)
    });
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between 0 and a metre"
    )]
    known.map_or(0, |length| length.clamp(0.0, 1e6) as usize)
}
