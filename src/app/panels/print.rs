//! The print dialog: choices on the left, the sheets on the right.

use egui::{
    Align, Button, ComboBox, Frame, Grid, Id, Image, Label, Layout, Margin, Modal, RichText,
    Spinner, Ui, vec2,
};

use super::{PanelContext, export_choices};
use crate::app::command::{Command, PrintCommand};
use crate::app::state::export::{Draft, Sheets};
use crate::app::widgets::overlay;
use crate::app::widgets::style::font;
use crate::app::widgets::tick_box;
use crate::canvas::color32;
use crate::export::Paper;
use crate::i18n::languages;
use crate::scene::text::Weight;
use crate::scene::theme::size;

const WIDTH: f32 = 940.0;
/// Width of the choices, and height of the preview, in points.
const CHOICES_WIDTH: f32 = 430.0;
const PREVIEW_HEIGHT: f32 = 470.0;
/// Height of the window around the preview.
const AROUND: f32 = 190.0;

/// The kinds of documents, with their names.
const SHEETS: [(Sheets, &str); 3] = [
    (Sheets::One, "print.one"),
    (Sheets::Atlas, "print.atlas"),
    (Sheets::Handbook, "print.handbook"),
];

pub(in crate::app) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let dialog = shown.print;
    let name = shown.messages.get("command.print");
    overlay(ui, Modal::new(Id::new("print")), name, commands, |ui, commands| {
        let room = ui.ctx().content_rect().size();
        ui.set_width(WIDTH.min(room.x - 48.0));
        ui.label(RichText::new(name.trim_end_matches('…')).font(font(Weight::Medium, size::TITLE)));
        ui.add_space(4.0);
        let height = PREVIEW_HEIGHT.min((room.y - AROUND).max(160.0));
        ui.horizontal_top(|ui| {
            let mut edited = dialog.draft.clone();
            let choices_size = vec2(CHOICES_WIDTH.min(ui.available_width() / 2.0), height);
            ui.allocate_ui_with_layout(choices_size, Layout::top_down(Align::Min), |ui| {
                ui.set_width(choices_size.x);
                ui.add_enabled_ui(!dialog.is_running(), |ui| {
                    let grid = Grid::new("print choices").num_columns(2).spacing(vec2(18.0, 8.0));
                    grid.show(ui, |ui| choices(ui, shown, &dialog.draft, &mut edited));
                });
            });
            if edited != dialog.draft {
                commands.push(Command::InPrint(PrintCommand::Choose(Box::new(edited))));
            }
            ui.vertical(|ui| preview(ui, shown, height, commands));
        });
        ui.add_space(8.0);
        actions(ui, shown, commands);
    });
}

/// Extent, paper, sheets and language.
fn choices(ui: &mut Ui, shown: &PanelContext<'_>, draft: &Draft, edited: &mut Draft) {
    let words = |key| shown.messages.get(key);
    export_choices::extent(ui, shown, draft, edited);
    let label = export_choices::caption(ui, words("export.paper")).id;
    ui.vertical(|ui| {
        let paper = draft.paper.unwrap_or(Paper::A4);
        let name = Paper::ALL.iter().find(|(_, known)| *known == paper).map(|it| it.0);
        let name = export_choices::written(name.unwrap_or_default());
        let list = ComboBox::from_id_salt("print paper").selected_text(name);
        let list = list.show_ui(ui, |ui| export_choices::papers(ui, edited));
        list.response.labelled_by(label);
        tick_box(ui, &shown.theme, &mut edited.landscape, words("export.landscape"));
    });
    ui.end_row();
    export_choices::caption(ui, words("print.as"));
    ui.vertical(|ui| {
        for (sheets, key) in SHEETS {
            let button = Button::selectable(draft.sheets == sheets, words(key));
            if ui.add(button).clicked() && draft.sheets != sheets {
                *edited = edited.on(sheets);
            }
        }
    });
    ui.end_row();
    if shown.chart.languages().len() > 1 {
        export_choices::caption(ui, words("export.language"));
        ui.vertical(|ui| {
            ui.horizontal_wrapped(|ui| {
                for tag in shown.chart.languages() {
                    let known = languages().iter().find(|language| language.tag() == tag);
                    let name = known.map_or(tag.as_str(), |language| language.name());
                    export_choices::one_of(ui, &mut edited.language, tag.clone(), name);
                }
            });
            if draft.sheets == Sheets::Handbook {
                export_choices::second_language(ui, shown, draft, edited);
            }
        });
        ui.end_row();
    }
}

/// The current sheet, and buttons to the others.
fn preview(ui: &mut Ui, shown: &PanelContext<'_>, height: f32, commands: &mut Vec<Command>) {
    let dialog = shown.print;
    let ground = Frame::new().fill(color32(shown.theme.ground)).corner_radius(6.0);
    let inside = vec2(ui.available_width() - 16.0, height - 44.0);
    ground.inner_margin(Margin::same(8)).show(ui, |ui| {
        let layout = Layout::centered_and_justified(egui::Direction::TopDown);
        ui.allocate_ui_with_layout(inside, layout, |ui| match dialog.picture() {
            Some(picture) => {
                let image = Image::new((picture.id(), picture.size_vec2())).max_size(inside);
                let words = sheet_words(shown);
                ui.add(image.shrink_to_fit().alt_text(words));
            }
            None => drop(ui.add(Spinner::new().color(color32(shown.theme.accent)))),
        });
    });
    ui.horizontal(|ui| {
        let count = dialog.sheet_count().unwrap_or(1);
        let mut turn = |ui: &mut Ui, key, is_there: bool, sheet: usize| {
            let button = Button::new(shown.messages.get(key));
            if ui.add_enabled(is_there, button).clicked() {
                commands.push(Command::InPrint(PrintCommand::Turn(sheet)));
            }
        };
        let at = dialog.sheet;
        turn(ui, "print.previous", at > 0, at.saturating_sub(1));
        turn(ui, "print.next", at + 1 < count, at + 1);
        ui.label(shown.muted(sheet_words(shown)));
    });
}

/// "Sheet 2 of 7".
fn sheet_words(shown: &PanelContext<'_>) -> String {
    match shown.print.sheet_count() {
        Some(count) => {
            let at = shown.print.sheet + 1;
            shown.messages.fill("print.sheet", &[&at.to_string(), &count.to_string()])
        }
        None => shown.messages.get("export.measuring").to_owned(),
    }
}

fn actions(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let dialog = shown.print;
    ui.horizontal(|ui| {
        if dialog.is_running() {
            ui.add(Spinner::new().color(color32(shown.theme.accent)));
            ui.label(shown.messages.get("export.drawing_pages"));
            if ui.button(shown.messages.get("prompt.cancel")).clicked() {
                commands.push(Command::InPrint(PrintCommand::Stop));
            }
            return;
        }
        let ground = color32(shown.theme.accent_faint);
        let start = Button::new(shown.messages.get("print.start")).fill(ground);
        if ui.add(start).clicked() {
            commands.push(Command::InPrint(PrintCommand::Start));
        }
        if ui.button(shown.messages.get("prompt.cancel")).clicked() {
            commands.push(Command::CloseModal);
        }
        let words = dialog.failed.as_deref().unwrap_or(shown.messages.get("print.how"));
        let color = if dialog.failed.is_some() { shown.theme.error } else { shown.theme.muted };
        let words = RichText::new(words).size(size::SMALL).color(color32(color));
        ui.add(Label::new(words).wrap());
    });
}
