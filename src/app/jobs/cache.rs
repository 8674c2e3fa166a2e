//! What is worked out from the state, kept with all that it was worked out from.

use std::collections::HashSet;
use std::sync::Arc;

use crate::app::jobs::background::{Panicked, Worker, catch_panic};
use crate::app::jobs::latest::{Latest, Same};
use crate::canvas::Freshness;
use crate::model::{Chart, UnitIndex};
use crate::scene::{SceneRequest, Stage, build};

/// Scenes of charts with more units and lines are built in the background.
const LARGE: usize = 5_000;

/// What a scene is built from.
type Input = (Same<Chart>, SceneRequest);

/// The last scene with what it was built from.
pub(crate) struct StageCache {
    worker: Worker,
    latest: Latest<Input, Stage>,
}

impl StageCache {
    pub(crate) fn new(worker: Worker) -> Self {
        Self { worker, latest: Latest::default() }
    }

    /// Takes over a scene that was built elsewhere.
    pub(crate) fn keep(&mut self, chart: &Arc<Chart>, request: SceneRequest, stage: Stage) {
        self.latest.keep((Same(Arc::clone(chart)), request), stage);
    }

    /// The scene of a request, built again only if the request or the chart differs. While that of a
    /// large chart is being built, or if it cannot be, it is that of the chart's last request, or
    /// none.
    pub(crate) fn stage(
        &mut self,
        chart: &Arc<Chart>,
        request: SceneRequest,
    ) -> Option<(Arc<Stage>, Freshness)> {
        let input = (Same(Arc::clone(chart)), request);
        let is_small = chart.units().len() + chart.relations().len() <= LARGE;
        if is_small && !self.latest.is_made(&input) && !self.latest.is_failed(&input) {
            let built = catch_panic(|| build(chart, &input.1));
            self.latest.put(input.clone(), built);
        }
        let is_failed = self.latest.is_failed(&input);
        let made =
            self.latest.get(&self.worker, &input, |(chart, request), _| build(&chart.0, request));
        let ((built, request), stage) = made?;
        let is_latest = is_failed || *request == input.1;
        let freshness = if is_latest { Freshness::Latest } else { Freshness::Outdated };
        (*built == input.0).then(|| (Arc::clone(stage), freshness))
    }

    /// The panic of the last scene that could not be built, once.
    pub(crate) fn take_failure(&mut self) -> Option<Panicked> {
        self.latest.take_failure()
    }
}

/// The rows of the outline with all that they were made from; the same means still valid.
#[derive(Default)]
pub(crate) struct OutlineCache {
    made: Option<Outline>,
}

struct Outline {
    chart: Arc<Chart>,
    collapsed: Arc<HashSet<String>>,
    rows: Arc<Vec<UnitIndex>>,
}

impl OutlineCache {
    /// The units whose ancestors are all expanded, in order.
    pub(crate) fn rows(
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
