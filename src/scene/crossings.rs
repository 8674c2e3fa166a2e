//! Crossings of lines with those of the tree, which have a gap there.

use emath::{Pos2, Rect, pos2};

use super::theme::Color;
use super::{Role, SceneItem};

/// Maximum number of pairs of lines that are compared.
const MAX_PAIRS: usize = 4_000_000;
/// Length of a gap, and its width along the line of the tree, in points.
const LENGTH: f32 = 8.0;
const WIDTH: f32 = 6.0;

/// Strokes of the tree.
pub(super) struct Crossings {
    strokes: Vec<Rect>,
}

impl Crossings {
    /// The lines of the tree among items; empty if there are too many for a number of lines.
    pub(super) fn new(items: &[SceneItem], lines: usize) -> Self {
        let strokes = items.iter().filter_map(|item| match item {
            SceneItem::Line { role: Role::Trunk | Role::Connector, points, .. } => Some(points),
            _ => None,
        });
        let strokes: Vec<Rect> = strokes
            .flat_map(|points| points.windows(2))
            .map(|ends| Rect::from_two_pos(ends[0], ends[1]))
            .filter(|stroke| stroke.size().max_elem() > LENGTH)
            .collect();
        let is_few = strokes.len().saturating_mul(lines) <= MAX_PAIRS;
        Self { strokes: if is_few { strokes } else { Vec::new() } }
    }

    /// Background-coloured pieces where a line crosses lines of the tree.
    pub(super) fn gaps(&self, line: &[Pos2], ground: Color) -> Vec<SceneItem> {
        let mut gaps = Vec::new();
        for ends in line.windows(2) {
            let stroke = Rect::from_two_pos(ends[0], ends[1]);
            let is_upright = stroke.width() < stroke.height();
            for other in self.strokes.iter().filter(|other| crosses(stroke, **other, is_upright)) {
                let points = if is_upright {
                    let y = other.center().y;
                    [y - LENGTH / 2.0, y + LENGTH / 2.0].map(|y| pos2(stroke.center().x, y))
                } else {
                    let x = other.center().x;
                    [x - LENGTH / 2.0, x + LENGTH / 2.0].map(|x| pos2(x, stroke.center().y))
                };
                let (role, points, width) = (Role::Joint, points.to_vec(), WIDTH);
                gaps.push(SceneItem::Line { role, points, width, color: ground, dash: None });
            }
        }
        gaps
    }
}

/// Whether a stroke crosses another one at a right angle, away from its ends.
fn crosses(stroke: Rect, other: Rect, is_upright: bool) -> bool {
    let (along, across) = if is_upright {
        (stroke.y_range(), stroke.center().x)
    } else {
        (stroke.x_range(), stroke.center().y)
    };
    let (place, range) = if is_upright {
        (other.center().y, other.x_range())
    } else {
        (other.center().x, other.y_range())
    };
    let is_inside = |range: emath::Rangef, at: f32| {
        range.min + LENGTH / 2.0 < at && at < range.max - LENGTH / 2.0
    };
    (other.width() < other.height()) != is_upright
        && is_inside(along, place)
        && is_inside(range, across)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tree_lines_have_gaps_at_crossings() {
        let bus = SceneItem::Line {
            role: Role::Trunk,
            points: vec![pos2(0.0, 50.0), pos2(100.0, 50.0)],
            width: 1.5,
            color: Color([1, 2, 3, 255]),
            dash: None,
        };
        let crossings = Crossings::new(&[bus], 1);
        let gaps = |x: f32| {
            let line = [pos2(x, 0.0), pos2(x, 90.0), pos2(x + 40.0, 90.0)];
            crossings.gaps(&line, Color([255, 255, 255, 255]))
        };
        let [SceneItem::Line { points, .. }] = &gaps(30.0)[..] else { panic!("one gap") };
        assert_eq!(points, &[pos2(30.0, 46.0), pos2(30.0, 54.0)]);
        assert!(gaps(120.0).is_empty(), "it passes beside the bus");
        assert!(gaps(0.0).is_empty(), "it ends where the bus ends");
    }
}
