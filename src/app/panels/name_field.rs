//! The in-place field for a unit's name: on its card, or in its row of the outline.

use egui::{Align, FontSelection, Id, Rect, TextEdit, Ui, Vec2, vec2};

use super::PanelContext;
use super::outline_keys::list_id;
use crate::app::command::{Command, EditCommand};
use crate::app::state::editing::{Naming, NamingPlace};
use crate::app::widgets::mark_all;
use crate::app::widgets::style::font;
use crate::canvas::{Canvas, color32};
use crate::scene::IndexedScene;
use crate::scene::text::Weight;
use crate::scene::theme::size;

/// The minimum size of the field, in points.
const MIN_SIZE: Vec2 = vec2(200.0, 30.0);

/// Shows the field over the card that is being named.
pub(super) fn on_card(
    ui: &mut Ui,
    space: Rect,
    canvas: &Canvas,
    stage: &IndexedScene,
    shown: &PanelContext<'_>,
    commands: &mut Vec<Command>,
) {
    let Some(naming) = wanted(shown, NamingPlace::Card) else { return };
    let unit = shown.chart.find(&naming.unit);
    let card = unit.and_then(|unit| stage.card(unit));
    let Some((card, projector)) = card.zip(canvas.projector(space)) else { return };
    let card = projector.screen_rect(card.rect);
    let size = vec2(card.width().max(MIN_SIZE.x), MIN_SIZE.y).min(space.size());
    let top = card.min.max(space.min + vec2(4.0, 4.0));
    let most = space.max - size - vec2(4.0, 4.0);
    let place = Rect::from_min_size(top.min(most), size);
    show(ui, shown, naming, place, commands);
}

/// Shows the field in the row of the unit that is being named.
pub(super) fn in_row(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    unit: &str,
    place: Rect,
    commands: &mut Vec<Command>,
) {
    if let Some(naming) = wanted(shown, NamingPlace::Outline).filter(|it| it.unit == unit) {
        show(ui, shown, naming, place, commands);
    }
}

fn wanted<'s>(shown: &'s PanelContext<'_>, place: NamingPlace) -> Option<&'s Naming> {
    shown.editing.naming.as_ref().filter(|naming| naming.place == place)
}

fn show(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    naming: &Naming,
    place: Rect,
    commands: &mut Vec<Command>,
) {
    let id = Id::new("name in place");
    let mut words = naming.words.clone();
    ui.painter().rect_filled(place.expand(1.0), 4.0, color32(shown.theme.panel));
    let field = TextEdit::singleline(&mut words)
        .id(id)
        .font(FontSelection::FontId(font(Weight::Medium, size::BODY)))
        .vertical_align(Align::Center)
        .desired_width(place.width());
    let response = ui.put(place, field);
    let name = shown.messages.get("edit.name");
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    // All text is initially selected, so that typing replaces it.
    let started = ui.data(|data| data.get_temp::<String>(id));
    if started.as_deref() != Some(&naming.unit) {
        ui.data_mut(|data| data.insert_temp(id, naming.unit.clone()));
        response.request_focus();
        mark_all(ui.ctx(), id, &words);
    }
    if words != naming.words {
        commands.push(Command::Edit(EditCommand::TypeName(words)));
    }
    if response.lost_focus() {
        commands.push(Command::Edit(EditCommand::KeepName));
        if naming.place == NamingPlace::Outline {
            ui.memory_mut(|memory| memory.request_focus(list_id()));
        }
    }
}

/// Clears the state of a closed field, so that the next one starts with all text selected.
pub(super) fn close(ui: &Ui, shown: &PanelContext<'_>) {
    if shown.editing.naming.is_none() {
        ui.data_mut(|data| data.remove::<String>(Id::new("name in place")));
    }
}
