//! The current line: its end, and the quotes on it. Repeated lookups cost the same on long lines.

use std::ops::Range;

use super::Parser;
use super::missing::is_field;

/// Maximum length of a line that is searched for a missing quote, in bytes.
const MAX_LINE_BYTES: usize = 8192;

impl<'a> Parser<'a, '_> {
    /// The rest of the line from a byte on.
    pub(super) fn line_from(&self, at: usize) -> &'a str {
        let (from, end) = self.line_end.get();
        if from <= at && at <= end {
            return &self.text[at..end];
        }
        let rest = &self.text.as_bytes()[at..];
        let end = at + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        self.line_end.set((at, end));
        &self.text[at..end]
    }

    /// The rest of the line from a byte on, unless the line is unusually long.
    pub(super) fn short_line(&self, at: usize) -> Option<&'a str> {
        Some(self.line_from(at)).filter(|line| line.len() <= MAX_LINE_BYTES)
    }

    /// The quotes on the current line, unless the line is unusually long.
    pub(super) fn quoted_line(&mut self) -> Option<&QuotedLine> {
        let start = self.line_start;
        if self.quoted_line.as_ref().is_none_or(|line| line.start != start) {
            let end = self.at + self.line_from(self.at).len();
            if end - start > MAX_LINE_BYTES {
                return None;
            }
            self.quoted_line = Some(QuotedLine::new(self.text, start..end));
        }
        self.quoted_line.as_ref()
    }
}

/// Positions of the quotes on a line.
pub(super) struct QuotedLine {
    start: usize,
    /// Quotes that are not escaped by a backslash.
    quotes: Vec<usize>,
    /// Commas that are followed by a field.
    commas: Vec<usize>,
}

impl QuotedLine {
    fn new(text: &str, span: Range<usize>) -> Self {
        let line = &text[span.clone()];
        let mut is_escaped = false;
        let mut quotes = Vec::new();
        for (at, byte) in span.clone().zip(line.bytes()) {
            if byte == b'"' && !is_escaped {
                quotes.push(at);
            }
            is_escaped = byte == b'\\' && !is_escaped;
        }
        let commas = line.match_indices(',').map(|(at, _)| at);
        let commas = commas.filter(|at| is_field(line[at + 1..].trim_start()));
        Self { start: span.start, quotes, commas: commas.map(|at| span.start + at).collect() }
    }

    /// The first quote from a byte on, if the number of quotes is odd.
    pub(super) fn odd_quote(&self, at: usize) -> Option<usize> {
        let quotes = &self.quotes[self.quotes.partition_point(|&quote| quote < at)..];
        if quotes.len() % 2 == 1 { quotes.first().copied() } else { None }
    }

    /// Whether a range of the line contains a comma that is followed by a field.
    pub(super) fn has_field(&self, stretch: Range<usize>) -> bool {
        let next = self.commas.partition_point(|&comma| comma < stretch.start);
        self.commas.get(next).is_some_and(|&comma| comma < stretch.end)
    }
}
