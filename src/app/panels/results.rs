//! The search: its field in the toolbar, and what it found, best first, over the outline of it.

use egui::text::LayoutJob;
use egui::{Frame, Id, Key, Label, Margin, Modifiers, Panel, ScrollArea, TextEdit, Ui, vec2};

use super::marked::Marked;
use super::{Shown, functions, outline, row_ground, running_text};
use crate::app::command::Command;
use crate::app::style::font;
use crate::canvas::color32;
use crate::model::UnitIndex;
use crate::scene::text::Weight;
use crate::scene::theme::size;
use crate::search::{Excerpt, excerpt, found_function};

const ROW_HEIGHT: f32 = 66.0;
const FIELD_WIDTH: f32 = 200.0;

/// The field, whatever it stands in.
pub(in crate::app) fn field_id() -> Id {
    Id::new("search")
}

/// The field that is typed into; Enter goes on to the next result.
pub(in crate::app) fn field(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
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
    // What is typed counts before the Enter behind it.
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

/// The list of what was found.
pub(in crate::app) fn show(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    outline::panel(ui, shown).show(ui, |ui| {
        summary(ui, shown);
        if shown.settings.shows_outline && !shown.outline.is_empty() {
            outline_below(ui, shown, commands);
        }
        ui.add_space(4.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut area = ScrollArea::vertical().auto_shrink(false).id_salt("results");
        if let Some(offset) = offset_to_current(ui, shown) {
            area = area.vertical_scroll_offset(offset);
        }
        let count = shown.results.answer.list.len();
        let scrolled = area.show_rows(ui, ROW_HEIGHT, count, |ui, range| {
            for at in range {
                row(ui, shown, at, commands);
            }
        });
        let now = Before { result: shown.view.result, offset: scrolled.state.offset.y };
        ui.data_mut(|data| data.insert_temp(before_id(), now));
    });
}

/// Where in the tree they are.
fn outline_below(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    let room = ui.available_height();
    let frame = Frame::new().inner_margin(Margin { top: 8, ..Margin::ZERO });
    let panel = Panel::bottom("outline of results").frame(frame).resizable(true);
    panel.default_size(room * 0.4).min_size(72.0).max_size((room * 0.7).max(72.0)).show(ui, |ui| {
        outline::tree(ui, shown, commands);
    });
}

/// How many units were found, and what the search could not make sense of.
fn summary(ui: &mut Ui, shown: &Shown<'_>) {
    let messages = shown.messages;
    if !shown.results.answers(&shown.document.chart, &shown.view.query) {
        ui.label(shown.muted(messages.get("search.at_work")));
        return;
    }
    let answer = &shown.results.answer;
    let count = answer.list.len().to_string();
    let current = shown.view.result.map(|at| (at + 1).to_string());
    ui.label(shown.muted(match &current {
        Some(current) => messages.fill("search.current", &[current, &count]),
        None => messages.fill("search.count", &[&count]),
    }));
    if !answer.unknown.is_empty() {
        let words = messages.fill("search.unknown", &[&answer.unknown.join(", ")]);
        ui.add(Label::new(shown.muted(words)).wrap());
    }
    if answer.is_partial && !answer.list.is_empty() {
        ui.add(Label::new(shown.muted(messages.get("search.partial"))).wrap());
    }
    if answer.list.is_empty() {
        ui.add_space(8.0);
        running_text(ui, messages.get("search.nothing"), color32(shown.theme.muted));
    }
}

/// What the list showed in the last frame.
#[derive(Clone, Copy, Default)]
struct Before {
    result: Option<usize>,
    offset: f32,
}

fn before_id() -> Id {
    Id::new("results before")
}

/// Where to scroll to when another result came to be shown and is out of sight.
fn offset_to_current(ui: &Ui, shown: &Shown<'_>) -> Option<f32> {
    let before: Before = ui.data(|data| data.get_temp(before_id())).unwrap_or_default();
    let at = shown.view.result.filter(|_| before.result != shown.view.result)?;
    #[expect(clippy::cast_precision_loss, reason = "a number of rows")]
    let top = at as f32 * ROW_HEIGHT;
    let room = ui.available_height();
    let is_seen = before.offset <= top && top + ROW_HEIGHT <= before.offset + room;
    (!is_seen).then(|| (top - room / 2.0).max(0.0))
}

fn row(ui: &mut Ui, shown: &Shown<'_>, at: usize, commands: &mut Vec<Command>) {
    let Some(found) = shown.results.answer.list.get(at) else { return };
    let theme = &shown.theme;
    let selected = shown.view.result == Some(at);
    let name = shown.name(found.unit);
    let has_namesake = shown.results.namesakes.contains(&found.unit);
    let belonging = belonging(shown, found.unit);
    let called = if has_namesake { format!("{name}, {belonging}") } else { name.to_owned() };
    let (rect, response) = row_ground(ui, theme, ROW_HEIGHT, selected, &called);
    let function = found_function(shown.chart, found);
    let room = if function.is_some() { functions::ASK } else { 8.0 };
    let width = (rect.width() - 8.0 - room).max(20.0);
    let excerpt = excerpt(shown.chart, found, &shown.results.answer.query, shown.languages);
    let mut top = rect.min + vec2(8.0, 6.0);
    // A name that was found says nothing twice; where the unit belongs says more.
    let says_where = has_namesake || excerpt.words == name;
    for job in lines(shown, name, &excerpt, width, says_where.then_some(&belonging)) {
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
        let height = galley.size().y;
        ui.painter().galley(top, galley, color32(theme.text));
        top.y += height + 1.0;
    }
    // What the row may have cut.
    let mut whole = called;
    if excerpt.words != name {
        whole = format!("{whole}\n{}", excerpt.words);
    }
    if response.on_hover_text(whole).clicked() {
        commands.push(Command::ShowResult(at));
    }
    if let Some(function) = function {
        functions::ask(ui, shown, rect, found.unit, function, commands);
    }
}

/// What a result says: the name, where the unit belongs, and the words that were found.
fn lines(
    shown: &Shown<'_>,
    name: &str,
    excerpt: &Excerpt,
    width: f32,
    belonging: Option<&String>,
) -> Vec<LayoutJob> {
    /// The average breadth of a letter, as a part of its size.
    const LETTER: f32 = 0.53;
    let theme = &shown.theme;
    let text = |color, size, rows| {
        let font = font(Weight::Regular, size);
        Marked { theme, font, color: color32(color), width, rows }
    };
    let query = &shown.results.answer.query;
    let mut lines = vec![text(theme.text, size::BODY, 1).job(name, &query.marks(name))];
    lines.extend(belonging.map(|words| text(theme.muted, size::SMALL, 1).job(words, &[])));
    if excerpt.words != name {
        let rows = if belonging.is_some() { 1 } else { 2 };
        let muted = text(theme.muted, size::SMALL, rows);
        let mut found = muted.job("", &[]);
        let cite = match excerpt.cite.as_slice() {
            [] => String::new(),
            cite => format!("{}  ", shown.cited(cite)),
        };
        text(theme.text, size::SMALL, rows).append(&mut found, &cite, &[]);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few letters"
        )]
        let letters = (width / (size::SMALL * LETTER)) as usize * rows;
        let (words, marks) = excerpt.cut(letters.saturating_sub(cite.chars().count()));
        muted.append(&mut found, &words, &marks);
        lines.push(found);
    }
    lines
}

/// What a unit is, and of which unit it is a part.
fn belonging(shown: &Shown<'_>, unit: UnitIndex) -> String {
    let it = shown.chart.unit(unit);
    let kind = shown.words(&shown.chart.kind(it.kind).label);
    match it.parent {
        Some(parent) => format!("{kind} · {}", shown.name(parent)),
        None => kind.to_owned(),
    }
}
