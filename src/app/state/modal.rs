//! Modals over the window that receive all keys: questions, dialogs, the palette.

use std::path::PathBuf;

use std::mem::discriminant;

use super::conflict::Conflict;
use super::drafts::Offer;
use crate::app::command::Command;
use crate::edit::branch::Destination;
use crate::edit::references::Reference;

/// A modal over the window.
pub(crate) enum Modal {
    /// The command palette: the typed query, and the row that Enter runs.
    Palette { query: String, marked: usize },
    /// The overview of all keys.
    Keys,
    /// The matrix of relations.
    Matrix,
    /// Both editions of a comparison side by side.
    SideBySide,
    /// Version, licence and settings file of the program.
    About,
    /// The export dialog.
    Export,
    /// The import dialog.
    Import,
    /// The print dialog.
    Print,
    /// A path to type, if the system has no file dialog.
    Path { purpose: Purpose, path: String },
    /// A draft to restore.
    Draft(Box<Offer>),
    /// Lines that both the user and another program changed.
    Conflict(Box<Conflict>),
    /// A decision before a command continues.
    Question(Question),
}

/// Purpose of a typed path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Open,
    AttachText,
    SaveFunctions,
    /// The edition to compare with.
    CompareWith,
    /// The Git revision to compare with.
    Revision,
    /// The table of changes.
    SaveChanges,
    /// The command that opens the editor.
    Editor,
    /// A new structure file with one unit.
    New,
    /// The text under another name.
    SaveAs,
    /// The structure file that the import dialog creates.
    Import,
    /// A file for saving a column mapping.
    SaveMapping,
    /// A file with a column mapping.
    UseMapping,
    /// The folder for the files of a bundled sample, by its index.
    #[cfg_attr(target_arch = "wasm32", expect(dead_code, reason = "a page opens it from memory"))]
    Sample(usize),
}

/// A decision that only the user can make.
#[derive(Clone, Debug)]
pub(crate) enum Question {
    /// Delete a unit with sub-units, or with references to it.
    Delete(Box<Deletion>),
    /// Move a unit whose head reports to its parent.
    Follow {
        /// The id of the unit.
        unit: String,
        /// Its destination.
        to: Destination<String>,
    },
    /// Save into a deleted file.
    Gone,
    /// Write a structure file, replacing another file.
    Replace(Purpose, PathBuf),
    /// Run a command that would lose unsaved changes.
    Unsaved(Box<Command>),
}

/// A unit that is to be deleted.
#[derive(Clone, Debug)]
pub(crate) struct Deletion {
    /// Its id.
    pub(crate) unit: String,
    /// References to it or its branch from elsewhere.
    pub(crate) references: Vec<Reference>,
    /// Whether the references are deleted too.
    pub(crate) with_references: bool,
}

impl Modal {
    /// The rank in the stack: a more urgent one is above.
    const fn urgency(&self) -> u8 {
        match self {
            Self::Palette { .. }
            | Self::Keys
            | Self::Matrix
            | Self::SideBySide
            | Self::About
            | Self::Export
            | Self::Print
            | Self::Import => 0,
            Self::Path { .. } => 1,
            Self::Draft(_) => 2,
            Self::Conflict(_) => 3,
            Self::Question(_) => 4,
        }
    }
}

/// The open modals, and the postponed conflict.
#[derive(Default)]
pub(crate) struct Modals {
    /// From the lowest to the top; at most one of each kind.
    stack: Vec<Modal>,
    postponed: Option<Box<Conflict>>,
}

impl Modals {
    /// Opens a modal above the less urgent ones, replacing one of its kind.
    pub(crate) fn open(&mut self, modal: Modal) {
        self.stack.retain(|open| discriminant(open) != discriminant(&modal));
        let at = self.stack.partition_point(|open| open.urgency() <= modal.urgency());
        self.stack.insert(at, modal);
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.stack.is_empty()
    }

    /// From the lowest to the top.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Modal> {
        self.stack.iter()
    }

    pub(crate) fn top(&self) -> Option<&Modal> {
        self.stack.last()
    }

    pub(crate) fn top_mut(&mut self) -> Option<&mut Modal> {
        self.stack.last_mut()
    }

    /// Closes the top without an answer: a conflict is postponed, a draft is offered again next time.
    pub(crate) fn close_top(&mut self) {
        if let Some(Modal::Conflict(conflict)) = self.stack.pop() {
            self.postponed = Some(conflict);
        }
    }

    /// Closes a matching modal, if one is open.
    pub(crate) fn close(&mut self, is_it: impl Fn(&Modal) -> bool) -> Option<Modal> {
        let at = self.stack.iter().position(is_it)?;
        Some(self.stack.remove(at))
    }

    pub(crate) fn close_export(&mut self) {
        self.close(|modal| matches!(modal, Modal::Export));
    }

    pub(crate) fn close_import(&mut self) {
        self.close(|modal| matches!(modal, Modal::Import));
    }

    pub(crate) fn take_question(&mut self) -> Option<Question> {
        match self.close(|modal| matches!(modal, Modal::Question(_)))? {
            Modal::Question(question) => Some(question),
            _ => None,
        }
    }

    /// Toggles deleting the references to the unit of the open question.
    pub(crate) fn toggle_references(&mut self) {
        if let Some(Modal::Question(Question::Delete(deletion))) = self.stack.last_mut() {
            deletion.with_references ^= true;
        }
    }

    pub(crate) fn take_path(&mut self) -> Option<Purpose> {
        match self.close(|modal| matches!(modal, Modal::Path { .. }))? {
            Modal::Path { purpose, .. } => Some(purpose),
            _ => None,
        }
    }

    pub(crate) fn take_draft(&mut self) -> Option<Offer> {
        match self.close(|modal| matches!(modal, Modal::Draft(_)))? {
            Modal::Draft(offer) => Some(*offer),
            _ => None,
        }
    }

    pub(crate) fn has_draft(&self) -> bool {
        self.stack.iter().any(|modal| matches!(modal, Modal::Draft(_)))
    }

    /// Whether there is a postponed conflict.
    pub(crate) const fn is_conflict_postponed(&self) -> bool {
        self.postponed.is_some()
    }

    /// Sets the conflict, open or postponed.
    pub(crate) fn set_conflict(&mut self, conflict: Conflict, is_open: bool) {
        self.take_conflict();
        let conflict = Box::new(conflict);
        if is_open {
            self.open(Modal::Conflict(conflict));
        } else {
            self.postponed = Some(conflict);
        }
    }

    /// Opens the postponed conflict.
    pub(crate) fn resume_conflict(&mut self) {
        if let Some(conflict) = self.postponed.take() {
            self.open(Modal::Conflict(conflict));
        }
    }

    /// The conflict, open or postponed.
    pub(crate) fn conflict(&self) -> Option<&Conflict> {
        let open = self.stack.iter().find_map(|modal| match modal {
            Modal::Conflict(conflict) => Some(conflict),
            _ => None,
        });
        open.or(self.postponed.as_ref()).map(|conflict| &**conflict)
    }

    pub(crate) fn conflict_mut(&mut self) -> Option<&mut Conflict> {
        let open = self.stack.iter_mut().find_map(|modal| match modal {
            Modal::Conflict(conflict) => Some(conflict),
            _ => None,
        });
        open.or(self.postponed.as_mut()).map(|conflict| &mut **conflict)
    }

    pub(crate) fn take_conflict(&mut self) -> Option<Conflict> {
        match self.close(|modal| matches!(modal, Modal::Conflict(_))) {
            Some(Modal::Conflict(conflict)) => Some(*conflict),
            _ => self.postponed.take().map(|conflict| *conflict),
        }
    }

    /// Closes questions about a text that was replaced.
    pub(crate) fn forget_edits(&mut self) {
        self.take_question();
        self.take_conflict();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_stay_on_top() {
        let mut modals = Modals::default();
        modals.open(Modal::Question(Question::Gone));
        modals.open(Modal::Export);
        modals.open(Modal::Path { purpose: Purpose::Open, path: String::new() });
        assert!(matches!(modals.top(), Some(Modal::Question(_))));
        modals.close_top();
        assert!(matches!(modals.top(), Some(Modal::Path { .. })));
        modals.open(Modal::About);
        modals.close_top();
        assert!(matches!(modals.top(), Some(Modal::About)), "sheets lie in the order of opening");
        modals.close_top();
        assert!(matches!(modals.top(), Some(Modal::Export)));
        modals.close_export();
        assert!(modals.is_empty());
    }
}
