//! What the cards of a view show: parts, colours, emphasis by a filter.

use egui::Context;

use crate::app::App;
use crate::app::command::ViewCommand;
use crate::app::panels;
use crate::app::state::filter::ViewFilter;
use crate::scene::Rest;

impl App {
    /// Runs a command of the view.
    pub(super) fn change_view(&mut self, context: &Context, command: ViewCommand) {
        let view = &mut self.view;
        match command {
            ViewCommand::ColorBy(by) => view.color_by = by,
            ViewCommand::ToggleOnCard(part) => {
                view.card.toggle(part);
                self.hold_view();
            }
            ViewCommand::OpenFilter => {
                view.filter.is_open = true;
                let field = panels::chart::filter_field_id();
                context.memory_mut(|memory| memory.request_focus(field));
            }
            ViewCommand::Filter(query) => {
                let was_hidden = view.filter.rest == Rest::Hidden;
                view.filter.query = query;
                if was_hidden {
                    self.canvas.fit();
                }
            }
            ViewCommand::HideRest(is_hidden) => {
                view.filter.rest = if is_hidden { Rest::Hidden } else { Rest::Dimmed };
                self.canvas.fit();
            }
            ViewCommand::CloseFilter => self.close_filter(),
        }
    }

    /// Shows all units alike again.
    pub(super) fn close_filter(&mut self) {
        let rest = self.view.filter.rest;
        let was_filtered = !self.view.filter.query.is_empty();
        self.view.filter = ViewFilter::of(String::new(), rest);
        if rest == Rest::Hidden && was_filtered {
            self.canvas.fit();
        }
    }

    /// Finds the units that match the filter in the open chart.
    pub(in crate::app) fn follow_filter(&mut self) {
        self.view.filter.follow(&self.document.chart);
    }
}
