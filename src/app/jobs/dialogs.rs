//! File dialogs of the system, each on its own thread; answers arrive as commands.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use egui::Context;

use crate::app::command::{Command, EditionCommand, ExportCommand, FileCommand, ImportCommand};
use crate::app::jobs::importer::{OUTLINES, TABLES};
use crate::app::state::modal::Purpose;
use crate::export::Format;
use crate::i18n::Messages;
use crate::import::Mapping;

/// A dialog that ends sooner did not appear at all: nobody cancels one so quickly.
const NO_DIALOG: Duration = Duration::from_millis(400);

/// The channel through which open dialogs send their answers.
pub(crate) struct Dialogs {
    answers: (Sender<Command>, Receiver<Command>),
}

impl Default for Dialogs {
    fn default() -> Self {
        Self { answers: channel() }
    }
}

impl Dialogs {
    /// The answers since the last call.
    pub(crate) fn answers(&self) -> Vec<Command> {
        self.answers.1.try_iter().collect()
    }

    /// Asks for a structure file to open.
    pub(crate) fn ask_for_file(&self, context: &Context, messages: &Messages, near: Option<&Path>) {
        let mut dialog = rfd::AsyncFileDialog::new()
            .set_title(messages.get("command.open"))
            .add_filter(messages.get("dialog.structure"), &["ron"]);
        if let Some(folder) = near.and_then(Path::parent) {
            dialog = dialog.set_directory(folder);
        }
        let folder = near.and_then(Path::parent).map(Path::to_path_buf).unwrap_or_default();
        let typed = Command::AskForPath(Purpose::Open, folder.display().to_string());
        self.wait(context, dialog.pick_file(), Command::OpenPath, typed);
    }

    /// Asks for the edition to compare with.
    pub(crate) fn ask_for_edition(
        &self,
        context: &Context,
        messages: &Messages,
        near: Option<&Path>,
    ) {
        let mut dialog = rfd::AsyncFileDialog::new()
            .set_title(messages.get("command.compare_with"))
            .add_filter(messages.get("dialog.structure"), &["ron"]);
        let folder = near.and_then(Path::parent).map(Path::to_path_buf).unwrap_or_default();
        if near.is_some() {
            dialog = dialog.set_directory(&folder);
        }
        let typed = Command::AskForPath(Purpose::CompareWith, folder.display().to_string());
        let answer = |path| Command::Editions(EditionCommand::With(path));
        self.wait(context, dialog.pick_file(), answer, typed);
    }

    /// Asks for the file to save the table of changes to.
    pub(crate) fn ask_for_changes_target(&self, context: &Context, messages: &Messages) {
        let name = "changes.csv";
        let dialog = rfd::AsyncFileDialog::new()
            .set_title(messages.get("changes.save"))
            .add_filter("CSV", &["csv"])
            .add_filter("Markdown", &["md"])
            .set_file_name(name);
        let typed = Command::AskForPath(Purpose::SaveChanges, name.to_owned());
        let answer = |path| Command::Editions(EditionCommand::SaveTo(path));
        self.wait(context, dialog.save_file(), answer, typed);
    }

    /// Asks for a table or an outline to make a structure file of.
    pub(crate) fn ask_for_table(
        &self,
        context: &Context,
        messages: &Messages,
        near: Option<&Path>,
    ) {
        let mut dialog = rfd::AsyncFileDialog::new()
            .set_title(messages.get("command.new_from_table"))
            .add_filter(messages.get("dialog.table"), TABLES)
            .add_filter(messages.get("dialog.text"), OUTLINES);
        if let Some(folder) = near.and_then(Path::parent).filter(|folder| folder.is_dir()) {
            dialog = dialog.set_directory(folder);
        }
        let answer = |path| Command::InImport(ImportCommand::Browsed(path));
        let none = Command::InImport(ImportCommand::NoBrowser);
        self.wait(context, dialog.pick_file(), answer, none);
    }

    /// Asks for the file or folder of a prompt, starting from a proposal.
    pub(crate) fn ask_for_structure(
        &self,
        context: &Context,
        messages: &Messages,
        purpose: Purpose,
        path: &Path,
    ) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut dialog = rfd::AsyncFileDialog::new();
        if let Some(folder) = path.ancestors().skip(1).find(|folder| folder.is_dir()) {
            dialog = dialog.set_directory(folder);
        }
        let none = Command::InImport(ImportCommand::NoBrowser);
        let mapping = (messages.get("dialog.mapping"), &[Mapping::EXTENSION]);
        match purpose {
            Purpose::Sample(_) => {
                let dialog = dialog.set_title(messages.get("prompt.folder"));
                let answer = |path: PathBuf| Command::TypePath(path.display().to_string());
                self.wait(context, dialog.pick_folder(), answer, none);
            }
            Purpose::UseMapping => {
                let dialog = dialog.set_title(messages.get("import.use_mapping"));
                let dialog = dialog.add_filter(mapping.0, mapping.1);
                let answer = |path| Command::InImport(ImportCommand::UseMapping(path));
                self.wait(context, dialog.pick_file(), answer, none);
            }
            Purpose::SaveMapping => {
                let dialog = dialog.set_title(messages.get("import.save_mapping"));
                let dialog = dialog.add_filter(mapping.0, mapping.1).set_file_name(name);
                let answer = |path| Command::InImport(ImportCommand::SaveMapping(path));
                self.wait(context, dialog.save_file(), answer, none);
            }
            purpose => {
                let dialog = dialog
                    .set_title(messages.get("command.save_as"))
                    .add_filter(messages.get("dialog.structure"), &["ron"])
                    .set_file_name(name);
                let replaces = true;
                let answer =
                    move |path| Command::File(FileCommand::WriteTo { purpose, path, replaces });
                self.wait(context, dialog.save_file(), answer, none);
            }
        }
    }

    /// Asks for the structure file that an import brings up to date.
    pub(crate) fn ask_for_updated(
        &self,
        context: &Context,
        messages: &Messages,
        near: Option<&Path>,
    ) {
        let mut dialog = rfd::AsyncFileDialog::new()
            .set_title(messages.get("import.updates"))
            .add_filter(messages.get("dialog.structure"), &["ron"]);
        if let Some(folder) = near.and_then(Path::parent).filter(|folder| folder.is_dir()) {
            dialog = dialog.set_directory(folder);
        }
        let answer = |path| Command::InImport(ImportCommand::BrowsedUpdated(path));
        let none = Command::InImport(ImportCommand::NoBrowser);
        self.wait(context, dialog.pick_file(), answer, none);
    }

    /// Asks for the file to export to, starting from a proposal.
    pub(crate) fn ask_for_target(
        &self,
        context: &Context,
        messages: &Messages,
        path: &Path,
        format: Format,
    ) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let extension = format.extension();
        let mut dialog = rfd::AsyncFileDialog::new()
            .set_title(messages.get("command.export"))
            .add_filter(extension.to_uppercase(), &[extension])
            .set_file_name(name);
        if let Some(folder) = path.parent().filter(|folder| folder.is_dir()) {
            dialog = dialog.set_directory(folder);
        }
        let answer = |path| Command::InExport(ExportCommand::Browsed(path));
        let none = Command::InExport(ExportCommand::NoBrowser);
        self.wait(context, dialog.save_file(), answer, none);
    }

    /// Asks for the file to save functions to.
    pub(crate) fn ask_for_functions_target(&self, context: &Context, messages: &Messages) {
        let name = "functions.csv";
        let dialog = rfd::AsyncFileDialog::new()
            .set_title(messages.get("functions.save"))
            .add_filter("CSV", &["csv"])
            .add_filter("Markdown", &["md"])
            .set_file_name(name);
        let typed = Command::AskForPath(Purpose::SaveFunctions, name.to_owned());
        self.wait(context, dialog.save_file(), Command::SaveFunctionsTo, typed);
    }

    /// Asks for the text of a source.
    pub(crate) fn ask_for_text(&self, context: &Context, messages: &Messages, near: Option<&Path>) {
        let mut dialog = rfd::AsyncFileDialog::new()
            .set_title(messages.get("command.attach_text"))
            .add_filter(messages.get("dialog.text"), &["txt", "text", "md"]);
        let folder = near.and_then(Path::parent).map(Path::to_path_buf).unwrap_or_default();
        if near.is_some() {
            dialog = dialog.set_directory(&folder);
        }
        let typed = Command::AskForPath(Purpose::AttachText, folder.display().to_string());
        self.wait(context, dialog.pick_file(), Command::AttachTextFrom, typed);
    }

    fn wait(
        &self,
        context: &Context,
        dialog: impl Future<Output = Option<rfd::FileHandle>> + Send + 'static,
        answer: impl FnOnce(PathBuf) -> Command + Send + 'static,
        typed: Command,
    ) {
        let sender = self.answers.0.clone();
        let context = context.clone();
        std::thread::spawn(move || {
            let asked = Instant::now();
            let command = match pollster::block_on(dialog) {
                Some(file) => answer(file.path().to_owned()),
                None if asked.elapsed() < NO_DIALOG => typed,
                None => return,
            };
            if sender.send(command).is_ok() {
                context.request_repaint();
            }
        });
    }
}
