//! Sums, legend and heading.

use std::f32::consts::FRAC_PI_3;

use emath::{Rect, Vec2, pos2, vec2};

use super::{BAND, BAR, CELL, Composer, INSET, NAME, kind_words};
use crate::model::{RelationKind, Word};
use crate::scene::text::{Setting, Spoken, Weight};
use crate::scene::theme::size;
use crate::scene::words::word;
use crate::scene::{Role, Subject};

const LEGEND_ROW: f32 = 24.0;
const LEGEND_MARK: Vec2 = vec2(26.0, CELL.y);

impl Composer<'_> {
    pub(super) fn sums(&mut self, grid: Rect) {
        let (ink, muted) = (self.theme.text, self.theme.muted);
        let right = grid.max.x + 34.0;
        let mut items = Vec::new();
        for (row, range) in self.matrix.rows.iter().zip(&self.rows) {
            let run = self.run(&row.total.to_string(), Weight::Regular, NAME);
            let place = pos2(right - run.width(), range.start);
            items.push(Self::text(Role::Legend, &run, place, range.end - range.start, ink));
        }
        let top = grid.max.y + 4.0;
        for (column, range) in self.matrix.columns.iter().zip(&self.columns) {
            let run = self.run(&column.total.to_string(), Weight::Regular, NAME);
            let place = pos2(f32::midpoint(range.start, range.end - run.width()), top);
            items.push(Self::text(Role::Legend, &run, place, CELL.y, ink));
        }
        let all = self.run(self.messages.get("matrix.all"), Weight::Regular, size::SMALL);
        let places = [pos2(-10.0 - all.width(), top), pos2(right - all.width(), -6.0 - BAR)];
        for (place, height) in places.into_iter().zip([CELL.y, BAR]) {
            items.push(Self::text(Role::Legend, &all, place, height, muted));
        }
        let total = self.run(&self.matrix.total.to_string(), Weight::Medium, NAME);
        let place = pos2(right - total.width(), top);
        items.push(Self::text(Role::Legend, &total, place, CELL.y, ink));
        self.scene.add(Subject::Legend, items);
    }

    pub(super) fn legend(&mut self, grid: Rect) {
        let left = -10.0 - self.names_width() - 12.0 - BAND;
        let right = grid.max.x.max(left + 560.0);
        let mut corner = pos2(left, grid.max.y + CELL.y + 24.0);
        let mut items = Vec::new();
        for &(kind, count) in &self.matrix.kinds {
            let words = self.run(self.kind_words(kind), Weight::Regular, NAME);
            let number = self.run(&count.to_string(), Weight::Regular, NAME);
            let width = LEGEND_MARK.x + 6.0 + words.width() + 6.0 + number.width();
            if corner.x > left && corner.x + width > right {
                corner = pos2(left, corner.y + LEGEND_ROW);
            }
            let rect = Rect::from_min_size(corner, LEGEND_MARK).shrink(INSET);
            items.extend(self.mark(kind, 1, rect, 0));
            let place = corner + vec2(LEGEND_MARK.x + 6.0, 0.0);
            items.push(Self::text(Role::Legend, &words, place, CELL.y, self.theme.text));
            let place = place + vec2(words.width() + 6.0, 0.0);
            items.push(Self::text(Role::Legend, &number, place, CELL.y, self.theme.muted));
            corner.x += width + 24.0;
        }
        if self.matrix.without_relations > 0 {
            let words = self.messages.count("matrix.left_out", self.matrix.without_relations);
            let run = self.run(&words, Weight::Regular, size::SMALL);
            if corner.x > left && corner.x + run.width() > right {
                corner.y += LEGEND_ROW;
            }
            let place = pos2((right - run.width()).max(left), corner.y);
            items.push(Self::text(Role::Legend, &run, place, CELL.y, self.theme.muted));
        }
        self.scene.add(Subject::Legend, items);
    }

    fn kind_words(&self, kind: RelationKind) -> &str {
        kind_words(self.chart, &self.request.language, kind)
    }

    /// Adds title, facts and reading instructions, to the left of the column names.
    pub(super) fn heading(&mut self) {
        let left = -10.0 - self.names_width() - 12.0 - BAND;
        let width = -left - 40.0;
        let (title, whole) = self.chart.titles(self.request.root);
        let title = self.messages.fill("matrix.title", &[self.languages.words(title)]);
        let mut facts = vec![self.messages.count("matrix.relations", self.matrix.total)];
        facts.extend(whole.map(|whole| self.languages.words(whole).to_owned()));
        facts.extend(self.chart.sources().iter().filter_map(|source| source.symbol.clone()));
        let choices: Vec<&str> = self.languages.choices().collect();
        let effective = word(self.chart, self.messages, &choices, Word::Effective);
        facts.extend(self.chart.effective().map(|day| effective.replace("{0}", day)));
        let texts = [
            (title, Weight::Medium, 24.0, self.theme.text),
            (facts.join(" · "), Weight::Regular, size::BODY, self.theme.muted),
            (self.how_to_read(), Weight::Regular, size::BODY, self.theme.text),
        ];
        let slanted = self.column_names.iter().map(|name| name.width * FRAC_PI_3.sin());
        let highest = -10.0 - BAR - slanted.fold(0.0, f32::max) - 14.0;
        let mut set = Vec::new();
        for (words, weight, size, color) in texts {
            let spoken = Spoken { words: &words, language: &self.request.language };
            let lines = Setting::new(weight, size, width).lines(&self.shaper, spoken).lines;
            set.push((lines, size * 1.35, color));
        }
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        let height: f32 = set.iter().map(|(lines, row, _)| lines.len() as f32 * row + 8.0).sum();
        let mut place = pos2(left, highest.min(-10.0 - BAR - height));
        let mut items = Vec::new();
        for (lines, row, color) in set {
            for line in lines {
                items.push(Self::text(Role::Heading, &line, place, row, color));
                place.y += row;
            }
            place.y += 8.0;
        }
        self.scene.add(Subject::Heading, items);
    }

    /// The cell with the most kinds, explained in words.
    fn how_to_read(&self) -> String {
        let most = self.matrix.cells.iter().rev().max_by_key(|cell| cell.kinds.len());
        let Some(cell) = most else { return String::new() };
        let kinds = cell.kinds.iter().map(|(kind, _)| self.kind_words(*kind).to_owned());
        let both = |one: String, other: String| self.messages.fill("matrix.and", &[&one, &other]);
        let kinds = kinds.reduce(both).unwrap_or_default();
        let (from, to) = (&self.matrix.rows[cell.row], &self.matrix.columns[cell.column]);
        self.messages.fill("matrix.read", &[&from.label, &to.label, &kinds])
    }
}
