//! Rows of pixels to stretches of one zlib stream, made apart and put one after the other.
//!
//! A stretch refers to nothing before it and ends on a whole byte, so that threads can make them
//! side by side; the stream's checksum is put together from theirs.

use std::io;

use flate2::{Compress, Compression, FlushCompress};

use super::bands::Piece;

/// Rows above tell nearly all of a chart's rows, so little effort is enough.
const LEVEL: u32 = 3;
/// The filters of the format that are used: nothing, the pixel to the left, the one above.
const FILTER_NONE: u8 = 0;
const FILTER_SUB: u8 = 1;
const FILTER_UP: u8 = 2;
/// The checksum counts modulo this.
const ADLER_MODULUS: u64 = 65_521;

/// A stretch of the stream.
pub(super) struct Deflated {
    bytes: Vec<u8>,
    /// Of what was deflated: its Adler-32 and its length.
    checksum: u32,
    length: u64,
}

/// Deflates one piece after another.
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
    /// A piece's pixels as a stretch of the stream.
    pub(super) fn deflate(
        &mut self,
        piece: &Piece,
        pixels: &[u8],
        pixel_bytes: usize,
    ) -> io::Result<Deflated> {
        self.compress.reset();
        let mut bytes = Vec::with_capacity(pixels.len() / 64 + 4096);
        let mut checksum = simd_adler32::Adler32::new();
        let mut length = 0;
        let row_bytes = piece.columns.len() * pixel_bytes;
        let mut above: &[u8] = &[];
        for row in pixels.chunks_exact(row_bytes) {
            self.filter(piece, above, row, pixel_bytes);
            above = row;
            checksum.write(&self.filtered);
            length += self.filtered.len() as u64;
            compress(&mut self.compress, &self.filtered, &mut bytes, FlushCompress::None)?;
        }
        compress(&mut self.compress, &[], &mut bytes, FlushCompress::Full)?;
        Ok(Deflated { bytes, checksum: checksum.finish(), length })
    }

    /// A row as the difference from the one above, or in a piece's first from the pixel before.
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

/// Deflates all of the input, with as much room as it takes.
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
        // Room that is left says that nothing more is to come out.
        if all_read && out.len() < out.capacity() {
            return Ok(());
        }
    }
}

/// The stream that stretches make.
pub(super) struct Stream {
    is_begun: bool,
    checksum: u32,
}

impl Default for Stream {
    fn default() -> Self {
        Self { is_begun: false, checksum: 1 }
    }
}

impl Stream {
    /// The bytes of the next stretch.
    pub(super) fn append(&mut self, stretch: Deflated) -> Vec<u8> {
        self.checksum = combined(self.checksum, stretch.checksum, stretch.length);
        if self.is_begun {
            return stretch.bytes;
        }
        self.is_begun = true;
        // A window of 32 KiB, little effort, no dictionary.
        let mut bytes = vec![0x78, 0x5e];
        bytes.extend(stretch.bytes);
        bytes
    }

    /// What follows the last stretch: an empty block that is marked as the last, and the checksum.
    pub(super) fn end(&self) -> Vec<u8> {
        let mut bytes = vec![0x03, 0x00];
        bytes.extend(self.checksum.to_be_bytes());
        bytes
    }
}

/// The Adler-32 of one thing after another, from theirs and the second one's length.
fn combined(first: u32, second: u32, second_length: u64) -> u32 {
    let parts = |sum: u32| (u64::from(sum & 0xffff), u64::from(sum >> 16));
    let ((low, high), (low_after, high_after)) = (parts(first), parts(second));
    // Both sums start at 1 and 0; the second one's must start where the first has ended.
    let before = low + ADLER_MODULUS - 1;
    let low = (before + low_after) % ADLER_MODULUS;
    let high = (high + high_after + second_length % ADLER_MODULUS * before) % ADLER_MODULUS;
    u32::try_from(high << 16 | low).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_of_parts_make_that_of_the_whole() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|at| at.to_le_bytes()[at as usize % 3]).collect();
        for cut in [0, 1, 65_521, 199_999, 200_000] {
            let (first, second) = bytes.split_at(cut);
            let [first, second_sum, all] =
                [first, second, &bytes].map(|part| simd_adler32::adler32(&part));
            assert_eq!(combined(first, second_sum, second.len() as u64), all, "cut at {cut}");
        }
    }
}
