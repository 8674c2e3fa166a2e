//! Camera: position and magnification.
//!
//! The camera uses double precision, because large charts exceed single precision; results are relative to the view.

use egui::{Pos2, Rect, Vec2, pos2};

/// Maximum magnification.
pub(super) const MAX_ZOOM: f64 = 4.0;
/// Duration of a motion between two views, in seconds.
pub(super) const MOTION_SECONDS: f64 = 0.15;

/// A view of the scene: its centre, and screen points per scene point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    centre: [f64; 2],
    zoom: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self { centre: [0.0, 0.0], zoom: 1.0 }
    }
}

impl Camera {
    /// The view that shows all of `scene` in `view`, with a magnification of at most 1.
    #[must_use]
    pub fn fitting(scene: Rect, view: Rect) -> Self {
        Self { centre: centre_of(scene), zoom: whole_zoom(scene, view).min(1.0) }
    }

    /// The view of a point of the scene with a magnification; `None` if these are out of range.
    #[must_use]
    pub fn looking_at(centre: [f64; 2], zoom: f64) -> Option<Self> {
        let is_sound = centre.iter().all(|it| it.is_finite()) && (1e-4..=MAX_ZOOM).contains(&zoom);
        is_sound.then_some(Self { centre, zoom })
    }

    /// The point of the scene at the centre.
    #[must_use]
    pub const fn centre(&self) -> [f64; 2] {
        self.centre
    }

    /// The magnification; 1 is actual size.
    #[must_use]
    pub const fn zoom(&self) -> f64 {
        self.zoom
    }

    /// The view centred on a point of the scene.
    #[must_use]
    pub fn centred_on(&self, point: Pos2) -> Self {
        Self { centre: [f64::from(point.x), f64::from(point.y)], ..*self }
    }

    /// The view after the scene is dragged by a number of screen points.
    #[must_use]
    pub fn dragged(&self, by: Vec2) -> Self {
        let [x, y] = self.centre;
        Self { centre: [x - f64::from(by.x) / self.zoom, y - f64::from(by.y) / self.zoom], ..*self }
    }

    /// The view zoomed by a factor about `pointer`.
    #[must_use]
    pub fn zoomed(&self, factor: f64, pointer: Pos2, scene: Rect, view: Rect) -> Self {
        let least = whole_zoom(scene, view).min(1.0) * 0.8;
        let zoom = (self.zoom * factor).clamp(least, MAX_ZOOM);
        let offset = pointer - view.center();
        let keep = 1.0 / self.zoom - 1.0 / zoom;
        let [x, y] = self.centre;
        Self { centre: [x + f64::from(offset.x) * keep, y + f64::from(offset.y) * keep], zoom }
    }

    /// The view moved as little as necessary to contain a rectangle of the scene, with a margin.
    #[must_use]
    pub fn with_in_view(&self, rect: Rect, view: Rect) -> Self {
        const ROOM: f32 = 24.0;
        let on_screen = self.projector(view).screen_rect(rect).expand(ROOM);
        let axis = |low: f32, high: f32, least: f32, most: f32| {
            if high - low > most - least {
                f32::midpoint(low, high) - f32::midpoint(least, most)
            } else {
                (low - least).min(0.0) + (high - most).max(0.0)
            }
        };
        let by = egui::vec2(
            axis(on_screen.min.x, on_screen.max.x, view.min.x, view.max.x),
            axis(on_screen.min.y, on_screen.max.y, view.min.y, view.max.y),
        );
        self.dragged(-by)
    }

    /// The view with its centre clamped to the scene.
    #[must_use]
    pub fn within(&self, scene: Rect) -> Self {
        let [x, y] = self.centre;
        let clamp = |value: f64, low: f32, high: f32| value.clamp(f64::from(low), f64::from(high));
        Self {
            centre: [clamp(x, scene.min.x, scene.max.x), clamp(y, scene.min.y, scene.max.y)],
            ..*self
        }
    }

    /// The mapping between scene and screen for a view.
    #[must_use]
    pub const fn projector(&self, view: Rect) -> Projector {
        Projector { camera: *self, view }
    }

    fn towards(&self, end: &Self, part: f64) -> Self {
        let mix = |from: f64, to: f64| from + (to - from) * part;
        Self {
            centre: [mix(self.centre[0], end.centre[0]), mix(self.centre[1], end.centre[1])],
            zoom: (mix(self.zoom.ln(), end.zoom.ln())).exp(),
        }
    }
}

impl super::Canvas {
    /// The camera, to be restored later; `None` if the whole chart is shown.
    #[must_use]
    pub fn camera(&self) -> Option<Camera> {
        let is_whole = self.drawn.as_ref().is_some_and(|(drawn, _)| drawn.shows_whole());
        if is_whole { None } else { self.camera }
    }

    /// Sets the camera for the next chart.
    pub const fn restore(&mut self, camera: Camera) {
        self.camera = Some(camera);
    }
}

fn centre_of(rect: Rect) -> [f64; 2] {
    [f64::from(rect.center().x), f64::from(rect.center().y)]
}

fn whole_zoom(scene: Rect, view: Rect) -> f64 {
    let ratio = (view.size() / scene.size().max(Vec2::splat(1.0))).min_elem();
    f64::from(ratio).max(1e-4)
}

/// Mapping between scene and screen coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projector {
    camera: Camera,
    view: Rect,
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "relative to the view, so small where it matters"
)]
impl Projector {
    /// The magnification.
    #[must_use]
    pub const fn zoom(&self) -> f32 {
        self.camera.zoom as f32
    }

    /// Screen position of a scene point.
    #[must_use]
    pub fn screen(&self, point: Pos2) -> Pos2 {
        let [x, y] = self.camera.centre;
        let offset = pos2(
            ((f64::from(point.x) - x) * self.camera.zoom) as f32,
            ((f64::from(point.y) - y) * self.camera.zoom) as f32,
        );
        self.view.center() + offset.to_vec2()
    }

    /// Scene point at a screen position.
    #[must_use]
    pub fn scene(&self, point: Pos2) -> Pos2 {
        let offset = point - self.view.center();
        let [x, y] = self.camera.centre;
        pos2(
            (x + f64::from(offset.x) / self.camera.zoom) as f32,
            (y + f64::from(offset.y) / self.camera.zoom) as f32,
        )
    }

    /// Screen rectangle of a scene rectangle.
    #[must_use]
    pub fn screen_rect(&self, rect: Rect) -> Rect {
        Rect::from_min_max(self.screen(rect.min), self.screen(rect.max))
    }

    /// The visible part of the scene.
    #[must_use]
    pub fn visible(&self) -> Rect {
        Rect::from_min_max(self.scene(self.view.min), self.scene(self.view.max))
    }
}

/// An animated move between two views.
#[derive(Clone, Copy, Debug)]
pub(super) struct Motion {
    from: Camera,
    to: Camera,
    start_seconds: f64,
}

impl Motion {
    pub(super) const fn new(from: Camera, to: Camera, start_seconds: f64) -> Self {
        Self { from, to, start_seconds }
    }

    /// The final view.
    pub(super) const fn end(&self) -> Camera {
        self.to
    }

    /// The view at a time, and whether the motion is over.
    pub(super) fn at(&self, now_seconds: f64) -> (Camera, bool) {
        let part = (now_seconds - self.start_seconds) / MOTION_SECONDS;
        if part >= 1.0 {
            return (self.to, true);
        }
        (self.from.towards(&self.to, f64::from(eased(part))), false)
    }
}

/// Cubic ease-out.
#[expect(clippy::cast_possible_truncation, reason = "from 0 to 1")]
pub(super) fn eased(part: f64) -> f32 {
    (1.0 - (1.0 - part.clamp(0.0, 1.0)).powi(3)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::vec2;

    const VIEW: Rect = Rect { min: pos2(100.0, 50.0), max: pos2(900.0, 650.0) };
    const SCENE: Rect = Rect { min: pos2(-50.0, -80.0), max: pos2(3950.0, 920.0) };

    #[test]
    fn fitting_shows_the_whole_scene() {
        let camera = Camera::fitting(SCENE, VIEW);
        assert!((camera.zoom() - 0.2).abs() < 1e-6);
        let seen = camera.projector(VIEW).visible();
        assert!(seen.contains_rect(SCENE.shrink(0.1)), "{seen:?}");
    }

    #[test]
    fn screen_and_scene_mappings_are_inverse() {
        let projector = Camera::fitting(SCENE, VIEW).projector(VIEW);
        for point in [pos2(0.0, 0.0), pos2(3900.0, 12.5), pos2(-50.0, 920.0)] {
            let back = projector.scene(projector.screen(point));
            assert!((back - point).length() < 0.01, "{point:?} {back:?}");
        }
    }

    #[test]
    fn zoom_keeps_the_point_under_the_pointer() {
        let camera = Camera::fitting(SCENE, VIEW);
        let pointer = pos2(300.0, 200.0);
        let before = camera.projector(VIEW).scene(pointer);
        let zoomed = camera.zoomed(3.0, pointer, SCENE, VIEW);
        let after = zoomed.projector(VIEW).scene(pointer);
        assert!((zoomed.zoom() - 0.6).abs() < 1e-6);
        assert!((before - after).length() < 0.05, "{before:?} {after:?}");
    }

    #[test]
    fn zoom_is_clamped() {
        let camera = Camera::fitting(SCENE, VIEW);
        let near = camera.zoomed(1e9, VIEW.center(), SCENE, VIEW);
        let far = camera.zoomed(1e-9, VIEW.center(), SCENE, VIEW);
        assert!((near.zoom() - MAX_ZOOM).abs() < 1e-9);
        assert!((far.zoom() - 0.16).abs() < 1e-6);
    }

    #[test]
    fn dragging_moves_the_scene() {
        let camera = Camera::fitting(SCENE, VIEW);
        let moved = camera.dragged(vec2(30.0, -20.0));
        let point = pos2(500.0, 100.0);
        let shift = moved.projector(VIEW).screen(point) - camera.projector(VIEW).screen(point);
        assert!((shift - vec2(30.0, -20.0)).length() < 0.01, "{shift:?}");
    }
}
