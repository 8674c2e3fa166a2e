//! The visible cards as widgets, for screen readers and for tests.

use egui::{Rect, Sense, Ui, WidgetInfo, WidgetType};

use super::{Camera, CanvasEvent, CanvasView, Describe};

/// Gives each visible card a place in the tree of widgets that screen readers and tests see.
pub(super) fn show(
    ui: &Ui,
    view: &CanvasView,
    camera: Camera,
    rect: Rect,
    describe: Describe<'_>,
    events: &mut Vec<CanvasEvent>,
) {
    let projector = camera.projector(rect);
    let seen = projector.visible();
    for (&unit, card) in view.stage.units.iter().map(|unit| (unit, &view.stage.cards[unit])) {
        if !card.intersects(seen) {
            continue;
        }
        let id = ui.id().with(("unit", unit.get()));
        let place = projector.screen_rect(*card).intersect(rect);
        let response = ui.interact(place, id, Sense::hover());
        let selected = view.selected == Some(unit);
        response.widget_info(|| {
            WidgetInfo::selected(WidgetType::SelectableLabel, true, selected, describe(unit))
        });
        let clicked = ui
            .input(|input| input.has_accesskit_action_request(id, egui::accesskit::Action::Click));
        if clicked {
            events.push(CanvasEvent::Select(unit));
        }
    }
}
