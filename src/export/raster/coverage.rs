//! Coverage of pixels by shapes, as a function of a pixel's position in the whole picture, so that tiles match at their
//! borders.
//!
//! Rasterizers clip a curve to the canvas before they flatten it, which changes its shape there; here only the loop
//! over pixels is clipped. Edges are antialiased by the distance of the pixel centre.

use std::ops::Range;

use tiny_skia::Pixmap;

use super::blend_pixel;
use crate::scene::theme::Color;

/// A rectangle in pixels of the whole picture: left, top, right, bottom.
pub(super) type Sides = [f64; 4];

/// A rectangle with rounded corners, in pixels of the whole picture.
#[derive(Clone, Copy)]
pub(super) struct RoundedBox {
    sides: Sides,
    radius: f64,
}

impl RoundedBox {
    /// A box with its radius clamped to its sides.
    pub(super) fn new(sides: Sides, radius: f64) -> Self {
        let [left, top, right, bottom] = sides;
        Self { sides, radius: radius.min((right - left) / 2.0).min((bottom - top) / 2.0).max(0.0) }
    }

    fn is_empty(&self) -> bool {
        let [left, top, right, bottom] = self.sides;
        !(left < right && top < bottom)
    }

    /// Coverage of the pixel around a place.
    fn coverage(&self, x: f64, y: f64) -> f64 {
        if self.is_empty() {
            return 0.0;
        }
        let [left, top, right, bottom] = self.sides;
        let beyond = |at: f64, start: f64, end: f64| (start - at).max(at - end) + self.radius;
        let (x, y) = (beyond(x, left, right), beyond(y, top, bottom));
        let distance = if x > 0.0 && y > 0.0 { x.hypot(y) } else { x.max(y) } - self.radius;
        (0.5 - distance).clamp(0.0, 1.0)
    }
}

/// Width of a line in pixels: a whole number unless it is less than one.
#[derive(Clone, Copy)]
pub(super) struct Pen {
    breadth: f64,
    is_whole: bool,
}

/// Kind of a stroke's end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The end of a dash.
    Dash,
    /// The end of the line.
    Last,
    /// A corner of the line.
    Corner,
}

impl Pen {
    pub(super) fn new(breadth: f64) -> Self {
        let is_whole = breadth >= 1.0;
        Self { breadth: if is_whole { breadth.round() } else { breadth }, is_whole }
    }

    /// The extent of a line across its direction.
    fn across(self, at: f64) -> (f64, f64) {
        let start = at - self.breadth / 2.0;
        let start = if self.is_whole { start.round() } else { start };
        (start, start + self.breadth)
    }

    /// The extent of a stroke along the line: at its start if `side` is 0, at its end if it is 1.
    fn end(self, at: f64, end: End, side: usize) -> f64 {
        match end {
            End::Last if self.is_whole => at.round(),
            End::Last | End::Dash => at,
            End::Corner => [self.across(at).0, self.across(at).1][side],
        }
    }
}

/// Pixels to draw on, and their position in the whole picture.
pub(super) struct Window<'a> {
    pub(super) pixmap: &'a mut Pixmap,
    pub(super) left: i64,
    pub(super) top: i64,
}

impl Window<'_> {
    /// Fills a box, except an inner one.
    pub(super) fn rounded(&mut self, outer: RoundedBox, inner: Option<RoundedBox>, color: Color) {
        let [left, top, right, bottom] = outer.sides;
        if outer.is_empty() {
            return;
        }
        // Further inside, all pixels of a row have the same coverage.
        let rim = |a: f64, b: f64| (a - b).abs() + 1.0;
        let rim = inner.map_or(0.0, |inner| {
            rim(inner.sides[0], left).max(rim(inner.sides[2], right)) + inner.radius
        });
        let rim = rim.max(outer.radius) + 1.0;
        let coverage = |x: f64, y: f64| {
            let inner = inner.map_or(0.0, |inner| inner.coverage(x, y));
            (outer.coverage(x, y) - inner).max(0.0)
        };
        let columns = self.columns(left, right);
        let even = self.columns(left + rim, right - rim);
        let even = if even.is_empty() { columns.end..columns.end } else { even };
        for y in self.rows(top, bottom) {
            let middle = center(y);
            for x in (columns.start..even.start).chain(even.end..columns.end) {
                self.cover(x..x + 1, y, coverage(center(x), middle), color);
            }
            if !even.is_empty() {
                self.cover(even.clone(), y, coverage(center(even.start), middle), color);
            }
        }
    }

    /// Draws a stroke between two places.
    pub(super) fn stroke(
        &mut self,
        pen: Pen,
        (from, from_end): ((f64, f64), End),
        (to, to_end): ((f64, f64), End),
        color: Color,
    ) {
        /// Maximum slant of horizontal and vertical strokes, in pixels.
        const LEVEL: f64 = 0.02;
        let along = |a: f64, b: f64| {
            let ((start, start_end), (end, end_end)) =
                if a <= b { ((a, from_end), (b, to_end)) } else { ((b, to_end), (a, from_end)) };
            (pen.end(start, start_end, 0), pen.end(end, end_end, 1))
        };
        if (from.1 - to.1).abs() < LEVEL {
            let ((left, right), (top, bottom)) = (along(from.0, to.0), pen.across(from.1));
            self.area([left, top, right, bottom], color);
        } else if (from.0 - to.0).abs() < LEVEL {
            let ((left, right), (top, bottom)) = (pen.across(from.0), along(from.1, to.1));
            self.area([left, top, right, bottom], color);
        } else {
            self.slanting(pen, from, to, color);
            for (place, _) in
                [(from, from_end), (to, to_end)].iter().filter(|(_, end)| *end == End::Corner)
            {
                let half = pen.breadth / 2.0;
                let sides = [place.0 - half, place.1 - half, place.0 + half, place.1 + half];
                self.rounded(RoundedBox::new(sides, half), None, color);
            }
        }
    }

    fn slanting(&mut self, pen: Pen, from: (f64, f64), to: (f64, f64), color: Color) {
        let (x, y) = (to.0 - from.0, to.1 - from.1);
        let half = pen.breadth / 2.0 / x.hypot(y);
        let (x, y) = (-y * half, x * half);
        let corner = |at: (f64, f64), side: f64| (at.0 + side * x, at.1 + side * y);
        self.polygon(
            &[corner(from, 1.0), corner(to, 1.0), corner(to, -1.0), corner(from, -1.0)],
            color,
        );
    }

    /// Fills a rectangle; pixels at its edges are partly covered.
    fn area(&mut self, [left, top, right, bottom]: Sides, color: Color) {
        let part = |pixel: i64, start: f64, end: f64| {
            let pixel = as_place(pixel);
            (end.min(pixel + 1.0) - start.max(pixel)).clamp(0.0, 1.0)
        };
        let columns = self.columns(left, right);
        let whole = self.columns(left.ceil(), right.floor());
        let whole = if whole.is_empty() { columns.end..columns.end } else { whole };
        for y in self.rows(top, bottom) {
            let height = part(y, top, bottom);
            for x in (columns.start..whole.start).chain(whole.end..columns.end) {
                self.cover(x..x + 1, y, part(x, left, right) * height, color);
            }
            self.cover(whole.clone(), y, height, color);
        }
    }

    /// Fills a convex polygon.
    pub(super) fn polygon(&mut self, corners: &[(f64, f64)], color: Color) {
        let around = |of: fn(&(f64, f64)) -> f64| {
            let places = corners.iter().map(of);
            places.fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), at| {
                (min.min(at), max.max(at))
            })
        };
        let ((left, right), (top, bottom)) = (around(|corner| corner.0), around(|corner| corner.1));
        let edges: Vec<_> = corners.iter().zip(corners.iter().cycle().skip(1)).collect();
        let turning: f64 = edges.iter().map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum();
        let coverage = |x: f64, y: f64| {
            let inside = edges.iter().map(|(a, b)| {
                let (along_x, along_y) = (b.0 - a.0, b.1 - a.1);
                let cross = along_x * (y - a.1) - along_y * (x - a.0);
                cross * turning.signum() / along_x.hypot(along_y)
            });
            (inside.fold(f64::INFINITY, f64::min) + 0.5).clamp(0.0, 1.0)
        };
        for y in self.rows(top - 1.0, bottom + 1.0) {
            for x in self.columns(left - 1.0, right + 1.0) {
                self.cover(x..x + 1, y, coverage(center(x), center(y)), color);
            }
        }
    }

    /// Fills closed outlines of straight strokes by accumulated signed areas, as
    /// [font-rs](https://github.com/raphlinus/font-rs) does.
    pub(super) fn shape(&mut self, strokes: &[[(f64, f64); 2]], color: Color) {
        let places = || strokes.iter().flatten();
        let around = |of: fn(&(f64, f64)) -> f64| {
            let (min, max) = (f64::INFINITY, f64::NEG_INFINITY);
            places().map(of).fold((min, max), |(min, max), at| (min.min(at), max.max(at)))
        };
        let ((left, right), (top, bottom)) = (around(|place| place.0), around(|place| place.1));
        let (columns, rows) = (self.columns(left, right), self.rows(top, bottom));
        let (Ok(width), Ok(height)) =
            (usize::try_from(columns.end - columns.start), usize::try_from(rows.end - rows.start))
        else {
            return;
        };
        let mut sums = vec![0.0; (width + 1) * height];
        for &[a, b] in strokes {
            let (down, from, to) = if a.1 < b.1 { (1.0, a, b) } else { (-1.0, b, a) };
            let lean = (to.0 - from.0) / (to.1 - from.1);
            for y in self.rows(from.1, to.1) {
                let (start, end) = (from.1.max(as_place(y)), to.1.min(as_place(y) + 1.0));
                if start >= end {
                    continue;
                }
                let at = |y: f64| from.0 + (y - from.1) * lean - as_place(columns.start);
                let (one, other) = (at(start), at(end));
                let row = usize::try_from(y - rows.start).unwrap_or(0) * (width + 1);
                let sums = &mut sums[row..=row + width];
                add(sums, (one.min(other), one.max(other)), down * (end - start));
            }
        }
        for (y, sums) in rows.zip(sums.chunks_exact(width + 1)) {
            let mut sum = 0.0_f64;
            for (x, part) in columns.clone().zip(sums) {
                sum += part;
                self.cover(x..x + 1, y, sum.abs().min(1.0), color);
            }
        }
    }

    /// The rows between two places, clipped.
    fn rows(&self, from: f64, to: f64) -> Range<i64> {
        pixels(from, to, self.top, self.pixmap.height())
    }

    /// The columns between two places, clipped.
    fn columns(&self, from: f64, to: f64) -> Range<i64> {
        pixels(from, to, self.left, self.pixmap.width())
    }

    /// Blends a colour over pixels of a row, with a coverage from 0 to 1.
    fn cover(&mut self, columns: Range<i64>, row: i64, part: f64, color: Color) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
        let coverage = (part * 255.0).round() as u8;
        if coverage == 0 || columns.is_empty() {
            return;
        }
        let width = i64::from(self.pixmap.width());
        let byte = |column: i64| {
            usize::try_from(4 * ((row - self.top) * width + column - self.left)).unwrap_or(0)
        };
        let pixels = &mut self.pixmap.data_mut()[byte(columns.start)..byte(columns.end)];
        let Color([red, green, blue, opacity]) = color;
        if coverage == u8::MAX && opacity == u8::MAX {
            let (pixels, _) = pixels.as_chunks_mut::<4>();
            pixels.fill([red, green, blue, opacity]);
        } else {
            for pixel in pixels.chunks_exact_mut(4) {
                blend_pixel(pixel, color, coverage);
            }
        }
    }
}

/// Adds the signed area of a stroke that crosses a row by some height.
fn add(sums: &mut [f64], (from, to): (f64, f64), height: f64) {
    let breadth = to - from;
    let part =
        |from: f64, to: f64| if breadth > 0.0 { height * (to - from) / breadth } else { height };
    if from < 0.0 {
        sums[0] += part(from, to.min(0.0));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ends at zero")]
    let first = from.floor() as usize;
    for at in first..sums.len() - 1 {
        let pixel = as_place(i64::try_from(at).unwrap_or(i64::MAX));
        let (start, end) = (from.max(pixel), to.min(pixel + 1.0));
        if start > end {
            break;
        }
        let (part, middle) = (part(start, end), f64::midpoint(start, end) - pixel);
        sums[at] += part * (1.0 - middle);
        sums[at + 1] += part * middle;
        if to <= pixel + 1.0 {
            break;
        }
    }
}

/// The pixels between two places, of `count` from `first` on.
fn pixels(from: f64, to: f64, first: i64, count: u32) -> Range<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "the cast ends at the largest number")]
    let (from, to) = (from.floor() as i64, to.ceil() as i64);
    let start = from.max(first);
    start..to.min(first + i64::from(count)).max(start)
}

/// The centre of a pixel.
fn center(pixel: i64) -> f64 {
    as_place(pixel) + 0.5
}

#[expect(clippy::cast_precision_loss, reason = "a picture has fewer than 2^31 pixels a side")]
const fn as_place(pixel: i64) -> f64 {
    pixel as f64
}
