//! Order of words on the screen where some run from right to left.
//!
//! egui shapes each word of Arabic or Hebrew in its own direction, but places the words of a row from left to
//! right. A plugin moves the letters of such rows before they are painted, so that every widget shows
//! them in order, while what is copied or read aloud stays in the order of reading. It does so once for each text that
//! is shown, since egui keeps a `Galley` from frame to frame.

use std::collections::hash_map::Entry;
use std::mem;
use std::ops::Range;
use std::sync::Arc;

use ahash::AHashMap;
use egui::epaint::text::{Glyph, Row};
use egui::{Context, FullOutput, Galley, Plugin, Shape};
use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

use crate::scene::text::{has_right_to_left, runs_right_to_left};

/// Plugin that puts words in order.
#[derive(Default)]
pub(super) struct WordOrder {
    /// The texts of the last frame, by their addresses.
    texts: AHashMap<usize, KnownText>,
}

/// Text of the last frame.
struct KnownText {
    /// Keeps the address from being used again.
    _source: Arc<Galley>,
    /// The same in order; `None` if it is in order as it is.
    ordered: Option<Arc<Galley>>,
    is_shown: bool,
}

impl Plugin for WordOrder {
    fn debug_name(&self) -> &'static str {
        "word order"
    }

    fn output_hook(&mut self, _context: &Context, output: &mut FullOutput) {
        for clipped in &mut output.shapes {
            self.put_in_order(&mut clipped.shape);
        }
        self.texts.retain(|_, text| mem::take(&mut text.is_shown));
    }
}

impl WordOrder {
    fn put_in_order(&mut self, shape: &mut Shape) {
        match shape {
            Shape::Vec(shapes) => shapes.iter_mut().for_each(|shape| self.put_in_order(shape)),
            Shape::Text(text) => {
                if let Some(ordered) = self.ordered(&text.galley) {
                    text.galley = ordered;
                }
            }
            _ => {}
        }
    }

    fn ordered(&mut self, galley: &Arc<Galley>) -> Option<Arc<Galley>> {
        let text = match self.texts.entry(Arc::as_ptr(galley).addr()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(KnownText {
                _source: Arc::clone(galley),
                ordered: has_right_to_left(galley.text()).then(|| Arc::new(in_order(galley))),
                is_shown: false,
            }),
        };
        text.is_shown = true;
        text.ordered.clone()
    }
}

fn in_order(galley: &Galley) -> Galley {
    let mut ordered = galley.clone();
    let level = base_level(galley.text());
    for row in &mut ordered.rows {
        put_row_in_order(Arc::make_mut(&mut row.row), level);
    }
    ordered
}

/// Direction of a text: that of its first letter.
fn base_level(text: &str) -> Level {
    let info = BidiInfo::new(text, None);
    info.paragraphs.first().map_or(Level::ltr(), |paragraph| paragraph.level)
}

/// Glyphs of a row that move together: a word that runs from right to left, which egui shaped, or one
/// character.
struct Token {
    glyphs: Range<usize>,
    start: f32,
    width: f32,
}

fn put_row_in_order(row: &mut Row, base: Level) {
    let tokens = tokens(&row.glyphs);
    // Each token in the order of reading.
    let letters = |token: &Token| {
        let letters = row.glyphs[token.glyphs.clone()].iter().map(|glyph| glyph.chr);
        (letters.rev().collect::<String>(), token.width)
    };
    let words: Vec<(String, f32)> = tokens.iter().map(letters).collect();
    let Some(start) = tokens.first().map(|token| token.start) else { return };
    for (token, Place { at, is_right_to_left }) in tokens.iter().zip(places(&words, base)) {
        let Token { glyphs, start: before, width } = token;
        let mirror = (is_right_to_left && is_bracket(row.glyphs[glyphs.start].chr))
            .then_some(before + width / 2.0);
        for glyph in glyphs.clone() {
            move_glyph(row, glyph, start + at - before, mirror);
        }
    }
}

/// Place of a token in its row.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    /// Distance from the start of the row, in points.
    at: f32,
    is_right_to_left: bool,
}

/// Places of tokens with their widths, in the order of reading.
fn places(words: &[(String, f32)], base: Level) -> Vec<Place> {
    let line: String = words.iter().map(|(word, _)| word.as_str()).collect();
    let mut places = vec![Place { at: 0.0, is_right_to_left: false }; words.len()];
    let info = BidiInfo::new(&line, Some(base));
    let Some(paragraph) = info.paragraphs.first() else { return places };
    let levels = info.reordered_levels(paragraph, paragraph.range.clone());
    let mut start = 0;
    let level = |(word, _): &(String, f32)| {
        let level = levels.get(start).copied().unwrap_or(base);
        start += word.len();
        level
    };
    let levels: Vec<Level> = words.iter().map(level).collect();
    let mut next = 0.0;
    for at in BidiInfo::reorder_visual(&levels) {
        places[at] = Place { at: next, is_right_to_left: levels[at].is_rtl() };
        next += words[at].1;
    }
    places
}

/// Whether egui shapes two adjacent characters together, from right to left.
fn joins(pair: [char; 2]) -> bool {
    // The comma of Arabic has no direction, but the font of the letters.
    let is_of_word = |character| runs_right_to_left(character) || character == '،';
    let [before, after] = pair.map(bidi_class);
    let is_mark = |class| class == BidiClass::NSM;
    pair.into_iter().all(is_of_word)
        || is_mark(after) && (runs_right_to_left(pair[0]) || is_mark(before))
        || is_mark(before) && runs_right_to_left(pair[1])
}

fn tokens(glyphs: &[Glyph]) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for (at, glyph) in glyphs.iter().enumerate() {
        let end = glyphs.get(at + 1).map_or(glyph.max_x(), |next| next.pos.x);
        let joins = at > 0 && joins([glyphs[at - 1].chr, glyph.chr]);
        if let Some(token) = tokens.last_mut().filter(|_| joins) {
            token.glyphs.end = at + 1;
            token.width = end - token.start;
        } else {
            let start = glyph.pos.x;
            tokens.push(Token { glyphs: at..at + 1, start, width: end - start });
        }
    }
    tokens
}

/// Moves the four corners of a glyph, and mirrors them at a middle.
fn move_glyph(row: &mut Row, glyph: usize, by: f32, mirror: Option<f32>) {
    let Glyph { uv_rect, first_vertex, .. } = &row.glyphs[glyph];
    if uv_rect.is_nothing() {
        return;
    }
    let first = *first_vertex as usize;
    let Some(corners) = row.visuals.mesh.vertices.get_mut(first..first + 4) else { return };
    for corner in corners {
        if let Some(middle) = mirror {
            corner.pos.x = 2.0 * middle - corner.pos.x;
        }
        corner.pos.x += by;
    }
}

/// Whether a character is seen from the other side in a line from the right.
fn is_bracket(character: char) -> bool {
    "()[]{}<>«»‹›".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words in the order in which they are seen.
    fn seen(words: &[&str]) -> Vec<String> {
        let base = base_level(&words.concat());
        let words: Vec<(String, f32)> = words.iter().map(|&word| (word.to_owned(), 10.0)).collect();
        let mut seen: Vec<(f32, &String)> = places(&words, base)
            .iter()
            .zip(&words)
            .map(|(place, (word, _))| (place.at, word))
            .collect();
        seen.sort_by(|a, b| a.0.total_cmp(&b.0));
        seen.into_iter().map(|(_, word)| word.clone()).collect()
    }

    #[test]
    fn orders_arabic_and_hebrew_right_to_left() {
        assert_eq!(
            seen(&["قسم", " ", "الشؤون", " ", "المالية"]),
            ["المالية", " ", "الشؤون", " ", "قسم"]
        );
        assert_eq!(seen(&["אגף", " ", "(", "כספים", ")"]), [")", "כספים", "(", " ", "אגף"]);
    }

    #[test]
    fn keeps_numbers_and_latin_left_to_right() {
        assert_eq!(seen(&["قسم", " ", "1", "2"]), ["1", "2", " ", "قسم"]);
        assert_eq!(
            seen(&["I", "T", " ", "אגף", " ", "כספים"]),
            ["I", "T", " ", "כספים", " ", "אגף"]
        );
    }

    #[test]
    fn an_arabic_comma_belongs_to_its_word_and_a_bracket_does_not() {
        assert!(joins(['،', 'ة']) && joins(['ي', 'ه']));
        assert!(!joins([' ', 'ة']) && !joins(['(', 'ا']) && !joins(['1', 'א']));
    }

    #[test]
    fn mirrors_brackets_in_right_to_left_lines() {
        let words = ["אגף", "(", "א", ")"].map(|word| (word.to_owned(), 1.0));
        let places = places(&words, base_level("אגף"));
        assert!(places.iter().all(|place| place.is_right_to_left));
        assert!(is_bracket('(') && is_bracket('»') && !is_bracket('-'));
    }
}
