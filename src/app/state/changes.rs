//! Marks of units that the last reloads changed and the user has not looked at yet.

use std::collections::HashMap;
use std::sync::Arc;

use crate::app::jobs::memo::{Memo, Same};
use crate::app::state::clock::Instant;
use crate::editions::{Difference, Mark, Rewording, rewordings};
use crate::i18n::Messages;
use crate::model::{Chart, UnitIndex};

/// The maximum number of units whose old and new texts are kept.
const MAX_TOLD: usize = 2_000;
/// The maximum number of removed units named in a notice.
const MAX_NAMED: usize = 3;

/// The marked changes, by unit id, so that they outlive a reload.
#[derive(Default)]
pub(crate) struct Changes {
    by_id: HashMap<String, Mark>,
    /// The old and new texts of changed units, including seen ones.
    words: Arc<HashMap<String, Vec<Rewording>>>,
    /// Time of the last of them.
    since: Option<Instant>,
    resolved: Memo<Same<Chart>, Marks>,
}

/// The marks resolved on a chart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    /// In preorder.
    pub(crate) list: Vec<(UnitIndex, Mark)>,
    /// The same by unit.
    pub(crate) by_unit: HashMap<UnitIndex, Mark>,
    /// The old and new texts of changed units, by unit id.
    pub(crate) words: Arc<HashMap<String, Vec<Rewording>>>,
    /// Time of the last of them.
    pub(crate) since: Option<Instant>,
}

impl Changes {
    /// Marks the changes since an earlier chart.
    pub(crate) fn mark(&mut self, difference: &Difference, before: &Chart, chart: &Chart) {
        let words = Arc::make_mut(&mut self.words);
        for &(unit, _) in difference.changed.iter().take(MAX_TOLD) {
            let id = chart.unit(unit).id.clone();
            words.insert(id, rewordings(before, chart, unit));
        }
        for &(unit, mark) in &difference.changed {
            self.by_id.insert(chart.unit(unit).id.clone(), mark);
            self.since = Some(Instant::now());
        }
        self.resolved.clear();
    }

    /// Marks the changes of another edition, replacing other marks.
    pub(crate) fn mark_since<'a>(&mut self, marks: impl Iterator<Item = (&'a str, Mark)>) {
        self.forget();
        for (id, mark) in marks {
            let known = self.by_id.entry(id.to_owned()).or_insert(mark);
            *known = (*known).min(mark);
        }
        self.since = Some(Instant::now());
    }

    /// Clears everything, for another file.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Removes the mark of a unit that the user looked at.
    pub(crate) fn mark_seen(&mut self, id: &str) {
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
                let mark = |at| Some((at, *by_id.get(&chart.unit(at).id)?));
                list.extend(chart.outline().filter_map(mark));
            }
            let by_unit = list.iter().copied().collect();
            Marks { list, by_unit, words: Arc::clone(words), since: *since }
        })
    }
}

impl Marks {
    /// The next or previous changed unit in preorder, wrapping around.
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

/// The number of changed units by kind of change, and the removed ones, for a notice.
pub(crate) fn summary(
    difference: &Difference,
    languages: &[&str],
    messages: &Messages,
) -> Vec<String> {
    let mut parts = Vec::new();
    for (mark, key) in [
        (Mark::Added, "change.added"),
        (Mark::Moved, "change.moved"),
        (Mark::Renamed, "change.renamed"),
        (Mark::Reworded, "change.reworded"),
    ] {
        let count = difference.count(mark);
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
