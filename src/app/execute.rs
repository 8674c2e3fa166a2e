//! The execution of commands: the only code that changes the document and the view.

mod cards;
mod drafts;
mod edit;
mod editions;
mod editor;
mod export;
mod file;
mod form;
mod functions;
mod import;
mod merge;
mod naming;
mod new;
mod preview;
mod print;
mod problems;
mod reading;
mod remember;
mod save;
mod timeline;
mod units;
mod view;

use std::fmt::Display;
use std::path::{Path, PathBuf};

use egui::Context;

use crate::app::App;
use crate::app::command::{Command, EditCommand};
use crate::app::panels::outline_drag::cancel_drag;
use crate::app::state::modal::Modal;
use crate::app::state::settings::Appearance;
use crate::app::state::view::{Notice, Until};
use crate::diagnostic::Message;
use crate::i18n::{Messages, next_language};
use crate::model::UnitIndex;
use crate::scene::RelationFilter;
use reading::focus_search;

/// The zoom factor of one key press.
const ZOOM_STEP: f64 = 1.25;

impl App {
    /// Runs a command.
    pub(super) fn execute(&mut self, context: &Context, command: Command) {
        if !self.begins(context, &command) {
            return;
        }
        match command {
            Command::Edit(command) => self.edit(context, command),
            Command::Select(unit) | Command::Reveal(unit) if self.editing.moving.is_some() => {
                self.put_under(context, unit);
            }
            Command::Decide(command) => self.decide(context, command),
            Command::DecideOnDraft(command) => self.decide_on_draft(context, command),
            Command::Open => self.ask_for_file(context),
            Command::OpenPath(path) => self.open(context, path),
            Command::File(command) => self.make_file(context, command),
            Command::Editions(_) | Command::Time(_) => self.of_editions(context, command),
            Command::InView(command) => self.change_view(context, command),
            Command::InImport(command) => self.import(context, command),
            Command::ForgetFiles => self.settings.files.clear(),
            Command::Quit => self.quit(context),
            Command::CancelLoading => self.loader.cancel_opening(),
            Command::Reload => self.reload(context),
            Command::Follow => self.follow(context),
            Command::Export => self.open_export_here(),
            Command::InExport(_) | Command::InPrint(_) => self.of_outputs(context, command),
            #[cfg(target_arch = "wasm32")]
            Command::ReportDownloaded(why) => self.report_downloaded(why),
            Command::ShowFolder(path) => self.show_folder(&path),
            Command::AskForPath(purpose, path) => self.modals.open(Modal::Path { purpose, path }),
            Command::TypePath(path) => self.type_path(path),
            Command::AnswerPrompt(path) => self.answer_prompt(context, path.into()),
            Command::OpenPalette => self.open_palette(String::new()),
            Command::TypeInPalette(query) => self.open_palette(query),
            Command::MarkInPalette(at) => self.mark_in_palette(at),
            Command::ShowKeys => self.modals.open(Modal::Keys),
            Command::ShowMatrix | Command::ShowAbout => self.show_sheet(&command),
            Command::CloseNotice => self.notice = None,
            Command::CloseModal => self.close_modal(),
            Command::Leave => self.leave(),
            Command::ToggleAnswers => self.toggle_answers(),
            Command::ShowAnswersForFunction(unit, at) => self.show_answers_for_function(unit, at),
            Command::ShowAnswersFor(unit) => self.show_answers_for(unit),
            Command::Compare(unit) => self.compare(unit),
            Command::ToggleComparison => self.toggle_comparison(),
            Command::SwitchLanguage => self.switch_language(),
            Command::SetLanguage(tag) => self.set_language(tag),
            Command::SwitchTheme => self.switch_theme(context),
            Command::SetAppearance(appearance) => self.settings.appearance = appearance,
            Command::Fit => self.canvas.fit(),
            Command::FitSelection => self.fit_selection(),
            Command::ZoomIn | Command::ZoomOut => self.zoom(&command),
            Command::Select(unit) => self.select(unit),
            Command::Reveal(unit) => self.reveal(unit),
            Command::ShowBody(body) => self.show_body(body),
            Command::OpenLink(address) => self.open_link(&address),
            Command::ShowLines(lines) => self.show_lines(&lines),
            Command::Step(step) => self.step(step),
            Command::ClearSelection => self.select_nothing(),
            Command::FocusSearch => focus_search(context),
            Command::Search(query) => self.search(query),
            Command::ShowResult(at) => self.show_result(at),
            Command::NextResult | Command::PreviousResult => self.show_other_result(&command),
            Command::NextChange | Command::PreviousChange => self.show_other_change(&command),
            Command::ForgetChanges => self.changes.forget(),
            Command::GoBack => self.go_back(),
            Command::GoForward => self.go_forward(),
            Command::ShowTab(tab) => self.show_tab(tab),
            Command::ShowWording(citation) => self.show_wording(citation),
            Command::AttachText => self.ask_for_text(context),
            Command::AllowPaths => self.allow_paths(),
            Command::AttachTextFrom(path) => self.attach_text(&path),
            Command::ToggleAllLanguages => self.inspector.has_all_languages ^= true,
            Command::ToggleFunctions => self.function_table.is_open ^= true,
            Command::ChooseFunctions(choice) => self.function_table.choice = choice,
            Command::CopyFunctions => self.copy_functions(context),
            Command::SaveFunctions => self.ask_for_functions_target(context),
            Command::SaveFunctionsTo(path) => self.save_functions(&path),
            Command::Copy(words) => self.copy(context, words),
            Command::Toggle(unit) => self.toggle(unit),
            Command::ExpandBelow(unit) => self.expand_below(unit),
            Command::Isolate(unit) => self.isolate(unit),
            Command::LeaveBranch => self.leave_branch(),
            Command::FitBranch(unit) => self.canvas.fit_branch(unit),
            Command::ExpandAll => self.view.collapsed = std::sync::Arc::default(),
            Command::CollapseAll => self.collapse_all(),
            Command::TogglePersons => self.view.without_persons ^= true,
            Command::SetLayout(style) => self.arrange(style, self.view.direction),
            Command::SetDirection(direction) => self.arrange(self.view.style, direction),
            Command::ToggleLines(kind) => self.view.relations.toggle(kind),
            Command::ShowRelations => self.view.relations = RelationFilter::all(),
            Command::HideRelations => self.view.relations = RelationFilter::none(),
            Command::ResetRelations => self.view.relations = RelationFilter::default(),
            Command::ToggleOutline => self.toggle_outline(context),
            Command::ToggleInspector => self.settings.shows_inspector ^= true,
            Command::ToggleProblems => self.settings.shows_problems ^= true,
            Command::ToggleMinimap => self.settings.shows_minimap ^= true,
            Command::ToggleSeverity(severity) => self.toggle_severity(severity),
            Command::ShowProblem(at) => self.show_problem(at),
            Command::OpenProblem(at) => self.open_problem(at),
            Command::OpenEditor => self.open_editor(self.selected_start()),
            Command::AskForEditor => self.ask_for_editor(),
        }
    }

    /// Closes notices that end with a command. Returns whether it may run, or asks first.
    fn begins(&mut self, context: &Context, command: &Command) -> bool {
        if needs_open_file(command) {
            self.return_to_present(context);
        }
        self.end_notice(command);
        !self.must_ask(command)
    }

    /// Moves the unit that is being moved under another one.
    fn put_under(&mut self, context: &Context, unit: UnitIndex) {
        let parent = self.document.chart.unit(unit).id.clone();
        self.edit(context, EditCommand::MoveUnder(parent));
    }

    /// Handles Escape.
    fn leave(&mut self) {
        let leaves_drag = self.canvas.cancel_drag() | cancel_drag(&self.context);
        if leaves_drag {
            self.context.stop_dragging();
        } else if self.export.is_running() && matches!(self.modals.top(), Some(Modal::Export)) {
            self.export.stop();
        } else if self.print.is_running() && matches!(self.modals.top(), Some(Modal::Print)) {
            self.print.stop();
        } else if !self.modals.is_empty() {
            self.modals.close_top();
        } else if self.editing.naming.is_some() {
            self.editing.naming = None;
        } else if let Some(field) = self.field_of_form() {
            self.context.memory_mut(|memory| memory.surrender_focus(field));
        } else if self.editing.moving.is_some() {
            self.editing.moving = None;
        } else if !self.view.query.is_empty() {
            self.search(String::new());
        } else if self.timeline.shows_other_edition() {
            self.return_to_present(&self.context.clone());
        } else if self.view.filter.is_open {
            self.close_filter();
        } else if self.are_answers_seen() {
            self.toggle_answers();
        } else {
            self.select_nothing();
        }
    }

    /// Shows the matrix, or the about dialog.
    fn show_sheet(&mut self, command: &Command) {
        let is_matrix = *command == Command::ShowMatrix;
        self.modals.open(if is_matrix { Modal::Matrix } else { Modal::About });
    }

    fn zoom(&mut self, command: &Command) {
        let is_in = *command == Command::ZoomIn;
        self.canvas.zoom_by(if is_in { ZOOM_STEP } else { 1.0 / ZOOM_STEP });
    }

    /// Closes the top modal without an answer. The dialog of a running export stays.
    fn close_modal(&mut self) {
        let stays = match self.modals.top() {
            Some(Modal::Export) => self.export.is_running(),
            Some(Modal::Print) => self.print.is_running(),
            _ => false,
        };
        if !stays {
            self.modals.close_top();
        }
    }

    /// Closes a notice that lasts until the next action.
    fn end_notice(&mut self, next: &Command) {
        if *next != Command::Follow {
            self.notice.take_if(|notice| notice.until == Until::NextAction);
        }
    }

    /// Clears the focus when a modal opens, so that the modal can take it.
    pub(super) fn yield_focus(&self, context: &Context, was_covered: bool) {
        if !self.modals.is_empty()
            && !was_covered
            && let Some(focused) = context.memory(egui::Memory::focused)
        {
            context.memory_mut(|memory| memory.surrender_focus(focused));
        }
    }

    fn quit(&mut self, context: &Context) {
        self.save(context);
        context.send_viewport_cmd(egui::ViewportCommand::Close);
    }

    fn open_palette(&mut self, query: String) {
        self.modals.open(Modal::Palette { query, marked: 0 });
    }

    fn mark_in_palette(&mut self, row: usize) {
        if let Some(Modal::Palette { marked, .. }) = self.modals.top_mut() {
            *marked = row;
        }
    }

    fn switch_language(&mut self) {
        self.set_language(next_language(self.messages().tag()).tag());
    }

    fn set_language(&mut self, tag: &str) {
        tag.clone_into(&mut self.settings.language);
        self.hold_view();
    }

    /// Keeps the selected card in place while cards change size, which would move the centre of the view.
    fn hold_view(&mut self) {
        match self.view.selected(&self.document.chart) {
            Some(unit) => self.canvas.hold(unit),
            None => self.canvas.fit(),
        }
    }

    fn switch_theme(&mut self, context: &Context) {
        self.settings.appearance = match context.theme() {
            egui::Theme::Light => Appearance::Dark,
            egui::Theme::Dark => Appearance::Light,
        };
    }

    /// Reports that a file was written, or why it was not, using the message `failed`.
    fn report_saved<E: Display>(
        &mut self,
        path: &Path,
        saved: &Result<(), E>,
        failed: &'static str,
    ) {
        match saved {
            Ok(()) => self.report_written(path.to_owned(), Vec::new()),
            Err(error) => {
                let why = error.to_string();
                self.notify(move |messages| messages.fill(failed, &[&why]), true);
            }
        }
    }

    /// Reports that a file was written, with advice.
    fn report_written(&mut self, path: PathBuf, advice: Vec<Message>) {
        let show_folder = Command::ShowFolder(path.clone());
        let words = move |messages: &Messages| {
            let mut words = vec![messages.fill("status.saved", &[&path.display().to_string()])];
            words.extend(advice.iter().map(|advice| messages.say(advice)));
            words.join("  ")
        };
        let notice = Notice::new(words);
        // A page does not know the folder of its downloads.
        let is_page = cfg!(target_arch = "wasm32");
        self.notice =
            Some(if is_page { notice } else { notice.offering("notice.show_folder", show_folder) });
    }

    /// Shows a notice in the current language.
    pub(super) fn notify(&mut self, words: impl Fn(&Messages) -> String + 'static, is_error: bool) {
        let notice = Notice::new(words);
        self.notice = Some(if is_error { notice.error() } else { notice });
    }
}

/// Whether a command applies to the open file, as opposed to another edition that is shown.
const fn needs_open_file(command: &Command) -> bool {
    matches!(
        command,
        Command::Open
            | Command::OpenPath(_)
            | Command::File(_)
            | Command::InImport(_)
            | Command::Quit
            | Command::Decide(_)
            | Command::DecideOnDraft(_)
            | Command::Reload
            | Command::Edit(_)
            | Command::OpenEditor
    )
}
