//! Makes room for vertical channels: moves cards apart along the breadth.
//!
//! A [sweep line](https://en.wikipedia.org/wiki/Sweep_line_algorithm) along the breadth maintains the shift of
//! everything it passes. A channel raises the shift to that of the card or column beside it, plus the width of the
//! channel. The shift never decreases, so no two cards get closer to each other, and channels above each other use the
//! same inserted room.

use std::cmp::Reverse;

use emath::vec2;

use super::ROUNDING_TOLERANCE;
use super::ids::{CardId, Cards, ColumnId, Id, IdVec};
use super::paths::{Channel, Paths};
use super::spaces::{Space, Spaces};
use crate::layout::placement::Attachment;
use crate::layout::{Placement, Tree, gap};

/// Event of the sweep. Events at one breadth come in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum BreadthEvent {
    /// End of the channel left of a card.
    LeftChannel(CardId),
    /// Start of a card, or of its column.
    Card(CardId),
    /// Start of the channel right of a card.
    RightChannel(CardId),
    /// Start of the channel right of a column. For nested columns, the inner one, which has the larger id, comes first.
    ColumnChannel(Reverse<ColumnId>),
    /// End of everything left of a card and of the gap to it.
    NeighborEnd(CardId),
}

/// Input of the sweep.
pub(super) struct BreadthSweep<'a> {
    pub(super) tree: &'a Tree,
    pub(super) spaces: &'a Spaces,
    pub(super) paths: &'a Paths,
    pub(super) cards: Cards<'a>,
}

/// Result of the sweep.
pub(super) struct Widening {
    shifts: IdVec<CardId, f32>,
    /// Breadth at which each column ends after the shifts, with everything inside it.
    column_ends: IdVec<ColumnId, f32>,
}

impl Widening {
    /// Shifts cards and trunks. Returns the breadth at which each column ends, with everything inside it.
    pub(super) fn apply(
        mut self,
        tree: &Tree,
        spaces: &Spaces,
        placement: &mut Placement,
    ) -> IdVec<ColumnId, f32> {
        for (node, card) in placement.cards.iter_mut().enumerate() {
            *card = card.translate(vec2(self.shifts[CardId::new(node)], 0.0));
        }
        placement.move_trunks(|node, attachment| {
            let carrier = match attachment {
                // The trunk starts at the parent's lower edge.
                Attachment::Nested(_) => tree.parent(node).unwrap_or(node),
                _ => node,
            };
            self.shifts[CardId::new(carrier)]
        });
        placement.stretch(tree);
        // Staff moves together with its head.
        for &head in &placement.spine {
            let staff = placement.staff(tree, head).map(CardId::new);
            for column in staff.clone().filter_map(|card| spaces.column(card)) {
                self.column_ends[column] = f32::NEG_INFINITY;
            }
            for card in staff {
                if let Some(column) = spaces.column(card) {
                    let end = &mut self.column_ends[column];
                    *end = end.max(placement.cards[card.index()].max.x);
                }
            }
        }
        self.column_ends
    }
}

impl BreadthSweep<'_> {
    /// Runs the sweep, given the widths of channels.
    pub(super) fn make_room(&self, width: impl Fn(Channel) -> f32) -> Widening {
        let ends = self.spaces.column_ends(self.cards);
        let mut column_ends = IdVec::filled(f32::NEG_INFINITY, ends.len());
        let mut shifts = IdVec::filled(0.0_f32, self.cards.iter().len());
        let mut neighbor_shifts = IdVec::filled(0.0_f32, shifts.len());
        let mut shift = 0.0_f32;
        for (_, event) in self.events(&ends) {
            match event {
                BreadthEvent::NeighborEnd(card) => neighbor_shifts[card] = shift,
                BreadthEvent::LeftChannel(card) => {
                    shift = shift.max(neighbor_shifts[card] + width(Channel::Left(card)));
                }
                BreadthEvent::RightChannel(card) => {
                    shift = shift.max(shifts[card] + width(Channel::Right(card)));
                }
                BreadthEvent::Card(card) => {
                    shifts[card] = shift;
                    if let Some(column) = self.spaces.enclosing(card) {
                        let end = &mut column_ends[column];
                        *end = end.max(self.cards[card].max.x + shift);
                    }
                }
                BreadthEvent::ColumnChannel(Reverse(column)) => {
                    let channel = Channel::Space(Space::Beside(column));
                    let channel_end = column_ends[column] + width(channel);
                    shift = shift.max(channel_end - ends[column]);
                    if let Some(outer) = self.spaces.outer(column) {
                        column_ends[outer] = channel_end.max(column_ends[outer]);
                    }
                }
            }
        }
        Widening { shifts, column_ends }
    }

    /// Events in order of breadth.
    fn events(&self, column_ends: &IdVec<ColumnId, f32>) -> Vec<(f32, BreadthEvent)> {
        let column_starts = self.spaces.column_starts(self.cards);
        // The cards of a column are shifted together.
        let cards = self.cards.iter().map(|(card, rect)| {
            let column = self.spaces.column(card);
            (column.map_or(rect.min.x, |column| column_starts[column]), BreadthEvent::Card(card))
        });
        let columns = column_ends.iter();
        let columns =
            columns.map(|(column, &end)| (end, BreadthEvent::ColumnChannel(Reverse(column))));
        let mut events: Vec<(f32, BreadthEvent)> = cards.chain(columns).collect();
        let has_neighbors = self.cards_with_neighbors();
        for (channel, _) in self.paths.by_channel() {
            match channel {
                // There is nothing to the left of the first card.
                Channel::Left(card)
                    if has_neighbors[card] && self.cards[card].min.x >= gap::SIBLING =>
                {
                    let start = self.cards[card].min.x;
                    let neighbor_end = start - gap::SIBLING + ROUNDING_TOLERANCE;
                    events.push((neighbor_end, BreadthEvent::NeighborEnd(card)));
                    events.push((start, BreadthEvent::LeftChannel(card)));
                }
                Channel::Right(card) if has_neighbors[card] => {
                    events.push((self.cards[card].max.x, BreadthEvent::RightChannel(card)));
                }
                _ => {}
            }
        }
        events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        events
    }

    /// For each card, whether something may be beside it: it or an ancestor has siblings or staff.
    fn cards_with_neighbors(&self) -> IdVec<CardId, bool> {
        let mut has_neighbors = IdVec::default();
        for node in 0..self.tree.len() {
            let parent = self.tree.parent(node).map(CardId::new);
            let inherited = parent.is_some_and(|parent| has_neighbors[parent]);
            let has_staff = self.tree.has_staff(node);
            has_neighbors.push(inherited || has_staff || !self.tree.is_only_child(node));
        }
        has_neighbors
    }
}
