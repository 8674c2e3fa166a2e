//! The editor of the selected unit's text.

use egui::{Button, Id, Label, TextEdit, Ui};

use egui_phosphor::regular as icon;

use super::PanelContext;
use crate::app::command::actions::{self, Action};
use crate::app::command::shortcuts::keys;
use crate::app::command::{Command, EditCommand, FileCommand};
use crate::app::state::dedent;
use crate::app::state::editing::EditTarget;
use crate::app::widgets::code::Code;
use crate::app::widgets::named;
use crate::app::widgets::offered;
use crate::canvas::color32;
use crate::diagnostic::Severity;

/// The id of the text field.
pub(in crate::app) fn editor_id() -> Id {
    Id::new("source")
}

/// Shows the editor with its buttons, and the unit's problems.
pub(super) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    buttons(ui, shown, commands);
    let Some(target) = &shown.editing.target else { return };
    let text = shown.document.source.text().get(target.span.clone()).unwrap_or_default();
    if text.is_empty() {
        ui.add(Label::new(shown.muted(shown.messages.get("source.not_found"))).wrap());
        return;
    }
    if shown.document.path.is_none() {
        ui.add(Label::new(shown.muted(shown.messages.get("source.sample"))).wrap());
        if ui.add(offered(&shown.theme, shown.messages.get("command.save_as"))).clicked() {
            commands.push(Command::File(FileCommand::SaveAs));
        }
    }
    let dedented = target.shown(shown.document.source.text());
    let mut words = dedented.text.clone();
    let before = dedent::before(shown.document.source.text(), target.span.start);
    let before = if dedented.is_moved() { "" } else { before };
    let theme = shown.theme;
    let mut layouter = |ui: &Ui, words: &dyn egui::TextBuffer, width: f32| {
        let code = Code { text: words.as_str(), theme: &theme, before, marked: &[] };
        code.galley(ui, width)
    };
    let editor = TextEdit::multiline(&mut words)
        .id(editor_id())
        .desired_width(f32::INFINITY)
        .desired_rows(12)
        .lock_focus(true)
        .interactive(shown.document.path.is_some())
        .layouter(&mut layouter);
    let response = ui.add(editor);
    let name = shown.messages.get("source.text");
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    if words != dedented.text {
        commands.push(Command::Edit(EditCommand::Type(dedented.written(&words))));
    }
    problems(ui, shown, target);
}

/// Buttons that save, undo and redo.
pub(super) fn save_and_undo(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    for command in [EditCommand::Save, EditCommand::Undo, EditCommand::Redo] {
        let command = Command::Edit(command);
        let Some(Action { label, when, .. }) = actions::of(&command) else { continue };
        let label = shown.messages.get(label);
        let button = ui.add_enabled(shown.can(*when), Button::new(label));
        if button.on_hover_text(keys(&command, shown.messages)).clicked() {
            commands.push(command);
        }
    }
}

fn buttons(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        save_and_undo(ui, shown, commands);
        let label = shown.messages.get("source.unit");
        let words = format!("{label} {}", icon::CARET_DOWN);
        let menu = ui.menu_button(words, |ui| unit_menu(ui, shown, commands)).response;
        named(menu, label);
    });
    if shown.editing.moving.is_some() {
        let words =
            shown.muted(shown.messages.get("source.pick")).color(color32(shown.theme.accent));
        ui.add(Label::new(words).wrap());
    }
}

/// The menu of the selected unit.
pub(super) fn unit_menu(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    for command in [
        Command::Edit(EditCommand::Rename),
        Command::Edit(EditCommand::AddSibling),
        Command::Edit(EditCommand::AddChild),
        Command::Edit(EditCommand::MoveUp),
        Command::Edit(EditCommand::MoveDown),
        Command::Edit(EditCommand::Duplicate),
        Command::Edit(EditCommand::Move),
        Command::Edit(EditCommand::MoveToTop),
        Command::OpenEditor,
        Command::Edit(EditCommand::Delete),
    ] {
        if action(ui, shown, command, commands) {
            ui.close();
        }
    }
}

/// A button for an action; returns whether it was clicked.
fn action(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    command: Command,
    commands: &mut Vec<Command>,
) -> bool {
    let Some(Action { label, when, .. }) = actions::of(&command) else { return false };
    let label = shown.messages.get(label);
    let button = Button::new(label).shortcut_text(keys(&command, shown.messages));
    let clicked = named(ui.add_enabled(shown.can(*when), button), label).clicked();
    if clicked {
        commands.push(command);
    }
    clicked
}

/// The problems within the unit's text.
fn problems(ui: &mut Ui, shown: &PanelContext<'_>, target: &EditTarget) {
    let inside = |at: usize| target.span.start <= at && at < target.span.end;
    for problem in &shown.document.problems {
        let Some(span) = problem.span.as_ref().filter(|span| inside(span.start)) else { continue };
        let color = match problem.severity() {
            Severity::Error => shown.theme.error,
            Severity::Warning => shown.theme.warning,
            Severity::Note => shown.theme.muted,
        };
        let place = shown.document.checked.position(span.start);
        let head = format!("{} {}:{}", problem.code.as_str(), place.line, place.column);
        ui.add_space(4.0);
        ui.label(shown.muted(head).color(color32(color)));
        ui.add(Label::new(shown.messages.say(&problem.message)).wrap());
        for hint in &problem.hints {
            ui.add(Label::new(shown.muted(shown.messages.say(hint))).wrap());
        }
    }
}
