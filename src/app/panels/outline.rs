//! The outline at the left: the tree as indented rows.

use egui::{Panel, ScrollArea, Stroke, StrokeKind, Ui, pos2, vec2};

use super::marked::Marked;
use super::{Shown, outline_keys as keys, row_ground, side_panel};
use crate::app::command::Command;
use crate::app::style::font;
use crate::canvas::color32;
use crate::model::UnitIndex;
use crate::scene::text::Weight;
use crate::scene::theme::size;

const ROW_HEIGHT: f32 = 24.0;
const INDENT: f32 = 14.0;

pub(in crate::app) fn show(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    panel(ui, shown).show(ui, |ui| tree(ui, shown, commands));
}

/// The panel at the left: what was searched for stands in the same, so that the chart stays where it
/// is.
pub(super) fn panel(ui: &Ui, shown: &Shown<'_>) -> Panel {
    side_panel(ui, Panel::left("outline"), &shown.theme, shown.settings.outline_width)
}

/// The tree under its heading: all rows whose ancestors are expanded, or, while something is
/// searched for, those that were found and those above them.
pub(super) fn tree(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    let title = egui::RichText::new(shown.messages.get("panel.outline"));
    ui.label(title.font(font(Weight::Medium, size::BODY)).color(color32(shown.theme.muted)));
    ui.add_space(4.0);
    let rows = shown.outline;
    let focused = keys::list(ui, shown, commands);
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = ScrollArea::vertical().auto_shrink(false).id_salt("outline");
    let id = ui.id().with("outline before");
    let before = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    if let Some(offset) = offset_to_selected(ui, shown, rows, before) {
        area = area.vertical_scroll_offset(offset);
    }
    let scrolled = area.show_rows(ui, ROW_HEIGHT, rows.len(), |ui, range| {
        for &unit in rows.get(range).unwrap_or_default() {
            row(ui, shown, unit, commands);
        }
    });
    let selected = shown.view.selected(shown.chart);
    let now = Before { selected, offset: scrolled.state.offset.y };
    ui.data_mut(|data| data.insert_temp(id, now));
    // Over the bar and the fading edge of the list, which would hide a part of it.
    if let Some(place) = focused {
        let ring = Stroke::new(1.0, color32(shown.theme.accent));
        ui.painter().rect_stroke(place, 4.0, ring, StrokeKind::Inside);
    }
}

/// What the outline showed in the last frame.
#[derive(Clone, Copy, Default)]
struct Before {
    selected: Option<UnitIndex>,
    offset: f32,
}

/// Where to scroll to when another unit was selected since the last frame and is out of sight:
/// its row comes to the middle.
fn offset_to_selected(
    ui: &Ui,
    shown: &Shown<'_>,
    rows: &[UnitIndex],
    before: Before,
) -> Option<f32> {
    let selected = shown.view.selected(shown.chart);
    if before.selected == selected {
        return None;
    }
    let at = rows.iter().position(|&unit| Some(unit) == selected)?;
    #[expect(clippy::cast_precision_loss, reason = "a number of rows")]
    let top = at as f32 * ROW_HEIGHT;
    let room = ui.available_height();
    let is_seen = before.offset <= top && top + ROW_HEIGHT <= before.offset + room;
    (!is_seen).then(|| (top - room / 2.0).max(0.0))
}

fn is_collapsed(shown: &Shown<'_>, unit: UnitIndex) -> bool {
    shown.view.collapsed.contains(&shown.chart.unit(unit).id)
}

fn row(ui: &mut Ui, shown: &Shown<'_>, unit: UnitIndex, commands: &mut Vec<Command>) {
    let it = shown.chart.unit(unit);
    let theme = &shown.theme;
    let selected = shown.view.selected(shown.chart) == Some(unit);
    let name = shown.name(unit);
    let (rect, response) = row_ground(ui, theme, ROW_HEIGHT, selected, name);
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
    let width = rect.max.x - text_left - if is_marked { 14.0 } else { 4.0 };
    let color = color32(match (selected, shown.is_found(unit)) {
        (true, _) => theme.accent,
        (false, true) => theme.text,
        // It only leads to what was found.
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

/// A small triangle that points down where children are shown, and right where they are hidden.
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
