//! PNG, drawn and compressed in bands of rows by several threads.
//!
//! Only a few bands are in memory at a time, whatever the height of the picture and the number of threads. Each band is
//! compressed by the thread that drew it, to a stretch that ends on a byte boundary; concatenated, the stretches form
//! one zlib stream.

mod bands;
mod deflate;

use std::io::{self, Write};
use std::sync::mpsc::sync_channel;
use std::thread;

use png::{BitDepth, ColorType, Encoder, EncodingError, PixelDimensions, Unit, Writer, chunk};

use self::bands::{Grid, Painter, Places};
use self::deflate::{Deflated, Deflater, Stream};
use super::raster::Projection;
use super::{ExportError, Metadata, checked_scale, metadata_text};
use crate::scene::{Scene, SceneItem};

/// Maximum side of the format, in pixels.
const MAX_PIXELS: u32 = i32::MAX as u32;
/// Maximum total size of the bands of all threads, in bytes; one thread is always allowed.
const MAX_BYTES_AT_WORK: usize = 128 << 20;
/// Maximum number of threads: more would only wait for the writer.
const MAX_THREADS: usize = 16;

/// Options of a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct PngOptions<'a> {
    /// Pixels per point; scale 1 is 96 dots per inch.
    pub scale: f32,
    /// Whether to omit the background.
    pub transparent: bool,
    /// The metadata.
    pub metadata: Metadata<'a>,
}

impl Default for PngOptions<'_> {
    fn default() -> Self {
        Self { scale: 1.0, transparent: false, metadata: Metadata::default() }
    }
}

/// Width and height in pixels of a scene's picture.
///
/// # Errors
/// If the scale is no positive number, or a side is over the format's limit.
pub fn pixel_size(scene: &Scene, options: &PngOptions<'_>) -> Result<(u32, u32), ExportError> {
    let scale = checked_scale(options.scale)?;
    let (width, height) = (f64::from(scene.size().x), f64::from(scene.size().y));
    let limit = f64::from(MAX_PIXELS);
    let asked = (pixels(width * scale), pixels(height * scale));
    if asked.0 > limit || asked.1 > limit {
        return Err(ExportError::TooLarge {
            width: asked.0,
            height: asked.1,
            largest_scale: rounded_down(limit / width.max(height)),
        });
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between one and the limit"
    )]
    Ok((asked.0 as u32, asked.1 as u32))
}

/// Estimated file size of a picture in bytes: within a factor of two for charts.
///
/// # Errors
///
/// Like [`pixel_size`].
pub fn estimated_bytes(scene: &Scene, options: &PngOptions<'_>) -> Result<u64, ExportError> {
    let (width, height) = pixel_size(scene, options)?;
    let scale = f64::from(options.scale);
    let ink: f64 = scene.items.iter().map(|item| estimated_ink(item, scale)).sum();
    let ground = f64::from(width) * f64::from(height) / 330.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, and the cast ends at the largest number"
    )]
    Ok((ink + ground) as u64 + 1000)
}

/// Checks that a disk with `free` bytes has room for a picture, with a tolerance for the estimate.
///
/// # Errors
///
/// Like [`pixel_size`]; also if there is clearly not enough room, with the largest scale that fits.
pub fn check_room(scene: &Scene, options: &PngOptions<'_>, free: u64) -> Result<(), ExportError> {
    let (width, height) = pixel_size(scene, options)?;
    let needed = estimated_bytes(scene, options)?;
    if free >= needed / 2 {
        return Ok(());
    }
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let parts = free as f64 / needed as f64;
    Err(ExportError::NoRoom {
        width,
        height,
        needed,
        free,
        largest_scale: rounded_down(f64::from(options.scale) * parts.max(1e-12).sqrt()),
    })
}

/// Estimated size of an item in bytes, excluding its area: edges compress badly, and text consists of edges.
fn estimated_ink(item: &SceneItem, scale: f64) -> f64 {
    match item {
        SceneItem::Box { .. } => 60.0 * scale.sqrt(),
        SceneItem::Line { dash: Some(_), .. } => 400.0 * scale.sqrt(),
        SceneItem::Strip { .. } | SceneItem::Line { .. } | SceneItem::Polygon { .. } => {
            40.0 * scale.sqrt()
        }
        SceneItem::Text { run, .. } | SceneItem::Slanted { run, .. } => {
            f64::from(run.width()) * f64::from(run.size()) * scale.powf(1.3)
        }
    }
}

/// Whole pixels of a length, rounded up with a tolerance for rounding errors.
pub(super) fn pixels(length: f64) -> f64 {
    (length - (length * 2e-7 + 1e-3).min(0.5)).ceil().max(1.0)
}

/// A number rounded down to three digits.
pub(super) fn rounded_down(number: f64) -> f64 {
    let step = 10_f64.powf(number.log10().floor() - 2.0);
    let digits = (number / step).floor() * step;
    // Printing removes the rounding errors of powers of ten.
    format!("{digits:.6}").parse().unwrap_or(digits)
}

/// Writes the picture of a scene.
///
/// # Errors
/// Like [`pixel_size`], before anything is written; or if writing to `out` fails.
pub fn write(scene: &Scene, options: &PngOptions<'_>, out: impl Write) -> Result<(), ExportError> {
    write_with(scene, options, &mut |_| {}, out)
}

/// Writes the picture of a scene, and reports the completed fraction, from 0 to 1.
///
/// # Errors
///
/// Like [`write()`].
pub fn write_with(
    scene: &Scene,
    options: &PngOptions<'_>,
    progress: &mut dyn FnMut(f32),
    out: impl Write,
) -> Result<(), ExportError> {
    let (width, height) = pixel_size(scene, options)?;
    let grid = Grid::new(width, height, if options.transparent { 4 } else { 3 });
    let projection = Projection { origin: scene.bounds.min, scale: f64::from(options.scale) };
    let encoder = header(Encoder::new(out, width, height), options);
    let picture = Picture { scene, options, projection, grid };
    let threads = picture.threads();
    let written = encoder.and_then(Encoder::write_header).and_then(|mut writer| {
        picture.bands(threads, progress, &mut writer)?;
        writer.finish()
    });
    written.map_err(|error| {
        ExportError::Write(match error {
            EncodingError::IoError(error) => error,
            other => io::Error::other(other),
        })
    })
}

/// The header: pixel format, density, and metadata.
fn header<'a, W: Write>(
    mut encoder: Encoder<'a, W>,
    options: &PngOptions<'a>,
) -> Result<Encoder<'a, W>, EncodingError> {
    let metadata = options.metadata;
    encoder.set_color(if options.transparent { ColorType::Rgba } else { ColorType::Rgb });
    encoder.set_depth(BitDepth::Eight);
    encoder.set_pixel_dims(Some(density(options.scale)));
    let mut note = |key: &str, words: &str| {
        if words.is_empty() {
            Ok(())
        } else {
            encoder.add_itxt_chunk(key.to_owned(), metadata_text(words))
        }
    };
    note("Title", metadata.title)?;
    note("Software", super::PROGRAM)?;
    if let Some(origin) = metadata.origin {
        note("Source", &origin.file_name)?;
        note("Source-SHA256", &origin.sha256)?;
    }
    Ok(encoder)
}

/// Dots per metre.
fn density(scale: f32) -> PixelDimensions {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, and the cast ends at the largest number"
    )]
    let dots = (f64::from(scale) * 96.0 / 0.0254).round().max(1.0) as u32;
    PixelDimensions { xppu: dots, yppu: dots, unit: Unit::Meter }
}

/// State that the threads share.
struct Picture<'a> {
    scene: &'a Scene,
    options: &'a PngOptions<'a>,
    projection: Projection,
    grid: Grid,
}

impl Picture<'_> {
    /// Draws all pieces and writes them in order. Thread *k* of *n* draws pieces *k*, *k + n*, …; a bounded channel
    /// blocks it until its previous piece is consumed. A single thread is the current one: pages in a browser have no
    /// others.
    fn bands<W: Write>(
        &self,
        threads: usize,
        progress: &mut dyn FnMut(f32),
        writer: &mut Writer<W>,
    ) -> Result<(), EncodingError> {
        let places = Places::new(self.scene, self.projection);
        if threads == 1 {
            return self.bands_one_by_one(&places, progress, writer);
        }
        thread::scope(|scope| {
            let finished: Vec<_> = (0..threads)
                .map(|first| {
                    let (send, receive) = sync_channel(1);
                    let places = &places;
                    scope.spawn(move || {
                        let pieces = (first..self.grid.pieces()).step_by(threads);
                        // If the channel is closed, the writer has failed and reports the error.
                        let _ = self.work(places, pieces, |piece| send.send(piece).is_ok());
                    });
                    receive
                })
                .collect();
            let mut stream = Stream::default();
            for piece in 0..self.grid.pieces() {
                let Ok(deflated) = finished[piece % threads].recv() else {
                    return Err(io::Error::other("a thread that draws has ended").into());
                };
                writer.write_chunk(chunk::IDAT, &stream.append(deflated))?;
                progress(part(piece + 1, self.grid.pieces()));
            }
            writer.write_chunk(chunk::IDAT, &stream.end())
        })
    }

    /// Draws and writes all pieces on this thread.
    fn bands_one_by_one<W: Write>(
        &self,
        places: &Places,
        progress: &mut dyn FnMut(f32),
        writer: &mut Writer<W>,
    ) -> Result<(), EncodingError> {
        let mut stream = Stream::default();
        let mut written = Ok(());
        let mut done = 0;
        self.work(places, 0..self.grid.pieces(), |piece| {
            written = writer.write_chunk(chunk::IDAT, &stream.append(piece));
            done += 1;
            progress(part(done, self.grid.pieces()));
            written.is_ok()
        })?;
        written?;
        writer.write_chunk(chunk::IDAT, &stream.end())
    }

    fn work(
        &self,
        places: &Places,
        pieces: impl Iterator<Item = usize>,
        mut hand_over: impl FnMut(Deflated) -> bool,
    ) -> io::Result<()> {
        let ground = (!self.options.transparent).then_some(self.scene.ground);
        let mut painter = Painter::new(self.scene, places, self.projection, self.grid, ground);
        let mut deflater = Deflater::default();
        for piece in pieces {
            let piece = self.grid.piece(piece);
            let pixels = painter.draw(&piece);
            if !hand_over(deflater.deflate(&piece, pixels, self.grid.pixel_bytes)?) {
                break;
            }
        }
        Ok(())
    }

    fn threads(&self) -> usize {
        let there_are = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let affordable = (MAX_BYTES_AT_WORK / self.grid.piece_bytes()).max(1);
        there_are.min(MAX_THREADS).min(affordable).min(self.grid.pieces())
    }
}

#[expect(clippy::cast_precision_loss, reason = "a part of a progress bar")]
fn part(done: usize, all: usize) -> f32 {
    done as f32 / all as f32
}

#[cfg(test)]
mod tests;
