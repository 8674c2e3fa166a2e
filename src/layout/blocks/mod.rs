//! Block layout: heads span their columns, and all columns of a picture have the same width.
//!
//! A *module* is the width of one column. A branch is a block of one or more modules. In a block of one module, all
//! cards of the branch are stacked, each level indented. In a wider block the children are divided, in order, into
//! *groups* side by side: columns of whole branches, or a single wide block. `docs/design/blocks.md` explains the
//! search.

mod measure;
mod partition;
mod place;
mod shapes;

use std::cmp::Reverse;
use std::iter;

use emath::{OrderedFloat, Vec2};

use super::{Aim, Medium, Placement, Tree, Wish};
pub use measure::CardFit;
use measure::{Measure, Modules};
use partition::Plan;
use place::Rows;
use shapes::Shapes;

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
/// Differences from the best of these that are tried on paper, in points.
const FINE_STEPS: [f32; 5] = [-8.0, -4.0, 0.0, 4.0, 8.0];
/// Maximum ratio between the sheet of the selected arrangement and the smallest one. Within this ratio, the arrangement
/// with the smallest area is selected, because its columns are the most even.
const MAX_EXCESS: f32 = 1.06;
/// The same on paper.
const MAX_EXCESS_ON_PAPER: f32 = 1.01;
/// Maximum ratio between the sheet with a row of heads and the one with columns under the bus, for few and for many
/// heads. In columns, a head is placed below the branch of another one.
const MAX_EXCESS_OF_ROW: [f32; 2] = [2.0, 1.1];
/// Maximum number of heads that counts as few.
const MAX_FEW_HEADS: usize = 12;
/// Minimum size of the picture on its sheet, relative to unlocked rows, for which rows are locked.
const MIN_LOCKED_SIZE: f32 = 0.97;

/// Minimum height of a card by itself, relative to its row, for which rows are locked.
const MIN_FILLED: f32 = 0.6;
/// Minimum size of names on paper, in points, at which rows are locked in any case.
const LARGE_NAMES: f32 = 10.5;
/// Maximum size of names on paper, in points: that of their actual size, and a reserve for lines beside the cards.
const MAX_NAMES: f32 = 11.5;
/// Maximum enlargement of the sheet for an arrangement that is the same in each language.
const MAX_EXCESS_OF_SHARED: f32 = 1.11;
/// Increase of the sheet for an arrangement that is kept as branches fold and unfold.
const MAX_EXCESS_OF_KEPT: f32 = 2.0;
/// Type size of names, in points of the scene.
const NAME: f32 = 15.0;

/// Distance between adjacent heads of upright branches, in points: their text size.
const UPRIGHT_BLOCKS: f32 = 15.0;

/// Distances in points. Those that the width of a card depends on are multiples of 4, as are the widths of modules and
/// the widths for which heights are known (`CardFit`): otherwise, heights would be those of slightly narrower cards.
#[derive(Clone, Copy, Debug, PartialEq)]
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
                row: 7.0,
                column: 8.0,
                block: 22.0,
                indent: 12.0,
                trunk: 6.0,
                level: 30.0,
                grid: 1.0,
            },
        }
    }
}

/// Places a tree in blocks that nearly fit the smallest sheet. `None` for a forest, and for a tree that is too large or
/// too high.
pub(super) fn place(tree: &Tree, sizes: &[Vec2], aim: &Aim<'_>) -> Option<Placement> {
    let fresh = || Some(arranged(tree, sizes, aim)?.1);
    let kept = aim.before.and_then(|(choice, nodes)| choice.kept(tree, sizes, aim, nodes));
    let Some(kept) = kept else { return fresh() };
    let sheet = aim.sheet_depth(kept.bounds().size());
    // Without a search where even the smallest sheet that is possible is large enough.
    if sheet <= MAX_EXCESS_OF_KEPT * least_sheet(sizes, aim) {
        return Some(kept);
    }
    let fresh = fresh()?;
    let is_near = sheet <= MAX_EXCESS_OF_KEPT * aim.sheet_depth(fresh.bounds().size());
    Some(if is_near { kept } else { fresh })
}

/// Choice of [`place()`] for a tree without an earlier one.
pub(super) fn choice(tree: &Tree, sizes: &[Vec2], aim: &Aim<'_>) -> Option<Choice> {
    Some(arranged(tree, sizes, aim)?.0)
}

/// Depth of a sheet that cards cover completely.
fn least_sheet(sizes: &[Vec2], aim: &Aim<'_>) -> f32 {
    let least = |(size, fit): (&Vec2, &CardFit)| {
        let areas = fit.steps.iter().map(|(width, height)| width * height);
        areas.reduce(f32::min).unwrap_or(size.x * size.y)
    };
    let area: f32 = sizes.iter().zip(aim.fits).map(least).sum();
    (area / aim.aspect).sqrt()
}

/// What is chosen for a tree.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Choice {
    modules: Modules,
    plan: Plan,
    rows: Rows,
    /// Cards over the middle of the whole.
    spine: Vec<usize>,
}

/// Tree with what a search needs of it.
struct Subject<'a> {
    cards: measure::Cards<'a>,
    levels: Vec<u32>,
    highest: u32,
    spine: Vec<usize>,
}

impl<'a> Subject<'a> {
    fn new(tree: &'a Tree, sizes: &'a [Vec2], aim: &Aim<'a>) -> Option<Self> {
        if tree.len() > MAX_CARDS || tree.roots().count() != 1 || aim.fits.len() != tree.len() {
            return None;
        }
        let levels = tree.indents();
        let highest = levels.iter().copied().max().filter(|&highest| highest <= MAX_LEVELS)?;
        // All cards of a chain from the root down are centred; the last one has the bus.
        let head = iter::successors(Some(0), |&node| {
            let child = tree.children(node).next()?;
            (tree.is_only_child(child)).then_some(child)
        });
        let spine: Vec<usize> = head.collect();
        let top = *spine.last()?;
        let mut gaps = Gaps::of(aim.medium);
        let is_upright = |child: usize| aim.wishes.get(child) == Some(&Wish::Upright);
        if tree.children(top).all(is_upright) && !tree.is_leaf(top) {
            gaps.block = UPRIGHT_BLOCKS;
        }
        let cards = measure::Cards { tree, sizes, fits: aim.fits, wishes: aim.wishes, gaps };
        // Boxes that no module holds stand in the row under the bus alone.
        let is_misplaced =
            |node: usize| cards.outgrows_modules(node) && tree.parent(node) != Some(top);
        let has_room = !(top + 1..tree.len()).any(is_misplaced);
        has_room.then_some(Self { cards, levels, highest, spine })
    }

    fn top(&self) -> usize {
        self.spine.last().copied().unwrap_or_default()
    }

    fn measure(&self, modules: Modules) -> Measure<'_> {
        Measure::new(&self.cards, modules, &self.levels, self.highest as usize + 1)
    }

    /// Places the cards by an arrangement; on paper with the width of modules that makes its sheet smallest.
    fn placed(&self, arrangement: Arrangement, aim: &Aim<'_>) -> (Choice, Placement) {
        let Arrangement { modules, plan } = arrangement;
        let modules = match aim.medium {
            Medium::Screen => modules,
            Medium::Paper => {
                let coarse = self.best_modules(&MODULES, &plan, aim).unwrap_or(modules);
                let fine = FINE_STEPS.map(|step| coarse.width + step);
                self.best_modules(&fine, &plan, aim).unwrap_or(coarse)
            }
        };
        let measure = self.measure(modules);
        let (rows, placement) = place::place(&measure, &self.spine, &plan, aim);
        (Choice { modules, plan, rows, spine: self.spine.clone() }, placement)
    }

    /// The width of modules, of some, with which a plan has the smallest sheet, of equal ones the widest. All
    /// sheets on which names have their actual size are equal.
    fn best_modules(&self, widths: &[f32], plan: &Plan, aim: &Aim<'_>) -> Option<Modules> {
        let narrowest = self.cards.narrowest_module(&self.levels);
        let wide = widths.iter().filter(|&&width| width >= narrowest);
        let modules = wide.map(|&width| Modules::new(width, self.cards.gaps));
        let actual = aim.paper_height.map_or(0.0, |height| NAME * height / MAX_NAMES);
        modules.min_by_key(|&modules| {
            let measure = self.measure(modules);
            let (_, placement) = place::place(&measure, &self.spine, plan, aim);
            let sheet = aim.sheet_depth(placement.bounds().size()).max(actual);
            (OrderedFloat(measure.malus * sheet), Reverse(OrderedFloat(modules.width)))
        })
    }

    /// The arrangement with the smallest sheet; on paper with finer steps of the width of modules.
    fn arrangement(&self, aim: &Aim<'_>) -> Option<Arrangement> {
        let coarse = self.arrangement_of(&MODULES, aim)?;
        let width = coarse.modules.width;
        match aim.medium {
            Medium::Screen => Some(coarse),
            Medium::Paper => self.arrangement_of(&FINE_STEPS.map(|step| width + step), aim),
        }
    }

    /// The same for modules of some widths.
    fn arrangement_of(&self, widths: &[f32], aim: &Aim<'_>) -> Option<Arrangement> {
        let narrowest = self.cards.narrowest_module(&self.levels);
        let mut wide: Vec<f32> = widths.iter().copied().filter(|&it| it >= narrowest).collect();
        if wide.is_empty() {
            wide.push(narrowest);
        }
        let measure = |width| self.measure(Modules::new(width, self.cards.gaps));
        let measures: Vec<Measure<'_>> = wide.into_iter().map(measure).collect();
        let top = self.top();
        let shapes = |measure| {
            let [_, deepest] = depths(measure, top, aim);
            Shapes::new(measure, top, deepest)
        };
        let shapes: Vec<Shapes<'_>> = measures.iter().map(shapes).collect();
        arrangement(&shapes, top, aim)
    }
}

/// The arrangement of a tree: that for all languages where the sheet is hardly smaller for it.
fn arranged(tree: &Tree, sizes: &[Vec2], aim: &Aim<'_>) -> Option<(Choice, Placement)> {
    let own = Subject::new(tree, sizes, aim)?;
    let best = own.placed(own.arrangement(aim)?, aim);
    if aim.shared_fits.len() != tree.len() {
        return Some(best);
    }
    let shared = Subject::new(tree, sizes, &Aim { fits: aim.shared_fits, ..*aim })?;
    let same = own.placed(shared.arrangement(aim)?, aim);
    let sheet = |(_, placement): &(Choice, Placement)| aim.sheet_depth(placement.bounds().size());
    Some(if sheet(&same) <= MAX_EXCESS_OF_SHARED * sheet(&best) { same } else { best })
}

impl Choice {
    /// Another state of the same chart, some branches of which are folded or unfolded, arranged in the same
    /// way: what is in no such branch stays where it is. `nodes` are the counterparts of its cards.
    fn kept(
        &self,
        tree: &Tree,
        sizes: &[Vec2],
        aim: &Aim<'_>,
        nodes: &[Option<usize>],
    ) -> Option<Placement> {
        let subject = Subject::new(tree, sizes, aim)?;
        let is_same_spine = subject.spine.len() == self.spine.len()
            && subject.spine.iter().zip(&self.spine).all(|(&node, &it)| nodes[node] == Some(it));
        if !is_same_spine || self.modules.width < subject.cards.narrowest_module(&subject.levels) {
            return None;
        }
        let plan = self.plan.of_state(tree, nodes);
        let top = subject.top();
        if plan.groups[top].is_empty() && !tree.is_leaf(top) {
            return None;
        }
        let measure = subject.measure(self.modules);
        Some(place::place_state(&measure, &subject.spine, &plan, (&self.rows, nodes)))
    }
}

/// A plan with its modules.
struct Arrangement {
    modules: Modules,
    plan: Plan,
}

/// The arrangement with the smallest sheet: a row of heads, or columns under the bus.
fn arrangement(shapes: &[Shapes<'_>], top: usize, aim: &Aim<'_>) -> Option<Arrangement> {
    let cards = shapes.first()?.measure.cards;
    let tree = cards.tree;
    let wish = if tree.children(top).any(|child| cards.outgrows_modules(child)) {
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
        is_wanted.then(|| best_plan(shapes, top, is_row, aim)).flatten()
    };
    let (row, columns) = (best(true), best(false));
    let [few, many] = MAX_EXCESS_OF_ROW;
    let max_excess = if tree.children(top).count() > MAX_FEW_HEADS { many } else { few };
    let (_, plan, modules) = match (row, columns) {
        (Some(row), Some(columns)) if row.0 > max_excess * columns.0 => columns,
        (Some(row), _) => row,
        (None, columns) => columns?,
    };
    Some(Arrangement { modules, plan })
}

/// Arrangement with the smallest sheet: its depth, the plan and the modules.
fn best_plan(
    shapes: &[Shapes<'_>],
    top: usize,
    is_row: bool,
    aim: &Aim<'_>,
) -> Option<(f32, Plan, Modules)> {
    let mut candidates = Vec::new();
    for shapes in shapes {
        let measure = shapes.measure;
        let [low, high] = depths(measure, top, aim);
        let depths = iter::successors(Some(high), |depth| Some(depth / DEPTH_RATIO));
        for depth in depths.take_while(|&depth| depth > low) {
            let size = partition::whole_size(shapes, top, is_row, depth);
            let sheet = measure.malus * aim.sheet_depth(size);
            candidates.push(Candidate { sheet, area: size.x * size.y, depth, shapes });
        }
    }
    let max_excess = match aim.medium {
        Medium::Screen => MAX_EXCESS,
        Medium::Paper => MAX_EXCESS_ON_PAPER,
    };
    let smallest = candidates.iter().map(|it| it.sheet).fold(f32::INFINITY, f32::min);
    let near = candidates.into_iter().filter(|it| it.sheet <= max_excess * smallest);
    let Candidate { sheet, depth, shapes, .. } = near.min_by(|a, b| a.area.total_cmp(&b.area))?;
    Some((sheet, Plan::new(shapes, top, is_row, depth), shapes.measure.modules))
}

/// Least and greatest depth that are tried.
fn depths(measure: &Measure<'_>, top: usize, aim: &Aim<'_>) -> [f32; 2] {
    let estimate = measure.sheet_depth(top, aim.aspect);
    DEPTH_RANGE.map(|part| part * estimate)
}

/// Arrangement that is tried.
struct Candidate<'a, 'b> {
    /// Depth of its sheet, including the penalty for hyphenated words.
    sheet: f32,
    area: f32,
    /// Maximum depth of its blocks.
    depth: f32,
    shapes: &'b Shapes<'a>,
}
