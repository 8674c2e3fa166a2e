//! Adding, deleting, moving, reordering and copying units.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use egui::Context;

use crate::app::App;
use crate::app::command::{Command, FileCommand};
use crate::app::panels::outline_keys;
use crate::app::state::editing::{Awaited, NamingPlace, UnitClipboard, branch};
use crate::app::state::modal::{Deletion, Modal, Question};
use crate::app::state::view::{Notice, Until};
use crate::edit::branch::{
    Destination, copy_branch, is_open, left_superiors, move_unit, taken_ids,
};
use crate::edit::references::{references, remove_references, with_posts};
use crate::edit::{self, Edits, NewUnit};
use crate::i18n::Messages;
use crate::model::{Chart, Text, UnitIndex};

impl App {
    /// The selected unit, if the file can be edited.
    fn edited_unit(&self) -> Option<UnitIndex> {
        self.view.selected(&self.document.chart).filter(|_| self.document.path.is_some())
    }

    /// Adds a unit, which is then named in place.
    pub(super) fn add_unit(&mut self, below: bool) {
        let chart = Arc::clone(&self.document.chart);
        let Some(at) = self.edited_unit() else { return };
        let unit = chart.unit(at);
        let Some(places) = self.document.places() else { return };
        let text = self.document.source.text();
        let last = if below { unit.children.last().copied() } else { None }.unwrap_or(at);
        let parent = if below { Some(at) } else { unit.parent };
        let names = chart
            .languages()
            .iter()
            .map(|tag| (tag.clone(), Messages::of(tag).get("edit.new_name").to_owned()));
        let names: Vec<(String, String)> = names.collect();
        let taken = taken_ids(&chart);
        let is_taken = |id: &str| taken.contains(id) || places.unit(id).is_some();
        let id = edit::free_id("unit", 1, is_taken);
        let new = NewUnit {
            id: &id,
            parent: parent.map(|at| chart.unit(at).id.as_str()),
            kind: if below { edit::kind_below(&chart, at) } else { &chart.kind(unit.kind).id },
            name: &Text::by_language(&names),
        };
        let Some(edits) = edit::add_behind(text, &places, &chart.unit(last).id, &new) else {
            return;
        };
        let place = self.naming_place();
        self.do_edits(&edits);
        self.editing.awaited = Some(Awaited::New(id, place));
    }

    /// Where a unit is named: in the outline if it has the focus, otherwise on the card.
    pub(super) fn naming_place(&self) -> NamingPlace {
        let is_outline = self.context.memory(|memory| memory.has_focus(outline_keys::list_id()));
        if is_outline { NamingPlace::Outline } else { NamingPlace::Card }
    }

    /// Deletes the selected unit. Asks if it has sub-units, or if anything refers to it.
    pub(super) fn ask_to_delete(&mut self) {
        let Some(at) = self.edited_unit() else { return };
        let id = self.document.chart.unit(at).id.clone();
        let text = self.document.source.text();
        let units = branch(&self.document.chart, &id).into_iter().collect();
        let found = references(text, &with_posts(text, &units));
        let deletion = Deletion { unit: id, references: found, with_references: true };
        if self.document.chart.unit(at).children.is_empty() && deletion.references.is_empty() {
            self.delete(&deletion, false);
        } else {
            self.modals.open(Modal::Question(Question::Delete(Box::new(deletion))));
        }
    }

    /// Deletes the unit of the open question.
    pub(super) fn delete_asked(&mut self, with_branch: bool) {
        if let Some(Question::Delete(deletion)) = self.modals.take_question() {
            self.delete(&deletion, with_branch);
        }
    }

    /// Deletes a unit with its branch, or alone; in that case its children move to its parent.
    fn delete(&mut self, deletion: &Deletion, with_branch: bool) {
        let chart = Arc::clone(&self.document.chart);
        let id = &deletion.unit;
        let Some(at) = chart.find(id) else { return };
        let parent = chart.unit(at).parent.map(|parent| chart.unit(parent).id.clone());
        let Some(places) = self.document.places() else { return };
        let text = self.document.source.text();
        let (gone, moved) = if with_branch {
            (branch(&chart, id), Edits::default())
        } else {
            let children = chart.unit(at).children.iter();
            let children: Vec<&str> = children.map(|&at| chart.unit(at).id.as_str()).collect();
            let moved = edit::move_under(text, &places, &children, parent.as_deref());
            let Some(moved) = moved else { return };
            (HashSet::from([id.clone()]), moved)
        };
        let units: BTreeSet<&str> = gone.iter().map(String::as_str).collect();
        let mut edits = edit::remove(text, &places, &units).and(moved);
        if deletion.with_references && !deletion.references.is_empty() {
            let ids = with_posts(text, &gone.iter().cloned().collect());
            edits = edits.and(remove_references(text, &ids));
        }
        self.do_edits(&edits);
        self.view.selected = parent;
    }

    /// Moves the pending unit, or else the selected one.
    pub(super) fn move_to_destination(&mut self, to: Destination<String>) {
        let moving = self.editing.moving.take().or_else(|| self.view.selected.clone());
        if let Some(unit) = moving {
            self.put(unit, to, false);
        }
    }

    /// Moves or copies a unit to another position in the tree.
    pub(super) fn put(&mut self, unit: String, to: Destination<String>, copies: bool) {
        if self.document.path.is_none() {
            return self.explain_sample();
        }
        let chart = Arc::clone(&self.document.chart);
        let (Some(at), Some(destination)) = (chart.find(&unit), to.find(&chart)) else { return };
        if copies {
            return self.copy_unit(&chart, at, destination);
        }
        if !is_open(&chart, at, destination) {
            let words = |messages: &Messages| messages.get("notice.own_branch").to_owned();
            self.notice = Some(Notice::new(words).error().until(Until::NextAction));
        } else if left_superiors(&chart, at, destination).is_empty() {
            self.move_now(&chart, at, destination, false);
        } else {
            self.modals.open(Modal::Question(Question::Follow { unit, to }));
        }
    }

    /// Moves the unit of the open question.
    pub(super) fn move_asked(&mut self, follows: bool) {
        let Some(Question::Follow { unit, to }) = self.modals.take_question() else { return };
        let chart = Arc::clone(&self.document.chart);
        if let Some((unit, to)) = chart.find(&unit).zip(to.find(&chart)) {
            self.move_now(&chart, unit, to, follows);
        }
    }

    fn move_now(&mut self, chart: &Chart, unit: UnitIndex, to: Destination, follows: bool) {
        let Some(places) = self.document.places() else { return };
        let text = self.document.source.text();
        let edits = move_unit(text, &places, chart, unit, to, follows);
        if let Some(edits) = edits.filter(|edits| !edits.list().is_empty()) {
            self.do_edits(&edits);
            self.editing.awaited = Some(Awaited::Moved(chart.unit(unit).id.clone()));
        }
    }

    fn copy_unit(&mut self, chart: &Chart, unit: UnitIndex, to: Destination) {
        let Some(places) = self.document.places() else { return };
        let text = self.document.source.text();
        if let Some((edits, id)) = copy_branch(text, &places, chart, unit, to) {
            self.do_edits(&edits);
            self.editing.awaited = Some(Awaited::Moved(id));
        }
    }

    /// Moves the selected unit by one position among its siblings.
    pub(super) fn reorder(&mut self, is_down: bool) {
        let chart = Arc::clone(&self.document.chart);
        let Some(at) = self.edited_unit() else { return };
        let parent = chart.unit(at).parent;
        let siblings = parent.map_or(chart.roots(), |parent| &chart.unit(parent).children);
        let Some(place) = siblings.iter().position(|&sibling| sibling == at) else { return };
        let other = if is_down { Some(place + 1) } else { place.checked_sub(1) };
        let Some(&other) = other.and_then(|other| siblings.get(other)) else { return };
        let to = if is_down { Destination::Behind(other) } else { Destination::Before(other) };
        self.move_now(&chart, at, to, false);
    }

    /// Duplicates the selected unit with its branch, after itself.
    pub(super) fn duplicate(&mut self) {
        let chart = Arc::clone(&self.document.chart);
        if let Some(at) = self.edited_unit() {
            self.copy_unit(&chart, at, Destination::Behind(at));
        }
    }

    /// Cuts or copies the selected unit. Selected text is copied instead.
    pub(super) fn carry(&mut self, context: &Context, is_copy: bool) {
        let labels = context.plugin::<egui::text_selection::LabelSelectionState>();
        let marks_words = labels.lock().has_selection();
        let Some(at) = self.edited_unit().filter(|_| !marks_words) else { return };
        let unit = self.document.chart.unit(at);
        let languages: Vec<String> = self.languages().into_iter().map(str::to_owned).collect();
        let name = unit.name.get(languages.iter().map(String::as_str)).to_owned();
        self.editing.carried = Some(UnitClipboard { unit: unit.id.clone(), is_copy });
        // The clipboard must not be empty for pasting to work.
        context.copy_text(name.clone());
        let key = if is_copy { "notice.carried_copy" } else { "notice.carried" };
        self.notice = Some(Notice::new(move |messages| messages.fill(key, &[&name])));
    }

    /// Pastes under the selected unit.
    pub(super) fn paste(&mut self) {
        let Some(under) = self.view.selected.clone() else { return };
        if let Some(UnitClipboard { unit, is_copy }) = self.editing.carried.take() {
            self.put(unit.clone(), Destination::Under(under), is_copy);
            self.editing.carried = is_copy.then_some(UnitClipboard { unit, is_copy });
        } else {
            let words = |messages: &Messages| messages.get("notice.not_carried").to_owned();
            self.notice = Some(Notice::new(words).until(Until::NextAction));
        }
    }

    /// Explains that bundled samples are read-only, and offers to save a copy.
    pub(super) fn explain_sample(&mut self) {
        let words = |messages: &Messages| messages.get("source.sample").to_owned();
        let notice = Notice::new(words).until(Until::NextAction);
        self.notice = Some(notice.offering("command.save_as", Command::File(FileCommand::SaveAs)));
    }
}
