//! Free area of a layout, as a tree of spaces.

use super::ids::{CardId, Cards, ColumnId, Id, IdVec};
use crate::layout::placement::Attachment;
use crate::layout::tree::Tree;

/// Part of the free area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Space {
    /// Above the roots.
    Roots,
    /// Between a card and the children in a row or in columns under it.
    Under(CardId),
    /// Right of a column.
    Beside(ColumnId),
}

impl Space {
    /// Space of the children of a card, or of the roots.
    fn under(parent: Option<CardId>) -> Self {
        parent.map_or(Self::Roots, Self::Under)
    }
}

/// Tree of the spaces of a layout; its root is [`Space::Roots`].
///
/// The parent of `Under(card)` is the space around the card: `Beside` its column for a card in a column, otherwise
/// `Under` its parent. The parent of `Beside(column)` is `Under` the card from which the column hangs.
pub(super) struct Spaces {
    /// Space around each card, which is the parent of the space under it.
    around: IdVec<CardId, Space>,
    /// Innermost column that contains each card or one of its ancestors.
    enclosing: IdVec<CardId, Option<ColumnId>>,
    /// Depth of the space under each card in the tree of spaces.
    card_depths: IdVec<CardId, u32>,
    /// Card from which each column hangs; `None` for a column of roots.
    owners: IdVec<ColumnId, Option<CardId>>,
    /// Depth of the space beside each column in the tree of spaces.
    column_depths: IdVec<ColumnId, u32>,
    /// Whether each column is above the space in which it hangs, because it consists of staff.
    stands_above: IdVec<ColumnId, bool>,
    /// Whether the line from the parent ends at the right edge of each card.
    has_line_at_right: IdVec<CardId, bool>,
}

impl Spaces {
    pub(super) fn new(tree: &Tree, attachments: &[Attachment]) -> Self {
        let mut spaces = Self {
            around: IdVec::default(),
            enclosing: IdVec::default(),
            card_depths: IdVec::default(),
            owners: IdVec::default(),
            column_depths: IdVec::default(),
            stands_above: IdVec::default(),
            has_line_at_right: IdVec::default(),
        };
        for (node, &attachment) in attachments.iter().enumerate() {
            let parent = tree.parent(node).map(CardId::new);
            let parent_column = parent.and_then(|parent| spaces.column(parent));
            let column = match attachment {
                Attachment::Bar => None,
                Attachment::Nested(_) if parent_column.is_some() => parent_column,
                _ => {
                    let above = tree.sibling_before(node);
                    let above = above.filter(|&above| {
                        attachments[above] == attachment && attachment != Attachment::StaffBar
                    });
                    let known = above.and_then(|above| spaces.column(CardId::new(above)));
                    Some(known.unwrap_or_else(|| spaces.add_column(parent, attachment)))
                }
            };
            spaces.has_line_at_right.push(attachment == Attachment::StaffBefore);
            let around = column.map_or(Space::under(parent), Space::Beside);
            spaces.card_depths.push(spaces.depth(around) + 1);
            spaces.around.push(around);
            let enclosing = column.or_else(|| spaces.enclosing[parent?]);
            spaces.enclosing.push(enclosing);
        }
        spaces
    }

    fn add_column(&mut self, owner: Option<CardId>, attachment: Attachment) -> ColumnId {
        self.stands_above.push(attachment.is_of_staff());
        self.column_depths.push(self.depth(Space::under(owner)) + 1);
        self.owners.push(owner)
    }

    /// Space that contains a card.
    pub(super) fn around(&self, card: CardId) -> Space {
        self.around[card]
    }

    /// Parent of a space.
    pub(super) fn parent(&self, space: Space) -> Option<Space> {
        match space {
            Space::Roots => None,
            Space::Under(card) => Some(self.around[card]),
            Space::Beside(column) => Some(Space::under(self.owners[column])),
        }
    }

    /// Number of ancestors of a space.
    pub(super) fn depth(&self, space: Space) -> u32 {
        match space {
            Space::Roots => 0,
            Space::Under(card) => self.card_depths[card],
            Space::Beside(column) => self.column_depths[column],
        }
    }

    /// Column of a card; `None` for a card in a row.
    pub(super) fn column(&self, card: CardId) -> Option<ColumnId> {
        match self.around[card] {
            Space::Beside(column) => Some(column),
            Space::Roots | Space::Under(_) => None,
        }
    }

    /// Whether lines leave the space beside a column at its lower end.
    pub(super) fn is_left_below(&self, column: ColumnId) -> bool {
        self.stands_above[column]
    }

    /// Whether the line from the parent ends at the right edge of a card.
    pub(super) fn has_line_at_right(&self, card: CardId) -> bool {
        self.has_line_at_right[card]
    }

    /// Card from which a column hangs.
    pub(super) fn owner(&self, column: ColumnId) -> Option<CardId> {
        self.owners[column]
    }

    /// Innermost column around a card.
    pub(super) fn enclosing(&self, card: CardId) -> Option<ColumnId> {
        self.enclosing[card]
    }

    /// Innermost column around another one.
    pub(super) fn outer(&self, column: ColumnId) -> Option<ColumnId> {
        self.enclosing(self.owner(column)?)
    }

    /// Breadth at which the cards of each column start.
    pub(super) fn column_starts(&self, cards: Cards<'_>) -> IdVec<ColumnId, f32> {
        let mut starts = IdVec::filled(f32::INFINITY, self.owners.len());
        for (card, rect) in cards.iter() {
            if let Some(column) = self.column(card) {
                starts[column] = rect.min.x.min(starts[column]);
            }
        }
        starts
    }

    /// Breadth at which each column ends, with everything inside it.
    pub(super) fn column_ends(&self, cards: Cards<'_>) -> IdVec<ColumnId, f32> {
        let mut ends = IdVec::filled(0.0_f32, self.owners.len());
        for (card, rect) in cards.iter() {
            if let Some(column) = self.enclosing(card) {
                ends[column] = ends[column].max(rect.max.x);
            }
        }
        for (column, _) in self.owners.iter().rev() {
            if let Some(outer) = self.outer(column) {
                ends[outer] = ends[outer].max(ends[column]);
            }
        }
        ends
    }
}
