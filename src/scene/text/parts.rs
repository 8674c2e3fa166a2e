//! Unbreakable parts of a text, and the parts after which its lines end.

use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::breaks::{self, ends_weakly};
use super::words::{Hyphenation, piece_ends};
use super::{Beside, Font, Join, SOFT_HYPHEN};

/// An unbreakable part of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LinePart {
    /// End of the part, as a byte of the text.
    pub(super) end: usize,
    /// Width in points at the end of a line: without trailing space, with a printed hyphen.
    pub(super) last_width: f32,
    /// Width in points before another part.
    pub(super) width: f32,
    pub(super) after: After,
    /// Penalty of a line end after the part, in square ems.
    pub(super) cost: f32,
}

/// Break opportunity after a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// A line may end.
    MayEnd,
    /// A line may end, with a hyphen.
    MayEndWithHyphen,
    /// A line must end.
    MustEnd,
}

impl Font<'_> {
    /// Splits a text at its break opportunities
    /// ([UAX 14](https://www.unicode.org/reports/tr14/)) and measures the parts.
    pub(super) fn parts(self, text: &str, size: f32) -> Vec<LinePart> {
        let mut start = 0;
        let measured = breaks::word_breaks(text, linebreaks(text)).map(|(end, kind)| {
            let part = &text[start..end];
            start = end;
            let after = if part.ends_with(SOFT_HYPHEN) {
                After::MayEndWithHyphen
            } else if kind == BreakOpportunity::Mandatory && end < text.len() {
                After::MustEnd
            } else {
                After::MayEnd
            };
            self.part(part, size, end, after)
        });
        measured.collect()
    }

    fn part(self, words: &str, size: f32, end: usize, after: After) -> LinePart {
        let words = words.replace(SOFT_HYPHEN, "");
        let last = words.trim_end();
        let visible = self.width(last, size);
        let hyphen = if after == After::MayEndWithHyphen { self.width("-", size) } else { 0.0 };
        let width = if last.len() < words.len() {
            self.width(words.trim_end_matches('\n'), size)
        } else {
            visible
        };
        LinePart {
            end,
            last_width: visible + hyphen,
            width,
            after,
            cost: ends_weakly(last, after == After::MayEndWithHyphen),
        }
    }

    /// The parts of a text, with those wider than `max_width` split into narrower pieces.
    pub(super) fn parts_within(
        self,
        text: &str,
        size: f32,
        max_width: f32,
        hyphenation: Hyphenation,
    ) -> Vec<LinePart> {
        let mut parts = Vec::new();
        let mut start = 0;
        for part in self.parts(text, size) {
            if part.last_width <= max_width {
                parts.push(part);
            } else {
                let words = &text[start..part.end];
                let pieces = piece_ends(self, words.trim_end(), size, max_width, hyphenation);
                let mut from = 0;
                for (end, is_hyphenated) in pieces {
                    let after = if is_hyphenated { After::MayEndWithHyphen } else { After::MayEnd };
                    parts.push(self.part(&words[from..end], size, start + end, after));
                    from = end;
                }
                parts.push(self.part(&words[from..], size, part.end, part.after));
            }
            start = part.end;
        }
        parts
    }
}

/// Greedy line breaking: the index of the part after each line up to `width`.
pub(super) fn line_ends(parts: &[LinePart], width: f32) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut line_width = 0.0;
    for (at, part) in parts.iter().enumerate() {
        if line_width > 0.0 && line_width + part.last_width > width {
            ends.push(at);
            line_width = 0.0;
        }
        line_width += part.width;
        if part.after == After::MustEnd {
            ends.push(at + 1);
            line_width = 0.0;
        }
    }
    if ends.last() != Some(&parts.len()) {
        ends.push(parts.len());
    }
    ends
}

/// Makes the first and the last part of a text wider by the text beside them.
pub(super) fn widen(parts: &mut [LinePart], beside: Beside) {
    if let Some(first) = parts.first_mut() {
        first.width += beside.lead;
        first.last_width += beside.lead;
    }
    if let Some(last) = parts.last_mut() {
        last.width += beside.tail;
        last.last_width += beside.tail;
    }
}

/// Maximum number of parts of a text that is broken into even lines.
const MAX_EVEN_PARTS: usize = 64;

/// The smallest number of lines up to `width`, and of these the most even: the ends that minimize the sum of squared
/// slack and penalties, in ems (D. E. Knuth and M. F. Plass,
/// [Breaking paragraphs into lines](https://doi.org/10.1002/spe.4380111102), 1981).
pub(super) fn even_ends(parts: &[LinePart], width: f32, em: f32) -> Vec<usize> {
    let greedy = line_ends(parts, width);
    if greedy.len() < 2 || parts.len() > MAX_EVEN_PARTS {
        return greedy;
    }
    let count = parts.len();
    // Minimum cost of the parts before each index for a number of lines, with the start of the last line.
    let mut best = vec![(f32::INFINITY, 0); count + 1];
    best[0] = (0.0, 0);
    let mut starts: Vec<Vec<usize>> = Vec::new();
    for _ in &greedy {
        let mut next = vec![(f32::INFINITY, 0); count + 1];
        for start in (0..count).filter(|&start| best[start].0.is_finite()) {
            let mut line = 0.0;
            for end in start + 1..=count {
                let part = &parts[end - 1];
                let visible = line + part.last_width;
                if end > start + 1 && visible > width {
                    break;
                }
                let slack = (width - visible).max(0.0) / em;
                let last = if end < count { part.cost } else { 0.0 };
                let cost = best[start].0 + slack * slack + last;
                if cost < next[end].0 {
                    next[end] = (cost, start);
                }
                if part.after == After::MustEnd {
                    break;
                }
                line += part.width;
            }
        }
        starts.push(next.iter().map(|&(_, start)| start).collect());
        best = next;
    }
    if best[count].0.is_infinite() {
        return greedy;
    }
    let mut end = count;
    let mut ends = Vec::new();
    for starts in starts.iter().rev() {
        ends.push(end);
        end = starts[end];
    }
    ends.reverse();
    ends
}

/// The lines of a text that end at some of its parts, and how each continues in the next.
pub(super) fn broken(text: &str, parts: &[LinePart], ends: Vec<usize>) -> Vec<(String, Join)> {
    let mut start = 0;
    let line = |end: usize| {
        let last = end.checked_sub(1).and_then(|at| parts.get(at));
        let last_byte = last.map_or(0, |part| part.end);
        let line = text[start..last_byte].trim().replace(SOFT_HYPHEN, "");
        let join = match last.map(|part| part.after) {
            Some(After::MayEndWithHyphen) if end < parts.len() => Join::Hyphen,
            Some(After::MayEnd) if end < parts.len() && !is_space_at(text, last_byte) => {
                Join::Direct
            }
            _ => Join::None,
        };
        start = last_byte;
        (line, join)
    };
    let lines = ends.into_iter().map(line);
    lines.filter(|(line, join)| !line.is_empty() || *join != Join::None).collect()
}

/// Whether there is a space of any width, such as an em quad, before or after a byte of a text.
fn is_space_at(text: &str, byte: usize) -> bool {
    text[..byte].ends_with(char::is_whitespace) || text[byte..].starts_with(char::is_whitespace)
}
