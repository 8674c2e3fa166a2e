//! What the user can ask for: the commands, the table of those that have a name, keys and a condition,
//! and the keys pressed. `execute` does them.

pub(crate) mod actions;
pub(crate) mod fuzzy;
pub(crate) mod shortcuts;

use std::path::PathBuf;

use crate::canvas::Step;
use crate::layout::{Direction, LayoutStyle};
use crate::model::{BodyIndex, Citation, UnitIndex};
use crate::scene::LineKind;

use crate::app::state::conflict::ConflictCommand;
use crate::app::state::desk::EditCommand;
use crate::app::state::drafts::DraftCommand;
use crate::app::state::export::ExportCommand;
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
}
