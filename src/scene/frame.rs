//! Surroundings of the cards of a scene: margins, heading, names of levels, legend.

use std::collections::BTreeSet;

use emath::{Rect, Vec2, pos2, vec2};

use super::draw::Builder;
use super::legend::Legend;
use super::lines::LineKind;
use super::text::{Setting, Spoken, Weight};
use super::theme::size;
use super::words::word;
use super::{Role, SceneItem, Subject};
use crate::i18n::Messages;
use crate::layout::{LayoutStyle, Medium};
use crate::model::{Text, Word};

/// Minimum distance of the heading from the elements beside it and from those below it, in points.
const HEADING_GAP: Vec2 = vec2(20.0, 20.0);
/// The same on paper, where a heading above the chart makes the whole chart smaller.
const HEADING_GAP_ON_PAPER: Vec2 = vec2(20.0, 6.0);
/// Minimum width available to the heading, in points.
const MIN_HEADING: f32 = 560.0;

impl Builder<'_> {
    /// Adds margins, heading and legend.
    pub(super) fn frame(&mut self, lines: &BTreeSet<LineKind>) {
        let around = self.scene.groups.iter().map(|group| group.bounds);
        let around = around.fold(self.scene.bounds, Rect::union);
        self.scene.bounds = around.expand(self.request.margin());
        if self.request.style == LayoutStyle::Ranks {
            let items = self.level_names(around);
            self.add_outside(Subject::Levels, items);
        }
        let around = self.scene.bounds.shrink(self.request.margin());
        if self.request.heading {
            let items = self.heading(around);
            self.add_outside(Subject::Heading, items);
        }
        if self.request.legend {
            let legend = Legend {
                chart: self.chart,
                shaper: self.shaper,
                units: &self.shown.units,
                lines,
                hides_units: !self.shown.hidden.is_empty(),
                messages: self.messages(),
                languages: self.languages,
                marks: self.request.marks.as_deref(),
                colors: &self.colors,
                content: &self.request.card,
                theme: &self.theme,
                medium: self.request.medium(),
                has_heading: self.request.heading,
            };
            let items = legend.items(&self.scene, around);
            self.add_outside(Subject::Legend, items);
        }
    }

    pub(super) fn messages(&self) -> &'static Messages {
        Messages::of(&self.request.language)
    }

    fn add_outside(&mut self, subject: Subject, items: Vec<SceneItem>) {
        let margin = self.request.margin();
        let around = items.iter().map(|item| item.bounds().expand(margin));
        self.scene.bounds = around.fold(self.scene.bounds, Rect::union);
        self.scene.add(subject, items);
    }

    fn heading(&self, around: Rect) -> Vec<SceneItem> {
        let (title, whole) = self.chart.titles(self.request.root);
        let title = self.languages.spoken(title);
        let facts = self.heading_line(whole);
        let facts = Spoken { words: &facts, language: title.language };
        let width = around.width().max(MIN_HEADING);
        let setting = |weight, size| Setting::new(weight, size, width);
        let title = (title, setting(Weight::Medium, size::TITLE), self.theme.text);
        let facts = (facts, setting(Weight::Regular, size::BODY), self.theme.muted);
        let rows: Vec<_> = [title, facts]
            .into_iter()
            .flat_map(|(words, setting, color)| {
                let lines = setting.lines(self.shaper, words).lines;
                lines.into_iter().map(move |line| (line, color))
            })
            .collect();
        let height: f32 = rows.iter().map(|(line, _)| line.size() * 1.5).sum();
        let breadth = rows.iter().map(|(line, _)| line.width()).fold(0.0, f32::max);
        let beside = Rect::from_min_size(around.min, vec2(breadth, height));
        let gap = match self.request.medium() {
            Medium::Screen => HEADING_GAP,
            Medium::Paper => HEADING_GAP_ON_PAPER,
        };
        let area = beside.expand2(gap);
        let is_free = self.scene.items.iter().all(|item| !meets(item, area));
        let mut place =
            if is_free { beside.min } else { pos2(around.min.x, around.min.y - 24.0 - height) };
        let mut items = Vec::new();
        for (line, color) in rows {
            let row = line.size() * 1.5;
            items.push(SceneItem::in_row(Role::Heading, &line, place, row, color));
            place.y += row;
        }
        items
    }

    /// The heading below the title: parent unit of a branch, symbols of the sources, effective date, and filter.
    fn heading_line(&self, whole: Option<&Text>) -> String {
        let whole = whole.map(|whole| self.languages.words(whole).to_owned());
        let symbols = self.chart.sources().iter().filter_map(|source| source.symbol.clone());
        let marks = self.request.marks.as_deref();
        let day = self.chart.effective().filter(|_| marks.is_none());
        let choices: Vec<&str> = self.languages.choices().collect();
        let words = word(self.chart, self.messages(), &choices, Word::Effective);
        let day = day.map(|day| words.replace("{0}", day));
        let period = marks.map(|marks| marks.period.clone());
        let filter = self.request.filter.as_ref();
        let filter = filter.map(|filter| self.messages().fill("heading.filter", &[&filter.query]));
        let facts = whole.into_iter().chain(symbols).chain(day).chain(period).chain(filter);
        facts.collect::<Vec<_>>().join("·")
    }
}

/// Whether an item intersects an area.
fn meets(item: &SceneItem, area: Rect) -> bool {
    match item {
        SceneItem::Line { points, .. } => {
            points.windows(2).any(|ends| Rect::from_two_pos(ends[0], ends[1]).intersects(area))
        }
        SceneItem::Box { .. }
        | SceneItem::Strip { .. }
        | SceneItem::Polygon { .. }
        | SceneItem::Slanted { .. }
        | SceneItem::Text { .. } => item.bounds().intersects(area),
    }
}
