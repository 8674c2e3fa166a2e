//! The outline as a chart: one card a line, indented by level.

use emath::{Rect, Vec2, pos2};

use super::stacked::INDENT;
use super::{Hanging, Tree, gap};

/// Places cards under each other, in the order of the outline.
pub(super) fn place(tree: &Tree, sizes: &[Vec2]) -> (Vec<Rect>, Vec<Hanging>) {
    let mut cards = vec![Rect::ZERO; sizes.len()];
    let mut hanging = vec![Hanging::Nested(0.0); sizes.len()];
    let mut down = 0.0;
    let mut open: Vec<(u32, f32)> = tree.roots().iter().rev().map(|&root| (root, 0.0)).collect();
    while let Some((node, left)) = open.pop() {
        let at = node as usize;
        cards[at] = Rect::from_min_size(pos2(left, down), sizes[at]);
        hanging[at] = Hanging::Nested(left - INDENT / 2.0);
        down += sizes[at].y + gap::STACK;
        open.extend(tree.children(at).iter().rev().map(|&child| (child, left + INDENT)));
    }
    (cards, hanging)
}
