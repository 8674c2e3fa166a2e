//! The status bar: file, counts, news and zoom.

use egui::{Align, Button, Frame, Label, Layout, Margin, Panel, RichText, Ui, vec2};

use super::PanelContext;
use crate::app::command::{Command, ConflictCommand, EditCommand, actions};
use crate::app::state::view::Notice;
use crate::app::widgets::{has_room, named};
use crate::canvas::color32;
use crate::diagnostic::{Severity, count};
use crate::scene::theme::size;

/// Minimum length of a notice that gets a separate panel, in bytes.
const MAX_BESIDE_BYTES: usize = 120;

pub(in crate::app) fn show(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    notice: Option<&Notice>,
    commands: &mut Vec<Command>,
) {
    let frame =
        Frame::new().fill(color32(shown.theme.panel)).inner_margin(Margin::symmetric(14, 4));
    let is_long = |notice: &Notice| (notice.words)(shown.messages).len() > MAX_BESIDE_BYTES;
    let (long, notice) = match notice {
        Some(notice) if notice.is_error || is_long(notice) => (Some(notice), None),
        _ => (None, notice),
    };
    Panel::bottom("status").frame(frame).show(ui, |ui| {
        let has_room = has_room(ui.ctx());
        ui.horizontal(|ui| {
            ui.scope(|ui| {
                ui.set_max_width(ui.available_width() * 0.5);
                ui.add(Label::new(shown.muted(summary(shown))).truncate());
            });
            problems(ui, shown, commands);
            if has_room {
                news(ui, shown, commands);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                zoom(ui, shown, commands);
                if let Some(notice) = notice.filter(|_| has_room) {
                    offer(ui, shown, notice, commands);
                    ui.add(Label::new(shown.muted((notice.words)(shown.messages))).truncate());
                }
            });
        });
        // News gets a second line if one is too short.
        let is_new = shown.document.disk.is_some()
            || shown.document.is_stale
            || !shown.marks.list.is_empty()
            || notice.is_some()
            || shown.modals.is_conflict_postponed();
        if is_new && !has_room {
            ui.horizontal_wrapped(|ui| {
                news(ui, shown, commands);
                if let Some(notice) = notice {
                    ui.label(shown.muted((notice.words)(shown.messages)));
                    offer(ui, shown, notice, commands);
                }
            });
        }
    });
    if let Some(notice) = long {
        Panel::bottom("notice")
            .frame(frame)
            .show(ui, |ui| full_notice(ui, shown, notice, commands));
    }
}

/// Unsaved changes, stale chart, changes and postponed conflict.
fn news(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    if shown.document.disk.is_some() {
        unsaved(ui, shown, commands);
    }
    if shown.document.is_stale {
        let words = RichText::new(shown.messages.get("status.stale")).size(size::SMALL);
        ui.label(words.color(color32(shown.theme.warning)));
    }
    super::changes::show(ui, shown, commands);
    if shown.modals.is_conflict_postponed() {
        let words = RichText::new(shown.messages.get("conflict.pending")).size(size::SMALL);
        ui.label(words.color(color32(shown.theme.warning)));
        let words = RichText::new(shown.messages.get("conflict.resume")).size(size::SMALL);
        if ui.add(Button::new(words).small()).clicked() {
            commands.push(Command::Decide(ConflictCommand::Resume));
        }
    }
}

/// Says that there are unsaved changes, and offers to save and to undo.
fn unsaved(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let words = shown.messages.get("status.unsaved");
    ui.label(RichText::new(words).size(size::SMALL).color(color32(shown.theme.warning)));
    for command in [EditCommand::Save, EditCommand::Undo].map(Command::Edit) {
        let Some(action) = actions::of(&command).filter(|action| shown.can(action.when)) else {
            continue;
        };
        let label = shown.messages.get(action.label);
        let button = ui.add(Button::new(RichText::new(label).size(size::SMALL)).small());
        let name = shown.messages.fill("status.unsaved_offer", &[label]);
        if named(button, &name).clicked() {
            commands.push(command);
        }
    }
}

/// The command that a notice offers.
fn offer(ui: &mut Ui, shown: &PanelContext<'_>, notice: &Notice, commands: &mut Vec<Command>) {
    let Some((label, command)) = &notice.offer else { return };
    let words = RichText::new(shown.messages.get(label)).size(size::SMALL);
    if ui.add(Button::new(words).small()).clicked() {
        commands.push(command.clone());
    }
}

/// The zoom buttons, from right to left.
fn zoom(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    if shown.chart.units().is_empty() {
        return;
    }
    ui.spacing_mut().item_spacing.x = 2.0;
    let mut button = |ui: &mut Ui, words: &str, label: &'static str, command: Command| {
        let button = Button::new(RichText::new(words).size(size::SMALL));
        let button = button.small().min_size(vec2(24.0, 22.0));
        let name = shown.messages.get(label);
        if named(ui.add(button), name).on_hover_text(name).clicked() {
            commands.push(command);
        }
    };
    button(ui, shown.messages.get("zoom.fit"), "command.fit", Command::Fit);
    button(ui, "+", "command.zoom_in", Command::ZoomIn);
    let percent = shown.muted(format!("{:.0} %", shown.zoom * 100.0));
    ui.add_sized(vec2(40.0, 18.0), Label::new(percent).selectable(false));
    button(ui, "−", "command.zoom_out", Command::ZoomOut);
    ui.add_space(12.0);
}

/// A notice in full.
fn full_notice(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    notice: &Notice,
    commands: &mut Vec<Command>,
) {
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        if ui.small_button(shown.messages.get("notice.close")).clicked() {
            commands.push(Command::CloseNotice);
        }
        offer(ui, shown, notice, commands);
        ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
            let color = if notice.is_error { shown.theme.error } else { shown.theme.text };
            let words = RichText::new((notice.words)(shown.messages)).color(color32(color));
            ui.add(Label::new(words).wrap());
        });
    });
}

/// File name, number of units and of functions.
fn summary(shown: &PanelContext<'_>) -> String {
    let file = match shown.timeline.name_of_shown() {
        Some(other) => Some(shown.messages.fill("status.other_edition", &[other])),
        None => shown.document.name(),
    };
    let file = file.as_deref().unwrap_or_else(|| shown.messages.get("status.sample"));
    let units = shown.messages.count("status.units", shown.chart.units().len());
    let functions = shown.messages.count("status.functions", shown.chart.total_function_count());
    let mut parts = vec![file.to_owned(), units, functions];
    if shown.is_watching {
        parts.push(shown.messages.get("status.watching").to_owned());
    }
    parts.join("·")
}

/// The numbers of errors and warnings; a click lists them.
fn problems(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let counted = |severity| count(&shown.document.problems, severity);
    let (errors, warnings) = (counted(Severity::Error), counted(Severity::Warning));
    let color = match (errors, warnings) {
        (0, 0) => shown.theme.muted,
        (0, _) => shown.theme.warning,
        _ => shown.theme.error,
    };
    let words = format!(
        "{}  {}",
        shown.messages.count("status.errors", errors),
        shown.messages.count("status.warnings", warnings),
    );
    let words = RichText::new(words).size(size::SMALL).color(color32(color));
    if ui.add(Button::new(words).small()).clicked() {
        commands.push(Command::ToggleProblems);
    }
}
