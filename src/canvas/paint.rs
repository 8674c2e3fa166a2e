//! Display list to egui's shapes: one of the scene's painters.

use std::sync::Arc;

use egui::epaint::{PathShape, TextShape};
use egui::{
    Color32, CornerRadius, FontFamily, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind,
};

use super::camera::Projector;
use crate::scene::SceneItem;
use crate::scene::text::{Weight, face};
use crate::scene::theme::Color;

/// Text smaller than this on screen, in points, is not drawn.
pub(super) const LEAST_TEXT: f32 = 6.5;
/// The scene's colour as egui's.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place where a token becomes egui's colour")]
pub fn color32(color: Color) -> Color32 {
    let [red, green, blue, opacity] = color.0;
    Color32::from_rgba_unmultiplied(red, green, blue, opacity)
}

/// The name under which the medium weight is installed.
pub const MEDIUM_FAMILY: &str = "medium";

/// The font of a weight and size.
#[must_use]
pub fn font(weight: Weight, size: f32) -> FontId {
    match weight {
        Weight::Regular => FontId::new(size, FontFamily::Proportional),
        Weight::Medium => FontId::new(size, FontFamily::Name(MEDIUM_FAMILY.into())),
    }
}

/// Draws items as they appear through a projector.
pub(super) struct ShapePainter<'a> {
    pub(super) painter: &'a Painter,
    pub(super) projector: Projector,
}

impl ShapePainter<'_> {
    /// The shapes of an item.
    pub(super) fn shapes(&self, item: &SceneItem, out: &mut Vec<Shape>) {
        match item {
            SceneItem::Box { rect, radius, fill, border } => {
                out.push(self.rect(*rect, *radius, *fill, *border));
            }
            SceneItem::Line { points, width, color, dash } => {
                let stroke = Stroke::new((width * self.zoom()).max(0.75), color32(*color));
                let points: Vec<Pos2> = points.iter().map(|&p| self.projector.screen(p)).collect();
                match dash {
                    None => out.push(Shape::Path(PathShape::line(points, stroke))),
                    Some((dash, gap)) => {
                        let scale = self.zoom().max(0.5);
                        out.extend(Shape::dashed_line(&points, stroke, dash * scale, gap * scale));
                    }
                }
            }
            SceneItem::Polygon { points, fill } => {
                let points = points.iter().map(|&p| self.projector.screen(p)).collect();
                out.push(Shape::convex_polygon(points, color32(*fill), Stroke::NONE));
            }
            SceneItem::Text { origin, words, size, weight, color, .. } => {
                out.extend(self.text(*origin, words, *size, *weight, *color));
            }
        }
    }

    fn zoom(&self) -> f32 {
        self.projector.zoom()
    }

    fn rect(&self, rect: Rect, radius: f32, fill: Color, border: Option<(f32, Color)>) -> Shape {
        let rect = self.projector.screen_rect(rect);
        let radius = CornerRadius::from(radius * self.zoom());
        let stroke = border.map_or(Stroke::NONE, |(width, color)| {
            Stroke::new((width * self.zoom()).max(0.75), color32(color))
        });
        let kind = StrokeKind::Inside;
        Shape::Rect(egui::epaint::RectShape::new(rect, radius, color32(fill), stroke, kind))
    }

    fn text(
        &self,
        origin: Pos2,
        words: &str,
        size: f32,
        weight: Weight,
        color: Color,
    ) -> Option<Shape> {
        let wanted = size * self.zoom();
        if wanted < LEAST_TEXT {
            return None;
        }
        let size = whole_pixels(wanted, self.painter.pixels_per_point());
        let color = color32(color);
        let galley = self.painter.layout_no_wrap(words.to_owned(), font(weight, size), color);
        let baseline = self.projector.screen(origin);
        let corner = baseline - egui::vec2(0.0, face(weight).ascent(size));
        Some(Shape::Text(TextShape::new(corner, Arc::clone(&galley), color)))
    }
}

/// A text size rounded down to whole pixels, or to half ones where it is large: Chinese characters
/// stand evenly then, and zooming does not fill the glyph atlas with sizes.
fn whole_pixels(size: f32, pixels_per_point: f32) -> f32 {
    /// Against 14.999 becoming 14.
    const SLACK: f32 = 0.02;
    let pixels = size * pixels_per_point + SLACK;
    let step = if pixels < 11.0 { 1.0 } else { 0.5 };
    (pixels / step).floor() * step / pixels_per_point
}
