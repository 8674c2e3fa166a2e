//! The import dialog: its choices, the structure file that it writes, what became of the rows.

use egui::Context;

use crate::app::App;
use crate::app::command::ImportCommand;
use crate::app::state::import::{Choices, Step, tally};
use crate::app::state::modal::{Modal, Purpose};

impl App {
    /// Opens the dialog.
    pub(super) fn open_import(&mut self, choices: Choices) {
        let folder = self.own_folder();
        self.import.open(choices, folder);
        self.modals.open(Modal::Import);
    }

    /// Runs a command of the dialog.
    pub(super) fn import(&mut self, context: &Context, command: ImportCommand) {
        match command {
            ImportCommand::Choose(choices) => self.import.choose(*choices),
            ImportCommand::Browse => {
                let near = Some(self.import.choices.path.as_str()).filter(|path| !path.is_empty());
                let near = near.map(std::path::Path::new).or(self.document.path.as_deref());
                self.dialogs.ask_for_table(context, self.messages(), near);
            }
            ImportCommand::Browsed(path) => {
                let path = path.display().to_string();
                let before = self.import.choices.of_another();
                let step = Step::Reading;
                self.import.choices = Choices { path, step, is_pasted: false, ..before };
            }
            ImportCommand::NoBrowser => {
                self.notify(|messages| messages.get("export.no_browser").to_owned(), true);
            }
            ImportCommand::Create => {
                let path = std::path::PathBuf::from(self.import.target().trim());
                self.write_to(context, Purpose::Import, path, false);
            }
        }
    }

    /// Does the dialog's work, and reports what became of the rows once the chart is shown.
    pub(in crate::app) fn follow_import(&mut self, context: &Context) {
        if self.modals.iter().any(|modal| matches!(modal, Modal::Import)) {
            let mode = Self::theme(context).mode;
            self.import.follow(context, &self.settings.language, mode, self.max_bytes);
        }
        let shown = self.document.path.as_deref().filter(|_| self.document.is_usable());
        if let Some(report) = self.import.take_report(shown) {
            let is_lossy = !report.left_out.is_empty();
            self.notify(move |messages| tally(messages, &report), is_lossy);
        }
    }
}
