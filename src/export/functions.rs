//! List of functions as a table for spreadsheets or documents.

use std::io::Write;

use super::ExportError;
use super::csv::{Cells, Table};
use super::markdown::inline;

/// Function as text: unit, kind of unit, citation and wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionRow {
    /// The unit's name.
    pub unit: String,
    /// Kind of the unit.
    pub kind: String,
    /// The paragraphs.
    pub cite: String,
    /// Text of the function.
    pub text: String,
}

impl FunctionRow {
    fn cells(&self) -> [&str; 4] {
        [&self.unit, &self.kind, &self.cite, &self.text]
    }
}

/// Writes rows under a heading as CSV, with a byte-order mark so that spreadsheets read Chinese, and
/// with nothing that they would compute.
///
/// # Errors
/// If writing to `out` fails.
pub fn write_csv(
    heading: [&str; 4],
    rows: impl Iterator<Item = FunctionRow>,
    out: impl Write,
) -> Result<(), ExportError> {
    let mut table = Table::new(Cells::Guarded, out)?;
    table.row(&heading)?;
    for row in rows {
        table.row(&row.cells())?;
    }
    table.finish()
}

/// Writes rows under a heading as a Markdown table.
///
/// # Errors
/// If writing to `out` fails.
pub fn write_markdown(
    heading: [&str; 4],
    rows: impl Iterator<Item = FunctionRow>,
    mut out: impl Write,
) -> Result<(), ExportError> {
    let mut line = |cells: [&str; 4]| writeln!(out, "| {} |", cells.map(inline).join(" | "));
    line(heading)?;
    line(["---"; 4])?;
    for row in rows {
        line(row.cells())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> FunctionRow {
        let [unit, kind, cite, text] =
            ["北区", "司", "2.1(b)", "Sails, \"a|b\""].map(str::to_owned);
        FunctionRow { unit, kind, cite, text }
    }

    #[test]
    fn escapes_special_characters() {
        let heading = ["U", "K", "P", "F"];
        let mut csv = Vec::new();
        write_csv(heading, std::iter::once(row()), &mut csv).expect("memory takes all");
        assert_eq!(
            String::from_utf8_lossy(&csv),
            "\u{feff}U,K,P,F\n北区,司,2.1(b),\"Sails, \"\"a|b\"\"\"\n"
        );
        let mut markdown = Vec::new();
        write_markdown(heading, std::iter::once(row()), &mut markdown).expect("memory takes all");
        assert_eq!(
            String::from_utf8_lossy(&markdown),
            "| U | K | P | F |\n| --- | --- | --- | --- |\n| 北区 | 司 | 2.1(b) | Sails, \"a\\|b\" |\n"
        );
    }
}
