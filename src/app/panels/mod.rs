//! The panels around the chart. Each reads [`Shown`] and pushes commands.

pub(super) mod about;
pub(super) mod answers;
mod changes;
mod code;
pub(super) mod conflict;
mod coverage;
mod details;
pub(super) mod draft;
pub(super) mod empty;
mod export;
mod export_choices;
pub(super) mod functions;
mod inspector;
mod lines_menu;
pub(super) mod loading;
mod marked;
mod menus;
pub(super) mod outline;
pub(super) mod outline_keys;
pub(super) mod palette;
pub(super) mod path_prompt;
pub(super) mod problems;
pub(super) mod question;
pub(super) mod results;
mod rewordings;
pub(super) mod shortcut_sheet;
pub(super) mod source;
mod statements;
pub(super) mod status;
mod switches;
pub(super) mod toolbar;
pub(super) mod unit_menu;
mod wording;

use std::path::Path;

use egui::accesskit::Role;
use egui::cache::{ComputerMut, FrameCache};
use egui::{
    Button, Context, Frame, Label, Margin, Modal, Panel, Rect, Response, RichText, Sense, Stroke,
    StrokeKind, Ui, WidgetInfo, WidgetType, vec2,
};

use super::actions::When;
use super::changes::Marks;
use super::command::Command;
use super::desk::Desk;
use super::document::Document;
use super::export::ExportDialog;
use super::finder::Results;
use super::functions::Listed;
use super::reading::Reading;
use super::settings::Settings;
use super::state::{Overlay, View};
use super::wording::Wording;
use crate::app::style::{font, installed_fonts};
use crate::canvas::{Canvas, color32};
use crate::i18n::Messages;
use crate::model::{Chart, Citation, Coverage, Text, UnitIndex};
use crate::scene::text::{FontSet, Weight};
use crate::scene::theme::{SHADE, Theme, size};

/// What panels read.
pub(super) struct Shown<'a> {
    pub(super) document: &'a Document,
    pub(super) chart: &'a Chart,
    pub(super) view: &'a View,
    pub(super) results: &'a Results,
    pub(super) reading: &'a Reading,
    pub(super) functions: &'a Listed,
    pub(super) outline: &'a [UnitIndex],
    pub(super) wording: Option<&'a Wording>,
    /// The paragraphs that the selected unit cites.
    pub(super) wordings: Option<&'a [Wording]>,
    pub(super) coverage: &'a [(String, Coverage)],
    pub(super) marks: &'a Marks,
    pub(super) desk: &'a Desk,
    pub(super) settings: &'a Settings,
    /// Where they are kept.
    pub(super) settings_path: Option<&'a Path>,
    pub(super) messages: &'static Messages,
    pub(super) languages: &'a [String],
    pub(super) theme: Theme,
    pub(super) zoom: f64,
    pub(super) is_watching: bool,
    /// Whether a file is being read.
    pub(super) is_loading: bool,
}

impl Shown<'_> {
    /// A text in the best language there is.
    pub(super) fn words<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.languages.iter().map(String::as_str))
    }

    /// A unit's name.
    pub(super) fn name(&self, unit: UnitIndex) -> &str {
        self.words(&self.chart.unit(unit).name)
    }

    /// Whether something is searched for.
    fn is_searching(&self) -> bool {
        !self.view.query.is_empty()
    }

    /// Whether a unit is one of those that are searched for; all are where nothing is.
    fn is_found(&self, unit: UnitIndex) -> bool {
        let found = self.results.units.as_ref();
        !self.is_searching() || found.is_some_and(|found| found.contains(&unit))
    }

    /// Whether the text of the selected unit is shown in the place of its facts. While its id is
    /// being typed, no unit of the chart may have it.
    fn shows_source(&self) -> bool {
        let is_open = self.desk.spot.as_ref().map(|spot| &spot.id);
        self.view.shows_source && is_open.is_some() && is_open == self.view.selected.as_ref()
    }

    /// Whether an action can be done now.
    fn can(&self, when: When) -> bool {
        when.holds(self.document, self.view)
    }

    /// Paragraphs as they are cited.
    pub(super) fn cited(&self, cite: &[Citation]) -> String {
        let bare = |numbers: &str| self.messages.fill("inspector.cite", &[numbers]);
        self.chart.cited(cite, &bare)
    }

    /// Text of second rank.
    pub(super) fn muted(&self, words: impl Into<String>) -> RichText {
        RichText::new(words).size(size::SMALL).color(color32(self.theme.muted))
    }

    /// The heading of a part of a panel.
    fn section(&self, ui: &mut Ui, words: &str) {
        ui.add_space(12.0);
        let words = RichText::new(words).font(font(Weight::Medium, size::BODY));
        ui.add(Label::new(words.color(color32(self.theme.muted))));
        ui.add_space(2.0);
    }
}

/// Shows the panels beside the chart that there is room for.
pub(super) fn beside(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
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

/// Shows what lies over the window; the dialog of exports reads what is in sight.
pub(super) fn over(
    ui: &mut Ui,
    shown: &Shown<'_>,
    over: &Overlay,
    (export, canvas): (&mut ExportDialog, &Canvas),
    commands: &mut Vec<Command>,
) {
    match over {
        Overlay::Palette(query, marked) => palette::show(ui, shown, query, *marked, commands),
        Overlay::Keys => shortcut_sheet::show(ui, shown, commands),
        Overlay::About => about::show(ui, shown, commands),
        Overlay::Export => export::show(ui, shown, export, canvas, commands),
    }
}

/// A sheet over the dimmed window; a click beside it closes it, as Escape does.
fn overlay(
    ui: &Ui,
    modal: Modal,
    name: &str,
    commands: &mut Vec<Command>,
    content: impl FnOnce(&mut Ui, &mut Vec<Command>),
) {
    let frame = Frame::popup(ui.style()).corner_radius(10.0).inner_margin(Margin::same(14));
    let modal = modal.frame(frame).backdrop_color(color32(SHADE));
    let sheet = modal.show(ui.ctx(), |ui| {
        // Buttons and boxes to tick stand out from the ground of the sheet.
        let border = ui.visuals().window_stroke;
        ui.visuals_mut().widgets.inactive.bg_stroke = border;
        content(ui, commands);
    });
    ui.ctx().accesskit_node_builder(sheet.response.id, |node| {
        node.set_role(Role::Dialog);
        node.set_label(name);
    });
    if sheet.backdrop_response.clicked() {
        commands.push(Command::CloseOverlay);
    }
}

/// A button among running text, which is seen to be one.
fn offered<'w>(shown: &Shown<'_>, words: &'w str) -> Button<'w> {
    let words = RichText::new(words).color(color32(shown.theme.accent));
    Button::new(words).fill(color32(shown.theme.accent_faint))
}

/// A button or the like that shows an icon, called by a name.
fn named(response: Response, name: &str) -> Response {
    let enabled = response.enabled();
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, enabled, name));
    response
}

/// A row of a list that can be clicked, with its ground painted: where it is, and what befell it.
fn row_ground(
    ui: &mut Ui,
    theme: &Theme,
    height: f32,
    selected: bool,
    name: &str,
) -> (Rect, Response) {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    response.widget_info(|| WidgetInfo::selected(WidgetType::Button, true, selected, name));
    if selected || response.hovered() || response.has_focus() {
        let fill = if selected { theme.accent_faint } else { theme.hover };
        ui.painter().rect_filled(rect, 4.0, color32(fill));
    }
    if response.has_focus() {
        let ring = Stroke::new(1.5, color32(theme.accent));
        ui.painter().rect_stroke(rect, 4.0, ring, StrokeKind::Inside);
    }
    (rect, response)
}

/// Running text, broken into lines where its language allows it: egui would set a Chinese comma
/// at the start of a line.
fn running_text(ui: &mut Ui, words: &str, color: egui::Color32) {
    first_lines(ui, words, usize::MAX, color);
}

/// The same, of no more lines than `most`; what is cut ends in an ellipsis.
pub(super) fn first_lines(ui: &mut Ui, words: &str, most: usize, color: egui::Color32) {
    let width = ui.available_width().floor() - 2.0;
    let fonts = installed_fonts(ui.ctx());
    let broken = ui.ctx().memory_mut(|memory| {
        let key = (words, width.to_bits(), most, &fonts);
        memory.caches.cache::<BrokenLines>().get(key).clone()
    });
    let text = RichText::new(broken).size(size::BODY).color(color);
    ui.add(Label::new(text.line_height(Some(size::BODY * 1.5))).extend());
}

/// Texts broken for a width, kept while they are shown.
type BrokenLines = FrameCache<String, LineBreaker>;

#[derive(Default)]
struct LineBreaker;

impl ComputerMut<(&str, u32, usize, &FontSet), String> for LineBreaker {
    fn compute(&mut self, (words, width, most, fonts): (&str, u32, usize, &FontSet)) -> String {
        let width = f32::from_bits(width).max(40.0);
        fonts.font(Weight::Regular).lines(words, size::BODY, width, most).join("\n")
    }
}

/// The frame of a side panel.
fn panel_frame(theme: &Theme) -> Frame {
    Frame::new().fill(color32(theme.panel)).inner_margin(Margin::symmetric(14, 12))
}

/// A window at least so broad, in points, has room for panels on both sides of the chart.
const BOTH_SIDES_FROM: f32 = 900.0;

/// Whether there is room for panels on both sides of the chart.
pub(super) fn has_room(context: &Context) -> bool {
    context.content_rect().width() >= BOTH_SIDES_FROM
}

/// A panel at the left or right: never so broad that the chart has no room.
fn side_panel(ui: &Ui, panel: Panel, theme: &Theme, default_size: f32) -> Panel {
    let share = if has_room(ui.ctx()) { 0.3 } else { 0.42 };
    let most = (ui.ctx().content_rect().width() * share).max(MIN_PANEL);
    panel
        .frame(panel_frame(theme))
        .resizable(true)
        .default_size(default_size.min(most * 0.9))
        .min_size(MIN_PANEL)
        .max_size(most)
}

/// The least breadth of a side panel, in points.
const MIN_PANEL: f32 = 150.0;
