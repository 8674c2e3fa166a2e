//! File dialogs of the system or the browser, and dropped files; answers arrive as commands.

#[cfg(not(target_arch = "wasm32"))]
mod desktop;
#[cfg(target_arch = "wasm32")]
mod page;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};

use egui::Context;

use crate::app::command::{
    Command, EditionCommand, ExportCommand, FileCommand, ImportCommand, TimeCommand,
};
use crate::app::jobs::importer::{OUTLINES, TABLES};
use crate::app::state::modal::Purpose;
use crate::export::Format;
use crate::i18n::Messages;
use crate::import::Mapping;

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

    /// The command that opens dropped files: a single file, or several editions in chronological order.
    fn opening(mut dropped: Vec<PathBuf>) -> Option<Command> {
        match dropped.len() {
            0 | 1 => dropped.pop().map(Command::OpenPath),
            _ => Some(Command::Time(TimeCommand::Files(dropped))),
        }
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
        self.pick(context, dialog, Command::OpenPath, typed);
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
        self.pick(context, dialog, answer, typed);
    }

    /// Asks for the file to save the table of changes to.
    pub(crate) fn ask_for_changes_target(&self, context: &Context, messages: &Messages) {
        let name = "changes.csv";
        let dialog = rfd::AsyncFileDialog::new()
            .set_title(messages.get("changes.save"))
            .add_filter("CSV", &["csv"])
            .add_filter("Markdown", &["md"]);
        let typed = Command::AskForPath(Purpose::SaveChanges, name.to_owned());
        let answer = |path| Command::Editions(EditionCommand::SaveTo(path));
        self.save(context, dialog, name, answer, typed);
    }

    /// Asks for a table or an outline to import.
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
        self.pick(context, dialog, answer, none);
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
                self.pick_folder(context, dialog, answer, none);
            }
            Purpose::UseMapping => {
                let dialog = dialog.set_title(messages.get("import.use_mapping"));
                let dialog = dialog.add_filter(mapping.0, mapping.1);
                let answer = |path| Command::InImport(ImportCommand::UseMapping(path));
                self.pick(context, dialog, answer, none);
            }
            Purpose::SaveMapping => {
                let dialog = dialog.set_title(messages.get("import.save_mapping"));
                let dialog = dialog.add_filter(mapping.0, mapping.1);
                let answer = |path| Command::InImport(ImportCommand::SaveMapping(path));
                self.save(context, dialog, &name, answer, none);
            }
            purpose => {
                let dialog = dialog
                    .set_title(messages.get("command.save_as"))
                    .add_filter(messages.get("dialog.structure"), &["ron"]);
                let replaces = true;
                let answer =
                    move |path| Command::File(FileCommand::WriteTo { purpose, path, replaces });
                self.save(context, dialog, &name, answer, none);
            }
        }
    }

    /// Asks for the structure file that an import should update.
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
        self.pick(context, dialog, answer, none);
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
            .add_filter(extension.to_uppercase(), &[extension]);
        if let Some(folder) = path.parent().filter(|folder| folder.is_dir()) {
            dialog = dialog.set_directory(folder);
        }
        let answer = |path| Command::InExport(ExportCommand::Browsed(path));
        let none = Command::InExport(ExportCommand::NoBrowser);
        self.save(context, dialog, &name, answer, none);
    }

    /// Asks for the file to save functions to.
    pub(crate) fn ask_for_functions_target(&self, context: &Context, messages: &Messages) {
        let name = "functions.csv";
        let dialog = rfd::AsyncFileDialog::new()
            .set_title(messages.get("functions.save"))
            .add_filter("CSV", &["csv"])
            .add_filter("Markdown", &["md"]);
        let typed = Command::AskForPath(Purpose::SaveFunctions, name.to_owned());
        self.save(context, dialog, name, Command::SaveFunctionsTo, typed);
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
        self.pick(context, dialog, Command::AttachTextFrom, typed);
    }
}
