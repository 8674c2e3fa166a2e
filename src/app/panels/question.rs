//! Questions: deleting a branch, unsaved changes, a file that is gone or in the way.

use egui::{Id, Label, Modal, Ui};

use super::PanelContext;
use crate::app::command::{Command, EditCommand, FileCommand};
use crate::app::state::modal::Question;
use crate::app::widgets::overlay;

pub(in crate::app) fn show(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    question: &Question,
    commands: &mut Vec<Command>,
) {
    let name = shown.messages.get("question.title");
    overlay(ui, Modal::new(Id::new("question")), name, commands, |ui, commands| {
        ui.set_width(460.0_f32.min(ui.ctx().content_rect().width() - 64.0));
        let answers: Vec<(&'static str, Command)> = match question {
            Question::Delete(id) => {
                let unit = shown.chart.find(id);
                let count = unit.map_or(0, |unit| shown.chart.descendants(unit).len()).to_string();
                let name = unit.map_or(id.as_str(), |unit| shown.name(unit));
                ask(ui, &shown.messages.fill("question.delete", &[name, &count]));
                vec![
                    ("question.delete_branch", Command::Edit(EditCommand::DeleteBranch)),
                    ("question.delete_alone", Command::Edit(EditCommand::DeleteAlone)),
                ]
            }
            Question::Unsaved(_) => {
                ask(ui, shown.messages.get("question.unsaved"));
                vec![
                    ("question.save", Command::Edit(EditCommand::SaveFirst)),
                    ("question.discard", Command::Edit(EditCommand::Discard)),
                ]
            }
            Question::Gone => {
                let path = shown.document.path.as_ref().map(|path| path.display().to_string());
                ask(ui, &shown.messages.fill("question.gone", &[&path.unwrap_or_default()]));
                vec![("question.save_anew", Command::Edit(EditCommand::SaveAnew))]
            }
            Question::Replace(purpose, path) => {
                ask(ui, &shown.messages.fill("export.exists", &[&path.display().to_string()]));
                let (purpose, path) = (purpose.clone(), path.clone());
                vec![(
                    "export.replace",
                    Command::File(FileCommand::WriteTo { purpose, path, replaces: true }),
                )]
            }
        };
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            for (label, command) in answers {
                if ui.button(shown.messages.get(label)).clicked() {
                    commands.push(command);
                }
            }
            let cancel = match question {
                Question::Gone => "question.go_on",
                Question::Delete(_) | Question::Unsaved(_) | Question::Replace(..) => {
                    "prompt.cancel"
                }
            };
            if ui.button(shown.messages.get(cancel)).clicked() {
                commands.push(Command::CloseModal);
            }
        });
    });
}

fn ask(ui: &mut Ui, words: &str) {
    ui.add(Label::new(words).wrap());
    ui.add_space(4.0);
}
