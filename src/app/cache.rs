//! What is worked out from the state, kept with all that it was worked out from.

use std::collections::HashSet;
use std::sync::Arc;

use crate::model::{Chart, UnitIndex};
use crate::scene::{SceneRequest, Stage, build};
use crate::search::{Found, Index};

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

/// What a search found.
#[derive(Debug, Default)]
pub(super) struct Results {
    /// The units, best first.
    pub(super) list: Vec<Found>,
    /// The same, for the chart; none where there is nothing to light up.
    pub(super) units: Option<Arc<HashSet<UnitIndex>>>,
}

/// The index and the results with all that they were made from; equal means still valid.
#[derive(Default)]
pub(super) struct Finder {
    index: Option<(Arc<Chart>, Index)>,
    found: Option<(Arc<Chart>, String, Arc<Results>)>,
}

impl Finder {
    /// What a query finds, searched for only if the query or the chart is another.
    pub(super) fn results(&mut self, chart: &Arc<Chart>, query: &str) -> Arc<Results> {
        if query.is_empty() {
            return Arc::default();
        }
        if let Some((searched, asked, results)) = &self.found
            && Arc::ptr_eq(searched, chart)
            && asked == query
        {
            return Arc::clone(results);
        }
        let known = self.index.take().filter(|(indexed, _)| Arc::ptr_eq(indexed, chart));
        let (_, index) =
            self.index.insert(known.unwrap_or_else(|| (Arc::clone(chart), Index::new(chart))));
        let list = index.find(query);
        let units: HashSet<UnitIndex> = list.iter().map(|found| found.unit).collect();
        let units = (!units.is_empty()).then(|| Arc::new(units));
        let results = Arc::new(Results { list, units });
        self.found = Some((Arc::clone(chart), query.to_owned(), Arc::clone(&results)));
        results
    }
}
