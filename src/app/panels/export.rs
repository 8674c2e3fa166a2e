//! The dialog of exports: what is chosen, how large it becomes, and how far it is.

use egui::{
    Align, Button, Grid, Id, Key, Label, Layout, Margin, Modal, ProgressBar, RichText, ScrollArea,
    Spinner, TextEdit, Ui, vec2,
};

use super::{Shown, export_choices, overlay};
use crate::app::command::Command;
use crate::app::export::{Draft, ExportCommand, ExportDialog, Stage};
use crate::app::exporter::Progress;
use crate::canvas::{Canvas, color32};
use crate::diagnostic::Message;
use crate::export::{Estimate, Format, bytes_in_words};
use crate::scene::theme::size;

const WIDTH: f32 = 580.0;
/// What the window keeps free around the dialog's list of choices, in points.
const AROUND: f32 = 210.0;
/// Millimetres in a point of paper.
const MILLIMETRES: f64 = 25.4 / 72.0;

pub(in crate::app) fn show(
    ui: &mut Ui,
    shown: &Shown<'_>,
    dialog: &mut ExportDialog,
    canvas: &Canvas,
    commands: &mut Vec<Command>,
) {
    let job = dialog.draft.job(shown.document, shown.view, canvas);
    let estimate = dialog.estimator.estimate(ui.ctx(), &job);
    let (draft, stage) = (&dialog.draft, &dialog.stage);
    let progress = dialog.exporter.progress();
    let name = shown.messages.get("command.export");
    overlay(ui, Modal::new(Id::new("export")), name, commands, |ui, commands| {
        let room = ui.ctx().content_rect().size();
        ui.set_width(WIDTH.min(room.x - 48.0));
        let mut edited = draft.clone();
        ui.add_enabled_ui(progress.is_none(), |ui| {
            let most = (room.y - AROUND).max(120.0);
            ScrollArea::vertical().max_height(most).show(ui, |ui| {
                Grid::new("export choices").num_columns(2).spacing(vec2(18.0, 8.0)).show(
                    ui,
                    |ui| {
                        export_choices::show(ui, shown, draft, &mut edited);
                    },
                );
            });
            ui.add_space(4.0);
            tell_estimate(ui, shown, draft, estimate);
            target(ui, shown, &mut edited, commands);
        });
        if edited != *draft {
            let command = ExportCommand::Choose(Box::new(edited));
            commands.push(Command::InExport(command));
        }
        ui.add_space(6.0);
        match (progress, stage) {
            (Some(progress), _) => running(ui, shown, draft.format, progress, commands),
            (None, Stage::Asking(path)) => {
                let words = shown.messages.fill("export.exists", &[&path.display().to_string()]);
                ui.add(Label::new(words).wrap());
                buttons(
                    ui,
                    shown,
                    commands,
                    &[
                        ("export.replace", true, ExportCommand::Replace),
                        ("prompt.cancel", true, ExportCommand::Keep),
                    ],
                );
            }
            (None, stage) => {
                if let Stage::Failed(why) = stage {
                    let why = RichText::new(why).color(color32(shown.theme.error));
                    ui.add(Label::new(why).wrap());
                }
                let can = estimate.is_none_or(Result::is_ok) && !draft.target.trim().is_empty();
                actions(ui, shown, draft, can, commands);
            }
        }
    });
}

/// Its size in pixels or millimetres and in bytes, or why it cannot be.
fn tell_estimate(
    ui: &mut Ui,
    shown: &Shown<'_>,
    draft: &Draft,
    estimate: Option<&Result<Estimate, Message>>,
) {
    let words = match estimate {
        None => shown.messages.get("export.measuring").to_owned(),
        Some(Err(why)) => {
            let why = RichText::new(shown.messages.say(why)).color(color32(shown.theme.error));
            ui.add(Label::new(why).wrap());
            return;
        }
        Some(Ok(Estimate { size, bytes, .. })) => {
            let bytes = bytes_in_words(*bytes);
            let key = match draft.format {
                Format::Pdf if draft.is_atlas(shown.chart) => "export.sheet_size",
                Format::Pdf => "export.page_size",
                _ => "export.pixels",
            };
            let unit = if draft.format == Format::Pdf { MILLIMETRES } else { 1.0 };
            match size.map(|(width, height)| [width, height].map(|it| format!("{:.0}", it * unit)))
            {
                Some([width, height]) => shown.messages.fill(key, &[&width, &height, &bytes]),
                None => shown.messages.fill("export.bytes", &[&bytes]),
            }
        }
    };
    ui.add(Label::new(shown.muted(words)).wrap());
    for advice in estimate.into_iter().flatten().flat_map(|estimate| &estimate.advice) {
        let words = RichText::new(shown.messages.say(advice)).size(size::SMALL);
        ui.add(Label::new(words.color(color32(shown.theme.warning))).wrap());
    }
}

/// The file to write.
fn target(ui: &mut Ui, shown: &Shown<'_>, edited: &mut Draft, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        let label = ui.label(shown.messages.get("export.file")).id;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button(shown.messages.get("export.browse")).clicked() {
                commands.push(Command::InExport(ExportCommand::Browse));
            }
            let field = TextEdit::singleline(&mut edited.target)
                .margin(Margin::symmetric(8, 5))
                .desired_width(ui.available_width());
            let field = ui.add(field).labelled_by(label);
            if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
                commands.push(Command::InExport(ExportCommand::Start));
            }
        });
    });
}

/// How far it is, and the way out.
fn running(
    ui: &mut Ui,
    shown: &Shown<'_>,
    format: Format,
    progress: Progress,
    commands: &mut Vec<Command>,
) {
    if let Some(part) = progress.part {
        ui.label(shown.messages.get("export.running"));
        ui.add(ProgressBar::new(part).desired_height(8.0));
    } else {
        let pages = format == Format::Pdf;
        ui.horizontal(|ui| {
            ui.add(Spinner::new().color(color32(shown.theme.accent)));
            let key = if pages { "export.drawing_pages" } else { "export.running" };
            ui.label(shown.messages.get(key));
        });
    }
    buttons(ui, shown, commands, &[("prompt.cancel", true, ExportCommand::Stop)]);
}

/// What can be done with the choices.
fn actions(ui: &mut Ui, shown: &Shown<'_>, draft: &Draft, can: bool, commands: &mut Vec<Command>) {
    let start = ("export.start", can, ExportCommand::Start);
    let copy = ("export.copy", can, ExportCommand::Copy);
    ui.horizontal(|ui| {
        if draft.format == Format::Png {
            buttons(ui, shown, commands, &[start, copy]);
        } else {
            buttons(ui, shown, commands, &[start]);
        }
        if ui.button(shown.messages.get("prompt.cancel")).clicked() {
            commands.push(Command::CloseOverlay);
        }
    });
}

/// Buttons in a row: the message that names each, whether it can be pressed, and what it does.
fn buttons(
    ui: &mut Ui,
    shown: &Shown<'_>,
    commands: &mut Vec<Command>,
    all: &[(&'static str, bool, ExportCommand)],
) {
    ui.horizontal(|ui| {
        for (at, (label, can, command)) in all.iter().enumerate() {
            let button = Button::new(shown.messages.get(label));
            let ground = color32(shown.theme.accent_faint);
            let button = if at == 0 { button.fill(ground) } else { button };
            if ui.add_enabled(*can, button).clicked() {
                commands.push(Command::InExport(command.clone()));
            }
        }
    });
}
