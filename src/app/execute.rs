//! What commands do: the only writer of the document and of what is seen of it.

use std::path::PathBuf;

use egui::Context;

use super::App;
use super::command::Command;
use super::dialogs::with_extension;
use super::state::{Appearance, Document, Notice, PathPrompt, Purpose};
use crate::diagnostic::Diagnostic;
use crate::export::png;
use crate::file;
use crate::i18n::next_language;
use crate::model::{Party, UnitIndex};
use crate::scene::{RelationFilter, SceneRequest, build};
use crate::source::SourceText;

/// One step of the zoom keys.
const ZOOM_STEP: f64 = 1.25;

impl App {
    /// Does what a command says.
    pub(super) fn execute(&mut self, context: &Context, command: Command) {
        match command {
            Command::Open => self.ask_for_file(context),
            Command::OpenPath(path) => self.open(path),
            Command::Reload => self.reload(),
            Command::Follow => self.follow(),
            Command::Export => self.ask_for_target(context),
            Command::ExportTo(path) => self.export(context, &path),
            Command::AskForPath(purpose, path) => self.prompt = Some(PathPrompt { purpose, path }),
            Command::TypePath(path) => self.type_path(path),
            Command::AnswerPrompt(path) => self.answer_prompt(context, path.into()),
            Command::ClosePrompt => self.prompt = None,
            Command::SwitchLanguage => self.switch_language(),
            Command::SwitchTheme => self.switch_theme(context),
            Command::SetAppearance(appearance) => self.settings.appearance = appearance,
            Command::Fit => self.canvas.fit(),
            Command::FitSelection => self.centre_selection(),
            Command::ZoomIn => self.canvas.zoom_by(ZOOM_STEP),
            Command::ZoomOut => self.canvas.zoom_by(1.0 / ZOOM_STEP),
            Command::Select(unit) => self.select(unit),
            Command::Reveal(unit) => self.reveal(unit),
            Command::ClearSelection => self.view.selected = None,
            Command::Leave if self.view.query.is_empty() => self.view.selected = None,
            Command::Leave => self.search(String::new()),
            Command::FocusSearch => focus_search(context),
            Command::Search(query) => self.search(query),
            Command::ShowResult(at) => self.show_result(at),
            Command::NextResult => self.show_result(self.view.result.map_or(0, |at| at + 1)),
            Command::PreviousResult => {
                self.show_result(self.view.result.unwrap_or(0).wrapping_sub(1));
            }
            Command::Toggle(unit) => self.toggle(unit),
            Command::ExpandAll => self.view.collapsed.clear(),
            Command::CollapseAll => self.collapse_all(),
            Command::SetLayout(style) => {
                self.view.style = style;
                self.canvas.fit();
            }
            Command::SetDirection(direction) => {
                self.view.direction = direction;
                self.canvas.fit();
            }
            Command::ToggleDual => self.view.relations.dual ^= true,
            Command::ToggleRelation(kind) => self.view.toggle_relation(kind),
            Command::ShowRelations => self.view.relations = RelationFilter::all(),
            Command::HideRelations => self.view.relations = RelationFilter::none(),
            Command::ToggleOutline => self.settings.shows_outline ^= true,
            Command::ToggleInspector => self.settings.shows_inspector ^= true,
            Command::ToggleProblems => self.settings.shows_problems ^= true,
        }
    }

    fn search(&mut self, query: String) {
        self.view.query = query;
        self.view.result = None;
    }

    /// Shows a result; past either end of the list comes its other end.
    fn show_result(&mut self, at: usize) {
        let results = self.finder.results(&self.document.chart, &self.view.query);
        let Some(last) = results.list.len().checked_sub(1) else { return };
        let at = match at {
            usize::MAX => last,
            at if at > last => 0,
            at => at,
        };
        self.view.result = Some(at);
        self.reveal(results.list[at].unit);
    }

    fn ask_for_file(&self, context: &Context) {
        self.dialogs.ask_for_file(context, self.messages(), self.document.path.as_deref());
    }

    fn ask_for_target(&self, context: &Context) {
        let name = self.document.path.as_deref().and_then(|path| path.file_stem());
        let name = name.map_or_else(|| "dpko".into(), |name| name.to_string_lossy());
        self.dialogs.ask_for_target(context, self.messages(), &name);
    }

    fn type_path(&mut self, path: String) {
        if let Some(prompt) = &mut self.prompt {
            prompt.path = path;
        }
    }

    fn answer_prompt(&mut self, context: &Context, path: PathBuf) {
        match self.prompt.take().map(|prompt| prompt.purpose) {
            Some(Purpose::Open) => self.open(path),
            Some(Purpose::Export) => self.export(context, &with_extension(path)),
            None => {}
        }
    }

    fn notify(&mut self, words: String, is_error: bool) {
        self.notice = Some(Notice { words, is_error });
    }

    /// Opens a file. One of which nothing can be shown leaves the chart as it was.
    fn open(&mut self, path: PathBuf) {
        let read = file::read_source(&path);
        self.take_up(path, read);
    }

    /// Shows what was read of a file.
    fn take_up(&mut self, path: PathBuf, read: Result<SourceText, Diagnostic>) {
        let again = self.document.path.as_deref() == Some(path.as_path());
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let source = match read {
            Ok(source) => source,
            Err(problem) => {
                let refused = self.messages().fill("notice.open_failed", &[&name]);
                self.notify(format!("{refused} {}", problem.message), true);
                self.document.is_stale |= again && !self.document.chart.units().is_empty();
                return;
            }
        };
        let (document, usable) = Document::read(path, source);
        if !usable {
            let refused = self.messages().fill("notice.open_failed", &[&name]);
            self.notify(refused, true);
            self.document.is_stale |= again && !self.document.chart.units().is_empty();
            self.document.source = document.source;
            self.document.problems = document.problems;
            self.settings.shows_problems = true;
            return;
        }
        self.settings.shows_problems = document.has_errors();
        self.settings.last_file.clone_from(&document.path);
        let was_empty = self.document.chart.units().is_empty();
        self.document = document;
        if again && !was_empty {
            let words = self.messages().fill("status.reloaded", &[&name]);
            self.notify(words, false);
        } else {
            self.notice = None;
            self.search(String::new());
            self.view.selected = None;
            self.view.fold(&self.document.chart);
            self.canvas.reset();
        }
    }

    /// Reads the file again if its text is another than the one that was read last.
    fn follow(&mut self) {
        let Some(path) = self.document.path.clone() else { return };
        let read = file::read_source(&path);
        let is_known = |source: &SourceText| source.text() == self.document.source.text();
        if !self.document.is_stale && read.as_ref().is_ok_and(is_known) {
            return;
        }
        self.take_up(path, read);
    }

    fn reload(&mut self) {
        if let Some(path) = self.document.path.clone() {
            self.open(path);
        }
    }

    /// Saves the chart as it is arranged now, all of it, as a PNG picture.
    fn export(&mut self, context: &Context, path: &std::path::Path) {
        let chart = &self.document.chart;
        let mode = Self::theme(context).mode;
        if chart.units().is_empty() {
            let words = self.messages().get("notice.no_chart").to_owned();
            self.notify(words, true);
            return;
        }
        let request = self.view.request(chart, &self.settings.language, mode);
        let aspect = SceneRequest::default().aspect;
        let stage = build(chart, &SceneRequest { heading: true, aspect, ..request });
        let saved = file::write_atomically(path, true, |out| {
            png::write(&stage.scene, png::PngOptions { scale: 1.0 }, out)
                .map_err(|error| error.to_string())
        });
        let messages = self.messages();
        match saved {
            Ok(()) => {
                self.notify(messages.fill("status.saved", &[&path.display().to_string()]), false);
            }
            Err(error) => {
                self.notify(messages.fill("notice.export_failed", &[&error.to_string()]), true);
            }
        }
    }

    fn switch_language(&mut self) {
        let (next, _) = next_language(self.messages().tag());
        next.clone_into(&mut self.settings.language);
        // Cards have other sizes now; what was in the middle may be elsewhere.
        match self.view.selected(&self.document.chart) {
            Some(unit) => self.canvas.hold(unit),
            None => self.canvas.fit(),
        }
    }

    fn switch_theme(&mut self, context: &Context) {
        self.settings.appearance = match context.theme() {
            egui::Theme::Light => Appearance::Dark,
            egui::Theme::Dark => Appearance::Light,
        };
    }

    fn select(&mut self, unit: UnitIndex) {
        self.view.selected = Some(self.document.chart.unit(unit).id.clone());
        self.settings.shows_inspector = true;
    }

    fn reveal(&mut self, unit: UnitIndex) {
        let chart = &self.document.chart;
        for above in chart.ancestors(unit) {
            self.view.collapsed.remove(&chart.unit(above).id);
        }
        self.select(unit);
        self.canvas.centre_on(unit);
    }

    fn centre_selection(&mut self) {
        match self.view.selected(&self.document.chart) {
            Some(unit) => self.canvas.centre_on(unit),
            None => self.canvas.fit(),
        }
    }

    fn toggle(&mut self, unit: UnitIndex) {
        self.canvas.hold(unit);
        let it = self.document.chart.unit(unit);
        if it.children.is_empty() {
            return;
        }
        if !self.view.collapsed.remove(&it.id) {
            self.view.collapsed.insert(it.id.clone());
            let chart = &self.document.chart;
            let selected = self.view.selected(chart);
            if selected.is_some_and(|selected| !chart.leads_off_path(selected, Party::Unit(unit))) {
                self.view.selected = Some(it.id.clone());
            }
        }
    }

    fn collapse_all(&mut self) {
        let chart = &self.document.chart;
        let deep = chart.units().iter().filter(|unit| unit.depth > 0 && !unit.children.is_empty());
        self.view.collapsed = deep.map(|unit| unit.id.clone()).collect();
        self.canvas.fit();
    }
}

/// Goes to the search field. The slash that leads there is no part of what is searched for.
fn focus_search(context: &Context) {
    context.input_mut(|input| {
        input.events.retain(|event| !matches!(event, egui::Event::Text(text) if text == "/"));
    });
    context.memory_mut(|memory| memory.request_focus(super::panels::results::field_id()));
}
