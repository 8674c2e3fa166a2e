//! What is worked out from the state, kept with all that it was worked out from.

use std::sync::Arc;

use crate::model::Chart;
use crate::scene::{SceneRequest, Stage, build};

/// The scene with all that it was built from; equal means still valid.
#[derive(Default)]
pub(super) struct StageCache {
    built: Option<(Arc<Chart>, SceneRequest, Arc<Stage>)>,
}

impl StageCache {
    /// The scene of a request, built anew only if the request or the chart is another.
    pub(super) fn stage(&mut self, chart: &Arc<Chart>, request: SceneRequest) -> Arc<Stage> {
        if let Some((built_chart, built_request, stage)) = &self.built
            && Arc::ptr_eq(built_chart, chart)
            && *built_request == request
        {
            return Arc::clone(stage);
        }
        let stage = Arc::new(build(chart, &request));
        self.built = Some((Arc::clone(chart), request, Arc::clone(&stage)));
        stage
    }
}
