//! Tidy tree of cards: the children of each unit in a row.

use emath::{Rect, Vec2, pos2, vec2};

use super::tidy::{self, TreeBox};
use super::{Attachment, Placement, Tree, gap};

/// Space above the card in its box, in points: half of the space between levels. The box of a parent has the other half
/// below its card. Connectors and lines therefore stay inside the boxes of their branch and never cross a card of
/// another branch.
pub(super) const LEAD: f32 = gap::LEVEL / 2.0;

/// Places a forest as a tidy tree.
pub(super) fn place(tree: &Tree, sizes: &[Vec2]) -> Placement {
    let mut boxes: Vec<TreeBox> = Vec::with_capacity(tree.len());
    for (node, &size) in sizes.iter().enumerate() {
        let parent_end = tree.parent(node).map(|parent| boxes[parent].end);
        boxes.push(card_box(size, parent_end, tree.is_leaf(node)));
    }
    let starts = tidy::starts(tree, &boxes, gap::SIBLING);
    let place = |node: usize| {
        let parent_end = tree.parent(node).map(|parent| boxes[parent].end);
        card(sizes[node], parent_end, starts[node] + boxes[node].breadth / 2.0)
    };
    let cards = (0..tree.len()).map(place).collect();
    Placement { cards, attachments: vec![Attachment::Bar; tree.len()], ..Placement::default() }
}

/// Places a forest as a tidy tree with each level on one line, and all cards of a level equally high. `boxes` are the
/// sizes of cards with their staff.
pub(super) fn place_ranks(tree: &Tree, boxes: &[Vec2], cards: &[Vec2]) -> Placement {
    let levels = tree.levels();
    // Heights of the cards and of the boxes of each level.
    let mut heights: Vec<f32> = Vec::new();
    let mut depths: Vec<f32> = Vec::new();
    for (node, (size, card)) in boxes.iter().zip(cards).enumerate() {
        let level = levels[node];
        heights.resize(heights.len().max(level + 1), 0.0);
        depths.resize(heights.len(), 0.0);
        heights[level] = heights[level].max(card.y);
        depths[level] = depths[level].max(size.y).max(heights[level]);
    }
    let mut next = 0.0;
    let start = |depth: &f32| {
        let start = next;
        next += depth + 2.0 * LEAD;
        start
    };
    let starts: Vec<f32> = depths.iter().map(start).collect();
    let card_box = |node: usize| {
        let (level, is_root) = (levels[node], tree.parent(node).is_none());
        let aside = if is_root { gap::FOREST - gap::SIBLING } else { 0.0 };
        TreeBox { breadth: boxes[node].x + aside, end: starts[level] + depths[level] + LEAD }
    };
    let tree_boxes: Vec<TreeBox> = (0..tree.len()).map(card_box).collect();
    let breadths = tidy::starts(tree, &tree_boxes, gap::SIBLING);
    let place = |node: usize| {
        let (level, width) = (levels[node], boxes[node].x);
        let left = breadths[node] + (tree_boxes[node].breadth - width) / 2.0;
        Rect::from_min_size(pos2(left, starts[level]), vec2(width, heights[level]))
    };
    let cards = (0..tree.len()).map(place).collect();
    let attachments = vec![Attachment::Bar; tree.len()];
    // Bars are below the staff of all cards of a level.
    let stems = levels.iter().map(|&level| depths[level] - heights[level]).collect();
    Placement { cards, attachments, stems, ..Placement::default() }
}

/// Box of a card; `parent_end` is the end of the box of its parent.
pub(super) fn card_box(size: Vec2, parent_end: Option<f32>, is_leaf: bool) -> TreeBox {
    let tail = if is_leaf { 0.0 } else { LEAD };
    match parent_end {
        Some(start) => TreeBox { breadth: size.x, end: start + LEAD + size.y + tail },
        None => TreeBox { breadth: size.x + gap::FOREST - gap::SIBLING, end: size.y + tail },
    }
}

/// Card in its box; `middle` is the middle of the box along the breadth.
pub(super) fn card(size: Vec2, parent_end: Option<f32>, middle: f32) -> Rect {
    let top = parent_end.map_or(0.0, |start| start + LEAD);
    Rect::from_min_size(pos2(middle - size.x / 2.0, top), size)
}
