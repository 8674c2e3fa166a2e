//! What the window holds: the document, what the user sees of it, and what is remembered.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, has_errors};
use crate::i18n::Messages;
use crate::layout::{Direction, LayoutStyle};
use crate::model::{Chart, RelationKind, SAMPLE, UnitIndex};
use crate::scene::theme::Mode;
use crate::scene::{RelationFilter, SceneRequest, Stage, build};
use crate::search::{Found, Index};
use crate::source::SourceText;

/// A file with what was read of it.
pub(super) struct Document {
    /// Where the file is; none for the bundled sample.
    pub(super) path: Option<PathBuf>,
    /// What is shown.
    pub(super) chart: Arc<Chart>,
    /// The text that the problems are about.
    pub(super) source: SourceText,
    /// What is wrong with the file as it is now.
    pub(super) problems: Vec<Diagnostic>,
    /// Whether the chart is of an earlier state of the file.
    pub(super) is_stale: bool,
}

impl Document {
    /// The bundled sample.
    pub(super) fn sample() -> Self {
        let source = SourceText::new("dpko.ron", SAMPLE);
        let (chart, problems) = Chart::load(&source);
        Self { path: None, chart: Arc::new(chart), source, problems, is_stale: false }
    }

    /// A file of which nothing could be read so far.
    pub(super) fn unread(path: PathBuf) -> Self {
        let source = SourceText::default();
        let chart = Arc::default();
        Self { path: Some(path), chart, source, problems: Vec::new(), is_stale: false }
    }

    /// Reads a file's text. What is sound is shown; `false` when nothing is.
    pub(super) fn read(path: PathBuf, source: SourceText) -> (Self, bool) {
        let (chart, problems) = Chart::load(&source);
        let usable = !chart.units().is_empty();
        (
            Self { path: Some(path), chart: Arc::new(chart), source, problems, is_stale: false },
            usable,
        )
    }

    /// The name that the window shows.
    pub(super) fn name(&self) -> Option<String> {
        let name = self.path.as_ref()?.file_name()?;
        Some(name.to_string_lossy().into_owned())
    }

    /// Whether the file has errors.
    pub(super) fn has_errors(&self) -> bool {
        has_errors(&self.problems)
    }
}

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) enum Appearance {
    #[default]
    System,
    Light,
    Dark,
}

/// What is remembered from one run to the next.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub(super) struct Settings {
    /// The language of the interface, and of the content where the file has it.
    pub(super) language: String,
    pub(super) appearance: Appearance,
    pub(super) shows_outline: bool,
    pub(super) shows_inspector: bool,
    pub(super) shows_problems: bool,
    pub(super) last_file: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: "zh".into(),
            appearance: Appearance::System,
            shows_outline: true,
            shows_inspector: true,
            shows_problems: false,
            last_file: None,
        }
    }
}

impl Settings {
    /// The settings of a first start, for a system in some language.
    pub(super) fn in_language(tag: &str) -> Self {
        Self { language: Messages::of(tag).tag().into(), ..Self::default() }
    }
}

/// What the user sees of the chart.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    pub(super) style: LayoutStyle,
    pub(super) direction: Direction,
    pub(super) relations: RelationFilter,
    /// Ids of units whose children are hidden; ids, so that they outlive a reload.
    pub(super) collapsed: HashSet<String>,
    /// The id of the selected unit.
    pub(super) selected: Option<String>,
    /// What is searched for; empty for nothing.
    pub(super) query: String,
    /// The result that was shown last, by its place in the list.
    pub(super) result: Option<usize>,
}

impl View {
    /// The request for a scene of a chart.
    pub(super) fn request(&self, chart: &Chart, language: &str, mode: Mode) -> SceneRequest {
        SceneRequest {
            language: language.to_owned(),
            mode,
            style: self.style,
            direction: self.direction,
            // Between two side panels the chart has about as much height as width.
            aspect: 1.0,
            relations: self.relations.clone(),
            root: None,
            depth: None,
            collapsed: self.collapsed.iter().filter_map(|id| chart.find(id)).collect(),
            heading: false,
        }
    }

    /// Hides the lower levels of a large chart, so that the first look shows what can be read.
    pub(super) fn fold(&mut self, chart: &Chart) {
        const MOST_AT_FIRST: usize = 120;
        self.collapsed.clear();
        if chart.units().len() <= MOST_AT_FIRST {
            return;
        }
        let up_to = |depth| chart.units().iter().filter(|unit| unit.depth <= depth).count();
        let mut depth = 0;
        while up_to(depth + 1) <= MOST_AT_FIRST {
            depth += 1;
        }
        let lowest = chart.units().iter().filter(|unit| unit.depth >= depth);
        self.collapsed = lowest.map(|unit| unit.id.clone()).collect();
    }

    /// The selected unit, if the chart has it.
    pub(super) fn selected(&self, chart: &Chart) -> Option<UnitIndex> {
        chart.find(self.selected.as_deref()?)
    }

    /// Shows or hides a kind of line.
    pub(super) fn toggle_relation(&mut self, kind: RelationKind) {
        let kinds = &mut self.relations.kinds;
        match kinds.iter().position(|&known| known == kind) {
            Some(at) => {
                kinds.remove(at);
            }
            None => kinds.push(kind),
        }
    }
}

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

/// A line at the lower edge about what just happened.
pub(super) struct Notice {
    pub(super) words: String,
    pub(super) is_error: bool,
}

/// What a typed path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Open,
    Export,
}

/// A path that is being typed because the system has no file dialog.
pub(super) struct PathPrompt {
    pub(super) purpose: Purpose,
    pub(super) path: String,
}
