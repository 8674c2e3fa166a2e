//! Writing: a unit's own text, units that come, go and move, steps back, and saving.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

use egui::{Context, ViewportCommand};

use crate::app::App;
use crate::app::command::Command;
use crate::app::desk::{Desk, EditCommand, History, Question, Spot, branch, difference};
use crate::app::document::Document;
use crate::app::reading::Tab;
use crate::app::state::{PathPrompt, Purpose};
use crate::edit::{self, Edits, NewUnit};
use crate::file::{self, WriteError};
use crate::fonts;
use crate::i18n::Messages;
use crate::model::{Chart, Places, Text, UnitIndex};
use crate::source::SourceText;

/// While a larger text is typed into, the chart waits for the save.
const MOST_PREVIEWED: usize = 4 << 20;

impl App {
    /// Does what a command of writing says.
    pub(super) fn edit(&mut self, context: &Context, command: EditCommand) {
        match command {
            EditCommand::ToggleSource => {
                let is_seen = self.view.shows_source && self.reading.tab == Tab::Details;
                self.view.shows_source = !is_seen;
                self.reading.tab = Tab::Details;
                self.settings.shows_inspector |= self.view.shows_source;
            }
            EditCommand::Type(words) => self.type_source(&words),
            EditCommand::Undo => self.take_back(true),
            EditCommand::Redo => self.take_back(false),
            EditCommand::Save => self.save_text(),
            EditCommand::AddSibling => self.add_unit(false),
            EditCommand::AddChild => self.add_unit(true),
            EditCommand::Delete => self.ask_to_delete(),
            EditCommand::DeleteBranch => self.delete(true),
            EditCommand::DeleteAlone => self.delete(false),
            EditCommand::Move => self.desk.moving.clone_from(&self.view.selected),
            EditCommand::MoveToTop => self.move_under(None),
            EditCommand::KeepMine => self.keep_mine(),
            EditCommand::TakeTheirs => self.take_theirs(),
            EditCommand::SaveFirst => {
                if let Some(Question::Unsaved(next)) = self.desk.question.take() {
                    self.save_text();
                    if self.document.disk.is_none() {
                        self.execute(context, *next);
                    }
                }
            }
            EditCommand::Discard => {
                if let Some(Question::Unsaved(next)) = self.desk.question.take() {
                    self.document.disk = None;
                    self.execute(context, *next);
                }
            }
            EditCommand::Cancel => self.desk.question = None,
            EditCommand::ToggleSeverity(severity) => self.toggle_severity(severity),
            EditCommand::GoToProblem(at) => self.go_to_problem(at),
            EditCommand::OpenProblem(at) => {
                let problem = self.document.problems.get(at);
                let start = problem.and_then(|it| it.span.as_ref()).map_or(0, |span| span.start);
                self.open_editor(start);
            }
            EditCommand::OpenEditor => self.open_editor(self.selected_start()),
            EditCommand::AskForEditor => {
                let path = self.settings.editor.clone();
                self.prompt = Some(PathPrompt { purpose: Purpose::Editor, path });
            }
        }
    }

    /// Whether a command has to wait, because it would lose what is not saved.
    pub(super) fn must_ask(&mut self, command: &Command) -> bool {
        let loses = matches!(
            command,
            Command::OpenPath(_) | Command::OpenSample | Command::Reload | Command::Quit
        );
        let asks = loses && self.document.disk.is_some();
        if asks {
            self.desk.question = Some(Question::Unsaved(Box::new(command.clone())));
        }
        asks
    }

    /// Keeps the window open while the user is asked about what is not saved.
    pub(in crate::app) fn guard_closing(&mut self, context: &Context) {
        if context.input(|input| input.viewport().close_requested())
            && self.must_ask(&Command::Quit)
        {
            context.send_viewport_cmd(ViewportCommand::CancelClose);
        }
    }

    /// Finds the text of the selected unit, when another one is selected.
    pub(in crate::app) fn find_spot(&mut self) {
        if !self.view.shows_source {
            return;
        }
        let Some(id) = self.view.selected.as_deref() else { return };
        if self.desk.spot.as_ref().is_none_or(|spot| spot.id != id) {
            let places = Places::of(self.document.source.text());
            let span = places.unit(id).map_or(0..0, |unit| unit.span.clone());
            self.desk.spot = Some(Spot { id: id.to_owned(), span });
        }
    }

    fn type_source(&mut self, words: &str) {
        let Some(mut spot) = self.desk.spot.clone().filter(|spot| !spot.span.is_empty()) else {
            return;
        };
        let text = self.document.source.text();
        let Some(before) = text.get(spot.span.clone()) else { return };
        let words = if before.contains("\r\n") {
            words.replace("\r\n", "\n").replace('\n', "\r\n")
        } else {
            words.to_owned()
        };
        let edits = difference(before, &words).behind(spot.span.start);
        self.document.history.note(edits.inverse(text), true);
        let text = edits.apply(text);
        spot.span.end = spot.span.start + words.len();
        self.show_text(text, true);
        self.follow_id(&mut spot);
        self.desk.spot = Some(spot);
    }

    /// Keeps the unit selected whose id is being typed.
    fn follow_id(&mut self, spot: &mut Spot) {
        if self.document.is_stale {
            return;
        }
        let places = Places::of(self.document.source.text());
        let unit = places.unit_at(spot.span.start).filter(|unit| unit.span == spot.span);
        if let Some(unit) = unit.filter(|unit| self.document.chart.find(&unit.id).is_some()) {
            spot.id.clone_from(&unit.id);
            self.view.selected = Some(unit.id.clone());
        }
    }

    /// Shows a text that was written here. What cannot be read leaves the last sound chart.
    fn show_text(&mut self, text: String, is_typing: bool) {
        let document = &mut self.document;
        let source = SourceText::new(document.source.name(), text);
        let before = std::mem::replace(&mut document.source, source).into_text();
        let text = document.source.text();
        document.disk = document.disk.take().or(Some(before)).filter(|disk| disk != text);
        if is_typing && text.len() > MOST_PREVIEWED {
            document.is_stale = true;
            return;
        }
        let (chart, mut problems) = Chart::load(&document.source);
        problems.extend(fonts::provide(&chart, &document.source));
        document.problems = problems;
        let loses = is_typing && chart.units().len() < document.chart.units().len();
        document.is_stale = loses || chart.units().is_empty() || !document.is_whole();
        if !document.is_stale {
            document.chart = Arc::new(chart);
        }
    }

    fn do_edits(&mut self, edits: &Edits) {
        let text = self.document.source.text();
        self.document.history.note(edits.inverse(text), false);
        let text = edits.apply(text);
        self.desk.spot = None;
        self.show_text(text, false);
    }

    fn take_back(&mut self, back: bool) {
        let text = self.document.source.text();
        if let Some(text) = self.document.history.step(text, back) {
            self.desk.spot = None;
            self.show_text(text, false);
        }
    }

    fn add_unit(&mut self, below: bool) {
        let chart = Arc::clone(&self.document.chart);
        let Some(at) = self.view.selected(&chart).filter(|_| self.document.path.is_some()) else {
            return;
        };
        let unit = chart.unit(at);
        let text = self.document.source.text();
        let places = Places::of(text);
        let last = if below { unit.children.last().copied() } else { None }.unwrap_or(at);
        let like = if below { last } else { at };
        let parent = if below { Some(at) } else { unit.parent };
        let names = chart
            .languages()
            .iter()
            .map(|tag| (tag.clone(), Messages::of(tag).get("edit.new_name").to_owned()));
        let id = edit::free_id(|id| chart.find(id).is_some() || places.unit(id).is_some());
        let new = NewUnit {
            id: &id,
            parent: parent.map(|at| chart.unit(at).id.as_str()),
            kind: &chart.kind(chart.unit(like).kind).id,
            name: &Text::by_language(names.collect()),
        };
        let Some(edits) = edit::add_behind(text, &places, &chart.unit(last).id, &new) else {
            return;
        };
        self.do_edits(&edits);
        if let Some(unit) = self.document.chart.find(&id) {
            self.view.shows_source = true;
            self.reveal(unit);
        }
    }

    fn ask_to_delete(&mut self) {
        let chart = &self.document.chart;
        let Some(at) = self.view.selected(chart).filter(|_| self.document.path.is_some()) else {
            return;
        };
        if chart.unit(at).children.is_empty() {
            self.desk.question = Some(Question::Delete(chart.unit(at).id.clone()));
            self.delete(false);
        } else {
            self.desk.question = Some(Question::Delete(chart.unit(at).id.clone()));
        }
    }

    /// Deletes the unit that was asked about, with its branch, or alone: its children then go to its
    /// parent.
    fn delete(&mut self, with_branch: bool) {
        let Some(Question::Delete(id)) = self.desk.question.take() else { return };
        let chart = Arc::clone(&self.document.chart);
        let Some(at) = chart.find(&id) else { return };
        let parent = chart.unit(at).parent.map(|parent| chart.unit(parent).id.clone());
        let text = self.document.source.text().to_owned();
        let mut now = text.clone();
        if !with_branch {
            let children: Vec<&str> = chart
                .unit(at)
                .children
                .iter()
                .map(|&child| chart.unit(child).id.as_str())
                .collect();
            let moved = edit::move_under(&now, &Places::of(&now), &children, parent.as_deref());
            let Some(moved) = moved else { return };
            now = moved.apply(&now);
        }
        let gone = if with_branch { branch(&chart, &id) } else { HashSet::from([id]) };
        let gone: BTreeSet<&str> = gone.iter().map(String::as_str).collect();
        now = edit::remove(&now, &Places::of(&now), &gone).apply(&now);
        self.do_edits(&difference(&text, &now));
        self.view.selected = parent;
    }

    /// Moves the unit that was chosen for it under another, or to the top.
    pub(super) fn move_under(&mut self, parent: Option<UnitIndex>) {
        let chart = Arc::clone(&self.document.chart);
        let moving = self.desk.moving.take().or_else(|| self.view.selected.clone());
        let Some(id) = moving.filter(|_| self.document.path.is_some()) else { return };
        let parent = parent.map(|at| chart.unit(at).id.clone());
        if parent.as_ref().is_some_and(|parent| branch(&chart, &id).contains(parent)) {
            let words = self.messages().get("notice.own_branch").to_owned();
            self.notify(words, true);
            return;
        }
        let text = self.document.source.text();
        let edits = edit::move_under(text, &Places::of(text), &[&id], parent.as_deref());
        if let Some(edits) = edits.filter(|edits| !edits.list().is_empty()) {
            self.do_edits(&edits);
            if let Some(unit) = self.document.chart.find(&id) {
                self.reveal(unit);
            }
        }
    }

    /// Writes the text, if the file is still what it was.
    fn save_text(&mut self) {
        let (Some(path), Some(disk)) = (self.document.path.clone(), &self.document.disk) else {
            return;
        };
        match file::read_source(&path, self.most_bytes) {
            Ok(found) if found.text() != disk => {
                self.desk.question = Some(Question::Conflict(found));
            }
            Err(_) if path.exists() && !path.is_file() => self.refuse(&WriteError::IsFolder(path)),
            // What is gone, or may not be read, holds nothing that was read and would be lost.
            Ok(_) | Err(_) => self.write(&path),
        }
    }

    fn write(&mut self, path: &Path) {
        let text = self.document.source.text();
        let written = file::write_atomically(path, true, |out| {
            use std::io::Write as _;
            out.write_all(text.as_bytes())
        });
        match written {
            Ok(()) => {
                self.document.disk = None;
                let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
                let words = self.messages().fill("status.saved", &[&name]);
                self.notify(words, false);
                // A text that was too large to be read at each letter is read now.
                if self.document.source.text().len() > MOST_PREVIEWED {
                    let text = self.document.source.text().to_owned();
                    self.show_text(text, false);
                }
            }
            Err(error) => self.refuse(&error),
        }
    }

    /// Says why nothing was saved and what to do; what was typed stays.
    fn refuse(&mut self, error: &WriteError<std::io::Error>) {
        let messages = self.messages();
        let what = messages.get(advice(error));
        let words = messages.fill("notice.not_saved", &[&error.to_string(), what]);
        self.notify(words, true);
    }

    /// The text that was written here takes the place of what is on disk.
    fn keep_mine(&mut self) {
        if let Some(Question::Conflict(theirs)) = self.desk.question.take() {
            self.document.disk = Some(theirs.into_text());
            self.save_text();
        }
    }

    /// What is on disk takes the place of the text that was written here.
    fn take_theirs(&mut self) {
        if let Some(Question::Conflict(theirs)) = self.desk.question.take()
            && let Some(path) = self.document.path.clone()
        {
            self.forget_edits();
            let theirs = Document::read(path.clone(), theirs);
            self.take_up(&path, Ok(theirs));
        }
    }

    /// Another text was read: the steps of writing do not fit it.
    pub(super) fn forget_edits(&mut self) {
        self.document.disk = None;
        self.document.history = History::default();
        self.desk = Desk::default();
    }
}

/// What to do when a file was not written.
fn advice(error: &WriteError<std::io::Error>) -> &'static str {
    use std::io::ErrorKind as Kind;
    match error {
        WriteError::ReadOnly(_) => "advice.read_only",
        WriteError::IsFolder(_) | WriteError::NotAFile(_) | WriteError::Exists(_) => {
            "advice.in_the_way"
        }
        WriteError::NoFolder(_) => "advice.no_folder",
        WriteError::Refused { error, .. } | WriteError::Content(error) => match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => "advice.full",
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem => "advice.permission",
            _ => "advice.other",
        },
    }
}
