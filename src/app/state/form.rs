//! Forms in the inspector: the displayed record, and the field that is being typed into.

use std::sync::Arc;

use super::document::Document;
use super::view::{Focus, View};
use crate::app::jobs::memo::{Memo, Same};
use crate::diagnostic::Message;
use crate::ide::Change;
use crate::ide::form::{Content, Form, Step, Subject};
use crate::source::SourceText;

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct FieldId {
    /// The record.
    pub(crate) subject: Subject,
    /// The path to the value inside the record.
    pub(crate) path: Vec<Step>,
    /// The language of a text; empty for other fields.
    pub(crate) language: String,
}

/// A change made in a form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fill {
    pub(crate) field: FieldId,
    /// The text typed so far; `None` for choices and clicks.
    pub(crate) words: Option<String>,
    /// The change, or the reason why the text is not valid yet; nothing for an id, which changes when the field loses
    /// the focus.
    pub(crate) change: Result<Option<Change>, Message>,
}

/// A field that is being typed into.
pub(crate) struct FieldDraft {
    pub(crate) field: FieldId,
    pub(crate) words: String,
    /// The reason why the text is not valid yet.
    pub(crate) problem: Option<Message>,
}

/// Content of a form.
#[derive(Debug)]
pub(crate) struct FormSheet {
    pub(crate) subject: Subject,
    pub(crate) form: Form,
    /// The relations that end at the unit, each with its index in the file.
    pub(crate) relations: Vec<(usize, Form)>,
}

/// The forms of the inspector.
#[derive(Default)]
pub(crate) struct FormSession {
    sheets: Memo<(Same<SourceText>, Subject), Option<FormSheet>>,
    /// The field that is being typed into.
    pub(crate) draft: Option<FieldDraft>,
    /// The field whose typing is the last undo step, to which further typing belongs.
    pub(crate) step: Option<FieldId>,
}

impl FormSession {
    /// The form of the selection; `None` if the text does not contain it.
    pub(crate) fn sheet(&mut self, document: &Document, view: &View) -> Arc<Option<FormSheet>> {
        let Some(subject) = subject(document, view).filter(|_| view.page.is_form()) else {
            return Arc::default();
        };
        let places = &document.checked_places;
        self.sheets.get((Same::of(&document.checked), subject), |(source, subject)| {
            let text = source.0.text();
            let form = Form::of(text, places, subject)?;
            let ids = own_ids(&form, subject);
            let relations = places.items("relations").iter().enumerate().filter(|(_, span)| {
                let relation = &text[(*span).clone()];
                ids.iter().any(|id| relation.contains(id))
            });
            let relations = relations.filter_map(|(at, _)| {
                let relation = Form::of(text, places, &Subject::Item("relations", at))?;
                let ends = ["from", "to"].map(|end| relation.field(end).map(|it| &it.content));
                let is_own = ends.into_iter().flatten().any(|end| match end {
                    Content::Several(named) => named.iter().any(|id| ids.contains(id)),
                    _ => false,
                });
                is_own.then_some((at, relation))
            });
            let relations = relations.collect();
            Some(FormSheet { subject: subject.clone(), form, relations })
        })
    }
}

/// The record that the inspector shows.
fn subject(document: &Document, view: &View) -> Option<Subject> {
    if let Some(id) = &view.selected {
        return Some(Subject::Unit(id.clone()));
    }
    match &view.focus {
        None => Some(Subject::File),
        Some(Focus::Body(_)) => {
            let body = view.body(&document.chart)?;
            Some(Subject::Item("bodies", body.get()))
        }
        // A post is edited with its unit.
        Some(Focus::Post(unit, _)) => Some(Subject::Unit(unit.clone())),
        Some(Focus::Lines(_)) => None,
    }
}

/// The ids of a unit and its posts, or of a body.
fn own_ids(form: &Form, subject: &Subject) -> Vec<String> {
    if *subject == Subject::File {
        return Vec::new();
    }
    let id = |form: &Form| form.id().map(str::to_owned);
    let posts = match form.field("posts").map(|field| &field.content) {
        Some(Content::Many(_, posts)) => posts.iter().filter_map(id).collect(),
        _ => Vec::new(),
    };
    id(form).into_iter().chain(posts).collect()
}
