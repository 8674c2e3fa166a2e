//! Limits of a structure file. They keep time and memory proportional to the size of the file for any input.

/// Number of bytes of text that count as one more line or function.
pub(super) const BYTES_PER_COUNT: usize = 256;
/// Maximum number of languages of a file, and of one text.
pub(super) const MAX_LANGUAGES: usize = 100;
/// Maximum number of declared fields; each is a table column.
pub(super) const MAX_FIELDS: usize = 200;
/// Maximum length of an id, in characters.
pub(super) const MAX_ID: usize = 256;
/// Maximum length of a name, title, label or other one-line text, in characters.
pub(super) const MAX_NAME: usize = 1_000;

/// Limits that the user can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Maximum number of lines in addition to the tree. Each 256 bytes of a line's texts count as one more.
    pub max_lines: usize,
    /// Maximum number of functions from shared sets, counted per unit that has them. Each 256 bytes of text
    /// count as one more.
    pub max_functions: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_lines: 1_000_000, max_functions: 1_000_000 }
    }
}

/// Remaining budget of a limit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    /// The initial budget.
    pub(super) most: usize,
    left: usize,
}

impl Budget {
    pub(super) const fn new(most: usize) -> Self {
        Self { most, left: most }
    }

    /// Spends budget for `copies` items with a total number of bytes. Returns `false`, without spending anything, if
    /// the budget is insufficient.
    pub(super) fn take(&mut self, copies: usize, bytes: usize) -> bool {
        let bytes_each = bytes / copies.max(1);
        let cost = copies.saturating_mul(1 + bytes_each / BYTES_PER_COUNT);
        let left = self.left.checked_sub(cost);
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_count_several_times() {
        let mut budget = Budget::new(10);
        assert!(budget.take(5, 5 * 255), "one each");
        assert!(!budget.take(3, 3 * 256), "two each");
        assert!(budget.take(2, 2 * 256), "what was refused took nothing");
        assert!(budget.take(1, 0) && !budget.take(1, 0), "ten are all there is");
        assert!(budget.take(0, 0) && !budget.take(usize::MAX, usize::MAX));
    }
}
