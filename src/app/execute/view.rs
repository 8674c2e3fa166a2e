//! What of the chart is looked at: selection, search, branches that are folded.

use egui::Context;

use crate::app::App;
use crate::app::panels::results::field_id;
use crate::model::{Party, UnitIndex};

impl App {
    pub(super) fn search(&mut self, query: String) {
        self.view.query = query;
        self.view.result = None;
    }

    /// Shows a result; past either end of the list comes its other end.
    pub(super) fn show_result(&mut self, at: usize) {
        let results = self.finder.results(&self.document.chart, &self.view.query);
        let Some(last) = results.list.len().checked_sub(1) else { return };
        let at = match at {
            usize::MAX => last,
            at if at > last => 0,
            at => at,
        };
        self.view.result = Some(at);
        self.reveal(results.list[at].unit);
    }

    pub(super) fn select(&mut self, unit: UnitIndex) {
        self.view.selected = Some(self.document.chart.unit(unit).id.clone());
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

/// Goes to the search field. The slash that leads there is no part of what is searched for.
pub(super) fn focus_search(context: &Context) {
    context.input_mut(|input| {
        input.events.retain(|event| !matches!(event, egui::Event::Text(text) if text == "/"));
    });
    context.memory_mut(|memory| memory.request_focus(field_id()));
}
