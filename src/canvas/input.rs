//! Pointer and keyboard input: camera movements and events.

use egui::{Event, EventFilter, Key, MouseWheelUnit, Response, Ui, Vec2, vec2};

use super::hit::{Hit, Place, hit, lines_at};
use super::{Camera, Canvas, CanvasEvent, CanvasView, Step};
use crate::model::UnitIndex;

/// Scroll distance that zooms by a factor of e, in points; a notch zooms by about a sixth.
const WHEEL_POINTS: f64 = 500.0;

/// Source of scroll events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Wheel {
    /// A wheel with notches, which zooms.
    #[default]
    Notched,
    /// A touchpad, which pans, and zooms by pinching.
    Smooth,
}

impl Wheel {
    /// The source of this frame's scroll events; unchanged if there are none.
    fn updated(self, ui: &Ui) -> Self {
        ui.input(|input| {
            input.raw.events.iter().fold(self, |known, event| match event {
                Event::MouseWheel { unit: MouseWheelUnit::Point, .. } => Self::Smooth,
                // A notch is a whole line; touchpads that report lines report fractions.
                Event::MouseWheel { delta, .. } if delta.y.fract() != 0.0 => Self::Smooth,
                Event::MouseWheel { delta, .. } if delta.y != 0.0 => Self::Notched,
                _ => known,
            })
        })
    }
}

impl Canvas {
    /// The unit whose context menu was requested.
    #[must_use]
    pub const fn menu_unit(&self) -> Option<UnitIndex> {
        self.menu_unit
    }

    /// The lines under the pointer, by index among the chart's relations.
    #[must_use]
    pub fn hovered_lines(&self) -> &[u32] {
        &self.hovered_lines
    }

    /// Handles pointer and keys.
    pub(super) fn steer(
        &mut self,
        ui: &Ui,
        response: &Response,
        view: &CanvasView,
        events: &mut Vec<CanvasEvent>,
    ) {
        let Some(camera) = self.camera else { return };
        self.wheel = self.wheel.updated(ui);
        self.start_drag(ui, response, view, camera, events);
        let moved = self.moved(ui, response, view, camera);
        if moved != camera {
            self.camera = Some(moved);
            self.motion = None;
            ui.ctx().request_repaint();
        }
        let projector = moved.projector(response.rect);
        let drawn = camera.projector(response.rect);
        let pointer = response.hover_pos().zip(self.visible.as_ref()).map(|(pointer, visible)| {
            // The visible graph was drawn with the camera before this move.
            let in_scene = projector.scene(pointer);
            let on_screen = drawn.screen(in_scene);
            (visible, Place { on_screen, in_scene, zoom: projector.zoom() })
        });
        let hit = pointer.and_then(|(visible, at)| hit(visible, &view.stage, at));
        let hovered = hit.and_then(Hit::unit);
        if hovered != self.hovered {
            self.hovered = hovered;
            ui.ctx().request_repaint();
        }
        let lines = match hit {
            Some(Hit::Stub(end)) => end.lines.clone(),
            Some(Hit::Card(_) | Hit::Chip(_)) => Vec::new(),
            None => {
                pointer.map_or_else(Vec::new, |(visible, at)| lines_at(visible, &view.stage, at))
            }
        };
        if lines != self.hovered_lines {
            self.hovered_lines = lines;
            ui.ctx().request_repaint();
        }
        if (hit.is_some() || !self.hovered_lines.is_empty()) && !response.dragged() {
            ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
        }
        self.clicks(ui, response, view, hit, events);
        self.follow_drag(ui, response, view, events);
        keys(ui, response, view, events);
    }

    /// The camera after dragging, scrolling and pinching.
    fn moved(&self, ui: &Ui, response: &Response, view: &CanvasView, camera: Camera) -> Camera {
        let scene = view.stage.scene.bounds;
        let mut moved = camera;
        if self.drag().is_none() && response.dragged() && response.drag_delta() != Vec2::ZERO {
            moved = moved.dragged(response.drag_delta()).within(scene);
        }
        let Some(pointer) = response.hover_pos() else { return moved };
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
        let (pan, zoom) = match self.wheel {
            Wheel::Notched => (vec2(scroll.x, 0.0), (f64::from(scroll.y) / WHEEL_POINTS).exp()),
            Wheel::Smooth => (scroll, 1.0),
        };
        let factor = f64::from(pinch) * zoom;
        if (factor - 1.0).abs() > 1e-6 {
            moved = moved.zoomed(factor, pointer, scene, response.rect).within(scene);
        }
        if pan != Vec2::ZERO {
            moved = moved.dragged(pan).within(scene);
        }
        moved
    }

    fn clicks(
        &mut self,
        ui: &Ui,
        response: &Response,
        view: &CanvasView,
        hit: Option<Hit<'_>>,
        events: &mut Vec<CanvasEvent>,
    ) {
        self.rename_clicked(ui, response, events);
        if response.double_clicked() {
            if let Some(Hit::Card(unit)) = hit {
                self.centre_on(unit);
                ui.ctx().request_repaint();
            }
        } else if response.clicked() {
            self.clicked_again = match hit {
                Some(Hit::Card(unit)) if view.selected == Some(unit) => {
                    Some((unit, ui.input(|input| input.time)))
                }
                _ => None,
            };
            events.push(match hit {
                Some(Hit::Card(unit)) => CanvasEvent::Select(unit),
                Some(Hit::Chip(unit)) => CanvasEvent::Toggle(unit),
                Some(Hit::Stub(end)) => CanvasEvent::to(end.destination),
                None if self.hovered_lines.is_empty() => CanvasEvent::Clear,
                None => CanvasEvent::Lines(self.hovered_lines.clone()),
            });
            response.request_focus();
        } else if response.secondary_clicked() {
            self.menu_unit = hit.and_then(Hit::unit);
            events.extend(self.menu_unit.map(CanvasEvent::Select));
        }
    }
}

impl Canvas {
    /// Emits a rename event for the selected card that was clicked again, once it can no longer become a double-click.
    fn rename_clicked(&mut self, ui: &Ui, response: &Response, events: &mut Vec<CanvasEvent>) {
        let Some((unit, clicked_seconds)) = self.clicked_again else { return };
        if response.double_clicked() || response.drag_started() || response.secondary_clicked() {
            self.clicked_again = None;
            return;
        }
        let delay = ui.options(|options| options.input_options.max_double_click_delay);
        let left = clicked_seconds + delay - ui.input(|input| input.time);
        if left > 0.0 {
            ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(left));
        } else {
            self.clicked_again = None;
            events.push(CanvasEvent::Rename(unit));
        }
    }
}

/// Handles arrow keys, Home and Enter while the chart or nothing has the focus.
fn keys(ui: &Ui, response: &Response, view: &CanvasView, events: &mut Vec<CanvasEvent>) {
    let has_keys = ui.memory(|memory| memory.focused().is_none_or(|id| id == response.id));
    if !has_keys {
        return;
    }
    if response.has_focus() {
        let arrows = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    }
    let steps = if view.stage.grows_right() {
        [Step::Previous, Step::Next, Step::Parent, Step::Child]
    } else {
        [Step::Parent, Step::Child, Step::Previous, Step::Next]
    };
    let arrows = [Key::ArrowUp, Key::ArrowDown, Key::ArrowLeft, Key::ArrowRight];
    ui.input(|input| {
        let pressed = |key| input.key_pressed(key) && input.modifiers.is_none();
        let steps = arrows.into_iter().zip(steps).chain([(Key::Home, Step::Top)]);
        let steps = steps.filter(|(key, _)| pressed(*key));
        events.extend(steps.map(|(_, step)| CanvasEvent::Step(step)));
        if let Some(unit) = view.selected.filter(|_| pressed(Key::Enter)) {
            events.push(CanvasEvent::Toggle(unit));
        }
    });
}
