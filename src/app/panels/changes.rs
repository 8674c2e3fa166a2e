//! How many changes of the last reloads wait to be looked at, with the way from one to the next.

use egui::{RichText, Ui};

use super::Shown;
use crate::app::command::Command;
use crate::app::command::shortcuts::keys;
use crate::canvas::color32;
use crate::scene::theme::size;

/// A few words and buttons in the line at the lower edge; nothing where nothing changed.
pub(super) fn show(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    let count = shown.marks.list.len();
    if count == 0 {
        return;
    }
    let words = shown.messages.count("status.changes", count);
    ui.label(RichText::new(words).size(size::SMALL).color(color32(shown.theme.accent)));
    for (label, key, command) in [
        ("change.previous", "command.previous_change", Command::PreviousChange),
        ("change.next", "command.next_change", Command::NextChange),
        ("change.forget", "command.forget_changes", Command::ForgetChanges),
    ] {
        let button = ui.small_button(shown.messages.get(label));
        let hint = format!("{}  {}", shown.messages.get(key), keys(&command, shown.messages));
        if button.on_hover_text(hint.trim()).clicked() {
            commands.push(command);
        }
    }
}
