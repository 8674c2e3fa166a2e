//! Official texts of a chart's sources, read in the background when they are needed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::jobs::background::{Panicked, Reporter, Task, Worker};
use crate::app::jobs::memo::Same;
use crate::diagnostic::Diagnostic;
use crate::export::{OfficialText, SplitText};
use crate::file::{self, AllowedPaths, NamedTexts, NotRead};
use crate::model::{Chart, Citation, Source};

/// The state of a source's text.
pub(crate) enum TextState<'a> {
    /// The file names no text, and none is attached.
    None,
    Reading,
    Ready(&'a Arc<SplitText>),
    /// The text cannot be used: its path, and why.
    Failed(String, &'a NotRead),
}

/// The texts of the open chart's sources.
#[derive(Default)]
pub(crate) struct OfficialTexts {
    /// The chart of `wanted`; `None` to check the files again.
    checked: Option<(Same<Chart>, AllowedPaths)>,
    wanted: Wanted,
    named: Named,
    reading: Option<Task<Named>>,
    attached: Vec<Attached>,
    attaching: Vec<Attaching>,
}

/// The texts that a structure file names.
#[derive(Clone, Default, PartialEq, Eq)]
struct Wanted {
    structure_file: Option<PathBuf>,
    allowed: AllowedPaths,
    /// The ids of sources with the paths as written in the file.
    names: Vec<(String, String)>,
}

/// The texts that a structure file names, by the ids of their sources.
#[derive(Default)]
struct Named {
    by_source: HashMap<String, Result<Arc<SplitText>, NotRead>>,
    files: Option<Arc<NamedTexts<SplitText>>>,
}

/// A text attached by the user; it takes precedence over one that the file names.
struct Attached {
    source: String,
    path: PathBuf,
    read: Result<Arc<SplitText>, NotRead>,
}

/// A text being read, to be attached.
pub(crate) struct Attaching {
    pub(crate) source: String,
    pub(crate) path: PathBuf,
    /// Whether the user has just chosen it; otherwise it was remembered.
    pub(crate) is_new: bool,
    task: Task<Result<SplitText, Diagnostic>>,
}

/// Reason why a text was not attached.
pub(crate) enum NotAttached {
    Unusable(Diagnostic),
    Panicked(Panicked),
}

impl OfficialTexts {
    /// Starts reading the texts that a chart's file names, unless they are the last ones that were read.
    pub(crate) fn follow(
        &mut self,
        worker: &Worker,
        chart: &Arc<Chart>,
        structure_file: Option<&Path>,
        allowed: AllowedPaths,
        max_bytes: u64,
    ) {
        let now = (Same::of(chart), allowed);
        if self.checked.as_ref() == Some(&now) {
            return;
        }
        let looks_again = self.checked.replace(now).is_none();
        let name = |source: &Source| Some((source.id.clone(), source.text.clone()?));
        let names = chart.sources().iter().filter_map(name).collect();
        let wanted = Wanted { structure_file: structure_file.map(Path::to_owned), allowed, names };
        if looks_again || wanted != self.wanted {
            self.wanted = wanted.clone();
            let files = self.named.files.clone();
            self.reading = Some(worker.spawn(move |reporter| {
                Named::read(&wanted, files.as_deref(), max_bytes, reporter)
            }));
        }
    }

    /// Makes the next `follow` check for changed files.
    pub(crate) fn check_again(&mut self) {
        self.checked = None;
    }

    /// Starts reading a text to attach to a source.
    pub(crate) fn attach(
        &mut self,
        worker: &Worker,
        source: &str,
        path: &Path,
        is_new: bool,
        max_bytes: u64,
    ) {
        let (source, path) = (source.to_owned(), path.to_owned());
        let file = path.clone();
        let task = worker
            .spawn(move |_| Ok(SplitText::new(file::read_source(&file, max_bytes)?.into_text())));
        self.attaching.retain(|known| known.source != source);
        self.attaching.push(Attaching { source, path, is_new, task });
    }

    /// Applies the named texts once they have been read; returns a panic.
    pub(crate) fn poll(&mut self) -> Option<Panicked> {
        Task::take(&mut self.reading)?.map(|named| self.named = named).err()
    }

    /// Applies an attached text once it has been read; returns the result.
    pub(crate) fn poll_attached(&mut self) -> Option<(Attaching, Result<(), NotAttached>)> {
        let ended = |(at, attaching): (usize, &Attaching)| Some((at, attaching.task.poll()?));
        let (at, outcome) = self.attaching.iter().enumerate().find_map(ended)?;
        let ended = self.attaching.remove(at);
        let read = match outcome {
            Ok(Ok(text)) => Ok(Arc::new(text)),
            Ok(Err(problem)) if ended.is_new => {
                return Some((ended, Err(NotAttached::Unusable(problem))));
            }
            Ok(Err(problem)) => Err(problem),
            Err(panic) => return Some((ended, Err(NotAttached::Panicked(panic)))),
        };
        let result = read.as_ref().map(|_| ()).map_err(|it| NotAttached::Unusable(it.clone()));
        self.attached.retain(|known| known.source != ended.source);
        let (source, path) = (ended.source.clone(), ended.path.clone());
        self.attached.push(Attached { source, path, read: read.map_err(NotRead::Unusable) });
        Some((ended, result))
    }

    /// The attached texts: ids of sources and paths.
    pub(crate) fn attached(&self) -> Vec<(String, PathBuf)> {
        let new = self.attaching.iter().map(|it| (it.source.clone(), it.path.clone()));
        let is_new = |source: &str| self.attaching.iter().any(|it| it.source == source);
        let known = self.attached.iter().filter(|it| !is_new(&it.source));
        known.map(|it| (it.source.clone(), it.path.clone())).chain(new).collect()
    }

    /// The text of a source.
    pub(crate) fn of(&self, source: &Source) -> TextState<'_> {
        if let Some(attached) = self.attached.iter().find(|it| it.source == source.id) {
            return match &attached.read {
                Ok(text) => TextState::Ready(text),
                Err(why) => TextState::Failed(attached.path.display().to_string(), why),
            };
        }
        if self.attaching.iter().any(|it| it.source == source.id) {
            return TextState::Reading;
        }
        match (self.named.by_source.get(&source.id), &source.text) {
            (_, None) => TextState::None,
            (Some(Ok(text)), _) => TextState::Ready(text),
            (Some(Err(why)), Some(name)) => TextState::Failed(name.clone(), why),
            (None, Some(_)) => TextState::Reading,
        }
    }

    /// The readable texts, with the ids of their sources.
    pub(crate) fn ready(&self, chart: &Chart) -> Vec<(String, Same<SplitText>)> {
        let text = |source: &Source| match self.of(source) {
            TextState::Ready(text) => Some((source.id.clone(), Same(Arc::clone(text)))),
            TextState::None | TextState::Reading | TextState::Failed(..) => None,
        };
        chart.sources().iter().filter_map(text).collect()
    }

    /// The readable texts, to be quoted.
    pub(crate) fn quotable(&self, chart: &Chart) -> Vec<OfficialText> {
        let ready = self.ready(chart).into_iter();
        ready.map(|(source, text)| OfficialText::shared(source, text.0)).collect()
    }

    /// Whether texts are being read.
    pub(crate) fn are_being_read(&self) -> bool {
        self.reading.is_some() || !self.attaching.is_empty()
    }
}

impl Named {
    fn read(
        wanted: &Wanted,
        earlier: Option<&NamedTexts<SplitText>>,
        max_bytes: u64,
        reporter: &Reporter,
    ) -> Self {
        let mut files =
            NamedTexts::new(wanted.structure_file.as_deref(), wanted.allowed, max_bytes);
        if let Some(earlier) = earlier {
            files = files.after(earlier);
        }
        let names = wanted.names.iter().take_while(|_| !reporter.is_cancelled());
        let by_source = names.map(|(source, name)| {
            (source.clone(), files.get(name, |text| SplitText::new(text.into_text())))
        });
        Self { by_source: by_source.collect(), files: Some(Arc::new(files)) }
    }
}

/// The source to attach a text to: that of a citation, otherwise the first without a text.
pub(crate) fn source_to_attach<'a>(
    chart: &'a Chart,
    texts: &OfficialTexts,
    cited: Option<&Citation>,
) -> Option<&'a Source> {
    let lacks =
        |source: &&Source| matches!(texts.of(source), TextState::None | TextState::Failed(..));
    cited
        .and_then(|citation| chart.cited_source(citation))
        .or_else(|| chart.sources().iter().find(lacks))
        .or_else(|| chart.sources().first())
}
