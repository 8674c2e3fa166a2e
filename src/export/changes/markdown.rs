//! Changes as Markdown for a pull request: a summary, followed by folded sections.

use std::io::Write;

use super::text::{SECTIONS, Tails};
use super::{Kind, Report, Row, UnitLines};
use crate::editions::{Piece, pieces};
use crate::export::ExportError;
use crate::export::markdown::inline;

/// Minimum percentage of unchanged text for marking changed words within a sentence.
const MIN_KEPT: usize = 40;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let (rows, counts) = report.counted_rows();
    let heading = inline(&report.heading());
    if report.comparison.is_empty() {
        writeln!(out, "**{heading}**: {}", report.messages.get("diff.same"))?;
        return Ok(());
    }
    writeln!(out, "**{heading}**: {}.", report.summary(&counts))?;
    let confidence = report.confidence(&counts);
    if !confidence.is_empty() {
        writeln!(out, "\n{confidence}")?;
    }
    let mut tails = Tails::default();
    for (key, topics) in SECTIONS {
        let shown: Vec<&Row> = rows.iter().filter(|row| topics.contains(&row.topic)).collect();
        if shown.is_empty() {
            continue;
        }
        let name = report.messages.get(key);
        let number = shown.len().to_string();
        let summary = report.messages.fill("diff.section", &[name, &number]);
        writeln!(out, "\n<details>\n<summary>{summary}</summary>\n")?;
        for row in shown {
            let (sentence, cited) = (sentence(report, row), cited(&tails.of(report, row)));
            writeln!(out, "- {sentence} {cited}{}", link(report, row))?;
        }
        writeln!(out, "\n</details>")?;
    }
    if counts.renumbered > 0 {
        writeln!(out, "\n{}", report.messages.count("diff.renumbered", counts.renumbered))?;
    }
    Ok(())
}

/// Citations in round brackets, which Markdown leaves alone, and the score of a proposal.
fn cited(tail: &str) -> String {
    inline(tail.replace('[', "(").replace(']', ")").trim())
}

/// A link to the line of the row's unit in the new file.
fn link(report: &Report<'_>, row: &Row) -> String {
    let Some(UnitLines { file, lines }) = report.lines else { return String::new() };
    let line = row.to.iter().find_map(|side| lines.get(&side.id));
    line.map_or_else(String::new, |line| {
        // In angle brackets, a link may contain spaces and round brackets.
        let file: String = file.chars().filter(|c| !matches!(c, '<' | '>' | '\n')).collect();
        format!(" [{}](<{file}#L{line}>)", report.messages.fill("diff.line", &[&line.to_string()]))
    })
}

/// The sentence of a row, with changed words marked for a reworded function.
fn sentence(report: &Report<'_>, row: &Row) -> String {
    let (before, after) = report.versions(row);
    if row.kind == Kind::Reworded
        && let Some(marked) = marked(&before, &after)
    {
        let names = inline(&report.names(&row.to));
        return report.messages.fill("diff.marked", &[&names, &marked]);
    }
    inline(&report.sentence(row))
}

/// One sentence with removed words struck through and added ones bold; `None` if too little is unchanged.
fn marked(before: &str, after: &str) -> Option<String> {
    let pieces = pieces(before, after);
    let kept: usize = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Kept(words) => Some(words.len()),
            Piece::Removed(_) | Piece::Added(_) => None,
        })
        .sum();
    if kept * 100 < MIN_KEPT * before.len().max(after.len()) {
        return None;
    }
    let mut marked = String::new();
    for piece in pieces {
        let (sign, words) = match &piece {
            Piece::Kept(words) => ("", words),
            Piece::Removed(words) => ("~~", words),
            Piece::Added(words) => ("**", words),
        };
        let inner = inline(words);
        if words.starts_with(char::is_whitespace) {
            marked.push(' ');
        }
        if inner.is_empty() {
            continue;
        }
        marked.push_str(sign);
        marked.push_str(&inner);
        marked.push_str(sign);
        if words.trim_end().len() < words.len() {
            marked.push(' ');
        }
    }
    Some(marked)
}
