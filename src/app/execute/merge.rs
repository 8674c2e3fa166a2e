//! Three-way merge of the typed text and the file: automatic for changes of different lines, otherwise by the user's
//! choice.

use std::path::PathBuf;
use std::sync::Arc;

use egui::Context;
use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;

use crate::app::App;
use crate::app::command::{Command, ConflictCommand};
use crate::app::jobs::loader::Preview;
use crate::app::jobs::merging::{After, Merged, Outcome, Versions};
use crate::app::panels::source::editor_id;
use crate::app::state::backups::{NoBackup, Version};
use crate::app::state::clock;
use crate::app::state::conflict::{Conflict, DiscardedVersions};
use crate::app::state::editing::EditTarget;
use crate::app::state::modal::{Modal, Question};
use crate::app::state::view::Notice;
use crate::edit::Edits;
use crate::i18n::Messages;
use crate::source::SourceText;

impl App {
    /// Starts the merge of the typed text with the file's new text.
    pub(super) fn merge_with(&mut self, theirs: Arc<SourceText>, after: After) {
        let Some(base) = self.document.disk.as_deref() else { return };
        let mine = Arc::clone(&self.document.source);
        let versions = Versions { base: base.into(), mine, theirs };
        let sight = self.sight(&self.context, None);
        self.merger.merge(versions, after, sight);
    }

    /// Shows the result of a merge.
    pub(in crate::app) fn show_merged(&mut self, context: &Context) {
        if let Some(checked) = self.merger.checked()
            && let Some(conflict) = self.modals.conflict_mut()
        {
            conflict.error = checked.error;
        }
        match self.merger.merged() {
            None => {}
            Some(Err(panic)) => self.report_panic(None, panic),
            Some(Ok(merged)) if !self.is_current(&merged.versions) => {
                if self.document.disk.is_some() {
                    self.merge_with(merged.versions.theirs, merged.after);
                } else {
                    self.follow(context);
                }
            }
            Some(Ok(Merged { versions, merge, outcome, after })) => {
                // The question about unsaved changes was asked before the merge made it unnecessary.
                let is_reload = |next: &Command| matches!(next, Command::Reload);
                self.modals.close(|modal| {
                    matches!(modal, Modal::Question(Question::Unsaved(next)) if is_reload(next))
                });
                match outcome {
                    Outcome::Joined(edits, parsed) => {
                        let preview = Preview { parsed: *parsed, is_typing: false };
                        self.show_joined(context, &versions, &edits, preview, after);
                    }
                    Outcome::Contested(cause) => {
                        let is_open = after != After::Show || !self.modals.is_conflict_postponed();
                        let before = self.modals.take_conflict();
                        let conflict = Conflict::new(versions, merge, cause, after, before);
                        self.modals.set_conflict(conflict, is_open);
                        self.check_choices();
                    }
                }
            }
        }
    }

    /// Whether versions are those of the current text.
    fn is_current(&self, versions: &Versions) -> bool {
        Arc::ptr_eq(&versions.mine, &self.document.source)
            && self.document.disk.as_deref() == Some(&*versions.base)
    }

    /// Whether the file's text is already the one in the conflict dialog.
    pub(super) fn is_known_conflict(&self, theirs: &str) -> bool {
        self.modals.conflict().is_some_and(|conflict| {
            conflict.versions.theirs.text() == theirs && self.is_current(&conflict.versions)
        })
    }

    /// Shows a merged text, and runs the pending command.
    fn show_joined(
        &mut self,
        context: &Context,
        versions: &Versions,
        edits: &Edits,
        preview: Preview,
        after: After,
    ) {
        let before = Arc::clone(&self.document.chart);
        let moved =
            self.apply_to_text(context, versions, edits, Arc::clone(&preview.parsed.source));
        // Keep the unit in the editor if the other program moved it.
        if let Some(target) = self.editing.target.as_mut().filter(|target| target.span.is_empty())
            && let Some(unit) = preview.parsed.places.unit(&target.id)
        {
            target.span.clone_from(&unit.span);
        }
        self.show_preview(preview);
        self.restore_selection(context, moved);
        let name = self.document.name().unwrap_or_default();
        self.report_changes(&before, &name, "notice.merged");
        self.save_after(context, after, "notice.merged_saved");
    }

    /// Saves after a merge if requested, then runs the pending command. `saved` is the message for success, with the
    /// file's name.
    fn save_after(&mut self, context: &Context, after: After, saved: &'static str) {
        if after == After::Show {
            return;
        }
        self.save_text(after.clone());
        if self.document.disk.is_some() {
            return;
        }
        let name = self.document.name().unwrap_or_default();
        self.notify(move |messages| messages.fill(saved, &[&name]), false);
        if let After::SaveAnd(next) = after {
            self.execute(context, *next);
        }
    }

    /// Replaces the typed text by a merged one. Undo reverts what was typed before, and never what another program
    /// wrote. Returns the selection in the new text, in bytes.
    fn apply_to_text(
        &mut self,
        context: &Context,
        versions: &Versions,
        edits: &Edits,
        source: Arc<SourceText>,
    ) -> Option<Selection> {
        let selection = self.selection(context);
        let document = &mut self.document;
        document.history.move_over(edits);
        let theirs = versions.theirs.text();
        document.disk = (theirs != source.text()).then(|| theirs.to_owned());
        document.source = source;
        self.modals.take_conflict();
        if let Some(target) = &mut self.editing.target {
            let start = edits.place_of(target.span.start, true);
            target.span = start..edits.place_of(target.span.end, false).max(start);
        }
        let place = |byte| edits.place_of(byte, true);
        selection.map(|it| Selection { primary: place(it.primary), secondary: place(it.secondary) })
    }

    /// The selection in the editor.
    fn selection(&self, context: &Context) -> Option<Selection> {
        let target = self.editing.target.as_ref()?;
        let range = TextEditState::load(context, editor_id())?.cursor.char_range()?;
        let byte = |cursor: CCursor| target.byte_of(self.document.source.text(), cursor.index.0);
        Some(Selection { primary: byte(range.primary), secondary: byte(range.secondary) })
    }

    fn restore_selection(&self, context: &Context, selection: Option<Selection>) {
        let (Some(target), Some(selection)) = (&self.editing.target, selection) else { return };
        self.select_in_editor(context, target, selection);
    }

    /// Sets the selection in the editor.
    pub(super) fn select_in_editor(
        &self,
        context: &Context,
        target: &EditTarget,
        selection: Selection,
    ) {
        let cursor = |byte| CCursor::new(target.index_of(self.document.source.text(), byte));
        let mut state = TextEditState::load(context, editor_id()).unwrap_or_default();
        state.cursor.set_char_range(Some(CCursorRange {
            primary: cursor(selection.primary),
            secondary: cursor(selection.secondary),
            h_pos: None,
        }));
        state.store(context, editor_id());
    }

    /// Runs a command of the conflict dialog.
    pub(super) fn decide(&mut self, context: &Context, command: ConflictCommand) {
        let Some(conflict) = self.modals.conflict_mut() else { return };
        match command {
            ConflictCommand::Show(at) => conflict.shown = at.min(conflict.count() - 1),
            ConflictCommand::Choose(at, choice) => {
                conflict.choose(at, choice);
                self.check_choices();
            }
            ConflictCommand::ChooseForAll(choice) => {
                conflict.choose_for_all(&choice);
                self.check_choices();
            }
            ConflictCommand::Resume => {
                // Typing may have resolved the conflict in the meantime.
                let (theirs, after) =
                    (Arc::clone(&conflict.versions.theirs), conflict.after.clone());
                self.modals.resume_conflict();
                self.merge_with(theirs, after);
            }
            ConflictCommand::Finish => self.finish_conflict(context),
        }
    }

    /// Checks the chosen text for errors, once all choices are made.
    fn check_choices(&mut self) {
        let Some(conflict) = self.modals.conflict() else { return };
        let mine = &conflict.versions.mine;
        let text = conflict.edits().map(|edits| edits.apply(mine.text()));
        self.merger.check(text.map(|text| SourceText::new(mine.name(), text).into()));
    }

    /// Writes backups of discarded versions, then applies the choices to the text.
    fn finish_conflict(&mut self, context: &Context) {
        let Some(conflict) = self.modals.conflict() else { return };
        let Some(edits) = conflict.edits() else { return };
        let (versions, after) = (conflict.versions.clone(), conflict.after.clone());
        if !self.is_current(&versions) {
            self.merge_with(versions.theirs, after);
            return;
        }
        let kept = match self.keep_given_up(&versions, conflict.discarded_versions()) {
            Ok(kept) => kept,
            Err(error) => {
                if let Some(conflict) = self.modals.conflict_mut() {
                    conflict.failure = Some(error.message());
                }
                return;
            }
        };
        let text = edits.apply(versions.mine.text());
        let source = Arc::new(SourceText::new(versions.mine.name(), text));
        let moved = self.apply_to_text(context, &versions, &edits, source);
        self.restore_selection(context, moved);
        self.read_typed(false);
        let name = self.document.name().unwrap_or_default();
        let saves = after != After::Show;
        self.save_after(context, after, "status.saved");
        let failure = self.notice.take_if(|notice| saves && notice.is_error);
        self.report_chosen(name, kept, failure);
    }

    /// Writes a backup of each discarded version.
    fn keep_given_up(
        &self,
        versions: &Versions,
        discarded_versions: DiscardedVersions,
    ) -> Result<Vec<PathBuf>, NoBackup> {
        let Some(file) = &self.document.path else { return Ok(Vec::new()) };
        let now = clock::now();
        let all = [
            (discarded_versions.mine, Version::Typed, &versions.mine),
            (discarded_versions.theirs, Version::OnDisk, &versions.theirs),
        ];
        let discarded_versions = all.into_iter().filter(|(is_given_up, ..)| *is_given_up);
        discarded_versions
            .map(|(_, version, source)| self.backups.keep(file, version, source.text(), now))
            .collect()
    }

    /// Reports that the choices were applied, and where the backups are; preceded by the reason why the text could not
    /// be saved, if any.
    fn report_chosen(&mut self, name: String, kept: Vec<PathBuf>, failure: Option<Notice>) {
        let is_error = failure.is_some();
        let is_saved = self.document.disk.is_none();
        let first = kept.first().cloned();
        let words = move |messages: &Messages| {
            let mut words: Vec<String> =
                failure.iter().map(|failure| (failure.words)(messages)).collect();
            let key = if is_saved { "notice.chosen_saved" } else { "notice.chosen" };
            words.push(messages.fill(key, &[&name]));
            let backup = |path: &PathBuf| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let folder = path.parent().unwrap_or(path).display().to_string();
                messages.fill("notice.backup", &[&name, &folder])
            };
            words.extend(kept.iter().map(backup));
            words.join("  ")
        };
        let mut notice = Notice::new(words);
        notice.is_error = is_error;
        notice.offer = first.map(|path| ("notice.show_folder", Command::ShowFolder(path)));
        self.notice = Some(notice);
    }
}

/// A selection in the text, as byte offsets.
#[derive(Clone, Copy)]
pub(super) struct Selection {
    /// The moving end.
    pub(super) primary: usize,
    pub(super) secondary: usize,
}
