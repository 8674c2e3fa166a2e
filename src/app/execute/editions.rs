//! Comparing the open file with another edition.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::Context;

use crate::app::App;
use crate::app::command::EditionCommand;
use crate::app::jobs::memo::Same;
use crate::app::state::editions::{Key, cited};
use crate::edit::state_predecessors;
use crate::export::changes::ChangesFormat;
use crate::file;

impl App {
    pub(super) fn compare_editions(&mut self, context: &Context, command: EditionCommand) {
        match command {
            EditionCommand::Ask => {
                let near = self.document.path.as_deref();
                self.dialogs.ask_for_edition(context, self.messages(), near);
            }
            EditionCommand::Previous => self.compare_with_previous(),
            EditionCommand::With(path) => self.compare_with(path),
            EditionCommand::Choose(choice) => self.editions.choice = choice,
            EditionCommand::Copy => self.copy_changes(context),
            EditionCommand::Save => self.dialogs.ask_for_changes_target(context, self.messages()),
            EditionCommand::SaveTo(path) => self.save_changes_table(&path),
            EditionCommand::Settle { unit, is_right } => self.settle(unit, is_right),
            EditionCommand::End => {
                self.editions.end();
                self.changes.forget();
            }
        }
    }

    pub(super) fn compare_with(&mut self, path: PathBuf) {
        self.editions.end();
        self.changes.forget();
        self.function_table.is_open = false;
        self.editions.old = Some(path);
    }

    fn compare_with_previous(&mut self) {
        let allowed = self.allowed_paths(self.document.path.as_deref());
        let Some(name) = self.document.chart.previous() else { return };
        match allowed.resolve(self.document.path.as_deref(), name) {
            Ok(path) => self.compare_with(path),
            Err(refused) => {
                let (name, why) = (name.to_owned(), refused.problem().message);
                self.notify(
                    move |messages| {
                        let why = messages.say(&why);
                        messages.fill("changes.unreadable", &[&name, &why])
                    },
                    true,
                );
            }
        }
    }

    /// Writes what settles the proposed match of a unit into the text.
    fn settle(&mut self, unit: Option<String>, is_right: bool) {
        let unit = unit.or_else(|| self.view.selected.clone());
        let compared = self.editions.compared().map(Arc::clone);
        let (Some(unit), Some(compared)) = (unit, compared) else { return };
        let stated = compared.settled(&unit, is_right);
        let text = self.document.source.text();
        if let Some(edits) = state_predecessors(text, &stated).filter(|it| !it.list().is_empty()) {
            self.do_edits(&edits);
        }
    }

    /// Compares in the background, and marks what changed on the chart.
    pub(in crate::app) fn follow_comparison(&mut self) {
        let Some(old) = self.editions.old.clone() else { return };
        let key = Key {
            old,
            new: Same::of(&self.document.chart),
            file: self.document.path.clone(),
            language: self.settings.language.clone(),
            max_bytes: self.max_bytes,
            limits: crate::model::Limits::default(),
        };
        if let Some(compared) = self.editions.follow(&key) {
            self.changes.mark_since(compared.marks());
        }
    }

    /// Copies the listed changes as lines, with tabs between their columns.
    fn copy_changes(&mut self, context: &Context) {
        let listed = self.editions.listed();
        let Some(compared) = self.editions.compared() else { return };
        let lines = listed.iter().filter_map(|&at| compared.lines.get(at as usize));
        let lines = lines.map(|line| {
            let cite = [cited(&line.old_cite), cited(&line.new_cite)];
            let [before, after] = cite.map(|cite| cite.replace(['\t', '\n'], " "));
            let sentence = line.sentence.replace(['\t', '\n'], " ");
            format!("{}\t{sentence}\t{before}\t{after}\t{}\n", line.kind_words, line.basis)
        });
        let words: String = lines.collect();
        self.copy(context, words);
    }

    /// Saves all changes: as Markdown for the extension `md`, else as CSV.
    pub(super) fn save_changes_table(&mut self, path: &Path) {
        let Some(compared) = self.editions.compared().map(Arc::clone) else { return };
        let is = |wanted: &str| {
            path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
        };
        let format = if is("md") { ChangesFormat::Markdown } else { ChangesFormat::Csv };
        let path = if is("md") || is("csv") {
            path.to_owned()
        } else {
            let mut name = path.to_owned().into_os_string();
            name.push(".csv");
            name.into()
        };
        let saved = file::write_atomically(&path, true, |out| compared.write(format, out));
        self.report_saved(&path, &saved, "changes.not_saved");
    }
}
