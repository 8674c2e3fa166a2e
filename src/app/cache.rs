//! What is worked out from the state, kept with all that it was worked out from.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use egui::Context;

use crate::canvas::Freshness;
use crate::model::{Chart, UnitIndex};
use crate::scene::{SceneRequest, Stage, build};

/// With more units and lines than these a scene is built beside the window.
const MANY: usize = 5_000;

/// The scene with all that it was built from; equal means still valid.
#[derive(Default)]
pub(super) struct StageCache {
    built: Option<(Arc<Chart>, SceneRequest, Arc<Stage>)>,
    building: Option<Building>,
}

/// A scene that is being built on another thread.
struct Building {
    chart: Arc<Chart>,
    request: SceneRequest,
    stage: Receiver<Stage>,
}

impl StageCache {
    /// The scene of a request, built anew only if the request or the chart is another. The scene of
    /// a large chart is built beside the window, and the one of its last request given meanwhile.
    pub(super) fn stage(
        &mut self,
        chart: &Arc<Chart>,
        request: SceneRequest,
        context: &Context,
    ) -> (Arc<Stage>, Freshness) {
        let last = self.built.as_ref().filter(|(built, ..)| Arc::ptr_eq(built, chart));
        if let Some((_, built, stage)) = last {
            if *built == request {
                self.building = None;
                return (Arc::clone(stage), Freshness::Latest);
            }
            if chart.units().len() + chart.relations().len() > MANY {
                let stage = Arc::clone(stage);
                return match self.build_beside(chart, &request, context) {
                    Some(new) => (self.keep(chart, request, new), Freshness::Latest),
                    None => (stage, Freshness::Outdated),
                };
            }
        }
        let stage = build(chart, &request);
        (self.keep(chart, request, stage), Freshness::Latest)
    }

    fn keep(&mut self, chart: &Arc<Chart>, request: SceneRequest, stage: Stage) -> Arc<Stage> {
        let stage = Arc::new(stage);
        self.building = None;
        self.built = Some((Arc::clone(chart), request, Arc::clone(&stage)));
        stage
    }

    /// The scene of a request as soon as it is there; starts to build it if that is not under way.
    fn build_beside(
        &mut self,
        chart: &Arc<Chart>,
        request: &SceneRequest,
        context: &Context,
    ) -> Option<Stage> {
        if let Some(building) = &self.building
            && Arc::ptr_eq(&building.chart, chart)
            && building.request == *request
        {
            return match building.stage.try_recv() {
                Ok(stage) => Some(stage),
                Err(TryRecvError::Empty) => None,
                // The thread came to grief: so it would be told here.
                Err(TryRecvError::Disconnected) => Some(build(chart, request)),
            };
        }
        let (sender, stage) = channel();
        let job = (Arc::clone(chart), request.clone(), context.clone());
        std::thread::spawn(move || {
            let (chart, request, context) = job;
            // Nobody waits any more where another scene was asked for.
            let _ = sender.send(build(&chart, &request));
            context.request_repaint();
        });
        self.building =
            Some(Building { chart: Arc::clone(chart), request: request.clone(), stage });
        None
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
