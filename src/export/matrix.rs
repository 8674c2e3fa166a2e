//! Matrix of relations as a table: one row per start, one column per end.

use std::io::Write;

use super::ExportError;
use super::csv::{Cells, Table};
use crate::model::Chart;
use crate::scene::SceneRequest;
use crate::scene::matrix::{Matrix, MatrixEnd, MatrixEntry, kind_words};

/// Writes the matrix of a request. A cell has the kinds in words, with their numbers above one.
///
/// # Errors
/// If writing to `out` fails.
pub fn write(
    chart: &Chart,
    request: &SceneRequest,
    cells: Cells,
    out: impl Write,
) -> Result<(), ExportError> {
    let matrix = Matrix::new(chart, request);
    let mut table = Table::new(cells, out)?;
    let columns = matrix.columns.iter().map(|column| column.label.clone());
    let names = ["id", "name"].map(str::to_owned).into_iter().chain(columns);
    table.row(&names.chain(["all".to_owned()]).collect::<Vec<_>>())?;
    for (row, entry) in matrix.rows.iter().enumerate() {
        let mut line = vec![id(chart, entry).to_owned(), entry.label.clone()];
        for column in 0..matrix.columns.len() {
            let kinds = matrix.cell(row, column).map(|cell| &cell.kinds[..]).unwrap_or_default();
            let words = kinds.iter().map(|(kind, relations)| {
                let words = kind_words(chart, &request.language, *kind);
                match relations.len() {
                    1 => words.to_owned(),
                    count => format!("{words} ×{count}"),
                }
            });
            line.push(words.collect::<Vec<_>>().join("; "));
        }
        line.push(entry.total.to_string());
        table.row(&line)?;
    }
    let sums = matrix.columns.iter().map(|column| column.total.to_string());
    let names = ["", "all"].map(str::to_owned).into_iter().chain(sums);
    table.row(&names.chain([matrix.total.to_string()]).collect::<Vec<_>>())?;
    table.finish()
}

fn id<'a>(chart: &'a Chart, entry: &MatrixEntry) -> &'a str {
    match entry.end {
        MatrixEnd::Unit(unit) => &chart.unit(unit).id,
        MatrixEnd::Body(body) => &chart.body(body).id,
    }
}
