//! Names in cards without other text, as large as the card allows.

use std::sync::Arc;

use emath::{Rect, Vec2, vec2};

use super::text::{Beside, Setting, Shaper, Spoken, TextRun, Weight};
use super::theme::size;
use super::{Card, Role, SceneItem};

/// Distances from the card's edges to the name, in points: left with the band, right, and above and below.
const LEFT: f32 = 13.0;
const RIGHT: f32 = 5.0;
const TOP: f32 = 3.0;
/// Line height, in em.
const LEADING: f32 = 1.14;
/// Maximum number of lines.
const MAX_LINES: usize = 4;
/// Maximum type size, in points, and ratio of consecutive sizes that are tried.
const MAX_SIZE: f32 = 45.0;
const SIZE_RATIO: f32 = 1.05;

/// A name on several lines, as large as fits its card.
#[derive(Clone, Debug, PartialEq)]
pub struct FarName {
    /// Type size in points.
    pub size: f32,
    /// Lines, with their starts on the baseline relative to the middle of the left edge of the card.
    pub lines: Vec<(Vec2, Arc<TextRun>)>,
}

/// The name of a unit, as on its card.
#[must_use]
pub fn name_of(items: &[SceneItem]) -> String {
    let mut name = String::new();
    for item in items {
        let SceneItem::Text { role: Role::Name, run, .. } = item else { continue };
        match run.continued() {
            Some(part) => name.push_str(part),
            None => name.push_str(&format!("{} ", run.text())),
        }
    }
    name.truncate(name.trim_end().len());
    name
}

/// The largest type size at which a name fits a card on a few lines without a hyphenated word, in points; at least that
/// of names on full cards.
#[must_use]
pub fn largest_size(shaper: &Shaper, card: &Card, name: &str) -> f32 {
    let room = room(card.rect);
    let measured = setting(size::NAME).measured(shaper, Spoken { words: name, language: "" });
    let fits = |size: f32| {
        let scale = size / self::size::NAME;
        let lines = measured.line_count(room.width() / scale, Beside::default());
        let is_whole = measured.longest() * scale <= room.width();
        let height = size * LEADING * f32::from(u8::try_from(lines).unwrap_or(u8::MAX));
        lines <= MAX_LINES && is_whole && height <= room.height()
    };
    let mut size = size::NAME;
    while size * SIZE_RATIO <= MAX_SIZE && fits(size * SIZE_RATIO) {
        size *= SIZE_RATIO;
    }
    size
}

/// A name on a card in a given type size.
#[must_use]
pub fn far_name(shaper: &Shaper, card: &Card, name: &str, size: f32) -> FarName {
    let setting = setting(size).within_width(room(card.rect).width());
    let lines = setting.lines(shaper, Spoken { words: name, language: "" }).lines;
    let leading = size * LEADING;
    #[expect(clippy::cast_precision_loss, reason = "few lines")]
    let top = -(lines.len() as f32) * leading / 2.0;
    let baselines =
        std::iter::successors(Some(top + leading * 0.5 + size * 0.36), |at| Some(at + leading));
    let lines = lines.into_iter().zip(baselines).map(|(run, y)| (vec2(LEFT, y), run)).collect();
    FarName { size, lines }
}

fn room(card: Rect) -> Rect {
    let right = card.max.x - RIGHT;
    Rect::from_min_max(card.min + vec2(LEFT, TOP), emath::pos2(right, card.max.y - TOP))
}

const fn setting(size: f32) -> Setting {
    Setting::new(Weight::Medium, size, f32::INFINITY)
}
