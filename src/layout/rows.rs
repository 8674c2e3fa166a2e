//! Tidy tree of cards: the children of each unit in a row.

use emath::{Rect, Vec2, pos2};

use super::tidy::{self, TreeBox};
use super::{Attachment, Placement, Tree, gap};

/// Space above the card in its box, in points: half of the space between levels. The box of a
/// parent has the other half below its card. So connectors and lines run inside the boxes of their
/// own branch and never cross the card of another.
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

/// Box of a card; `parent_end` is where the box of its parent ends.
pub(super) fn card_box(size: Vec2, parent_end: Option<f32>, is_leaf: bool) -> TreeBox {
    let tail = if is_leaf { 0.0 } else { LEAD };
    match parent_end {
        Some(start) => TreeBox { breadth: size.x, end: start + LEAD + size.y + tail },
        None => TreeBox { breadth: size.x + gap::FOREST - gap::SIBLING, end: size.y + tail },
    }
}

/// Card in its box; `middle` is the middle breadth of the box.
pub(super) fn card(size: Vec2, parent_end: Option<f32>, middle: f32) -> Rect {
    let top = parent_end.map_or(0.0, |start| start + LEAD);
    Rect::from_min_size(pos2(middle - size.x / 2.0, top), size)
}
