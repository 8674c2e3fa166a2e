//! Lexer for valid texts.

use std::ops::Range;

use super::scan::{
    Trivia, WORD, attribute_length, character_length, raw_string_hashes, string_length, word_length,
};
use super::token::{Token, TokenKind};

/// Splits a part of a valid text, whose ends are token boundaries, into tokens.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl<'a> Lexer<'a> {
    pub(super) const fn new(text: &'a str, span: Range<usize>) -> Self {
        Self { text, at: span.start, end: span.end }
    }

    /// Kind and length of the first token of a text.
    fn piece(rest: &str, is_start: bool) -> Option<(TokenKind, usize)> {
        if let Some(Trivia { kind, length, .. }) = Trivia::at_start(rest) {
            return Some((kind, length));
        }
        let first = rest.chars().next()?;
        let (kind, length) = match first {
            '\u{feff}' if is_start => (TokenKind::ByteOrderMark, None),
            '(' | '[' | '{' => (TokenKind::Open, None),
            ')' | ']' | '}' => (TokenKind::Close, None),
            ',' => (TokenKind::Comma, None),
            ':' => (TokenKind::Colon, None),
            '"' => (TokenKind::Text, string_length(rest)),
            'r' if raw_string_hashes(rest).is_some() => (TokenKind::Text, string_length(rest)),
            '\'' => (TokenKind::Character, character_length(rest)),
            '#' => (TokenKind::Attribute, attribute_length(rest)),
            _ => match word_length(rest, WORD) {
                Some(length) => (TokenKind::Word, Some(length)),
                None => (TokenKind::Unknown, None),
            },
        };
        Some((kind, length.unwrap_or(first.len_utf8())))
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let start = self.at;
        let rest = &self.text[start..self.end];
        let (kind, mut length) = Self::piece(rest, start == 0)?;
        // Consecutive white space is one token.
        while kind == TokenKind::Blank
            && let Some((TokenKind::Blank, more)) = Self::piece(&rest[length..], false)
        {
            length += more;
        }
        self.at += length;
        Some(Token { kind, span: start..start + length, text: &rest[..length] })
    }
}
