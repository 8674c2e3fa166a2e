//! The number of unseen changes in the status bar, with buttons to step through them.

use egui::{RichText, Ui};

use super::PanelContext;
use crate::app::command::Command;
use crate::app::command::shortcuts::keys;
use crate::canvas::color32;
use crate::scene::theme::size;

/// Shows number and buttons; nothing without changes.
pub(super) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
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
