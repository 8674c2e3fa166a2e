//! Brackets and quotes that were never opened, and where a text without its end should have ended.

use super::quoted::quoted_field_name;
use super::{Reader, plain};
use crate::message;
use crate::model::tree::{Node, Shape};

/// The one field whose value is fields itself; elsewhere these stand in a list.
const HOLDS_FIELDS: &str = "head";
/// Fields that stand beside it and that it has not.
const BESIDE_IT: &[&str] =
    &["posts", "functions", "shared_functions", "provisions", "count", "name", "acronym"];

impl Reader<'_> {
    /// Says that what opens the value at the reader is missing.
    pub(super) fn unopened(&mut self, open: char) {
        let line = self.short_line(self.at).unwrap_or_default();
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let length = match line.strip_prefix('"') {
            Some(text) => text.find('"').map_or(1, |end| end + 2),
            None => line.find(|c| !is_word(c)).unwrap_or(line.len()),
        };
        let word = if length == 0 { line.get(..1) } else { line.get(..length) };
        let message = message!("{0} is missing before {1}", open, word.unwrap_or_default());
        self.problem_here(message, message!("put {0} here", open));
    }

    /// The value of a field, also one whose bracket was never opened.
    pub(super) fn field_value(&mut self, name: &str, depth: usize) -> Option<Node> {
        self.skip_blank();
        let (start, told) = (self.at, self.problems.len());
        if name == HOLDS_FIELDS && is_field(self.rest()) {
            return Some(self.parenthesis(depth, false));
        }
        let value = self.value(depth)?;
        let is_map = self.text[start..].starts_with('"') && self.starts_with_colon();
        let is_list = name != HOLDS_FIELDS && self.goes_on_as_list(&value);
        let Some(left) = self.second_reading.checked_sub(self.at - start) else {
            return Some(value);
        };
        if !is_map && !is_list {
            return Some(value);
        }
        self.second_reading = left;
        self.at = start;
        self.problems.truncate(told);
        Some(if is_map { self.map(depth, false) } else { self.list(depth, false) })
    }

    /// Whether the bracket at `open` is that of a head, and what comes is a field of its unit.
    pub(super) fn leaves_head(&self, open: usize) -> bool {
        let before = self.text[..open].trim_end().strip_suffix(':').unwrap_or_default();
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let word = self.rest().split(|c| !is_name(c)).next().unwrap_or_default();
        before.ends_with(HOLDS_FIELDS) && BESIDE_IT.contains(&word) && self.stands_outside(open)
    }

    /// The rest of the line from a byte on, unless it is longer than people write.
    fn short_line(&self, at: usize) -> Option<&str> {
        const MOST_BYTES: usize = 8192;
        let rest = &self.text.as_bytes()[at..];
        let end = rest.iter().take(MOST_BYTES).position(|&byte| byte == b'\n');
        let end = end.or_else(|| (rest.len() <= MOST_BYTES).then_some(rest.len()))?;
        self.text.get(at..at + end)
    }

    fn starts_with_colon(&self) -> bool {
        self.rest().trim_start().starts_with([':', '：'])
    }

    /// Whether more values of the same sort, or the end of a list, stand behind a value.
    fn goes_on_as_list(&self, value: &Node) -> bool {
        let rest = self.rest().trim_start();
        let comma = rest.strip_prefix(',').map(str::trim_start);
        let behind = comma.unwrap_or(rest).strip_prefix(']').map(str::trim_start);
        let is_text = value.is_leaf() && self.text[value.span.clone()].starts_with('"');
        if is_text {
            let list = self.lists.last().copied().unwrap_or(0);
            let is_closed = behind.is_some_and(|behind| {
                let is_field =
                    behind.strip_prefix(',').is_some_and(|next| is_field(next.trim_start()));
                is_field || behind.starts_with(')')
            });
            let opened_before = || self.text[list..value.span.start].contains('\n');
            let goes_on = |next: &str| next.starts_with('"') && quoted_field_name(next).is_none();
            comma.is_some_and(goes_on) || (is_closed && opened_before())
        } else {
            let is_struct = matches!(value.shape, Shape::Struct(_));
            is_struct && (behind.is_some() || comma.is_some_and(|next| next.starts_with('(')))
        }
    }

    /// Whether a bare word begins a text whose quote was never opened: its line has one too many.
    pub(super) fn is_unopened_text(&self) -> bool {
        let Some(line) = self.short_line(self.at) else { return false };
        let before = line.split('"').next().unwrap_or_default();
        let mut commas = before.match_indices(',');
        let is_one_text = !commas.any(|(at, _)| is_field(before[at + 1..].trim_start()));
        has_odd_quotes(line) && is_one_text && !before.ends_with(['(', '[', '{', ' ', ':', ','])
    }

    /// Whether the text that starts at a byte has its end on another text's start.
    pub(super) fn lacks_its_end(&self, start: usize, end: usize) -> bool {
        let next = self.text[end..].chars().next();
        let fits = |c: char| c.is_whitespace() || ",:;=)]}/".contains(c) || plain(c).is_some();
        !next.is_none_or(fits) && self.short_line(start).is_some_and(has_odd_quotes)
    }

    /// Where on its line the text that starts at a byte should have ended.
    pub(super) fn likely_end(&self, start: usize) -> usize {
        let Some(line) = self.short_line(start).map(str::trim_end) else {
            return start + self.line_from(start).len();
        };
        let mut inside = 0_usize;
        for (at, c) in line.char_indices().skip(1) {
            let behind = &line[at + c.len_utf8()..];
            let is_end = match c {
                '(' => {
                    inside += 1;
                    false
                }
                ')' if inside > 0 => {
                    inside -= 1;
                    false
                }
                ',' => goes_on(behind),
                ':' => behind.trim_start().starts_with(['"', '{', '[', '(']),
                ')' | ']' | '}' => {
                    let behind = behind.trim_start_matches([')', ']', '}']);
                    behind.is_empty() || behind.strip_prefix(',').is_some_and(goes_on)
                }
                _ => false,
            };
            if is_end {
                return start + at;
            }
        }
        start + line.len()
    }
}

/// Whether what stands behind a comma is the next item.
fn goes_on(behind: &str) -> bool {
    let next = behind.trim_start();
    next.is_empty() || next.starts_with('"') || is_field(next)
}

/// Whether a text starts with a field's name and its colon.
pub(super) fn is_field(text: &str) -> bool {
    let behind = text.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
    behind.len() < text.len() && behind.trim_start().starts_with([':', '：'])
}

fn has_odd_quotes(line: &str) -> bool {
    let mut escaped = false;
    let quotes = line.chars().filter(|&c| {
        let counts = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        counts
    });
    quotes.count() % 2 == 1
}
