//! Random trees of cards, for property tests of layouts.

use std::ops::Range;

use emath::vec2;
use organogram::layout::LayoutNode;
use proptest::prelude::*;

/// Generates a tree, and occasionally a forest, with a number of cards in the given range.
pub(crate) fn any_tree(cards: Range<usize>) -> impl Strategy<Value = Vec<LayoutNode>> {
    any_trees(cards, 40)
}

/// Generates a forest of small trees, with a number of cards in the given range.
pub(crate) fn any_forest(cards: Range<usize>) -> impl Strategy<Value = Vec<LayoutNode>> {
    any_trees(cards, 3)
}

/// Generates cards of which about one in `cards_per_root` is a root.
fn any_trees(cards: Range<usize>, cards_per_root: u32) -> impl Strategy<Value = Vec<LayoutNode>> {
    let card = (any::<prop::sample::Index>(), 0..cards_per_root, 40.0..300.0_f32, 30.0..120.0_f32);
    prop::collection::vec(card, cards).prop_map(|cards| {
        let mut path: Vec<u32> = Vec::new();
        let mut place =
            |(at, (pick, chance, width, height)): (u32, (prop::sample::Index, _, _, _))| {
                // Occasionally a further root; otherwise below the previous card or one of its ancestors.
                let is_root = chance == 0 || path.is_empty();
                path.truncate(if is_root { 0 } else { pick.index(path.len()) + 1 });
                let parent = path.last().copied();
                path.push(at);
                LayoutNode { parent, size: vec2(width, height) }
            };
        (0..).zip(cards).map(&mut place).collect()
    })
}

/// Generates which cards should be staff; usually none.
pub(crate) fn any_flags() -> impl Strategy<Value = Vec<bool>> {
    let flags = |chance| prop::collection::vec(prop::bool::weighted(chance), 12);
    prop_oneof![flags(0.0), flags(0.3), flags(0.8)]
}

/// Returns the cards that are staff: wanted ones that are first children or follow staff.
pub(crate) fn staff(nodes: &[LayoutNode], is_wanted: &[bool]) -> Vec<u32> {
    let mut staff: Vec<u32> = Vec::new();
    // Whether all children of each card so far are staff.
    let mut has_staff_alone = vec![true; nodes.len()];
    for ((at, node), &is_wanted) in (0..).zip(nodes).zip(is_wanted.iter().cycle()) {
        let Some(parent) = node.parent else { continue };
        let is_staff = is_wanted && has_staff_alone[parent as usize];
        has_staff_alone[parent as usize] = is_staff;
        if is_staff {
            staff.push(at);
        }
    }
    staff
}
