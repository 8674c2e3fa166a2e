//! Drafts: unsaved text, stored next to the settings in case the program ends before it is saved.

mod files;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

pub(crate) use files::Draft;
use files::{Found, MAX_BYTES, MAX_DRAFTS, Slot};

use crate::app::jobs::background::{Panicked, Task, Tasks, Worker};
use crate::app::state::document::Document;
use crate::edit::merge::{Change, Merge};
use crate::file;
use crate::source::SourceText;

/// The maximum delay before unsaved text is stored, in seconds.
const DELAY_SECONDS: f64 = 1.0;

/// The maximum number of changes shown of a draft; more are counted.
const MAX_CHANGES: usize = 20;

/// The maximum size shown of each change, in bytes.
const MAX_SHOWN_BYTES: usize = 2_000;

/// Storage of the open document's unsaved text, and search for drafts of other windows.
pub(crate) struct Drafts {
    /// The folder of drafts; `None` to store nothing.
    folder: Option<PathBuf>,
    worker: Worker,
    /// This window's draft file; only jobs of the worker lock it.
    slot: Arc<Mutex<Option<Slot>>>,
    /// The last stored text.
    kept: Option<Arc<SourceText>>,
    /// Time at which a changed text is due to be stored, in seconds.
    due_seconds: Option<f64>,
    /// Pending writes.
    jobs: Tasks<Result<(), NotKept>>,
    /// The reason why the last text was not stored.
    failure: Option<NotKept>,
    finding: Option<Task<Option<Offer>>>,
}

/// Reason why a text was not stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotKept {
    TooLarge,
    Refused(String),
}

/// A draft that was left behind, with its changes.
pub(crate) struct Offer {
    slot: Slot,
    pub(crate) draft: Draft,
    pub(crate) file: FileNow,
    /// The first changes: old and new lines.
    pub(crate) changes: Vec<(String, String)>,
    /// The number of further changes.
    pub(crate) more_changes: usize,
}

/// State of the structure file of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileNow {
    AsItWas,
    Changed,
    /// Deleted or unreadable.
    Missing,
}

impl Drafts {
    /// Stores drafts in a folder, or nothing.
    pub(crate) fn new(folder: Option<PathBuf>, worker: Worker) -> Self {
        Self {
            folder,
            worker,
            slot: Arc::default(),
            kept: None,
            due_seconds: None,
            jobs: Tasks::default(),
            failure: None,
            finding: None,
        }
    }

    /// Stores a document's unsaved text a second after it was typed, and removes the draft once the text is saved.
    /// Returns the number of seconds until the text is due.
    pub(crate) fn follow(&mut self, document: &Document, now_seconds: f64) -> Option<f64> {
        let is_kept = |kept: &Arc<SourceText>| Arc::ptr_eq(kept, &document.source);
        if document.disk.is_none() {
            self.due_seconds = None;
            if self.kept.take().is_some() {
                self.forget();
            }
        } else if self.kept.as_ref().is_none_or(|kept| !is_kept(kept)) {
            let due_seconds = *self.due_seconds.get_or_insert(now_seconds + DELAY_SECONDS);
            if now_seconds < due_seconds {
                return Some(due_seconds - now_seconds);
            }
            self.keep(document);
        }
        None
    }

    /// Stores a document's unsaved text immediately, at exit.
    pub(crate) fn keep(&mut self, document: &Document) {
        self.due_seconds = None;
        let (Some(folder), Some(path), Some(base)) =
            (self.folder.clone(), document.path.clone(), document.disk.clone())
        else {
            return;
        };
        let (source, slot) = (Arc::clone(&document.source), Arc::clone(&self.slot));
        self.kept = Some(Arc::clone(&source));
        self.jobs.push(self.worker.spawn(move |_| {
            if base.len() + source.text().len() > 2 * MAX_BYTES {
                return Err(NotKept::TooLarge);
            }
            let draft = Draft { path, base, text: source.text().to_owned() };
            let refused = |error: io::Error| NotKept::Refused(error.to_string());
            let mut slot = slot.lock();
            let slot = match &mut *slot {
                Some(slot) => slot,
                none => none.insert(Slot::new(&folder).map_err(refused)?),
            };
            slot.write(&draft).map_err(refused)
        }));
    }

    /// Removes the draft.
    fn forget(&mut self) {
        let slot = Arc::clone(&self.slot);
        self.jobs.push(self.worker.spawn(move |_| {
            let slot = slot.lock().take();
            let removed = slot.map_or(Ok(()), Slot::remove);
            removed.map_err(|error| NotKept::Refused(error.to_string()))
        }));
    }

    /// Waits for pending writes, for a limited time.
    pub(crate) fn wait(&self, limit: Duration) {
        self.jobs.wait(limit);
    }

    /// Handles finished writes; returns why a text was not stored, once for each reason.
    pub(crate) fn poll(&mut self) -> Option<NotKept> {
        let failure = match self.jobs.take_first()? {
            Ok(written) => written.err(),
            Err(Panicked(panic)) => Some(NotKept::Refused(panic)),
        };
        let is_new = failure != self.failure;
        self.failure = failure;
        self.failure.clone().filter(|_| is_new)
    }

    /// Searches for a draft of another window, preferably of a given structure file, or only of that file if
    /// `only_that`.
    pub(crate) fn look_for(&mut self, structure_file: Option<PathBuf>, only_that: bool) {
        let Some(folder) = self.folder.clone() else { return };
        if self.finding.is_none() {
            self.finding = Some(
                self.worker.spawn(move |_| find(&folder, structure_file.as_deref(), only_that)),
            );
        }
    }

    /// The draft that was found, once. If it is dropped, it is offered again next time.
    pub(crate) fn found(&mut self) -> Option<Offer> {
        // A draft whose reading panicked stays in its folder.
        Task::take(&mut self.finding)?.unwrap_or_default()
    }

    /// Deletes a draft, and searches for another one.
    pub(crate) fn discard(&mut self, offer: Offer) {
        let Some(folder) = self.folder.clone() else { return };
        self.finding = Some(self.worker.spawn(move |_| {
            // A draft that cannot be deleted is offered again.
            let _ = offer.slot.remove();
            find(&folder, None, false)
        }));
    }

    /// Adopts a draft whose text has become the open document's unsaved text.
    pub(crate) fn adopt(&mut self, offer: Offer, document: &Document) {
        let slot = Arc::clone(&self.slot);
        self.jobs.push(self.worker.spawn(move |_| {
            *slot.lock() = Some(offer.slot);
            Ok(())
        }));
        self.kept = Some(Arc::clone(&document.source));
    }
}

/// Finds a draft to offer. Drafts whose text has been saved are removed.
fn find(folder: &Path, structure_file: Option<&Path>, only_that: bool) -> Option<Offer> {
    for _ in 0..MAX_DRAFTS {
        let found = files::find(folder, structure_file, only_that).ok()??;
        let path = &found.draft.path;
        let now = file::read_source(path, 2 * MAX_BYTES as u64).ok();
        let now = now.as_ref().map(SourceText::text);
        if now != Some(&found.draft.text) {
            return Some(Offer::new(found, now));
        }
        found.slot.remove().ok()?;
    }
    None
}

impl Offer {
    fn new(found: Found, now: Option<&str>) -> Self {
        let Found { slot, draft } = found;
        let file = match now {
            None => FileNow::Missing,
            Some(now) if now == draft.base => FileNow::AsItWas,
            Some(_) => FileNow::Changed,
        };
        let merge = Merge::new(&draft.base, &draft.text, &draft.base);
        let all = merge.changes();
        let shown = |change: &Change| {
            let [before, after] =
                [&draft.base[change.base.clone()], &draft.text[change.mine.clone()]];
            let cut = |text: &str| text[..text.floor_char_boundary(MAX_SHOWN_BYTES)].to_owned();
            (cut(before), cut(after))
        };
        let changes: Vec<_> = all.iter().take(MAX_CHANGES).map(shown).collect();
        let more_changes = all.len() - changes.len();
        Self { slot, draft, file, changes, more_changes }
    }
}
