//! Every unit's children in a row.

use emath::{Rect, Vec2, pos2};

use super::tidy::{self, TreeBox};
use super::{Hanging, Placed, Tree, gap};

/// What a box that hangs from a bar has above its cards, in points: its half of the space between
/// levels. One with children has as much below them. So connectors and lanes never meet a foreign
/// card.
pub(super) const LEAD: f32 = gap::LEVEL / 2.0;

/// Places cards as a tidy tree.
pub(super) fn place(tree: &Tree, sizes: &[Vec2]) -> Placed {
    let mut boxes: Vec<TreeBox> = Vec::with_capacity(tree.len());
    for (node, &size) in sizes.iter().enumerate() {
        let above = tree.parent(node).map(|parent| boxes[parent].end);
        boxes.push(card_box(size, above, tree.is_leaf(node)));
    }
    let starts = tidy::starts(tree, &boxes, gap::SIBLING);
    let place = |node: usize| {
        let above = tree.parent(node).map(|parent| boxes[parent].end);
        card(sizes[node], above, starts[node] + boxes[node].breadth / 2.0)
    };
    ((0..tree.len()).map(place).collect(), vec![Hanging::Row; tree.len()])
}

/// The box of a card, given where the one above it ends.
pub(super) fn card_box(size: Vec2, above: Option<f32>, is_leaf: bool) -> TreeBox {
    let tail = if is_leaf { 0.0 } else { LEAD };
    match above {
        Some(above) => TreeBox { breadth: size.x, end: above + LEAD + size.y + tail },
        None => TreeBox { breadth: size.x + gap::FOREST - gap::SIBLING, end: size.y + tail },
    }
}

/// A card in the middle of its box, given where the box above ends.
pub(super) fn card(size: Vec2, above: Option<f32>, middle: f32) -> Rect {
    let top = above.map_or(0.0, |above| above + LEAD);
    Rect::from_min_size(pos2(middle - size.x / 2.0, top), size)
}
