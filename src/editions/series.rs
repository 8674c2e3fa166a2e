//! Editions in chronological order.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use super::{Comparison, Lineage};
use crate::model::Chart;

/// One edition: the organization as of its effective date.
#[derive(Clone, Debug)]
pub struct Edition {
    /// Name of its file.
    pub name: String,
    /// The chart.
    pub chart: Arc<Chart>,
    /// Whether it is a version in the history of a file; several versions may belong to one edition.
    pub is_version: bool,
}

/// Editions in chronological order.
#[derive(Clone, Debug, Default)]
pub struct Series {
    editions: Vec<Edition>,
}

/// Step of a series: two consecutive editions.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The earlier edition.
    pub old: &'a Edition,
    /// The later one.
    pub new: &'a Edition,
}

impl Step<'_> {
    /// The difference.
    #[must_use]
    pub fn compare(&self) -> Comparison {
        let lineage = if self.new.is_version {
            Lineage::of_versions(&self.old.chart, &self.new.chart)
        } else {
            Lineage::Forward
        };
        Comparison::between(&self.old.chart, &self.new.chart, lineage)
    }
}

impl Series {
    /// A series of editions that are already in order.
    #[must_use]
    pub const fn in_order(editions: Vec<Edition>) -> Self {
        Self { editions }
    }

    /// A series of editions, sorted by effective date; those without a date stay behind their predecessors.
    #[must_use]
    pub fn by_date(mut editions: Vec<Edition>) -> Self {
        let mut last = String::new();
        let dates: Vec<String> = editions
            .iter()
            .map(|edition| {
                if let Some(date) = edition.chart.effective() {
                    date.clone_into(&mut last);
                }
                last.clone()
            })
            .collect();
        let mut order: Vec<usize> = (0..editions.len()).collect();
        order.sort_by(|&a, &b| dates[a].cmp(&dates[b]));
        let sorted = order.iter().map(|&at| editions[at].clone()).collect();
        editions = sorted;
        Self { editions }
    }

    /// The editions, in chronological order.
    #[must_use]
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// The steps, in chronological order.
    pub fn steps(&self) -> impl Iterator<Item = Step<'_>> {
        self.editions.windows(2).filter_map(|pair| match pair {
            [old, new] => Some(Step { old, new }),
            _ => None,
        })
    }
}

/// Key that orders charts, whatever the order of the arguments.
pub(super) fn order_key(chart: &Chart) -> (Option<&str>, usize, u64) {
    let mut hasher = DefaultHasher::new();
    for unit in chart.units() {
        unit.id.hash(&mut hasher);
        unit.parent.hash(&mut hasher);
        for (tag, words) in unit.name.entries() {
            (tag, words).hash(&mut hasher);
        }
        for said in &unit.functions {
            said.text.entries().for_each(|entry| entry.hash(&mut hasher));
        }
    }
    (chart.effective(), chart.units().len(), hasher.finish())
}
