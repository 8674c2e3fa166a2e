//! What the last readings of the file changed on the chart and nobody has looked at yet.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use crate::app::jobs::memo::{Memo, Same};
use crate::i18n::Messages;
use crate::model::{Change, Chart, Difference, Rewording, UnitIndex, rewordings};

/// Of more changed units than these no words are kept.
const MAX_TOLD: usize = 2_000;
/// Removed units that a notice names; of more it gives the number.
const MAX_NAMED: usize = 3;

/// The changes that are marked, by the ids of their units, so that they outlive the next reading.
#[derive(Default)]
pub(crate) struct Changes {
    by_id: HashMap<String, Change>,
    /// The old and new words of changed units, also of those that were looked at.
    words: Arc<HashMap<String, Vec<Rewording>>>,
    /// When the last of them came.
    since: Option<Instant>,
    resolved: Memo<Same<Chart>, Marks>,
}

/// The changes on a chart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    /// In the outline's order.
    pub(crate) list: Vec<(UnitIndex, Change)>,
    /// The same, to look up.
    pub(crate) by_unit: HashMap<UnitIndex, Change>,
    /// The old and new words of changed units, by their ids.
    pub(crate) words: Arc<HashMap<String, Vec<Rewording>>>,
    /// When the last of them came.
    pub(crate) since: Option<Instant>,
}

impl Changes {
    /// Marks what differs from the chart before.
    pub(crate) fn mark(&mut self, difference: &Difference, before: &Chart, chart: &Chart) {
        let words = Arc::make_mut(&mut self.words);
        for &(unit, _) in difference.changed.iter().take(MAX_TOLD) {
            let id = chart.unit(unit).id.clone();
            words.insert(id, rewordings(before, chart, unit));
        }
        for &(unit, change) in &difference.changed {
            self.by_id.insert(chart.unit(unit).id.clone(), change);
            self.since = Some(Instant::now());
        }
        self.resolved.clear();
    }

    /// Forgets all, for another file.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    /// The user looked at a unit.
    pub(crate) fn looked_at(&mut self, id: &str) {
        if self.by_id.remove(id).is_some() {
            self.resolved.clear();
        }
    }

    /// The marks on a chart.
    pub(crate) fn marks(&mut self, chart: &Arc<Chart>) -> Arc<Marks> {
        let Self { by_id, words, since, resolved } = self;
        resolved.get(Same::of(chart), |_| {
            let mut list = Vec::with_capacity(by_id.len());
            if !by_id.is_empty() {
                let change = |at| Some((at, *by_id.get(&chart.unit(at).id)?));
                list.extend(chart.outline().filter_map(change));
            }
            let by_unit = list.iter().copied().collect();
            Marks { list, by_unit, words: Arc::clone(words), since: *since }
        })
    }
}

impl Marks {
    /// The change after a unit in the outline, or the one before it; past the end comes the start.
    pub(crate) fn beside(
        &self,
        chart: &Chart,
        from: Option<UnitIndex>,
        forward: bool,
    ) -> Option<UnitIndex> {
        let units = || self.list.iter().map(|&(unit, _)| unit);
        let place: HashMap<UnitIndex, usize> =
            chart.outline().enumerate().map(|(place, unit)| (unit, place)).collect();
        let here = from.and_then(|unit| place.get(&unit));
        if forward {
            let later = units().find(|unit| here.is_none_or(|here| place.get(unit) > Some(here)));
            later.or_else(|| units().next())
        } else {
            let earlier =
                units().rev().find(|unit| here.is_some_and(|at| place.get(unit) < Some(at)));
            earlier.or_else(|| units().next_back())
        }
    }
}

/// How many units changed in which way, and which are gone, for a notice.
pub(crate) fn summary(
    difference: &Difference,
    languages: &[&str],
    messages: &Messages,
) -> Vec<String> {
    let mut parts = Vec::new();
    for (change, key) in [
        (Change::Added, "change.added"),
        (Change::Moved, "change.moved"),
        (Change::Renamed, "change.renamed"),
        (Change::Reworded, "change.reworded"),
    ] {
        let count = difference.count(change);
        if count > 0 {
            parts.push(messages.fill(key, &[&count.to_string()]));
        }
    }
    let removed = &difference.removed;
    if !removed.is_empty() {
        let first = removed.iter().take(MAX_NAMED);
        let mut names: Vec<&str> =
            first.map(|(_, name)| name.get(languages.iter().copied())).collect();
        if removed.len() > MAX_NAMED {
            names.push("…");
        }
        let count = removed.len().to_string();
        parts.push(messages.fill("change.removed", &[&count, &names.join(" · ")]));
    }
    parts
}
