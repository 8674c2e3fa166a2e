//! The conflict dialog: the versions of each conflict, and the choice.

use std::ops::Range;

use egui::cache::{ComputerMut, FrameCache};
use egui::{
    Align, Button, Frame, Id, Label, Layout, Margin, Modal, RichText, ScrollArea, TextEdit, Ui,
};

use super::PanelContext;
use crate::app::command::{Command, ConflictCommand};
use crate::app::jobs::merging::{After, Cause, FoundError};
use crate::app::state::conflict::{Choice, Conflict, Lines};
use crate::app::widgets::code::Code;
use crate::app::widgets::style::{font, icon};
use crate::app::widgets::{named, overlay};
use crate::canvas::color32;
use crate::edit::merge::changed_words;
use crate::scene::text::Weight;
use crate::scene::theme::size;

/// The maximum width of the dialog, in points.
const MAX_WIDTH: f32 = 980.0;
/// The height of title, buttons and margins, in points.
const AROUND: f32 = 190.0;
/// The minimum width of two versions side by side, in points.
const SIDE_BY_SIDE_FROM: f32 = 640.0;
/// The maximum size shown of each version, in bytes.
const MAX_SHOWN_BYTES: usize = 20_000;

pub(in crate::app) fn show(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    conflict: &Conflict,
    commands: &mut Vec<Command>,
) {
    let name = shown.messages.get("conflict.title");
    overlay(ui, Modal::new(Id::new("conflict")), name, commands, |ui, commands| {
        let room = ui.ctx().content_rect().size();
        ui.set_width(MAX_WIDTH.min(room.x - 48.0));
        let title = RichText::new(name).font(font(Weight::Medium, size::NAME));
        ui.label(title);
        let most = (room.y - AROUND).max(120.0);
        let list = ScrollArea::vertical().id_salt(conflict.shown).max_height(most);
        list.show(ui, |ui| {
            ui.set_width(ui.available_width() - 8.0);
            ui.add(Label::new(reason(shown, conflict)).wrap());
            ui.add_space(4.0);
            place(ui, shown, conflict, commands);
            versions(ui, shown, conflict, commands);
        });
        ui.add_space(6.0);
        state(ui, shown, conflict);
        buttons(ui, shown, conflict, commands);
    });
}

/// The cause of the conflict, and what to do.
fn reason(shown: &PanelContext<'_>, conflict: &Conflict) -> String {
    let name = shown.document.name().unwrap_or_default();
    match &conflict.cause {
        Cause::SameLines => shown.messages.fill("conflict.same_lines", &[&name]),
        Cause::Unsound(error) => {
            shown.messages.fill("conflict.unsound", &[&name, &error_text(shown, error)])
        }
    }
}

fn error_text(shown: &PanelContext<'_>, error: &FoundError) -> String {
    let words = shown.messages.say(&error.message);
    match error.line {
        Some(line) => shown.messages.fill("conflict.error_in_line", &[&line.to_string(), &words]),
        None => words,
    }
}

/// The navigation between places.
fn place(ui: &mut Ui, shown: &PanelContext<'_>, conflict: &Conflict, commands: &mut Vec<Command>) {
    let (at, count) = (conflict.shown, conflict.count());
    let line = conflict.line_number(at).to_string();
    ui.horizontal_wrapped(|ui| {
        if count > 1 {
            for (icon, label, to) in [
                (icon::ARROW_LEFT, "conflict.previous", at.checked_sub(1)),
                (icon::ARROW_RIGHT, "conflict.next", Some(at + 1).filter(|next| *next < count)),
            ] {
                let label = shown.messages.get(label);
                let button = named(ui.add_enabled(to.is_some(), Button::new(icon)), label);
                if button.on_hover_text(label).clicked() {
                    commands.extend(to.map(|to| Command::Decide(ConflictCommand::Show(to))));
                }
            }
        }
        let (at, count) = ((at + 1).to_string(), count.to_string());
        let words = shown.messages.fill("conflict.place", &[&at, &count, &line]);
        ui.label(RichText::new(words).font(font(Weight::Medium, size::BODY)));
        if conflict.count() > 1 {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                for (label, choice) in
                    [("conflict.all_theirs", Choice::Theirs), ("conflict.all_mine", Choice::Mine)]
                {
                    if ui.small_button(shown.messages.get(label)).clicked() {
                        commands.push(Command::Decide(ConflictCommand::ChooseForAll(choice)));
                    }
                }
            });
        }
    });
}

/// The versions of the current place, and the choices.
fn versions(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    conflict: &Conflict,
    commands: &mut Vec<Command>,
) {
    let lines = conflict.lines(conflict.shown);
    let mut show = |ui: &mut Ui, label, offered, text| {
        choice(ui, shown, conflict, label, offered, commands);
        version(ui, shown, text, lines);
    };
    let mine = ("conflict.mine", Choice::Mine, lines.mine);
    let theirs = ("conflict.theirs", Choice::Theirs, lines.theirs);
    if ui.available_width() < SIDE_BY_SIDE_FROM {
        for (label, offered, text) in [mine, theirs] {
            show(ui, label, offered, text);
        }
    } else {
        ui.columns(2, |columns| {
            for (ui, (label, offered, text)) in columns.iter_mut().zip([mine, theirs]) {
                show(ui, label, offered, text);
            }
        });
    }
    ui.add_space(2.0);
    ui.label(shown.muted(shown.messages.get("conflict.base")));
    version(ui, shown, lines.base, lines);
    if lines.can_have_both() {
        choice(ui, shown, conflict, "conflict.both", Choice::Both, commands);
    }
    let words = own_words(conflict, lines);
    choice(ui, shown, conflict, "conflict.own", Choice::Own(words.clone()), commands);
    if matches!(conflict.choice(conflict.shown), Some(Choice::Own(_))) {
        own(ui, shown, conflict, &words, commands);
    }
}

/// A choice for the current place.
fn choice(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    conflict: &Conflict,
    label: &'static str,
    choice: Choice,
    commands: &mut Vec<Command>,
) {
    let is_chosen = conflict.choice(conflict.shown) == Some(&choice);
    if ui.radio(is_chosen, shown.messages.get(label)).clicked() && !is_chosen {
        commands.push(Command::Decide(ConflictCommand::Choose(conflict.shown, choice)));
    }
}

/// The lines of a version without the common indentation; words that differ from the base are highlighted.
fn version(ui: &mut Ui, shown: &PanelContext<'_>, text: &str, lines: Lines<'_>) {
    let frame = Frame::new().fill(color32(shown.theme.ground)).corner_radius(4.0);
    frame.inner_margin(Margin::symmetric(8, 6)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        if text.is_empty() {
            ui.label(shown.muted(shown.messages.get("conflict.no_lines")));
            return;
        }
        let cut = text.floor_char_boundary(MAX_SHOWN_BYTES);
        let indentation = lines.common_indentation().len();
        let start: Vec<&str> =
            text[..cut].lines().map(|line| line.get(indentation..).unwrap_or_default()).collect();
        let start = start.join("\n");
        let marked = marked(ui, lines.base, &start);
        let code = Code { text: &start, theme: &shown.theme, before: "", marked: &marked };
        let galley = code.galley(ui, ui.available_width());
        ui.add(Label::new(galley).selectable(true));
        if cut < text.len() {
            let rest = text[cut..].lines().count().to_string();
            ui.label(shown.muted(shown.messages.fill("conflict.more_lines", &[&rest])));
        }
    });
}

/// Cache of the words that differ from the base.
fn marked(ui: &Ui, base: &str, text: &str) -> Vec<Range<usize>> {
    let base = &base[..base.floor_char_boundary(MAX_SHOWN_BYTES)];
    ui.ctx().memory_mut(|memory| memory.caches.cache::<Marks>().get((base, text)).clone())
}

type Marks = FrameCache<Vec<Range<usize>>, Marker>;

#[derive(Default)]
struct Marker;

impl ComputerMut<(&str, &str), Vec<Range<usize>>> for Marker {
    fn compute(&mut self, (base, text): (&str, &str)) -> Vec<Range<usize>> {
        changed_words(base, text)
    }
}

/// The text written for a conflict, or the initial one, without the last line break.
fn own_words(conflict: &Conflict, lines: Lines<'_>) -> String {
    let version = match conflict.choice(conflict.shown) {
        Some(Choice::Own(words)) => return words.clone(),
        Some(Choice::Theirs) => lines.theirs,
        _ => lines.mine,
    };
    let words = version.replace("\r\n", "\n");
    words.strip_suffix('\n').unwrap_or(&words).to_owned()
}

/// The field for the user's own text.
fn own(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    conflict: &Conflict,
    words: &str,
    commands: &mut Vec<Command>,
) {
    let theme = shown.theme;
    let mut layouter = |ui: &Ui, words: &dyn egui::TextBuffer, width: f32| {
        Code { text: words.as_str(), theme: &theme, before: "", marked: &[] }.galley(ui, width)
    };
    let mut written = words.to_owned();
    let field = TextEdit::multiline(&mut written)
        .desired_width(f32::INFINITY)
        .desired_rows(3)
        .lock_focus(true)
        .layouter(&mut layouter);
    let field = ui.add(field);
    let name = shown.messages.get("conflict.own");
    ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(name));
    if written != words {
        commands
            .push(Command::Decide(ConflictCommand::Choose(conflict.shown, Choice::Own(written))));
    }
}

/// Errors of the chosen text, and failures.
fn state(ui: &mut Ui, shown: &PanelContext<'_>, conflict: &Conflict) {
    let colored = |words: String, color| RichText::new(words).color(color32(color));
    if let Some(error) = &conflict.error {
        let words = shown.messages.fill("conflict.error", &[&error_text(shown, error)]);
        ui.add(Label::new(colored(words, shown.theme.warning)).wrap());
    }
    if let Some(failure) = &conflict.failure {
        let why = shown.messages.say(failure);
        let words = shown.messages.fill("conflict.no_backup", &[&why]);
        ui.add(Label::new(colored(words, shown.theme.error)).wrap());
    }
}

fn buttons(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    conflict: &Conflict,
    commands: &mut Vec<Command>,
) {
    ui.horizontal_wrapped(|ui| {
        let finish = match conflict.after {
            After::Show => "conflict.finish",
            After::Save | After::SaveAnd(_) => "conflict.save",
        };
        let button = Button::new(shown.messages.get(finish));
        let button = button.fill(color32(shown.theme.accent_faint));
        if ui.add_enabled(conflict.is_settled(), button).clicked() {
            commands.push(Command::Decide(ConflictCommand::Finish));
        }
        if ui.button(shown.messages.get("conflict.later")).clicked() {
            commands.push(Command::CloseModal);
        }
        if !conflict.is_settled() {
            let chosen = conflict.count_chosen().to_string();
            let count = conflict.count().to_string();
            let words = shown.messages.fill("conflict.chosen", &[&chosen, &count]);
            ui.label(shown.muted(words));
        }
    });
}
