//! Arrangement in blocks: heads over all their columns, one width of columns in a picture.
//!
//! A *module* is the width of one column. A branch is a block of one or more modules. In a block of
//! one module all cards of the branch are stacked, each level indented. In a broader one the
//! children, in order, are cut into *groups* side by side: columns of whole branches, or a single
//! broad block. `docs/design/blocks.md` explains the search.

mod measure;
mod partition;
mod place;

use std::iter;

use emath::Vec2;

use super::{Placement, Tree};
pub use measure::CardFit;
use measure::{Measure, Modules};
use partition::Plan;

/// Maximum number of cards that are arranged in blocks.
const MAX_CARDS: usize = 20_000;
/// Maximum number of levels of a tree that is arranged in blocks.
const MAX_LEVELS: u32 = 14;
/// Ratio between neighbouring depths that are tried.
const DEPTH_RATIO: f32 = 1.035;
/// Range of the depths that are tried, in parts of the estimated depth of the sheet.
const DEPTH_RANGE: [f32; 2] = [0.2, 2.2];
/// Widths of modules that are tried, in points.
const MODULES: [f32; 10] = [132.0, 144.0, 156.0, 168.0, 180.0, 192.0, 204.0, 216.0, 228.0, 240.0];
/// Ratio between the sheets of the chosen arrangement and of the smallest one. Within it, the one
/// with the least area is taken, whose columns are the evenest.
const MAX_EXCESS: f32 = 1.06;
/// Maximum ratio between the sheet with a row of heads and the one with columns under the bus, for
/// few heads and for many. In columns a head stands under another one's branch.
const MAX_EXCESS_OF_ROW: [f32; 2] = [2.0, 1.1];
/// Maximum number of heads that are few.
const MAX_FEW_HEADS: usize = 12;
/// Part of a sheet that is left when rows are locked.
const MIN_LOCKED_SIZE: f32 = 0.97;

/// Distances in points.
mod gap {
    /// Between the rows of a column, and between a head and its columns.
    pub(super) const ROW: f32 = 12.0;
    /// Between the columns of a head.
    pub(super) const COLUMN: f32 = 12.0;
    /// Between neighbouring heads.
    pub(super) const BLOCK: f32 = 28.0;
    /// From the left edge of a card to that of its children.
    pub(super) const INDENT: f32 = 16.0;
    /// From the left edge of a card to the trunk of its children.
    pub(super) const TRUNK: f32 = 7.0;
    /// Between the root and the heads.
    pub(super) const LEVEL: f32 = crate::layout::gap::LEVEL;
}

/// Places a tree in blocks so that it nearly fits the smallest sheet of an aspect ratio, breadth
/// divided by depth. `None` for a forest, and for a tree that is too large or too high.
pub(super) fn place(
    tree: &Tree,
    sizes: &[Vec2],
    fits: &[CardFit],
    aspect: f32,
) -> Option<Placement> {
    if tree.len() > MAX_CARDS || tree.roots().count() != 1 || fits.len() != tree.len() {
        return None;
    }
    let levels = levels(tree);
    let highest = levels.iter().copied().max()?;
    if highest > MAX_LEVELS {
        return None;
    }
    // Of a chain from the root down all cards stand in the middle; the last one has the bus.
    let head = iter::successors(Some(0), |&node| {
        let child = tree.children(node).next()?;
        (tree.is_only_child(child)).then_some(child)
    });
    let spine: Vec<usize> = head.collect();
    let top = *spine.last()?;
    let cards = measure::Cards { tree, sizes, fits };
    let narrowest = cards.narrowest_module(&levels);
    let mut widths: Vec<f32> = MODULES.into_iter().filter(|&width| width >= narrowest).collect();
    if widths.is_empty() {
        widths.push(narrowest);
    }
    let measures: Vec<Measure<'_>> = widths
        .into_iter()
        .map(|width| Measure::new(&cards, Modules { width }, &levels, highest as usize + 1))
        .collect();
    let best = |is_row| best_plan(&measures, top, is_row, aspect);
    let (row, columns) = (best(true), best(false));
    let [few, many] = MAX_EXCESS_OF_ROW;
    let max_excess = if tree.children(top).count() > MAX_FEW_HEADS { many } else { few };
    let (plan, measure) = match (row, columns) {
        (Some(row), Some(columns)) if row.0 > max_excess * columns.0 => (columns.1, columns.2),
        (Some(row), _) => (row.1, row.2),
        (None, Some(columns)) => (columns.1, columns.2),
        (None, None) => return None,
    };
    Some(place::place(measure, &spine, &plan, aspect))
}

/// Arrangement with the smallest sheet: its depth, the plan and the measure.
fn best_plan<'a, 'b>(
    measures: &'b [Measure<'a>],
    top: usize,
    is_row: bool,
    aspect: f32,
) -> Option<(f32, Plan, &'b Measure<'a>)> {
    let mut candidates = Vec::new();
    for measure in measures {
        let estimate = measure.sheet_depth(top, aspect);
        let [low, high] = DEPTH_RANGE.map(|part| part * estimate);
        let depths = iter::successors(Some(high), |depth| Some(depth / DEPTH_RATIO));
        for depth in depths.take_while(|&depth| depth > low) {
            let size = partition::whole_size(measure, top, is_row, depth);
            let sheet = measure.malus * (size.x / aspect).max(size.y);
            candidates.push(Candidate { sheet, area: size.x * size.y, depth, measure });
        }
    }
    let smallest = candidates.iter().map(|it| it.sheet).fold(f32::INFINITY, f32::min);
    let near = candidates.into_iter().filter(|it| it.sheet <= MAX_EXCESS * smallest);
    let Candidate { sheet, depth, measure, .. } = near.min_by(|a, b| a.area.total_cmp(&b.area))?;
    Some((sheet, Plan::new(measure, top, is_row, depth), measure))
}

/// Arrangement that is tried.
struct Candidate<'a, 'b> {
    /// Depth of its sheet, with what counts for broken words.
    sheet: f32,
    area: f32,
    /// Maximum depth of its blocks.
    depth: f32,
    measure: &'b Measure<'a>,
}

/// Levels above each card.
fn levels(tree: &Tree) -> Vec<u32> {
    let mut levels: Vec<u32> = Vec::with_capacity(tree.len());
    for node in 0..tree.len() {
        levels.push(tree.parent(node).map_or(0, |parent| levels[parent] + 1));
    }
    levels
}
