//! Text of a file, with line and column lookup.

use std::ops::Range;
use std::sync::OnceLock;

/// Bytes between two entries of the character index.
const STRIDE: usize = 256;

/// Human-readable position in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Text of a file, with the file's name.
#[derive(Clone, Debug, Default)]
pub struct SourceText {
    name: String,
    text: String,
    /// Start of each line; computed on the first lookup.
    line_starts: OnceLock<Vec<usize>>,
    /// Number of characters that start before each multiple of [`STRIDE`] bytes; computed on the first lookup in a long
    /// line.
    characters: OnceLock<Vec<usize>>,
}

impl SourceText {
    /// Wraps a text; `name` is the file name in messages.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), ..Self::default() }
    }

    /// Name of the file in messages.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Consumes the value and returns the text.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// Line and column of a byte; bytes past the end are clamped to the end.
    #[must_use]
    pub fn position(&self, byte: usize) -> Position {
        let byte = self.text.ceil_char_boundary(byte);
        let line = self.line_number(byte);
        let start = self.line_starts()[line - 1];
        let before = if byte - start <= STRIDE {
            character_count(&self.text.as_bytes()[start..byte])
        } else {
            self.characters_before(byte) - self.characters_before(start)
        };
        Position { line, column: before + 1 }
    }

    fn characters_before(&self, byte: usize) -> usize {
        let bytes = self.text.as_bytes();
        let index = self.characters.get_or_init(|| {
            let mut total = 0;
            let strides = bytes.chunks_exact(STRIDE).map(|stride| {
                total += character_count(stride);
                total
            });
            std::iter::once(0).chain(strides).collect()
        });
        let stride = byte / STRIDE;
        index[stride] + character_count(&bytes[stride * STRIDE..byte])
    }

    /// Start of each line.
    pub(crate) fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| {
            let breaks = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(breaks.map(|at| at + 1)).collect()
        })
    }

    fn line_number(&self, byte: usize) -> usize {
        self.line_starts().partition_point(|&start| start <= byte)
    }

    /// Byte range of the line that contains a byte, without its line break.
    #[must_use]
    pub fn line_span(&self, byte: usize) -> Range<usize> {
        let line = self.line_number(byte);
        let start = self.line_starts()[line - 1];
        let end = self.line_starts().get(line).map_or(self.text.len(), |&next| next - 1);
        start..start + self.text[start..end].trim_end_matches('\r').len()
    }

    /// Text of the line that contains a byte, without its line break.
    #[must_use]
    pub fn line_at(&self, byte: usize) -> &str {
        &self.text[self.line_span(byte)]
    }

    /// First and last position of a span.
    #[must_use]
    pub fn range(&self, span: &Range<usize>) -> (Position, Position) {
        (self.position(span.start), self.position(span.end))
    }
}

/// Number of characters that start in a UTF-8 slice.
fn character_count(utf8: &[u8]) -> usize {
    utf8.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let source = SourceText::new("x", "ab\n海岸\tz\n");
        let z = source.text().find('z').expect("the text holds a z");
        assert_eq!(source.position(z), Position { line: 2, column: 4 });
        assert_eq!(source.line_at(z), "海岸\tz");
        assert_eq!(source.position(999), Position { line: 3, column: 1 });
    }

    #[test]
    fn columns_count_characters_in_long_lines() {
        let line = "aé海𝒳".repeat(200);
        let source = SourceText::new("x", format!("first\n{line}"));
        for (column, (at, _)) in (1..).zip(line.char_indices()) {
            assert_eq!(source.position(6 + at), Position { line: 2, column });
        }
        assert_eq!(source.position(6 + line.len()), Position { line: 2, column: 801 });
        let exact = SourceText::new("x", "a".repeat(2 * STRIDE));
        assert_eq!(exact.position(2 * STRIDE), Position { line: 1, column: 513 });
    }
}
