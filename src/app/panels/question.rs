//! Questions: deleting a branch, unsaved changes, a deleted file, replacing a file.

use egui::{Id, Label, Modal, Ui};

use super::PanelContext;
use crate::app::command::{Command, EditCommand, FileCommand};
use crate::app::state::modal::{Deletion, Question};
use crate::app::widgets::{overlay, tick_box};
use crate::edit::references::Reference;
use crate::model::{RelationKind, UnitIndex};
use crate::scene::LineKind;

pub(in crate::app) fn show(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    question: &Question,
    commands: &mut Vec<Command>,
) {
    let name = shown.messages.get("question.title");
    overlay(ui, Modal::new(Id::new("question")), name, commands, |ui, commands| {
        ui.set_width(460.0_f32.min(ui.ctx().content_rect().width() - 64.0));
        let answers: Vec<(&'static str, Command)> = match question {
            Question::Delete(deletion) => ask_to_delete(ui, shown, deletion, commands),
            Question::Follow { unit, to } => {
                let unit = shown.chart.find(unit);
                let parent = unit.and_then(|unit| shown.chart.unit(unit).parent);
                let new = to.find(shown.chart).and_then(|to| to.parent(shown.chart));
                let name = |unit: Option<UnitIndex>| unit.map_or("", |unit| shown.name(unit));
                let names = [name(unit), name(parent), name(new)];
                ask(ui, &shown.messages.fill("question.follow", &names));
                let answer = |follows| Command::Edit(EditCommand::MoveAsked { follows });
                vec![("question.follows", answer(true)), ("question.stays", answer(false))]
            }
            Question::Unsaved(_) => {
                ask(ui, shown.messages.get("question.unsaved"));
                vec![
                    ("question.save", Command::Edit(EditCommand::SaveFirst)),
                    ("question.discard", Command::Edit(EditCommand::Discard)),
                ]
            }
            Question::Gone => {
                let path = shown.document.path.as_ref().map(|path| path.display().to_string());
                ask(ui, &shown.messages.fill("question.gone", &[&path.unwrap_or_default()]));
                vec![("question.save_anew", Command::Edit(EditCommand::SaveAnew))]
            }
            Question::Replace(purpose, path) => {
                ask(ui, &shown.messages.fill("export.exists", &[&path.display().to_string()]));
                let (purpose, path) = (purpose.clone(), path.clone());
                vec![(
                    "export.replace",
                    Command::File(FileCommand::WriteTo { purpose, path, replaces: true }),
                )]
            }
        };
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            // Enter gives the first answer, unless that overwrites a file.
            let mut takes_focus = is_new(ui) && !matches!(question, Question::Replace(..));
            for (label, command) in answers {
                let button = ui.button(shown.messages.get(label));
                if std::mem::take(&mut takes_focus) {
                    button.request_focus();
                }
                if button.clicked() {
                    commands.push(command);
                }
            }
            let cancel = match question {
                Question::Gone => "question.go_on",
                Question::Delete(_)
                | Question::Follow { .. }
                | Question::Unsaved(_)
                | Question::Replace(..) => "prompt.cancel",
            };
            if ui.button(shown.messages.get(cancel)).clicked() {
                commands.push(Command::CloseModal);
            }
        });
    });
}

/// First pass that shows the question.
fn is_new(ui: &Ui) -> bool {
    let (id, now) = (Id::new("pass of the question"), ui.ctx().cumulative_pass_nr());
    let last: Option<u64> = ui.data(|data| data.get_temp(id));
    ui.data_mut(|data| data.insert_temp(id, now));
    last.is_none_or(|last| last + 1 < now)
}

/// Lists the contents of a unit and the references to it. Returns the answers.
fn ask_to_delete(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    deletion: &Deletion,
    commands: &mut Vec<Command>,
) -> Vec<(&'static str, Command)> {
    /// The maximum number of references listed.
    const MAX_LISTED: usize = 8;
    let unit = shown.chart.find(&deletion.unit);
    let count = unit.map_or(0, |unit| shown.chart.descendants(unit).len());
    let name = unit.map_or(deletion.unit.as_str(), |unit| shown.name(unit));
    if count > 0 {
        ask(ui, &shown.messages.fill("question.delete", &[name, &count.to_string()]));
    }
    let references = &deletion.references;
    if !references.is_empty() {
        ask(ui, &shown.messages.fill("question.references", &[name]));
        for reference in references.iter().take(MAX_LISTED) {
            let words = format!("•  {}", reference_words(shown, reference));
            ui.add(Label::new(shown.muted(words)).wrap());
        }
        if let Some(more) = references.len().checked_sub(MAX_LISTED).filter(|more| *more > 0) {
            ui.label(shown.muted(shown.messages.fill("line.more", &[&more.to_string()])));
        }
        ui.add_space(6.0);
        let mut is_on = deletion.with_references;
        let label = shown.messages.get("question.with_references");
        if tick_box(ui, &shown.theme, &mut is_on, label).changed() {
            commands.push(Command::Edit(EditCommand::ToggleReferences));
        }
    }
    let alone = Command::Edit(EditCommand::DeleteAlone);
    if count == 0 {
        return vec![("command.delete", alone)];
    }
    vec![
        ("question.delete_branch", Command::Edit(EditCommand::DeleteBranch)),
        ("question.delete_alone", alone),
    ]
}

/// A reference as a sentence.
fn reference_words(shown: &PanelContext<'_>, reference: &Reference) -> String {
    let name = |id: &str| {
        let chart = shown.chart;
        let unit = chart.find(id).map(|unit| shown.name(unit));
        let body = || chart.find_body(id).map(|body| shown.words(&chart.body(body).name));
        let post = || {
            let posts = chart.units().iter().flat_map(|unit| &unit.posts);
            let mut posts = posts.filter(|post| post.id.as_deref() == Some(id));
            posts.next().map(|post| shown.words(&post.title))
        };
        unit.or_else(body).or_else(post).unwrap_or(id).to_owned()
    };
    match reference {
        Reference::Head(unit) => shown.messages.fill("reference.head", &[&name(unit)]),
        Reference::Post(unit, post) => {
            shown.messages.fill("reference.post", &[&name(post), &name(unit)])
        }
        Reference::Relation { from, to, kind } => {
            let kind = RelationKind::ALL.iter().find(|it| it.word() == kind);
            let kind = kind.map_or("", |&kind| shown.messages.get(LineKind::Of(kind).key()));
            let names =
                |ids: &[String]| ids.iter().map(|id| name(id)).collect::<Vec<_>>().join(" · ");
            format!("{} → {}: {kind}", names(from), names(to))
        }
        Reference::Predecessor(unit) => {
            shown.messages.fill("reference.predecessor", &[&name(unit)])
        }
    }
}

fn ask(ui: &mut Ui, words: &str) {
    ui.add(Label::new(words).wrap());
    ui.add_space(4.0);
}
