//! Conversion between bytes and positions of the protocol, in the negotiated encoding.

use std::ops::Range;

use lsp_types::{Position, PositionEncodingKind, TextEdit};

use crate::edit::Edits;
use crate::source::SourceText;

/// Unit of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16,
    Utf32,
}

impl Encoding {
    /// The best of the encodings that an editor offers; UTF-16 if it offers none.
    pub(super) fn of(offered: &[PositionEncodingKind]) -> Self {
        let known =
            [(PositionEncodingKind::UTF8, Self::Utf8), (PositionEncodingKind::UTF32, Self::Utf32)];
        let found = known.into_iter().find(|(kind, _)| offered.contains(kind));
        found.map_or(Self::Utf16, |(_, encoding)| encoding)
    }

    /// Its name in the protocol.
    pub(super) const fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    /// Length of a character.
    const fn length(self, character: char) -> usize {
        match self {
            Self::Utf8 => character.len_utf8(),
            Self::Utf16 => character.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    /// Length of a text.
    pub(super) fn length_of(self, text: &str) -> u32 {
        small(text.chars().map(|character| self.length(character)).sum())
    }

    /// The position of a byte; bytes past the end are clamped to the end.
    pub(super) fn position(self, source: &SourceText, byte: usize) -> Position {
        let text = source.text();
        let byte = text.floor_char_boundary(byte.min(text.len()));
        let line = source.position(byte).line - 1;
        let start = source.line_starts()[line];
        Position::new(small(line), self.length_of(&text[start..byte]))
    }

    /// The byte at a position; positions past the end of a line are clamped to its end.
    pub(super) fn byte(self, source: &SourceText, position: Position) -> usize {
        let starts = source.line_starts();
        let Some(&start) = starts.get(position.line as usize) else { return source.text().len() };
        let line = source.line_span(start);
        let mut left = position.character as usize;
        for (at, character) in source.text()[line.clone()].char_indices() {
            let length = self.length(character);
            if left < length {
                return line.start + at;
            }
            left -= length;
        }
        line.end
    }

    pub(super) fn range(self, source: &SourceText, span: &Range<usize>) -> lsp_types::Range {
        lsp_types::Range::new(self.position(source, span.start), self.position(source, span.end))
    }

    pub(super) fn span(self, source: &SourceText, range: lsp_types::Range) -> Range<usize> {
        let start = self.byte(source, range.start);
        start..self.byte(source, range.end).max(start)
    }

    /// Edits of a text in the types of the protocol.
    pub(super) fn edits(self, source: &SourceText, edits: &Edits) -> Vec<TextEdit> {
        let edit = |edit: &crate::edit::Edit| {
            TextEdit::new(self.range(source, &edit.span), edit.text.clone())
        };
        edits.list().iter().map(edit).collect()
    }
}

/// A number of the protocol.
pub(super) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_columns_in_the_negotiated_encoding() {
        let source = SourceText::new("a.ron", "x\r\n维😀y\n");
        let y = source.text().find('y').expect("there is a y");
        for (encoding, column) in [(Encoding::Utf8, 7), (Encoding::Utf16, 3), (Encoding::Utf32, 2)]
        {
            let position = Position::new(1, column);
            assert_eq!(encoding.position(&source, y), position);
            assert_eq!(encoding.byte(&source, position), y);
        }
        let inside = Encoding::Utf16.byte(&source, Position::new(1, 2));
        assert_eq!(&source.text()[inside..], "😀y\n");
        assert_eq!(Encoding::Utf16.byte(&source, Position::new(0, 99)), 1);
        assert_eq!(Encoding::Utf16.byte(&source, Position::new(99, 0)), source.text().len());
    }
}
