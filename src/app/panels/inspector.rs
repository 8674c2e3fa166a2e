//! The panel on the right: facts, text or chains of accountability of the selected unit, official wording, coverage.

use egui::{Button, Panel, RichText, ScrollArea, Ui, WidgetInfo, WidgetType};

use super::{PanelContext, answers, coverage, details, form, source, way, wording};
use crate::app::command::actions;
use crate::app::command::shortcuts::keys;
use crate::app::command::{Command, EditCommand};
use crate::app::state::inspector::Tab;
use crate::app::state::page::Page;
use crate::app::widgets::style::{font, icon};
use crate::app::widgets::{named, side_panel};
use crate::canvas::color32;
use crate::scene::text::Weight;
use crate::scene::theme::size;

/// The minimum width of a panel with tabs at full size, in points.
const TABS_FROM: f32 = 310.0;
/// The width of the tabs' text and arrows in a narrower panel, in points, with short text if too little room remains;
/// and the number of their left and right edges.
const NARROW_TABS: f32 = 238.0;
const SHORT_TABS: f32 = 214.0;
const NARROW_EDGES: f32 = 12.0;

pub(in crate::app) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    side_panel(ui, Panel::right("inspector"), &shown.theme, shown.settings.inspector_width).show(
        ui,
        |ui| {
            head(ui, shown, commands);
            ui.add_space(4.0);
            let tab = shown.inspector.tab;
            let salt = (tab, shown.view.selected(shown.chart), &shown.view.focus);
            ScrollArea::vertical().auto_shrink(false).id_salt(salt).show(ui, |ui| {
                ui.set_width(ui.available_width() - 6.0);
                match tab {
                    Tab::Details if shown.shows_source() => source::show(ui, shown, commands),
                    Tab::Details if shown.view.page == Page::Trace => {
                        way::show(ui, shown, commands);
                    }
                    Tab::Details if shown.shows_form() => form::show(ui, shown, commands),
                    Tab::Details => match shown.view.selected(shown.chart) {
                        Some(unit) if shown.view.page.answers().is_some() => {
                            answers::show(ui, shown, unit, commands);
                        }
                        _ => details::show(ui, shown, commands),
                    },
                    Tab::Wording => wording::show(ui, shown, commands),
                    Tab::Coverage => coverage::show(ui, shown, commands),
                }
                ui.add_space(16.0);
            });
        },
    );
}

/// The history buttons and the tabs.
fn head(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        // Smaller and closer in a narrow panel, so that they stay on one line.
        let is_narrow = ui.available_width() < TABS_FROM;
        let is_short = ui.available_width() < NARROW_TABS + 2.0 * NARROW_EDGES;
        let spare = ui.available_width() - if is_short { SHORT_TABS } else { NARROW_TABS };
        ui.spacing_mut().item_spacing.x = if is_narrow { 0.0 } else { 2.0 };
        ui.spacing_mut().button_padding.x =
            if is_narrow { (spare / NARROW_EDGES).clamp(1.5, 6.0) } else { 5.0 };
        if is_narrow {
            ui.style_mut().override_font_id = Some(font(Weight::Regular, size::SMALL));
        }
        let history = &shown.inspector.history;
        for (icon, command, can) in [
            (icon::ARROW_LEFT, Command::GoBack, history.can_go_back()),
            (icon::ARROW_RIGHT, Command::GoForward, history.can_go_forward()),
        ] {
            let label = actions::of(&command).map_or("", |action| shown.messages.get(action.label));
            let hint = format!("{label}  {}", keys(&command, shown.messages));
            let button = named(ui.add_enabled(can, Button::new(icon)), label);
            if button.on_hover_text(hint).clicked() {
                commands.push(command);
            }
        }
        if !is_narrow {
            ui.add_space(4.0);
        }
        tabs(ui, shown, is_short, commands);
    });
}

/// The tabs. Positions are constant: the source tab is only disabled if there is no source.
fn tabs(ui: &mut Ui, shown: &PanelContext<'_>, is_short: bool, commands: &mut Vec<Command>) {
    let mut tab = |is_on: bool, can: bool, label: &'static str| {
        let color = if is_on { shown.theme.accent } else { shown.theme.text };
        let short = if is_short && label == "tab.wording" { "tab.wording_short" } else { label };
        let words = RichText::new(shown.messages.get(short)).color(color32(color));
        let button = ui.add_enabled(can, Button::selectable(is_on, words));
        let name = shown.messages.get(label);
        button.widget_info(|| WidgetInfo::selected(WidgetType::Button, can, is_on, name));
        button.clicked()
    };
    let has_source = shown.view.selected.is_some() || shown.document.disk.is_some();
    let is_source =
        shown.inspector.tab == Tab::Details && has_source && shown.view.page.is_source();
    for &(kind, label) in Tab::ALL {
        if tab(shown.inspector.tab == kind && !is_source, true, label) {
            commands.push(Command::ShowTab(kind));
            if kind == Tab::Details && is_source {
                commands.push(Command::Edit(EditCommand::ToggleSource));
            }
        }
        if kind == Tab::Details && tab(is_source, has_source, "source.text") {
            commands.push(Command::ShowTab(Tab::Details));
            if !shown.view.page.is_source() {
                commands.push(Command::Edit(EditCommand::ToggleSource));
            }
        }
    }
}
