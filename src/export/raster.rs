//! Display list to pixels: one of the scene's painters, on tiny-skia.
//!
//! A [`Tile`] is a piece of the picture. Places are worked out in pixels of the whole picture, in
//! double precision, and only then moved into the tile: a huge picture is as sharp at its end as
//! at its start, and what crosses tiles meets at their borders.

use emath::{Pos2, Rect};
use tiny_skia::{
    Color as Ink, FillRule, Mask, Paint, Path, PathBuilder, Pixmap, Stroke, StrokeDash, Transform,
};

use crate::scene::SceneItem;
use crate::scene::glyphs::{Glyphs, MOST_MASK_SIZE, MaskKey, OUTLINE_SIZE};
use crate::scene::text::{PlacedGlyph, Weight, face};
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
    /// Covers the tile with one colour, or with none.
    pub(super) fn clear(&mut self, ground: Option<Color>) {
        self.pixmap.fill(ground.map_or(Ink::TRANSPARENT, ink));
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
        let em = self.length(size);
        let (left, baseline) = self.projection.pixel(origin);
        // No glyph reaches further from its place than two widths of the letter M.
        let reach = 2.0 * f64::from(em);
        let tile = f64::from(self.left)..f64::from(self.left + self.pixmap.width());
        for placed in face(weight).shape(words, size).0 {
            let x = left + f64::from(placed.x) * self.projection.scale;
            if x < tile.start - reach || x > tile.end + reach {
                continue;
            }
            let y = baseline.round() - f64::from(placed.y) * self.projection.scale;
            if em > MOST_MASK_SIZE {
                self.outline(&placed, em, (x, y), color, glyphs);
            } else {
                self.mask(&placed, em, (x, y), color, glyphs);
            }
        }
    }

    fn outline(
        &mut self,
        placed: &PlacedGlyph,
        em: f32,
        place: (f64, f64),
        color: Color,
        glyphs: &mut Glyphs,
    ) {
        let (scale, (x, y)) = (em / OUTLINE_SIZE, self.inside(place));
        let place = Transform::from_row(scale, 0.0, 0.0, -scale, x, y);
        if let Some(path) = glyphs.path(placed.face, placed.glyph) {
            self.pixmap.fill_path(path, &paint(color), FillRule::Winding, place, None);
        }
    }

    /// The place is rounded in the whole picture, so that a glyph across tiles is one.
    fn mask(
        &mut self,
        placed: &PlacedGlyph,
        em: f32,
        (x, y): (f64, f64),
        color: Color,
        glyphs: &mut Glyphs,
    ) {
        let (key, column) = MaskKey::at(placed, em, x);
        let Some(mask) = glyphs.mask(key) else { return };
        #[expect(clippy::cast_possible_truncation, reason = "a picture has fewer than 2^31 rows")]
        let [left, top] = [
            column as i64 - i64::from(self.left) + i64::from(mask.left),
            y.round() as i64 - i64::from(self.top) + i64::from(mask.top),
        ];
        blend(&mut self.pixmap, &mask.coverage, left, top, color);
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

/// Lays a colour over the pixels that a mask covers; its corner may be outside of them.
fn blend(pixmap: &mut Pixmap, mask: &Mask, left: i64, top: i64, color: Color) {
    let (width, height) = (i64::from(pixmap.width()), i64::from(pixmap.height()));
    let (mask_width, mask_height) = (i64::from(mask.width()), i64::from(mask.height()));
    let columns = (-left).max(0)..mask_width.min(width - left);
    let rows = (-top).max(0)..mask_height.min(height - top);
    if columns.is_empty() {
        return;
    }
    let at = |row: i64, column: i64, width: i64| usize::try_from(row * width + column).unwrap_or(0);
    let length = at(0, columns.end - columns.start, 0);
    for row in rows {
        let covered = at(row, columns.start, mask_width);
        let drawn = 4 * at(row + top, columns.start + left, width);
        let covered = &mask.data()[covered..covered + length];
        let drawn = &mut pixmap.data_mut()[drawn..drawn + 4 * length];
        for (pixel, &coverage) in drawn.chunks_exact_mut(4).zip(covered) {
            if coverage > 0 {
                blend_pixel(pixel, color, coverage);
            }
        }
    }
}

/// One premultiplied pixel under a colour that covers so much of it.
fn blend_pixel(pixel: &mut [u8], Color([red, green, blue, opacity]): Color, coverage: u8) {
    let part = |a: u16, b: u16| (a * b + 127) / 255;
    let over = part(u16::from(opacity), u16::from(coverage));
    for (below, ink) in pixel.iter_mut().zip([red, green, blue, u8::MAX]) {
        let mixed = u16::from(ink) * over + u16::from(*below) * (255 - over);
        *below = u8::try_from((mixed + 127) / 255).unwrap_or(u8::MAX);
    }
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
