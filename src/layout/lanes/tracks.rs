//! Which rail takes which track in a space: as few tracks as there can be, in an order in which
//! lines seldom cross.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BinaryHeap};

use emath::{Rangef, Rect};

use super::places::Places;
use super::rails::{Rails, Zone};
use super::spaces::Spaces;
use crate::layout::gap;

/// Between the ends of two rails on one track.
const END_GAP: f32 = 8.0;

/// Gives rails in shafts their tracks, short ones next to the column. Gives the number of tracks
/// for each column.
pub(super) fn shafts(
    rails: &Rails,
    spaces: &Spaces,
    cards: &[Rect],
    places: &mut Places,
) -> BTreeMap<u32, usize> {
    places.tracks = vec![0; rails.len()];
    places.hulls = vec![Rangef::NOTHING; rails.len()];
    let mut counts = BTreeMap::new();
    for (&zone, members) in &rails.by_zone {
        let Zone::Shaft(column) = zone else { continue };
        let reach = |rail: u32| match rails.zones[rail as usize] {
            Zone::Side(card) => cards[card as usize].y_range(),
            Zone::Channel(card)
                if card != spaces.ground() && spaces.owner(column) != Some(card) =>
            {
                let end = cards[card as usize].max.y;
                Rangef::new(end, end + gap::LEVEL)
            }
            // Out of the column at its upper end.
            _ => Rangef::point(-gap::LEVEL),
        };
        for &rail in members {
            places.hulls[rail as usize] = hull(rails.met(rail).map(reach));
        }
        let length = |rail: u32| places.hulls[rail as usize].span();
        let tracks = packed(members, &places.hulls, |track| mean(track, length));
        counts.insert(column, assign(&tracks, &mut places.tracks));
    }
    counts
}

/// Gives rails in channels their tracks, from the card above downwards. Gives the number of tracks
/// under each card, and above the roots.
pub(super) fn channels(
    rails: &Rails,
    spaces: &Spaces,
    cards: &[Rect],
    shafts: &BTreeMap<u32, usize>,
    places: &mut Places,
) -> BTreeMap<u32, usize> {
    let mut counts = BTreeMap::new();
    for (&zone, members) in &rails.by_zone {
        let Zone::Channel(under) = zone else { continue };
        let goes_up = |rail: u32| match rails.zones[rail as usize] {
            Zone::Bottom(_) | Zone::Face(_) | Zone::Shelf(_) => true,
            Zone::Left(card) | Zone::Right(card) => card == under,
            _ => false,
        };
        for &rail in members {
            let reach = |met: u32| places.reach(rails, rails.zones[met as usize], cards, shafts);
            places.hulls[rail as usize] = hull(rails.met(rail).map(reach));
        }
        // What goes up next to the top, the shortest first; then what goes down, the longest first.
        let length = |rail: u32| places.hulls[rail as usize].span();
        let longest = members.iter().map(|&rail| length(rail)).fold(1.0, f32::max);
        let order = |rail: u32| {
            let part = length(rail) / longest;
            if rails.met(rail).any(goes_up) { part } else { 2.0 - part }
        };
        let mut tracks = packed(members, &places.hulls, |track| mean(track, order));
        if under == spaces.ground() {
            // There the lowest track is the first one.
            tracks.reverse();
        }
        counts.insert(under, assign(&tracks, &mut places.tracks));
    }
    counts
}

/// Puts rails on as few tracks as there can be, by the left-edge algorithm, and puts the tracks in
/// order.
fn packed(members: &[u32], hulls: &[Rangef], order: impl Fn(&[u32]) -> f32) -> Vec<Vec<u32>> {
    let mut by_start: Vec<u32> = members.to_vec();
    by_start.sort_by(|&a, &b| hulls[a as usize].min.total_cmp(&hulls[b as usize].min));
    let mut tracks: Vec<Vec<u32>> = Vec::new();
    let mut ends: BinaryHeap<Reverse<End>> = BinaryHeap::new();
    for rail in by_start {
        let hull = hulls[rail as usize];
        let free = ends.peek().is_some_and(|end| end.0.at + END_GAP < hull.min);
        let known = if free { ends.pop() } else { None };
        let track = known.map_or(tracks.len(), |Reverse(end)| end.track);
        if track == tracks.len() {
            tracks.push(Vec::new());
        }
        tracks[track].push(rail);
        ends.push(Reverse(End { at: hull.max, track }));
    }
    let mut keyed: Vec<(f32, Vec<u32>)> =
        tracks.into_iter().map(|track| (order(&track), track)).collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    keyed.into_iter().map(|(_, track)| track).collect()
}

fn assign(tracks: &[Vec<u32>], of: &mut [u32]) -> usize {
    for (track, members) in (0..).zip(tracks) {
        for &rail in members {
            of[rail as usize] = track;
        }
    }
    tracks.len()
}

fn mean(track: &[u32], of: impl Fn(u32) -> f32) -> f32 {
    track.iter().map(|&rail| of(rail)).sum::<f32>() / super::number(track.len().max(1))
}

fn hull(reaches: impl Iterator<Item = Rangef>) -> Rangef {
    reaches.fold(Rangef::NOTHING, |hull, reach| {
        Rangef::new(hull.min.min(reach.min), hull.max.max(reach.max))
    })
}

/// Where a track is free again.
#[derive(Clone, Copy)]
struct End {
    at: f32,
    track: usize,
}

impl Ord for End {
    fn cmp(&self, other: &Self) -> Ordering {
        self.at.total_cmp(&other.at).then(self.track.cmp(&other.track))
    }
}

impl PartialOrd for End {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for End {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for End {}
