//! Forms of the inspector: the selected record as editable fields. Each field writes one edit of the text.

mod colors;
mod fields;
mod labels;
mod records;
mod suggestions;
mod words;

use std::ops::Range;

use egui::{Button, Label, RichText, Ui};

use super::{PanelContext, problems};
use crate::app::command::{Command, EditCommand, FileCommand};
use crate::app::state::form::{FieldId, Fill};
use crate::app::widgets::{named, offered};
use crate::canvas::color32;
use crate::diagnostic::{Diagnostic, Message};
use crate::i18n::Messages;
use crate::ide::Change;
use crate::ide::form::{Form, Step, Subject};

/// Shows the form of the selection.
pub(super) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    buttons(ui, shown, commands);
    if shown.document.path.is_none() {
        ui.add(Label::new(shown.muted(shown.messages.get("source.sample"))).wrap());
        if ui.add(offered(&shown.theme, shown.messages.get("command.save_as"))).clicked() {
            commands.push(Command::File(FileCommand::SaveAs));
        }
        return;
    }
    let Some(sheet) = shown.form else {
        ui.add(Label::new(shown.muted(shown.messages.get("form.not_found"))).wrap());
        return;
    };
    let mut panel = FormPanel { shown, commands, subject: sheet.subject.clone() };
    ui.push_id(&sheet.subject, |ui| {
        // Fields and lists need an outline on the panel's background.
        let border = ui.visuals().window_stroke;
        ui.visuals_mut().widgets.inactive.bg_stroke = border;
        panel.fields(ui, &sheet.form, &[], "");
        if matches!(sheet.subject, Subject::Unit(_) | Subject::Item("bodies", _)) {
            panel.relations(ui, sheet);
        }
        panel.rest(ui, &sheet.form);
    });
}

fn buttons(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        if ui.add(offered(&shown.theme, shown.messages.get("form.done"))).clicked() {
            commands.push(Command::Edit(EditCommand::ToggleForm));
        }
        super::source::save_and_undo(ui, shown, commands);
    });
}

/// The form of a record, which pushes changes.
struct FormPanel<'a, 's> {
    shown: &'a PanelContext<'s>,
    commands: &'a mut Vec<Command>,
    subject: Subject,
}

impl<'a> FormPanel<'a, '_> {
    fn field_id(&self, path: &[Step], language: &str) -> FieldId {
        let subject = self.subject.clone();
        FieldId { subject, path: path.to_vec(), language: language.to_owned() }
    }

    /// Changes a value by choosing or clicking.
    fn change(&mut self, path: &[Step], change: Change) {
        let field = self.field_id(path, "");
        self.push(Fill { field, words: None, change: Ok(Some(change)) });
    }

    /// Changes the value of a field by a choice in the place of the letters that are typed there.
    fn choose(&mut self, field: FieldId, change: Change) {
        self.commands.push(Command::Edit(EditCommand::LeaveField));
        self.push(Fill { field, words: None, change: Ok(Some(change)) });
    }

    /// Changes a value by typing.
    fn type_words(
        &mut self,
        field: FieldId,
        words: String,
        change: Result<Option<Change>, Message>,
    ) {
        self.push(Fill { field, words: Some(words), change });
    }

    fn push(&mut self, fill: Fill) {
        self.commands.push(Command::Edit(EditCommand::Fill(Box::new(fill))));
    }

    /// The content of a field that is being typed into, with the reason why it is not valid yet.
    fn draft(&self, field: &FieldId) -> Option<(&str, Option<&Message>)> {
        let draft = self.shown.form_draft.filter(|draft| draft.field == *field)?;
        Some((&draft.words, draft.problem.as_ref()))
    }

    /// The languages of the file; at least one.
    fn languages(&self) -> Vec<String> {
        let languages = self.shown.chart.languages();
        if languages.is_empty() { vec![String::new()] } else { languages.to_vec() }
    }

    /// The problems inside a value, with their indices.
    fn problems_in(&self, span: Option<&Range<usize>>) -> Vec<(usize, &'a Diagnostic)> {
        let Some(span) = span else { return Vec::new() };
        let problems = self.shown.document.problems.iter().enumerate();
        let is_in = |(_, problem): &(usize, &Diagnostic)| {
            problem.span.as_ref().is_some_and(|it| span.contains(&it.start))
        };
        problems.filter(is_in).collect()
    }

    fn say_problems(&mut self, ui: &mut Ui, span: Option<&Range<usize>>) {
        for (at, problem) in self.problems_in(span) {
            self.say_problem(ui, at, problem);
        }
    }

    /// A problem with its hints, and a button that settles it.
    fn say_problem(&mut self, ui: &mut Ui, at: usize, problem: &Diagnostic) {
        let shown = self.shown;
        let color = color32(problems::color_of(shown, problem));
        let words = shown.messages.say(&problem.message);
        ui.add(Label::new(shown.muted(words).color(color)).wrap());
        ui.horizontal_wrapped(|ui| {
            for hint in &problem.hints {
                ui.add(Label::new(shown.muted(shown.messages.say(hint))).wrap());
            }
            problems::fix_button(ui, shown, at, problem, self.commands);
        });
    }

    /// Shows why the content of a field is not valid yet.
    fn say_fault(&self, ui: &mut Ui, fault: &Message) {
        let words = RichText::new(self.shown.messages.say(fault));
        let words = words.size(crate::scene::theme::size::SMALL);
        ui.add(Label::new(words.color(color32(self.shown.theme.error))).wrap());
    }

    /// The problems of a record that are in none of its values.
    fn rest(&mut self, ui: &mut Ui, form: &Form) {
        let at_fields: Vec<_> =
            form.fields.iter().filter_map(|field| field.span.as_ref()).collect();
        let mut rest = self.problems_in(Some(&form.span));
        rest.retain(|(_, problem)| {
            let start = problem.span.as_ref().map_or(0, |span| span.start);
            !at_fields.iter().any(|span| span.contains(&start))
        });
        if self.subject != Subject::File {
            for (at, problem) in rest {
                self.say_problem(ui, at, problem);
            }
        }
    }

    /// A small button that shows an icon.
    fn icon(&self, ui: &mut Ui, icon: &str, name: &str, can: bool) -> bool {
        let button = Button::new(self.shown.muted(icon)).small().frame(false);
        named(ui.add_enabled(can, button), name).on_hover_text(name).clicked()
    }
}

/// The name of a language in itself; the tag if the program does not support it.
fn language_name(tag: &str) -> String {
    let messages = Messages::of(tag);
    let is_known = tag.split(['-', '_']).next() == Some(messages.tag());
    if is_known { messages.name().to_owned() } else { tag.to_owned() }
}
