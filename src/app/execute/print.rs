//! Printing: the dialog, its preview, and the document in the system's viewer, from which it is printed.

use egui::Context;

use crate::app::App;
use crate::app::command::PrintCommand;
use crate::app::execute::editor;
use crate::app::jobs::exporter::{self, Outcome};
use crate::app::state::export::Part;
use crate::app::state::modal::Modal;
use crate::app::state::view::{Notice, Until};
use crate::export::{Job, Origin};
use crate::i18n::Messages;
use crate::source::SourceText;

impl App {
    /// Runs a command of the print dialog.
    pub(super) fn print(&mut self, command: PrintCommand) {
        match command {
            PrintCommand::Open => self.open_print(),
            PrintCommand::Choose(draft) => self.print.choose(*draft),
            PrintCommand::Turn(sheet) => self.print.sheet = sheet,
            PrintCommand::Start => {
                let draft = self.print.draft.clone();
                let job = self.export_job(&draft);
                let name = self.print.draft.proposed_name(&self.document);
                // While the file is broken, the chart is that of an earlier text.
                let source =
                    (!self.document.is_stale).then(|| SourceText::clone(&self.document.checked));
                self.print.start(move |reporter| {
                    let origin = source.map(|source| Origin::new(source.name(), source.text()));
                    exporter::save_for_viewer(&Job { origin, ..job }, &name, reporter)
                });
            }
            PrintCommand::Stop => self.print.stop(),
        }
    }

    fn open_print(&mut self) {
        let isolated = self.view.root.clone();
        let mut draft = self.print.draft.clone();
        draft.part = if isolated.is_some() { Part::Branch } else { Part::Whole };
        draft.branch = isolated.or_else(|| self.view.selected.clone());
        let known = self.document.chart.languages();
        let own = &self.settings.language;
        let language = known.iter().find(|known| *known == own).or_else(|| known.first());
        draft.language = language.cloned().unwrap_or_default();
        self.print.choose(draft);
        self.modals.open(Modal::Print);
    }

    /// Prepares the preview of the open dialog.
    pub(in crate::app) fn prepare_print(&mut self, context: &Context) {
        if self.modals.iter().any(|modal| matches!(modal, Modal::Print)) {
            let draft = self.print.draft.clone();
            let job = self.export_job(&draft);
            self.print.prepare(context, &job);
        }
    }

    /// Shows the finished document in the system's viewer.
    pub(in crate::app) fn finish_print(&mut self) {
        let Some(outcome) = self.print.finished() else { return };
        let messages = self.messages();
        match outcome {
            Outcome::Saved(path, _) => {
                self.modals.close(|modal| matches!(modal, Modal::Print));
                let place = path.display().to_string();
                // Pages pass the document to the browser.
                let is_page = cfg!(target_arch = "wasm32");
                let opened =
                    if is_page { Ok(()) } else { editor::open_by_system(path.as_os_str()) };
                match opened {
                    Ok(()) => {
                        let words = |messages: &Messages| messages.get("print.opened").to_owned();
                        self.notice = Some(Notice::new(words).until(Until::NextAction));
                    }
                    Err(error) => {
                        let why = error.to_string();
                        let words = move |messages: &Messages| {
                            messages.fill("print.no_viewer", &[&place, &why])
                        };
                        self.notify(words, true);
                    }
                }
            }
            Outcome::Failed(why) => self.print.failed = Some(messages.say(&why)),
            // The folder is new.
            Outcome::InTheWay(_) | Outcome::Copied(_) => {}
        }
    }
}
