//! Reading a file beside the window, so that a large one does not hold it up.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use egui::Context;

use super::document::Document;
use crate::diagnostic::Diagnostic;
use crate::file;
use crate::model::{Chart, Progress};

/// Smaller files, in bytes, are read at once: that takes less than a few frames.
const LARGE_BYTES: u64 = 2_000_000;

/// What a file is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occasion {
    /// It was asked for.
    Opened,
    /// It changed on disk.
    Followed,
}

/// A file that was read: its path, and what can be shown of it.
pub(super) struct Loaded {
    pub(super) path: PathBuf,
    pub(super) occasion: Occasion,
    pub(super) read: Result<Document, Diagnostic>,
}

/// A file that is being read.
struct Running {
    path: PathBuf,
    result: Receiver<Loaded>,
    /// How far it is; the reader stops when this is gone.
    progress: Arc<Mutex<Option<Progress>>>,
}

/// Reads one file at a time; of two that are asked for, the later one.
#[derive(Default)]
pub(super) struct Loader {
    running: Option<Running>,
}

impl Loader {
    /// Reads a file: at once if it is small, else on a thread of its own, whose result
    /// [`Self::finished`] gives.
    pub(super) fn load(
        &mut self,
        context: &Context,
        path: PathBuf,
        occasion: Occasion,
        most_bytes: u64,
    ) -> Option<Loaded> {
        self.running = None;
        let is_large = path.metadata().is_ok_and(|file| file.len() >= LARGE_BYTES);
        if !is_large {
            return read(path, occasion, most_bytes, &mut |_| ControlFlow::Continue(()));
        }
        let (sender, result) = channel();
        let progress = Arc::default();
        let (context, wanted, told) = (context.clone(), path.clone(), Arc::downgrade(&progress));
        std::thread::spawn(move || {
            let mut tell = |progress| tell(&told, &context, progress);
            if let Some(loaded) = read(wanted, occasion, most_bytes, &mut tell) {
                // Nobody waits for it any more when that fails.
                let _ = sender.send(loaded);
            }
            context.request_repaint();
        });
        self.running = Some(Running { path, result, progress });
        None
    }

    /// How far the reading is; none before the file's text is there.
    pub(super) fn progress(&self) -> Option<Progress> {
        let progress = &self.running.as_ref()?.progress;
        *progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file that is being read.
    pub(super) fn path(&self) -> Option<&Path> {
        self.running.as_ref().map(|running| running.path.as_path())
    }

    /// What was read, once it was.
    pub(super) fn finished(&mut self) -> Option<Loaded> {
        match self.running.as_ref()?.result.try_recv() {
            Err(TryRecvError::Empty) => None,
            result => {
                self.running = None;
                result.ok()
            }
        }
    }

    /// Takes no notice of what is being read.
    pub(super) fn cancel(&mut self) {
        self.running = None;
    }
}

/// Leaves word of how far the reading is; stops it when nobody waits for it any more.
fn tell(
    told: &Weak<Mutex<Option<Progress>>>,
    context: &Context,
    progress: Progress,
) -> ControlFlow<()> {
    let Some(told) = told.upgrade() else { return ControlFlow::Break(()) };
    *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(progress);
    context.request_repaint();
    ControlFlow::Continue(())
}

/// Reads a file, unless `tell` stops it.
fn read(
    path: PathBuf,
    occasion: Occasion,
    most_bytes: u64,
    tell: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Option<Loaded> {
    // Settings outlive the folder that a program was started in.
    let path = std::path::absolute(&path).unwrap_or(path);
    let read = match file::read_source(&path, most_bytes) {
        Ok(source) => {
            let (chart, problems) = Chart::load_watched(&source, tell)?;
            Ok(Document::of(path.clone(), source, chart, problems))
        }
        Err(problem) => Err(problem),
    };
    Some(Loaded { path, occasion, read })
}
