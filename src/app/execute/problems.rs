//! Problems: filtering, selecting a problem's unit, and opening its line in the external editor.

use std::sync::Arc;

use crate::app::App;
use crate::app::command::Command;
use crate::app::execute::editor::{self, NoEditor};
use crate::app::state::modal::{Modal, Purpose};
use crate::app::state::view::{Notice, Until};
use crate::diagnostic::Severity;
use crate::i18n::Messages;

impl App {
    pub(super) fn toggle_severity(&mut self, severity: Severity) {
        let hidden = &mut self.view.hidden_problems;
        match hidden.iter().position(|&known| known == severity) {
            Some(at) => {
                hidden.remove(at);
            }
            None => hidden.push(severity),
        }
    }

    /// Shows the unit of a problem.
    pub(super) fn show_problem(&mut self, at: usize) {
        let problem = self.document.problems.get(at);
        let Some(span) = problem.and_then(|problem| problem.span.clone()) else { return };
        let places = Arc::clone(&self.document.checked_places);
        let Some(unit) = places.unit_at(span.start) else { return };
        if let Some(at) = self.document.chart.find(&unit.id) {
            self.reveal(at);
        } else {
            let id = unit.id.clone();
            let words = move |messages: &Messages| messages.fill("notice.not_on_chart", &[&id]);
            self.notice = Some(Notice::new(words).until(Until::NextAction));
        }
    }

    /// Opens the external editor at a problem.
    pub(super) fn open_problem(&mut self, at: usize) {
        let problem = self.document.problems.get(at);
        self.open_editor(problem.and_then(|it| it.span.as_ref()).map_or(0, |span| span.start));
    }

    pub(super) fn ask_for_editor(&mut self) {
        let path = self.settings.editor.clone();
        self.modals.open(Modal::Path { purpose: Purpose::Editor, path });
    }

    /// The byte at which the selected unit's text starts; 0 without a selection.
    pub(super) fn selected_start(&self) -> usize {
        let places = &self.document.checked_places;
        let unit = self.view.selected.as_deref().and_then(|id| places.unit(id));
        unit.map_or(0, |unit| unit.span.start)
    }

    /// Opens the external editor at a byte of the text.
    pub(super) fn open_editor(&mut self, byte: usize) {
        let Some(path) = self.document.path.clone() else { return };
        let at = self.document.checked.position(byte);
        let Err(problem) = editor::open(&self.settings.editor, &path, at) else { return };
        let words = move |messages: &Messages| match &problem {
            NoEditor::None => messages.get("notice.no_editor").to_owned(),
            NoEditor::Unreadable(command) => messages.fill("notice.bad_editor", &[command]),
            NoEditor::NoTerminal(program) => messages.fill("notice.no_terminal", &[program]),
            NoEditor::Failed(why) => messages.fill("notice.editor_failed", &[why]),
        };
        let choose = Command::AskForEditor;
        let notice = Notice::new(words).error().until(Until::NextAction);
        self.notice = Some(notice.offering("command.set_editor", choose));
    }
}
