//! Painter of a display list: egui shapes.

use std::sync::Arc;

use egui::epaint::PathShape;
use egui::{Color32, Context, CornerRadius, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, vec2};

use super::camera::Projector;
use super::text_renderer::{Placement, TextRenderer};
use crate::scene::text::TextRun;
use crate::scene::theme::Color;
use crate::scene::{SceneItem, stretches};

/// Minimum size of visible text on screen, in points.
pub(super) const MIN_TEXT: f32 = 6.0;

/// The scene's colour as egui's.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place where a token becomes egui's colour")]
pub fn color32(color: Color) -> Color32 {
    let [red, green, blue, opacity] = color.0;
    Color32::from_rgba_unmultiplied(red, green, blue, opacity)
}

/// The lines and arrowheads among items, in screen coordinates.
#[must_use]
pub fn stroke_shapes(items: &[SceneItem]) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for item in items {
        match item {
            SceneItem::Line { points, width, color, dash, .. } => {
                let stroke = Stroke::new(*width, color32(*color));
                match dash {
                    None => shapes.push(Shape::line(points.clone(), stroke)),
                    Some((dash, gap)) => {
                        shapes.extend(Shape::dashed_line(points, stroke, *dash, *gap));
                    }
                }
            }
            SceneItem::Polygon { points, fill, .. } => {
                shapes.push(Shape::convex_polygon(points.clone(), color32(*fill), Stroke::NONE));
            }
            SceneItem::Box { .. }
            | SceneItem::Strip { .. }
            | SceneItem::Text { .. }
            | SceneItem::Slanted { .. } => {}
        }
    }
    shapes
}

/// Modifications of items.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    /// Offset in screen points.
    pub(super) shift: Vec2,
    /// Fraction of the way to the background, from 0 to 1.
    pub(super) faded: f32,
}

/// Draws items through a projector.
pub(super) struct ShapePainter<'a> {
    pub(super) context: &'a Context,
    pub(super) projector: Projector,
    pub(super) letters: &'a mut TextRenderer,
    pub(super) ground: Color32,
    pub(super) look: Look,
}

impl ShapePainter<'_> {
    /// Adds the shapes of an item; text is added to the text renderer.
    pub(super) fn shapes(&mut self, item: &SceneItem, out: &mut Vec<Shape>) {
        match item {
            SceneItem::Box { rect, radius, fill, border, .. } => {
                out.push(self.rect(*rect, *radius, *fill, *border));
            }
            SceneItem::Strip { rect, radius, fill, .. } => {
                let rect = self.projector.screen_rect(*rect).translate(self.look.shift);
                let mut radius = CornerRadius::from(radius * self.zoom());
                (radius.ne, radius.se) = (0, 0);
                out.push(Shape::rect_filled(rect, radius, self.color(*fill)));
            }
            SceneItem::Line { points, width, color, dash, .. } => {
                let stroke = self.stroke(*width, *color);
                let Some((dash, gap)) = dash else {
                    let points = points.iter().map(|&point| self.screen(point)).collect();
                    out.push(Shape::Path(PathShape::line(points, stroke)));
                    return;
                };
                // Below half size, dashes keep their length on screen.
                let scale = 0.5_f32.max(self.zoom()) / self.zoom();
                let seen = self.projector.visible().expand(width + gap * scale);
                for stretch in stretches(points, Some((dash * scale, gap * scale)), seen) {
                    let ends = [stretch.from, stretch.to].map(|at| {
                        #[expect(clippy::cast_possible_truncation, reason = "as points have it")]
                        let point = {
                            let (x, y) = stretch.place(points, at);
                            Pos2::new(x as f32, y as f32)
                        };
                        self.screen(point)
                    });
                    out.push(Shape::line_segment(ends, stroke));
                }
            }
            SceneItem::Polygon { points, fill, .. } => {
                let points = points.iter().map(|&point| self.screen(point)).collect();
                out.push(Shape::convex_polygon(points, self.color(*fill), Stroke::NONE));
            }
            SceneItem::Slanted { origin, angle, color, run, .. } => {
                let (baseline, color) = (self.screen(*origin), self.color(*color));
                let place = Placement { baseline, zoom: self.zoom(), color, angle: *angle };
                self.letters.write(self.context, run, place);
            }
            SceneItem::Text { origin, color, run, .. } => {
                let (baseline, color) = (self.screen(*origin), self.color(*color));
                let place = Placement { baseline, zoom: self.zoom(), color, angle: 0.0 };
                self.letters.write(self.context, run, place);
            }
        }
    }

    /// Adds a line of text that starts at a position of the scene, with an offset, in a size on screen.
    pub(super) fn text_of_size(
        &mut self,
        run: &Arc<TextRun>,
        (anchor, offset): (Pos2, Vec2),
        color: Color,
        size: f32,
    ) {
        let zoom = size / run.size();
        let baseline = self.screen(anchor) + vec2(offset.x * self.zoom(), offset.y * zoom);
        let place = Placement { baseline, zoom, color: self.color(color), angle: 0.0 };
        self.letters.write(self.context, run, place);
    }

    fn zoom(&self) -> f32 {
        self.projector.zoom()
    }

    fn screen(&self, point: Pos2) -> Pos2 {
        self.projector.screen(point) + self.look.shift
    }

    /// A colour, faded towards the background; transparent stays transparent.
    fn color(&self, color: Color) -> Color32 {
        let color = color32(color);
        if color == Color32::TRANSPARENT || self.look.faded == 0.0 {
            return color;
        }
        color.lerp_to_gamma(self.ground, self.look.faded)
    }

    fn stroke(&self, width: f32, color: Color) -> Stroke {
        Stroke::new((width * self.zoom()).max(0.75), self.color(color))
    }

    fn rect(&self, rect: Rect, radius: f32, fill: Color, border: Option<(f32, Color)>) -> Shape {
        let rect = self.projector.screen_rect(rect).translate(self.look.shift);
        let radius = CornerRadius::from(radius * self.zoom());
        let stroke = border.map_or(Stroke::NONE, |(width, color)| self.stroke(width, color));
        let kind = StrokeKind::Inside;
        Shape::Rect(egui::epaint::RectShape::new(rect, radius, self.color(fill), stroke, kind))
    }
}
