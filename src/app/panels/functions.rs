//! The table of all functions: filter, sort, copy, save.

use egui::{
    Align, Button, ComboBox, Id, Layout, Margin, Panel, Rect, ScrollArea, TextEdit, Ui, UiBuilder,
    pos2, vec2,
};

use super::{PanelContext, statements};
use crate::app::command::Command;
use crate::app::state::functions::{Choice, Column, Row, in_words, statement};
use crate::app::widgets::style::icon;
use crate::app::widgets::{cell_text, column_headings, named, panel_frame, row_ground};
use crate::model::UnitIndex;

const ROW_HEIGHT: f32 = 40.0;
const GAP: f32 = 12.0;
/// The minimum width at which the table explains why it has more rows than functions.
const WHY_FROM: f32 = 900.0;
/// The width of the button that shows who answers for a function.
pub(super) const ASK: f32 = 30.0;

pub(in crate::app) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let most = (ui.ctx().content_rect().height() * 0.6).max(160.0);
    let panel = Panel::bottom("functions").frame(panel_frame(&shown.theme)).resizable(true);
    panel.default_size(most * 0.65).max_size(most).show(ui, |ui| {
        controls(ui, shown, commands);
        heading(ui, shown, commands);
        ui.spacing_mut().item_spacing.y = 0.0;
        let rows = &shown.functions.rows;
        if rows.is_empty() {
            ui.add_space(8.0);
            ui.label(shown.muted(shown.messages.get("functions.none")));
        }
        let area = ScrollArea::vertical().auto_shrink(false).id_salt("functions");
        area.show_rows(ui, ROW_HEIGHT, rows.len(), |ui, range| {
            for &row in rows.get(range).unwrap_or_default() {
                line(ui, shown, row, commands);
            }
        });
    });
}

/// The filters and the buttons to copy and save.
fn controls(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let messages = shown.messages;
    let now = &shown.function_table.choice;
    ui.horizontal_wrapped(|ui| {
        count(ui, shown);
        let mut choice = now.clone();
        let hint = messages.get("functions.filter");
        let field = TextEdit::singleline(&mut choice.words)
            .id(Id::new("functions filter"))
            .margin(Margin::symmetric(8, 4))
            .hint_text(hint)
            .desired_width(180.0);
        let field = ui.add(field);
        ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(hint));
        kinds(ui, shown, &mut choice);
        branch(ui, shown, &mut choice);
        if choice != *now {
            commands.push(Command::ChooseFunctions(choice));
        }
        for (icon, label, command) in [
            (icon::COPY, "functions.copy", Command::CopyFunctions),
            (icon::EXPORT, "functions.save", Command::SaveFunctions),
            (icon::X, "notice.close", Command::ToggleFunctions),
        ] {
            let label = messages.get(label);
            if named(ui.add(Button::new(icon).small()), label).on_hover_text(label).clicked() {
                commands.push(command);
            }
        }
    });
}

/// The number of functions, and of rows if that is larger.
fn count(ui: &mut Ui, shown: &PanelContext<'_>) {
    let (messages, listed) = (shown.messages, shown.functions);
    let functions = messages.count("status.functions", listed.distinct);
    if listed.rows.len() == listed.distinct {
        ui.label(shown.muted(functions));
        return;
    }
    let rows = listed.rows.len().to_string();
    let said = |key| messages.fill(key, &[&functions, &rows]);
    if ui.available_width() >= WHY_FROM {
        ui.label(shown.muted(said("functions.rows_why")));
    } else {
        ui.label(shown.muted(said("functions.rows"))).on_hover_text(said("functions.rows_why"));
    }
}

/// The filter by kind of unit.
fn kinds(ui: &mut Ui, shown: &PanelContext<'_>, choice: &mut Choice) {
    let all = shown.messages.get("functions.all_kinds");
    let kinds = shown.chart.kinds();
    let label =
        |id: &str| kinds.iter().find(|kind| kind.id == id).map(|kind| shown.words(&kind.label));
    let current = choice.kind.as_deref().and_then(label).unwrap_or(all);
    ComboBox::from_id_salt("functions kind").selected_text(current).show_ui(ui, |ui| {
        ui.selectable_value(&mut choice.kind, None, all);
        for kind in kinds {
            let id = Some(kind.id.clone());
            ui.selectable_value(&mut choice.kind, id, shown.words(&kind.label));
        }
    });
}

/// The filter by the branch of the selected unit.
fn branch(ui: &mut Ui, shown: &PanelContext<'_>, choice: &mut Choice) {
    let chosen = choice.branch.as_deref().and_then(|id| shown.chart.find(id));
    let unit = chosen.or_else(|| shown.view.selected(shown.chart));
    let Some(unit) = unit else { return };
    let it = shown.chart.unit(unit);
    let name = it.acronym.as_deref().unwrap_or_else(|| shown.words(&it.name));
    let label = shown.messages.fill("functions.branch", &[name]);
    let mut is_on = chosen.is_some();
    ui.checkbox(&mut is_on, label);
    if is_on != chosen.is_some() {
        choice.branch = is_on.then(|| it.id.clone());
    }
}

/// The widths of the columns for a total width.
fn columns(width: f32) -> [f32; 4] {
    let unit = (width * 0.24).clamp(90.0, 260.0);
    let kind = (width * 0.12).clamp(84.0, 120.0);
    let cite = (width * 0.1).clamp(84.0, 110.0);
    [unit, kind, cite, (width - unit - kind - cite).max(80.0)]
}

/// The column headings.
fn heading(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let now = &shown.function_table.choice;
    let widths = columns(ui.available_width() - ASK);
    let named = Column::ALL.iter().map(|&(column, label)| (column, shown.messages.get(label)));
    let columns = named.zip(widths).map(|((column, label), width)| (column, label, width));
    let sorted = (now.column, now.is_descending);
    if let Some((column, is_descending)) = column_headings(ui, &shown.theme, columns, sorted) {
        let choice = Choice { column, is_descending, ..now.clone() };
        commands.push(Command::ChooseFunctions(choice));
    }
}

fn line(ui: &mut Ui, shown: &PanelContext<'_>, row: Row, commands: &mut Vec<Command>) {
    let Some(words) = in_words(shown.chart, shown.languages, row) else { return };
    let theme = &shown.theme;
    let selected = shown.view.selected(shown.chart) == Some(row.unit);
    let name = format!("{} {} {}", words.unit, words.cite, words.text);
    let (rect, response) = row_ground(ui, theme, ROW_HEIGHT, selected, &name);
    if response.on_hover_text(&words.text).clicked() {
        commands.push(Command::Reveal(row.unit));
    }
    let mut left = rect.left();
    let widths = columns(rect.width() - ASK);
    let cells = [
        Some((&words.unit, theme.text)),
        Some((&words.kind, theme.muted)),
        // Links lie over the row.
        None,
        Some((&words.text, theme.text)),
    ];
    for (cell, width) in cells.into_iter().zip(widths) {
        let place = Rect::from_min_size(pos2(left, rect.top()), vec2(width - GAP, rect.height()));
        match cell {
            Some((words, color)) => cell_text(ui, theme, place, words, color),
            None => citations(ui, shown, place, row, commands),
        }
        left += width;
    }
    ask(ui, shown, rect, row.unit, row.at as usize, commands);
}

/// The paragraphs of a function, as links to their wording.
fn citations(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    place: Rect,
    row: Row,
    commands: &mut Vec<Command>,
) {
    let Some(statement) = statement(shown.chart, row) else { return };
    let layout = Layout::left_to_right(Align::Center).with_main_wrap(true);
    ui.scope_builder(UiBuilder::new().max_rect(place).layout(layout), |ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 0.0);
        statements::citations(ui, shown, &statement.cite, commands);
    });
}

/// The button at the end of a row that shows who answers for the function.
pub(super) fn ask(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    row: Rect,
    unit: UnitIndex,
    function: usize,
    commands: &mut Vec<Command>,
) {
    let place = Rect::from_min_max(pos2(row.right() - ASK, row.top()), row.max);
    let label = shown.messages.get("answers.function");
    let button = Button::new(shown.muted(icon::USER)).frame_when_inactive(false);
    // The frame on hover must not widen the list.
    let mut end = ui.new_child(UiBuilder::new().max_rect(place));
    end.spacing_mut().button_padding.x = 4.0;
    if named(end.put(place.shrink2(vec2(2.0, 0.0)), button), label).on_hover_text(label).clicked() {
        commands.push(Command::ShowAnswersForFunction(unit, function));
    }
}
