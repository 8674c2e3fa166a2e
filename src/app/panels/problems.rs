//! The problems of the file at the lower edge: place, message, hints.

use egui::{Label, Panel, RichText, ScrollArea, Ui};

use super::Shown;
use crate::app::command::Command;
use crate::app::panel_frame;
use crate::canvas::color32;
use crate::diagnostic::{Diagnostic, Severity};
use crate::scene::theme::size;

/// More than these are counted, not listed.
const MOST_LISTED: usize = 200;

pub(in crate::app) fn show(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    let panel = Panel::bottom("problems").frame(panel_frame(&shown.theme)).resizable(true);
    panel.default_size(150.0).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(shown.muted(shown.messages.get("panel.problems")));
            if ui.small_button(shown.messages.get("notice.close")).clicked() {
                commands.push(Command::ToggleProblems);
            }
        });
        let problems = &shown.document.problems;
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            if problems.is_empty() {
                ui.label(shown.messages.get("problem.none"));
            }
            for problem in problems.iter().take(MOST_LISTED) {
                row(ui, shown, problem);
            }
            if problems.len() > MOST_LISTED {
                let rest = (problems.len() - MOST_LISTED).to_string();
                ui.label(shown.muted(shown.messages.fill("problem.more", &[&rest])));
            }
        });
    });
}

fn row(ui: &mut Ui, shown: &Shown<'_>, problem: &Diagnostic) {
    let source = &shown.document.source;
    let place = problem.span.as_ref().map_or_else(String::new, |span| {
        let at = source.position(span.start);
        format!("{}:{}", at.line, at.column)
    });
    let color = match problem.severity() {
        Severity::Error => shown.theme.error,
        Severity::Warning => shown.theme.warning,
        Severity::Note => shown.theme.muted,
    };
    let head = format!("{} {place}", problem.code.as_str());
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(head).size(size::SMALL).color(color32(color)));
        ui.add(Label::new(shown.messages.say(&problem.message)).wrap());
        for hint in &problem.hints {
            ui.add(Label::new(shown.muted(shown.messages.say(hint))).wrap());
        }
    });
}
