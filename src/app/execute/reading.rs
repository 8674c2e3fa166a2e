//! Finding and reading: the search and its results.

use egui::Context;

use crate::app::App;
use crate::app::panels::results::field_id;

impl App {
    pub(super) fn search(&mut self, query: String) {
        self.view.query = query;
        self.view.result = None;
        self.view.awaited_result = None;
    }

    pub(super) fn show_next_result(&mut self, context: &Context) {
        let next = self.view.result.map_or(0, |at| at + 1);
        self.show_result(context, next);
    }

    pub(super) fn show_previous_result(&mut self, context: &Context) {
        let previous = self.view.result.unwrap_or(0).wrapping_sub(1);
        self.show_result(context, previous);
    }

    /// Shows a result as soon as it is there; past either end of the list comes its other end.
    pub(super) fn show_result(&mut self, context: &Context, at: usize) {
        self.view.awaited_result = Some(at);
        self.show_awaited_result(context);
    }

    /// Shows the result that was asked for, once the search is done.
    pub(in crate::app) fn show_awaited_result(&mut self, context: &Context) {
        let Some(at) = self.view.awaited_result else { return };
        let (chart, query) = (&self.document.chart, &self.view.query);
        let results = self.finder.results(context, chart, query);
        if !results.answers(chart, query) {
            return;
        }
        self.view.awaited_result = None;
        let list = &results.answer.list;
        let Some(end) = list.len().checked_sub(1) else { return };
        let at = match at {
            usize::MAX => end,
            at if at > end => 0,
            at => at,
        };
        self.view.result = Some(at);
        self.reveal(list[at].unit);
    }
}

/// Goes to the search field. The slash that leads there is no part of what is searched for.
pub(super) fn focus_search(context: &Context) {
    context.input_mut(|input| {
        input.events.retain(|event| !matches!(event, egui::Event::Text(text) if text == "/"));
    });
    context.memory_mut(|memory| memory.request_focus(field_id()));
}
