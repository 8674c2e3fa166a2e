//! Editing: commands, a unit's text, undo.

use egui::Context;

use crate::app::App;
use crate::app::command::{Command, EditCommand};
use crate::app::jobs::merging::After;
use crate::app::state::editing::{EditTarget, NamingPlace, typed};
use crate::app::state::inspector::Tab;
use crate::app::state::modal::Question;
use crate::edit::branch::Destination;
use crate::edit::{self, Edits};
use crate::syntax::Tree;

impl App {
    /// Runs an editing command.
    pub(super) fn edit(&mut self, context: &Context, command: EditCommand) {
        if command.needs_places() && self.document.places().is_none() {
            if let EditCommand::Fill(fill) = &command {
                self.defer_fill(fill);
            }
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
            EditCommand::ToggleReferences => self.modals.toggle_references(),
            EditCommand::Move => self.editing.moving.clone_from(&self.view.selected),
            EditCommand::MoveToTop => self.move_to_destination(Destination::Top),
            EditCommand::MoveUnder(parent) => self.move_to_destination(Destination::Under(parent)),
            EditCommand::Put { unit, to, copies } => self.put(unit, to, copies),
            EditCommand::MoveAsked { follows } => self.move_asked(follows),
            EditCommand::MoveUp => self.reorder(false),
            EditCommand::MoveDown => self.reorder(true),
            EditCommand::Duplicate => self.duplicate(),
            EditCommand::Cut => self.carry(context, false),
            EditCommand::CopyUnit => self.carry(context, true),
            EditCommand::Paste => self.paste(),
            EditCommand::Rename => self.rename_selected(context),
            EditCommand::RenameOnCard(unit) => self.start_naming(&unit, NamingPlace::Card),
            EditCommand::TypeName(words) => self.type_name(words),
            EditCommand::KeepName => self.keep_name(),
            EditCommand::ToggleForm => self.toggle_form(),
            EditCommand::Fill(fill) => self.fill(*fill),
            EditCommand::LeaveField => self.leave_field(),
            EditCommand::ChangeId { byte, new } => self.change_id(byte, &new),
            EditCommand::ExplainSample => self.explain_sample(),
            EditCommand::SaveAnew => self.save_as_new(),
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
        let edits = edits.shifted(target.span.start);
        self.document.history.note(edits.inverse(text), true);
        let text = edits.apply(text);
        self.editing.target = Some(target);
        self.forms.step = None;
        self.show_text(text, true);
    }

    pub(super) fn do_edits(&mut self, edits: &Edits) {
        let text = self.document.source.text();
        self.document.history.note(edits.inverse(text), false);
        let text = edits.apply(text);
        self.editing.target = None;
        self.forms.step = None;
        self.show_text(text, false);
    }

    /// Applies the fix of a problem, if it belongs to the current text.
    fn fix(&mut self, problem: usize) {
        let text = self.document.source.text();
        let problem = self.document.problems.get(problem);
        let problem = problem.filter(|_| self.document.checked.text() == text);
        let fix = problem.and_then(|problem| edit::fixes::fix(&Tree::parse(text), problem));
        if let Some(fix) = fix {
            // The field shows what is written from now on.
            self.leave_field();
            self.do_edits(&fix.edits);
        }
    }

    fn take_back(&mut self, back: bool) {
        let text = self.document.source.text();
        if let Some(text) = self.document.history.step(text, back) {
            self.editing.target = None;
            self.leave_field();
            self.show_text(text, false);
        }
    }
}
