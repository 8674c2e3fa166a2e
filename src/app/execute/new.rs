//! New structure files, and saving under another name.

use std::io::Write as _;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use egui::Context;

use crate::app::App;
use crate::app::command::{Command, FileCommand};
use crate::app::jobs::importer::free_name;
use crate::app::state::import::Choices;
use crate::app::state::modal::{Modal, Purpose, Question};
use crate::diagnostic::{Argument, Message};
use crate::edit::format::format;
use crate::file::{self, WriteError, write_atomically};
use crate::i18n::Messages;
use crate::message;
use crate::model::SAMPLES;
use crate::source::SourceText;
use crate::syntax::string_literal;

impl App {
    /// Runs a command that creates a structure file.
    pub(super) fn make_file(&mut self, context: &Context, command: FileCommand) {
        match command {
            FileCommand::OpenSample(at) => self.open_sample(at),
            FileCommand::CopySample(at) => self.copy_sample_somewhere(context, at),
            FileCommand::New => self.ask_for_new(),
            FileCommand::NewFromTable => self.open_import(Choices::default()),
            FileCommand::NewFromOutline => self.open_import(Choices::outline()),
            FileCommand::SaveAs => self.ask_to_save_as(),
            FileCommand::CopyNamed { from, to, names } => self.copy_named(&from, &to, &names),
            FileCommand::Browse(purpose, path) => {
                self.dialogs.ask_for_structure(context, self.messages(), purpose, &path);
            }
            FileCommand::WriteTo { purpose, path, replaces } => {
                self.write_to(context, purpose, path, replaces);
            }
        }
    }

    /// Asks where to save a new chart.
    fn ask_for_new(&mut self) {
        let name = self.messages().get("new.file_name").to_owned();
        self.ask_for_target(Purpose::New, &name);
    }

    /// Asks for a new file name; saving makes an editable copy of a sample.
    fn ask_to_save_as(&mut self) {
        let name = self.document.name().unwrap_or_else(|| self.document.source.name().to_owned());
        self.ask_for_target(Purpose::SaveAs, &name);
    }

    fn ask_for_target(&mut self, purpose: Purpose, name: &str) {
        let folder = if cfg!(target_arch = "wasm32") { PathBuf::new() } else { self.own_folder() };
        let path = free_name(&folder.join(name)).display().to_string();
        self.modals.open(Modal::Path { purpose, path });
    }

    /// Asks for the folder of a sample of several files.
    #[cfg(not(target_arch = "wasm32"))]
    fn copy_sample_somewhere(&mut self, _context: &Context, at: usize) {
        let Some(sample) = SAMPLES.get(at) else { return };
        let path = self.own_folder().join(sample.name).display().to_string();
        self.modals.open(Modal::Path { purpose: Purpose::Sample(at), path });
    }

    /// Opens a sample of several files from memory.
    #[cfg(target_arch = "wasm32")]
    fn copy_sample_somewhere(&mut self, context: &Context, at: usize) {
        let Some(sample) = SAMPLES.get(at) else { return };
        let folder = Path::new("/").join(sample.name);
        let own = (sample.file_name, sample.text);
        for (name, text) in std::iter::once(&own).chain(sample.beside) {
            file::hold(&folder.join(name), text.as_bytes().to_vec());
        }
        self.open(context, folder.join(sample.file_name));
    }

    /// Writes the files of a sample to a folder and opens its structure file. Existing files with the same text are
    /// kept; others are not replaced, and the prompt stays open.
    pub(super) fn copy_sample(&mut self, context: &Context, at: usize, folder: &Path) {
        let Some(sample) = SAMPLES.get(at) else { return };
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let own = (sample.file_name, sample.text);
        let write = |&(name, text): &(&str, &str)| {
            let path = folder.join(name);
            let there = file::read_bytes(&path, text.len() as u64);
            if there.is_ok_and(|there| there == text.as_bytes()) {
                return Ok(());
            }
            write_atomically(&path, false, |file| file.write_all(text.as_bytes()))
        };
        let make_folder = || {
            file::make_folder(&folder)
                .map_err(|error| WriteError::Refused { path: folder.clone(), error })
        };
        let mut files = std::iter::once(&own).chain(sample.beside);
        let written = make_folder().and_then(|()| files.try_for_each(write));
        match written {
            Ok(()) => {
                self.modals.take_path();
                self.open(context, folder.join(sample.file_name));
            }
            Err(error) => self.report_unwritten(error.message()),
        }
    }

    /// Reports that a file could not be written, and why.
    fn report_unwritten(&mut self, why: Message) {
        let words = move |messages: &Messages| messages.fill("new.failed", &[&messages.say(&why)]);
        self.notify(words, true);
    }

    /// The folder of the open file, otherwise of a recent one, otherwise the current folder.
    pub(super) fn own_folder(&self) -> PathBuf {
        let recent = self.settings.files.first().map(|file| file.path.as_path());
        let file = self.document.path.as_deref().or(recent);
        let folder = file.and_then(Path::parent).map(Path::to_owned);
        folder.or_else(|| std::env::current_dir().ok()).unwrap_or_default()
    }

    /// Writes a structure file; asks first before it replaces another file.
    pub(super) fn write_to(
        &mut self,
        context: &Context,
        purpose: Purpose,
        mut path: PathBuf,
        replaces: bool,
    ) {
        if purpose == Purpose::SaveMapping {
            return self.save_mapping(path, replaces);
        }
        if path.extension().is_none() {
            path.set_extension("ron");
        }
        let path = std::path::absolute(&path).unwrap_or(path);
        let Some(text) = self.text_for(&purpose, &path) else { return };
        // In a page, a new file is downloaded when it is saved.
        #[cfg(target_arch = "wasm32")]
        if purpose == Purpose::New {
            file::hold(&path, text.into_bytes());
            self.close_prompt(&purpose);
            return self.open(context, path);
        }
        let write = |file: &mut dyn std::io::Write| file.write_all(text.as_bytes());
        match write_atomically(&path, replaces, |file| write(file)) {
            Ok(()) => {
                self.close_prompt(&purpose);
                match purpose {
                    Purpose::SaveAs => self.adopt_path(&path),
                    Purpose::Import => {
                        self.import.keep_report(path.clone());
                        self.open(context, path);
                    }
                    _ => self.open(context, path),
                }
            }
            Err(WriteError::Exists(path)) => {
                self.modals.open(Modal::Question(Question::Replace(purpose, path)));
            }
            Err(error) => {
                self.modals.take_question();
                self.report_unwritten(error.message());
            }
        }
    }

    /// The text to write; `None` if there is nothing to write.
    fn text_for(&self, purpose: &Purpose, path: &Path) -> Option<String> {
        match purpose {
            Purpose::New => Some(self.first_text(path)),
            Purpose::SaveAs => Some(self.document.source.text().to_owned()),
            Purpose::Import => self.import.made_text(),
            Purpose::Open
            | Purpose::AttachText
            | Purpose::SaveFunctions
            | Purpose::CompareWith
            | Purpose::Revision
            | Purpose::SaveChanges
            | Purpose::Editor
            | Purpose::SaveMapping
            | Purpose::UseMapping
            | Purpose::Sample(_) => None,
        }
    }

    /// A structure file with one unit, named after the file.
    fn first_text(&self, path: &Path) -> String {
        let title = path.file_stem().unwrap_or_default().to_string_lossy();
        let title = string_literal(&title);
        let name = string_literal(self.messages().get("edit.new_name"));
        let text = format!(
            "(organogram: 1, title: {title}, units: [\
             (id: \"unit\", kind: \"department\", name: {name})])\n"
        );
        format(&text).unwrap_or(text)
    }

    fn close_prompt(&mut self, purpose: &Purpose) {
        self.modals.take_question();
        match purpose {
            Purpose::Import => self.modals.close_import(),
            _ => drop(self.modals.take_path()),
        }
    }

    /// Continues with the same text as another file; view, selection and undo history are kept.
    fn adopt_path(&mut self, path: &Path) {
        self.loader.cancel_opening();
        let left_behind = self.left_behind(path);
        let from = self.document.path.as_deref().and_then(Path::parent).map(Path::to_owned);
        let name = path.display().to_string();
        let source = Arc::new(SourceText::new(name.as_str(), self.document.source.text()));
        if Arc::ptr_eq(&self.document.source, &self.document.checked) {
            self.document.checked = Arc::clone(&source);
        }
        self.document.source = source;
        self.document.path = Some(path.to_owned());
        self.document.disk = None;
        self.document.file_state = None;
        self.modals.take_conflict();
        self.settings.open(Some(path));
        self.remember_file();
        if left_behind.is_empty() {
            return self.report_written(path.to_owned(), Vec::new());
        }
        let advice = {
            let names = Argument::list(&left_behind, ", ");
            message!("it refers to files that are not in its new folder: {0}", names)
        };
        self.report_written(path.to_owned(), vec![advice]);
        let is_below = |name: &String| {
            let mut parts = Path::new(name).components();
            parts.all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
        };
        let names: Vec<String> = left_behind.into_iter().filter(is_below).collect();
        let folders = from.zip(path.parent()).filter(|_| !names.is_empty());
        if let (Some(notice), Some((from, to))) = (&mut self.notice, folders) {
            let copy = FileCommand::CopyNamed { from, to: to.to_owned(), names };
            notice.offer = Some(("notice.copy_named", Command::File(copy)));
        }
    }

    /// Copies files that the text refers to into its new folder; existing files are kept.
    fn copy_named(&mut self, from: &Path, to: &Path, names: &[String]) {
        let max_bytes = self.max_bytes;
        let copy = |name: &String| {
            let bytes =
                file::read_bytes(&from.join(name), max_bytes).map_err(|problem| problem.message)?;
            let path = to.join(name);
            let folder = path.parent().unwrap_or(to).to_owned();
            file::make_folder(&folder)
                .map_err(|error| WriteError::Refused { path: folder, error })
                .and_then(|()| write_atomically(&path, false, |file| file.write_all(&bytes)))
                .map_err(|error| error.message())
        };
        let copied = names.iter().try_for_each(copy);
        self.inspector.texts.check_again();
        self.previous.check_again();
        match copied {
            Ok(()) => {
                let said = message!("copied: {0}", Argument::list(names, ", "));
                self.notify(move |messages| messages.say(&said), false);
            }
            Err(why) => self.report_unwritten(why),
        }
    }

    /// The files that the text refers to relative to the folder of the open file, and that are missing relative to the
    /// folder of another path.
    fn left_behind(&self, path: &Path) -> Vec<String> {
        let folder = self.document.path.as_deref().and_then(Path::parent);
        let (Some(old), Some(new)) = (folder, path.parent()) else { return Vec::new() };
        let chart = &self.document.chart;
        let texts = chart.sources().iter().filter_map(|source| source.text.as_deref());
        let mut names: Vec<String> = Vec::new();
        for name in texts.chain(chart.previous()) {
            let is_left = file::exists(&old.join(name)) && !file::exists(&new.join(name));
            if is_left && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        names
    }
}
