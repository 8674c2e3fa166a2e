//! The keys of commands.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::command::Command;

/// Commands that have keys, each with the key of its label and its shortcuts.
pub(super) const SHORTCUTS: &[(Command, &str, &[KeyboardShortcut])] = &[
    (Command::Open, "command.open", &[ctrl(Key::O)]),
    (Command::Reload, "command.reload", &[plain(Key::F5), ctrl(Key::R)]),
    (Command::Export, "command.export", &[ctrl(Key::E)]),
    (Command::SwitchLanguage, "command.language", &[ctrl(Key::L)]),
    (Command::SwitchTheme, "command.theme", &[ctrl(Key::T)]),
    (Command::Fit, "command.fit", &[plain(Key::Num0), ctrl(Key::Num0)]),
    (Command::FitSelection, "command.fit_selection", &[plain(Key::F)]),
    (Command::ZoomIn, "command.zoom_in", &[plain(Key::Plus), plain(Key::Equals), ctrl(Key::Plus)]),
    (Command::ZoomOut, "command.zoom_out", &[plain(Key::Minus), ctrl(Key::Minus)]),
    (Command::Leave, "command.clear", &[plain(Key::Escape)]),
    (Command::FocusSearch, "search.hint", &[ctrl(Key::F), plain(Key::Slash)]),
    (Command::ToggleOutline, "command.outline", &[plain(Key::F9)]),
    (Command::ToggleInspector, "command.inspector", &[plain(Key::F10)]),
    (Command::ToggleProblems, "command.problems", &[plain(Key::F8)]),
];

const fn plain(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

/// The first keys of a command, as menus show them.
pub(super) fn keys(command: &Command, context: &egui::Context) -> String {
    SHORTCUTS
        .iter()
        .find(|(known, ..)| known == command)
        .and_then(|(_, _, shortcuts)| shortcuts.first())
        .map(|shortcut| context.format_shortcut(shortcut))
        .unwrap_or_default()
}

/// The commands whose keys were pressed. A letter that is typed into a field is no command.
pub(super) fn pressed(context: &egui::Context) -> Vec<Command> {
    let typing = context.text_edit_focused();
    context.input_mut(|input| {
        SHORTCUTS
            .iter()
            .filter(|(_, _, shortcuts)| {
                shortcuts.iter().any(|shortcut| {
                    let free = !typing || !shortcut.modifiers.is_none();
                    free && input.consume_shortcut(shortcut)
                })
            })
            .map(|(command, ..)| command.clone())
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_have_the_same_keys() {
        let mut seen: Vec<KeyboardShortcut> = Vec::new();
        for (command, _, shortcuts) in SHORTCUTS {
            for shortcut in *shortcuts {
                assert!(!seen.contains(shortcut), "{command:?}: {shortcut:?} is taken");
                seen.push(*shortcut);
            }
        }
    }
}
