//! Follows the open file on disk: a change becomes [`Command::Follow`].
//!
//! Editors save by writing in place, by renaming another file over it, or by deleting and making it
//! anew, so the folder is watched, not the file. A save comes as several events within a few
//! milliseconds; the last one counts, and whether the text is another is seen when it is read.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use egui::Context;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::command::Command;

/// A file that did not change for so long is taken to be written.
const QUIET: Duration = Duration::from_millis(80);

/// The watch over one file; dropped, it ends.
pub(super) struct Watch {
    path: PathBuf,
    commands: Receiver<Command>,
    /// Keeps the watch alive; its end closes the channel and so ends the thread.
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Starts to watch a file; `None` where the system cannot.
    pub(super) fn new(path: &Path, context: &Context) -> Option<Self> {
        let target = std::path::absolute(path).ok()?;
        let folder = target.parent()?.to_owned();
        let name = target.file_name()?.to_owned();
        // A link is followed too: the file that it leads to may lie in another folder.
        let real = target.canonicalize().ok().filter(|real| *real != target);
        let (events, changed) = channel();
        let linked = real.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let Ok(event) = event else { return };
            let is_read = matches!(event.kind, EventKind::Access(_));
            let concerns = event.paths.iter().any(|path| {
                path.file_name() == Some(&name) || linked.as_deref() == Some(path.as_path())
            });
            if concerns && !is_read {
                // The thread has ended when nobody waits: there is nothing left to tell.
                let _ = events.send(());
            }
        })
        .ok()?;
        watcher.watch(&folder, RecursiveMode::NonRecursive).ok()?;
        if let Some(folder) = real.as_deref().and_then(Path::parent) {
            // Without it the link itself is still watched.
            let _ = watcher.watch(folder, RecursiveMode::NonRecursive);
        }
        let (sender, commands) = channel();
        let context = context.clone();
        std::thread::spawn(move || settle(&changed, &sender, &context));
        Some(Self { path: path.to_owned(), commands, _watcher: watcher })
    }

    /// The file that is watched.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What has come since the last time.
    pub(super) fn commands(&self) -> Vec<Command> {
        self.commands.try_iter().collect()
    }
}

/// Waits until a run of changes is over, then asks for the file to be read again.
fn settle(changed: &Receiver<()>, commands: &Sender<Command>, context: &Context) {
    while changed.recv().is_ok() {
        loop {
            match changed.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        if commands.send(Command::Follow).is_err() {
            return;
        }
        context.request_repaint();
    }
}
