//! Block layout: heads span their columns, and all columns of a picture have the same width.
//!
//! A *module* is the width of one column. A branch is a block of one or more modules. In a block of one module, all
//! cards of the branch are stacked, each level indented. In a wider block the children are divided, in order, into
//! *groups* side by side: columns of whole branches, or a single wide block. `docs/design/blocks.md` explains the
//! search.

mod measure;
mod partition;
mod place;

use std::iter;

use emath::Vec2;

use super::{Aim, Medium, Placement, Tree, Wish};
pub use measure::CardFit;
use measure::{Measure, Modules};
use partition::Plan;

/// Maximum number of cards that are arranged in blocks.
const MAX_CARDS: usize = 20_000;
/// Maximum number of levels of a tree that is arranged in blocks.
const MAX_LEVELS: u32 = 14;
/// Ratio of consecutive depths that are tried.
const DEPTH_RATIO: f32 = 1.035;
/// Range of the depths that are tried, as fractions of the estimated depth of the sheet.
const DEPTH_RANGE: [f32; 2] = [0.2, 2.2];
/// Module widths that are tried, in points.
const MODULES: [f32; 10] = [132.0, 144.0, 156.0, 168.0, 180.0, 192.0, 204.0, 216.0, 228.0, 240.0];
/// Maximum ratio between the sheet of the selected arrangement and the smallest one. Within this ratio, the arrangement
/// with the smallest area is selected, because its columns are the most even.
const MAX_EXCESS: f32 = 1.06;
/// The same on paper.
const MAX_EXCESS_ON_PAPER: f32 = 1.03;
/// Maximum ratio between the sheet with a row of heads and the one with columns under the bus, for few and for many
/// heads. In columns, a head is placed below the branch of another one.
const MAX_EXCESS_OF_ROW: [f32; 2] = [2.0, 1.1];
/// Maximum number of heads that counts as few.
const MAX_FEW_HEADS: usize = 12;
/// Minimum size of the picture on its sheet, relative to unlocked rows, for which rows are locked.
const MIN_LOCKED_SIZE: f32 = 0.97;

/// Minimum size of names on paper, in points, at which rows are locked in any case.
const LARGE_NAMES: f32 = 10.0;
/// Maximum enlargement of the sheet for an arrangement that is the same in each language.
const MAX_EXCESS_OF_SHARED: f32 = 1.11;
/// Type size of names, in points of the scene.
const NAME: f32 = 15.0;

/// Distance between adjacent heads of upright branches, in points: their text size.
const UPRIGHT_BLOCKS: f32 = 15.0;

/// Distances in points.
#[derive(Clone, Copy)]
pub(super) struct Gaps {
    /// Between the rows of a column, and between a head and its columns.
    pub(super) row: f32,
    /// Between adjacent columns of a head.
    column: f32,
    /// Between adjacent heads.
    block: f32,
    /// From the left edge of a card to that of its children.
    pub(super) indent: f32,
    /// From the left edge of a card to the trunk of its children.
    pub(super) trunk: f32,
    /// Between the root and the heads.
    pub(super) level: f32,
    /// Increment of heights.
    grid: f32,
}

impl Gaps {
    pub(super) const fn of(medium: Medium) -> Self {
        match medium {
            Medium::Screen => Self {
                row: 12.0,
                column: 12.0,
                block: 28.0,
                indent: 16.0,
                trunk: 7.0,
                level: crate::layout::gap::LEVEL,
                grid: 4.0,
            },
            Medium::Paper => Self {
                row: 8.0,
                column: 9.0,
                block: 22.0,
                indent: 13.0,
                trunk: 6.0,
                level: 32.0,
                grid: 1.0,
            },
        }
    }
}

/// Places a tree in blocks that nearly fit the smallest sheet. `None` for a forest, and for a tree that is too large or
/// too high.
pub(super) fn place(tree: &Tree, sizes: &[Vec2], aim: &Aim<'_>) -> Option<Placement> {
    if tree.len() > MAX_CARDS || tree.roots().count() != 1 || aim.fits.len() != tree.len() {
        return None;
    }
    // Levels of indents, which include the additional indents of staff.
    let levels = levels(tree);
    let highest = levels.iter().copied().max()?;
    if highest > MAX_LEVELS {
        return None;
    }
    // All cards of a chain from the root down are centred; the last one has the bus.
    let head = iter::successors(Some(0), |&node| {
        let child = tree.children(node).next()?;
        (tree.is_only_child(child)).then_some(child)
    });
    let spine: Vec<usize> = head.collect();
    let top = *spine.last()?;
    // Wide boxes are possible only in the row under the bus.
    let is_broad =
        |node: usize| sizes[node].x > measure::MAX_CARD && aim.fits[node].steps.is_empty();
    if (top + 1..tree.len()).any(|node| is_broad(node) && tree.parent(node) != Some(top)) {
        return None;
    }
    let mut gaps = Gaps::of(aim.medium);
    let is_upright = |child: usize| aim.wishes.get(child) == Some(&Wish::Upright);
    if tree.children(top).all(is_upright) && !tree.is_leaf(top) {
        gaps.block = UPRIGHT_BLOCKS;
    }
    let own = measure::Cards { tree, sizes, fits: aim.fits, wishes: aim.wishes, gaps };
    let measures = measures(&own, &levels, highest);
    let arrangement = arrangement(&measures, top, aim)?;
    let placed = |measure, plan| place::place(measure, &spine, plan, aim);
    let best = placed(arrangement.measure, &arrangement.plan);
    if aim.shared_fits.len() != tree.len() {
        return Some(best);
    }
    let shared = measure::Cards { fits: aim.shared_fits, ..own };
    let shared_measures = self::measures(&shared, &levels, highest);
    let shared = self::arrangement(&shared_measures, top, aim)?;
    let modules = shared.measure.modules;
    let measure = Measure::new(&own, modules, &levels, highest as usize + 1);
    let same = placed(&measure, &shared.plan);
    let sheet = |placement: &Placement| aim.sheet_depth(placement.bounds().size());
    Some(if sheet(&same) <= MAX_EXCESS_OF_SHARED * sheet(&best) { same } else { best })
}

/// Cards measured for each module width.
fn measures<'a>(cards: &'a measure::Cards<'a>, levels: &[u32], highest: u32) -> Vec<Measure<'a>> {
    let narrowest = cards.narrowest_module(levels);
    let mut widths: Vec<f32> = MODULES.into_iter().filter(|&width| width >= narrowest).collect();
    if widths.is_empty() {
        widths.push(narrowest);
    }
    let measure =
        |width| Measure::new(cards, Modules::new(width, cards.gaps), levels, highest as usize + 1);
    widths.into_iter().map(measure).collect()
}

/// A plan with its module width.
struct Arrangement<'a, 'b> {
    plan: Plan,
    measure: &'b Measure<'a>,
}

/// The arrangement with the smallest sheet: a row of heads, or columns under the bus.
fn arrangement<'a, 'b>(
    measures: &'b [Measure<'a>],
    top: usize,
    aim: &Aim<'_>,
) -> Option<Arrangement<'a, 'b>> {
    let tree = measures.first()?.cards.tree;
    let cards = measures.first()?.cards;
    let wish = if tree.children(top).any(|child| cards.is_broad(child)) {
        Wish::Row
    } else {
        cards.wish(top)
    };
    let best = |is_row| {
        let is_wanted = match wish {
            Wish::Any => true,
            Wish::Row | Wish::Upright => is_row,
            Wish::Columns | Wish::List => !is_row,
        };
        is_wanted.then(|| best_plan(measures, top, is_row, aim)).flatten()
    };
    let (row, columns) = (best(true), best(false));
    let [few, many] = MAX_EXCESS_OF_ROW;
    let max_excess = if tree.children(top).count() > MAX_FEW_HEADS { many } else { few };
    let (_, plan, measure) = match (row, columns) {
        (Some(row), Some(columns)) if row.0 > max_excess * columns.0 => columns,
        (Some(row), _) => row,
        (None, columns) => columns?,
    };
    Some(Arrangement { plan, measure })
}

/// The arrangement with the smallest sheet: its depth, the plan and the measure.
fn best_plan<'a, 'b>(
    measures: &'b [Measure<'a>],
    top: usize,
    is_row: bool,
    aim: &Aim<'_>,
) -> Option<(f32, Plan, &'b Measure<'a>)> {
    let mut candidates = Vec::new();
    for measure in measures {
        let estimate = measure.sheet_depth(top, aim.aspect);
        let [low, high] = DEPTH_RANGE.map(|part| part * estimate);
        let depths = iter::successors(Some(high), |depth| Some(depth / DEPTH_RATIO));
        for depth in depths.take_while(|&depth| depth > low) {
            let size = partition::whole_size(measure, top, is_row, depth);
            let sheet = measure.malus * aim.sheet_depth(size);
            candidates.push(Candidate { sheet, area: size.x * size.y, depth, measure });
        }
    }
    let max_excess = match aim.medium {
        Medium::Screen => MAX_EXCESS,
        Medium::Paper => MAX_EXCESS_ON_PAPER,
    };
    let smallest = candidates.iter().map(|it| it.sheet).fold(f32::INFINITY, f32::min);
    let near = candidates.into_iter().filter(|it| it.sheet <= max_excess * smallest);
    let Candidate { sheet, depth, measure, .. } = near.min_by(|a, b| a.area.total_cmp(&b.area))?;
    Some((sheet, Plan::new(measure, top, is_row, depth), measure))
}

/// Arrangement that is tried.
struct Candidate<'a, 'b> {
    /// Depth of its sheet, including the penalty for hyphenated words.
    sheet: f32,
    area: f32,
    /// Maximum depth of its blocks.
    depth: f32,
    measure: &'b Measure<'a>,
}

/// Number of indents of each card if the whole tree were one list.
fn levels(tree: &Tree) -> Vec<u32> {
    let mut levels: Vec<u32> = Vec::with_capacity(tree.len());
    for node in 0..tree.len() {
        let further = u32::from(tree.is_staff(node));
        levels.push(tree.parent(node).map_or(0, |parent| levels[parent] + 1 + further));
    }
    levels
}
