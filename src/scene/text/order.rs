//! Order of the parts of a line in which some letters run from right to left, by the
//! [Unicode Bidirectional Algorithm](https://www.unicode.org/reports/tr9/).

use std::ops::Range;

use unicode_bidi::{BidiClass, BidiInfo, bidi_class};

/// Part of a line whose letters run in one direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) range: Range<usize>,
    pub(super) is_right_to_left: bool,
}

/// Whether a text has letters that run from right to left.
#[must_use]
pub fn has_right_to_left(text: &str) -> bool {
    // The scripts begin with Hebrew, at U+0590.
    let may_be = |byte: &u8| matches!(byte, 0xd6..=0xdf | 0xe0 | 0xe2 | 0xef..=0xf0);
    text.as_bytes().iter().any(may_be) && text.chars().any(runs_right_to_left)
}

/// Whether a character is a letter of a script that runs from right to left.
#[must_use]
pub fn runs_right_to_left(character: char) -> bool {
    character >= '\u{590}' && matches!(bidi_class(character), BidiClass::R | BidiClass::AL)
}

/// Parts of a line from left to right.
pub(super) fn parts(line: &str) -> Vec<Part> {
    let info = BidiInfo::new(line, None);
    let paragraphs = info.paragraphs.iter();
    let parts = paragraphs.flat_map(|paragraph| {
        let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
        let part =
            |range: Range<usize>| Part { is_right_to_left: levels[range.start].is_rtl(), range };
        runs.into_iter().map(part).collect::<Vec<_>>()
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_order(line: &str) -> Vec<(&str, bool)> {
        let part = |part: Part| (&line[part.range], part.is_right_to_left);
        parts(line).into_iter().map(part).collect()
    }

    #[test]
    fn keeps_numbers_and_latin_left_to_right() {
        assert_eq!(in_order("قسم 12"), [("12", false), ("قسم ", true)]);
        assert_eq!(in_order("מחלקה IT ראשית"), [(" ראשית", true), ("IT", false), ("מחלקה ", true)]);
        assert_eq!(in_order("Office قسم"), [("Office ", false), ("قسم", true)]);
    }

    #[test]
    fn chinese_and_latin_are_left_to_right() {
        assert!(!has_right_to_left("维持和平行动部 – Office “DPKO”"));
        assert!(has_right_to_left("DPKO قسم") && has_right_to_left("א"));
    }
}
