//! The outline as a chart: one card a line, indented by level.

use emath::{Pos2, Rect, Vec2, pos2};

use super::{Hanging, Placed, Tree, gap};

/// How far a unit is set in below its parent, in points.
pub(super) const INDENT: f32 = 20.0;

/// Places all cards under each other.
pub(super) fn place(tree: &Tree, sizes: &[Vec2]) -> Placed {
    let mut placed = (vec![Rect::ZERO; tree.len()], vec![Hanging::Row; tree.len()]);
    let mut corner = Pos2::ZERO;
    for root in tree.roots() {
        let hanging = Hanging::Nested(corner.x - INDENT / 2.0);
        corner.y = place_branch(tree, sizes, root, corner, hanging, &mut placed);
    }
    placed
}

/// Places the cards of a branch under each other, the first at a corner. Gives where the next
/// branch may start.
pub(super) fn place_branch(
    tree: &Tree,
    sizes: &[Vec2],
    top: usize,
    corner: Pos2,
    hanging: Hanging,
    (cards, hangings): &mut Placed,
) -> f32 {
    let mut next = corner.y;
    for node in top..tree.branch_end(top) {
        let parent = tree.parent(node).filter(|_| node > top);
        let left = parent.map_or(corner.x, |parent| cards[parent].min.x + INDENT);
        cards[node] = Rect::from_min_size(pos2(left, next), sizes[node]);
        hangings[node] = if node > top { Hanging::Nested(left - INDENT / 2.0) } else { hanging };
        next += sizes[node].y + gap::STACK;
    }
    next
}
