//! File dialogs of a browser: it provides chosen files as bytes, which are kept in memory, and saves files as downloads
//! with the proposed name.

use std::path::{Path, PathBuf};

use egui::{Context, DroppedFileHandle};
use rfd::AsyncFileDialog;
use wasm_bindgen_futures::spawn_local;

use super::Dialogs;
use crate::app::command::Command;
use crate::file;

impl Dialogs {
    /// Opens dropped files.
    pub(crate) fn take_dropped(&self, context: &Context, dropped: &[DroppedFileHandle]) {
        if dropped.is_empty() {
            return;
        }
        let (context, sender) = (context.clone(), self.answers.0.clone());
        let dropped = dropped.to_vec();
        spawn_local(async move {
            let mut paths = Vec::new();
            for dropped in dropped {
                let path = Path::new("/").join(dropped.path());
                // A file that cannot be read is reported as missing when it is opened.
                if let Ok(bytes) = dropped.bytes_async().await {
                    file::hold(&path, bytes);
                }
                paths.push(path);
            }
            if Self::opening(paths).is_some_and(|command| sender.send(command).is_ok()) {
                context.request_repaint();
            }
        });
    }

    /// Asks for a file to read.
    pub(super) fn pick(
        &self,
        context: &Context,
        dialog: AsyncFileDialog,
        answer: impl FnOnce(PathBuf) -> Command + 'static,
        _typed: Command,
    ) {
        let (context, sender) = (context.clone(), self.answers.0.clone());
        spawn_local(async move {
            let Some(chosen) = dialog.pick_file().await else { return };
            let path = Path::new("/").join(chosen.file_name());
            file::hold(&path, chosen.read().await);
            if sender.send(answer(path)).is_ok() {
                context.request_repaint();
            }
        });
    }

    /// Does nothing: browsers do not offer folders.
    pub(super) fn pick_folder(
        &self,
        context: &Context,
        _dialog: AsyncFileDialog,
        _answer: impl FnOnce(PathBuf) -> Command + 'static,
        typed: Command,
    ) {
        self.answer(context, typed);
    }

    /// Answers with the proposed name.
    pub(super) fn save(
        &self,
        context: &Context,
        _dialog: AsyncFileDialog,
        name: &str,
        answer: impl FnOnce(PathBuf) -> Command + 'static,
        _typed: Command,
    ) {
        self.answer(context, answer(Path::new("/").join(name)));
    }

    fn answer(&self, context: &Context, command: Command) {
        if self.answers.0.send(command).is_ok() {
            context.request_repaint();
        }
    }
}
