//! Corners of lines, and the part of each that earlier lines of its bundle do not cover.

use emath::{Pos2, Rangef, Rect, pos2};

use super::ids::{BodyId, CardId, IdVec, SegmentId};
use super::paths::{Channel, Path, Paths};
use super::{Obstacles, Route, hull};

/// Routes of all lines; `positions` are the coordinates of segments.
pub(super) fn routes(
    paths: &Paths,
    obstacles: Obstacles<'_>,
    positions: &IdVec<SegmentId, f32>,
) -> Vec<Route> {
    let tracer = Tracer { paths, obstacles, positions };
    let mut covered = IdVec::filled(None, paths.len());
    paths.lines.iter().map(|path| tracer.route(path, &mut covered).unwrap_or_default()).collect()
}

struct Tracer<'a> {
    paths: &'a Paths,
    obstacles: Obstacles<'a>,
    positions: &'a IdVec<SegmentId, f32>,
}

impl Tracer<'_> {
    /// Route of a line. `covered` is the range of each segment that earlier lines cover; the range of this line is
    /// added.
    fn route(&self, path: &Path, covered: &mut IdVec<SegmentId, Option<Rangef>>) -> Option<Route> {
        let mut points = self.corners(path)?;
        let segments = path.segments.iter().copied().enumerate();
        let junction =
            segments.clone().find_map(|(at, segment)| Some((at, segment, covered[segment]?)));
        let own_segments = junction.map_or(path.segments.len(), |(at, ..)| at);
        let mut own = points[..=own_segments].to_vec();
        let mut joint = junction.map(|(at, segment, range)| {
            let nearest = range.clamp(self.along(segment, points[at]));
            self.point_on(segment, nearest)
        });
        if own.last() != joint.as_ref() {
            own.extend(joint);
        }
        for (at, segment) in segments.take(own_segments + 1) {
            let [start, end] = [points[at], points[at + 1]].map(|it| self.along(segment, it));
            let range = Rangef::new(start.min(end), start.max(end));
            covered[segment] = Some(covered[segment].map_or(range, |known| hull(known, range)));
        }
        if own.len() < 2 {
            (own, joint) = (Vec::new(), None);
        }
        if !path.shares_end {
            points.reverse();
            own.reverse();
        }
        Some(Route { points, own, joint })
    }

    /// Corners from the line's own end to the end that its bundle shares, inclusive.
    fn corners(&self, path: &Path) -> Option<Vec<Pos2>> {
        let segments = &path.segments;
        let mut corners = Vec::with_capacity(segments.len() + 1);
        let end = |segment: SegmentId, is_first: bool| match path.beside {
            Some((body, at_first)) if at_first == is_first => Some(self.at_body(segment, body)),
            _ => self.end(segment),
        };
        corners.push(end(*segments.first()?, true)?);
        let corner = |pair: &[SegmentId]| self.point_on(pair[0], self.positions[pair[1]]);
        corners.extend(segments.windows(2).map(corner));
        corners.push(end(*segments.last()?, false)?);
        Some(corners)
    }

    /// Point on a segment at a coordinate along it.
    fn point_on(&self, segment: SegmentId, along: f32) -> Pos2 {
        let across = self.positions[segment];
        if self.paths.channel(segment).is_horizontal() {
            pos2(along, across)
        } else {
            pos2(across, along)
        }
    }

    /// Coordinate of a point along a segment.
    fn along(&self, segment: SegmentId, point: Pos2) -> f32 {
        if self.paths.channel(segment).is_horizontal() { point.x } else { point.y }
    }

    /// Point where a segment meets a body beside the root.
    fn at_body(&self, segment: SegmentId, body: BodyId) -> Pos2 {
        let Obstacles { cards, bodies, .. } = self.obstacles;
        let along = if self.paths.channel(segment).is_horizontal() {
            facing(bodies[body], cards[CardId(0)])
        } else {
            bodies[body].max.y
        };
        self.point_on(segment, along)
    }

    /// Point where the first or last segment of a line meets its card or body.
    fn end(&self, segment: SegmentId) -> Option<Pos2> {
        let Obstacles { cards, bodies, .. } = self.obstacles;
        let along = match self.paths.channel(segment) {
            Channel::Top(card) => cards[card].min.y,
            Channel::Bottom(card) => cards[card].max.y,
            Channel::Side(card) => cards[card].max.x,
            Channel::Face(body) => bodies[body].max.y,
            Channel::End(body) => bodies[body].min.x,
            Channel::Flank(body) => facing(cards[CardId(0)], bodies[body]),
            Channel::Space(_) | Channel::Left(_) | Channel::Right(_) | Channel::GridColumn(_) => {
                return None;
            }
        };
        Some(self.point_on(segment, along))
    }
}

/// Breadth of the edge of a card or body that faces another one beside it.
fn facing(own: Rect, other: Rect) -> f32 {
    if other.center().x < own.center().x { own.min.x } else { own.max.x }
}
