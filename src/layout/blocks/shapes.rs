//! Shapes of branches: the blocks that each branch may be, from narrow and deep to broad and shallow.
//!
//! They are found from the leaves up, as in the optimization of
//! [slicing floorplans](https://doi.org/10.1016/S0019-9958(83)80026-4) (L. Stockmeyer, 1983). For a
//! maximum depth the children fill groups in order; falling depths give rising numbers of modules.

use super::measure::Measure;
use crate::layout::Wish;

/// Target depth of columns, as a fraction of the depth of the list.
const COLUMN_PART: f32 = 0.6;
/// Minimum ratio between the depths that are tried for a branch, and maximum number of them.
const MIN_RATIO: f32 = 1.07;
const MAX_TRIED: usize = 40;
/// Difference of depths that makes none, in points.
const TOLERANCE: f32 = 0.5;

/// Number of modules and depth of a block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Block {
    pub(super) modules: usize,
    pub(super) depth: f32,
}

/// Neighbouring children of one head below each other: branches as lists, or blocks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Group {
    /// Number of children.
    pub(super) count: usize,
    pub(super) modules: usize,
}

/// Shapes of all branches for one width of modules.
pub(super) struct Shapes<'a> {
    pub(super) measure: &'a Measure<'a>,
    deepest: f32,
    /// Blocks of two modules or more, of one branch after another.
    blocks: Vec<Block>,
    /// Range of the blocks of each branch.
    ranges: Vec<(u32, u32)>,
}

impl<'a> Shapes<'a> {
    /// Shapes of the branches below a card, no deeper than `deepest` where there are shallower ones.
    pub(super) fn new(measure: &'a Measure<'a>, top: usize, deepest: f32) -> Self {
        let count = measure.cards.tree.len();
        let mut shapes = Self { measure, deepest, blocks: Vec::new(), ranges: vec![(0, 0); count] };
        for node in (top + 1..count).rev() {
            let before = shapes.blocks.len();
            if !measure.cards.tree.is_leaf(node) && !shapes.is_list(node) {
                shapes.add(node);
            }
            let range = [before, shapes.blocks.len()].map(|at| u32::try_from(at).unwrap_or(0));
            shapes.ranges[node] = range.into();
        }
        shapes
    }

    /// Adds the broad blocks of a branch.
    fn add(&mut self, node: usize) {
        let measure = self.measure;
        let first = self.blocks.len();
        // Deeper indents hardly change a broad block.
        let indent = 1 + measure.cards.further_indent(node);
        let head = measure.head(node, 2, indent);
        let list = measure.list(node, 1) - head;
        let is_in_columns = measure.cards.wish(node) == Wish::Columns;
        let mut depth = if is_in_columns { COLUMN_PART * list } else { list - TOLERANCE };
        depth = depth.min(self.deepest);
        for _ in 0..MAX_TRIED {
            let below = self.filled(node, indent, depth);
            let it = Block { modules: below.modules, depth: head + below.depth };
            match self.blocks.get_mut(first..).and_then(<[Block]>::last_mut) {
                Some(deeper) if it.depth + TOLERANCE > deeper.depth => {}
                Some(deeper) if it.modules <= deeper.modules => *deeper = it,
                _ if it.modules < 2 => {}
                _ => self.blocks.push(it),
            }
            if below.depth > depth + TOLERANCE {
                break;
            }
            depth = (depth / MIN_RATIO).min(below.depth - TOLERANCE);
        }
    }

    /// Whether a branch wants to be a list, and can be one.
    fn is_list(&self, node: usize) -> bool {
        self.measure.cards.wish(node) == Wish::List && !self.measure.overflows(node)
    }

    /// The branch in one module, at the indent of its siblings, where it may be so.
    fn list(&self, node: usize, indent: usize) -> Option<Block> {
        let Self { measure, .. } = self;
        let may_be = !measure.spreads(node) || self.is_list(node) || self.broad(node).is_empty();
        may_be.then(|| Block { modules: 1, depth: measure.list(node, indent) })
    }

    fn broad(&self, node: usize) -> &[Block] {
        let (start, end) = self.ranges[node];
        &self.blocks[start as usize..end as usize]
    }

    /// A card that keeps its size, where it is broader than a module.
    fn boxed(&self, node: usize, indent: usize) -> Option<Block> {
        let cards = self.measure.cards;
        let indent = indent + cards.further_indent(node);
        let modules = cards.boxed(node, self.measure.modules, indent)?;
        Some(Block { modules, depth: cards.sizes[node].y })
    }

    /// Narrowest block of a branch that is no deeper than `depth`, or the shallowest one.
    pub(super) fn block(&self, node: usize, indent: usize, depth: f32) -> Block {
        if let Some(boxed) = self.boxed(node, indent) {
            return boxed;
        }
        let list = self.list(node, indent);
        let broad = self.broad(node);
        if let Some(list) = list.filter(|list| list.depth <= depth || broad.is_empty()) {
            return list;
        }
        let at = broad.partition_point(|it| it.depth > depth);
        broad.get(at).or(broad.last()).copied().unwrap_or(Block { modules: 1, depth: 0.0 })
    }

    /// Shallowest block of a branch of at most some modules, where there is one.
    pub(super) fn within(&self, node: usize, indent: usize, modules: usize) -> Option<Block> {
        if let Some(boxed) = self.boxed(node, indent) {
            return Some(boxed).filter(|boxed| boxed.modules <= modules);
        }
        let broad = self.broad(node);
        let at = broad.partition_point(|it| it.modules <= modules);
        at.checked_sub(1).map(|at| broad[at]).or_else(|| self.list(node, indent))
    }

    /// Numbers of modules of the blocks that a branch may be, one included where it may be a list.
    pub(super) fn widths(&self, node: usize, indent: usize) -> impl Iterator<Item = usize> {
        let boxed = self.boxed(node, indent);
        let own = boxed.is_none();
        let list = self.list(node, indent).filter(|_| own);
        let broad = if own { self.broad(node) } else { &[] };
        boxed.into_iter().chain(list).chain(broad.iter().copied()).map(|it| it.modules)
    }

    /// Groups of the children of a head, filled in order up to a depth.
    pub(super) fn groups(&self, node: usize, indent: usize, depth: f32) -> Vec<Group> {
        let mut groups = Vec::new();
        self.fill(node, indent, depth, |group, _| groups.push(group));
        groups
    }

    /// Modules and depth of all groups of the children of a head, filled in order up to a depth.
    pub(super) fn filled(&self, node: usize, indent: usize, depth: f32) -> Block {
        let mut whole = Block { modules: 0, depth: 0.0_f32 };
        self.fill(node, indent, depth, |group, depth| {
            whole.modules += group.modules;
            whole.depth = whole.depth.max(depth);
        });
        whole
    }

    fn fill(&self, node: usize, indent: usize, depth: f32, mut close: impl FnMut(Group, f32)) {
        let gap = self.measure.modules.gaps.row;
        let is_row = self.measure.cards.wish(node) == Wish::Row;
        // The first group keeps the indent of its head.
        let mut indent = indent + 1;
        let mut open: Option<(Group, f32)> = None;
        for child in self.measure.cards.tree.children(node) {
            if let Some((group, height)) = open.as_mut().filter(|_| !is_row) {
                let room = depth - *height - gap;
                let it = self.within(child, indent, group.modules).filter(|it| it.depth <= room);
                if let Some(it) = it {
                    group.count += 1;
                    *height += gap + it.depth;
                    continue;
                }
            }
            if let Some((group, height)) = open {
                close(group, height);
                indent = 1;
            }
            let Block { modules, depth } = self.block(child, indent, depth - gap);
            open = Some((Group { count: 1, modules }, gap + depth));
        }
        if let Some((group, height)) = open {
            close(group, height);
        }
    }
}
