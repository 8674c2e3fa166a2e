//! The open document.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use crate::app::state::editing::UndoHistory;
use crate::diagnostic::{Code, Diagnostic, has_errors};
use crate::file::FileState;
use crate::fonts::FontLibrary;
use crate::model::{Chart, Limits, LoadOptions, Places, Progress, SAMPLES, Unit};
use crate::scene::text::FontSet;
use crate::scene::{IndexedScene, SceneRequest};
use crate::source::SourceText;

/// Options for parsing a text.
#[derive(Clone, Default)]
pub(crate) struct ReadOptions {
    pub(crate) limits: Limits,
    pub(crate) library: FontLibrary,
}

/// A parsed text.
#[derive(Default)]
pub(crate) struct Parsed {
    pub(crate) source: Arc<SourceText>,
    /// The valid part of the text.
    pub(crate) chart: Arc<Chart>,
    /// The fonts for the chart's texts.
    pub(crate) fonts: FontSet,
    pub(crate) problems: Vec<Diagnostic>,
    /// Whether persons were removed from the chart.
    pub(crate) without_persons: bool,
    /// The spans of the units in the text.
    pub(crate) places: Arc<Places>,
    /// The chart's scene, if one was built along with it.
    pub(crate) scene: Option<(SceneRequest, IndexedScene)>,
}

impl Parsed {
    /// Parses a text and finds the fonts for its characters. Returns `None` if `tell` breaks.
    pub(crate) fn read(
        source: Arc<SourceText>,
        options: &ReadOptions,
        tell: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Option<Self> {
        let load = LoadOptions { limits: options.limits, ..LoadOptions::default() };
        let (chart, mut problems) = Chart::load_watched(&source, load, tell)?;
        let (fonts, lacking) = options.library.provide(&chart, &source);
        problems.extend(lacking);
        let places = Arc::new(Places::of(source.text()));
        // Computed here, so that no frame has to wait for it.
        source.line_starts();
        let chart = Arc::new(chart);
        let (without_persons, scene) = (false, None);
        Some(Self { source, chart, fonts, problems, without_persons, places, scene })
    }

    /// Removes the persons from the chart.
    pub(crate) fn leave_persons_out(&mut self) {
        leave_persons_out(&mut self.chart);
        self.without_persons = true;
    }

    /// Whether the text was parsed to its end.
    pub(crate) fn is_whole(&self) -> bool {
        !self.problems.iter().any(|problem| problem.code == Code::Syntax)
    }

    /// Whether there is anything to show.
    pub(crate) fn is_usable(&self) -> bool {
        !self.chart.units().is_empty()
    }
}

fn leave_persons_out(chart: &mut Arc<Chart>) {
    *chart = Arc::new(Arc::unwrap_or_clone(std::mem::take(chart)).without_persons());
}

/// A file with its chart.
pub(crate) struct Document {
    /// The path; `None` for a bundled sample.
    pub(crate) path: Option<PathBuf>,
    /// The displayed chart.
    pub(crate) chart: Arc<Chart>,
    /// Whether persons were removed from the chart.
    pub(crate) without_persons: bool,
    /// The fonts for the chart's texts.
    pub(crate) fonts: FontSet,
    /// The file's state when it was read.
    pub(crate) file_state: Option<FileState>,
    /// The current text, with unsaved changes.
    pub(crate) source: Arc<SourceText>,
    /// The text that problems and places refer to: an earlier one while `source` is being parsed.
    pub(crate) checked: Arc<SourceText>,
    /// The problems of the text.
    pub(crate) problems: Vec<Diagnostic>,
    /// The spans of the units in `checked`.
    pub(crate) checked_places: Arc<Places>,
    /// Whether the chart is that of an earlier text.
    pub(crate) is_stale: bool,
    /// The text on disk, if there are unsaved changes.
    pub(crate) disk: Option<String>,
    /// The undo history.
    pub(crate) history: UndoHistory,
}

impl Document {
    /// A bundled sample, by its index.
    pub(crate) fn sample(at: usize) -> Self {
        let sample = SAMPLES.get(at).unwrap_or(&SAMPLES[0]);
        let source = Arc::new(SourceText::new(sample.file_name, sample.text));
        let sample =
            Parsed::read(source, &ReadOptions::default(), &mut |_| ControlFlow::Continue(()));
        Self::new(None, sample.unwrap_or_default())
    }

    /// A file that has not been read yet.
    pub(crate) fn unread(path: PathBuf) -> Self {
        Self::new(Some(path), Parsed::default())
    }

    /// A file with its parsed text; without a path, the bundled sample.
    pub(crate) fn new(path: Option<PathBuf>, parsed: Parsed) -> Self {
        let Parsed { source, chart, fonts, problems, without_persons, places, .. } = parsed;
        let checked = Arc::clone(&source);
        let (is_stale, disk, history) = (false, None, UndoHistory::default());
        let checked_places = places;
        let file_state = None;
        Self {
            path,
            chart,
            without_persons,
            fonts,
            file_state,
            source,
            checked,
            problems,
            checked_places,
            is_stale,
            disk,
            history,
        }
    }

    /// Sets text, problems and places, and keeps the chart.
    pub(crate) fn take_text(&mut self, parsed: Parsed) {
        self.checked = Arc::clone(&parsed.source);
        self.source = parsed.source;
        self.problems = parsed.problems;
        self.without_persons = parsed.without_persons;
        self.checked_places = parsed.places;
    }

    /// Removes the persons from the displayed chart.
    pub(crate) fn leave_persons_out(&mut self) {
        leave_persons_out(&mut self.chart);
        self.without_persons = true;
    }

    /// The spans of the units in the current text; `None` while it is being parsed.
    pub(crate) fn places(&self) -> Option<Arc<Places>> {
        Arc::ptr_eq(&self.source, &self.checked).then(|| Arc::clone(&self.checked_places))
    }

    /// Whether there is anything to show.
    pub(crate) fn is_usable(&self) -> bool {
        !self.chart.units().is_empty()
    }

    /// Whether the chart shown has units that are missing from a later, broken text of the same
    /// file.
    pub(crate) fn has_more_units_than(&self, parsed: &Parsed) -> bool {
        let is_kept = |unit: &Unit| parsed.chart.find(&unit.id).is_some();
        !parsed.is_whole() && !self.chart.units().iter().all(is_kept)
    }

    /// The file's name.
    pub(crate) fn name(&self) -> Option<String> {
        let name = self.path.as_ref()?.file_name()?;
        Some(name.to_string_lossy().into_owned())
    }

    /// Whether the last attempt to read the file failed.
    pub(crate) fn is_out_of_reach(&self) -> bool {
        let codes = [Code::Unreadable, Code::NotUtf8, Code::TooLarge];
        self.problems.iter().any(|problem| codes.contains(&problem.code))
    }

    /// Whether the file has errors.
    pub(crate) fn has_errors(&self) -> bool {
        has_errors(&self.problems)
    }
}
