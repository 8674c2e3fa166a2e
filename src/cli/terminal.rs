//! What reaches a terminal: text without the characters that it would obey.

use std::borrow::Cow;
use std::io::{self, Write};

/// Stands for a character that is not handed on.
const REPLACEMENT: char = '\u{fffd}';

/// A text for one line of a terminal: none of its characters moves the cursor, ends the line, or
/// turns the order of the others round. A tab becomes a space.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_harmless) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(replaced).collect())
}

fn replaced(character: char) -> char {
    match character {
        '\t' => ' ',
        harmless if is_harmless(harmless) => harmless,
        _ => REPLACEMENT,
    }
}

/// Not a control character (C0, delete, C1), a separator of lines or paragraphs, or one of the
/// [bidirectional formatting characters](https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters).
const fn is_harmless(character: char) -> bool {
    !matches!(
        character,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

/// A stream of text for a terminal, each of its lines [`printable`]; bytes that are not UTF-8 are
/// replaced.
pub(super) struct Printable<W: Write> {
    out: W,
    /// The start of a character whose other bytes are still to come.
    begun: Vec<u8>,
}

impl<W: Write> Printable<W> {
    pub(super) const fn new(out: W) -> Self {
        Self { out, begun: Vec::new() }
    }
}

impl<W: Write> Write for Printable<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = std::mem::take(&mut self.begun);
        all.extend_from_slice(bytes);
        let mut chunks = all.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            for line in chunk.valid().split_inclusive('\n') {
                let (words, end) =
                    line.strip_suffix('\n').map_or((line, ""), |words| (words, "\n"));
                write!(self.out, "{}{end}", printable(words))?;
            }
            if chunks.peek().is_none() && is_begun_character(chunk.invalid()) {
                self.begun = chunk.invalid().to_vec();
            } else if !chunk.invalid().is_empty() {
                write!(self.out, "{REPLACEMENT}")?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Whether bytes that end a chunk are a character without its last ones.
fn is_begun_character(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}
