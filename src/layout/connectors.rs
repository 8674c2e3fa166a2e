//! The lines between a card and its children, in pieces that never lie on each other.
//!
//! [`Layout::connector`] gives the whole way to one child; drawn for each of many siblings it would
//! draw their bar and trunk as often as there are siblings. Here each stretch belongs to one of
//! them: what all share to the first, what is one's own to each.

use emath::{Pos2, pos2, vec2};

use super::{Hanging, Layout};

/// Which stretch of the tree's lines belongs to whom.
pub(super) struct Pieces {
    /// The sibling above each card on the same trunk.
    pub(super) above: Vec<Option<u32>>,
    /// From which breadth to which the bar goes, for each card with children that hang from one.
    pub(super) bars: Vec<Option<(f32, f32)>>,
}

impl Layout {
    /// For a first child: the line down from its parent, and the bar above all siblings that hang
    /// from one, both ends reaching half of `width` further so that corners are filled.
    #[must_use]
    pub fn shared_line(&self, node: usize, width: f32) -> Vec<Vec<Pos2>> {
        let Some(parent) = self.parents[node].map(|parent| parent as usize) else {
            return Vec::new();
        };
        let card = self.cards[parent];
        let is_first = self.first_children[parent].is_some_and(|first| first as usize == node);
        let (Some((least, most)), true) = (self.bars[parent], is_first) else { return Vec::new() };
        let top = pos2(card.center().x, card.max.y);
        let bar = self.bar_depths[parent];
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
        let parent = self.parents[node]? as usize;
        let card = self.cards[node];
        let bar = self.bar_depths[parent];
        let points = match self.hanging[node] {
            Hanging::Row => vec![pos2(card.center().x, bar), pos2(card.center().x, card.min.y)],
            Hanging::Trunk(trunk) => self.side_line(node, trunk, bar),
            Hanging::Nested(trunk) => self.side_line(node, trunk, self.cards[parent].max.y),
        };
        Some(self.map_line(points))
    }

    /// Along a trunk from the card above on the same trunk, or from its `start`, and to the card.
    fn side_line(&self, node: usize, trunk: f32, start: f32) -> Vec<Pos2> {
        let start = self.above[node].map_or(start, |above| self.cards[above as usize].center().y);
        let card = self.cards[node];
        vec![pos2(trunk, start), pos2(trunk, card.center().y), pos2(card.min.x, card.center().y)]
    }

    /// Shares the tree's lines out.
    pub(super) fn pieces(tree: &super::Tree, cards: &[emath::Rect], hanging: &[Hanging]) -> Pieces {
        let mut pieces = Pieces { above: vec![None; cards.len()], bars: vec![None; cards.len()] };
        for (node, bar) in pieces.bars.iter_mut().enumerate() {
            let mut lowest: Option<(f32, u32)> = None;
            for &child in tree.children(node) {
                let at = child as usize;
                let meets_bar = match hanging[at] {
                    Hanging::Row => Some(cards[at].center().x),
                    Hanging::Trunk(trunk) => Some(trunk),
                    Hanging::Nested(_) => None,
                };
                if let Some(breadth) = meets_bar {
                    let middle = cards[node].center().x;
                    let (least, most) = bar.unwrap_or((middle, middle));
                    *bar = Some((breadth.min(least), breadth.max(most)));
                }
                if let Hanging::Trunk(trunk) | Hanging::Nested(trunk) = hanging[at] {
                    #[expect(clippy::float_cmp, reason = "one trunk's breadth is one number")]
                    let same = lowest.filter(|(known, _)| *known == trunk);
                    pieces.above[at] = same.map(|(_, sibling)| sibling);
                    lowest = Some((trunk, child));
                }
            }
        }
        pieces
    }
}
