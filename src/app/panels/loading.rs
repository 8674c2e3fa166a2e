//! The progress of opening a large file, with a button to cancel.

use egui::{Align2, Area, Frame, Id, ProgressBar, Ui};

use super::PanelContext;
use crate::app::command::Command;
use crate::app::jobs::loader::Opening;

pub(in crate::app) fn show(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    opening: &Opening,
    commands: &mut Vec<Command>,
) {
    Area::new(Id::new("loading")).anchor(Align2::CENTER_CENTER, [0.0, 0.0]).show(ui.ctx(), |ui| {
        Frame::window(ui.style()).show(ui, |ui| {
            ui.set_width(300.0);
            ui.label(shown.messages.fill("loading.reads", &[&opening.name()]));
            ui.add(ProgressBar::new(opening.progress()).desired_height(8.0));
            ui.vertical_centered(|ui| {
                if ui.button(shown.messages.get("prompt.cancel")).clicked() {
                    commands.push(Command::CancelLoading);
                }
            });
        });
    });
}
