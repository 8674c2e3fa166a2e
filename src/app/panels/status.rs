//! The line at the lower edge: file, counts, the last notice, zoom and language.

use egui::{Align, Frame, Layout, Margin, Panel, RichText, Ui};

use super::Shown;
use crate::app::command::Command;
use crate::app::state::Notice;
use crate::canvas::color32;
use crate::diagnostic::Severity;
use crate::scene::theme::size;

pub(in crate::app) fn show(
    ui: &mut Ui,
    shown: &Shown<'_>,
    notice: Option<&Notice>,
    commands: &mut Vec<Command>,
) {
    let frame =
        Frame::new().fill(color32(shown.theme.panel)).inner_margin(Margin::symmetric(14, 4));
    let (failure, notice) = match notice {
        Some(notice) if notice.is_error => (Some(notice), None),
        _ => (None, notice),
    };
    Panel::bottom("status").frame(frame).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(shown.muted(summary(shown)));
            problems(ui, shown, commands);
            if shown.document.is_stale {
                let words = RichText::new(shown.messages.get("status.stale")).size(size::SMALL);
                ui.label(words.color(color32(shown.theme.warning)));
            }
            super::changes::show(ui, shown, commands);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(shown.muted(format!("{:.0} %", shown.zoom * 100.0)));
                if let Some(notice) = notice {
                    if let Some(file) = &notice.file {
                        let words = shown.messages.get("notice.show_folder");
                        let words = RichText::new(words).size(size::SMALL);
                        if ui.add(egui::Button::new(words).small()).clicked() {
                            commands.push(Command::ShowFolder(file.clone()));
                        }
                    }
                    ui.add(egui::Label::new(shown.muted(&notice.words)).truncate());
                }
            });
        });
    });
    if let Some(failure) = failure {
        Panel::bottom("failure").frame(frame).show(ui, |ui| told(ui, shown, failure, commands));
    }
}

/// What went wrong, and what to do: all of it, however long.
fn told(ui: &mut Ui, shown: &Shown<'_>, failure: &Notice, commands: &mut Vec<Command>) {
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        if ui.small_button(shown.messages.get("notice.close")).clicked() {
            commands.push(Command::CloseNotice);
        }
        ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
            let words = RichText::new(&failure.words).color(color32(shown.theme.error));
            ui.add(egui::Label::new(words).wrap());
        });
    });
}

/// File, units and functions.
fn summary(shown: &Shown<'_>) -> String {
    let file = shown.document.name();
    let file = file.as_deref().unwrap_or_else(|| shown.messages.get("status.sample"));
    let units = shown.messages.count("status.units", shown.chart.units().len());
    let functions = shown.messages.count("status.functions", shown.chart.total_function_count());
    let mut parts = vec![file.to_owned(), units, functions];
    if shown.is_watching {
        parts.push(shown.messages.get("status.watching").to_owned());
    }
    parts.join("·")
}

/// Counts of errors and warnings; a click lists them.
fn problems(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    let count = |severity| {
        let all = shown.document.problems.iter();
        all.filter(|problem| problem.severity() == severity).count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
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
    if ui.add(egui::Button::new(words).small()).clicked() {
        commands.push(Command::ToggleProblems);
    }
}
