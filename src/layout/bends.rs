//! Rounded bends of orthogonal lines.

use std::f32::consts::FRAC_PI_8;

use emath::{Pos2, Vec2};

/// Number of points on the arc of a bend, excluding its ends.
const ARC_POINTS: u8 = 3;

/// A line with rounded corners, whose arcs have the given radius, limited to half of the shorter adjacent stroke.
#[must_use]
pub fn bent(points: &[Pos2], radius: f32) -> Vec<Pos2> {
    let [first, .., last] = *points else { return points.to_vec() };
    let mut out = vec![first];
    for at in 1..points.len() - 1 {
        let [before, corner, after] = [points[at - 1], points[at], points[at + 1]];
        // Between two corners half of a stroke is available, at an end the whole stroke.
        let room = |length: f32, is_end: bool| if is_end { length } else { length / 2.0 };
        let (arriving, leaving) = (corner - before, after - corner);
        let radius = radius
            .min(room(arriving.length(), at == 1))
            .min(room(leaving.length(), at + 2 == points.len()));
        let (along, away) = (arriving.normalized(), leaving.normalized());
        if radius < 0.5 || !is_right_angle(along, away) {
            out.push(corner);
            continue;
        }
        let centre = corner - along * radius + away * radius;
        for step in 0..=ARC_POINTS + 1 {
            let angle = f32::from(step) * FRAC_PI_8;
            out.push(centre + along * (radius * angle.sin()) - away * (radius * angle.cos()));
        }
    }
    out.push(last);
    out.dedup_by(|a, b| (*a - *b).length() < 0.01);
    out
}

fn is_right_angle(a: Vec2, b: Vec2) -> bool {
    a.dot(b).abs() < 0.01
}

#[cfg(test)]
mod tests {
    use emath::pos2;

    use super::*;

    #[test]
    fn rounds_corners_with_the_radius() {
        let line = bent(&[pos2(0.0, 0.0), pos2(10.0, 0.0), pos2(10.0, 20.0)], 4.0);
        assert_eq!((line[0], line[1]), (pos2(0.0, 0.0), pos2(6.0, 0.0)));
        assert_eq!(line.len(), 7);
        let centre = pos2(6.0, 4.0);
        assert!(line[1..6].iter().all(|&point| ((point - centre).length() - 4.0).abs() < 0.001));
        assert_eq!(line[6], pos2(10.0, 20.0));
    }

    #[test]
    fn shrinks_arcs_on_short_strokes() {
        let jog = [pos2(0.0, 0.0), pos2(0.0, 9.0), pos2(3.0, 9.0), pos2(3.0, 20.0)];
        assert!(bent(&jog, 4.0).iter().all(|point| (0.0..=3.0).contains(&point.x)));
        let straight = [pos2(0.0, 0.0), pos2(0.0, 9.0)];
        assert_eq!(bent(&straight, 4.0), straight);
    }
}
