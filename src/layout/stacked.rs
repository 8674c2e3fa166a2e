//! Neighbouring low branches in columns under their parent, so that the whole fits a sheet.

use emath::Vec2;

use super::blocks::{self, Plan};
use super::indented::INDENT;
use super::{Placed, Tree, around, gap};

/// With more cards than these only leaves are stacked, without trying what else would fit.
const MOST_CARDS_TRIED: usize = 3_000;
/// Branches with more levels than these never go into columns.
const MOST_LEVELS: u32 = 3;

/// Places neighbouring branches in columns, such that the whole's breadth to depth comes near
/// `aspect`.
pub(super) fn place(tree: &Tree, sizes: &[Vec2], aspect: f32) -> Placed {
    let branches = Branches::new(tree, sizes);
    if sizes.len() > MOST_CARDS_TRIED {
        return blocks::place(&branches, Plan { levels: 0, aspect: 1.0 });
    }
    let highest = branches.levels.iter().copied().max().unwrap_or(0).min(MOST_LEVELS);
    let plans = (0..=highest).flat_map(|levels| {
        [1.0, 0.7, 0.5, 0.35, 0.25, 1.4, 2.0].map(|aspect| Plan { levels, aspect })
    });
    let misfit = |(cards, _): &Placed| (around(cards).aspect_ratio() / aspect).ln().abs();
    plans
        .map(|plan| blocks::place(&branches, plan))
        .min_by(|a, b| misfit(a).total_cmp(&misfit(b)))
        .unwrap_or_default()
}

/// What is known of each branch, whatever the plan.
pub(super) struct Branches<'a> {
    pub(super) tree: &'a Tree,
    pub(super) sizes: &'a [Vec2],
    /// Levels below each card.
    pub(super) levels: Vec<u32>,
    /// The size of each branch as an outline.
    pub(super) outlines: Vec<Vec2>,
}

impl<'a> Branches<'a> {
    pub(super) fn new(tree: &'a Tree, sizes: &'a [Vec2]) -> Self {
        let mut levels = vec![0; sizes.len()];
        let mut outlines = sizes.to_vec();
        for node in (0..sizes.len()).rev() {
            if let Some(parent) = tree.parent(node) {
                levels[parent] = levels[parent].max(levels[node] + 1);
                let outline = outlines[node];
                outlines[parent].x = outlines[parent].x.max(INDENT + outline.x);
                outlines[parent].y += gap::STACK + outline.y;
            }
        }
        Self { tree, sizes, levels, outlines }
    }
}
