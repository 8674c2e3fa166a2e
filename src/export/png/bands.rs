//! Pieces of a picture, and the items in each.
//!
//! A piece is a band of whole rows or, if a row is too large for memory, a part of a row. It is drawn in tiles of a
//! size for which tiny-skia is fast. A sweep line over the upper edges of the items finds those in a tile.

use std::ops::Range;

use tiny_skia::Pixmap;

use crate::export::raster::{Projection, Tile};
use crate::scene::Scene;
use crate::scene::glyphs::Glyphs;
use crate::scene::theme::Color;

/// Maximum size of a band in bytes, unless [`MIN_ROWS`] need more.
const BAND_BYTES: usize = 8 << 20;
/// Minimum number of rows in a band, unless these need more than [`MAX_BAND_BYTES`].
const MIN_ROWS: usize = 16;
const MAX_ROWS: usize = 256;
const MAX_BAND_BYTES: usize = 48 << 20;
pub(super) const TILE_WIDTH: u32 = 4096;
/// Extent of antialiasing beyond an item's bounds, in pixels.
const BLEED: f64 = 2.0;

/// Division of a picture into pieces.
#[derive(Clone, Copy)]
pub(super) struct Grid {
    width: u32,
    height: u32,
    /// Bytes per pixel: red, green, blue and, without a background, alpha.
    pub(super) pixel_bytes: usize,
    /// Number of rows of each piece, except the last.
    pub(super) rows: u32,
    /// Number of columns of each piece, except the last of a row.
    columns: u32,
}

/// Rows and columns of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) rows: Range<u32>,
    pub(super) columns: Range<u32>,
    /// Whether it contains all columns.
    pub(super) is_whole: bool,
}

impl Grid {
    pub(super) fn new(width: u32, height: u32, pixel_bytes: usize) -> Self {
        let row_bytes = width as usize * pixel_bytes;
        let most = (MAX_BAND_BYTES / row_bytes).max(1);
        let rows = (BAND_BYTES / row_bytes).clamp(MIN_ROWS.min(most), MAX_ROWS);
        let columns = (MAX_BAND_BYTES / pixel_bytes).min(width as usize);
        let whole = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self { width, height, pixel_bytes, rows: whole(rows).min(height), columns: whole(columns) }
    }

    const fn pieces_a_row(&self) -> usize {
        self.width.div_ceil(self.columns) as usize
    }

    /// The number of pieces.
    pub(super) const fn pieces(&self) -> usize {
        self.height.div_ceil(self.rows) as usize * self.pieces_a_row()
    }

    /// The bytes of the largest piece.
    pub(super) const fn piece_bytes(&self) -> usize {
        self.rows as usize * self.columns as usize * self.pixel_bytes
    }

    /// One of the pieces, in the order of the file.
    pub(super) fn piece(&self, at: usize) -> Piece {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let top = number(at / self.pieces_a_row()) * self.rows;
        let left = number(at % self.pieces_a_row()) * self.columns;
        Piece {
            rows: top..top.saturating_add(self.rows).min(self.height),
            columns: left..left.saturating_add(self.columns).min(self.width),
            is_whole: self.columns == self.width,
        }
    }
}

/// An item's bounds in pixels of the whole picture.
struct Place {
    item: usize,
    columns: Range<u32>,
    rows: Range<u32>,
}

/// Bounds of a scene's items, sorted by upper edge.
pub(super) struct Places(Vec<Place>);

impl Places {
    pub(super) fn new(scene: &Scene, projection: Projection) -> Self {
        let mut places: Vec<Place> = (0..scene.items.len())
            .map(|item| {
                let item_bounds = scene.items[item].bounds();
                // Glyphs of some scripts extend far above and below the line.
                let beyond = scene.items[item].run().map_or(0.0, |run| 1.5 * run.size());
                let bounds = item_bounds.expand(beyond);
                let (left, top) = projection.pixel(bounds.min);
                let (right, bottom) = projection.pixel(bounds.max);
                Place { item, columns: touched(left, right), rows: touched(top, bottom) }
            })
            .collect();
        places.sort_by_key(|place| place.rows.start);
        Self(places)
    }
}

/// Draws pieces, from top to bottom.
pub(super) struct Painter<'a> {
    scene: &'a Scene,
    places: &'a [Place],
    /// Number of places that the sweep line has passed.
    reached: usize,
    /// Places that extend into the current rows.
    active: Vec<usize>,
    /// Items in each tile of the current piece, in drawing order.
    by_tile: Vec<Vec<usize>>,
    tile: Tile,
    ground: Option<Color>,
    glyphs: Glyphs,
    pixel_bytes: usize,
    pixels: Vec<u8>,
}

impl<'a> Painter<'a> {
    pub(super) fn new(
        scene: &'a Scene,
        places: &'a Places,
        projection: Projection,
        grid: Grid,
        ground: Option<Color>,
    ) -> Self {
        let pixmap = Pixmap::new(grid.columns.min(TILE_WIDTH), grid.rows)
            .expect("a tile has pixels, and few enough for tiny-skia");
        Self {
            scene,
            places: &places.0,
            reached: 0,
            active: Vec::new(),
            by_tile: vec![Vec::new(); grid.columns.div_ceil(TILE_WIDTH) as usize],
            tile: Tile { pixmap, left: 0, top: 0, projection },
            ground,
            glyphs: Glyphs::new(scene.fonts.clone()),
            pixel_bytes: grid.pixel_bytes,
            pixels: vec![0; grid.piece_bytes()],
        }
    }

    /// The pixels of a piece, row by row. Pieces must be drawn from top to bottom.
    pub(super) fn draw(&mut self, piece: &Piece) -> &[u8] {
        self.advance(piece);
        self.tile.top = piece.rows.start;
        for at in 0..self.by_tile.len() {
            let left = piece.columns.start.saturating_add(column(at));
            if left >= piece.columns.end {
                break;
            }
            self.tile.left = left;
            let items = std::mem::take(&mut self.by_tile[at]);
            self.tile.clear(self.ground);
            for &item in &items {
                self.tile.draw(&self.scene.items[item], &mut self.glyphs);
            }
            self.copy_tile(at, piece);
            // Keeps the allocation for the next piece.
            self.by_tile[at] = items;
        }
        &self.pixels[..piece.rows.len() * piece.columns.len() * self.pixel_bytes]
    }

    /// Finds the items of a piece's tiles.
    fn advance(&mut self, piece: &Piece) {
        let Range { start: top, end: bottom } = piece.rows;
        self.active.retain(|&place| self.places[place].rows.end > top);
        while self.places.get(self.reached).is_some_and(|place| place.rows.start < bottom) {
            if self.places[self.reached].rows.end > top {
                self.active.push(self.reached);
            }
            self.reached += 1;
        }
        self.active.sort_by_key(|&place| self.places[place].item);
        for tile in &mut self.by_tile {
            tile.clear();
        }
        for &place in &self.active {
            let Place { item, columns, .. } = &self.places[place];
            let left = columns.start.saturating_sub(piece.columns.start);
            let right = columns.end.saturating_sub(piece.columns.start);
            let first = (left / TILE_WIDTH) as usize;
            let end = (right.div_ceil(TILE_WIDTH) as usize).min(self.by_tile.len());
            for tile in self.by_tile.get_mut(first..end).into_iter().flatten() {
                tile.push(*item);
            }
        }
    }

    fn copy_tile(&mut self, at: usize, piece: &Piece) {
        let row_bytes = piece.columns.len() * self.pixel_bytes;
        let from = at * TILE_WIDTH as usize * self.pixel_bytes;
        let to = row_bytes.min(from + TILE_WIDTH as usize * self.pixel_bytes);
        let tile_row_bytes = self.tile.pixmap.width() as usize * 4;
        let drawn = self.tile.pixmap.data().chunks_exact(tile_row_bytes);
        let rows = self.pixels.chunks_exact_mut(row_bytes).take(piece.rows.len());
        for (drawn, row) in drawn.zip(rows) {
            let (drawn, _) = drawn.as_chunks::<4>();
            if self.pixel_bytes == 3 {
                let (pixels, _) = row[from..to].as_chunks_mut::<3>();
                for (pixel, &[red, green, blue, _]) in pixels.iter_mut().zip(drawn) {
                    *pixel = [red, green, blue];
                }
            } else {
                let (pixels, _) = row[from..to].as_chunks_mut::<4>();
                for (pixel, &drawn) in pixels.iter_mut().zip(drawn) {
                    *pixel = straight(drawn);
                }
            }
        }
    }
}

/// Converts a pixel from premultiplied to straight alpha.
fn straight([red, green, blue, opacity]: [u8; 4]) -> [u8; 4] {
    if opacity == u8::MAX || opacity == 0 {
        return [red, green, blue, opacity];
    }
    let whole = |part: u8| {
        let opacity = u16::from(opacity);
        u8::try_from((u16::from(part) * 255 + opacity / 2) / opacity).unwrap_or(u8::MAX)
    };
    [whole(red), whole(green), whole(blue), opacity]
}

fn column(tile: usize) -> u32 {
    u32::try_from(tile).unwrap_or(u32::MAX).saturating_mul(TILE_WIDTH)
}

/// The pixels that drawing within some bounds may affect.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast ends at zero and at the largest number, beyond all pictures"
)]
fn touched(from: f64, to: f64) -> Range<u32> {
    (from - BLEED).floor() as u32..(to + BLEED).ceil() as u32
}
