//! Forests: several trees on one sheet.
//!
//! Trees are packed on shelves, in order, by the *next-fit* rule: a tree that does not fit on the current shelf opens
//! the next one. See B. S. Baker and J. S. Schwarz, [“Shelf algorithms for two-dimensional packing
//! problems”](https://doi.org/10.1137/0212033) (1983), and [strip
//! packing](https://en.wikipedia.org/wiki/Strip_packing_problem). The breadth of the strip is searched among a bounded
//! number of candidates. Adjacent roots without children form columns, as do the trees of an indented list.

use std::iter;

use emath::{Pos2, Rect, Vec2, pos2, vec2};

use super::blocks;
use super::boxes::Boxes;
use super::branches::Branches;

use super::{Aim, Attachment, LayoutStyle, Placement, Tree, gap, indented, rows, stacked};

/// Minimum number of trees of an indented list that is divided into columns.
const MIN_TREES_IN_COLUMNS: usize = 9;
/// Maximum number of strip breadths that are tried.
const MAX_STRIPS: usize = 64;
/// Minimum ratio of consecutive strip breadths.
const MIN_STRIP_RATIO: f32 = 1.04;
/// Minimum ratio between the sheet for one row of trees and that for shelves; below it, the trees stay in a row.
const MIN_GAIN: f32 = 1.25;

/// Forest with the first root of each shelf. Without shelves, the roots are in one row or in columns.
pub(super) struct Forest {
    pub(super) placement: Placement,
    pub(super) shelves: Vec<usize>,
}

/// Places a tree or a forest; `aspect` is the breadth of the sheet divided by its depth.
pub(super) fn place(tree: &Tree, sizes: &[Vec2], aim: Aim<'_>) -> Forest {
    let (style, aspect) = (aim.style, aim.aspect);
    let in_row = || {
        let placement = place_row(tree, sizes, aim);
        Forest { placement, shelves: vec![] }
    };
    let roots: Vec<usize> = tree.roots().collect();
    if roots.len() < 2 || style == LayoutStyle::Ranks {
        return in_row();
    }
    if style == LayoutStyle::Indented {
        if roots.len() < MIN_TREES_IN_COLUMNS {
            return in_row();
        }
        let branches = Branches::new(tree, sizes);
        let mut placement = Placement::empty(tree.len());
        let run = Run::new(&branches, &roots, aspect);
        run.place(&branches, Pos2::ZERO, &mut placement);
        return Forest { placement, shelves: vec![] };
    }
    let shelves = Items::new(tree, sizes, aim, &roots).on_shelves();
    if style == LayoutStyle::Stacked && !aim.fits.is_empty() {
        return shelves;
    }
    let row = in_row();
    let is_better = shelves.sheet_depth(aspect) * MIN_GAIN < row.sheet_depth(aspect);
    if is_better { shelves } else { row }
}

fn place_row(tree: &Tree, sizes: &[Vec2], aim: Aim<'_>) -> Placement {
    match &Boxes::new(tree, sizes, &aim) {
        Some(boxes) => {
            let nodes: Option<Vec<_>> = aim
                .before
                .map(|(_, nodes)| boxes.nodes().iter().map(|&node| nodes[node]).collect());
            let before = aim.before.zip(nodes.as_ref()).map(|((it, _), nodes)| (it, &nodes[..]));
            let sizes = (&boxes.sizes[..], &boxes.cards[..]);
            let aim = Aim { before, ..boxes.aim(&aim) };
            boxes.unboxed(&place_boxes(&boxes.tree, sizes, aim))
        }
        None => place_boxes(tree, (sizes, sizes), aim),
    }
}

/// Places boxes, each of which contains a card with its attachments.
fn place_boxes(tree: &Tree, (sizes, cards): (&[Vec2], &[Vec2]), aim: Aim<'_>) -> Placement {
    match aim.style {
        LayoutStyle::Tidy => rows::place(tree, sizes),
        LayoutStyle::Stacked => blocks::place(tree, sizes, &aim)
            .unwrap_or_else(|| stacked::place(tree, sizes, aim.aspect)),
        LayoutStyle::Indented => indented::place(tree, sizes),
        LayoutStyle::Ranks => rows::place_ranks(tree, sizes, cards),
    }
}

impl Forest {
    fn sheet_depth(&self, aspect: f32) -> f32 {
        sheet_depth(self.placement.bounds().size(), aspect)
    }
}

/// Depth of the smallest sheet that contains a size.
fn sheet_depth(size: Vec2, aspect: f32) -> f32 {
    (size.x / aspect).max(size.y)
}

/// Branches as lists, in columns of nearly equal depth.
struct Run {
    columns: Vec<Column>,
    size: Vec2,
}

struct Column {
    tops: Vec<usize>,
    size: Vec2,
}

impl Run {
    /// Uses the number of columns that fits the smallest sheet.
    fn new(branches: &Branches<'_>, tops: &[usize], aspect: f32) -> Self {
        let total: f32 = tops.iter().map(|&top| branches.lists[top].y + gap::STACK).sum();
        let broadest = tops.iter().map(|&top| branches.lists[top].x).fold(0.0, f32::max);
        let fit = (total * aspect / (broadest + gap::SIBLING)).sqrt();
        let counts = [0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25].map(|part| (part * fit).round().max(1.0));
        let runs = counts.map(|count| Self::of_depth(branches, tops, total / count));
        let best = runs
            .into_iter()
            .min_by(|a, b| sheet_depth(a.size, aspect).total_cmp(&sheet_depth(b.size, aspect)));
        best.unwrap_or_else(|| Self::of_depth(branches, tops, f32::INFINITY))
    }

    /// Uses columns of approximately a given depth.
    fn of_depth(branches: &Branches<'_>, tops: &[usize], depth: f32) -> Self {
        let mut columns: Vec<Column> = Vec::new();
        // Depth of all branches so far, and the depth at which the current column should end.
        let (mut sum, mut end) = (0.0, 0.0);
        for &top in tops {
            let list = branches.lists[top];
            let added = list.y + gap::STACK;
            // A branch goes into the column that contains the larger part of it.
            if let Some(column) = columns.last_mut().filter(|_| sum + added / 2.0 <= end) {
                column.tops.push(top);
                column.size = vec2(column.size.x.max(list.x), column.size.y + added);
            } else {
                columns.push(Column { tops: vec![top], size: list });
                end += depth;
            }
            sum += added;
        }
        let size = columns.iter().fold(vec2(-gap::SIBLING, 0.0), |size, column| {
            vec2(size.x + gap::SIBLING + column.size.x, size.y.max(column.size.y))
        });
        Self { columns, size }
    }

    fn place(&self, branches: &Branches<'_>, corner: Pos2, placement: &mut Placement) {
        let Branches { tree, sizes, .. } = branches;
        let mut next = corner;
        for Column { tops, size } in &self.columns {
            let trunk = Attachment::Trunk(next.x - gap::GUTTER / 2.0);
            for &top in tops {
                next.y = indented::place_branch(tree, sizes, top, next, trunk, placement);
            }
            next = pos2(next.x + size.x + gap::SIBLING, corner.y);
        }
    }
}

/// Item on a shelf.
enum Item {
    /// A tree, whose minimum is at the origin.
    Tree { root: usize, placement: Placement },
    /// Adjacent roots without children.
    Run { first: usize, run: Run },
}

struct Items<'a> {
    branches: Branches<'a>,
    aspect: f32,
    sized: Vec<(Item, Vec2)>,
}

impl<'a> Items<'a> {
    fn new(tree: &'a Tree, sizes: &'a [Vec2], aim: Aim<'_>, roots: &[usize]) -> Self {
        // Surroundings occur only once on the sheet.
        let (aspect, aim) = (aim.aspect, Aim { around: Vec2::ZERO, ..aim });
        let branches = Branches::new(tree, sizes);
        let mut items = Vec::new();
        for run in roots.chunk_by(|&a, &b| tree.is_leaf(a) && tree.is_leaf(b)) {
            let first = run[0];
            items.push(if run.len() > 1 {
                let run = Run::new(&branches, run, aspect);
                let size = run.size;
                (Item::Run { first, run }, size)
            } else {
                let range = first..tree.branch_end(first);
                let branch = tree.branch(first);
                let aim = aim.of_branch(range.clone());
                let mut placement = place_row(&branch, &sizes[range], aim);
                placement.move_to_origin();
                let size = placement.bounds().size();
                (Item::Tree { root: first, placement }, size)
            });
        }
        Self { branches, aspect, sized: items }
    }

    /// Places all items on the shelves of the strip that fits the smallest sheet.
    fn on_shelves(self) -> Forest {
        let sizes: Vec<Vec2> = self.sized.iter().map(|(_, size)| *size).collect();
        let broadest = sizes.iter().map(|size| size.x).fold(0.0, f32::max);
        let all: f32 = sizes.iter().map(|size| size.x + gap::FOREST).sum();
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let step = (all / broadest).powf(1.0 / MAX_STRIPS as f32).max(MIN_STRIP_RATIO);
        let strips = iter::successors(Some(broadest), |strip| Some(strip * step));
        let strips = strips.take_while(|&strip| strip <= all * step).take(MAX_STRIPS + 2);
        let depth = |strip: f32| sheet_depth(bounds(&next_fit(&sizes, strip), &sizes), self.aspect);
        let best = strips.map(|strip| (depth(strip), strip)).min_by(|a, b| a.0.total_cmp(&b.0));
        let corners = next_fit(&sizes, best.map_or(all, |(_, strip)| strip));
        self.place(&corners)
    }

    fn place(self, corners: &[Pos2]) -> Forest {
        let mut placement = Placement::empty(self.branches.tree.len());
        let mut shelves = Vec::new();
        for ((item, _), &corner) in self.sized.into_iter().zip(corners) {
            let first = match item {
                Item::Tree { root, placement: tree } => {
                    placement.insert(root, &tree, corner);
                    root
                }
                Item::Run { first, run } => {
                    run.place(&self.branches, corner, &mut placement);
                    first
                }
            };
            if corner.x <= 0.0 {
                shelves.push(first);
            }
        }
        if shelves.len() < 2 {
            shelves.clear();
        }
        Forest { placement, shelves }
    }
}

/// Corners of items on the shelves of a strip.
fn next_fit(sizes: &[Vec2], strip: f32) -> Vec<Pos2> {
    let (mut next, mut depth) = (Pos2::ZERO, 0.0_f32);
    let place = |size: &Vec2| {
        if next.x > 0.0 && next.x + size.x > strip {
            next = pos2(0.0, next.y + depth + gap::FOREST);
            depth = 0.0;
        }
        let corner = next;
        next.x += size.x + gap::FOREST;
        depth = depth.max(size.y);
        corner
    };
    sizes.iter().map(place).collect()
}

fn bounds(corners: &[Pos2], sizes: &[Vec2]) -> Vec2 {
    let items = corners.iter().zip(sizes).map(|(&corner, &size)| Rect::from_min_size(corner, size));
    items.fold(Rect::ZERO, Rect::union).size()
}
