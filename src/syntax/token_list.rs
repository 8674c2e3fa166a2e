//! Tokens of a text that is being edited: incremental lexing by lines.

use std::ops::Range;

use super::lexer::Lexer;
use super::scan::Trivia;
use super::token::{Token, TokenKind};
use super::tree::{RawToken, Tree, index};

/// Kinds and first bytes of the tokens of a text, valid or not; the tokens cover the whole text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenList {
    tokens: Vec<RawToken>,
    /// Length of the text, in bytes.
    end: usize,
}

impl TokenList {
    /// Lexes a whole text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let tree = Tree::parse(text);
        Self { tokens: tree.tokens, end: tree.end }
    }

    /// The tokens of the text that this list was made from.
    pub fn iter<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Token<'a>> {
        self.from(0, text)
    }

    /// The tokens that start at or after a byte.
    pub fn from<'a>(&'a self, byte: usize, text: &'a str) -> impl Iterator<Item = Token<'a>> {
        let first = self.tokens.partition_point(|token| (token.start as usize) < byte);
        (first..self.tokens.len()).map(move |at| {
            let span = self.span(at);
            Token { kind: self.tokens[at].kind, text: &text[span.clone()], span }
        })
    }

    /// The tokens after a span was replaced by `length` bytes; `text` is the new text.
    ///
    /// Lexes only the changed lines, if nothing in them can change the meaning of other lines, such as the start of a
    /// comment; otherwise lexes the whole text.
    #[must_use]
    pub fn edited(self, text: &str, span: Range<usize>, length: usize) -> Self {
        match self.changed_lines(text, &span, length) {
            Some(lines) => self.spliced(text, lines, span.len(), length),
            None => Self::of(text),
        }
    }

    fn span(&self, at: usize) -> Range<usize> {
        let end = self.tokens.get(at + 1).map_or(self.end, |next| next.start as usize);
        self.tokens[at].start as usize..end
    }

    /// The tokens that contain the line breaks around a changed span, and those in between; `None` if something other
    /// than white space or a line comment spans a line break.
    fn changed_lines(
        &self,
        text: &str,
        span: &Range<usize>,
        length: usize,
    ) -> Option<Range<usize>> {
        let breaks = text.as_bytes();
        let before = memchr::memrchr(b'\n', &breaks[..span.start])?;
        let behind = memchr::memchr(b'\n', &breaks[span.start + length..])? + span.end;
        let holding = |byte: usize| {
            let at = self.tokens.partition_point(|token| token.start as usize <= byte);
            at.checked_sub(1).filter(|&at| self.tokens[at].kind == TokenKind::Blank)
        };
        Some(holding(before)?..holding(behind)? + 1)
    }

    /// The list with the tokens of some lines replaced.
    fn spliced(mut self, text: &str, lines: Range<usize>, removed: usize, inserted: usize) -> Self {
        let moved = |start: usize| start + inserted - removed;
        let part = self.span(lines.start).start..moved(self.span(lines.end - 1).end);
        let Some(read) = read_lines(text, part) else { return Self::of(text) };
        self.end = moved(self.end);
        for token in &mut self.tokens[lines.end..] {
            token.start = index(moved(token.start as usize));
        }
        self.tokens.splice(lines, read);
        self
    }
}

/// The tokens of whole lines; `None` if a comment is unclosed or a token is unknown.
///
/// An unclosed string extends to the end of its line: the user may be typing it.
fn read_lines(text: &str, part: Range<usize>) -> Option<Vec<RawToken>> {
    let mut tokens = Vec::new();
    let mut at = part.start;
    while at < part.end {
        let token = Lexer::new(text, at..part.end).next()?;
        let is_open = match token.kind {
            TokenKind::Unknown => return None,
            TokenKind::BlockComment => {
                !Trivia::at_start(&text[at..part.end]).is_some_and(|comment| comment.is_closed)
            }
            _ => false,
        };
        if is_open {
            return None;
        }
        tokens.push(RawToken { start: index(at), kind: token.kind });
        let is_string_without_end = token.text == "\"";
        at = if is_string_without_end {
            memchr::memchr(b'\n', &text.as_bytes()[at..part.end]).map_or(part.end, |end| at + end)
        } else {
            token.span.end
        };
    }
    Some(tokens)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "(\n  // Registry\n  title: \"Registry of ships\",\n  units: [\n    (id: \"a\", kind: \"office\", name: \"A\"), /* both\n    lines */\n    (\n      id: \"b\",\n      name: {\"en\": \"B\", \"zh\": \"乙\"},\n    ),\n  ],\n)\n";

    fn kinds(text: &str, tokens: &TokenList) -> Vec<(TokenKind, String)> {
        tokens.iter(text).map(|token| (token.kind, token.text.to_owned())).collect()
    }

    #[test]
    fn unterminated_strings_end_at_the_line() {
        let at = TEXT.find("\"b\"").expect("it is there") + 2;
        let text = [&TEXT[..at], &TEXT[at + 1..]].concat();
        let tokens = TokenList::of(TEXT).edited(&text, at..at + 1, 0);
        let strings: Vec<String> = kinds(&text, &tokens)
            .into_iter()
            .filter(|(kind, _)| *kind == TokenKind::Text)
            .map(|(_, text)| text)
            .collect();
        assert_eq!(
            strings,
            [
                "\"Registry of ships\"",
                "\"a\"",
                "\"office\"",
                "\"A\"",
                "\"b,",
                "\"en\"",
                "\"B\"",
                "\"zh\"",
                "\"乙\""
            ]
        );
    }

    fn edit() -> impl Strategy<Value = (usize, usize, String)> {
        let words = prop_oneof![
            "[a-z\"(),:\\[\\]{}/* \n]{0,4}",
            Just("\"two\nlines\"".to_owned()),
            Just("/* x */".to_owned()),
            Just("（".to_owned()),
        ];
        (0..=TEXT.len(), 0_usize..12, words)
    }

    proptest! {
        #[test]
        fn incremental_lexing_matches_full_lexing(edits in prop::collection::vec(edit(), 1..5)) {
            let mut text = TEXT.to_owned();
            let mut tokens = TokenList::of(&text);
            for (start, length, words) in edits {
                let start = text.floor_char_boundary(start.min(text.len()));
                let end = text.ceil_char_boundary((start + length).min(text.len()));
                text.replace_range(start..end, &words);
                tokens = tokens.edited(&text, start..end, words.len());
                let together: String = tokens.iter(&text).map(|token| token.text).collect();
                prop_assert_eq!(&together, &text);
                let anew = kinds(&text, &TokenList::of(&text));
                let is_simple = |(kind, text): &(TokenKind, String)| {
                    *kind != TokenKind::Text || !text.contains('\n')
                };
                if Tree::parse_strictly(&text).is_some() && anew.iter().all(is_simple) {
                    prop_assert_eq!(kinds(&text, &tokens), anew);
                }
            }
        }
    }
}
