//! Columns under their parent, so that the whole fits a sheet: of neighbouring low branches where
//! that is enough, else of all.

use emath::Vec2;

use super::blocks::{self, Plan};
use super::columns::Shapes;
use super::indented::INDENT;
use super::{Placement, Tree, gap};

/// With more cards than these rows are not tried: a sheet is never broad enough for them.
const MAX_IN_ROWS: usize = 1_000;
/// Rows read better than columns in columns, which have to be drawn so much larger to be taken.
const LARGER: f32 = 1.5;
/// The part of a sheet that cards cover, about.
pub(super) const COVER: f32 = 0.35;
/// How deep columns may be in the plans that are tried, measured by the sheet.
const DEPTHS: [f32; 7] = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85];
/// High branches read better beside each other than under each other, which only a sheet so much
/// less deep is worth.
const EVEN: f32 = 1.15;
/// Branches with more levels than these never go into columns.
const MAX_LEVELS: u32 = 3;

/// Places cards such that the whole fits the smallest sheet of a breadth to depth of `aspect`, or
/// nearly.
pub(super) fn place(tree: &Tree, sizes: &[Vec2], aspect: f32) -> Placement {
    let branches = Branches::new(tree, sizes);
    let columns = Shapes::new(&branches, aspect).place(aspect);
    if sizes.len() > MAX_IN_ROWS {
        return columns;
    }
    let highest = branches.levels.iter().copied().max().unwrap_or(0).min(MAX_LEVELS);
    let area: f32 = sizes.iter().map(|size| size.x * size.y).sum();
    let depth = (area / COVER / aspect).sqrt();
    // How deep a sheet has to be that holds all; the less, the larger is what stands on it.
    let sheet = |placement: &Placement| {
        let size = placement.bounds().size();
        (size.x / aspect).max(size.y)
    };
    let best_of = |levels| {
        let plans = DEPTHS.map(|part| Plan { levels, depth: part * depth }).into_iter();
        let placed = plans.map(|plan| blocks::place(&branches, plan));
        placed.map(|rows| (sheet(&rows), rows)).min_by(|a, b| a.0.total_cmp(&b.0))
    };
    let rows: Vec<(f32, Placement)> = (0..=highest).filter_map(best_of).collect();
    let least = rows.iter().map(|(sheet, _)| *sheet).fold(f32::INFINITY, f32::min);
    let most = (EVEN * least).min(LARGER * sheet(&columns));
    rows.into_iter().find(|(sheet, _)| *sheet <= most).map_or(columns, |(_, rows)| rows)
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
