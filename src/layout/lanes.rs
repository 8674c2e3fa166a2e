//! Lanes for the lines besides the tree, through room that is made for them.
//!
//! The free space of a layout is a tree of *spaces* ([`spaces`]): a *channel* under each card whose
//! children stand in rows or columns, and a *shaft* beside each column. A line goes up through
//! spaces to the one that both its ends lie under, and down again; past a card that stands in a
//! row it goes beside it. In each space it has a *rail*, a straight stretch of its own; upright
//! and level rails take turns, so a line's corners are where its rails cross.
//!
//! Rails are counted before anything is drawn, and cards are moved apart by as much as they take
//! ([`breadth`], [`depth`]), so no line meets a card that is not one of its ends, and lines stand apart. Two
//! lines share rails only where nothing is lost by it: when they are of one kind and lead to one
//! end, or come from one, they run together from where they meet to that end, like the branches of
//! a river. A line is part of one such bundle only, at whichever end more lines of its kind meet.

mod bodies;
mod breadth;
mod depth;
mod places;
mod rails;
mod spaces;
mod tracks;
mod ways;

use std::collections::BTreeMap;

use emath::{Pos2, Rect, Vec2};

use super::{Attachment, LayoutRequest, swap_axes};
use bodies::Shelves;
use depth::Ground;
use places::Places;
use rails::{Rails, Zone};
use spaces::Spaces;

/// Between lanes beside each other, in points.
pub(super) const PITCH: f32 = 5.0;
/// The most room that the lanes of one space get. Where more than some two hundred go, nobody can
/// follow one by eye, and the chart must not fall apart: they come closer.
const MAX_ROOM: f32 = 1_200.0;

/// One end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineEnd {
    /// A card, by its place among the request's nodes.
    Card(u32),
    /// A body outside, by its place among the request's bodies.
    Body(u32),
}

/// A line besides the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayoutLine {
    /// Where it starts.
    pub from: LineEnd,
    /// Where it leads.
    pub to: LineEnd,
    /// Only lines of one kind may run together.
    pub kind: u32,
}

/// The way of a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// Its corners from start to end. Empty for a line from a card to itself or from body to body,
    /// and for lines beyond the most that are laid.
    pub points: Vec<Pos2>,
    /// The stretch of it that no earlier line of its bundle goes, in the same direction; empty
    /// where there is none.
    pub own: Vec<Pos2>,
    /// Where its own stretch meets that of an earlier line.
    pub joint: Option<Pos2>,
}

/// Lines with what they end at, in neutral axes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lanes {
    pub(super) routes: Vec<Route>,
    pub(super) bodies: Vec<Rect>,
    /// The depth of the bar under each card.
    pub(super) bars: Vec<f32>,
}

/// Lays a request's lines, and moves cards apart to make room for them.
pub(super) fn lay(
    request: &LayoutRequest,
    cards: &mut [Rect],
    attachments: &mut [Attachment],
) -> Lanes {
    let sizes: Vec<Vec2> =
        request.bodies.iter().map(|&size| swap_axes(request.direction, size)).collect();
    let breadth = cards.iter().map(|card| card.max.x).fold(0.0, f32::max);
    let root = cards.first().map_or(0.0, |root| root.center().x);
    let shelves = Shelves::new(sizes, breadth, root, request.direction);
    let spaces = Spaces::new(&request.nodes, attachments);
    let rails = Rails::new(&request.lines, &spaces, cards, &shelves);
    let mut places = Places { at: vec![0.0; rails.len()], ..Places::default() };

    let shafts = tracks::shafts(&rails, &spaces, cards, &mut places);
    let rooms = |zone: Zone| {
        room(match zone {
            Zone::Shaft(column) => shafts.get(&column).copied().unwrap_or(0),
            zone => rails.in_zone(zone).len(),
        })
    };
    places.edges = breadth::make_room(cards, attachments, &request.nodes, &spaces, &rails, rooms);
    let breadth = cards.iter().map(|card| card.max.x).fold(0.0, f32::max);
    let root = cards.first().map_or(0.0, |root| root.center().x);
    places.bodies =
        shelves.place(breadth, root, |shelf| room(rails.in_zone(Zone::Shelf(shelf)).len()));

    let channels: BTreeMap<u32, usize> =
        tracks::channels(&rails, &spaces, cards, &shafts, &mut places);
    let ground = Ground {
        nodes: &request.nodes,
        attachments,
        spaces: &spaces,
        rails: &rails,
        places: &places,
        shafts: &shafts,
    };
    let bars = ground
        .make_room(cards, |card| channels.get(&card).map_or(0.0, |&tracks| room(tracks) + 5.0));
    places.set_level(&rails, &spaces, cards, &bars, &channels);
    places.set_upright(&rails, &spaces, cards, &shafts);
    let ways = ways::ways(&rails, cards, &places);
    Lanes { routes: ways, bodies: places.bodies, bars }
}

/// The distance of so many lanes beside each other.
fn pitch(lanes: usize) -> f32 {
    PITCH.min(MAX_ROOM / number(lanes.max(1)))
}

/// The room that so many lanes take.
fn room(lanes: usize) -> f32 {
    number(lanes) * pitch(lanes)
}

#[expect(clippy::cast_precision_loss, reason = "a number of lanes")]
const fn number(count: usize) -> f32 {
    count as f32
}
