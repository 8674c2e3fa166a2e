//! The prompt for a path.

use egui::{Align2, Id, Key, Margin, Modal, TextEdit, Ui, vec2};

use super::PanelContext;
use crate::app::command::{Command, FileCommand};
use crate::app::state::modal::Purpose;
use crate::app::widgets::overlay;

pub(in crate::app) fn show(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    purpose: &Purpose,
    before: &str,
    commands: &mut Vec<Command>,
) {
    let title = match purpose {
        Purpose::Open => "command.open",
        Purpose::SaveFunctions => "functions.save",
        Purpose::AttachText => "command.attach_text",
        Purpose::CompareWith => "command.compare_with",
        Purpose::Revision => "command.compare_revision",
        Purpose::SaveChanges => "changes.save",
        Purpose::Editor => "command.set_editor",
        Purpose::New => "command.new",
        Purpose::SaveAs => "command.save_as",
        Purpose::Import => "command.new_from_table",
        Purpose::SaveMapping => "import.save_mapping",
        Purpose::UseMapping => "import.use_mapping",
        Purpose::Sample(_) => "command.sample_harbour",
    };
    let why = match purpose {
        Purpose::Open
        | Purpose::SaveFunctions
        | Purpose::AttachText
        | Purpose::CompareWith
        | Purpose::SaveChanges => "prompt.why",
        Purpose::Editor => "prompt.editor",
        Purpose::Revision => "prompt.revision",
        Purpose::New | Purpose::SaveAs | Purpose::Import => "prompt.target",
        Purpose::SaveMapping => "prompt.save_mapping",
        Purpose::UseMapping => "prompt.use_mapping",
        Purpose::Sample(_) => "prompt.folder",
    };
    let mut path = before.to_owned();
    let id = Id::new("path prompt");
    let high = Modal::default_area(id).anchor(Align2::CENTER_CENTER, vec2(0.0, -60.0));
    let title = shown.messages.get(title);
    overlay(ui, Modal::new(id).area(high), title, commands, |ui, commands| {
        ui.set_width(440.0_f32.min(ui.ctx().content_rect().width() - 64.0));
        ui.strong(title);
        let why = ui.label(shown.muted(shown.messages.get(why))).id;
        let field = ui.add(
            TextEdit::singleline(&mut path)
                .margin(Margin::symmetric(8, 5))
                .desired_width(f32::INFINITY),
        );
        let field = field.labelled_by(why);
        if path != before {
            commands.push(Command::TypePath(path.clone()));
        }
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if !entered && ui.memory(|memory| memory.focused().is_none()) {
            field.request_focus();
        }
        ui.horizontal(|ui| {
            let done = ui.button(shown.messages.get("prompt.done")).clicked() || entered;
            if done && !path.trim().is_empty() {
                commands.push(Command::AnswerPrompt(path.trim().to_owned()));
            }
            if ui.button(shown.messages.get("prompt.cancel")).clicked() {
                commands.push(Command::CloseModal);
            }
            let has_dialog = match purpose {
                Purpose::UseMapping => true,
                // A page downloads, and the browser asks where to.
                Purpose::New | Purpose::SaveAs | Purpose::SaveMapping | Purpose::Sample(_) => {
                    !cfg!(target_arch = "wasm32")
                }
                _ => false,
            };
            if has_dialog && ui.button(shown.messages.get("export.browse")).clicked() {
                commands
                    .push(Command::File(FileCommand::Browse(purpose.clone(), path.trim().into())));
            }
        });
    });
}
