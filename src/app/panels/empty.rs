//! The page without a chart: the reason, and what to do.

use egui::{Button, Label, RichText, Ui};

use super::PanelContext;
use crate::app::command::actions;
use crate::app::command::shortcuts::keys;
use crate::app::command::{Command, FileCommand};
use crate::app::widgets::style::{font, icon};
use crate::canvas::color32;
use crate::scene::text::Weight;
use crate::scene::theme::size;

/// The approximate height of the page, in points.
const HEIGHT: f32 = 276.0;
/// The width of text and buttons, in points.
const WIDTH: f32 = 340.0;
/// The size of the icon, in points.
const SIGN: f32 = 44.0;

pub(in crate::app) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let theme = &shown.theme;
    ui.vertical_centered(|ui| {
        ui.add_space(((ui.available_height() - HEIGHT) / 2.0).max(8.0));
        ui.set_max_width(WIDTH.min(ui.available_width() - 16.0));
        ui.label(RichText::new(icon::TREE_STRUCTURE).size(SIGN).color(color32(theme.muted)));
        let title = RichText::new(shown.messages.get("empty.title"));
        ui.add(Label::new(title.font(font(Weight::Medium, size::TITLE))).wrap());
        let why = RichText::new(shown.messages.get("chart.empty")).color(color32(theme.muted));
        ui.add(Label::new(why).wrap());
        ui.add_space(8.0);
        if !shown.document.problems.is_empty() && !shown.settings.shows_problems {
            button(ui, shown, Command::ToggleProblems, commands);
        }
        for command in [
            Command::Open,
            Command::File(FileCommand::New),
            Command::File(FileCommand::NewFromTable),
            Command::File(FileCommand::OpenSample(0)),
        ] {
            button(ui, shown, command, commands);
        }
        ui.add_space(4.0);
        ui.add(Label::new(shown.muted(shown.messages.get("empty.drop"))).wrap());
    });
}

fn button(ui: &mut Ui, shown: &PanelContext<'_>, command: Command, commands: &mut Vec<Command>) {
    let Some(action) = actions::of(&command) else { return };
    let keys = keys(&command, shown.messages);
    let button =
        Button::new(shown.messages.get(action.label)).fill(color32(shown.theme.accent_faint));
    let button = button.min_size(egui::vec2(ui.available_width(), 32.0)).shortcut_text(keys);
    if ui.add(button).clicked() {
        commands.push(command);
    }
}
