//! The file that is open.

use std::path::PathBuf;
use std::sync::Arc;

use super::desk::History;
use crate::diagnostic::{Code, Diagnostic, has_errors};
use crate::fonts;
use crate::model::{Chart, SAMPLE};
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
    /// The text on disk, where it is another than the one that is being written.
    pub(super) disk: Option<String>,
    /// The steps of writing it.
    pub(super) history: History,
}

impl Document {
    /// The bundled sample.
    pub(super) fn sample() -> Self {
        let source = SourceText::new("dpko.ron", SAMPLE);
        let (chart, problems) = Chart::load(&source);
        Self::new(None, source, Arc::new(chart), problems)
    }

    /// A file of which nothing could be read so far.
    pub(super) fn unread(path: PathBuf) -> Self {
        Self::new(Some(path), SourceText::default(), Arc::default(), Vec::new())
    }

    /// Reads a file's text. What is sound is shown.
    pub(super) fn read(path: PathBuf, source: SourceText) -> Self {
        let (chart, problems) = Chart::load(&source);
        Self::of(path, source, chart, problems)
    }

    /// A file's text with what was read of it.
    pub(super) fn of(
        path: PathBuf,
        source: SourceText,
        chart: Chart,
        mut problems: Vec<Diagnostic>,
    ) -> Self {
        problems.extend(fonts::provide(&chart, &source));
        Self::new(Some(path), source, Arc::new(chart), problems)
    }

    fn new(
        path: Option<PathBuf>,
        source: SourceText,
        chart: Arc<Chart>,
        problems: Vec<Diagnostic>,
    ) -> Self {
        let (is_stale, disk, history) = (false, None, History::default());
        Self { path, chart, source, problems, is_stale, disk, history }
    }

    /// Whether anything can be shown of it.
    pub(super) fn is_usable(&self) -> bool {
        !self.chart.units().is_empty()
    }

    /// The name that the window shows.
    pub(super) fn name(&self) -> Option<String> {
        let name = self.path.as_ref()?.file_name()?;
        Some(name.to_string_lossy().into_owned())
    }

    /// Whether the text could be read from its first bracket to its last.
    pub(super) fn is_whole(&self) -> bool {
        !self.problems.iter().any(|problem| problem.code == Code::Syntax)
    }

    /// Whether the file could not be read at all when it was looked at last.
    pub(super) fn is_out_of_reach(&self) -> bool {
        let codes = [Code::Unreadable, Code::NotUtf8, Code::TooLarge];
        self.problems.iter().any(|problem| codes.contains(&problem.code))
    }

    /// Whether the file has errors.
    pub(super) fn has_errors(&self) -> bool {
        has_errors(&self.problems)
    }
}
