//! Texts between quotes of all sorts, closed or not.

use std::ops::Range;

use super::{Reader, plain};
use crate::message;
use crate::model::tree::Node;

impl<'a> Reader<'a> {
    /// The rest of the line from a byte on.
    pub(super) fn line_from(&self, at: usize) -> &'a str {
        self.text[at..].split('\n').next().unwrap_or_default()
    }

    pub(super) fn string(&mut self) -> Node {
        let start = self.at;
        let mut escaped = false;
        for (offset, c) in self.rest().char_indices().skip(1) {
            if escaped {
                escaped = false;
            } else if c == '\\' {
                escaped = true;
            } else if c == '"' {
                self.at = start + offset + 1;
                if self.lacks_its_end(start, self.at) {
                    self.unclosed_string(start);
                }
                return self.leaf(start);
            } else if c == '\n' && self.line_starts_a_field(start + offset + 1) {
                // Nearly always the quote was forgotten on the first line.
                self.unclosed_string(start);
                return self.leaf(start);
            }
        }
        self.unclosed_string(start);
        self.leaf(start)
    }

    /// Says that the text at `start` is never closed, and goes on where it should have been.
    fn unclosed_string(&mut self, start: usize) {
        self.at = self.likely_end(start);
        let text = self.text[start..self.at].trim_end();
        let last = text.char_indices().next_back();
        if let Some((at, _)) = last.filter(|&(_, c)| plain(c) == Some('"')) {
            self.at = start + at;
            return self.take();
        }
        self.problem(
            start..start + 1,
            message!("this text is never closed"),
            message!("end it with \" on this line"),
        );
    }

    /// A text without the quote before it, which ends with the one behind it.
    pub(super) fn unopened_text(&mut self) -> Node {
        let start = self.at;
        self.unopened('"');
        self.at += self.line_from(start).find('"').map_or(0, |at| at + 1);
        self.leaf(start)
    }

    /// Whether the line at `at` looks like `name: …`, `(name: …` or `"en": …`, as no prose does.
    fn line_starts_a_field(&self, at: usize) -> bool {
        let line = self.line_from(at).trim_start_matches([' ', '\t']);
        if let Some(key) = line.strip_prefix('"') {
            let tag = key.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
            return tag.len() < key.len() && tag.starts_with("\":");
        }
        let field = line.strip_prefix('(').unwrap_or(line);
        let colon = field.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '_');
        colon.len() < field.len() && colon.starts_with(": ")
    }

    /// A text between typographic quotes, which ends on its line.
    pub(super) fn full_width_string(&mut self) -> Node {
        let start = self.at;
        self.take();
        let line = self.line_from(self.at);
        let close = line.char_indices().find(|&(_, c)| c == '"' || plain(c) == Some('"'));
        self.at += close.map_or(line.len(), |(at, _)| at);
        if close.is_some() {
            self.take();
        }
        self.leaf(start)
    }

    /// A field's name between quotes, as JSON has it, with its colon.
    pub(super) fn quoted_field_name(&mut self) -> Option<(String, Range<usize>)> {
        let name = quoted_field_name(self.rest())?;
        let span = self.at + 1..self.at + 1 + name.len();
        self.problem(
            self.at..span.end + 1,
            message!("the name of a field stands without quotes"),
            message!("write {0}", name),
        );
        self.at = span.end + 1;
        self.colon(name.into());
        Some((name.to_owned(), span))
    }

    pub(super) fn raw_string_hashes(&self) -> Option<usize> {
        let rest = self.rest().strip_prefix('r')?;
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        rest[hashes..].starts_with('"').then_some(hashes)
    }

    pub(super) fn raw_string(&mut self) -> Node {
        let start = self.at;
        let hashes = self.raw_string_hashes().unwrap_or(0);
        let body = start + 1 + hashes + 1;
        let end = format!("\"{}", "#".repeat(hashes));
        if let Some(length) = self.text[body..].find(&end) {
            self.at = body + length + end.len();
        } else {
            self.at = self.text.len();
            self.ended = true;
            self.problem(
                start..body,
                message!("this text is never closed"),
                message!("end it with {0}", end),
            );
        }
        self.leaf(start)
    }

    pub(super) fn character(&mut self) -> Node {
        let start = self.at;
        let line = self.line_from(start);
        if let Some(length) = line[1..].find('\'') {
            self.at += length + 2;
        } else {
            self.at += line.len();
            let hint = message!("texts stand between double quotes: \"…\"");
            self.problem(start..start + 1, message!("this quote is never closed"), hint);
        }
        self.leaf(start)
    }
}

/// The name between quotes that a text starts with, if a colon follows.
pub(super) fn quoted_field_name(text: &str) -> Option<&str> {
    let text = text.strip_prefix('"')?;
    let behind = text.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '_');
    let name = &text[..text.len() - behind.len()];
    let is_field = behind.strip_prefix('"')?.trim_start().starts_with(':');
    (is_field && !name.is_empty()).then_some(name)
}
