//! The file that is open.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use crate::app::state::desk::History;
use crate::diagnostic::{Code, Diagnostic, has_errors};
use crate::file::FileState;
use crate::fonts::FontLibrary;
use crate::model::{Chart, Limits, LoadOptions, Places, Progress, SAMPLE, Unit};
use crate::scene::text::FontSet;
use crate::scene::{SceneRequest, Stage};
use crate::source::SourceText;

/// What the reading of a text depends on besides the text.
#[derive(Clone, Default)]
pub(crate) struct ReadOptions {
    pub(crate) limits: Limits,
    pub(crate) library: FontLibrary,
}

/// A text with what was read from it.
#[derive(Default)]
pub(crate) struct Parsed {
    pub(crate) source: Arc<SourceText>,
    /// What of the text is sound.
    pub(crate) chart: Arc<Chart>,
    /// The fonts for the chart's texts.
    pub(crate) fonts: FontSet,
    pub(crate) problems: Vec<Diagnostic>,
    /// Where the units stand in the text.
    pub(crate) places: Arc<Places>,
    /// The chart's scene, if one was built along with it.
    pub(crate) scene: Option<(SceneRequest, Stage)>,
}

impl Parsed {
    /// Reads a text and provides the fonts that its characters need. `None` once `tell` breaks.
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
        Some(Self { source, chart: Arc::new(chart), fonts, problems, places, scene: None })
    }

    /// Whether the text could be read from its first bracket to its last.
    pub(crate) fn is_whole(&self) -> bool {
        !self.problems.iter().any(|problem| problem.code == Code::Syntax)
    }

    /// Whether anything can be shown of it.
    pub(crate) fn is_usable(&self) -> bool {
        !self.chart.units().is_empty()
    }
}

/// A file with what was read of it.
pub(crate) struct Document {
    /// Where the file is; none for the bundled sample.
    pub(crate) path: Option<PathBuf>,
    /// What is shown.
    pub(crate) chart: Arc<Chart>,
    /// The fonts for the chart's texts.
    pub(crate) fonts: FontSet,
    /// The state of the file when it was read.
    pub(crate) file_state: Option<FileState>,
    /// The text as it is written now.
    pub(crate) source: Arc<SourceText>,
    /// The text that the problems and places are about: an earlier one while `source` is being read.
    pub(crate) checked: Arc<SourceText>,
    /// What is wrong with the file as it is now.
    pub(crate) problems: Vec<Diagnostic>,
    /// Where the units stand in `checked`.
    pub(crate) checked_places: Arc<Places>,
    /// Whether the chart is of an earlier state of the file.
    pub(crate) is_stale: bool,
    /// The text on disk, where it is another than the one that is being written.
    pub(crate) disk: Option<String>,
    /// The steps of writing it.
    pub(crate) history: History,
}

impl Document {
    /// The bundled sample.
    pub(crate) fn sample() -> Self {
        let source = Arc::new(SourceText::new("dpko.ron", SAMPLE));
        let sample =
            Parsed::read(source, &ReadOptions::default(), &mut |_| ControlFlow::Continue(()));
        Self::new(None, sample.unwrap_or_default())
    }

    /// A file of which nothing could be read so far.
    pub(crate) fn unread(path: PathBuf) -> Self {
        Self::new(Some(path), Parsed::default())
    }

    /// A file with what was read of it; without a path the bundled sample.
    pub(crate) fn new(path: Option<PathBuf>, parsed: Parsed) -> Self {
        let Parsed { source, chart, fonts, problems, places, .. } = parsed;
        let checked = Arc::clone(&source);
        let (is_stale, disk, history) = (false, None, History::default());
        let checked_places = places;
        let file_state = None;
        Self {
            path,
            chart,
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

    /// Takes over a text with its problems and places, and leaves the chart as it is.
    pub(crate) fn take_text(&mut self, parsed: Parsed) {
        self.checked = Arc::clone(&parsed.source);
        self.source = parsed.source;
        self.problems = parsed.problems;
        self.checked_places = parsed.places;
    }

    /// Where the units stand in the text as it is written now; none while it is being read.
    pub(crate) fn places(&self) -> Option<Arc<Places>> {
        Arc::ptr_eq(&self.source, &self.checked).then(|| Arc::clone(&self.checked_places))
    }

    /// Whether anything can be shown of it.
    pub(crate) fn is_usable(&self) -> bool {
        !self.chart.units().is_empty()
    }

    /// Whether the chart that is shown has units that are missing from a later, broken state of the
    /// same file. While a text is being mended, the earlier state then says more.
    pub(crate) fn says_more_than(&self, parsed: &Parsed) -> bool {
        let is_kept = |unit: &Unit| parsed.chart.find(&unit.id).is_some();
        !parsed.is_whole() && !self.chart.units().iter().all(is_kept)
    }

    /// The name that the window shows.
    pub(crate) fn name(&self) -> Option<String> {
        let name = self.path.as_ref()?.file_name()?;
        Some(name.to_string_lossy().into_owned())
    }

    /// Whether the file could not be read at all when it was looked at last.
    pub(crate) fn is_out_of_reach(&self) -> bool {
        let codes = [Code::Unreadable, Code::NotUtf8, Code::TooLarge];
        self.problems.iter().any(|problem| codes.contains(&problem.code))
    }

    /// Whether the file has errors.
    pub(crate) fn has_errors(&self) -> bool {
        has_errors(&self.problems)
    }
}
