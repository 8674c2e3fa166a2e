//! Lengths of lexical elements at the start of a text: white space and comments, words, quoted text.

use super::literal;
use super::token::TokenKind;

/// White space or a comment.
pub(super) struct Trivia {
    pub(super) kind: TokenKind,
    pub(super) length: usize,
    pub(super) is_closed: bool,
}

impl Trivia {
    /// The white space or comment at the start of a text.
    pub(super) fn at_start(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let closed = |kind, length| Some(Self { kind, length, is_closed: true });
        match bytes {
            [b'\t'..=b'\r' | b' ', ..] => {
                let is_blank = |byte: &u8| matches!(byte, b'\t'..=b'\r' | b' ');
                let length = bytes.iter().position(|byte| !is_blank(byte)).unwrap_or(bytes.len());
                closed(TokenKind::Blank, length)
            }
            [b'/', b'/', ..] => {
                let length = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
                closed(TokenKind::LineComment, length)
            }
            [b'/', b'*', ..] => {
                let kind = TokenKind::BlockComment;
                let length = block_comment_length(bytes);
                Some(Self {
                    kind,
                    length: length.unwrap_or(bytes.len()),
                    is_closed: length.is_some(),
                })
            }
            [byte, ..] if !byte.is_ascii() => {
                let c = text.chars().next().filter(|&c| c.is_whitespace() || is_blank(c))?;
                closed(TokenKind::Blank, c.len_utf8())
            }
            _ => None,
        }
    }
}

/// A text without its leading white space and comments.
pub(super) fn skip_blank(mut text: &str) -> &str {
    while let Some(trivia) = Trivia::at_start(text) {
        text = &text[trivia.length..];
    }
    text
}

/// Like [`skip_blank`], but accepts only white space of RON.
fn skip_ron_blank(mut text: &str) -> &str {
    let is_ron = |text: &str| text.starts_with(|c: char| is_blank(c) || !c.is_whitespace());
    while let Some(trivia) = Trivia::at_start(text).filter(|_| is_ron(text)) {
        text = &text[trivia.length..];
    }
    text
}

/// Extensions of RON that an attribute may enable. None of them affects structure files.
const EXTENSIONS: &[&str] =
    &["unwrap_newtypes", "implicit_some", "unwrap_variant_newtypes", "explicit_struct_names"];

/// Maximum length of an attribute, in bytes: a malformed one could extend to the end of the text.
const MAX_ATTRIBUTE_BYTES: usize = 4096;

/// The length of the attribute at the start of a text: `#![enable(…)]`, `#![type = "…"]` or `#![schema = "…"]`.
pub(super) fn attribute_length(text: &str) -> Option<usize> {
    let text = &text[..text.floor_char_boundary(MAX_ATTRIBUTE_BYTES)];
    let mut rest = text;
    for word in ["#", "!", "["] {
        rest = skip_ron_blank(rest).strip_prefix(word)?;
    }
    rest = skip_ron_blank(rest);
    rest = if let Some(list) = rest.strip_prefix("enable") {
        behind_extensions(list)?
    } else {
        let value = rest.strip_prefix("type").or_else(|| rest.strip_prefix("schema"))?;
        let text = skip_ron_blank(skip_ron_blank(value).strip_prefix('=')?);
        let (value, rest) = text.split_at(string_length(text)?);
        literal::string(value).ok().map(|_| rest)?
    };
    rest = skip_ron_blank(rest).strip_prefix(']')?;
    Some(text.len() - rest.len())
}

/// The text after a parenthesized list of extensions.
fn behind_extensions(list: &str) -> Option<&str> {
    let mut rest = skip_ron_blank(list).strip_prefix('(')?;
    loop {
        let name = skip_ron_blank(rest);
        let name = name.strip_prefix("r#").unwrap_or(name);
        rest = EXTENSIONS.iter().find_map(|extension| name.strip_prefix(extension))?;
        let Some(behind) = skip_ron_blank(rest).strip_prefix(',') else { break };
        rest = behind;
        if skip_ron_blank(rest).starts_with(')') {
            break;
        }
    }
    skip_ron_blank(rest).strip_prefix(')')
}

/// The length of the string literal at the start of a text, including the quotes.
pub(super) fn string_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.first() == Some(&b'r') {
        let raw = &text[1..];
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let body = raw[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        let length = memchr::memmem::find(body.as_bytes(), end.as_bytes())?;
        return Some(text.len() - body.len() + length + end.len());
    }
    let mut at = (bytes.first() == Some(&b'"')).then_some(1)?;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// The length of the nested comment at the start of a text; `None` if it is never closed.
pub(super) fn block_comment_length(bytes: &[u8]) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, 0);
    loop {
        at += memchr::memchr2(b'/', b'*', &bytes[at..])?;
        match &bytes[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] if depth == 1 => return Some(at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
}

/// Whether RON considers a character as white space: Unicode's
/// [`Pattern_White_Space`](https://www.unicode.org/reports/tr31/#R3a).
pub(super) const fn is_blank(c: char) -> bool {
    matches!(c, '\t'..='\r' | ' ' | '\u{85}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
}

/// Number of `#` before the opening quote of a raw string, if the text starts with one.
pub(super) fn raw_string_hashes(text: &str) -> Option<usize> {
    let [b'r', rest @ ..] = text.as_bytes() else { return None };
    let hashes = rest.iter().take_while(|&&byte| byte == b'#').count();
    (rest.get(hashes) == Some(&b'"')).then_some(hashes)
}

/// The length of the character literal at the start of a text, if it ends on the same line.
pub(super) fn character_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let from = if bytes.get(1) == Some(&b'\\') { 3 } else { 1 };
    let length = memchr::memchr2(b'\'', b'\n', bytes.get(from..)?)? + from;
    (bytes[length] == b'\'').then_some(length + 1)
}

/// The length of the word at the start of a text, including the prefix of a raw identifier; `class` contains the
/// characters of words.
#[inline]
pub(super) fn word_length(text: &str, class: Class) -> Option<usize> {
    let raw = if matches!(text.as_bytes(), [b'r', b'#', ..]) { 2 } else { 0 };
    let word = &text[raw..];
    let end = word.bytes().position(|byte| !class.ascii[usize::from(byte)]);
    let length = match end {
        Some(at) if !word.as_bytes()[at].is_ascii() => {
            word.find(|c| !class.contains(c)).unwrap_or(word.len())
        }
        at => at.unwrap_or(word.len()),
    };
    (length > 0).then_some(raw + length)
}

/// Class of characters.
#[derive(Clone, Copy)]
pub(super) struct Class {
    /// Members in ASCII, by byte.
    ascii: &'static [bool; 256],
}

impl Class {
    const fn table(punctuation: &[u8]) -> [bool; 256] {
        let mut table = [false; 256];
        let mut byte = 0;
        while byte < 128_u8 {
            table[byte as usize] = byte.is_ascii_alphanumeric();
            byte += 1;
        }
        let mut at = 0;
        while at < punctuation.len() {
            table[punctuation[at] as usize] = true;
            at += 1;
        }
        table
    }

    /// Whether a character is a member; all letters and digits of other scripts are.
    pub(super) fn contains(self, c: char) -> bool {
        if c.is_ascii() { self.ascii[c as usize] } else { c.is_alphanumeric() }
    }
}

/// Characters of field names.
pub(super) const NAME: Class = Class { ascii: &Class::table(b"_") };
/// Characters of numbers and bare words.
pub(super) const WORD: Class = Class { ascii: &Class::table(b"_+-.") };
