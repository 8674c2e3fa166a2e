//! Shapes of one branch, computed from the shapes of its children.

use std::ops::Range;

use emath::{Vec2, vec2};

use crate::layout::gap;
use crate::layout::indented::INDENT;

/// Maximum number of children per column, if there are several columns.
const MAX_IN_COLUMN: usize = 32;

/// Arrangement of the children of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrangement {
    /// One column, indented below the card.
    Indented,
    /// Columns under a bar.
    Columns,
}

/// Shape in which a branch can be drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct BranchShape {
    pub(super) size: Vec2,
    /// Depth for which the shape was computed; its actual depth is at most that.
    pub(super) max_depth: f32,
    pub(super) arrangement: Arrangement,
}

/// Child of a branch whose shapes are computed.
pub(super) struct Child<'a> {
    /// Size as an indented list.
    pub(super) list: Vec2,
    /// Shapes from narrow and deep to broad and shallow; empty for a child that is always a list.
    pub(super) shapes: &'a [BranchShape],
}

impl Child<'_> {
    /// The shallowest shape that fits a column of some breadth, otherwise the narrowest shape; and the breadth of the
    /// next shallower shape, infinite if there is none. `None` means a list.
    pub(super) fn shape(&self, breadth: f32) -> (Option<BranchShape>, f32) {
        let next = self.shapes.partition_point(|shape| shape.size.x <= breadth).max(1);
        let next_breadth = self.shapes.get(next).map_or(f32::INFINITY, |shape| shape.size.x);
        (self.shapes.get(next - 1).copied(), next_breadth)
    }

    /// Size in a column of some breadth.
    pub(super) fn size(&self, breadth: f32) -> Vec2 {
        self.shape(breadth).0.map_or(self.list, |shape| shape.size)
    }

    fn min_depth(&self) -> f32 {
        self.shapes.last().map_or(self.list.y, |shape| shape.size.y)
    }
}

/// Content of a column: the size of the lists in it, and the indices of the other children.
struct ColumnContent<'a> {
    lists: Vec2,
    large: &'a mut Vec<usize>,
}

impl<'a> ColumnContent<'a> {
    fn empty(large: &'a mut Vec<usize>) -> Self {
        large.clear();
        Self { lists: vec2(0.0, -gap::STACK), large }
    }

    fn push(&mut self, at: usize, child: &Child<'_>) {
        if child.shapes.is_empty() {
            let Vec2 { x, y } = self.lists;
            self.lists = vec2(x.max(child.list.x), y + gap::STACK + child.list.y);
        } else {
            self.large.push(at);
        }
    }

    /// Size at the smallest breadth at which the column is no deeper than `max_depth`.
    ///
    /// Starts with the narrowest shapes and proceeds to the next breadth at which one of the children gets shallower,
    /// so that the number of steps is at most the number of shapes.
    fn narrowest(&self, children: &[Child<'_>], max_depth: f32) -> Option<Vec2> {
        let narrowest = |&at: &usize| children[at].shapes[0].size.x;
        let mut breadth = self.large.iter().map(narrowest).fold(self.lists.x, f32::max);
        loop {
            let mut depth = self.lists.y;
            let mut next_breadth = f32::INFINITY;
            for &at in &*self.large {
                let (shape, next) = children[at].shape(breadth);
                depth += gap::STACK + shape.map_or(0.0, |shape| shape.size.y);
                next_breadth = next_breadth.min(next);
            }
            if depth <= max_depth {
                return Some(vec2(breadth, depth));
            }
            if next_breadth.is_infinite() {
                return None;
            }
            breadth = next_breadth;
        }
    }
}

/// Narrowest shape up to a depth, with the children in one column.
pub(super) fn indented(card: Vec2, children: &[Child<'_>], max_depth: f32) -> Option<BranchShape> {
    let column = indented_column(card, children, max_depth)?;
    let size = vec2(card.x.max(INDENT + column.x), card.y + gap::STACK + column.y);
    Some(BranchShape { size, max_depth, arrangement: Arrangement::Indented })
}

/// Size of the column in this shape.
pub(super) fn indented_column(card: Vec2, children: &[Child<'_>], max_depth: f32) -> Option<Vec2> {
    let mut large = Vec::new();
    let mut column = ColumnContent::empty(&mut large);
    for (at, child) in children.iter().enumerate() {
        column.push(at, child);
    }
    column.narrowest(children, max_depth - card.y - gap::STACK)
}

/// Narrowest shape up to a depth, with the children in several columns.
pub(super) fn in_columns(
    card: Vec2,
    children: &[Child<'_>],
    max_depth: f32,
    partition: &mut Partition,
) -> Option<BranchShape> {
    partition.compute(card, children, max_depth);
    let breadth = partition.breadth()?;
    let depths = partition.columns().map(|(column, breadth)| {
        let depths = children[column].iter().map(|child| gap::STACK + child.size(breadth).y);
        depths.sum::<f32>() - gap::STACK
    });
    let depth = card.y + gap::LEVEL + depths.fold(0.0, f32::max);
    let size = vec2(card.x.max(breadth), depth);
    Some(BranchShape { size, max_depth, arrangement: Arrangement::Columns })
}

/// Partition of the children of a branch into columns with minimum total breadth, found by [dynamic
/// programming](https://en.wikipedia.org/wiki/Dynamic_programming) over prefixes of the children.
#[derive(Default)]
pub(super) struct Partition {
    /// Best partition of the first 0, 1, 2, … children.
    prefixes: Vec<Prefix>,
    /// Buffer of [`ColumnContent`], reused between computations.
    large: Vec<usize>,
}

/// Best partition of a prefix of the children.
#[derive(Clone, Copy, Debug)]
struct Prefix {
    /// Breadth of all columns with their gutters; infinite if there is no partition.
    breadth: f32,
    /// First child in the last column.
    last_start: usize,
    last_breadth: f32,
}

impl Partition {
    /// Finds the partition whose columns, with the card above them, are no deeper than `max_depth`.
    pub(super) fn compute(&mut self, card: Vec2, children: &[Child<'_>], max_depth: f32) {
        let max_depth = max_depth - card.y - gap::LEVEL;
        self.prefixes.clear();
        self.prefixes.push(Prefix { breadth: 0.0, last_start: 0, last_breadth: 0.0 });
        for end in 1..=children.len() {
            let prefix = self.best_prefix(children, end, max_depth);
            self.prefixes.push(prefix);
        }
    }

    /// Best partition of the children before `end`, based on the best partitions of shorter prefixes.
    fn best_prefix(&mut self, children: &[Child<'_>], end: usize, max_depth: f32) -> Prefix {
        let mut best = Prefix { breadth: f32::INFINITY, last_start: 0, last_breadth: 0.0 };
        let mut min_depth = -gap::STACK;
        let mut column = ColumnContent::empty(&mut self.large);
        for start in (end.saturating_sub(MAX_IN_COLUMN)..end).rev() {
            min_depth += gap::STACK + children[start].min_depth();
            if min_depth > max_depth {
                break;
            }
            column.push(start, &children[start]);
            let before = self.prefixes[start].breadth + gap::GUTTER;
            if before + column.lists.x >= best.breadth {
                continue;
            }
            if let Some(size) = column.narrowest(children, max_depth) {
                let breadth = before + size.x;
                if breadth < best.breadth {
                    best = Prefix { breadth, last_start: start, last_breadth: size.x };
                }
            }
        }
        best
    }

    /// Breadth of all columns; `None` if there is no partition.
    pub(super) fn breadth(&self) -> Option<f32> {
        self.prefixes.last().map(|all| all.breadth).filter(|breadth| breadth.is_finite())
    }

    /// Columns from the last to the first, each with its breadth.
    pub(super) fn columns(&self) -> impl Iterator<Item = (Range<usize>, f32)> {
        let mut end = self.prefixes.len().saturating_sub(1);
        std::iter::from_fn(move || {
            let Prefix { last_start, last_breadth, .. } = *self.prefixes.get(end)?;
            let column = last_start..end;
            (end > 0).then(|| {
                end = last_start;
                (column, last_breadth)
            })
        })
    }
}
