//! Exports: dialog, start, cancellation and completion.

use std::path::PathBuf;

use egui::Context;

use crate::app::App;
use crate::app::command::{Command, ExportCommand};
use crate::app::execute::editor;
use crate::app::jobs::exporter::{self, Outcome};
use crate::app::state::export::{Draft, Part, Step};
use crate::app::state::modal::Modal;
use crate::app::state::view::{Notice, Until};
use crate::export::{Format, Job, Origin};
use crate::file::is_same_file;
use crate::i18n::Messages;
use crate::message;
use crate::source::SourceText;

impl App {
    /// Runs a command for exporting or printing.
    pub(super) fn of_outputs(&mut self, context: &Context, command: Command) {
        match command {
            Command::InExport(command) => self.export(context, command),
            Command::InPrint(command) => self.print(command),
            _ => {}
        }
    }

    /// Runs a command of the export dialog.
    fn export(&mut self, context: &Context, command: ExportCommand) {
        match command {
            ExportCommand::OpenFor(unit) => {
                let branch = Some(self.document.chart.unit(unit).id.clone());
                self.open_export(branch, Part::Branch);
            }
            ExportCommand::Choose(draft) => {
                self.export.draft = *draft;
                self.export.step = Step::Choosing;
            }
            ExportCommand::Browse => {
                let draft = &self.export.draft;
                self.dialogs.ask_for_target(context, self.messages(), &draft.path(), draft.format);
            }
            ExportCommand::Browsed(path) => {
                self.export.draft.target = path.display().to_string();
                self.export.may_replace = (self.export.draft.path() == path).then_some(path);
                self.export.step = Step::Choosing;
            }
            ExportCommand::NoBrowser => {
                let words = self.messages().get("export.no_browser").to_owned();
                self.export.step = Step::Failed(words);
            }
            ExportCommand::Start => {
                let path = self.export.draft.path();
                let replaces = self.export.may_replace.as_ref() == Some(&path);
                self.start_export(path, replaces);
            }
            ExportCommand::Replace => {
                if let Step::Asking(path) = std::mem::take(&mut self.export.step) {
                    self.start_export(path, true);
                }
            }
            ExportCommand::Keep => self.export.step = Step::Choosing,
            ExportCommand::Copy => {
                self.export.step = Step::Choosing;
                let draft = Draft { format: Format::Png, ..self.export.draft.clone() };
                let job = self.export_job(&draft);
                self.export.start(move |reporter| exporter::copy(&job, reporter));
            }
            ExportCommand::Stop => self.export.stop(),
        }
    }

    /// Opens the dialog for the displayed branch or the selected unit.
    pub(super) fn open_export_here(&mut self) {
        let isolated = self.view.root.clone();
        let part = if isolated.is_some() { Part::Branch } else { self.export.draft.part };
        let branch = isolated.or_else(|| self.view.selected.clone());
        self.open_export(branch, part);
    }

    fn open_export(&mut self, branch: Option<String>, part: Part) {
        if self.document.chart.units().is_empty() {
            self.notify(|messages| messages.get("notice.no_chart").to_owned(), true);
            return;
        }
        self.export.open(&self.document, (branch, part), &self.settings.language);
        self.modals.open(Modal::Export);
    }

    fn start_export(&mut self, path: PathBuf, replaces: bool) {
        let open = self.timeline.present(&self.document).path.as_deref();
        if open.is_some_and(|own| is_same_file(own, &path)) {
            let why = message!("{0} is the structure file itself", path.display().to_string());
            self.export.step = Step::Failed(self.messages().say(&why));
            return;
        }
        self.export.step = Step::Choosing;
        let draft = self.export.draft.clone();
        let job = self.export_job(&draft);
        // While the file is broken, the chart is that of an earlier text.
        let source = (!self.document.is_stale).then(|| SourceText::clone(&self.document.checked));
        self.export.start(move |reporter| {
            let origin = source.map(|source| Origin::new(source.name(), source.text()));
            exporter::save(&Job { origin, ..job }, path, replaces, reporter)
        });
    }

    /// The export job for some choices and the state of the window.
    pub(super) fn export_job(&mut self, draft: &Draft) -> Job {
        let drawn = self.drawn_chart();
        let marked = self.editions.marked(&self.document.chart);
        let texts = &self.inspector.texts;
        draft.job(&self.document, &drawn, &self.view, &self.canvas, marked.as_deref(), texts)
    }

    /// Measures the export described in the dialog.
    pub(in crate::app) fn measure_export(&mut self) {
        if self.modals.iter().any(|modal| matches!(modal, Modal::Export)) {
            let draft = self.export.draft.clone();
            let job = self.export_job(&draft);
            self.export.measure(&job);
        }
    }

    /// Handles the end of an export.
    pub(in crate::app) fn finish_export(&mut self, context: &Context) {
        let Some(outcome) = self.export.finished() else { return };
        let messages = self.messages();
        match outcome {
            Outcome::Saved(path, advice) => {
                self.export.saved(&path);
                self.modals.close_export();
                self.report_written(path, advice);
            }
            Outcome::Copied(image) => {
                context.copy_image(image);
                self.modals.close_export();
                let words = |messages: &Messages| messages.get("export.copied").to_owned();
                self.notice = Some(Notice::new(words).until(Until::NextAction));
            }
            Outcome::InTheWay(path) => self.export.step = Step::Asking(path),
            Outcome::Failed(why) => self.export.step = Step::Failed(messages.say(&why)),
        }
    }

    /// Shows a file's folder in the system's file manager.
    pub(super) fn show_folder(&mut self, path: &std::path::Path) {
        if let Err(error) =
            path.parent().map_or(Ok(()), |folder| editor::open_by_system(folder.as_os_str()))
        {
            let why = error.to_string();
            self.notify(move |messages| messages.fill("notice.no_folder", &[&why]), true);
        }
    }

    /// Opens an address of a structure file; its scheme was checked when the file was read.
    pub(super) fn open_link(&mut self, address: &str) {
        if cfg!(target_arch = "wasm32") {
            self.context.open_url(egui::OpenUrl::new_tab(address));
            return;
        }
        if let Err(error) = editor::open_by_system(address.as_ref()) {
            let (address, why) = (address.to_owned(), error.to_string());
            let words =
                move |messages: &Messages| messages.fill("notice.link_failed", &[&address, &why]);
            self.notify(words, true);
        }
    }
}
