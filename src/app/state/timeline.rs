//! Editions of the open organization on the time strip, and the displayed one.

use std::path::Path;
use std::sync::Arc;

use crate::app::jobs::background::Worker;
use crate::app::jobs::memo::{Memo, Same};
use crate::app::jobs::series::{Origin, Others, Request, Steps};
use crate::app::state::document::{Document, ReadOptions};
use crate::app::state::editions::OldEdition;
use crate::editions::{Followed, Trace};
use crate::model::Chart;

/// An item that is followed through all editions.
struct FollowedItem {
    /// The edition that contains it; `None` for the open one before the others have been read.
    edition: Option<usize>,
    /// The chart of that edition.
    chart: Same<Chart>,
    what: Followed,
}

/// The open document while another edition is shown.
struct SuspendedDocument {
    present: Box<Document>,
    edition: usize,
}

/// The time strip.
pub(crate) struct Timeline {
    /// Source of the editions; `None` if the strip is closed.
    pub(crate) origin: Option<Origin>,
    /// Files that are opened together; the strip shows them once one of them is open.
    pub(crate) awaited: Option<Origin>,
    /// Item followed through the editions in the details.
    followee: Option<FollowedItem>,
    away: Option<SuspendedDocument>,
    /// The edition that a drag comes from, on its way to the one that is shown.
    pub(crate) dragged_from: Option<usize>,
    /// The position of the drag.
    pub(crate) dragged_to: Option<f32>,
    worker: Worker,
    options: ReadOptions,
    read: Memo<Request, Others>,
    compared: Memo<(Same<Others>, Same<Chart>), Steps>,
    steps: Option<Arc<Steps>>,
    ways: Memo<(Same<Steps>, usize, Followed), Trace>,
    way: Option<(usize, Arc<Trace>)>,
}

impl Timeline {
    pub(crate) fn new(worker: Worker, options: ReadOptions) -> Self {
        Self {
            origin: None,
            awaited: None,
            followee: None,
            away: None,
            dragged_from: None,
            dragged_to: None,
            worker,
            options,
            read: Memo::default(),
            compared: Memo::default(),
            steps: None,
            ways: Memo::default(),
            way: None,
        }
    }

    /// Shows the editions of another origin.
    pub(crate) fn open(&mut self, origin: Origin) {
        self.close();
        self.origin = Some(origin);
    }

    /// Closes the strip.
    pub(crate) fn close(&mut self) {
        self.origin = None;
        self.followee = None;
        self.dragged_from = None;
        self.read.clear();
        self.compared.clear();
        self.steps = None;
        self.ways.clear();
        self.way = None;
    }

    /// Closes the strip for another document, and opens the one that was requested for it.
    pub(crate) fn forget_document(&mut self) {
        self.close();
        self.away = None;
        self.origin = self.awaited.take();
    }

    /// Reads and compares the editions in the background, and follows what is followed through them.
    pub(crate) fn follow(&mut self, request: &Request, present: &Arc<Chart>) {
        self.compare(request, present);
        self.way = self.followed().zip(self.steps.as_ref()).map(|((edition, followed), steps)| {
            let key = (Same::of(steps), edition, followed);
            (
                edition,
                self.ways.get(key, |(steps, edition, followed)| steps.0.trace(*edition, *followed)),
            )
        });
    }

    fn compare(&mut self, request: &Request, present: &Arc<Chart>) {
        let options = self.options.clone();
        let make = move |request: &Request, reporter: &_| {
            Others::read(request, &options, reporter).unwrap_or_default()
        };
        let Some((known, others)) = self.read.follow(&self.worker, request, make) else { return };
        if known != request {
            return;
        }
        let key = (Same::of(others), Same::of(present));
        let compare = |key: &(Same<Others>, Same<Chart>), _: &_| Steps::compare(key);
        if let Some((known, steps)) = self.compared.follow(&self.worker, &key, compare)
            && *known == key
        {
            self.steps = Some(Arc::clone(steps));
        }
    }

    /// All editions, once they have been read.
    pub(crate) const fn steps(&self) -> Option<&Arc<Steps>> {
        self.steps.as_ref()
    }

    /// The index of the displayed edition.
    pub(crate) fn shown(&self) -> Option<usize> {
        let steps = self.steps.as_ref()?;
        Some(self.away.as_ref().map_or(steps.others.present, |away| away.edition))
    }

    /// Whether an edition other than the open one is shown.
    pub(crate) const fn shows_other_edition(&self) -> bool {
        self.away.is_some()
    }

    /// The open document, given the displayed one.
    pub(crate) fn present<'d>(&'d self, shown: &'d Document) -> &'d Document {
        self.away.as_ref().map_or(shown, |away| &*away.present)
    }

    /// The file of the edition that is shown instead of the open one.
    pub(crate) fn path_of_shown(&self) -> Option<&Path> {
        let (steps, away) = (self.steps.as_ref()?, self.away.as_ref()?);
        steps.others.at(away.edition)?.path.as_deref()
    }

    /// The edition before the displayed one.
    pub(crate) fn before_shown(&self) -> Option<OldEdition> {
        let (steps, shown) = (self.steps.as_ref()?, self.shown()?);
        let before = shown.checked_sub(1)?;
        let (old, new) = (steps.chart(before), steps.chart(shown));
        let name = steps.others.at(before).map(|edition| edition.name.clone());
        Some(OldEdition::Known {
            name: name.unwrap_or_default(),
            chart: Same::of(old),
            lineage: steps.others.lineage(old, new),
            is_previous: self.origin == Some(Origin::Previous) && !self.shows_other_edition(),
        })
    }

    /// Follows an item of the displayed chart through all editions.
    pub(crate) fn start_following(&mut self, what: Followed, chart: &Arc<Chart>) {
        let edition = self.shown();
        self.followee = Some(FollowedItem { edition, chart: Same::of(chart), what });
    }

    /// Stops following.
    pub(crate) fn stop_following(&mut self) {
        self.followee = None;
    }

    /// What is followed, and the edition that it stands in.
    fn followed(&self) -> Option<(usize, Followed)> {
        let (steps, followee) = (self.steps.as_ref()?, self.followee.as_ref()?);
        let edition = followee.edition.unwrap_or(steps.others.present);
        let is_same =
            edition < steps.others.count() && Same::of(steps.chart(edition)) == followee.chart;
        is_same.then_some((edition, followee.what))
    }

    /// The way of what is followed, from the edition with a number on; none once that edition has another chart.
    pub(crate) fn trace(&self) -> Option<(usize, &Trace)> {
        self.way.as_ref().map(|(edition, way)| (*edition, &**way))
    }

    /// The name of the edition that is shown instead of the open one.
    pub(crate) fn name_of_shown(&self) -> Option<&str> {
        let (steps, away) = (self.steps.as_ref()?, self.away.as_ref()?);
        Some(steps.others.at(away.edition)?.name.as_str())
    }

    /// Replaces the displayed document by that of another edition, or by the open one. Returns whether it did.
    pub(crate) fn go_to(&mut self, edition: usize, document: &mut Document) -> bool {
        let Some(steps) = &self.steps else { return false };
        if edition >= steps.others.count() || self.shown() == Some(edition) {
            return false;
        }
        let present = match (self.away.take(), steps.others.at(edition)) {
            (Some(away), None) => {
                *document = *away.present;
                return true;
            }
            (Some(away), Some(other)) => {
                *document = other.document();
                away.present
            }
            (None, Some(other)) => Box::new(std::mem::replace(document, other.document())),
            (None, None) => return false,
        };
        self.away = Some(SuspendedDocument { present, edition });
        true
    }
}
