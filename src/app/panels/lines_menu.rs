//! The menu of lines: each kind with a stroke as the chart draws it, and how many there are.

use egui::{Sense, Ui, vec2};

use super::Shown;
use super::menus::item;
use super::switches::tick_box;
use crate::app::command::Command;
use crate::canvas::stroke_shapes;
use crate::model::RelationKind;
use crate::scene::{is_dual, line_sample, relation_key};

/// The breadth of a stroke that shows a kind, in points.
const SAMPLE: f32 = 34.0;

pub(super) fn show(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    let relations = &shown.view.relations;
    let all = shown.chart.relations();
    let duals = all.iter().filter(|line| is_dual(shown.chart, line)).count();
    let dual = format!("{}  {duals}", shown.messages.get("lines.dual"));
    if row(ui, shown, RelationKind::ReportsTo, &dual, relations.dual) {
        commands.push(Command::ToggleDual);
    }
    ui.separator();
    for &kind in RelationKind::ALL {
        let count = all.iter().filter(|line| line.kind == kind).count();
        if count > 0 && kind != RelationKind::ReportsTo {
            let label = format!("{}  {count}", shown.messages.get(relation_key(kind)));
            if row(ui, shown, kind, &label, relations.kinds.contains(&kind)) {
                commands.push(Command::ToggleRelation(kind));
            }
        }
    }
    ui.separator();
    item(ui, shown, Command::ShowRelations, commands);
    item(ui, shown, Command::HideRelations, commands);
    item(ui, shown, Command::ResetRelations, commands);
}

/// A kind that is on or off; the menu stays open for others. Says whether it was clicked.
fn row(ui: &mut Ui, shown: &Shown<'_>, kind: RelationKind, label: &str, on: bool) -> bool {
    ui.horizontal(|ui| {
        let (place, _) = ui.allocate_exact_size(vec2(SAMPLE, 18.0), Sense::hover());
        let ends = [place.left_center(), place.right_center()];
        ui.painter().extend(stroke_shapes(&line_sample(kind, ends, &shown.theme)));
        let mut now = on;
        tick_box(ui, &shown.theme, &mut now, label).clicked()
    })
    .inner
}
