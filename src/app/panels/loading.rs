//! A large file that is being read, and the way out of it.

use egui::{Align2, Area, Frame, Id, ProgressBar, Ui};

use super::Shown;
use crate::app::command::Command;

pub(in crate::app) fn show(
    ui: &mut Ui,
    shown: &Shown<'_>,
    name: &str,
    commands: &mut Vec<Command>,
) {
    Area::new(Id::new("loading")).anchor(Align2::CENTER_CENTER, [0.0, 0.0]).show(ui.ctx(), |ui| {
        Frame::window(ui.style()).show(ui, |ui| {
            ui.set_width(300.0);
            ui.label(shown.messages.fill("loading.reads", &[name]));
            // How long a file takes is not known before it is read: the bar only says that it goes on.
            ui.add(ProgressBar::new(1.0).animate(true).desired_height(6.0));
            ui.vertical_centered(|ui| {
                if ui.button(shown.messages.get("prompt.cancel")).clicked() {
                    commands.push(Command::CancelLoading);
                }
            });
        });
    });
}
