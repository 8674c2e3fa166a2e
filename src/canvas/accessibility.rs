//! Accessibility tree of the visible cards.

use egui::accesskit::{Action, Node, Role};
use egui::{Rect, Response, Sense, Ui, UiBuilder};

use super::{Camera, CanvasEvent, CanvasView, Description};
use crate::model::UnitIndex;
use crate::scene::Card;

/// Maximum number of cards in the tree, in the order of the chart.
const MAX_CARDS: usize = 2_000;

/// Adds all visible cards to the accessibility tree, if it is requested.
pub(super) fn show(
    ui: &mut Ui,
    view: &CanvasView,
    camera: Camera,
    canvas: &Response,
    describe: &dyn Fn(UnitIndex) -> Description,
    events: &mut Vec<CanvasEvent>,
) {
    let rect = canvas.rect;
    let tree = |node: &mut Node| node.set_role(Role::Tree);
    if ui.ctx().accesskit_node_builder(canvas.id, tree).is_none() {
        return;
    }
    // Items must be inside the tree: browsers ignore them elsewhere.
    let inside = UiBuilder::new().id_salt("cards").max_rect(rect).accessibility_parent(canvas.id);
    let ui = &ui.new_child(inside);
    let projector = camera.projector(rect);
    for (card, _) in view.stage.cards_in(projector.visible()).into_iter().take(MAX_CARDS) {
        let unit = card.unit;
        let id = ui.id().with(("unit", unit.get()));
        let place = projector.screen_rect(card.rect).intersect(rect);
        // Registers the node under its parent. The canvas itself handles the pointer.
        ui.interact(place, id, Sense::hover());
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_bounds(bounds(place));
            fill(node, card, view.selected == Some(unit), &describe(unit));
        });
        let asked = |action| ui.input(|input| input.has_accesskit_action_request(id, action));
        if asked(Action::Click) {
            events.push(CanvasEvent::Select(unit));
        }
        let is_folded = card.hidden.is_some();
        if asked(Action::Expand) && is_folded || asked(Action::Collapse) && !is_folded {
            events.push(CanvasEvent::Toggle(unit));
        }
    }
    stubs(ui, view, camera, rect, events);
}

/// Adds stubs as links to their destinations.
fn stubs(ui: &Ui, view: &CanvasView, camera: Camera, rect: Rect, events: &mut Vec<CanvasEvent>) {
    let projector = camera.projector(rect);
    for (at, end) in view.stage.stubs.iter().enumerate() {
        let place = projector.screen_rect(end.rect).intersect(rect);
        if !place.is_positive() {
            continue;
        }
        let id = ui.id().with(("elsewhere", at));
        ui.interact(place, id, Sense::hover());
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_bounds(bounds(place));
            node.set_role(Role::Link);
            node.set_label(end.name.clone());
            node.add_action(Action::Click);
        });
        if ui.input(|input| input.has_accesskit_action_request(id, Action::Click)) {
            events.push(CanvasEvent::to(end.destination));
        }
    }
}

fn bounds(place: Rect) -> egui::accesskit::Rect {
    egui::accesskit::Rect {
        x0: place.min.x.into(),
        y0: place.min.y.into(),
        x1: place.max.x.into(),
        y1: place.max.y.into(),
    }
}

fn fill(node: &mut Node, card: &Card, is_selected: bool, description: &Description) {
    node.set_role(Role::TreeItem);
    node.set_label(description.name.clone());
    node.set_description(description.kind.clone());
    node.set_level(description.level);
    node.set_position_in_set(description.position);
    node.set_size_of_set(description.siblings);
    node.set_selected(is_selected);
    node.add_action(Action::Click);
    if card.chip.is_some() {
        let is_open = card.hidden.is_none();
        node.set_expanded(is_open);
        node.add_action(if is_open { Action::Collapse } else { Action::Expand });
    }
}
