//! Indented list: one card per line, indented by level.

use emath::{Pos2, Rect, Vec2, pos2};

use super::{Attachment, Placement, Tree, gap};

/// Indentation of a card from its parent, in points.
pub(super) const INDENT: f32 = 20.0;

/// Indentation of a card below its parent in a list, in points; staff is indented further.
pub(super) fn indent(tree: &Tree, node: usize) -> f32 {
    if tree.is_staff(node) { 2.0 * INDENT } else { INDENT }
}

/// Places a forest as one list.
pub(super) fn place(tree: &Tree, sizes: &[Vec2]) -> Placement {
    let mut placement = Placement::empty(tree.len());
    let mut corner = Pos2::ZERO;
    for root in tree.roots() {
        let attachment = Attachment::Nested(corner.x - INDENT / 2.0);
        corner.y = place_branch(tree, sizes, root, corner, attachment, &mut placement);
    }
    placement
}

/// Places the branch of `top` as a list whose minimum is `corner`. Returns the depth at which the next branch may
/// start.
pub(super) fn place_branch(
    tree: &Tree,
    sizes: &[Vec2],
    top: usize,
    corner: Pos2,
    attachment: Attachment,
    Placement { cards, attachments, .. }: &mut Placement,
) -> f32 {
    let mut next = corner.y;
    for node in top..tree.branch_end(top) {
        let parent = tree.parent(node).filter(|_| node > top);
        let start = parent.map(|parent| cards[parent].min.x);
        let left = start.map_or(corner.x, |start| start + indent(tree, node));
        cards[node] = Rect::from_min_size(pos2(left, next), sizes[node]);
        attachments[node] =
            start.map_or(attachment, |start| Attachment::Nested(start + INDENT / 2.0));
        next += sizes[node].y + gap::STACK;
    }
    next
}
