//! The scene on screen: camera, visible part, pointer and keyboard, based on `egui_graphs`.
//!
//! [`Canvas`] is the state between frames. The graph is rebuilt when one of its inputs, stored in `Drawn`, changes; in
//! all other frames the last shapes are painted again, so that nothing runs at idle.

mod accessibility;
mod atlas;
mod camera;
mod camera_target;
mod dim;
mod drag;
mod graph;
mod highlight;
mod hit;
mod input;
mod lod;
mod minimap;
mod name_sizes;
mod paint;
mod picture;
mod remap;
mod short_names;
mod text_renderer;
mod transition;

use std::collections::HashSet;
use std::sync::Arc;

use egui::{Pos2, Rect, Response, Sense, Shape, Ui, Vec2};

pub use camera::{Camera, Projector};
pub use drag::{CardDrag, DropPlace};
pub use paint::{color32, stroke_shapes};

use crate::model::{BodyIndex, UnitIndex};
use crate::scene::theme::Theme;
use crate::scene::{Destination, IndexedScene};
use camera::Motion;
use camera_target::CameraTarget;
use graph::VisibleGraph;
use input::Wheel;
use minimap::Minimap;
use picture::{Kept, Picture};
use remap::UnitRemap;
use text_renderer::{TextRenderer, TextStyle};
use transition::{Clock, Transition};

/// An event that the user triggered on the chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CanvasEvent {
    /// Select a unit.
    Select(UnitIndex),
    /// Expand or collapse a unit.
    Toggle(UnitIndex),
    /// Go to a hidden unit.
    Reveal(UnitIndex),
    /// Show a body outside.
    Body(BodyIndex),
    /// Show lines, by index among the chart's relations.
    Lines(Vec<u32>),
    /// Move or copy a unit to another position in the tree.
    Drop {
        /// The unit.
        unit: UnitIndex,
        /// Its drop target.
        place: DropPlace,
        /// Whether to copy it.
        copies: bool,
    },
    /// Rename a unit.
    Rename(UnitIndex),
    /// The selected card was dragged in a read-only chart.
    Locked,
    /// Select nothing.
    Clear,
    /// Select the unit that is one step away from the selected one.
    Step(Step),
}

impl CanvasEvent {
    /// The event for the destination of a stub.
    const fn to(destination: Destination) -> Self {
        match destination {
            Destination::Unit(unit) => Self::Reveal(unit),
            Destination::Below(unit) => Self::Toggle(unit),
            Destination::Body(body) => Self::Body(body),
        }
    }
}

/// A target of the camera.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A unit's card.
    Unit(UnitIndex),
    /// The pill of a body outside.
    Body(BodyIndex),
}

/// A step through the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the parent.
    Parent,
    /// To the first child.
    Child,
    /// To the previous sibling.
    Previous,
    /// To the next sibling.
    Next,
    /// To the first unit of the chart.
    Top,
}

/// Content of the canvas.
#[derive(Clone, Debug)]
pub struct CanvasView {
    /// The scene, with its layout.
    pub stage: Arc<IndexedScene>,
    /// Whether a newer scene is being built.
    pub freshness: Freshness,
    /// The colours.
    pub theme: Theme,
    /// The selected unit.
    pub selected: Option<UnitIndex>,
    /// The outside body that the details show.
    pub body: Option<BodyIndex>,
    /// The units from the top to the selected one.
    pub path: Vec<UnitIndex>,
    /// The units that a search found; all other cards are dimmed.
    pub found: Option<Arc<HashSet<UnitIndex>>>,
    /// The highlighted lines besides the tree, by index among the chart's relations.
    pub lines: Vec<u32>,
    /// Whether cards can be dragged; otherwise dragging them moves the chart.
    pub is_editable: bool,
    /// Accessible name of the minimap; `None` if it is hidden.
    pub overview: Option<&'static str>,
}

/// Whether a scene matches the current request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Freshness {
    /// It is.
    #[default]
    Latest,
    /// A newer one is being built; the camera waits for it.
    Outdated,
}

impl CanvasView {
    /// A view with nothing selected, found or highlighted.
    #[must_use]
    pub const fn of(stage: Arc<IndexedScene>, theme: Theme) -> Self {
        Self {
            stage,
            freshness: Freshness::Latest,
            theme,
            selected: None,
            body: None,
            path: Vec::new(),
            found: None,
            lines: Vec::new(),
            is_editable: true,
            overview: Some(""),
        }
    }
}

impl PartialEq for CanvasView {
    /// Stages and results are compared by identity.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.stage, &other.stage)
            && self.found.as_ref().map(Arc::as_ptr) == other.found.as_ref().map(Arc::as_ptr)
            && self.freshness == other.freshness
            && self.theme == other.theme
            && self.selected == other.selected
            && self.body == other.body
            && self.overview == other.overview
            && self.is_editable == other.is_editable
            && self.path == other.path
            && self.lines == other.lines
    }
}

/// Description of a unit for screen readers.
#[derive(Clone, Debug, Default)]
pub struct Description {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Its level, 1 at the top.
    pub level: usize,
    /// Its position among its siblings, from 1.
    pub position: usize,
    /// Number of siblings, itself included.
    pub siblings: usize,
}

/// The state of the chart on screen.
#[derive(Default)]
pub struct Canvas {
    camera: Option<Camera>,
    motion: Option<Motion>,
    goal: Option<CameraTarget>,
    hovered: Option<UnitIndex>,
    /// The lines under the pointer, by index among the chart's relations.
    hovered_lines: Vec<u32>,
    menu_unit: Option<UnitIndex>,
    drag: Option<CardDrag>,
    /// The selected card that was clicked again, with the time in seconds: it is renamed unless this becomes a
    /// double-click.
    clicked_again: Option<(UnitIndex, f64)>,
    /// A card that keeps its screen position through the next change of layout.
    anchor: Option<(UnitIndex, Pos2)>,
    /// Changes of indices since the last picture.
    renumbered: Option<UnitRemap>,
    glide: Option<Transition>,
    clock: Clock,
    wheel: Wheel,
    /// Time of the last zoom, in seconds.
    zoomed_seconds: f64,
    letters: Option<TextRenderer>,
    kept: Kept,
    minimap: Minimap,
    drawn: Option<(Drawn, Vec<Shape>)>,
    visible: Option<VisibleGraph>,
}

/// All inputs of a picture: it is valid while they are equal.
#[derive(Clone, Debug, PartialEq)]
struct Drawn {
    view: CanvasView,
    camera: Camera,
    rect: Rect,
    pixels_per_point: f32,
    hovered: Option<UnitIndex>,
    hovered_lines: Vec<u32>,
    text_style: TextStyle,
    /// Whether all texts have their final size; until then, each frame is a new picture.
    is_sharp: bool,
    /// Progress of the transition, from 0 to 1.
    glided: f32,
}

/// Delay after zooming before texts are drawn in their final size, in seconds.
const SHARPEN_SECONDS: f64 = 0.12;

impl Canvas {
    /// Shows the whole chart.
    pub fn fit(&mut self) {
        self.goal = Some(CameraTarget::Whole);
    }

    /// Centres a unit.
    pub fn centre_on(&mut self, unit: UnitIndex) {
        self.goal = Some(CameraTarget::Unit(unit));
    }

    /// Moves as little as necessary to show a unit's card or a body's pill.
    pub fn bring_into_view(&mut self, target: Target) {
        self.goal = Some(CameraTarget::InView(target));
    }

    /// Moves as little as necessary to show a unit's card with a readable name.
    pub fn show_readable(&mut self, unit: UnitIndex) {
        self.goal = Some(CameraTarget::Readable(unit));
    }

    /// Fits a unit's visible branch.
    pub fn fit_branch(&mut self, unit: UnitIndex) {
        self.goal = Some(CameraTarget::Branch(unit));
    }

    /// Fits some cards and pills.
    pub fn fit_all(&mut self, targets: Vec<Target>) {
        self.goal = Some(CameraTarget::Targets(targets));
    }

    /// Zooms by a factor about the centre.
    pub fn zoom_by(&mut self, factor: f64) {
        self.goal = Some(CameraTarget::Zoom(factor));
    }

    /// Holds the transition to the chart that is shown, or is shown next, at a progress from 0 to 1.
    pub const fn hold_glide(&mut self, part: f32) {
        self.clock = Clock::Held(part);
    }

    /// The progress at which the transition is held.
    #[must_use]
    pub const fn held_glide(&self) -> Option<f32> {
        self.clock.part()
    }

    /// Lets the transition run on.
    pub const fn release_glide(&mut self) {
        if let Clock::Held(part) = self.clock {
            self.clock = Clock::Resuming(part);
        }
    }

    /// Keeps the screen position of a unit's card while the layout changes.
    pub fn hold(&mut self, unit: UnitIndex) {
        let place = self.drawn.as_ref().and_then(|(drawn, _)| {
            let card = drawn.view.stage.card(unit)?;
            Some(drawn.camera.projector(drawn.rect).screen(card.rect.center()))
        });
        self.anchor = place.map(|place| (unit, place));
    }

    /// Resets the state, so that the next chart is shown completely.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// The magnification; 1 is actual size.
    #[must_use]
    pub fn zoom(&self) -> f64 {
        self.camera.unwrap_or_default().zoom()
    }

    /// The visible part of the scene; `None` before the first frame.
    #[must_use]
    pub fn visible_area(&self) -> Option<Rect> {
        let (drawn, _) = self.drawn.as_ref()?;
        let in_sight = drawn.camera.projector(drawn.rect).visible();
        let seen = in_sight.intersect(drawn.view.stage.scene.bounds);
        seen.is_positive().then_some(seen)
    }

    /// The part of the scene that is visible in a view of some size.
    #[must_use]
    pub fn visible(&self, view: Vec2) -> Rect {
        let view = Rect::from_min_size(Pos2::ZERO, view);
        self.camera.unwrap_or_default().projector(view).visible()
    }

    /// The mapping to the screen, for a chart in a given space.
    #[must_use]
    pub fn projector(&self, space: Rect) -> Option<Projector> {
        self.camera.as_ref().map(|camera| camera.projector(space))
    }

    /// The unit under the pointer.
    #[must_use]
    pub const fn hovered(&self) -> Option<UnitIndex> {
        self.hovered
    }

    /// Shows the chart in the available space. Returns the canvas response and the events the user
    /// triggered.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        view: &CanvasView,
        describe: &dyn Fn(UnitIndex) -> Description,
    ) -> (Response, Vec<CanvasEvent>) {
        let rect = ui.available_rect_before_wrap();
        let now = ui.input(|input| input.time);
        self.move_camera(ui, view, rect);
        let glided = self.progress(ui, now);
        let drawn = Drawn {
            view: view.clone(),
            camera: self.camera.unwrap_or_default(),
            rect,
            pixels_per_point: ui.ctx().pixels_per_point(),
            hovered: self.hovered,
            hovered_lines: self.hovered_lines.clone(),
            text_style: TextStyle::of(ui),
            is_sharp: true,
            glided,
        };
        let response = self.paint(ui, drawn, now);
        let mut events = Vec::new();
        self.steer(ui, &response, view, &mut events);
        let camera = self.camera.unwrap_or_default();
        if let Some(moved) = self.minimap.show(ui, &response, view, camera) {
            self.camera = Some(moved);
            self.motion = None;
        }
        accessibility::show(ui, view, camera, &response, describe, &mut events);
        (response, events)
    }

    /// Progress of the transition from 0 to 1; the next frame follows while it runs.
    fn progress(&mut self, ui: &Ui, now_seconds: f64) -> f32 {
        // The picture of the next transition is not there yet.
        let is_awaited = self.renumbered.is_some() && self.clock != Clock::Running;
        if let (Clock::Resuming(part), false) = (self.clock, is_awaited) {
            self.glide.iter_mut().for_each(|glide| glide.resume(part, now_seconds));
            self.clock = Clock::Running;
        }
        let Some(glide) = &self.glide else { return 1.0 };
        if is_awaited {
            return self.drawn.as_ref().map_or(1.0, |(drawn, _)| drawn.glided);
        }
        let Some(part) = self.clock.part() else {
            let part = glide.part(now_seconds);
            if part >= 1.0 {
                self.glide = None;
            } else {
                ui.ctx().request_repaint();
            }
            return part;
        };
        part
    }

    /// Paints the last picture if it is still valid, otherwise a new one.
    fn paint(&mut self, ui: &mut Ui, mut drawn: Drawn, now_seconds: f64) -> Response {
        if let Some((last, shapes)) = &self.drawn
            && *last == drawn
        {
            let (response, painter) =
                ui.allocate_painter(ui.available_size(), Sense::click_and_drag());
            painter.extend(shapes.iter().cloned());
            return response;
        }
        if let Some((last, _)) = &self.drawn
            && (last.camera.zoom() / drawn.camera.zoom() - 1.0).abs() > 1e-9
        {
            self.zoomed_seconds = now_seconds;
        }
        let resting = now_seconds - self.zoomed_seconds;
        let is_zooming = self.drawn.is_some() && resting < SHARPEN_SECONDS;
        let letters =
            TextRenderer::with(&mut self.letters, drawn.text_style, &drawn.view.stage.scene.fonts);
        letters.start(is_zooming);
        let glide = self.glide.as_ref().map(|glide| (glide, drawn.glided));
        let picture = Picture::new(ui.ctx(), letters, &drawn);
        let (mut visible, shapes) = picture.finish(&mut self.kept, glide);
        drawn.is_sharp = letters.is_sharp();
        if !drawn.is_sharp {
            let wait = if is_zooming { SHARPEN_SECONDS - resting } else { 0.0 };
            ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(wait));
        }
        self.drawn = Some((drawn, shapes));
        let response = visible.show(ui);
        self.visible = Some(visible);
        response
    }
}

impl Drawn {
    fn shows_whole(&self) -> bool {
        let scene = self.view.stage.scene.bounds;
        self.camera == Camera::fitting(scene, self.rect)
    }

    /// Whether another view has a different layout.
    fn relays_out(&self, view: &CanvasView) -> bool {
        !Arc::ptr_eq(&self.view.stage, &view.stage)
    }
}
