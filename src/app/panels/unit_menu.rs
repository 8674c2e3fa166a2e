//! The context menus of cards and of the chart.

use egui::{Button, Ui};

use super::PanelContext;
use crate::app::command::actions;
use crate::app::command::shortcuts::keys;
use crate::app::command::{Command, EditCommand, ExportCommand, TimeCommand};
use crate::model::UnitIndex;

/// The context menu of a card.
pub(in crate::app) fn show(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    unit: UnitIndex,
    commands: &mut Vec<Command>,
) {
    let it = shown.chart.unit(unit);
    ui.label(shown.muted(shown.name(unit)));
    ui.separator();
    if !it.children.is_empty() {
        let is_folded = shown.view.collapsed.contains(&it.id);
        let toggle = if is_folded { "unit.expand" } else { "unit.collapse" };
        item(ui, shown, toggle, Command::Toggle(unit), commands);
        item(ui, shown, "unit.expand_below", Command::ExpandBelow(unit), commands);
        item(ui, shown, "unit.isolate", Command::Isolate(unit), commands);
        ui.separator();
    }
    item(ui, shown, "unit.centre", Command::Reveal(unit), commands);
    if !it.children.is_empty() {
        item(ui, shown, "unit.fit", Command::FitBranch(unit), commands);
    }
    item(ui, shown, "answers.title", Command::ShowAnswersFor(unit), commands);
    item(ui, shown, "way.title", Command::Time(TimeCommand::FollowUnit(unit)), commands);
    if shown.view.page.compared().is_none() {
        item(ui, shown, "answers.compare", Command::Compare(unit), commands);
    }
    ui.separator();
    // These commands act on the selected unit.
    if shown.document.path.is_some() {
        for command in [
            Command::Edit(EditCommand::Rename),
            Command::Edit(EditCommand::AddSibling),
            Command::Edit(EditCommand::AddChild),
            Command::Edit(EditCommand::Duplicate),
            Command::Edit(EditCommand::Move),
            Command::Edit(EditCommand::Delete),
            Command::OpenEditor,
        ] {
            let Some(action) = actions::of(&command) else { continue };
            if ui.button(shown.messages.get(action.label)).clicked() {
                commands.extend([Command::Select(unit), command]);
                ui.close();
            }
        }
        ui.separator();
    }
    let export = Command::InExport(ExportCommand::OpenFor(unit));
    item(ui, shown, "unit.export", export, commands);
    item(ui, shown, "unit.copy_name", Command::Copy(shown.name(unit).to_owned()), commands);
}

/// The context menu of the chart's background.
pub(in crate::app) fn show_for_chart(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    commands: &mut Vec<Command>,
) {
    item(ui, shown, "command.fit", Command::Fit, commands);
    item(ui, shown, "command.expand_all", Command::ExpandAll, commands);
    item(ui, shown, "command.collapse_all", Command::CollapseAll, commands);
    if shown.view.root(shown.chart).is_some() {
        item(ui, shown, "branch.leave", Command::LeaveBranch, commands);
    }
    ui.separator();
    item(ui, shown, "command.export", Command::Export, commands);
}

fn item(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    label: &'static str,
    command: Command,
    commands: &mut Vec<Command>,
) {
    let keys = keys(&command, shown.messages);
    let button = Button::new(shown.messages.get(label));
    let button = if keys.is_empty() { button } else { button.shortcut_text(keys) };
    if ui.add(button).clicked() {
        commands.push(command);
        ui.close();
    }
}
