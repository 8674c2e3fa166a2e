//! The scene on screen: camera, visible part, pointer and keys, through `egui_graphs`.
//!
//! The widget is made anew in each frame; what survives is [`Canvas`]. The graph is only shown anew
//! when something it depends on has changed (`Drawn` holds all of that, and is compared); in every
//! other frame the shapes of the last time are painted again, so that nothing runs at idle.

mod camera;
mod graph;
mod hit;
mod mirror;
mod paint;
mod picture;

use std::collections::HashSet;
use std::sync::Arc;

use egui::{Key, Pos2, Rect, Response, Sense, Shape, Ui, Vec2};

pub use camera::{Camera, Projector};
pub use paint::{MEDIUM_FAMILY, color32, font};

use crate::model::UnitIndex;
use crate::scene::Stage;
use crate::scene::text::Weight;
use crate::scene::theme::Theme;
use camera::Motion;
use graph::Visible;
use hit::{Hit, hit};
use picture::Picture;

/// So many points of the wheel magnify by e; a notch is then about a sixth.
const WHEEL_POINTS: f64 = 500.0;

/// What the user asked for on the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CanvasEvent {
    /// Select a unit.
    Select(UnitIndex),
    /// Show or hide what is below a unit.
    Toggle(UnitIndex),
    /// Select nothing.
    Clear,
}

/// What the canvas is to show besides the scene.
#[derive(Clone, Debug, PartialEq)]
pub struct CanvasView {
    /// The scene, with its layout.
    pub stage: Arc<Stage>,
    /// The colours.
    pub theme: Theme,
    /// The selected unit.
    pub selected: Option<UnitIndex>,
    /// The units from the top to the selected one.
    pub path: Vec<UnitIndex>,
    /// The units that a search found; all other cards are dimmed.
    pub found: Option<Arc<HashSet<UnitIndex>>>,
}

/// A unit's description for screen readers.
pub type Describe<'a> = &'a dyn Fn(UnitIndex) -> String;

/// Where to look next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Goal {
    Whole,
    Unit(UnitIndex),
    Zoom(f64),
}

/// The state of the chart on screen.
#[derive(Default)]
pub struct Canvas {
    camera: Option<Camera>,
    motion: Option<Motion>,
    goal: Option<Goal>,
    hovered: Option<UnitIndex>,
    /// A card that stays where it is on the screen through the next change of layout.
    anchor: Option<(UnitIndex, Pos2)>,
    drawn: Option<(Drawn, Vec<Shape>)>,
}

/// All that a picture depends on: while it is equal, the picture holds.
#[derive(Clone, Debug, PartialEq)]
struct Drawn {
    view: CanvasView,
    camera: Camera,
    rect: Rect,
    pixels_per_point: f32,
    hovered: Option<UnitIndex>,
    atlas: Atlas,
}

impl Drawn {
    fn shows_whole(&self) -> bool {
        self.camera == Camera::fitting(self.view.stage.scene.bounds, self.rect)
    }
}

/// The glyph atlas that a picture's text points into.
///
/// egui keeps a text that is laid out in every frame until the atlas is made anew, so the same
/// galley means the same atlas.
#[derive(Clone, Debug)]
struct Atlas(Arc<egui::Galley>);

impl PartialEq for Atlas {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Atlas {
    fn of(ui: &Ui, theme: &Theme) -> Self {
        let probe = font(Weight::Regular, crate::scene::theme::size::BODY);
        Self(ui.painter().layout_no_wrap("0".to_owned(), probe, color32(theme.text)))
    }
}

impl Canvas {
    /// Looks at the whole chart.
    pub const fn fit(&mut self) {
        self.goal = Some(Goal::Whole);
    }

    /// Brings a unit to the middle.
    pub const fn centre_on(&mut self, unit: UnitIndex) {
        self.goal = Some(Goal::Unit(unit));
    }

    /// Magnifies by a factor about the middle.
    pub const fn zoom_by(&mut self, factor: f64) {
        self.goal = Some(Goal::Zoom(factor));
    }

    /// Keeps a unit's card where it is on the screen while the layout changes.
    pub fn hold(&mut self, unit: UnitIndex) {
        let place = self.drawn.as_ref().and_then(|(drawn, _)| {
            let card = drawn.view.stage.cards.get(&unit)?;
            Some(drawn.camera.projector(drawn.rect).screen(card.center()))
        });
        self.anchor = place.map(|place| (unit, place));
    }

    /// Forgets the view, so that the next chart is shown whole.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// The magnification, 1 for life size.
    #[must_use]
    pub fn zoom(&self) -> f64 {
        self.camera.unwrap_or_default().zoom()
    }

    /// Shows the chart in all the space there is.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        view: &CanvasView,
        describe: Describe<'_>,
    ) -> Vec<CanvasEvent> {
        let rect = ui.available_rect_before_wrap();
        self.move_camera(ui, view, rect);
        let drawn = Drawn {
            view: view.clone(),
            camera: self.camera.unwrap_or_default(),
            rect,
            pixels_per_point: ui.ctx().pixels_per_point(),
            hovered: self.hovered,
            atlas: Atlas::of(ui, &view.theme),
        };
        let response = self.paint(ui, drawn);
        let mut events = Vec::new();
        self.pointer(ui, &response, view, &mut events);
        mirror::show(ui, view, self.camera.unwrap_or_default(), rect, describe, &mut events);
        events
    }

    /// Takes the camera where it was asked to go.
    fn move_camera(&mut self, ui: &Ui, view: &CanvasView, rect: Rect) {
        let scene = view.stage.scene.bounds;
        let first = self.camera.is_none();
        let mut camera = self.camera.unwrap_or_else(|| Camera::fitting(scene, rect));
        if let Some((unit, place)) = self.anchor.take()
            && let Some(card) = view.stage.cards.get(&unit)
        {
            let now = camera.projector(rect).screen(card.center());
            camera = camera.dragged(place - now);
        } else if self.drawn.as_ref().is_some_and(|(drawn, _)| drawn.shows_whole()) {
            // A window that shows the whole chart goes on showing it when either changes.
            camera = Camera::fitting(scene, rect);
        }
        let now = ui.input(|input| input.time);
        let goal = self.goal.take().map(|goal| match goal {
            Goal::Whole => Camera::fitting(scene, rect),
            Goal::Zoom(factor) => camera.zoomed(factor, rect.center(), scene, rect),
            Goal::Unit(unit) => match view.stage.cards.get(&unit) {
                Some(card) => readable(camera, rect).centred_on(card.center()),
                None => camera,
            },
        });
        if let Some(goal) = goal {
            let still = first || ui.style().animation_time == 0.0;
            self.motion = (!still).then(|| Motion::new(camera, goal, now));
            camera = if still { goal } else { camera };
        }
        if let Some(motion) = self.motion {
            let (at, over) = motion.at(now);
            camera = at;
            if over {
                self.motion = None;
            } else {
                ui.ctx().request_repaint();
            }
        }
        self.camera = Some(camera);
    }

    /// Paints what is visible: the last picture if it still holds, else a new one.
    fn paint(&mut self, ui: &mut Ui, drawn: Drawn) -> Response {
        if let Some((last, shapes)) = &self.drawn
            && *last == drawn
        {
            let (response, painter) =
                ui.allocate_painter(ui.available_size(), Sense::click_and_drag());
            painter.extend(shapes.iter().cloned());
            return response;
        }
        let painter = ui.painter_at(drawn.rect);
        let picture = Picture::new(&painter, &drawn);
        let mut visible = Visible::new();
        let shapes = picture.fill(&mut visible);
        self.drawn = Some((drawn, shapes));
        visible.show(ui)
    }

    fn pointer(
        &mut self,
        ui: &Ui,
        response: &Response,
        view: &CanvasView,
        events: &mut Vec<CanvasEvent>,
    ) {
        let scene = view.stage.scene.bounds;
        let Some(camera) = self.camera else { return };
        let mut camera = camera;
        if response.dragged() && response.drag_delta() != Vec2::ZERO {
            camera = camera.dragged(response.drag_delta()).within(scene);
        }
        let pointer = response.hover_pos();
        if let Some(pointer) = pointer {
            let (scroll, pinch) =
                ui.input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
            let factor = f64::from(pinch) * (f64::from(scroll.y) / WHEEL_POINTS).exp();
            if (factor - 1.0).abs() > 1e-6 {
                camera = camera.zoomed(factor, pointer, scene, response.rect).within(scene);
            }
            if scroll.x != 0.0 {
                camera = camera.dragged(egui::vec2(scroll.x, 0.0)).within(scene);
            }
        }
        if Some(camera) != self.camera {
            self.camera = Some(camera);
            self.motion = None;
            ui.ctx().request_repaint();
        }
        let projector = camera.projector(response.rect);
        let at = pointer.map(|pointer| projector.scene(pointer));
        let hit = at.and_then(|at| hit(&view.stage, at));
        let hovered = hit.map(Hit::unit);
        if hovered != self.hovered {
            self.hovered = hovered;
            ui.ctx().request_repaint();
        }
        if hit.is_some() && !response.dragged() {
            ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
        }
        if response.double_clicked() {
            if let Some(Hit::Card(unit)) = hit {
                self.centre_on(unit);
                ui.ctx().request_repaint();
            }
        } else if response.clicked() {
            events.push(match hit {
                Some(Hit::Card(unit)) => CanvasEvent::Select(unit),
                Some(Hit::Chip(unit)) => CanvasEvent::Toggle(unit),
                None => CanvasEvent::Clear,
            });
            response.request_focus();
        }
        if response.has_focus()
            && let Some(unit) = view.selected
            && ui.input(|input| input.key_pressed(Key::Enter))
        {
            events.push(CanvasEvent::Toggle(unit));
        }
    }
}

/// A view in which names can be read: the same, or nearer.
fn readable(camera: Camera, rect: Rect) -> Camera {
    const READABLE: f64 = 0.9;
    if camera.zoom() >= READABLE {
        return camera;
    }
    let everything = Rect::EVERYTHING;
    camera.zoomed(READABLE / camera.zoom(), rect.center(), everything, rect)
}
