//! The import dialog: its choices, the structure file that it writes, and the report on the rows.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use egui::Context;

use crate::app::App;
use crate::app::command::ImportCommand;
use crate::app::state::import::{Choices, Step, Surroundings, tally};
use crate::app::state::modal::{Modal, Purpose, Question};
use crate::file::{self, WriteError, write_atomically};
use crate::import::Mapping;
use crate::message;

impl App {
    /// Opens the dialog.
    pub(super) fn open_import(&mut self, choices: Choices) {
        let surroundings = Surroundings {
            folder: self.own_folder(),
            open: self.document.path.clone(),
            mappings: self.settings.mappings.clone(),
        };
        self.import.open(choices, surroundings);
        self.modals.open(Modal::Import);
    }

    /// Runs a command of the dialog.
    pub(super) fn import(&mut self, context: &Context, command: ImportCommand) {
        match command {
            ImportCommand::Choose(choices) => self.import.choose(*choices),
            ImportCommand::Browse => {
                let near = Some(self.import.choices.path.as_str()).filter(|path| !path.is_empty());
                let near = near.map(Path::new).or(self.document.path.as_deref());
                self.dialogs.ask_for_table(context, self.messages(), near);
            }
            ImportCommand::Browsed(path) => {
                let path = path.display().to_string();
                let before = self.import.choices.of_another();
                let step = Step::Reading;
                self.import.choices = Choices { path, step, is_pasted: false, ..before };
            }
            ImportCommand::BrowseUpdated => {
                let near = self.import.target();
                let near = Some(near.trim()).filter(|path| !path.is_empty()).map(Path::new);
                self.dialogs.ask_for_updated(context, self.messages(), near);
            }
            ImportCommand::BrowsedUpdated(path) => {
                self.import.choices.updated = Some(path.display().to_string());
            }
            ImportCommand::AskForMapping(purpose) => {
                let source = PathBuf::from(self.import.choices.path.trim());
                let is_file = !self.import.choices.is_pasted && source.file_stem().is_some();
                let path = if is_file { source } else { self.own_folder().join("table") };
                let path = path.with_extension(Mapping::EXTENSION).display().to_string();
                self.modals.open(Modal::Path { purpose, path });
            }
            ImportCommand::SaveMapping(path) => self.save_mapping(path, true),
            ImportCommand::UseMapping(path) => self.use_mapping(&path),
            ImportCommand::NoBrowser => {
                self.notify(|messages| messages.get("export.no_browser").to_owned(), true);
            }
            ImportCommand::Create => {
                if let Some(chosen) = self.import.choices.mapping.clone() {
                    self.settings.remember_mapping(chosen);
                }
                let path = PathBuf::from(self.import.target().trim());
                if self.import.choices.updates {
                    self.update(context, path);
                } else {
                    self.write_to(context, Purpose::Import, path, false);
                }
            }
        }
    }

    /// Writes an updated structure file, if the file still contains what was read.
    fn update(&mut self, context: &Context, path: PathBuf) {
        let path = std::path::absolute(&path).unwrap_or(path);
        let Some(made) = self.import.made() else { return };
        let Some(before) = &made.before else { return };
        if let Err(error) = file::save(&path, before, &made.text, self.max_bytes) {
            let words = error.to_string();
            self.import.rebuild();
            return self.notify(move |messages| messages.fill("new.failed", &[&words]), true);
        }
        self.import.keep_report(path.clone());
        self.modals.close_import();
        if self.document.path.as_ref() == Some(&path) {
            self.follow(context);
        } else {
            self.open(context, path);
        }
    }

    /// Saves the column mapping to a file; if that fails, the prompt stays open.
    pub(super) fn save_mapping(&mut self, mut path: PathBuf, replaces: bool) {
        if path.extension().is_none() {
            path.set_extension(Mapping::EXTENSION);
        }
        let Some((mapping, _)) = self.import.mapping() else { return };
        let text = mapping.text();
        let mapping = mapping.clone();
        match write_atomically(&path, replaces, |out| out.write_all(text.as_bytes())) {
            Ok(()) => {
                self.modals.take_path();
                self.modals.take_question();
                self.import.choices.mapping = Some(mapping);
                self.report_written(path, Vec::new());
            }
            Err(WriteError::Exists(path)) => {
                let question = Question::Replace(Purpose::SaveMapping, path);
                self.modals.open(Modal::Question(question));
            }
            Err(error) => {
                self.modals.take_question();
                let why = error.message();
                self.notify(move |it| it.fill("new.failed", &[&it.say(&why)]), true);
            }
        }
    }

    /// Uses the column mapping of a file; if that fails, the prompt stays open.
    pub(super) fn use_mapping(&mut self, path: &Path) {
        let read = file::read_source(path, self.max_bytes).map_err(|problem| problem.message);
        let parsed = read.and_then(|source| {
            Mapping::parse(source.text()).map_err(|error| message!("it cannot be read: {0}", error))
        });
        match parsed {
            Ok(mapping) => {
                self.modals.take_path();
                self.import.choices.mapping = Some(mapping);
            }
            Err(why) => {
                self.notify(move |it| it.fill("import.no_mapping", &[&it.say(&why)]), true);
            }
        }
    }

    /// Runs the work of the dialog, and shows the report once the chart is shown.
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
