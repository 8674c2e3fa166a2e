//! Scenes of the open chart: small ones are built at once, large ones in the background.

use std::sync::Arc;

use crate::app::jobs::background::{Panicked, Worker};
use crate::app::jobs::memo::{Memo, Same};
use crate::canvas::Freshness;
use crate::model::Chart;
use crate::scene::{IndexedScene, SceneRequest, build};

/// Number of units and relations above which scenes are built in the background.
pub(crate) const LARGE: usize = if cfg!(target_arch = "wasm32") { 1_500 } else { 5_000 };

/// Inputs of a scene.
type Input = (Same<Chart>, SceneRequest);

/// The last scene, with its chart and request.
pub(crate) struct StageCache {
    worker: Worker,
    memo: Memo<Input, IndexedScene>,
}

impl StageCache {
    pub(crate) fn new(worker: Worker) -> Self {
        Self { worker, memo: Memo::default() }
    }

    /// Stores a scene that was built elsewhere.
    pub(crate) fn keep(&mut self, chart: &Arc<Chart>, request: SceneRequest, stage: IndexedScene) {
        self.memo.keep((Same::of(chart), request), stage);
    }

    /// The scene of a request. While the scene of a large chart is being built, or if it cannot be built, the chart's
    /// last scene, or `None`.
    pub(crate) fn stage(
        &mut self,
        chart: &Arc<Chart>,
        request: SceneRequest,
    ) -> Option<(Arc<IndexedScene>, Freshness)> {
        let input = (Same::of(chart), request);
        let build_scene = |(chart, request): &Input| build(&chart.0, request);
        if chart.units().len() + chart.relations().len() <= LARGE {
            self.memo.make_now(&input, build_scene);
        }
        let is_failed = self.memo.is_failed(&input);
        let made = self.memo.follow(&self.worker, &input, move |input, _| build_scene(input));
        let ((built, request), stage) = made?;
        let is_latest = is_failed || *request == input.1;
        let freshness = if is_latest { Freshness::Latest } else { Freshness::Outdated };
        (*built == input.0).then(|| (Arc::clone(stage), freshness))
    }

    /// The panic of the last scene that could not be built, once.
    pub(crate) fn take_failure(&mut self) -> Option<Panicked> {
        self.memo.take_failure()
    }
}
