//! The import dialog: its steps, and the last one with the chart and the report on the rows.

use egui::{
    Align, Button, Frame, Id, Image, Key, Label, Layout, Margin, Modal, RichText, ScrollArea,
    Spinner, TextEdit, TextStyle, Ui, UiBuilder, vec2,
};

use super::{PanelContext, import_columns, import_source};
use crate::app::command::{Command, ImportCommand};
use crate::app::jobs::importer::Made;
use crate::app::state::import::{Choices, Step, tally};
use crate::app::widgets::style::{font, icon};
use crate::app::widgets::{offered, overlay, radio_button, tick_box};
use crate::canvas::color32;
use crate::i18n::Messages;
use crate::import::{Remark, Replaced};
use crate::scene::text::Weight;
use crate::scene::theme::size;

const WIDTH: f32 = 940.0;
/// The height of a step, in points: a dialog of constant size leaves its buttons under the pointer.
const STEP_HEIGHT: f32 = 540.0;
/// The height of the window outside the step, in points.
const AROUND: f32 = 170.0;
/// The maximum height of the list of problems, in points.
const REMARKS_HEIGHT: f32 = 84.0;

pub(in crate::app) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let dialog = shown.import;
    let choices = &dialog.choices;
    let name = shown.messages.get("import.title");
    overlay(ui, Modal::new(Id::new("import")), name, commands, |ui, commands| {
        let room = ui.ctx().content_rect().size();
        let width = WIDTH.min(room.x - 48.0);
        ui.set_width(width);
        ui.label(RichText::new(name).font(font(Weight::Medium, size::TITLE)));
        let mut edited = choices.clone();
        steps(ui, shown, &mut edited);
        ui.add_space(6.0);
        let height = STEP_HEIGHT.min((room.y - AROUND).max(120.0));
        let (_, rect) = ui.allocate_space(vec2(width, height));
        ui.scope_builder(UiBuilder::new().max_rect(rect).id_salt(choices.step as u8), |ui| {
            ui.set_clip_rect(rect.expand(4.0).intersect(ui.clip_rect()));
            ui.set_min_size(rect.size());
            match choices.step {
                Step::Source => import_source::choose(ui, shown, &mut edited, commands),
                Step::Reading => import_source::reading(ui, shown, &mut edited),
                Step::Columns => import_columns::show(ui, shown, &mut edited, commands),
                Step::Chart => chart(ui, shown, &mut edited, commands),
            }
        });
        ui.add_space(8.0);
        actions(ui, shown, &mut edited, commands);
        if edited != *choices {
            commands.push(Command::InImport(ImportCommand::Choose(Box::new(edited))));
        }
    });
}

/// Whether a step is reachable.
fn is_open(shown: &PanelContext<'_>, step: Step) -> bool {
    let dialog = shown.import;
    match step {
        Step::Source => true,
        Step::Reading => dialog.choices.has_source(),
        Step::Columns => {
            dialog.choices.has_source()
                && matches!(dialog.read(), Some(Ok(source)) if source.proposed.is_some())
        }
        Step::Chart => dialog.choices.has_source() && matches!(dialog.read(), Some(Ok(_))),
    }
}

/// The next or previous reachable step.
fn neighbour(shown: &PanelContext<'_>, forward: bool) -> Option<Step> {
    let now = shown.import.choices.step;
    let steps = Step::ALL.iter().map(|&(step, _)| step);
    let is_open = |step: &Step| is_open(shown, *step);
    if forward {
        steps.filter(|step| *step > now).find(is_open)
    } else {
        steps.filter(|step| *step < now).rfind(is_open)
    }
}

/// The steps in order, each of which is a button.
fn steps(ui: &mut Ui, shown: &PanelContext<'_>, edited: &mut Choices) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for (number, (step, name)) in (1..).zip(Step::ALL) {
            if number > 1 {
                ui.label(shown.muted(icon::CARET_RIGHT));
            }
            let words = format!("{number}  {}", shown.messages.get(name));
            let is_now = step == shown.import.choices.step;
            let button = Button::selectable(is_now, words);
            if ui.add_enabled(is_now || is_open(shown, step), button).clicked() {
                edited.step = step;
            }
        }
    });
}

/// Buttons: back, next and cancel.
fn actions(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    edited: &mut Choices,
    commands: &mut Vec<Command>,
) {
    let is_last = shown.import.choices.step == Step::Chart;
    let forward = neighbour(shown, true);
    let has_units =
        shown.import.made().is_some_and(|made| made.report.units > 0 && made.problem.is_none());
    let can = if is_last {
        has_units && !shown.import.target().trim().is_empty()
    } else {
        forward.is_some()
    };
    let typing = ui.ctx().text_edit_focused();
    let focused = ui.memory(|memory| memory.focused().is_some());
    let entered = !typing && !focused && ui.input(|input| input.key_pressed(Key::Enter));
    ui.horizontal(|ui| {
        if ui.button(shown.messages.get("prompt.cancel")).clicked() {
            commands.push(Command::CloseModal);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let words = shown.messages.get(match (is_last, edited.updates) {
                (true, true) => "import.update",
                (true, false) => "import.create",
                (false, _) => "import.next",
            });
            let next = ui.add_enabled(can, offered(&shown.theme, words));
            if next.clicked() || (entered && can) {
                match forward.filter(|_| !is_last) {
                    Some(step) => edited.step = step,
                    None => commands.push(Command::InImport(ImportCommand::Create)),
                }
            }
            let back = neighbour(shown, false);
            let button = Button::new(shown.messages.get("import.back"));
            if ui.add_enabled(back.is_some(), button).clicked() {
                edited.step = back.unwrap_or_default();
            }
        });
    });
}

/// Shows why there is nothing to show.
pub(super) fn fault(ui: &mut Ui, shown: &PanelContext<'_>, words: &str) {
    let words = RichText::new(words).color(color32(shown.theme.error));
    ui.add(Label::new(words).wrap());
}

/// Shows that work is in progress.
pub(super) fn waiting(ui: &mut Ui, shown: &PanelContext<'_>, words: &'static str) {
    if let Some(why) = shown.import.failed() {
        return fault(ui, shown, &shown.messages.say(why));
    }
    ui.horizontal(|ui| {
        ui.add(Spinner::new().color(color32(shown.theme.accent)));
        ui.label(shown.messages.get(words));
    });
}

/// The chart, the report on the rows, and the target file.
fn chart(ui: &mut Ui, shown: &PanelContext<'_>, edited: &mut Choices, commands: &mut Vec<Command>) {
    let Some(made) = shown.import.made() else {
        return waiting(ui, shown, "import.making");
    };
    let report = &made.report;
    let mut remarks: Vec<Line<'_>> =
        report.remarks().map(|(is_lost, remark)| Line::Row(is_lost, remark)).collect();
    if let Some(changes) = report.changes.as_deref() {
        remarks.extend(changes.replaced.iter().map(Line::Replaced));
        remarks.extend(changes.gone.iter().map(|id| Line::Gone(id)));
    }
    let (row, gap) = (ui.spacing().interact_size.y, ui.spacing().item_spacing.y);
    #[expect(clippy::cast_precision_loss, reason = "a height on screen")]
    let list_height = REMARKS_HEIGHT.min(remarks.len() as f32 * remark_height(ui));
    let listed = if remarks.is_empty() { 0.0 } else { list_height + gap };
    let below = 4.0 * (row + gap) + listed + 8.0;
    picture(ui, shown, made, (ui.available_height() - below).max(60.0));
    if made.problem.is_none() {
        ui.add(Label::new(shown.muted(tally(shown.messages, report))).wrap());
    }
    if !remarks.is_empty() {
        ui.scope(|ui| list(ui, shown, &remarks, list_height, edited));
    }
    fields(ui, shown, edited, commands);
}

/// The picture of the chart.
fn picture(ui: &mut Ui, shown: &PanelContext<'_>, made: &Made, height: f32) {
    let ground = Frame::new().fill(color32(shown.theme.ground)).corner_radius(6.0);
    let inside = vec2(ui.available_width() - 16.0, height - 16.0);
    ground.inner_margin(Margin::same(8)).show(ui, |ui| {
        let layout = Layout::centered_and_justified(egui::Direction::TopDown);
        ui.allocate_ui_with_layout(inside, layout, |ui| match shown.import.picture() {
            Some(picture) => {
                let image = Image::new((picture.id(), picture.size_vec2())).max_size(inside);
                let image = image.shrink_to_fit().alt_text(shown.messages.get("import.preview"));
                ui.add(image);
            }
            None if made.problem.is_some() => {
                let why = made.problem.as_ref().map(|why| shown.messages.say(why));
                let why = why.unwrap_or_default();
                if shown.import.target().trim().is_empty() {
                    ui.label(shown.muted(shown.messages.get("import.which_file")));
                } else {
                    fault(ui, shown, &shown.messages.fill("import.not_updated", &[&why]));
                }
            }
            None if made.report.units == 0 => {
                fault(ui, shown, shown.messages.get("import.no_units"));
            }
            None => drop(ui.label(shown.muted(shown.messages.get("import.no_picture")))),
        });
    });
}

/// The height of a problem, in points.
fn remark_height(ui: &Ui) -> f32 {
    ui.text_style_height(&egui::TextStyle::Body) + 6.0
}

/// A line of the report.
enum Line<'a> {
    /// A remark on a row, and whether the row was omitted.
    Row(bool, &'a Remark),
    /// A replaced value of the structure file.
    Replaced(&'a Replaced),
    /// A unit of the structure file that is missing from the source.
    Gone(&'a str),
}

impl Line<'_> {
    fn words(&self, messages: &Messages) -> String {
        match self {
            Self::Gone(id) => messages.fill("import.gone", &[id]),
            Self::Replaced(replaced) => messages.say(&replaced.message()),
            Self::Row(_, remark) => {
                let row = remark.row.map(|row| row.to_string());
                let message = messages.say(&remark.message);
                match (row, remark.column.as_str()) {
                    (Some(row), "") => messages.fill("import.remark", &[&row, &message]),
                    (Some(row), column) => {
                        messages.fill("import.remark_of", &[&row, column, &message])
                    }
                    (None, "") => message,
                    (None, column) => messages.fill("import.remark_on", &[column, &message]),
                }
            }
        }
    }
}

/// The report as a list; clicking a line leads to the row.
fn list(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    remarks: &[Line<'_>],
    list_height: f32,
    edited: &mut Choices,
) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let height = remark_height(ui);
    let area = ScrollArea::vertical().id_salt("remarks").auto_shrink(false);
    let area = area.max_height(list_height).min_scrolled_height(list_height);
    area.show_rows(ui, height, remarks.len(), |ui, rows| {
        for line in &remarks[rows] {
            let is_lost = matches!(line, Line::Row(true, _));
            let color = if is_lost { shown.theme.error } else { shown.theme.text };
            let words = RichText::new(line.words(shown.messages)).color(color32(color));
            let button = Button::new(words).frame_when_inactive(false).truncate();
            let is_clicked = ui.add(button.min_size(vec2(0.0, height))).clicked();
            if let (true, Line::Row(_, remark)) = (is_clicked, line) {
                edited.row = remark.row;
                edited.step = Step::Reading;
            }
        }
    });
}

/// New file or update, the organization's name, persons, and the target file.
fn fields(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    edited: &mut Choices,
    commands: &mut Vec<Command>,
) {
    let words = |key| shown.messages.get(key);
    ui.horizontal(|ui| {
        for (updates, name) in [(false, "import.new_file"), (true, "import.updates")] {
            if radio_button(ui, &shown.theme, edited.updates == updates, words(name)).clicked() {
                edited.updates = updates;
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let mut with_persons = !edited.no_persons;
            tick_box(ui, &shown.theme, &mut with_persons, words("import.persons"));
            edited.no_persons = !with_persons;
        });
    });
    let width = [words("import.name"), words("import.target")].map(|it| label_width(ui, it));
    let width = width[0].max(width[1]);
    let mut title = shown.import.title();
    let before = title.clone();
    // An updated file keeps its own name.
    let is_new = !edited.updates;
    labelled(ui, words("import.name"), width, |ui, label| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let field = TextEdit::singleline(&mut title).margin(Margin::symmetric(8, 5));
            let field = field.desired_width(ui.available_width() - 4.0);
            ui.add_enabled(is_new, field).labelled_by(label);
        });
    });
    if title != before {
        edited.title = Some(title);
    }
    let mut target = shown.import.target();
    let before = target.clone();
    let mut is_entered = false;
    labelled(ui, words("import.target"), width, |ui, label| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if edited.updates && ui.button(words("export.browse")).clicked() {
                commands.push(Command::InImport(ImportCommand::BrowseUpdated));
            }
            let field = TextEdit::singleline(&mut target).margin(Margin::symmetric(8, 5));
            let field = ui.add(field.desired_width(ui.available_width() - 4.0)).labelled_by(label);
            is_entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        });
    });
    if target != before {
        if edited.updates {
            edited.updated = Some(target);
        } else {
            edited.target = Some(target);
        }
    } else if is_entered {
        commands.push(Command::InImport(ImportCommand::Create));
    }
}

/// The width of a label, in points.
fn label_width(ui: &Ui, words: &str) -> f32 {
    let font = TextStyle::Body.resolve(ui.style());
    ui.painter().layout_no_wrap(words.to_owned(), font, ui.visuals().text_color()).size().x
}

/// A row with a label of a given width, followed by its control.
fn labelled(ui: &mut Ui, words: &str, width: f32, add: impl FnOnce(&mut Ui, Id)) {
    ui.horizontal(|ui| {
        let height = ui.spacing().interact_size.y;
        let layout = Layout::left_to_right(Align::Center);
        let label = ui.allocate_ui_with_layout(vec2(width, height), layout, |ui| {
            ui.set_min_width(width);
            ui.label(words).id
        });
        add(ui, label.inner);
    });
}
