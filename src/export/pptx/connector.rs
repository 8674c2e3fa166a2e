//! Connectors with bends as `DrawingML` presets.

use emath::Pos2;

/// Minimum side of a connector's box, in EMU; adjustments are fractions of the sides.
const MIN_SIDE: f64 = 12_700.0;

/// Preset shape, position and adjustments of a connector.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Connector {
    /// Name of the preset.
    pub(super) preset: &'static str,
    /// Left, top, width and height of the box before rotation, in EMU.
    pub(super) place: [f64; 4],
    /// Whether the box is rotated by 90 degrees.
    pub(super) is_turned: bool,
    pub(super) flip_h: bool,
    pub(super) flip_v: bool,
    /// Adjustments in hundred-thousandths of the sides.
    pub(super) adjustments: Vec<f64>,
}

impl Connector {
    /// The connector along the corners of a line, in EMU. Lines whose strokes are not alternately horizontal and
    /// vertical are straight, and lines with more bends than any preset lose some in the middle.
    pub(super) fn along(points: &[Pos2]) -> Self {
        let points = simplified(corners(points));
        let (Some(&start), Some(&end)) = (points.first(), points.last()) else {
            return Self::straight(Pos2::ZERO, Pos2::ZERO);
        };
        let strokes: Vec<Option<bool>> =
            points.windows(2).map(|ends| is_level(ends[0], ends[1])).collect();
        let takes_turns = strokes.windows(2).all(|pair| pair[0] != pair[1]);
        if points.len() < 3 || strokes.contains(&None) || !takes_turns {
            return Self::straight(start, end);
        }
        let preset = match points.len() {
            3 => "bentConnector2",
            4 => "bentConnector3",
            5 => "bentConnector4",
            6 => "bentConnector5",
            _ => return Self::straight(start, end),
        };
        let starts_level = strokes[0] == Some(true);
        let (width, height) = (f64::from(end.x - start.x), f64::from(end.y - start.y));
        let (across, along) = if starts_level { (width, height) } else { (height, width) };
        // Adjustments alternate: along the first stroke, then across.
        let adjustments = (1..=points.len().saturating_sub(3)).map(|at| {
            let (way, side) = if (at % 2 == 1) == starts_level {
                (points[at].x - start.x, width)
            } else {
                (points[at].y - start.y, height)
            };
            100_000.0 * f64::from(way) / signed(side)
        });
        let adjustments = adjustments.collect();
        let [box_width, box_height] = [across, along].map(|side| side.abs().max(MIN_SIDE));
        let middle = start.lerp(end, 0.5);
        let place = [
            f64::from(middle.x) - box_width / 2.0,
            f64::from(middle.y) - box_height / 2.0,
            box_width,
            box_height,
        ];
        // Rotated clockwise, the box starts at its upper right corner and goes down and left.
        let (flip_h, flip_v) =
            if starts_level { (width < 0.0, height < 0.0) } else { (height < 0.0, width > 0.0) };
        Self { preset, place, is_turned: !starts_level, flip_h, flip_v, adjustments }
    }

    fn straight(start: Pos2, end: Pos2) -> Self {
        let (width, height) = (f64::from(end.x - start.x), f64::from(end.y - start.y));
        let (left, top) = (f64::from(start.x.min(end.x)), f64::from(start.y.min(end.y)));
        Self {
            preset: "straightConnector1",
            place: [left, top, width.abs(), height.abs()],
            is_turned: false,
            flip_h: width < 0.0,
            flip_v: height < 0.0,
            adjustments: Vec::new(),
        }
    }
}

/// A line with at most four bends, with unchanged directions at its ends.
fn simplified(points: Vec<Pos2>) -> Vec<Pos2> {
    let [start, first, .., last, end] = points[..] else { return points };
    if points.len() <= 6 {
        return points;
    }
    let (starts_level, ends_level) = (is_level(start, first), is_level(last, end));
    let corner = |level: Pos2, plumb: Pos2| Pos2::new(level.x, plumb.y);
    match (starts_level, ends_level) {
        (Some(true), Some(true)) => vec![start, first, corner(first, end), end],
        (Some(false), Some(false)) => vec![start, first, corner(end, first), end],
        (Some(true), _) => vec![start, first, corner(first, last), last, end],
        _ => vec![start, first, corner(last, first), last, end],
    }
}

/// A side with its sign, at least as long as that of the box.
fn signed(side: f64) -> f64 {
    side.abs().max(MIN_SIDE).copysign(side)
}

/// Whether a stroke is horizontal; `None` if it is neither horizontal nor vertical.
fn is_level(start: Pos2, end: Pos2) -> Option<bool> {
    const SLACK: f32 = 200.0;
    let (width, height) = ((end.x - start.x).abs(), (end.y - start.y).abs());
    if height <= SLACK {
        Some(true)
    } else if width <= SLACK {
        Some(false)
    } else {
        None
    }
}

/// The corners of a line, without points on a straight stroke.
fn corners(points: &[Pos2]) -> Vec<Pos2> {
    let mut corners: Vec<Pos2> = Vec::with_capacity(points.len());
    for &point in points {
        if corners.last().is_some_and(|last| last.distance(point) < 1.0) {
            continue;
        }
        if let [.., before, last] = corners[..]
            && is_level(before, last) == is_level(last, point)
            && is_level(before, last).is_some()
        {
            corners.pop();
        }
        corners.push(point);
    }
    corners
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f32, y: f32) -> Pos2 {
        Pos2::new(x * 1e5, y * 1e5)
    }

    /// The corners that a preset draws, according to its definition in ECMA-376, part 1, annex D.
    fn drawn(connector: &Connector) -> Vec<[f64; 2]> {
        let [left, top, width, height] = connector.place;
        let part = |at: usize| connector.adjustments[at] / 1e5;
        let corners = match connector.preset {
            "straightConnector1" => vec![(0.0, 0.0), (1.0, 1.0)],
            "bentConnector2" => vec![(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)],
            "bentConnector3" => vec![(0.0, 0.0), (part(0), 0.0), (part(0), 1.0), (1.0, 1.0)],
            "bentConnector4" => {
                vec![(0.0, 0.0), (part(0), 0.0), (part(0), part(1)), (1.0, part(1)), (1.0, 1.0)]
            }
            _ => vec![
                (0.0, 0.0),
                (part(0), 0.0),
                (part(0), part(1)),
                (part(2), part(1)),
                (part(2), 1.0),
                (1.0, 1.0),
            ],
        };
        let turned = corners.into_iter().map(|(x, y)| {
            let x = if connector.flip_h { 1.0 - x } else { x } - 0.5;
            let y = if connector.flip_v { 1.0 - y } else { y } - 0.5;
            let (x, y) = (x * width, y * height);
            let (x, y) = if connector.is_turned { (-y, x) } else { (x, y) };
            [left + width / 2.0 + x, top + height / 2.0 + y]
        });
        turned.collect()
    }

    #[test]
    fn presets_follow_corners_in_every_direction() {
        let lines: &[&[(f32, f32)]] = &[
            &[(1.0, 1.0), (4.0, 3.0)],
            &[(1.0, 1.0), (1.0, 5.0), (4.0, 5.0)],
            &[(4.0, 1.0), (4.0, 5.0), (1.0, 5.0)],
            &[(4.0, 5.0), (4.0, 1.0), (1.0, 1.0)],
            &[(1.0, 1.0), (4.0, 1.0), (4.0, 3.0)],
            &[(1.0, 1.0), (1.0, 2.0), (6.0, 2.0), (6.0, 9.0)],
            &[(6.0, 9.0), (6.0, 8.0), (1.0, 8.0), (1.0, 2.0)],
            &[(1.0, 1.0), (3.0, 1.0), (3.0, 7.0), (9.0, 7.0)],
            &[(1.0, 1.0), (12.0, 1.0), (12.0, 7.0), (9.0, 7.0)],
            &[(1.0, 1.0), (3.0, 1.0), (3.0, 7.0), (9.0, 7.0), (9.0, 2.0)],
            &[(1.0, 1.0), (1.0, 3.0), (5.0, 3.0), (5.0, 7.0), (9.0, 7.0)],
            &[(1.0, 1.0), (1.0, 3.0), (5.0, 3.0), (5.0, 7.0), (9.0, 7.0), (9.0, 8.0)],
        ];
        for line in lines {
            let points: Vec<Pos2> = line.iter().map(|&(x, y)| at(x, y)).collect();
            let found = drawn(&Connector::along(&points));
            assert_eq!(found.len(), points.len(), "{line:?}");
            for (found, expected) in found.iter().zip(&points) {
                let apart = (found[0] - f64::from(expected.x)).abs()
                    + (found[1] - f64::from(expected.y)).abs();
                assert!(apart < 10.0, "{line:?}: {found:?}");
            }
        }
    }

    #[test]
    fn lines_with_many_bends_keep_their_ends() {
        let line = [(1, 1), (2, 1), (2, 3), (4, 3), (4, 7), (6, 7), (6, 9), (8, 9_u8)];
        let line: Vec<Pos2> =
            line.iter().map(|&(x, y): &(u8, u8)| at(x.into(), y.into())).collect();
        let found = drawn(&Connector::along(&line));
        assert_eq!(found, [[1e5, 1e5], [2e5, 1e5], [2e5, 9e5], [8e5, 9e5]]);
    }

    #[test]
    fn ignores_corners_on_straight_strokes() {
        let points = [at(1.0, 1.0), at(1.0, 2.0), at(1.0, 5.0), at(4.0, 5.0)];
        assert_eq!(Connector::along(&points).preset, "bentConnector2");
        assert_eq!(Connector::along(&points[..3]).preset, "straightConnector1");
    }
}
