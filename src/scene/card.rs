//! A unit's card: what stands on it, how large it is, and its items.

use emath::{Pos2, Rect, Vec2, pos2, vec2};

use super::text::{Weight, face, line_starts};
use super::theme::{Theme, size};
use super::{SceneItem, text};
use crate::model::{Chart, Count, UnitIndex};

/// From the card's left edge to its text; the band in the kind's colour is in it.
const LEFT: f32 = 15.0;
const RIGHT: f32 = 12.0;
const TOP: f32 = 8.0;
const BAND: f32 = 4.0;
const RADIUS: f32 = 6.0;
const NAME_LINE: f32 = 21.0;
const SMALL_LINE: f32 = 17.0;
/// Between the name and what stands under it.
const PARAGRAPH: f32 = 2.0;
/// How far a stack's outlines show behind the card.
const STACK_STEP: f32 = 4.0;

/// Text is set no narrower than this, in points.
const LEAST_WIDTH: f32 = 128.0;
/// A name that is wider than this takes a second line.
const PREFERRED_WIDTH: f32 = 190.0;
/// Only a text that two lines of this width do not hold is shortened.
const MOST_WIDTH: f32 = 300.0;

/// What the outlines behind a card that stands for several units take at its right and below.
pub(super) fn stack_room(count: Count) -> Vec2 {
    Vec2::splat(if count.is_many() { 2.0 * STACK_STEP } else { 0.0 })
}

/// A card's words, broken into lines.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CardText {
    name: Vec<String>,
    head: Vec<String>,
    kind: String,
    functions: Option<String>,
    width: f32,
    room: Vec2,
}

impl CardText {
    /// The words of a unit's card in the first of the languages that each text has.
    pub(super) fn new(chart: &Chart, unit: UnitIndex, languages: &[&str]) -> Self {
        let it = chart.unit(unit);
        let words = |text: &crate::model::Text| text.get(languages.iter().copied()).to_owned();
        let (name, name_width) = two_lines(&words(&it.name), size::NAME, Weight::Medium);
        let title = it.head.as_ref().map(|head| words(&head.title)).unwrap_or_default();
        let (head, head_width) = if title.is_empty() {
            (Vec::new(), 0.0)
        } else {
            two_lines(&title, size::SMALL, Weight::Regular)
        };
        let label = words(&chart.kind(it.kind).label);
        let mut kind = match &it.acronym {
            Some(acronym) => format!("{acronym}·{label}"),
            None => label,
        };
        match it.count {
            Count::Number(1) => {}
            Count::Number(number) => kind.push_str(&format!(" × {number}")),
            Count::Several => kind.push_str(" × n"),
        }
        let count = chart.function_count(unit);
        let functions = (count > 0).then(|| count.to_string());
        let kind_width = face(Weight::Regular).width(&kind, size::SMALL)
            + if functions.is_some() { 40.0 } else { 0.0 };
        let width = name_width.max(head_width).max(kind_width).clamp(LEAST_WIDTH, MOST_WIDTH);
        let kind_room = if functions.is_some() { width - 40.0 } else { width };
        let kind = face(Weight::Regular).lines(&kind, size::SMALL, kind_room + 1.0, 1).concat();
        Self { name, head, kind, functions, width, room: stack_room(it.count) }
    }

    /// Width and height of the card that the words need.
    pub(super) fn size(&self) -> Vec2 {
        let lines = |lines: usize, height: f32| {
            #[expect(clippy::cast_precision_loss, reason = "at most two lines")]
            let lines = lines as f32;
            lines * height
        };
        let height = TOP
            + lines(self.name.len(), NAME_LINE)
            + PARAGRAPH
            + lines(self.head.len(), SMALL_LINE)
            + SMALL_LINE
            + TOP;
        vec2(LEFT + self.width.ceil() + RIGHT, height.ceil()) + self.room
    }

    /// The card at a place, in drawing order.
    pub(super) fn items(
        &self,
        chart: &Chart,
        unit: UnitIndex,
        rect: Rect,
        theme: &Theme,
    ) -> Vec<SceneItem> {
        let it = chart.unit(unit);
        let color = theme.kind(chart.kind(it.kind));
        let border = Some((1.0, theme.border));
        let mut items = Vec::with_capacity(8);
        if it.count.is_many() {
            for step in [2.0, 1.0] {
                let rect = rect.translate(Vec2::splat(step * STACK_STEP));
                items.push(SceneItem::Box { rect, radius: RADIUS, fill: theme.card, border });
            }
        }
        items.push(SceneItem::Box { rect, radius: RADIUS, fill: theme.card, border });
        let band = Rect::from_min_max(
            rect.min + vec2(0.0, RADIUS),
            pos2(rect.min.x + BAND, rect.max.y - RADIUS),
        );
        items.push(SceneItem::Box { rect: band, radius: 0.0, fill: color, border: None });
        let left = rect.min.x + LEFT;
        let mut top = rect.min.y + TOP;
        for line in &self.name {
            items.push(line_item(
                line,
                pos2(left, top),
                NAME_LINE,
                size::NAME,
                Weight::Medium,
                theme.text,
            ));
            top += NAME_LINE;
        }
        top += PARAGRAPH;
        for line in &self.head {
            let color = theme.text;
            items.push(line_item(
                line,
                pos2(left, top),
                SMALL_LINE,
                size::SMALL,
                Weight::Regular,
                color,
            ));
            top += SMALL_LINE;
        }
        let place = pos2(left, top);
        items.push(line_item(&self.kind, place, SMALL_LINE, size::SMALL, Weight::Regular, color));
        if let Some(functions) = &self.functions {
            let width = text::face(Weight::Regular).width(functions, size::SMALL);
            let badge = Rect::from_min_max(
                pos2(rect.max.x - RIGHT - width - 12.0, top + 0.5),
                pos2(rect.max.x - RIGHT, top + SMALL_LINE - 0.5),
            );
            items.push(SceneItem::Box {
                rect: badge,
                radius: 8.0,
                fill: theme.hover,
                border: None,
            });
            let place = pos2(badge.min.x + 6.0, top);
            items.push(line_item(
                functions,
                place,
                SMALL_LINE,
                size::SMALL,
                Weight::Regular,
                theme.muted,
            ));
        }
        items
    }
}

/// A line of text in a row of a given height, its baseline where the row's text is centred.
pub(crate) fn line_item(
    words: &str,
    place: Pos2,
    row_height: f32,
    size: f32,
    weight: Weight,
    color: super::Color,
) -> SceneItem {
    // The middle of a capital or a Chinese character stands about 0.36 em above the baseline.
    let origin = pos2(place.x, place.y + row_height / 2.0 + size * 0.36);
    let width = face(weight).width(words, size);
    SceneItem::Text { origin, width, words: words.to_owned(), size, weight, color }
}

/// A text in at most two lines, as narrow as they allow, and their width.
fn two_lines(words: &str, size: f32, weight: Weight) -> (Vec<String>, f32) {
    let face = face(weight);
    let one = face.width(words, size);
    if one <= PREFERRED_WIDTH {
        return (vec![words.to_owned()], one);
    }
    // Even halves look best; a long word may need more.
    let mut width = (one / 2.0).max(LEAST_WIDTH);
    let parts = face.parts(words, size);
    while width < MOST_WIDTH && line_starts(&parts, width).len() > 2 {
        width += 6.0;
    }
    let width = if line_starts(&parts, width).len() > 2 { MOST_WIDTH } else { width };
    let lines = face.lines_of(&parts, words, size, width, 2);
    let width = lines.iter().map(|line| face.width(line, size)).fold(0.0, f32::max);
    (lines, width)
}
