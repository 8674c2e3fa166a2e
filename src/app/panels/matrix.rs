//! The matrix of relations: marks show their sentences on hover or to screen readers, and lead to both ends.

use egui::{
    Color32, CursorIcon, Painter, Pos2, Rect, Response, RichText, Sense, Stroke, Ui, WidgetInfo,
    WidgetType,
};

use super::PanelContext;
use super::wide_sheet::{self, SheetWords};
use crate::app::command::Command;
use crate::app::state::matrix::MatrixView;
use crate::app::widgets::Picture;
use crate::app::widgets::style::font;
use crate::canvas::color32;
use crate::scene::matrix::{MatrixEnd, MatrixMark, kind_words, sentences};
use crate::scene::text::Weight;
use crate::scene::theme::size;

/// Minimum size of the sheet, as a fraction of its size in an export.
const MIN_SCALE: f32 = 0.8;
/// The title of the sheet.
const NAME: &str = "command.matrix";

pub(super) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let Some(view) = shown.matrix else { return };
    let empty = view.matrix.cells.is_empty().then_some("matrix.none");
    let words = SheetWords { name: NAME, hint: Some("matrix.hint"), empty };
    wide_sheet::show(ui, shown, &words, commands, |ui, commands| {
        let name = shown.messages.get(NAME);
        let (picture, table) = Picture::table(ui, &view.sheet.scene, MIN_SCALE, name);
        ui.ctx().accesskit_node_builder(table, |node| {
            node.set_row_count(view.matrix.rows.len());
            node.set_column_count(view.matrix.columns.len());
        });
        let sheet = Sheet { shown, view, picture };
        sheet.names(ui, commands);
        sheet.marks(ui, commands);
    });
}

/// A sheet in the window.
struct Sheet<'a> {
    shown: &'a PanelContext<'a>,
    view: &'a MatrixView,
    picture: Picture<'a>,
}

impl Sheet<'_> {
    fn area(&self, rect: Rect) -> Rect {
        self.picture.area(rect)
    }

    /// Makes the names of rows lead to their cards.
    fn names(&self, ui: &Ui, commands: &mut Vec<Command>) {
        for (at, row) in self.view.matrix.rows.iter().enumerate() {
            let range = &self.view.sheet.rows[at];
            let left = self.view.sheet.scene.bounds.min.x + 96.0;
            let rect = Rect::from_min_max(
                Pos2::new(left, range.start),
                Pos2::new(self.view.sheet.grid.min.x - 4.0, range.end),
            );
            let name = ui.interact(self.area(rect), ui.id().with(("row", at)), Sense::click());
            name.widget_info(|| WidgetInfo::labeled(WidgetType::Link, true, &row.label));
            if name.on_hover_cursor(CursorIcon::PointingHand).clicked() {
                commands.push(Command::CloseModal);
                commands.push(match row.end {
                    MatrixEnd::Unit(unit) => Command::Reveal(unit),
                    MatrixEnd::Body(body) => Command::ShowBody(body),
                });
            }
        }
    }

    fn marks(&self, ui: &Ui, commands: &mut Vec<Command>) {
        let seen = ui.clip_rect();
        for (at, mark) in self.view.sheet.marks.iter().enumerate() {
            let area = self.area(mark.rect);
            let response = ui.interact(area, ui.id().with(("mark", at)), Sense::click());
            let cell = &self.view.matrix.cells[mark.cell];
            let relations = &cell.kinds[mark.kind].1;
            let words = self.words(mark);
            response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, &words));
            ui.ctx().accesskit_node_builder(response.id, |node| {
                node.set_row_index(cell.row);
                node.set_column_index(cell.column);
            });
            if response.has_focus() && !seen.contains_rect(area) {
                ui.scroll_to_rect(area, None);
            }
            if response.hovered() || response.has_focus() {
                self.cross(ui.painter(), mark);
            }
            let response = response.on_hover_cursor(CursorIcon::PointingHand);
            if self.told(response, mark, &words).clicked() {
                commands.push(Command::CloseModal);
                commands.push(Command::ShowLines(relations.clone()));
            }
        }
    }

    /// The ends of a mark, and its kind.
    fn words(&self, mark: &MatrixMark) -> String {
        let cell = &self.view.matrix.cells[mark.cell];
        let kind = kind_words(self.shown.chart, &self.view.language, cell.kinds[mark.kind].0);
        let from = &self.view.matrix.rows[cell.row].label;
        let to = &self.view.matrix.columns[cell.column].label;
        self.shown.messages.fill("matrix.mark", &[from, kind, to])
    }

    /// Shows the sentences of a mark under the pointer.
    fn told(&self, response: Response, mark: &MatrixMark, words: &str) -> Response {
        response.on_hover_ui(|ui| {
            ui.set_max_width(420.0);
            ui.label(RichText::new(words).font(font(Weight::Medium, size::BODY)));
            let cell = &self.view.matrix.cells[mark.cell];
            let relations = &cell.kinds[mark.kind].1;
            for sentence in sentences(self.shown.chart, &self.view.language, relations) {
                ui.label(sentence);
            }
        })
    }

    /// Highlights the row and column of a mark, and its frame.
    fn cross(&self, painter: &Painter, mark: &MatrixMark) {
        let cell = &self.view.matrix.cells[mark.cell];
        let (row, column) =
            (&self.view.sheet.rows[cell.row], &self.view.sheet.columns[cell.column]);
        let grid = self.view.sheet.grid;
        let along = Rect::from_x_y_ranges(grid.min.x..=grid.max.x, row.start..=row.end);
        let down = Rect::from_x_y_ranges(column.start..=column.end, grid.min.y..=grid.max.y);
        let accent = color32(self.shown.theme.accent);
        for band in [along, down] {
            let stroke = Stroke::new(1.0, accent.gamma_multiply(0.6));
            painter.rect(
                self.area(band),
                0.0,
                Color32::TRANSPARENT,
                stroke,
                egui::StrokeKind::Outside,
            );
        }
        let frame = Stroke::new(2.0, accent);
        painter.rect_stroke(self.area(mark.rect), 2.0, frame, egui::StrokeKind::Outside);
    }
}
