//! The about dialog.

use egui::{Id, Label, Modal, RichText, Ui};

use super::PanelContext;
use crate::app::command::Command;
use crate::app::widgets::style::font;
use crate::app::widgets::{overlay, running_text};
use crate::canvas::color32;
use crate::scene::text::Weight;
use crate::scene::theme::size;

pub(in crate::app) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let name = shown.messages.get("command.about");
    overlay(ui, Modal::new(Id::new("about")), name, commands, |ui, commands| {
        ui.set_width(420.0_f32.min(ui.ctx().content_rect().width() - 64.0));
        let title = format!("Organogram {}", env!("CARGO_PKG_VERSION"));
        ui.label(RichText::new(title).font(font(Weight::Medium, size::TITLE)));
        let text = color32(shown.theme.text);
        running_text(ui, shown.messages.get("about.what"), text);
        running_text(ui, shown.messages.get("about.sample"), text);
        ui.add_space(8.0);
        if let Some(path) = shown.settings_path {
            let words = shown.messages.fill("about.settings", &[&path.display().to_string()]);
            ui.add(Label::new(shown.muted(words)).wrap());
        }
        running_text(ui, shown.messages.get("about.licence"), color32(shown.theme.muted));
        ui.add_space(8.0);
        if ui.button(shown.messages.get("notice.close")).clicked() {
            commands.push(Command::CloseModal);
        }
    });
}
