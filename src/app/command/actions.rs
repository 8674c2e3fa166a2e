//! The table of actions: all that menus, keys and the palette offer, with what each is called, its
//! keys, and when it can be done.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::app::command::Command;
use crate::app::state::desk::EditCommand;
use crate::app::state::document::Document;
use crate::app::state::reading::Tab;
use crate::app::state::settings::Appearance;
use crate::app::state::view::View;
use crate::layout::{Direction, LayoutStyle};
use crate::model::RelationKind;
use crate::scene::LineKind;

/// What there must be for an action to do anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// Nothing.
    Always,
    /// A file on disk.
    File,
    /// A chart with units.
    Chart,
    /// A selected unit.
    Selection,
    /// A branch that is shown alone.
    Branch,
    /// Something that is searched for.
    Query,
    /// Something written that is not saved.
    Unsaved,
    /// A step of writing that can be taken back.
    Undo,
    /// A step of writing that was taken back.
    Redo,
    /// A selected unit of a file on disk.
    Unit,
    /// A line of a kind on the chart.
    Lines(RelationKind),
    /// A document that the file's facts come from.
    Source,
}

impl When {
    /// Whether it is there.
    pub(crate) fn holds(self, document: &Document, view: &View) -> bool {
        match self {
            Self::Always => true,
            Self::File => document.path.is_some(),
            Self::Chart => !document.chart.units().is_empty(),
            Self::Selection => view.selected(&document.chart).is_some(),
            Self::Branch => view.root(&document.chart).is_some(),
            Self::Unsaved => document.disk.is_some(),
            Self::Undo => document.history.can_undo(),
            Self::Redo => document.history.can_redo(),
            Self::Unit => Self::File.holds(document, view) && Self::Selection.holds(document, view),
            Self::Query => !view.query.is_empty(),
            Self::Source => !document.chart.sources().is_empty(),
            Self::Lines(kind) => document.chart.relations().iter().any(|line| line.kind == kind),
        }
    }
}

/// An action: the message that names it, its command, its keys (menus show the first), and when it
/// can be done.
pub(crate) type Action = (&'static str, Command, &'static [KeyboardShortcut], When);

/// A part of the table: the message that names it, and its actions.
pub(crate) type Group = (&'static str, &'static [Action]);

const FILE: &[Action] = &[
    ("command.open", Command::Open, &[ctrl(Key::O)], When::Always),
    ("command.sample", Command::OpenSample, &[], When::Always),
    ("command.reload", Command::Reload, &[plain(Key::F5), ctrl(Key::R)], When::File),
    ("command.export", Command::Export, &[ctrl(Key::E)], When::Chart),
    ("command.forget_files", Command::ForgetFiles, &[], When::Always),
    ("command.attach_text", Command::AttachText, &[], When::Source),
    ("command.quit", Command::Quit, &[ctrl(Key::Q)], When::Always),
];

const SEARCH: &[Action] = &[
    ("command.search", Command::FocusSearch, &[ctrl(Key::F), plain(Key::Slash)], When::Always),
    ("command.next_result", Command::NextResult, &[plain(Key::F3)], When::Query),
    ("command.previous_result", Command::PreviousResult, &[shift(Key::F3)], When::Query),
    ("command.leave", Command::Leave, &[plain(Key::Escape)], When::Always),
];

const EDIT: &[Action] = &[
    edit("command.source", EditCommand::ToggleSource, &[plain(Key::F4)], When::Selection),
    edit("command.save", EditCommand::Save, &[ctrl(Key::S)], When::Unsaved),
    edit("command.undo", EditCommand::Undo, &[ctrl(Key::Z)], When::Undo),
    edit("command.redo", EditCommand::Redo, &[ctrl(Key::Y), ctrl_shift(Key::Z)], When::Redo),
    edit("command.add_sibling", EditCommand::AddSibling, &[], When::Unit),
    edit("command.add_child", EditCommand::AddChild, &[], When::Unit),
    edit("command.move", EditCommand::Move, &[], When::Unit),
    edit("command.move_to_top", EditCommand::MoveToTop, &[], When::Unit),
    edit("command.open_in_editor", EditCommand::OpenEditor, &[ctrl_shift(Key::E)], When::File),
    edit("command.set_editor", EditCommand::AskForEditor, &[], When::Always),
    edit("command.delete", EditCommand::Delete, &[], When::Unit),
    ("command.next_change", Command::NextChange, &[plain(Key::F7)], When::File),
    ("command.previous_change", Command::PreviousChange, &[shift(Key::F7)], When::File),
    ("command.forget_changes", Command::ForgetChanges, &[], When::File),
];

const READ: &[Action] = &[
    ("command.back", Command::GoBack, &[alt(Key::ArrowLeft)], When::Always),
    ("command.forward", Command::GoForward, &[alt(Key::ArrowRight)], When::Always),
    ("tab.details", Command::ShowTab(Tab::Details), &[], When::Always),
    ("tab.wording", Command::ShowTab(Tab::Wording), &[], When::Source),
    ("tab.coverage", Command::ShowTab(Tab::Coverage), &[], When::Source),
    ("functions.copy", Command::CopyFunctions, &[], When::Chart),
    ("functions.save", Command::SaveFunctions, &[], When::Chart),
    ("command.all_languages", Command::ToggleAllLanguages, &[ctrl_shift(Key::L)], When::Always),
];

const VIEW: &[Action] = &[
    ("command.fit", Command::Fit, &[plain(Key::Num0), ctrl(Key::Num0)], When::Chart),
    ("command.fit_selection", Command::FitSelection, &[plain(Key::F)], When::Selection),
    (
        "command.zoom_in",
        Command::ZoomIn,
        &[plain(Key::Plus), plain(Key::Equals), ctrl(Key::Plus), ctrl(Key::Equals)],
        When::Chart,
    ),
    ("command.zoom_out", Command::ZoomOut, &[plain(Key::Minus), ctrl(Key::Minus)], When::Chart),
    ("command.expand_all", Command::ExpandAll, &[], When::Chart),
    ("command.collapse_all", Command::CollapseAll, &[], When::Chart),
    ("answers.title", Command::ToggleAnswers, &[plain(Key::W)], When::Selection),
    ("answers.compare", Command::KeepForAnswers, &[], When::Selection),
    ("branch.leave", Command::LeaveBranch, &[], When::Branch),
];

const PANELS: &[Action] = &[
    ("panel.outline", Command::ToggleOutline, &[plain(Key::F9)], When::Always),
    ("panel.inspector", Command::ToggleInspector, &[plain(Key::F10)], When::Always),
    ("panel.functions", Command::ToggleFunctions, &[plain(Key::F6)], When::Chart),
    ("panel.problems", Command::ToggleProblems, &[plain(Key::F8)], When::Always),
    ("panel.minimap", Command::ToggleMinimap, &[], When::Always),
];

const LAYOUT: &[Action] = &[
    ("layout.stacked", Command::SetLayout(LayoutStyle::Stacked), &[], When::Chart),
    ("layout.tidy", Command::SetLayout(LayoutStyle::Tidy), &[], When::Chart),
    ("layout.indented", Command::SetLayout(LayoutStyle::Indented), &[], When::Chart),
    ("direction.down", Command::SetDirection(Direction::Down), &[], When::Chart),
    ("direction.right", Command::SetDirection(Direction::Right), &[], When::Chart),
];

const LINES: &[Action] = &[
    lines(LineKind::Of(RelationKind::ReportsTo), When::Chart),
    lines(LineKind::Dual, When::Chart),
    ("lines.all", Command::ShowRelations, &[], When::Chart),
    ("lines.none", Command::HideRelations, &[], When::Chart),
    ("lines.reset", Command::ResetRelations, &[], When::Chart),
    line(RelationKind::Deputizes),
    line(RelationKind::Assists),
    line(RelationKind::Advises),
    line(RelationKind::DirectAccess),
    line(RelationKind::Coordinates),
    line(RelationKind::Supports),
    line(RelationKind::Serves),
    line(RelationKind::Guides),
];

const LOOK: &[Action] = &[
    ("command.language", Command::SwitchLanguage, &[ctrl(Key::L)], When::Always),
    ("command.theme", Command::SwitchTheme, &[ctrl(Key::T)], When::Always),
    ("theme.system", Command::SetAppearance(Appearance::System), &[], When::Always),
    ("theme.light", Command::SetAppearance(Appearance::Light), &[], When::Always),
    ("theme.dark", Command::SetAppearance(Appearance::Dark), &[], When::Always),
];

const HELP: &[Action] = &[
    ("command.palette", Command::OpenPalette, &[ctrl_shift(Key::P)], When::Always),
    ("command.keys", Command::ShowKeys, &[plain(Key::Questionmark), plain(Key::F1)], When::Always),
    ("command.about", Command::ShowAbout, &[], When::Always),
];

/// All actions.
pub(crate) const GROUPS: &[Group] = &[
    ("group.file", FILE),
    ("group.edit", EDIT),
    ("group.search", SEARCH),
    ("group.read", READ),
    ("menu.view", VIEW),
    ("group.panels", PANELS),
    ("menu.layout", LAYOUT),
    ("menu.lines", LINES),
    ("group.look", LOOK),
    ("menu.help", HELP),
];

const fn line(kind: RelationKind) -> Action {
    lines(LineKind::Of(kind), When::Lines(kind))
}

const fn lines(kind: LineKind, when: When) -> Action {
    (kind.key(), Command::ToggleLines(kind), &[], when)
}

const fn edit(
    label: &'static str,
    command: EditCommand,
    keys: &'static [KeyboardShortcut],
    when: When,
) -> Action {
    (label, Command::Edit(command), keys, when)
}

const fn plain(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

const fn alt(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::ALT, key)
}

const fn shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::SHIFT, key)
}

const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

const fn ctrl_shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key)
}

/// All actions, in order.
pub(crate) fn all() -> impl Iterator<Item = &'static Action> {
    GROUPS.iter().flat_map(|(_, actions)| actions.iter())
}

/// The action that does a command, if it is in the table.
pub(crate) fn of(command: &Command) -> Option<&'static Action> {
    all().find(|(_, known, ..)| known == command)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Commands that are no actions of their own: the inner steps of others, and those that hold
    /// what was clicked or typed.
    const NO_ACTIONS: &[&str] =
        &["Follow", "ClearSelection", "CloseModal", "CloseNotice", "CancelLoading", "AllowPaths"];

    #[test]
    fn every_command_that_needs_nothing_more_is_an_action() {
        let sources = include_str!("../command.rs").lines().map(str::trim);
        let simple = sources.filter_map(|line| line.strip_suffix(','));
        let simple = simple.filter(|name| name.chars().all(char::is_alphabetic));
        let known: Vec<String> = all().map(|(_, command, ..)| format!("{command:?}")).collect();
        let missing: Vec<&str> = simple
            .filter(|name| !known.iter().any(|known| known == name) && !NO_ACTIONS.contains(name))
            .collect();
        assert_eq!(missing, [""; 0], "give each a row in this table");
        assert!(known.len() > 40, "the sources were read");
    }

    #[test]
    fn no_two_actions_have_the_same_keys_or_the_same_command() {
        let mut seen: Vec<(&Command, KeyboardShortcut)> = Vec::new();
        for (at, (_, command, keys, _)) in all().enumerate() {
            let twin = all().take(at).any(|(_, known, ..)| known == command);
            assert!(!twin, "{command:?} stands in the table twice");
            for key in *keys {
                let taken = seen.iter().find(|(_, known)| known == key);
                assert!(taken.is_none(), "{command:?}: {key:?} is taken by {taken:?}");
                seen.push((command, *key));
            }
        }
    }
}
