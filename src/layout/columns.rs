//! Columns of branches within columns: how a large chart comes to fit a sheet.
//!
//! A branch can be set in many shapes, from one long list to a few low and broad columns. As
//! planners of floors do (L. Stockmeyer, "Optimal orientations of cells in slicing floorplan
//! designs", 1983), each large branch keeps the least breadth for each of a ladder of depths, found
//! from the shapes of its children; the top then takes what fits best, and every branch below the
//! lowest shape that its column has the breadth for. Small branches have one shape, the list, and
//! few branches are large, so the search takes little time whatever the number of cards.

mod shapes;

use emath::{Pos2, Rect, Vec2, pos2, vec2};

use super::indented::{self, INDENT};
use super::stacked::{Branches, COVER};
use super::{Attachment, Placement, gap};
use shapes::{Child, Scratch, Shape, columned, columns, divide, nested, nested_column};

/// From one rung of a branch's ladder of depths to the next.
const RUNG: f32 = 1.1;
/// The same for roots, which decide how near the whole comes to its aspect.
const ROOT_RUNG: f32 = 1.04;
/// Branches that are less deep as lists, measured by the sheet, have no other shape.
const MIN_PART: f32 = 1.0 / 12.0;
/// Roots are tried up to this depth, measured by the sheet.
const MAX_PART: f32 = 1.3;
/// No more branches than these have shapes, whatever their size.
const MAX_LARGE: usize = 500;
/// A whole that misses its aspect by this factor is as good as one that meets it.
const FAIR_MISFIT: f32 = 1.2;

const NONE: u32 = u32::MAX;

/// The shapes of the large branches of a tree.
pub(super) struct Shapes<'a> {
    branches: &'a Branches<'a>,
    /// For each card the place of its shapes in `of`, if its branch is large.
    place: Vec<u32>,
    /// From narrow and deep to broad and low.
    of: Vec<Vec<Shape>>,
    /// The depth of a sheet that holds all, about.
    sheet: f32,
    /// Branches that are less deep as lists have no other shape.
    least: f32,
}

impl<'a> Shapes<'a> {
    /// Finds the shapes of the large branches, for a whole of about `aspect`.
    pub(super) fn new(branches: &'a Branches<'a>, aspect: f32) -> Self {
        let area: f32 = branches.sizes.iter().map(|size| size.x * size.y).sum();
        let sheet = (area / COVER / aspect).sqrt();
        let mut least = sheet * MIN_PART;
        let mut large: Vec<usize> = (0..branches.sizes.len())
            .filter(|&node| branches.levels[node] > 0 && branches.outlines[node].y > least)
            .collect();
        while large.len() > MAX_LARGE {
            least *= 1.5;
            large.retain(|&node| branches.outlines[node].y > least);
        }
        let place = vec![NONE; branches.sizes.len()];
        let mut shapes = Self { branches, place, of: Vec::new(), sheet, least };
        let mut scratch = Scratch::default();
        for &node in large.iter().rev() {
            let found = shapes.find(node, &mut scratch);
            if !found.is_empty() {
                shapes.place[node] = u32::try_from(shapes.of.len()).unwrap_or(NONE);
                shapes.of.push(found);
            }
        }
        shapes
    }

    /// The shapes of a branch down to about the least depth; its list at any rate.
    fn find(&self, node: usize, scratch: &mut Scratch) -> Vec<Shape> {
        let is_root = self.branches.tree.parent(node).is_none();
        let rung = if is_root { ROOT_RUNG } else { RUNG };
        let most = self.sheet * MAX_PART;
        let children = self.children(node);
        let card = self.branches.sizes[node];
        let mut found: Vec<Shape> = nested(card, &children, f32::INFINITY).into_iter().collect();
        let mut room = found.first().map_or(most, |list| list.size.y / rung).min(most);
        while room > self.least {
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
    pub(super) fn place(&self, aspect: f32) -> Placement {
        let rungs =
            std::iter::successors(Some(self.sheet * MAX_PART), |depth| Some(depth / ROOT_RUNG));
        let depths = rungs.take_while(|&depth| depth > self.least);
        let waste = |depth: f32| {
            let size = self.roots_within(depth).fold(Vec2::ZERO, |sum, (_, size)| {
                vec2(sum.x + gap::FOREST + size.x, sum.y.max(size.y))
            });
            let misfit = (size.x / size.y / aspect).ln().abs().exp();
            size.x * size.y * (misfit / FAIR_MISFIT).max(1.0).powi(2)
        };
        let best = depths.map(|depth| (waste(depth), depth)).min_by(|a, b| a.0.total_cmp(&b.0));
        let mut placement = Placement::empty(self.branches.sizes.len());
        let mut left = 0.0;
        for (root, size) in self.roots_within(best.map_or(f32::INFINITY, |(_, depth)| depth)) {
            self.branch(root, size.x, left, &mut placement);
            left += size.x + gap::FOREST;
        }
        placement
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
    fn branch(&self, root: usize, breadth: f32, left: f32, placement: &mut Placement) {
        let mut scratch = Scratch::default();
        let attachment = Attachment::Nested(left - INDENT / 2.0);
        let mut open = vec![(root, breadth, pos2(left, 0.0), attachment)];
        while let Some((node, breadth, corner, attachment)) = open.pop() {
            let list = self.branches.outlines[node];
            let Some(shape) = (Child { outline: list, shapes: self.shapes(node) }).shape(breadth).0
            else {
                let Branches { tree, sizes, .. } = self.branches;
                indented::place_branch(tree, sizes, node, corner, attachment, placement);
                continue;
            };
            let card = self.branches.sizes[node];
            let is_centred = node == root && !shape.is_nested;
            let aside = if is_centred { (shape.size.x - card.x) / 2.0 } else { 0.0 };
            placement.cards[node] = Rect::from_min_size(corner + vec2(aside, 0.0), card);
            placement.attachments[node] = if is_centred { Attachment::Bar } else { attachment };
            let nodes: Vec<usize> = self.branches.tree.children(node).collect();
            let children = self.children(node);
            let mut column =
                |range: std::ops::Range<usize>, breadth, mut corner: Pos2, attachment| {
                    for at in range {
                        open.push((nodes[at], breadth, corner, attachment));
                        corner.y += children[at].size(breadth).y + gap::STACK;
                    }
                };
            if shape.is_nested {
                let (breadth, _) = nested_column(card, &children, shape.room).unwrap_or_default();
                let below = corner + vec2(INDENT, card.y + gap::STACK);
                column(0..nodes.len(), breadth, below, Attachment::Nested(corner.x + INDENT / 2.0));
                continue;
            }
            divide(card, &children, shape.room, &mut scratch);
            let mut right = corner.x + scratch.divisions.last().map_or(0.0, |last| last.sum);
            for (range, breadth) in columns(&scratch.divisions) {
                let below = pos2(right - breadth, corner.y + card.y + gap::LEVEL);
                column(range, breadth, below, Attachment::Trunk(below.x - gap::GUTTER / 2.0));
                right -= gap::GUTTER + breadth;
            }
        }
    }
}
