//! Cards of units: text, size and items.

mod words;

use std::sync::Arc;

use emath::{Rect, Vec2, pos2, vec2};

use super::coloring::Coloring;
use super::marks::{Marks, TAG_ROOM, strike};
use super::text::{TextRun, Weight};
use super::theme::{CARD_TINT, Color, Theme, size};
use super::{Role, SceneItem};
use crate::layout::Medium;
use crate::model::{Count, UnitIndex};
pub(super) use words::CardWords;

/// Width of the band at the left edge of a card.
const BAND: f32 = 4.0;
/// Percentage of the kind's colour in the fill of a head.
const HEAD_TINT: u16 = 7;
/// Offset of each outline of a stack, in points.
const STACK_STEP: f32 = 3.0;

/// Maximum width of a line, in points.
const MAX_WIDTH: f32 = 300.0;
/// Height, and minimum width, of the badge with the number of functions.
const BADGE: Vec2 = vec2(20.0, 16.0);
/// Gap from the badge to the card's right and lower edges, and to the text before it.
const BADGE_GAP: f32 = 8.0;
/// Padding inside the pill of a number.
const BADGE_PADDING: f32 = 6.0;

/// Maximum width of a card with its stack, in points.
pub const MAX_CARD_WIDTH: f32 = SCREEN.left + MAX_WIDTH + SCREEN.right + 2.0 * STACK_STEP;

/// Distances on a card, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Measures {
    /// From the left edge to the text, including the coloured band.
    left: f32,
    right: f32,
    /// Above and below the text.
    top: f32,
    radius: f32,
    name_line: f32,
    /// Size and line height of the small text.
    small: (f32, f32),
    /// Size and line height of the name of the top card.
    top_name: (f32, f32),
    /// Widths of the lines of the top card.
    top_widths: LineWidths,
}

/// Widths of lines of text where the layout chooses no width for the card, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
struct LineWidths {
    /// Width above which the name takes a second line.
    name: f32,
    /// Width above which the title takes a second line, if the name is not wider.
    title: f32,
    max: f32,
}

const SCREEN: Measures = Measures {
    left: 14.0,
    right: 10.0,
    top: 8.0,
    radius: 5.0,
    name_line: 20.0,
    small: (size::SMALL, 16.0),
    top_name: (18.0, 24.0),
    top_widths: LineWidths { name: 250.0, title: 190.0, max: MAX_WIDTH },
};
const PAPER: Measures = Measures {
    left: 11.0,
    right: 6.0,
    top: 5.0,
    radius: 3.5,
    name_line: 18.0,
    small: (size::SMALL_ON_PAPER, 15.0),
    top_name: (18.0, 22.0),
    // There is room beside the top card, but each of its lines makes the whole chart smaller.
    top_widths: LineWidths { name: 420.0, title: 420.0, max: 420.0 },
};

impl Measures {
    const fn of(medium: Medium) -> Self {
        match medium {
            Medium::Screen => SCREEN,
            Medium::Paper => PAPER,
        }
    }
}

/// Space for the outlines of a stack, on the right of the card and below it.
pub(super) fn stack_room(count: Count) -> Vec2 {
    Vec2::splat(if count.is_many() { 2.0 * STACK_STEP } else { 0.0 })
}

/// Outlines behind a card that represents several units.
pub(super) fn stack_outlines(
    count: Count,
    rect: Rect,
    radius: f32,
    theme: &Theme,
) -> Vec<SceneItem> {
    let steps: &[f32] = if count.is_many() { &[2.0, 1.0] } else { &[] };
    let outline = |step: &f32| {
        let rect = rect.translate(Vec2::splat(step * STACK_STEP));
        let border = Some((1.0, theme.border));
        SceneItem::Box { role: Role::Stack, rect, radius, fill: theme.card, border }
    };
    steps.iter().map(outline).collect()
}

/// Space for the tag of the card below, if cards have tags.
pub(super) fn tag_room(marks: Option<&Marks>) -> Vec2 {
    vec2(0.0, if marks.is_some() { TAG_ROOM } else { 0.0 })
}

/// The text of a card, broken into lines.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CardText {
    name: Vec<Arc<TextRun>>,
    /// Lines below the name, each with one or several texts side by side.
    small: Vec<Vec<Segment>>,
    /// Whether the badge has a separate line below the text.
    has_badge_line: bool,
    functions: Option<Arc<TextRun>>,
    width: f32,
    room: Vec2,
    is_top: bool,
    measures: Measures,
}

/// A text on a line below the name.
#[derive(Clone, Debug, PartialEq)]
struct Segment {
    x: f32,
    ink: Ink,
    run: Arc<TextRun>,
}

/// Meaning of a small text, which determines its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ink {
    /// Acronym or kind.
    Kind,
    /// Number of units, and status.
    Count,
    Title,
    Holder,
    /// Numbers and values of fields.
    Fact,
    /// Former name or title, struck through.
    Former,
}

impl Ink {
    const fn role(self) -> Role {
        match self {
            Self::Kind | Self::Count | Self::Fact => Role::Kind,
            Self::Title | Self::Holder | Self::Former => Role::Head,
        }
    }

    const fn weight(self) -> Weight {
        match self {
            Self::Kind => Weight::Medium,
            Self::Count | Self::Title | Self::Holder | Self::Fact | Self::Former => Weight::Regular,
        }
    }

    const fn color(self, colors: CardColors, theme: &Theme) -> Color {
        match self {
            Self::Kind => colors.kind,
            Self::Count | Self::Title | Self::Former | Self::Fact => theme.muted,
            Self::Holder => theme.text,
        }
    }
}

/// Colours of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CardColors {
    /// The coloured band.
    pub(super) band: Color,
    /// The text of its kind.
    kind: Color,
    /// Percentage of the band's colour in the card.
    tint: u16,
}

impl CardColors {
    pub(super) fn new(coloring: &Coloring, unit: UnitIndex, is_head: bool, theme: &Theme) -> Self {
        let band = coloring.color(unit);
        let kind = if coloring.is_by_kind() { band } else { theme.muted };
        let tint = match (coloring.tints(unit), is_head && coloring.is_by_kind()) {
            (true, _) => CARD_TINT,
            (false, true) => HEAD_TINT,
            (false, false) => 0,
        };
        Self { band, kind, tint }
    }
}

/// Height of a card, given the number of lines of the name and below it.
fn card_height(measures: &Measures, is_top: bool, name: usize, small: usize) -> f32 {
    let name_line = if is_top { measures.top_name.1 } else { measures.name_line };
    let lines = rows(name.max(1), name_line) + rows(small, measures.small.1);
    (measures.top + lines + measures.top).ceil()
}

impl CardText {
    /// Width and height of a card with this text.
    pub(super) fn size(&self) -> Vec2 {
        let small = self.small.len() + usize::from(self.has_badge_line);
        let height = card_height(&self.measures, self.is_top, self.name.len(), small);
        vec2(self.measures.left + self.width.ceil() + self.measures.right, height) + self.room
    }

    /// The items of the card at a position.
    pub(super) fn items(
        &self,
        count: Count,
        rect: Rect,
        colors: CardColors,
        theme: &Theme,
    ) -> Vec<SceneItem> {
        let radius = self.measures.radius;
        let border = Some((1.0, theme.border));
        let mut items = stack_outlines(count, rect, radius, theme);
        let fill = theme.card.tinted(colors.band, colors.tint);
        let role = Role::Body;
        items.push(SceneItem::Box { role, rect, radius, fill, border });
        let mut side = rect;
        side.max.x = rect.min.x + BAND;
        items.push(SceneItem::Strip { role: Role::Band, rect: side, radius, fill: colors.band });
        self.text_items(rect, colors, theme, &mut items);
        if let Some(functions) = &self.functions {
            let corner = rect.max - Vec2::splat(BADGE_GAP);
            let pill = vec2(badge_width(functions), BADGE.y);
            let badge = Rect::from_min_max(corner - pill, corner);
            // On a tinted card, the usual fill would hardly show.
            let fill = if colors.tint > 0 { theme.card } else { theme.hover };
            let (role, border) = (Role::Badge, None);
            let radius = BADGE.y / 2.0;
            items.push(SceneItem::Box { role, rect: badge, radius, fill, border });
            let place = pos2(badge.center().x - functions.width() / 2.0, badge.min.y);
            items.push(SceneItem::in_row(role, functions, place, BADGE.y, theme.muted));
        }
        items
    }

    fn text_items(
        &self,
        rect: Rect,
        colors: CardColors,
        theme: &Theme,
        items: &mut Vec<SceneItem>,
    ) {
        let name_line =
            if self.is_top { self.measures.top_name.1 } else { self.measures.name_line };
        let mut place = rect.min + vec2(self.measures.left, self.measures.top);
        if self.is_top {
            place.y += (rect.height() - (self.size() - self.room).y).max(0.0) / 2.0;
        }
        for line in &self.name {
            items.push(SceneItem::in_row(Role::Name, line, place, name_line, theme.text));
            place.y += name_line;
        }
        if self.name.is_empty() {
            place.y += name_line;
        }
        for line in &self.small {
            for Segment { x, ink, run } in line {
                let (at, color) = (place + vec2(*x, 0.0), ink.color(colors, theme));
                let text = SceneItem::in_row(ink.role(), run, at, self.measures.small.1, color);
                items.extend(strike(&text).filter(|_| *ink == Ink::Former));
                items.push(text);
            }
            place.y += self.measures.small.1;
        }
    }
}

fn badge_width(functions: &TextRun) -> f32 {
    (functions.width() + 2.0 * BADGE_PADDING).max(BADGE.x)
}

/// The height of a number of rows.
#[expect(clippy::cast_precision_loss, reason = "a number of lines")]
pub(super) fn rows(count: usize, height: f32) -> f32 {
    count as f32 * height
}
