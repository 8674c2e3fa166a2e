//! Search in the background: keystrokes never wait for it, and only the newest query is answered.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::app::jobs::background::{Panicked, Worker};
use crate::app::jobs::memo::{Memo, Same};
use crate::model::{BodyIndex, Chart, UnitIndex};
use crate::search::{Answer, Found, Index};

/// A row of the search results.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Hit {
    /// An outside body.
    Body(BodyIndex),
    /// A unit.
    Unit(Found),
    /// A function, duty or provision of the preceding unit.
    Paragraph(Found),
}

/// The rows of an answer: bodies, then each unit followed by its paragraphs.
fn hits(answer: &Answer) -> Vec<Hit> {
    let mut rows: Vec<Hit> = answer.bodies.iter().copied().map(Hit::Body).collect();
    let mut paragraphs = answer.paragraphs.iter().peekable();
    for &found in &answer.list {
        rows.push(Hit::Unit(found));
        while let Some(&of_unit) = paragraphs.next_if(|next| next.unit == found.unit) {
            rows.push(Hit::Paragraph(of_unit));
        }
    }
    rows
}

/// Search results, with the chart and the query they are for.
#[derive(Default)]
pub(crate) struct Results {
    chart: Arc<Chart>,
    query: String,
    /// The matches, best first, and the interpretation of the query.
    pub(crate) answer: Answer,
    /// The matches as rows.
    pub(crate) hits: Vec<Hit>,
    /// The matching units, to highlight on the chart; `None` without matches.
    pub(crate) units: Option<Arc<HashSet<UnitIndex>>>,
    /// The matching units and their ancestors in preorder, for the outline.
    pub(crate) rows: Arc<Vec<UnitIndex>>,
    /// The units that share their name with another.
    pub(crate) namesakes: Arc<HashSet<UnitIndex>>,
}

impl Results {
    fn new(query: String, known: &IndexedChart) -> Self {
        let (chart, index) = (Arc::clone(&known.chart), &known.index);
        let answer = index.find(&query);
        let units: HashSet<UnitIndex> = answer.list.iter().map(|found| found.unit).collect();
        let rows = Arc::new(with_all_above(&chart, &answer.list));
        let units = (!units.is_empty()).then(|| Arc::new(units));
        let namesakes = Arc::clone(&known.namesakes);
        let hits = hits(&answer);
        Self { chart, query, answer, hits, units, rows, namesakes }
    }

    /// Whether these are the results of a query in a chart.
    pub(crate) fn answers(&self, chart: &Arc<Chart>, query: &str) -> bool {
        Arc::ptr_eq(&self.chart, chart) && self.query == query
    }
}

/// The matching units and their ancestors, in preorder.
fn with_all_above(chart: &Chart, found: &[Found]) -> Vec<UnitIndex> {
    let mut leads_there = vec![false; chart.units().len()];
    for found in found {
        let mut above = Some(found.unit);
        while let Some(unit) = above.filter(|unit| !leads_there[unit.get()]) {
            leads_there[unit.get()] = true;
            above = chart.unit(unit).parent;
        }
    }
    let mut rows = Vec::new();
    let mut open: Vec<UnitIndex> = chart.roots().iter().rev().copied().collect();
    while let Some(unit) = open.pop() {
        if leads_there[unit.get()] {
            rows.push(unit);
            open.extend(chart.unit(unit).children.iter().rev());
        }
    }
    rows
}

/// The index of the open chart, and the last results.
pub(crate) struct Finder {
    worker: Worker,
    index: Memo<Same<Chart>, IndexedChart>,
    found: Memo<(Same<IndexedChart>, String), Results>,
}

impl Finder {
    pub(crate) fn new(worker: Worker) -> Self {
        Self { worker, index: Memo::default(), found: Memo::default() }
    }

    /// The results of a query, or of the previous one while the search runs. An empty query only
    /// builds the index.
    pub(crate) fn results(&mut self, chart: &Arc<Chart>, query: &str) -> Arc<Results> {
        let key = Same::of(chart);
        let index = self
            .index
            .follow(&self.worker, &key, |chart, _| IndexedChart::new(Arc::clone(&chart.0)));
        let Some((_, known)) = index.filter(|(indexed, _)| *indexed == key && !query.is_empty())
        else {
            return Arc::default();
        };
        let key = (Same::of(known), query.to_owned());
        let found = self
            .found
            .follow(&self.worker, &key, |(known, query), _| Results::new(query.clone(), &known.0));
        let found = found.filter(|((searched, _), _)| *searched == key.0);
        found.map(|(_, results)| Arc::clone(results)).unwrap_or_default()
    }

    /// The panic of the last search, once.
    pub(crate) fn take_failure(&mut self) -> Option<Panicked> {
        self.index.take_failure().or_else(|| self.found.take_failure())
    }
}

/// A chart with its search index.
struct IndexedChart {
    chart: Arc<Chart>,
    index: Index,
    namesakes: Arc<HashSet<UnitIndex>>,
}

impl IndexedChart {
    fn new(chart: Arc<Chart>) -> Self {
        let (index, namesakes) = (Index::new(&chart), Arc::new(namesakes(&chart)));
        Self { chart, index, namesakes }
    }
}

/// The units that share their name with another in some language.
fn namesakes(chart: &Chart) -> HashSet<UnitIndex> {
    let mut first = HashMap::new();
    let mut namesakes = HashSet::new();
    for unit in chart.unit_indices() {
        for name in chart.unit(unit).name.entries() {
            let other = *first.entry(name).or_insert(unit);
            if other != unit {
                namesakes.extend([other, unit]);
            }
        }
    }
    namesakes
}
