//! Files: opening, reloading, following changes on disk.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::Context;

use crate::app::App;
use crate::app::command::Command;
use crate::app::jobs::background::Panicked;
use crate::app::jobs::importer::is_table;
use crate::app::jobs::loader::{Finished, Found, Loaded, Occasion, Sight};
use crate::app::jobs::merging::After;
use crate::app::state::changes;
use crate::app::state::document::{Document, Parsed};
use crate::app::state::editions::Against;
use crate::app::state::functions::Choice;
use crate::app::state::import::Choices;
use crate::app::state::modal::{Modal, Purpose};
use crate::app::state::view::Until;
use crate::diagnostic::{Diagnostic, Message};
use crate::editions::Difference;
use crate::file;
use crate::i18n::Messages;
use crate::model::Chart;
use crate::source::SourceText;

impl App {
    pub(super) fn ask_for_file(&self, context: &Context) {
        self.dialogs.ask_for_file(context, self.messages(), self.document.path.as_deref());
    }

    pub(super) fn type_path(&mut self, path: String) {
        if let Some(Modal::Path { path: typed, .. }) = self.modals.top_mut() {
            *typed = path;
        }
    }

    pub(super) fn answer_prompt(&mut self, context: &Context, path: PathBuf) {
        match self.modals.top() {
            Some(Modal::Path { purpose: Purpose::Sample(at), .. }) => {
                return self.copy_sample(context, *at, &path);
            }
            Some(Modal::Path { purpose: Purpose::SaveMapping, .. }) => {
                return self.save_mapping(path, false);
            }
            Some(Modal::Path { purpose: Purpose::UseMapping, .. }) => {
                return self.use_mapping(&path);
            }
            _ => {}
        }
        // These stay open until the file is written.
        let stays = match self.modals.top() {
            Some(Modal::Path { purpose: purpose @ (Purpose::New | Purpose::SaveAs), .. }) => {
                Some(purpose.clone())
            }
            _ => None,
        };
        if let Some(purpose) = stays {
            return self.write_to(context, purpose, path, false);
        }
        match self.modals.take_path() {
            Some(Purpose::Open) => self.open(context, path),
            Some(Purpose::SaveFunctions) => self.save_functions(&path),
            Some(Purpose::AttachText) => self.attach_text(&path),
            Some(Purpose::CompareWith) => self.compare_with(Against::File(path)),
            Some(Purpose::Revision) => {
                self.compare_with(Against::Revision(path.to_string_lossy().into_owned()));
            }
            Some(Purpose::SaveChanges) => self.save_changes_table(&path),
            Some(Purpose::Editor) => self.settings.editor = path.to_string_lossy().into_owned(),
            Some(
                Purpose::New
                | Purpose::SaveAs
                | Purpose::Import
                | Purpose::SaveMapping
                | Purpose::UseMapping
                | Purpose::Sample(_),
            )
            | None => {}
        }
    }

    /// Opens a file; a table is shown in the import dialog. If nothing in it can be shown, the chart stays.
    pub(super) fn open(&mut self, context: &Context, path: PathBuf) {
        if is_table(&path) {
            return self.open_import(Choices::file(&path));
        }
        let sight = self.sight(context, Some(&path));
        let now_seconds = context.input(|input| input.time);
        self.loader.open(path, sight, self.max_bytes, now_seconds);
    }

    /// The view for a file that is about to be read, so that its scene can be built together with it. Without a path:
    /// the view for the typed text.
    pub(super) fn sight(&self, context: &Context, path: Option<&Path>) -> Sight {
        let replaces = path.filter(|&path| {
            self.document.path.as_deref() != Some(path) || !self.document.is_usable()
        });
        Sight {
            view: self.view.clone(),
            language: self.settings.language.clone(),
            mode: Self::theme(context).mode,
            before: replaces.map(|path| self.remembered(Some(path))),
        }
    }

    /// Shows the files and texts that were read in the background.
    pub(in crate::app) fn show_finished(&mut self, context: &Context) {
        for finished in self.loader.finished() {
            match finished {
                Finished::File(loaded) => self.show_loaded(context, loaded),
                Finished::Text(preview) => self.show_preview(*preview),
                Finished::Draft(restored) => self.show_restored(context, *restored),
                Finished::Failed(path, panic) => self.report_panic(path.as_deref(), panic),
            }
        }
    }

    fn show_loaded(&mut self, context: &Context, loaded: Loaded) {
        let Loaded { path, occasion, file_state, read } = loaded;
        let is_open = self.document.path.as_ref() == Some(&path);
        match occasion {
            // Changes made since the command would be lost.
            Occasion::Opened if self.must_ask(&Command::OpenPath(path.clone())) => return,
            Occasion::Followed if !is_open => return,
            Occasion::Opened | Occasion::Followed => {}
        }
        let known_state = self.document.file_state;
        let is_followed = occasion == Occasion::Followed;
        match read {
            Err(problem) => self.show_read(&path, Err(problem)),
            Ok(found) if is_followed && self.holds(found.source()) => {}
            Ok(Found::Parsed(parsed)) => self.show_read(&path, Ok(*parsed)),
            Ok(Found::Text(source)) => {
                let sight = self.sight(context, Some(&path));
                self.loader.read_text(path.clone(), source, sight);
            }
        }
        if self.document.path == Some(path) {
            self.document.file_state = file_state.or(known_state);
        }
    }

    /// Whether the document stays unchanged: the file's text is known already, or must not replace unsaved changes.
    fn holds(&mut self, found: &Arc<SourceText>) -> bool {
        let (now, document) = (found.text(), &mut self.document);
        if now == document.source.text() {
            document.disk = None;
            self.modals.take_conflict();
            // A file that was unreachable is back.
            return !document.is_out_of_reach();
        }
        let Some(disk) = &document.disk else { return false };
        if now != disk {
            if !self.is_known_conflict(now) {
                self.merge_with(Arc::clone(found), After::Show);
            }
            return true;
        }
        self.merger.cancel();
        if self.modals.take_conflict().is_some() {
            let name = self.document.name().unwrap_or_default();
            self.notify(move |messages| messages.fill("notice.as_before", &[&name]), false);
        }
        if self.document.is_out_of_reach() {
            self.read_typed(false);
        }
        true
    }

    /// Opens a bundled sample.
    pub(super) fn open_sample(&mut self, at: usize) {
        self.loader.cancel_opening();
        self.show_document(Document::sample(at));
        self.settings.open(None);
    }

    /// Replaces the document.
    pub(super) fn show_document(&mut self, document: Document) {
        self.remember_file();
        self.loader.forget_document();
        self.document = document;
        self.forget_edits();
        self.changes.forget();
        self.editions.end();
        self.timeline.forget_document();
        self.notice = None;
        self.inspector.reset();
        self.function_table.choice = Choice::default();
        self.canvas.reset();
        self.restore_view();
        self.attach_wanted_texts();
        self.remember_file();
        if let Some(path) = self.document.path.clone().filter(|_| !self.modals.has_draft()) {
            self.drafts.look_for(Some(path), true);
        }
    }

    /// Shows the result of reading a file.
    pub(super) fn show_read(&mut self, path: &Path, read: Result<Parsed, Diagnostic>) {
        let again = self.document.path.as_deref() == Some(path);
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let parsed = match read {
            Ok(parsed) => parsed,
            Err(problem) => {
                self.refuse(&name, Some(problem.message.clone()));
                self.document.is_stale |= again && !self.document.chart.units().is_empty();
                if again {
                    self.document.problems = vec![problem];
                } else if !file::exists(path) {
                    self.settings.forget(path);
                }
                return;
            }
        };
        if !again && !parsed.is_usable() && self.document.is_usable() {
            // Text and problems remain those of the chart shown.
            let first = parsed.problems.into_iter().next();
            self.refuse(&name, first.map(|problem| problem.message));
            return;
        }
        if !parsed.is_usable() || (again && self.document.has_more_units_than(&parsed)) {
            self.document.is_stale |= again && !self.document.chart.units().is_empty();
            // The problems and the mark of a stale chart say enough without a notice.
            self.notice = None;
            if !self.document.is_stale {
                self.refuse(&name, None);
            }
            self.forget_edits();
            self.document.path = Some(path.to_owned());
            self.document.take_text(parsed);
            self.settings.shows_problems = true;
            return;
        }
        self.show_parsed(path, &name, parsed);
    }

    /// Shows a usable chart, replacing an earlier state of its file or another file.
    fn show_parsed(&mut self, path: &Path, name: &str, mut parsed: Parsed) {
        let again = self.document.path.as_deref() == Some(path);
        let was_empty = self.document.chart.units().is_empty();
        if let Some((request, stage)) = parsed.scene.take() {
            self.stages.keep(&parsed.chart, request, stage);
        }
        let document = Document::new(Some(path.to_owned()), parsed);
        self.settings.shows_problems = document.has_errors();
        self.settings.open(Some(path));
        if again && !was_empty {
            self.loader.forget_document();
            self.inspector.texts.check_again();
            let before = std::mem::replace(&mut self.document, document);
            self.renumber(&before.chart);
            self.forget_edits();
            self.report_changes(&before.chart, name, "status.reloaded");
            if let Some(notice) = &mut self.notice {
                notice.until = Until::Unsaved;
            }
        } else {
            self.show_document(document);
            self.name_first_unit();
        }
    }

    /// Reports that a scene could not be built.
    pub(in crate::app) fn report_scene_failure(&mut self) {
        if let Some(Panicked(panic)) = self.stages.take_failure() {
            let words =
                move |messages: &Messages| messages.fill("notice.scene_panicked", &[&panic]);
            self.notify(words, true);
        }
    }

    /// Reports that reading a file or the typed text panicked.
    pub(super) fn report_panic(&mut self, path: Option<&Path>, Panicked(panic): Panicked) {
        let path = path.or(self.document.path.as_deref()).map(|path| path.display().to_string());
        let path = path.unwrap_or_default();
        let words = move |messages: &Messages| messages.fill("notice.panicked", &[&path, &panic]);
        self.notify(words, true);
    }

    /// Reports that a file cannot be shown, and why; and that the chart stays, if there is one.
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

    /// Marks the changes of a reload, and reports their number after the message `key` with the
    /// file's name.
    pub(super) fn report_changes(&mut self, before: &Chart, name: &str, key: &'static str) {
        let difference = Difference::between(before, &self.document.chart);
        self.changes.mark(&difference, before, &self.document.chart);
        let first = self.document.chart.languages().first().cloned();
        let name = name.to_owned();
        let words = move |messages: &Messages| {
            let languages: Vec<&str> =
                std::iter::once(messages.tag()).chain(first.as_deref()).collect();
            let mut words = vec![messages.fill(key, &[&name])];
            words.extend(changes::summary(&difference, &languages, messages));
            words.join("  ")
        };
        self.notify(words, false);
    }

    /// Reloads the file if its text changed.
    pub(in crate::app) fn follow(&mut self, context: &Context) {
        let Some(path) = self.document.path.clone() else { return };
        let (known, is_unsaved) = (Arc::clone(&self.document.source), self.document.disk.is_some());
        let sight = self.sight(context, Some(&path));
        self.loader.follow(path, known, is_unsaved, sight, self.max_bytes);
    }

    pub(super) fn reload(&mut self, context: &Context) {
        if let Some(path) = self.document.path.clone() {
            self.open(context, path);
        }
    }
}
