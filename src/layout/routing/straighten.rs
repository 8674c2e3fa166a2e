//! Removal of jogs: small sideways steps of a vertical stroke that could be straight.

use emath::{Pos2, Rangef, Rect, pos2};

use super::Route;

/// Maximum total number of corners for which jogs are removed.
const MAX_CORNERS: usize = 400;
/// Minimum distance between lines, in points.
const LINE_GAP: f32 = 4.5;
/// Minimum distance from a line to a card, in points.
const CARD_GAP: f32 = 3.0;
/// Minimum distance from the end of a line to the nearest corner of its card or body, in points.
const CORNER_GAP: f32 = 12.0;
/// Maximum number of passes.
const MAX_PASSES: usize = 4;

/// Straightens strokes where this crosses neither a card nor another line. `places` are the rectangles of cards and
/// bodies, `ends` those at the ends of each route.
pub(super) fn straighten(routes: &mut [Route], places: &[Rect], ends: &[[Rect; 2]]) {
    let corners: usize = routes.iter().map(|route| route.points.len()).sum();
    if corners > MAX_CORNERS {
        return;
    }
    for _ in 0..MAX_PASSES {
        let mut is_changed = false;
        for at in 0..routes.len() {
            while let Some(points) = straighter(routes, at, places, ends[at]) {
                routes[at].own.clone_from(&points);
                routes[at].points = points;
                is_changed = true;
            }
        }
        if !is_changed {
            return;
        }
    }
}

/// The corners of a route without its first removable jog.
fn straighter(routes: &[Route], at: usize, places: &[Rect], ends: [Rect; 2]) -> Option<Vec<Pos2>> {
    let route = &routes[at];
    let joins = |other: &Route| {
        other
            .joint
            .is_some_and(|joint| strokes(&route.points).any(|it| it.expand(0.5).contains(joint)))
    };
    if route.joint.is_some() || route.own != route.points || routes.iter().any(joins) {
        return None;
    }
    let points = &route.points;
    (0..points.len().saturating_sub(3)).find_map(|first| {
        let [a, b, c, d] = [0, 1, 2, 3].map(|step| points[first + step]);
        let is_same = |a: f32, b: f32| (a - b).abs() < f32::EPSILON;
        let is_jog = is_same(a.x, b.x)
            && is_same(b.y, c.y)
            && is_same(c.x, d.x)
            && (b.y - a.y) * (d.y - c.y) > 0.0;
        if !is_jog {
            return None;
        }
        [c.x, b.x].into_iter().find_map(|x| {
            let mut moved = points.clone();
            moved[first].x = x;
            moved[first + 3].x = x;
            moved.drain(first + 1..first + 3);
            let touched = first.saturating_sub(1)..(first + 3).min(moved.len());
            let keeps_ends = keeps_end(points[0], moved[0], ends[0])
                && keeps_end(points[points.len() - 1], moved[moved.len() - 1], ends[1]);
            let is_free =
                strokes(&moved[touched]).all(|stroke| is_free(stroke, routes, at, places, ends));
            (keeps_ends && is_free).then_some(moved)
        })
    })
}

/// Whether an end is unchanged, or still on the same side of its card or body.
fn keeps_end(before: Pos2, after: Pos2, rect: Rect) -> bool {
    let side = Rangef::new(rect.min.x + CORNER_GAP, rect.max.x - CORNER_GAP);
    before == after || side.contains(after.x)
}

fn is_free(stroke: Rect, routes: &[Route], own: usize, places: &[Rect], ends: [Rect; 2]) -> bool {
    let near = stroke.expand(CARD_GAP);
    let meets_card = places.iter().any(|card| {
        let is_end = ends.contains(card);
        if is_end { card.shrink(1.0).intersects(stroke) } else { card.intersects(near) }
    });
    let is_vertical = stroke.width() < stroke.height();
    let meets_line = routes.iter().enumerate().filter(|&(at, _)| at != own).any(|(_, other)| {
        strokes(&other.points).any(|line| {
            let is_parallel = (line.width() < line.height()) == is_vertical;
            let gap = if is_vertical {
                pos2(LINE_GAP, 0.0).to_vec2()
            } else {
                pos2(0.0, LINE_GAP).to_vec2()
            };
            is_parallel && line.expand2(gap).intersects(stroke)
        })
    });
    !meets_card && !meets_line
}

fn strokes(points: &[Pos2]) -> impl Iterator<Item = Rect> {
    points.windows(2).map(|ends| Rect::from_two_pos(ends[0], ends[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(points: &[(f32, f32)]) -> Route {
        let points: Vec<Pos2> = points.iter().map(|&(x, y)| pos2(x, y)).collect();
        Route { own: points.clone(), points, joint: None }
    }

    #[test]
    fn removes_jogs_on_free_paths() {
        let ends = [
            Rect::from_min_max(pos2(0.0, 40.0), pos2(100.0, 80.0)),
            Rect::from_min_max(pos2(0.0, -40.0), pos2(100.0, 0.0)),
        ];
        let jog = route(&[(50.0, 40.0), (50.0, 20.0), (58.0, 20.0), (58.0, 0.0)]);
        let mut routes = [jog.clone()];
        straighten(&mut routes, &ends, &[ends]);
        assert_eq!(routes[0].points, [pos2(58.0, 40.0), pos2(58.0, 0.0)]);
        let beside = route(&[(59.0, 40.0), (59.0, 30.0)]);
        let other = route(&[(51.0, 5.0), (51.0, 0.0)]);
        let mut routes = [jog.clone(), beside, other];
        straighten(&mut routes, &ends, &[ends; 3]);
        assert_eq!(routes[0], jog, "other lines are too near on both sides");
    }
}
