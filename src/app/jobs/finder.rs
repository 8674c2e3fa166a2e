//! The search at work, on a thread of its own: a keystroke never waits for it, and of several
//! questions only the newest is answered.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use egui::Context;

use crate::model::{BodyIndex, Chart, UnitIndex};
use crate::search::{Answer, Found, Index};

/// A row of what was found.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Hit {
    /// A body outside.
    Body(BodyIndex),
    /// A unit.
    Unit(Found),
    /// A function, duty or provision of the unit above it.
    Paragraph(Found),
}

/// The rows of an answer: bodies, then each unit with its paragraphs.
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

/// What a search found, with what it was made for.
#[derive(Default)]
pub(crate) struct Results {
    chart: Arc<Chart>,
    query: String,
    /// What was found, best first, and how the query was understood.
    pub(crate) answer: Answer,
    /// The same as rows.
    pub(crate) hits: Vec<Hit>,
    /// The same units, for the chart; none where there is nothing to light up.
    pub(crate) units: Option<Arc<HashSet<UnitIndex>>>,
    /// The same units with all above them, in the order of the tree, for the outline.
    pub(crate) rows: Arc<Vec<UnitIndex>>,
    /// The units of the chart that another one is called like.
    pub(crate) namesakes: Arc<HashSet<UnitIndex>>,
}

impl Results {
    fn new(query: String, known: &Known) -> Self {
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

/// The units that were found with all above them, in the order of the tree.
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

/// A query in a chart; an empty one only asks for the chart to be read.
#[derive(Clone)]
struct Question {
    chart: Arc<Chart>,
    query: String,
}

/// The thread that searches; it ends when its channel does.
struct Worker {
    questions: Sender<Question>,
    results: Receiver<Results>,
}

/// What was asked last, and what was found last.
#[derive(Default)]
pub(crate) struct Finder {
    worker: Option<Worker>,
    asked: Option<Question>,
    found: Arc<Results>,
}

impl Finder {
    /// What a query finds. While the worker is at it these are the results of the query before;
    /// a frame is asked for when it is done.
    pub(crate) fn results(
        &mut self,
        context: &Context,
        chart: &Arc<Chart>,
        query: &str,
    ) -> Arc<Results> {
        let is_asked = self
            .asked
            .as_ref()
            .is_some_and(|asked| Arc::ptr_eq(&asked.chart, chart) && asked.query == query);
        let worker = self.worker.get_or_insert_with(|| Worker::start(context));
        if !is_asked {
            let question = Question { chart: Arc::clone(chart), query: query.to_owned() };
            self.asked = Some(question.clone());
            // The worker lives as long as its channel, which is here.
            let _ = worker.questions.send(question);
        }
        if let Some(found) = worker.results.try_iter().last() {
            self.found = Arc::new(found);
        }
        let of_this_chart = Arc::ptr_eq(&self.found.chart, chart);
        if query.is_empty() || !of_this_chart { Arc::default() } else { Arc::clone(&self.found) }
    }
}

impl Worker {
    fn start(context: &Context) -> Self {
        let (questions, asked) = channel();
        let (sender, results) = channel();
        let context = context.clone();
        std::thread::spawn(move || answer(&asked, &sender, &context));
        Self { questions, results }
    }
}

/// A chart with what is looked up in it.
struct Known {
    chart: Arc<Chart>,
    index: Index,
    namesakes: Arc<HashSet<UnitIndex>>,
}

impl Known {
    fn new(chart: Arc<Chart>) -> Self {
        let (index, namesakes) = (Index::new(&chart), Arc::new(namesakes(&chart)));
        Self { chart, index, namesakes }
    }
}

/// The units that another one is called like in some language.
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

/// Answers questions; what is looked up in a chart is kept until another chart is asked about.
fn answer(questions: &Receiver<Question>, results: &Sender<Results>, context: &Context) {
    let mut known: Option<Known> = None;
    while let Ok(first) = questions.recv() {
        let Question { chart, query } = questions.try_iter().last().unwrap_or(first);
        let now = match known.take() {
            Some(known) if Arc::ptr_eq(&known.chart, &chart) => known,
            _ => Known::new(chart),
        };
        if !query.is_empty() {
            if results.send(Results::new(query, &now)).is_err() {
                return;
            }
            context.request_repaint();
        }
        known = Some(now);
    }
}
