//! Rows of cards and of columns, as boxes of the tidy tree.
//!
//! A box is a card, or a run of neighbouring low branches set in columns, each branch as an
//! outline.

use emath::{Vec2, pos2, vec2};

use super::stacked::Branches;
use super::tidy::{self, TreeBox};
use super::{Attachment, Placement, Tree, gap, indented, rows};

/// Which branches go into columns, and how deep those get.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// Levels below the top of a branch that still goes into a column.
    pub(super) levels: u32,
    /// How deep a column may be, about.
    pub(super) depth: f32,
}

/// Places cards by a plan.
pub(super) fn place(branches: &Branches<'_>, plan: Plan) -> Placement {
    let mut blocks =
        Blocks { branches, plan, parents: Vec::new(), boxes: Vec::new(), contents: Vec::new() };
    blocks.gather();
    blocks.place()
}

/// What stands in a box.
enum Content {
    Card(usize),
    Columns(Vec<Column>),
}

/// Branches under each other, with the size of all.
#[derive(Default)]
struct Column {
    tops: Vec<usize>,
    size: Vec2,
}

struct Blocks<'a> {
    branches: &'a Branches<'a>,
    plan: Plan,
    parents: Vec<Option<u32>>,
    boxes: Vec<TreeBox>,
    contents: Vec<Content>,
}

impl Blocks<'_> {
    /// All boxes, in preorder.
    fn gather(&mut self) {
        let (tree, sizes) = (self.branches.tree, self.branches.sizes);
        let mut box_of = vec![0; tree.len()];
        let mut node = 0;
        while node < tree.len() {
            let parent = tree.parent(node).map(|parent| box_of[parent]);
            let above = parent.map(|parent: usize| self.boxes[parent].end);
            let run = self.run(node);
            self.parents.push(parent.and_then(|parent| u32::try_from(parent).ok()));
            box_of[node] = self.contents.len();
            if let Some(&last) = run.last() {
                let columns = self.columns(&run);
                let size = columns.iter().fold(Vec2::ZERO, |sum, column| {
                    vec2(sum.x + gap::GUTTER + column.size.x, sum.y.max(column.size.y))
                });
                let end = above.unwrap_or(0.0) + rows::LEAD + size.y;
                self.boxes.push(TreeBox { breadth: size.x, end });
                self.contents.push(Content::Columns(columns));
                node = tree.branch_end(last);
            } else {
                self.boxes.push(rows::card_box(sizes[node], above, tree.is_leaf(node)));
                self.contents.push(Content::Card(node));
                node += 1;
            }
        }
    }

    /// The siblings from a card on that go into columns; none where one would be alone.
    fn run(&self, first: usize) -> Vec<usize> {
        let Branches { tree, levels, .. } = self.branches;
        let Some(parent) = tree.parent(first) else { return Vec::new() };
        let is_low = |&node: &usize| levels[node] <= self.plan.levels;
        let siblings = tree.siblings(first, tree.branch_end(parent));
        let run: Vec<usize> = siblings.take_while(is_low).collect();
        if run.len() > 1 { run } else { Vec::new() }
    }

    /// Branches in as few columns as the plan's depth allows, each about as deep.
    fn columns(&self, tops: &[usize]) -> Vec<Column> {
        let outline = |top: usize| self.branches.outlines[top];
        let depth: f32 = tops.iter().map(|&top| outline(top).y + gap::STACK).sum();
        let share = depth / (depth / self.plan.depth).ceil().max(1.0);
        let mut columns: Vec<Column> = Vec::new();
        for &top in tops {
            let more = outline(top).y + gap::STACK;
            // A branch goes where the larger part of it fits.
            let has_room = |column: &&mut Column| column.size.y + gap::STACK + more / 2.0 <= share;
            match columns.last_mut().filter(has_room) {
                Some(column) => {
                    column.tops.push(top);
                    column.size = vec2(column.size.x.max(outline(top).x), column.size.y + more);
                }
                None => columns.push(Column { tops: vec![top], size: outline(top) }),
            }
        }
        columns
    }

    fn place(self) -> Placement {
        let boxes = &self.boxes;
        let box_tree = Tree::new(self.parents);
        let starts = tidy::starts(&box_tree, boxes, gap::SIBLING);
        let Branches { tree, sizes, .. } = self.branches;
        let mut placement = Placement::empty(sizes.len());
        for (at, (content, start)) in self.contents.iter().zip(starts).enumerate() {
            let above = box_tree.parent(at).map(|parent| boxes[parent].end);
            match content {
                Content::Card(node) => {
                    placement.cards[*node] =
                        rows::card(sizes[*node], above, start + boxes[at].breadth / 2.0);
                }
                Content::Columns(columns) => {
                    let mut left = start;
                    for column in columns {
                        let trunk = Attachment::Trunk(left + gap::GUTTER / 2.0);
                        let top = above.unwrap_or(0.0) + rows::LEAD;
                        let mut corner = pos2(left + gap::GUTTER, top);
                        for &top in &column.tops {
                            corner.y = indented::place_branch(
                                tree,
                                sizes,
                                top,
                                corner,
                                trunk,
                                &mut placement,
                            );
                        }
                        left = corner.x + column.size.x;
                    }
                }
            }
        }
        placement
    }
}
