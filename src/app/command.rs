//! What the user can ask for: the commands, the table of those that have a name, keys and a condition,
//! and the keys pressed. `execute` does them.

pub(crate) mod actions;
pub(crate) mod fuzzy;
pub(crate) mod shortcuts;

use std::path::PathBuf;

use crate::canvas::Step;
use crate::diagnostic::Severity;
use crate::layout::{Direction, LayoutStyle};
use crate::model::{BodyIndex, Citation, UnitIndex};
use crate::scene::LineKind;

use crate::app::state::conflict;
use crate::app::state::export::Draft;
use crate::app::state::functions::Choice;
use crate::app::state::modal::Purpose;
use crate::app::state::reading::Tab;
use crate::app::state::settings::Appearance;

/// What the user wants done. Panels read commands and push them; one place executes them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    /// Ask for a file and open it.
    Open,
    /// Open a file.
    OpenPath(PathBuf),
    /// Open the bundled sample.
    OpenSample,
    /// Forget which files were open.
    ForgetFiles,
    /// Close the window.
    Quit,
    /// Take no notice of the file that is being read.
    CancelLoading,
    /// Choose between what was typed and what another program wrote.
    Decide(ConflictCommand),
    /// Decide on text that was not saved when a window ended.
    DecideOnDraft(DraftCommand),
    /// Read the file again.
    Reload,
    /// Read the file again because it changed on disk.
    Follow,
    /// Ask how the chart is to be exported.
    Export,
    /// Do something in the dialog of exports.
    InExport(ExportCommand),
    /// Show the folder of a file.
    ShowFolder(PathBuf),
    /// Ask for a path in the window, since no dialog could be shown.
    AskForPath(Purpose, String),
    /// The path typed so far.
    TypePath(String),
    /// The path is complete.
    AnswerPrompt(String),
    /// List all actions, to be found by a few letters.
    OpenPalette,
    /// The letters typed into the palette so far.
    TypeInPalette(String),
    /// Mark a row of the palette.
    MarkInPalette(usize),
    /// Show all keys.
    ShowKeys,
    /// Show what this program is, and where it keeps its settings.
    ShowAbout,
    /// Show or hide who answers for the selected unit.
    ToggleAnswers,
    /// Show who answers for a unit.
    AskFor(UnitIndex),
    /// Keep a unit, to see the chains of another one beside its own.
    Compare(UnitIndex),
    /// Show who answers for a function: of this unit, by its place among the unit's functions.
    AskForFunction(UnitIndex, usize),
    /// Keep the selected unit, to see the chains of another one beside its own; or let it go.
    KeepForAnswers,
    /// Take away what was said of something that went wrong.
    CloseNotice,
    /// Close the top modal without an answer.
    CloseModal,
    /// The next language of the interface.
    SwitchLanguage,
    /// A language of the interface, by its tag.
    SetLanguage(&'static str),
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
    /// Show a body outside.
    ShowBody(BodyIndex),
    /// Show lines besides the tree, by their places among the chart's relations.
    ShowLines(Vec<u32>),
    /// Select the unit that is one step away.
    Step(Step),
    /// Select nothing.
    ClearSelection,
    /// What Escape does: leave the top modal, else what is being done, else the selection.
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
    /// Show the next change of the last reloads.
    NextChange,
    /// Show the change before.
    PreviousChange,
    /// Change the text.
    Edit(EditCommand),
    /// Take all marks of changes away.
    ForgetChanges,
    /// Go back to the unit visited before.
    GoBack,
    /// Go forward again.
    GoForward,
    /// Show a tab of the details.
    ShowTab(Tab),
    /// Show how the source words a paragraph.
    ShowWording(Citation),
    /// Ask for the official text of a source.
    AttachText,
    /// Let the open file name official texts anywhere, until the window is closed.
    AllowPaths,
    /// Attach the official text of a source.
    AttachTextFrom(PathBuf),
    /// Show texts in one language, or in all side by side.
    ToggleAllLanguages,
    /// Show or hide the table of all functions.
    ToggleFunctions,
    /// Filter and sort the table of functions.
    ChooseFunctions(Choice),
    /// Put the functions that are listed on the clipboard.
    CopyFunctions,
    /// Ask for a place and save the functions that are listed there.
    SaveFunctions,
    /// Save the functions that are listed.
    SaveFunctionsTo(PathBuf),
    /// Put a text on the clipboard.
    Copy(String),
    /// Show or hide what is below a unit.
    Toggle(UnitIndex),
    /// Show all that is below a unit.
    ExpandBelow(UnitIndex),
    /// Show only a unit and what is below it.
    Isolate(UnitIndex),
    /// Show the whole chart again, not only a branch.
    LeaveBranch,
    /// Look at a unit with all that is shown below it.
    FitBranch(UnitIndex),
    /// Show everything.
    ExpandAll,
    /// Show the top and the level under it.
    CollapseAll,
    /// Arrange children.
    SetLayout(LayoutStyle),
    /// Let the tree grow down or right.
    SetDirection(Direction),
    /// Show or hide a kind of line.
    ToggleLines(LineKind),
    /// Show every line.
    ShowRelations,
    /// Show only the tree.
    HideRelations,
    /// Show the lines that are shown at first.
    ResetRelations,
    /// Show or hide the outline.
    ToggleOutline,
    /// Show or hide the details.
    ToggleInspector,
    /// Show or hide the problems.
    ToggleProblems,
    /// Show or hide the small picture of the whole chart.
    ToggleMinimap,
    /// List the problems of a severity, or leave them out.
    ToggleSeverity(Severity),
    /// Show the unit that a problem is in, by the problem's place in the list.
    ShowProblem(usize),
    /// Open the editor at a problem.
    OpenProblem(usize),
    /// Open the editor at the selected unit.
    OpenEditor,
    /// Ask for the command of the editor.
    AskForEditor,
}

/// What is done to the text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum EditCommand {
    /// Show the text of the selected unit, or its facts.
    ToggleSource,
    /// The unit's text, as it is typed.
    Type(String),
    /// Take the last step back.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Write the text into the file.
    Save,
    /// A new unit behind the selected one, under the same parent.
    AddSibling,
    /// A new unit under the selected one.
    AddChild,
    /// Delete the selected unit; ask first if it has sub-units.
    Delete,
    /// Delete it with them.
    DeleteBranch,
    /// Delete it; they go to its parent.
    DeleteAlone,
    /// Move the selected unit under the one that is clicked next.
    Move,
    /// Move it to the top.
    MoveToTop,
    /// Move the unit that was chosen for it under the one with this id.
    MoveUnder(String),
    /// Write what was typed as a new file, where the one that was read is gone.
    SaveAnew,
    /// Save, then go on with what was asked for.
    SaveFirst,
    /// Drop what is not saved, and go on.
    Discard,
}

impl EditCommand {
    /// Whether it must be known where the units stand in the text.
    pub(crate) const fn needs_places(&self) -> bool {
        matches!(
            self,
            Self::AddSibling
                | Self::AddChild
                | Self::DeleteBranch
                | Self::DeleteAlone
                | Self::Delete
                | Self::MoveToTop
                | Self::MoveUnder(_)
        )
    }
}

/// What is done with a conflict.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ConflictCommand {
    /// Show a place, by its number.
    Show(usize),
    /// Choose what stands at a place.
    Choose(usize, conflict::Choice),
    /// Choose the same for all places.
    ChooseForAll(conflict::Choice),
    /// Show the places again.
    Resume,
    /// Put what was chosen into the text.
    Finish,
}

/// What is done with a draft that was left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DraftCommand {
    /// Go on with it.
    Restore,
    /// Remove it for good.
    Discard,
}

/// What is done in the dialog.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ExportCommand {
    /// Open it for the branch of a unit.
    OpenFor(UnitIndex),
    /// Choose otherwise.
    Choose(Box<Draft>),
    /// Ask the system for a file.
    Browse,
    /// The file that the system gave.
    Browsed(PathBuf),
    /// The system has no dialog to ask with.
    NoBrowser,
    /// Write the file.
    Start,
    /// Write the file in the place of the one that is there.
    Replace,
    /// Rather not replace it.
    Keep,
    /// Put the picture on the clipboard.
    Copy,
    /// Call off what is written.
    Stop,
}
