//! The panels around the chart. Each reads [`PanelContext`] and pushes commands.

pub(super) mod about;
pub(super) mod answers;
mod cards_menu;
mod changes;
pub(super) mod chart;
pub(super) mod conflict;
mod coverage;
mod details;
pub(super) mod draft;
pub(super) mod editions;
pub(super) mod empty;
mod export;
mod export_choices;
mod facts;
mod form;
mod found_below;
pub(super) mod functions;
mod import;
mod import_columns;
mod import_source;
mod inspector;
mod lines_menu;
pub(super) mod loading;
mod matrix;
mod menus;
mod name_field;
pub(super) mod outline;
pub(super) mod outline_drag;
pub(super) mod outline_keys;
mod outline_numbers;
pub(super) mod palette;
pub(super) mod path_prompt;
mod print;
pub(super) mod problems;
pub(super) mod question;
pub(super) mod results;
mod rewordings;
pub(super) mod shortcut_sheet;
mod side_by_side;
pub(super) mod source;
mod statements;
pub(super) mod status;
mod switches;
pub(super) mod timeline;
pub(super) mod toolbar;
pub(super) mod unit_menu;
mod way;
mod wide_sheet;
mod wording;

use std::path::Path;
use std::sync::Arc;

use egui::{Context, Label, RichText, Ui};

use crate::app::command::Command;
use crate::app::command::actions::When;
use crate::app::command::shortcuts::Typing;
use crate::app::jobs::finder::Results;
use crate::app::jobs::wording::Wording;
use crate::app::state::changes::Marks;
use crate::app::state::document::Document;
use crate::app::state::editing::EditSession;
use crate::app::state::editions::{Beside, EditionTable, MarkedChart};
use crate::app::state::export::ExportDialog;
use crate::app::state::form::{FieldDraft, FormSheet};
use crate::app::state::functions::{FunctionRows, FunctionTable};
use crate::app::state::import::ImportDialog;
use crate::app::state::inspector::Inspector;
use crate::app::state::matrix::MatrixView;
use crate::app::state::modal::{Modal, Modals};
use crate::app::state::print::PrintDialog;
use crate::app::state::settings::Settings;
use crate::app::state::timeline::Timeline;
use crate::app::state::view::{Focus, View};
use crate::app::widgets::has_room;
use crate::app::widgets::style::font;
use crate::canvas::color32;
use crate::i18n::Messages;
use crate::model::{Chart, Citation, Coverage, Text, Totals, UnitIndex};
use crate::scene::text::Weight;
use crate::scene::theme::{Theme, size};

/// The state that panels read.
pub(super) struct PanelContext<'a> {
    pub(super) document: &'a Document,
    pub(super) chart: &'a Chart,
    /// The chart with additional units for posts, if they are shown as cards.
    pub(super) drawn: &'a Arc<Chart>,
    pub(super) view: &'a View,
    pub(super) results: &'a Results,
    pub(super) inspector: &'a Inspector,
    pub(super) functions: &'a FunctionRows,
    pub(super) function_table: &'a FunctionTable,
    pub(super) outline: &'a [UnitIndex],
    pub(super) wording: Option<&'a Wording>,
    /// The paragraphs that the selected unit cites.
    pub(super) wordings: Option<&'a [Wording]>,
    pub(super) coverage: &'a [(String, Coverage)],
    /// Totals of each unit's branch; empty if there is nothing to add up.
    pub(super) totals: &'a [Totals],
    /// The matrix of relations, while it is open.
    pub(super) matrix: Option<&'a MatrixView>,
    pub(super) marks: &'a Marks,
    pub(super) editions: &'a EditionTable,
    pub(super) timeline: &'a Timeline,
    /// The chart with the marks of a comparison.
    pub(super) marked: Option<&'a MarkedChart>,
    /// Both editions of a comparison side by side, while they are shown.
    pub(super) beside: Option<&'a Beside>,
    /// The listed rows of the table of changes.
    pub(super) changes_listed: &'a [u32],
    pub(super) editing: &'a EditSession,
    /// The form of the selection, while it is open.
    pub(super) form: Option<&'a FormSheet>,
    /// The field of the form that is being typed into.
    pub(super) form_draft: Option<&'a FieldDraft>,
    /// Ids and names of the units of the previous edition.
    pub(super) previous_units: &'a [(String, Text)],
    pub(super) modals: &'a Modals,
    pub(super) export: &'a ExportDialog,
    pub(super) print: &'a PrintDialog,
    pub(super) import: &'a ImportDialog,
    pub(super) settings: &'a Settings,
    /// The settings file.
    pub(super) settings_path: Option<&'a Path>,
    pub(super) messages: &'static Messages,
    pub(super) languages: &'a [String],
    pub(super) theme: Theme,
    pub(super) zoom: f64,
    pub(super) is_watching: bool,
    /// Whether a file is being read.
    pub(super) is_loading: bool,
}

impl PanelContext<'_> {
    /// A text in the best available language.
    pub(super) fn words<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.languages.iter().map(String::as_str))
    }

    /// A unit's name.
    pub(super) fn name(&self, unit: UnitIndex) -> &str {
        self.words(&self.chart.unit(unit).name)
    }

    /// Whether there is a search query.
    fn is_searching(&self) -> bool {
        !self.view.query.is_empty()
    }

    /// Whether a unit matches the search; always true without a query.
    fn is_found(&self, unit: UnitIndex) -> bool {
        let found = self.results.units.as_ref();
        !self.is_searching() || found.is_some_and(|found| found.contains(&unit))
    }

    /// Whether the inspector shows the text of the selected unit. While its id is being typed, the chart may have no
    /// unit with that id.
    fn shows_source(&self) -> bool {
        let is_open = self.editing.target.as_ref().map(|target| &target.id);
        self.view.page.is_source() && is_open.is_some() && is_open == self.view.selected.as_ref()
    }

    /// Whether the inspector shows the form of the selection.
    fn shows_form(&self) -> bool {
        self.view.page.is_form()
            && !matches!((&self.view.selected, &self.view.focus), (None, Some(Focus::Lines(_))))
    }

    /// Whether a condition of an action holds.
    fn can(&self, when: When) -> bool {
        when.holds(self.document, self.view)
    }

    /// Citations as text.
    pub(super) fn cited(&self, cite: &[Citation]) -> String {
        let bare = |numbers: &str| self.messages.fill("inspector.cite", &[numbers]);
        self.chart.cited(cite, &bare)
    }

    /// Secondary text.
    pub(super) fn muted(&self, words: impl Into<String>) -> RichText {
        RichText::new(words).size(size::SMALL).color(color32(self.theme.muted))
    }

    /// Shows the heading of a section.
    fn section(&self, ui: &mut Ui, words: &str) {
        ui.add_space(12.0);
        let words = RichText::new(words).font(font(Weight::Medium, size::BODY));
        ui.add(Label::new(words.color(color32(self.theme.muted))));
        ui.add_space(2.0);
    }
}

/// Widget that receives typed letters.
pub(super) fn typing(context: &Context) -> Typing {
    let has_focus = |id| context.memory(|memory| memory.has_focus(id));
    if has_focus(outline_keys::list_id()) {
        Typing::Outline { is_in_name: outline_keys::is_spelling(context) }
    } else if has_focus(source::editor_id()) {
        Typing::Source
    } else if context.text_edit_focused() {
        Typing::Field
    } else {
        Typing::Nowhere
    }
}

/// Shows the side panels that there is room for.
pub(super) fn beside(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let has_room = has_room(ui.ctx());
    if shown.is_searching() {
        results::show(ui, shown, commands);
    } else if shown.settings.outline_is_seen(has_room) {
        outline::show(ui, shown, commands);
    }
    if shown.settings.shows_inspector && (has_room || !shown.is_searching()) {
        inspector::show(ui, shown, commands);
    }
}

/// Shows the modals from the lowest to the top.
pub(super) fn over(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    for modal in shown.modals.iter() {
        match modal {
            Modal::Palette { query, marked } => palette::show(ui, shown, query, *marked, commands),
            Modal::Keys => shortcut_sheet::show(ui, shown, commands),
            Modal::Matrix => matrix::show(ui, shown, commands),
            Modal::SideBySide => side_by_side::show(ui, shown, commands),
            Modal::About => about::show(ui, shown, commands),
            Modal::Export => export::show(ui, shown, commands),
            Modal::Print => print::show(ui, shown, commands),
            Modal::Import => import::show(ui, shown, commands),
            Modal::Path { purpose, path } => {
                path_prompt::show(ui, shown, purpose, path, commands);
            }
            Modal::Draft(offer) => draft::show(ui, shown, offer, commands),
            Modal::Conflict(conflict) => conflict::show(ui, shown, conflict, commands),
            Modal::Question(question) => question::show(ui, shown, question, commands),
        }
    }
}
