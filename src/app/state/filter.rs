//! The filter of a view: its query, and the units that match in a chart.

use std::collections::HashSet;
use std::sync::Arc;

use crate::model::{Chart, Filter, FilterError, UnitIndex};
use crate::scene::{Rest, UnitFilter};

/// The filter of a view.
#[derive(Clone, Debug, Default)]
pub(crate) struct ViewFilter {
    /// Whether its field is shown.
    pub(crate) is_open: bool,
    /// The query; empty for none.
    pub(crate) query: String,
    pub(crate) rest: Rest,
    /// The last chart and query with their answer.
    answered: Option<(Arc<Chart>, String, Answer)>,
}

/// The units that match; `None` if all do.
type Answer = Result<Option<Arc<HashSet<UnitIndex>>>, FilterError>;

impl ViewFilter {
    /// A filter with a query.
    pub(crate) fn of(query: String, rest: Rest) -> Self {
        Self { is_open: !query.is_empty(), query, rest, answered: None }
    }

    /// Finds the units that match in a chart, if chart or query are new.
    pub(crate) fn follow(&mut self, chart: &Arc<Chart>) {
        if self.answer_in(chart).is_none() {
            let answer = answer(&self.query, chart);
            self.answered = Some((Arc::clone(chart), self.query.clone(), answer));
        }
    }

    fn answer_in(&self, chart: &Chart) -> Option<&Answer> {
        let (known, query, answer) = self.answered.as_ref()?;
        (std::ptr::eq(Arc::as_ptr(known), chart) && *query == self.query).then_some(answer)
    }

    /// The units that match, and the treatment of the others; `None` if the query is empty or invalid.
    pub(crate) fn units(&self, chart: &Chart) -> Option<UnitFilter> {
        let found = self.answer_in(chart).cloned();
        let matching = found.unwrap_or_else(|| answer(&self.query, chart)).ok().flatten()?;
        Some(UnitFilter { matching, rest: self.rest, query: self.query.trim().to_owned() })
    }

    /// The number of units that match.
    pub(crate) fn count(&self, chart: &Chart) -> Result<Option<usize>, &FilterError> {
        match self.answer_in(chart) {
            None | Some(Ok(None)) => Ok(None),
            Some(Ok(Some(units))) => Ok(Some(units.len())),
            Some(Err(error)) => Err(error),
        }
    }
}

fn answer(query: &str, chart: &Chart) -> Answer {
    let filter = Filter::parse(query, chart)?;
    Ok((!filter.is_empty()).then(|| Arc::new(filter.matching(chart))))
}
