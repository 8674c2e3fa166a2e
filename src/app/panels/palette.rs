//! The command palette: all actions in one list, with fuzzy search.

use egui::accesskit::{Node, Role};
use egui::{Align2, Id, Key, Margin, Modal, Modifiers, ScrollArea, TextEdit, Ui, pos2, vec2};

use super::PanelContext;
use super::switches::Switch;
use crate::app::command::Command;
use crate::app::command::actions::{self, Action};
use crate::app::command::fuzzy::rank;
use crate::app::command::shortcuts::keys;
use crate::app::widgets::style::{font, icon};
use crate::app::widgets::{overlay, row_ground};
use crate::canvas::color32;
use crate::i18n::Messages;
use crate::scene::text::Weight;
use crate::scene::theme::size;

const WIDTH: f32 = 520.0;
const ROW_HEIGHT: f32 = 30.0;
/// The widths of the columns for switches and for names of groups.
const SIGN: f32 = 26.0;
const GROUP: f32 = 124.0;

pub(in crate::app) fn show(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    query: &str,
    marked: usize,
    commands: &mut Vec<Command>,
) {
    let id = Id::new("palette");
    let high = Modal::default_area(id).anchor(Align2::CENTER_TOP, [0.0, 72.0]);
    let name = shown.messages.get("command.palette");
    overlay(ui, Modal::new(id).area(high), name, commands, |ui, commands| {
        let room = ui.ctx().content_rect().size();
        ui.set_width(WIDTH.min(room.x - 48.0));
        let rows = rows(query, shown.messages);
        let moved = move_mark(ui, rows.len(), marked);
        if let Some(marked) = moved {
            commands.push(Command::MarkInPalette(marked));
        }
        let entered = field(ui, shown, query, commands);
        ui.add_space(4.0);
        let height = (room.y - 200.0).clamp(ROW_HEIGHT * 3.0, ROW_HEIGHT * 16.0);
        let list = ScrollArea::vertical().max_height(height).min_scrolled_height(height);
        list.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            if rows.is_empty() {
                ui.label(shown.muted(shown.messages.get("palette.none")));
            }
            let marked = moved.unwrap_or(marked);
            for (at, (group, action)) in rows.iter().enumerate() {
                let is_marked = at == marked;
                let is_run = row(ui, shown, group, action, is_marked, moved.is_some() && is_marked);
                if (is_run || (entered && is_marked)) && shown.can(action.when) {
                    commands.extend([Command::CloseModal, action.command.clone()]);
                }
            }
        });
    });
}

/// The query field; returns whether Enter was pressed in it.
fn field(ui: &mut Ui, shown: &PanelContext<'_>, query: &str, commands: &mut Vec<Command>) -> bool {
    let hint = shown.messages.get("palette.hint");
    let mut typed = query.to_owned();
    let field = TextEdit::singleline(&mut typed)
        .margin(Margin::symmetric(10, 8))
        .hint_text(hint)
        .desired_width(f32::INFINITY)
        .return_key(None);
    let response = ui.add(field);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(hint));
    if ui.memory(|memory| memory.focused().is_none()) {
        response.request_focus();
    }
    if typed != query {
        commands.push(Command::TypeInPalette(typed));
    }
    response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// The row selected by the arrow keys, wrapping around.
fn move_mark(ui: &Ui, count: usize, marked: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    ui.input_mut(|input| {
        if input.consume_key(Modifiers::NONE, Key::ArrowDown) {
            Some(if marked >= last { 0 } else { marked + 1 })
        } else if input.consume_key(Modifiers::NONE, Key::ArrowUp) {
            Some(if marked == 0 { last } else { marked - 1 })
        } else {
            None
        }
    })
}

/// The actions that match a query, best first; all for an empty one.
fn rows(query: &str, messages: &Messages) -> Vec<(&'static str, &'static Action)> {
    let english = Messages::of("en");
    let all = actions::groups().flat_map(|(group, actions)| actions.map(move |it| (group, it)));
    let mut found: Vec<_> = all
        .filter_map(|(group, action)| {
            let names = [messages, english]
                .map(|words| format!("{}·{}", words.get(action.label), words.get(group)));
            let best = names.iter().filter_map(|name| rank(query, name)).min()?;
            Some((best, (group, action)))
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, row)| row).collect()
}

/// A row: state of a switch, group and label on the left, keys on the right. Returns whether it was clicked.
fn row(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    group: &'static str,
    action: &Action,
    is_marked: bool,
    is_followed: bool,
) -> bool {
    let Action { label, command, when, .. } = action;
    let theme = &shown.theme;
    let (group, label) = (shown.messages.get(group), shown.messages.get(label));
    let (rect, response) =
        row_ground(ui, theme, ROW_HEIGHT, is_marked, &format!("{group}: {label}"));
    let (can, switch) = (shown.can(*when), shown.switch(ui.ctx(), command));
    ui.ctx().accesskit_node_builder(response.id, |node| described(node, can, is_marked, switch));
    let (color, second) = match (can, is_marked) {
        (true, true) => (theme.accent, theme.muted),
        (true, false) => (theme.text, theme.muted),
        (false, _) => (theme.muted.with_opacity(150), theme.muted.with_opacity(150)),
    };
    let painter = ui.painter();
    let words = |x, align, words: &str, size, color| {
        let font = font(Weight::Regular, size);
        painter.text(pos2(x, rect.center().y), align, words, font, color32(color));
    };
    let sign = match switch {
        Some(Switch::Alone(true)) => icon::CHECK_SQUARE,
        Some(Switch::Alone(false)) => icon::SQUARE,
        Some(Switch::OneOf(true)) => icon::RADIO_BUTTON,
        Some(Switch::OneOf(false)) => icon::CIRCLE,
        None => "",
    };
    let left = rect.min.x + 10.0;
    words(left, Align2::LEFT_CENTER, sign, size::NAME, color);
    words(left + SIGN, Align2::LEFT_CENTER, group, size::SMALL, second);
    words(left + SIGN + GROUP, Align2::LEFT_CENTER, label, size::BODY, color);
    let keys = keys(command, shown.messages);
    words(rect.max.x - 10.0, Align2::RIGHT_CENTER, &keys, size::SMALL, second);
    if is_followed {
        ui.scroll_to_rect(rect.expand2(vec2(0.0, 4.0)), None);
    }
    response.clicked()
}

/// Sets the accessible state of a row.
fn described(node: &mut Node, can: bool, is_marked: bool, switch: Option<Switch>) {
    node.clear_toggled();
    node.set_selected(is_marked);
    if let Some(switch) = switch {
        let one_of = matches!(switch, Switch::OneOf(_));
        node.set_role(if one_of { Role::RadioButton } else { Role::CheckBox });
        node.set_toggled(switch.is_on().into());
    }
    if !can {
        node.set_disabled();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelationKind;
    use crate::scene::LineKind;

    fn first(query: &str, language: &str) -> Command {
        rows(query, Messages::of(language))[0].1.command.clone()
    }

    #[test]
    fn finds_actions_by_letters_words_and_pinyin() {
        assert_eq!(first("fit", "en"), Command::Fit);
        assert_eq!(first("exall", "en"), Command::ExpandAll);
        assert_eq!(first("全部展开", "zh"), Command::ExpandAll);
        assert_eq!(
            first("lines", "en"),
            Command::ToggleLines(LineKind::Of(RelationKind::ReportsTo)),
            "not out-line, s-how"
        );
        assert_eq!(first("qbzk", "zh"), Command::ExpandAll);
        assert_eq!(first("expand", "zh"), Command::ExpandAll, "English is known in every language");
        assert_eq!(rows("", Messages::of("en")).len(), crate::app::command::actions::all().count());
        assert_eq!(rows("xyzzy", Messages::of("en")).len(), 0);
    }
}
