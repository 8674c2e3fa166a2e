//! A scene as a PNG picture, drawn and written in bands of rows.
//!
//! No more than a band is held at a time, so memory does not grow with the picture's height. A
//! band is drawn in tiles of a size that tiny-skia is quick with, and only the items in a tile are
//! drawn: a line from above sweeps over the items by their upper edges.

use std::io::{self, Write};
use std::ops::Range;

use png::{BitDepth, ColorType, Compression, Encoder, Filter, PixelDimensions, Unit};
use tiny_skia::Pixmap;

use super::glyphs::Glyphs;
use super::raster::{Projection, Tile};
use super::{ExportError, checked_scale};
use crate::scene::Scene;

/// Bytes that a band's rows may take; a picture so wide that [`FEWEST_ROWS`] need more gets them.
const BAND_BYTES: usize = 8 << 20;
/// Never fewer rows in a band, unless these would take more than eight times [`BAND_BYTES`].
const FEWEST_ROWS: usize = 16;
const MOST_ROWS: usize = 256;
const TILE_WIDTH: u32 = 4096;
/// Colours are opaque: red, green, blue.
const PIXEL_BYTES: usize = 3;
/// The encoder holds a few whole rows, so width costs memory: this much is 96 MiB a row.
const MOST_WIDTH: u32 = 1 << 25;
/// The format's own limit of a side.
const MOST_HEIGHT: u32 = i32::MAX as u32;
/// Antialiasing may touch this many pixels beyond an item's bounds.
const BLEED: f64 = 2.0;

/// How a picture is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PngOptions {
    /// Pixels a point; 1 is a picture of 96 dots an inch.
    pub scale: f32,
}

/// Width and height in pixels of a scene's picture.
///
/// # Errors
/// When the scale is no positive number, or a side is over the limit.
pub fn pixel_size(scene: &Scene, options: PngOptions) -> Result<(u32, u32), ExportError> {
    let scale = checked_scale(options.scale)?;
    let (width, height) = (f64::from(scene.size().x), f64::from(scene.size().y));
    let limits = (f64::from(MOST_WIDTH), f64::from(MOST_HEIGHT));
    let asked = (pixels(width * scale), pixels(height * scale));
    if asked.0 > limits.0 || asked.1 > limits.1 {
        let largest = (limits.0 / width).min(limits.1 / height);
        return Err(ExportError::TooLarge {
            width: asked.0,
            height: asked.1,
            largest_scale: rounded_down(largest),
        });
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between one and the limits"
    )]
    Ok((asked.0 as u32, asked.1 as u32))
}

/// Whole pixels for a length; what rounding alone puts over a whole number does not count.
fn pixels(length: f64) -> f64 {
    (length - (length * 2e-7 + 1e-3).min(0.5)).ceil().max(1.0)
}

/// Three digits of a number, not more than it.
fn rounded_down(number: f64) -> f64 {
    let step = 10_f64.powf(number.log10().floor() - 2.0);
    let digits = (number / step).floor() * step;
    // Printed without the dust that powers of ten leave behind.
    format!("{digits:.6}").parse().unwrap_or(digits)
}

/// Writes a scene's picture.
///
/// # Errors
/// As [`pixel_size`], before anything is written; and when `out` refuses.
pub fn write(scene: &Scene, options: PngOptions, out: impl Write) -> Result<(), ExportError> {
    let (width, height) = pixel_size(scene, options)?;
    let projection = Projection { origin: scene.bounds.min, scale: f64::from(options.scale) };
    let mut out = Watched { out, refusal: None };
    let encoder = Encoder::new(&mut out, width, height);
    let bands = Bands::new(scene, projection, width, height);
    encode(encoder, density(options.scale), bands, height).map_err(|error| {
        let kind = out.refusal.unwrap_or_else(|| error.kind());
        ExportError::Write(io::Error::new(kind, error))
    })
}

fn encode(
    mut encoder: Encoder<'_, impl Write>,
    density: PixelDimensions,
    mut bands: Bands<'_>,
    height: u32,
) -> io::Result<()> {
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    encoder.set_filter(Filter::Up);
    encoder.set_pixel_dims(Some(density));
    let mut writer = encoder.write_header()?;
    let mut stream = writer.stream_writer_with_size(1 << 16)?;
    for top in (0..height).step_by(bands.rows as usize) {
        stream.write_all(bands.draw(top, height))?;
    }
    stream.finish()?;
    Ok(writer.finish()?)
}

/// A writer that remembers why it refused: the encoder passes on no more than the words, and a
/// closed pipe is no fault where a full disk is.
struct Watched<W> {
    out: W,
    refusal: Option<io::ErrorKind>,
}

impl<W: Write> Watched<W> {
    fn watch<T>(&mut self, write: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<T> {
        let written = write(&mut self.out);
        if let Err(error) = &written {
            self.refusal = Some(error.kind());
        }
        written
    }
}

impl<W: Write> Write for Watched<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.watch(|out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.watch(Write::flush)
    }
}

/// Dots a metre.
fn density(scale: f32) -> PixelDimensions {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, and the cast ends at the largest number"
    )]
    let dots = (f64::from(scale) * 96.0 / 0.0254).round().max(1.0) as u32;
    PixelDimensions { xppu: dots, yppu: dots, unit: Unit::Meter }
}

/// An item's bounds in pixels of the whole picture.
struct Place {
    item: usize,
    columns: Range<u32>,
    rows: Range<u32>,
}

/// The picture band after band, from top to bottom.
struct Bands<'a> {
    scene: &'a Scene,
    width: u32,
    /// Rows of each band but the last.
    rows: u32,
    /// Where the items are, by their upper edges.
    places: Vec<Place>,
    /// How many of them the bands so far have reached.
    reached: usize,
    /// Those that reach into the band at hand, in drawing order.
    active: Vec<usize>,
    /// The items of each tile of the band at hand.
    by_tile: Vec<Vec<usize>>,
    tile: Tile,
    glyphs: Glyphs,
    pixels: Vec<u8>,
}

impl<'a> Bands<'a> {
    fn new(scene: &'a Scene, projection: Projection, width: u32, height: u32) -> Self {
        let rows = rows_a_band(width).min(height);
        let mut places: Vec<Place> = (0..scene.items.len())
            .map(|item| {
                let bounds = scene.items[item].bounds();
                let (left, top) = projection.pixel(bounds.min);
                let (right, bottom) = projection.pixel(bounds.max);
                Place { item, columns: touched(left, right), rows: touched(top, bottom) }
            })
            .collect();
        places.sort_by_key(|place| place.rows.start);
        let pixmap = Pixmap::new(width.min(TILE_WIDTH), rows)
            .expect("a tile has pixels, and few enough for tiny-skia");
        Self {
            scene,
            width,
            rows,
            places,
            reached: 0,
            active: Vec::new(),
            by_tile: vec![Vec::new(); width.div_ceil(TILE_WIDTH) as usize],
            tile: Tile { pixmap, left: 0, top: 0, projection },
            glyphs: Glyphs::default(),
            pixels: vec![0; width as usize * rows as usize * PIXEL_BYTES],
        }
    }

    /// The pixels of the band that starts at a row; bands are asked for in order.
    fn draw(&mut self, top: u32, height: u32) -> &[u8] {
        let bottom = (top + self.rows).min(height);
        self.advance(top, bottom);
        self.tile.top = top;
        for tile in 0..self.by_tile.len() {
            let items = std::mem::take(&mut self.by_tile[tile]);
            self.draw_tile(tile, &items, (bottom - top) as usize);
            // The room is kept for the next band.
            self.by_tile[tile] = items;
            self.by_tile[tile].clear();
        }
        &self.pixels[..(bottom - top) as usize * self.row_bytes()]
    }

    /// Finds the items of a band's tiles.
    fn advance(&mut self, top: u32, bottom: u32) {
        self.active.retain(|&place| self.places[place].rows.end > top);
        while self.places.get(self.reached).is_some_and(|place| place.rows.start < bottom) {
            if self.places[self.reached].rows.end > top {
                self.active.push(self.reached);
            }
            self.reached += 1;
        }
        self.active.sort_by_key(|&place| self.places[place].item);
        for &place in &self.active {
            let Place { item, columns, .. } = &self.places[place];
            let first = (columns.start / TILE_WIDTH) as usize;
            let end = (columns.end.div_ceil(TILE_WIDTH) as usize).min(self.by_tile.len());
            for tile in self.by_tile.get_mut(first..end).into_iter().flatten() {
                tile.push(*item);
            }
        }
    }

    fn draw_tile(&mut self, tile: usize, items: &[usize], rows: usize) {
        let left = tile * TILE_WIDTH as usize;
        let columns = (self.width as usize - left).min(TILE_WIDTH as usize);
        self.tile.left = u32::try_from(left).unwrap_or(self.width);
        self.tile.clear(self.scene.ground);
        for &item in items {
            self.tile.draw(&self.scene.items[item], &mut self.glyphs);
        }
        let row_bytes = self.row_bytes();
        let tile_row_bytes = self.tile.pixmap.width() as usize * 4;
        let drawn = self.tile.pixmap.data().chunks_exact(tile_row_bytes);
        for (drawn, row) in drawn.zip(self.pixels.chunks_exact_mut(row_bytes)).take(rows) {
            let row = &mut row[left * PIXEL_BYTES..(left + columns) * PIXEL_BYTES];
            for (pixel, drawn) in row.chunks_exact_mut(PIXEL_BYTES).zip(drawn.chunks_exact(4)) {
                pixel.copy_from_slice(&drawn[..PIXEL_BYTES]);
            }
        }
    }

    const fn row_bytes(&self) -> usize {
        self.width as usize * PIXEL_BYTES
    }
}

fn rows_a_band(width: u32) -> u32 {
    let row_bytes = width as usize * PIXEL_BYTES;
    let fitting = BAND_BYTES / row_bytes;
    let most_wide = (8 * BAND_BYTES / row_bytes).max(1);
    let rows = fitting.clamp(FEWEST_ROWS.min(most_wide), MOST_ROWS);
    u32::try_from(rows).unwrap_or(1)
}

/// The pixels between two places that drawing may touch.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast ends at zero and at the largest number, beyond all pictures"
)]
fn touched(from: f64, to: f64) -> Range<u32> {
    (from - BLEED).floor() as u32..(to + BLEED).ceil() as u32
}

#[cfg(test)]
mod tests {
    use emath::{Rect, pos2, vec2};

    use super::*;
    use crate::scene::SceneItem;
    use crate::scene::text::Weight;
    use crate::scene::theme::Color;

    /// As wide and high as needed for the first border of tiles and of bands.
    const SIZE: (u32, u32) = (4200, 300);

    fn scene() -> Scene {
        let color = Color([30, 60, 90, 255]);
        let bounds = Rect::from_min_size(pos2(-10.5, 7.0), vec2(4200.0, 300.0));
        let rect = Rect::from_min_size(pos2(4000.0, 200.0), vec2(150.0, 90.0));
        let text = |at: f32| SceneItem::Text {
            origin: pos2(4020.0, at),
            width: 160.0,
            words: "维持和平行动部 Operations".into(),
            size: 15.0,
            weight: Weight::Medium,
            color,
        };
        let items = vec![
            SceneItem::Box { rect, radius: 6.0, fill: Color([255; 4]), border: Some((1.0, color)) },
            SceneItem::Line {
                points: vec![pos2(0.0, 230.0), pos2(4120.0, 266.0)],
                width: 1.5,
                color,
                dash: Some((7.0, 4.0)),
            },
            text(225.0),
            text(265.0),
        ];
        Scene { bounds, ground: Color([245, 246, 248, 255]), items, groups: Vec::new() }
    }

    #[test]
    fn tiles_and_bands_meet_without_a_seam() {
        let scene = scene();
        let mut file = Vec::new();
        write(&scene, PngOptions { scale: 1.0 }, &mut file).expect("memory takes everything");
        let mut reader = png::Decoder::new(io::Cursor::new(file)).read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        let frame = reader.next_frame(&mut pixels).expect("a whole PNG");
        assert_eq!((frame.width, frame.height), SIZE);

        // The same in one piece, across the corner where four pieces met.
        let (left, top) = (TILE_WIDTH - 90, rows_a_band(SIZE.0) - 70);
        let mut whole = Tile {
            pixmap: Pixmap::new(180, 110).expect("it has pixels"),
            left,
            top,
            projection: Projection { origin: scene.bounds.min, scale: 1.0 },
        };
        whole.clear(scene.ground);
        for item in &scene.items {
            whole.draw(item, &mut Glyphs::default());
        }
        let mut drawn = 0;
        for (at, pixel) in (0_u32..).zip(whole.pixmap.pixels()) {
            let (x, y) = ((left + at % 180) as usize, (top + at / 180) as usize);
            let found = pixels[(y * SIZE.0 as usize + x) * PIXEL_BYTES];
            // Antialiasing takes a few samples a pixel; rounding may move one of them.
            assert!(found.abs_diff(pixel.red()) <= 32, "at {x}, {y}: {found}, not {}", pixel.red());
            drawn += usize::from(pixel.red() != 245);
        }
        assert!(drawn > 2000, "only {drawn} pixels were drawn on");
    }

    #[test]
    fn a_size_over_the_limit_names_the_largest_scale() {
        let error = pixel_size(&scene(), PngOptions { scale: 1e9 }).expect_err("that is too much");
        let message = "the picture would be 4200000000000 x 300000000000 pixels, more than a PNG \
                       can be here; the largest scale that fits is 7980";
        assert_eq!(error.to_string(), message);
        for scale in [0.0, -1.0, f32::NAN, f32::INFINITY] {
            assert!(matches!(
                pixel_size(&scene(), PngOptions { scale }),
                Err(ExportError::Scale(_))
            ));
        }
    }
}
