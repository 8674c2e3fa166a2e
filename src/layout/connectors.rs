//! The lines between a card and its children, in pieces that never lie on each other.
//!
//! [`Layout::connector`] gives the whole way to one child; drawn for each of many siblings it would
//! draw their bar and trunk as often as there are siblings. Here each stretch belongs to one of
//! them: what all share to the first, what is one's own to each.

use emath::{Pos2, pos2, vec2};

use super::{Hanging, Layout, gap};

impl Layout {
    /// For a first child: the line down from its parent, and the bar above all siblings that hang
    /// from one, both ends reaching half of `width` further so that corners are filled.
    #[must_use]
    pub fn shared_line(&self, node: usize, width: f32) -> Vec<Vec<Pos2>> {
        let is_first = |parent: usize| parent + 1 == node;
        let Some(parent) = self.tree.parent(node).filter(|&parent| is_first(parent)) else {
            return Vec::new();
        };
        if self.hangs_straight(node) {
            return Vec::new();
        }
        let Some((least, most)) = self.bar(parent) else { return Vec::new() };
        let card = self.cards[parent];
        let top = pos2(card.center().x, card.max.y);
        let bar = self.bar_depth(parent);
        let end = vec2(width / 2.0, 0.0);
        let mut lines = vec![self.map_line(vec![top, pos2(top.x, bar)])];
        if most > least {
            lines.push(self.map_line(vec![pos2(least, bar) - end, pos2(most, bar) + end]));
        }
        lines
    }

    /// From the bar or trunk that a card shares with its siblings to the card.
    #[must_use]
    pub fn own_line(&self, node: usize) -> Option<Vec<Pos2>> {
        let parent = self.tree.parent(node)?;
        let card = self.cards[node];
        let bar = self.bar_depth(parent);
        let points = match self.hanging[node] {
            Hanging::Row => {
                let above = self.cards[parent];
                let (middle, start) = if self.hangs_straight(node) {
                    (above.center().x, above.max.y)
                } else {
                    (card.center().x, bar)
                };
                vec![pos2(middle, start), pos2(middle, card.min.y)]
            }
            Hanging::Trunk(trunk) => self.side_line(node, trunk, bar),
            Hanging::Nested(trunk) => self.side_line(node, trunk, self.cards[parent].max.y),
        };
        Some(self.map_line(points))
    }

    /// Whether a card is an only child right under its parent's middle: one line leads to it.
    pub(super) fn hangs_straight(&self, node: usize) -> bool {
        let is_under = |parent: usize| {
            let is_only =
                parent + 1 == node && self.tree.branch_end(parent) == self.tree.branch_end(node);
            let aside = self.cards[parent].center().x - self.cards[node].center().x;
            is_only && self.hanging[node] == Hanging::Row && aside.abs() < 0.5
        };
        self.tree.parent(node).is_some_and(is_under)
    }

    /// The depth of the bar under a card.
    pub(super) fn bar_depth(&self, node: usize) -> f32 {
        let plain = self.cards[node].max.y + gap::LEVEL / 2.0;
        self.lanes.bars.get(node).copied().unwrap_or(plain)
    }

    /// From which breadth to which the bar under a card goes, if any child hangs from one.
    fn bar(&self, node: usize) -> Option<(f32, f32)> {
        let meets = |child: usize| match self.hanging[child] {
            Hanging::Row => Some(self.cards[child].center().x),
            Hanging::Trunk(trunk) => Some(trunk),
            Hanging::Nested(_) => None,
        };
        let middle = self.cards[node].center().x;
        self.tree.children(node).filter_map(meets).fold(None, |bar, breadth| {
            let (least, most) = bar.unwrap_or((middle, middle));
            Some((breadth.min(least), breadth.max(most)))
        })
    }

    /// Along a trunk from the card above on the same trunk, or from its `start`, and to the card.
    fn side_line(&self, node: usize, trunk: f32, start: f32) -> Vec<Pos2> {
        let start = self.above(node).map_or(start, |above| self.cards[above].center().y);
        let card = self.cards[node];
        vec![pos2(trunk, start), pos2(trunk, card.center().y), pos2(card.min.x, card.center().y)]
    }

    /// The sibling above a card on the same trunk.
    fn above(&self, node: usize) -> Option<usize> {
        let before = self.tree.sibling_before(node)?;
        (self.hanging[before] == self.hanging[node]).then_some(before)
    }
}
