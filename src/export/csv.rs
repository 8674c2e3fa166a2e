//! Units of a chart as a table for spreadsheets: one row per unit, in the order of the file.
//!
//! The file starts with a byte-order mark, without which some spreadsheets misread Chinese.

use std::io::{self, Write};

use super::columns::Columns;
use super::{ExportError, Subtree};
use crate::model::Chart;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Treatment of cells that a spreadsheet would evaluate as formulas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cells {
    /// Turned into text by an apostrophe.
    #[default]
    Guarded,
    /// Left unchanged, for other programs.
    Raw,
}

/// Writes the units of a part of a chart.
///
/// # Errors
/// If writing to `out` fails.
pub fn write(
    chart: &Chart,
    subtree: Subtree,
    cells: Cells,
    out: impl Write,
) -> Result<(), ExportError> {
    let mut table = Table::new(cells, out)?;
    let units = subtree.units(chart);
    let columns = Columns::new(chart, &units);
    table.row(&columns.names())?;
    for unit in units {
        table.row(&columns.row(unit))?;
    }
    table.finish()
}

/// CSV with a byte-order mark, written row by row.
pub(super) struct Table<W: Write> {
    cells: Cells,
    rows: csv::Writer<W>,
}

impl<W: Write> Table<W> {
    pub(super) fn new(cells: Cells, mut out: W) -> Result<Self, ExportError> {
        out.write_all(BYTE_ORDER_MARK)?;
        Ok(Self { cells, rows: csv::Writer::from_writer(out) })
    }

    pub(super) fn row(&mut self, row: &[impl AsRef<str>]) -> Result<(), ExportError> {
        for cell in row {
            let cell = cell.as_ref();
            let written = match self.cells {
                Cells::Guarded => self.rows.write_field(guarded(cell)),
                Cells::Raw => self.rows.write_field(cell),
            };
            written.map_err(refused)?;
        }
        self.rows.write_record(None::<&[u8]>).map_err(refused)?;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(), ExportError> {
        Ok(self.rows.flush()?)
    }
}

/// Characters that end a cell in some spreadsheets, depending on the format or the user's locale.
const SEPARATORS: [char; 5] = [',', ';', '\t', '\r', '\n'];
/// First characters of formulas.
pub(super) const STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Inserts an apostrophe before each part that a spreadsheet would evaluate: at the start, and after each separator.
/// Parts that already start with apostrophes get one more, so that removing one per part restores the text.
fn guarded(words: &str) -> String {
    let mut guarded = String::with_capacity(words.len() + 1);
    if words.trim_start_matches('\'').starts_with(['\t', '\r']) {
        guarded.push('\'');
    }
    for part in words.split_inclusive(SEPARATORS) {
        let first = part
            .chars()
            .find(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '"' | '\''));
        if first.is_some_and(|first| STARTS.contains(&first)) {
            guarded.push('\'');
        }
        guarded.push_str(part);
    }
    guarded
}

/// The writer's error, whose kind distinguishes a closed pipe from a full disk.
fn refused(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_formulas() {
        for (words, expected) in [
            ("=1+1", "'=1+1"),
            ("+ Plus", "'+ Plus"),
            ("-2", "'-2"),
            ("@Home", "'@Home"),
            ("\t=1", "'\t'=1"),
            ("\rx", "'\rx"),
            ("'\tx", "''\tx"),
            ("＝1", "'＝1"),
            (" \"=1", "' \"=1"),
            ("'=1", "''=1"),
            ("a;=1;b", "a;'=1;b"),
            ("a, @b", "a,' @b"),
            ("First\n- second", "First\n'- second"),
            ("A-B = C", "A-B = C"),
            ("3 - 5", "3 - 5"),
            ("北区", "北区"),
            ("", ""),
        ] {
            assert_eq!(guarded(words), expected, "{words:?}");
        }
    }
}
