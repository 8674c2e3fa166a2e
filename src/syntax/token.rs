//! Tokens of a text.

use std::ops::Range;

/// Kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A byte-order mark at the start of the text.
    ByteOrderMark,
    /// A run of white space.
    Blank,
    /// `// …`, without the line break.
    LineComment,
    /// `/* … */`, nested or not.
    BlockComment,
    /// `#![enable(…)]`.
    Attribute,
    /// `(`, `[` or `{`.
    Open,
    /// `)`, `]` or `}`.
    Close,
    /// `,`.
    Comma,
    /// `:`.
    Colon,
    /// `"…"`, or raw: `r"…"`, `r#"…"#`.
    Text,
    /// `'…'`.
    Character,
    /// A number or an identifier.
    Word,
    /// Anything that RON does not know.
    Unknown,
}

impl TokenKind {
    /// Whether the token is white space, a comment or the byte-order mark.
    #[must_use]
    pub const fn is_trivia(self) -> bool {
        matches!(self, Self::ByteOrderMark | Self::Blank | Self::LineComment | Self::BlockComment)
    }

    /// Whether the token is a comment of either form.
    #[must_use]
    pub const fn is_comment(self) -> bool {
        matches!(self, Self::LineComment | Self::BlockComment)
    }
}

/// Token of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// Kind of the token.
    pub kind: TokenKind,
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// Its text.
    pub text: &'a str,
}
