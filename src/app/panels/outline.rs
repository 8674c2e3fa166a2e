//! The outline on the left: the tree as indented rows, followed by the outside bodies.

use egui::{Align, Layout, Panel, ScrollArea, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::{
    PanelContext, name_field, outline_drag, outline_keys as keys, outline_numbers as numbers,
};
use crate::app::command::Command;
use crate::app::widgets::marked::Marked;
use crate::app::widgets::style::font;
use crate::app::widgets::{row_ground, side_panel};
use crate::canvas::color32;
use crate::model::{BodyIndex, UnitIndex};
use crate::scene::text::Weight;
use crate::scene::theme::size;

const ROW_HEIGHT: f32 = 24.0;
const INDENT: f32 = 14.0;

pub(in crate::app) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    panel(ui, shown).show(ui, |ui| tree(ui, shown, commands));
}

/// The panel on the left. Search results use the same panel, so that the chart does not move.
pub(super) fn panel(ui: &Ui, shown: &PanelContext<'_>) -> Panel {
    side_panel(ui, Panel::left("outline"), &shown.theme, shown.settings.outline_width)
}

/// A selectable row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Row {
    Unit(UnitIndex),
    Body(BodyIndex),
}

/// The number of selectable rows.
pub(super) fn row_count(shown: &PanelContext<'_>) -> usize {
    shown.outline.len() + body_count(shown)
}

/// The outside bodies; with a query, only those that match.
fn body_count(shown: &PanelContext<'_>) -> usize {
    if shown.is_searching() {
        shown.results.answer.bodies.len()
    } else {
        shown.chart.bodies().len()
    }
}

/// The row at an index: units, then bodies.
pub(super) fn row_at(shown: &PanelContext<'_>, at: usize) -> Option<Row> {
    let Some(body) = at.checked_sub(shown.outline.len()) else {
        return shown.outline.get(at).copied().map(Row::Unit);
    };
    let found = if shown.is_searching() {
        shown.results.answer.bodies.get(body).copied()
    } else {
        shown.chart.body_indices().nth(body)
    };
    found.map(Row::Body)
}

/// The row of the unit or body shown in the inspector.
fn selected_row(shown: &PanelContext<'_>) -> Option<Row> {
    let unit = shown.view.selected(shown.chart).map(Row::Unit);
    unit.or_else(|| shown.view.body(shown.chart).map(Row::Body))
}

/// The index of that row.
pub(super) fn selected_place(shown: &PanelContext<'_>) -> Option<usize> {
    match selected_row(shown)? {
        Row::Unit(unit) => shown.outline.iter().position(|&row| row == unit),
        row @ Row::Body(_) => {
            (shown.outline.len()..row_count(shown)).find(|&at| row_at(shown, at) == Some(row))
        }
    }
}

/// The tree under its heading: all rows with expanded ancestors; with a query, matches and their
/// ancestors.
pub(super) fn tree(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let title = egui::RichText::new(shown.messages.get("panel.outline"));
    let title = title.font(font(Weight::Medium, size::BODY)).color(color32(shown.theme.muted));
    if numbers::width(shown) > 0.0 {
        ui.horizontal(|ui| {
            ui.label(title);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| numbers::headings(ui, shown));
        });
    } else {
        ui.label(title);
    }
    ui.add_space(4.0);
    let focused = keys::list(ui, shown, commands);
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = ScrollArea::vertical().auto_shrink(false).id_salt("outline");
    let id = ui.id().with("outline before");
    let before: Before = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let units = shown.outline.len();
    // The heading of the bodies takes one row.
    let rows = row_count(shown) + usize::from(body_count(shown) > 0);
    let space = ui.available_rect_before_wrap();
    let scrolls = outline_drag::finish(ui, shown, space, commands);
    if scrolls != 0.0 {
        #[expect(clippy::cast_precision_loss, reason = "a number of rows")]
        let end = (rows as f32 * ROW_HEIGHT - space.height()).max(0.0);
        area = area.vertical_scroll_offset((before.offset + scrolls).clamp(0.0, end));
    } else if let Some(offset) = offset_to_selected(ui, shown, before) {
        area = area.vertical_scroll_offset(offset);
    }
    let scrolled = area.show_rows(ui, ROW_HEIGHT, rows, |ui, range| {
        for at in range {
            if at == units {
                outside_heading(ui, shown);
                continue;
            }
            match row_at(shown, at - usize::from(at > units)) {
                Some(Row::Unit(unit)) => row(ui, shown, unit, commands),
                Some(Row::Body(body)) => body_row(ui, shown, body, commands),
                None => {}
            }
        }
    });
    let now = Before { selected: selected_row(shown), offset: scrolled.state.offset.y };
    ui.data_mut(|data| data.insert_temp(id, now));
    // Drawn above the scroll bar and the fading edge, which would hide it.
    if let Some(place) = focused {
        let ring = Stroke::new(1.0, color32(shown.theme.accent));
        ui.painter().rect_stroke(place, 4.0, ring, StrokeKind::Inside);
    }
}

/// The state of the outline in the last frame.
#[derive(Clone, Copy, Default)]
struct Before {
    selected: Option<Row>,
    offset: f32,
}

/// The scroll offset that centres the row of a newly selected unit, if it is not visible.
fn offset_to_selected(ui: &Ui, shown: &PanelContext<'_>, before: Before) -> Option<f32> {
    if before.selected == selected_row(shown) {
        return None;
    }
    let at = selected_place(shown)?;
    let at = at + usize::from(at >= shown.outline.len());
    #[expect(clippy::cast_precision_loss, reason = "a number of rows")]
    let top = at as f32 * ROW_HEIGHT;
    let room = ui.available_height();
    let is_seen = before.offset <= top && top + ROW_HEIGHT <= before.offset + room;
    (!is_seen).then(|| (top - room / 2.0).max(0.0))
}

/// The heading of the bodies.
fn outside_heading(ui: &mut Ui, shown: &PanelContext<'_>) {
    ui.allocate_ui(vec2(ui.available_width(), ROW_HEIGHT), |ui| {
        ui.set_min_height(ROW_HEIGHT);
        ui.horizontal_centered(|ui| {
            ui.add_space(4.0);
            ui.label(shown.muted(shown.messages.get("outside.title")));
        });
    });
}

fn body_row(ui: &mut Ui, shown: &PanelContext<'_>, body: BodyIndex, commands: &mut Vec<Command>) {
    let theme = &shown.theme;
    let is_selected = shown.view.body(shown.chart) == Some(body);
    let name = shown.words(&shown.chart.body(body).name);
    let (rect, response) = row_ground(ui, theme, ROW_HEIGHT, is_selected, name);
    let left = rect.left() + 4.0 + INDENT;
    let color = color32(if is_selected { theme.accent } else { theme.text });
    let font = font(Weight::Regular, size::BODY);
    let width = (rect.right() - left - 4.0).max(20.0);
    let text = Marked { theme, font, color, width, rows: 1 };
    let marks = shown.results.answer.query.marks(name);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(text.job(name, &marks)));
    let is_cut = galley.elided;
    ui.painter().galley(pos2(left, rect.center().y - galley.size().y / 2.0), galley, color);
    let response = if is_cut { response.on_hover_text(name) } else { response };
    if response.clicked() {
        ui.memory_mut(|memory| memory.request_focus(keys::list_id()));
        commands.push(Command::ShowBody(body));
    }
}

fn is_collapsed(shown: &PanelContext<'_>, unit: UnitIndex) -> bool {
    shown.view.collapsed.contains(&shown.chart.unit(unit).id)
}

fn row(ui: &mut Ui, shown: &PanelContext<'_>, unit: UnitIndex, commands: &mut Vec<Command>) {
    let it = shown.chart.unit(unit);
    let theme = &shown.theme;
    let selected = shown.view.selected(shown.chart) == Some(unit);
    let name = shown.name(unit);
    let (rect, response) = row_ground(ui, theme, ROW_HEIGHT, selected, name);
    let response = response.interact(Sense::click_and_drag());
    outline_drag::follow_row(ui, shown, unit, rect, &response);
    #[expect(clippy::cast_precision_loss, reason = "a number of levels")]
    let left = rect.min.x + 4.0 + it.depth as f32 * INDENT;
    let arrow =
        egui::Rect::from_center_size(pos2(left + 6.0, rect.center().y), vec2(18.0, ROW_HEIGHT));
    let folds = !it.children.is_empty() && !shown.is_searching();
    if folds {
        triangle(ui, arrow.center(), is_collapsed(shown, unit), theme.muted);
    }
    let text_left = left + 18.0;
    let is_marked = shown.marks.by_unit.contains_key(&unit);
    if is_marked {
        ui.painter().circle_filled(
            rect.right_center() - vec2(7.0, 0.0),
            3.0,
            color32(theme.accent),
        );
    }
    let right = if is_marked { 14.0 } else { 4.0 } + numbers::width(shown);
    numbers::show(ui, shown, (unit, rect), &response);
    let width = rect.max.x - text_left - right;
    let color = color32(match (selected, shown.is_found(unit)) {
        (true, _) => theme.accent,
        (false, true) => theme.text,
        // The row is merely an ancestor of matches.
        (false, false) => theme.muted,
    });
    let font = font(Weight::Regular, size::BODY);
    let text = Marked { theme, font, color, width: width.max(20.0), rows: 1 };
    let marks = if shown.is_searching() && shown.is_found(unit) {
        shown.results.answer.query.marks(name)
    } else {
        Vec::new()
    };
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(text.job(name, &marks)));
    let is_cut = galley.elided;
    let place = pos2(text_left, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(place, galley, color);
    let response = if is_cut { response.on_hover_text(name) } else { response };
    let field = rect.with_min_x(text_left - 4.0);
    name_field::in_row(ui, shown, &it.id, field, commands);
    if response.clicked() {
        ui.memory_mut(|memory| memory.request_focus(keys::list_id()));
        let on_arrow = response.interact_pointer_pos().is_some_and(|at| arrow.contains(at));
        commands.push(if on_arrow && folds {
            Command::Toggle(unit)
        } else {
            Command::Reveal(unit)
        });
    }
}

/// A triangle that points down for an expanded unit, right for a collapsed one.
fn triangle(ui: &Ui, centre: egui::Pos2, is_collapsed: bool, color: crate::scene::theme::Color) {
    let corners = if is_collapsed {
        [vec2(-2.5, -4.0), vec2(-2.5, 4.0), vec2(3.0, 0.0)]
    } else {
        [vec2(-4.0, -2.5), vec2(4.0, -2.5), vec2(0.0, 3.0)]
    };
    let points = corners.map(|corner| centre + corner).to_vec();
    let shape = egui::Shape::convex_polygon(points, color32(color), egui::Stroke::NONE);
    ui.painter().add(shape);
}
