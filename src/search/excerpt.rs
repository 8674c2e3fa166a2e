//! The words that were found, and as much around them as there is room for.

use std::ops::Range;

use super::fields::fields;
use super::text::is_wide;
use super::{Found, Query};
use crate::model::{Chart, Citation};

/// The words that were found, with the paragraph that says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The paragraphs that the text cites.
    pub cite: Vec<Citation>,
    /// The words.
    pub words: String,
    /// The bytes of the words that were searched for.
    pub marks: Vec<Range<usize>>,
    /// The first of these for each word that was typed.
    firsts: Vec<Range<usize>>,
}

/// The words of a unit that were found: in the language that holds most of them, else in the first
/// of `languages` that there is.
#[must_use]
pub fn excerpt(chart: &Chart, found: &Found, query: &Query, languages: &[String]) -> Excerpt {
    let all = fields(chart, found.unit);
    let Some(field) = all.get(found.field as usize) else { return Excerpt::default() };
    let shown = match field.text {
        Some(text) => text.get(languages.iter().map(String::as_str)),
        None => field.texts.first().copied().unwrap_or_default(),
    };
    let words = std::iter::once(shown).chain(field.texts.iter().copied());
    // Of several best the first one, which is that of the languages.
    let best = words.rev().max_by_key(|words| query.marks(words).len()).unwrap_or(shown);
    let (marks, firsts) = (query.marks(best), query.first_marks(best));
    Excerpt { cite: field.cite.to_vec(), words: best.to_owned(), marks, firsts }
}

impl Excerpt {
    /// The words and marks for a room of so many letters, of which a Chinese character takes two:
    /// a few words around each that was typed, then as much of the rest as there is room for. An
    /// ellipsis stands where something is left out.
    #[must_use]
    pub fn cut(&self, room: usize) -> (String, Vec<Range<usize>>) {
        /// The most letters before a mark.
        const BEFORE: usize = 16;
        let text = self.words.as_str();
        if letters(text) <= room {
            return (self.words.clone(), self.marks.clone());
        }
        let length = |pieces: &[Range<usize>]| -> usize {
            pieces.iter().map(|piece| letters(&text[piece.clone()])).sum()
        };
        let mut tried = (0..=BEFORE).rev().map(|around| self.pieces(around));
        let fitting = tried.find(|pieces| length(pieces) <= room);
        let mut pieces = fitting.unwrap_or_else(|| self.pieces(0));
        let mut left = room.saturating_sub(length(&pieces));
        // A few words more say more than an ellipsis.
        let start = pieces.first().map_or(0, |first| letters(&text[..first.start]));
        if start <= left.min(BEFORE) {
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

    /// The parts of the text so many letters around the first marks.
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

const fn breadth(c: char) -> usize {
    if is_wide(c) { 2 } else { 1 }
}

/// How many letters long a text is.
fn letters(text: &str) -> usize {
    text.chars().map(breadth).sum()
}

/// The place so many letters after another.
fn after(text: &str, from: usize, letters: usize) -> usize {
    let mut left = letters;
    let end = text[from..].char_indices().find(|&(_, c)| {
        let rest = left.checked_sub(breadth(c));
        left = rest.unwrap_or(left);
        rest.is_none()
    });
    end.map_or(text.len(), |(at, _)| from + at)
}

/// The place so many letters before another.
fn before(text: &str, to: usize, letters: usize) -> usize {
    let mut left = letters;
    let taken = text[..to].char_indices().rev().take_while(|&(_, c)| {
        let rest = left.checked_sub(breadth(c));
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
