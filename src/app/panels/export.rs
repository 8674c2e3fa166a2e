//! The export dialog: choices, estimated size, progress.

use egui::{
    Align, Button, Grid, Id, Key, Label, Layout, Margin, Modal, ProgressBar, RichText, ScrollArea,
    Spinner, TextEdit, Ui, vec2,
};

use super::{PanelContext, export_choices};
use crate::app::command::{Command, ExportCommand};
use crate::app::jobs::texts::TextState;
use crate::app::state::export::{Draft, Sheets, Step};
use crate::app::widgets::overlay;
use crate::app::widgets::style::font;
use crate::canvas::color32;
use crate::diagnostic::Message;
use crate::export::{Estimate, Format, bytes_in_words};
use crate::scene::text::Weight;
use crate::scene::theme::size;

const WIDTH: f32 = 580.0;
/// The height of the choices for all formats, in points: a dialog of constant size leaves its
/// buttons under the pointer.
const CHOICES_HEIGHT: f32 = 306.0;
/// The height of the estimate, in points.
const ESTIMATE_HEIGHT: f32 = 40.0;
/// The height of questions and buttons, in points.
const ACTIONS_HEIGHT: f32 = 62.0;
/// The height of the window outside the choices, in points.
const AROUND: f32 = 300.0;
/// The minimum width of the column of labels, in points.
const LABELS_WIDTH: f32 = 72.0;
/// Millimetres in a point of paper.
const MILLIMETRES: f64 = 25.4 / 72.0;

pub(in crate::app) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let dialog = shown.export;
    let (draft, step, estimate) = (&dialog.draft, &dialog.step, dialog.measured());
    let is_running = dialog.is_running();
    let name = shown.messages.get("command.export");
    overlay(ui, Modal::new(Id::new("export")), name, commands, |ui, commands| {
        let room = ui.ctx().content_rect().size();
        ui.set_width(WIDTH.min(room.x - 48.0));
        ui.label(RichText::new(name.trim_end_matches('…')).font(font(Weight::Medium, size::TITLE)));
        ui.add_space(4.0);
        let mut edited = draft.clone();
        ui.add_enabled_ui(!is_running, |ui| {
            part(ui, "choices", CHOICES_HEIGHT.min((room.y - AROUND).max(120.0)), |ui| {
                let grid = Grid::new("export choices").num_columns(2).spacing(vec2(18.0, 8.0));
                grid.min_col_width(LABELS_WIDTH).show(ui, |ui| {
                    export_choices::show(ui, shown, draft, &mut edited);
                });
            });
            ui.add_space(4.0);
            part(ui, "estimate", ESTIMATE_HEIGHT, |ui| show_estimate(ui, shown, draft, estimate));
            target(ui, shown, &mut edited, commands);
        });
        if edited != *draft {
            let command = ExportCommand::Choose(Box::new(edited));
            commands.push(Command::InExport(command));
        }
        ui.add_space(6.0);
        part(ui, "actions", ACTIONS_HEIGHT, |ui| match (is_running, step) {
            (true, _) => running(ui, shown, draft.format, dialog.progress(), commands),
            (false, Step::Asking(path)) => {
                // "Cancel" comes first: a second click on "Export" must not replace a file.
                let keep = ("prompt.cancel", true, ExportCommand::Keep);
                let replace = ("export.replace", true, ExportCommand::Replace);
                buttons(ui, shown, commands, &[keep, replace]);
                let words = shown.messages.fill("export.exists", &[&path.display().to_string()]);
                ui.add(Label::new(words).wrap());
            }
            (false, step) => {
                let is_reading = draft.quotes() && shown.inspector.texts.are_being_read();
                let can = estimate.is_none_or(Result::is_ok)
                    && !draft.target.trim().is_empty()
                    && !is_reading;
                actions(ui, shown, draft, can, commands);
                if let Step::Failed(why) = step {
                    let why = RichText::new(why).color(color32(shown.theme.error));
                    ui.add(Label::new(why).wrap());
                }
            }
        });
    });
}

/// A scrollable part of the dialog with a fixed height.
fn part(ui: &mut Ui, salt: &str, height: f32, content: impl FnOnce(&mut Ui)) {
    let area = ScrollArea::vertical().id_salt(salt).max_height(height).min_scrolled_height(height);
    area.auto_shrink(false).show(ui, content);
}

/// The export's size in pixels or millimetres and in bytes, or why it cannot be written.
fn show_estimate(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
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
        Some(Ok(Estimate { size, sheets, bytes, .. })) => {
            let bytes = bytes_in_words(*bytes);
            let key = match draft.format {
                Format::Pdf if draft.sheets(shown.chart) != Sheets::One => "export.sheet_size",
                Format::Pdf => "export.page_size",
                _ => "export.pixels",
            };
            let unit = if draft.format == Format::Pdf { MILLIMETRES } else { 1.0 };
            match size.map(|(width, height)| [width, height].map(|it| format!("{:.0}", it * unit)))
            {
                Some([width, height]) => {
                    let sheets = sheets.map(|count| shown.messages.count("export.sheets", count));
                    let sheets = sheets.unwrap_or_default();
                    shown.messages.fill(key, &[&width, &height, &bytes, &sheets])
                }
                None => shown.messages.fill("export.bytes", &[&bytes]),
            }
        }
    };
    ui.add(Label::new(shown.muted(words)).wrap());
    if shown.chart.lacks_persons() {
        let words = RichText::new(shown.messages.get("export.no_persons")).size(size::SMALL);
        ui.add(Label::new(words.color(color32(shown.theme.muted))).wrap());
    }
    if draft.quotes() {
        unread_texts(ui, shown);
    }
    for advice in estimate.into_iter().flatten().flat_map(|estimate| &estimate.advice) {
        let words = RichText::new(shown.messages.say(advice)).size(size::SMALL);
        ui.add(Label::new(words.color(color32(shown.theme.warning))).wrap());
    }
}

/// The texts that are not quoted, and why.
fn unread_texts(ui: &mut Ui, shown: &PanelContext<'_>) {
    for source in shown.chart.sources() {
        let TextState::Failed(path, why) = shown.inspector.texts.of(source) else { continue };
        let why = shown.messages.say(&why.problem().message);
        let words = shown.messages.fill("wording.unreadable", &[&path, &why]);
        let words = RichText::new(words).size(size::SMALL).color(color32(shown.theme.warning));
        ui.add(Label::new(words).wrap());
    }
}

/// The field for the target file.
fn target(ui: &mut Ui, shown: &PanelContext<'_>, edited: &mut Draft, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        let label = ui.label(shown.messages.get("export.file")).id;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            // A page downloads, and the browser asks where to.
            let has_folders = !cfg!(target_arch = "wasm32");
            if has_folders && ui.button(shown.messages.get("export.browse")).clicked() {
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

/// The progress, and a button to cancel.
fn running(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    format: Format,
    progress: Option<f32>,
    commands: &mut Vec<Command>,
) {
    if let Some(part) = progress {
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

/// The buttons of the dialog.
fn actions(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    draft: &Draft,
    can: bool,
    commands: &mut Vec<Command>,
) {
    ui.horizontal(|ui| {
        buttons(ui, shown, commands, &[("export.start", can, ExportCommand::Start)]);
        if ui.button(shown.messages.get("prompt.cancel")).clicked() {
            commands.push(Command::CloseModal);
        }
        let copy = Button::new(shown.messages.get("export.copy"));
        if draft.format == Format::Png && ui.add_enabled(can, copy).clicked() {
            commands.push(Command::InExport(ExportCommand::Copy));
        }
    });
}

/// A row of buttons: label key, whether it is enabled, and command of each.
fn buttons(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
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
