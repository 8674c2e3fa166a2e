//! Terminal output without control characters.

use std::borrow::Cow;
use std::io::{self, Write};

use clap::builder::styling::AnsiColor;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

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

/// Line stream for lists of changes on a terminal: lines wrap between words, and the change symbols at their start are
/// coloured.
pub(super) struct ChangeLines<W: Write> {
    out: W,
    line: Vec<u8>,
    has_colors: bool,
    /// Width of the terminal, in columns.
    columns: usize,
}

impl<W: Write> ChangeLines<W> {
    pub(super) const fn new(out: W, has_colors: bool, columns: usize) -> Self {
        Self { out, line: Vec::new(), has_colors, columns }
    }

    fn put(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        let line = wrapped(&String::from_utf8_lossy(&line), self.columns);
        match sign_color(line.as_bytes()).filter(|_| self.has_colors) {
            Some(color) => {
                let (style, sign, rest) = (color.on_default(), &line[2..3], &line[3..]);
                write!(self.out, "  {style}{sign}{style:#}{rest}")
            }
            None => self.out.write_all(line.as_bytes()),
        }
    }
}

impl<W: Write> Write for ChangeLines<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for part in bytes.split_inclusive(|&byte| byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.put()?;
            }
        }
        Ok(bytes.len())
    }

    /// Writes the incomplete line too.
    fn flush(&mut self) -> io::Result<()> {
        self.put()?;
        self.out.flush()
    }
}

/// A line broken between words to fit a number of columns; the further lines are indented.
fn wrapped(line: &str, columns: usize) -> String {
    const INDENT: &str = "    ";
    let mut text = String::with_capacity(line.len());
    let mut used = 0;
    for piece in pieces(line) {
        let width = piece.trim_end().width();
        if used > INDENT.len() && used + width > columns {
            text.truncate(text.trim_end().len());
            text.push('\n');
            text.push_str(INDENT);
            used = INDENT.len();
        }
        text.push_str(piece);
        used += piece.width();
    }
    text
}

/// The pieces between which a line may be broken: words with the spaces after them, and wide characters with the
/// punctuation after them.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    const CLOSING: &str = "、，。；：！？）》」』";
    let mut rest = line;
    std::iter::from_fn(move || {
        let mut characters = rest.char_indices().peekable();
        while let Some((_, character)) = characters.next() {
            let next = characters.peek().map(|&(at, next)| (at, next));
            let Some((at, next)) = next else { break };
            let is_wide = character.width() == Some(2) && !CLOSING.contains(next);
            if (is_wide || character == ' ') && next != ' ' {
                let (piece, after) = rest.split_at(at);
                rest = after;
                return Some(piece);
            }
        }
        Some(std::mem::take(&mut rest)).filter(|last| !last.is_empty())
    })
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

    fn changes(text: &str, has_colors: bool, columns: usize) -> String {
        let mut out = ChangeLines::new(Vec::new(), has_colors, columns);
        let (start, end) = text.split_at(text.len() / 2);
        for piece in [start, end] {
            out.write_all(piece.as_bytes()).expect("memory takes everything");
        }
        out.flush().expect("memory takes everything");
        String::from_utf8(out.out).expect("UTF-8")
    }

    #[test]
    fn colours_change_signs_only() {
        let lines = "Units\n  + Pier is new\n  - Quay is abolished\n  > Dock moves\n  ~ Mole is renamed\nno end";
        let expected = "Units\n  \u{1b}[32m+\u{1b}[0m Pier is new\n  \u{1b}[31m-\u{1b}[0m Quay is abolished\n  \
                        \u{1b}[35m>\u{1b}[0m Dock moves\n  \u{1b}[36m~\u{1b}[0m Mole is renamed\nno end";
        assert_eq!(changes(lines, true, 80), expected);
        assert_eq!(changes(lines, false, 80), lines);
    }

    #[test]
    fn changes_wrap_between_words() {
        let line = "  ~ Works Division is renamed Capital Projects Division  [5.2]\n";
        let expected =
            "  ~ Works Division is\n    renamed Capital\n    Projects Division\n    [5.2]\n";
        assert_eq!(changes(line, false, 24), expected);
        assert_eq!(
            changes("  ~ 工程部、航务部更名\n", false, 12),
            "  ~ 工程部、\n    航务部更\n    名\n"
        );
        assert_eq!(changes("Aldermouth\n", false, 4), "Aldermouth\n", "no word is broken");
    }
}
