//! Words that changed between two versions of a sentence.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::features::is_continuous;

/// Fragment of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// In both versions.
    Kept(String),
    /// In the old version only.
    Removed(String),
    /// In the new version only.
    Added(String),
}

/// The fragments of both versions in order, by words; for scripts without spaces, by characters.
#[must_use]
pub fn pieces(old: &str, new: &str) -> Vec<Piece> {
    let (before, after) = (words(old), words(new));
    let mut pieces = Vec::new();
    for operation in capture_diff_slices(Algorithm::Myers, &before, &after) {
        let removed = before[operation.old_range()].concat();
        let added = after[operation.new_range()].concat();
        if matches!(operation, DiffOp::Equal { .. }) {
            pieces.push(Piece::Kept(added));
            continue;
        }
        if !removed.is_empty() {
            pieces.push(Piece::Removed(removed));
        }
        if !added.is_empty() {
            pieces.push(Piece::Added(added));
        }
    }
    pieces
}

/// Splits a text into words with the preceding space, single characters of scripts without spaces, and punctuation.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let is_inside = |c: char| c.is_alphanumeric() && !is_continuous(c) || c == '\'' || c == '’';
        let goes_on = is_inside(before) && is_inside(c) || (before == ' ' && is_inside(c));
        if !goes_on && at > start {
            words.push(&text[start..at]);
            start = at;
        }
        before = c;
    }
    words.extend((start < text.len()).then(|| &text[start..]));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separates_changed_words_from_kept_ones() {
        let kept = |words: &str| Piece::Kept(words.into());
        let removed = |words: &str| Piece::Removed(words.into());
        let added = |words: &str| Piece::Added(words.into());
        assert_eq!(
            pieces("Sells fish daily", "Buys fish daily"),
            [removed("Sells"), added("Buys"), kept(" fish daily")]
        );
        assert_eq!(pieces("出售海鱼", "收购海鱼"), [removed("出售"), added("收购"), kept("海鱼")]);
    }
}
