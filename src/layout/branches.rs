//! Properties of branches that do not depend on their layout.

use emath::Vec2;

use super::indented::indent;
use super::{Tree, gap};

/// Fraction of a well-filled sheet that cards cover.
const COVERAGE: f32 = 0.35;

/// Cards to be placed, with properties of their branches.
pub(super) struct Branches<'a> {
    pub(super) tree: &'a Tree,
    /// Breadth and depth of the cards.
    pub(super) sizes: &'a [Vec2],
    /// Levels below the top card of each branch.
    pub(super) levels: Vec<u32>,
    /// Size of each branch as an indented list.
    pub(super) lists: Vec<Vec2>,
}

impl<'a> Branches<'a> {
    pub(super) fn new(tree: &'a Tree, sizes: &'a [Vec2]) -> Self {
        let mut levels = vec![0; sizes.len()];
        let mut lists = sizes.to_vec();
        for node in (0..sizes.len()).rev() {
            if let Some(parent) = tree.parent(node) {
                levels[parent] = levels[parent].max(levels[node] + 1);
                let list = lists[node];
                lists[parent].x = lists[parent].x.max(indent(tree, node) + list.x);
                lists[parent].y += gap::STACK + list.y;
            }
        }
        Self { tree, sizes, levels, lists }
    }

    /// Estimated depth of the smallest sheet for all cards; `aspect` is its breadth divided by its depth.
    pub(super) fn sheet_depth(&self, aspect: f32) -> f32 {
        let area: f32 = self.sizes.iter().map(|size| size.x * size.y).sum();
        (area / COVERAGE / aspect).sqrt()
    }
}
