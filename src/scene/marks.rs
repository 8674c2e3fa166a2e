//! Marks of changes on cards since another edition.

use std::sync::Arc;

use emath::{Pos2, Rect, Vec2, pos2, vec2};

use super::text::{Shaper, TextRun, Weight};
use super::theme::{Color, Theme, size};
use super::{Role, SceneItem};
use crate::model::UnitIndex;

/// Space below each card for the tag of the next one, in points.
pub(super) const TAG_ROOM: f32 = 6.0;
/// Height of a tag, and its part above the card.
const TAG: f32 = 18.0;
const TAG_ABOVE: f32 = 12.0;
/// Distance from the right edge of a card to that of its tag.
const TAG_RIGHT: f32 = 8.0;
/// Minimum distance from the left edge of a card to that of its tag.
const MIN_TAG_LEFT: f32 = 2.0;
const TAG_PADDING: f32 = 7.0;
/// Minimum width of a card whose tag has words.
const MIN_WIDTH_FOR_WORDS: f32 = 72.0;
/// Width of a symbol, and the following gap.
const SIGN: f32 = 9.0;
const SIGN_GAP: f32 = 4.0;
/// Percentage of the background colour in an unchanged card.
pub(super) const PALE: u16 = 38;
/// Percentage of the mark's colour in a changed card.
pub(super) const TINT: u16 = 5;
/// Dashes and gaps of a ghost's outline.
const DASH: (f32, f32) = (5.0, 4.0);

/// Symbol of a change. If several apply to one unit, the first in this order is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// New: a plus.
    New,
    /// Abolished: a minus.
    Gone,
    /// Moved, split or merged: an arrow.
    Moved,
    /// Renamed: a wave.
    Renamed,
    /// Changed head, functions or facts: a triangle.
    Changed,
}

impl Sign {
    /// The symbol in running text.
    #[must_use]
    pub const fn character(self) -> char {
        match self {
            Self::New => '+',
            Self::Gone => '−',
            Self::Moved => '→',
            Self::Renamed => '~',
            Self::Changed => '▲',
        }
    }
}

/// Emphasis of a card in a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Unchanged: pale.
    #[default]
    Unchanged,
    /// Moved along with its parent.
    Carried,
    /// Changed.
    Marked,
    /// Former position of a unit that was moved or abolished.
    Ghost,
}

/// Mark of a card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardMark {
    /// Its emphasis.
    pub standing: Standing,
    /// The symbol on its tag; `None` for an unchanged card.
    pub sign: Option<Sign>,
    /// Alternative texts of the tag, longest first: the first that fits the card is drawn.
    pub tags: Vec<String>,
    /// Former name and title, struck through below the current ones.
    pub former: Vec<String>,
}

/// Marks of all cards of a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Mark of each unit, by index.
    pub cards: Vec<CardMark>,
    /// Symbols of the legend with their texts.
    pub legend: Vec<(Sign, String)>,
    /// Text of the legend for former positions.
    pub ghosts: Option<String>,
    /// Text of the legend for unchanged units.
    pub unchanged: Option<String>,
    /// The compared editions, for the heading.
    pub period: String,
    /// The same in the chart's other languages, by tag, for pages whose reader chooses one.
    pub in_others: Vec<(String, Self)>,
}

impl Marks {
    /// The mark of a unit.
    #[must_use]
    pub fn of(&self, unit: UnitIndex) -> Option<&CardMark> {
        self.cards.get(unit.get())
    }
}

/// Adapts the items of a card to its mark. `body` is the card without its stack.
pub(super) fn apply(
    mark: &CardMark,
    items: &mut Vec<SceneItem>,
    body: Rect,
    shaper: &Shaper,
    theme: &Theme,
) {
    let color = mark.sign.map_or(theme.muted, |sign| theme.mark(sign));
    match mark.standing {
        Standing::Unchanged => {
            for item in &mut *items {
                let (SceneItem::Box { fill: color, .. }
                | SceneItem::Strip { fill: color, .. }
                | SceneItem::Line { color, .. }
                | SceneItem::Polygon { fill: color, .. }
                | SceneItem::Text { color, .. }
                | SceneItem::Slanted { color, .. }) = item;
                *color = color.tinted(theme.ground, PALE);
            }
        }
        Standing::Carried | Standing::Marked => {
            let width = if mark.standing == Standing::Marked { 2.0 } else { 1.2 };
            for item in &mut *items {
                if let SceneItem::Box { role: Role::Body, fill, border, .. } = item {
                    *fill = fill.tinted(color, TINT);
                    *border = Some((width, color));
                }
            }
        }
        Standing::Ghost => {
            items.retain(|item| matches!(item.role(), Role::Body | Role::Name));
            for item in &mut *items {
                match item {
                    SceneItem::Box { fill, border, .. } => {
                        (*fill, *border) = (theme.ground, None);
                    }
                    SceneItem::Text { color, .. } | SceneItem::Slanted { color, .. } => {
                        *color = theme.muted;
                    }
                    SceneItem::Strip { .. }
                    | SceneItem::Line { .. }
                    | SceneItem::Polygon { .. } => {}
                }
            }
            let struck: Vec<SceneItem> = items.iter().filter_map(strike).collect();
            items.extend(struck);
            items.push(outline(body, color, DASH));
        }
    }
    items.extend(tag(mark, body, shaper, theme));
}

/// The colour of a card that is drawn as a solid block: that of the change, instead of the kind's.
pub(super) fn block_color(mark: &CardMark, theme: &Theme) -> Color {
    let color = mark.sign.map_or(theme.muted, |sign| theme.mark(sign));
    let percent = match mark.standing {
        Standing::Marked => 100,
        Standing::Carried => 55,
        Standing::Ghost => 30,
        Standing::Unchanged => 20,
    };
    theme.ground.tinted(color, percent)
}

/// The strike-through line of a text, with its role.
pub(super) fn strike(text: &SceneItem) -> Option<SceneItem> {
    // From the baseline to the middle of its small letters, in em.
    const RISE: f32 = 0.34;
    let (start, along, color, run) = match text {
        SceneItem::Text { origin, color, run, .. } if run.depth() > 0.0 => {
            // Through the middles of the characters, from the top of the first one.
            let start = *origin + vec2(run.size() / 2.0, -0.8 * run.size());
            (start, vec2(0.0, run.depth() + run.size()), color, run)
        }
        SceneItem::Text { origin, color, run, .. } => {
            (*origin - vec2(0.0, RISE * run.size()), vec2(run.width(), 0.0), color, run)
        }
        SceneItem::Slanted { origin, angle, color, run, .. } => {
            let (sin, cos) = angle.sin_cos();
            let start = *origin - RISE * run.size() * vec2(sin, cos);
            (start, run.width() * vec2(cos, -sin), color, run)
        }
        SceneItem::Box { .. }
        | SceneItem::Strip { .. }
        | SceneItem::Line { .. }
        | SceneItem::Polygon { .. } => return None,
    };
    let width = if run.size() > size::SMALL { 1.2 } else { 1.0 };
    let points = vec![start, start + along];
    Some(SceneItem::Line { role: text.role(), points, width, color: *color, dash: None })
}

/// Dashed outline with cut corners.
pub(super) fn outline(rect: Rect, color: Color, dash: (f32, f32)) -> SceneItem {
    const CUT: f32 = 3.0;
    let Rect { min, max } = rect.shrink(0.75);
    let points = vec![
        pos2(min.x + CUT, min.y),
        pos2(max.x - CUT, min.y),
        pos2(max.x, min.y + CUT),
        pos2(max.x, max.y - CUT),
        pos2(max.x - CUT, max.y),
        pos2(min.x + CUT, max.y),
        pos2(min.x, max.y - CUT),
        pos2(min.x, min.y + CUT),
        pos2(min.x + CUT, min.y),
    ];
    SceneItem::Line { role: Role::Mark, points, width: 1.5, color, dash: Some(dash) }
}

/// The tag on the upper edge of a card: sign and words, or the sign alone over the middle of a narrow card.
fn tag(mark: &CardMark, card: Rect, shaper: &Shaper, theme: &Theme) -> Vec<SceneItem> {
    let Some(sign) = mark.sign.filter(|_| mark.standing != Standing::Carried) else {
        return Vec::new();
    };
    let fixed = SIGN + 2.0 * TAG_PADDING;
    let room = card.width() - TAG_RIGHT - MIN_TAG_LEFT - fixed - SIGN_GAP;
    let words = mark.tags.iter().map(|words| shaper.run(words, Weight::Medium, size::SMALL));
    let words: Vec<Arc<TextRun>> = words.collect();
    let is_narrow = card.width() < MIN_WIDTH_FOR_WORDS;
    let fitting = words.iter().find(|run| run.width() <= room).or_else(|| words.last());
    let fitting = fitting.filter(|_| !is_narrow);
    let width = fixed + fitting.map_or(0.0, |run| run.width() + SIGN_GAP);
    let right = if is_narrow { card.center().x + width / 2.0 } else { card.max.x - TAG_RIGHT };
    let corner = pos2(right - width, card.min.y - TAG_ABOVE);
    let rect = Rect::from_min_size(corner, vec2(width, TAG));
    let is_left = mark.standing == Standing::Ghost && sign == Sign::Moved;
    let color = theme.mark(sign);
    let (fill, border, ink) = if is_left {
        (theme.card, Some((1.2, color)), color)
    } else {
        (color, None, theme.on_mark())
    };
    let role = Role::Mark;
    let mut items = vec![SceneItem::Box { role, rect, radius: TAG / 2.0, fill, border }];
    let middle = pos2(corner.x + TAG_PADDING + SIGN / 2.0, rect.center().y);
    items.extend(sign_items(sign, role, middle, ink));
    if let Some(run) = fitting {
        let place = corner + vec2(TAG_PADDING + SIGN + SIGN_GAP, 0.0);
        items.push(SceneItem::in_row(role, run, place, TAG, ink));
    }
    items
}

/// A symbol in a square of nine points.
pub(super) fn sign_items(sign: Sign, role: Role, middle: Pos2, color: Color) -> Vec<SceneItem> {
    const HALF: f32 = SIGN / 2.0;
    let line = |points: &[Vec2]| SceneItem::Line {
        role,
        points: points.iter().map(|&point| middle + point).collect(),
        width: 1.8,
        color,
        dash: None,
    };
    let polygon = |points: &[Vec2]| SceneItem::Polygon {
        role,
        points: points.iter().map(|&point| middle + point).collect(),
        fill: color,
    };
    match sign {
        Sign::New => vec![
            line(&[vec2(-HALF, 0.0), vec2(HALF, 0.0)]),
            line(&[vec2(0.0, -HALF), vec2(0.0, HALF)]),
        ],
        Sign::Gone => vec![line(&[vec2(-HALF, 0.0), vec2(HALF, 0.0)])],
        Sign::Moved => vec![
            line(&[vec2(-HALF, 0.0), vec2(1.0, 0.0)]),
            polygon(&[vec2(0.0, -3.6), vec2(HALF + 0.5, 0.0), vec2(0.0, 3.6)]),
        ],
        Sign::Renamed => {
            let wave: Vec<Vec2> = (-9..=9_i8)
                .map(|step| {
                    let x = f32::from(step) / 9.0;
                    vec2(x * HALF, -1.9 * (x * std::f32::consts::PI).sin())
                })
                .collect();
            vec![line(&wave)]
        }
        Sign::Changed => {
            vec![polygon(&[vec2(0.0, -3.9), vec2(HALF, 3.4), vec2(-HALF, 3.4)])]
        }
    }
}

/// The symbol of a legend in its pill.
pub(super) fn legend_pill(sign: Sign, rect: Rect, theme: &Theme) -> Vec<SceneItem> {
    let (role, fill) = (Role::Legend, theme.mark(sign));
    let pill = SceneItem::Box { role, rect, radius: rect.height() / 2.0, fill, border: None };
    let items = sign_items(sign, role, rect.center(), theme.on_mark());
    std::iter::once(pill).chain(items).collect()
}

/// The outline of a former position, for a legend.
pub(super) fn legend_ghost(rect: Rect, theme: &Theme) -> Vec<SceneItem> {
    let SceneItem::Line { points, width, color, dash, .. } = outline(rect, theme.accent, DASH)
    else {
        return Vec::new();
    };
    vec![SceneItem::Line { role: Role::Legend, points, width, color, dash }]
}
