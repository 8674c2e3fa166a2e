//! Connectors: the lines between a card and its children.
//!
//! [`Layout::connector`] is the whole line from a parent to one child. Drawn for every child, these
//! would overlap on the bar and the trunk. [`Layout::shared_line`] and [`Layout::own_line`]
//! divide them into pieces that do not overlap: the shared part belongs to the first child.

use emath::{Pos2, pos2, vec2};

use super::{Attachment, Layout, Placement, gap, indented};

/// Distance between the middles of a parent and an only child that one straight line still joins.
const STRAIGHT_TOLERANCE: f32 = 0.5;

impl Layout {
    /// Line from the parent of a card to the card.
    #[must_use]
    pub fn connector(&self, node: usize) -> Option<Vec<Pos2>> {
        let parent = self.tree.parent(node)?;
        let card = self.placement.cards[node];
        let start = self.placement.cards[parent].center_bottom();
        let bar = self.bar_depth(parent);
        let side = card.left_center();
        Some(self.map_points(match self.placement.attachments[node] {
            Attachment::Nested(trunk) | Attachment::Hung(trunk) => {
                vec![pos2(trunk, start.y), pos2(trunk, side.y), side]
            }
            Attachment::Trunk(trunk) => {
                vec![start, pos2(start.x, bar), pos2(trunk, bar), pos2(trunk, side.y), side]
            }
            Attachment::Bar if self.is_straight(node) => vec![start, pos2(start.x, card.min.y)],
            Attachment::Bar => {
                let end = card.center_top();
                vec![start, pos2(start.x, bar), pos2(end.x, bar), end]
            }
        }))
    }

    /// Point on the edge of a card where the connectors to its children start, or would start.
    #[must_use]
    pub fn outlet(&self, node: usize) -> Pos2 {
        let card = self.placement.cards[node];
        let attachment = |node: usize| self.placement.attachments[node];
        let breadth = match (self.tree.children(node).next().map(attachment), attachment(node)) {
            (Some(Attachment::Nested(trunk) | Attachment::Hung(trunk)), _) => trunk,
            (None, Attachment::Trunk(_) | Attachment::Nested(_) | Attachment::Hung(_)) => {
                card.min.x + indented::INDENT / 2.0
            }
            (Some(Attachment::Bar | Attachment::Trunk(_)), _) | (None, Attachment::Bar) => {
                card.center().x
            }
        };
        self.map_point(pos2(breadth, card.max.y))
    }

    /// Part of the connectors that all siblings share, for a first child; empty for other cards:
    /// the line down from the parent, and the bar. The bar is `width` longer than the distance of
    /// the lines at its ends, so that strokes of that width meet in full corners.
    #[must_use]
    pub fn shared_line(&self, node: usize, width: f32) -> Vec<Vec<Pos2>> {
        let parent = self.tree.parent(node).filter(|&parent| parent + 1 == node);
        let Some((parent, (start, end))) = parent
            .filter(|_| !self.is_straight(node))
            .and_then(|parent| Some((parent, self.bar_range(parent)?)))
        else {
            return Vec::new();
        };
        let top = self.placement.cards[parent].center_bottom();
        let bar = self.bar_depth(parent);
        let mut lines = vec![self.map_points([top, pos2(top.x, bar)])];
        if end > start {
            let cap = vec2(width / 2.0, 0.0);
            lines.push(self.map_points([pos2(start, bar) - cap, pos2(end, bar) + cap]));
        }
        lines
    }

    /// Part of a card's connector that it does not share with earlier siblings.
    #[must_use]
    pub fn own_line(&self, node: usize) -> Option<Vec<Pos2>> {
        let parent = self.tree.parent(node)?;
        let above = self.placement.cards[parent];
        let bar = self.bar_depth(parent);
        Some(match self.placement.attachments[node] {
            Attachment::Bar => {
                let card = self.placement.cards[node];
                let start = if self.is_straight(node) {
                    above.center_bottom()
                } else {
                    pos2(card.center().x, bar)
                };
                self.map_points([start, pos2(start.x, card.min.y)])
            }
            Attachment::Trunk(trunk) => self.trunk_line(node, trunk, bar),
            Attachment::Nested(trunk) | Attachment::Hung(trunk) => {
                self.trunk_line(node, trunk, above.max.y)
            }
        })
    }

    /// Whether the connector of a card is one straight line: it is an only child centred under its
    /// parent.
    fn is_straight(&self, node: usize) -> bool {
        let middle = |node: usize| self.placement.cards[node].center().x;
        self.placement.attachments[node] == Attachment::Bar
            && self.tree.is_only_child(node)
            && self
                .tree
                .parent(node)
                .is_some_and(|parent| (middle(parent) - middle(node)).abs() < STRAIGHT_TOLERANCE)
    }

    /// Depth of the bar under a card.
    fn bar_depth(&self, node: usize) -> f32 {
        let default = self.placement.cards[node].max.y + gap::LEVEL / 2.0;
        self.routing.bars.get(node).copied().unwrap_or(default)
    }

    /// Breadths at which the bar under a card starts and ends; `None` without a bar.
    fn bar_range(&self, node: usize) -> Option<(f32, f32)> {
        let middle = |node: usize| self.placement.cards[node].center().x;
        let breadth = |child: usize| match self.placement.attachments[child] {
            Attachment::Bar => Some(middle(child)),
            Attachment::Trunk(trunk) => Some(trunk),
            Attachment::Nested(_) | Attachment::Hung(_) => None,
        };
        self.tree.children(node).filter_map(breadth).fold(None, |range, breadth| {
            let (start, end) = range.unwrap_or((middle(node), middle(node)));
            Some((breadth.min(start), breadth.max(end)))
        })
    }

    /// Line along a trunk to a card, from the sibling above it on the same trunk or from the
    /// trunk's start.
    fn trunk_line(&self, node: usize, trunk: f32, trunk_start: f32) -> Vec<Pos2> {
        let Placement { cards, attachments, .. } = &self.placement;
        let above =
            self.tree.sibling_before(node).filter(|&at| attachments[at] == attachments[node]);
        let start = above.map_or(trunk_start, |above| cards[above].center().y);
        let end = cards[node].left_center();
        self.map_points([pos2(trunk, start), pos2(trunk, end.y), end])
    }
}
