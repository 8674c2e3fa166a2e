//! The search: its field in the toolbar, and the results, best first, above the filtered outline.

use egui::text::LayoutJob;
use egui::{
    Frame, Id, Key, Label, Margin, Modifiers, Panel, Rect, Response, ScrollArea, TextEdit, Ui, pos2,
};

use super::{PanelContext, functions, outline};
use crate::app::command::Command;
use crate::app::jobs::finder::Hit;
use crate::app::widgets::marked::Marked;
use crate::app::widgets::style::font;
use crate::app::widgets::{row_ground, running_text};
use crate::canvas::color32;
use crate::model::{BodyIndex, UnitIndex};
use crate::scene::text::Weight;
use crate::scene::theme::{Color, size};
use crate::search::{Found, Place, excerpt, found_function};

const ROW_HEIGHT: f32 = 44.0;
/// The indentation of paragraphs under their unit, in points.
const PARAGRAPH_INDENT: f32 = 14.0;
const FIELD_WIDTH: f32 = 200.0;

/// The id of the search field.
pub(in crate::app) fn field_id() -> Id {
    Id::new("search")
}

/// Shows the search field; Enter goes to the next result.
pub(in crate::app) fn field(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let hint = shown.messages.get("search.hint");
    let mut query = shown.view.query.clone();
    let field = TextEdit::singleline(&mut query)
        .margin(Margin::symmetric(8, 5))
        .id(field_id())
        .hint_text(hint)
        .desired_width(FIELD_WIDTH)
        .return_key(None);
    let response = ui.add(field);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(hint));
    // Typed text counts before the Enter after it.
    if query != shown.view.query {
        commands.push(Command::Search(query));
    }
    if response.has_focus() {
        let pressed = |modifiers| ui.input_mut(|input| input.consume_key(modifiers, Key::Enter));
        if pressed(Modifiers::SHIFT) {
            commands.push(Command::PreviousResult);
        } else if pressed(Modifiers::NONE) {
            commands.push(Command::NextResult);
        }
    }
}

/// Shows the results.
pub(in crate::app) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    outline::panel(ui, shown).show(ui, |ui| {
        summary(ui, shown);
        ui.add_space(4.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        let count = shown.results.hits.len();
        outline_below(ui, shown, height_of(count), commands);
        let room = whole_rows(ui.available_height());
        // Whole rows do not need a fading edge.
        ui.spacing_mut().scroll.fade.strength = 0.0;
        let mut area =
            ScrollArea::vertical().auto_shrink(false).max_height(room).id_salt("results");
        if let Some(offset) = offset_to_current(ui, shown, room) {
            area = area.vertical_scroll_offset(offset);
        }
        let scrolled = area.show_rows(ui, ROW_HEIGHT, count, |ui, range| {
            for at in range {
                row(ui, shown, at, commands);
            }
        });
        let now = Before { result: shown.view.result, offset: scrolled.state.offset.y };
        ui.data_mut(|data| data.insert_temp(before_id(), now));
    });
}

/// The filtered outline, in the height left by the results; nothing if that is little.
fn outline_below(ui: &mut Ui, shown: &PanelContext<'_>, needed: f32, commands: &mut Vec<Command>) {
    /// The minimum height: the heading and a few rows, in points.
    const MIN_HEIGHT: f32 = 130.0;
    let spare = ui.available_height() - needed;
    let is_wanted = shown.settings.shows_outline && outline::row_count(shown) > 0;
    if !is_wanted || spare < MIN_HEIGHT {
        return;
    }
    let frame = Frame::new().inner_margin(Margin { top: 8, ..Margin::ZERO });
    let panel = Panel::bottom("outline of results").frame(frame).resizable(false);
    panel.exact_size(spare).show(ui, |ui| outline::tree(ui, shown, commands));
}

/// The height of a number of rows.
#[expect(clippy::cast_precision_loss, reason = "a number of rows")]
fn height_of(rows: usize) -> f32 {
    rows as f32 * ROW_HEIGHT
}

/// The height of the whole rows that fit into a height.
fn whole_rows(room: f32) -> f32 {
    if room < ROW_HEIGHT { room } else { (room / ROW_HEIGHT).floor() * ROW_HEIGHT }
}

/// The numbers of matching units, paragraphs and bodies, and the words that the search did not use.
fn summary(ui: &mut Ui, shown: &PanelContext<'_>) {
    let messages = shown.messages;
    if !shown.results.answers(&shown.document.chart, &shown.view.query) {
        ui.label(shown.muted(messages.get("search.at_work")));
        return;
    }
    let answer = &shown.results.answer;
    let rows = shown.results.hits.len();
    if rows == 0 {
        running_text(ui, messages.get("search.nothing"), color32(shown.theme.muted));
        return;
    }
    let counts = [
        ("status.units", answer.list.len()),
        ("search.paragraphs", answer.paragraphs.len()),
        ("search.bodies", answer.bodies.len()),
    ];
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    let counts: Vec<String> = counts.map(|(key, count)| messages.count(key, count)).collect();
    let counts = counts.join("·");
    let words = match shown.view.result {
        Some(at) => {
            messages.fill("search.current", &[&(at + 1).to_string(), &rows.to_string(), &counts])
        }
        None => messages.fill("search.count", &[&counts]),
    };
    ui.add(Label::new(shown.muted(words)).wrap());
    if !answer.unknown.is_empty() {
        let words = messages.fill("search.unknown", &[&answer.unknown.join(", ")]);
        ui.add(Label::new(shown.muted(words)).wrap());
    }
    if answer.is_partial {
        ui.add(Label::new(shown.muted(messages.get("search.partial"))).wrap());
    }
}

/// The state of the list in the last frame.
#[derive(Clone, Copy, Default)]
struct Before {
    result: Option<usize>,
    offset: f32,
}

fn before_id() -> Id {
    Id::new("results before")
}

/// The scroll offset of a newly shown result, if it is not visible.
fn offset_to_current(ui: &Ui, shown: &PanelContext<'_>, room: f32) -> Option<f32> {
    let before: Before = ui.data(|data| data.get_temp(before_id())).unwrap_or_default();
    let at = shown.view.result.filter(|_| before.result != shown.view.result)?;
    let top = height_of(at);
    let is_seen = before.offset <= top && top + ROW_HEIGHT <= before.offset + room;
    (!is_seen).then(|| (top - whole_rows(room / 2.0)).max(0.0))
}

fn row(ui: &mut Ui, shown: &PanelContext<'_>, at: usize, commands: &mut Vec<Command>) {
    match shown.results.hits.get(at) {
        Some(&Hit::Body(body)) => body_row(ui, shown, at, body, commands),
        Some(Hit::Unit(found)) => unit_row(ui, shown, at, found, commands),
        Some(Hit::Paragraph(found)) => paragraph_row(ui, shown, at, found, commands),
        None => {}
    }
}

/// A row of an outside body.
fn body_row(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    at: usize,
    body: BodyIndex,
    commands: &mut Vec<Command>,
) {
    let name = shown.words(&shown.chart.body(body).name);
    let row = Row::new(ui, shown, at, name, 0.0, 8.0);
    let marks = shown.results.answer.query.marks(name);
    let name_line = row.text(shown, shown.theme.text, size::BODY, 1).job(name, &marks);
    let outside = shown.messages.get("outside.title");
    let outside = row.text(shown, shown.theme.muted, size::SMALL, 1).job(outside, &[]);
    row.finish(ui, shown, vec![name_line, outside], name, commands);
}

/// A row of a unit: its name, and its place or the matching post.
fn unit_row(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    at: usize,
    found: &Found,
    commands: &mut Vec<Command>,
) {
    let name = shown.name(found.unit);
    let has_namesake = shown.results.namesakes.contains(&found.unit);
    let belonging = belonging(shown, found.unit);
    let called = if has_namesake { format!("{name}, {belonging}") } else { name.to_owned() };
    let query = &shown.results.answer.query;
    let excerpt = excerpt(shown.chart, found, query, shown.languages);
    let row = Row::new(ui, shown, at, &called, 0.0, 8.0);
    let name_line = row.text(shown, shown.theme.text, size::BODY, 1).job(name, &query.marks(name));
    let says_more = !found.place.is_paragraph() && excerpt.words != name && !has_namesake;
    let muted = row.text(shown, shown.theme.muted, size::SMALL, 1);
    let second = if says_more {
        let (words, marks) = excerpt.cut(row.letters(1));
        muted.job(&words, &marks)
    } else {
        muted.job(&belonging, &[])
    };
    row.finish(ui, shown, vec![name_line, second], &called, commands);
}

/// A row of a function, duty or provision: citation, category, and the words around the matches.
fn paragraph_row(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    at: usize,
    found: &Found,
    commands: &mut Vec<Command>,
) {
    let function = found_function(shown.chart, found);
    let excerpt = excerpt(shown.chart, found, &shown.results.answer.query, shown.languages);
    // A paragraph may be both function and provision; other categories than function are named.
    let kind = match found.place {
        Place::Duty => Some("place.duty"),
        Place::Provision => Some("place.provision"),
        Place::Note => Some("place.note"),
        Place::Name | Place::Id | Place::Head | Place::Holder | Place::Field | Place::Function => {
            None
        }
    };
    let cited = Some(shown.cited(&excerpt.cite)).filter(|cited| !cited.is_empty());
    let kind = kind.map(|key| shown.messages.get(key).to_owned());
    let cite = cited.into_iter().chain(kind).map(|words| format!("{words}  ")).collect::<String>();
    let whole = format!("{cite}{}", excerpt.words);
    let room = if function.is_some() { functions::ASK } else { 8.0 };
    let row = Row::new(ui, shown, at, &whole, PARAGRAPH_INDENT, room);
    let muted = row.text(shown, shown.theme.muted, size::SMALL, 2);
    let mut words_line = muted.job("", &[]);
    let text = row.text(shown, shown.theme.text, size::SMALL, 2);
    text.append(&mut words_line, &cite, &[]);
    let (words, marks) = excerpt.cut(row.letters(2).saturating_sub(cite.chars().count()));
    muted.append(&mut words_line, &words, &marks);
    let rect = row.rect;
    row.finish(ui, shown, vec![words_line], &whole, commands);
    if let Some(function) = function {
        functions::ask(ui, shown, rect, found.unit, function, commands);
    }
}

/// The layout of a row, which is one click target.
struct Row {
    at: usize,
    rect: Rect,
    response: Response,
    /// The rect of its text.
    left: f32,
    width: f32,
}

impl Row {
    /// Allocates a row whose text has these margins at left and right.
    fn new(
        ui: &mut Ui,
        shown: &PanelContext<'_>,
        at: usize,
        name: &str,
        indent: f32,
        room_right: f32,
    ) -> Self {
        let is_selected = shown.view.result == Some(at);
        let (rect, response) = row_ground(ui, &shown.theme, ROW_HEIGHT, is_selected, name);
        let left = rect.left() + 8.0 + indent;
        let width = (rect.right() - left - room_right).max(20.0);
        Self { at, rect, response, left, width }
    }

    fn text<'s>(
        &self,
        shown: &'s PanelContext<'_>,
        color: Color,
        size: f32,
        rows: usize,
    ) -> Marked<'s> {
        let font = font(Weight::Regular, size);
        Marked { theme: &shown.theme, font, color: color32(color), width: self.width, rows }
    }

    /// The approximate number of small letters that fit into some lines.
    fn letters(&self, lines: usize) -> usize {
        /// The average width of a letter, as a fraction of the font size.
        const LETTER: f32 = 0.53;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few letters"
        )]
        let letters = (self.width / (size::SMALL * LETTER)) as usize;
        letters * lines
    }

    /// Centres the lines vertically; cut text is shown on hover.
    fn finish(
        self,
        ui: &mut Ui,
        shown: &PanelContext<'_>,
        lines: Vec<LayoutJob>,
        whole: &str,
        commands: &mut Vec<Command>,
    ) {
        let lay = |job| ui.fonts_mut(|fonts| fonts.layout_job(job));
        let galleys: Vec<_> = lines.into_iter().map(lay).collect();
        let height: f32 = galleys.iter().map(|galley| galley.size().y).sum();
        let mut top = self.rect.center().y - height / 2.0;
        for galley in galleys {
            let below = top + galley.size().y;
            ui.painter().galley(pos2(self.left, top), galley, color32(shown.theme.text));
            top = below;
        }
        if self.response.on_hover_text(whole).clicked() {
            commands.push(Command::ShowResult(self.at));
        }
    }
}

/// A unit's kind, and the unit it belongs to.
fn belonging(shown: &PanelContext<'_>, unit: UnitIndex) -> String {
    let it = shown.chart.unit(unit);
    let kind = shown.words(&shown.chart.kind(it.kind).label);
    match it.parent {
        Some(parent) => format!("{kind} · {}", shown.name(parent)),
        None => kind.to_owned(),
    }
}
