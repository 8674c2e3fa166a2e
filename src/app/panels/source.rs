//! The text of the selected unit as the file has it, to be edited there.

use egui::text::{LayoutJob, TextFormat};
use egui::{Button, Id, Label, TextEdit, Ui};

use egui_phosphor::regular as icon;

use super::Shown;
use crate::app::actions;
use crate::app::command::Command;
use crate::app::desk::{EditCommand, Spot};
use crate::app::shortcuts::keys;
use crate::app::style::font;
use crate::canvas::color32;
use crate::diagnostic::Severity;
use crate::scene::text::Weight;
use crate::scene::theme::{Theme, size};

/// The editor of the unit's text.
pub(in crate::app) fn editor_id() -> Id {
    Id::new("source")
}

/// The editor with its buttons, and the problems of what is written in it.
pub(super) fn show(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    buttons(ui, shown, commands);
    let Some(spot) = &shown.desk.spot else { return };
    let text = shown.document.source.text().get(spot.span.clone()).unwrap_or_default();
    if text.is_empty() {
        ui.add(Label::new(shown.muted(shown.messages.get("source.not_found"))).wrap());
        return;
    }
    if shown.document.path.is_none() {
        ui.add(Label::new(shown.muted(shown.messages.get("source.sample"))).wrap());
    }
    let mut words = text.replace("\r\n", "\n");
    let before = words.clone();
    let theme = shown.theme;
    let mut layouter = |ui: &Ui, words: &dyn egui::TextBuffer, width: f32| {
        let mut job = highlighted(words.as_str(), &theme);
        job.wrap.max_width = width;
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let editor = TextEdit::multiline(&mut words)
        .id(editor_id())
        .desired_width(f32::INFINITY)
        .desired_rows(12)
        .lock_focus(true)
        .interactive(shown.document.path.is_some())
        .layouter(&mut layouter);
    let response = ui.add(editor);
    let name = shown.messages.get("source.text");
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    if words != before {
        commands.push(Command::Edit(EditCommand::Type(words)));
    }
    problems(ui, shown, spot);
}

fn buttons(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        for command in [EditCommand::Save, EditCommand::Undo, EditCommand::Redo] {
            let command = Command::Edit(command);
            let Some((label, _, _, when)) = actions::of(&command) else { continue };
            let label = shown.messages.get(label);
            let button = ui.add_enabled(shown.can(*when), Button::new(label));
            if button.on_hover_text(keys(&command, shown.messages)).clicked() {
                commands.push(command);
            }
        }
        let label = shown.messages.get("source.unit");
        let words = format!("{label} {}", icon::CARET_DOWN);
        let menu = ui.menu_button(words, |ui| unit_menu(ui, shown, commands)).response;
        super::named(menu, label);
    });
    if shown.desk.moving.is_some() {
        let words =
            shown.muted(shown.messages.get("source.pick")).color(color32(shown.theme.accent));
        ui.add(Label::new(words).wrap());
    }
}

/// What can be done with the selected unit.
pub(super) fn unit_menu(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    for command in [
        EditCommand::AddSibling,
        EditCommand::AddChild,
        EditCommand::Move,
        EditCommand::MoveToTop,
        EditCommand::OpenEditor,
        EditCommand::Delete,
    ] {
        if action(ui, shown, command, commands) {
            ui.close();
        }
    }
}

/// A button for an action; whether it was clicked.
fn action(
    ui: &mut Ui,
    shown: &Shown<'_>,
    command: EditCommand,
    commands: &mut Vec<Command>,
) -> bool {
    let command = Command::Edit(command);
    let Some((label, _, _, when)) = actions::of(&command) else { return false };
    let label = shown.messages.get(label);
    let button = Button::new(label).shortcut_text(keys(&command, shown.messages));
    let clicked = super::named(ui.add_enabled(shown.can(*when), button), label).clicked();
    if clicked {
        commands.push(command);
    }
    clicked
}

/// What is wrong with the unit.
fn problems(ui: &mut Ui, shown: &Shown<'_>, spot: &Spot) {
    let inside = |at: usize| spot.span.start <= at && at < spot.span.end;
    for problem in &shown.document.problems {
        let Some(span) = problem.span.as_ref().filter(|span| inside(span.start)) else { continue };
        let color = match problem.severity() {
            Severity::Error => shown.theme.error,
            Severity::Warning => shown.theme.warning,
            Severity::Note => shown.theme.muted,
        };
        let place = shown.document.checked.position(span.start);
        let head = format!("{} {}:{}", problem.code.as_str(), place.line, place.column);
        ui.add_space(4.0);
        ui.label(shown.muted(head).color(color32(color)));
        ui.add(Label::new(shown.messages.say(&problem.message)).wrap());
        for hint in &problem.hints {
            ui.add(Label::new(shown.muted(shown.messages.say(hint))).wrap());
        }
    }
}

/// RON with its parts told apart: names of fields, texts, comments.
fn highlighted(text: &str, theme: &Theme) -> LayoutJob {
    let mut job = LayoutJob::default();
    let mut rest = text;
    while !rest.is_empty() {
        let (length, color, weight) = part(rest, theme);
        let (words, behind) = rest.split_at(length);
        let format = TextFormat {
            line_height: Some(size::BODY * 1.5),
            ..TextFormat::simple(font(weight, size::BODY), color32(color))
        };
        job.append(words, 0.0, format);
        rest = behind;
    }
    job
}

/// The length of the part that a text starts with, its colour and its weight.
fn part(text: &str, theme: &Theme) -> (usize, crate::scene::theme::Color, Weight) {
    let to = |end: Option<usize>| end.unwrap_or(text.len());
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    match text.chars().next().unwrap_or(' ') {
        '"' => {
            let mut escaped = false;
            let end = text.char_indices().skip(1).find(|&(_, c)| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            (to(end.map(|(at, _)| at + 1)), theme.accent, Weight::Regular)
        }
        '/' if text.starts_with("//") => (to(text.find('\n')), theme.muted, Weight::Regular),
        '/' if text.starts_with("/*") => {
            (to(text.find("*/").map(|at| at + 2)), theme.muted, Weight::Regular)
        }
        c if is_word(c) => {
            let end = to(text.find(|c: char| !is_word(c)));
            let is_field = text[end..].trim_start().starts_with(':');
            let weight = if is_field { Weight::Medium } else { Weight::Regular };
            (end, theme.text, weight)
        }
        _ => {
            let end =
                text.find(|c: char| is_word(c) || matches!(c, '"' | '/')).unwrap_or(text.len());
            (end.max(1), theme.muted, Weight::Regular)
        }
    }
}
