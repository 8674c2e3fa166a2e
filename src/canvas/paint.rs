//! Display list to egui's shapes: one of the scene's painters.

use egui::epaint::{PathShape, RectShape};
use egui::{
    Color32, CornerRadius, FontFamily, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind,
};

use super::camera::Projector;
use super::letters::Letters;
use crate::scene::SceneItem;
use crate::scene::text::Weight;
use crate::scene::theme::Color;

/// Text smaller than this on screen, in points, is not drawn.
pub(super) const LEAST_TEXT: f32 = 6.0;
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

/// The shapes of items that stand in points of the screen, but for texts.
#[must_use]
pub fn stroke_shapes(items: &[SceneItem]) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for item in items {
        match item {
            SceneItem::Line { points, width, color, dash } => {
                let stroke = Stroke::new(*width, color32(*color));
                match dash {
                    None => shapes.push(Shape::line(points.clone(), stroke)),
                    Some((dash, gap)) => {
                        shapes.extend(Shape::dashed_line(points, stroke, *dash, *gap));
                    }
                }
            }
            SceneItem::Polygon { points, fill } => {
                shapes.push(Shape::convex_polygon(points.clone(), color32(*fill), Stroke::NONE));
            }
            SceneItem::Box { rect, radius, fill, border } => {
                let (width, color) = border.unwrap_or((0.0, *fill));
                let stroke = Stroke::new(width, color32(color));
                let (fill, kind) = (color32(*fill), StrokeKind::Inside);
                shapes.push(Shape::Rect(RectShape::new(*rect, *radius, fill, stroke, kind)));
            }
            SceneItem::Text { .. } => {}
        }
    }
    shapes
}

/// Draws items as they appear through a projector.
pub(super) struct ShapePainter<'a> {
    pub(super) painter: &'a Painter,
    pub(super) projector: Projector,
    pub(super) letters: &'a mut Letters,
}

impl ShapePainter<'_> {
    /// The shapes of an item.
    pub(super) fn shapes(&mut self, item: &SceneItem, out: &mut Vec<Shape>) {
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
                let baseline = self.projector.screen(*origin);
                let (style, zoom, color) = ((*size, *weight), self.zoom(), color32(*color));
                out.extend(self.letters.shape(self.painter, baseline, words, style, zoom, color));
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
        Shape::Rect(RectShape::new(rect, radius, color32(fill), stroke, kind))
    }
}
