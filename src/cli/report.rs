//! Output of problems for people and for programs.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use clap::builder::styling::{AnsiColor, Style};
use serde::Serialize;

use super::terminal::printable;
use crate::diagnostic::{Argument, Code, Diagnostic, MAX_LISTED, Severity, count, grouped};
use crate::i18n::Messages;
use crate::message;
use crate::source::SourceText;

/// Maximum number of problems per code, unless all are requested.
const MAX_OF_EACH: usize = 20;
/// Maximum width of an excerpt, in columns.
const WIDEST: usize = 120;
/// Maximum number of bytes before and after the start of a problem that are considered for an excerpt.
const MAX_BYTES: usize = 8 * WIDEST;

const RENDERER: Renderer = Renderer::styled()
    .term_width(WIDEST)
    .error(style(Severity::Error))
    .warning(style(Severity::Warning))
    .note(style(Severity::Note));

/// Writes one problem: location and message, its line with a caret, and hints.
///
/// Editors and scripts parse the first line, so only its message is translated.
fn human(
    out: &mut impl Write,
    source: &SourceText,
    problem: &Diagnostic,
    messages: &Messages,
) -> io::Result<()> {
    let style = style(problem.severity());
    let (word, code) = (problem.severity().word(), problem.code.as_str());
    let message = messages.say(&problem.message);
    let message = printable(&message);
    writeln!(out, "{}: {style}{word}[{code}]{style:#}: {message}", place(source, problem))?;
    excerpt(out, source, problem)?;
    for hint in &problem.hints {
        let hint = message!("hint: {0}", messages.say(hint));
        writeln!(out, "{}", printable(&messages.say(&hint)))?;
    }
    Ok(())
}

/// File, line and column of a problem, in the notation of editors.
fn place(source: &SourceText, problem: &Diagnostic) -> String {
    let name = printable(source.name());
    match problem.span.as_ref().map(|span| source.position(span.start)) {
        Some(at) => format!("{name}:{}:{}", at.line, at.column),
        None => name.into_owned(),
    }
}

/// Writes a fixed problem, with its location before the fix.
pub(super) fn fixed(
    out: &mut impl Write,
    source: &SourceText,
    problem: &Diagnostic,
    messages: &Messages,
) -> io::Result<()> {
    let style = AnsiColor::Green.on_default().bold();
    let code = problem.code.as_str();
    let hints = problem.hints.iter().map(|hint| messages.say(hint));
    let words = std::iter::once(messages.say(&problem.message)).chain(hints).collect::<Vec<_>>();
    let words = words.join("; ");
    let words = printable(&words);
    writeln!(out, "{}: {style}fixed[{code}]{style:#}: {words}", place(source, problem))
}

/// Number of problems by code.
pub(super) type Counts = BTreeMap<Code, usize>;

/// Writes the problems of a file; limits the number per code, unless `how_to_see_all`, the command that lists all, is
/// `None`.
pub(super) fn list<'a>(
    out: &mut impl Write,
    source: &SourceText,
    problems: impl IntoIterator<Item = &'a Diagnostic>,
    how_to_see_all: Option<&str>,
    messages: &Messages,
) -> io::Result<Counts> {
    let max_shown = if how_to_see_all.is_some() { MAX_OF_EACH } else { MAX_LISTED };
    let mut counts = Counts::new();
    for problem in problems {
        let count = counts.entry(problem.code).or_default();
        if *count < max_shown {
            human(out, source, problem, messages)?;
        }
        *count += 1 + problem.further;
    }
    for (code, count) in &counts {
        if let Some(more) = count.checked_sub(max_shown).filter(|&more| more > 0) {
            let (more, code) = (grouped(more), code.as_str());
            let more = match how_to_see_all {
                Some(command) if *count <= MAX_LISTED => {
                    message!("and {0} more of {1} (`{2}` lists them)", more, code, command)
                }
                _ => message!("and {0} more of {1}", more, code),
            };
            writeln!(out, "{}", messages.say(&more))?;
        }
    }
    Ok(counts)
}

/// Writes a table of codes and counts, if there are several codes.
pub(super) fn table(out: &mut impl Write, counts: &Counts) -> io::Result<()> {
    if counts.len() > 1 {
        let width = counts.values().map(|&count| grouped(count).len()).max().unwrap_or_default();
        for (code, &count) in counts {
            writeln!(out, "{} {:>width$}", code.as_str(), grouped(count))?;
        }
    }
    Ok(())
}

/// Last line for a file: number of problems by severity.
pub(super) fn count_line(
    name: &str,
    problems: &[Diagnostic],
    with_notes: bool,
    messages: &Messages,
) -> String {
    let counted = |severity: Severity| {
        let number = count(problems, severity);
        let is_one = number == 1;
        let number = grouped(number);
        match (severity, is_one) {
            (Severity::Error, true) => message!("{0} error", number),
            (Severity::Error, false) => message!("{0} errors", number),
            (Severity::Warning, true) => message!("{0} warning", number),
            (Severity::Warning, false) => message!("{0} warnings", number),
            (Severity::Note, true) => message!("{0} note", number),
            (Severity::Note, false) => message!("{0} notes", number),
        }
    };
    let (errors, warnings) = (counted(Severity::Error), counted(Severity::Warning));
    let name = Argument::full(name);
    messages.say(&if with_notes {
        message!("{0}: {1}, {2}, {3}", name, errors, warnings, counted(Severity::Note))
    } else {
        message!("{0}: {1}, {2}", name, errors, warnings)
    })
}

/// Problem for programs: lines and columns from 1, columns in characters; null if the problem has no location in the
/// file; the number of unlisted ones with its code, if any.
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
    #[serde(skip_serializing_if = "Option::is_none")]
    further: Option<usize>,
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
            further: (problem.further > 0).then_some(problem.further),
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

const fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

/// The line of a problem with carets under the problem. The renderer gets no more of the line than it may show, because
/// it processes its whole input.
fn excerpt(out: &mut impl Write, source: &SourceText, problem: &Diagnostic) -> io::Result<()> {
    let Some(span) = &problem.span else { return Ok(()) };
    let (text, line) = (source.text(), source.line_span(span.start));
    if line.is_empty() {
        return Ok(());
    }
    let start = text.floor_char_boundary(span.start.clamp(line.start, line.end));
    let end = text.ceil_char_boundary(span.end.clamp(start, line.end));
    let from = text.floor_char_boundary(start.saturating_sub(MAX_BYTES)).max(line.start);
    let to = text.ceil_char_boundary(start + MAX_BYTES).min(line.end);
    let end = end.min(to);
    // The renderer shows a tab as four spaces.
    let shown =
        |part: Range<usize>| text[part].split('\t').map(printable).collect::<Vec<_>>().join("\t");
    let (before, marked, behind) = (shown(from..start), shown(start..end), shown(end..to));
    let caret = AnnotationKind::Primary.span(before.len()..before.len() + marked.len());
    let number = source.position(line.start).line;
    let line = [before, marked, behind].concat();
    let snippet = Snippet::source(&line).line_start(number).annotation(caret);
    let report = [Group::with_level(level(problem.severity())).element(snippet)];
    writeln!(out, "{}", RENDERER.render(&report))
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn aligns_carets_with_wide_characters_and_tabs() {
        let text = "x\n\t司：\"厅\"　y";
        let under = |what: &str, carets: &str| {
            let at = text.find(what).expect("it is there");
            let expected = format!("  |\n2 |     司：\"厅\"　y\n  | {carets}");
            assert_eq!(shown(text, at..at + what.len()), expected);
        };
        under("司", "    ^^");
        under("厅", "         ^^");
        under("\"　y", "           ^^^^");
    }

    #[test]
    fn truncates_long_lines_on_both_sides() {
        let text = format!("{}有误{}", "海".repeat(500), "b".repeat(500));
        let shown = shown(&text, 1500..1506);
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines[1].starts_with("1 | ...") && lines[1].ends_with("b..."), "{shown}");
        let cells = |words: &str| words.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let before: usize = cells(&lines[1][..lines[1].find("有").expect("it is shown")]);
        assert_eq!(lines[2], format!("  |{}^^^^", " ".repeat(before - 3)));
        assert!(cells(lines[1]) < WIDEST + 10, "{shown}");
    }

    #[test]
    fn marks_positions_at_the_end_of_a_line() {
        assert_eq!(shown("ab", 2..2), "  |\n1 | ab\n  |   ^");
        assert_eq!(shown("ab\ncd", 1..4), "  |\n1 | ab\n  |  ^");
        assert_eq!(shown("", 0..0), "");
    }

    #[test]
    fn aligns_carets_with_replaced_control_characters() {
        let text = "\u{9b}2J \u{202e}甲\u{1b}[1m\u{200f}\"x\"";
        let at = text.find("\"x").expect("it is there");
        let expected = "  |\n1 | �2J �甲�[1m�\"x\"\n  |             ^^^";
        assert_eq!(shown(text, at..at + 3), expected);
    }
}
