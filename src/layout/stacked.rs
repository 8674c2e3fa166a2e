//! Trees of cards, with or without columns, as boxes for the tidy tree.
//!
//! A box is a card, or a run of neighbouring branches set in columns, each branch as an indented
//! list. It takes with it half of the space between levels on either side, so that connectors and
//! lanes never meet a foreign card.

use emath::{Rect, Vec2, pos2, vec2};

use super::tidy::{self, Boxes};
use super::{Hanging, Tree, gap};

/// How far a unit is set in below its parent in a column.
pub(super) const INDENT: f32 = 26.0;
/// With more cards than these only leaves are stacked, without trying what else would fit.
const MOST_CARDS_TRIED: usize = 3_000;
/// Branches with more levels than these never go into columns.
const MOST_LEVELS: u32 = 3;

/// Cards and how they hang on their parents.
type Placed = (Vec<Rect>, Vec<Hanging>);

/// Which branches go into columns, and how broad those get.
#[derive(Clone, Copy)]
struct Plan {
    /// Levels below the top of a branch that still goes into a column; none for no columns.
    levels: Option<u32>,
    /// Breadth to depth of a set of columns.
    aspect: f32,
}

/// Places every unit's children in a row.
pub(super) fn place_in_rows(tree: &Tree, sizes: &[Vec2]) -> Placed {
    Branches::new(tree, sizes).place(Plan { levels: None, aspect: 1.0 })
}

/// Places neighbouring branches in columns, such that the whole's breadth to depth comes near
/// `aspect`.
pub(super) fn place_stacked(tree: &Tree, sizes: &[Vec2], aspect: f32) -> Placed {
    let branches = Branches::new(tree, sizes);
    if sizes.len() > MOST_CARDS_TRIED {
        return branches.place(Plan { levels: Some(0), aspect: 1.0 });
    }
    let highest = branches.levels.iter().copied().max().unwrap_or(0).min(MOST_LEVELS);
    let plans = (0..=highest).flat_map(|levels| {
        [1.0, 0.7, 0.5, 0.35, 0.25, 1.4, 2.0].map(|aspect| Plan { levels: Some(levels), aspect })
    });
    let misfit = |(cards, _): &Placed| {
        let bounds = cards.iter().copied().reduce(Rect::union).unwrap_or(Rect::ZERO);
        (bounds.aspect_ratio() / aspect).ln().abs()
    };
    plans
        .map(|plan| branches.place(plan))
        .min_by(|a, b| misfit(a).total_cmp(&misfit(b)))
        .unwrap_or_default()
}

/// What does not depend on the plan.
struct Branches<'a> {
    tree: &'a Tree,
    sizes: &'a [Vec2],
    /// Levels below each card.
    levels: Vec<u32>,
    /// The size of each branch as an indented list.
    list_sizes: Vec<Vec2>,
}

impl<'a> Branches<'a> {
    fn new(tree: &'a Tree, sizes: &'a [Vec2]) -> Self {
        let mut levels = vec![0; sizes.len()];
        let mut list_sizes = sizes.to_vec();
        for node in (0..sizes.len()).rev() {
            for &child in tree.children(node) {
                let child = child as usize;
                levels[node] = levels[node].max(levels[child] + 1);
                let list = list_sizes[child];
                list_sizes[node].x = list_sizes[node].x.max(INDENT + list.x);
                list_sizes[node].y += gap::STACK + list.y;
            }
        }
        Self { tree, sizes, levels, list_sizes }
    }

    fn place(&self, plan: Plan) -> Placed {
        let mut builder =
            Builder { branches: self, plan, boxes: Boxes::default(), contents: Vec::new() };
        builder.build();
        let breadths = tidy::breadths(&builder.boxes, gap::SIBLING);
        builder.cards(&breadths)
    }

    fn siblings(&self, parent: Option<u32>) -> &[u32] {
        match parent {
            Some(parent) => self.tree.children(parent as usize),
            None => self.tree.roots(),
        }
    }
}

/// What stands in a box.
enum Content {
    /// The unseen box above the roots, which makes a forest one tree.
    Ground,
    /// One card.
    Card(u32),
    /// Branches as indented lists in columns.
    Columns(Vec<Vec<u32>>),
}

struct Builder<'a> {
    branches: &'a Branches<'a>,
    plan: Plan,
    boxes: Boxes,
    contents: Vec<Content>,
}

impl Builder<'_> {
    /// All boxes, breadth first.
    fn build(&mut self) {
        self.push(0.0, 0.0, 0.0, Content::Ground);
        self.push_children(0, None, 0.0);
        let mut at = 1;
        while at < self.contents.len() {
            if let Content::Card(node) = self.contents[at] {
                self.push_children(at, Some(node), self.boxes.end[at]);
            }
            at += 1;
        }
    }

    fn push(&mut self, breadth: f32, start: f32, end: f32, content: Content) {
        self.boxes.breadth.push(breadth);
        self.boxes.start.push(start);
        self.boxes.end.push(end);
        self.boxes.first_child.push(0);
        self.boxes.child_count.push(0);
        self.contents.push(content);
    }

    fn push_children(&mut self, at: usize, parent: Option<u32>, start: f32) {
        let first_box = self.contents.len();
        let mut siblings = self.branches.siblings(parent);
        while let Some((&node, rest)) = siblings.split_first() {
            let run = if parent.is_some() { self.run(siblings) } else { 0 };
            if run > 1 {
                let (stacked, rest) = siblings.split_at(run);
                let columns = self.columns(stacked);
                let size = columns.iter().fold(Vec2::ZERO, |sum, column| {
                    let size = self.column_size(column);
                    vec2(sum.x + gap::GUTTER + size.x, sum.y.max(size.y))
                });
                let end = start + gap::LEVEL / 2.0 + size.y;
                self.push(size.x, start, end, Content::Columns(columns));
                siblings = rest;
            } else {
                let size = self.branches.sizes[node as usize];
                let is_leaf = self.branches.tree.children(node as usize).is_empty();
                let lead = if parent.is_some() { gap::LEVEL / 2.0 } else { 0.0 };
                let tail = if is_leaf { 0.0 } else { gap::LEVEL / 2.0 };
                let extra = if parent.is_none() { gap::FOREST - gap::SIBLING } else { 0.0 };
                self.push(size.x + extra, start, start + lead + size.y + tail, Content::Card(node));
                siblings = rest;
            }
        }
        let index = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.boxes.first_child[at] = index(first_box);
        self.boxes.child_count[at] = index(self.contents.len() - first_box);
    }

    /// How many of the first siblings are low enough for columns.
    fn run(&self, siblings: &[u32]) -> usize {
        let Some(most) = self.plan.levels else { return 0 };
        siblings.iter().take_while(|&&node| self.branches.levels[node as usize] <= most).count()
    }

    /// Branches in as many columns as give about the wanted aspect, each about as deep.
    fn columns(&self, nodes: &[u32]) -> Vec<Vec<u32>> {
        let list = |node: &u32| self.branches.list_sizes[*node as usize];
        let depth: f32 = nodes.iter().map(|node| list(node).y + gap::STACK).sum();
        let breadth = nodes.iter().map(|node| list(node).x).fold(0.0, f32::max) + gap::GUTTER;
        let wanted = (self.plan.aspect * depth / breadth).sqrt().round().max(1.0);
        let share = depth / wanted;
        let mut columns: Vec<Vec<u32>> = vec![Vec::new()];
        let mut filled = 0.0;
        for node in nodes {
            let more = list(node).y + gap::STACK;
            // A branch goes where the larger part of it fits.
            let is_full = filled + more / 2.0 > share;
            if is_full && columns.last().is_some_and(|last| !last.is_empty()) {
                columns.push(Vec::new());
                filled = 0.0;
            }
            filled += more;
            if let Some(last) = columns.last_mut() {
                last.push(*node);
            }
        }
        columns
    }

    fn column_size(&self, nodes: &[u32]) -> Vec2 {
        nodes.iter().fold(vec2(0.0, -gap::STACK), |sum, &node| {
            let size = self.branches.list_sizes[node as usize];
            vec2(sum.x.max(size.x), sum.y + gap::STACK + size.y)
        })
    }

    fn cards(&self, breadths: &[f32]) -> Placed {
        let count = self.branches.sizes.len();
        let mut placed = (vec![Rect::ZERO; count], vec![Hanging::Row; count]);
        for (at, content) in self.contents.iter().enumerate() {
            match content {
                Content::Ground => {}
                Content::Card(node) => {
                    let is_root = self.boxes.start[at] <= 0.0;
                    let lead = if is_root { 0.0 } else { gap::LEVEL / 2.0 };
                    let size = self.branches.sizes[*node as usize];
                    let centre = breadths[at] + self.boxes.breadth[at] / 2.0;
                    let corner = pos2(centre - size.x / 2.0, self.boxes.start[at] + lead);
                    placed.0[*node as usize] = Rect::from_min_size(corner, size);
                }
                Content::Columns(columns) => {
                    let mut left = breadths[at];
                    for column in columns {
                        let top = self.boxes.start[at] + gap::LEVEL / 2.0;
                        self.list(column, pos2(left + gap::GUTTER, top), &mut placed);
                        left += gap::GUTTER + self.column_size(column).x;
                    }
                }
            }
        }
        placed
    }

    /// Sets branches under each other as an indented list.
    fn list(&self, nodes: &[u32], corner: emath::Pos2, placed: &mut Placed) {
        let mut down = corner.y;
        let trunk = Hanging::Trunk(corner.x - gap::GUTTER / 2.0);
        let mut open: Vec<(u32, f32, Hanging)> =
            nodes.iter().rev().map(|&node| (node, corner.x, trunk)).collect();
        while let Some((node, left, hanging)) = open.pop() {
            let size = self.branches.sizes[node as usize];
            placed.0[node as usize] = Rect::from_min_size(pos2(left, down), size);
            placed.1[node as usize] = hanging;
            down += size.y + gap::STACK;
            let children = self.branches.tree.children(node as usize).iter().rev();
            let nested = Hanging::Nested(left + INDENT / 2.0);
            open.extend(children.map(|&child| (child, left + INDENT, nested)));
        }
    }
}
