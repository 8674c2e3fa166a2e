//! Spellings and widths of leaf values.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::syntax::{Value, ValueKind};

/// Width of a text in columns; a Chinese character takes two.
pub(super) fn width(text: &str) -> usize {
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if is_plain { text.len() } else { text.width() }
}

/// The canonical spelling of a leaf value.
pub(super) fn leaf<'a>(value: Value<'_, 'a>) -> Cow<'a, str> {
    let source = value.source();
    let has_escapes = value.kind() == ValueKind::Text && source.as_bytes().first() == Some(&b'"');
    if has_escapes { without_needless_escapes(source) } else { source.into() }
}

/// A string literal without escapes of characters that can be written literally.
fn without_needless_escapes(literal: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut kept, mut at) = (0, 0);
    while let Some(ahead) = memchr::memchr(b'\\', &literal.as_bytes()[at..]) {
        let start = at + ahead;
        let escape = &literal[start..];
        if let Some((c, length)) = needless_escape(escape) {
            out.push_str(&literal[kept..start]);
            out.push(c);
            at = start + length;
            kept = at;
        } else {
            at = start + escape.chars().take(2).map(char::len_utf8).sum::<usize>();
        }
    }
    if kept == 0 {
        return literal.into();
    }
    out.push_str(&literal[kept..]);
    out.into()
}

/// The character of the escape at the start of a text, if it can be written literally, and the length of the escape.
fn needless_escape(text: &str) -> Option<(char, usize)> {
    let (digits, length) = match text.as_bytes() {
        [b'\\', b'\'', ..] => return Some(('\'', 2)),
        [b'\\', b'u', b'{', ..] => {
            let end = text.find('}').filter(|end| (4..=9).contains(end))?;
            (&text[3..end], end + 1)
        }
        [b'\\', b'x', ..] => (text.get(2..4)?, 4),
        _ => return None,
    };
    let is_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let code = u32::from_str_radix(digits, 16).ok().filter(|_| is_hexadecimal)?;
    // With `\x`, characters outside ASCII are several bytes.
    let c = char::from_u32(code).filter(|c| c.is_ascii() || text.starts_with("\\u"))?;
    let needs_escape = matches!(c, '"' | '\\');
    ((is_letter(c) || c.is_ascii_punctuation()) && !needs_escape).then_some((c, length))
}

/// Whether a character is a letter or digit that is visible on its own.
fn is_letter(c: char) -> bool {
    let is_filler = matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
    c.is_alphanumeric() && !is_filler && c.width() > Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removes_escapes_of_visible_characters() {
        let literal = r#""\'\u{4e2d}\x41\u{21}\n\"\\\u{ad}\u{200b}\xc3\xa4\u{301}\q""#;
        assert_eq!(
            without_needless_escapes(literal),
            r#""'中A!\n\"\\\u{ad}\u{200b}\xc3\xa4\u{301}\q""#
        );
        assert_eq!(without_needless_escapes(r#""\\u{41}\\\'""#), r#""\\u{41}\\'""#);
    }

    #[test]
    fn chinese_characters_are_two_columns_wide() {
        assert_eq!(width("a中，"), 5);
    }
}
