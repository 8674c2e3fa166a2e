//! Result of the placing algorithms: card rectangles, and what connects each to its parent.

use std::iter;
use std::ops::Range;

use emath::{Pos2, Rect, vec2};

use super::tree::Tree;

/// Line by which a card is attached to its parent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Attachment {
    /// A line down from the bar under the parent.
    Bar,
    /// A trunk at this breadth, to the left of the card's column, which starts at the bar.
    Trunk(f32),
    /// A trunk at this breadth, to the left of the card's column, which starts at the parent's lower edge. If the
    /// parent is in a column, the card is in the same column.
    Nested(f32),
    /// The same, for one of several separate columns below the parent.
    Hung(f32),
    /// A straight line from the stem under the parent, for staff before the stem.
    StaffBefore,
    /// The same, for staff after the stem.
    StaffAfter,
    /// A line down from a bar between the parent and its staff, for staff in a row.
    StaffBar,
}

impl Attachment {
    /// The attachment of a card that moves along the breadth together with its trunk.
    pub(super) fn moved(self, by: f32) -> Self {
        match self {
            Self::Trunk(breadth) => Self::Trunk(breadth + by),
            Self::Nested(breadth) => Self::Nested(breadth + by),
            Self::Hung(breadth) => Self::Hung(breadth + by),
            Self::Bar | Self::StaffBefore | Self::StaffAfter | Self::StaffBar => self,
        }
    }

    /// Whether the card is beside the stem of its parent.
    pub(super) const fn is_of_staff(self) -> bool {
        matches!(self, Self::StaffBefore | Self::StaffAfter | Self::StaffBar)
    }
}

/// Rectangles and attachments of cards in neutral axes. Both lists are in preorder.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Placement {
    pub(super) cards: Vec<Rect>,
    pub(super) attachments: Vec<Attachment>,
    /// Cards that are as broad as all the columns below them.
    pub(super) heads: Vec<usize>,
    /// Cards that are centred above everything else.
    pub(super) spine: Vec<usize>,
    /// Minimum depth from the lower edge of each card to the bar; 0 if empty.
    pub(super) stems: Vec<f32>,
}

impl Placement {
    /// Cards that have not been placed yet.
    pub(super) fn empty(count: usize) -> Self {
        Self {
            cards: vec![Rect::ZERO; count],
            attachments: vec![Attachment::Bar; count],
            ..Self::default()
        }
    }

    /// Copies the cards of a branch, whose first card is `top` here, moved to a corner.
    pub(super) fn insert(&mut self, top: usize, branch: &Self, corner: Pos2) {
        let by = corner.to_vec2();
        for (at, (card, attachment)) in branch.cards.iter().zip(&branch.attachments).enumerate() {
            self.cards[top + at] = card.translate(by);
            self.attachments[top + at] = attachment.moved(by.x);
        }
        self.heads.extend(branch.heads.iter().map(|at| top + at));
    }

    /// Bounding rectangle of the cards, [`Rect::ZERO`] if there are none.
    pub(super) fn bounds(&self) -> Rect {
        self.cards.iter().copied().reduce(Rect::union).unwrap_or(Rect::ZERO)
    }

    /// Moves the cards so that their bounding rectangle starts at the origin.
    pub(super) fn move_to_origin(&mut self) {
        let corner = self.bounds().min.to_vec2();
        for card in &mut self.cards {
            *card = card.translate(-corner);
        }
        self.move_trunks(|_, _| -corner.x);
    }

    /// Moves each trunk by a distance that depends on its card and attachment.
    pub(super) fn move_trunks(&mut self, distance: impl Fn(usize, Attachment) -> f32) {
        for (node, attachment) in self.attachments.iter_mut().enumerate() {
            *attachment = attachment.moved(distance(node, *attachment));
        }
    }

    /// Cards beside the stem of a card, with their branches.
    pub(super) fn staff(&self, tree: &Tree, node: usize) -> Range<usize> {
        let is_staff = |&child: &usize| self.attachments[child].is_of_staff();
        let last = tree.children(node).take_while(is_staff).last();
        node + 1..last.map_or(node + 1, |last| tree.branch_end(last))
    }

    /// Depth to which the stem under a card passes staff.
    pub(super) fn stem_end(&self, tree: &Tree, node: usize) -> f32 {
        let ends = self.cards[self.staff(tree, node)].iter().map(|card| card.max.y);
        let stem = self.stems.get(node).copied().unwrap_or_default();
        ends.fold(self.cards[node].max.y + stem, f32::max)
    }

    /// Makes heads as broad as the columns below them, and centres the spine, after columns were moved apart.
    pub(super) fn stretch(&mut self, tree: &Tree) {
        for &head in &self.heads {
            let branch = &self.cards[head..tree.branch_end(head)];
            self.cards[head].max.x = branch.iter().map(|card| card.max.x).fold(0.0, f32::max);
        }
        let bounds = self.bounds();
        for node in self.spine.clone() {
            let by = bounds.center().x - self.cards[node].center().x;
            for moved in iter::once(node).chain(self.staff(tree, node)) {
                self.cards[moved] = self.cards[moved].translate(vec2(by, 0.0));
                if moved > node {
                    self.attachments[moved] = self.attachments[moved].moved(by);
                }
            }
        }
    }
}
