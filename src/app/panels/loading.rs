//! A large file that is being read, and the way out of it.

use egui::{Align2, Area, Frame, Id, ProgressBar, Ui};

use super::Shown;
use crate::app::command::Command;
use crate::model::{LoadStage, Progress};

pub(in crate::app) fn show(
    ui: &mut Ui,
    shown: &Shown<'_>,
    name: &str,
    progress: Option<Progress>,
    commands: &mut Vec<Command>,
) {
    Area::new(Id::new("loading")).anchor(Align2::CENTER_CENTER, [0.0, 0.0]).show(ui.ctx(), |ui| {
        Frame::window(ui.style()).show(ui, |ui| {
            ui.set_width(300.0);
            ui.label(shown.messages.fill("loading.reads", &[name]));
            ui.add(ProgressBar::new(progress.map_or(0.0, part_done)).desired_height(8.0));
            ui.vertical_centered(|ui| {
                if ui.button(shown.messages.get("prompt.cancel")).clicked() {
                    commands.push(Command::CancelLoading);
                }
            });
        });
    });
}

/// How much of the whole is done: most of the time goes into the text itself.
fn part_done(progress: Progress) -> f32 {
    const PARSING: f32 = 0.7;
    const VALIDATING: f32 = 0.25;
    match progress.stage {
        LoadStage::Parsing => PARSING * progress.part,
        LoadStage::Validating => PARSING + VALIDATING * progress.part,
        LoadStage::Placing => PARSING + VALIDATING,
    }
}
