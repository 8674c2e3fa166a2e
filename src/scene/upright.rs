//! Upright cards: narrow cards with a name from top to bottom, in columns from right to left. Chinese, Japanese and
//! Korean characters stand upright; everything else is rotated clockwise.

use std::f32::consts::FRAC_PI_2;
use std::sync::Arc;

use emath::{Pos2, Rect, Vec2, pos2, vec2};
use unicode_segmentation::UnicodeSegmentation as _;

use super::card::{CardColors, CardText, stack_outlines};
use super::text::{Join, Setting, Shaper, Spoken, TextRun, Weight};
use super::theme::{Color, Theme, size};
use super::{Role, SceneItem};
use crate::model::Count;

/// Type size of names, in points.
const EM: f32 = size::NAME;
/// Width of a card with one column of text, and of each further column, in points.
const FIRST_COLUMN: f32 = 1.5 * EM;
const FURTHER_COLUMN: f32 = 1.22 * EM;
/// Height of the band at the upper edge.
const BAND: f32 = 2.6;
/// Padding between the edges and the name.
const PADDING: f32 = 0.6 * EM;
/// Maximum length of a column of upright characters, and of rotated lines.
const MAX_COLUMN: f32 = 9.4 * EM;
const MAX_TURNED: f32 = 150.0;
/// Line height of upright characters, in em.
const LEADING: f32 = 1.14;
/// The same for a name of two, three, four or five characters.
const SPACED: [f32; 4] = [1.8, 1.55, 1.35, 1.2];
/// Type size of the number of units at the bottom, in em.
const FOOT: f32 = 0.72;
/// Distance from the top of a character to its baseline, and from the baseline to its vertical middle.
const ASCENT: f32 = 0.88;
const MIDDLE: f32 = 0.36;

/// The text of a card, horizontal or upright.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum CardFace {
    Level(CardText),
    Upright(UprightText),
}

impl CardFace {
    /// Width and height of a card with this text.
    pub(super) fn size(&self) -> Vec2 {
        match self {
            Self::Level(text) => text.size(),
            Self::Upright(text) => text.size(),
        }
    }

    /// The items of the card at a position, with its band in the colour of the kind.
    pub(super) fn items(
        &self,
        count: Count,
        rect: Rect,
        colors: CardColors,
        theme: &Theme,
    ) -> Vec<SceneItem> {
        match self {
            Self::Level(text) => text.items(count, rect, colors, theme),
            Self::Upright(text) => text.items(count, rect, colors.band, theme),
        }
    }
}

/// A name in columns, and the number of units below it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct UprightText {
    /// Columns from right to left.
    columns: Vec<Column>,
    foot: Option<Arc<TextRun>>,
    room: Vec2,
}

#[derive(Clone, Debug, PartialEq)]
struct Column {
    pieces: Vec<Piece>,
    length: f32,
}

/// Part of a column: upright characters, or a rotated line.
#[derive(Clone, Debug, PartialEq)]
struct Piece {
    /// Distance from the top of the column, in points.
    start: f32,
    is_turned: bool,
    run: Arc<TextRun>,
}

impl UprightText {
    /// `room` is the space right of the card and below it.
    pub(super) fn new(shaper: &Shaper, name: Spoken<'_>, count: Count, room: Vec2) -> Self {
        let has_upright = name.words.graphemes(true).any(stands_upright);
        let length = if has_upright { MAX_COLUMN } else { MAX_TURNED };
        let lines = Setting::new(Weight::Medium, EM, length).lines(shaper, name).lines;
        let is_alone = lines.len() == 1;
        let columns = lines.iter().map(|line| Column::new(shaper, line, is_alone)).collect();
        // A narrow card has no room for the space.
        let foot = count.times().map(|times| times.replace(' ', ""));
        let foot = foot.map(|words| shaper.run(&words, Weight::Regular, FOOT * EM));
        Self { columns, foot, room }
    }

    fn size(&self) -> Vec2 {
        let further = self.columns.len().saturating_sub(1);
        let width = FIRST_COLUMN + super::card::rows(further, FURTHER_COLUMN);
        let length = self.columns.iter().map(|column| column.length).fold(EM, f32::max);
        let height = BAND + PADDING + length + PADDING + self.foot_room();
        vec2(width, height.ceil()) + self.room
    }

    fn foot_room(&self) -> f32 {
        self.foot.as_ref().map_or(0.0, |foot| 1.4 * foot.size())
    }

    fn items(&self, count: Count, rect: Rect, band: Color, theme: &Theme) -> Vec<SceneItem> {
        let border = Some((1.0, theme.border));
        let (radius, fill) = (3.5, theme.card);
        let mut items = stack_outlines(count, rect, radius, theme);
        items.push(SceneItem::Box { role: Role::Body, rect, radius, fill, border });
        let top = Rect::from_min_max(rect.min, pos2(rect.max.x, rect.min.y + BAND));
        let (role, fill, border) = (Role::Band, band, None);
        items.push(SceneItem::Box { role, rect: top, radius: BAND / 2.0, fill, border });
        let foot = rect.max.y - PADDING / 2.0 - self.foot_room();
        let room = Rect::from_min_max(pos2(rect.min.x, top.max.y), pos2(rect.max.x, foot));
        let columns = u8::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let mut middle = room.center().x + f32::from(columns) * FURTHER_COLUMN / 2.0;
        for column in &self.columns {
            let start = pos2(middle, room.center().y - column.length / 2.0);
            items.extend(column.pieces.iter().map(|piece| piece.item(start, theme.text)));
            middle -= FURTHER_COLUMN;
        }
        if let Some(run) = &self.foot {
            let place = pos2(rect.center().x - run.width() / 2.0, foot);
            let row = self.foot_room();
            items.push(SceneItem::in_row(Role::Kind, run, place, row, theme.muted));
        }
        items
    }
}

impl Column {
    /// Splits a line into pieces from top to bottom.
    fn new(shaper: &Shaper, line: &Arc<TextRun>, is_alone: bool) -> Self {
        let characters: Vec<(usize, &str)> = line.text().grapheme_indices(true).collect();
        let pitch = EM * pitch(&characters, is_alone);
        let mut column = Self { pieces: Vec::new(), length: 0.0 };
        if !characters.iter().any(|(_, character)| stands_upright(character)) {
            let run = Arc::clone(line);
            column.length = run.width();
            column.pieces.push(Piece { start: 0.0, is_turned: true, run });
            return column;
        }
        let is_same =
            |a: &(usize, &str), b: &(usize, &str)| stands_upright(a.1) == stands_upright(b.1);
        let pieces: Vec<_> = characters.chunk_by(is_same).collect();
        for (at, piece) in pieces.iter().enumerate() {
            let words: String = piece.iter().map(|(_, character)| *character).collect();
            let is_last = at + 1 == pieces.len();
            let join =
                if is_last && line.continued().is_none() { Join::None } else { Join::Direct };
            let is_turned = !stands_upright(&words);
            if at > 0 {
                column.length += pitch - EM;
            }
            let start = column.length;
            let run = if is_turned {
                shaper.joined(&words, join, Weight::Medium, EM)
            } else {
                let style = (Weight::Medium, EM);
                Arc::new(TextRun::upright(shaper.fonts(), &words, join, style, pitch))
            };
            column.length += if is_turned { run.width() } else { run.depth() + EM };
            column.pieces.push(Piece { start, is_turned, run });
        }
        column
    }
}

impl Piece {
    /// The piece in a column that starts at the middle of its upper end.
    fn item(&self, column: Pos2, color: Color) -> SceneItem {
        let (role, run) = (Role::Name, Arc::clone(&self.run));
        let start = column + vec2(0.0, self.start);
        if self.is_turned {
            let origin = start - vec2(MIDDLE * EM, 0.0);
            return SceneItem::Slanted { role, origin, angle: -FRAC_PI_2, color, run };
        }
        SceneItem::Text { role, origin: start + vec2(-EM / 2.0, ASCENT * EM), color, run }
    }
}

/// Distance between the characters of a column, in em.
fn pitch(characters: &[(usize, &str)], is_alone: bool) -> f32 {
    let is_upright = characters.iter().all(|(_, character)| stands_upright(character));
    let spaced = characters.len().checked_sub(2).and_then(|at| SPACED.get(at));
    spaced.copied().filter(|_| is_alone && is_upright).unwrap_or(LEADING)
}

/// Whether a character stands upright in a column.
fn stands_upright(character: &str) -> bool {
    let first = character.chars().next().map_or(0, u32::from);
    let is_turned = "（）「」『』《》〈〉【】〔〕〜ー…—".contains(character);
    !is_turned
        && matches!(first, 0x1100..=0x11ff | 0x2e80..=0xd7ff | 0xf900..=0xfaff | 0xfe30..=0xfe4f
            | 0xff01..=0xff60 | 0xffe0..=0xffe6 | 0x20000..=0x3ffff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::text::FontSet;

    const ONE: Count = Count::Number(1);

    fn columns(name: &str) -> Vec<Vec<(String, bool)>> {
        let shaper = Shaper::new(FontSet::default());
        let text =
            UprightText::new(&shaper, Spoken { words: name, language: "zh" }, ONE, Vec2::ZERO);
        let piece = |piece: &Piece| (piece.run.text().to_owned(), piece.is_turned);
        text.columns.iter().map(|column| column.pieces.iter().map(piece).collect()).collect()
    }

    #[test]
    fn rotates_latin_and_brackets_in_upright_text() {
        let upright = |words: &str| (words.to_owned(), false);
        let turned = |words: &str| (words.to_owned(), true);
        assert_eq!(columns("警务司"), [[upright("警务司")]]);
        assert_eq!(
            columns("IT处（二）"),
            [[turned("IT"), upright("处"), turned("（"), upright("二"), turned("）")]]
        );
        assert_eq!(columns("Front Office"), [[turned("Front Office")]]);
    }

    #[test]
    fn long_upright_names_take_a_second_column() {
        assert_eq!(columns("维持和平情况中心").len(), 1);
        let two: Vec<String> =
            columns("航空和海上活动专业规划员").concat().into_iter().map(|it| it.0).collect();
        assert_eq!(two, ["航空和海上活动", "专业规划员"]);
    }

    #[test]
    fn spaces_short_upright_names() {
        let fonts = FontSet::default();
        let run = |text: &str, pitch| {
            TextRun::upright(&fonts, text, Join::None, (Weight::Medium, EM), pitch)
        };
        let apart = run("处长", 27.0);
        let places: Vec<(f32, f32)> = apart.glyphs().map(|glyph| (glyph.x, glyph.y)).collect();
        assert_eq!(places, [(0.0, 0.0), (0.0, -27.0)]);
        let mark = run("、", 17.0).glyphs().next().expect("it has a glyph");
        assert!(mark.x > EM / 2.0 && mark.y > EM / 2.0);
        let spread = |name: &str| {
            let shaper = Shaper::new(fonts.clone());
            let spoken = Spoken { words: name, language: "zh" };
            UprightText::new(&shaper, spoken, ONE, Vec2::ZERO).columns[0].length
        };
        assert!((spread("处长") - 2.8 * EM).abs() < 0.01);
        assert!((spread("警务司") - 4.1 * EM).abs() < 0.01);
    }
}
