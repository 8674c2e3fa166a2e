//! Random trees of cards, for the properties of layouts.

use std::ops::Range;

use emath::vec2;
use organogram::layout::LayoutNode;
use proptest::prelude::*;

/// A tree, now and then a forest, of so many cards.
pub(crate) fn any_tree(cards: Range<usize>) -> impl Strategy<Value = Vec<LayoutNode>> {
    any_trees(cards, 40)
}

/// A forest of small trees, of so many cards.
pub(crate) fn any_forest(cards: Range<usize>) -> impl Strategy<Value = Vec<LayoutNode>> {
    any_trees(cards, 3)
}

/// Cards of which about one in `cards_per_root` is a root.
fn any_trees(cards: Range<usize>, cards_per_root: u32) -> impl Strategy<Value = Vec<LayoutNode>> {
    let card = (any::<prop::sample::Index>(), 0..cards_per_root, 40.0..300.0_f32, 30.0..120.0_f32);
    prop::collection::vec(card, cards).prop_map(|cards| {
        let mut path: Vec<u32> = Vec::new();
        let mut place =
            |(at, (pick, chance, width, height)): (u32, (prop::sample::Index, _, _, _))| {
                // Now and then a further root; else below the card before it or one above that.
                let is_root = chance == 0 || path.is_empty();
                path.truncate(if is_root { 0 } else { pick.index(path.len()) + 1 });
                let parent = path.last().copied();
                path.push(at);
                LayoutNode { parent, size: vec2(width, height) }
            };
        (0..).zip(cards).map(&mut place).collect()
    })
}

/// Whether each of some cards is to be staff; mostly none is.
pub(crate) fn any_flags() -> impl Strategy<Value = Vec<bool>> {
    let flags = |chance| prop::collection::vec(prop::bool::weighted(chance), 12);
    prop_oneof![flags(0.0), flags(0.3), flags(0.8)]
}

/// Cards that are staff: wanted ones that are first children or follow staff.
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
