//! Terminal output without control characters.

use std::borrow::Cow;
use std::io::{self, Write};

use clap::builder::styling::AnsiColor;

/// Replacement for control characters.
const REPLACEMENT: char = '\u{fffd}';

/// A text for one line of a terminal: without characters that move the cursor, end the line, or change the direction of
/// text. A tab becomes a space.
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

/// Whether a character is harmless: not a control character (C0, delete, C1), a line or paragraph separator, or one of
/// the [bidirectional formatting characters](https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters).
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

/// Text stream for a terminal, with each line [`printable`]; bytes that are not UTF-8 are replaced.
pub(super) struct Printable<W: Write> {
    out: W,
    /// The start of an incomplete character.
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

/// Colour of a line's sign, of the eight that every palette has. Blue can hardly be read on black, and yellow on white.
const fn sign_color(line: &[u8]) -> Option<AnsiColor> {
    match line {
        [b' ', b' ', b'+', b' ', ..] => Some(AnsiColor::Green),
        [b' ', b' ', b'-', b' ', ..] => Some(AnsiColor::Red),
        [b' ', b' ', b'>', b' ', ..] => Some(AnsiColor::Magenta),
        [b' ', b' ', b'~', b' ', ..] => Some(AnsiColor::Cyan),
        _ => None,
    }
}

/// Line stream for a terminal with colours: change symbols at the start of lines are coloured.
pub(super) struct SignColors<W: Write> {
    out: W,
    line: Vec<u8>,
}

impl<W: Write> SignColors<W> {
    pub(super) const fn new(out: W) -> Self {
        Self { out, line: Vec::new() }
    }
}

impl<W: Write> Write for SignColors<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for part in bytes.split_inclusive(|&byte| byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                let line = std::mem::take(&mut self.line);
                let Some(color) = sign_color(&line) else {
                    self.out.write_all(&line)?;
                    continue;
                };
                let (style, sign) = (color.on_default(), char::from(line[2]));
                write!(self.out, "  {style}{sign}{style:#}")?;
                self.out.write_all(&line[3..])?;
            }
        }
        Ok(bytes.len())
    }

    /// Writes the incomplete line unchanged.
    fn flush(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        self.out.write_all(&line)?;
        self.out.flush()
    }
}

/// Whether bytes at the end of a chunk are an incomplete character.
fn is_begun_character(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn through(pieces: &[&[u8]]) -> String {
        let mut out = Printable::new(Vec::new());
        for piece in pieces {
            out.write_all(piece).expect("memory takes everything");
        }
        String::from_utf8(out.out).expect("UTF-8")
    }

    proptest! {
        #[test]
        fn chunked_writes_equal_one_write(bytes in any_bytes(), cut in 0.0..1.0_f64) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a few bytes")]
            let cut = (cut * bytes.len() as f64) as usize;
            prop_assert_eq!(through(&[&bytes[..cut], &bytes[cut..]]), through(&[&bytes]));
            let single: Vec<&[u8]> = bytes.chunks(1).collect();
            prop_assert_eq!(through(&single), through(&[&bytes]));
        }
    }

    fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
        let text = "[a海𝒳é\n\u{9b}\u{202e}]{0,8}".prop_map(String::into_bytes);
        prop::collection::vec(prop_oneof![text, prop::collection::vec(any::<u8>(), 0..4)], 0..6)
            .prop_map(|pieces| pieces.concat())
    }

    #[test]
    fn replaces_control_characters_but_not_line_ends() {
        let text = "a\tb\u{1b}[2J\r\n海\u{9b}\u{2028}\u{202e}𝒳\n";
        assert_eq!(through(&[text.as_bytes()]), "a b�[2J�\n海���𝒳\n");
        assert_eq!(through(&[b"a\xe6\xb5", b"x\xff"]), "a�x�");
        assert_eq!(printable("海岸\u{200d}é"), "海岸\u{200d}é", "joiners do no harm");
    }

    #[test]
    fn colours_change_signs_only() {
        let mut out = SignColors::new(Vec::new());
        let lines = "is new\n  - Quay is abolished\n  > Dock moves\n  ~ Mole is renamed\nno";
        for piece in ["Units\n  + Pier ", lines, " end"] {
            out.write_all(piece.as_bytes()).expect("memory takes everything");
        }
        out.flush().expect("memory takes everything");
        let expected = "Units\n  \u{1b}[32m+\u{1b}[0m Pier is new\n  \u{1b}[31m-\u{1b}[0m Quay is abolished\n  \
                        \u{1b}[35m>\u{1b}[0m Dock moves\n  \u{1b}[36m~\u{1b}[0m Mole is renamed\nno end";
        assert_eq!(String::from_utf8(out.out).expect("UTF-8"), expected);
    }
}
