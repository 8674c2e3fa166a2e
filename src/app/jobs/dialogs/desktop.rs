//! Dialogs of the system, each on its own thread.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use egui::{Context, DroppedFileHandle};
use rfd::{AsyncFileDialog, FileHandle};

use super::{Dialogs, Wanted};
use crate::app::command::Command;

/// A dialog that ends sooner did not appear: nobody cancels one that quickly.
const NO_DIALOG: Duration = Duration::from_millis(400);

impl Dialogs {
    /// Opens dropped files.
    pub(crate) fn take_dropped(&self, _context: &Context, dropped: &[DroppedFileHandle]) {
        let paths = dropped.iter().map(|file| file.path().to_owned()).collect();
        if let Some(command) = Self::opening(paths) {
            // The receiver belongs to this value.
            let _ = self.answers.0.send(command);
        }
    }

    /// Asks for a file to read; `typed` is the command to use if the system has no dialogs.
    pub(super) fn pick(
        &self,
        context: &Context,
        wanted: Wanted,
        answer: impl FnOnce(PathBuf) -> Command + Send + 'static,
        typed: Command,
    ) {
        self.wait(context, dialog(wanted).pick_file(), answer, typed);
    }

    /// Asks for a folder.
    pub(super) fn pick_folder(
        &self,
        context: &Context,
        wanted: Wanted,
        answer: impl FnOnce(PathBuf) -> Command + Send + 'static,
        typed: Command,
    ) {
        self.wait(context, dialog(wanted).pick_folder(), answer, typed);
    }

    /// Asks for a file to write, with a proposed name.
    pub(super) fn save(
        &self,
        context: &Context,
        wanted: Wanted,
        name: &str,
        answer: impl FnOnce(PathBuf) -> Command + Send + 'static,
        typed: Command,
    ) {
        self.wait(context, dialog(wanted).set_file_name(name).save_file(), answer, typed);
    }

    fn wait(
        &self,
        context: &Context,
        dialog: impl Future<Output = Option<FileHandle>> + Send + 'static,
        answer: impl FnOnce(PathBuf) -> Command + Send + 'static,
        typed: Command,
    ) {
        let sender = self.answers.0.clone();
        let context = context.clone();
        std::thread::spawn(move || {
            let asked = Instant::now();
            let command = match pollster::block_on(dialog) {
                Some(file) => answer(file.path().to_owned()),
                None if asked.elapsed() < NO_DIALOG => typed,
                None => return,
            };
            if sender.send(command).is_ok() {
                context.request_repaint();
            }
        });
    }
}

fn dialog(wanted: Wanted) -> AsyncFileDialog {
    let mut dialog = AsyncFileDialog::new().set_title(wanted.title);
    for (name, extensions) in wanted.kinds {
        dialog = dialog.add_filter(name, &extensions);
    }
    match wanted.folder {
        Some(folder) => dialog.set_directory(folder),
        None => dialog,
    }
}
