//! Table of actions: labels, commands, keys and conditions for menus, keyboard and command palette.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::app::command::{
    Command, EditCommand, EditionCommand, FileCommand, PrintCommand, TimeCommand, ViewCommand,
};
use crate::app::state::document::Document;
use crate::app::state::inspector::Tab;
use crate::app::state::settings::Appearance;
use crate::app::state::view::View;
use crate::layout::{Direction, LayoutStyle};
use crate::model::RelationKind;
use crate::scene::LineKind;

/// The condition under which an action is enabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// No condition.
    Always,
    /// A file is open.
    File,
    /// The chart has units.
    Chart,
    /// A unit is selected.
    Selection,
    /// Only one branch is shown.
    Branch,
    /// The search query is not empty.
    Query,
    /// There are unsaved changes.
    Unsaved,
    /// There is a step to undo.
    Undo,
    /// There is a step to redo.
    Redo,
    /// A unit of a file is selected.
    Unit,
    /// The chart has relations of a kind.
    Lines(RelationKind),
    /// The file names a source document.
    Source,
}

impl When {
    /// Whether the condition holds.
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

/// A command that menus, keys and the palette offer.
pub(crate) struct Action {
    /// The key of the message that names it.
    pub(crate) label: &'static str,
    pub(crate) command: Command,
    /// Menus show the first.
    pub(crate) keys: &'static [KeyboardShortcut],
    pub(crate) when: When,
}

impl Action {
    /// Whether the platform supports it: a page has no folders, editors and repositories, and does not close itself.
    fn is_offered(&self) -> bool {
        let is_of_desktop = matches!(
            self.command,
            Command::Quit
                | Command::OpenEditor
                | Command::AskForEditor
                | Command::Editions(EditionCommand::AskRevision)
                | Command::Time(TimeCommand::History)
        );
        !(cfg!(target_arch = "wasm32") && is_of_desktop)
    }

    /// The keys that the program receives.
    pub(crate) fn own_keys(&self) -> impl Iterator<Item = KeyboardShortcut> {
        let keys = self.keys.iter().copied();
        keys.filter(|&key| !(cfg!(target_arch = "wasm32") && is_of_browser(key)))
    }
}

/// Whether browsers reserve a key for themselves: for windows and tabs, reloading and zooming.
fn is_of_browser(key: KeyboardShortcut) -> bool {
    match key.logical_key {
        Key::F5 => true,
        Key::N | Key::T | Key::Q | Key::R | Key::Num0 | Key::Plus | Key::Equals | Key::Minus => {
            key.modifiers.command
        }
        _ => false,
    }
}

/// A group of actions: the key of its heading, and its rows.
pub(crate) type Group = (&'static str, &'static [Action]);

const FILE: &[Action] = &[
    action("command.open", Command::Open, &[ctrl(Key::O)], When::Always),
    action("command.new", Command::File(FileCommand::New), &[ctrl(Key::N)], When::Always),
    action("command.new_from_table", Command::File(FileCommand::NewFromTable), &[], When::Always),
    action(
        "command.new_from_outline",
        Command::File(FileCommand::NewFromOutline),
        &[],
        When::Always,
    ),
    action(
        "command.save_as",
        Command::File(FileCommand::SaveAs),
        &[ctrl_shift(Key::S)],
        When::Chart,
    ),
    action("command.sample", Command::File(FileCommand::OpenSample(0)), &[], When::Always),
    action("command.sample_clinic", Command::File(FileCommand::OpenSample(1)), &[], When::Always),
    action("command.sample_harbour", Command::File(FileCommand::CopySample(2)), &[], When::Always),
    action("command.reload", Command::Reload, &[plain(Key::F5), ctrl(Key::R)], When::File),
    action("command.export", Command::Export, &[ctrl(Key::E)], When::Chart),
    action("command.print", Command::InPrint(PrintCommand::Open), &[ctrl(Key::P)], When::Chart),
    action(
        "command.compare_with",
        Command::Editions(EditionCommand::Ask),
        &[ctrl(Key::D)],
        When::Chart,
    ),
    action(
        "command.compare_previous",
        Command::Editions(EditionCommand::Previous),
        &[ctrl_shift(Key::D)],
        When::Chart,
    ),
    action(
        "command.compare_revision",
        Command::Editions(EditionCommand::AskRevision),
        &[],
        When::File,
    ),
    action(
        "command.confirm_match",
        Command::Editions(EditionCommand::Settle { unit: None, is_right: true }),
        &[plain(Key::Y)],
        When::Unit,
    ),
    action(
        "command.reject_match",
        Command::Editions(EditionCommand::Settle { unit: None, is_right: false }),
        &[plain(Key::N)],
        When::Unit,
    ),
    action("command.end_comparison", Command::Editions(EditionCommand::End), &[], When::Chart),
    action("command.side_by_side", Command::Editions(EditionCommand::SideBySide), &[], When::Chart),
    action("command.time", Command::Time(TimeCommand::Toggle), &[plain(Key::T)], When::Chart),
    action(
        "command.earlier",
        Command::Time(TimeCommand::Earlier),
        &[plain(Key::Comma)],
        When::Chart,
    ),
    action("command.later", Command::Time(TimeCommand::Later), &[plain(Key::Period)], When::Chart),
    action("command.history", Command::Time(TimeCommand::History), &[], When::File),
    action(
        "way.title",
        Command::Time(TimeCommand::FollowSelected),
        &[shift(Key::W)],
        When::Selection,
    ),
    action("command.forget_files", Command::ForgetFiles, &[], When::Always),
    action("command.attach_text", Command::AttachText, &[], When::Source),
    action("command.quit", Command::Quit, &[ctrl(Key::Q)], When::Always),
];

const SEARCH: &[Action] = &[
    action(
        "command.search",
        Command::FocusSearch,
        &[ctrl(Key::F), plain(Key::Slash)],
        When::Always,
    ),
    action("command.next_result", Command::NextResult, &[plain(Key::F3)], When::Query),
    action("command.previous_result", Command::PreviousResult, &[shift(Key::F3)], When::Query),
    action(
        "command.filter",
        Command::InView(ViewCommand::OpenFilter),
        &[ctrl_shift(Key::F)],
        When::Chart,
    ),
    action("command.leave", Command::Leave, &[plain(Key::Escape)], When::Always),
];

const EDIT: &[Action] = &[
    edit("command.form", EditCommand::ToggleForm, &[alt(Key::Enter), plain(Key::E)], When::Chart),
    edit("command.source", EditCommand::ToggleSource, &[plain(Key::F4)], When::Selection),
    edit("command.save", EditCommand::Save, &[ctrl(Key::S)], When::Unsaved),
    edit("command.undo", EditCommand::Undo, &[ctrl(Key::Z)], When::Undo),
    edit("command.redo", EditCommand::Redo, &[ctrl(Key::Y), ctrl_shift(Key::Z)], When::Redo),
    edit("command.rename", EditCommand::Rename, &[plain(Key::F2)], When::Unit),
    edit("command.add_sibling", EditCommand::AddSibling, &[ctrl(Key::Enter)], When::Unit),
    edit("command.add_child", EditCommand::AddChild, &[ctrl_shift(Key::Enter)], When::Unit),
    edit("command.move_up", EditCommand::MoveUp, &[alt(Key::ArrowUp)], When::Unit),
    edit("command.move_down", EditCommand::MoveDown, &[alt(Key::ArrowDown)], When::Unit),
    edit("command.cut", EditCommand::Cut, &[ctrl(Key::X)], When::Unit),
    edit("command.copy_unit", EditCommand::CopyUnit, &[ctrl(Key::C)], When::Unit),
    edit("command.paste", EditCommand::Paste, &[ctrl(Key::V)], When::Unit),
    edit("command.duplicate", EditCommand::Duplicate, &[], When::Unit),
    edit("command.move", EditCommand::Move, &[], When::Unit),
    edit("command.move_to_top", EditCommand::MoveToTop, &[], When::Unit),
    action("command.open_in_editor", Command::OpenEditor, &[ctrl_shift(Key::E)], When::File),
    action("command.set_editor", Command::AskForEditor, &[], When::Always),
    edit("command.delete", EditCommand::Delete, &[plain(Key::Delete)], When::Unit),
    action("command.next_change", Command::NextChange, &[plain(Key::F7)], When::File),
    action("command.previous_change", Command::PreviousChange, &[shift(Key::F7)], When::File),
    action("command.forget_changes", Command::ForgetChanges, &[], When::File),
];

const READ: &[Action] = &[
    action("command.back", Command::GoBack, &[alt(Key::ArrowLeft)], When::Always),
    action("command.forward", Command::GoForward, &[alt(Key::ArrowRight)], When::Always),
    action("tab.details", Command::ShowTab(Tab::Details), &[], When::Always),
    action("tab.wording", Command::ShowTab(Tab::Wording), &[], When::Source),
    action("tab.coverage", Command::ShowTab(Tab::Coverage), &[], When::Source),
    action("functions.copy", Command::CopyFunctions, &[], When::Chart),
    action("functions.save", Command::SaveFunctions, &[], When::Chart),
    action(
        "command.all_languages",
        Command::ToggleAllLanguages,
        &[ctrl_shift(Key::L)],
        When::Always,
    ),
];

const VIEW: &[Action] = &[
    action("command.fit", Command::Fit, &[plain(Key::Num0), ctrl(Key::Num0)], When::Chart),
    action("command.fit_selection", Command::FitSelection, &[plain(Key::F)], When::Selection),
    action(
        "command.zoom_in",
        Command::ZoomIn,
        &[plain(Key::Plus), plain(Key::Equals), ctrl(Key::Plus), ctrl(Key::Equals)],
        When::Chart,
    ),
    action(
        "command.zoom_out",
        Command::ZoomOut,
        &[plain(Key::Minus), ctrl(Key::Minus)],
        When::Chart,
    ),
    action("command.expand_all", Command::ExpandAll, &[], When::Chart),
    action("command.collapse_all", Command::CollapseAll, &[], When::Chart),
    action("command.persons", Command::TogglePersons, &[], When::Chart),
    action("command.posts", Command::InView(ViewCommand::TogglePosts), &[], When::Chart),
    action("answers.title", Command::ToggleAnswers, &[plain(Key::W)], When::Selection),
    action("answers.compare", Command::ToggleComparison, &[], When::Selection),
    action("branch.leave", Command::LeaveBranch, &[], When::Branch),
];

const PANELS: &[Action] = &[
    action("panel.outline", Command::ToggleOutline, &[plain(Key::F9)], When::Always),
    action("panel.inspector", Command::ToggleInspector, &[plain(Key::F10)], When::Always),
    action("command.matrix", Command::ShowMatrix, &[], When::Chart),
    action("panel.functions", Command::ToggleFunctions, &[plain(Key::F6)], When::Chart),
    action("panel.problems", Command::ToggleProblems, &[plain(Key::F8)], When::Always),
    action("panel.minimap", Command::ToggleMinimap, &[], When::Always),
];

const LAYOUT: &[Action] = &[
    action("layout.stacked", Command::SetLayout(LayoutStyle::Stacked), &[], When::Chart),
    action("layout.tidy", Command::SetLayout(LayoutStyle::Tidy), &[], When::Chart),
    action("layout.ranks", Command::SetLayout(LayoutStyle::Ranks), &[], When::Chart),
    action("layout.indented", Command::SetLayout(LayoutStyle::Indented), &[], When::Chart),
    action("direction.down", Command::SetDirection(Direction::Down), &[], When::Chart),
    action("direction.right", Command::SetDirection(Direction::Right), &[], When::Chart),
];

const LINES: &[Action] = &[
    lines(LineKind::Of(RelationKind::ReportsTo), When::Chart),
    lines(LineKind::Dual, When::Chart),
    action("lines.all", Command::ShowRelations, &[], When::Chart),
    action("lines.none", Command::HideRelations, &[], When::Chart),
    action("lines.reset", Command::ResetRelations, &[], When::Chart),
    line(RelationKind::Deputizes),
    line(RelationKind::Assists),
    line(RelationKind::Advises),
    line(RelationKind::DirectAccess),
    line(RelationKind::Coordinates),
    line(RelationKind::Supports),
    line(RelationKind::Serves),
    line(RelationKind::Guides),
    line(RelationKind::BelongsTo),
];

const LOOK: &[Action] = &[
    action("command.language", Command::SwitchLanguage, &[ctrl(Key::L)], When::Always),
    action("command.theme", Command::SwitchTheme, &[ctrl(Key::T)], When::Always),
    action("theme.system", Command::SetAppearance(Appearance::System), &[], When::Always),
    action("theme.light", Command::SetAppearance(Appearance::Light), &[], When::Always),
    action("theme.dark", Command::SetAppearance(Appearance::Dark), &[], When::Always),
];

const HELP: &[Action] = &[
    action("command.palette", Command::OpenPalette, &[ctrl_shift(Key::P)], When::Always),
    action(
        "command.keys",
        Command::ShowKeys,
        &[plain(Key::Questionmark), plain(Key::F1)],
        When::Always,
    ),
    action("command.about", Command::ShowAbout, &[], When::Always),
];

/// All actions by group, including those of other platforms.
const GROUPS: &[Group] = &[
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

const fn action(
    label: &'static str,
    command: Command,
    keys: &'static [KeyboardShortcut],
    when: When,
) -> Action {
    Action { label, command, keys, when }
}

const fn line(kind: RelationKind) -> Action {
    lines(LineKind::Of(kind), When::Lines(kind))
}

const fn lines(kind: LineKind, when: When) -> Action {
    action(kind.key(), Command::ToggleLines(kind), &[], when)
}

const fn edit(
    label: &'static str,
    command: EditCommand,
    keys: &'static [KeyboardShortcut],
    when: When,
) -> Action {
    action(label, Command::Edit(command), keys, when)
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

/// The groups of supported actions: message key of the heading, and rows.
pub(crate) fn groups() -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static Action>)>
{
    GROUPS.iter().map(|(name, actions)| (*name, actions.iter().filter(|it| it.is_offered())))
}

/// The supported actions.
pub(crate) fn all() -> impl Iterator<Item = &'static Action> {
    groups().flat_map(|(_, actions)| actions)
}

/// The row of a command, if it has one.
pub(crate) fn of(command: &Command) -> Option<&'static Action> {
    all().find(|action| action.command == *command)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Commands without a row: internal steps, answers to questions, and commands of single
    /// buttons.
    const NO_ACTIONS: &[&str] = &[
        "AllowPaths",
        "CancelLoading",
        "ClearSelection",
        "CloseModal",
        "CloseNotice",
        "DeleteAlone",
        "DeleteBranch",
        "Discard",
        "ExplainSample",
        "Follow",
        "KeepName",
        "LeaveField",
        "SaveAnew",
        "SaveFirst",
        "ToggleReferences",
    ];

    /// The unit variants of an enum in `command.rs`.
    fn simple_variants(of: &str) -> impl Iterator<Item = &'static str> {
        let source = include_str!("../command.rs");
        let (_, body) = source.split_once(&format!("enum {of} {{")).expect("the enum is there");
        let (body, _) = body.split_once("\n}").expect("it ends");
        let lines = body.lines().filter_map(|line| line.trim().strip_suffix(','));
        lines.filter(|name| name.chars().all(char::is_alphabetic))
    }

    #[test]
    fn every_simple_command_has_an_action() {
        let known: Vec<String> = all().map(|action| format!("{:?}", action.command)).collect();
        let simple: Vec<&str> =
            simple_variants("Command").chain(simple_variants("EditCommand")).collect();
        assert!(simple.len() > 60, "only {} commands were read", simple.len());
        let is_known =
            |name: &str| known.iter().any(|it| *it == name || *it == format!("Edit({name})"));
        for name in simple {
            assert_ne!(
                is_known(name),
                NO_ACTIONS.contains(&name),
                "{name} needs a row in the table"
            );
        }
    }

    #[test]
    fn actions_have_distinct_keys_and_commands() {
        let mut seen: Vec<(&Command, KeyboardShortcut)> = Vec::new();
        for (at, Action { command, keys, .. }) in all().enumerate() {
            let twin = all().take(at).any(|action| action.command == *command);
            assert!(!twin, "{command:?} stands in the table twice");
            for key in *keys {
                let taken = seen.iter().find(|(_, known)| known == key);
                assert!(taken.is_none(), "{command:?}: {key:?} is taken by {taken:?}");
                seen.push((command, *key));
            }
        }
    }
}
