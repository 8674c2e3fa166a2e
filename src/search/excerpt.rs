//! Excerpts of matching texts, shortened around the matches.

use std::ops::Range;

use super::fields::fields;
use super::text::is_wide;
use super::{Found, Query};
use crate::model::{Chart, Citation};

/// Matching text, with its citations and highlights.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// Paragraphs that the text cites.
    pub cite: Vec<Citation>,
    /// The whole text.
    pub words: String,
    /// Byte ranges of the matches.
    pub marks: Vec<Range<usize>>,
    /// First match of each term.
    firsts: Vec<Range<usize>>,
}

/// The matching text of a unit, in the language with most matches; of several, the first of `languages`.
#[must_use]
pub fn excerpt(chart: &Chart, found: &Found, query: &Query, languages: &[String]) -> Excerpt {
    let all = fields(chart, found.unit);
    let Some(field) = all.get(found.field as usize) else { return Excerpt::default() };
    let shown = match field.text {
        Some(text) => text.get(languages.iter().map(String::as_str)),
        None => field.texts.first().copied().unwrap_or_default(),
    };
    let words = std::iter::once(shown).chain(field.texts.iter().copied());
    // `max_by_key` returns the last of equals, hence the reversal.
    let best = words.rev().max_by_key(|words| query.marks(words).len()).unwrap_or(shown);
    let (marks, firsts) = (query.marks(best), query.first_marks(best));
    Excerpt { cite: field.cite.to_vec(), words: best.to_owned(), marks, firsts }
}

impl Excerpt {
    /// The text and its highlights shortened to `width` columns, of which a Chinese character takes two: some
    /// context around the first match of each term, then as much of the rest as fits. Omissions are marked by
    /// an ellipsis.
    #[must_use]
    pub fn cut(&self, width: usize) -> (String, Vec<Range<usize>>) {
        /// Maximum columns of context before a match.
        const MAX_BEFORE: usize = 16;
        let text = self.words.as_str();
        if columns(text) <= width {
            return (self.words.clone(), self.marks.clone());
        }
        let length = |pieces: &[Range<usize>]| -> usize {
            pieces.iter().map(|piece| columns(&text[piece.clone()])).sum()
        };
        let mut tried = (0..=MAX_BEFORE).rev().map(|around| self.pieces(around));
        let fitting = tried.find(|pieces| length(pieces) <= width);
        let mut pieces = fitting.unwrap_or_else(|| self.pieces(0));
        let mut left = width.saturating_sub(length(&pieces));
        // A short beginning is more useful than an ellipsis.
        let start = pieces.first().map_or(0, |first| columns(&text[..first.start]));
        if start <= left.min(MAX_BEFORE) {
            left -= start;
            pieces.first_mut().into_iter().for_each(|first| first.start = 0);
        }
        let mut last = pieces.pop().unwrap_or_default();
        last.end = word_end(text, last.end..after(text, last.end, left));
        pieces.push(last);
        let (mut words, mut marks, mut end) = (String::new(), Vec::new(), 0);
        for piece in pieces {
            if piece.start > end {
                words.push('…');
            }
            let inside = |mark: &&Range<usize>| piece.start <= mark.start && mark.end <= piece.end;
            let moved = |byte: usize| byte - piece.start + words.len();
            let inside = self.marks.iter().filter(inside);
            marks.extend(inside.map(|mark| moved(mark.start)..moved(mark.end)));
            words.push_str(&text[piece.clone()]);
            end = piece.end;
        }
        if end < text.len() {
            words.push('…');
        }
        (words, marks)
    }

    /// Parts of the text within `around` columns of the first matches.
    fn pieces(&self, around: usize) -> Vec<Range<usize>> {
        let text = self.words.as_str();
        let mut pieces: Vec<Range<usize>> = Vec::new();
        for mark in &self.firsts {
            let start = word_start(text, before(text, mark.start, around)..mark.start);
            let end = word_end(text, mark.end..after(text, mark.end, around));
            match pieces.last_mut().filter(|last| start <= after(text, last.end, 1)) {
                Some(last) => last.end = end,
                None => pieces.push(start..end),
            }
        }
        pieces
    }
}

const fn width(c: char) -> usize {
    if is_wide(c) { 2 } else { 1 }
}

/// Width of a text in columns.
fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// Byte position up to `letters` columns after another.
fn after(text: &str, from: usize, letters: usize) -> usize {
    let mut left = letters;
    let end = text[from..].char_indices().find(|&(_, c)| {
        let rest = left.checked_sub(width(c));
        left = rest.unwrap_or(left);
        rest.is_none()
    });
    end.map_or(text.len(), |(at, _)| from + at)
}

/// Byte position up to `letters` columns before another.
fn before(text: &str, to: usize, letters: usize) -> usize {
    let mut left = letters;
    let taken = text[..to].char_indices().rev().take_while(|&(_, c)| {
        let rest = left.checked_sub(width(c));
        left = rest.unwrap_or(left);
        rest.is_some()
    });
    taken.last().map_or(to, |(at, _)| at)
}

/// The start of the first whole word in a part of a text that ends at a mark.
fn word_start(text: &str, part: Range<usize>) -> usize {
    if part.start == 0 {
        return 0;
    }
    text[part.clone()].find(' ').map_or(part.start, |at| part.start + at + 1)
}

/// The end of the last whole word in a part of a text that starts at a mark.
fn word_end(text: &str, part: Range<usize>) -> usize {
    if part.end == text.len() {
        return part.end;
    }
    text[part.clone()].rfind(' ').map_or(part.end, |at| part.start + at)
}
