//! Coordinates of segments.

use emath::{Rangef, Rect, vec2};

use super::ids::{BodyId, CardId, GridColumnId, IdVec, SegmentId};
use super::paths::{Channel, Paths};
use super::ports::{Edge, Lattice, side_ports, side_ports_around};
use super::spaces::{Space, Spaces};
use super::tracks::{self, PITCH, Track, Tracks};
use super::{Obstacles, SIDE_CLEARANCE, float};
use crate::layout::{Medium, gap};

/// Distance from the bar under a card to the first track, in points.
const BAR_CLEARANCE: f32 = 8.0;
/// Distance from the roots to the first track above them, in points.
const ROOTS_CLEARANCE: f32 = 12.0;
/// Minimum distance between the bodies and the roots, on screen and on paper, in points.
const MIN_BODY_GAP: f32 = 28.0;
const MIN_BODY_GAP_ON_PAPER: f32 = 22.0;
/// Distance between the bodies and the tracks below them, on screen and on paper, in points.
const BODY_CLEARANCE: f32 = 16.0;
const BODY_CLEARANCE_ON_PAPER: f32 = 11.0;
/// Minimum distances of ports from the connector in the middle of an edge, in points: one line leads to the parent, and
/// the lines to children may carry a chip.
const PARENT_CLEARANCE: f32 = 4.0;
const CHILDREN_CLEARANCE: f32 = 14.0;

/// Moves bodies up to make room for the tracks above the roots.
pub(super) fn lift(
    bodies: &IdVec<BodyId, Rect>,
    tracks: &Tracks,
    medium: Medium,
) -> IdVec<BodyId, Rect> {
    let (min_gap, clearance) = match medium {
        Medium::Screen => (MIN_BODY_GAP, BODY_CLEARANCE),
        Medium::Paper => (MIN_BODY_GAP_ON_PAPER, BODY_CLEARANCE_ON_PAPER),
    };
    let width = tracks::width(tracks.count(Space::Roots));
    let lift = min_gap.max(ROOTS_CLEARANCE + width + clearance);
    bodies.iter().map(|(_, body)| body.translate(vec2(0.0, -lift))).collect()
}

/// Everything that the coordinates of segments depend on.
#[derive(Clone, Copy)]
pub(super) struct Positions<'a> {
    pub(super) spaces: &'a Spaces,
    pub(super) paths: &'a Paths,
    pub(super) obstacles: Obstacles<'a>,
    pub(super) tracks: &'a Tracks,
    /// Depth of the bar under each card.
    pub(super) bars: &'a IdVec<CardId, f32>,
}

/// Direction in which a vertical segment leaves a card.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Exit {
    Up,
    Down,
}

impl Positions<'_> {
    /// Depth of each horizontal segment, breadth of each vertical one.
    pub(super) fn of_segments(&self) -> IdVec<SegmentId, f32> {
        let mut positions = IdVec::filled(0.0, self.paths.len());
        for (channel, segments) in self.paths.by_channel() {
            self.set_channel(channel, segments, &mut positions);
        }
        positions
    }

    /// Sets the positions of the segments in a channel.
    fn set_channel(
        &self,
        channel: Channel,
        segments: &[SegmentId],
        positions: &mut IdVec<SegmentId, f32>,
    ) {
        let Obstacles { cards, bodies, .. } = self.obstacles;
        match channel {
            Channel::Space(space) => self.on_tracks(space, segments, positions),
            Channel::Top(card) => {
                let edge = self.card_edge(card, PARENT_CLEARANCE);
                self.at_ports(segments, edge, Exit::Up, positions);
            }
            Channel::Bottom(card) => {
                let edge = self.card_edge(card, CHILDREN_CLEARANCE);
                self.at_ports(segments, edge, Exit::Down, positions);
            }
            Channel::Face(body) => {
                let lattice = Lattice::at_depth(0);
                let edge = Edge { range: bodies[body].x_range(), middle_clearance: 0.0, lattice };
                self.at_ports(segments, edge, Exit::Down, positions);
            }
            Channel::Left(card) => {
                self.beside_card(segments, card, cards[card].min.x, -1.0, positions);
            }
            Channel::Right(card) => {
                self.beside_card(segments, card, cards[card].max.x, 1.0, positions);
            }
            Channel::Side(card) => self.at_side(segments, card, positions),
            Channel::GridColumn(column) => self.beside_grid_column(segments, column, positions),
            Channel::End(body) => self.at_end(segments, bodies[body].y_range(), positions),
            // Set when the position of the body is known.
            Channel::Flank(_) => {}
        }
    }

    /// Segments in the channel of a space.
    fn on_tracks(
        &self,
        space: Space,
        segments: &[SegmentId],
        positions: &mut IdVec<SegmentId, f32>,
    ) {
        let count = self.tracks.count(space);
        let pitch = tracks::pitch(count);
        let first = match space {
            Space::Roots => -ROOTS_CLEARANCE,
            Space::Under(card) => self.bars[card] + BAR_CLEARANCE,
            Space::Beside(column) => {
                // Lines that leave at the lower end come from above to the rows below.
                let level = u32::from(self.spaces.is_left_below(column));
                let lattice = Lattice::at_depth(self.spaces.depth(space) + level);
                lattice.nearest(self.obstacles.column_ends[column] + SIDE_CLEARANCE)
            }
        };
        for &segment in segments {
            let Some(Track { index, .. }) = self.tracks.get(segment) else { continue };
            let position = match space {
                // Tracks are counted downwards, and the last one is next to the roots.
                Space::Roots => first - float(count - 1 - index as usize) * pitch,
                Space::Under(_) | Space::Beside(_) => first + float(index as usize) * pitch,
            };
            positions[segment] = position;
        }
    }

    fn card_edge(&self, card: CardId, middle_clearance: f32) -> Edge {
        let range = self.obstacles.cards[card].x_range();
        Edge { range, middle_clearance, lattice: self.card_lattice(card) }
    }

    fn card_lattice(&self, card: CardId) -> Lattice {
        Lattice::at_depth(self.spaces.depth(Space::Under(card)))
    }

    /// Sets the positions of segments at a horizontal edge.
    fn at_ports(
        &self,
        segments: &[SegmentId],
        edge: Edge,
        exit: Exit,
        positions: &mut IdVec<SegmentId, f32>,
    ) {
        let next = |segment| self.paths.neighbors(segment).next();
        let segments = self.in_turning_order(segments, edge.range, exit, next);
        let ports = edge.ports(segments.len());
        positions.set_all(segments.into_iter().zip(ports));
    }

    /// Sets the positions of segments in the channel beside a card in a row; `edge` is the edge of the card, and `away`
    /// is -1 on its left and 1 on its right.
    fn beside_card(
        &self,
        segments: &[SegmentId],
        card: CardId,
        edge: f32,
        away: f32,
        positions: &mut IdVec<SegmentId, f32>,
    ) {
        // They are sorted by the turn into the channel above; below, they turn into the channel of the card.
        let above = |segment| {
            let own = Channel::Space(Space::Under(card));
            self.paths.neighbors(segment).find(|&next| self.paths.channel(next) != own)
        };
        let range = self.obstacles.cards[card].x_range();
        let mut segments = self.in_turning_order(segments, range, Exit::Up, above);
        if away < 0.0 {
            segments.reverse();
        }
        let first = self.card_lattice(card).nearest(edge + away * SIDE_CLEARANCE);
        let step = away * tracks::pitch(segments.len());
        let tracks = (0..).map(|track| first + step * float(track));
        positions.set_all(segments.into_iter().zip(tracks));
    }

    /// Vertical segments from left to right, in an order in which segments that leave an edge do not cross when they
    /// turn into the channel of their `next` segment: first those that turn left, nearest track first, then those that
    /// turn right, nearest track last.
    fn in_turning_order(
        &self,
        segments: &[SegmentId],
        edge: Rangef,
        exit: Exit,
        next: impl Fn(SegmentId) -> Option<SegmentId>,
    ) -> Vec<SegmentId> {
        let mut segments = segments.to_vec();
        segments.sort_by_key(|&segment| {
            let track = next(segment).and_then(|next| self.tracks.get(next))?;
            let turns_right = track.range.center() > edge.center();
            let index = i64::from(track.index);
            let ascends = turns_right == (exit == Exit::Up);
            Some((turns_right, if ascends { index } else { -index }))
        });
        segments
    }

    /// Sets the positions of segments at the right edge of a card in a column: those that continue upwards are above
    /// those that continue downwards, in an order without crossings.
    fn at_side(&self, segments: &[SegmentId], id: CardId, positions: &mut IdVec<SegmentId, f32>) {
        let card = self.obstacles.cards[id];
        let mut segments = segments.to_vec();
        segments.sort_by_key(|&segment| {
            let track = self.paths.neighbors(segment).find_map(|next| self.tracks.get(next))?;
            let goes_down = track.range.min >= card.min.y - gap::STACK;
            let index = i64::from(track.index);
            Some((goes_down, if goes_down { -index } else { index }))
        });
        let (edge, count) = (card.y_range(), segments.len());
        let ports: Vec<f32> = if self.spaces.has_line_at_right(id) {
            side_ports_around(edge, PARENT_CLEARANCE, count)
        } else {
            side_ports(edge, count).collect()
        };
        positions.set_all(segments.into_iter().zip(ports));
    }

    /// Sets the positions of segments in the channel to the left of a column of bodies; those to distant bodies are
    /// outside.
    fn beside_grid_column(
        &self,
        segments: &[SegmentId],
        column: GridColumnId,
        positions: &mut IdVec<SegmentId, f32>,
    ) {
        let mut segments = segments.to_vec();
        segments.sort_by(|&a, &b| self.farthest_body(a).total_cmp(&self.farthest_body(b)));
        let edge = self.obstacles.bodies[column.first()].min.x;
        let pitch = tracks::pitch(segments.len());
        let first = Lattice::at_depth(0).nearest(edge - SIDE_CLEARANCE - PITCH);
        let tracks = (0..).map(|track| first - pitch * float(track));
        positions.set_all(segments.into_iter().rev().zip(tracks));
    }

    /// Sets the positions of segments at the left edge of a body in the grid, in the order of the adjacent channel.
    fn at_end(&self, segments: &[SegmentId], edge: Rangef, positions: &mut IdVec<SegmentId, f32>) {
        let mut segments = segments.to_vec();
        segments.sort_by(|&a, &b| {
            let key = |segment| {
                let next = self.paths.neighbors(segment).next();
                (next.map_or(0.0, |next| self.farthest_body(next)), next)
            };
            let (a, b) = (key(a), key(b));
            a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
        });
        let ports = side_ports(edge, segments.len());
        positions.set_all(segments.into_iter().zip(ports));
    }

    /// Depth of the uppermost body in the grid that a segment leads to.
    fn farthest_body(&self, segment: SegmentId) -> f32 {
        let depth = |next| match self.paths.channel(next) {
            Channel::End(body) => Some(self.obstacles.bodies[body].min.y),
            _ => None,
        };
        self.paths.neighbors(segment).filter_map(depth).fold(0.0, f32::min)
    }
}
