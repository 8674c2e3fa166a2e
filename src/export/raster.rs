//! Raster painter of a display list, based on tiny-skia.
//!
//! A [`Tile`] is a part of the picture. Coordinates are pixels of the whole picture, in double precision, until they
//! are converted to the tile, so that huge pictures are sharp everywhere and items match at the borders of tiles.

mod coverage;

use emath::{Pos2, Rect};
use tiny_skia::{Color as Ink, Mask, Path, PathSegment, Pixmap, Point};

use self::coverage::{End, Pen, RoundedBox, Window};
use crate::scene::glyphs::{Glyphs, MAX_MASK_SIZE, MaskKey, OUTLINE_SIZE};
use crate::scene::text::{PlacedGlyph, TextRun};
use crate::scene::theme::Color;
use crate::scene::{SceneItem, stretches};

/// Maximum extent of a glyph from its origin, in em.
const WIDEST_GLYPH: f64 = 16.0;

/// Mapping from the scene to pixels of the whole picture.
#[derive(Clone, Copy)]
pub(super) struct Projection {
    /// Upper left corner of the scene.
    pub(super) origin: Pos2,
    /// Pixels per point.
    pub(super) scale: f64,
}

impl Projection {
    /// Pixel of a point.
    pub(super) fn pixel(self, place: Pos2) -> (f64, f64) {
        self.pixel_at(place.x.into(), place.y.into())
    }

    fn pixel_at(self, x: f64, y: f64) -> (f64, f64) {
        let along = |place: f64, origin: f32| (place - f64::from(origin)) * self.scale;
        (along(x, self.origin.x), along(y, self.origin.y))
    }

    /// Point of a pixel.
    fn place(self, x: f64, y: f64) -> Pos2 {
        #[expect(clippy::cast_possible_truncation, reason = "places have single precision")]
        let along = |pixel: f64, origin: f32| (pixel / self.scale + f64::from(origin)) as f32;
        Pos2::new(along(x, self.origin.x), along(y, self.origin.y))
    }
}

/// A part of the picture, and its position.
pub(super) struct Tile {
    pub(super) pixmap: Pixmap,
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) projection: Projection,
}

impl Tile {
    /// Fills the tile with a colour, or clears it.
    pub(super) fn clear(&mut self, ground: Option<Color>) {
        self.pixmap.fill(ground.map_or(Ink::TRANSPARENT, ink));
    }

    /// Draws the part of an item that is inside the tile.
    pub(super) fn draw(&mut self, item: &SceneItem, glyphs: &mut Glyphs) {
        match item {
            SceneItem::Box { rect, radius, fill, border, .. } => {
                self.rect(*rect, *radius, *fill, *border);
            }
            SceneItem::Strip { rect, radius, fill, .. } => self.strip(*rect, *radius, *fill),
            SceneItem::Line { points, width, color, dash, .. } => {
                self.line(points, *width, *color, *dash);
            }
            SceneItem::Polygon { points, fill, .. } => self.polygon(points, *fill),
            SceneItem::Text { origin, color, run, .. } => {
                self.text(*origin, run, *color, glyphs);
            }
            SceneItem::Slanted { origin, angle, color, run, .. } => {
                self.slanted(*origin, *angle, run, *color, glyphs);
            }
        }
    }

    /// Draws a box. Edges are rounded to whole pixels, with the border inside, so that hairlines are sharp.
    fn rect(&mut self, rect: Rect, radius: f32, fill: Color, border: Option<(f32, Color)>) {
        let whole = |place: Pos2| {
            let (x, y) = self.projection.pixel(place);
            (x.round(), y.round())
        };
        let ((left, top), (right, bottom)) = (whole(rect.min), whole(rect.max));
        let outer = RoundedBox::new([left, top, right, bottom], self.length(radius));
        self.window().rounded(outer, None, fill);
        let Some((width, color)) = border else { return };
        let width = self.length(width);
        let inner = RoundedBox::new(
            [left + width, top + width, right - width, bottom - width],
            self.length(radius) - width,
        );
        self.window().rounded(outer, Some(inner), color);
    }

    /// Draws a strip. Edges are rounded to whole pixels, like those of the card behind it.
    fn strip(&mut self, rect: Rect, radius: f32, fill: Color) {
        let whole = |place: Pos2| {
            let (x, y) = self.projection.pixel(place);
            (x.round(), y.round())
        };
        let ((left, top), (right, bottom)) = (whole(rect.min), whole(rect.max));
        let radius = self.length(radius);
        // The right part of a wider box is omitted.
        let end = right + 2.0 * radius + 2.0;
        let outer = RoundedBox::new([left, top, end, bottom], radius);
        let beyond = RoundedBox::new([right, top - 1.0, end + 1.0, bottom + 1.0], 0.0);
        self.window().rounded(outer, Some(beyond), fill);
    }

    /// Draws a line. Lines are rounded to whole pixels: partly covered pixels of overlapping connectors would add up,
    /// and a trunk with many children would look thicker.
    fn line(&mut self, points: &[Pos2], width: f32, color: Color, dash: Option<(f32, f32)>) {
        let pen = Pen::new(self.length(width));
        let projection = self.projection;
        for stretch in stretches(points, dash, self.seen(width)) {
            let end = |at: f64, is_at_corner: bool, is_last: bool| {
                let (x, y) = stretch.place(points, at);
                let end = match (is_at_corner, is_last) {
                    (false, _) => End::Dash,
                    (true, true) => End::Last,
                    (true, false) => End::Corner,
                };
                (projection.pixel_at(x, y), end)
            };
            let from = end(stretch.from, stretch.from <= 0.0, stretch.stroke == 0);
            let to = end(stretch.to, stretch.to >= 1.0, stretch.stroke + 2 == points.len());
            self.window().stroke(pen, from, to, color);
        }
    }

    /// The part of the scene from which lines of some width may extend into the tile.
    fn seen(&self, width: f32) -> Rect {
        let size = (f64::from(self.pixmap.width()), f64::from(self.pixmap.height()));
        let (left, top) = (f64::from(self.left), f64::from(self.top));
        let min = self.projection.place(left, top);
        let max = self.projection.place(left + size.0, top + size.1);
        let pixels = self.projection.place(2.0, 0.0) - self.projection.place(0.0, 0.0);
        Rect::from_min_max(min, max).expand(width + pixels.x + 1.0)
    }

    fn polygon(&mut self, points: &[Pos2], fill: Color) {
        let corners: Vec<_> = points.iter().map(|&point| self.projection.pixel(point)).collect();
        if is_convex(&corners) {
            return self.window().polygon(&corners, fill);
        }
        let next = corners.iter().cycle().skip(1);
        let strokes: Vec<_> = corners.iter().zip(next).map(|(&a, &b)| [a, b]).collect();
        self.window().shape(&strokes, fill);
    }

    /// The pixels of the tile, by coordinates of the whole picture.
    fn window(&mut self) -> Window<'_> {
        Window { left: self.left.into(), top: self.top.into(), pixmap: &mut self.pixmap }
    }

    fn text(&mut self, origin: Pos2, run: &TextRun, color: Color, glyphs: &mut Glyphs) {
        let (left, baseline) = self.projection.pixel(origin);
        let reach = WIDEST_GLYPH * self.length(run.size());
        #[expect(clippy::cast_possible_truncation, reason = "type sizes have single precision")]
        let em = self.length(run.size()) as f32;
        let tile = f64::from(self.left)..f64::from(self.left + self.pixmap.width());
        for placed in run.glyphs() {
            let x = left + f64::from(placed.x) * self.projection.scale;
            if x < tile.start - reach || x > tile.end + reach {
                continue;
            }
            let y = baseline.round() - f64::from(placed.y) * self.projection.scale;
            if em > MAX_MASK_SIZE {
                self.outline(&placed, em, (x, y), color, glyphs);
            } else {
                self.mask(&placed, em, (x, y), color, glyphs);
            }
        }
    }

    /// Draws slanted text as outlines, because masks exist for horizontal glyphs only.
    fn slanted(
        &mut self,
        origin: Pos2,
        angle: f32,
        run: &TextRun,
        color: Color,
        glyphs: &mut Glyphs,
    ) {
        let (left, baseline) = self.projection.pixel(origin);
        let (sin, cos) = f64::from(angle).sin_cos();
        #[expect(clippy::cast_possible_truncation, reason = "type sizes have single precision")]
        let em = self.length(run.size()) as f32;
        let scale = f64::from(em / OUTLINE_SIZE);
        for placed in run.glyphs() {
            let (aside, above) = (self.length(placed.x), self.length(placed.y));
            let place = |at: Point| {
                let (x, y) = (aside + f64::from(at.x) * scale, above + f64::from(at.y) * scale);
                (left + x * cos - y * sin, baseline - x * sin - y * cos)
            };
            let path = glyphs.path(placed.face, placed.glyph);
            let strokes = path.map(|path| strokes(path, em, place)).unwrap_or_default();
            self.window().shape(&strokes, color);
        }
    }

    fn outline(
        &mut self,
        placed: &PlacedGlyph,
        em: f32,
        (left, baseline): (f64, f64),
        color: Color,
        glyphs: &mut Glyphs,
    ) {
        let scale = f64::from(em / OUTLINE_SIZE);
        let place =
            |at: Point| (left + f64::from(at.x) * scale, baseline - f64::from(at.y) * scale);
        let path = glyphs.path(placed.face, placed.glyph);
        let strokes = path.map(|path| strokes(path, em, place)).unwrap_or_default();
        self.window().shape(&strokes, color);
    }

    /// Draws a mask. Its position is rounded in the whole picture, so that glyphs match at the borders of tiles.
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

    fn length(&self, points: f32) -> f64 {
        f64::from(points) * self.projection.scale
    }
}

/// Flattens an outline into straight strokes.
fn strokes(path: &Path, em: f32, place: impl Fn(Point) -> (f64, f64)) -> Vec<[(f64, f64); 2]> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 256")]
    let parts = em.sqrt().ceil().clamp(8.0, 256.0) as u16;
    let parts = || (1..=parts).map(|at| f32::from(at) / f32::from(parts));
    let mut strokes = Vec::new();
    let (mut first, mut last) = (Point::zero(), Point::zero());
    for segment in path.segments() {
        let before = last;
        let mut to = |point: Point| {
            strokes.push([place(last), place(point)]);
            last = point;
        };
        match segment {
            PathSegment::MoveTo(start) => (first, last) = (start, start),
            PathSegment::LineTo(end) => to(end),
            PathSegment::QuadTo(a, end) => parts().for_each(|at| {
                to(between(between(before, a, at), between(a, end, at), at));
            }),
            PathSegment::CubicTo(a, b, end) => parts().for_each(|at| {
                let middle = between(a, b, at);
                let start = between(between(before, a, at), middle, at);
                to(between(start, between(middle, between(b, end, at), at), at));
            }),
            PathSegment::Close => to(first),
        }
    }
    strokes
}

fn between(a: Point, b: Point, at: f32) -> Point {
    Point::from_xy(a.x + (b.x - a.x) * at, a.y + (b.y - a.y) * at)
}

/// Whether a polygon turns the same way at all of its corners.
fn is_convex(corners: &[(f64, f64)]) -> bool {
    let count = corners.len();
    let turn = |at: usize| {
        let [a, b, c] = [0, 1, 2].map(|step| corners[(at + step) % count]);
        (b.0 - a.0) * (c.1 - b.1) - (b.1 - a.1) * (c.0 - b.0)
    };
    let turns = || (0..count).map(turn);
    turns().all(|turn| turn >= 0.0) || turns().all(|turn| turn <= 0.0)
}

fn ink(Color([red, green, blue, opacity]): Color) -> Ink {
    Ink::from_rgba8(red, green, blue, opacity)
}

/// Blends a colour over the pixels that a mask covers; the mask is clipped.
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

/// Blends a colour with a coverage over a premultiplied pixel.
fn blend_pixel(pixel: &mut [u8], Color([red, green, blue, opacity]): Color, coverage: u8) {
    let part = |a: u16, b: u16| (a * b + 127) / 255;
    let over = part(u16::from(opacity), u16::from(coverage));
    for (below, ink) in pixel.iter_mut().zip([red, green, blue, u8::MAX]) {
        let mixed = u16::from(ink) * over + u16::from(*below) * (255 - over);
        *below = u8::try_from((mixed + 127) / 255).unwrap_or(u8::MAX);
    }
}
