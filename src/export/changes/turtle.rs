//! Changes of units as `org:ChangeEvent` of the W3C's
//! [Organization Ontology](https://www.w3.org/TR/vocab-org/#class-changeevent).

use std::io::Write;

use super::{Kind, Report, Row, Topic, rows};
use crate::export::ExportError;
use crate::export::turtle::Events;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let (old, new) = (report.old.chart, report.new.chart);
    let mut events = Events::new(old, new, out)?;
    // One event for each group of units, however many changes it has.
    let mut last: Option<Row> = None;
    let mut words: Vec<String> = Vec::new();
    let is_event = |row: &Row| {
        row.topic == Topic::Unit
            && matches!(
                row.kind,
                Kind::New
                    | Kind::Gone
                    | Kind::Merged
                    | Kind::Split
                    | Kind::Regrouped
                    | Kind::Renamed
                    | Kind::Moved
                    | Kind::KindChanged
            )
    };
    let rows = rows(old, new, report.comparison).into_iter().filter(is_event);
    for row in rows {
        let is_same = last.as_ref().is_some_and(|it| it.from == row.from && it.to == row.to);
        if !is_same {
            put(&mut events, last.as_ref(), &mut words)?;
        }
        words.push(report.sentence(&row));
        last = Some(row);
    }
    put(&mut events, last.as_ref(), &mut words)?;
    events.finish()
}

fn put(
    events: &mut Events<&mut dyn Write>,
    row: Option<&Row>,
    words: &mut Vec<String>,
) -> Result<(), ExportError> {
    let Some(row) = row else { return Ok(()) };
    let ids = |sides: &[super::Side]| sides.iter().map(|side| side.id.clone()).collect::<Vec<_>>();
    let sentence = std::mem::take(words).join("; ");
    let is_proposed = row.basis.as_ref().is_some_and(crate::editions::Basis::is_proposed);
    events.put(&ids(&row.from), &ids(&row.to), &sentence, is_proposed)
}
