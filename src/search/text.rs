//! Folding of texts for comparison: lower case, half-width, without accents.

use std::ops::Range;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Appends a folded character: nothing for a combining mark, several letters for a ligature.
pub(super) fn fold_char(c: char, folded: &mut String) {
    match c {
        c if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
        '\u{3000}' => folded.push(' '),
        // Full-width forms of ASCII.
        '\u{ff01}'..='\u{ff5e}' => {
            let narrow = char::from_u32(u32::from(c) - 0xfee0);
            folded.push(narrow.map_or(c, |narrow| narrow.to_ascii_lowercase()));
        }
        'ß' | 'ẞ' => folded.push_str("ss"),
        'æ' | 'Æ' => folded.push_str("ae"),
        'œ' | 'Œ' => folded.push_str("oe"),
        'þ' | 'Þ' => folded.push_str("th"),
        'ø' | 'Ø' => folded.push('o'),
        'ł' | 'Ł' => folded.push('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
        'ı' => folded.push('i'),
        '\u{300}'..='\u{36f}' => {}
        // Latin, Greek and Cyrillic letters that are made of a letter and an accent.
        '\u{c0}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}' => {
            decompose_canonical(c, |part| {
                if !is_combining_mark(part) {
                    folded.extend(part.to_lowercase());
                }
            });
        }
        c => folded.push(c.to_lowercase().next().unwrap_or(c)),
    }
}

/// Whether a character is as wide as two Latin letters.
pub(super) const fn is_wide(c: char) -> bool {
    c >= '\u{2e80}'
}

/// Folded text.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    text.chars().for_each(|c| fold_char(c, &mut folded));
    folded
}

/// Whether a character is a Han ideograph.
pub(super) const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Folded text with a map back to the original.
pub(super) struct Folded {
    pub(super) text: String,
    /// Start of each character in the folded text and in the original, with a sentinel at the end.
    origins: Vec<(usize, usize)>,
}

impl Folded {
    pub(super) fn new(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut origins = Vec::with_capacity(original.len());
        for (at, c) in original.char_indices() {
            origins.push((text.len(), at));
            fold_char(c, &mut text);
        }
        origins.push((text.len(), original.len()));
        Self { text, origins }
    }

    /// Range of the original that a range of the folded text corresponds to.
    pub(super) fn original(&self, folded: &Range<usize>) -> Range<usize> {
        // A range may start or end within the folding of one character.
        let start = self.origins.partition_point(|&(at, _)| at <= folded.start).saturating_sub(1);
        let end = self.origins.partition_point(|&(at, _)| at < folded.end);
        let original = |at: usize| self.origins.get(at).map_or(0, |&(_, original)| original);
        original(start)..original(end)
    }
}
