//! What is worked out from the state, kept with all that it was worked out from.

use std::collections::HashSet;
use std::sync::Arc;

use super::background::{Panicked, Task, Worker, catch_panic};
use crate::canvas::Freshness;
use crate::model::{Chart, UnitIndex};
use crate::scene::{SceneRequest, Stage, build};

/// Scenes of charts with more units and lines are built in the background.
const LARGE: usize = 5_000;

/// The scene with all that it was built from; equal means still valid.
pub(super) struct StageCache {
    worker: Worker,
    built: Option<(Input, Arc<Stage>)>,
    building: Option<(Input, Task<Stage>)>,
    /// What no scene can be built from, and the panic until it is reported.
    failed: Option<(Input, Option<Panicked>)>,
}

/// What a scene is built from.
#[derive(Clone)]
struct Input {
    chart: Arc<Chart>,
    request: SceneRequest,
}

impl PartialEq for Input {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.chart, &other.chart) && self.request == other.request
    }
}

impl StageCache {
    pub(super) const fn new(worker: Worker) -> Self {
        Self { worker, built: None, building: None, failed: None }
    }

    /// Takes over a scene that was built elsewhere.
    pub(super) fn keep(&mut self, chart: &Arc<Chart>, request: SceneRequest, stage: Stage) {
        let input = Input { chart: Arc::clone(chart), request };
        self.built = Some((input, Arc::new(stage)));
        self.building = None;
    }

    /// The scene of a request, built again only if the request or the chart differs. While it is
    /// being built, or if it cannot be, it is that of the chart's last request, or none.
    pub(super) fn stage(
        &mut self,
        chart: &Arc<Chart>,
        request: SceneRequest,
    ) -> Option<(Arc<Stage>, Freshness)> {
        let input = Input { chart: Arc::clone(chart), request };
        let is_failed = self.failed.as_ref().is_some_and(|(failed, _)| *failed == input);
        if !is_failed && self.built.as_ref().is_none_or(|(built, _)| *built != input) {
            match self.build(&input) {
                Some(Ok(stage)) => self.built = Some((input.clone(), Arc::new(stage))),
                Some(Err(panic)) => self.failed = Some((input.clone(), Some(panic))),
                None => {}
            }
        }
        let (built, stage) = self.built.as_ref()?;
        if *built == input {
            self.building = None;
            return Some((Arc::clone(stage), Freshness::Latest));
        }
        let freshness = if is_failed { Freshness::Latest } else { Freshness::Outdated };
        Arc::ptr_eq(&built.chart, chart).then(|| (Arc::clone(stage), freshness))
    }

    /// A scene at once if the chart is small; else once it is there, after starting to build it.
    fn build(&mut self, input: &Input) -> Option<Result<Stage, Panicked>> {
        let Input { chart, request } = input;
        if chart.units().len() + chart.relations().len() <= LARGE {
            return Some(catch_panic(|| build(chart, request)));
        }
        if self.building.as_ref().is_none_or(|(building, _)| building != input) {
            let job = input.clone();
            let task = self.worker.spawn(move |_| build(&job.chart, &job.request));
            self.building = Some((input.clone(), task));
        }
        self.building.as_ref()?.1.poll()
    }

    /// The panic that no scene could be built for, once.
    pub(super) fn take_failure(&mut self) -> Option<Panicked> {
        self.failed.as_mut()?.1.take()
    }
}

/// The rows of the outline with all that they were made from; the same means still valid.
#[derive(Default)]
pub(super) struct OutlineCache {
    made: Option<Outline>,
}

struct Outline {
    chart: Arc<Chart>,
    collapsed: Arc<HashSet<String>>,
    rows: Arc<Vec<UnitIndex>>,
}

impl OutlineCache {
    /// The units whose ancestors are all expanded, in order.
    pub(super) fn rows(
        &mut self,
        chart: &Arc<Chart>,
        collapsed: &Arc<HashSet<String>>,
    ) -> Arc<Vec<UnitIndex>> {
        if let Some(made) = &self.made
            && Arc::ptr_eq(&made.chart, chart)
            && Arc::ptr_eq(&made.collapsed, collapsed)
        {
            return Arc::clone(&made.rows);
        }
        let mut rows = Vec::new();
        let mut open: Vec<UnitIndex> = chart.roots().iter().rev().copied().collect();
        while let Some(unit) = open.pop() {
            rows.push(unit);
            let it = chart.unit(unit);
            if !collapsed.contains(&it.id) {
                open.extend(it.children.iter().rev());
            }
        }
        let rows = Arc::new(rows);
        let (chart, collapsed) = (Arc::clone(chart), Arc::clone(collapsed));
        self.made = Some(Outline { chart, collapsed, rows: Arc::clone(&rows) });
        rows
    }
}
