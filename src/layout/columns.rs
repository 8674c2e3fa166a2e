//! Columns of branches within columns: how a large chart comes to fit a sheet.
//!
//! A branch can be set in many shapes, from one long list to a few low and broad columns. As
//! planners of floors do (L. Stockmeyer, "Optimal orientations of cells in slicing floorplan
//! designs", 1983), each large branch keeps the least breadth for each of a ladder of depths, found
//! from the shapes of its children; the top then takes what fits best, and every branch below the
//! lowest shape that its column has the breadth for. Small branches have one shape, the list, and
//! few branches are large, so the search takes little time whatever the number of cards.

use emath::{Pos2, Rect, Vec2, pos2, vec2};

use super::indented::{self, INDENT};
use super::stacked::{Branches, COVER};
use super::{Hanging, Placed, gap};

/// From one rung of a branch's ladder of depths to the next.
const RUNG: f32 = 1.1;
/// The same where there are more cards than [`MANY_CARDS`]: a sheet of these is not read as one.
const COARSE_RUNG: f32 = 1.15;
const MANY_CARDS: usize = 20_000;
/// The same for roots, which decide how near the whole comes to its aspect.
const ROOT_RUNG: f32 = 1.04;
/// Branches that are less deep as lists, measured by the sheet, have no other shape.
const LEAST_PART: f32 = 1.0 / 12.0;
/// Roots are tried up to this depth, measured by the sheet.
const MOST_PART: f32 = 1.3;
/// No more branches than these have shapes, whatever their size.
const MOST_LARGE: usize = 500;
/// Children further apart than this among their siblings do not share a column.
const MOST_IN_COLUMN: usize = 32;
/// A whole that misses its aspect by this factor is as good as one that meets it.
const FAIR_MISFIT: f32 = 1.2;

const NONE: u32 = u32::MAX;

/// A shape that a branch can be set in.
#[derive(Clone, Copy, Debug)]
struct Shape {
    size: Vec2,
    /// The depth that its children's columns were allowed, the card included.
    room: f32,
    /// Whether its children stand under each other, set in below its card, and not in columns.
    is_nested: bool,
}

/// The children up to some place in columns: the least breadth of all, and the last column.
#[derive(Clone, Copy, Debug)]
struct Division {
    sum: f32,
    from: usize,
    breadth: f32,
}

/// A child as far as the shapes of its parent go.
struct Child<'a> {
    outline: Vec2,
    shapes: &'a [Shape],
}

impl Child<'_> {
    /// The lowest shape within a breadth, or the narrowest, and the breadth from which on there is
    /// a lower one. `None` for a list.
    fn shape(&self, breadth: f32) -> (Option<Shape>, f32) {
        let fits = self.shapes.partition_point(|shape| shape.size.x <= breadth).max(1);
        let broader = self.shapes.get(fits).map_or(f32::INFINITY, |shape| shape.size.x);
        (self.shapes.get(fits - 1).copied(), broader)
    }

    fn size(&self, breadth: f32) -> Vec2 {
        self.shape(breadth).0.map_or(self.outline, |shape| shape.size)
    }

    fn least_depth(&self) -> f32 {
        self.shapes.last().map_or(self.outline.y, |shape| shape.size.y)
    }
}

/// Kept from one division to the next, so that nothing is allocated anew.
#[derive(Default)]
struct Scratch {
    divisions: Vec<Division>,
    large: Vec<usize>,
}

/// The shapes of the large branches of a tree.
pub(super) struct Shapes<'a> {
    branches: &'a Branches<'a>,
    /// For each card the place of its shapes in `of`, if its branch is large.
    place: Vec<u32>,
    /// From narrow and deep to broad and low.
    of: Vec<Vec<Shape>>,
}

impl<'a> Shapes<'a> {
    /// Finds the shapes of the large branches, for a whole of about `aspect`.
    pub(super) fn new(branches: &'a Branches<'a>, aspect: f32) -> Self {
        let area: f32 = branches.sizes.iter().map(|size| size.x * size.y).sum();
        let depth = (area / COVER / aspect).sqrt();
        let mut least = depth * LEAST_PART;
        let list_depth = |node: &usize| branches.outlines[*node].y;
        let mut large: Vec<usize> = (0..branches.sizes.len())
            .filter(|&node| branches.levels[node] > 0 && branches.outlines[node].y > least)
            .collect();
        while large.len() > MOST_LARGE {
            least *= 1.5;
            large.retain(|node| list_depth(node) > least);
        }
        let mut shapes = Self { branches, place: vec![NONE; branches.sizes.len()], of: Vec::new() };
        let mut scratch = Scratch::default();
        let is_fine = branches.sizes.len() <= MANY_CARDS;
        for &node in large.iter().rev() {
            let is_root = branches.tree.parent(node).is_none();
            let rung = match (is_root, is_fine) {
                (true, _) => ROOT_RUNG,
                (false, true) => RUNG,
                (false, false) => COARSE_RUNG,
            };
            let found = shapes.find(node, depth * MOST_PART, least, rung, &mut scratch);
            if !found.is_empty() {
                shapes.place[node] = u32::try_from(shapes.of.len()).unwrap_or(NONE);
                shapes.of.push(found);
            }
        }
        shapes
    }

    /// The shapes of a branch that are at most `most` deep, down to about `least`; its list at
    /// any rate.
    fn find(
        &self,
        node: usize,
        most: f32,
        least: f32,
        rung: f32,
        scratch: &mut Scratch,
    ) -> Vec<Shape> {
        let children = self.children(node);
        let card = self.branches.sizes[node];
        let mut found: Vec<Shape> = nested(card, &children, f32::INFINITY).into_iter().collect();
        let mut room = found.first().map_or(most, |list| list.size.y / rung).min(most);
        while room > least {
            let nested = nested(card, &children, room);
            let shape = match (nested, columned(card, &children, room, scratch)) {
                (Some(nested), Some(columned)) if columned.size.x < nested.size.x => columned,
                (Some(nested), _) => nested,
                (None, Some(columned)) => columned,
                (None, None) => break,
            };
            // What is no narrower for being deeper is never wanted.
            while found.last().is_some_and(|last| last.size.x >= shape.size.x) {
                found.pop();
            }
            found.push(shape);
            room = shape.size.y / rung;
        }
        found
    }

    fn children(&self, node: usize) -> Vec<Child<'_>> {
        let child =
            |child| Child { outline: self.branches.outlines[child], shapes: self.shapes(child) };
        self.branches.tree.children(node).map(child).collect()
    }

    /// The shapes of a large branch, none of a small one.
    fn shapes(&self, node: usize) -> &[Shape] {
        self.of.get(self.place[node] as usize).map_or(&[], Vec::as_slice)
    }

    /// Places all cards, the roots side by side, so that the whole comes near `aspect`.
    pub(super) fn place(&self, aspect: f32) -> Placed {
        let roots = self.branches.tree.roots();
        let depths = roots.flat_map(|root| self.shapes(root)).map(|shape| shape.size.y);
        let waste = |depth: f32| {
            let size = self.roots_within(depth).fold(Vec2::ZERO, |sum, (_, size)| {
                vec2(sum.x + gap::FOREST + size.x, sum.y.max(size.y))
            });
            let misfit = (size.x / size.y / aspect).ln().abs().exp();
            size.x * size.y * (misfit / FAIR_MISFIT).max(1.0).powi(2)
        };
        let best = depths.map(|depth| (waste(depth), depth)).min_by(|a, b| a.0.total_cmp(&b.0));
        let count = self.branches.sizes.len();
        let mut placed = (vec![Rect::ZERO; count], vec![Hanging::Row; count]);
        let mut left = 0.0;
        for (root, size) in self.roots_within(best.map_or(f32::INFINITY, |(_, depth)| depth)) {
            self.branch(root, size.x, left, &mut placed);
            left += size.x + gap::FOREST;
        }
        placed
    }

    /// The roots with the narrowest size that each has within a depth, or its lowest.
    fn roots_within(&self, depth: f32) -> impl Iterator<Item = (usize, Vec2)> {
        self.branches.tree.roots().map(move |root| {
            let shapes = self.shapes(root);
            let shape = shapes.iter().find(|shape| shape.size.y <= depth).or(shapes.last());
            (root, shape.map_or(self.branches.outlines[root], |shape| shape.size))
        })
    }

    /// Places a root and all below it.
    fn branch(&self, root: usize, breadth: f32, left: f32, placed: &mut Placed) {
        let mut scratch = Scratch::default();
        let hanging = Hanging::Nested(left - INDENT / 2.0);
        let mut open = vec![(root, breadth, pos2(left, 0.0), hanging)];
        while let Some((node, breadth, corner, hanging)) = open.pop() {
            let list = self.branches.outlines[node];
            let Some(shape) = (Child { outline: list, shapes: self.shapes(node) }).shape(breadth).0
            else {
                let Branches { tree, sizes, .. } = self.branches;
                indented::place_branch(tree, sizes, node, corner, hanging, placed);
                continue;
            };
            let card = self.branches.sizes[node];
            let is_centred = node == root && !shape.is_nested;
            let aside = if is_centred { (shape.size.x - card.x) / 2.0 } else { 0.0 };
            placed.0[node] = Rect::from_min_size(corner + vec2(aside, 0.0), card);
            placed.1[node] = if is_centred { Hanging::Row } else { hanging };
            let nodes: Vec<usize> = self.branches.tree.children(node).collect();
            let children = self.children(node);
            let mut column = |range: std::ops::Range<usize>, breadth, mut corner: Pos2, hanging| {
                for at in range {
                    open.push((nodes[at], breadth, corner, hanging));
                    corner.y += children[at].size(breadth).y + gap::STACK;
                }
            };
            if shape.is_nested {
                let (breadth, _) = nested_column(card, &children, shape.room).unwrap_or_default();
                let below = corner + vec2(INDENT, card.y + gap::STACK);
                column(0..nodes.len(), breadth, below, Hanging::Nested(corner.x + INDENT / 2.0));
                continue;
            }
            divide(card, &children, shape.room, &mut scratch);
            let mut right = corner.x + scratch.divisions.last().map_or(0.0, |last| last.sum);
            for (range, breadth) in columns(&scratch.divisions) {
                let below = pos2(right - breadth, corner.y + card.y + gap::LEVEL);
                column(range, breadth, below, Hanging::Trunk(below.x - gap::GUTTER / 2.0));
                right -= gap::GUTTER + breadth;
            }
        }
    }
}

/// A branch with its children under each other, set in below its card.
fn nested(card: Vec2, children: &[Child<'_>], room: f32) -> Option<Shape> {
    let (breadth, depth) = nested_column(card, children, room)?;
    let size = vec2(card.x.max(INDENT + breadth), card.y + gap::STACK + depth);
    Some(Shape { size, room, is_nested: true })
}

fn nested_column(card: Vec2, children: &[Child<'_>], room: f32) -> Option<(f32, f32)> {
    let mut large = Vec::new();
    let mut lists = vec2(0.0, -gap::STACK);
    for (at, child) in children.iter().enumerate() {
        if child.shapes.is_empty() {
            lists = vec2(lists.x.max(child.outline.x), lists.y + gap::STACK + child.outline.y);
        } else {
            large.push(at);
        }
    }
    under_each_other(children, lists, &large, room - card.y - gap::STACK)
}

/// A branch with its children in columns under a bar.
fn columned(card: Vec2, children: &[Child<'_>], room: f32, scratch: &mut Scratch) -> Option<Shape> {
    divide(card, children, room, scratch);
    let breadth = scratch.divisions.last()?.sum;
    if breadth.is_infinite() {
        return None;
    }
    let depth = columns(&scratch.divisions).map(|(column, breadth)| {
        let depths = children[column].iter().map(|child| gap::STACK + child.size(breadth).y);
        depths.sum::<f32>() - gap::STACK
    });
    let depth = card.y + gap::LEVEL + depth.fold(0.0, f32::max);
    Some(Shape { size: vec2(card.x.max(breadth), depth), room, is_nested: false })
}

/// The least breadth at which lists and large branches under each other take no more than `room`,
/// and their depth then. `lists` is the size of the lists alone, `large` says which are large.
fn under_each_other(
    children: &[Child<'_>],
    lists: Vec2,
    large: &[usize],
    room: f32,
) -> Option<(f32, f32)> {
    let narrowest = |&at: &usize| children[at].shapes[0].size.x;
    let mut breadth = large.iter().map(narrowest).fold(lists.x, f32::max);
    loop {
        let mut depth = lists.y;
        let mut broader = f32::INFINITY;
        for &at in large {
            let (shape, next) = children[at].shape(breadth);
            depth += gap::STACK + shape.map_or(0.0, |shape| shape.size.y);
            broader = broader.min(next);
        }
        if depth <= room {
            return Some((breadth, depth));
        }
        if broader.is_infinite() {
            return None;
        }
        breadth = broader;
    }
}

/// Divides children into the columns that take least breadth and are no deeper than `room` with
/// the card above them.
fn divide(card: Vec2, children: &[Child<'_>], room: f32, scratch: &mut Scratch) {
    let room = room - card.y - gap::LEVEL;
    let Scratch { divisions, large } = scratch;
    divisions.clear();
    divisions.push(Division { sum: 0.0, from: 0, breadth: 0.0 });
    for to in 1..=children.len() {
        let mut best = Division { sum: f32::INFINITY, from: 0, breadth: 0.0 };
        let mut lists = vec2(0.0, -gap::STACK);
        let mut least_depth = -gap::STACK;
        large.clear();
        for from in (to.saturating_sub(MOST_IN_COLUMN)..to).rev() {
            let child = &children[from];
            least_depth += gap::STACK + child.least_depth();
            if least_depth > room {
                break;
            }
            if child.shapes.is_empty() {
                lists = vec2(lists.x.max(child.outline.x), lists.y + gap::STACK + child.outline.y);
            } else {
                large.push(from);
            }
            if divisions[from].sum + gap::GUTTER + lists.x >= best.sum {
                continue;
            }
            if let Some((breadth, _)) = under_each_other(children, lists, large, room) {
                let sum = divisions[from].sum + gap::GUTTER + breadth;
                if sum < best.sum {
                    best = Division { sum, from, breadth };
                }
            }
        }
        divisions.push(best);
    }
}

/// The columns of a division, the last one first, each with its breadth.
fn columns(divisions: &[Division]) -> impl Iterator<Item = (std::ops::Range<usize>, f32)> {
    let mut to = divisions.len() - 1;
    std::iter::from_fn(move || {
        let last = divisions[to];
        (to > 0).then(|| {
            let column = last.from..to;
            to = last.from;
            (column, last.breadth)
        })
    })
}
