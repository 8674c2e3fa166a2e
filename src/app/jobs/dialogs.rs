//! File dialogs of the system or the browser, and dropped files; answers arrive as commands.

#[cfg(not(target_arch = "wasm32"))]
mod desktop;
#[cfg(target_arch = "wasm32")]
mod page;

#[cfg(target_arch = "wasm32")]
pub(crate) use page::keep_dropped;

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

/// Parameters of a file dialog.
struct Wanted {
    #[cfg_attr(target_arch = "wasm32", expect(dead_code, reason = "browsers set their own title"))]
    title: String,
    /// File types: names and extensions.
    kinds: Vec<(String, Vec<&'static str>)>,
    /// The initial folder.
    folder: Option<PathBuf>,
}

impl Wanted {
    fn new(title: &str) -> Self {
        Self { title: title.to_owned(), kinds: Vec::new(), folder: None }
    }

    fn kind(mut self, name: &str, extensions: &[&'static str]) -> Self {
        self.kinds.push((name.to_owned(), extensions.to_vec()));
        self
    }

    fn within(mut self, folder: Option<&Path>) -> Self {
        self.folder = folder.map(Path::to_path_buf);
        self
    }
}

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
        let folder = near.and_then(Path::parent);
        let wanted = Wanted::new(messages.get("command.open"))
            .kind(messages.get("dialog.structure"), &["ron"])
            .within(folder);
        let typed = Command::AskForPath(Purpose::Open, written(folder));
        self.pick(context, wanted, Command::OpenPath, typed);
    }

    /// Asks for the edition to compare with.
    pub(crate) fn ask_for_edition(
        &self,
        context: &Context,
        messages: &Messages,
        near: Option<&Path>,
    ) {
        let folder = near.and_then(Path::parent);
        let wanted = Wanted::new(messages.get("command.compare_with"))
            .kind(messages.get("dialog.structure"), &["ron"])
            .within(folder);
        let typed = Command::AskForPath(Purpose::CompareWith, written(folder));
        let answer = |path| Command::Editions(EditionCommand::With(path));
        self.pick(context, wanted, answer, typed);
    }

    /// Asks for the file to save the table of changes to.
    pub(crate) fn ask_for_changes_target(&self, context: &Context, messages: &Messages) {
        let name = "changes.csv";
        let wanted = Wanted::new(messages.get("changes.save"))
            .kind("CSV", &["csv"])
            .kind("Markdown", &["md"]);
        let typed = Command::AskForPath(Purpose::SaveChanges, name.to_owned());
        let answer = |path| Command::Editions(EditionCommand::SaveTo(path));
        self.save(context, wanted, name, answer, typed);
    }

    /// Asks for a table or an outline to import.
    pub(crate) fn ask_for_table(
        &self,
        context: &Context,
        messages: &Messages,
        near: Option<&Path>,
    ) {
        let wanted = Wanted::new(messages.get("command.new_from_table"))
            .kind(messages.get("dialog.table"), TABLES)
            .kind(messages.get("dialog.text"), OUTLINES)
            .within(near.and_then(Path::parent).filter(|folder| folder.is_dir()));
        let answer = |path| Command::InImport(ImportCommand::Browsed(path));
        let none = Command::InImport(ImportCommand::NoBrowser);
        self.pick(context, wanted, answer, none);
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
        let folder = path.ancestors().skip(1).find(|folder| folder.is_dir());
        let wanted = |title| Wanted::new(messages.get(title)).within(folder);
        let mapping =
            |title| wanted(title).kind(messages.get("dialog.mapping"), &[Mapping::EXTENSION]);
        let none = Command::InImport(ImportCommand::NoBrowser);
        match purpose {
            Purpose::Sample(_) => {
                let answer = |path: PathBuf| Command::TypePath(path.display().to_string());
                self.pick_folder(context, wanted("prompt.folder"), answer, none);
            }
            Purpose::UseMapping => {
                let answer = |path| Command::InImport(ImportCommand::UseMapping(path));
                self.pick(context, mapping("import.use_mapping"), answer, none);
            }
            Purpose::SaveMapping => {
                let answer = |path| Command::InImport(ImportCommand::SaveMapping(path));
                self.save(context, mapping("import.save_mapping"), &name, answer, none);
            }
            purpose => {
                let wanted =
                    wanted("command.save_as").kind(messages.get("dialog.structure"), &["ron"]);
                let replaces = true;
                let answer =
                    move |path| Command::File(FileCommand::WriteTo { purpose, path, replaces });
                self.save(context, wanted, &name, answer, none);
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
        let wanted = Wanted::new(messages.get("import.updates"))
            .kind(messages.get("dialog.structure"), &["ron"])
            .within(near.and_then(Path::parent).filter(|folder| folder.is_dir()));
        let answer = |path| Command::InImport(ImportCommand::BrowsedUpdated(path));
        let none = Command::InImport(ImportCommand::NoBrowser);
        self.pick(context, wanted, answer, none);
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
        let wanted = Wanted::new(messages.get("command.export"))
            .kind(&extension.to_uppercase(), &[extension])
            .within(path.parent().filter(|folder| folder.is_dir()));
        let answer = |path| Command::InExport(ExportCommand::Browsed(path));
        let none = Command::InExport(ExportCommand::NoBrowser);
        self.save(context, wanted, &name, answer, none);
    }

    /// Asks for the file to save functions to.
    pub(crate) fn ask_for_functions_target(&self, context: &Context, messages: &Messages) {
        let name = "functions.csv";
        let wanted = Wanted::new(messages.get("functions.save"))
            .kind("CSV", &["csv"])
            .kind("Markdown", &["md"]);
        let typed = Command::AskForPath(Purpose::SaveFunctions, name.to_owned());
        self.save(context, wanted, name, Command::SaveFunctionsTo, typed);
    }

    /// Asks for the text of a source.
    pub(crate) fn ask_for_text(&self, context: &Context, messages: &Messages, near: Option<&Path>) {
        let folder = near.and_then(Path::parent);
        let wanted = Wanted::new(messages.get("command.attach_text"))
            .kind(messages.get("dialog.text"), &["txt", "text", "md"])
            .within(folder);
        let typed = Command::AskForPath(Purpose::AttachText, written(folder));
        self.pick(context, wanted, Command::AttachTextFrom, typed);
    }
}

/// A folder as text.
fn written(folder: Option<&Path>) -> String {
    folder.unwrap_or(Path::new("")).display().to_string()
}
