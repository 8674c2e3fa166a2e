//! A scene in a panel: painted at a scale, without a camera.

use egui::accesskit::Role;
use egui::epaint::{Mesh, TextShape};
use egui::{Id, Painter, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, vec2};

use crate::app::widgets::style::font;
use crate::canvas::color32;
use crate::scene::text::TextRun;
use crate::scene::theme::Color;
use crate::scene::{Scene, SceneItem};

/// A scene with its position in the window.
#[derive(Clone, Copy)]
pub(crate) struct Picture<'a> {
    pub(crate) scene: &'a Scene,
    /// The upper left corner, in screen points.
    pub(crate) corner: Pos2,
    /// Screen points per scene point.
    pub(crate) scale: f32,
}

/// Maximum size of a sheet in the window, as a fraction of its size in an export.
const MAX_SHEET_SCALE: f32 = 1.25;

impl<'a> Picture<'a> {
    /// Paints a scene that is a table, as broad as there is room, but with a scale of at least `min_scale`. Returns the
    /// picture with the id of the table.
    pub(crate) fn table(ui: &mut Ui, scene: &'a Scene, min_scale: f32, name: &str) -> (Self, Id) {
        let scale = (ui.available_width() / scene.size().x).clamp(min_scale, MAX_SHEET_SCALE);
        let (rect, table) = ui.allocate_exact_size(scene.size() * scale, Sense::hover());
        ui.ctx().accesskit_node_builder(table.id, |node| {
            node.set_role(Role::Table);
            node.set_label(name);
        });
        let picture = Self { scene, corner: rect.min, scale };
        picture.paint(ui);
        (picture, table.id)
    }

    /// The position on the screen of a position in the scene.
    pub(crate) fn place(&self, at: Pos2) -> Pos2 {
        self.corner + (at - self.scene.bounds.min) * self.scale
    }

    /// The area on the screen of an area in the scene.
    pub(crate) fn area(&self, rect: Rect) -> Rect {
        Rect::from_min_max(self.place(rect.min), self.place(rect.max))
    }

    /// Paints the visible part.
    pub(crate) fn paint(&self, ui: &Ui) {
        let painter = ui.painter();
        let seen = ui.clip_rect();
        let ground = color32(self.scene.ground);
        painter.rect_filled(self.area(self.scene.bounds), 4.0, ground);
        let items = self.scene.items.iter();
        for item in items.filter(|item| self.area(item.bounds()).intersects(seen)) {
            self.item(painter, item);
        }
    }

    fn item(&self, painter: &Painter, item: &SceneItem) {
        match item {
            SceneItem::Box { rect, radius, fill, border, .. } => {
                let (rect, radius) = (self.area(*rect), radius * self.scale);
                painter.rect_filled(rect, radius, color32(*fill));
                if let Some((width, color)) = border {
                    let stroke = Stroke::new(width * self.scale, color32(*color));
                    painter.rect_stroke(rect, radius, stroke, StrokeKind::Inside);
                }
            }
            SceneItem::Strip { rect, radius, fill, .. } => {
                painter.rect_filled(self.area(*rect), radius * self.scale, color32(*fill));
            }
            SceneItem::Line { points, width, color, .. } => {
                let points = points.iter().map(|&point| self.place(point)).collect();
                let stroke = Stroke::new((width * self.scale).max(0.75), color32(*color));
                painter.add(Shape::line(points, stroke));
            }
            SceneItem::Polygon { points, fill, .. } => self.polygon(painter, points, *fill),
            SceneItem::Text { origin, color, run, .. } => {
                self.text(painter, *origin, 0.0, *color, run);
            }
            SceneItem::Slanted { origin, angle, color, run, .. } => {
                self.text(painter, *origin, *angle, *color, run);
            }
        }
    }

    /// Paints a polygon; a band is a mesh of the pieces between opposite corners.
    fn polygon(&self, painter: &Painter, points: &[Pos2], fill: Color) {
        let (points, fill): (Vec<Pos2>, _) =
            (points.iter().map(|&point| self.place(point)).collect(), color32(fill));
        let half = points.len() / 2;
        if points.len() % 2 == 1 || points.len() < 6 {
            painter.add(Shape::convex_polygon(points, fill, Stroke::NONE));
            return;
        }
        let mut mesh = Mesh::default();
        for at in 0..half {
            mesh.colored_vertex(points[at], fill);
            mesh.colored_vertex(points[points.len() - 1 - at], fill);
        }
        for at in 0..u32::try_from(half.saturating_sub(1)).unwrap_or_default() {
            mesh.add_triangle(2 * at, 2 * at + 1, 2 * at + 2);
            mesh.add_triangle(2 * at + 1, 2 * at + 2, 2 * at + 3);
        }
        painter.add(Shape::mesh(mesh));
    }

    /// Paints text whose middle is where the scene has it, rotated about its start.
    fn text(&self, painter: &Painter, origin: Pos2, angle: f32, color: Color, run: &TextRun) {
        let font = font(run.weight(), run.size() * self.scale);
        let color = color32(color);
        let galley = painter.layout_no_wrap(run.text().to_owned(), font, color);
        // The middle of a capital letter is 0.36 em above the baseline, and in the middle of the row.
        let above = galley.size().y / 2.0 + 0.36 * run.size() * self.scale;
        let (sin, cos) = angle.sin_cos();
        let corner = self.place(origin) - vec2(sin, cos) * above;
        let mut shape = TextShape::new(corner, galley, color);
        shape.angle = -angle;
        painter.add(shape);
    }
}
