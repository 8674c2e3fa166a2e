//! User commands, the table of named commands with keys and conditions, and keyboard input. `execute` runs the
//! commands.

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
    /// Create a structure file, or show a sample.
    File(FileCommand),
    /// Compare with another edition.
    Editions(EditionCommand),
    /// Show editions over time.
    Time(TimeCommand),
    /// Change the contents of cards.
    InView(ViewCommand),
    /// A command of the import dialog.
    InImport(ImportCommand),
    /// Clear the list of recent files.
    ForgetFiles,
    /// Close the window.
    Quit,
    /// Cancel the opening of a file.
    CancelLoading,
    /// Resolve lines that both the user and another program changed.
    Decide(ConflictCommand),
    /// Decide on a draft that was left behind.
    DecideOnDraft(DraftCommand),
    /// Reload the file.
    Reload,
    /// Reload the file if it has changed on disk.
    Follow,
    /// Report that the open file was downloaded because it could not be written to disk, with the reason; without one,
    /// another program has changed it.
    #[cfg(target_arch = "wasm32")]
    ReportDownloaded(Option<String>),
    /// Show the export dialog.
    Export,
    /// A command of the export dialog.
    InExport(ExportCommand),
    /// A command of the print dialog.
    InPrint(PrintCommand),
    /// Show a file's folder in the system's file manager.
    ShowFolder(PathBuf),
    /// Ask for a path in the window, because the system has no file dialog.
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
    /// Show or hide the chains of accountability of the selected unit.
    ToggleAnswers,
    /// Show the chains of accountability of a unit.
    ShowAnswersFor(UnitIndex),
    /// Select a unit and compare it with the next selected one.
    Compare(UnitIndex),
    /// Show the chains of accountability of a function, by its unit and its index among the unit's functions.
    ShowAnswersForFunction(UnitIndex, usize),
    /// Compare the selected unit with the next selected one, or end the comparison.
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
    /// Set the light, the dark or the system's theme.
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
    /// Select a unit, expand its ancestors, and centre it.
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
    /// Escape: leave the top modal, otherwise the current mode, otherwise the selection.
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
    /// Allow the open file to refer to texts anywhere, until the window is closed.
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
    /// Show or hide the holders of posts.
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
    /// Show the successors of the unit at a former position, by its index in the picture.
    Former(UnitIndex),
    /// Collapse the branches without changes, and expand the others.
    FoldUnchanged,
    /// Show both editions side by side.
    SideBySide,
    /// Copy the listed changes.
    Copy,
    /// Ask for a file and save the changes to it.
    Save,
    /// Save the changes to a file.
    SaveTo(PathBuf),
    /// Confirm or reject the proposed match of a unit, by its id, by writing `was` to the file. `None` is the selected
    /// unit.
    Settle {
        /// The unit.
        unit: Option<String>,
        /// Whether to confirm it.
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
    /// Show the preceding edition.
    Earlier,
    /// Show the following edition.
    Later,
    /// Show an edition, by its index.
    GoTo(usize),
    /// Show the chart on its way from one edition to the next: 1.5 is in the middle between the second and the third.
    DragTo(f32),
    /// Go on to the nearest edition.
    EndDrag,
    /// Show a unit in an edition.
    Visit(usize, UnitIndex),
    /// Follow the selected unit through all editions.
    FollowSelected,
    /// Follow a unit through all editions.
    FollowUnit(UnitIndex),
    /// Follow a function, by its unit and its index among the unit's functions.
    FollowFunction(UnitIndex, usize),
    /// Return to the facts.
    Forget,
}

/// A command that changes the contents of cards.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ViewCommand {
    /// Show one of the further posts of a unit.
    ShowPost(UnitIndex, usize),
    /// Set the property that determines colours.
    ColorBy(ColorBy),
    /// Show or hide a part.
    ToggleOnCard(CardPart),
    /// Show or hide cards of posts.
    TogglePosts,
    /// Show the filter and focus its field.
    OpenFilter,
    /// Set the query of the filter.
    Filter(String),
    /// Hide or dim units that do not match.
    HideRest(bool),
    /// Clear the filter and hide its field.
    CloseFilter,
}

/// A command that edits the text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum EditCommand {
    /// Show the text of the selected unit, or return to its facts.
    ToggleSource,
    /// Replace the unit's text with the typed text.
    Type(String),
    /// Undo the last step.
    Undo,
    /// Redo the last undone step.
    Redo,
    /// Save the text to the file.
    Save,
    /// Apply the fix of the problem with an index.
    Fix(usize),
    /// Add a unit after the selected one, with the same parent.
    AddSibling,
    /// Add a unit under the selected one.
    AddChild,
    /// Delete the selected unit; asks first if it has sub-units, or if anything refers to it.
    Delete,
    /// Delete the unit of the open question with its branch.
    DeleteBranch,
    /// Delete the unit of the open question; its children move to its parent.
    DeleteAlone,
    /// Toggle deleting the references to the unit of the open question.
    ToggleReferences,
    /// Move the selected unit under the next selected one.
    Move,
    /// Move the selected unit to the top level.
    MoveToTop,
    /// Move the unit under another, by the parent's id.
    MoveUnder(String),
    /// Move or copy a unit to another position in the tree.
    Put {
        /// The id of the unit.
        unit: String,
        /// Its destination.
        to: Destination<String>,
        /// Whether to copy its branch.
        copies: bool,
    },
    /// Move the unit of the open question.
    MoveAsked {
        /// Whether its head reports to the new parent from now on.
        follows: bool,
    },
    /// Move the selected unit before the preceding sibling.
    MoveUp,
    /// Move the selected unit after the following sibling.
    MoveDown,
    /// Duplicate the selected unit with its branch, after itself.
    Duplicate,
    /// Cut the selected unit.
    Cut,
    /// Copy the selected unit's branch.
    CopyUnit,
    /// Paste under the selected unit.
    Paste,
    /// Rename the selected unit in place.
    Rename,
    /// Rename a unit on its card, by its id.
    RenameOnCard(String),
    /// Set the typed name.
    TypeName(String),
    /// Confirm the typed name.
    KeepName,
    /// Show the form of the selection, or return to its facts.
    ToggleForm,
    /// Change a value in a form.
    Fill(Box<Fill>),
    /// End typing in a field of a form.
    LeaveField,
    /// Change an id and all references to it.
    ChangeId {
        /// A byte of the id in its definition.
        byte: usize,
        /// The new id.
        new: String,
    },
    /// Explain that bundled samples are read-only.
    ExplainSample,
    /// Save the text as a new file, in place of a deleted one.
    SaveAnew,
    /// Save, then run the pending command.
    SaveFirst,
    /// Discard unsaved changes, then run the pending command.
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
    /// Show a conflict, by its index.
    Show(usize),
    /// Choose the version of a conflict.
    Choose(usize, conflict::Choice),
    /// Choose the same version for all conflicts.
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

/// A command that creates a structure file, or shows a sample.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum FileCommand {
    /// Show a bundled sample, by its index.
    OpenSample(usize),
    /// Ask for the folder for a bundled sample of several files, by its index.
    CopySample(usize),
    /// Ask where to save a new file with one unit.
    New,
    /// Show the import dialog for a table.
    NewFromTable,
    /// Show the import dialog for an outline.
    NewFromOutline,
    /// Ask where to save the text as another file.
    SaveAs,
    /// Copy files that the text refers to from one folder to another.
    CopyNamed { from: PathBuf, to: PathBuf, names: Vec<String> },
    /// Show the system's file dialog for the open prompt.
    Browse(Purpose, PathBuf),
    /// Write a structure file, optionally replacing an existing file.
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
    /// Show the system's file dialog for the structure file to update.
    BrowseUpdated,
    /// Accept the structure file chosen in the system's dialog.
    BrowsedUpdated(PathBuf),
    /// Ask for a mapping file, to save or to use.
    AskForMapping(Purpose),
    /// Save the column mapping to a file.
    SaveMapping(PathBuf),
    /// Use the column mapping of a file.
    UseMapping(PathBuf),
    /// Report that the system has no file dialog.
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
    /// Write the document and open it in the system's viewer.
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
    /// Report that the system has no file dialog.
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
