//! Every action of the user: its label, its keys, and when it is enabled.

use std::path::PathBuf;

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::layout::{Direction, LayoutStyle};
use crate::model::{RelationKind, UnitIndex};

use super::state::{Appearance, Purpose};

/// What the user wants done. Panels read commands and push them; one place executes them.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Command {
    /// Ask for a file and open it.
    Open,
    /// Open a file.
    OpenPath(PathBuf),
    /// Read the file again.
    Reload,
    /// Read the file again because it changed on disk.
    Follow,
    /// Ask for a place and save the picture there.
    Export,
    /// Save the picture.
    ExportTo(PathBuf),
    /// Ask for a path in the window, since no dialog could be shown.
    AskForPath(Purpose, String),
    /// The path typed so far.
    TypePath(String),
    /// The path is complete.
    AnswerPrompt(String),
    /// No path after all.
    ClosePrompt,
    /// The next language of the interface.
    SwitchLanguage,
    /// Light to dark and back.
    SwitchTheme,
    /// Light, dark or as the system.
    SetAppearance(Appearance),
    /// Look at the whole chart.
    Fit,
    /// Bring the selected unit to the middle.
    FitSelection,
    /// Larger.
    ZoomIn,
    /// Smaller.
    ZoomOut,
    /// Select a unit where it is.
    Select(UnitIndex),
    /// Select a unit, show it if it is hidden, and bring it to the middle.
    Reveal(UnitIndex),
    /// Select nothing.
    ClearSelection,
    /// Leave the search, or else select nothing.
    Leave,
    /// Go to the search field.
    FocusSearch,
    /// Search for what is typed.
    Search(String),
    /// Show a result of the search, by its place in the list.
    ShowResult(usize),
    /// Show the next result.
    NextResult,
    /// Show the result before.
    PreviousResult,
    /// Show or hide what is below a unit.
    Toggle(UnitIndex),
    /// Show everything.
    ExpandAll,
    /// Show the top and the level under it.
    CollapseAll,
    /// Arrange children.
    SetLayout(LayoutStyle),
    /// Let the tree grow down or right.
    SetDirection(Direction),
    /// Show or hide dual accountability.
    ToggleDual,
    /// Show or hide a kind of line.
    ToggleRelation(RelationKind),
    /// Show every line.
    ShowRelations,
    /// Show only the tree.
    HideRelations,
    /// Show or hide the outline.
    ToggleOutline,
    /// Show or hide the details.
    ToggleInspector,
    /// Show or hide the problems.
    ToggleProblems,
}

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
