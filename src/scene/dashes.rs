//! Dashes of a polyline within a clipping area.

use emath::{Pos2, Rect};

/// A part of one stroke of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Index of the stroke's first corner.
    pub stroke: usize,
    /// Start on the stroke, from 0 to 1.
    pub from: f64,
    /// End on the stroke, from 0 to 1.
    pub to: f64,
}

impl Stretch {
    /// The point at a part of the stroke, as x and y.
    #[must_use]
    pub fn place(&self, points: &[Pos2], at: f64) -> (f64, f64) {
        let (a, b) = (points[self.stroke], points[self.stroke + 1]);
        let along = |a: f32, b: f32| f64::from(a) + (f64::from(b) - f64::from(a)) * at;
        (along(a.x, b.x), along(a.y, b.y))
    }
}

/// The visible parts of a line within an area, in order: strokes, or the dashes on them. The cost is proportional to
/// the visible parts, not to the length of the line.
pub fn stretches(
    points: &[Pos2],
    dash: Option<(f32, f32)>,
    area: Rect,
) -> impl Iterator<Item = Stretch> {
    let mut start = 0.0;
    points.windows(2).enumerate().flat_map(move |(stroke, ends)| {
        let (a, b) = (ends[0], ends[1]);
        let length = f64::from(b.x - a.x).hypot(f64::from(b.y - a.y));
        let begun = start;
        start += length;
        let seen = if length > 0.0 { part_within(a, b, area) } else { None };
        let (from, to) = seen.unwrap_or((1.0, 0.0));
        let dash = dash.map(|(dash, gap)| (f64::from(dash), f64::from(dash + gap)));
        let (dash, period) =
            dash.filter(|&(_, period)| period > 0.0).unwrap_or((f64::INFINITY, 0.0));
        let of_stroke = move |number: f64| {
            let place = |along: f64| ((along - begun) / length).clamp(0.0, 1.0);
            let at = number * period;
            Stretch { stroke, from: place(at), to: place(at + dash) }
        };
        let numbers = if from > to {
            0..0
        } else if period > 0.0 {
            number((begun + from * length) / period)..number((begun + to * length) / period) + 1
        } else {
            0..1
        };
        #[expect(clippy::cast_precision_loss, reason = "a number of dashes")]
        let stretches = numbers.map(move |at| of_stroke(at as f64));
        stretches.filter(|stretch| stretch.from < stretch.to)
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast ends at zero and at the largest number"
)]
const fn number(dashes: f64) -> u64 {
    dashes as u64
}

/// The part of a stroke within an area, by
/// [Liang–Barsky clipping](https://en.wikipedia.org/wiki/Liang%E2%80%93Barsky_algorithm).
fn part_within(a: Pos2, b: Pos2, area: Rect) -> Option<(f64, f64)> {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    let axes = [(a.x, b.x, area.min.x, area.max.x), (a.y, b.y, area.min.y, area.max.y)];
    for (a, b, min, max) in
        axes.map(|(a, b, min, max)| (f64::from(a), f64::from(b), f64::from(min), f64::from(max)))
    {
        if (b - a).abs() <= 0.0 {
            if !(min..=max).contains(&a) {
                return None;
            }
            continue;
        }
        let [enters, leaves] = [(min - a) / (b - a), (max - a) / (b - a)];
        from = from.max(enters.min(leaves));
        to = to.min(enters.max(leaves));
    }
    (from <= to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use emath::{pos2, vec2};
    use proptest::prelude::*;

    const EVERYWHERE: Rect = Rect::EVERYTHING;

    fn lengths(points: &[Pos2], dash: (f32, f32), area: Rect) -> Vec<(f64, f64)> {
        stretches(points, Some(dash), area)
            .map(|stretch| {
                let length = f64::from(points[stretch.stroke].distance(points[stretch.stroke + 1]));
                (stretch.from * length, stretch.to * length)
            })
            .collect()
    }

    #[test]
    fn dashes_continue_around_corners() {
        let points = [pos2(0.0, 0.0), pos2(9.0, 0.0), pos2(9.0, 8.0)];
        let found = lengths(&points, (4.0, 2.0), EVERYWHERE);
        // The second dash is bent: 6 to 9 of the first stroke, 0 to 1 of the second.
        assert_eq!(found, [(0.0, 4.0), (6.0, 9.0), (0.0, 1.0), (3.0, 7.0)]);
    }

    #[test]
    fn clips_solid_lines_to_the_visible_part() {
        let points = [pos2(0.0, 0.0), pos2(100.0, 0.0), pos2(100.0, 100.0)];
        let all = [(0, 0.0, 1.0), (1, 0.0, 1.0)];
        let found = |area| -> Vec<(usize, f64, f64)> {
            let stretches = stretches(&points, None, area);
            stretches.map(|stretch| (stretch.stroke, stretch.from, stretch.to)).collect()
        };
        assert_eq!(found(EVERYWHERE), all);
        assert_eq!(found(Rect::from_min_size(pos2(90.0, 50.0), vec2(20.0, 5.0))), all[1..]);
    }

    #[test]
    fn work_is_bounded_by_the_visible_part() {
        let points = [pos2(0.0, 5.0), pos2(4e6, 5.0)];
        let area = Rect::from_min_size(pos2(2e6, 0.0), vec2(1100.0, 10.0));
        let count = stretches(&points, Some((7.0, 4.0)), area).count();
        assert!((100..=102).contains(&count), "{count}");
        let aside = area.translate(vec2(0.0, 20.0));
        assert_eq!(stretches(&points, Some((7.0, 4.0)), aside).count(), 0);
    }

    proptest! {
        #[test]
        fn visible_dashes_do_not_depend_on_the_clip(
            corners in prop::collection::vec((0.0_f32..300.0, 0.0_f32..300.0), 2..6),
            split in 0.0_f32..300.0,
        ) {
            let points: Vec<Pos2> = corners.into_iter().map(Pos2::from).collect();
            let all: Vec<Stretch> = stretches(&points, Some((7.0, 4.0)), EVERYWHERE).collect();
            let mut area = EVERYWHERE;
            area.max.x = split;
            let seen: Vec<Stretch> = stretches(&points, Some((7.0, 4.0)), area).collect();
            for stretch in &all {
                let is_left = [stretch.from, stretch.to]
                    .iter()
                    .any(|&at| stretch.place(&points, at).0 < f64::from(split) - 0.01);
                prop_assert!(!is_left || seen.contains(stretch), "{stretch:?}");
            }
            prop_assert!(seen.iter().all(|stretch| all.contains(stretch)));
        }
    }
}
