//! Bounding volume hierarchy over a list of rectangles.

use emath::Rect;

/// Number of children of a block.
const FAN: usize = 1 << FAN_BITS;
const FAN_BITS: usize = 3;

/// Implicit [bounding volume hierarchy](https://en.wikipedia.org/wiki/Bounding_volume_hierarchy): blocks are runs of
/// the list, packed without pointers.
///
/// Queries are fast if neighbours in the list are neighbours on the plane, like the cards of a tree in preorder.
/// Results are in the order of the list. Building takes one pass.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BoundsIndex {
    /// The list, followed by its blocks, blocks of blocks and so on, up to at most [`FAN`].
    levels: Vec<Vec<Rect>>,
}

/// A run of the list; a single rectangle at level 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Block {
    /// Level of the block; 0 for the rectangles of the list.
    pub level: usize,
    /// Index within the level.
    pub at: usize,
    /// Index of its first rectangle in the list.
    pub first: usize,
    /// The union of its rectangles.
    pub bounds: Rect,
}

impl BoundsIndex {
    /// Builds the hierarchy of a list.
    #[must_use]
    pub fn new(list: Vec<Rect>) -> Self {
        let mut levels = vec![list];
        while let Some(last) = levels.last().filter(|level| level.len() > FAN) {
            let union = |block: &[Rect]| block.iter().copied().fold(Rect::NOTHING, Rect::union);
            let next = last.chunks(FAN).map(union).collect();
            levels.push(next);
        }
        Self { levels }
    }

    /// The values of the list, then the sums over the blocks of each level.
    #[must_use]
    pub fn sums<T: Clone>(&self, values: Vec<T>, add: impl Fn(&[T]) -> T) -> Vec<Vec<T>> {
        let mut sums = vec![values];
        for level in 1..self.levels.len() {
            let next = sums[level - 1].chunks(FAN).map(&add).collect();
            sums.push(next);
        }
        sums
    }

    /// Visits the blocks that intersect an area, in the order of the list. Descends into a block above level 0 if
    /// `opens` returns true; otherwise passes it to `meets`, as it does with each rectangle.
    pub fn walk(
        &self,
        area: Rect,
        mut opens: impl FnMut(Block) -> bool,
        mut meets: impl FnMut(Block),
    ) {
        let Some(top) = self.levels.len().checked_sub(1) else { return };
        let mut open: Vec<(usize, usize)> =
            (0..self.levels[top].len()).rev().map(|at| (top, at)).collect();
        while let Some((level, at)) = open.pop() {
            let bounds = self.levels[level][at];
            if !bounds.intersects(area) {
                continue;
            }
            let first = at << (level * FAN_BITS);
            let block = Block { level, at, first, bounds };
            if level == 0 || !opens(block) {
                meets(block);
                continue;
            }
            let below = self.levels[level - 1].len().min((at + 1) * FAN);
            open.extend((at * FAN..below).rev().map(|at| (level - 1, at)));
        }
    }

    /// The indices of the rectangles that intersect an area, in order.
    #[must_use]
    pub fn meeting(&self, area: Rect) -> Vec<usize> {
        let mut found = Vec::new();
        self.walk(area, |_| true, |block| found.push(block.at));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emath::{pos2, vec2};
    use proptest::prelude::*;

    fn rects() -> impl Strategy<Value = Vec<Rect>> {
        let rect = (-500.0_f32..500.0, -500.0_f32..500.0, 1.0_f32..80.0, 1.0_f32..80.0)
            .prop_map(|(x, y, width, height)| Rect::from_min_size(pos2(x, y), vec2(width, height)));
        prop::collection::vec(rect, 0..700)
    }

    proptest! {
        #[test]
        fn finds_each_item_once_in_order(list in rects(), area in rects()) {
            let index = BoundsIndex::new(list.clone());
            for area in area.into_iter().take(5) {
                let expected: Vec<usize> =
                    (0..list.len()).filter(|&at| list[at].intersects(area)).collect();
                prop_assert_eq!(index.meeting(area), expected);
            }
        }

        #[test]
        fn prefix_sums_are_correct(list in rects()) {
            let index = BoundsIndex::new(list.clone());
            let sums = index.sums(vec![1_usize; list.len()], |ones| ones.iter().sum());
            for level in sums {
                prop_assert_eq!(level.iter().sum::<usize>(), list.len());
            }
        }
    }
}
