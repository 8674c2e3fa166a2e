//! A chart's units as a table, for spreadsheets: one row a unit, in the file's order.
//!
//! It starts with a byte-order mark, without which some spreadsheets do not read Chinese.

use std::io::{self, Write};

use super::{ExportError, Extent};
use crate::model::{Chart, Text, UnitIndex};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Treatment of cells that a spreadsheet would evaluate as formulas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cells {
    /// An apostrophe makes them text.
    #[default]
    Guarded,
    /// Left unchanged, for other programs.
    Raw,
}

/// Writes the units of a part of a chart.
///
/// # Errors
/// When `out` refuses.
pub fn write(
    chart: &Chart,
    extent: Extent,
    cells: Cells,
    out: impl Write,
) -> Result<(), ExportError> {
    let mut table = Table::new(cells, out)?;
    table.row(&columns(chart))?;
    for unit in extent.units(chart) {
        table.row(&row(chart, unit))?;
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

/// Characters that end a cell in some spreadsheet, by the format or by the user's locale.
const SEPARATORS: [char; 5] = [',', ';', '\t', '\r', '\n'];
/// First characters of formulas.
const STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Puts an apostrophe before each part that a spreadsheet would evaluate: at the start, and after each
/// separator. Parts that start with apostrophes already get one more, so that removing one per such
/// part restores the text.
fn guarded(words: &str) -> String {
    let mut guarded = String::with_capacity(words.len() + 1);
    if words.starts_with(['\t', '\r']) {
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

/// The writer's error; its kind tells a closed pipe from a full disk.
fn refused(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn columns(chart: &Chart) -> Vec<String> {
    let mut columns: Vec<String> =
        ["id", "parent", "depth", "kind", "acronym"].map(str::to_owned).to_vec();
    for what in ["name", "head"] {
        columns.extend(languages(chart).iter().map(|language| match *language {
            "" => what.to_owned(),
            language => format!("{what}_{language}"),
        }));
    }
    columns.extend(["reports_to", "functions"].map(str::to_owned));
    columns
}

fn row(chart: &Chart, index: UnitIndex) -> Vec<String> {
    let unit = chart.unit(index);
    let parent = unit.parent.map_or("", |parent| &chart.unit(parent).id);
    let mut cells = vec![
        unit.id.clone(),
        parent.to_owned(),
        unit.depth.to_string(),
        chart.kind(unit.kind).id.clone(),
        unit.acronym.clone().unwrap_or_default(),
    ];
    let nothing = Text::default();
    let head = unit.head.as_ref();
    for text in [&unit.name, head.map_or(&nothing, |head| &head.title)] {
        let words = |language: &&str| text.exactly(language).unwrap_or_default().to_owned();
        cells.extend(languages(chart).iter().map(words));
    }
    let superiors = head.map_or(&[][..], |head| &head.reports_to).iter();
    let superiors: Vec<&str> = superiors.map(|&party| chart.party_id(party)).collect();
    cells.extend([superiors.join(";"), chart.function_count(index).to_string()]);
    cells
}

/// The file's languages; one column for texts without any in a file that has none.
fn languages(chart: &Chart) -> Vec<&str> {
    let languages: Vec<&str> = chart.languages().iter().map(String::as_str).collect();
    if languages.is_empty() { vec![""] } else { languages }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_computed_is_text() {
        for (words, expected) in [
            ("=1+1", "'=1+1"),
            ("+ Plus", "'+ Plus"),
            ("-2", "'-2"),
            ("@Home", "'@Home"),
            ("\t=1", "'\t'=1"),
            ("\rx", "'\rx"),
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
