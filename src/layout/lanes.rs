//! Lanes for the lines besides the tree, through the space that the layout keeps free.
//!
//! A line climbs from its card into the space above the row, goes along it to the side of the
//! parent's card, up past that card, and so on; in a list it climbs beside the trunk. All of it is
//! space that belongs to the branch, so no line meets a card that is not one of its ends.

use std::collections::HashSet;

use emath::{Pos2, Rect, pos2};

use super::{Hanging, Layout, gap};

/// Which of the parallel lanes a line takes, from 0, so that lines do not lie on each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane(pub u32);

/// Lanes beside each other in one space.
const LANES: u16 = 4;

impl Lane {
    fn offset(self, step: f32) -> f32 {
        f32::from(u16::try_from(self.0 % u32::from(LANES)).unwrap_or(0)) * step
    }

    /// Where a line leaves a card's upper or lower edge, `aside` of its middle.
    fn along_edge(self, card: Rect, aside: f32) -> f32 {
        let step = (card.width() / 2.0 - aside) / f32::from(LANES);
        card.center().x + aside + self.offset(step.min(12.0))
    }

    /// Where a line leaves a card's side, below the connector.
    fn along_side(self, card: Rect) -> f32 {
        let step = (card.height() / 2.0 - 8.0) / f32::from(LANES);
        card.center().y + 8.0 + self.offset(step.min(4.0))
    }

    /// Where a line runs outside the edge at which the roots are.
    fn outside(self) -> f32 {
        -gap::LEVEL / 2.0 + self.offset(5.0)
    }
}

/// The way from one card to another.
#[must_use]
pub fn route(layout: &Layout, from: usize, to: usize, lane: Lane) -> Vec<Pos2> {
    let above_to: HashSet<usize> = path_up(layout, to).collect();
    let common = path_up(layout, from).find(|node| above_to.contains(node));
    let points = if common == Some(to) {
        climb_into(layout, from, to, lane)
    } else if common == Some(from) {
        let mut points = climb_into(layout, to, from, lane);
        points.reverse();
        points
    } else {
        let mut points = climb(layout, from, common, lane);
        points.extend(climb(layout, to, common, lane).into_iter().rev());
        points
    };
    finished(layout, points)
}

/// The way from a card out to the edge of the chart where the roots are, and along it to `end`.
#[must_use]
pub fn route_to_edge(layout: &Layout, from: usize, end: Pos2, lane: Lane) -> Vec<Pos2> {
    let end = super::swap(layout.direction, end.to_vec2()).to_pos2();
    let mut points = climb(layout, from, None, lane);
    points.push(pos2(end.x, lane.outside()));
    points.push(end);
    finished(layout, points)
}

/// A line in x and y, without corners that are none.
fn finished(layout: &Layout, mut points: Vec<Pos2>) -> Vec<Pos2> {
    points.dedup();
    layout.map_line(points)
}

/// A card and all above it.
fn path_up(layout: &Layout, node: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(node), |&node| layout.parents[node].map(|parent| parent as usize))
}

/// From a card up into the card of one of its ancestors, from below.
fn climb_into(layout: &Layout, from: usize, ancestor: usize, lane: Lane) -> Vec<Pos2> {
    let mut points = climb(layout, from, Some(ancestor), lane);
    let card = layout.cards[ancestor];
    if let Some(last) = points.last().copied() {
        let beside_outlet = lane.along_edge(card, card.width() / 4.0);
        let x = if card.x_range().contains(last.x) { last.x } else { beside_outlet };
        points.push(pos2(x, last.y));
        points.push(pos2(x, card.max.y));
    }
    points
}

/// From a card up to the space under its ancestor `top`, or outside the edge where the roots are.
fn climb(layout: &Layout, from: usize, top: Option<usize>, lane: Lane) -> Vec<Pos2> {
    let mut points = Vec::new();
    let mut node = from;
    let mut x = start(layout, node, lane, &mut points);
    while let Some(parent) = layout.parents[node] {
        let parent = parent as usize;
        let card = layout.cards[parent];
        let (to, y) = match layout.hanging[node] {
            // Out of the list into the gutter that the parent stands beside.
            Hanging::Nested(_) => {
                (gutter(layout, parent, lane), card.max.y + 3.0 + lane.offset(2.5))
            }
            Hanging::Row | Hanging::Trunk(_) => beside(layout, parent, lane),
        };
        points.push(pos2(x, y));
        if top == Some(parent) {
            return points;
        }
        points.push(pos2(to, y));
        x = to;
        node = parent;
    }
    points.push(pos2(x, lane.outside()));
    points
}

/// Where a line passes a parent's card, and how far below that card it runs there.
fn beside(layout: &Layout, parent: usize, lane: Lane) -> (f32, f32) {
    let card = layout.cards[parent];
    let (low, high) = layout.child_spans[parent].unwrap_or((card.min.x, card.max.x));
    let to = match layout.hanging[parent] {
        Hanging::Row => card.max.x + 7.0 + lane.offset(4.0),
        Hanging::Trunk(_) | Hanging::Nested(_) => gutter(layout, parent, lane),
    };
    // Beyond the children only the upper half of the space is the branch's own.
    let within = low - gap::SIBLING / 2.0 <= to && to <= high + gap::SIBLING / 2.0;
    let part = if within { 0.62 } else { 0.16 };
    (to, card.max.y + gap::LEVEL * part + lane.offset(2.5))
}

/// The free space beside a card: left of its trunk where it has one.
fn gutter(layout: &Layout, node: usize, lane: Lane) -> f32 {
    match layout.hanging[node] {
        Hanging::Trunk(trunk) | Hanging::Nested(trunk) => trunk - 3.0 - lane.offset(1.8),
        Hanging::Row => layout.cards[node].min.x - 5.0 - lane.offset(3.0),
    }
}

/// Leaves a card: upwards beside its connector, or sideways into its column's gutter.
fn start(layout: &Layout, node: usize, lane: Lane, points: &mut Vec<Pos2>) -> f32 {
    let card = layout.cards[node];
    match layout.hanging[node] {
        Hanging::Trunk(_) | Hanging::Nested(_) => {
            let x = gutter(layout, node, lane);
            let y = lane.along_side(card);
            points.push(pos2(card.min.x, y));
            points.push(pos2(x, y));
            x
        }
        Hanging::Row => {
            let is_root = layout.parents[node].is_none();
            let x = lane.along_edge(
                card,
                if is_root { -(card.width() / 4.0).min(20.0) } else { card.width() / 4.0 },
            );
            points.push(pos2(x, card.min.y));
            x
        }
    }
}
