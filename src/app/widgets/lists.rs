//! Rows of lists.

use egui::{
    Align, Button, Layout, Rect, Response, RichText, Sense, Stroke, StrokeKind, Ui, UiBuilder,
    WidgetInfo, WidgetType, pos2, vec2,
};

use super::buttons::named;
use super::marked::Marked;
use super::style::{font, icon};
use crate::canvas::color32;
use crate::scene::text::Weight;
use crate::scene::theme::{Color, Theme, size};

/// Height of the row of column headings, in points.
const HEADING_HEIGHT: f32 = 24.0;

/// Allocates a clickable list row and paints its background. Returns its rect and response.
pub(crate) fn row_ground(
    ui: &mut Ui,
    theme: &Theme,
    height: f32,
    selected: bool,
    name: &str,
) -> (Rect, Response) {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    response.widget_info(|| WidgetInfo::selected(WidgetType::Button, true, selected, name));
    if selected || response.hovered() || response.has_focus() {
        let fill = if selected { theme.accent_faint } else { theme.hover };
        ui.painter().rect_filled(rect, 4.0, color32(fill));
    }
    if response.has_focus() {
        let ring = Stroke::new(1.5, color32(theme.accent));
        ui.painter().rect_stroke(rect, 4.0, ring, StrokeKind::Inside);
    }
    (rect, response)
}

/// Headings of a table's columns, each with its name and width; the sort column has an arrow. A click sorts, a second
/// one reverses. After a click, returns the column and whether the order is descending.
pub(crate) fn column_headings<C: Copy + PartialEq>(
    ui: &mut Ui,
    theme: &Theme,
    columns: impl IntoIterator<Item = (C, &'static str, f32)>,
    (sorted_by, is_descending): (C, bool),
) -> Option<(C, bool)> {
    let (row, _) =
        ui.allocate_exact_size(vec2(ui.available_width(), HEADING_HEIGHT), Sense::hover());
    let mut left = row.left();
    let mut chosen = None;
    for (column, label, width) in columns {
        let is_on = sorted_by == column;
        let arrow = match (is_on, is_descending) {
            (true, false) => icon::CARET_UP,
            (true, true) => icon::CARET_DOWN,
            (false, _) => "",
        };
        let color = if is_on { theme.accent } else { theme.muted };
        let words = RichText::new(format!("{label} {arrow}")).size(size::SMALL);
        let button = Button::new(words.color(color32(color))).frame(false);
        let cell = Rect::from_min_size(pos2(left, row.top()), vec2(width, row.height()));
        let middle = Layout::left_to_right(Align::Center);
        let response = ui.scope_builder(UiBuilder::new().max_rect(cell).layout(middle), |ui| {
            ui.spacing_mut().button_padding.x = 0.0;
            named(ui.add(button), label)
        });
        left += width;
        if response.inner.clicked() {
            chosen = Some((column, is_on && !is_descending));
        }
    }
    chosen
}

/// Text in a cell of a table, centred vertically, on at most two lines.
pub(crate) fn cell_text(ui: &Ui, theme: &Theme, place: Rect, words: &str, color: Color) {
    let (font, width) = (font(Weight::Regular, size::SMALL), place.width());
    let text = Marked { theme, font, color: color32(color), width, rows: 2 };
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(text.job(words, &[])));
    let top = place.center().y - galley.size().y / 2.0;
    ui.painter().galley(pos2(place.left(), top), galley, color32(color));
}
