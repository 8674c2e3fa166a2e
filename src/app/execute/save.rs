//! Saving, and questions before unsaved changes are lost.

use std::io;
use std::sync::Arc;

use egui::{Context, ViewportCommand};

use crate::app::App;
use crate::app::command::{Command, DraftCommand, FileCommand};
use crate::app::jobs::merging::After;
use crate::app::state::document::Document;
use crate::app::state::editing::{EditSession, UndoHistory};
use crate::app::state::modal::{Modal, Question};
use crate::app::state::view::{Notice, Until};
use crate::file::{self, NotSaved, WriteError};
use crate::i18n::Messages;

impl App {
    /// Asks first if a command would lose unsaved changes; returns whether it did.
    pub(super) fn must_ask(&mut self, command: &Command) -> bool {
        let loses = matches!(
            command,
            Command::OpenPath(_)
                | Command::File(FileCommand::OpenSample(_))
                | Command::DecideOnDraft(DraftCommand::Restore)
                | Command::Reload
                | Command::Quit
        );
        let asks = loses && self.document.disk.is_some();
        if asks {
            let question = Question::Unsaved(Box::new(command.clone()));
            self.modals.open(Modal::Question(question));
            if matches!(command, Command::Reload) {
                // If the file has changed, its text is merged with the typed one, and the question is not needed.
                self.follow(&self.context.clone());
            }
        }
        asks
    }

    /// Keeps the window open while the user is asked about unsaved changes.
    pub(in crate::app) fn guard_closing(&mut self, context: &Context) {
        if context.input(|input| input.viewport().close_requested()) {
            self.return_to_present(context);
            if self.must_ask(&Command::Quit) {
                context.send_viewport_cmd(ViewportCommand::CancelClose);
            }
        }
    }

    /// Saves the text if the file is unchanged. Otherwise both are merged, and then saved.
    pub(super) fn save_text(&mut self, after: After) {
        let Document { path: Some(path), disk: Some(disk), source, .. } = &self.document else {
            return;
        };
        let saved = file::save(path, disk, source.text(), self.max_bytes);
        self.finish_saving(saved, after);
    }

    /// Saves the text as a new file, in place of a deleted one.
    pub(super) fn save_as_new(&mut self) {
        self.modals.take_question();
        if let Some(path) = &self.document.path {
            let saved = file::save_new(path, self.document.source.text(), self.max_bytes);
            self.finish_saving(saved, After::Save);
        }
    }

    /// Reports the result of saving. The typed text is kept in any case.
    fn finish_saving(&mut self, saved: Result<(), NotSaved>, after: After) {
        match saved {
            Ok(()) => {
                self.document.disk = None;
                self.modals.take_conflict();
                let name = self.document.name().unwrap_or_default();
                let words = move |messages: &Messages| messages.fill("status.saved", &[&name]);
                self.notice = Some(Notice::new(words).until(Until::Unsaved));
                // This replaces the problem of a deleted file.
                if self.document.is_out_of_reach() {
                    self.read_typed(false);
                }
            }
            Err(NotSaved::Changed(theirs)) => self.merge_with(Arc::new(theirs), after),
            Err(NotSaved::Gone) => self.modals.open(Modal::Question(Question::Gone)),
            Err(NotSaved::Unreadable(problem)) => {
                self.report_not_saved(move |messages| {
                    messages.fill("advice.unreadable", &[&messages.say(&problem.message)])
                });
            }
            Err(NotSaved::Refused(error)) => {
                self.report_not_saved(move |messages| advice(&error, messages));
            }
        }
    }

    /// Reports that the file was downloaded because it could not be written in place.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn report_downloaded(&mut self, why: Option<String>) {
        let name = self.document.name().unwrap_or_default();
        let words = move |messages: &Messages| match &why {
            Some(why) => messages.fill("notice.downloaded", &[&name, why]),
            None => messages.fill("notice.downloaded_changed", &[&name]),
        };
        self.notify(words, true);
    }

    fn report_not_saved(&mut self, advice: impl Fn(&Messages) -> String + 'static) {
        let name = self.document.name().unwrap_or_default();
        let words = move |messages: &Messages| {
            messages.fill("notice.not_saved", &[&name, &advice(messages)])
        };
        self.notify(words, true);
    }

    /// Clears the undo history and questions, for another text.
    pub(super) fn forget_edits(&mut self) {
        self.document.disk = None;
        self.document.history = UndoHistory::default();
        self.editing = EditSession::default();
        self.modals.forget_edits();
        self.merger.cancel();
    }
}

/// The reason why a file could not be written, and advice.
fn advice(error: &WriteError<io::Error>, messages: &Messages) -> String {
    use io::ErrorKind as Kind;
    let key = match error {
        WriteError::ReadOnly(_) => "advice.read_only",
        WriteError::IsFolder(_)
        | WriteError::NotAFile(_)
        | WriteError::Exists(_)
        | WriteError::DanglingLink(..) => "advice.in_the_way",
        WriteError::NoFolder(_) => "advice.no_folder",
        WriteError::Damaged { backup, .. } => {
            return messages.fill("advice.damaged", &[&backup.display().to_string()]);
        }
        WriteError::Refused { error, .. } | WriteError::Content(error) => match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => "advice.full",
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem => "advice.permission",
            _ => return messages.fill("advice.other", &[&error.to_string()]),
        },
    };
    messages.get(key).to_owned()
}
