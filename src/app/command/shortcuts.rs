//! Keyboard shortcuts: the commands of pressed keys, and keys as text.

use egui::{Context, Event, Key, KeyboardShortcut, ModifierNames, PointerButton, Popup};

use crate::app::command::actions::{self, When};
use crate::app::command::{Command, EditCommand};
use crate::i18n::Messages;

/// Widget that receives typed letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Typing {
    /// None.
    Nowhere,
    /// The outline, which searches for a name.
    Outline { is_in_name: bool },
    /// The editor of the unit's text.
    Source,
    /// A text field with its own undo.
    Field,
}

/// The commands of pressed keys, with their conditions. Letters typed into a field are not commands; under a modal,
/// only Escape works.
pub(crate) fn pressed(context: &Context, typing: Typing, is_covered: bool) -> Vec<(Command, When)> {
    let mut is_typing = typing != Typing::Nowhere;
    let in_outline = matches!(typing, Typing::Outline { .. });
    // The key for accountability works in the outline, unless it continues a name.
    let is_asking_free = typing == Typing::Outline { is_in_name: false };
    let has_own_steps = typing == Typing::Field;
    // Text fields handle cut, copy and paste themselves.
    let has_own_clipboard = matches!(typing, Typing::Source | Typing::Field);
    // Escape closes an open menu first.
    let is_menu_open = Popup::is_any_open(context);
    let mut keys: Vec<(KeyboardShortcut, &actions::Action)> =
        actions::all().flat_map(|action| action.own_keys().map(move |key| (key, action))).collect();
    // Keys with more modifiers first, or Ctrl+Shift+P would match Ctrl+P.
    keys.sort_by_key(|(key, action)| {
        std::cmp::Reverse((weight(*key), opens_field(&action.command)))
    });
    let mut commands: Vec<(Command, When)> = Vec::new();
    context.input_mut(|input| {
        for (key, actions::Action { command, when, .. }) in keys {
            let is_step = matches!(command, Command::Edit(EditCommand::Undo | EditCommand::Redo));
            let is_free = is_asking_free && asks(command) || in_outline && deletes(command);
            let is_letter = is_typing && is_typed(key) && !is_free;
            let is_carrying = matches!(
                command,
                Command::Edit(EditCommand::Cut | EditCommand::CopyUnit | EditCommand::Paste)
            );
            let is_taken =
                is_letter || has_own_steps && is_step || has_own_clipboard && is_carrying;
            let is_escape = key.logical_key == Key::Escape;
            let counts = if is_covered { is_escape } else { !(is_escape && is_menu_open) };
            let is_known = commands.iter().any(|(known, _)| known == command);
            if !is_taken && counts && !is_known && input.consume_shortcut(&key) {
                if in_outline && asks(command) {
                    input.events.retain(|event| !matches!(event, Event::Text(_)));
                }
                commands.push((command.clone(), *when));
                // In a slow frame the letters for the field arrive together with its key.
                is_typing |= opens_field(command);
            }
        }
    });
    if !is_covered && !has_own_clipboard {
        commands.extend(
            context.input(|input| input.events.iter().filter_map(carried).collect::<Vec<_>>()),
        );
    }
    // The side buttons of a mouse.
    for (button, command) in
        [(PointerButton::Extra1, Command::GoBack), (PointerButton::Extra2, Command::GoForward)]
    {
        if !is_covered && context.input(|input| input.pointer.button_pressed(button)) {
            commands.push((command, When::Always));
        }
    }
    commands
}

/// Whether a command shows the chains of accountability of the selected unit.
fn asks(command: &Command) -> bool {
    matches!(command, Command::ToggleAnswers)
}

/// Whether a command moves the focus to a text field.
const fn opens_field(command: &Command) -> bool {
    matches!(
        command,
        Command::FocusSearch | Command::OpenPalette | Command::Edit(EditCommand::Rename)
    )
}

/// Whether a command deletes the selected unit.
const fn deletes(command: &Command) -> bool {
    matches!(command, Command::Edit(EditCommand::Delete))
}

/// The command of a clipboard key, which arrives as a separate event.
fn carried(event: &Event) -> Option<(Command, When)> {
    let command = match event {
        Event::Cut => EditCommand::Cut,
        Event::Copy => EditCommand::CopyUnit,
        Event::Paste(_) => EditCommand::Paste,
        _ => return None,
    };
    Some((Command::Edit(command), When::Unit))
}

/// The number of modifiers of a shortcut.
fn weight(key: KeyboardShortcut) -> u8 {
    let modifiers = key.modifiers;
    u8::from(modifiers.shift) + u8::from(modifiers.alt) + u8::from(modifiers.command)
}

/// Whether a page suppresses the browser's own action for a key. Clipboard keys must reach the browser.
#[cfg(target_arch = "wasm32")]
pub(crate) fn is_kept_from_browser(pressed: KeyboardShortcut) -> bool {
    let is_carrying = pressed.modifiers.command
        && matches!(pressed.logical_key, Key::C | Key::X | Key::V | Key::A);
    let has = |action: &actions::Action| action.own_keys().any(|key| key == pressed);
    !is_carrying && !is_typed(pressed) && actions::all().any(has)
}

/// Whether a text field consumes a key.
fn is_typed(key: KeyboardShortcut) -> bool {
    let is_function = key.logical_key.name().strip_prefix('F').is_some_and(|rest| !rest.is_empty());
    let is_modified = key.modifiers.command || key.modifiers.alt;
    !(is_function || is_modified || key.logical_key == Key::Escape)
}

/// The first keys of a command, as menus show them; empty for none.
pub(crate) fn keys(command: &Command, messages: &Messages) -> String {
    let action = actions::of(command);
    let first = action.and_then(|action| action.own_keys().next());
    first.map(|key| written(key, messages)).unwrap_or_default()
}

/// A shortcut in a language, such as `Ctrl+Shift+P`.
pub(crate) fn written(shortcut: KeyboardShortcut, messages: &Messages) -> String {
    let modifiers = ModifierNames::NAMES.format(&shortcut.modifiers, cfg!(target_os = "macos"));
    let key = match shortcut.logical_key {
        Key::Escape => "Esc",
        Key::Minus => "-",
        Key::Enter => messages.get("key.enter"),
        Key::Space => messages.get("key.space"),
        Key::Home => messages.get("key.home"),
        Key::End => messages.get("key.end"),
        Key::ArrowLeft => messages.get("key.left"),
        Key::ArrowRight => messages.get("key.right"),
        Key::ArrowUp => messages.get("key.up"),
        Key::ArrowDown => messages.get("key.down"),
        other => other.symbol_or_name(),
    };
    if modifiers.is_empty() { key.to_owned() } else { format!("{modifiers}+{key}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Modifiers;

    #[test]
    fn translates_key_names() {
        let back = KeyboardShortcut::new(Modifiers::ALT, Key::ArrowLeft);
        assert_eq!(written(back, Messages::of("en")), "Alt+Left");
        assert_eq!(written(back, Messages::of("zh")), "Alt+左方向键");
        assert_eq!(keys(&Command::OpenPalette, Messages::of("zh")), "Ctrl+Shift+P");
        assert_eq!(keys(&Command::Leave, Messages::of("en")), "Esc");
    }

    #[test]
    fn text_fields_take_letters_but_not_function_keys() {
        let plain = |key| KeyboardShortcut::new(Modifiers::NONE, key);
        assert!(is_typed(plain(Key::F)) && is_typed(plain(Key::Slash)));
        assert!(!is_typed(plain(Key::F5)) && !is_typed(plain(Key::Escape)));
        assert!(!is_typed(KeyboardShortcut::new(Modifiers::COMMAND, Key::F)));
    }

    #[test]
    fn text_events_in_the_same_frame_go_to_the_field() {
        let commands = |opening: Key, modifiers: Modifiers| {
            let key = |key, modifiers| {
                let (physical_key, pressed, repeat) = (None, true, false);
                Event::Key { key, physical_key, pressed, repeat, modifiers }
            };
            let plain = [Key::E, Key::T, Key::F].map(|letter| key(letter, Modifiers::NONE));
            let events = [key(opening, modifiers)].into_iter().chain(plain).collect();
            let context = Context::default();
            context.begin_pass(egui::RawInput { events, ..Default::default() });
            pressed(&context, Typing::Nowhere, false)
                .into_iter()
                .map(|(command, _)| command)
                .collect::<Vec<_>>()
        };
        assert_eq!(commands(Key::F, Modifiers::COMMAND), [Command::FocusSearch]);
        assert_eq!(commands(Key::Slash, Modifiers::NONE), [Command::FocusSearch]);
        let palette = commands(Key::P, Modifiers::COMMAND | Modifiers::SHIFT);
        assert_eq!(palette, [Command::OpenPalette]);
    }
}
