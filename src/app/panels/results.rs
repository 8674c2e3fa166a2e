//! The search: its field in the toolbar, and what it found in the place of the outline.

use egui::pos2;
use egui::{Align2, Id, Key, Margin, Modifiers, Panel, ScrollArea, TextEdit, Ui};

use super::{Shown, row_ground};
use crate::app::command::Command;
use crate::app::side_panel;
use crate::canvas::{color32, font};
use crate::scene::text::{Weight, face};
use crate::scene::theme::size;

const ROW_HEIGHT: f32 = 44.0;
const FIELD_WIDTH: f32 = 200.0;

/// The field, whatever it stands in.
pub(in crate::app) fn field_id() -> Id {
    Id::new("search")
}

/// The field that is typed into; Enter goes on to the next result.
pub(in crate::app) fn field(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    let hint = shown.messages.get("search.hint");
    let mut query = shown.view.query.clone();
    let field = TextEdit::singleline(&mut query)
        .margin(Margin::symmetric(8, 5))
        .id(field_id())
        .hint_text(hint)
        .desired_width(FIELD_WIDTH)
        .return_key(None);
    let response = ui.add(field);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(hint));
    if response.has_focus() {
        let pressed = |modifiers| ui.input_mut(|input| input.consume_key(modifiers, Key::Enter));
        if pressed(Modifiers::SHIFT) {
            commands.push(Command::PreviousResult);
        } else if pressed(Modifiers::NONE) {
            commands.push(Command::NextResult);
        }
    }
    if query != shown.view.query {
        commands.push(Command::Search(query));
    }
}

/// The list of what was found.
pub(in crate::app) fn show(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    side_panel(ui, Panel::left("outline"), &shown.theme, 230.0).show(ui, |ui| {
        let count = shown.results.list.len();
        ui.label(shown.muted(shown.messages.fill("search.count", &[&count.to_string()])));
        ui.add_space(4.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = ScrollArea::vertical().auto_shrink(false).id_salt("results");
        area.show_rows(ui, ROW_HEIGHT, count, |ui, range| {
            for at in range {
                row(ui, shown, at, commands);
            }
        });
    });
}

fn row(ui: &mut Ui, shown: &Shown<'_>, at: usize, commands: &mut Vec<Command>) {
    let found = &shown.results.list[at];
    let theme = &shown.theme;
    let selected = shown.view.result == Some(at);
    let name = shown.name(found.unit);
    let (rect, response) = row_ground(ui, theme, ROW_HEIGHT, selected, name);
    let name_color = if selected { theme.accent } else { theme.text };
    // A name that was found says nothing twice; where the unit belongs says more.
    let parent = shown.chart.unit(found.unit).parent.map(|parent| shown.name(parent));
    let excerpt = if found.excerpt == name { parent } else { None }.unwrap_or(&found.excerpt);
    let lines = [(name, size::BODY, name_color, 0.3), (excerpt, size::SMALL, theme.muted, 0.72)];
    for (words, size, color, part) in lines {
        let fitting = face(Weight::Regular).lines(words, size, (rect.width() - 12.0).max(20.0), 1);
        let words = fitting.first().map_or("", String::as_str);
        let place = pos2(rect.min.x + 6.0, rect.min.y + rect.height() * part);
        let font = font(Weight::Regular, size);
        ui.painter().text(place, Align2::LEFT_CENTER, words, font, color32(color));
    }
    if response.on_hover_text(&found.excerpt).clicked() {
        commands.push(Command::ShowResult(at));
    }
}
