//! The view of the chart: selection, collapsed branches, camera.

use std::sync::Arc;

use egui::Context;
use egui::text_selection::LabelSelectionState;

use crate::app::App;
use crate::app::command::Command;
use crate::app::state::inspector::Tab;
use crate::app::state::page::{Answers, Page};
use crate::app::state::view::{Focus, LineId};
use crate::app::widgets::has_room;
use crate::canvas::{Step, Target};
use crate::layout::{Direction, LayoutStyle};
use crate::model::accountability::chains;
use crate::model::{BodyIndex, Chart, Party, UnitIndex};

impl App {
    pub(super) fn select(&mut self, unit: UnitIndex) {
        let id = self.document.chart.unit(unit).id.clone();
        self.changes.mark_seen(&id);
        if let Some(left) =
            self.view.selected.replace(id).filter(|left| Some(left) != self.view.selected.as_ref())
        {
            self.inspector.history.leave(&left);
            self.forget_marked_text();
        }
        self.inspector.tab = Tab::Details;
        // An outline in the only available panel stays.
        let has_room = has_room(&self.context);
        self.settings.shows_inspector |= has_room || !self.settings.shows_outline;
        if self.view.page.compared().is_some() {
            self.fit_chains();
        }
    }

    /// Clears the text selection of labels, whose text is being replaced.
    pub(super) fn forget_marked_text(&self) {
        self.context.plugin::<LabelSelectionState>().lock().clear_selection();
    }

    /// Shows or hides the outline; if there is no room for both, it replaces the inspector.
    pub(super) fn toggle_outline(&mut self, context: &Context) {
        let (settings, has_room) = (&mut self.settings, has_room(context));
        settings.shows_outline = !settings.outline_is_seen(has_room);
        settings.shows_inspector &= has_room || !settings.shows_outline;
    }

    /// Tells the canvas the units' new indices after a reload, so that cards stay with their units.
    pub(super) fn renumber(&mut self, before: &Chart) {
        let now = &self.document.chart;
        let is_same = |at: UnitIndex| {
            now.units().get(at.get()).is_some_and(|unit| unit.id == before.unit(at).id)
        };
        if before.unit_indices().all(is_same) {
            return;
        }
        let number = |at: UnitIndex| {
            // A new id at the index of a removed one is treated as a renamed unit.
            let renamed =
                || now.units().get(at.get()).filter(|unit| before.find(&unit.id).is_none());
            now.find(&before.unit(at).id).or_else(|| renamed().map(|_| at))
        };
        let pairs = before.unit_indices().filter_map(|at| Some((at, number(at)?))).collect();
        self.canvas.renumber(&pairs);
    }

    /// Shows an outside body in the inspector, and its card on the chart.
    pub(super) fn show_body(&mut self, body: BodyIndex) {
        let id = self.document.chart.body(body).id.clone();
        self.show_focus(Focus::Body(id));
        self.canvas.bring_into_view(Target::Body(body));
    }

    /// Shows a further post in the inspector, and its card on the chart if posts have cards.
    pub(super) fn show_post(&mut self, unit: UnitIndex, at: usize) {
        let id = self.document.chart.unit(unit).id.clone();
        self.show_focus(Focus::Post(id, at));
        if let Some(card) = self.drawn_chart().card_of_post(unit, at) {
            self.canvas.bring_into_view(Target::Unit(card));
        }
    }

    /// Shows relations in the inspector.
    pub(super) fn show_lines(&mut self, lines: &[u32]) {
        let chart = &self.document.chart;
        let lines = lines.iter().filter_map(|&line| LineId::of(chart, line)).collect();
        self.show_focus(Focus::Lines(lines));
    }

    fn show_focus(&mut self, focus: Focus) {
        self.select_nothing();
        self.view.focus = Some(focus);
        self.show_tab(Tab::Details);
    }

    pub(super) fn select_nothing(&mut self) {
        self.view.focus = None;
        // The next selected unit opens with its facts, unless there are unsaved changes.
        if self.document.disk.is_none() {
            self.view.page.close_source();
        }
        if let Some(left) = self.view.selected.take() {
            self.inspector.history.leave(&left);
            self.forget_marked_text();
        }
    }

    /// Selects a neighbour of the selected unit, or the first unit if none is selected.
    pub(super) fn step(&mut self, step: Step) {
        let drawn = self.drawn_chart();
        let chart = &*drawn;
        let top = self.view.root(chart).or_else(|| chart.roots().first().copied());
        let selected = self.view.selected_card(&self.document.chart, chart);
        let Some(from) = selected.filter(|_| step != Step::Top) else {
            if let Some(top) = top {
                self.move_to(top);
            }
            return;
        };
        let it = chart.unit(from);
        let beside = |by: isize| {
            let siblings = it.parent.map_or(chart.roots(), |parent| &chart.unit(parent).children);
            let at = siblings.iter().position(|&sibling| sibling == from)?;
            siblings.get(at.checked_add_signed(by)?).copied()
        };
        let to = match step {
            Step::Parent => it.parent,
            Step::Child => it.children.first().copied(),
            Step::Previous => beside(-1),
            Step::Next => beside(1),
            Step::Top => top,
        };
        let leaves = Some(from) == self.view.root(chart) && step != Step::Child;
        match to.filter(|_| !leaves).map(|to| (to, chart.post(to))) {
            Some((_, Some((unit, at)))) => {
                self.show_way_to(unit);
                let id = self.document.chart.unit(unit).id.clone();
                self.view.unfold(&id);
                self.show_post(unit, at);
            }
            Some((to, None)) => self.move_to(to),
            None => {}
        }
    }

    /// Selects a unit, expands its ancestors and scrolls to it.
    fn move_to(&mut self, unit: UnitIndex) {
        self.show_way_to(unit);
        self.view.focus = None;
        self.view.selected = Some(self.document.chart.unit(unit).id.clone());
        self.canvas.bring_into_view(Target::Unit(unit));
    }

    /// Expands a unit's ancestors; shows the whole chart if the unit is outside the displayed branch.
    pub(super) fn show_way_to(&mut self, unit: UnitIndex) {
        let chart = &self.document.chart;
        let above = chart.ancestors(unit);
        let root = self.view.root(chart);
        if root.is_some_and(|root| root != unit && !above.contains(&root)) {
            self.view.root = None;
        }
        for above in above {
            self.view.unfold(&chart.unit(above).id);
        }
    }

    /// Changes the layout, and fits the chart into the view.
    pub(super) fn arrange(&mut self, style: LayoutStyle, direction: Direction) {
        (self.view.style, self.view.direction) = (style, direction);
        self.canvas.fit();
    }

    /// Expands a unit and all units below it.
    pub(super) fn expand_below(&mut self, unit: UnitIndex) {
        self.canvas.hold(unit);
        let chart = &self.document.chart;
        for below in chart.descendants(unit).into_iter().chain([unit]) {
            self.view.unfold(&chart.unit(below).id);
        }
    }

    /// Shows only a unit's branch.
    pub(super) fn isolate(&mut self, unit: UnitIndex) {
        let id = self.document.chart.unit(unit).id.clone();
        self.view.unfold(&id);
        self.view.root = Some(id);
        self.select(unit);
        self.canvas.fit();
    }

    /// Shows the whole chart instead of one branch.
    pub(super) fn leave_branch(&mut self) {
        self.view.root = None;
        self.canvas.fit();
    }

    pub(super) fn reveal(&mut self, unit: UnitIndex) {
        self.show_way_to(unit);
        self.select(unit);
        self.canvas.centre_on(unit);
    }

    /// Shows the next or previous unseen change.
    pub(super) fn show_other_change(&mut self, command: &Command) {
        let forward = *command == Command::NextChange;
        let chart = Arc::clone(&self.document.chart);
        let selected = self.view.selected(&chart);
        let marks = self.changes.marks(&chart);
        if let Some(unit) = marks.beside(&chart, selected, forward) {
            self.reveal(unit);
        }
    }

    /// Whether the inspector shows the chains of accountability of the selected unit.
    pub(super) fn are_answers_seen(&self) -> bool {
        let is_open = self.settings.shows_inspector && self.inspector.tab == Tab::Details;
        let is_selected = self.view.selected(&self.document.chart).is_some();
        is_open && is_selected && matches!(self.view.page, Page::Answers(_))
    }

    /// Shows the chains of accountability of a unit, and fits them into the view.
    pub(super) fn show_answers_for(&mut self, unit: UnitIndex) {
        self.show_way_to(unit);
        self.select(unit);
        if !self.are_answers_seen() {
            self.toggle_answers();
        }
        self.fit_chains();
    }

    /// Selects a unit to compare it with the next selected one.
    pub(super) fn compare(&mut self, unit: UnitIndex) {
        self.select(unit);
        self.view.page = Page::Answers(Answers::Unit);
        self.toggle_comparison();
    }

    /// Fits the parties of the displayed chains into the view.
    fn fit_chains(&mut self) {
        let chart = Arc::clone(&self.document.chart);
        let Some(unit) = self.view.selected(&chart).filter(|_| self.are_answers_seen()) else {
            return;
        };
        let kept = self.view.page.compared().and_then(|id| chart.find(id));
        let asked = kept.into_iter().chain([unit]);
        let steps = asked.flat_map(|unit| chains(&chart, Party::Unit(unit))).flatten();
        let mut parties: Vec<Party> = steps.flat_map(|step| [step.from, step.to]).collect();
        parties.push(Party::Unit(unit));
        for unit in parties.iter().filter_map(|party| party.unit()) {
            self.show_way_to(unit);
        }
        let target = |party| match party {
            Party::Unit(unit) | Party::Post(unit, _) => Target::Unit(unit),
            Party::Body(body) => Target::Body(body),
        };
        self.canvas.fit_all(parties.into_iter().map(target).collect());
    }

    pub(super) fn toggle_answers(&mut self) {
        let is_seen = self.are_answers_seen();
        self.view.page = if is_seen { Page::Facts } else { Page::Answers(Answers::Unit) };
        self.inspector.tab = Tab::Details;
        self.settings.shows_inspector = true;
        self.fit_chains();
    }

    pub(super) fn show_answers_for_function(&mut self, unit: UnitIndex, at: usize) {
        self.reveal(unit);
        let chart = &self.document.chart;
        let function = chart.functions(unit).get(at).map(|held| held.statement.clone());
        let asked = function.map(|it| Answers::Function(chart.unit(unit).id.clone(), it));
        self.view.page = Page::Answers(asked.unwrap_or(Answers::Unit));
        self.fit_chains();
    }

    pub(super) fn toggle_comparison(&mut self) {
        let is_kept = self.view.page.compared().is_some();
        let kept = self.view.selected.clone().filter(|_| !is_kept);
        self.view.page = Page::Answers(kept.map_or(Answers::Unit, Answers::Beside));
        self.settings.shows_inspector = true;
        if self.view.page.compared().is_some() {
            // The other unit can be any unit of the chart.
            self.canvas.fit();
        }
    }

    /// Fits the selected unit with its visible branch, or the whole chart.
    pub(super) fn fit_selection(&mut self) {
        match self.view.selected(&self.document.chart) {
            Some(unit) => self.canvas.fit_branch(unit),
            None => self.canvas.fit(),
        }
    }

    pub(super) fn toggle(&mut self, unit: UnitIndex) {
        self.canvas.hold(unit);
        let it = self.document.chart.unit(unit);
        let has_cards_below =
            !it.children.is_empty() || self.view.has_posts && !it.posts.is_empty();
        if !has_cards_below {
            return;
        }
        if !self.view.unfold(&it.id) {
            Arc::make_mut(&mut self.view.collapsed).insert(it.id.clone());
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
        self.view.collapsed = Arc::new(deep.map(|unit| unit.id.clone()).collect());
        self.canvas.fit();
    }
}
