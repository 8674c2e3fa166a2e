//! Cards of units: text, size and items.

use std::sync::Arc;

use emath::{Rect, Vec2, pos2, vec2};

use super::coloring::Coloring;
use super::content::{CardFacts, CardPart};
use super::languages::Languages;
use super::marks::{Marks, Standing, TAG_ROOM, strike};
use super::text::{Beside, Setting, Shaper, Spoken, TextRun, Weight, printable_line};
use super::theme::{CARD_TINT, Color, Theme, size};
use super::upright::UprightText;
use super::words::word;
use super::{Role, SceneItem};
use crate::i18n::Messages;
use crate::layout::{CardFit, Medium};
use crate::model::{Chart, Count, Person, Post, Status, UnitIndex, Word};

/// Width of the band at the left edge of a card.
const BAND: f32 = 4.0;
/// Percentage of the kind's colour in the fill of a head.
const HEAD_TINT: u16 = 7;
/// Offset of each outline of a stack, in points.
const STACK_STEP: f32 = 3.0;
/// Gap between the acronym, the number of units and the title.
const SEGMENT_GAP: f32 = 8.0;

/// Minimum width of text, in points.
const MIN_WIDTH: f32 = 128.0;
/// Width above which a name takes a second line, in points.
const PREFERRED_WIDTH: f32 = 190.0;
/// The same for the name of the top card.
const PREFERRED_TOP_WIDTH: f32 = 250.0;
/// Maximum width of a line, in points.
const MAX_WIDTH: f32 = 300.0;
/// Height, and minimum width, of the badge with the number of functions.
const BADGE: Vec2 = vec2(20.0, 16.0);
/// Gap from the badge to the card's right and lower edges, and to the text before it.
const BADGE_GAP: f32 = 8.0;
/// Padding inside the pill of a number.
const BADGE_PADDING: f32 = 6.0;

/// Maximum number of holders named on a card; the others are counted.
const MAX_HOLDERS: usize = 4;

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
}

const SCREEN: Measures = Measures {
    left: 14.0,
    right: 10.0,
    top: 8.0,
    radius: 5.0,
    name_line: 20.0,
    small: (size::SMALL, 16.0),
    top_name: (18.0, 24.0),
};
const PAPER: Measures = Measures {
    left: 11.0,
    right: 6.0,
    top: 6.0,
    radius: 3.5,
    name_line: 18.0,
    small: (size::SMALL_ON_PAPER, 15.5),
    top_name: (18.0, 22.0),
};

impl Measures {
    const fn of(medium: Medium) -> Self {
        match medium {
            Medium::Screen => SCREEN,
            Medium::Paper => PAPER,
        }
    }
}

const NAME: Setting = Setting {
    weight: Weight::Medium,
    size: size::NAME,
    min_width: MIN_WIDTH,
    preferred_width: PREFERRED_WIDTH,
    max_width: MAX_WIDTH,
};

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

/// Texts of a card, each in the first available language.
pub(super) struct CardWords<'a> {
    name: Spoken<'a>,
    title: Spoken<'a>,
    holders: String,
    /// Numbers and values of fields.
    facts: String,
    /// Acronym, kind (unless the name contains it), number of units and status.
    tags: Vec<(String, Ink)>,
    tag_language: &'a str,
    functions: Option<Arc<TextRun>>,
    room: Vec2,
    is_top: bool,
    is_post: bool,
    measures: Measures,
    former: &'a [String],
}

/// Whether a name contains the kind of its unit. A label such as 厅／办公室 lists alternatives.
fn says_kind(name: &str, label: &str) -> bool {
    let name = name.to_lowercase();
    let mut labels = label.split(['/', '／']).map(|label| label.trim().to_lowercase());
    labels.any(|label| !label.is_empty() && name.contains(&label))
}

impl<'a> CardWords<'a> {
    pub(super) fn new(
        chart: &'a Chart,
        shaper: &Shaper,
        unit: UnitIndex,
        (languages, messages): (Languages<'a>, &Messages),
        (medium, is_top): (Medium, bool),
        facts: &CardFacts<'_>,
    ) -> Self {
        let it = chart.unit(unit);
        let has = |part| facts.content.has(&part);
        let measures = Measures::of(medium);
        let head_if = |part| it.head.as_ref().filter(|_| has(part));
        let title = head_if(CardPart::Head).map(|head| languages.spoken(&head.title));
        let holders = head_if(CardPart::Holder);
        let holders = holders.map(|head| holders_words(chart, head, languages, messages));
        let label = languages.spoken(&chart.kind(it.kind).label);
        let name = languages.spoken(&it.name);
        let mut tags = Vec::new();
        if let Some(acronym) = it.acronym.as_ref().filter(|_| has(CardPart::Acronym)) {
            tags.push((acronym.clone(), Ink::Kind));
        }
        let is_post = chart.post(unit).is_some();
        if has(CardPart::Kind) && !is_post && !says_kind(name.words, label.words) {
            tags.push((label.words.to_owned(), Ink::Kind));
        }
        match it.count {
            Count::Number(1) => {}
            Count::Number(number) => tags.push((format!("× {number}"), Ink::Count)),
            Count::Several => tags.push(("× n".to_owned(), Ink::Count)),
        }
        let status = match it.status {
            Some(Status::Planned) => Some(Word::Planned),
            Some(Status::Abolished) => Some(Word::Abolished),
            Some(Status::Vacant) | None => None,
        };
        if let Some(status) = status {
            let choices: Vec<&str> = languages.choices().collect();
            tags.push((word(chart, messages, &choices, status).to_owned(), Ink::Count));
        }
        let count = chart.function_count(unit);
        let shows_count = count > 0 && medium == Medium::Screen && has(CardPart::Functions);
        Self {
            name,
            title: title.unwrap_or_default(),
            holders: holders.unwrap_or_default(),
            facts: facts.line(unit, languages, messages),
            tags,
            tag_language: label.language,
            functions: shows_count
                .then(|| shaper.run(&count.to_string(), Weight::Regular, measures.small.0)),
            room: stack_room(it.count),
            is_top,
            is_post,
            measures,
            former: &[],
        }
    }

    /// Adds former texts from the unit's mark; for a ghost, keeps only the name.
    pub(super) fn marked(mut self, marks: Option<&'a Marks>, unit: UnitIndex) -> Self {
        self.room += tag_room(marks);
        if let Some(mark) = marks.and_then(|marks| marks.of(unit)) {
            self.former = &mark.former;
            if mark.standing == Standing::Ghost {
                self.tags.clear();
            }
        }
        self
    }

    fn former(&self) -> impl Iterator<Item = Spoken<'_>> {
        self.former.iter().map(|words| Spoken { words, language: self.name.language })
    }

    /// The text for a narrow card.
    pub(super) fn upright(&self, shaper: &Shaper, count: Count) -> UprightText {
        UprightText::new(shaper, self.name, count)
    }

    fn name_setting(&self) -> Setting {
        if self.is_top {
            let size = self.measures.top_name.0;
            Setting { size, preferred_width: PREFERRED_TOP_WIDTH, ..NAME }
        } else if self.is_post {
            Setting { weight: Weight::Regular, size: size::BODY, ..NAME }
        } else {
            NAME
        }
    }

    fn small_setting(&self, ink: Ink) -> Setting {
        Setting { weight: ink.weight(), size: self.measures.small.0, ..NAME }
    }

    fn holders(&self) -> Spoken<'_> {
        Spoken { words: &self.holders, language: "" }
    }

    fn facts(&self) -> Spoken<'_> {
        Spoken { words: &self.facts, language: self.tag_language }
    }

    /// Width of the badge on the last line.
    fn badge_room(&self) -> f32 {
        let room = |functions: &Arc<TextRun>| {
            badge_width(functions) + 2.0 * BADGE_GAP - self.measures.right
        };
        self.functions.as_ref().map_or(0.0, room)
    }

    /// Breaks the texts into lines for a card of some width, or as wide as necessary.
    pub(super) fn set(&self, shaper: &Shaper, width: Option<f32>) -> CardText {
        let padding = self.measures.left + self.measures.right;
        let text_width = width.map(|width| width - padding - self.room.x);
        let setting = self.name_setting();
        let setting = text_width.map_or(setting, |width| setting.within_width(width));
        let mut name = setting.lines(shaper, self.name);
        let small_width =
            text_width.unwrap_or_else(|| name.width.clamp(PREFERRED_WIDTH, MAX_WIDTH));
        let small = self.small_lines(shaper, small_width);
        let badge_room = self.badge_room();
        let end = |line: &Vec<Segment>| {
            line.last().map_or(0.0, |segment| segment.x + segment.run.width())
        };
        let widest = text_width.unwrap_or(MAX_WIDTH);
        let name_end = |name: &[Arc<TextRun>]| name.last().map_or(0.0, |line| line.width());
        if small.is_empty() && text_width.is_some() && name_end(&name.lines) + badge_room > widest {
            let beside = Beside { lead: 0.0, tail: badge_room };
            let free = setting.lines_beside(shaper, self.name, beside);
            if free.lines.len() == name.lines.len() {
                name = free;
            }
        }
        let last_end = small.last().map_or_else(|| name_end(&name.lines), end);
        let has_badge_line = badge_room > 0.0 && last_end + badge_room > widest;
        let badge_line = badge_room + if has_badge_line { 0.0 } else { last_end };
        let needed = small.iter().map(end).fold(name.width.max(badge_line), f32::max);
        let width = text_width.unwrap_or_else(|| needed.clamp(MIN_WIDTH, MAX_WIDTH));
        CardText {
            name: name.lines,
            small,
            has_badge_line,
            functions: self.functions.clone(),
            width,
            room: self.room,
            is_top: self.is_top,
            measures: self.measures,
        }
    }

    /// The lines below the name: acronym and title side by side if that takes fewer lines than one below the other,
    /// followed by the holders.
    fn small_lines(&self, shaper: &Shaper, width: f32) -> Vec<Vec<Segment>> {
        let (mut lines, mut lead) = (Vec::new(), 0.0);
        let tail = |is_last: bool| if is_last { self.badge_room() } else { 0.0 };
        let is_last_holder = self.facts.is_empty();
        let is_last_title = self.holders.is_empty() && is_last_holder;
        let is_last_tag = self.title.words.is_empty() && is_last_title;
        if !self.tags.is_empty() {
            let mut segments = Vec::new();
            for (words, ink) in &self.tags {
                let run = shaper.run(&printable_line(words), ink.weight(), self.measures.small.0);
                let x = lead;
                lead += run.width() + SEGMENT_GAP;
                segments.push(Segment { x, ink: *ink, run });
            }
            if lead - SEGMENT_GAP + tail(is_last_tag) <= width {
                lines.push(segments);
            } else {
                lead = f32::INFINITY;
                let beside = Beside { lead: 0.0, tail: tail(is_last_tag) };
                let words = self.tag_words();
                let words = Spoken { words: &words, language: self.tag_language };
                lines.extend(self.paragraph(shaper, words, Ink::Kind, width, beside));
            }
        }
        let beside = Beside { lead: 0.0, tail: tail(is_last_title) };
        let below = self.paragraph(shaper, self.title, Ink::Title, width, beside);
        let fits = |next: &Vec<Vec<Segment>>| {
            let ends =
                |line: &Vec<Segment>| line.last().is_some_and(|it| lead + it.run.width() <= width);
            next.len() <= below.len() && next.first().is_some_and(ends)
        };
        let next = (!lines.is_empty() && !below.is_empty() && lead < width)
            .then(|| {
                self.paragraph(shaper, self.title, Ink::Title, width, Beside { lead, ..beside })
            })
            .filter(fits);
        match next {
            Some(mut next) => {
                if let Some(segment) = next[0].first_mut() {
                    segment.x = lead;
                }
                let first = next.remove(0);
                if let Some(line) = lines.last_mut() {
                    line.extend(first);
                }
                lines.extend(next);
            }
            None => lines.extend(below),
        }
        let beside = Beside { lead: 0.0, tail: tail(is_last_holder) };
        lines.extend(self.paragraph(shaper, self.holders(), Ink::Holder, width, beside));
        let beside = Beside { lead: 0.0, tail: tail(true) };
        lines.extend(self.paragraph(shaper, self.facts(), Ink::Fact, width, beside));
        for words in self.former() {
            lines.extend(self.paragraph(shaper, words, Ink::Former, width, beside));
        }
        lines
    }

    fn paragraph(
        &self,
        shaper: &Shaper,
        words: Spoken<'_>,
        ink: Ink,
        width: f32,
        beside: Beside,
    ) -> Vec<Vec<Segment>> {
        let setting = self.small_setting(ink).within_width(width);
        let lines = setting.lines_beside(shaper, words, beside).lines;
        lines.into_iter().map(|run| vec![Segment { x: 0.0, ink, run }]).collect()
    }

    fn tag_words(&self) -> String {
        let words: Vec<&str> = self.tags.iter().map(|(words, _)| words.as_str()).collect();
        words.join(" ")
    }

    /// Height of the card for each width.
    pub(super) fn fit(&self, shaper: &Shaper) -> CardFit {
        let badge_room = self.badge_room();
        let tag_words = self.tag_words();
        let tag_words = Spoken { words: &tag_words, language: self.tag_language };
        let name = self.name_setting().measured(shaper, self.name);
        let tags = self.small_setting(Ink::Kind).measured(shaper, tag_words);
        let title = self.small_setting(Ink::Title).measured(shaper, self.title);
        let holders = self.small_setting(Ink::Holder).measured(shaper, self.holders());
        let facts = self.small_setting(Ink::Fact).measured(shaper, self.facts());
        let former = self.small_setting(Ink::Former);
        let former: Vec<_> = self.former().map(|words| former.measured(shaper, words)).collect();
        let gaps = rows(self.tags.len().saturating_sub(1), SEGMENT_GAP);
        let lead = tags.whole() + gaps + SEGMENT_GAP;
        let mut fit = CardFit::default();
        let padding = self.measures.left + self.measures.right + self.room.x;
        let words = name.unbroken().max(title.unbroken()).max(tags.unbroken());
        fit.unbroken = words + padding;
        let is_last_title = self.holders.is_empty() && self.facts.is_empty();
        for width in card_widths() {
            let text = width - padding;
            let beside =
                |is_last: bool| Beside { lead: 0.0, tail: if is_last { badge_room } else { 0.0 } };
            let tag = tags
                .lines_beside(text - gaps, beside(self.title.words.is_empty() && is_last_title));
            let last = beside(is_last_title);
            let below = title.lines_beside(text, last);
            let has_room = title.first().is_some_and(|word| word + lead <= text);
            let next = has_room.then(|| title.lines_beside(text, Beside { lead, ..last }));
            let saved = usize::from(tag == 1 && next.is_some_and(|next| next <= below));
            let next = if saved == 1 { next.unwrap_or(below) } else { below };
            let holders = holders.lines_beside(text, beside(self.facts.is_empty()));
            let facts = facts.lines_beside(text, beside(true));
            let former = former.iter().map(|words| words.lines_beside(text, beside(true)));
            let small = tag + next - saved + holders + facts + former.sum::<usize>();
            let lines = name.lines_within(text);
            for (limit, needed) in (MAX_NAME_LINES..).zip(&mut fit.name_lines) {
                if lines > limit {
                    *needed = width + 1.0;
                }
            }
            let has_badge_line =
                small == 0 && badge_room > 0.0 && name.lines_beside(text, beside(true)) > lines;
            let height = self.height(lines, small + usize::from(has_badge_line)) + self.room.y;
            if fit.steps.last().is_none_or(|&(_, last)| height < last) {
                fit.steps.push((width, height));
            }
        }
        fit
    }

    fn height(&self, name: usize, small: usize) -> f32 {
        card_height(&self.measures, self.is_top, name, small)
    }
}

/// Maximum number of lines of a name without a penalty.
const MAX_NAME_LINES: usize = 3;

/// Widths of cards for which heights are measured, in points.
fn card_widths() -> impl Iterator<Item = f32> {
    let fine = (19..75_u8).map(|step| f32::from(step) * 4.0);
    let coarse = (15..40_u8).map(|step| f32::from(step) * 20.0);
    fine.chain(coarse)
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
            let (role, fill, border) = (Role::Badge, theme.hover, None);
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

/// The holders of a post on one line, or its vacancy.
fn holders_words(
    chart: &Chart,
    post: &Post,
    languages: Languages<'_>,
    messages: &Messages,
) -> String {
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
    names.chain(more).collect::<Vec<_>>().join("\u{a0}· ")
}

fn badge_width(functions: &TextRun) -> f32 {
    (functions.width() + 2.0 * BADGE_PADDING).max(BADGE.x)
}

/// The height of a number of rows.
#[expect(clippy::cast_precision_loss, reason = "a number of lines")]
pub(super) fn rows(count: usize, height: f32) -> f32 {
    count as f32 * height
}
