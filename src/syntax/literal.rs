//! Literals of RON: conversion of strings, characters and integers to values.

use std::borrow::Cow;
use std::ops::Range;

/// Unknown escape sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BadEscape {
    /// Its bytes within the literal.
    pub(super) span: Range<usize>,
}

/// Quotes and escapes a text as a string literal.
#[must_use]
pub fn string_literal(words: &str) -> String {
    format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The value of a string literal; `literal` includes the quotes.
///
/// A missing or typographic closing quote is tolerated, because the parser has reported it.
pub(super) fn string(literal: &str) -> Result<Cow<'_, str>, BadEscape> {
    // Nearly all strings have no escapes.
    if let [b'"', body @ .., b'"'] = literal.as_bytes()
        && memchr::memchr(b'\\', body).is_none()
    {
        return Ok(Cow::Borrowed(&literal[1..literal.len() - 1]));
    }
    if let Some(raw) = literal.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let body = raw.get(hashes + 1..).unwrap_or_default();
        let end = body.len().saturating_sub(hashes + 1);
        return Ok(Cow::Borrowed(body.get(..end).unwrap_or(body)));
    }
    let body = literal.strip_prefix('"').unwrap_or(literal);
    // An escaped quote at the end of an unclosed string does not close it.
    let is_closed = body.ends_with('"') && !ends_in_escape(&body[..body.len() - 1]);
    let body = if is_closed { &body[..body.len() - 1] } else { body };
    unescape(body, literal.len() - literal.trim_start_matches('"').len())
}

/// The value of a character literal.
pub(super) fn character(literal: &str) -> Option<char> {
    let body = literal.strip_prefix('\'')?.strip_suffix('\'')?;
    let value = unescape(body, 1).ok()?;
    let mut characters = value.chars();
    characters.next().filter(|_| characters.next().is_none())
}

/// An unsigned integer in any notation of RON: `1_000`, `0xff`, `+7`, `12u32`.
pub(super) fn unsigned(word: &str) -> Option<u64> {
    let digits = word.strip_prefix('+').unwrap_or(word);
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x', ..] => (16, &digits[2..]),
        [b'0', b'o', ..] => (8, &digits[2..]),
        [b'0', b'b', ..] => (2, &digits[2..]),
        _ => (10, digits),
    };
    let is_digit = |c: char| c.is_digit(radix) || c == '_';
    let end = digits.find(|c| !is_digit(c)).unwrap_or(digits.len());
    let (digits, suffix) = digits.split_at(end);
    if digits.starts_with('_') || !SUFFIXES.contains(&suffix) {
        return None;
    }
    u64::from_str_radix(&digits.replace('_', ""), radix).ok()
}

/// A number in decimal notation: `7`, `-1_000`, `0.5`, `1e3`; never infinite or NaN.
pub(super) fn number(word: &str) -> Option<f64> {
    let is_decimal = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | '_' | 'e' | 'E');
    if !word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'))
        || !word.chars().all(is_decimal)
    {
        return None;
    }
    word.replace('_', "").parse().ok().filter(|number: &f64| number.is_finite())
}

/// Type suffixes that RON accepts after a 32-bit unsigned integer, including no suffix.
const SUFFIXES: &[&str] = &["", "u32"];

fn ends_in_escape(body: &str) -> bool {
    (body.len() - body.trim_end_matches('\\').len()) % 2 == 1
}

/// Replaces escapes; `offset` is the position of `body` in the literal.
fn unescape(body: &str, offset: usize) -> Result<Cow<'_, str>, BadEscape> {
    let Some(first) = memchr::memchr(b'\\', body.as_bytes()) else {
        return Ok(Cow::Borrowed(body));
    };
    let mut value = String::with_capacity(body.len());
    value.push_str(&body[..first]);
    let mut rest = &body[first..];
    while let Some(escape) = rest.strip_prefix('\\') {
        if let Some(behind) = continuation(escape) {
            rest = behind;
        } else if let Some((c, length)) = escaped(escape) {
            value.push(c);
            rest = &escape[length..];
        } else {
            let start = offset + body.len() - rest.len();
            let length = 1 + escape.chars().next().map_or(0, char::len_utf8);
            return Err(BadEscape { span: start..start + length });
        }
        let end = memchr::memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len());
        value.push_str(&rest[..end]);
        rest = &rest[end..];
    }
    Ok(Cow::Owned(value))
}

/// The text after an escaped line break and the white space that follows it.
fn continuation(escape: &str) -> Option<&str> {
    let behind = escape.strip_prefix("\r\n").or_else(|| escape.strip_prefix('\n'))?;
    Some(behind.trim_start_matches([' ', '\t', '\n', '\r']))
}

/// The character that an escape stands for, and the length of the escape after its backslash.
fn escaped(escape: &str) -> Option<(char, usize)> {
    let simple = |c| Some((c, 1));
    match escape.as_bytes().first()? {
        b'"' => simple('"'),
        b'\'' => simple('\''),
        b'\\' => simple('\\'),
        b'n' => simple('\n'),
        b'r' => simple('\r'),
        b't' => simple('\t'),
        b'0' => simple('\0'),
        b'x' => bytes_escaped(escape),
        b'u' => {
            let body = escape[1..].strip_prefix('{')?;
            let end = body.find('}').filter(|&end| end <= 6)?;
            let code = u32::from_str_radix(hexadecimal(&body[..end])?, 16).ok()?;
            Some((char::from_u32(code)?, end + 3))
        }
        _ => None,
    }
}

/// A character given by its UTF-8 bytes, such as `x41` or `xc3\xa4`.
fn bytes_escaped(escape: &str) -> Option<(char, usize)> {
    let mut bytes = Vec::with_capacity(4);
    let mut rest = escape;
    while bytes.len() < 4 {
        let digits = rest.strip_prefix('x')?.get(..2)?;
        bytes.push(u8::from_str_radix(hexadecimal(digits)?, 16).ok()?);
        rest = &rest[3..];
        if let Ok(character) = std::str::from_utf8(&bytes) {
            return Some((character.chars().next()?, escape.len() - rest.len()));
        }
        rest = rest.strip_prefix('\\')?;
    }
    None
}

fn hexadecimal(digits: &str) -> Option<&str> {
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unescapes_strings() {
        assert_eq!(string(r#""a\"b\\\n\x41\u{4e2d}""#).as_deref(), Ok("a\"b\\\nA中"));
        assert_eq!(string(r##"r#"a\"b"#"##).as_deref(), Ok("a\\\"b"));
        assert_eq!(string(r#""open"#).as_deref(), Ok("open"));
        assert_eq!(string(r#""a\q""#), Err(BadEscape { span: 2..4 }));
    }

    #[test]
    fn joins_continued_strings() {
        assert_eq!(string("\"a\\\r\n\t  b\"").as_deref(), Ok("ab"));
        assert_eq!(string(r#""\xc3\xa4\xe4\xb8\xad""#).as_deref(), Ok("ä中"));
        assert_eq!(string(r#""\xc3""#), Err(BadEscape { span: 1..3 }));
    }

    #[test]
    fn parses_all_integer_forms() {
        for (word, value) in [("7", 7), ("+7", 7), ("1_000", 1000), ("0xfF", 255), ("0b11", 3)] {
            assert_eq!(unsigned(word), Some(value), "{word}");
        }
        assert_eq!(unsigned("12u32"), Some(12));
        for word in ["", "-1", "1.5", "x", "12i64", "_1"] {
            assert_eq!(unsigned(word), None, "{word}");
        }
    }
}
