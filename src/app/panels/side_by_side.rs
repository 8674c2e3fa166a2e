//! Both editions of a comparison as outlines, with bands between matching units; rows lead to their cards.

use egui::{CursorIcon, Rect, Sense, Ui, WidgetInfo, WidgetType};

use super::PanelContext;
use super::wide_sheet::{self, SheetWords};
use crate::app::command::Command;
use crate::app::state::editions::Beside;
use crate::app::widgets::Picture;
use crate::scene::Subject;

/// Minimum size of the sheet, as a fraction of its size in an export.
const MIN_SCALE: f32 = 0.75;
/// The title of the sheet.
const NAME: &str = "command.side_by_side";

pub(super) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let empty = shown.beside.is_none().then_some("changes.comparing");
    let words = SheetWords { name: NAME, hint: None, empty };
    wide_sheet::show(ui, shown, &words, commands, |ui, commands| {
        let Some(beside) = shown.beside else { return };
        let name = shown.messages.get(NAME);
        let (picture, _) = Picture::table(ui, &beside.scene, MIN_SCALE, name);
        rows(ui, shown, beside, picture, commands);
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
