//! Columns within columns: fits a large chart to a sheet.
//!
//! A branch can be drawn in many shapes, from one long list to a few short and broad columns. The search follows L.
//! Stockmeyer, “Optimal orientations of cells in slicing floorplan designs” (1983), for [slicing
//! floorplans](https://en.wikipedia.org/wiki/Floorplan_(microelectronics)): bottom-up, it computes the narrowest shape
//! for each of several depths from the shapes of the children; top-down, each branch then gets the shallowest shape
//! that fits its column. Only a limited number of large branches have shapes; the others are lists.
//! `docs/design/columns.md` explains the search.

mod shapes;

use emath::{Pos2, Rect, Vec2, pos2, vec2};

use super::branches::Branches;
use super::indented::{self, INDENT};
use super::{Attachment, Placement, gap};
use shapes::{Arrangement, BranchShape, Child, Partition, in_columns, indented_column};

/// Ratio of consecutive depths for which a branch has shapes.
const DEPTH_RATIO: f32 = 1.1;
/// The same for a root. It is finer, because roots determine how well the chart matches the aspect ratio.
const ROOT_DEPTH_RATIO: f32 = 1.04;
/// Minimum depth of a large branch as a list, as a fraction of the sheet's depth.
const MIN_LARGE_DEPTH: f32 = 1.0 / 12.0;
/// Maximum depth of a shape, as a fraction of the sheet's depth, if the branch has a shallower one.
const MAX_SHAPE_DEPTH: f32 = 1.3;
/// Maximum number of large branches.
const MAX_LARGE: usize = 500;
/// Factor by which the minimum depth is increased until there are few enough.
const MIN_DEPTH_GROWTH: f32 = 1.5;
/// Deviation from the requested aspect ratio, as a factor, that costs nothing.
const FREE_MISFIT: f32 = 1.2;

/// Shapes of the large branches of a forest.
pub(super) struct ShapeTable<'a> {
    branches: &'a Branches<'a>,
    /// Index in `shapes` of each card with a large branch.
    rows: Vec<Option<u32>>,
    /// Shapes from narrow and deep to broad and shallow.
    shapes: Vec<Vec<BranchShape>>,
    /// Estimated depth of a sheet for all cards.
    sheet_depth: f32,
    /// Minimum depth of a large branch as a list, and of the shapes to search.
    min_depth: f32,
}

/// Branch that is to be placed.
struct OpenBranch {
    top: usize,
    /// Breadth of its column.
    breadth: f32,
    corner: Pos2,
    attachment: Attachment,
}

impl<'a> ShapeTable<'a> {
    /// Computes the shapes for a sheet of an aspect ratio.
    pub(super) fn new(branches: &'a Branches<'a>, aspect: f32) -> Self {
        let sheet_depth = branches.sheet_depth(aspect);
        let mut min_depth = sheet_depth * MIN_LARGE_DEPTH;
        let mut large: Vec<usize> = (0..branches.sizes.len())
            .filter(|&node| branches.levels[node] > 0 && branches.lists[node].y > min_depth)
            .collect();
        while large.len() > MAX_LARGE {
            min_depth *= MIN_DEPTH_GROWTH;
            large.retain(|&node| branches.lists[node].y > min_depth);
        }
        let rows = vec![None; branches.sizes.len()];
        let mut table = Self { branches, rows, shapes: Vec::new(), sheet_depth, min_depth };
        let mut partition = Partition::default();
        for &node in large.iter().rev() {
            let shapes = table.compute(node, &mut partition);
            if !shapes.is_empty() {
                table.rows[node] = u32::try_from(table.shapes.len()).ok();
                table.shapes.push(shapes);
            }
        }
        table
    }

    /// Shapes of a branch, computed from those of its descendants.
    fn compute(&self, node: usize, partition: &mut Partition) -> Vec<BranchShape> {
        let is_root = self.branches.tree.parent(node).is_none();
        let ratio = if is_root { ROOT_DEPTH_RATIO } else { DEPTH_RATIO };
        let highest = self.sheet_depth * MAX_SHAPE_DEPTH;
        let children = self.children(node);
        let card = self.branches.sizes[node];
        let narrowest = shapes::indented(card, &children, f32::INFINITY);
        let mut shapes: Vec<BranchShape> = narrowest.into_iter().collect();
        let mut max_depth = narrowest.map_or(highest, |it| it.size.y / ratio).min(highest);
        while max_depth > self.min_depth {
            let indented = shapes::indented(card, &children, max_depth);
            let in_columns = in_columns(card, &children, max_depth, partition);
            let shape = match (indented, in_columns) {
                (Some(indented), Some(columns)) if columns.size.x < indented.size.x => columns,
                (Some(indented), _) => indented,
                (None, Some(columns)) => columns,
                (None, None) => break,
            };
            // A shallower shape that is no broader replaces the previous ones.
            while shapes.last().is_some_and(|last| last.size.x >= shape.size.x) {
                shapes.pop();
            }
            shapes.push(shape);
            max_depth = shape.size.y / ratio;
        }
        shapes
    }

    fn child(&self, node: usize) -> Child<'_> {
        let shapes = self.rows[node].map_or(&[][..], |row| &self.shapes[row as usize]);
        Child { list: self.branches.lists[node], shapes }
    }

    fn children(&self, node: usize) -> Vec<Child<'_>> {
        self.branches.tree.children(node).map(|child| self.child(child)).collect()
    }

    /// Places all cards, with roots side by side, so that the whole approximates `aspect`.
    pub(super) fn place(&self, aspect: f32) -> Placement {
        let mut placement = Placement::empty(self.branches.sizes.len());
        let mut left = 0.0;
        for (root, size) in self.roots_within(self.best_depth(aspect)) {
            self.place_root(root, size.x, left, &mut placement);
            left += size.x + gap::FOREST;
        }
        placement
    }

    /// Maximum depth of roots that minimizes the waste: the total area, increased by its deviation from `aspect`.
    fn best_depth(&self, aspect: f32) -> f32 {
        let waste = |depth: f32| {
            let size = self.roots_within(depth).fold(Vec2::ZERO, |sum, (_, size)| {
                vec2(sum.x + gap::FOREST + size.x, sum.y.max(size.y))
            });
            let misfit = (size.x / size.y / aspect).ln().abs().exp();
            size.x * size.y * (misfit / FREE_MISFIT).max(1.0).powi(2)
        };
        let highest = self.sheet_depth * MAX_SHAPE_DEPTH;
        let depths = std::iter::successors(Some(highest), |depth| Some(depth / ROOT_DEPTH_RATIO));
        let depths = depths.take_while(|&depth| depth > self.min_depth);
        let best = depths.map(|depth| (waste(depth), depth)).min_by(|a, b| a.0.total_cmp(&b.0));
        best.map_or(f32::INFINITY, |(_, depth)| depth)
    }

    /// Roots, each with the size of its narrowest shape up to a depth, otherwise of its shallowest one.
    fn roots_within(&self, depth: f32) -> impl Iterator<Item = (usize, Vec2)> {
        self.branches.tree.roots().map(move |root| {
            let Child { list, shapes } = self.child(root);
            let shape = shapes.iter().find(|shape| shape.size.y <= depth).or(shapes.last());
            (root, shape.map_or(list, |shape| shape.size))
        })
    }

    /// Places the branch of a root. A loop replaces recursion, which could overflow the stack.
    fn place_root(&self, root: usize, breadth: f32, left: f32, placement: &mut Placement) {
        let Branches { tree, sizes, .. } = self.branches;
        let mut partition = Partition::default();
        let attachment = Attachment::Nested(left - INDENT / 2.0);
        let mut open = vec![OpenBranch { top: root, breadth, corner: pos2(left, 0.0), attachment }];
        while let Some(branch) = open.pop() {
            let OpenBranch { top, breadth, corner, attachment } = branch;
            let Some(shape) = self.child(top).shape(breadth).0 else {
                indented::place_branch(tree, sizes, top, corner, attachment, placement);
                continue;
            };
            let card = sizes[top];
            let is_centred = top == root && shape.arrangement == Arrangement::Columns;
            let aside = if is_centred { (shape.size.x - card.x) / 2.0 } else { 0.0 };
            placement.cards[top] = Rect::from_min_size(corner + vec2(aside, 0.0), card);
            placement.attachments[top] = if is_centred { Attachment::Bar } else { attachment };
            self.open_children(top, shape, corner, &mut partition, &mut open);
        }
    }

    /// Adds the children of a branch with a given shape and corner to the open branches.
    fn open_children(
        &self,
        top: usize,
        shape: BranchShape,
        corner: Pos2,
        partition: &mut Partition,
        open: &mut Vec<OpenBranch>,
    ) {
        let card = self.branches.sizes[top];
        let nodes: Vec<usize> = self.branches.tree.children(top).collect();
        let children = self.children(top);
        let mut open_column =
            |range: std::ops::Range<usize>, breadth, mut corner: Pos2, attachment| {
                for at in range {
                    open.push(OpenBranch { top: nodes[at], breadth, corner, attachment });
                    corner.y += children[at].size(breadth).y + gap::STACK;
                }
            };
        match shape.arrangement {
            Arrangement::Indented => {
                let column = indented_column(card, &children, shape.max_depth).unwrap_or_default();
                let start = corner + vec2(INDENT, card.y + gap::STACK);
                let trunk = Attachment::Nested(corner.x + INDENT / 2.0);
                open_column(0..nodes.len(), column.x, start, trunk);
            }
            Arrangement::Columns => {
                partition.compute(card, &children, shape.max_depth);
                let mut right = corner.x + partition.breadth().unwrap_or_default();
                for (range, breadth) in partition.columns() {
                    let start = pos2(right - breadth, corner.y + card.y + gap::LEVEL);
                    let trunk = Attachment::Trunk(start.x - gap::GUTTER / 2.0);
                    open_column(range, breadth, start, trunk);
                    right -= gap::GUTTER + breadth;
                }
            }
        }
    }
}
