//! Tables of text: encodings, separators, header rows and cells as offices keep them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use csv_core::ReadFieldResult;
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use unicode_normalization::UnicodeNormalization as _;

use super::columns::{folded, known_words, says_place};
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

/// Words for totals, as they are folded.
const TOTALS: &[&str] = &[
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sum",
    "summe",
    "gesamt",
    "gesamtsumme",
    "zwischensumme",
    "insgesamt",
    "totaux",
    "suma",
    "合计",
    "总计",
    "小计",
];

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
    /// The rows of totals, which are passed over, by their places in the source.
    pub totals: Vec<usize>,
    /// Number of hidden rows that say something and are not read.
    pub hidden_rows: usize,
    /// The row and column, from 1, of a cell whose quotation mark is not closed.
    pub open_quote: Option<(usize, usize)>,
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

/// The text of bytes: in the encoding that is named, else UTF-8, UTF-16 by its mark, GB 18030 where it is Chinese,
/// or Windows-1252.
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
            None if is_chinese(bytes) => (GB18030, true),
            None => (WINDOWS_1252, true),
        },
    };
    debug_assert!(marked.is_none_or(|it| [UTF_8, UTF_16LE, UTF_16BE].contains(&it)));
    let (text, ..) = encoding.decode(bytes);
    Ok((text.into_owned(), Decoded { encoding: encoding.name(), is_guessed }))
}

/// Whether bytes that are no UTF-8 are Chinese in GB 18030: most of those outside ASCII stand in pairs as its
/// punctuation and common characters do, which accented letters hardly do.
fn is_chinese(bytes: &[u8]) -> bool {
    let (mut common, mut others) = (0_usize, 0_usize);
    let mut rest = bytes;
    while let [first, behind @ ..] = rest {
        rest = behind;
        if first.is_ascii() {
            continue;
        }
        match behind {
            [0xa1..=0xfe, behind @ ..] => {
                rest = behind;
                if matches!(first, 0xa1..=0xa3 | 0xb0..=0xd7) { common += 1 } else { others += 1 }
            }
            _ => others += 1,
        }
    }
    common > others * 4
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
        let mut open_quote = None;
        loop {
            // A spreadsheet's program counts blank lines as rows.
            let blank_lines = if record.is_empty() { cells.skip_blank_lines() } else { 0 };
            let Some(cell) = cells.next() else { break };
            count += blank_lines + 1;
            if count > MAX_CELLS {
                return Err(TableError::TooLarge);
            }
            records.resize(records.len() + blank_lines, Vec::new());
            indentations.resize(records.len(), 0);
            let (row, column) = (records.len() + 1, record.len() + 1);
            let Ok(Cell { words: cell, is_last, is_open }) = cell else {
                return Err(TableError::LongCell { row, column });
            };
            if is_open {
                open_quote = Some((row, column));
            }
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
        (table.lists, table.open_quote) = (lists, open_quote);
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
        let below = records.get(header + 1).and_then(|below| joined(&records[header], below));
        let last = header + usize::from(below.is_some());
        let titles = below.unwrap_or_else(|| records[header].clone());
        let name = |at: usize| {
            let named = titles.get(at).filter(|name| !name.is_empty());
            named.cloned().unwrap_or_else(|| format!("column {}", at + 1))
        };
        let columns = apart((0..width).map(name));
        let rows = records.into_iter().enumerate().skip(last + 1);
        let rows = rows.filter(|(_, cells)| !is_blank(cells)).map(|(at, mut cells)| {
            cells.resize(width, String::new());
            Row { number: at + 1, cells, parent: None }
        });
        let (totals, rows): (Vec<Row>, Vec<Row>) = split_totals(rows.collect());
        let totals = totals.iter().map(|row| row.number).collect();
        Ok(Self { columns, rows, totals, ..Self::default() })
    }
}

/// Names of columns; one that stands before too has a number behind it.
fn apart(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut apart = Vec::new();
    for name in names {
        let mut free = name.clone();
        while !taken.insert(free.clone()) {
            let number = numbers.entry(name.clone()).or_insert(1);
            *number += 1;
            free = format!("{name} ({number})");
        }
        apart.push(free);
    }
    apart
}

/// Rows of totals, and the others: such a row has a word for it and numbers, and no other row has that word.
fn split_totals(rows: Vec<Row>) -> (Vec<Row>, Vec<Row>) {
    let is_number = |cell: &str| {
        cell.contains(|c: char| c.is_ascii_digit())
            && cell.chars().all(|c| c.is_ascii_digit() || " .,'+-%€$£¥".contains(c))
    };
    let word = |row: &Row| {
        let mut words = row.cells.iter().filter(|cell| !cell.is_empty() && !is_number(cell));
        let only = words.next().filter(|_| words.next().is_none()).map(|word| folded(word))?;
        let has_number = row.cells.iter().any(|cell| is_number(cell));
        (has_number && TOTALS.contains(&only.trim_end_matches([':', '：']))).then_some(only)
    };
    let found: Vec<Option<String>> = rows.iter().map(word).collect();
    if found.iter().all(Option::is_none) {
        return (Vec::new(), rows);
    }
    let others = rows.iter().zip(&found).filter(|(_, word)| word.is_none());
    let used: HashSet<String> =
        others.flat_map(|(row, _)| &row.cells).map(|it| folded(it)).collect();
    let mut found = found.into_iter().map(|word| word.is_some_and(|word| !used.contains(&word)));
    rows.into_iter().partition(|_| found.next().unwrap_or_default())
}

/// The names of columns in two rows, the upper of which has groups of columns; none where the lower one is
/// no header.
fn joined(upper: &[String], lower: &[String]) -> Option<Vec<String>> {
    let above = |at: usize| upper.get(at).map_or("", String::as_str);
    // A group has its name once, or over each of its columns where they are merged.
    let is_grouped = |at: usize| {
        !lower[at].is_empty() && (above(at).is_empty() || (at > 0 && above(at) == above(at - 1)))
    };
    let grouped: Vec<String> =
        (0..lower.len()).filter(|&at| is_grouped(at)).map(|at| lower[at].clone()).collect();
    if grouped.len() < 2 || known_words(&grouped) < grouped.len() {
        return None;
    }
    let width = upper.len().max(lower.len());
    let mut group = String::new();
    let name = |at: usize| {
        let (above, below) = (above(at), lower.get(at).map_or("", String::as_str));
        if !above.is_empty() {
            above.clone_into(&mut group);
        }
        match (group.as_str(), below) {
            (_, "") => above.to_owned(),
            ("", below) => below.to_owned(),
            (group, below) if group == below => below.to_owned(),
            (group, below) => {
                let both = format!("{group} {below}");
                let is_known = |name: &String| known_words(std::slice::from_ref(name)) > 0;
                [both.clone(), below.to_owned()].into_iter().find(is_known).unwrap_or(both)
            }
        }
    };
    Some((0..width).map(name).collect())
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
    /// The last byte that was read.
    before: u8,
    cell: Vec<u8>,
}

/// A cell of a text.
struct Cell<'a> {
    words: &'a str,
    is_last: bool,
    /// Whether the text ends within its quotation marks.
    is_open: bool,
}

/// A part of a cell that is too long.
struct TooLong;

impl<'a> Cells<'a> {
    fn new(text: &'a str, separator: u8) -> Self {
        let reader = csv_core::ReaderBuilder::new().delimiter(separator).build();
        let rest = text.trim_start_matches('\u{feff}').as_bytes();
        Self { reader, rest, before: b'\n', cell: vec![0; MAX_CELL_BYTES + 1] }
    }

    /// Passes over the lines before the next row with nothing in them; returns how many there are.
    fn skip_blank_lines(&mut self) -> usize {
        if self.before == b'\r' {
            self.rest = self.rest.strip_prefix(b"\n").unwrap_or(self.rest);
        }
        let mut count = 0;
        while let [b'\r', b'\n', rest @ ..] | [b'\r' | b'\n', rest @ ..] = self.rest {
            self.rest = rest;
            count += 1;
        }
        count
    }

    /// The next cell.
    fn next(&mut self) -> Option<Result<Cell<'_>, TooLong>> {
        let start = self.rest;
        let mut length = 0;
        loop {
            let (found, read, written) =
                self.reader.read_field(self.rest, &mut self.cell[length..]);
            self.before = self.rest[..read].last().copied().unwrap_or(self.before);
            self.rest = &self.rest[read..];
            length += written;
            match found {
                // The next call reads nothing, which ends the last row.
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::OutputFull => return Some(Err(TooLong)),
                ReadFieldResult::Field { record_end: is_last } => {
                    // Without its quotes a text is one still.
                    let words = std::str::from_utf8(&self.cell[..length]).unwrap_or_default();
                    let is_open = self.rest.is_empty()
                        && start.starts_with(b"\"")
                        && memchr::memchr_iter(b'"', start).count() % 2 == 1;
                    return Some(Ok(Cell { words, is_last, is_open }));
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
            let Ok(Cell { is_last, .. }) = cell else { continue };
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
    const BLANK: &[&str] = &["n/d", "n/a", "#n/a", "-", "–", "—", "nan", "null", "none"];
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
                number: 4,
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
        assert_eq!(of(b"Gr\xf6\xdfe"), ("Größe".into(), told("windows-1252", true)));
        assert_eq!(of(b"cr\xe9\xe9e, \xc0"), ("créée, À".into(), told("windows-1252", true)));
        assert_eq!(of(b"1,\xb2\xbf"), ("1,部".into(), told("gb18030", true)));
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
