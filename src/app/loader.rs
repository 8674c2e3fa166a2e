//! Reading a file beside the window, so that a large one does not hold it up.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use egui::Context;

use super::document::Document;
use crate::diagnostic::Diagnostic;
use crate::file;

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
            return Some(read(path, occasion, most_bytes));
        }
        let (sender, result) = channel();
        let (context, wanted) = (context.clone(), path.clone());
        std::thread::spawn(move || {
            // Nobody waits for it any more when that fails.
            let _ = sender.send(read(wanted, occasion, most_bytes));
            context.request_repaint();
        });
        self.running = Some(Running { path, result });
        None
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

fn read(path: PathBuf, occasion: Occasion, most_bytes: u64) -> Loaded {
    // Settings outlive the folder that a program was started in.
    let path = std::path::absolute(&path).unwrap_or(path);
    let read = file::read_source(&path, most_bytes);
    let read = read.map(|source| Document::read(path.clone(), source));
    Loaded { path, occasion, read }
}
