//! Names of rows and columns, and their offices.

use std::f32::consts::FRAC_PI_3;
use std::sync::Arc;

use emath::{Rect, pos2, vec2};

use super::super::{MatrixEnd, MatrixEntry};
use super::{BAND, BAR, CELL, Composer, INDENT, NAME, stretches};
use crate::model::UnitIndex;
use crate::scene::text::{Lines, Weight};
use crate::scene::theme::size;
use crate::scene::{Description, Role, SceneItem, Subject};

impl Composer<'_> {
    /// Width of the names of rows, with indentation and acronym.
    pub(super) fn names_width(&self) -> f32 {
        let widths = self.matrix.rows.iter().zip(&self.row_names).map(|(row, name)| {
            let acronym = acronym_beside(row).unwrap_or_default();
            let acronym = self.run(acronym, Weight::Regular, size::SMALL).width();
            indent(row) + name.width + if acronym > 0.0 { acronym + 14.0 } else { 0.0 }
        });
        widths.fold(120.0, f32::max)
    }

    pub(super) fn row_head(&mut self, at: usize) {
        let row = &self.matrix.rows[at];
        let range = self.rows[at].clone();
        let left = -10.0 - self.names_width();
        let name = &self.row_names[at];
        let mut top = range.start + (range.end - range.start - lines_height(name)) / 2.0;
        let mut items = Vec::new();
        for line in &name.lines {
            let place = pos2(left + indent(row), top);
            items.push(Self::text(Role::Name, line, place, line_height(), self.theme.text));
            top += line_height();
        }
        if let Some(acronym) = acronym_beside(row) {
            let run = self.run(acronym, Weight::Regular, size::SMALL);
            let place = pos2(-10.0 - run.width(), range.start);
            let height = range.end - range.start;
            items.push(Self::text(Role::Kind, &run, place, height, self.theme.muted));
        }
        self.add_end(row.end, items);
    }

    /// Adds the head of a row, with its description.
    pub(super) fn add_end(&mut self, end: MatrixEnd, items: Vec<SceneItem>) {
        let subject = match end {
            MatrixEnd::Unit(unit) => Subject::Unit(unit),
            MatrixEnd::Body(body) => Subject::Body(body),
        };
        self.scene.add(subject, items);
        if self.request.descriptions
            && let Some(group) = self.scene.groups.last_mut()
        {
            let description = Description::of(self.chart, self.languages, subject);
            group.description = description.map(Box::new);
        }
    }

    /// Adds the band of each office, to the left of the names.
    pub(super) fn bands(&mut self) {
        let right = -10.0 - self.names_width() - 12.0;
        let mut items = Vec::new();
        for stretch in stretches(&self.matrix.rows) {
            let (top, bottom) = (self.rows[stretch.start].start, self.rows[stretch.end - 1].end);
            let rect = Rect::from_min_max(pos2(right - BAND, top), pos2(right, bottom));
            let office = self.matrix.rows[stretch.start].office;
            items.extend(self.office_items(office, rect, CELL.y, false));
        }
        self.scene.add(Subject::Legend, items);
    }

    /// Adds the bar of each office, above its columns.
    pub(super) fn bars(&mut self) {
        let mut items = Vec::new();
        for stretch in stretches(&self.matrix.columns) {
            let (left, right) =
                (self.columns[stretch.start].start, self.columns[stretch.end - 1].end);
            let rect = Rect::from_min_max(pos2(left, -6.0 - BAR), pos2(right, -6.0));
            let office = self.matrix.columns[stretch.start].office;
            items.extend(self.office_items(office, rect, BAR, true));
        }
        self.scene.add(Subject::Legend, items);
    }

    pub(super) fn office_items(
        &self,
        office: Option<UnitIndex>,
        rect: Rect,
        row: f32,
        is_centred: bool,
    ) -> Vec<SceneItem> {
        let color = self.office_color(office);
        let fill = self.theme.card.tinted(color, 15);
        let role = Role::Band;
        let mut items = vec![SceneItem::Box { role, rect, radius: 1.5, fill, border: None }];
        let words = match office {
            Some(office) => {
                let unit = self.chart.unit(office);
                unit.acronym.as_deref().unwrap_or_else(|| self.languages.words(&unit.name))
            }
            None => self.messages.get("matrix.outside"),
        };
        let room = rect.width() - 4.0;
        let size = [11.0, 9.5, 8.5, 7.5, 6.5];
        let fitting = size.iter().map(|&size| self.run(words, Weight::Medium, size));
        if let Some(run) = fitting.into_iter().find(|run| run.width() <= room) {
            let aside = if is_centred { (rect.width() - run.width()) / 2.0 } else { 6.0 };
            let aside = aside.min(rect.width() - run.width() - 2.0);
            let place = pos2(rect.min.x + aside, rect.min.y);
            items.push(Self::text(Role::Kind, &run, place, row, color));
        }
        items
    }

    pub(super) fn column_head(&mut self, at: usize) {
        let middle = f32::midpoint(self.columns[at].start, self.columns[at].end);
        let (sin, cos) = FRAC_PI_3.sin_cos();
        let lines = &self.column_names[at].lines;
        #[expect(clippy::cast_precision_loss, reason = "two lines")]
        let half = (lines.len() as f32 - 1.0) / 2.0;
        let mut items = Vec::new();
        for (line, step) in lines.iter().zip(0_u8..) {
            // Down across the text, plus a third of the letter height below the middle.
            let across = (f32::from(step) - half) * NAME * 1.12 + NAME * 0.36;
            let start = pos2(middle, -10.0 - BAR) + vec2(sin, cos) * across;
            let (role, color, run) = (Role::Name, self.theme.text, Arc::clone(line));
            items.push(SceneItem::Slanted { role, origin: start, angle: FRAC_PI_3, color, run });
        }
        let subject = match self.matrix.columns[at].end {
            MatrixEnd::Unit(_) => Subject::Legend,
            MatrixEnd::Body(body) => Subject::Body(body),
        };
        self.scene.add(subject, items);
    }
}

/// The acronym, unless the label starts with it.
pub(super) fn acronym_beside(entry: &MatrixEntry) -> Option<&str> {
    entry.acronym.as_deref().filter(|acronym| !entry.label.starts_with(acronym))
}

pub(super) fn line_height() -> f32 {
    NAME * 1.25
}

pub(super) fn lines_height(lines: &Lines) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a few lines")]
    let count = lines.lines.len() as f32;
    count * line_height()
}

pub(super) fn indent(entry: &MatrixEntry) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a few levels")]
    let level = entry.level.min(8) as f32;
    level * INDENT
}
