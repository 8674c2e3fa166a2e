//! The time strip: which edition is shown, and what is followed through all editions.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::Context;

use crate::app::App;
use crate::app::command::{Command, TimeCommand};
use crate::app::jobs::series::{Origin, Request, Steps};
use crate::app::panels::timeline::strip_id;
use crate::app::state::editions::Against;
use crate::app::state::inspector::Tab;
use crate::app::state::page::Page;
use crate::editions::{Followed, FunctionPlace, Mark, Owner, Part, Shape};
use crate::model::{Chart, UnitIndex};

impl App {
    pub(super) fn travel(&mut self, context: &Context, command: TimeCommand) {
        if matches!(command, TimeCommand::Toggle | TimeCommand::History | TimeCommand::Files(_)) {
            // The strip takes the focus when it opens.
            context.data_mut(|data| data.remove::<bool>(strip_id()));
        }
        if !matches!(command, TimeCommand::DragTo(_) | TimeCommand::EndDrag) {
            (self.timeline.dragged_from, self.timeline.dragged_to) = (None, None);
            self.canvas.release_glide();
        }
        match command {
            TimeCommand::Toggle if self.timeline.origin.is_some() => self.close_time(context),
            TimeCommand::Toggle => self.timeline.open(Origin::Previous),
            TimeCommand::History => {
                self.return_to_present(context);
                self.timeline.open(Origin::Git);
            }
            TimeCommand::Files(files) => self.open_series(context, files),
            TimeCommand::Earlier => self.step_in_time(context, -1),
            TimeCommand::Later => self.step_in_time(context, 1),
            TimeCommand::GoTo(edition) => self.go_to_edition(context, edition),
            TimeCommand::DragTo(position) => self.drag_through_time(context, position),
            TimeCommand::EndDrag => self.end_drag_through_time(context),
            TimeCommand::Visit(edition, unit) => {
                self.go_to_edition(context, edition);
                if self.timeline.shown() == Some(edition) {
                    self.reveal(unit);
                    self.view.page = Page::Trace;
                }
            }
            TimeCommand::FollowSelected => {
                if let Some(unit) = self.view.selected(&self.document.chart) {
                    self.follow_through_time(Followed::Unit(unit));
                }
            }
            TimeCommand::FollowUnit(unit) => {
                self.select(unit);
                self.follow_through_time(Followed::Unit(unit));
            }
            TimeCommand::FollowFunction(unit, at) => {
                if let Some(place) = place_of_function(&self.document.chart, unit, at) {
                    self.select(unit);
                    self.follow_through_time(Followed::Function(place));
                }
            }
            TimeCommand::Forget => {
                self.timeline.stop_following();
                self.view.page = Page::Facts;
            }
        }
    }

    /// Opens the last of several files, and shows all of them on the time strip.
    fn open_series(&mut self, context: &Context, mut files: Vec<PathBuf>) {
        let Some(last) = files.pop() else { return };
        self.timeline.awaited = (!files.is_empty()).then(|| {
            files.push(last.clone());
            Origin::Files(files)
        });
        self.execute(context, Command::OpenPath(last));
    }

    pub(super) fn close_time(&mut self, context: &Context) {
        self.return_to_present(context);
        self.timeline.close();
        if self.editions.old == Some(Against::Before) {
            self.editions.end();
        }
        if self.view.page == Page::Trace {
            self.view.page = Page::Facts;
        }
    }

    /// Reads the editions of the strip and compares them, in the background.
    pub(in crate::app) fn follow_timeline(&mut self) {
        let Some(origin) = self.timeline.origin.clone() else { return };
        let present = self.timeline.present(&self.document);
        let (file, chart) = (present.path.clone(), Arc::clone(&present.chart));
        let request = Request {
            origin,
            allowed: self.allowed_paths(file.as_deref()),
            file: file.unwrap_or_default(),
            previous: chart.previous().map(str::to_owned),
            effective: chart.effective().map(str::to_owned),
            max_bytes: self.max_bytes,
            language: self.settings.language.clone(),
        };
        self.timeline.follow(&request, &chart);
    }

    fn step_in_time(&mut self, context: &Context, by: isize) {
        let next = self.timeline.shown().and_then(|shown| shown.checked_add_signed(by));
        if let Some(next) = next {
            self.go_to_edition(context, next);
        }
    }

    /// Shows the open edition again.
    pub(in crate::app) fn return_to_present(&mut self, context: &Context) {
        let present = self.timeline.steps().map(|steps| steps.others.present);
        if let Some(present) = present.filter(|_| self.timeline.shows_other_edition()) {
            self.go_to_edition(context, present);
        }
    }

    /// Shows the chart at a position between two editions: one of them is shown, on its way from the other.
    fn drag_through_time(&mut self, context: &Context, position: f32) {
        self.timeline.dragged_to = Some(position);
        while let Some(shown) = self.timeline.shown() {
            let from = self.timeline.dragged_from.unwrap_or(shown);
            let next = Self::next_on_the_way(from, shown, position);
            if next == shown {
                break;
            }
            self.go_to_edition(context, next);
            if self.timeline.shown() != Some(next) {
                return;
            }
            self.timeline.dragged_from = Some(shown);
        }
        if let (Some(from), Some(to)) = (self.timeline.dragged_from, self.timeline.shown())
            && from != to
        {
            let part = (position - stop(from)) / (stop(to) - stop(from));
            self.canvas.hold_glide(part.clamp(0.0, 1.0));
        }
    }

    /// The edition to show for a position, one step further at most; the one that is shown while the position lies
    /// between it and the one that it comes from.
    fn next_on_the_way(from: usize, shown: usize, position: f32) -> usize {
        let (first, last) = (shown.min(from), shown.max(from));
        match () {
            () if position > stop(last) && last == shown => shown + 1,
            () if position < stop(first) && first == shown => shown - 1,
            () if position > stop(last) || position < stop(first) => from,
            () => shown,
        }
    }

    /// Goes on to the edition that is nearest to where a drag ends.
    fn end_drag_through_time(&mut self, context: &Context) {
        self.timeline.dragged_to = None;
        let part = self.canvas.held_glide();
        if let (Some(from), Some(part)) = (self.timeline.dragged_from.take(), part)
            && part < 0.5
        {
            self.go_to_edition(context, from);
            self.canvas.hold_glide(1.0 - part);
        }
        self.canvas.release_glide();
    }

    /// Shows another edition; cards of matching units glide to their new positions.
    fn go_to_edition(&mut self, context: &Context, edition: usize) {
        let (Some(steps), Some(from)) = (self.timeline.steps().cloned(), self.timeline.shown())
        else {
            return;
        };
        let before = Arc::clone(&self.document.chart);
        if !self.timeline.go_to(edition, &mut self.document) {
            return;
        }
        let pairs = steps.pairs(from, edition);
        let after = Arc::clone(&self.document.chart);
        self.keep_view(&before, &after, &pairs);
        self.canvas.travel(&pairs);
        self.inspector.texts.check_again();
        self.mark_step(&steps, edition);
        if !self.timeline.shows_other_edition() {
            // The file may have changed in the meantime.
            self.follow(context);
            if !Arc::ptr_eq(&self.document.source, &self.document.checked) {
                self.read_typed(false);
            }
        }
    }

    /// Maps selection, collapsed branches and displayed branch to the other edition.
    fn keep_view(&mut self, before: &Chart, after: &Chart, pairs: &[(UnitIndex, UnitIndex)]) {
        let mut became: BTreeMap<&str, &str> = BTreeMap::new();
        for &(old, new) in pairs {
            became.entry(&before.unit(old).id).or_insert(&after.unit(new).id);
        }
        let now = |id: &String| became.get(id.as_str()).map(|&id| id.to_owned());
        self.view.selected = self.view.selected.as_ref().and_then(now);
        self.view.root = self.view.root.as_ref().and_then(now);
        let collapsed: HashSet<String> = self.view.collapsed.iter().filter_map(now).collect();
        self.view.collapsed = Arc::new(collapsed);
        self.view.focus = None;
        self.view.marked = None;
    }

    /// Marks the changes of the step to an edition.
    fn mark_step(&mut self, steps: &Steps, edition: usize) {
        self.changes.forget();
        let Some(step) = edition.checked_sub(1).and_then(|at| steps.between.get(at)) else {
            return;
        };
        let chart = steps.chart(edition);
        let mut marks: Vec<(&str, Mark)> = Vec::new();
        for group in &step.units {
            let mark = match group.shape() {
                Shape::Kept | Shape::Removed => continue,
                Shape::Added => Mark::Added,
                Shape::Split | Shape::Merged | Shape::Regrouped => Mark::Moved,
            };
            marks.extend(group.new.iter().map(|&unit| (chart.unit(unit).id.as_str(), mark)));
        }
        for change in step.changes.iter().filter(|change| !change.is_citation()) {
            let Some((_, unit)) = change.subject.units() else { continue };
            let mark = match change.part {
                Part::Parent => Mark::Moved,
                Part::Name | Part::Acronym => Mark::Renamed,
                _ => Mark::Reworded,
            };
            marks.push((&chart.unit(unit).id, mark));
        }
        self.changes.mark_since(marks.into_iter());
    }

    /// Shows the path of a unit or function of the displayed edition through all editions.
    fn follow_through_time(&mut self, what: Followed) {
        if self.timeline.origin.is_none() {
            self.timeline.open(Origin::Previous);
        }
        self.timeline.start_following(what, &self.document.chart);
        self.view.page = Page::Trace;
        self.show_tab(Tab::Details);
    }

    /// The file relative to which the texts of the displayed edition are found.
    pub(super) fn path_of_texts(&self) -> Option<&Path> {
        self.timeline.path_of_shown().or(self.document.path.as_deref())
    }
}

/// The position of an edition.
#[expect(clippy::cast_precision_loss, reason = "a few hundred editions")]
const fn stop(edition: usize) -> f32 {
    edition as f32
}

/// The reference to a unit's function, by its index among own and shared ones.
fn place_of_function(chart: &Chart, unit: UnitIndex, at: usize) -> Option<FunctionPlace> {
    let held = chart.functions(unit).into_iter().nth(at)?;
    let owner = held.set.map_or(Owner::Unit(unit), Owner::Set);
    Some(FunctionPlace { owner, index: u32::try_from(held.place).ok()? })
}
