//! What only the user can decide: deleting a branch, what is not saved, and two states of one file.

use egui::{Id, Label, Modal, ScrollArea, Ui};

use super::{Shown, overlay};
use crate::app::command::Command;
use crate::app::desk::{EditCommand, Question};
use crate::canvas::color32;
use crate::edit::Edits;

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
                let source = shown.document.source.text();
                let read = shown.document.disk.as_deref().unwrap_or(source);
                for (heading, text) in
                    [("question.mine", source), ("question.theirs", theirs.text())]
                {
                    ui.label(shown.muted(shown.messages.get(heading)));
                    excerpt(ui, shown, heading, changed_lines(read, text));
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

/// The lines of a text that differ from what was read, from the first to the last.
fn changed_lines<'a>(read: &str, text: &'a str) -> &'a str {
    let edits = Edits::between(read, text);
    let Some(edit) = edits.list().first() else { return text };
    let (start, end) = (edit.span.start, edit.span.start + edit.text.len());
    let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let to = text[end..].find('\n').map_or(text.len(), |at| end + at);
    &text[from..to]
}

fn excerpt(ui: &mut Ui, shown: &Shown<'_>, salt: &str, text: &str) {
    let most: String = text.chars().take(4000).collect();
    ScrollArea::vertical().id_salt(salt).max_height(LONGEST).show(ui, |ui| {
        let words = egui::RichText::new(most).color(color32(shown.theme.text));
        ui.add(Label::new(words).wrap());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_shown_in_whole_lines() {
        let read = "(a: 1,\n b: 2,\n c: 3)";
        assert_eq!(changed_lines(read, "(a: 1,\n b: 海岸,\n c: 3)"), " b: 海岸,");
        assert_eq!(changed_lines(read, "(a: 1,\n c: 3)"), " c: 3)");
        assert_eq!(changed_lines(read, ""), "");
    }
}
