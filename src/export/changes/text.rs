//! Changes as plain text.

use std::collections::HashSet;
use std::io::Write;

use super::{Kind, Report, Row, Topic};
use crate::editions::Basis;
use crate::export::ExportError;
use crate::model::Citation;

/// Sections in order: the key of a message, and the topics of the section.
pub(super) const SECTIONS: [(&str, &[Topic]); 5] = [
    ("diff.section.units", &[Topic::Unit]),
    ("diff.section.posts", &[Topic::Post, Topic::Duty]),
    ("diff.section.functions", &[Topic::Function, Topic::SharedFunction]),
    ("diff.section.lines", &[Topic::Line]),
    ("diff.section.organization", &[Topic::Organization]),
];

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let (rows, counts) = report.counted_rows();
    let heading = report.heading();
    if report.comparison.is_empty() {
        writeln!(out, "{heading}: {}", report.messages.get("diff.same"))?;
        return Ok(());
    }
    writeln!(out, "{heading}: {}", report.summary(&counts))?;
    let confidence = report.confidence(&counts);
    if !confidence.is_empty() {
        writeln!(out, "{confidence}")?;
    }
    let mut tails = Tails::default();
    for (key, topics) in SECTIONS {
        let mut shown = rows.iter().filter(|row| topics.contains(&row.topic)).peekable();
        if shown.peek().is_some() {
            writeln!(out, "\n{}", report.messages.get(key))?;
        }
        for row in shown {
            writeln!(
                out,
                "  {} {}{}",
                sign(row),
                one_line(&report.sentence(row)),
                tails.of(report, row)
            )?;
        }
    }
    if counts.renumbered > 0 {
        writeln!(out, "\n{}", report.messages.count("diff.renumbered", counts.renumbered))?;
    }
    Ok(())
}

const fn sign(row: &Row) -> char {
    match row.kind {
        Kind::New | Kind::Added => '+',
        Kind::Gone | Kind::Removed => '-',
        Kind::Moved => '>',
        _ => '~',
    }
}

/// Ends of rows: the score of a match of units stands with the first row about them.
#[derive(Default)]
pub(super) struct Tails {
    told: HashSet<(Vec<String>, Vec<String>)>,
}

impl Tails {
    /// The first citation of each side before and after, and the score of a proposal.
    pub(super) fn of(&mut self, report: &Report<'_>, row: &Row) -> String {
        let ids = |sides: &[super::Side]| sides.iter().map(|side| side.id.clone()).collect();
        let is_of_units = matches!(row.topic, Topic::Unit | Topic::Post);
        let is_told = is_of_units && !self.told.insert((ids(&row.from), ids(&row.to)));
        tail(report, row, row.basis.as_ref().and_then(Basis::score).filter(|_| !is_told))
    }
}

fn tail(report: &Report<'_>, row: &Row, score: Option<f32>) -> String {
    let cited = cited(row);
    let mut tail = if cited.is_empty() { cited } else { format!("  [{cited}]") };
    if let Some(score) = score {
        let percent = format!("{:.0}", f64::from(score) * 100.0);
        tail.push_str("  ");
        tail.push_str(&report.messages.fill("diff.proposed", &[&percent]));
    }
    tail
}

/// The first citation of each side before and after.
pub(super) fn cited(row: &Row) -> String {
    let cited = |sides: &[super::Side]| {
        let all: Vec<&Citation> = sides.iter().filter_map(|side| side.cite.first()).collect();
        all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    match (cited(&row.from), cited(&row.to)) {
        (before, after) if before.is_empty() || before == after => after,
        (before, after) if after.is_empty() => before,
        (before, after) => format!("{before} → {after}"),
    }
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
