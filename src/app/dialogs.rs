//! File dialogs, asked on a thread of their own; answers come back as commands.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};

use egui::Context;

use super::command::Command;
use crate::i18n::Messages;

/// The dialogs that are open, through the channel their answers come by.
pub(super) struct Dialogs {
    answers: (Sender<Command>, Receiver<Command>),
}

impl Default for Dialogs {
    fn default() -> Self {
        Self { answers: channel() }
    }
}

impl Dialogs {
    /// The answers that have come.
    pub(super) fn answers(&self) -> Vec<Command> {
        self.answers.1.try_iter().collect()
    }

    /// Asks for a structure file to open.
    pub(super) fn ask_for_file(&self, context: &Context, messages: &Messages, near: Option<&Path>) {
        let mut dialog = rfd::AsyncFileDialog::new()
            .set_title(messages.get("command.open"))
            .add_filter(messages.get("dialog.structure"), &["ron"]);
        if let Some(folder) = near.and_then(Path::parent) {
            dialog = dialog.set_directory(folder);
        }
        self.wait(context, dialog.pick_file(), Command::OpenPath);
    }

    /// Asks where to save the picture.
    pub(super) fn ask_for_target(&self, context: &Context, messages: &Messages, name: &str) {
        let dialog = rfd::AsyncFileDialog::new()
            .set_title(messages.get("command.export"))
            .add_filter(messages.get("dialog.picture"), &["png"])
            .set_file_name(format!("{name}.png"));
        self.wait(context, dialog.save_file(), |path| Command::ExportTo(with_extension(path)));
    }

    fn wait(
        &self,
        context: &Context,
        dialog: impl Future<Output = Option<rfd::FileHandle>> + Send + 'static,
        answer: impl FnOnce(PathBuf) -> Command + Send + 'static,
    ) {
        let sender = self.answers.0.clone();
        let context = context.clone();
        std::thread::spawn(move || {
            if let Some(file) = pollster::block_on(dialog)
                && sender.send(answer(file.path().to_owned())).is_ok()
            {
                context.request_repaint();
            }
        });
    }
}

/// The path with `.png` behind it, where the dialog did not append it.
fn with_extension(path: PathBuf) -> PathBuf {
    let is_png = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("png"));
    if is_png {
        return path;
    }
    let mut name = path.into_os_string();
    name.push(".png");
    name.into()
}
