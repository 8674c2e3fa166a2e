//! The list of problems: position, message, excerpt and hints. A click shows the unit; a button
//! opens the external editor.

use egui::text::{LayoutJob, TextFormat};
use egui::{Id, Label, Panel, RichText, ScrollArea, Sense, Ui};

use super::PanelContext;
use crate::app::command::{Command, EditCommand};
use crate::app::widgets::style::font;
use crate::app::widgets::{offered, panel_frame};
use crate::canvas::color32;
use crate::diagnostic::{Diagnostic, Severity, count};
use crate::edit;
use crate::scene::text::Weight;
use crate::scene::theme::{Color, size};

/// The maximum number of problems listed; more are counted.
const MAX_LISTED: usize = 200;

/// The initial height in a low window, in points: two problems.
const MIN_FIRST_HEIGHT: f32 = 224.0;

/// The characters of a line shown on either side of a problem.
const AROUND: usize = 80;

pub(in crate::app) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let panel = Panel::bottom("problems").frame(panel_frame(&shown.theme)).resizable(true);
    let height = (ui.ctx().content_rect().height() * 0.27).max(MIN_FIRST_HEIGHT);
    panel.default_size(height).show(ui, |ui| {
        // The pane's height does not depend on its rows.
        ui.set_min_height(ui.available_height());
        ui.horizontal(|ui| {
            ui.label(shown.muted(shown.messages.get("panel.problems")));
            filter(ui, shown, commands);
            if ui.small_button(shown.messages.get("notice.close")).clicked() {
                commands.push(Command::ToggleProblems);
            }
        });
        let hidden = &shown.view.hidden_problems;
        let mut listed: Vec<(usize, &Diagnostic)> = shown
            .document
            .problems
            .iter()
            .enumerate()
            .filter(|(_, problem)| !hidden.contains(&problem.severity()))
            .collect();
        // Errors come before warnings.
        listed.sort_by_key(|(_, problem)| problem.severity());
        // Whole rows do not need a fading edge.
        ui.spacing_mut().scroll.fade.strength = 0.0;
        let height = whole_rows(ui);
        ScrollArea::vertical().auto_shrink(false).max_height(height).show(ui, |ui| {
            if listed.is_empty() {
                ui.label(shown.messages.get("problem.none"));
            }
            let mut ends = Vec::new();
            for &(at, problem) in listed.iter().take(MAX_LISTED) {
                ui.scope(|ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    row(ui, shown, at, problem, commands);
                });
                ends.push(ui.min_rect().height());
                ui.add_space(4.0);
            }
            keep_row_ends(ui, ends);
            if listed.len() > MAX_LISTED {
                let rest = (listed.len() - MAX_LISTED).to_string();
                ui.label(shown.muted(shown.messages.fill("problem.more", &[&rest])));
            }
            // Their texts are read only if they are shown.
            let names_text = shown.document.chart.sources().iter().any(|it| it.text.is_some());
            if names_text && shown.document.path.is_some() {
                ui.add(Label::new(shown.muted(shown.messages.get("problem.texts"))).wrap());
            }
        });
    });
}

fn row_ends_id() -> Id {
    Id::new("ends of the problems' rows")
}

/// The height of the whole rows that fit into the pane.
fn whole_rows(ui: &Ui) -> f32 {
    let room = ui.available_height();
    let ends: Vec<f32> = ui.data(|data| data.get_temp(row_ends_id())).unwrap_or_default();
    ends.into_iter().take_while(|end| *end <= room).last().unwrap_or(room)
}

/// Stores the bottom of each row, relative to the top of the first; a list of other rows is laid
/// out again at once.
fn keep_row_ends(ui: &Ui, ends: Vec<f32>) {
    let before = ui.data(|data| data.get_temp::<Vec<f32>>(row_ends_id()));
    if before.as_ref() != Some(&ends) {
        ui.data_mut(|data| data.insert_temp(row_ends_id(), ends));
        ui.ctx().request_discard("other problems are listed");
    }
}

/// The filter by severity, with numbers.
fn filter(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    for (severity, key) in
        [(Severity::Error, "status.errors"), (Severity::Warning, "status.warnings")]
    {
        let count = count(&shown.document.problems, severity);
        if count == 0 {
            continue;
        }
        let is_on = !shown.view.hidden_problems.contains(&severity);
        let words = RichText::new(shown.messages.count(key, count));
        if ui.selectable_label(is_on, words.size(size::SMALL)).clicked() {
            commands.push(Command::ToggleSeverity(severity));
        }
    }
}

fn row(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    at: usize,
    problem: &Diagnostic,
    commands: &mut Vec<Command>,
) {
    let source = &shown.document.checked;
    let place = problem.span.as_ref().map_or_else(String::new, |span| {
        let at = source.position(span.start);
        format!("{}:{}", at.line, at.column)
    });
    let color = color_of(shown, problem);
    let head = format!("{} {place}", problem.code.as_str());
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(head).size(size::SMALL).color(color32(color)));
        let message = Label::new(shown.messages.say(&problem.message)).wrap();
        let message = ui.add(message.selectable(false).sense(Sense::click()));
        let goes = shown.messages.get("problem.go");
        if message.on_hover_text(goes).clicked() {
            commands.push(Command::ShowProblem(at));
        }
        fix_button(ui, shown, at, problem, commands);
        if shown.document.path.is_some() && problem.span.is_some() {
            let button =
                ui.add(offered(&shown.theme, shown.messages.get("problem.editor")).small());
            if button.on_hover_text(shown.messages.get("command.open_in_editor")).clicked() {
                commands.push(Command::OpenProblem(at));
            }
        }
    });
    if let Some(excerpt) = excerpt(shown, problem, color) {
        ui.add(Label::new(excerpt).wrap());
    }
    for hint in &problem.hints {
        ui.add(Label::new(shown.muted(shown.messages.say(hint))).wrap());
    }
}

/// A button that settles a problem, by its number, where that has a fix.
pub(super) fn fix_button(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    at: usize,
    problem: &Diagnostic,
    commands: &mut Vec<Command>,
) {
    if shown.document.path.is_none() || !edit::fixes::has_fix(problem) {
        return;
    }
    let button = ui.add(offered(&shown.theme, shown.messages.get("problem.fix")).small());
    if button.on_hover_text(shown.messages.get("problem.fix_hint")).clicked() {
        commands.push(Command::Edit(EditCommand::Fix(at)));
    }
}

/// The colour of a problem by its severity.
pub(super) fn color_of(shown: &PanelContext<'_>, problem: &Diagnostic) -> Color {
    match problem.severity() {
        Severity::Error => shown.theme.error,
        Severity::Warning => shown.theme.warning,
        Severity::Note => shown.theme.muted,
    }
}

/// The line around a problem, with the problem highlighted.
fn excerpt(shown: &PanelContext<'_>, problem: &Diagnostic, color: Color) -> Option<LayoutJob> {
    let span = problem.span.clone()?;
    let text = shown.document.checked.text();
    let line = shown.document.checked.line_span(span.start);
    let line_end = line.end.max(span.start);
    let end = span.end.clamp(span.start, line_end);
    let before = text.get(line.start..span.start)?.trim_start();
    let cut: String = before.chars().rev().take(AROUND).collect::<Vec<_>>().iter().rev().collect();
    let after = text.get(end..line_end)?.trim_end();
    let (most, _) = after.char_indices().nth(AROUND).unwrap_or((after.len(), ' '));
    let close = if most < after.len() { "…" } else { "" };
    let mut job = LayoutJob::default();
    let format = |color| TextFormat::simple(font(Weight::Regular, size::SMALL), color32(color));
    let open = if cut.len() < before.len() { "…" } else { "" };
    job.append(&format!("{open}{cut}"), 0.0, format(shown.theme.muted));
    job.append(text.get(span.start..end)?, 0.0, format(color));
    job.append(&format!("{}{close}", &after[..most]), 0.0, format(shown.theme.muted));
    Some(job)
}
