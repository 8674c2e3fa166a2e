//! Problems as people and machines read them.

use std::io::{self, Write};

use clap::builder::styling::{AnsiColor, Style};
use serde::Serialize;
use unicode_width::UnicodeWidthChar;

use crate::diagnostic::{Diagnostic, Severity};
use crate::i18n::Messages;
use crate::message;
use crate::source::SourceText;

/// Cells of an excerpt's line that are shown at most, of which this many before the problem.
const WIDEST: usize = 120;
const BEFORE: usize = 60;
const TAB: usize = 4;

/// Writes one problem: place and message, the line that it is in with a caret, and hints.
///
/// The first line is the one that editors and scripts look for, so only its message is translated.
pub(super) fn human(
    out: &mut impl Write,
    source: &SourceText,
    problem: &Diagnostic,
    messages: &Messages,
) -> io::Result<()> {
    let place = problem.span.as_ref().map(|span| source.position(span.start));
    let place = place.map_or(String::new(), |at| format!(":{}:{}", at.line, at.column));
    let style = style(problem.severity());
    let (word, code) = (problem.severity().word(), problem.code.as_str());
    let message = printable(&messages.say(&problem.message));
    writeln!(out, "{}{place}: {style}{word}[{code}]{style:#}: {message}", source.name())?;
    excerpt(out, source, problem, style)?;
    for hint in &problem.hints {
        let hint = message!("hint: {0}", messages.say(hint));
        writeln!(out, "{}", printable(&messages.say(&hint)))?;
    }
    Ok(())
}

/// How many problems of each severity there are, as the last line for a file.
pub(super) fn count_line(
    name: &str,
    problems: &[Diagnostic],
    with_notes: bool,
    messages: &Messages,
) -> String {
    let count = |severity: Severity| {
        let number = problems.iter().filter(|problem| problem.severity() == severity).count();
        match (severity, number) {
            (Severity::Error, 1) => message!("{0} error", number),
            (Severity::Error, _) => message!("{0} errors", number),
            (Severity::Warning, 1) => message!("{0} warning", number),
            (Severity::Warning, _) => message!("{0} warnings", number),
            (Severity::Note, 1) => message!("{0} note", number),
            (Severity::Note, _) => message!("{0} notes", number),
        }
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    messages.say(&if with_notes {
        message!("{0}: {1}, {2}, {3}", name, errors, warnings, count(Severity::Note))
    } else {
        message!("{0}: {1}, {2}", name, errors, warnings)
    })
}

/// One problem for machines: lines and columns from 1, columns in characters; null where the
/// problem has no place in the file.
#[derive(Serialize)]
pub(super) struct ProblemJson {
    code: &'static str,
    severity: &'static str,
    message: String,
    file: String,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    hints: Vec<String>,
}

impl ProblemJson {
    pub(super) fn new(source: &SourceText, problem: &Diagnostic, messages: &Messages) -> Self {
        let range = problem.span.as_ref().map(|span| source.range(span));
        Self {
            code: problem.code.as_str(),
            severity: problem.severity().word(),
            message: messages.say(&problem.message),
            file: source.name().to_owned(),
            line: range.map(|(start, _)| start.line),
            column: range.map(|(start, _)| start.column),
            end_line: range.map(|(_, end)| end.line),
            end_column: range.map(|(_, end)| end.column),
            hints: problem.hints.iter().map(|hint| messages.say(hint)).collect(),
        }
    }
}

const fn style(severity: Severity) -> Style {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    color.on_default().bold()
}

fn excerpt(
    out: &mut impl Write,
    source: &SourceText,
    problem: &Diagnostic,
    style: Style,
) -> io::Result<()> {
    let Some(span) = &problem.span else { return Ok(()) };
    let (start, end) = source.range(span);
    let cells = Cells::of(source.line_at(span.start));
    if cells.texts.is_empty() {
        return Ok(());
    }
    let from = (start.column - 1).min(cells.texts.len());
    let to = if end.line == start.line { end.column - 1 } else { cells.texts.len() };
    let shown = cells.around(from);
    let line = cells.texts[shown.clone()].concat();
    let cut = if shown.start > 0 { "…" } else { "" };
    let rest = if shown.end < cells.texts.len() { "…" } else { "" };
    let before = " ".repeat(cut.chars().count() + cells.width(shown.start..from));
    let marked = cells.width(from..to.clamp(from, shown.end.max(from)));
    let carets = "^".repeat(marked.max(1));
    let number = start.line.to_string();
    let margin = " ".repeat(number.len());
    writeln!(out, " {number} | {cut}{line}{rest}")?;
    writeln!(out, " {margin} | {before}{style}{carets}{style:#}")
}

/// A line, character by character, as a terminal shows it.
struct Cells {
    texts: Vec<String>,
    widths: Vec<usize>,
}

impl Cells {
    fn of(line: &str) -> Self {
        let texts: Vec<String> = line
            .chars()
            .map(|character| match character {
                '\t' => " ".repeat(TAB),
                character if character.is_control() => "\u{fffd}".to_owned(),
                character => character.to_string(),
            })
            .collect();
        let width = |text: &String| text.chars().map(|c| c.width().unwrap_or(0)).sum();
        let widths = texts.iter().map(width).collect();
        Self { texts, widths }
    }

    fn width(&self, range: std::ops::Range<usize>) -> usize {
        self.widths[range].iter().sum()
    }

    /// The part of a long line that is shown for a problem at a character.
    fn around(&self, at: usize) -> std::ops::Range<usize> {
        let mut start = at;
        let mut room = BEFORE;
        while start > 0 && self.widths[start - 1] <= room {
            start -= 1;
            room -= self.widths[start];
        }
        let mut end = start;
        let mut room = WIDEST;
        while end < self.widths.len() && self.widths[end] <= room {
            room -= self.widths[end];
            end += 1;
        }
        start..end
    }
}

/// The text without what a terminal would obey.
fn printable(text: &str) -> String {
    text.chars()
        .map(|character| if character.is_control() { '\u{fffd}' } else { character })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn shown(text: &str, span: std::ops::Range<usize>) -> String {
        let source = SourceText::new("a.ron", text);
        let problem =
            Diagnostic::new(Code::UnknownParent, Some(span), message!("did you mean {0}?", "x"));
        let mut out = Vec::new();
        human(&mut out, &source, &problem, Messages::of("en")).expect("memory takes everything");
        let out = String::from_utf8(out).expect("text");
        let plain = anstream::adapter::strip_str(&out).to_string();
        plain.lines().skip(1).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn carets_stand_under_wide_characters_and_tabs() {
        let text = "x\n\t司：\"厅\" y";
        let at = text.find('厅').expect("it is there");
        let expected = " 2 |     司：\"厅\" y\n   |          ^^";
        assert_eq!(shown(text, at..at + '厅'.len_utf8()), expected);
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides() {
        let text = format!("{}HERE{}", "a".repeat(500), "b".repeat(500));
        let shown = shown(&text, 500..504);
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[0].chars().count(), " 1 | ".len() + 1 + WIDEST + 1);
        assert_eq!(lines[1], format!("   | {}^^^^", " ".repeat(1 + BEFORE)));
    }

    #[test]
    fn a_place_at_the_end_of_a_line_or_text_still_has_a_caret() {
        assert_eq!(shown("ab", 2..2), " 1 | ab\n   |   ^");
        assert_eq!(shown("ab\ncd", 1..4), " 1 | ab\n   |  ^");
        assert_eq!(shown("", 0..0), "");
    }
}
