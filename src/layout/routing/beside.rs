//! Bodies beside the root: in its row, above the lanes of their lines.

use emath::{Rangef, Rect, Vec2, pos2};

use super::bodies::BodyGrid;
use super::ids::{BodyId, CardId, Cards, Id, IdVec, SegmentId};
use super::paths::{Channel, Paths};
use super::ports::side_ports;
use super::{LayoutLine, LayoutRequest, LineEnd, Placement, Route, Tree};
use crate::layout::placement::Attachment;

/// Maximum number of bodies beside the root.
const MAX_BODIES: usize = 4;
/// Minimum distance from the ends of a body to the nearest lane below it, in points.
const LANE_MARGIN: f32 = 20.0;
/// Maximum increase of the breadth of a body, in points.
const MAX_GROWTH: f32 = 240.0;
/// Distance from the root, in points.
const ROOT_GAP: f32 = 40.0;
/// Minimum distances to other bodies and cards, in points.
const BODY_GAP: f32 = 16.0;
const CARD_GAP: f32 = 8.0;
/// Minimum distance of lines from cards and bodies, and from each other, in points.
const LINE_GAP: f32 = 3.0;
const LANE_GAP: f32 = 2.0;

/// Bodies that should be beside the root: all that have lines to cards, except the one above the root.
pub(super) fn candidates(
    request: &LayoutRequest,
    tree: &Tree,
    placement: &Placement,
    grid: &BodyGrid,
) -> Vec<bool> {
    let mut is_beside = vec![false; request.bodies.len()];
    // A root in a list has no row.
    let has_row = placement.attachments.first() == Some(&Attachment::Bar);
    if grid.has_columns() || !has_row || tree.roots().count() != 1 {
        return is_beside;
    }
    for line in &request.lines {
        if let Some((body, _)) = ends(line.from, line.to) {
            is_beside[body.index()] = request.above != Some(body.0);
        }
    }
    let count = is_beside.iter().filter(|&&is_beside| is_beside).count();
    if count > MAX_BODIES { vec![false; request.bodies.len()] } else { is_beside }
}

/// Body and card at the ends of a line.
pub(super) const fn ends(from: LineEnd, to: LineEnd) -> Option<(BodyId, CardId)> {
    match (from, to) {
        (LineEnd::Card(card), LineEnd::Body(body)) | (LineEnd::Body(body), LineEnd::Card(card)) => {
            Some((BodyId(body), CardId(card)))
        }
        (LineEnd::Card(_), LineEnd::Card(_)) | (LineEnd::Body(_), LineEnd::Body(_)) => None,
    }
}

/// Places bodies beside the root and sets the depths of their lines to it; returns false if there is no room.
pub(super) fn place(
    paths: &Paths,
    cards: Cards<'_>,
    (is_beside, sizes): (&[bool], &[Vec2]),
    bodies: &mut IdVec<BodyId, Rect>,
    positions: &mut IdVec<SegmentId, f32>,
) -> bool {
    let root = cards[CardId(0)];
    let mut is_left = true;
    for (at, &size) in sizes.iter().enumerate().filter(|(at, _)| is_beside[*at]) {
        let body = BodyId::new(at);
        let lanes = paths.lanes(body).map(|lane| positions[lane]);
        let lanes = lanes.map(Rangef::point).reduce(super::hull);
        let Some(range) = breadth(lanes, size.x, root, &mut is_left) else { return false };
        let rect = Rect::from_x_y_ranges(range, Rangef::new(root.max.y - size.y, root.max.y));
        let others = bodies.iter().filter(|(other, _)| *other != body);
        let meets_body =
            others.into_iter().any(|(_, other)| other.expand(BODY_GAP).intersects(rect));
        if meets_body || cards.iter().any(|(_, card)| card.expand(CARD_GAP).intersects(rect)) {
            return false;
        }
        bodies[body] = rect;
        let flank = paths.segments(Channel::Flank(body));
        let depths = rect.y_range().intersection(root.y_range());
        positions.set_all(flank.iter().copied().zip(side_ports(depths, flank.len())));
    }
    true
}

/// Breadth of a body above its lanes, or, without lanes, beside the root.
fn breadth(lanes: Option<Rangef>, own: f32, root: Rect, is_left: &mut bool) -> Option<Rangef> {
    let Some(lanes) = lanes else {
        *is_left = !*is_left;
        return Some(if *is_left {
            Rangef::new(root.min.x - ROOT_GAP - own, root.min.x - ROOT_GAP)
        } else {
            Rangef::new(root.max.x + ROOT_GAP, root.max.x + ROOT_GAP + own)
        });
    };
    let breadth = own.max(lanes.span() + 2.0 * LANE_MARGIN);
    let (first, last) = (lanes.min - LANE_MARGIN, lanes.max + LANE_MARGIN);
    // The first lane is at the left end, or the last one at the right end.
    let ranges = [Rangef::new(first, first + breadth), Rangef::new(last - breadth, last)];
    let is_free = |range: &Rangef| {
        range.max < root.min.x - ROOT_GAP / 2.0 || range.min > root.max.x + ROOT_GAP / 2.0
    };
    ranges.into_iter().find(is_free).filter(|_| breadth <= own + MAX_GROWTH)
}

/// Whether the lines to bodies beside the root cross no card and overlap no line of another bundle, and no other line
/// crosses these bodies.
pub(super) fn is_clear(
    request: &LayoutRequest,
    paths: &Paths,
    routes: &[Route],
    cards: Cards<'_>,
    (is_beside, bodies): (&[bool], &IdVec<BodyId, Rect>),
) -> bool {
    let beside = bodies.iter().zip(is_beside).filter(|(_, is_beside)| **is_beside);
    for ((body, rect), _) in beside {
        let is_foreign =
            |line: &LayoutLine| ends(line.from, line.to).is_none_or(|(end, _)| end != body);
        let foreign = request.lines.iter().zip(routes).filter(|(line, _)| is_foreign(line));
        let meets =
            |route: &Route| strokes(route).any(|stroke| rect.expand(LINE_GAP).intersects(stroke));
        if foreign.into_iter().any(|(_, route)| meets(route)) {
            return false;
        }
    }
    let is_beside = |at: &usize| paths.lines[*at].beside.is_some();
    (0..routes.len()).filter(is_beside).all(|at| {
        let line = &request.lines[at];
        let is_end = |card: CardId| [line.from, line.to].contains(&LineEnd::Card(card.0));
        strokes(&routes[at]).all(|stroke| {
            let meets_card = cards
                .iter()
                .any(|(card, rect)| !is_end(card) && rect.expand(LINE_GAP).intersects(stroke));
            let lies_on_line = (0..routes.len()).filter(|&other| other != at).any(|other| {
                !are_bundled(paths, at, other)
                    && strokes(&routes[other]).any(|it| lie_on_each_other(it, stroke))
            });
            !meets_card && !lies_on_line
        })
    })
}

/// Whether two lines share a segment.
fn are_bundled(paths: &Paths, a: usize, b: usize) -> bool {
    paths.lines[a].segments.iter().any(|segment| paths.lines[b].segments.contains(segment))
}

fn lie_on_each_other(a: Rect, b: Rect) -> bool {
    let is_upright = |stroke: Rect| stroke.width() < stroke.height();
    let gap = if is_upright(a) { pos2(LANE_GAP, 0.0) } else { pos2(0.0, LANE_GAP) };
    is_upright(a) == is_upright(b) && a.expand2(gap.to_vec2()).intersects(b)
}

fn strokes(route: &Route) -> impl Iterator<Item = Rect> {
    route.points.windows(2).map(|ends| Rect::from_two_pos(ends[0], ends[1]))
}
