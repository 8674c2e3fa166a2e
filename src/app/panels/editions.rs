//! The table of changes since another edition: filter, sort, copy, save.

use egui::{Button, Id, Margin, Panel, Rect, RichText, ScrollArea, TextEdit, Ui, pos2, vec2};

use super::PanelContext;
use crate::app::command::{Command, EditionCommand};
use crate::app::state::editions::{Against, Choice, Column, Compared, MarkedChart, cited};
use crate::app::widgets::style::{font, icon};
use crate::app::widgets::{cell_text, column_headings, named, offered, panel_frame, row_ground};
use crate::canvas::color32;
use crate::export::changes::Line;
use crate::scene::text::Weight;
use crate::scene::theme::size;

const ROW_HEIGHT: f32 = 40.0;
const GAP: f32 = 12.0;
const BUTTON_WIDTH: f32 = 26.0;

pub(in crate::app) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let most = (ui.ctx().content_rect().height() * 0.6).max(160.0);
    let panel = Panel::bottom("editions").frame(panel_frame(&shown.theme)).resizable(true);
    panel.default_size(most * 0.55).max_size(most).show(ui, |ui| {
        controls(ui, shown, commands);
        let is_first =
            shown.editions.old == Some(Against::Before) && shown.timeline.shown() == Some(0);
        let Some(compared) = shown.editions.compared().filter(|_| !is_first) else {
            let key = if is_first { "changes.first" } else { "changes.comparing" };
            ui.label(shown.muted(shown.messages.get(key)));
            // The panel is as high as its content, and keeps that height.
            ui.allocate_space(ui.available_size());
            return;
        };
        if let Some((name, why)) = compared.error() {
            ui.label(shown.messages.fill("changes.unreadable", &[name, why]));
            return;
        }
        ui.label(shown.muted(&compared.overview));
        if let Some(marked) = shown.marked {
            legend(ui, shown, marked, commands);
        }
        heading(ui, shown, commands);
        ui.spacing_mut().item_spacing.y = 0.0;
        if shown.changes_listed.is_empty() {
            let is_same = compared.lines.is_empty();
            let key = if is_same { "changes.same" } else { "changes.none" };
            ui.add_space(8.0);
            ui.label(shown.muted(shown.messages.get(key)));
        }
        let area = ScrollArea::vertical().auto_shrink(false).id_salt("editions");
        area.show_rows(ui, ROW_HEIGHT, shown.changes_listed.len(), |ui, range| {
            for &at in shown.changes_listed.get(range).unwrap_or_default() {
                row(ui, shown, compared, at, commands);
            }
        });
    });
}

/// The filter and the buttons to copy, save and close.
fn controls(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let messages = shown.messages;
    ui.horizontal_wrapped(|ui| {
        ui.label(
            RichText::new(messages.get("changes.table")).font(font(Weight::Medium, size::BODY)),
        );
        ui.label(shown.muted(messages.count("changes.rows", shown.changes_listed.len())));
        let mut choice = shown.editions.choice.clone();
        let hint = messages.get("changes.filter");
        let field = TextEdit::singleline(&mut choice.words)
            .id(Id::new("changes filter"))
            .margin(Margin::symmetric(8, 4))
            .hint_text(hint)
            .desired_width(180.0);
        let field = ui.add(field);
        ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(hint));
        if choice != shown.editions.choice {
            commands.push(Command::Editions(EditionCommand::Choose(choice)));
        }
        for (icon, label, command) in [
            (icon::COLUMNS, "command.side_by_side", EditionCommand::SideBySide),
            (icon::COPY, "changes.copy", EditionCommand::Copy),
            (icon::EXPORT, "changes.save", EditionCommand::Save),
            (icon::X, "command.end_comparison", EditionCommand::End),
        ] {
            let label = messages.get(label);
            if named(ui.add(Button::new(icon).small()), label).on_hover_text(label).clicked() {
                commands.push(Command::Editions(command));
            }
        }
    });
}

/// The legend of the marks on the chart with counts; each entry is a filter.
fn legend(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    marked: &MarkedChart,
    commands: &mut Vec<Command>,
) {
    let choice = &shown.editions.choice;
    ui.horizontal_wrapped(|ui| {
        for (sign, words) in &marked.marks.legend {
            let is_on = !choice.hidden.contains(sign);
            let color = if is_on { shown.theme.mark(*sign) } else { shown.theme.muted };
            let words = format!("{} {words}", sign.character());
            let text = RichText::new(words).size(size::SMALL).color(color32(color));
            let hint = shown.messages.get("changes.toggle");
            if ui.add(Button::selectable(is_on, text)).on_hover_text(hint).clicked() {
                let mut choice = choice.clone();
                choice.toggle(*sign);
                commands.push(Command::Editions(EditionCommand::Choose(choice)));
            }
        }
        if let Some(words) = &marked.marks.unchanged {
            ui.label(shown.muted(words));
        }
        if ui.add(offered(&shown.theme, shown.messages.get("changes.only"))).clicked() {
            commands.push(Command::Editions(EditionCommand::FoldUnchanged));
        }
    });
}

/// The widths of the columns for a total width.
fn columns(width: f32) -> [f32; 5] {
    let kind = (width * 0.1).clamp(84.0, 130.0);
    let cite = (width * 0.12).clamp(84.0, 150.0);
    // Room for two buttons after the text.
    let basis = (width * 0.15).clamp(150.0, 190.0);
    [kind, (width - kind - 2.0 * cite - basis).max(120.0), cite, cite, basis]
}

/// The column headings.
fn heading(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let now = &shown.editions.choice;
    let widths = columns(ui.available_width());
    let named = Column::ALL.iter().map(|&(column, label)| (column, shown.messages.get(label)));
    let columns = named.zip(widths).map(|((column, label), width)| (column, label, width));
    let sorted = (now.column, now.is_descending);
    if let Some((column, is_descending)) = column_headings(ui, &shown.theme, columns, sorted) {
        let choice = Choice { column, is_descending, ..now.clone() };
        commands.push(Command::Editions(EditionCommand::Choose(choice)));
    }
}

fn row(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    compared: &Compared,
    at: u32,
    commands: &mut Vec<Command>,
) {
    let Some(line) = compared.lines.get(at as usize) else { return };
    let Line { kind_words, sentence, basis, .. } = line;
    let theme = &shown.theme;
    let unit = line.units.iter().find_map(|id| shown.chart.find(id));
    let selected = unit.is_some() && shown.view.selected(shown.chart) == unit;
    let (before, after) = (cited(&line.old_cite), cited(&line.new_cite));
    let name = [kind_words, sentence.as_str(), &before, &after, basis.as_str()];
    let name = name.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", ");
    let (rect, response) = row_ground(ui, theme, ROW_HEIGHT, selected, &name);
    if response.on_hover_text(sentence).clicked()
        && let Some(unit) = unit
    {
        commands.push(Command::Reveal(unit));
    }
    let mut left = rect.left();
    let cells = [
        (*kind_words, theme.accent),
        (sentence.as_str(), theme.text),
        (before.as_str(), theme.muted),
        (after.as_str(), theme.muted),
        (basis.as_str(), theme.muted),
    ];
    for ((words, color), width) in cells.into_iter().zip(columns(rect.width())) {
        let place = Rect::from_min_size(pos2(left, rect.top()), vec2(width - GAP, rect.height()));
        cell_text(ui, theme, place, words, color);
        left += width;
    }
    if shown.document.path.is_some()
        && let Some(unit) = compared.proposal(line)
    {
        settle(ui, shown, rect, (unit, sentence), commands);
    }
}

/// The buttons that confirm and reject a proposed match, at the end of its row.
fn settle(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    row: Rect,
    (unit, sentence): (&str, &str),
    commands: &mut Vec<Command>,
) {
    let mut right = row.right() - GAP;
    for (icon, label, is_right) in
        [(icon::X, "changes.reject", false), (icon::CHECK, "changes.confirm", true)]
    {
        let place = Rect::from_min_max(
            pos2(right - BUTTON_WIDTH, row.center().y - BUTTON_WIDTH / 2.0),
            pos2(right, row.center().y + BUTTON_WIDTH / 2.0),
        );
        right -= BUTTON_WIDTH + 4.0;
        let label = shown.messages.fill(label, &[sentence]);
        let button = named(ui.put(place, Button::new(icon).small()), &label);
        if button.on_hover_text(&label).clicked() {
            let command = EditionCommand::Settle { unit: Some(unit.to_owned()), is_right };
            commands.push(Command::Editions(command));
        }
    }
}
