//! A chart's units as a table, for spreadsheets: one row a unit, in the file's order.
//!
//! It starts with a byte-order mark, without which some spreadsheets do not read Chinese.

use std::io::{self, Write};

use super::{ExportError, Extent};
use crate::model::{Chart, Text, UnitIndex};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes the units of a part of a chart.
///
/// # Errors
/// When `out` refuses.
pub fn write(chart: &Chart, extent: Extent, mut out: impl Write) -> Result<(), ExportError> {
    out.write_all(BYTE_ORDER_MARK)?;
    let mut table = csv::Writer::from_writer(out);
    table.write_record(columns(chart)).map_err(refused)?;
    for unit in extent.units(chart) {
        table.write_record(row(chart, unit)).map_err(refused)?;
    }
    table.flush()?;
    Ok(())
}

/// What the writer said; its kind tells a closed pipe from a full disk.
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
