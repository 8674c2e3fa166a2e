//! Keyboard navigation of the outline: arrows, Home, End, Enter, and typing a name.

use egui::accesskit::Role;
use egui::{Context, Event, EventFilter, Id, Key, Modifiers, Rect, Sense, Ui};

use super::PanelContext;
use super::outline::{self, Row};
use crate::app::command::Command;
use crate::model::UnitIndex;

/// Maximum pause between the letters of a name, in seconds.
const PAUSE_S: f64 = 1.0;

/// The id of the list, which has the focus as a whole.
pub(in crate::app) fn list_id() -> Id {
    Id::new("outline list")
}

/// Handles focus and keys of the list; returns its rect if it has the focus.
pub(super) fn list(ui: &Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) -> Option<Rect> {
    let id = list_id();
    let rect = ui.available_rect_before_wrap();
    let response = ui.interact(rect, id, Sense::focusable_noninteractive());
    let name = shown.messages.get("panel.outline");
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_role(Role::Tree);
        node.set_label(name);
    });
    if !response.has_focus() {
        return None;
    }
    let filter =
        EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    commands.extend(pressed(ui, shown));
    commands.extend(typed(ui, shown).map(Command::Select));
    Some(rect)
}

/// The command of a pressed key.
fn pressed(ui: &Ui, shown: &PanelContext<'_>) -> Option<Command> {
    let selected = shown.view.selected(shown.chart);
    let is_pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let at = || outline::selected_place(shown);
    let row = |at: Option<usize>| {
        Some(match outline::row_at(shown, at?)? {
            Row::Unit(unit) => Command::Select(unit),
            Row::Body(body) => Command::ShowBody(body),
        })
    };
    if is_pressed(Key::ArrowDown) {
        row(Some(at().map_or(0, |at| at + 1)))
    } else if is_pressed(Key::ArrowUp) {
        row(at().map_or(Some(0), |at| at.checked_sub(1)))
    } else if is_pressed(Key::Home) {
        row(Some(0))
    } else if is_pressed(Key::End) {
        row(outline::row_count(shown).checked_sub(1))
    } else if is_pressed(Key::ArrowLeft) {
        aside(shown, selected?, false)
    } else if is_pressed(Key::ArrowRight) {
        aside(shown, selected?, true)
    } else if is_pressed(Key::Enter) {
        selected.map(Command::Reveal)
    } else {
        None
    }
}

/// Left collapses a branch, then goes to the parent; right expands it, then goes to the first child.
fn aside(shown: &PanelContext<'_>, unit: UnitIndex, is_right: bool) -> Option<Command> {
    let it = shown.chart.unit(unit);
    if shown.is_searching() {
        // Ancestors of matches stay expanded.
        let mut rows = shown.outline.iter().skip_while(|&&row| row != unit).skip(1);
        let below = rows.next().filter(|&&row| shown.chart.unit(row).parent == Some(unit));
        let to = if is_right { below.copied() } else { it.parent };
        return to.map(Command::Select);
    }
    let is_folded = shown.view.collapsed.contains(&it.id);
    match (it.children.first(), is_right) {
        (Some(_), true) if is_folded => Some(Command::Toggle(unit)),
        (Some(&child), true) => Some(Command::Select(child)),
        (None, true) => None,
        (Some(_), false) if !is_folded => Some(Command::Toggle(unit)),
        (_, false) => it.parent.map(Command::Select),
    }
}

/// Whether a name is being typed, so that the next letter belongs to it.
pub(in crate::app) fn is_spelling(context: &Context) -> bool {
    let typed: Option<Typed> = context.data(|data| data.get_temp(list_id().with("typed")));
    let now = context.input(|input| input.time);
    typed.is_some_and(|typed| now - typed.time_s < PAUSE_S)
}

/// The typed letters, and the time and frame of the last one.
#[derive(Clone, Default)]
struct Typed {
    before: String,
    letters: String,
    time_s: f64,
    frame: u64,
}

/// The next row whose name starts with the typed letters.
fn typed(ui: &Ui, shown: &PanelContext<'_>) -> Option<UnitIndex> {
    let id = list_id().with("typed");
    let (new, now) = ui.input(|input| {
        let texts = input.events.iter().filter_map(|event| match event {
            Event::Text(text) => Some(text.as_str()),
            _ => None,
        });
        (texts.collect::<String>().to_lowercase(), input.time)
    });
    if new.trim().is_empty() {
        return None;
    }
    let frame = ui.ctx().cumulative_frame_nr();
    let last: Typed = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    // A frame with two passes gets its letters twice.
    let before = if last.frame == frame { last.before } else { last.letters };
    let before = if now - last.time_s < PAUSE_S { before } else { String::new() };
    let letters = format!("{before}{new}");
    let typed = Typed { before, letters: letters.clone(), time_s: now, frame };
    ui.data_mut(|data| data.insert_temp(id, typed));
    let selected = shown.view.selected(shown.chart);
    let from = shown.outline.iter().position(|&unit| Some(unit) == selected).unwrap_or(0);
    // The first letter moves on from the selected row; further letters may still match it.
    let skipped = usize::from(letters.chars().count() == 1);
    let starts = |unit: &&UnitIndex| {
        let name = &shown.chart.unit(**unit).name;
        name.entries().any(|(_, words)| words.to_lowercase().starts_with(&letters))
    };
    let rows = shown.outline.iter().cycle().skip(from + skipped).take(shown.outline.len());
    rows.into_iter().find(starts).copied()
}
