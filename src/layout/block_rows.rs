//! Rows of blocks: a tidy tree whose boxes contain a card, or columns of adjacent low branches. In a column, branches
//! are indented lists.

use emath::{Vec2, pos2, vec2};

use super::branches::Branches;
use super::tidy::{self, TreeBox};
use super::{Attachment, Placement, Tree, gap, indented, rows};

/// Parameters of the blocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct BlockPlan {
    /// Maximum number of levels below the top of a branch that goes into a column.
    pub(super) max_levels: u32,
    /// Approximate depth of the columns.
    pub(super) column_depth: f32,
}

/// Places cards by a plan.
pub(super) fn place(branches: &Branches<'_>, plan: BlockPlan) -> Placement {
    let mut blocks =
        Blocks { branches, plan, parents: Vec::new(), boxes: Vec::new(), contents: Vec::new() };
    blocks.build();
    blocks.place()
}

/// Content of a box.
enum Content {
    Card(usize),
    Columns(Vec<Stack>),
}

/// Branches in one column.
struct Stack {
    /// Top cards of the branches.
    tops: Vec<usize>,
    size: Vec2,
}

/// Boxes in preorder, in parallel lists.
struct Blocks<'a> {
    branches: &'a Branches<'a>,
    plan: BlockPlan,
    parents: Vec<Option<u32>>,
    boxes: Vec<TreeBox>,
    contents: Vec<Content>,
}

impl Blocks<'_> {
    fn build(&mut self) {
        let (tree, sizes) = (self.branches.tree, self.branches.sizes);
        let mut box_of = vec![0; tree.len()];
        let mut node = 0;
        while node < tree.len() {
            let parent: Option<usize> = tree.parent(node).map(|parent| box_of[parent]);
            let parent_end = parent.map(|parent| self.boxes[parent].end);
            self.parents.push(parent.and_then(|parent| u32::try_from(parent).ok()));
            box_of[node] = self.contents.len();
            let run = self.column_run(node);
            if let Some(&last) = run.last() {
                let stacks = self.fill_columns(&run);
                let size = stacks.iter().fold(Vec2::ZERO, |sum, stack| {
                    vec2(sum.x + gap::GUTTER + stack.size.x, sum.y.max(stack.size.y))
                });
                let end = parent_end.unwrap_or(0.0) + rows::LEAD + size.y;
                self.boxes.push(TreeBox { breadth: size.x, end });
                self.contents.push(Content::Columns(stacks));
                node = tree.branch_end(last);
            } else {
                self.boxes.push(rows::card_box(sizes[node], parent_end, tree.is_leaf(node)));
                self.contents.push(Content::Card(node));
                node += 1;
            }
        }
    }

    /// Siblings from `first` on whose branches go into columns; empty if fewer than two.
    fn column_run(&self, first: usize) -> Vec<usize> {
        let Branches { tree, levels, .. } = self.branches;
        let Some(parent) = tree.parent(first) else { return Vec::new() };
        let is_low = |&node: &usize| levels[node] <= self.plan.max_levels;
        let siblings = tree.siblings(first, tree.branch_end(parent));
        let run: Vec<usize> = siblings.take_while(is_low).collect();
        if run.len() > 1 { run } else { Vec::new() }
    }

    /// Distributes branches evenly over the smallest number of columns of the plan's depth.
    fn fill_columns(&self, tops: &[usize]) -> Vec<Stack> {
        let list = |top: usize| self.branches.lists[top];
        let depth: f32 = tops.iter().map(|&top| list(top).y + gap::STACK).sum();
        let share = depth / (depth / self.plan.column_depth).ceil().max(1.0);
        let mut stacks: Vec<Stack> = Vec::new();
        for &top in tops {
            let added = list(top).y + gap::STACK;
            // A branch goes into the column that contains the larger part of it.
            let has_room = |stack: &&mut Stack| stack.size.y + gap::STACK + added / 2.0 <= share;
            match stacks.last_mut().filter(has_room) {
                Some(stack) => {
                    stack.tops.push(top);
                    stack.size = vec2(stack.size.x.max(list(top).x), stack.size.y + added);
                }
                None => stacks.push(Stack { tops: vec![top], size: list(top) }),
            }
        }
        stacks
    }

    fn place(self) -> Placement {
        let Self { branches: Branches { tree, sizes, .. }, boxes, contents, .. } = self;
        let box_tree = Tree::new(self.parents);
        let starts = tidy::starts(&box_tree, &boxes, gap::SIBLING);
        let mut placement = Placement::empty(sizes.len());
        for (at, (content, start)) in contents.iter().zip(starts).enumerate() {
            let parent_end = box_tree.parent(at).map(|parent| boxes[parent].end);
            match content {
                Content::Card(node) => {
                    let middle = start + boxes[at].breadth / 2.0;
                    placement.cards[*node] = rows::card(sizes[*node], parent_end, middle);
                }
                Content::Columns(stacks) => {
                    let depth = parent_end.unwrap_or(0.0) + rows::LEAD;
                    let mut left = start;
                    for Stack { tops, size } in stacks {
                        let trunk = Attachment::Trunk(left + gap::GUTTER / 2.0);
                        left += gap::GUTTER;
                        let mut next = pos2(left, depth);
                        for &top in tops {
                            next.y = indented::place_branch(
                                tree,
                                sizes,
                                top,
                                next,
                                trunk,
                                &mut placement,
                            );
                        }
                        left += size.x;
                    }
                }
            }
        }
        placement
    }
}
