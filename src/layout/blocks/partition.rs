//! Partition of children into groups.
//!
//! For a maximum depth, [`block`] finds the smallest number of modules by filling columns in order, which is optimal
//! for consecutive groups. Trying decreasing depths therefore produces the smallest depth for each number of modules.
//! [`Plan`] then balances the groups of each head by [dynamic
//! programming](https://en.wikipedia.org/wiki/Dynamic_programming): first it minimizes the depth, then the sum of
//! squares.

use emath::{Vec2, vec2};

use super::measure::Measure;
use crate::layout::Wish;

/// Maximum product of children and modules for which groups are balanced.
const MAX_EVENED: usize = 4_000;
/// Maximum number of children in a balanced column.
const MAX_IN_COLUMN: usize = 64;
/// Target depth of columns, as a fraction of the depth of the list.
const COLUMN_PART: f32 = 0.6;
/// Number of bisection steps for the smallest depth of a head.
const BISECTIONS: usize = 10;

/// Number of modules and depth of a block.
#[derive(Clone, Copy)]
pub(super) struct Block {
    pub(super) modules: usize,
    pub(super) depth: f32,
}

/// Adjacent children of one head: a column, or one wide block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    /// Number of children.
    pub(super) count: usize,
    pub(super) modules: usize,
}

/// Narrowest block of a branch with at most a given depth, if there is one.
pub(super) fn block(measure: &Measure<'_>, node: usize, indent: usize, depth: f32) -> Block {
    let boxed_indent = indent + measure.cards.further_indent(node);
    if let Some(modules) = measure.cards.boxed(node, measure.modules, boxed_indent) {
        return Block { modules, depth: measure.cards.sizes[node].y };
    }
    let list = measure.list(node, indent);
    let tree = measure.cards.tree;
    let wish = measure.cards.wish(node);
    let indent = indent + measure.cards.further_indent(node);
    let may_be_list = !measure.spreads(node) && list <= depth;
    let must_be_list = wish == Wish::List && !measure.is_broad(node);
    if may_be_list || must_be_list || tree.is_leaf(node) {
        return Block { modules: 1, depth: list };
    }
    let head = measure.head(node, 2, indent);
    let depth =
        if wish == Wish::Columns { depth.min(head + COLUMN_PART * (list - head)) } else { depth };
    let below = groups_below(measure, node, indent, depth - head);
    if below.modules < 2 {
        return Block { modules: 1, depth: list };
    }
    Block { modules: below.modules, depth: head + below.depth }
}

/// Fills groups of the children of a head up to a depth.
fn groups_below(measure: &Measure<'_>, node: usize, indent: usize, depth: f32) -> Block {
    let mut whole = Block { modules: 0, depth: 0.0_f32 };
    let is_row = measure.cards.wish(node) == Wish::Row;
    // Height of the current column.
    let mut column: Option<f32> = None;
    // The first group keeps the indent of its head.
    let mut indent = indent + 1;
    for child in measure.cards.tree.children(node) {
        let added = measure.modules.gaps.row + measure.list(child, indent);
        let may_join = !is_row && !measure.spreads(child);
        if let Some(height) = column.as_mut().filter(|height| may_join && **height + added <= depth)
        {
            *height += added;
            continue;
        }
        if column.is_some() {
            indent = 1;
        }
        whole.close(column.take());
        let it = block(measure, child, indent, depth - measure.modules.gaps.row);
        if it.modules == 1 {
            column = Some(measure.modules.gaps.row + it.depth);
        } else {
            whole.modules += it.modules;
            whole.depth = whole.depth.max(measure.modules.gaps.row + it.depth);
            indent = 1;
        }
    }
    whole.close(column);
    whole
}

impl Block {
    /// Adds a column of a given height.
    const fn close(&mut self, column: Option<f32>) {
        if let Some(height) = column {
            self.modules += 1;
            self.depth = self.depth.max(height);
        }
    }
}

/// Size of everything below the bus, for columns and blocks with a maximum depth, including the top card.
pub(super) fn whole_size(measure: &Measure<'_>, top: usize, is_row: bool, depth: f32) -> Vec2 {
    let root = measure.cards.sizes[top].y + measure.modules.gaps.level;
    if is_row {
        let mut size = vec2(-measure.modules.gaps.block, 0.0_f32);
        for child in measure.cards.tree.children(top) {
            let it = block(measure, child, 0, depth);
            size.x += measure.modules.gaps.block + measure.in_row(child, it.modules);
            size.y = size.y.max(it.depth);
        }
        return vec2(size.x.max(measure.cards.sizes[top].x), root + size.y);
    }
    let it = groups_below(measure, top, 0, depth);
    #[expect(clippy::cast_precision_loss, reason = "few modules")]
    let gaps = it.modules.saturating_sub(1) as f32
        * (measure.modules.gaps.block - measure.modules.gaps.column);
    vec2(measure.modules.block(it.modules.max(1)) + gaps, root + it.depth)
}

/// Groups of all heads.
pub(super) struct Plan {
    /// Groups of the children of each card; empty for lists.
    pub(super) groups: Vec<Vec<Group>>,
    /// Whether the children of the top form a row of blocks.
    pub(super) is_row: bool,
}

impl Plan {
    pub(super) fn new(measure: &Measure<'_>, top: usize, is_row: bool, depth: f32) -> Self {
        let tree = measure.cards.tree;
        let mut plan = Self { groups: vec![Vec::new(); tree.len()], is_row };
        if is_row {
            for child in tree.children(top) {
                let it = block(measure, child, 0, depth);
                plan.groups[top].push(Group { count: 1, modules: it.modules });
                plan.add(measure, child, 0, it.modules, depth);
            }
        } else {
            let modules = groups_below(measure, top, 0, depth).modules;
            plan.add_groups(measure, top, 0, modules, depth);
        }
        plan
    }

    /// Adds the groups of a block and of the blocks inside it.
    fn add(
        &mut self,
        measure: &Measure<'_>,
        node: usize,
        indent: usize,
        modules: usize,
        depth: f32,
    ) {
        if modules > 1 && !measure.cards.tree.is_leaf(node) {
            let indent = indent + measure.cards.further_indent(node);
            let head = measure.head(node, modules, indent);
            self.add_groups(measure, node, indent, modules, depth - head);
        }
    }

    fn add_groups(
        &mut self,
        measure: &Measure<'_>,
        node: usize,
        indent: usize,
        modules: usize,
        depth: f32,
    ) {
        let depth = least_depth(measure, node, indent, modules, depth);
        let mut children = Vec::new();
        let mut first_group = true;
        // Blocks as they are at this depth, wide or not.
        for child in measure.cards.tree.children(node) {
            let own = if first_group { indent + 1 } else { 1 };
            let it = block(measure, child, own, depth - measure.modules.gaps.row);
            first_group = false;
            children.push((child, it));
        }
        let most = if measure.cards.wish(node) == Wish::Row { 1 } else { MAX_IN_COLUMN };
        let groups = evened(measure, &children, indent, (modules, most), depth);
        let mut at = 0;
        for (index, group) in groups.iter().enumerate() {
            if group.modules > 1 {
                let own = if index == 0 { indent + 1 } else { 1 };
                self.add(
                    measure,
                    children[at].0,
                    own,
                    group.modules,
                    depth - measure.modules.gaps.row,
                );
            }
            at += group.count;
        }
        self.groups[node] = groups;
    }
}

/// Smallest depth at which the children of a head need at most a given number of modules.
fn least_depth(
    measure: &Measure<'_>,
    node: usize,
    indent: usize,
    modules: usize,
    depth: f32,
) -> f32 {
    let (mut low, mut high) = (depth / 3.0, depth);
    for _ in 0..BISECTIONS {
        let middle = f32::midpoint(low, high);
        let it = groups_below(measure, node, indent, middle);
        if it.modules <= modules && it.depth <= depth {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

/// Groups with the smallest depth and, among these, the smallest sum of squared depths.
fn evened(
    measure: &Measure<'_>,
    children: &[(usize, Block)],
    indent: usize,
    (modules, most): (usize, usize),
    depth: f32,
) -> Vec<Group> {
    let count = children.len();
    let width = modules + 1;
    if count * width > MAX_EVENED {
        return filled(measure, children, (indent, most), depth);
    }
    // Best depth and sum of squares of the children before each index, for each number of modules, with the start of
    // the last group.
    let none = (f32::INFINITY, f32::INFINITY, 0, 0);
    let mut best = vec![none; (count + 1) * width];
    best[0] = (0.0, 0.0, 0, 0);
    for start in 0..count {
        for used in 0..modules {
            let (deepest, squares, ..) = best[start * width + used];
            if deepest.is_infinite() {
                continue;
            }
            let own = if start == 0 { indent + 1 } else { 1 };
            let mut offer = |end: usize, modules_now: usize, height: f32, group: usize| {
                let offered = (deepest.max(height), squares + height * height, start, group);
                let known = &mut best[end * width + modules_now];
                if (offered.0, offered.1) < (known.0, known.1) {
                    *known = offered;
                }
            };
            let (_, it) = children[start];
            if it.modules > 1 {
                if used + it.modules <= modules {
                    offer(
                        start + 1,
                        used + it.modules,
                        measure.modules.gaps.row + it.depth,
                        it.modules,
                    );
                }
                continue;
            }
            let mut height = 0.0;
            for end in start + 1..=count.min(start + most) {
                let (child, it) = children[end - 1];
                if it.modules > 1 {
                    break;
                }
                height += measure.modules.gaps.row + measure.list(child, own);
                offer(end, used + 1, height, 1);
            }
        }
    }
    let last = (0..=modules).filter(|&used| best[count * width + used].0.is_finite());
    let key = |used: &usize| {
        let (deepest, squares, ..) = best[count * width + *used];
        (emath::OrderedFloat(deepest), emath::OrderedFloat(squares))
    };
    let Some(mut used) = last.min_by_key(key) else {
        return filled(measure, children, (indent, most), depth);
    };
    let mut end = count;
    let mut groups = Vec::new();
    while end > 0 {
        let (_, _, start, group) = best[end * width + used];
        groups.push(Group { count: end - start, modules: group });
        used -= group;
        end = start;
    }
    groups.reverse();
    groups
}

/// Groups filled in order up to a depth.
fn filled(
    measure: &Measure<'_>,
    children: &[(usize, Block)],
    (indent, most): (usize, usize),
    depth: f32,
) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut height = f32::INFINITY;
    for &(child, it) in children {
        let own = if groups.len() < 2 { indent + 1 } else { 1 };
        let added = measure.modules.gaps.row + measure.list(child, own);
        match groups.last_mut() {
            Some(group) if it.modules == 1 && group.count < most && height + added <= depth => {
                group.count += 1;
                height += added;
            }
            _ => {
                groups.push(Group { count: 1, modules: it.modules });
                height = if it.modules == 1 { added } else { f32::INFINITY };
            }
        }
    }
    groups
}
