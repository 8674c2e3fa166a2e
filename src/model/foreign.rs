//! Detection of files in other formats.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Message};
use crate::message;

/// Problem that names the format of a text, if it is a known format other than that of structure files.
pub(super) fn problem(text: &str) -> Option<Diagnostic> {
    let start =
        text.len() - text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).len();
    let (form, hint) = form(&text[start..])?;
    let first = text[start..].chars().next().map_or(0, char::len_utf8);
    let span: Range<usize> = start..start + first;
    let message = message!("this looks like {0}, not like a structure file", form);
    let problem = Diagnostic::new(Code::Syntax, Some(span), message).with_hint(hint);
    Some(problem.with_hint(message!("`organogram sample` prints a complete example")))
}

/// Name of a format, and its difference from the structure file.
fn form(text: &str) -> Option<(Message, Message)> {
    if text.starts_with('<') {
        let hint = message!("a structure file starts with ( and a field: (organogram: 1, …)");
        return Some((message!("HTML or XML"), hint));
    }
    if is_json(text) {
        let hint = message!(
            "write fields in ( … ) instead of { … }, with their names unquoted: (organogram: 1, units: [(id: …, …), …])"
        );
        return Some((message!("JSON"), hint));
    }
    if is_yaml(text) {
        let hint = message!(
            "write fields in parentheses, with a comma after each: (organogram: 1, units: [(id: …, …), …])"
        );
        return Some((message!("YAML"), hint));
    }
    if is_table(text) {
        let hint = message!(
            "write each row as a unit: (organogram: 1, units: [(id: …, kind: …, name: …, parent: …), …])"
        );
        return Some((message!("a table (CSV)"), hint));
    }
    None
}

/// Whether a text is a JSON object, or a list of objects.
fn is_json(text: &str) -> bool {
    let inner = text.strip_prefix('[').map_or(text, str::trim_start);
    inner.strip_prefix('{').is_some_and(|inner| inner.trim_start().starts_with(['"', '}']))
}

/// Whether a text starts like a YAML document or with a key outside brackets.
fn is_yaml(text: &str) -> bool {
    let is_key = |line: &str| {
        line.split_once(':').is_some_and(|(key, value)| {
            let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ');
            !key.is_empty()
                && !value.trim_end().ends_with(',')
                && key.trim_start_matches("- ").chars().all(is_word)
                && (value.is_empty() || value.starts_with(' '))
        })
    };
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let first = lines.next().unwrap_or_default();
    first.trim_end() == "---"
        || (is_key(first) && lines.next().is_none_or(|line| is_key(line.trim())))
}

/// Whether a text has two or more rows with the same number of cells.
fn is_table(text: &str) -> bool {
    let mut rows = text.lines().filter(|line| !line.trim().is_empty()).take(3);
    let Some(head) = rows.next() else { return false };
    let rows: Vec<&str> = rows.collect();
    [',', ';', '\t'].into_iter().any(|separator| {
        let cells = |row: &str| row.matches(separator).count();
        let is_alike = |row: &&str| cells(row) == cells(head) || row.contains('"');
        cells(head) > 0
            && !head.contains(['(', '[', '{', ':'])
            && !rows.is_empty()
            && rows.iter().all(is_alike)
    })
}
