//! What only the user can decide: deleting a branch, what is not saved, and two states of one file.

use egui::{Id, Label, Modal, ScrollArea, Ui};

use super::{Shown, overlay};
use crate::app::command::Command;
use crate::app::desk::{EditCommand, Question};
use crate::canvas::color32;
use crate::model::Places;

/// Rows of each text that are compared.
const LONGEST: f32 = 180.0;

pub(in crate::app) fn show(
    ui: &mut Ui,
    shown: &Shown<'_>,
    question: &Question,
    commands: &mut Vec<Command>,
) {
    let name = shown.messages.get("question.title");
    overlay(ui, Modal::new(Id::new("question")), name, commands, |ui, commands| {
        ui.set_width(460.0_f32.min(ui.ctx().content_rect().width() - 64.0));
        let answers: &[(&'static str, EditCommand)] = match question {
            Question::Delete(id) => {
                let unit = shown.chart.find(id);
                let count = unit.map_or(0, |unit| shown.chart.descendants(unit).len()).to_string();
                let name = unit.map_or(id.as_str(), |unit| shown.name(unit));
                ask(ui, &shown.messages.fill("question.delete", &[name, &count]));
                &[
                    ("question.delete_branch", EditCommand::DeleteBranch),
                    ("question.delete_alone", EditCommand::DeleteAlone),
                ]
            }
            Question::Unsaved(_) => {
                ask(ui, shown.messages.get("question.unsaved"));
                &[
                    ("question.save", EditCommand::SaveFirst),
                    ("question.discard", EditCommand::Discard),
                ]
            }
            Question::Gone => {
                let path = shown.document.path.as_ref().map(|path| path.display().to_string());
                ask(ui, &shown.messages.fill("question.gone", &[&path.unwrap_or_default()]));
                &[("question.save_anew", EditCommand::SaveAnew)]
            }
            Question::Conflict(theirs) => {
                ask(ui, shown.messages.get("question.conflict"));
                let id = shown.desk.spot.as_ref().map(|spot| spot.id.as_str());
                for (heading, text) in [
                    ("question.mine", shown.document.source.text()),
                    ("question.theirs", theirs.text()),
                ] {
                    ui.label(shown.muted(shown.messages.get(heading)));
                    excerpt(ui, shown, heading, text, id);
                }
                &[
                    ("question.keep_mine", EditCommand::KeepMine),
                    ("question.take_theirs", EditCommand::TakeTheirs),
                ]
            }
        };
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            for (label, command) in answers {
                if ui.button(shown.messages.get(label)).clicked() {
                    commands.push(Command::Edit(command.clone()));
                }
            }
            let cancel = match question {
                Question::Gone | Question::Conflict(_) => "question.go_on",
                Question::Delete(_) | Question::Unsaved(_) => "prompt.cancel",
            };
            if ui.button(shown.messages.get(cancel)).clicked() {
                commands.push(Command::Edit(EditCommand::Cancel));
            }
        });
    });
}

fn ask(ui: &mut Ui, words: &str) {
    ui.add(Label::new(words).wrap());
    ui.add_space(4.0);
}

/// The text of the unit in question; all of it where there is none.
fn excerpt(ui: &mut Ui, shown: &Shown<'_>, salt: &str, text: &str, id: Option<&str>) {
    let places = Places::of(text);
    let unit = id.and_then(|id| places.unit(id));
    let words = unit.map_or(text, |unit| &text[unit.span.clone()]);
    let most: String = words.chars().take(4000).collect();
    ScrollArea::vertical().id_salt(salt).max_height(LONGEST).show(ui, |ui| {
        let words = egui::RichText::new(most).color(color32(shown.theme.text));
        ui.add(Label::new(words).wrap());
    });
}
