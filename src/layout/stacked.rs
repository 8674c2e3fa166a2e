//! Stacked layout: fits the chart to a sheet.
//!
//! Two families of layouts are tried: rows of cards with low branches in columns ([`block_rows`]), and columns within
//! columns ([`columns`](super::columns)), which fill a sheet better but are harder to read. `docs/design/columns.md`
//! explains the search.

use emath::Vec2;

use super::block_rows::{self, BlockPlan};
use super::branches::Branches;
use super::columns::ShapeTable;
use super::{MAX_IN_ROWS, Placement, Tree};

/// Column depths that are tried, as fractions of the sheet's depth.
const COLUMN_DEPTHS: [f32; 7] = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85];
/// Maximum number of levels below the top of a branch in a column.
const MAX_LEVELS: u32 = 3;
/// Maximum ratio between the sheet of the selected rows and the smallest sheet of any rows. Within this ratio, the plan
/// with the fewest levels in columns is selected.
const MAX_EXCESS_OVER_ROWS: f32 = 1.15;
/// Maximum ratio between the sheet of the selected rows and the sheet of columns within columns.
const MAX_EXCESS_OVER_COLUMNS: f32 = 1.5;

/// Places a forest so that it nearly fits the smallest sheet with an aspect ratio, breadth divided by depth.
pub(super) fn place(tree: &Tree, sizes: &[Vec2], aspect: f32) -> Placement {
    let branches = Branches::new(tree, sizes);
    let columns = ShapeTable::new(&branches, aspect).place(aspect);
    if sizes.len() > MAX_IN_ROWS {
        return columns;
    }
    // Depth of the smallest sheet for a placement.
    let sheet = |placement: &Placement| {
        let size = placement.bounds().size();
        (size.x / aspect).max(size.y)
    };
    let depth = branches.sheet_depth(aspect);
    let best_with = |max_levels| {
        let plans = COLUMN_DEPTHS.map(|part| BlockPlan { max_levels, column_depth: part * depth });
        let rows = plans.into_iter().map(|plan| block_rows::place(&branches, plan));
        rows.map(|rows| (sheet(&rows), rows)).min_by(|a, b| a.0.total_cmp(&b.0))
    };
    let highest = branches.levels.iter().copied().max().unwrap_or(0).min(MAX_LEVELS);
    let rows: Vec<(f32, Placement)> = (0..=highest).filter_map(best_with).collect();
    let smallest = rows.iter().map(|(sheet, _)| *sheet).fold(f32::INFINITY, f32::min);
    let limit = (MAX_EXCESS_OVER_ROWS * smallest).min(MAX_EXCESS_OVER_COLUMNS * sheet(&columns));
    rows.into_iter().find(|(sheet, _)| *sheet <= limit).map_or(columns, |(_, rows)| rows)
}
