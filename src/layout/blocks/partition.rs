//! Partition of children into groups.
//!
//! [`Plan`] evens the groups of each head by [dynamic
//! programming](https://en.wikipedia.org/wiki/Dynamic_programming): the least depth first, then the
//! least sum of squares.

use std::iter;

use emath::{OrderedFloat, Vec2, vec2};

use super::shapes::{Block, Group, Shapes};
use crate::layout::{Tree, Wish};

/// Maximum product of children and modules for which groups are balanced.
const MAX_EVENED: usize = 4_000;
/// Maximum number of children in a balanced column.
const MAX_IN_COLUMN: usize = 64;
/// Depth that evened groups may have, in parts of that of the filled ones.
const MAX_EXCESS: f32 = 1.001;

/// Ratio between the depths that filled groups are given in turn, and maximum number of them.
const DEEPER: f32 = 1.05;
const MAX_DEEPER: usize = 100;

/// Size of everything below the bus, for columns and blocks with a maximum depth, including the top card.
pub(super) fn whole_size(shapes: &Shapes<'_>, top: usize, is_row: bool, depth: f32) -> Vec2 {
    let measure = shapes.measure;
    let gaps = measure.modules.gaps;
    let root = measure.cards.sizes[top].y + gaps.level;
    if is_row {
        let mut size = vec2(-gaps.block, 0.0_f32);
        for child in measure.cards.tree.children(top) {
            let it = shapes.block(child, 0, depth);
            size.x += gaps.block + measure.in_row(child, it.modules);
            size.y = size.y.max(it.depth);
        }
        return vec2(size.x.max(measure.cards.sizes[top].x), root + size.y);
    }
    let it = shapes.filled(top, 0, depth);
    #[expect(clippy::cast_precision_loss, reason = "few modules")]
    let between = it.modules.saturating_sub(1) as f32 * (gaps.block - gaps.column);
    vec2(measure.modules.block(it.modules.max(1)) + between, root + it.depth)
}

/// Groups of all heads.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    /// Groups of the children of each card; empty for lists.
    pub(super) groups: Vec<Vec<Group>>,
    /// Number of modules of the block of each card.
    pub(super) modules: Vec<usize>,
    /// Whether the children of the top form a row of blocks.
    pub(super) is_row: bool,
}

impl Plan {
    pub(super) fn new(shapes: &Shapes<'_>, top: usize, is_row: bool, depth: f32) -> Self {
        let tree = shapes.measure.cards.tree;
        let count = tree.len();
        let mut plan = Self { groups: vec![Vec::new(); count], modules: vec![1; count], is_row };
        if is_row {
            for child in tree.children(top) {
                let it = shapes.block(child, 0, depth);
                plan.groups[top].push(Group { count: 1, modules: it.modules });
                plan.add(shapes, child, 0, it);
            }
        } else {
            let below = shapes.filled(top, 0, depth);
            plan.add_groups(shapes, top, 0, below);
        }
        plan
    }

    /// The same for another state of the chart: groups of the branches whose children are all there, with
    /// the counterpart of each card.
    pub(super) fn of_state(&self, tree: &Tree, nodes: &[Option<usize>]) -> Self {
        let groups = |node: usize| {
            let groups = nodes[node].map(|it| &self.groups[it]);
            let count = |groups: &Vec<Group>| groups.iter().map(|group| group.count).sum::<usize>();
            let is_same = |groups: &&Vec<Group>| {
                let mut children = tree.children(node);
                children.by_ref().take(count(groups)).all(|child| nodes[child].is_some())
                    && tree.children(node).count() == count(groups)
            };
            groups.filter(is_same).cloned().unwrap_or_default()
        };
        let modules = |node: &Option<usize>| node.map_or(1, |it| self.modules[it]);
        Self {
            groups: (0..tree.len()).map(groups).collect(),
            modules: nodes.iter().map(modules).collect(),
            is_row: self.is_row,
        }
    }

    /// Adds the groups of a block and of the blocks inside it.
    fn add(&mut self, shapes: &Shapes<'_>, node: usize, indent: usize, it: Block) {
        let measure = shapes.measure;
        self.modules[node] = it.modules;
        if it.modules > 1 && !measure.cards.tree.is_leaf(node) {
            let indent = indent + measure.cards.further_indent(node);
            let depth = it.depth - measure.head(node, it.modules, indent);
            self.add_groups(shapes, node, indent, Block { depth, ..it });
        }
    }

    fn add_groups(&mut self, shapes: &Shapes<'_>, node: usize, indent: usize, below: Block) {
        let groups = evened(shapes, node, indent, below)
            // Further indents may make columns deeper.
            .or_else(|| evened(shapes, node, indent, Block { depth: f32::INFINITY, ..below }))
            .unwrap_or_else(|| filled(shapes, node, indent, below));
        let mut children = shapes.measure.cards.tree.children(node);
        let mut own = indent + 1;
        for group in &groups {
            for child in children.by_ref().take(group.count) {
                if let Some(it) = shapes.within(child, own, group.modules) {
                    self.add(shapes, child, own, it);
                }
            }
            own = 1;
        }
        self.groups[node] = groups;
    }
}

/// Best groups of the children before some one, in some number of modules.
#[derive(Clone, Copy)]
struct Best {
    depth: f32,
    squares: f32,
    /// First child and number of modules of the last group.
    start: usize,
    modules: usize,
}

impl Best {
    const NONE: Self = Self { depth: f32::INFINITY, squares: f32::INFINITY, start: 0, modules: 0 };

    fn key(&self) -> (OrderedFloat<f32>, OrderedFloat<f32>) {
        (OrderedFloat(self.depth), OrderedFloat(self.squares))
    }
}

/// Groups of least depth, of these the ones with the least sum of squared depths; `None` where there are too
/// many children.
fn evened(shapes: &Shapes<'_>, node: usize, indent: usize, below: Block) -> Option<Vec<Group>> {
    let measure = shapes.measure;
    let gap = measure.modules.gaps.row;
    let children: Vec<usize> = measure.cards.tree.children(node).collect();
    let (count, width) = (children.len(), below.modules + 1);
    if count * width > MAX_EVENED {
        return None;
    }
    let most = if measure.cards.wish(node) == Wish::Row { 1 } else { MAX_IN_COLUMN };
    let mut best = vec![Best::NONE; (count + 1) * width];
    best[0] = Best { depth: 0.0, squares: 0.0, ..Best::NONE };
    for start in 0..count {
        let own = if start == 0 { indent + 1 } else { 1 };
        for modules in shapes.widths(children[start], own).take_while(|&it| it <= below.modules) {
            let mut height = 0.0;
            for end in start + 1..=count.min(start + most) {
                let Some(it) = shapes.within(children[end - 1], own, modules) else { break };
                height += gap + it.depth;
                if height > MAX_EXCESS * below.depth {
                    break;
                }
                for used in modules..width {
                    let before = best[start * width + used - modules];
                    let offered = Best {
                        depth: before.depth.max(height),
                        squares: before.squares + height * height,
                        start,
                        modules,
                    };
                    let known = &mut best[end * width + used];
                    if offered.key() < known.key() {
                        *known = offered;
                    }
                }
            }
        }
    }
    let last = best[count * width..].iter().enumerate().min_by_key(|(_, it)| it.key());
    let mut used = last.filter(|(_, it)| it.depth.is_finite())?.0;
    let mut end = count;
    let mut groups = Vec::new();
    while end > 0 {
        let Best { start, modules, .. } = best[end * width + used];
        groups.push(Group { count: end - start, modules });
        used -= modules;
        end = start;
    }
    groups.reverse();
    Some(groups)
}

/// Groups filled in order, up to a depth at which they take no more than the modules of a block.
fn filled(shapes: &Shapes<'_>, node: usize, indent: usize, below: Block) -> Vec<Group> {
    let deeper = |depth: &f32| Some(depth * DEEPER);
    let fits = |&depth: &f32| shapes.filled(node, indent, depth).modules <= below.modules;
    let mut depths = iter::successors(Some(below.depth), deeper).take(MAX_DEEPER);
    shapes.groups(node, indent, depths.find(fits).unwrap_or(f32::INFINITY))
}
