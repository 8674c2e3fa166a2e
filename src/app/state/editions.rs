//! The comparison of the open file with another edition: the table of changes.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::jobs::background::Worker;
use crate::app::jobs::memo::{Memo, Same};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::editions::{Comparison, Lineage, Mark, UnitMatch};
use crate::export::changes::{ChangesFormat, Kind, Line, Named, Report, Topic};
use crate::file::{canonicalize, decode, read_source, version_at};
use crate::i18n::Messages;
use crate::model::{Chart, Limits, LoadOptions, UnitIndex};
use crate::scene::marks::{Marks, Sign, Standing};
use crate::scene::side_by_side::{SideBySide, side_by_side};
use crate::scene::{Scene, SceneRequest};
use crate::source::SourceText;

/// A column of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Column {
    /// Kind of change.
    Kind,
    /// The change as a sentence, in the order of the outline.
    #[default]
    What,
    /// The paragraph in the old edition.
    Before,
    /// The paragraph in the new edition.
    After,
    /// Basis of the match.
    Match,
}

impl Column {
    /// All columns, with the keys of their names.
    pub(crate) const ALL: &'static [(Self, &'static str)] = &[
        (Self::Kind, "changes.column.kind"),
        (Self::What, "changes.column.what"),
        (Self::Before, "changes.column.before"),
        (Self::After, "changes.column.after"),
        (Self::Match, "changes.column.match"),
    ];
}

/// Filter and order of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Words that must all occur in a row.
    pub(crate) words: String,
    pub(crate) column: Column,
    pub(crate) is_descending: bool,
    /// Changes that are neither listed nor marked.
    pub(crate) hidden: Vec<Sign>,
}

impl Choice {
    /// Shows or hides changes with a symbol in the table and on the chart.
    pub(crate) fn toggle(&mut self, sign: Sign) {
        match self.hidden.iter().position(|&hidden| hidden == sign) {
            Some(at) => drop(self.hidden.remove(at)),
            None => self.hidden.push(sign),
        }
    }
}

/// The new edition's chart with former positions, and the marks that pass the filter.
pub(crate) struct MarkedChart {
    pub(crate) chart: Arc<Chart>,
    pub(crate) marks: Arc<Marks>,
}

impl MarkedChart {
    /// Units below which nothing is marked, by id.
    pub(crate) fn unchanged_branches(&self) -> HashSet<String> {
        let chart = &self.chart;
        let mut has_marks = vec![false; chart.units().len()];
        for unit in chart.unit_indices() {
            let is_marked = self
                .marks
                .of(unit)
                .is_some_and(|mark| matches!(mark.standing, Standing::Marked | Standing::Ghost));
            for above in chart.ancestors(unit).into_iter().filter(|_| is_marked) {
                has_marks[above.get()] = true;
            }
        }
        let is_unchanged =
            |unit: &UnitIndex| !chart.unit(*unit).children.is_empty() && !has_marks[unit.get()];
        chart.unit_indices().filter(is_unchanged).map(|it| chart.unit(it).id.clone()).collect()
    }
}

/// Marks except those with some symbols.
fn without(marks: &Marks, hidden: &[Sign]) -> Marks {
    let mut marks = marks.clone();
    for card in &mut marks.cards {
        if card.sign.is_some_and(|sign| hidden.contains(&sign)) {
            card.sign = None;
            card.tags.clear();
            card.former.clear();
            if card.standing != Standing::Ghost {
                card.standing = Standing::Unchanged;
            }
        }
    }
    marks
}

/// The edition to compare the displayed one with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Against {
    /// A file.
    File(PathBuf),
    /// The open file at a Git revision.
    Revision(String),
    /// The preceding edition on the time strip.
    Before,
}

/// The old edition of a comparison.
#[derive(Clone, PartialEq)]
pub(crate) enum OldEdition {
    /// A file.
    File(PathBuf),
    /// The open file at a Git revision.
    Revision(String),
    /// An edition of the time strip.
    Known {
        name: String,
        chart: Same<Chart>,
        lineage: Lineage,
        /// Whether the new edition names it as the previous one, in an editable file.
        is_previous: bool,
    },
}

/// Inputs of a comparison.
#[derive(Clone, PartialEq)]
pub(crate) struct Key {
    pub(crate) old: OldEdition,
    pub(crate) new: Same<Chart>,
    /// The open file, relative to which `previous` is found.
    pub(crate) file: Option<PathBuf>,
    pub(crate) language: String,
    pub(crate) max_bytes: u64,
    pub(crate) limits: Limits,
}

impl Key {
    /// Whether the old edition is the one that `previous` of the new one names; `None` if it names none that exists.
    fn is_previous(&self) -> Option<bool> {
        let same = |path: &Path| canonicalize(path).ok();
        match &self.old {
            OldEdition::File(old) => {
                let named = self.file.as_deref()?.with_file_name(self.new.0.previous()?);
                Some(same(&named)? == same(old)?)
            }
            OldEdition::Revision(_) => Some(false),
            OldEdition::Known { is_previous, .. } => Some(*is_previous),
        }
    }
}

/// The open file compared with another edition.
pub(crate) struct Compared {
    name: String,
    new: Arc<Chart>,
    language: String,
    /// Whether the old edition is the one that the new one names as the previous edition.
    is_previous: bool,
    /// The old edition and the difference, or an error message.
    found: Result<(Arc<Chart>, Comparison), String>,
    pub(crate) lines: Vec<Line>,
    /// The editions and the counts of changes.
    pub(crate) overview: String,
    marked: Option<(Arc<Chart>, Arc<Marks>)>,
    side_by_side: Option<Arc<SideBySide>>,
}

/// Both editions side by side, with their picture.
pub(crate) struct Beside {
    pub(crate) content: Arc<SideBySide>,
    pub(crate) scene: Scene,
}

impl Compared {
    fn new(key: &Key) -> Self {
        let name = match &key.old {
            OldEdition::File(path) => {
                path.file_name().unwrap_or_default().to_string_lossy().into_owned()
            }
            OldEdition::Revision(revision) => revision.clone(),
            OldEdition::Known { name, .. } => name.clone(),
        };
        let (new, language) = (Arc::clone(&key.new.0), key.language.clone());
        let is_previous = key.is_previous();
        let found = compare(key, is_previous);
        let mut compared = Self {
            name,
            new,
            language,
            is_previous: is_previous == Some(true),
            found,
            lines: Vec::new(),
            overview: String::new(),
            marked: None,
            side_by_side: None,
        };
        if let Some(report) = compared.report() {
            let (chart, marks) = report.marked();
            let side_by_side = report.side_by_side();
            (compared.lines, compared.overview) = (report.lines(), report.overview());
            compared.marked = Some((Arc::new(chart), Arc::new(marks)));
            compared.side_by_side = Some(Arc::new(side_by_side));
        }
        compared
    }

    /// Error of the comparison.
    pub(crate) fn error(&self) -> Option<(&str, &str)> {
        self.found.as_ref().err().map(|why| (self.name.as_str(), why.as_str()))
    }

    fn report(&self) -> Option<Report<'_>> {
        let (old, comparison) = self.found.as_ref().ok()?;
        Some(Report {
            old: Named { name: &self.name, chart: old },
            new: Named { name: "", chart: &self.new },
            comparison,
            language: Some(&self.language),
            messages: Messages::of(&self.language),
            lines: None,
        })
    }

    /// The unit of the new edition that succeeds the one at a former position, by the ghost; otherwise the name of the
    /// abolished unit.
    pub(crate) fn of_ghost(&self, ghost: UnitIndex) -> Option<Result<UnitIndex, String>> {
        let (chart, _) = self.marked.as_ref()?;
        let (old, comparison) = self.found.as_ref().ok()?;
        let former = old.find(chart.unit(ghost).id.strip_prefix(Chart::GHOST_PREFIX)?)?;
        let became = comparison.of_old(former).new.first().copied();
        let words = || old.unit(former).name.get([self.language.as_str()]).to_owned();
        Some(became.ok_or_else(words))
    }

    /// The group of a unit whose match is an open proposal; `None` if the comparison is with another edition than the
    /// one that `previous` names.
    fn open_group(&self, unit: &str) -> Option<&UnitMatch> {
        let (_, comparison) = self.found.as_ref().ok().filter(|_| self.is_previous)?;
        let group = comparison.group_of_new(self.new.find(unit)?);
        group.filter(|group| group.is_open_proposal())
    }

    /// Predecessors to state for the units of an open proposal, in order to confirm or reject it.
    pub(crate) fn settled(&self, unit: &str, is_right: bool) -> Vec<(&str, Vec<&str>)> {
        let (Some(group), Ok((old, _))) = (self.open_group(unit), &self.found) else {
            return Vec::new();
        };
        let predecessors = group.old.iter().filter(|_| is_right);
        let predecessors: Vec<&str> = predecessors.map(|&it| old.unit(it).id.as_str()).collect();
        let new = group.new.iter().map(|&it| self.new.unit(it).id.as_str());
        new.map(|id| (id, predecessors.clone())).collect()
    }

    /// The unit of a row whose match is an open proposal.
    pub(crate) fn proposal<'l>(&self, line: &'l Line) -> Option<&'l str> {
        let is_unit = line.topic == Topic::Unit && line.kind != Kind::IdReused;
        line.units
            .first()
            .map(String::as_str)
            .filter(|unit| is_unit && self.open_group(unit).is_some())
    }

    /// Writes all changes.
    pub(crate) fn write(
        &self,
        format: ChangesFormat,
        out: &mut dyn std::io::Write,
    ) -> std::io::Result<()> {
        let Some(report) = self.report() else { return Ok(()) };
        report.write(format, out).map_err(|error| std::io::Error::other(error.to_string()))
    }

    /// The mark of each changed unit, by its id.
    pub(crate) fn marks(&self) -> impl Iterator<Item = (&str, Mark)> {
        self.lines.iter().flat_map(|line| {
            let mark = match (line.topic, line.kind) {
                (Topic::Unit, Kind::New) => Mark::Added,
                (Topic::Unit, Kind::Moved | Kind::Merged | Kind::Split | Kind::Regrouped) => {
                    Mark::Moved
                }
                (Topic::Unit, Kind::Renamed) => Mark::Renamed,
                _ => Mark::Reworded,
            };
            line.units.iter().map(move |id| (id.as_str(), mark))
        })
    }
}

/// Reads the old edition and compares it.
fn compare(key: &Key, is_previous: Option<bool>) -> Result<(Arc<Chart>, Comparison), String> {
    let new = &key.new.0;
    let (old, lineage) = match &key.old {
        OldEdition::File(path) => {
            let source = read_source(path, key.max_bytes).map_err(|problem| key.say(&problem))?;
            let old = key.load(&source)?;
            let lineage = lineage(new, is_previous, &old);
            (old, lineage)
        }
        OldEdition::Revision(revision) => {
            let file = key.file.as_deref().unwrap_or(Path::new(""));
            let version = version_at(file, revision).map_err(|why| why.to_string())?;
            let source =
                decode(revision.clone(), version.bytes).map_err(|found| key.say(&found.problem))?;
            let old = key.load(&source)?;
            let lineage = Lineage::of_versions(&old, new);
            (old, lineage)
        }
        OldEdition::Known { chart, lineage, .. } => (Arc::clone(&chart.0), *lineage),
    };
    let comparison = Comparison::between(&old, new, lineage);
    Ok((old, comparison))
}

impl Key {
    fn say(&self, problem: &Diagnostic) -> String {
        Messages::of(&self.language).say(&problem.message)
    }

    fn load(&self, source: &SourceText) -> Result<Arc<Chart>, String> {
        let options = LoadOptions { limits: self.limits, ..LoadOptions::default() };
        let (chart, problems) = Chart::load_with(source, options);
        if has_errors(&problems) {
            return Err(Messages::of(&self.language).get("changes.has_errors").to_owned());
        }
        Ok(Arc::new(chart))
    }
}

fn lineage(new: &Chart, is_previous: Option<bool>, old: &Chart) -> Lineage {
    let dates = (old.effective(), new.effective());
    if matches!(dates, (Some(old), Some(new)) if old > new) {
        return Lineage::Backward;
    }
    if is_previous == Some(false) { Lineage::Distant } else { Lineage::Forward }
}

/// The comparison with another edition, and its table.
pub(crate) struct EditionTable {
    /// The edition to compare with; `None` if the table is closed.
    pub(crate) old: Option<Against>,
    pub(crate) choice: Choice,
    worker: Worker,
    made: Memo<Key, Compared>,
    listed: Memo<(Same<Compared>, Choice), Vec<u32>>,
    shown: Memo<(Same<Compared>, Vec<Sign>), MarkedChart>,
    beside: Memo<(Same<SideBySide>, SceneRequest), Beside>,
    /// The comparison whose marks are on the chart.
    marked: Option<Arc<Compared>>,
}

impl EditionTable {
    pub(crate) fn new(worker: Worker) -> Self {
        Self {
            old: None,
            choice: Choice::default(),
            worker,
            made: Memo::default(),
            listed: Memo::default(),
            shown: Memo::default(),
            beside: Memo::default(),
            marked: None,
        }
    }

    /// Closes the table.
    pub(crate) fn end(&mut self) {
        self.old = None;
        self.made.clear();
        self.listed.clear();
        self.shown.clear();
        self.beside.clear();
        self.marked = None;
    }

    /// Compares in the background. Returns a comparison that is not marked on the chart yet.
    pub(crate) fn follow(&mut self, key: &Key) -> Option<Arc<Compared>> {
        let (made, compared) = self.made.follow(&self.worker, key, |key, _| Compared::new(key))?;
        let is_marked = self.marked.as_ref().is_some_and(|known| Arc::ptr_eq(known, compared));
        if made != key || is_marked {
            return None;
        }
        self.marked = Some(Arc::clone(compared));
        self.marked.clone()
    }

    /// The last comparison.
    pub(crate) const fn compared(&self) -> Option<&Arc<Compared>> {
        self.marked.as_ref()
    }

    /// The chart with marks, if the last comparison belongs to the chart.
    pub(crate) fn marked(&mut self, chart: &Arc<Chart>) -> Option<Arc<MarkedChart>> {
        let compared = self.marked.as_ref().filter(|it| Arc::ptr_eq(&it.new, chart))?;
        let (chart, marks) = compared.marked.as_ref()?;
        let key = (Same::of(compared), self.choice.hidden.clone());
        Some(self.shown.get(key, |(_, hidden)| {
            let marks = if hidden.is_empty() {
                Arc::clone(marks)
            } else {
                Arc::new(without(marks, hidden))
            };
            MarkedChart { chart: Arc::clone(chart), marks }
        }))
    }

    /// Both editions of the last comparison side by side.
    pub(crate) fn beside(&mut self, request: SceneRequest) -> Option<Arc<Beside>> {
        let content = self.marked.as_ref()?.side_by_side.as_ref()?;
        let key = (Same::of(content), request);
        Some(self.beside.get(key, |(content, request)| {
            let content = Arc::clone(&content.0);
            let scene = side_by_side(&content, request);
            Beside { content, scene }
        }))
    }

    /// The rows of the last comparison that pass the filter, in order.
    pub(crate) fn listed(&mut self) -> Arc<Vec<u32>> {
        let Some(compared) = &self.marked else { return Arc::default() };
        let key = (Same::of(compared), self.choice.clone());
        self.listed.get(key, |(compared, choice)| listed(&compared.0.lines, choice))
    }
}

fn listed(lines: &[Line], choice: &Choice) -> Vec<u32> {
    let wanted: Vec<String> =
        choice.words.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let holds = |line: &Line| {
        let all = format!("{}\n{}\n{}", line.kind_words, line.sentence, line.basis);
        let all = format!("{all}\n{}\n{}", cited(&line.old_cite), cited(&line.new_cite));
        let all = all.to_lowercase();
        wanted.iter().all(|word| all.contains(word.as_str()))
    };
    let holds = |line: &Line| !choice.hidden.contains(&line.kind.sign()) && holds(line);
    let mut found: Vec<(u32, &Line)> = (0..).zip(lines).filter(|(_, line)| holds(line)).collect();
    let by_cite = |a: &[crate::model::Citation], b: &[crate::model::Citation]| {
        match (a.first(), b.first()) {
            (Some(a), Some(b)) => a.source_order(b),
            // Rows without a citation come last.
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    };
    match choice.column {
        // The rows are already in this order.
        Column::What => {}
        Column::Kind => found.sort_by_key(|(_, line)| line.kind),
        Column::Before => found.sort_by(|(_, a), (_, b)| by_cite(&a.old_cite, &b.old_cite)),
        Column::After => found.sort_by(|(_, a), (_, b)| by_cite(&a.new_cite, &b.new_cite)),
        Column::Match => found.sort_by_key(|(_, line)| &line.basis),
    }
    if choice.is_descending {
        found.reverse();
    }
    found.into_iter().map(|(at, _)| at).collect()
}

/// Citations as text.
pub(crate) fn cited(cite: &[crate::model::Citation]) -> String {
    cite.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
