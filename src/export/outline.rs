//! Outline as text that `import` reads back: one line per unit, indented by its level, with its head and functions.
//!
//! `Name (ACR) – Head: Holder`, followed by `4.3(a) Function`. A backslash precedes characters that the reader would
//! interpret.

use std::io::{BufWriter, Write};

use super::{ExportError, Subtree};
use crate::model::{Chart, Statement, Status, Text, UnitIndex};

/// Maximum length of an acronym that the reader recognizes, in characters.
const MAX_ACRONYM: usize = 12;

/// Writes the outline of a part of a chart in a language.
///
/// # Errors
/// If writing to `out` fails.
pub fn write(
    chart: &Chart,
    subtree: Subtree,
    language: &str,
    out: impl Write,
) -> Result<(), ExportError> {
    let first = chart.languages().first().map(String::as_str);
    let languages: Vec<&str> = std::iter::once(language).chain(first).collect();
    let words = |text: &Text| one_line(text.get(languages.iter().copied()));
    let mut out = BufWriter::new(out);
    let top = subtree.root.map_or(0, |root| chart.unit(root).depth);
    for unit in subtree.outline(chart) {
        let indent = "  ".repeat((chart.unit(unit).depth - top) as usize);
        writeln!(out, "{indent}- {}", line(chart, unit, &words))?;
        for held in chart.functions(unit) {
            if let Some(function) = function(held.statement, &words) {
                writeln!(out, "{indent}  {function}")?;
            }
        }
    }
    out.flush()?;
    Ok(())
}

fn line(chart: &Chart, index: UnitIndex, words: &impl Fn(&Text) -> String) -> String {
    let unit = chart.unit(index);
    let mut line = escaped(&words(&unit.name), true);
    if line.is_empty() {
        line = escaped(&unit.id, true);
    }
    let acronym = unit.acronym.as_deref().map(one_line).unwrap_or_default();
    if !acronym.is_empty() && acronym.chars().count() <= MAX_ACRONYM {
        line.push_str(&format!(" ({})", escaped(&acronym, false)));
    }
    if let Some(head) = &unit.head {
        let holders: Vec<String> = head.holders.iter().map(|person| words(&person.name)).collect();
        let (title, holders) = (words(&head.title), holders.join(", "));
        if !title.is_empty() || !holders.is_empty() {
            line.push_str(&format!(" – {}", escaped(&title, false)));
        }
        let is_vacant = head.status == Some(Status::Vacant);
        let status = if is_vacant { Status::Vacant.word() } else { "" };
        let behind = if holders.is_empty() { status } else { &holders };
        if !behind.is_empty() {
            line.push_str(&format!(": {}", escaped(behind, false)));
        }
    }
    line
}

/// A function after its first citation; `None` without a number, which the reader would not recognize as a function.
fn function(statement: &Statement, words: &impl Fn(&Text) -> String) -> Option<String> {
    let text = words(&statement.text);
    let cite = statement.cite.first().map_or("", |cite| &cite.paragraph);
    let cite = match (is_number(cite), cite.ends_with(')')) {
        (true, true) => cite.to_owned(),
        (true, false) => format!("{}.", cite.trim_end_matches('.')),
        (false, _) => "(-)".to_owned(),
    };
    (!text.is_empty()).then(|| format!("{cite} {}", text.replace('\\', "\\\\")))
}

/// Whether a paragraph is a number such as `4.3(b)(ii)`, which the reader recognizes.
fn is_number(paragraph: &str) -> bool {
    let digits = paragraph.find(|c: char| !c.is_ascii_digit() && c != '.');
    let (digits, mut letters) = paragraph.split_at(digits.unwrap_or(paragraph.len()));
    while let Some((inside, rest)) = letters.strip_prefix('(').and_then(|it| it.split_once(')')) {
        if !(1..=4).contains(&inside.len()) {
            return false;
        }
        letters = rest;
    }
    letters.is_empty() && digits.starts_with(|c: char| c.is_ascii_digit())
}

/// Text on one line, with single spaces between words.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text with a backslash before characters that would split a line of an outline; `is_first` at its start.
fn escaped(words: &str, is_first: bool) -> String {
    let mut escaped = String::with_capacity(words.len() + 4);
    let characters: Vec<char> = words.chars().collect();
    for (at, &character) in characters.iter().enumerate() {
        let ends_word = characters.get(at + 1).is_none_or(|&next| next == ' ');
        let is_apart = at > 0 && characters[at - 1] == ' ' && ends_word;
        let is_dash = "-–—".contains(character);
        let is_mark = "\\(（)）:：".contains(character) || (is_dash && is_apart);
        let starts_line = is_first && at == 0 && "-–#*•·+=_`0123456789第".contains(character);
        if is_mark || starts_line {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
