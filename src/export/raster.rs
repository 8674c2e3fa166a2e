//! Display list to pixels: one of the scene's painters, on tiny-skia.
//!
//! A [`Tile`] is a piece of the picture. Places are worked out in pixels of the whole picture, in
//! double precision, and only then moved into the tile: a huge picture is as sharp at its end as
//! at its start, and what crosses tiles meets at their borders.

use emath::{Pos2, Rect};
use tiny_skia::{
    Color as Ink, FillRule, Paint, Path, PathBuilder, Pixmap, Stroke, StrokeDash, Transform,
};

use super::glyphs::{Glyphs, OUTLINE_SIZE};
use crate::scene::SceneItem;
use crate::scene::text::{Weight, face};
use crate::scene::theme::Color;

/// How far from a quarter circle's ends its control points are, for a radius of 1.
const QUARTER: f32 = 0.552_285;

/// From the scene to the pixels of the whole picture.
#[derive(Clone, Copy)]
pub(super) struct Projection {
    /// The scene's upper left corner.
    pub(super) origin: Pos2,
    /// Pixels a point.
    pub(super) scale: f64,
}

impl Projection {
    /// A place in pixels of the whole picture.
    pub(super) fn pixel(self, place: Pos2) -> (f64, f64) {
        let along = |place: f32, origin: f32| (f64::from(place) - f64::from(origin)) * self.scale;
        (along(place.x, self.origin.x), along(place.y, self.origin.y))
    }
}

/// A piece of the picture, and where it is in the whole.
pub(super) struct Tile {
    pub(super) pixmap: Pixmap,
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) projection: Projection,
}

impl Tile {
    /// Covers the tile with one colour.
    pub(super) fn clear(&mut self, ground: Color) {
        self.pixmap.fill(ink(ground));
    }

    /// Draws what of an item is in the tile.
    pub(super) fn draw(&mut self, item: &SceneItem, glyphs: &mut Glyphs) {
        match item {
            SceneItem::Box { rect, radius, fill, border } => {
                self.rect(*rect, *radius, *fill, *border);
            }
            SceneItem::Line { points, width, color, dash } => {
                self.line(points, *width, *color, *dash);
            }
            SceneItem::Polygon { points, fill } => self.polygon(points, *fill),
            SceneItem::Text { origin, width: _, words, size, weight, color } => {
                self.text(*origin, words, *size, *weight, *color, glyphs);
            }
        }
    }

    /// Edges stand on whole pixels and the border inside them, so that hairlines are sharp.
    fn rect(&mut self, rect: Rect, radius: f32, fill: Color, border: Option<(f32, Color)>) {
        let (left, top) = self.snapped(rect.min);
        let (right, bottom) = self.snapped(rect.max);
        let radius = self.length(radius);
        let sides = [left, top, right, bottom];
        if let Some(path) = rounded(sides, radius) {
            self.fill(&path, fill);
        }
        let Some((width, color)) = border else { return };
        let width = self.length(width);
        let half = width / 2.0;
        let sides = [left + half, top + half, right - half, bottom - half];
        if let Some(path) = rounded(sides, (radius - half).max(0.0)) {
            self.stroke(&path, &Stroke { width, ..Stroke::default() }, color);
        }
    }

    /// A line covers whole pixels: where connectors run on top of each other, half covered ones
    /// would add up, and a trunk would look thicker the more children it has.
    fn line(&mut self, points: &[Pos2], width: f32, color: Color, dash: Option<(f32, f32)>) {
        let exact = self.length(width);
        let width = if exact < 1.0 { exact } else { exact.round() };
        let half = f64::from(width) / 2.0;
        let whole = |at: f64| if exact < 1.0 { at } else { (at - half).round() + half };
        let places = points.iter().map(|&point| {
            let (x, y) = self.projection.pixel(point);
            self.inside((whole(x), whole(y)))
        });
        let Some(path) = polyline(places, false) else { return };
        let dash = dash.and_then(|(dash, gap)| {
            StrokeDash::new(vec![self.length(dash), self.length(gap)], 0.0)
        });
        self.stroke(&path, &Stroke { width, dash, ..Stroke::default() }, color);
    }

    fn polygon(&mut self, points: &[Pos2], fill: Color) {
        if let Some(path) = polyline(points.iter().map(|&point| self.local(point)), true) {
            self.fill(&path, fill);
        }
    }

    fn text(
        &mut self,
        origin: Pos2,
        words: &str,
        size: f32,
        weight: Weight,
        color: Color,
        glyphs: &mut Glyphs,
    ) {
        let (left, _) = self.local(origin);
        let (_, baseline) = self.snapped(origin);
        let em = self.length(size);
        let scale = em / OUTLINE_SIZE;
        #[expect(clippy::cast_precision_loss, reason = "a tile is a few thousand pixels wide")]
        let tile_width = self.pixmap.width() as f32;
        for placed in face(weight).shape(words, size).0 {
            let x = left + self.length(placed.x);
            // No glyph reaches further from its place than two widths of the letter M.
            if x < -2.0 * em || x > tile_width + 2.0 * em {
                continue;
            }
            let y = baseline - self.length(placed.y);
            let place = Transform::from_row(scale, 0.0, 0.0, -scale, x, y);
            if let Some(path) = glyphs.path(weight, placed.glyph) {
                let (ink, rule) = (paint(color), FillRule::Winding);
                self.pixmap.fill_path(path, &ink, rule, place, None);
            }
        }
    }

    fn fill(&mut self, path: &Path, color: Color) {
        let (ink, rule) = (paint(color), FillRule::Winding);
        self.pixmap.fill_path(path, &ink, rule, Transform::identity(), None);
    }

    fn stroke(&mut self, path: &Path, stroke: &Stroke, color: Color) {
        self.pixmap.stroke_path(path, &paint(color), stroke, Transform::identity(), None);
    }

    /// A place in pixels of the tile.
    fn local(&self, place: Pos2) -> (f32, f32) {
        self.inside(self.projection.pixel(place))
    }

    /// The nearest corner of pixels, the same one in every tile.
    fn snapped(&self, place: Pos2) -> (f32, f32) {
        let (x, y) = self.projection.pixel(place);
        self.inside((x.round(), y.round()))
    }

    #[expect(clippy::cast_possible_truncation, reason = "near the tile single precision is plenty")]
    fn inside(&self, (x, y): (f64, f64)) -> (f32, f32) {
        ((x - f64::from(self.left)) as f32, (y - f64::from(self.top)) as f32)
    }

    #[expect(clippy::cast_possible_truncation, reason = "lengths were single precision before")]
    fn length(&self, points: f32) -> f32 {
        (f64::from(points) * self.projection.scale) as f32
    }
}

fn polyline(places: impl Iterator<Item = (f32, f32)>, closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (at, (x, y)) in places.enumerate() {
        if at == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
    }
    if closed {
        path.close();
    }
    path.finish()
}

fn ink(Color([red, green, blue, opacity]): Color) -> Ink {
    Ink::from_rgba8(red, green, blue, opacity)
}

fn paint(color: Color) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(ink(color));
    paint
}

/// A rectangle with round corners, from its left, top, right and bottom.
fn rounded([left, top, right, bottom]: [f32; 4], radius: f32) -> Option<Path> {
    let radius = radius.min((right - left) / 2.0).min((bottom - top) / 2.0);
    if radius <= 0.0 {
        return tiny_skia::Rect::from_ltrb(left, top, right, bottom).map(PathBuilder::from_rect);
    }
    let rest = radius * (1.0 - QUARTER);
    let mut path = PathBuilder::new();
    path.move_to(left + radius, top);
    path.line_to(right - radius, top);
    path.cubic_to(right - rest, top, right, top + rest, right, top + radius);
    path.line_to(right, bottom - radius);
    path.cubic_to(right, bottom - rest, right - rest, bottom, right - radius, bottom);
    path.line_to(left + radius, bottom);
    path.cubic_to(left + rest, bottom, left, bottom - rest, left, bottom - radius);
    path.line_to(left, top + radius);
    path.cubic_to(left, top + rest, left + rest, top, left + radius, top);
    path.close();
    path.finish()
}
