//! Where the camera goes: where it was asked to, and what it holds on to when the chart changes.

use egui::{Rect, Ui};

use super::camera::{Camera, Motion};
use super::glide::Glide;
use super::{Canvas, CanvasView, Freshness, Target};
use crate::model::UnitIndex;
use crate::scene::{Destination, Stage};

/// What stays free on each side of a branch, as a part of the view.
const AROUND: f32 = 0.04;

/// Where to look next.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Goal {
    Whole,
    Unit(UnitIndex),
    InView(Target),
    Branch(UnitIndex),
    Targets(Vec<Target>),
    Zoom(f64),
}

impl Canvas {
    /// Takes the camera where it was asked to go.
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
            // A window that shows the whole chart goes on showing it when either changes.
            camera = Camera::fitting(scene, rect);
        }
        let renumbered = self.renumbered.take_if(|_| is_latest);
        if let Some(last) = last.filter(|last| !is_still && last.relays_out(view)) {
            self.glide = Glide::new(last, renumbered.as_ref(), &view.stage, camera, rect, now);
        }
        // A second press of a key adds to the first, also while the chart still moves.
        let bound_for = self.motion.as_ref().map_or(camera, Motion::end);
        let goal = self.goal.take_if(|_| is_latest).map(|goal| match goal {
            Goal::Whole => Camera::fitting(scene, rect),
            Goal::Zoom(factor) => bound_for.zoomed(factor, rect.center(), scene, rect),
            Goal::Branch(unit) => view.stage.branch_bounds(unit).map_or(camera, |branch| {
                Camera::fitting(branch, rect.shrink2(rect.size() * AROUND))
            }),
            Goal::Targets(targets) => bounds_of(&view.stage, &targets)
                .map_or(camera, |around| nearest(Camera::fitting(around.expand(48.0), rect), rect)),
            Goal::InView(target) => bounds_of(&view.stage, &[target])
                .map_or(camera, |card| camera.with_in_view(card, rect)),
            Goal::Unit(unit) => card_of(unit)
                .map_or(camera, |card| readable(camera, rect).centred_on(card.center())),
        });
        if let Some(goal) = goal {
            // It starts with the frame before this one: else a key that asks anew in each frame
            // would have the chart begin again and again, and never move.
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

/// What some cards and pills cover.
fn bounds_of(stage: &Stage, targets: &[Target]) -> Option<Rect> {
    let pill = |body| {
        let pills = stage.elsewhere.iter();
        pills.filter(move |end| end.destination == Destination::Body(body)).map(|end| end.rect)
    };
    let rects = targets.iter().filter_map(|&target| match target {
        Target::Unit(unit) => stage.card(unit).map(|card| card.rect),
        Target::Body(body) => pill(body).next(),
    });
    rects.reduce(Rect::union)
}

/// The same view, from no nearer than life size.
fn nearest(camera: Camera, rect: Rect) -> Camera {
    if camera.zoom() <= 1.0 {
        return camera;
    }
    camera.zoomed(1.0 / camera.zoom(), rect.center(), Rect::EVERYTHING, rect)
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
