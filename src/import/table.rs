//! Text tables: encodings, separators, header rows and cells, as used in offices.

mod encoding;
mod error;
mod header;
mod text;

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

pub use self::encoding::{Decoded, decode};
pub use self::error::TableError;
use self::header::{joined, split_totals, unique};
use self::text::{Cell, Cells, separator};
use super::columns::{known_words, says_place};

/// Maximum number of cells in a table.
pub(super) const MAX_CELLS: usize = 2_000_000;
/// Maximum size of a cell, in bytes.
pub(super) const MAX_CELL_BYTES: usize = 32 * 1024;
/// Number of first rows among which the header is searched.
const MAX_ROWS_ABOVE: usize = 10;

/// A table with a header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Headers of the columns; columns without one are named by position.
    pub columns: Vec<String>,
    /// The non-blank rows below the header.
    pub rows: Vec<Row>,
    /// Whether rows are nested, according to their `parent`.
    pub is_nested: bool,
    /// Whether it was made from a list of objects.
    pub is_list: bool,
    /// Cells that contained lists, of which only the first value is used.
    pub lists: Vec<ListCell>,
    /// Numbers of the skipped rows of totals in the source.
    pub totals: Vec<usize>,
    /// Number of skipped hidden rows that are not empty.
    pub hidden_rows: usize,
    /// The row and column, from 1, of a cell with an unclosed quotation mark.
    pub open_quote: Option<(usize, usize)>,
}

/// A cell with a list of values such as `[u'a', u'b']`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListCell {
    /// Number of the row in the source, from 1.
    pub row: usize,
    /// Index of the column, from 0.
    pub column: usize,
    /// The values after the first.
    pub further: Vec<String>,
}

impl ListCell {
    /// The unused values of a cell, if it contains a list; `row` and `column` are counted from 0.
    pub(super) fn of(cell: &str, row: usize, column: usize) -> Option<Self> {
        let mut values = listed(cell.trim())?;
        let further = values.split_off(values.len().min(1));
        (!further.is_empty()).then_some(Self { row: row + 1, column, further })
    }
}

/// The values of a list in a notation such as `[u'a', u'b']` or `['a', 'b']`.
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
    /// Number of the row in the source, from 1.
    pub number: usize,
    /// One cell for each column; blank ones are empty.
    pub cells: Vec<String>,
    /// Index of the parent row, if there is one.
    pub parent: Option<usize>,
}

impl Table {
    /// Reads a text whose columns are separated by commas, semicolons, tabs or vertical bars.
    ///
    /// # Errors
    ///
    /// If it is empty, or exceeds the limits of a table.
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
            // Spreadsheet programs count blank lines as rows.
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

    /// The table of some records; its header is the first with two known words, otherwise the first.
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
        let columns = unique((0..width).map(name));
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

impl Table {
    /// Makes rows children of less indented rows above, if no column specifies the parent.
    pub(super) fn nest(&mut self, indentations: &[usize]) {
        let of = |row: &Row| indentations.get(row.number - 1).copied().unwrap_or(0);
        let is_flat = self.rows.iter().all(|row| of(row) == 0);
        let is_first_deeper = self.rows.first().is_some_and(|row| of(row) > 0);
        if is_flat || is_first_deeper || self.columns.iter().any(|column| says_place(column)) {
            return;
        }
        self.is_nested = true;
        // The path to the last row.
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

/// Indentation of a cell.
pub(super) fn indentation(cell: &str) -> usize {
    let blanks = cell.chars().take_while(|c| c.is_whitespace());
    blanks.map(|c| if matches!(c, '\t' | '\u{3000}') { 4 } else { 1 }).sum()
}

/// A cell without surrounding spaces and without one pair of quotation marks; for a list of values, the first one;
/// empty if it means that there is no value.
pub(super) fn cleaned(cell: &str) -> String {
    const BLANK: &[&str] = &["n/d", "n/a", "#n/a", "-", "–", "—", "nan", "null", "none"];
    let trimmed = cell.trim();
    let text: Cow<'_, str> = if trimmed.is_ascii() && !trimmed.contains('\0') {
        // Already composed.
        trimmed.into()
    } else {
        trimmed.nfc().filter(|&c| c != '\0').collect()
    };
    let first = text.starts_with('[').then(|| listed(&text)).flatten();
    let first = first.and_then(|values| values.into_iter().next());
    let unquoted = || text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
    let text = first.as_deref().or_else(unquoted).unwrap_or(&text);
    // None of these is the lower case of a character outside ASCII.
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
    fn detects_separators_and_line_ends() {
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
    fn skips_titles_and_pads_ragged_rows() {
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
    fn interprets_cells() {
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
    fn detects_encodings() {
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
    fn rejects_oversized_tables() {
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
