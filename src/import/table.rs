//! Tables of text: encodings, separators, header rows and cells as offices keep them.

use std::borrow::Cow;

use csv_core::ReadFieldResult;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use unicode_normalization::UnicodeNormalization as _;

use super::columns::{known_words, says_place};
use crate::diagnostic::Message;
use crate::message;

/// Cells of a table at most.
pub(super) const MAX_CELLS: usize = 2_000_000;
/// Bytes of a cell at most.
pub(super) const MAX_CELL_BYTES: usize = 32 * 1024;
/// Number of first rows among which the header is searched.
const MAX_ROWS_ABOVE: usize = 10;
/// Rows by which the separator is chosen.
const SAMPLE_ROWS: usize = 25;

/// A table with a header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What the columns are called; a nameless one by its place.
    pub columns: Vec<String>,
    /// The rows below the header that are not blank.
    pub rows: Vec<Row>,
    /// Whether the rows stand within each other, as their `parent` says.
    pub is_nested: bool,
    /// Whether it is made of a list of objects, as chart libraries take them.
    pub is_list: bool,
    /// Cells that were lists, of which only the first value is read.
    pub lists: Vec<ListCell>,
}

/// A cell with a list of values such as `[u'a', u'b']`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListCell {
    /// The row's place in the source, the first of all being 1.
    pub row: usize,
    /// The column's place, from 0.
    pub column: usize,
    /// The values behind the first.
    pub further: Vec<String>,
}

impl ListCell {
    /// What of a cell is not read, if it is a list; `row` and `column` are counted from 0.
    pub(super) fn of(cell: &str, row: usize, column: usize) -> Option<Self> {
        let mut values = listed(cell.trim())?;
        let further = values.split_off(values.len().min(1));
        (!further.is_empty()).then_some(Self { row: row + 1, column, further })
    }
}

/// The values of a list as some programs write it: `[u'a', u'b']`, `['a', 'b']`.
fn listed(cell: &str) -> Option<Vec<String>> {
    let inside = cell.strip_prefix('[')?.strip_suffix(']')?;
    let mut values = Vec::new();
    let mut rest = inside.trim();
    while !rest.is_empty() {
        let quoted = rest.strip_prefix('u').unwrap_or(rest);
        let quote = quoted.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        let (value, behind) = quoted[1..].split_once(quote)?;
        values.push(value.trim().to_owned());
        rest = match behind.trim_start() {
            "" => "",
            more => more.strip_prefix(',')?.trim_start(),
        };
    }
    Some(values)
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The row's place in the source, the first of all being 1.
    pub number: usize,
    /// One cell for each column; blank ones are empty.
    pub cells: Vec<String>,
    /// The place among the rows of the one that it stands within, if any.
    pub parent: Option<usize>,
}

/// How the bytes of a table were taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The encoding's name.
    pub encoding: &'static str,
    /// Whether nothing in the bytes says so.
    pub is_guessed: bool,
}

/// Why bytes are no table.
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

/// The text of bytes: in the encoding that is named, else UTF-8, UTF-16 by its mark, or Windows-1252.
///
/// # Errors
/// When no encoding is called so.
pub fn decode(bytes: &[u8], encoding: Option<&str>) -> Result<(String, Decoded), TableError> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let (encoding, is_guessed) = match encoding {
        Some(name) => {
            let named = Encoding::for_label(name.as_bytes());
            (named.ok_or_else(|| TableError::NoEncoding(name.to_owned()))?, false)
        }
        None => match marked {
            Some(marked) => (marked, false),
            None if std::str::from_utf8(bytes).is_ok() => (UTF_8, false),
            None => (WINDOWS_1252, true),
        },
    };
    debug_assert!(marked.is_none_or(|it| [UTF_8, UTF_16LE, UTF_16BE].contains(&it)));
    let (text, ..) = encoding.decode(bytes);
    Ok((text.into_owned(), Decoded { encoding: encoding.name(), is_guessed }))
}

impl Table {
    /// Reads a text whose columns stand between commas, semicolons, tabs or bars.
    ///
    /// # Errors
    /// When there is nothing in it, or more than a table may hold.
    pub fn parse(text: &str) -> Result<Self, TableError> {
        let mut records = Vec::new();
        let mut indentations = Vec::new();
        let mut lists = Vec::new();
        let mut record: Vec<String> = Vec::new();
        let mut indentation_of_record = None;
        let mut count = 0;
        let mut cells = Cells::new(text, separator(text));
        while let Some(cell) = cells.next() {
            count += 1;
            if count > MAX_CELLS {
                return Err(TableError::TooLarge);
            }
            let (row, column) = (records.len() + 1, record.len() + 1);
            let Ok((cell, is_last)) = cell else {
                return Err(TableError::LongCell { row, column });
            };
            if indentation_of_record.is_none() && !cell.trim().is_empty() {
                indentation_of_record = Some(indentation(cell));
            }
            lists.extend(ListCell::of(cell, row - 1, column - 1));
            record.push(cleaned(cell));
            if is_last {
                indentations.push(indentation_of_record.take().unwrap_or(0));
                let next = Vec::with_capacity(record.len());
                records.push(std::mem::replace(&mut record, next));
            }
        }
        let mut table = Self::from_records(records)?;
        table.lists = lists;
        table.nest(&indentations);
        Ok(table)
    }

    /// The table of some records; its header is the first with two known words, else the first.
    pub(super) fn from_records(records: Vec<Vec<String>>) -> Result<Self, TableError> {
        let is_header = |record: &Vec<String>| known_words(record) >= 2;
        let header = records.iter().take(MAX_ROWS_ABOVE).position(is_header);
        let is_blank = |record: &[String]| record.iter().all(String::is_empty);
        let header = header.or_else(|| records.iter().position(|record| !is_blank(record)));
        let header = header.ok_or(TableError::Empty)?;
        let width = records.iter().map(Vec::len).max().unwrap_or(0);
        if width.saturating_mul(records.len()) > MAX_CELLS {
            return Err(TableError::TooLarge);
        }
        let name = |at: usize| {
            let named = records[header].get(at).filter(|name| !name.is_empty());
            named.cloned().unwrap_or_else(|| format!("column {}", at + 1))
        };
        let columns = (0..width).map(name).collect();
        let rows = records.into_iter().enumerate().skip(header + 1);
        let rows = rows.filter(|(_, cells)| !is_blank(cells)).map(|(at, mut cells)| {
            cells.resize(width, String::new());
            Row { number: at + 1, cells, parent: None }
        });
        Ok(Self { columns, rows: rows.collect(), ..Self::default() })
    }
}

impl Table {
    /// Puts rows within the ones above that are indented less, where no column says what is above.
    pub(super) fn nest(&mut self, indentations: &[usize]) {
        let of = |row: &Row| indentations.get(row.number - 1).copied().unwrap_or(0);
        let is_flat = self.rows.iter().all(|row| of(row) == 0);
        let is_first_deeper = self.rows.first().is_some_and(|row| of(row) > 0);
        if is_flat || is_first_deeper || self.columns.iter().any(|column| says_place(column)) {
            return;
        }
        self.is_nested = true;
        // The way down to the last row.
        let mut path: Vec<(usize, usize)> = Vec::new();
        for at in 0..self.rows.len() {
            let depth = of(&self.rows[at]);
            while path.last().is_some_and(|(above, _)| *above >= depth) {
                path.pop();
            }
            self.rows[at].parent = path.last().map(|(_, above)| *above);
            path.push((depth, at));
        }
    }
}

/// How far a cell is indented.
pub(super) fn indentation(cell: &str) -> usize {
    let blanks = cell.chars().take_while(|c| c.is_whitespace());
    blanks.map(|c| if matches!(c, '\t' | '\u{3000}') { 4 } else { 1 }).sum()
}

/// The cells of a text, row by row; each is copied up to [`MAX_CELL_BYTES`] only.
struct Cells<'a> {
    reader: csv_core::Reader,
    rest: &'a [u8],
    cell: Vec<u8>,
}

/// A part of a cell that is too long.
struct TooLong;

impl<'a> Cells<'a> {
    fn new(text: &'a str, separator: u8) -> Self {
        let reader = csv_core::ReaderBuilder::new().delimiter(separator).build();
        let rest = text.trim_start_matches('\u{feff}').as_bytes();
        Self { reader, rest, cell: vec![0; MAX_CELL_BYTES + 1] }
    }

    /// The next cell, and whether it is the last of its row.
    fn next(&mut self) -> Option<Result<(&str, bool), TooLong>> {
        let mut length = 0;
        loop {
            let (found, read, written) =
                self.reader.read_field(self.rest, &mut self.cell[length..]);
            self.rest = &self.rest[read..];
            length += written;
            match found {
                // The next call reads nothing, which ends the last row.
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::OutputFull => return Some(Err(TooLong)),
                ReadFieldResult::Field { record_end } => {
                    // Without its quotes a text is one still.
                    let cell = std::str::from_utf8(&self.cell[..length]).unwrap_or_default();
                    return Some(Ok((cell, record_end)));
                }
                ReadFieldResult::End => return None,
            }
        }
    }
}

/// The separator with which most rows have most cells, alike in number.
fn separator(text: &str) -> u8 {
    let score = |separator: &u8| {
        let mut cells = Cells::new(text, *separator);
        let mut widths: Vec<usize> = Vec::new();
        let mut width = 0;
        while let Some(cell) = cells.next().filter(|_| widths.len() < SAMPLE_ROWS) {
            let Ok((_, is_last)) = cell else { continue };
            width += 1;
            if is_last {
                widths.push(std::mem::take(&mut width));
            }
        }
        widths.sort_unstable();
        let median = widths.get(widths.len() / 2).copied().unwrap_or(0);
        let alike = widths.iter().filter(|&&width| width == median).count();
        if median > 1 { (median - 1) * alike } else { 0 }
    };
    // Of equal ones the first counts.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(score).unwrap_or(b',')
}

/// A cell without blanks around it, without one pair of quotation marks, and of a list of values the
/// first; empty if it says that there is nothing.
pub(super) fn cleaned(cell: &str) -> String {
    const BLANK: &[&str] = &["n/d", "n/a", "-", "–", "—", "nan", "null", "none"];
    let trimmed = cell.trim();
    let text: Cow<'_, str> = if trimmed.is_ascii() && !trimmed.contains('\0') {
        // Composed already.
        trimmed.into()
    } else {
        trimmed.nfc().filter(|&c| c != '\0').collect()
    };
    let first = text.starts_with('[').then(|| listed(&text)).flatten();
    let first = first.and_then(|values| values.into_iter().next());
    let unquoted = || text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
    let text = first.as_deref().or_else(unquoted).unwrap_or(&text);
    // None of these is the lower case of anything outside ASCII.
    let is_blank = BLANK.iter().any(|blank| blank.eq_ignore_ascii_case(text));
    if is_blank { String::new() } else { text.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        let table = Table::parse(text).expect("a table");
        let rows = table.rows.into_iter().map(|row| row.cells);
        std::iter::once(table.columns).chain(rows).collect()
    }

    #[test]
    fn separators_and_line_ends_are_found() {
        let expected = [["id", "name"], ["1", "A, B"], ["2", "C"]];
        for text in [
            "id,name\n1,\"A, B\"\n2,C\n",
            "id;name\r\n1;A, B\r\n2;C\r\n",
            "id\tname\r1\tA, B\r2\tC",
            "\u{feff}id|name\n1|A, B\n\n2|C",
        ] {
            assert_eq!(cells(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_title_above_the_header_is_passed_over_and_ragged_rows_are_filled() {
        let table = Table::parse("Staff list 2024\n\nid,name,parent\n1,Board\n2,Office,1,x\n")
            .expect("a table");
        assert_eq!(table.columns, ["id", "name", "parent", "column 4"]);
        assert_eq!(
            table.rows[0],
            Row {
                number: 3,
                cells: ["1", "Board", "", ""].map(String::from).to_vec(),
                parent: None
            }
        );
        assert_eq!(table.rows[1].cells, ["2", "Office", "1", "x"]);
    }

    #[test]
    fn cells_say_what_they_mean() {
        for (cell, expected) in [
            (" N/D ", ""),
            ("n/a", ""),
            ("–", ""),
            ("'Quays'", "Quays"),
            ("[u'a', u'b']", "a"),
            ("['a']", "a"),
            ("[\"a, b\", 'c']", "a, b"),
            ("[a, b]", "[a, b]"),
            ("['a' b]", "['a' b]"),
            ("[]", "[]"),
            ("0012", "0012"),
            ("cafe\u{301}", "café"),
        ] {
            assert_eq!(cleaned(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn encodings_are_told_by_marks_and_by_what_the_bytes_can_be() {
        let of = |bytes: &[u8]| decode(bytes, None).expect("a text");
        let told = |encoding, is_guessed| Decoded { encoding, is_guessed };
        assert_eq!(of("Ä".as_bytes()), ("Ä".into(), told("UTF-8", false)));
        assert_eq!(of(b"\xef\xbb\xbfA"), ("A".into(), told("UTF-8", false)));
        assert_eq!(of(b"\xff\xfeA\0"), ("A".into(), told("UTF-16LE", false)));
        assert_eq!(of(b"M\xfcller"), ("Müller".into(), told("windows-1252", true)));
        assert_eq!(decode(b"\xb2\xbf", Some("gbk")).map(|it| it.0), Ok("部".into()));
        assert!(decode(b"A", Some("klingon")).is_err());
    }

    #[test]
    fn what_is_too_large_is_refused() {
        let long = format!("id,name\n1,\"{}\"\n", "x".repeat(MAX_CELL_BYTES + 1));
        assert_eq!(Table::parse(&long), Err(TableError::LongCell { row: 2, column: 2 }));
        let longest = "x".repeat(MAX_CELL_BYTES);
        assert_eq!(cells(&format!("id,name\n1,\"{longest}\"\n"))[1], ["1", longest.as_str()]);
        let wide = ",".repeat(MAX_CELLS + 1);
        assert_eq!(Table::parse(&wide), Err(TableError::TooLarge));
        let ragged = format!("id,name\n{}\n{}", ",".repeat(9_999), "a\n".repeat(300));
        assert_eq!(Table::parse(&ragged), Err(TableError::TooLarge));
        assert_eq!(Table::parse("\n ,\n"), Err(TableError::Empty));
    }
}
