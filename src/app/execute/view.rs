//! What of the chart is looked at: selection, branches that are folded.

use crate::app::App;
use crate::model::{Party, UnitIndex};

impl App {
    pub(super) fn select(&mut self, unit: UnitIndex) {
        let id = &self.document.chart.unit(unit).id;
        self.changes.looked_at(id);
        self.view.selected = Some(id.clone());
        self.settings.shows_inspector = true;
    }

    pub(super) fn reveal(&mut self, unit: UnitIndex) {
        let chart = &self.document.chart;
        for above in chart.ancestors(unit) {
            self.view.collapsed.remove(&chart.unit(above).id);
        }
        self.select(unit);
        self.canvas.centre_on(unit);
    }

    /// Shows the next change that nobody has looked at, or the one before.
    pub(super) fn show_change(&mut self, forward: bool) {
        let chart = std::sync::Arc::clone(&self.document.chart);
        let selected = self.view.selected(&chart);
        let marks = self.changes.marks(&chart);
        if let Some(unit) = marks.beside(&chart, selected, forward) {
            self.reveal(unit);
        }
    }

    pub(super) fn centre_selection(&mut self) {
        match self.view.selected(&self.document.chart) {
            Some(unit) => self.canvas.centre_on(unit),
            None => self.canvas.fit(),
        }
    }

    pub(super) fn toggle(&mut self, unit: UnitIndex) {
        self.canvas.hold(unit);
        let it = self.document.chart.unit(unit);
        if it.children.is_empty() {
            return;
        }
        if !self.view.collapsed.remove(&it.id) {
            self.view.collapsed.insert(it.id.clone());
            let chart = &self.document.chart;
            let selected = self.view.selected(chart);
            if selected.is_some_and(|selected| !chart.leads_off_path(selected, Party::Unit(unit))) {
                self.view.selected = Some(it.id.clone());
            }
        }
    }

    pub(super) fn collapse_all(&mut self) {
        let chart = &self.document.chart;
        let deep = chart.units().iter().filter(|unit| unit.depth > 0 && !unit.children.is_empty());
        self.view.collapsed = deep.map(|unit| unit.id.clone()).collect();
        self.canvas.fit();
    }
}
