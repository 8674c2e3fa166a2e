//! The filter above the chart: its query, the number of matches, and the treatment of other units.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Button, Id, Label, Margin, PopupCloseBehavior, RichText, TextEdit, Ui};

use super::floating;
use crate::app::command::{Command, ViewCommand};
use crate::app::panels::{PanelContext, menus};
use crate::app::widgets::style::icon;
use crate::app::widgets::{named, tick_box};
use crate::canvas::color32;
use crate::model::FieldType;
use crate::scene::Rest;
use crate::scene::theme::size;

const FIELD_WIDTH: f32 = 220.0;
/// The maximum width of an error, in points.
const ERROR_WIDTH: f32 = 320.0;
/// The maximum number of offered values of a choice.
const MAX_VALUES: usize = 12;

/// The id of the field.
pub(in crate::app) fn field_id() -> Id {
    Id::new("filter")
}

pub(super) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let filter = &shown.view.filter;
    if !filter.is_open {
        return;
    }
    floating(shown).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(icon::FUNNEL).color(color32(shown.theme.muted)));
            field(ui, shown, commands);
            terms(ui, shown, commands);
            let mut is_hidden = filter.rest == Rest::Hidden;
            let words = shown.messages.get("filter.hide");
            if tick_box(ui, &shown.theme, &mut is_hidden, words).clicked() {
                commands.push(Command::InView(ViewCommand::HideRest(is_hidden)));
            }
            let close = shown.messages.get("filter.close");
            let button = ui.add(Button::new(icon::X).frame(false));
            if named(button, close).on_hover_text(close).clicked() {
                commands.push(Command::InView(ViewCommand::CloseFilter));
            }
        });
        outcome(ui, shown);
    });
}

fn field(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let label = shown.messages.get("filter.name");
    let mut query = shown.view.filter.query.clone();
    let field = TextEdit::singleline(&mut query)
        .margin(Margin::symmetric(8, 4))
        .id(field_id())
        .hint_text(shown.messages.get("filter.hint"))
        .desired_width(FIELD_WIDTH);
    let response = ui.add(field);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(label));
    if query != shown.view.filter.query {
        commands.push(Command::InView(ViewCommand::Filter(query)));
    }
}

/// The number of matches, or the error in the query.
fn outcome(ui: &mut Ui, shown: &PanelContext<'_>) {
    match shown.view.filter.count(shown.drawn) {
        Ok(None) => {}
        Ok(Some(count)) => {
            let all = shown.messages.count("status.units", shown.drawn.units().len());
            let words = shown.messages.fill("filter.count", &[&count.to_string(), &all]);
            ui.label(shown.muted(words));
        }
        Err(error) => {
            let say = |message| shown.messages.say(message);
            let words = format!("{}  {}", say(&error.message), say(&error.hint));
            let words = RichText::new(words).size(size::SMALL).color(color32(shown.theme.error));
            ui.set_max_width(ERROR_WIDTH.max(ui.min_rect().width()));
            ui.add(Label::new(words).wrap());
        }
    }
}

/// The menu of terms, which are added to the query.
fn terms(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let stays = MenuConfig::new()
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .style(menus::style);
    let label = shown.messages.get("filter.terms");
    let button = MenuButton::from_button(Button::new((label, icon::CARET_DOWN))).config(stays);
    let (response, _) = button.ui(ui, |ui| {
        let mut add = |ui: &mut Ui, words: &str, term: &str| {
            let row = Button::new(words).shortcut_text(term);
            if named(ui.add(row), words).clicked() {
                let query = shown.view.filter.query.trim_end();
                let blank = if query.is_empty() { "" } else { " " };
                let query = format!("{query}{blank}{term}");
                commands.push(Command::InView(ViewCommand::Filter(query)));
                ui.close();
            }
        };
        for (key, term) in [
            ("facts.vacant", "vacant"),
            ("facts.acting", "acting"),
            ("facts.planned", "planned"),
            ("facts.abolished", "abolished"),
        ] {
            add(ui, shown.messages.get(key), term);
        }
        ui.menu_button(shown.messages.get("filter.kind"), |ui| {
            let mut kinds: Vec<_> = shown.chart.units().iter().map(|unit| unit.kind).collect();
            kinds.sort_unstable();
            kinds.dedup();
            for kind in kinds {
                let kind = shown.chart.kind(kind);
                add(ui, shown.words(&kind.label), &format!("kind:{}", written(&kind.id)));
            }
        });
        for field in shown.chart.fields() {
            let (label, id) = (shown.words(&field.label), written(&field.id));
            if field.field_type == FieldType::Choice && field.values.len() <= MAX_VALUES {
                ui.menu_button(label, |ui| {
                    for value in &field.values {
                        let term = format!("{id}:{}", written(&value.id));
                        add(ui, shown.words(&value.label), &term);
                    }
                });
            } else {
                add(ui, label, &format!("{id}:"));
            }
        }
    });
    named(response, label);
}

/// An id in the syntax of queries: quoted if it contains spaces or special characters.
fn written(id: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    if id.chars().all(is_plain) { id.to_owned() } else { format!("\"{id}\"") }
}
