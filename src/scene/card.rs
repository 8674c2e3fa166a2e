//! Cards of units: text, size and items.

use std::sync::Arc;

use emath::{Rect, Vec2, pos2, vec2};

use super::languages::Languages;
use super::text::{Setting, Shaper, Spoken, TextRun, Weight};
use super::theme::{Color, Theme, size};
use super::words::word;
use super::{Role, SceneItem};
use crate::i18n::Messages;
use crate::layout::CardFit;
use crate::model::{Chart, Count, Person, Post, Status, UnitIndex, Word};

/// From the card's left edge to its text, including the band, in points.
const LEFT: f32 = 15.0;
const RIGHT: f32 = 12.0;
const TOP: f32 = 8.0;
const BAND: f32 = 4.0;
/// Part of the kind's colour in the fill of a head, in percent.
const HEAD_TINT: u16 = 7;
const RADIUS: f32 = 6.0;
const NAME_LINE: f32 = 21.0;
const SMALL_LINE: f32 = 17.0;
/// Gap below the name.
const PARAGRAPH: f32 = 2.0;
/// Offset of each outline of a stack, in points.
const STACK_STEP: f32 = 4.0;

/// Minimum width of text, in points.
const MIN_WIDTH: f32 = 128.0;
/// Width above which a name takes a second line, in points.
const PREFERRED_WIDTH: f32 = 190.0;
/// Maximum width of a line, in points.
const MAX_WIDTH: f32 = 300.0;
/// Minimum width of the badge on the last line, with the gap before it.
const BADGE_ROOM: f32 = 40.0;
const BADGE_GAP: f32 = 12.0;
/// Padding between the number and the ends of its pill.
const BADGE_PADDING: f32 = 6.0;

/// Maximum number of holders named on a card; the others are counted.
const MAX_HOLDERS: usize = 4;

/// Maximum width of a card with its stack, in points.
pub const MAX_CARD_WIDTH: f32 = LEFT + MAX_WIDTH + RIGHT + 2.0 * STACK_STEP;

const NAME: Setting = Setting {
    weight: Weight::Medium,
    size: size::NAME,
    min_width: MIN_WIDTH,
    preferred_width: PREFERRED_WIDTH,
    max_width: MAX_WIDTH,
};
const TITLE: Setting = Setting { weight: Weight::Regular, size: size::SMALL, ..NAME };

/// Space for the outlines of a stack, right of the card and below it.
pub(super) fn stack_room(count: Count) -> Vec2 {
    Vec2::splat(if count.is_many() { 2.0 * STACK_STEP } else { 0.0 })
}

/// The text of a card, broken into lines.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CardText {
    name: Vec<Arc<TextRun>>,
    head: Vec<Arc<TextRun>>,
    kind: Vec<Arc<TextRun>>,
    functions: Option<Arc<TextRun>>,
    width: f32,
    room: Vec2,
}

/// Texts of a card, each in the first of the languages that it has.
pub(super) struct CardWords<'a> {
    name: Spoken<'a>,
    title: Spoken<'a>,
    holders: String,
    kind: String,
    kind_language: &'a str,
    functions: Option<Arc<TextRun>>,
    room: Vec2,
}

impl<'a> CardWords<'a> {
    pub(super) fn new(
        chart: &'a Chart,
        shaper: &Shaper,
        unit: UnitIndex,
        languages: Languages<'a>,
        messages: &Messages,
    ) -> Self {
        let it = chart.unit(unit);
        let title = it.head.as_ref().map(|head| languages.spoken(&head.title));
        let holders = it.head.as_ref().map(|head| holders(chart, head, languages, messages));
        let label = languages.spoken(&chart.kind(it.kind).label);
        let mut kind = match &it.acronym {
            Some(acronym) => format!("{acronym}·{}", label.words),
            None => label.words.to_owned(),
        };
        match it.count {
            Count::Number(1) => {}
            Count::Number(number) => kind.push_str(&format!(" × {number}")),
            Count::Several => kind.push_str(" × n"),
        }
        let status = match it.status {
            Some(Status::Planned) => Some(Word::Planned),
            Some(Status::Abolished) => Some(Word::Abolished),
            Some(Status::Vacant) | None => None,
        };
        if let Some(status) = status {
            let choices: Vec<&str> = languages.choices().collect();
            kind = format!("{kind}·{}", word(chart, messages, &choices, status));
        }
        let count = chart.function_count(unit);
        Self {
            name: languages.spoken(&it.name),
            title: title.unwrap_or_default(),
            holders: holders.unwrap_or_default(),
            kind,
            kind_language: label.language,
            functions: (count > 0)
                .then(|| shaper.run(&count.to_string(), TITLE.weight, TITLE.size)),
            room: stack_room(it.count),
        }
    }

    fn holders(&self) -> Spoken<'_> {
        Spoken { words: &self.holders, language: "" }
    }

    fn kind(&self) -> Spoken<'_> {
        Spoken { words: &self.kind, language: self.kind_language }
    }

    fn badge_room(&self) -> f32 {
        let room = |functions: &Arc<TextRun>| (badge_width(functions) + BADGE_GAP).max(BADGE_ROOM);
        self.functions.as_ref().map_or(0.0, room)
    }

    /// The texts in lines: for a card of some width, or as wide as they need.
    pub(super) fn set(&self, shaper: &Shaper, width: Option<f32>) -> CardText {
        let text_width = width.map(|width| width - LEFT - RIGHT - self.room.x);
        let badge_room = self.badge_room();
        let within = |setting: Setting, less: f32| match text_width {
            Some(width) => setting.within_width(width - less),
            None => setting,
        };
        let name = within(NAME, 0.0).lines(shaper, self.name);
        let mut head = within(TITLE, 0.0).lines(shaper, self.title);
        let holders = within(TITLE, 0.0).lines(shaper, self.holders());
        head.width = head.width.max(holders.width);
        head.lines.extend(holders.lines);
        let widest = MAX_WIDTH - badge_room;
        let natural = Setting { preferred_width: widest, max_width: widest, ..TITLE };
        let kind = text_width.map_or(natural, |width| TITLE.within_width(width - badge_room));
        let kind = kind.lines(shaper, self.kind());
        let needed = name.width.max(head.width).max(kind.width + badge_room);
        let width = text_width.unwrap_or_else(|| needed.clamp(MIN_WIDTH, MAX_WIDTH));
        let functions = self.functions.clone();
        let (name, head, kind, room) = (name.lines, head.lines, kind.lines, self.room);
        CardText { name, head, kind, functions, width, room }
    }

    /// Height of the card for each width.
    pub(super) fn fit(&self, shaper: &Shaper) -> CardFit {
        let badge_room = self.badge_room();
        let [name, title, holders, kind] = [
            NAME.measured(shaper, self.name),
            TITLE.measured(shaper, self.title),
            TITLE.measured(shaper, self.holders()),
            TITLE.measured(shaper, self.kind()),
        ];
        let mut fit = CardFit { steps: Vec::new(), unbroken: 0.0 };
        let padding = LEFT + RIGHT + self.room.x;
        let words = name.unbroken().max(title.unbroken()).max(kind.unbroken() + badge_room);
        fit.unbroken = words + padding;
        for width in card_widths() {
            let text = width - padding;
            let head = title.lines_within(text) + holders.lines_within(text);
            let kind = kind.lines_within(text - badge_room);
            let name = name.lines_within(text);
            let height = card_height(name, head, kind) + self.room.y;
            if fit.steps.last().is_none_or(|&(_, last)| height < last) {
                fit.steps.push((width, height));
            }
        }
        fit
    }
}

/// Widths of cards for which heights are measured, in points.
fn card_widths() -> impl Iterator<Item = f32> {
    let fine = (19..75_u8).map(|step| f32::from(step) * 4.0);
    let coarse = (15..40_u8).map(|step| f32::from(step) * 20.0);
    fine.chain(coarse)
}

/// Height of a card with so many lines of name, head and kind.
fn card_height(name: usize, head: usize, kind: usize) -> f32 {
    let lines = rows(name.max(1), NAME_LINE) + PARAGRAPH + rows(head + kind.max(1), SMALL_LINE);
    (TOP + lines + TOP).ceil()
}

impl CardText {
    /// Width and height of a card with this text.
    pub(super) fn size(&self) -> Vec2 {
        let height = card_height(self.name.len(), self.head.len(), self.kind.len());
        vec2(LEFT + self.width.ceil() + RIGHT, height) + self.room
    }

    /// The items of the card at a place, its band in the colour of the kind.
    pub(super) fn items(
        &self,
        count: Count,
        rect: Rect,
        (band, is_head): (Color, bool),
        theme: &Theme,
    ) -> Vec<SceneItem> {
        let border = Some((1.0, theme.border));
        let mut items = Vec::with_capacity(8);
        if count.is_many() {
            for step in [2.0, 1.0] {
                let rect = rect.translate(Vec2::splat(step * STACK_STEP));
                let (role, fill) = (Role::Stack, theme.card);
                items.push(SceneItem::Box { role, rect, radius: RADIUS, fill, border });
            }
        }
        let fill = if is_head { theme.card.tinted(band, HEAD_TINT) } else { theme.card };
        let role = Role::Body;
        items.push(SceneItem::Box { role, rect, radius: RADIUS, fill, border });
        let side = Rect::from_min_max(
            rect.min + vec2(0.0, RADIUS),
            pos2(rect.min.x + BAND, rect.max.y - RADIUS),
        );
        let role = Role::Band;
        items.push(SceneItem::Box { role, rect: side, radius: 0.0, fill: band, border: None });
        let mut place = rect.min + vec2(LEFT, TOP);
        for line in &self.name {
            items.push(SceneItem::in_row(Role::Name, line, place, NAME_LINE, theme.text));
            place.y += NAME_LINE;
        }
        place.y = rect.min.y + TOP + PARAGRAPH + rows(self.name.len().max(1), NAME_LINE);
        for line in &self.head {
            items.push(SceneItem::in_row(Role::Head, line, place, SMALL_LINE, theme.text));
            place.y += SMALL_LINE;
        }
        for line in &self.kind {
            items.push(SceneItem::in_row(Role::Kind, line, place, SMALL_LINE, band));
            place.y += SMALL_LINE;
        }
        let last_row = place.y - if self.kind.is_empty() { 0.0 } else { SMALL_LINE };
        if let Some(functions) = &self.functions {
            let right = rect.max.x - RIGHT;
            let badge = Rect::from_min_max(
                pos2(right - badge_width(functions), last_row + 0.5),
                pos2(right, last_row + SMALL_LINE - 0.5),
            );
            let (role, fill, border) = (Role::Badge, theme.hover, None);
            items.push(SceneItem::Box { role, rect: badge, radius: 8.0, fill, border });
            let place = pos2(badge.min.x + BADGE_PADDING, last_row);
            items.push(SceneItem::in_row(role, functions, place, SMALL_LINE, theme.muted));
        }
        items
    }
}

/// The holders of a post in one line, or that it is vacant.
fn holders(chart: &Chart, post: &Post, languages: Languages<'_>, messages: &Messages) -> String {
    let choices: Vec<&str> = languages.choices().collect();
    if post.status == Some(Status::Vacant) {
        return word(chart, messages, &choices, Word::Vacant).to_owned();
    }
    let has_several = post.holders.len() > 1;
    let name = |person: &Person| {
        let name = languages.words(&person.name);
        let acting =
            person.acting.then(|| word(chart, messages, &choices, Word::Acting).to_owned());
        let share = person.share.filter(|_| has_several);
        let share = share.map(|share| format!("{:.0} %", share.get() * 100.0));
        let asides: Vec<String> = acting.into_iter().chain(share).collect();
        if asides.is_empty() { name.to_owned() } else { format!("{name} ({})", asides.join(", ")) }
    };
    let in_office: Vec<&Person> =
        post.holders.iter().filter(|person| person.until.is_none()).collect();
    let shown = if in_office.len() > MAX_HOLDERS { MAX_HOLDERS - 1 } else { in_office.len() };
    let more = in_office.len() - shown;
    let names = in_office.into_iter().take(shown).map(name);
    let more = (more > 0).then(|| format!("+{more}"));
    names.chain(more).collect::<Vec<_>>().join(" · ")
}

fn badge_width(functions: &TextRun) -> f32 {
    functions.width() + 2.0 * BADGE_PADDING
}

/// The height of a number of rows.
#[expect(clippy::cast_precision_loss, reason = "a number of lines")]
pub(super) fn rows(count: usize, height: f32) -> f32 {
    count as f32 * height
}
