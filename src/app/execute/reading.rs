//! Search, history of selected units, and official texts.

use std::path::Path;
use std::sync::Arc;

use egui::Context;

use crate::app::App;
use crate::app::command::Command;
use crate::app::jobs::finder::Hit;
use crate::app::jobs::memo::Same;
use crate::app::jobs::previous::Request;
use crate::app::jobs::texts::{Attaching, NotAttached, source_to_attach};
use crate::app::panels::results::field_id;
use crate::app::state::inspector::{Inspector, Tab};
use crate::app::state::modal::Modal;
use crate::app::state::page::Page;
use crate::app::state::view::Marked;
use crate::app::state::view::{Notice, Until};
use crate::diagnostic::{Code, Diagnostic};
use crate::file::AllowedPaths;
use crate::i18n::Messages;
use crate::model::{Citation, Statement, UnitIndex};
use crate::search::found_statement;

impl App {
    pub(super) fn search(&mut self, query: String) {
        self.view.query = query;
        self.view.marked = None;
        self.forget_marked_text();
        self.view.result = None;
        self.view.awaited_result = None;
    }

    /// Shows the search result after the current one, or before it.
    pub(super) fn show_other_result(&mut self, command: &Command) {
        let at = match (command, self.view.result) {
            (Command::NextResult, result) => result.map_or(0, |at| at + 1),
            (_, result) => result.unwrap_or(0).wrapping_sub(1),
        };
        self.show_result(at);
    }

    /// Shows a search result as soon as it is available; the index wraps around.
    pub(super) fn show_result(&mut self, at: usize) {
        self.view.awaited_result = Some(at);
        self.show_awaited_result();
    }

    /// Shows the awaited result, once the search is done.
    pub(in crate::app) fn show_awaited_result(&mut self) {
        let Some(at) = self.view.awaited_result else { return };
        let (chart, query) = (&self.document.chart, &self.view.query);
        let results = self.finder.results(chart, query);
        if !results.answers(chart, query) {
            return;
        }
        self.view.awaited_result = None;
        let hits = &results.hits;
        let Some(end) = hits.len().checked_sub(1) else { return };
        let at = match at {
            usize::MAX => end,
            at if at > end => 0,
            at => at,
        };
        self.view.result = Some(at);
        match hits[at] {
            Hit::Body(body) => self.show_body(body),
            Hit::Unit(found) => self.reveal(found.unit),
            Hit::Paragraph(found) => {
                let statement = found_statement(&self.document.chart, &found).cloned();
                self.reveal(found.unit);
                self.mark_statement(found.unit, statement);
            }
        }
    }

    /// Shows a unit's facts, scrolled to a highlighted sentence.
    fn mark_statement(&mut self, unit: UnitIndex, statement: Option<Statement>) {
        let Some(statement) = statement else { return };
        let unit = self.document.chart.unit(unit).id.clone();
        let asked = self.view.marked.as_ref().map_or(0, |marked| marked.asked + 1);
        self.view.marked = Some(Marked { unit, statement, asked });
        self.view.page = Page::Facts;
    }

    pub(super) fn go_back(&mut self) {
        let shown = self.view.selected.as_deref();
        if let Some(unit) = self.inspector.history.go_back(shown, &self.document.chart) {
            self.visit_again(unit);
        }
    }

    pub(super) fn go_forward(&mut self) {
        let shown = self.view.selected.as_deref();
        if let Some(unit) = self.inspector.history.go_forward(shown, &self.document.chart) {
            self.visit_again(unit);
        }
    }

    /// Shows a unit without recording it in the history.
    fn visit_again(&mut self, unit: UnitIndex) {
        let history = self.inspector.history.clone();
        self.reveal(unit);
        self.inspector.history = history;
    }

    pub(super) fn show_tab(&mut self, tab: Tab) {
        if tab == Tab::Details && self.are_answers_seen() {
            self.toggle_answers();
        }
        // The wording tab shows all paragraphs that a unit cites, until one is chosen.
        if self.view.selected(&self.document.chart).is_some() {
            self.inspector.cited = None;
        }
        self.inspector.tab = tab;
        self.settings.shows_inspector = true;
    }

    pub(super) fn show_wording(&mut self, citation: Citation) {
        self.show_tab(Tab::Wording);
        self.inspector.cited = Some(citation);
    }

    /// Starts reading the official texts that are needed, and applies those that were read.
    pub(in crate::app) fn read_texts(&mut self) {
        let chart = Arc::clone(&self.document.chart);
        let path = self.document.path.clone();
        let is_shown = self.inspector.shows_texts() || self.view.page.is_form();
        let is_quoted = self.modals.iter().any(|modal| matches!(modal, Modal::Export))
            && self.export.draft.quotes();
        if is_quoted || (is_shown && self.settings.shows_inspector) {
            let beside = self.path_of_texts().map(Path::to_owned);
            let (beside, allowed) = (beside.as_deref(), self.allowed_paths(path.as_deref()));
            let Inspector { texts, worker, .. } = &mut self.inspector;
            texts.follow(worker, &chart, beside, allowed, self.max_bytes);
        }
        let failure = self.inspector.take_failure().or_else(|| self.finder.take_failure());
        if let Some(panic) = failure {
            self.report_panic(path.as_deref(), panic);
        }
        while let Some((attached, result)) = self.inspector.texts.poll_attached() {
            self.finish_attaching(&attached, result);
        }
    }

    /// Checks against the previous edition that the file names, and adds the warnings to its problems.
    pub(in crate::app) fn check_previous(&mut self) {
        let Some(path) = self.document.path.clone() else { return };
        if self.document.is_stale || self.document.chart.previous().is_none() {
            return;
        }
        let request = Request {
            chart: Same::of(&self.document.chart),
            source: Same::of(&self.document.checked),
            allowed: self.allowed_paths(Some(&path)),
            path,
            max_bytes: self.max_bytes,
        };
        if let Some(found) = self.previous.follow(&request) {
            let is_of_previous = |problem: &Diagnostic| {
                matches!(problem.code, Code::PreviousUnreadable | Code::UnknownPredecessor)
            };
            self.document.problems.retain(|problem| !is_of_previous(problem));
            self.document.problems.extend(found);
        }
    }

    /// The files that a structure file may refer to.
    pub(super) fn allowed_paths(&self, structure_file: Option<&Path>) -> AllowedPaths {
        let is_allowed = structure_file.is_some_and(|path| self.trusted_files.contains(path));
        if is_allowed { AllowedPaths::Any } else { self.wanted_texts.allowed_paths }
    }

    /// Allows the open file to refer to texts anywhere, until the window is closed.
    pub(super) fn allow_paths(&mut self) {
        self.trusted_files.extend(self.document.path.clone());
    }

    pub(super) fn ask_for_text(&self, context: &Context) {
        self.dialogs.ask_for_text(context, self.messages(), self.document.path.as_deref());
    }

    /// Attaches a text to the source of the cited paragraph, otherwise to the first source without one.
    pub(super) fn attach_text(&mut self, path: &Path) {
        let (texts, cited) = (&self.inspector.texts, self.inspector.cited.as_ref());
        let Some(source) = source_to_attach(&self.document.chart, texts, cited) else { return };
        let id = source.id.clone();
        self.attach_text_to(&id, path, true);
    }

    /// Attaches the texts requested at startup.
    pub(in crate::app) fn attach_wanted_texts(&mut self) {
        for (source, path) in std::mem::take(&mut self.wanted_texts.attached) {
            self.attach_text_to(&source, &path, false);
        }
    }

    /// Attaches a text to a source, or reports why it cannot. `is_new` means that the user has just chosen it.
    pub(super) fn attach_text_to(&mut self, source: &str, path: &Path, is_new: bool) {
        let sources = self.document.chart.sources();
        if !sources.iter().any(|known| known.id == source) {
            let source = source.to_owned();
            self.notify(move |messages| messages.fill("notice.no_source", &[&source]), true);
            return;
        }
        // Settings are used in other working directories too.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let Inspector { texts, worker, .. } = &mut self.inspector;
        texts.attach(worker, source, &path, is_new, self.max_bytes);
    }

    /// Reports the end of attaching a text.
    fn finish_attaching(&mut self, attached: &Attaching, result: Result<(), NotAttached>) {
        let path = attached.path.display().to_string();
        match result {
            Ok(()) if attached.is_new => {
                let chart = &self.document.chart;
                let source = chart.sources().iter().find(|source| source.id == attached.source);
                let symbol = source.and_then(|source| source.symbol.clone());
                let symbol = symbol.unwrap_or_else(|| attached.source.clone());
                let words = move |messages: &Messages| messages.fill("notice.attached", &[&symbol]);
                self.notice = Some(Notice::new(words).until(Until::NextAction));
                self.remember_file();
                if self.inspector.tab == Tab::Details {
                    self.show_tab(Tab::Wording);
                }
            }
            Ok(()) => {}
            Err(NotAttached::Unusable(problem)) => {
                let words = move |messages: &Messages| {
                    messages.fill("wording.unreadable", &[&path, &messages.say(&problem.message)])
                };
                self.notify(words, true);
            }
            Err(NotAttached::Panicked(panic)) => self.report_panic(Some(&attached.path), panic),
        }
    }

    pub(super) fn copy(&mut self, context: &Context, words: String) {
        context.copy_text(words);
        let words = |messages: &Messages| messages.get("notice.copied").to_owned();
        self.notice = Some(Notice::new(words).until(Until::NextAction));
    }
}

/// Focuses the search field. The slash that triggered it is not typed into the field.
pub(super) fn focus_search(context: &Context) {
    context.input_mut(|input| {
        input.events.retain(|event| !matches!(event, egui::Event::Text(text) if text == "/"));
    });
    context.memory_mut(|memory| memory.request_focus(field_id()));
}
