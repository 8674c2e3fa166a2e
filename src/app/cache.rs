//! What is worked out from the state, kept with all that it was worked out from.

use std::collections::HashSet;
use std::sync::Arc;

use crate::model::{Chart, UnitIndex};
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
