//! Reading of structure files and typed texts in the background, together with their scenes.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use crate::app::jobs::background::{Panicked, Reporter, Task, Worker};
use crate::app::jobs::scenes::LARGE;
use crate::app::state::document::{Parsed, ReadOptions};
use crate::app::state::drafts::Offer;
use crate::app::state::settings::Remembered;
use crate::app::state::view::View;
use crate::diagnostic::Diagnostic;
use crate::file::{self, FileState};
use crate::model::{Chart, LoadStage, Progress};
use crate::scene::text::FontSet;
use crate::scene::theme::ThemeMode;
use crate::scene::{SceneRequest, build};
use crate::source::SourceText;

/// Delay before progress is shown, in seconds.
const SHOWN_AFTER_SECONDS: f64 = 0.15;
/// Minimum size of a file whose reading is announced at once in a page, in bytes.
const LARGE_BYTES: u64 = 256 << 10;

/// Occasion on which a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// The user asked for it.
    Opened,
    /// It may have changed on disk.
    Followed,
}

/// The view in which the result will be shown, for building its scene.
#[derive(Clone)]
pub(crate) struct Sight {
    pub(crate) view: View,
    pub(crate) language: String,
    pub(crate) mode: ThemeMode,
    /// The remembered view of a file that replaces another; `None` if the file stays the same.
    pub(crate) before: Option<Remembered>,
}

impl Sight {
    /// Whether to remove persons.
    fn without_persons(&self) -> bool {
        self.before.as_ref().map_or(self.view.without_persons, |before| before.without_persons)
    }

    fn request(&self, chart: &Chart, fonts: &FontSet) -> SceneRequest {
        let first = self.before.as_ref().map(|before| self.view.first_look(chart, before));
        first.as_ref().unwrap_or(&self.view).request(chart, fonts, &self.language, self.mode)
    }
}

/// The result of reading a file.
pub(crate) struct Loaded {
    pub(crate) path: PathBuf,
    pub(crate) occasion: Occasion,
    /// The file's state before it was read; `None` if its text was given.
    pub(crate) file_state: Option<FileState>,
    pub(crate) read: Result<Found, Diagnostic>,
}

/// The text of a file.
pub(crate) enum Found {
    /// A text that was not parsed, because it is known or because there are unsaved changes.
    Text(Arc<SourceText>),
    /// A parsed text.
    Parsed(Box<Parsed>),
}

/// The typed text, parsed.
pub(crate) struct Preview {
    pub(crate) parsed: Parsed,
    /// Whether all changes since the last preview were typed character by character.
    pub(crate) is_typing: bool,
}

/// A draft, parsed.
pub(crate) struct Restored {
    pub(crate) offer: Offer,
    pub(crate) parsed: Parsed,
    /// Its parsed base, if nothing in the draft itself can be shown.
    pub(crate) sound: Option<Parsed>,
}

/// The end of a job of the loader.
pub(crate) enum Finished {
    File(Loaded),
    Text(Box<Preview>),
    Draft(Box<Restored>),
    /// Reading a file or the typed text panicked.
    Failed(Option<PathBuf>, Panicked),
}

/// A file that is being opened.
pub(crate) struct Opening {
    path: PathBuf,
    since_seconds: f64,
    task: Task<Option<Finished>>,
}

impl Opening {
    /// The file's name.
    pub(crate) fn name(&self) -> Cow<'_, str> {
        self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy()
    }

    /// The completed fraction.
    pub(crate) fn progress(&self) -> f32 {
        self.task.progress().unwrap_or_default()
    }

    /// The number of seconds until the progress is shown; 0 if it is shown.
    pub(crate) fn seconds_until_shown(&self, now_seconds: f64) -> f64 {
        (self.since_seconds + SHOWN_AFTER_SECONDS - now_seconds).max(0.0)
    }
}

/// The reading of the typed text.
struct Typed {
    is_typing: bool,
    task: Task<Option<Parsed>>,
}

/// Reader of one file or text at a time. A later request cancels an earlier one of its kind.
pub(crate) struct Loader {
    worker: Worker,
    options: ReadOptions,
    opening: Option<Opening>,
    following: Option<(PathBuf, Task<Option<Finished>>)>,
    typed: Option<Typed>,
}

impl Loader {
    pub(crate) const fn new(worker: Worker, options: ReadOptions) -> Self {
        Self { worker, options, opening: None, following: None, typed: None }
    }

    /// Opens a file that the user asked for.
    pub(crate) fn open(&mut self, path: PathBuf, sight: Sight, max_bytes: u64, now_seconds: f64) {
        // A page shows no frames while it reads a file, so the progress must be visible before.
        let is_long = cfg!(target_arch = "wasm32")
            && matches!(FileState::of(&path), FileState::There { bytes, .. } if bytes > LARGE_BYTES);
        let since_seconds = now_seconds - if is_long { SHOWN_AFTER_SECONDS } else { 0.0 };
        let wanted = path.clone();
        let options = self.options.clone();
        let task = self.worker.spawn(move |reporter| {
            let file_state = Some(FileState::of(&wanted));
            let read = match file::read_source(&wanted, max_bytes) {
                Ok(source) => Ok(Found::parsed(source.into(), &options, &sight, reporter)?),
                Err(problem) => Err(problem),
            };
            let occasion = Occasion::Opened;
            Some(Finished::File(Loaded { path: wanted, occasion, file_state, read }))
        });
        self.opening = Some(Opening { path, since_seconds, task });
    }

    /// Reads a draft to restore.
    pub(crate) fn restore(&mut self, offer: Offer, sight: Sight, now_seconds: f64) {
        let path = offer.draft.path.clone();
        let name = path.display().to_string();
        let options = self.options.clone();
        let task = self.worker.spawn(move |reporter| {
            let text = |text: &str| Arc::new(SourceText::new(name.as_str(), text));
            let parsed = parse(text(&offer.draft.text), &options, &sight, reporter)?;
            let sound = if parsed.is_usable() && parsed.is_whole() {
                None
            } else {
                Some(parse(text(&offer.draft.base), &options, &sight, reporter)?)
            };
            let sound = sound.filter(Parsed::is_usable);
            Some(Finished::Draft(Box::new(Restored { offer, parsed, sound })))
        });
        self.opening = Some(Opening { path, since_seconds: now_seconds, task });
    }

    /// Reads a text as that of the file at `path`.
    pub(crate) fn read_text(&mut self, path: PathBuf, source: Arc<SourceText>, sight: Sight) {
        let wanted = path.clone();
        let options = self.options.clone();
        let task = self.worker.spawn(move |reporter| {
            let read = Ok(Found::parsed(source, &options, &sight, reporter)?);
            let (occasion, file_state) = (Occasion::Followed, None);
            Some(Finished::File(Loaded { path: wanted, occasion, file_state, read }))
        });
        self.following = Some((path, task));
    }

    /// Reloads a file. A text equal to `known` is not parsed, nor is any text if `keeps_known`.
    pub(crate) fn follow(
        &mut self,
        path: PathBuf,
        known: Arc<SourceText>,
        keeps_known: bool,
        sight: Sight,
        max_bytes: u64,
    ) {
        let wanted = path.clone();
        let options = self.options.clone();
        let task = self.worker.spawn(move |reporter| {
            let file_state = Some(FileState::of(&wanted));
            let read = match file::read_source(&wanted, max_bytes) {
                Ok(source) if source.text() == known.text() => Ok(Found::Text(known)),
                Ok(source) if keeps_known => Ok(Found::Text(Arc::new(source))),
                Ok(source) => Ok(Found::parsed(source.into(), &options, &sight, reporter)?),
                Err(problem) => Err(problem),
            };
            let occasion = Occasion::Followed;
            Some(Finished::File(Loaded { path: wanted, occasion, file_state, read }))
        });
        self.following = Some((path, task));
    }

    /// Reads the typed text.
    pub(crate) fn preview(&mut self, source: Arc<SourceText>, is_typing: bool, sight: Sight) {
        // This preview also shows changes of an earlier one that it cancels.
        let is_typing = is_typing && self.typed.as_ref().is_none_or(|typed| typed.is_typing);
        let options = self.options.clone();
        let task = self.worker.spawn(move |reporter| parse(source, &options, &sight, reporter));
        self.typed = Some(Typed { is_typing, task });
    }

    /// The jobs that ended since the last call.
    pub(crate) fn finished(&mut self) -> Vec<Finished> {
        let mut finished = Vec::new();
        let file = |path: PathBuf, outcome: Result<Option<Finished>, Panicked>| {
            outcome.unwrap_or_else(|panic| Some(Finished::Failed(Some(path), panic)))
        };
        if let Some((typed, outcome)) = Task::take_with(&mut self.typed, |typed| &typed.task) {
            let is_typing = typed.is_typing;
            finished.extend(match outcome {
                Ok(parsed) => {
                    parsed.map(|parsed| Finished::Text(Box::new(Preview { parsed, is_typing })))
                }
                Err(panic) => Some(Finished::Failed(None, panic)),
            });
        }
        if let Some(((path, _), outcome)) = Task::take_with(&mut self.following, |(_, task)| task) {
            finished.extend(file(path, outcome));
        }
        if let Some((opening, outcome)) = Task::take_with(&mut self.opening, |it| &it.task) {
            finished.extend(file(opening.path, outcome));
        }
        finished
    }

    /// Whether the typed text is being read.
    pub(crate) const fn is_reading_typed(&self) -> bool {
        self.typed.is_some()
    }

    /// The file that is being opened.
    pub(crate) const fn opening(&self) -> Option<&Opening> {
        self.opening.as_ref()
    }

    /// Cancels the opening of a file.
    pub(crate) fn cancel_opening(&mut self) {
        self.opening = None;
    }

    /// Cancels the jobs for the open document, which is being replaced.
    pub(crate) fn forget_document(&mut self) {
        self.following = None;
        self.typed = None;
    }
}

impl Found {
    /// The text.
    pub(crate) fn source(&self) -> &Arc<SourceText> {
        match self {
            Self::Text(source) => source,
            Self::Parsed(parsed) => &parsed.source,
        }
    }

    fn parsed(
        source: Arc<SourceText>,
        options: &ReadOptions,
        sight: &Sight,
        reporter: &Reporter,
    ) -> Option<Self> {
        Some(Self::Parsed(Box::new(parse(source, options, sight, reporter)?)))
    }
}

/// Parses a text and builds its scene; `None` if the task is cancelled.
pub(crate) fn parse(
    source: Arc<SourceText>,
    options: &ReadOptions,
    sight: &Sight,
    reporter: &Reporter,
) -> Option<Parsed> {
    let mut tell = |progress| reporter.report(fraction(progress));
    let mut parsed = Parsed::read(source, options, &mut tell)?;
    if sight.without_persons() {
        parsed.leave_persons_out();
    }
    // A page builds large scenes in a separate frame.
    let is_apart = cfg!(target_arch = "wasm32") && parsed.chart.units().len() > LARGE;
    if parsed.is_usable() && !is_apart && !reporter.is_cancelled() {
        let request = sight.request(&parsed.chart, &parsed.fonts);
        let stage = build(&parsed.chart, &request);
        parsed.scene = Some((request, stage));
    }
    Some(parsed)
}

/// The completed fraction of the whole job; parsing takes most of the time.
fn fraction(progress: Progress) -> f32 {
    const PARSING: f32 = 0.7;
    const VALIDATING: f32 = 0.25;
    match progress.stage {
        LoadStage::Parsing => PARSING * progress.part,
        LoadStage::Validating => PARSING + VALIDATING * progress.part,
        LoadStage::Placing => PARSING + VALIDATING,
    }
}
