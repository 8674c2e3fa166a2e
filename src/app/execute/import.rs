//! A structure file made of a table: where to save it, and what became of the rows.

use std::path::{Path, PathBuf};

use egui::Context;

use crate::app::App;
use crate::app::jobs::importer::Outcome;
use crate::app::state::modal::{Modal, Purpose};
use crate::i18n::Messages;
use crate::import::Report;

impl App {
    pub(super) fn ask_for_table(&self, context: &Context) {
        self.dialogs.ask_for_table(context, self.messages(), self.document.path.as_deref());
    }

    /// Asks where the structure file of a table is to be saved: beside the table, by its name.
    pub(super) fn ask_for_import_target(&mut self, table: PathBuf) {
        let proposed = table.with_extension("ron");
        let path = free_name(&proposed).display().to_string();
        self.modals.open(Modal::Path { purpose: Purpose::Import(table), path });
    }

    pub(super) fn import(&mut self, table: PathBuf, mut out: PathBuf) {
        if out.extension().is_none() {
            out.set_extension("ron");
        }
        self.importer.start(&self.keeper, table, out, self.max_bytes);
    }

    /// Opens the structure file that was made, and reports what became of the rows once it is shown.
    pub(in crate::app) fn finish_import(&mut self, context: &Context) {
        match self.importer.finished() {
            None => {}
            Some(Outcome::Saved(path, report)) => {
                self.importer.keep(path.clone(), report);
                self.open(context, path);
            }
            Some(Outcome::Failed(why)) => {
                let words = move |messages: &Messages| {
                    messages.fill("import.failed", &[&messages.say(&why)])
                };
                self.notify(words, true);
            }
        }
        let shown = self.document.path.as_deref().filter(|_| self.document.is_usable());
        if let Some(report) = self.importer.take_report(shown) {
            self.notify(move |messages| tally(messages, &report), true);
        }
    }
}

/// How many rows, units, posts and persons there were, and which rows are left out.
fn tally(messages: &Messages, report: &Report) -> String {
    let numbers = [report.rows, report.units, report.posts, report.persons, report.mended.len()];
    let numbers = numbers.map(|number| number.to_string());
    let tally = messages.fill("import.done", &numbers.each_ref().map(String::as_str));
    if report.left_out.is_empty() {
        return tally;
    }
    let rows: Vec<String> = report.left_out.iter().map(|remark| remark.row.to_string()).collect();
    format!("{tally} {}", messages.fill("import.left_out", &[&rows.join(", ")]))
}

/// A path that no file has yet: with `-2`, `-3` and so on behind the name if need be.
fn free_name(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let names = (2..100).map(|number| path.with_file_name(format!("{stem}-{number}.ron")));
    let mut all = std::iter::once(path.to_owned()).chain(names);
    all.find(|path| !path.exists()).unwrap_or_else(|| path.to_owned())
}
