//! Positions of cards in blocks.

use emath::{Rect, pos2, vec2};

use super::measure::Measure;
use super::partition::Plan;
use super::{Gaps, LARGE_NAMES, MIN_LOCKED_SIZE, NAME};
use crate::layout::placement::Attachment;
use crate::layout::{Aim, Placement};

/// Places the cards of a tree according to a plan, with locked rows if the sheet has room for them.
pub(super) fn place(
    measure: &Measure<'_>,
    spine: &[usize],
    plan: &Plan,
    aim: &Aim<'_>,
) -> Placement {
    let mut places = Places::new(measure, plan);
    places.arrange(spine);
    let natural = places.placement(spine, false);
    let locked = places.placement(spine, true);
    let sheet = |placement: &Placement| aim.sheet_depth(placement.bounds().size());
    let has_large_names =
        aim.paper_height.is_some_and(|height| NAME * height / sheet(&locked) >= LARGE_NAMES);
    let fits = sheet(&locked) * MIN_LOCKED_SIZE <= sheet(&natural);
    if fits || has_large_names { locked } else { natural }
}

/// Breadths and rows of cards.
struct Places<'a> {
    measure: &'a Measure<'a>,
    plan: &'a Plan,
    /// Left edge and width of each card.
    spans: Vec<(f32, f32)>,
    /// Row of each card below the bus.
    rows: Vec<usize>,
    attachments: Vec<Attachment>,
    breadth: f32,
}

impl<'a> Places<'a> {
    fn new(measure: &'a Measure<'a>, plan: &'a Plan) -> Self {
        let count = measure.cards.tree.len();
        Self {
            measure,
            plan,
            spans: vec![(0.0, 0.0); count],
            rows: vec![0; count],
            attachments: vec![Attachment::Bar; count],
            breadth: 0.0,
        }
    }

    const fn gaps(&self) -> Gaps {
        self.measure.modules.gaps
    }

    /// Sets breadths, rows and attachments of all cards below the spine.
    fn arrange(&mut self, spine: &[usize]) {
        let Some(&top) = spine.last() else { return };
        let tree = self.measure.cards.tree;
        let mut children = tree.children(top);
        let mut left = 0.0;
        for group in &self.plan.groups[top] {
            let mut row = 0;
            let mut width = self.measure.modules.block(group.modules);
            for child in children.by_ref().take(group.count) {
                if self.plan.is_row {
                    width = self.measure.in_row(child, group.modules);
                }
                let indent = if self.plan.is_row {
                    self.attachments[child] = Attachment::Bar;
                    0
                } else {
                    self.attachments[child] = Attachment::Trunk(left + self.gaps().trunk);
                    1
                };
                row = self.arrange_block(child, left, group.modules, indent, row);
            }
            left += width + self.gaps().block;
        }
        self.breadth = left - self.gaps().block;
    }

    /// Arranges a block; returns the row after it.
    fn arrange_block(
        &mut self,
        node: usize,
        left: f32,
        modules: usize,
        indent: usize,
        row: usize,
    ) -> usize {
        let Measure { cards, modules: grid, .. } = self.measure;
        let indent = indent + cards.further_indent(node);
        let start = left + self.measure.modules.indents(indent);
        self.spans[node] = (start, cards.width(node, grid.card(modules, indent)));
        self.rows[node] = row;
        let groups = &self.plan.groups[node];
        let mut last = row + 1;
        if modules == 1 || groups.is_empty() {
            // The lines of a card in a row leave its column between the card and its children.
            let trunk = match self.attachments[node] {
                Attachment::Bar => Attachment::Hung(start + self.gaps().trunk),
                _ => Attachment::Nested(start + self.gaps().trunk),
            };
            for child in cards.tree.children(node) {
                self.attachments[child] = trunk;
                last = self.arrange_block(child, left, 1, indent + 1, last);
            }
            return last;
        }
        let mut children = cards.tree.children(node);
        let mut group_left = left;
        for (at, group) in groups.iter().enumerate() {
            let indent = if at == 0 { indent } else { 0 };
            let trunk = Attachment::Hung(
                group_left + self.measure.modules.indents(indent) + self.gaps().trunk,
            );
            let mut next = row + 1;
            for child in children.by_ref().take(group.count) {
                self.attachments[child] = trunk;
                next = self.arrange_block(child, group_left, group.modules, indent + 1, next);
            }
            last = last.max(next);
            group_left += grid.block(group.modules) + self.gaps().column;
        }
        last
    }

    /// Placement with separate heights for each card, or with one height per row.
    fn placement(&self, spine: &[usize], is_locked: bool) -> Placement {
        let cards = self.measure.cards;
        let tree = cards.tree;
        let mut placement = Placement { spine: spine.to_vec(), ..Placement::empty(tree.len()) };
        placement.attachments.clone_from(&self.attachments);
        let mut depth = 0.0;
        for &node in spine {
            let size = cards.sizes[node];
            let corner = pos2((self.breadth - size.x) / 2.0, depth);
            placement.cards[node] = Rect::from_min_size(corner, size);
            depth += size.y + self.gaps().level;
        }
        let Some(&top) = spine.last() else { return placement };
        let heights = self.heights(top, is_locked);
        let row_starts = row_starts(&heights, &self.rows, top, (depth, self.gaps().row));
        // Depth at which the next card of a branch may start.
        let mut ends = vec![0.0_f32; tree.len()];
        for node in top + 1..tree.len() {
            let start = if is_locked {
                row_starts[self.rows[node]]
            } else {
                self.natural_start(node, top, depth, &placement, &ends)
            };
            let (left, width) = self.spans[node];
            let rect = Rect::from_min_size(pos2(left, start), vec2(width, heights[node]));
            placement.cards[node] = rect;
            let mut above = Some(node);
            while let Some(at) = above.filter(|&at| at > top) {
                if ends[at] >= rect.max.y {
                    break;
                }
                ends[at] = rect.max.y;
                above = tree.parent(at);
            }
            let is_in_row = self.plan.is_row && tree.parent(node) == Some(top);
            let is_flexible = !cards.fits[node].steps.is_empty();
            if is_flexible && (is_in_row || !self.plan.groups[node].is_empty()) {
                placement.heads.push(node);
            }
        }
        placement
    }

    /// Depth of a card below the preceding one in its column, or below its parent.
    fn natural_start(
        &self,
        node: usize,
        top: usize,
        depth: f32,
        placement: &Placement,
        ends: &[f32],
    ) -> f32 {
        let tree = self.measure.cards.tree;
        let is_below = |&above: &usize| {
            self.attachments[above] == self.attachments[node]
                && self.attachments[node] != Attachment::Bar
        };
        if let Some(above) = tree.sibling_before(node).filter(is_below) {
            return ends[above] + self.gaps().row;
        }
        match tree.parent(node) {
            Some(parent) if parent != top => placement.cards[parent].max.y + self.gaps().row,
            _ => depth,
        }
    }

    fn heights(&self, top: usize, is_locked: bool) -> Vec<f32> {
        let cards = self.measure.cards;
        let mut heights: Vec<f32> = (0..cards.tree.len())
            .map(|node| on_grid(cards.height(node, self.spans[node].1), self.gaps().grid))
            .collect();
        let is_fixed = |node: usize| cards.fits[node].steps.is_empty();
        let last = self.rows.iter().copied().max().unwrap_or(0);
        let mut highest = vec![0.0_f32; last + 1];
        for node in (top + 1..heights.len()).filter(|&node| !is_fixed(node)) {
            highest[self.rows[node]] = highest[self.rows[node]].max(heights[node]);
        }
        for node in (top + 1..heights.len()).filter(|&node| !is_fixed(node)) {
            let is_head = self.plan.is_row && self.rows[node] == 0;
            if is_locked || is_head {
                heights[node] = highest[self.rows[node]];
            }
        }
        for node in (0..heights.len()).filter(|&node| is_fixed(node)) {
            heights[node] = cards.sizes[node].y;
        }
        heights
    }
}

/// Depth at which each row starts.
fn row_starts(heights: &[f32], rows: &[usize], top: usize, (depth, gap): (f32, f32)) -> Vec<f32> {
    let last = rows.iter().copied().max().unwrap_or(0);
    let mut highest = vec![0.0_f32; last + 1];
    for node in top + 1..heights.len() {
        highest[rows[node]] = highest[rows[node]].max(heights[node]);
    }
    let mut next = depth;
    let start = |height: &f32| {
        let start = next;
        next += height + gap;
        start
    };
    highest.iter().map(start).collect()
}

fn on_grid(height: f32, grid: f32) -> f32 {
    (height / grid).ceil() * grid
}
