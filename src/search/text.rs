//! Texts made alike before they are compared: small letters, narrow signs.

use std::ops::Range;

/// A character as it is compared; always one for one, so that places can be found again.
pub(super) fn fold_char(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        // Full-width forms of ASCII.
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - 0xfee0).map_or(c, |narrow| narrow.to_ascii_lowercase())
        }
        c if c.is_ascii() => c.to_ascii_lowercase(),
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

/// Whether a character is as broad as two letters: Chinese ones with their signs.
pub(super) const fn is_wide(c: char) -> bool {
    c >= '\u{2e80}'
}

/// A text as it is compared.
pub(super) fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

/// Whether a character is Chinese.
pub(super) const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A folded text with the bytes that its characters came from.
pub(super) struct Folded {
    pub(super) text: String,
    /// For each byte of the folded text that starts a character, the byte in the original; one more
    /// at the end.
    origins: Vec<(usize, usize)>,
}

impl Folded {
    pub(super) fn new(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut origins = Vec::with_capacity(original.len());
        for (at, c) in original.char_indices() {
            origins.push((text.len(), at));
            text.push(fold_char(c));
        }
        origins.push((text.len(), original.len()));
        Self { text, origins }
    }

    /// The bytes of the original that a range of the folded text came from.
    pub(super) fn original(&self, folded: &Range<usize>) -> Range<usize> {
        let origin = |byte| {
            let at = self.origins.partition_point(|&(folded, _)| folded < byte);
            self.origins.get(at).map_or(0, |&(_, original)| original)
        };
        origin(folded.start)..origin(folded.end)
    }
}
