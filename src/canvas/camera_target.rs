//! Targets of the camera, and the fixed point of the view when the chart changes.

use egui::{Rect, Ui};

use super::camera::{Camera, Motion};
use super::transition::Transition;
use super::{Canvas, CanvasView, Freshness, Target};
use crate::model::UnitIndex;
use crate::scene::{Destination, IndexedScene};

/// Margin around a branch, as a fraction of the view.
const AROUND: f32 = 0.04;

/// Next target of the camera.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum CameraTarget {
    Whole,
    Unit(UnitIndex),
    InView(Target),
    Readable(UnitIndex),
    Branch(UnitIndex),
    Targets(Vec<Target>),
    Zoom(f64),
}

impl Canvas {
    /// Moves the camera towards its target.
    pub(super) fn move_camera(&mut self, ui: &Ui, view: &CanvasView, rect: Rect) {
        let scene = view.stage.scene.bounds;
        let first = self.camera.is_none();
        let now = ui.input(|input| input.time);
        let is_still = first || ui.style().animation_time == 0.0;
        let mut camera = self.camera.unwrap_or_else(|| Camera::fitting(scene, rect));
        let last = self.drawn.as_ref().map(|(drawn, _)| drawn);
        let card_of = |unit| view.stage.card(unit).map(|card| card.rect);
        let is_latest = view.freshness == Freshness::Latest;
        if let Some((unit, place)) = self.anchor.take_if(|_| is_latest)
            && let Some(card) = card_of(unit)
        {
            let now = camera.projector(rect).screen(card.center());
            camera = camera.dragged(place - now);
        } else if last.is_some_and(|last| last.shows_whole() && last.camera == camera) {
            // A window that shows the whole chart keeps showing it when either changes.
            camera = Camera::fitting(scene, rect);
        }
        let renumbered = self.renumbered.take_if(|_| is_latest);
        if let Some(last) = last.filter(|last| !is_still && last.relays_out(view)) {
            self.glide = Transition::new(last, renumbered.as_ref(), &view.stage, camera, rect, now);
        }
        // A second key press adds to the first, even during a motion.
        let bound_for = self.motion.as_ref().map_or(camera, Motion::end);
        let goal = self.goal.take_if(|_| is_latest).map(|goal| match goal {
            CameraTarget::Whole => Camera::fitting(scene, rect),
            CameraTarget::Zoom(factor) => bound_for.zoomed(factor, rect.center(), scene, rect),
            CameraTarget::Branch(unit) => view.stage.branch_bounds(unit).map_or(camera, |branch| {
                Camera::fitting(branch, rect.shrink2(rect.size() * AROUND))
            }),
            CameraTarget::Targets(targets) => bounds_of(&view.stage, &targets)
                .map_or(camera, |around| nearest(Camera::fitting(around.expand(48.0), rect), rect)),
            CameraTarget::InView(target) => bounds_of(&view.stage, &[target])
                .map_or(camera, |card| camera.with_in_view(card, rect)),
            CameraTarget::Unit(unit) => card_of(unit)
                .map_or(camera, |card| readable(camera, rect).centred_on(card.center())),
            CameraTarget::Readable(unit) => card_of(unit).map_or(camera, |card| {
                let close = readable(camera, rect);
                if close == camera {
                    camera.with_in_view(card, rect)
                } else {
                    close.centred_on(card.center())
                }
            }),
        });
        if let Some(goal) = goal {
            // The motion starts with the last frame: otherwise a key that repeats in each frame would restart the
            // motion, and the chart would never move.
            let start = now - f64::from(ui.input(|input| input.stable_dt));
            self.motion = (!is_still).then(|| Motion::new(camera, goal, start));
            camera = if is_still { goal } else { camera };
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
}

/// Bounds of some cards and pills.
fn bounds_of(stage: &IndexedScene, targets: &[Target]) -> Option<Rect> {
    let pill = |body| {
        let pills = stage.stubs.iter();
        pills.filter(move |end| end.destination == Destination::Body(body)).map(|end| end.rect)
    };
    let rects = targets.iter().filter_map(|&target| match target {
        Target::Unit(unit) => stage.card(unit).map(|card| card.rect),
        Target::Body(body) => pill(body).next(),
    });
    rects.reduce(Rect::union)
}

/// The view with a magnification of at most 1.
fn nearest(camera: Camera, rect: Rect) -> Camera {
    if camera.zoom() <= 1.0 {
        return camera;
    }
    camera.zoomed(1.0 / camera.zoom(), rect.center(), Rect::EVERYTHING, rect)
}

/// The view with a magnification that makes names readable.
fn readable(camera: Camera, rect: Rect) -> Camera {
    const READABLE: f64 = 0.9;
    if camera.zoom() >= READABLE {
        return camera;
    }
    let everything = Rect::EVERYTHING;
    camera.zoomed(READABLE / camera.zoom(), rect.center(), everything, rect)
}
