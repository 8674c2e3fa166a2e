//! Units of a file.

use std::fmt;

use super::Unit;

/// Units in the order of the file, in several lists: one for each stretch of the text that was read separately, so that
/// joining the stretches moves no units.
#[derive(Default)]
pub(in crate::model) struct Units {
    lists: Vec<Vec<Unit>>,
}

impl Units {
    pub(in crate::model) fn len(&self) -> usize {
        self.lists.iter().map(Vec::len).sum()
    }

    pub(in crate::model) fn is_empty(&self) -> bool {
        self.lists.iter().all(Vec::is_empty)
    }

    pub(in crate::model) fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.lists.iter().flatten()
    }

    /// The list that the next unit is added to.
    pub(super) fn last_list(&mut self) -> &mut Vec<Unit> {
        if self.lists.is_empty() {
            self.lists.push(Vec::new());
        }
        let last = self.lists.len() - 1;
        &mut self.lists[last]
    }

    /// Appends units whose indices start at `first_place`.
    pub(super) fn append(&mut self, mut further: Self, first_place: usize) {
        for unit in further.lists.iter_mut().flatten() {
            unit.place += first_place;
        }
        self.lists.append(&mut further.lists);
    }

    pub(in crate::model) fn retain_mut(&mut self, mut is_kept: impl FnMut(&mut Unit) -> bool) {
        for list in &mut self.lists {
            list.retain_mut(&mut is_kept);
        }
    }

    /// The units; each list is freed after iteration.
    pub(in crate::model) fn into_units(self) -> impl Iterator<Item = Unit> {
        self.lists.into_iter().flatten()
    }
}

impl fmt::Debug for Units {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.iter()).finish()
    }
}
