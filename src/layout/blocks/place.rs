//! Positions of cards in blocks.

use emath::{Rect, pos2, vec2};

use super::measure::Measure;
use super::partition::Plan;
use super::{Gaps, LARGE_NAMES, MIN_FILLED, MIN_LOCKED_SIZE, NAME};
use crate::layout::placement::Attachment;
use crate::layout::{Aim, Placement};

/// Rows of a chart.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rows {
    /// Whether all cards of a row are equally high; the heads under the bus are in any case.
    is_locked: bool,
    /// Row of each card below the bus.
    of: Vec<usize>,
    /// Height of each row.
    heights: Vec<f32>,
    /// The same without cards that keep their sizes.
    cards: Vec<f32>,
}

/// Places the cards of a tree according to a plan, with locked rows if the sheet has room for them.
pub(super) fn place(
    measure: &Measure<'_>,
    spine: &[usize],
    plan: &Plan,
    aim: &Aim<'_>,
) -> (Rows, Placement) {
    let mut places = Places::new(measure, plan);
    places.arrange(spine);
    let natural_rows = places.rows(spine);
    let locked_rows = Rows { is_locked: true, ..natural_rows.clone() };
    let nodes: Vec<Option<usize>> = (0..measure.cards.tree.len()).map(Some).collect();
    let natural = places.placement(spine, &natural_rows, &nodes);
    let locked = places.placement(spine, &locked_rows, &nodes);
    let sheet = |placement: &Placement| aim.sheet_depth(placement.bounds().size());
    let has_large_names =
        aim.paper_height.is_some_and(|height| NAME * height / sheet(&locked) >= LARGE_NAMES);
    let fits = has_large_names || sheet(&locked) * MIN_LOCKED_SIZE <= sheet(&natural);
    let is_locked = fits && places.fills_rows(spine, &natural_rows);
    if is_locked { (locked_rows, locked) } else { (natural_rows, natural) }
}

/// Places the cards of another state of a tree by a plan. `nodes` are the counterparts of its cards, which are
/// as high as there.
pub(super) fn place_state(
    measure: &Measure<'_>,
    spine: &[usize],
    plan: &Plan,
    (rows, nodes): (&Rows, &[Option<usize>]),
) -> Placement {
    let mut places = Places::new(measure, plan);
    places.arrange(spine);
    places.placement(spine, rows, nodes)
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
        let modules = modules.min(self.plan.modules[node]);
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

    /// Cards with heights of their own, or with those of the rows of their counterparts.
    fn placement(&self, spine: &[usize], rows: &Rows, nodes: &[Option<usize>]) -> Placement {
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
        // Depth at which each card ends with the room below it, and where its branch does.
        let mut floors = vec![0.0_f32; tree.len()];
        let mut ends = vec![0.0_f32; tree.len()];
        for node in top + 1..tree.len() {
            let start = self.start(node, (top, depth), &floors, &ends);
            let is_in_row = self.plan.is_row && tree.parent(node) == Some(top);
            let row = nodes[node].map(|it| rows.of[it]).filter(|_| rows.is_locked || is_in_row);
            let own = self.height(node);
            let height = match row {
                Some(row) if !cards.keeps_size(node) => rows.cards[row].max(own),
                _ => own,
            };
            let room = row.filter(|_| rows.is_locked).map_or(height, |row| rows.heights[row]);
            let (left, width) = self.spans[node];
            placement.cards[node] = Rect::from_min_size(pos2(left, start), vec2(width, height));
            floors[node] = start + room.max(height);
            let mut above = Some(node);
            while let Some(at) = above.filter(|&at| at > top) {
                if ends[at] >= floors[node] {
                    break;
                }
                ends[at] = floors[node];
                above = tree.parent(at);
            }
            if !cards.keeps_size(node) && (is_in_row || !self.plan.groups[node].is_empty()) {
                placement.heads.push(node);
            }
        }
        placement
    }

    /// Depth of a card below the preceding one in its column, or below its parent.
    fn start(&self, node: usize, (top, depth): (usize, f32), floors: &[f32], ends: &[f32]) -> f32 {
        let tree = self.measure.cards.tree;
        let is_below = |&above: &usize| {
            self.attachments[above] == self.attachments[node]
                && self.attachments[node] != Attachment::Bar
        };
        if let Some(above) = tree.sibling_before(node).filter(is_below) {
            return ends[above] + self.gaps().row;
        }
        match tree.parent(node) {
            Some(parent) if parent != top => floors[parent] + self.gaps().row,
            _ => depth,
        }
    }

    /// Height of a card by itself.
    fn height(&self, node: usize) -> f32 {
        let cards = self.measure.cards;
        let height = cards.height(node, self.spans[node].1);
        if cards.keeps_size(node) { height } else { on_grid(height, self.gaps().grid) }
    }

    /// Whether each card fills most of the height of its row, except heads under the bus, which always have that height.
    fn fills_rows(&self, spine: &[usize], rows: &Rows) -> bool {
        let Measure { cards, .. } = self.measure;
        let first = spine.last().map_or(0, |top| top + 1);
        let is_free = |&node: &usize| rows.of[node] > 0 && !cards.keeps_size(node);
        let is_full = |node| self.height(node) >= MIN_FILLED * rows.cards[rows.of[node]];
        (first..cards.tree.len()).filter(is_free).all(is_full)
    }

    /// Rows below the bus.
    fn rows(&self, spine: &[usize]) -> Rows {
        let last = self.rows.iter().copied().max().unwrap_or(0);
        let mut rows = Rows {
            is_locked: false,
            of: self.rows.clone(),
            heights: vec![0.0; last + 1],
            cards: vec![0.0; last + 1],
        };
        let first = spine.last().map_or(0, |top| top + 1);
        for node in first..self.rows.len() {
            let (row, height) = (self.rows[node], self.height(node));
            rows.heights[row] = rows.heights[row].max(height);
            if !self.measure.cards.keeps_size(node) {
                rows.cards[row] = rows.cards[row].max(height);
            }
        }
        rows
    }
}

fn on_grid(height: f32, grid: f32) -> f32 {
    (height / grid).ceil() * grid
}
