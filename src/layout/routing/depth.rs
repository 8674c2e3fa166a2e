//! Makes room for horizontal channels: moves cards down.
//!
//! A [sweep line](https://en.wikipedia.org/wiki/Sweep_line_algorithm) along the depth maintains a [`Skyline`] of
//! shifts. A card is shifted as far as everything above it; a channel propagates that shift plus its own width.

use std::iter;

use emath::{Rangef, Rect, vec2};

use super::ids::{CardId, Cards, ColumnId, Id, IdVec};
use super::paths::{Channel, Paths};
use super::skyline::Skyline;
use super::spaces::{Space, Spaces};
use super::tracks::{self, Tracks};
use super::{ROUNDING_TOLERANCE, hull};
use crate::layout::placement::Attachment;
use crate::layout::{Placement, Tree, gap};

/// Minimum distance beside a card in a row from other cards that come from above, in points.
const CARD_CLEARANCE: f32 = 10.0;
/// Width of a channel in addition to its tracks, in points.
const CHANNEL_CLEARANCE: f32 = 5.0;

/// Event of the sweep. Events at one depth come in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum DepthEvent {
    /// The channel under a card, just above the bar.
    Channel(CardId),
    /// The upper edge of a card.
    Card(CardId),
}

/// Ranges on both sides of a column.
struct ColumnSides {
    /// Left of the cards, with the trunk.
    gutter: Rangef,
    /// Right of the column.
    channel: Rangef,
}

/// Input of the sweep.
pub(super) struct DepthSweep<'a> {
    pub(super) tree: &'a Tree,
    pub(super) placement: &'a Placement,
    pub(super) spaces: &'a Spaces,
    pub(super) paths: &'a Paths,
    pub(super) column_ends: &'a IdVec<ColumnId, f32>,
    pub(super) tracks: &'a Tracks,
}

/// Result of the sweep.
pub(super) struct Deepening {
    shifts: IdVec<CardId, f32>,
    /// Depth of the bar under each card, after the shifts.
    pub(super) bars: IdVec<CardId, f32>,
}

impl Deepening {
    /// Shifts cards.
    pub(super) fn apply(&self, placement: &mut Placement) {
        for (node, card) in placement.cards.iter_mut().enumerate() {
            *card = card.translate(vec2(0.0, self.shifts[CardId::new(node)]));
        }
    }
}

impl DepthSweep<'_> {
    /// Runs the sweep.
    pub(super) fn make_room(&self) -> Deepening {
        let width = |card| match self.tracks.count(Space::Under(card)) {
            0 => 0.0,
            count => tracks::width(count) + CHANNEL_CLEARANCE,
        };
        let cards = Cards(&self.placement.cards);
        let columns = self.column_sides(cards);
        let rows: IdVec<CardId, Rangef> =
            cards.iter().map(|(card, rect)| self.row_range(card, rect, &columns)).collect();
        let channels = self.channel_ranges(&rows);
        let mut bars: IdVec<CardId, f32> =
            cards.iter().map(|(card, _)| self.stem_end(card) + self.bar_distance(card)).collect();
        let events = Self::events(cards, &channels, &bars);
        let mut shifts = IdVec::filled(0.0, rows.len());
        let mut skyline = Skyline::default();
        let mut ranges = Vec::new();
        for (_, event) in events {
            match event {
                DepthEvent::Card(card) => {
                    ranges.clear();
                    ranges.push(rows[card]);
                    ranges.extend(self.enclosing_ranges(card, &columns));
                    let highest = ranges.iter().map(|&range| skyline.highest(range));
                    shifts[card] = highest.fold(self.head_shift(card, &shifts), f32::max);
                    for &range in &ranges {
                        skyline.set(range, shifts[card]);
                    }
                }
                DepthEvent::Channel(card) => {
                    let Some(range) = channels[card] else { continue };
                    let shift = skyline.highest(range);
                    bars[card] += shift;
                    skyline.set(range, shift + width(card));
                }
            }
        }
        Deepening { shifts, bars }
    }

    /// Shift of the head of a staff card.
    fn head_shift(&self, card: CardId, shifts: &IdVec<CardId, f32>) -> f32 {
        let is_of_staff = self.placement.attachments[card.index()].is_of_staff();
        let head = self.tree.parent(card.index()).filter(|_| is_of_staff);
        head.map_or(0.0, |head| shifts[CardId::new(head)])
    }

    fn stem_end(&self, card: CardId) -> f32 {
        self.placement.stem_end(self.tree, card.index())
    }

    /// Distance from a card to the bar under it.
    fn bar_distance(&self, card: CardId) -> f32 {
        let attachments =
            self.tree.children(card.index()).map(|child| self.placement.attachments[child]);
        match attachments.into_iter().find(|attachment| !attachment.is_of_staff()) {
            // There is no bar, but the lines run below its position.
            Some(Attachment::Hung(_)) => gap::STACK / 2.0,
            _ => gap::LEVEL / 2.0,
        }
    }

    /// Events in order of depth.
    fn events(
        cards: Cards<'_>,
        channels: &IdVec<CardId, Option<Rangef>>,
        bars: &IdVec<CardId, f32>,
    ) -> Vec<(f32, DepthEvent)> {
        let channels = channels.iter().filter(|(_, range)| range.is_some());
        let channels =
            channels.map(|(card, _)| (bars[card] - ROUNDING_TOLERANCE, DepthEvent::Channel(card)));
        let cards = cards.iter().map(|(card, rect)| (rect.min.y, DepthEvent::Card(card)));
        let mut events: Vec<(f32, DepthEvent)> = cards.chain(channels).collect();
        events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        events
    }

    /// Sides of all columns.
    fn column_sides(&self, cards: Cards<'_>) -> IdVec<ColumnId, ColumnSides> {
        let starts = self.spaces.column_starts(cards);
        let sides = starts.iter().map(|(column, &start)| {
            let end = self.column_ends[column];
            let width = tracks::width(self.tracks.count(Space::Beside(column)));
            ColumnSides {
                gutter: Rangef::new(start - gap::GUTTER, start),
                channel: Rangef::new(end, end + width),
            }
        });
        sides.collect()
    }

    /// Range of a card in its row: for a card in a column, that of the column with its sides; otherwise with the
    /// channels beside the card.
    fn row_range(
        &self,
        card: CardId,
        rect: Rect,
        columns: &IdVec<ColumnId, ColumnSides>,
    ) -> Rangef {
        if let Some(column) = self.spaces.column(card) {
            return Rangef::new(columns[column].gutter.min, columns[column].channel.max);
        }
        let margin = |channel| {
            let count = self.paths.segments(channel).len();
            CARD_CLEARANCE + if count > 0 { tracks::reach(count) } else { 0.0 }
        };
        Rangef::new(
            rect.min.x - margin(Channel::Left(card)),
            rect.max.x + margin(Channel::Right(card)),
        )
    }

    /// Sides of the columns around a card's own.
    fn enclosing_ranges(
        &self,
        card: CardId,
        columns: &IdVec<ColumnId, ColumnSides>,
    ) -> impl Iterator<Item = Rangef> {
        let own = self.spaces.enclosing(card);
        let enclosing = iter::successors(own, |&column| self.spaces.outer(column)).skip(1);
        enclosing.flat_map(|column| [columns[column].gutter, columns[column].channel])
    }

    /// Range of the channel under each card; `None` without children in a row or in columns.
    fn channel_ranges(&self, rows: &IdVec<CardId, Rangef>) -> IdVec<CardId, Option<Rangef>> {
        let mut channels: IdVec<CardId, Option<Rangef>> = IdVec::filled(None, rows.len());
        for (child, &range) in rows.iter() {
            let Some(parent) = self.tree.parent(child.index()).map(CardId::new) else { continue };
            if matches!(self.placement.attachments[child.index()], Attachment::Nested(_)) {
                continue;
            }
            let channel = channels[parent].unwrap_or(rows[parent]);
            channels[parent] = Some(hull(channel, range));
        }
        channels
    }
}
