//! The frame of modals.

use egui::accesskit::Role;
use egui::{Frame, Margin, Modal, Ui};

use crate::app::command::Command;
use crate::canvas::color32;
use crate::scene::theme::SHADE;

/// A modal over the dimmed window. Clicking outside closes it.
pub(crate) fn overlay(
    ui: &Ui,
    modal: Modal,
    name: &str,
    commands: &mut Vec<Command>,
    content: impl FnOnce(&mut Ui, &mut Vec<Command>),
) {
    let frame = Frame::popup(ui.style()).corner_radius(10.0).inner_margin(Margin::same(14));
    let modal = modal.frame(frame).backdrop_color(color32(SHADE));
    let sheet = modal.show(ui.ctx(), |ui| {
        // Buttons and checkboxes need an outline on the sheet's background.
        let border = ui.visuals().window_stroke;
        ui.visuals_mut().widgets.inactive.bg_stroke = border;
        content(ui, commands);
    });
    ui.ctx().accesskit_node_builder(sheet.response.id, |node| {
        node.set_role(Role::Dialog);
        node.set_label(name);
    });
    if sheet.backdrop_response.clicked() {
        commands.push(Command::CloseModal);
    }
}
