//! Contents of cards: parts, colours, emphasis by a filter.

use std::sync::Arc;

use egui::Context;

use crate::app::App;
use crate::app::command::ViewCommand;
use crate::app::jobs::memo::Same;
use crate::app::panels;
use crate::app::state::filter::ViewFilter;
use crate::model::Chart;
use crate::scene::Rest;

impl App {
    /// Runs a command of the view.
    pub(super) fn change_view(&mut self, context: &Context, command: ViewCommand) {
        let view = &mut self.view;
        match command {
            ViewCommand::ShowPost(unit, at) => self.show_post(unit, at),
            ViewCommand::ColorBy(by) => view.color_by = by,
            ViewCommand::ToggleOnCard(part) => {
                view.card.toggle(part);
                self.hold_view();
            }
            ViewCommand::TogglePosts => {
                view.has_posts ^= true;
                self.canvas.fit();
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

    /// Removes the emphasis of the filter.
    pub(super) fn close_filter(&mut self) {
        let rest = self.view.filter.rest;
        let was_filtered = !self.view.filter.query.is_empty();
        self.view.filter = ViewFilter::of(String::new(), rest);
        if rest == Rest::Hidden && was_filtered {
            self.canvas.fit();
        }
    }

    /// Finds the units that match the filter in the drawn chart.
    pub(in crate::app) fn follow_filter(&mut self) {
        let drawn = self.drawn_chart();
        self.view.filter.follow(&drawn);
    }

    /// The open chart, with additional units for posts if they are shown as cards.
    pub(in crate::app) fn drawn_chart(&mut self) -> Arc<Chart> {
        let chart = &self.document.chart;
        if !self.view.has_posts {
            return Arc::clone(chart);
        }
        self.with_posts.get(Same::of(chart), |chart| Chart::clone(&chart.0).with_posts_as_units())
    }
}
