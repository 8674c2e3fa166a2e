//! Comparison of the open file with another edition.

use std::path::Path;
use std::sync::Arc;

use egui::Context;

use crate::app::App;
use crate::app::command::{Command, EditionCommand};
use crate::app::jobs::memo::Same;
use crate::app::state::editions::{Against, Key, OldEdition, cited};
use crate::app::state::modal::{Modal, Purpose};
use crate::edit::state_predecessors;
use crate::export::changes::ChangesFormat;
use crate::file;
use crate::model::UnitIndex;

impl App {
    /// Runs a command of the comparison or of the time strip.
    pub(super) fn of_editions(&mut self, context: &Context, command: Command) {
        match command {
            Command::Editions(command) => self.compare_editions(context, command),
            Command::Time(command) => self.travel(context, command),
            _ => {}
        }
    }

    fn compare_editions(&mut self, context: &Context, command: EditionCommand) {
        match command {
            EditionCommand::Ask => {
                let near = self.document.path.as_deref();
                self.dialogs.ask_for_edition(context, self.messages(), near);
            }
            EditionCommand::Previous => self.compare_with_previous(),
            EditionCommand::With(path) => self.compare_with(Against::File(path)),
            EditionCommand::AskRevision => {
                let (purpose, path) = (Purpose::Revision, "HEAD".to_owned());
                self.modals.open(Modal::Path { purpose, path });
            }
            EditionCommand::Choose(choice) => self.editions.choice = choice,
            EditionCommand::Former(unit) => self.show_former(unit),
            EditionCommand::FoldUnchanged => self.fold_unchanged(),
            EditionCommand::SideBySide => {
                if self.editions.old.is_none() {
                    self.compare_with_previous();
                }
                if self.editions.old.is_some() {
                    self.modals.open(Modal::SideBySide);
                }
            }
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

    pub(super) fn compare_with(&mut self, old: Against) {
        self.editions.end();
        self.changes.forget();
        self.function_table.is_open = false;
        self.editions.old = Some(old);
    }

    /// Shows the successor of a former unit; for an abolished unit, the rows that mention it.
    fn show_former(&mut self, ghost: UnitIndex) {
        match self.editions.compared().and_then(|compared| compared.of_ghost(ghost)) {
            Some(Ok(unit)) => self.reveal(unit),
            Some(Err(name)) => self.editions.choice.words = name,
            None => {}
        }
    }

    fn fold_unchanged(&mut self) {
        if let Some(marked) = self.editions.marked(&self.document.chart) {
            self.view.collapsed = Arc::new(marked.unchanged_branches());
            self.canvas.fit();
        }
    }

    fn compare_with_previous(&mut self) {
        if self.timeline.shown().is_some_and(|shown| shown > 0) {
            return self.compare_with(Against::Before);
        }
        let allowed = self.allowed_paths(self.document.path.as_deref());
        let Some(name) = self.document.chart.previous() else {
            return self.notify(|messages| messages.get("changes.none_before").to_owned(), false);
        };
        match allowed.resolve(self.document.path.as_deref(), name) {
            Ok(path) => self.compare_with(Against::File(path)),
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

    /// Confirms or rejects the proposed match of a unit by editing the text.
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

    /// Compares in the background, and marks the changes on the chart.
    pub(in crate::app) fn follow_comparison(&mut self) {
        let Some(old) = self.editions.old.clone() else { return };
        let old = match old {
            Against::File(path) => OldEdition::File(path),
            Against::Revision(revision) => OldEdition::Revision(revision),
            Against::Before => match self.timeline.before_shown() {
                Some(before) => before,
                // The first edition has no predecessor.
                None => return,
            },
        };
        let key = Key {
            old,
            new: Same::of(&self.document.chart),
            file: self.timeline.present(&self.document).path.clone(),
            language: self.settings.language.clone(),
            max_bytes: self.max_bytes,
            limits: crate::model::Limits::default(),
        };
        if let Some(compared) = self.editions.follow(&key) {
            self.changes.mark_since(compared.marks());
        }
    }

    /// Copies the listed changes as tab-separated lines.
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

    /// Saves all changes: as Markdown for the extension `md`, otherwise as CSV.
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
