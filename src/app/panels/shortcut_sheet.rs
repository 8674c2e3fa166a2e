//! The sheet of all keys, and what the pointer does.

use egui::{Align, Frame, Id, Label, Layout, Margin, Modal, RichText, ScrollArea, Stroke, Ui};

use super::{Shown, overlay};
use crate::app::actions::{Action, GROUPS};
use crate::app::command::Command;
use crate::app::shortcuts::written;
use crate::canvas::{color32, font};
use crate::scene::text::Weight;
use crate::scene::theme::size;

/// What the pointer does on the chart: the message that names it, and the one that names the deed.
const POINTER: &[(&str, &str)] = &[
    ("pointer.move", "pointer.drag"),
    ("pointer.zoom", "pointer.wheel"),
    ("pointer.select", "pointer.click"),
    ("pointer.centre", "pointer.double_click"),
];

/// Between the columns.
const GAP: f32 = 32.0;

pub(in crate::app) fn show(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    let name = shown.messages.get("command.keys");
    overlay(ui, Modal::new(Id::new("keys")), name, commands, |ui, commands| {
        let room = ui.ctx().content_rect().size();
        let (columns, width) =
            if room.x >= 800.0 { (2, 340.0) } else { (1, 400.0_f32.min(room.x - 80.0)) };
        ui.spacing_mut().item_spacing.x = GAP;
        ui.set_width(if columns == 2 { 2.0 * width + GAP } else { width });
        ui.horizontal(|ui| {
            ui.label(RichText::new(name).font(font(Weight::Medium, size::TITLE)));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.button(shown.messages.get("notice.close")).clicked() {
                    commands.push(Command::CloseOverlay);
                }
            });
        });
        ScrollArea::vertical().max_height((room.y - 150.0).max(120.0)).show(ui, |ui| {
            ui.horizontal_top(|ui| {
                let groups: Vec<_> =
                    GROUPS.iter().filter(|(_, all)| all.iter().any(has_keys)).collect();
                for part in groups.chunks(groups.len().div_ceil(columns)) {
                    ui.vertical(|ui| {
                        ui.set_width(width);
                        for (group, actions) in part {
                            shown.section(ui, shown.messages.get(group));
                            actions
                                .iter()
                                .filter(|it| has_keys(it))
                                .for_each(|it| keyed(ui, shown, it));
                        }
                        if part.last().map(|(group, _)| group)
                            == groups.last().map(|(group, _)| group)
                        {
                            pointer(ui, shown);
                        }
                    });
                }
            });
        });
    });
}

const fn has_keys(action: &Action) -> bool {
    !action.2.is_empty()
}

/// An action with all its keys.
fn keyed(ui: &mut Ui, shown: &Shown<'_>, (label, _, keys, _): &Action) {
    let keys: Vec<String> = keys.iter().map(|&key| written(key, shown.messages)).collect();
    row(ui, shown, shown.messages.get(label), &keys);
}

fn pointer(ui: &mut Ui, shown: &Shown<'_>) {
    shown.section(ui, shown.messages.get("group.pointer"));
    for (what, how) in POINTER {
        row(ui, shown, shown.messages.get(what), &[shown.messages.get(how).to_owned()]);
    }
}

/// What is done at the left, by what at the right.
fn row(ui: &mut Ui, shown: &Shown<'_>, what: &str, how: &[String]) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.spacing_mut().interact_size.y = 22.0;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for keys in how.iter().rev() {
                let cap = Frame::new()
                    .fill(color32(shown.theme.hover))
                    .stroke(Stroke::new(1.0, color32(shown.theme.border)))
                    .corner_radius(4.0)
                    .inner_margin(Margin::symmetric(6, 1));
                cap.show(ui, |ui| ui.label(RichText::new(keys).size(size::SMALL)));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(what).truncate());
            });
        });
    });
}
