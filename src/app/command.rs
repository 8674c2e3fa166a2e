//! Commands of the user, the table of those with a name, keys and a condition, and keyboard input.
//! `execute` runs them.

pub(crate) mod actions;
pub(crate) mod fuzzy;
pub(crate) mod shortcuts;

use std::path::PathBuf;

use crate::canvas::Step;
use crate::diagnostic::Severity;
use crate::edit::branch::Destination;
use crate::layout::{Direction, LayoutStyle};
use crate::model::{BodyIndex, Citation, UnitIndex};
use crate::scene::{CardPart, ColorBy, LineKind};

use crate::app::state::conflict;
use crate::app::state::editions;
use crate::app::state::export::Draft;
use crate::app::state::form::Fill;
use crate::app::state::functions::Choice;
use crate::app::state::import::Choices;
use crate::app::state::inspector::Tab;
use crate::app::state::modal::Purpose;
use crate::app::state::settings::Appearance;

/// A command. Panels push commands; `execute` alone runs them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    /// Show the open dialog.
    Open,
    /// Open a file.
    OpenPath(PathBuf),
    /// Make a structure file, or show a sample.
    File(FileCommand),
    /// Compare with another edition.
    Editions(EditionCommand),
    /// Show the editions through time.
    Time(TimeCommand),
    /// Change what cards show.
    InView(ViewCommand),
    /// A command of the import dialog.
    InImport(ImportCommand),
    /// Clear the list of recent files.
    ForgetFiles,
    /// Close the window.
    Quit,
    /// Cancel the opening of a file.
    CancelLoading,
    /// Settle lines that both the user and another program changed.
    Decide(ConflictCommand),
    /// Decide on a draft that was left behind.
    DecideOnDraft(DraftCommand),
    /// Reload the file.
    Reload,
    /// Reload the file because it changed on disk.
    Follow,
    /// Show the export dialog.
    Export,
    /// A command of the export dialog.
    InExport(ExportCommand),
    /// A command of the print dialog.
    InPrint(PrintCommand),
    /// Show a file's folder in the system's file manager.
    ShowFolder(PathBuf),
    /// Ask for a path in the window, if the system has no file dialog.
    AskForPath(Purpose, String),
    /// Set the path typed so far.
    TypePath(String),
    /// Accept the typed path.
    AnswerPrompt(String),
    /// Show the command palette.
    OpenPalette,
    /// Set the query of the palette.
    TypeInPalette(String),
    /// Highlight a row of the palette.
    MarkInPalette(usize),
    /// Show the list of keys.
    ShowKeys,
    /// Show the matrix of relations.
    ShowMatrix,
    /// Show version, licence and settings file.
    ShowAbout,
    /// Show or hide who answers for the selected unit.
    ToggleAnswers,
    /// Show who answers for a unit.
    ShowAnswersFor(UnitIndex),
    /// Select a unit and compare it with the one selected next.
    Compare(UnitIndex),
    /// Show who answers for a function, by its unit and its index among the unit's functions.
    ShowAnswersForFunction(UnitIndex, usize),
    /// Compare the selected unit with the one selected next, or end the comparison.
    ToggleComparison,
    /// Close the notice.
    CloseNotice,
    /// Close the top modal without an answer.
    CloseModal,
    /// Switch to the next language of the interface.
    SwitchLanguage,
    /// Set the language of the interface, by its tag.
    SetLanguage(&'static str),
    /// Switch between light and dark.
    SwitchTheme,
    /// Set light, dark or the system's theme.
    SetAppearance(Appearance),
    /// Fit the whole chart into the view.
    Fit,
    /// Centre the selected unit.
    FitSelection,
    /// Zoom in.
    ZoomIn,
    /// Zoom out.
    ZoomOut,
    /// Select a unit without moving the view.
    Select(UnitIndex),
    /// Select a unit, unfold the branches above it, and centre it.
    Reveal(UnitIndex),
    /// Show an outside body.
    ShowBody(BodyIndex),
    /// Open an address in the system's program.
    OpenLink(String),
    /// Show relations in the details, by their indices in the chart.
    ShowLines(Vec<u32>),
    /// Select a neighbour of the selected unit.
    Step(Step),
    /// Clear the selection.
    ClearSelection,
    /// Escape: leave the top modal, else the current mode, else the selection.
    Leave,
    /// Focus the search field.
    FocusSearch,
    /// Set the search query.
    Search(String),
    /// Show a search result, by its index.
    ShowResult(usize),
    /// Show the next result.
    NextResult,
    /// Show the previous result.
    PreviousResult,
    /// Show the next changed unit.
    NextChange,
    /// Show the previous changed unit.
    PreviousChange,
    /// Edit the text.
    Edit(EditCommand),
    /// Clear the marks of changes.
    ForgetChanges,
    /// Go back in the history of selected units.
    GoBack,
    /// Go forward in the history.
    GoForward,
    /// Show a tab of the inspector.
    ShowTab(Tab),
    /// Show the official wording of a paragraph.
    ShowWording(Citation),
    /// Ask for the text of a source.
    AttachText,
    /// Trust the open file to name texts anywhere, until the window is closed.
    AllowPaths,
    /// Attach a text to a source.
    AttachTextFrom(PathBuf),
    /// Toggle between one language and all languages side by side.
    ToggleAllLanguages,
    /// Show or hide the table of all functions.
    ToggleFunctions,
    /// Filter and sort the table of functions.
    ChooseFunctions(Choice),
    /// Copy the listed functions.
    CopyFunctions,
    /// Ask for a file and save the listed functions to it.
    SaveFunctions,
    /// Save the listed functions to a file.
    SaveFunctionsTo(PathBuf),
    /// Copy a text.
    Copy(String),
    /// Collapse or expand a unit.
    Toggle(UnitIndex),
    /// Expand a unit and all units below it.
    ExpandBelow(UnitIndex),
    /// Show only a unit's branch.
    Isolate(UnitIndex),
    /// Show the whole chart instead of one branch.
    LeaveBranch,
    /// Fit a unit's visible branch into the view.
    FitBranch(UnitIndex),
    /// Expand all units.
    ExpandAll,
    /// Collapse all units below the first level.
    CollapseAll,
    /// Show or hide the persons who hold posts.
    TogglePersons,
    /// Set the layout style.
    SetLayout(LayoutStyle),
    /// Set the direction in which the tree grows.
    SetDirection(Direction),
    /// Show or hide a kind of relation.
    ToggleLines(LineKind),
    /// Show all relations.
    ShowRelations,
    /// Hide all relations.
    HideRelations,
    /// Show the default relations.
    ResetRelations,
    /// Show or hide the outline.
    ToggleOutline,
    /// Show or hide the inspector.
    ToggleInspector,
    /// Show or hide the problems.
    ToggleProblems,
    /// Show or hide the minimap.
    ToggleMinimap,
    /// List or hide the problems of a severity.
    ToggleSeverity(Severity),
    /// Show the unit of a problem, by the problem's index.
    ShowProblem(usize),
    /// Open the external editor at a problem, by its index.
    OpenProblem(usize),
    /// Open the external editor at the selected unit.
    OpenEditor,
    /// Ask for the command line of the external editor.
    AskForEditor,
}

/// A command of the comparison with another edition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum EditionCommand {
    /// Ask for the edition to compare with.
    Ask,
    /// Compare with the edition that the file names.
    Previous,
    /// Compare with a file.
    With(PathBuf),
    /// Ask for the Git revision to compare with.
    AskRevision,
    /// Filter and sort the table.
    Choose(editions::Choice),
    /// Show what became of the unit at a former place, by its number in the picture.
    Former(UnitIndex),
    /// Fold the branches in which nothing changed, and open the others.
    FoldUnchanged,
    /// Show both editions side by side.
    SideBySide,
    /// Copy the listed changes.
    Copy,
    /// Ask for a file and save the changes to it.
    Save,
    /// Save the changes to a file.
    SaveTo(PathBuf),
    /// State the proposed match of a unit, by its id, or that there is none: the file's `was` says so. `None` is the
    /// selected unit.
    Settle {
        /// The unit.
        unit: Option<String>,
        /// Confirmed, or rejected.
        is_right: bool,
    },
    /// Close the table.
    End,
}

/// A command of the time strip.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TimeCommand {
    /// Show or hide the strip with the editions that the file leads back to.
    Toggle,
    /// Show the versions of the file in Git.
    History,
    /// Open the last of several files, with all of them on the strip.
    Files(Vec<PathBuf>),
    /// Show the edition before.
    Earlier,
    /// Show the edition after.
    Later,
    /// Show an edition, by its number.
    GoTo(usize),
    /// Show a unit of an edition.
    Visit(usize, UnitIndex),
    /// Follow the selected unit through all editions.
    FollowSelected,
    /// Follow a unit through all editions.
    FollowUnit(UnitIndex),
    /// Follow a function, by its unit and its index among the unit's functions.
    FollowFunction(UnitIndex, usize),
    /// Show the facts again.
    Forget,
}

/// A command that changes what cards show.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ViewCommand {
    /// Set the meaning of the colours.
    ColorBy(ColorBy),
    /// Show or hide a part.
    ToggleOnCard(CardPart),
    /// Show or hide cards of posts.
    TogglePosts,
    /// Show the filter and focus its field.
    OpenFilter,
    /// Set the query of the filter.
    Filter(String),
    /// Leave out what does not match, or dim it.
    HideRest(bool),
    /// Clear the filter and hide its field.
    CloseFilter,
}

/// A command that edits the text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum EditCommand {
    /// Show the text of the selected unit, or its facts again.
    ToggleSource,
    /// Replace the unit's text with what is typed.
    Type(String),
    /// Undo the last step.
    Undo,
    /// Redo the step undone last.
    Redo,
    /// Save the text to the file.
    Save,
    /// Settle the problem with that number by its fix.
    Fix(usize),
    /// Add a unit after the selected one, with the same parent.
    AddSibling,
    /// Add a unit under the selected one.
    AddChild,
    /// Delete the selected unit; ask first if it has sub-units, or if anything refers to it.
    Delete,
    /// Delete the unit of the open question with its branch.
    DeleteBranch,
    /// Delete the unit of the open question; its children move to its parent.
    DeleteAlone,
    /// Delete the references to the unit of the open question too, or keep them.
    ToggleReferences,
    /// Move the selected unit under the one selected next.
    Move,
    /// Move the selected unit to the top level.
    MoveToTop,
    /// Move the unit to be moved under another, by the parent's id.
    MoveUnder(String),
    /// Put a unit elsewhere in the tree, or a copy of its branch.
    Put {
        /// The id of the unit.
        unit: String,
        /// The place.
        to: Destination<String>,
        /// Whether a copy is put there.
        copies: bool,
    },
    /// Move the unit of the open question; its head reports to the new parent, or to whom it did.
    MoveAsked {
        /// Whether it reports to the new parent.
        follows: bool,
    },
    /// Move the selected unit before the sibling before it.
    MoveUp,
    /// Move the selected unit behind the sibling behind it.
    MoveDown,
    /// Copy the selected unit with its branch, behind itself.
    Duplicate,
    /// Carry the selected unit, to be put under another one.
    Cut,
    /// Carry a copy of the selected unit's branch.
    CopyUnit,
    /// Put what is carried under the selected unit.
    Paste,
    /// Rename the selected unit where it stands.
    Rename,
    /// Rename a unit on its card, by its id.
    RenameOnCard(String),
    /// Set the name that is typed.
    TypeName(String),
    /// Keep the typed name.
    KeepName,
    /// Show the form of what is selected, or its facts again.
    ToggleForm,
    /// Change a value in a form.
    Fill(Box<Fill>),
    /// End the typing into a field of a form.
    LeaveField,
    /// Change an id, wherever it is referred to.
    ChangeId {
        /// A byte of the id where it is introduced.
        byte: usize,
        /// The new id.
        new: String,
    },
    /// Say that a bundled sample is not edited.
    ExplainSample,
    /// Save the text as a new file, in the place of one that is gone.
    SaveAnew,
    /// Save, then run the command that waits.
    SaveFirst,
    /// Discard unsaved changes, then run the command that waits.
    Discard,
}

impl EditCommand {
    /// Whether the command needs the spans of the units in the current text.
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
                | Self::Put { .. }
                | Self::MoveAsked { .. }
                | Self::MoveUp
                | Self::MoveDown
                | Self::Duplicate
                | Self::Paste
                | Self::KeepName
                | Self::Fill(_)
                | Self::ChangeId { .. }
        )
    }
}

/// A command of the conflict dialog.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ConflictCommand {
    /// Show a conflicting place, by its index.
    Show(usize),
    /// Choose the version of a place.
    Choose(usize, conflict::Choice),
    /// Choose the same version for all places.
    ChooseForAll(conflict::Choice),
    /// Open the postponed dialog again.
    Resume,
    /// Apply the chosen versions to the text.
    Finish,
}

/// The decision on a draft that was left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DraftCommand {
    /// Open it as unsaved text.
    Restore,
    /// Delete it.
    Discard,
}

/// A command that makes a structure file, or shows a sample.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum FileCommand {
    /// Show a bundled sample, by its index.
    OpenSample(usize),
    /// Ask for the folder in which to put a bundled sample of several files, by its index.
    CopySample(usize),
    /// Ask where to save a new one with one unit.
    New,
    /// Show the import dialog for a table.
    NewFromTable,
    /// Show the import dialog for an outline.
    NewFromOutline,
    /// Ask where to save the text as another file.
    SaveAs,
    /// Copy files that the text names from one folder into another.
    CopyNamed { from: PathBuf, to: PathBuf, names: Vec<String> },
    /// Show the system's dialog for the file of the open prompt.
    Browse(Purpose, PathBuf),
    /// Write it, in the place of an existing file or not.
    WriteTo { purpose: Purpose, path: PathBuf, replaces: bool },
}

/// A command of the import dialog.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ImportCommand {
    /// Change the choices.
    Choose(Box<Choices>),
    /// Show the system's file dialog for the source.
    Browse,
    /// Accept the source chosen in the system's dialog.
    Browsed(PathBuf),
    /// Show the system's file dialog for the structure file that is brought up to date.
    BrowseUpdated,
    /// Accept the structure file chosen in the system's dialog.
    BrowsedUpdated(PathBuf),
    /// Ask for the file of a mapping, to save or to use.
    AskForMapping(Purpose),
    /// Write what the columns mean into a file.
    SaveMapping(PathBuf),
    /// Take the columns for what a file says.
    UseMapping(PathBuf),
    /// Say that the system has no file dialog.
    NoBrowser,
    /// Write the structure file and open it.
    Create,
}

/// A command of the print dialog.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PrintCommand {
    /// Open the dialog.
    Open,
    /// Change the choices.
    Choose(Box<Draft>),
    /// Show another sheet, by its index.
    Turn(usize),
    /// Write the document and show it in the system's viewer.
    Start,
    /// Cancel it.
    Stop,
}

/// A command of the export dialog.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ExportCommand {
    /// Open the dialog for the branch of a unit.
    OpenFor(UnitIndex),
    /// Change the choices.
    Choose(Box<Draft>),
    /// Show the system's file dialog.
    Browse,
    /// Accept the file chosen in the system's dialog.
    Browsed(PathBuf),
    /// Say that the system has no file dialog.
    NoBrowser,
    /// Write the file.
    Start,
    /// Write the file, replacing an existing one.
    Replace,
    /// Keep the existing file.
    Keep,
    /// Copy the picture.
    Copy,
    /// Cancel the running export.
    Stop,
}
