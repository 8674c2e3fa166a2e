//! Limits on what a structure file may hold or make. They keep time and memory in proportion to the
//! file's size, whatever the file says.

/// Bytes of text that count as one more line or function, wherever these are counted.
pub(super) const BYTES_PER_COUNT: usize = 256;
/// Languages of a file, and of one text.
pub(super) const MAX_LANGUAGES: usize = 100;
/// Fields that a file declares: each is a column of a table.
pub(super) const MAX_FIELDS: usize = 200;
/// Characters of an id.
pub(super) const MAX_ID: usize = 256;
/// Characters of a name, title, label or other text that is shown in one line.
pub(super) const MAX_NAME: usize = 1_000;

/// The limits that the user can move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Lines besides the tree. A line with long texts counts once more for every 256 bytes of them.
    pub max_lines: usize,
    /// Functions out of shared sets, counted for each unit that holds them, and once more for every
    /// 256 bytes of text.
    pub max_functions: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_lines: 1_000_000, max_functions: 1_000_000 }
    }
}

/// What may still be made under one of the limits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    /// The whole limit.
    pub(super) most: usize,
    left: usize,
}

impl Budget {
    pub(super) const fn new(most: usize) -> Self {
        Self { most, left: most }
    }

    /// Takes `copies` things with so many bytes of text in all; `false` when the limit forbids it,
    /// which leaves the budget as it is.
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
    fn long_texts_count_more() {
        let mut budget = Budget::new(10);
        assert!(budget.take(5, 5 * 255), "one each");
        assert!(!budget.take(3, 3 * 256), "two each");
        assert!(budget.take(2, 2 * 256), "what was refused took nothing");
        assert!(budget.take(1, 0) && !budget.take(1, 0), "ten are all there is");
        assert!(budget.take(0, 0) && !budget.take(usize::MAX, usize::MAX));
    }
}
