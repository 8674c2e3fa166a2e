//! Minimap in the lower right corner, with the visible part of the chart: dragging in it moves the view.

use std::sync::Arc;

use egui::{
    Mesh, Painter, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    WidgetType, pos2, vec2,
};

use super::CanvasView;
use super::camera::Camera;
use super::lod::on_pixels;
use super::paint::color32;
use crate::scene::IndexedScene;
use crate::scene::theme::{Theme, ThemeMode};

/// Maximum size, in points.
const MAX_SIZE: Vec2 = vec2(200.0, 130.0);
/// Distance from the corner, in points.
const FROM_CORNER: Vec2 = vec2(14.0, 14.0);
/// Minimum size of the space, in points.
const MIN_SPACE: Vec2 = vec2(560.0, 380.0);
/// Minimum area of a block that is split, in square points.
const MIN_AREA: f32 = 12.0;

/// Padding around the picture, in points.
const FRAME: f32 = 6.0;

/// The minimap, with its mesh.
#[derive(Default)]
pub(super) struct Minimap {
    drawn: Option<(Arc<IndexedScene>, ThemeMode, Rect, Arc<Mesh>)>,
}

impl Minimap {
    /// Shows the minimap if only a part of the chart is visible. Returns the camera that the user chose.
    pub(super) fn show(
        &mut self,
        ui: &Ui,
        canvas: &Response,
        view: &CanvasView,
        camera: Camera,
    ) -> Option<Camera> {
        let name = view.overview?;
        let (stage, theme) = (&view.stage, &view.theme);
        let scene = stage.scene.bounds;
        let space = canvas.rect;
        let in_view = camera.projector(space).visible();
        let has_room = space.width() >= MIN_SPACE.x && space.height() >= MIN_SPACE.y;
        if in_view.contains_rect(scene.shrink(1.0)) || !has_room || scene.area() <= 0.0 {
            return None;
        }
        let size = scene.size() * (MAX_SIZE / scene.size()).min_elem();
        let size = size.max(Vec2::splat(12.0));
        let place = Rect::from_min_size(space.max - FROM_CORNER - size, size);
        let response = ui.interact(place, canvas.id.with("minimap"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(WidgetType::Other, true, name));
        let painter = ui.painter_at(place.expand(FRAME));
        self.paint(&painter, stage, theme, place);
        frame(&painter, theme, place, scene, in_view);
        let pressed = response.is_pointer_button_down_on() || response.clicked();
        let point = response.interact_pointer_pos().filter(|_| pressed)?;
        let along = (point - place.min) / place.size();
        let target = scene.min + along * scene.size();
        Some(camera.centred_on(pos2(target.x, target.y)).within(scene))
    }

    fn paint(&mut self, painter: &Painter, stage: &Arc<IndexedScene>, theme: &Theme, place: Rect) {
        let mode = theme.mode;
        let holds = self.drawn.as_ref().is_some_and(|(known, known_mode, known_place, _)| {
            Arc::ptr_eq(known, stage) && *known_mode == mode && *known_place == place
        });
        if !holds {
            let mesh = Arc::new(small_picture(stage, place, painter.pixels_per_point()));
            self.drawn = Some((Arc::clone(stage), mode, place, mesh));
        }
        let ground = place.expand(FRAME);
        painter.rect(
            ground,
            6.0,
            color32(theme.panel),
            Stroke::new(1.0, color32(theme.border)),
            StrokeKind::Inside,
        );
        if let Some((.., mesh)) = &self.drawn {
            painter.add(Shape::Mesh(Arc::clone(mesh)));
        }
    }
}

/// Paints the frame of the visible part.
fn frame(painter: &Painter, theme: &Theme, place: Rect, scene: Rect, seen: Rect) {
    let scale = place.size() / scene.size();
    let corner = |point: egui::Pos2| place.min + (point - scene.min) * scale;
    let seen = Rect::from_min_max(corner(seen.min), corner(seen.max)).intersect(place.expand(2.0));
    let accent = color32(theme.accent);
    painter.rect_filled(seen, 2.0, accent.gamma_multiply(0.12));
    painter.rect_stroke(seen, 2.0, Stroke::new(1.5, accent), StrokeKind::Inside);
}

fn small_picture(stage: &IndexedScene, place: Rect, pixels_per_point: f32) -> Mesh {
    let scene = stage.scene.bounds;
    let scale = place.size() / scene.size();
    let mut mesh = Mesh::default();
    let area = scale.x * scale.y;
    stage.card_index().walk(
        scene,
        |block| block.bounds.area() * area > MIN_AREA,
        |block| {
            let min = place.min + (block.bounds.min - scene.min) * scale;
            let rect = Rect::from_min_size(min, block.bounds.size() * scale);
            mesh.add_colored_rect(
                on_pixels(rect, pixels_per_point),
                color32(stage.cards[block.first].band),
            );
        },
    );
    mesh
}
