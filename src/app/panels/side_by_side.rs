//! Both editions of a comparison as outlines, with bands between what is the same unit; rows lead to their cards.

use egui::{
    CursorIcon, Id, Label, Modal, Rect, RichText, ScrollArea, Sense, Ui, Vec2, WidgetInfo,
    WidgetType, vec2,
};

use super::PanelContext;
use crate::app::command::Command;
use crate::app::state::editions::Beside;
use crate::app::widgets::style::font;
use crate::app::widgets::{Picture, overlay};
use crate::scene::Subject;
use crate::scene::text::Weight;
use crate::scene::theme::size;

/// Space of the window beside the sheet.
const AROUND: Vec2 = vec2(56.0, 64.0);
/// Minimum size of the sheet, as a part of its size in an export.
const MIN_SCALE: f32 = 0.75;

pub(super) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let name = shown.messages.get("command.side_by_side");
    overlay(ui, Modal::new(Id::new("side by side")), name, commands, |ui, commands| {
        let room = ui.ctx().content_rect().size() - AROUND;
        ui.set_width(room.x);
        ui.horizontal(|ui| {
            let title = RichText::new(name).font(font(Weight::Medium, size::NAME));
            ui.add(Label::new(title));
            if ui.button(shown.messages.get("notice.close")).clicked() {
                commands.push(Command::CloseModal);
            }
        });
        let Some(beside) = shown.beside else {
            ui.label(shown.muted(shown.messages.get("changes.comparing")));
            return;
        };
        let height = (room.y - 48.0).max(120.0);
        let area = ScrollArea::both().max_height(height).min_scrolled_height(height);
        area.auto_shrink(false).show(ui, |ui| {
            let (picture, _) = Picture::table(ui, &beside.scene, MIN_SCALE, name);
            rows(ui, shown, beside, picture, commands);
        });
    });
}

/// The rows of the new edition, which lead to their cards.
fn rows(
    ui: &Ui,
    shown: &PanelContext<'_>,
    beside: &Beside,
    picture: Picture<'_>,
    commands: &mut Vec<Command>,
) {
    let [_, new] = &beside.content.outlines;
    let groups = beside.scene.groups.iter().filter_map(|group| match group.subject {
        Subject::Unit(unit) => Some((unit, group.bounds)),
        _ => None,
    });
    for ((unit, bounds), row) in groups.zip(&new.rows) {
        let area: Rect = picture.area(bounds);
        if !area.intersects(ui.clip_rect()) {
            continue;
        }
        let response = ui.interact(area, ui.id().with(("row", unit.get())), Sense::click());
        let words = row.words.first().map_or_else(String::new, |words| format!(", {words}"));
        let name = format!("{}{words}", row.name);
        response.widget_info(|| WidgetInfo::labeled(WidgetType::Link, true, &name));
        let is_known = unit.get() < shown.chart.units().len();
        if response.on_hover_cursor(CursorIcon::PointingHand).clicked() && is_known {
            commands.push(Command::CloseModal);
            commands.push(Command::Reveal(unit));
        }
    }
}
