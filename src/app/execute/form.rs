//! Forms: conversion of input to edits of the text.

use std::sync::Arc;

use crate::app::App;
use crate::app::command::{Command, EditCommand};
use crate::app::panels::results;
use crate::app::state::form::{FieldDraft, Fill};
use crate::app::state::inspector::Tab;
use crate::ide::{self, Meaning, NotRenamed, change};
use crate::model::Chart;
use crate::source::SourceText;

impl App {
    /// Shows the form of the selection, or returns to its facts.
    pub(super) fn toggle_form(&mut self) {
        self.view.page.toggle_form();
        self.leave_field();
        self.inspector.tab = Tab::Details;
        self.settings.shows_inspector = true;
    }

    /// Keeps a change in a form until the spans in the text are known. If there are several for one field, the last one
    /// is used.
    pub(super) fn defer_fill(&mut self, fill: &Fill) {
        let is_same = |command: &Command| match command {
            Command::Edit(EditCommand::Fill(other)) => {
                other.field == fill.field && other.words.is_some() && fill.words.is_some()
            }
            _ => false,
        };
        self.deferred.retain(|command| !is_same(command));
        self.note_draft(fill);
    }

    /// Applies a change in a form to the text. All typing in one field is a single undo step.
    pub(super) fn fill(&mut self, fill: Fill) {
        self.note_draft(&fill);
        let Fill { field, words, change: Ok(Some(wanted)) } = fill else { return };
        if self.document.path.is_none() {
            return self.explain_sample();
        }
        let Some(places) = self.document.places() else { return };
        let text = self.document.source.text();
        let edits = change(text, &places, &field.subject, &field.path, &wanted);
        let Some(edits) = edits.filter(|edits| !edits.list().is_empty()) else { return };
        let (after, back) = (edits.apply(text), edits.inverse(text));
        let goes_on = words.is_some() && self.forms.step.as_ref() == Some(&field);
        if goes_on {
            self.document.history.join(&back, text, &after);
        } else {
            self.document.history.note(back, false);
        }
        self.editing.target = None;
        self.show_text(after, true);
        self.forms.step = words.is_some().then_some(field);
    }

    /// Changes the id at a byte, and all references to it.
    pub(super) fn change_id(&mut self, byte: usize, new: &str) {
        self.leave_field();
        let source = SourceText::clone(&self.document.source);
        let meaning = Meaning::new(Chart::clone(&self.document.chart), Vec::new(), Vec::new());
        let document = ide::Document::new(source, Arc::new(meaning));
        let old = document.renamable(byte).map(|name| name.id.to_string());
        match document.rename(byte, new) {
            Ok(edits) if edits.list().is_empty() => {}
            Ok(edits) => {
                self.do_edits(&edits);
                if self.view.selected == old {
                    self.view.selected = Some(new.to_owned());
                }
            }
            Err(NotRenamed::NotAnId(why) | NotRenamed::Taken(why)) => {
                self.notify(move |messages| messages.say(&why), true);
            }
            Err(NotRenamed::NoId) => {}
        }
    }

    /// Stores the content of the field that is being typed into.
    fn note_draft(&mut self, fill: &Fill) {
        if let Some(words) = &fill.words {
            let problem = fill.change.as_ref().err().cloned();
            let (field, words) = (fill.field.clone(), words.clone());
            self.forms.draft = Some(FieldDraft { field, words, problem });
        }
    }

    /// The field of a form that has the focus.
    pub(super) fn field_of_form(&self) -> Option<egui::Id> {
        let has_field = self.view.page.is_form() && self.context.text_edit_focused();
        let focused = self.context.memory(egui::Memory::focused);
        focused.filter(|&id| has_field && id != results::field_id())
    }

    /// Ends typing in a field.
    pub(super) fn leave_field(&mut self) {
        self.forms.draft = None;
        self.forms.step = None;
    }
}
