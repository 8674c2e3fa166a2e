//! Files: asked for, opened, followed.

use std::path::{Path, PathBuf};

use egui::Context;

use crate::app::App;
use crate::app::changes;
use crate::app::desk::Question;
use crate::app::document::Document;
use crate::app::loader::{Loaded, Occasion};
use crate::app::state::Purpose;
use crate::diagnostic::{Diagnostic, Message};
use crate::i18n::Messages;
use crate::model::{Chart, Difference};
use crate::source::SourceText;

impl App {
    pub(super) fn ask_for_file(&self, context: &Context) {
        self.dialogs.ask_for_file(context, self.messages(), self.document.path.as_deref());
    }

    pub(super) fn type_path(&mut self, path: String) {
        if let Some(prompt) = &mut self.prompt {
            prompt.path = path;
        }
    }

    pub(super) fn answer_prompt(&mut self, context: &Context, path: PathBuf) {
        match self.prompt.take().map(|prompt| prompt.purpose) {
            Some(Purpose::Open) => self.open(context, path),
            Some(Purpose::SaveFunctions) => self.save_functions(&path),
            Some(Purpose::AttachText) => self.attach_text(&path),
            Some(Purpose::Editor) => self.settings.editor = path.to_string_lossy().into_owned(),
            None => {}
        }
    }

    /// Opens a file. One of which nothing can be shown leaves the chart as it was.
    pub(super) fn open(&mut self, context: &Context, path: PathBuf) {
        self.load(context, path, Occasion::Opened);
    }

    fn load(&mut self, context: &Context, path: PathBuf, occasion: Occasion) {
        let loaded = self.loader.load(context, path, occasion, self.most_bytes);
        self.take_up_loaded(loaded);
    }

    /// Shows a file that was read on a thread of its own, once it was.
    pub(in crate::app) fn take_up_loaded(&mut self, loaded: Option<Loaded>) {
        let Some(Loaded { path, occasion, read }) = loaded else { return };
        if let (Occasion::Followed, Ok(found)) = (occasion, &read)
            && self.holds(&found.source)
        {
            return;
        }
        self.take_up(&path, read);
    }

    /// Whether what a file says now leaves the document as it is: it is known already, or must not
    /// take the place of what is written here and not saved yet.
    fn holds(&mut self, found: &SourceText) -> bool {
        let (now, document) = (found.text(), &mut self.document);
        if now == document.source.text() {
            document.disk = None;
            // A file that was out of reach is back.
            return !document.is_out_of_reach();
        }
        let Some(disk) = &document.disk else { return false };
        if now != disk {
            self.desk.question = Some(Question::Conflict(found.clone()));
        } else if document.is_out_of_reach() {
            let text = document.source.text().to_owned();
            self.show_text(text, false);
        }
        true
    }

    /// Opens the bundled sample.
    pub(super) fn open_sample(&mut self) {
        self.show_document(Document::sample());
        self.settings.last_file = None;
    }

    /// Shows another document from its start.
    fn show_document(&mut self, document: Document) {
        self.remember_file();
        self.document = document;
        self.forget_edits();
        self.changes.forget();
        self.notice = None;
        self.search(String::new());
        self.view.selected = None;
        self.view.root = None;
        self.reading.start_anew();
        self.view.fold(&self.document.chart);
        self.canvas.reset();
        self.look_as_before();
        self.attach_wanted_texts();
        self.remember_file();
    }

    /// Shows what was read of a file.
    pub(super) fn take_up(&mut self, path: &Path, read: Result<Document, Diagnostic>) {
        let again = self.document.path.as_deref() == Some(path);
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let document = match read {
            Ok(document) => document,
            Err(problem) => {
                self.refuse(&name, Some(problem.message.clone()));
                self.document.is_stale |= again && !self.document.chart.units().is_empty();
                if again {
                    self.document.problems = vec![problem];
                } else if !path.exists() {
                    self.settings.forget(path);
                }
                return;
            }
        };
        if !again && !document.is_usable() && self.document.is_usable() {
            // Text and problems stay those of the chart that is shown.
            let first = document.problems.into_iter().next();
            self.refuse(&name, first.map(|problem| problem.message));
            return;
        }
        // While a text is being mended, its last sound state says more than a part of it.
        let was_whole = self.document.is_usable() && self.document.is_whole();
        let was_sound = again && (self.document.is_stale || was_whole);
        if !document.is_usable() || (was_sound && !document.is_whole()) {
            self.document.is_stale |= again && !self.document.chart.units().is_empty();
            // What is listed and marked as stale needs no notice besides.
            self.notice = None;
            if !self.document.is_stale {
                self.refuse(&name, None);
            }
            self.forget_edits();
            self.document.path = document.path;
            self.document.source = document.source;
            self.document.problems = document.problems;
            self.settings.shows_problems = true;
            return;
        }
        self.settings.shows_problems = document.has_errors();
        self.settings.last_file.clone_from(&document.path);
        let was_empty = self.document.chart.units().is_empty();
        if again && !was_empty {
            let before = std::mem::replace(&mut self.document, document);
            self.renumber(&before.chart);
            self.forget_edits();
            self.tell_changes(&before.chart, &name);
        } else {
            self.show_document(document);
        }
    }

    /// Says that a file cannot be shown, and why; where another state of it or another file is
    /// shown, that this stays.
    fn refuse(&mut self, name: &str, why: Option<Message>) {
        let (name, stays) = (name.to_owned(), self.document.is_usable());
        let words = move |messages: &Messages| {
            let refused = match &why {
                Some(why) => messages.fill("notice.open_failed_why", &[&name, &messages.say(why)]),
                None => messages.fill("notice.open_failed", &[&name]),
            };
            if stays { messages.fill("notice.chart_stays", &[&refused]) } else { refused }
        };
        self.notify(words, true);
    }

    /// Marks what a reading changed, and says how much.
    fn tell_changes(&mut self, before: &Chart, name: &str) {
        let difference = Difference::between(before, &self.document.chart);
        self.changes.mark(&difference, &self.document.chart);
        let first = self.document.chart.languages().first().cloned();
        let name = name.to_owned();
        let words = move |messages: &Messages| {
            let languages: Vec<&str> =
                std::iter::once(messages.tag()).chain(first.as_deref()).collect();
            let mut words = vec![messages.fill("status.reloaded", &[&name])];
            words.extend(changes::summary(&difference, &languages, messages));
            words.join("  ")
        };
        self.notify(words, false);
    }

    /// Reads the file again if its text is another than the one that was read last.
    pub(super) fn follow(&mut self, context: &Context) {
        if let Some(path) = self.document.path.clone() {
            self.load(context, path, Occasion::Followed);
        }
    }

    pub(super) fn reload(&mut self, context: &Context) {
        if let Some(path) = self.document.path.clone() {
            self.open(context, path);
        }
    }
}
