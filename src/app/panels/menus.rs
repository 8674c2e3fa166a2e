//! The menus of the toolbar. Labels, keys and conditions come from the table of actions.

use std::path::PathBuf;

use egui::{Button, Response, Style, Ui, vec2};

use super::PanelContext;
use super::switches::Switch;
use crate::app::command::actions::{self, Action};
use crate::app::command::shortcuts::keys;
use crate::app::command::{
    Command, EditionCommand, FileCommand, PrintCommand, TimeCommand, ViewCommand,
};
use crate::app::state::settings::Appearance;
use crate::app::widgets::{named, radio_button, tick_box};
use crate::file;
use crate::i18n::languages;
use crate::layout::{Direction, LayoutStyle};

/// The style of menus: large rows, no frames except for the focus.
pub(super) fn style(style: &mut Style) {
    style.spacing.button_padding = vec2(8.0, 4.0);
    style.spacing.item_spacing.y = 2.0;
    style.visuals.widgets.open.bg_stroke = egui::Stroke::NONE;
    // Rows have the menu's background.
    let ground = style.visuals.window_fill;
    style.visuals.widgets.inactive.weak_bg_fill = ground;
    style.visuals.widgets.inactive.bg_stroke.color = ground;
}

/// Recent files, new ones, and the samples.
pub(super) fn recent(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let open = shown.document.path.as_ref();
    let others = shown.settings.files.iter().map(|file| &file.path);
    // A page has only the files that it was given since it was loaded.
    let is_there = |path: &&PathBuf| !cfg!(target_arch = "wasm32") || file::exists(path);
    let others: Vec<_> = others.filter(|path| Some(*path) != open).filter(is_there).collect();
    if others.is_empty() {
        ui.label(shown.muted(shown.messages.get("menu.no_recent")));
    }
    for &path in &others {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let folder = path.parent().unwrap_or(path).display().to_string();
        let row = ui.button(name.as_ref()).on_hover_text(folder);
        if row.clicked() {
            commands.push(Command::OpenPath(path.clone()));
            ui.close();
        }
    }
    if !others.is_empty() {
        item(ui, shown, Command::ForgetFiles, commands);
    }
    ui.separator();
    item(ui, shown, Command::File(FileCommand::New), commands);
    item(ui, shown, Command::File(FileCommand::NewFromTable), commands);
    item(ui, shown, Command::File(FileCommand::NewFromOutline), commands);
    item(ui, shown, Command::File(FileCommand::SaveAs), commands);
    item(ui, shown, Command::InPrint(PrintCommand::Open), commands);
    ui.separator();
    ui.label(shown.muted(shown.messages.get("menu.samples")));
    item(ui, shown, Command::File(FileCommand::OpenSample(0)), commands);
    item(ui, shown, Command::File(FileCommand::OpenSample(1)), commands);
    item(ui, shown, Command::File(FileCommand::CopySample(2)), commands);
}

pub(super) fn expand(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    item(ui, shown, Command::ExpandAll, commands);
    item(ui, shown, Command::CollapseAll, commands);
}

pub(super) fn layout(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    for style in
        [LayoutStyle::Stacked, LayoutStyle::Tidy, LayoutStyle::Ranks, LayoutStyle::Indented]
    {
        switch(ui, shown, Command::SetLayout(style), commands);
    }
    ui.separator();
    for direction in [Direction::Down, Direction::Right] {
        switch(ui, shown, Command::SetDirection(direction), commands);
    }
}

pub(super) fn view(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    item(ui, shown, Command::Fit, commands);
    item(ui, shown, Command::FitSelection, commands);
    item(ui, shown, Command::ZoomIn, commands);
    item(ui, shown, Command::ZoomOut, commands);
    ui.separator();
    item(ui, shown, Command::InView(ViewCommand::OpenFilter), commands);
    switch(ui, shown, Command::TogglePersons, commands);
    switch(ui, shown, Command::InView(ViewCommand::TogglePosts), commands);
    ui.separator();
    item(ui, shown, Command::ShowMatrix, commands);
    ui.separator();
    for command in [
        Command::ToggleOutline,
        Command::ToggleInspector,
        Command::ToggleFunctions,
        Command::ToggleProblems,
        Command::ToggleMinimap,
    ] {
        switch(ui, shown, command, commands);
    }
    ui.separator();
    item(ui, shown, Command::Editions(EditionCommand::Ask), commands);
    item(ui, shown, Command::Editions(EditionCommand::Previous), commands);
    item(ui, shown, Command::Editions(EditionCommand::AskRevision), commands);
    item(ui, shown, Command::Editions(EditionCommand::SideBySide), commands);
    item(ui, shown, Command::Time(TimeCommand::Toggle), commands);
    item(ui, shown, Command::Time(TimeCommand::History), commands);
    ui.separator();
    for language in languages() {
        let on = language.tag() == shown.messages.tag();
        if indented(ui, |ui| radio_button(ui, &shown.theme, on, language.name())).clicked() {
            commands.push(Command::SetLanguage(language.tag()));
            ui.close();
        }
    }
    ui.separator();
    for appearance in [Appearance::System, Appearance::Light, Appearance::Dark] {
        switch(ui, shown, Command::SetAppearance(appearance), commands);
    }
}

pub(super) fn help(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    item(ui, shown, Command::OpenPalette, commands);
    item(ui, shown, Command::ShowKeys, commands);
    ui.separator();
    item(ui, shown, Command::ShowAbout, commands);
    if actions::of(&Command::Quit).is_some() {
        ui.separator();
        item(ui, shown, Command::Quit, commands);
    }
}

/// A row that runs an action and closes the menu, with keys at the right.
pub(super) fn item(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    command: Command,
    commands: &mut Vec<Command>,
) {
    let Some(Action { label, when, .. }) = actions::of(&command) else { return };
    let label = shown.messages.get(label);
    let row = Button::new(label).shortcut_text(keys(&command, shown.messages));
    let row = ui.add_enabled(shown.can(*when), row);
    if named(row, label).clicked() {
        commands.push(command);
        ui.close();
    }
}

/// Aligns a checkbox or radio button with the text of the other rows.
pub(super) fn indented(ui: &mut Ui, show: impl FnOnce(&mut Ui) -> Response) -> Response {
    let indentation = ui.spacing().button_padding.x;
    ui.horizontal(|ui| {
        ui.add_space(indentation);
        show(ui)
    })
    .inner
}

/// A checkbox or radio button; only a radio button closes the menu.
fn switch(ui: &mut Ui, shown: &PanelContext<'_>, command: Command, commands: &mut Vec<Command>) {
    let label = actions::of(&command).map_or("", |action| shown.messages.get(action.label));
    let is_clicked = match shown.switch(ui.ctx(), &command) {
        Some(Switch::Alone(mut is_on)) => {
            indented(ui, |ui| tick_box(ui, &shown.theme, &mut is_on, label)).clicked()
        }
        Some(Switch::OneOf(is_on)) => {
            let row = indented(ui, |ui| radio_button(ui, &shown.theme, is_on, label));
            let is_clicked = row.clicked();
            if is_clicked {
                ui.close();
            }
            is_clicked
        }
        None => false,
    };
    if is_clicked {
        commands.push(command);
    }
}
