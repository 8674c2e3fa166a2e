//! Legend of colours, lines and symbols, in rows below the chart.

use std::collections::BTreeSet;

use emath::{Pos2, Rect, pos2, vec2};

use super::card::rows;
use super::chips::chip_items;
use super::coloring::ColorLegend;
use super::content::{CardContent, CardPart};
use super::languages::Languages;
use super::lines::{LineKind, relation_items};
use super::marks::{self, Marks};
use super::text::{Lines, Setting, Shaper, Spoken, Weight};
use super::theme::{Color, Theme, size};
use super::words::word;
use super::{Role, Scene, SceneItem, Subject};
use crate::i18n::Messages;
use crate::layout::Medium;
use crate::model::{Chart, Source, UnitIndex, Word};

const WORDS: Setting = Setting::new(Weight::Regular, size::SMALL, MIN_WIDTH);
/// Gaps between a symbol and its text and between entries, and the row height.
const WORD_GAP: f32 = 7.0;
const ENTRY_GAP: f32 = 18.0;
/// Minimum gap between entries on paper, if this makes all of them fit on one row.
const MIN_ENTRY_GAP: f32 = 9.0;
/// Height of a row, and between the chart and the legend, on screen and on paper.
const ROW: f32 = 18.0;
const ROW_ON_PAPER: f32 = 16.0;
const GAP: f32 = 16.0;
const GAP_ON_PAPER: f32 = 10.0;
/// Minimum width available to rows, so that narrow charts do not get tall legends.
const MIN_WIDTH: f32 = 560.0;

/// A symbol and its meaning.
struct Entry<'a> {
    sign: Sign,
    words: Spoken<'a>,
}

#[derive(Clone, Copy)]
enum Sign {
    /// A colour of cards; `None` for cards without one.
    Color(Option<Color>),
    Connector,
    Line(LineKind),
    Functions,
    Stack,
    Hidden,
    Body,
    Stub,
    Mark(marks::Sign),
    Ghost,
    Unmarked,
}

impl Sign {
    const fn width(self) -> f32 {
        match self {
            Self::Color(_) => 12.0,
            Self::Connector | Self::Line(_) => 34.0,
            Self::Functions => 20.0,
            Self::Stack => 17.0,
            Self::Hidden | Self::Body | Self::Stub => 26.0,
            Self::Mark(_) | Self::Ghost => 24.0,
            Self::Unmarked => 0.0,
        }
    }

    /// Distance from the start of an entry to its text.
    const fn lead(self) -> f32 {
        match self {
            Self::Unmarked => 0.0,
            _ => self.width() + WORD_GAP,
        }
    }
}

/// Inputs of a chart's legend.
pub(super) struct Legend<'a> {
    pub(super) chart: &'a Chart,
    pub(super) shaper: &'a Shaper,
    pub(super) units: &'a [UnitIndex],
    /// The kinds of lines that are drawn in addition to the tree.
    pub(super) lines: &'a BTreeSet<LineKind>,
    pub(super) hides_units: bool,
    pub(super) messages: &'a Messages,
    pub(super) languages: Languages<'a>,
    pub(super) marks: Option<&'a Marks>,
    pub(super) colors: &'a ColorLegend,
    pub(super) content: &'a CardContent,
    pub(super) theme: &'a Theme,
    pub(super) medium: Medium,
    /// Whether the heading says the sources.
    pub(super) has_heading: bool,
}

/// Rows of a legend, filled from the left.
struct Rows {
    start: Pos2,
    width: f32,
    gap: f32,
    /// Height of a line.
    row: f32,
    corner: Pos2,
    row_height: f32,
}

impl Rows {
    /// The place of the next entry: in the open row, or in a new one where that has no room.
    fn place(&mut self, width: f32, lines: usize) -> Pos2 {
        let left = self.start.x;
        if self.corner.x > left && self.corner.x + width > left + self.width + 0.01 {
            self.corner = pos2(left, self.corner.y + self.row_height);
            self.row_height = self.row;
        }
        let corner = self.corner;
        self.row_height = self.row_height.max(rows(lines, self.row));
        self.corner.x += width + self.gap;
        corner
    }
}

impl<'a> Legend<'a> {
    /// The legend of a scene without one, below the area of the chart, with the origin at its right end.
    pub(super) fn items(&self, scene: &Scene, chart_area: Rect) -> Vec<SceneItem> {
        let width = chart_area.width().max(MIN_WIDTH);
        let entries = self.entries(scene);
        let origin = self.origin();
        let mut origin = Spoken { words: &origin, language: self.messages.tag() };
        let mut gap = self.entry_gap(&entries, origin, width);
        if gap.is_none() && self.has_heading && self.medium == Medium::Paper {
            // The heading says it too, and a row costs size.
            origin.words = "";
            gap = self.entry_gap(&entries, origin, width);
        }
        let (gap, row) = (gap.unwrap_or(ENTRY_GAP), self.row());
        let start = pos2(chart_area.min.x, chart_area.max.y + self.gap());
        let mut rows = Rows { start, width, gap, row, corner: start, row_height: row };
        let mut items = Vec::new();
        for Entry { sign, words } in entries {
            let words = self.setting(width - sign.lead()).lines(self.shaper, words);
            let corner = rows.place(sign.lead() + words.width, words.lines.len());
            items.extend(self.sign_items(sign, corner));
            self.add_words(&words, corner + vec2(sign.lead(), 0.0), &mut items);
        }
        let words = self.setting(width).lines(self.shaper, origin);
        if !words.lines.is_empty() {
            let corner = rows.place(words.width, words.lines.len());
            let right = pos2(chart_area.min.x + width - words.width, corner.y);
            self.add_words(&words, right, &mut items);
        }
        items
    }

    fn add_words(&self, words: &Lines, corner: Pos2, items: &mut Vec<SceneItem>) {
        let mut place = corner;
        for line in &words.lines {
            let row = self.row();
            items.push(SceneItem::in_row(Role::Legend, line, place, row, self.theme.muted));
            place.y += row;
        }
    }

    const fn row(&self) -> f32 {
        match self.medium {
            Medium::Screen => ROW,
            Medium::Paper => ROW_ON_PAPER,
        }
    }

    const fn gap(&self) -> f32 {
        match self.medium {
            Medium::Screen => GAP,
            Medium::Paper => GAP_ON_PAPER,
        }
    }

    fn setting(&self, width: f32) -> Setting {
        Setting::new(WORDS.weight, self.type_size(), width)
    }

    /// The sources of the chart with their dates.
    fn origin(&self) -> String {
        let source = |source: &Source| {
            let title = || self.languages.words(&source.title).to_owned();
            let name = source.symbol.clone().unwrap_or_else(title);
            let parts = [Some(name), source.date.clone()];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        };
        let sources: Vec<String> = self.chart.sources().iter().map(source).collect();
        if sources.is_empty() {
            return String::new();
        }
        self.messages.fill("legend.origin", &[&sources.join("; ")])
    }

    /// Gap between entries in one row, on paper as small as it has to be; `None` where they have no room in
    /// one.
    fn entry_gap(&self, entries: &[Entry<'_>], origin: Spoken<'_>, width: f32) -> Option<f32> {
        let width_of = |words: Spoken<'_>| self.setting(width).lines(self.shaper, words).width;
        let entry = |entry: &Entry<'_>| entry.sign.lead() + width_of(entry.words);
        let all = entries.iter().map(entry).sum::<f32>() + width_of(origin);
        let count = entries.len() + usize::from(!origin.words.is_empty());
        let gaps = rows(count.saturating_sub(1), 1.0).max(1.0);
        let gap = ((width - all) / gaps).floor();
        let least = match self.medium {
            Medium::Paper => MIN_ENTRY_GAP,
            Medium::Screen => ENTRY_GAP,
        };
        (gap >= least).then_some(gap.min(ENTRY_GAP))
    }

    const fn type_size(&self) -> f32 {
        match self.medium {
            Medium::Screen => size::SMALL,
            Medium::Paper => size::SMALL_ON_PAPER,
        }
    }

    fn entries(&self, scene: &Scene) -> Vec<Entry<'a>> {
        if let Some(marks) = self.marks {
            let mut entries = self.change_entries(marks);
            // Colours of kinds go without saying.
            if !self.colors.title.is_empty() {
                entries.extend(self.color_entries());
            }
            return entries;
        }
        let Self { chart, units, .. } = *self;
        let mut entries = self.color_entries();
        let choices: Vec<&str> = self.languages.choices().collect();
        let mut add = |is_there: bool, sign, it| {
            let words = word(chart, self.messages, &choices, it);
            let words = Spoken { words, language: choices[0] };
            entries.extend(is_there.then_some(Entry { sign, words }));
        };
        let has = |is: fn(Subject) -> bool| scene.groups.iter().any(|group| is(group.subject));
        let has_connectors = has(|subject| matches!(subject, Subject::Connector(_)));
        add(has_connectors, Sign::Connector, Word::BelongsTo);
        for &kind in self.lines {
            add(true, Sign::Line(kind), kind.into());
        }
        let has_functions = self.medium == Medium::Screen
            && self.content.has(&CardPart::Functions)
            && units.iter().any(|&unit| chart.function_count(unit) > 0);
        add(has_functions, Sign::Functions, Word::Functions);
        let has_stacks = units.iter().any(|&unit| chart.unit(unit).count.is_many());
        add(has_stacks, Sign::Stack, Word::Several);
        add(self.hides_units, Sign::Hidden, Word::Hidden);
        let has_bodies = has(|subject| matches!(subject, Subject::Body(_)));
        // On a sheet it is self-explanatory.
        add(has_bodies && self.medium == Medium::Screen, Sign::Body, Word::Outside);
        let has_stubs = has(|subject| matches!(subject, Subject::Stub(_)));
        add(has_stubs, Sign::Stub, Word::Elsewhere);
        entries
    }

    /// Colours of cards, with what they mean as a title where it is not the kind.
    fn color_entries(&self) -> Vec<Entry<'a>> {
        let ColorLegend { title, meanings } = self.colors;
        let language = self.languages.choices().next().unwrap_or_default();
        let title = Entry { sign: Sign::Unmarked, words: Spoken { words: title, language } };
        let title = Some(title).filter(|title| !title.words.words.is_empty());
        let colors = meanings.iter().map(|meaning| Entry {
            sign: Sign::Color(meaning.color),
            words: Spoken { words: &meaning.words, language: &meaning.language },
        });
        title.into_iter().chain(colors).collect()
    }

    /// Symbols of changes instead of kinds and lines.
    fn change_entries(&self, marks: &'a Marks) -> Vec<Entry<'a>> {
        let language = self.messages.tag();
        let entry = |sign, words| Entry { sign, words: Spoken { words, language } };
        let signs = marks.legend.iter().map(|(sign, words)| entry(Sign::Mark(*sign), words));
        let ghosts = marks.ghosts.iter().map(|words| entry(Sign::Ghost, words));
        let unchanged = marks.unchanged.iter().map(|words| entry(Sign::Unmarked, words));
        signs.chain(ghosts).chain(unchanged).collect()
    }

    /// A symbol in a row that starts at a corner.
    fn sign_items(&self, sign: Sign, corner: Pos2) -> Vec<SceneItem> {
        let (theme, role) = (self.theme, Role::Legend);
        let row = self.row();
        let middle = corner.y + row / 2.0;
        let area = |width: f32, height: f32| {
            Rect::from_center_size(pos2(corner.x + width / 2.0, middle), vec2(width, height))
        };
        let words = |words| self.shaper.run(words, WORDS.weight, self.type_size());
        let border = Some((1.0, theme.border));
        let sign_width = sign.width();
        let points = vec![pos2(corner.x, middle), pos2(corner.x + sign.width(), middle)];
        match sign {
            Sign::Color(color) => {
                let rect = area(sign.width(), sign.width());
                let (fill, border) = match color {
                    Some(color) => (color, None),
                    None => (theme.card, Some((1.0, theme.line))),
                };
                vec![SceneItem::Box { role, rect, radius: 3.0, fill, border }]
            }
            Sign::Connector => {
                let color = theme.line;
                vec![SceneItem::Line { role, points, width: 1.5, color, dash: None }]
            }
            Sign::Line(kind) => relation_items(kind, &points, theme),
            Sign::Functions => {
                let (rect, fill) = (area(sign.width(), 15.0), theme.hover);
                let place = pos2(corner.x + 7.0, corner.y);
                vec![
                    SceneItem::Box { role, rect, radius: 7.5, fill, border },
                    SceneItem::in_row(role, &words("n"), place, row, theme.muted),
                ]
            }
            Sign::Hidden => {
                chip_items(role, area(sign.width(), 16.0), &words("+n"), theme).to_vec()
            }
            Sign::Mark(sign) => marks::legend_pill(sign, area(sign_width, 16.0), theme),
            Sign::Ghost => marks::legend_ghost(area(sign_width, 15.0), theme),
            Sign::Unmarked => Vec::new(),
            Sign::Body => vec![pill(area(sign.width(), 14.0), theme.ground, theme.muted)],
            Sign::Stub => vec![pill(area(sign.width(), 14.0), theme.card, theme.accent)],
            Sign::Stack => {
                let card = Rect::from_min_size(pos2(corner.x, middle - 7.0), vec2(12.0, 9.0));
                let (fill, border) = (theme.card, Some((1.0, theme.line)));
                let card = |step: f32| {
                    let rect = card.translate(vec2(step, step));
                    SceneItem::Box { role, rect, radius: 2.0, fill, border }
                };
                [4.0, 2.0, 0.0].map(card).to_vec()
            }
        }
    }
}

const fn pill(rect: Rect, fill: Color, border: Color) -> SceneItem {
    SceneItem::Box { role: Role::Legend, rect, radius: 7.0, fill, border: Some((1.0, border)) }
}
