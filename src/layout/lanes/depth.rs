//! Moving cards down, so that tracks have room in the channels above them.
//!
//! What stands on the chart is gone through from the top down. Each thing is shifted as far as what
//! is above it, which a skyline keeps; a channel hands on more than that, by the room of its tracks.

use std::collections::BTreeMap;

use emath::{Rangef, Rect, vec2};

use super::breadth::column_lefts;
use super::places::Places;
use super::rails::{Rails, Zone};
use super::spaces::Spaces;
use crate::layout::{Attachment, LayoutNode, gap};

/// Against a sum of distances that comes out a little short.
const SLACK: f32 = 0.1;

/// What comes to stand beside a card keeps this far away from it, in points.
const KEPT: f32 = 10.0;

/// What is shifted, with all that must not be run into.
pub(super) struct Ground<'a> {
    pub(super) nodes: &'a [LayoutNode],
    pub(super) attachments: &'a [Attachment],
    pub(super) spaces: &'a Spaces,
    pub(super) rails: &'a Rails,
    pub(super) places: &'a Places,
    pub(super) shafts: &'a BTreeMap<u32, usize>,
}

impl Ground<'_> {
    /// Makes room in channels, `room` for the one under each card. Gives the depth of the bar in
    /// each, which the cards under it hang from.
    pub(super) fn make_room(&self, cards: &mut [Rect], room: impl Fn(u32) -> f32) -> Vec<f32> {
        let mut bars: Vec<f32> = cards.iter().map(|card| card.max.y + gap::LEVEL / 2.0).collect();
        let lefts = column_lefts(cards, self.spaces);
        let rows: Vec<Rangef> =
            (0..).zip(&*cards).map(|(at, card)| self.row(at, *card, &lefts)).collect();
        let channels = self.channels(cards, &rows);
        let mut things: Vec<(f32, bool, usize)> =
            cards.iter().enumerate().map(|(at, card)| (card.min.y, true, at)).collect();
        let under = channels.iter().enumerate().filter(|(_, channel)| channel.min <= channel.max);
        things.extend(under.map(|(at, _)| (bars[at] - SLACK, false, at)));
        things.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut skyline = Skyline::default();
        for (_, is_card, at) in things {
            let card = u32::try_from(at).unwrap_or(u32::MAX);
            if is_card {
                let mut ranges = vec![rows[at]];
                self.around(card, &lefts, &mut ranges);
                let shift = ranges.iter().map(|&range| skyline.highest(range)).fold(0.0, f32::max);
                cards[at] = cards[at].translate(vec2(0.0, shift));
                for range in ranges {
                    skyline.set(range, shift);
                }
            } else {
                let shift = skyline.highest(channels[at]);
                bars[at] += shift;
                skyline.set(channels[at], shift + room(card));
            }
        }
        bars
    }

    /// All of a card's place in its row: with the lanes beside it, in a column the gutter and the
    /// shaft too.
    fn row(&self, at: u32, card: Rect, lefts: &[f32]) -> Rangef {
        if let Some(column) = self.spaces.column(at) {
            return Rangef::new(lefts[column as usize] - gap::GUTTER, self.shaft(column).max);
        }
        let reach = |zone: Zone| {
            let is_used = !self.rails.in_zone(zone).is_empty();
            if is_used { Places::beside(self.rails, zone) } else { 0.0 }
        };
        let (left, right) = (reach(Zone::Left(at)) + KEPT, reach(Zone::Right(at)) + KEPT);
        Rangef::new(card.min.x - left, card.max.x + right)
    }

    fn shaft(&self, column: u32) -> Rangef {
        let edge = self.places.edges[column as usize];
        Rangef::new(edge, edge + super::room(self.shafts.get(&column).copied().unwrap_or(0)))
    }

    /// The gutters and shafts of the columns around a card's own.
    fn around(&self, card: u32, lefts: &[f32], ranges: &mut Vec<Rangef>) {
        let outer = |card: u32| {
            let column = self.spaces.within(card)?;
            self.spaces.owner(column)
        };
        for card in std::iter::successors(outer(card), |&card| outer(card)) {
            let Some(column) = self.spaces.within(card) else { return };
            let left = lefts[column as usize];
            ranges.push(Rangef::new(left - gap::GUTTER, left));
            ranges.push(self.shaft(column));
        }
    }

    /// From where to where the channel under each card goes; nothing where it has none.
    fn channels(&self, cards: &[Rect], rows: &[Rangef]) -> Vec<Rangef> {
        let mut channels = vec![Rangef::NOTHING; cards.len()];
        for (at, node) in self.nodes.iter().enumerate() {
            let Some(parent) = node.parent.map(|parent| parent as usize) else { continue };
            if matches!(self.attachments[at], Attachment::Nested(_)) {
                continue;
            }
            for range in [rows[at], rows[parent]] {
                let channel = &mut channels[parent];
                *channel = Rangef::new(channel.min.min(range.min), channel.max.max(range.max));
            }
        }
        channels
    }
}

/// How far what is lowest so far is shifted, all along the row.
#[derive(Default)]
struct Skyline {
    /// From each place to the next one; in front of the first nothing is shifted.
    shifts: BTreeMap<i64, f32>,
}

impl Skyline {
    fn highest(&self, range: Rangef) -> f32 {
        let (start, end) = Self::places(range);
        let first = self.at(start);
        self.shifts.range(start..end).map(|(_, &shift)| shift).fold(first, f32::max)
    }

    fn set(&mut self, range: Rangef, shift: f32) {
        let (start, end) = Self::places(range);
        let after = self.at(end);
        let covered: Vec<i64> = self.shifts.range(start..=end).map(|(&at, _)| at).collect();
        for at in covered {
            self.shifts.remove(&at);
        }
        self.shifts.insert(start, shift);
        self.shifts.insert(end, after);
    }

    fn at(&self, place: i64) -> f32 {
        self.shifts.range(..=place).next_back().map_or(0.0, |(_, &shift)| shift)
    }

    /// A range in whole parts of a point; never empty.
    #[expect(clippy::cast_possible_truncation, reason = "a chart is not so broad")]
    fn places(range: Rangef) -> (i64, i64) {
        const PARTS: f32 = 8.0;
        let (start, end) = ((range.min * PARTS).ceil() as i64, (range.max * PARTS).floor() as i64);
        (start, end.max(start + 1))
    }
}
