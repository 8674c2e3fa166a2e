//! Quoted texts of all kinds, closed or not.

use std::ops::Range;

use super::{Parser, not_plain, plain};
use crate::diagnostic::Fix;
use crate::message;
use crate::syntax::scan::{character_length, raw_string_hashes, string_length};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::ValueKind;

/// String that was scanned for its end.
pub(super) struct StringScan {
    /// From the opening quote to the end of the scan.
    span: Range<usize>,
    end: Option<usize>,
}

impl<'a> Parser<'a, '_> {
    pub(super) fn string(&mut self) {
        let start = self.at;
        match self.string_end(start) {
            Some(end) if !self.lacks_its_end(end) => {
                self.leaf(ValueKind::Text, TokenKind::Text, end - start);
            }
            _ => self.unclosed_string(),
        }
    }

    /// The end of the string that starts at a byte; `None` if its closing quote was probably forgotten.
    ///
    /// A quote within the string that was scanned last is an escaped one, and from there on both scans would be the
    /// same. Text after unclosed strings is therefore scanned only once.
    fn string_end(&mut self, start: usize) -> Option<usize> {
        if let Some(scan) = self.string_scan.as_ref().filter(|scan| scan.span.contains(&start)) {
            return scan.end;
        }
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        let (stopped, end) = loop {
            let next = memchr::memchr3(b'"', b'\\', b'\n', &bytes[at..]);
            let Some(ahead) = next else { break (bytes.len(), None) };
            at += ahead;
            match bytes[at] {
                b'"' => break (at, Some(at + 1)),
                // The character after a backslash may take several bytes, none of which is a quote.
                b'\\' => at = (at + 2).min(bytes.len()),
                // Nearly always the quote was forgotten on the first line.
                _ if self.line_starts_a_field(at + 1) => {
                    break (at, None);
                }
                _ => at += 1,
            }
        };
        self.string_scan = Some(StringScan { span: start..stopped, end });
        end
    }

    /// Reads an unclosed string up to its likely end.
    fn unclosed_string(&mut self) {
        let start = self.at;
        let end = self.likely_end(start);
        let text = self.text[start..end].trim_end();
        let last = text.char_indices().next_back();
        if let Some((at, c)) = last.filter(|&(_, c)| plain(c) == Some('"')) {
            let span = start + at..start + at + c.len_utf8();
            self.problem(span, not_plain(c), message!("write {0}", '"'));
            return self.leaf(ValueKind::Text, TokenKind::Text, text.len());
        }
        self.problem(
            start..start + 1,
            message!("this text is never closed"),
            message!("close it with \" on this line"),
        );
        self.leaf(ValueKind::Text, TokenKind::Text, end - start);
    }

    /// Reads a text whose opening quote is missing, up to its closing quote.
    pub(super) fn unopened_text(&mut self) {
        self.report_unopened('"', self.at);
        let line = self.line_from(self.at);
        let length = line.find('"').map_or(line.len(), |at| at + 1);
        self.leaf(ValueKind::Text, TokenKind::Text, length);
    }

    /// Whether the line at a byte looks like `name: …`, `(name: …` or `"en": …`, as prose never does.
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

    /// Reads a text between typographic quotes, which ends on its line.
    pub(super) fn full_width_string(&mut self) {
        let start = self.at;
        let quote = self.peek().unwrap_or('“');
        let line = &self.line_from(start)[quote.len_utf8()..];
        self.problem_here(not_plain(quote), message!("write {0}", '"'));
        let close = line.char_indices().find(|&(_, c)| c == '"' || plain(c) == Some('"'));
        let length = close.map_or(line.len(), |(at, c)| {
            if c != '"' {
                let at = start + quote.len_utf8() + at;
                self.problem(at..at + c.len_utf8(), not_plain(c), message!("write {0}", '"'));
            }
            at + c.len_utf8()
        });
        self.leaf(ValueKind::Text, TokenKind::Text, quote.len_utf8() + length);
    }

    /// Reads a quoted field name with its colon, as in JSON.
    pub(super) fn quoted_field_name(&mut self) -> Option<&'a str> {
        let name = quoted_field_name(self.rest())?;
        let end = self.at + name.len() + 2;
        let hint = message!("write {0}", name);
        let message = message!("field names are written without quotes");
        self.slip(self.at..end, message, hint, Fix::certain(name));
        self.push(TokenKind::Text, name.len() + 2);
        self.colon(name.into());
        Some(name)
    }

    pub(super) fn raw_string(&mut self) {
        let start = self.at;
        let length = string_length(self.rest()).unwrap_or_else(|| {
            let hashes = raw_string_hashes(self.rest()).unwrap_or(0);
            let length = self.rest().len();
            self.ended = true;
            self.problem(
                start..start + 1 + hashes + 1,
                message!("this text is never closed"),
                message!("close it with {0}", format!("\"{}", "#".repeat(hashes))),
            );
            length
        });
        self.leaf(ValueKind::Text, TokenKind::Text, length);
    }

    pub(super) fn character(&mut self) {
        let start = self.at;
        let length = if let Some(length) = character_length(self.rest()) {
            length
        } else {
            let hint = message!("write texts in double quotes: \"…\"");
            self.problem(start..start + 1, message!("this quotation mark is never closed"), hint);
            self.line_from(start).len()
        };
        self.leaf(ValueKind::Character, TokenKind::Character, length);
    }
}

/// The quoted name that a text starts with, if a colon follows.
pub(super) fn quoted_field_name(text: &str) -> Option<&str> {
    let text = text.strip_prefix('"')?;
    let behind = text.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '_');
    let name = &text[..text.len() - behind.len()];
    let is_field = behind.strip_prefix('"')?.trim_start().starts_with(':');
    (is_field && !name.is_empty()).then_some(name)
}
