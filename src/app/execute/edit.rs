//! Editing: a unit's text, adding, deleting and moving units, undo.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use egui::Context;

use super::merge::Selection;
use crate::app::App;
use crate::app::command::{Command, EditCommand};
use crate::app::jobs::merging::After;
use crate::app::panels::source::editor_id;
use crate::app::state::editing::{Awaited, EditTarget, branch, typed};
use crate::app::state::inspector::Tab;
use crate::app::state::modal::{Modal, Question};
use crate::app::state::view::{Notice, Until};
use crate::edit::{self, Edits, NewUnit};
use crate::i18n::Messages;
use crate::model::Text;
use crate::syntax::Tree;

impl App {
    /// Runs an editing command.
    pub(super) fn edit(&mut self, context: &Context, command: EditCommand) {
        if command.needs_places() && self.document.places().is_none() {
            self.deferred.push(Command::Edit(command));
            return;
        }
        match command {
            EditCommand::ToggleSource => {
                if self.view.page.is_source() && self.inspector.tab == Tab::Details {
                    self.view.page.close_source();
                } else {
                    self.view.page.open_source();
                    self.inspector.tab = Tab::Details;
                    self.settings.shows_inspector = true;
                }
            }
            EditCommand::Type(words) => self.type_source(&words),
            EditCommand::Undo => self.take_back(true),
            EditCommand::Redo => self.take_back(false),
            EditCommand::Save => self.save_text(After::Save),
            EditCommand::Fix(problem) => self.fix(problem),
            EditCommand::AddSibling => self.add_unit(false),
            EditCommand::AddChild => self.add_unit(true),
            EditCommand::Delete => self.ask_to_delete(),
            EditCommand::DeleteBranch => self.delete_asked(true),
            EditCommand::DeleteAlone => self.delete_asked(false),
            EditCommand::Move => self.editing.moving.clone_from(&self.view.selected),
            EditCommand::MoveToTop => self.move_under(None),
            EditCommand::MoveUnder(parent) => self.move_under(Some(&parent)),
            EditCommand::SaveAnew => self.save_anew(),
            EditCommand::SaveFirst => {
                if let Some(Question::Unsaved(next)) = self.modals.take_question() {
                    self.save_text(After::SaveAnd(next.clone()));
                    if self.document.disk.is_none() {
                        self.execute(context, *next);
                    }
                }
            }
            EditCommand::Discard => {
                if let Some(Question::Unsaved(next)) = self.modals.take_question() {
                    self.document.disk = None;
                    self.execute(context, *next);
                }
            }
        }
    }

    /// Points the editor at the text of the selected unit.
    pub(in crate::app) fn find_edit_target(&mut self) {
        if !self.view.page.is_source() {
            return;
        }
        let Some(id) = self.view.selected.as_deref() else { return };
        if self.editing.target.as_ref().is_none_or(|target| target.id != id) {
            let Some(places) = self.document.places() else { return };
            let span = places.unit(id).map_or(0..0, |unit| unit.span.clone());
            self.editing.target = Some(EditTarget { id: id.to_owned(), span });
        }
    }

    fn type_source(&mut self, words: &str) {
        let Some(mut target) = self.editing.target.clone().filter(|target| !target.span.is_empty())
        else {
            return;
        };
        let text = self.document.source.text();
        let Some(before) = text.get(target.span.clone()) else { return };
        let edits = typed(before, words);
        target.span.end = target.span.start + edits.apply(before).len();
        let edits = edits.behind(target.span.start);
        self.document.history.note(edits.inverse(text), true);
        let text = edits.apply(text);
        self.editing.target = Some(target);
        self.show_text(text, true);
    }

    pub(super) fn do_edits(&mut self, edits: &Edits) {
        let text = self.document.source.text();
        self.document.history.note(edits.inverse(text), false);
        let text = edits.apply(text);
        self.editing.target = None;
        self.show_text(text, false);
    }

    /// Settles a problem, if it is one of the text as it is now.
    fn fix(&mut self, problem: usize) {
        let text = self.document.source.text();
        let problem = self.document.problems.get(problem);
        let problem = problem.filter(|_| self.document.checked.text() == text);
        let fix = problem.and_then(|problem| edit::fixes::fix(&Tree::parse(text), problem));
        if let Some(fix) = fix {
            self.do_edits(&fix.edits);
        }
    }

    fn take_back(&mut self, back: bool) {
        let text = self.document.source.text();
        if let Some(text) = self.document.history.step(text, back) {
            self.editing.target = None;
            self.show_text(text, false);
        }
    }

    fn add_unit(&mut self, below: bool) {
        let chart = Arc::clone(&self.document.chart);
        let Some(at) = self.view.selected(&chart).filter(|_| self.document.path.is_some()) else {
            return;
        };
        let unit = chart.unit(at);
        let Some(places) = self.document.places() else { return };
        let text = self.document.source.text();
        let last = if below { unit.children.last().copied() } else { None }.unwrap_or(at);
        let like = if below { last } else { at };
        let parent = if below { Some(at) } else { unit.parent };
        let names = chart
            .languages()
            .iter()
            .map(|tag| (tag.clone(), Messages::of(tag).get("edit.new_name").to_owned()));
        let names: Vec<(String, String)> = names.collect();
        let shown = names.iter().find(|(tag, _)| *tag == self.settings.language);
        let name = shown.or(names.first()).cloned();
        let id = edit::free_id(|id| chart.find(id).is_some() || places.unit(id).is_some());
        let new = NewUnit {
            id: &id,
            parent: parent.map(|at| chart.unit(at).id.as_str()),
            kind: &chart.kind(chart.unit(like).kind).id,
            name: &Text::by_language(&names),
        };
        let Some(edits) = edit::add_behind(text, &places, &chart.unit(last).id, &new) else {
            return;
        };
        self.view.page.open_source();
        self.settings.shows_inspector = true;
        self.do_edits(&edits);
        self.editing.awaited = Some(Awaited { id, name });
    }

    /// Selects the name of a new unit in the editor, to be typed over.
    pub(super) fn start_naming(&mut self, (tag, name): &(String, String)) {
        self.find_edit_target();
        let Some(target) = &self.editing.target else { return };
        let text = self.document.source.text().get(target.span.clone()).unwrap_or_default();
        let Some(name) = edit::name_in(text, tag, name) else { return };
        let [primary, secondary] = [name.end, name.start].map(|at| target.span.start + at);
        let context = self.context.clone();
        self.select_in_editor(&context, target, Selection { primary, secondary });
        context.memory_mut(|memory| memory.request_focus(editor_id()));
    }

    fn ask_to_delete(&mut self) {
        let chart = &self.document.chart;
        let Some(at) = self.view.selected(chart).filter(|_| self.document.path.is_some()) else {
            return;
        };
        let id = chart.unit(at).id.clone();
        if chart.unit(at).children.is_empty() {
            self.delete(id, false);
        } else {
            self.modals.open(Modal::Question(Question::Delete(id)));
        }
    }

    /// Deletes the unit of the open question.
    fn delete_asked(&mut self, with_branch: bool) {
        if let Some(Question::Delete(id)) = self.modals.take_question() {
            self.delete(id, with_branch);
        }
    }

    /// Deletes a unit with its branch, or alone; its children then move to its parent.
    fn delete(&mut self, id: String, with_branch: bool) {
        let chart = Arc::clone(&self.document.chart);
        let Some(at) = chart.find(&id) else { return };
        let parent = chart.unit(at).parent.map(|parent| chart.unit(parent).id.clone());
        let Some(places) = self.document.places() else { return };
        let text = self.document.source.text();
        let (gone, moved) = if with_branch {
            (branch(&chart, &id), Edits::default())
        } else {
            let children = chart.unit(at).children.iter();
            let children: Vec<&str> = children.map(|&at| chart.unit(at).id.as_str()).collect();
            let moved = edit::move_under(text, &places, &children, parent.as_deref());
            let Some(moved) = moved else { return };
            (HashSet::from([id]), moved)
        };
        let gone: BTreeSet<&str> = gone.iter().map(String::as_str).collect();
        let edits = edit::remove(text, &places, &gone).and(moved);
        self.do_edits(&edits);
        self.view.selected = parent;
    }

    /// Moves the unit to be moved, else the selected one, under another unit or to the top level.
    fn move_under(&mut self, parent: Option<&str>) {
        let chart = Arc::clone(&self.document.chart);
        let Some(places) = self.document.places() else { return };
        let moving = self.editing.moving.take().or_else(|| self.view.selected.clone());
        let Some(id) = moving.filter(|_| self.document.path.is_some()) else { return };
        if parent.is_some_and(|parent| branch(&chart, &id).contains(parent)) {
            let words = |messages: &Messages| messages.get("notice.own_branch").to_owned();
            self.notice = Some(Notice::new(words).error().until(Until::NextAction));
            return;
        }
        let text = self.document.source.text();
        let edits = edit::move_under(text, &places, &[&id], parent);
        if let Some(edits) = edits.filter(|edits| !edits.list().is_empty()) {
            self.do_edits(&edits);
            self.editing.awaited = Some(Awaited { id, name: None });
        }
    }
}
