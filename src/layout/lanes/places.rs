//! Where each rail is: tracks and ports as coordinates.

use std::collections::BTreeMap;

use emath::{Rangef, Rect};

use super::rails::{Rails, Zone};
use super::spaces::Spaces;
use super::{PITCH, number, pitch, room};
use crate::layout::gap;

/// From a card or column to the first lane beside it.
const ASIDE: f32 = 7.0;
/// From the bar under a card to the first track, and from the edge of the chart to the first one.
const CLEAR: f32 = 8.0;
const CLEAR_GROUND: f32 = 12.0;
/// The least between the bodies and the chart, and between the bodies and the tracks.
const BODY_GAP: f32 = 44.0;
const BODY_CLEAR: f32 = 16.0;

/// What is known of rails so far.
#[derive(Default)]
pub(super) struct Places {
    /// The breadth of each upright rail, the depth of each level one.
    pub(super) at: Vec<f32>,
    /// Each rail's track within its channel or shaft.
    pub(super) tracks: Vec<u32>,
    /// From where to where each rail in a channel or shaft goes at most.
    pub(super) hulls: Vec<Rangef>,
    /// The right edge of each column.
    pub(super) edges: Vec<f32>,
    /// Where the bodies stand.
    pub(super) bodies: Vec<Rect>,
}

impl Places {
    /// From where to where along the row the upright rails of a zone are.
    pub(super) fn reach(
        &self,
        rails: &Rails,
        zone: Zone,
        cards: &[Rect],
        shafts: &BTreeMap<u32, usize>,
    ) -> Rangef {
        let lanes = |count: usize| ASIDE + PITCH + room(count);
        let beside = Self::beside(rails, zone);
        match zone {
            Zone::Top(card) | Zone::Bottom(card) => cards[card as usize].x_range(),
            Zone::Left(card) => {
                let edge = cards[card as usize].min.x;
                Rangef::new(edge - beside, edge)
            }
            Zone::Right(card) => {
                let edge = cards[card as usize].max.x;
                Rangef::new(edge, edge + beside)
            }
            Zone::Shaft(column) => {
                let edge = self.edges[column as usize];
                Rangef::new(edge, edge + lanes(shafts.get(&column).copied().unwrap_or(0)))
            }
            Zone::Face(body) => self.bodies[body as usize].x_range(),
            Zone::Shelf(first) => {
                let edge = self.bodies.get(first as usize).map_or(0.0, |body| body.min.x);
                Rangef::new(edge - beside, edge)
            }
            Zone::Channel(_) | Zone::Side(_) | Zone::End(_) => Rangef::NOTHING,
        }
    }

    /// How far the lanes of a zone reach from what they are beside.
    pub(super) fn beside(rails: &Rails, zone: Zone) -> f32 {
        ASIDE + PITCH + room(rails.in_zone(zone).len())
    }

    /// Sets the depth of level rails, and lifts the bodies over the tracks above the roots.
    pub(super) fn set_level(
        &mut self,
        rails: &Rails,
        spaces: &Spaces,
        cards: &[Rect],
        bars: &[f32],
        channels: &BTreeMap<u32, usize>,
    ) {
        let ground = channels.get(&spaces.ground()).copied().unwrap_or(0);
        let lift = BODY_GAP.max(CLEAR_GROUND + room(ground) + BODY_CLEAR);
        for body in &mut self.bodies {
            *body = body.translate(emath::vec2(0.0, -lift));
        }
        self.order_shelves(rails);
        for (&zone, members) in &rails.by_zone {
            match zone {
                Zone::Channel(under) if under == spaces.ground() => {
                    for &rail in members {
                        let track = number(ground - 1 - self.tracks[rail as usize] as usize);
                        self.at[rail as usize] = -CLEAR_GROUND - track * pitch(ground);
                    }
                }
                Zone::Channel(under) => {
                    let bar = bars[under as usize];
                    let pitch = pitch(channels[&under]);
                    for &rail in members {
                        let track = number(self.tracks[rail as usize] as usize);
                        self.at[rail as usize] = bar + CLEAR + track * pitch;
                    }
                }
                Zone::Side(card) => self.set_side(rails, members, cards[card as usize]),
                Zone::End(body) => {
                    let mut members = members.clone();
                    members.sort_by_key(|&rail| self.met_track(rails, rail));
                    self.spread_along_side(&members, self.bodies[body as usize].y_range());
                }
                _ => {}
            }
        }
    }

    /// Lines up go above lines down, and each is where it crosses none of its neighbours.
    fn set_side(&mut self, rails: &Rails, members: &[u32], card: Rect) {
        let mut members = members.to_vec();
        members.sort_by_key(|&rail| {
            let track = i64::from(self.met_track(rails, rail));
            let goes_down = rails
                .met(rail)
                .next()
                .is_some_and(|shaft| self.hulls[shaft as usize].min >= card.min.y - gap::STACK);
            if goes_down { (1, -track) } else { (0, track) }
        });
        self.spread_along_side(&members, card.y_range());
    }

    /// The track of the lane that a rail from a card's side or a body's end leads to.
    fn met_track(&self, rails: &Rails, rail: u32) -> u32 {
        rails.met(rail).next().map_or(0, |met| self.tracks[met as usize])
    }

    fn spread_along_side(&mut self, members: &[u32], side: Rangef) {
        let room = (side.span() - 12.0).max(side.span() / 2.0);
        let step = (room / number(members.len().max(1))).min(8.0);
        let start = side.center() - step * (number(members.len()) - 1.0) / 2.0;
        for (at, &rail) in members.iter().enumerate() {
            self.at[rail as usize] = start + step * number(at);
        }
    }

    /// Lanes beside shelves: those to far bodies outside, those to near ones inside.
    fn order_shelves(&mut self, rails: &Rails) {
        for (&zone, members) in &rails.by_zone {
            let Zone::Shelf(_) = zone else { continue };
            let mut members = members.clone();
            let depth = |rail: u32| {
                let ends = rails.met(rail).filter_map(|met| match rails.zones[met as usize] {
                    Zone::End(body) => Some(self.bodies[body as usize].min.y),
                    _ => None,
                });
                ends.fold(0.0, f32::min)
            };
            members.sort_by(|&a, &b| depth(a).total_cmp(&depth(b)));
            for (track, rail) in (0..).zip(members) {
                self.tracks[rail as usize] = track;
            }
        }
    }

    /// Sets the breadth of upright rails.
    pub(super) fn set_upright(
        &mut self,
        rails: &Rails,
        spaces: &Spaces,
        cards: &[Rect],
        shafts: &BTreeMap<u32, usize>,
    ) {
        for (&zone, members) in &rails.by_zone {
            match zone {
                Zone::Top(card) => {
                    let members = self.turning(rails, members, cards[card as usize], None);
                    let edge = Edge { range: cards[card as usize].x_range(), apart: 4.0 };
                    self.spread(&members, edge, is_odd(spaces.depth(card)));
                }
                Zone::Bottom(card) => {
                    let below = Some(Zone::Channel(card));
                    let members = self.turning(rails, members, cards[card as usize], below);
                    let edge = Edge { range: cards[card as usize].x_range(), apart: 14.0 };
                    self.spread(&members, edge, is_odd(spaces.depth(card)));
                }
                Zone::Face(body) => {
                    let body = self.bodies[body as usize];
                    let below = Some(Zone::Channel(spaces.ground()));
                    let members = self.turning(rails, members, body, below);
                    self.spread(&members, Edge { range: body.x_range(), apart: 0.0 }, false);
                }
                Zone::Left(card) | Zone::Right(card) => {
                    let level = is_odd(spaces.depth(card));
                    self.set_beside(rails, zone, card, cards[card as usize], level);
                }
                Zone::Shaft(column) => {
                    let pitch = pitch(shafts[&column]);
                    let space = spaces.owner(column).map_or(0, |owner| spaces.depth(owner));
                    let first = on_lattice(self.edges[column as usize] + ASIDE, !is_odd(space));
                    for &rail in members {
                        let track = number(self.tracks[rail as usize] as usize);
                        self.at[rail as usize] = first + pitch * track;
                    }
                }
                Zone::Shelf(first) => {
                    let edge = self.bodies.get(first as usize).map_or(0.0, |body| body.min.x);
                    let pitch = pitch(members.len());
                    let first = on_lattice(edge - ASIDE - 5.0, false);
                    for &rail in members {
                        let lane = members.len() - 1 - self.tracks[rail as usize] as usize;
                        self.at[rail as usize] = first - pitch * number(lane);
                    }
                }
                Zone::Channel(_) | Zone::Side(_) | Zone::End(_) => {}
            }
        }
    }

    /// Sets lanes at the left or right of a card.
    fn set_beside(&mut self, rails: &Rails, zone: Zone, card: u32, rect: Rect, odd: bool) {
        let mut members = self.upper(rails, rails.in_zone(zone), card, rect);
        let (edge, away) = if matches!(zone, Zone::Left(_)) {
            members.reverse();
            (rect.min.x, -1.0)
        } else {
            (rect.max.x, 1.0)
        };
        let first = on_lattice(edge + away * ASIDE, odd);
        let pitch = pitch(members.len());
        for (lane, rail) in members.into_iter().enumerate() {
            self.at[rail as usize] = first + away * pitch * number(lane);
        }
    }

    /// Rails in the order in which they cross least where they turn into a channel: that `below`
    /// them, or else the one above.
    fn turning(&self, rails: &Rails, members: &[u32], from: Rect, below: Option<Zone>) -> Vec<u32> {
        let mut members = members.to_vec();
        members.sort_by_key(|&rail| {
            let met = rails.met(rail).next().unwrap_or(rail);
            let goes_right = self.hulls[met as usize].center() > from.center().x;
            let track = i64::from(self.tracks[met as usize]);
            (goes_right, if goes_right == below.is_none() { track } else { -track })
        });
        members
    }

    /// The same for rails beside a card, where they turn into the channel above it.
    fn upper(&self, rails: &Rails, members: &[u32], card: u32, from: Rect) -> Vec<u32> {
        let mut members = members.to_vec();
        members.sort_by_key(|&rail| {
            let upper =
                rails.met(rail).find(|&met| rails.zones[met as usize] != Zone::Channel(card));
            let met = upper.unwrap_or(rail);
            let goes_right = self.hulls[met as usize].center() > from.center().x;
            let track = i64::from(self.tracks[met as usize]);
            (goes_right, if goes_right { track } else { -track })
        });
        members
    }

    /// Spreads rails along an edge, on the lattice as long as there is room for that.
    fn spread(&mut self, members: &[u32], edge: Edge, odd: bool) {
        let count = members.len();
        // Three beside each other still keep away from the other level's lattice.
        let dense = |edge: Edge| {
            let near = |at: f32| [at - PITCH / 4.0, at, at + PITCH / 4.0];
            edge.places(2.0, odd, count).into_iter().flat_map(near).collect()
        };
        let free = [
            edge.places(9.0, odd, count),
            edge.places(2.0, odd, count),
            dense(edge),
            dense(Edge { apart: 0.0, ..edge }),
        ];
        let free = free.into_iter().find(|free: &Vec<f32>| free.len() >= count).unwrap_or_default();
        if count > free.len() {
            let step = edge.range.span() / number(count);
            for (at, &rail) in members.iter().enumerate() {
                self.at[rail as usize] = edge.range.min + step * (number(at) + 0.5);
            }
            return;
        }
        let stride = (free.len() / count.max(1)).clamp(1, 3);
        let start = (free.len() - ((count.max(1) - 1) * stride + 1)) / 2;
        for (at, &rail) in members.iter().enumerate() {
            self.at[rail as usize] = free[start + at * stride];
        }
    }
}

/// An edge that lines leave from.
#[derive(Clone, Copy)]
struct Edge {
    range: Rangef,
    /// How far from the middle they keep, where the tree's line is.
    apart: f32,
}

impl Edge {
    /// The places of the lattice on an edge, at least `inside` from its ends: those next to its
    /// middle, as many as `count` rails may want.
    fn places(self, inside: f32, odd: bool, count: usize) -> Vec<f32> {
        let middle = self.range.center();
        let most = number(3 * count + 8) * PITCH;
        let low = (self.range.min + inside).max(middle - most);
        let high = (self.range.max - inside).min(middle + most);
        let first = on_lattice(low + PITCH / 2.0, odd);
        let all = (0..).map(|step| first + number(step) * PITCH).take_while(|&at| at <= high);
        all.filter(|at| (at - middle).abs() >= self.apart).collect()
    }
}

const fn is_odd(depth: u32) -> bool {
    depth % 2 == 1
}

/// The nearest place on the lattice of a level. The lattices of neighbouring levels are half a
/// pitch apart, so that what comes from above never lies on what comes from below.
fn on_lattice(at: f32, odd: bool) -> f32 {
    let offset = if odd { PITCH / 2.0 } else { 0.0 };
    ((at - offset) / PITCH).round() * PITCH + offset
}
