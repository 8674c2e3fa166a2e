//! The menu of relations: each kind with its stroke and its count.

use std::collections::BTreeMap;

use egui::{Sense, Ui, vec2};

use super::PanelContext;
use super::menus::item;
use crate::app::command::Command;
use crate::app::widgets::tick_box;
use crate::canvas::stroke_shapes;
use crate::scene::{LineKind, line_kinds, line_sample};

/// The length of a sample stroke, in points.
const SAMPLE: f32 = 34.0;

pub(super) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let mut counts: BTreeMap<LineKind, usize> = BTreeMap::new();
    for kind in line_kinds(shown.chart).into_iter().flatten() {
        *counts.entry(kind).or_default() += 1;
    }
    let counted = LineKind::all().filter_map(|kind| Some((kind, *counts.get(&kind)?)));
    for (kind, count) in counted {
        let label = format!("{}  {count}", shown.messages.get(kind.key()));
        if row(ui, shown, kind, &label) {
            commands.push(Command::ToggleLines(kind));
        }
    }
    if !counts.is_empty() {
        ui.separator();
    }
    item(ui, shown, Command::ShowRelations, commands);
    item(ui, shown, Command::HideRelations, commands);
    item(ui, shown, Command::ResetRelations, commands);
}

/// A checkbox for a kind; the menu stays open. Returns whether it was clicked.
fn row(ui: &mut Ui, shown: &PanelContext<'_>, kind: LineKind, label: &str) -> bool {
    ui.horizontal(|ui| {
        let (place, _) = ui.allocate_exact_size(vec2(SAMPLE, 18.0), Sense::hover());
        let ends = [place.left_center(), place.right_center()];
        ui.painter().extend(stroke_shapes(&line_sample(kind, ends, &shown.theme)));
        let mut now = shown.view.relations.shows(kind);
        tick_box(ui, &shown.theme, &mut now, label).clicked()
    })
    .inner
}
