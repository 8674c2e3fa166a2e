//! Parallel deflate: compresses rows of pixels to stretches of one zlib stream, like `pigz`.
//!
//! A stretch does not refer to anything before it and ends on a byte boundary, so that threads can produce stretches in
//! parallel; the Adler-32 checksum of the stream is combined from theirs.

use std::io;

use flate2::{Compress, Compression, FlushCompress};
use zlib_rs::adler32::{adler32, adler32_combine};

use super::bands::Piece;

/// Most rows of a chart equal the row above, so a low level is enough.
const LEVEL: u32 = 3;
/// PNG filter types: none, difference from the left, difference from above.
const FILTER_NONE: u8 = 0;
const FILTER_SUB: u8 = 1;
const FILTER_UP: u8 = 2;

/// Adler-32 checksum of empty input.
const EMPTY_CHECKSUM: u32 = 1;

/// A stretch of the stream.
pub(super) struct Deflated {
    bytes: Vec<u8>,
    /// Adler-32 of the input.
    checksum: u32,
    /// Bytes of the input.
    length: u64,
}

/// Deflates pieces, one after another.
pub(super) struct Deflater {
    compress: Compress,
    filtered: Vec<u8>,
}

impl Default for Deflater {
    fn default() -> Self {
        Self { compress: Compress::new(Compression::new(LEVEL), false), filtered: Vec::new() }
    }
}

impl Deflater {
    /// Compresses the pixels of a piece to a stretch of the stream.
    pub(super) fn deflate(
        &mut self,
        piece: &Piece,
        pixels: &[u8],
        pixel_bytes: usize,
    ) -> io::Result<Deflated> {
        self.compress.reset();
        let mut bytes = Vec::with_capacity(pixels.len() / 64 + 4096);
        let (mut checksum, mut length) = (EMPTY_CHECKSUM, 0);
        let row_bytes = piece.columns.len() * pixel_bytes;
        let mut above: &[u8] = &[];
        for row in pixels.chunks_exact(row_bytes) {
            self.filter(piece, above, row, pixel_bytes);
            above = row;
            checksum = adler32(checksum, &self.filtered);
            length += self.filtered.len() as u64;
            compress(&mut self.compress, &self.filtered, &mut bytes, FlushCompress::None)?;
        }
        compress(&mut self.compress, &[], &mut bytes, FlushCompress::Full)?;
        Ok(Deflated { bytes, checksum, length })
    }

    /// Filters a row by the row above, or in the first row of a piece by the pixel to the left.
    fn filter(&mut self, piece: &Piece, above: &[u8], row: &[u8], pixel_bytes: usize) {
        self.filtered.clear();
        if !piece.is_whole {
            if piece.columns.start == 0 {
                self.filtered.push(FILTER_NONE);
            }
            self.filtered.extend_from_slice(row);
        } else if above.is_empty() {
            self.filtered.push(FILTER_SUB);
            self.filtered.extend_from_slice(&row[..pixel_bytes]);
            let pairs = row[pixel_bytes..].iter().zip(row);
            self.filtered.extend(pairs.map(|(here, left)| here.wrapping_sub(*left)));
        } else {
            self.filtered.push(FILTER_UP);
            let pairs = row.iter().zip(above);
            self.filtered.extend(pairs.map(|(here, above)| here.wrapping_sub(*above)));
        }
    }
}

/// Deflates all of the input into a growing buffer.
fn compress(
    compress: &mut Compress,
    input: &[u8],
    out: &mut Vec<u8>,
    flush: FlushCompress,
) -> io::Result<()> {
    let start = compress.total_in();
    loop {
        out.reserve(1 << 14);
        let read = usize::try_from(compress.total_in() - start).unwrap_or(input.len());
        compress.compress_vec(&input[read..], out, flush).map_err(io::Error::other)?;
        let all_read = compress.total_in() - start == input.len() as u64;
        // Spare capacity means that there is no more output.
        if all_read && out.len() < out.capacity() {
            return Ok(());
        }
    }
}

/// Concatenation of stretches to a zlib stream.
pub(super) struct Stream {
    is_begun: bool,
    checksum: u32,
}

impl Default for Stream {
    fn default() -> Self {
        Self { is_begun: false, checksum: EMPTY_CHECKSUM }
    }
}

impl Stream {
    /// The bytes of the next stretch.
    pub(super) fn append(&mut self, stretch: Deflated) -> Vec<u8> {
        self.checksum = adler32_combine(self.checksum, stretch.checksum, stretch.length);
        if self.is_begun {
            return stretch.bytes;
        }
        self.is_begun = true;
        // Header: a window of 32 KiB, fast compression, no dictionary.
        let mut bytes = vec![0x78, 0x5e];
        bytes.extend(stretch.bytes);
        bytes
    }

    /// The end of the stream: an empty last block and the checksum.
    pub(super) fn end(&self) -> Vec<u8> {
        let mut bytes = vec![0x03, 0x00];
        bytes.extend(self.checksum.to_be_bytes());
        bytes
    }
}
