//! The table of changes as CSV.

use std::io::Write;

use super::{Report, Side, rows};
use crate::editions::Basis;
use crate::export::ExportError;
use crate::export::csv::{Cells, Table};
use crate::model::Text;

const COLUMNS: [&str; 12] = [
    "what",
    "kind",
    "from",
    "to",
    "name before",
    "name after",
    "before",
    "after",
    "paragraph before",
    "paragraph after",
    "match",
    "score",
];

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let mut table = Table::new(Cells::Guarded, out)?;
    table.row(&COLUMNS)?;
    for row in rows(report.old.chart, report.new.chart, report.comparison) {
        let joined = |sides: &[Side], part: &dyn Fn(&Side) -> String| {
            sides.iter().map(part).collect::<Vec<_>>().join("; ")
        };
        let id = |side: &Side| side.id.clone();
        let name = |side: &Side| report.name(side);
        let cite =
            |side: &Side| side.cite.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let text =
            |text: &Option<Text>| text.as_ref().map_or("", |text| report.words(text)).to_owned();
        let basis = match &row.basis {
            None => "",
            Some(Basis::Proposed(_)) => "proposed",
            Some(Basis::Stated) => "stated",
            Some(Basis::SameId) => "same id",
            Some(Basis::SameText) => "same text",
        };
        let score = row.basis.as_ref().and_then(Basis::score);
        table.row(&[
            row.topic.word().to_owned(),
            row.kind.word().to_owned(),
            joined(&row.from, &id),
            joined(&row.to, &id),
            joined(&row.from, &name),
            joined(&row.to, &name),
            text(&row.before),
            text(&row.after),
            joined(&row.from, &cite),
            joined(&row.to, &cite),
            basis.to_owned(),
            score.map(|score| format!("{score:.2}")).unwrap_or_default(),
        ])?;
    }
    table.finish()
}
