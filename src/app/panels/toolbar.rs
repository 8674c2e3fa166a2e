//! The bar at the top: files, view, language, export.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Button, Frame, Margin, Panel, PopupCloseBehavior, Ui};

use super::Shown;
use crate::app::command::Command;
use crate::app::settings::Appearance;
use crate::app::shortcuts::keys;
use crate::canvas::color32;
use crate::layout::{Direction, LayoutStyle};
use crate::model::RelationKind;

pub(in crate::app) fn show(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    let frame =
        Frame::new().fill(color32(shown.theme.panel)).inner_margin(Margin::symmetric(10, 6));
    Panel::top("toolbar").frame(frame).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            button(ui, shown, "command.open", Command::Open, commands);
            ui.add_enabled_ui(shown.document.path.is_some(), |ui| {
                button(ui, shown, "command.reload", Command::Reload, commands);
            });
            ui.separator();
            super::results::field(ui, shown, commands);
            ui.separator();
            expand_menu(ui, shown, commands);
            layout_menu(ui, shown, commands);
            lines_menu(ui, shown, commands);
            view_menu(ui, shown, commands);
            ui.separator();
            button(ui, shown, "command.export", Command::Export, commands);
            let (_, language) = crate::i18n::next_language(shown.messages.tag());
            let switch = ui.button(language).on_hover_text(hint(
                ui,
                shown,
                "command.language",
                &Command::SwitchLanguage,
            ));
            if switch.clicked() {
                commands.push(Command::SwitchLanguage);
            }
            theme_button(ui, shown, commands);
        });
    });
}

fn hint(ui: &Ui, shown: &Shown<'_>, label: &'static str, command: &Command) -> String {
    let keys = keys(command, ui.ctx());
    let label = shown.messages.get(label);
    if keys.is_empty() { label.to_owned() } else { format!("{label}  {keys}") }
}

fn button(
    ui: &mut Ui,
    shown: &Shown<'_>,
    label: &'static str,
    command: Command,
    commands: &mut Vec<Command>,
) {
    let hint = hint(ui, shown, label, &command);
    if ui.button(shown.messages.get(label)).on_hover_text(hint).clicked() {
        commands.push(command);
    }
}

/// A row of a menu with its keys at the right.
fn item(
    ui: &mut Ui,
    shown: &Shown<'_>,
    label: &'static str,
    command: Command,
    commands: &mut Vec<Command>,
) {
    let row = Button::new(shown.messages.get(label)).shortcut_text(keys(&command, ui.ctx()));
    if ui.add(row).clicked() {
        commands.push(command);
        ui.close();
    }
}

/// A row of a menu that is on or off.
fn choice(ui: &mut Ui, on: bool, label: &str, command: Command, commands: &mut Vec<Command>) {
    let mut now = on;
    if ui.checkbox(&mut now, label).clicked() {
        commands.push(command);
    }
}

fn one_of(ui: &mut Ui, on: bool, label: &str, command: Command, commands: &mut Vec<Command>) {
    if ui.radio(on, label).clicked() {
        commands.push(command);
        ui.close();
    }
}

fn expand_menu(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    ui.menu_button(shown.messages.get("menu.expand"), |ui| {
        item(ui, shown, "command.expand_all", Command::ExpandAll, commands);
        item(ui, shown, "command.collapse_all", Command::CollapseAll, commands);
    });
}

fn layout_menu(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    ui.menu_button(shown.messages.get("menu.layout"), |ui| {
        for (style, label) in [
            (LayoutStyle::Stacked, "layout.stacked"),
            (LayoutStyle::Tidy, "layout.tidy"),
            (LayoutStyle::Indented, "layout.indented"),
        ] {
            let on = shown.view.style == style;
            one_of(ui, on, shown.messages.get(label), Command::SetLayout(style), commands);
        }
        ui.separator();
        for (direction, label) in
            [(Direction::Down, "direction.down"), (Direction::Right, "direction.right")]
        {
            let on = shown.view.direction == direction;
            one_of(ui, on, shown.messages.get(label), Command::SetDirection(direction), commands);
        }
    });
}

fn lines_menu(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    // Several kinds are often wanted: the menu stays open while they are ticked.
    let stays = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    MenuButton::new(shown.messages.get("menu.lines")).config(stays).ui(ui, |ui| {
        let relations = &shown.view.relations;
        choice(ui, relations.dual, shown.messages.get("lines.dual"), Command::ToggleDual, commands);
        ui.separator();
        for &kind in RelationKind::ALL {
            let count = shown.chart.relations().iter().filter(|line| line.kind == kind).count();
            if count > 0 && kind != RelationKind::ReportsTo {
                let label = format!("{}  {count}", shown.messages.get(relation_label(kind)));
                let on = relations.kinds.contains(&kind);
                choice(ui, on, &label, Command::ToggleRelation(kind), commands);
            }
        }
        ui.separator();
        item(ui, shown, "lines.all", Command::ShowRelations, commands);
        item(ui, shown, "lines.none", Command::HideRelations, commands);
    });
}

fn view_menu(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    ui.menu_button(shown.messages.get("menu.view"), |ui| {
        item(ui, shown, "command.fit", Command::Fit, commands);
        item(ui, shown, "command.fit_selection", Command::FitSelection, commands);
        item(ui, shown, "command.zoom_in", Command::ZoomIn, commands);
        item(ui, shown, "command.zoom_out", Command::ZoomOut, commands);
        ui.separator();
        let settings = shown.settings;
        for (on, label, command) in [
            (settings.shows_outline, "panel.outline", Command::ToggleOutline),
            (settings.shows_inspector, "panel.inspector", Command::ToggleInspector),
            (settings.shows_problems, "panel.problems", Command::ToggleProblems),
        ] {
            choice(ui, on, shown.messages.get(label), command, commands);
        }
        ui.separator();
        for (appearance, label) in [
            (Appearance::System, "theme.system"),
            (Appearance::Light, "theme.light"),
            (Appearance::Dark, "theme.dark"),
        ] {
            let on = settings.appearance == appearance;
            let command = Command::SetAppearance(appearance);
            one_of(ui, on, shown.messages.get(label), command, commands);
        }
    });
}

fn theme_button(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    let label = match shown.theme.mode {
        crate::scene::theme::Mode::Light => "theme.dark",
        crate::scene::theme::Mode::Dark => "theme.light",
    };
    let hint = hint(ui, shown, "command.theme", &Command::SwitchTheme);
    if ui.button(shown.messages.get(label)).on_hover_text(hint).clicked() {
        commands.push(Command::SwitchTheme);
    }
}

/// The message that names a kind of line.
pub(in crate::app) const fn relation_label(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::ReportsTo => "relation.reports_to",
        RelationKind::Deputizes => "relation.deputizes",
        RelationKind::Assists => "relation.assists",
        RelationKind::Advises => "relation.advises",
        RelationKind::DirectAccess => "relation.direct_access",
        RelationKind::Coordinates => "relation.coordinates",
        RelationKind::Supports => "relation.supports",
        RelationKind::Serves => "relation.serves",
        RelationKind::Guides => "relation.guides",
    }
}
