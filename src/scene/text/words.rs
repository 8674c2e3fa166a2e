//! Breaking of words that are wider than a line: by hyphenation patterns (F. Liang, "Word hy-phen-a-tion by
//! com-put-er", 1983), or else between letters.

use hypher::{Lang, hyphenate_bounded};
use unicode_segmentation::UnicodeSegmentation as _;

use super::Font;

/// Minimum number of letters before and after a hyphen.
const MIN_LETTERS: usize = 3;
/// Fraction of a line that a word broken between letters may fill: adjacent letters may be wider than separate ones.
const FILLED: f32 = 0.94;

/// Hyphenation patterns of a language.
#[derive(Clone, Copy)]
pub(super) struct Hyphenation(Option<Lang>);

impl Hyphenation {
    /// The patterns of a language, by a tag such as `de` or `de-AT`; none if it is unknown.
    pub(super) fn of(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let code: Option<[u8; 2]> = primary.as_bytes().try_into().ok();
        Self(code.and_then(Lang::from_iso))
    }

    /// The bytes at which the words of a text may be hyphenated.
    fn breaks(self, text: &str) -> Vec<usize> {
        let Some(language) = self.0 else { return Vec::new() };
        let (before, after) = language.bounds();
        let mut breaks = Vec::new();
        let mut start = 0;
        for run in text.split_inclusive(|c: char| !c.is_alphabetic()) {
            let word = run.trim_end_matches(|c: char| !c.is_alphabetic());
            let (before, after) = (before.max(MIN_LETTERS), after.max(MIN_LETTERS));
            let mut end = start;
            for syllable in hyphenate_bounded(word, language, before, after) {
                end += syllable.len();
                if end < start + word.len() {
                    breaks.push(end);
                }
            }
            start += run.len();
        }
        breaks
    }
}

/// Ends of the pieces of a word up to `max_width`, except the last end, and whether a hyphen is printed there.
pub(super) fn piece_ends(
    font: Font<'_>,
    word: &str,
    size: f32,
    max_width: f32,
    hyphenation: Hyphenation,
) -> Vec<(usize, bool)> {
    let hyphen = font.width("-", size);
    let mut ends = Vec::new();
    let mut start = 0;
    for end in hyphenation.breaks(word).into_iter().chain([word.len()]) {
        let syllable = &word[start..end];
        let is_last = end == word.len();
        if font.width(syllable, size) + if is_last { 0.0 } else { hyphen } > max_width {
            let letters = letter_ends(font, syllable, size, max_width - hyphen);
            ends.extend(letters.into_iter().map(|end| (start + end, false)));
        }
        if !is_last {
            ends.push((end, true));
        }
        start = end;
    }
    ends
}

/// Ends of pieces of about equal width, between letters, except the last end.
fn letter_ends(font: Font<'_>, text: &str, size: f32, max_width: f32) -> Vec<usize> {
    let advances = advances(font, text, size);
    let total: f32 = advances.iter().map(|(_, advance)| advance).sum();
    let share = total / (total / (max_width * FILLED)).ceil().max(1.0);
    let mut advances = advances.into_iter().peekable();
    let mut ends = Vec::new();
    let (mut sum, mut before) = (0.0, None);
    let mut due = share;
    for (at, letter) in text.grapheme_indices(true) {
        let first = letter.chars().next();
        if sum >= due - 0.01 && may_break(before, first) {
            ends.push(at);
            due += share;
        }
        while let Some((_, advance)) = advances.next_if(|(start, _)| *start < at + letter.len()) {
            sum += advance;
        }
        before = letter.chars().next_back();
    }
    let mut narrow = Vec::new();
    let mut start = 0;
    for end in ends.into_iter().chain([text.len()]) {
        halve(font, text, start..end, size, max_width, &mut narrow);
        narrow.push(end);
        start = end;
    }
    narrow.pop();
    narrow
}

/// Halves a part of a text until each piece is at most as wide as `max_width`, or a single character.
fn halve(
    font: Font<'_>,
    text: &str,
    range: std::ops::Range<usize>,
    size: f32,
    max_width: f32,
    ends: &mut Vec<usize>,
) {
    let part = &text[range.clone()];
    if font.width(part, size) <= max_width {
        return;
    }
    let letters: Vec<usize> = part.grapheme_indices(true).map(|(at, _)| at).collect();
    let middle = if letters.len() > 1 {
        letters[letters.len() / 2]
    } else {
        let characters: Vec<usize> = part.char_indices().map(|(at, _)| at).collect();
        characters[characters.len() / 2]
    };
    if middle == 0 {
        return;
    }
    let middle = range.start + middle;
    halve(font, text, range.start..middle, size, max_width, ends);
    ends.push(middle);
    halve(font, text, middle..range.end, size, max_width, ends);
}

/// Advance widths of the clusters, by first byte, in order.
fn advances(font: Font<'_>, text: &str, size: f32) -> Vec<(usize, f32)> {
    let (glyphs, width) = font.shape(text, size);
    let ends = glyphs.iter().skip(1).map(|glyph| glyph.x).chain([width]);
    let mut advances: Vec<(usize, f32)> = glyphs
        .iter()
        .zip(ends)
        .map(|(glyph, end)| (glyph.start as usize, (end - glyph.x).max(0.0)))
        .collect();
    advances.sort_by_key(|&(start, _)| start);
    advances
}

/// Whether a line of Thai or Lao may break between two characters: not between a vowel sign and its consonant.
fn may_break(before: Option<char>, after: Option<char>) -> bool {
    let follows = |c: char| matches!(u32::from(c), 0xe30..=0xe3a | 0xe45..=0xe4e | 0xeb0..=0xebc | 0xec6..=0xece);
    let leads = |c: char| matches!(u32::from(c), 0xe40..=0xe44 | 0xec0..=0xec4);
    !before.is_some_and(leads) && !after.is_some_and(follows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::text::{FontSet, Weight};

    fn pieces(word: &str, language: &str, max_width: f32) -> Vec<String> {
        let fonts = FontSet::default();
        let font = fonts.font(Weight::Medium);
        let mut start = 0;
        let ends = piece_ends(font, word, 15.0, max_width, Hyphenation::of(language));
        let ends = ends.into_iter().chain([(word.len(), false)]);
        let piece = |(end, is_hyphenated): (usize, bool)| {
            let piece = format!("{}{}", &word[start..end], if is_hyphenated { "-" } else { "" });
            start = end;
            piece
        };
        ends.map(piece).collect()
    }

    #[test]
    fn hyphenates_by_language() {
        let found = pieces("Grundstücksverkehrsgenehmigung", "de-AT", 100.0).concat();
        assert_eq!(found, "Grund-stücks-ver-kehrs-ge-neh-mi-gung");
        assert_eq!(pieces("(hospitalization)", "en", 60.0).concat(), "(hos-pi-tal-iza-tion)");
    }

    #[test]
    fn splits_words_of_unknown_languages_evenly() {
        let pieces = pieces(&"x".repeat(100), "tlh", 300.0);
        let lengths: Vec<usize> = pieces.iter().map(String::len).collect();
        assert_eq!(lengths.iter().sum::<usize>(), 100);
        assert!(lengths.iter().all(|&length| length.abs_diff(lengths[0]) <= 1), "{lengths:?}");
    }

    #[test]
    fn keeps_graphemes_together() {
        for piece in pieces(&"e\u{301}\u{302}".repeat(90), "", 300.0) {
            assert!(piece.starts_with('e'), "{piece}");
        }
        for piece in pieces(&"สำนักงานคณะกรรมการกำกับ".repeat(4), "th", 300.0)
        {
            assert!(may_break(None, piece.chars().next()), "{piece}");
            assert!(may_break(piece.chars().next_back(), None), "{piece}");
        }
    }

    #[test]
    fn splits_oversized_graphemes() {
        let fonts = FontSet::default();
        let font = fonts.font(Weight::Medium);
        let letter = format!("a{}", "\u{20dd}".repeat(1000));
        for piece in pieces(&letter, "", 300.0) {
            assert!(font.width(&piece, 15.0) <= 300.0);
        }
    }
}
