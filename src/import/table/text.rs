//! Cells of a delimited text, row by row.

use csv_core::ReadFieldResult;

use super::MAX_CELL_BYTES;

/// Number of rows used for detecting the separator.
const SAMPLE_ROWS: usize = 25;

/// The cells of a text, row by row; each is copied only up to [`MAX_CELL_BYTES`].
pub(super) struct Cells<'a> {
    reader: csv_core::Reader,
    rest: &'a [u8],
    /// The last byte that was read.
    before: u8,
    cell: Vec<u8>,
}

/// A cell of a text.
pub(super) struct Cell<'a> {
    pub(super) words: &'a str,
    pub(super) is_last: bool,
    /// Whether the text ends inside its quotation marks.
    pub(super) is_open: bool,
}

/// Error: a cell is too long.
pub(super) struct TooLong;

impl<'a> Cells<'a> {
    pub(super) fn new(text: &'a str, separator: u8) -> Self {
        let reader = csv_core::ReaderBuilder::new().delimiter(separator).build();
        let rest = text.trim_start_matches('\u{feff}').as_bytes();
        Self { reader, rest, before: b'\n', cell: vec![0; MAX_CELL_BYTES + 1] }
    }

    /// Skips blank lines before the next row; returns their number.
    pub(super) fn skip_blank_lines(&mut self) -> usize {
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
    pub(super) fn next(&mut self) -> Option<Result<Cell<'_>, TooLong>> {
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
                    // Without its quotes, the text is still valid UTF-8.
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

/// The separator for which most rows have the highest and most consistent number of cells.
pub(super) fn separator(text: &str) -> u8 {
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
    // If several are equal, the last one in this list is used.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(score).unwrap_or(b',')
}
