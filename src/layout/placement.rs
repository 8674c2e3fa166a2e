//! Result of the placing algorithms: card rectangles, and what connects each to its parent.

use emath::{Pos2, Rect, vec2};

use super::tree::Tree;

/// Line by which a card is attached to its parent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Attachment {
    /// A line down from the bar under the parent.
    Bar,
    /// A trunk at this breadth, left of the card's column, which starts at the bar.
    Trunk(f32),
    /// A trunk at this breadth, left of the card's column, which starts at the parent's lower edge.
    /// The column is that of the parent if that stands in one.
    Nested(f32),
    /// The same for a column of its own, of several below the parent.
    Hung(f32),
}

/// Cards in neutral axes. Both lists are in preorder.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Placement {
    pub(super) cards: Vec<Rect>,
    pub(super) attachments: Vec<Attachment>,
    /// Cards that are as broad as all the columns below them.
    pub(super) heads: Vec<usize>,
    /// Cards that stand over the middle of the whole.
    pub(super) spine: Vec<usize>,
}

impl Placement {
    /// Cards that an algorithm is still to place.
    pub(super) fn empty(count: usize) -> Self {
        Self {
            cards: vec![Rect::ZERO; count],
            attachments: vec![Attachment::Bar; count],
            ..Self::default()
        }
    }

    /// Takes over the cards of a branch, the first of which is `top` here, moved by its corner.
    pub(super) fn insert(&mut self, top: usize, branch: &Self, corner: Pos2) {
        let by = corner.to_vec2();
        for (at, (card, attachment)) in branch.cards.iter().zip(&branch.attachments).enumerate() {
            self.cards[top + at] = card.translate(by);
            self.attachments[top + at] = match *attachment {
                Attachment::Bar => Attachment::Bar,
                Attachment::Trunk(breadth) => Attachment::Trunk(breadth + by.x),
                Attachment::Nested(breadth) => Attachment::Nested(breadth + by.x),
                Attachment::Hung(breadth) => Attachment::Hung(breadth + by.x),
            };
        }
        self.heads.extend(branch.heads.iter().map(|at| top + at));
    }

    /// Bounding rectangle of the cards, [`Rect::ZERO`] without any.
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

    /// Moves each trunk by a distance that depends on the card at its end and its attachment.
    pub(super) fn move_trunks(&mut self, distance: impl Fn(usize, Attachment) -> f32) {
        for (node, attachment) in self.attachments.iter_mut().enumerate() {
            let distance = distance(node, *attachment);
            if let Attachment::Trunk(breadth)
            | Attachment::Nested(breadth)
            | Attachment::Hung(breadth) = attachment
            {
                *breadth += distance;
            }
        }
    }

    /// Makes heads as broad as the columns below them, and moves the spine to the middle, after
    /// columns were moved apart.
    pub(super) fn stretch(&mut self, tree: &Tree) {
        for &head in &self.heads {
            let branch = &self.cards[head..tree.branch_end(head)];
            self.cards[head].max.x = branch.iter().map(|card| card.max.x).fold(0.0, f32::max);
        }
        let bounds = self.bounds();
        for &node in &self.spine {
            let card = &mut self.cards[node];
            *card = card.translate(vec2(bounds.center().x - card.center().x, 0.0));
        }
    }
}
