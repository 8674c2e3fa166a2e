//! Assignment of segments to tracks by the [left-edge algorithm](https://en.wikipedia.org/wiki/Channel_router), which
//! minimizes the number of tracks. The tracks of a channel are then sorted to avoid crossings.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use emath::{OrderedFloat, Rangef};

use super::ids::{Cards, IdVec, SegmentId};
use super::paths::{Channel, Paths};
use super::spaces::{Space, Spaces};
use super::{Obstacles, SIDE_CLEARANCE, float, hull};
use crate::layout::gap;

/// Distance between adjacent tracks, in points.
pub(super) const PITCH: f32 = 5.0;
/// Maximum width of a channel, in points. It fits 240 tracks at full pitch; more, which nobody could follow by eye, are
/// placed closer together instead of tearing the chart apart.
const MAX_WIDTH: f32 = 1_200.0;
/// Depth below all cards, in points.
const BELOW: f32 = 1e7;
/// Minimum distance between two segments on one track, in points.
const END_GAP: f32 = 8.0;

/// Distance between the tracks of a channel with `count` tracks.
pub(super) fn pitch(count: usize) -> f32 {
    PITCH.min(MAX_WIDTH / float(count.max(1)))
}

/// Width of a channel with `count` tracks.
pub(super) fn width(count: usize) -> f32 {
    float(count) * pitch(count)
}

/// Distance from a card or column to the far side of the channel beside it, with `count` tracks.
pub(super) fn reach(count: usize) -> f32 {
    SIDE_CLEARANCE + PITCH + width(count)
}

/// Track of a segment.
#[derive(Clone, Copy)]
pub(super) struct Track {
    /// Index of the track in its channel.
    pub(super) index: u32,
    /// Maximum range that the segment covers.
    pub(super) range: Rangef,
}

/// Tracks in the channels of spaces: first of those beside columns, then of all.
pub(super) struct Tracks {
    of: IdVec<SegmentId, Option<Track>>,
    counts: HashMap<Space, usize>,
}

impl Tracks {
    /// Assigns tracks beside columns, counted from the column: short segments are next to it.
    pub(super) fn beside_columns(paths: &Paths, spaces: &Spaces, cards: Cards<'_>) -> Self {
        let mut tracks = Self { of: IdVec::filled(None, paths.len()), counts: HashMap::new() };
        for (channel, segments) in paths.by_channel() {
            let Channel::Space(space @ Space::Beside(column)) = channel else { continue };
            let end = |neighbor| match paths.channel(neighbor) {
                Channel::Side(card) => Some(cards[card].y_range()),
                Channel::Space(Space::Under(card)) if spaces.owner(column) != Some(card) => {
                    let edge = cards[card].max.y;
                    Some(Rangef::new(edge, edge + gap::LEVEL))
                }
                _ if spaces.is_left_below(column) => Some(Rangef::point(BELOW)),
                // It leaves the column at its upper end.
                _ => Some(Rangef::point(-gap::LEVEL)),
            };
            let mut packed = intervals(paths, segments, end);
            for it in packed.iter_mut().filter(|it| paths.is_beside(it.segment)) {
                it.range = hull(it.range, Rangef::point(-gap::LEVEL));
            }
            tracks.add(space, pack(packed, |it| it.range.span()));
        }
        tracks
    }

    /// Assigns tracks above the roots and under cards, counted downwards.
    ///
    /// Under a card, segments that continue upwards come first, the shortest next to the card; then all others, the
    /// longest first. Above the roots the order is reversed.
    pub(super) fn with_rows(mut self, paths: &Paths, obstacles: Obstacles<'_>) -> Self {
        for (channel, segments) in paths.by_channel() {
            let Channel::Space(space @ (Space::Roots | Space::Under(_))) = channel else {
                continue;
            };
            let goes_up = |neighbor| match paths.channel(neighbor) {
                Channel::Bottom(_) | Channel::Face(_) | Channel::GridColumn(_) => true,
                Channel::Left(card) | Channel::Right(card) => Space::Under(card) == space,
                Channel::Space(_)
                | Channel::Top(_)
                | Channel::Side(_)
                | Channel::End(_)
                | Channel::Flank(_) => false,
            };
            let intervals = intervals(paths, segments, |neighbor| {
                self.breadth_range(paths.channel(neighbor), paths, obstacles)
            });
            let longest = intervals.iter().map(|it| it.range.span()).fold(1.0, f32::max);
            let mut packed = pack(intervals, |it| {
                let part = it.range.span() / longest;
                if paths.neighbors(it.segment).any(goes_up) { part } else { 2.0 - part }
            });
            if space == Space::Roots {
                packed.reverse();
            }
            self.add(space, packed);
        }
        self
    }

    fn add(&mut self, space: Space, tracks: Vec<Vec<Interval>>) {
        self.counts.insert(space, tracks.len());
        for (index, track) in (0..).zip(tracks) {
            for Interval { segment, range } in track {
                self.of[segment] = Some(Track { index, range });
            }
        }
    }

    /// Track of a segment in the channel of a space.
    pub(super) fn get(&self, segment: SegmentId) -> Option<Track> {
        self.of[segment]
    }

    /// Number of tracks in a space.
    pub(super) fn count(&self, space: Space) -> usize {
        self.counts.get(&space).copied().unwrap_or(0)
    }

    /// Range of breadths of the segments of a vertical channel.
    fn breadth_range(
        &self,
        channel: Channel,
        paths: &Paths,
        Obstacles { cards, column_ends, bodies }: Obstacles<'_>,
    ) -> Option<Rangef> {
        let left_of = |edge: f32, count| Rangef::new(edge - reach(count), edge);
        let right_of = |edge: f32, count| Rangef::new(edge, edge + reach(count));
        let count = paths.segments(channel).len();
        Some(match channel {
            Channel::Top(card) | Channel::Bottom(card) => cards[card].x_range(),
            Channel::Left(card) => left_of(cards[card].min.x, count),
            Channel::Right(card) => right_of(cards[card].max.x, count),
            Channel::Space(space @ Space::Beside(column)) => {
                right_of(column_ends[column], self.count(space))
            }
            Channel::Face(body) => bodies[body].x_range(),
            Channel::GridColumn(column) => left_of(bodies[column.first()].min.x, count),
            Channel::Space(Space::Roots | Space::Under(_))
            | Channel::Side(_)
            | Channel::End(_)
            | Channel::Flank(_) => {
                return None;
            }
        })
    }
}

/// Segment to be packed, with its maximum range.
#[derive(Clone, Copy)]
struct Interval {
    segment: SegmentId,
    range: Rangef,
}

/// Intervals of the segments of a channel: from the first to the last of their ends, where `end` is the range in which
/// a segment meets a neighbour.
fn intervals(
    paths: &Paths,
    segments: &[SegmentId],
    end: impl Fn(SegmentId) -> Option<Rangef>,
) -> Vec<Interval> {
    let interval = |&segment: &SegmentId| {
        let range = paths.neighbors(segment).filter_map(&end).reduce(hull)?;
        Some(Interval { segment, range })
    };
    segments.iter().filter_map(interval).collect()
}

/// Packs intervals on the smallest number of tracks. `order` is a key for the intervals; tracks are sorted by its mean.
fn pack(mut intervals: Vec<Interval>, order: impl Fn(&Interval) -> f32) -> Vec<Vec<Interval>> {
    intervals.sort_by(|a, b| a.range.min.total_cmp(&b.range.min));
    let mut tracks: Vec<Vec<Interval>> = Vec::new();
    // The end of each track so far; the track that ends first is on top.
    let mut ends: BinaryHeap<Reverse<(OrderedFloat<f32>, usize)>> = BinaryHeap::new();
    for interval in intervals {
        let is_free = |end: f32| end + END_GAP < interval.range.min;
        let track = match ends.peek() {
            Some(&Reverse((end, track))) if is_free(end.0) => {
                ends.pop();
                track
            }
            _ => {
                tracks.push(Vec::new());
                tracks.len() - 1
            }
        };
        tracks[track].push(interval);
        ends.push(Reverse((OrderedFloat(interval.range.max), track)));
    }
    let mean = |track: &[Interval]| track.iter().map(&order).sum::<f32>() / float(track.len());
    let mut keyed: Vec<(f32, Vec<Interval>)> =
        tracks.into_iter().map(|track| (mean(&track), track)).collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    keyed.into_iter().map(|(_, track)| track).collect()
}
