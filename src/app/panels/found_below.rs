//! Search matches among the functions of sub-units, for a unit that matches by name only and whose own functions are
//! not relevant.

use egui::Ui;

use super::statements::{self, Aside};
use super::{PanelContext, details};
use crate::app::command::Command;
use crate::model::UnitIndex;
use crate::search::{Found, Place, found_function, found_statement};

/// The maximum number of functions shown; more are in the list of results.
const MAX_FUNCTIONS: usize = 20;

/// The matching functions below a unit without matching functions of its own, grouped by their
/// units.
pub(super) fn show(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    unit: UnitIndex,
    commands: &mut Vec<Command>,
) {
    if !shown.is_searching() || !shown.is_found(unit) {
        return;
    }
    let branch = &shown.chart.unit(unit).branch;
    let in_branch = |found: &&Found| {
        found.place == Place::Function
            && branch.contains(&shown.chart.unit(found.unit).branch.start)
    };
    let found: Vec<&Found> =
        shown.results.answer.paragraphs.iter().filter(in_branch).take(MAX_FUNCTIONS).collect();
    if found.is_empty() || found.iter().any(|found| found.unit == unit) {
        return;
    }
    shown.section(ui, &shown.messages.fill("inspector.found_below", &[&shown.view.query]));
    let mut last = None;
    for found in found {
        let Some(statement) = found_statement(shown.chart, found) else { continue };
        if last.replace(found.unit) != Some(found.unit) {
            details::link(ui, shown, shown.name(found.unit), found.unit, commands);
        }
        let function = found_function(shown.chart, found);
        let aside = Aside { function, ..Aside::default() };
        statements::statement(ui, shown, Some(found.unit), statement, aside, commands);
    }
}
