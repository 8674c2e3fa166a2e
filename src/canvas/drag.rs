//! Dragging of cards to another position in the tree.

use egui::{Modifiers, PointerButton, Pos2, Rect, Response, Ui, Vec2, pos2, vec2};

use super::hit::{Hit, Place, hit};
use super::{Camera, Canvas, CanvasEvent, CanvasView};
use crate::model::UnitIndex;
use crate::scene::{Card, IndexedScene};

/// Minimum height on screen of a draggable card, in points; smaller ones are hard to hit.
const MIN_CARD_HEIGHT: f32 = 18.0;
/// Maximum distance between the pointer and the card next to which a dragged one is placed, in points of the screen.
const REACH: f32 = 60.0;
/// Fraction of a card at either end that represents the position next to it.
const EDGE: f32 = 0.25;
/// Width of the margin in which the chart scrolls, in points.
const SCROLL_MARGIN: f32 = 40.0;
/// Maximum scroll speed, at the very edge, in points per second.
const SCROLL_SPEED: f32 = 900.0;
/// Distance of the mark between two cards from the nearer one, in points of the screen.
const MARK_DISTANCE: f32 = 6.0;

/// Drop target of a dragged card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropPlace {
    /// Under a unit.
    Under(UnitIndex),
    /// Before a unit, under the same parent.
    Before(UnitIndex),
    /// After a unit, under the same parent.
    Behind(UnitIndex),
}

/// State of dragging a card.
#[derive(Clone, Copy, Debug)]
pub struct CardDrag {
    /// The unit.
    pub unit: UnitIndex,
    /// The pointer on the screen.
    pub at: Pos2,
    /// The drop target; `None` if there is none at the pointer.
    pub place: Option<DropPlace>,
    /// The mark of the drop target on the screen: a card, or a bar next to one.
    pub mark: Option<Rect>,
    /// Whether dropping makes a copy.
    pub copies: bool,
}

impl Canvas {
    /// The card that is being dragged.
    #[must_use]
    pub const fn drag(&self) -> Option<&CardDrag> {
        self.drag.as_ref()
    }

    /// Cancels dragging. Returns whether a card was being dragged.
    pub const fn cancel_drag(&mut self) -> bool {
        self.drag.take().is_some()
    }

    /// Starts to drag the card under the position at which the pointer was pressed.
    pub(super) fn start_drag(
        &mut self,
        ui: &Ui,
        response: &Response,
        view: &CanvasView,
        camera: Camera,
        events: &mut Vec<CanvasEvent>,
    ) {
        if !response.drag_started_by(PointerButton::Primary) {
            return;
        }
        let Some((origin, visible)) =
            ui.input(|input| input.pointer.press_origin()).zip(self.visible.as_ref())
        else {
            return;
        };
        let projector = camera.projector(response.rect);
        let at =
            Place { on_screen: origin, in_scene: projector.scene(origin), zoom: projector.zoom() };
        if let Some(Hit::Card(unit)) = hit(visible, &view.stage, at)
            && let Some(card) = view.stage.card(unit)
            && card.rect.height() * at.zoom >= MIN_CARD_HEIGHT
        {
            if !view.is_editable {
                events.extend((view.selected == Some(unit)).then_some(CanvasEvent::Locked));
                return;
            }
            self.drag = Some(CardDrag { unit, at: origin, place: None, mark: None, copies: false });
        }
    }

    /// Follows the pointer with the dragged card, and drops it.
    pub(super) fn follow_drag(
        &mut self,
        ui: &Ui,
        response: &Response,
        view: &CanvasView,
        events: &mut Vec<CanvasEvent>,
    ) {
        let Some(mut drag) = self.drag else { return };
        if let Some(at) = response.interact_pointer_pos() {
            drag.at = at;
        }
        drag.copies = ui.input(|input| input.modifiers.matches_any(Modifiers::COMMAND));
        if response.drag_stopped() || !response.dragged() {
            self.drag = None;
            if let Some(place) = drag.place {
                events.push(CanvasEvent::Drop { unit: drag.unit, place, copies: drag.copies });
            }
            return;
        }
        let scroll = scrolling(drag.at, response.rect);
        if scroll != Vec2::ZERO
            && let Some(camera) = self.camera
        {
            let by = scroll * ui.input(|input| input.stable_dt).min(0.1);
            self.camera = Some(camera.dragged(by).within(view.stage.scene.bounds));
            self.motion = None;
            ui.ctx().request_repaint();
        }
        let projector = self.camera.unwrap_or_default().projector(response.rect);
        let zoom = projector.zoom();
        drag.place = place_at(&view.stage, drag.unit, projector.scene(drag.at), zoom, drag.copies);
        drag.mark = drag.place.and_then(|place| {
            Some(projector.screen_rect(mark(&view.stage, place, MARK_DISTANCE / zoom)?))
        });
        self.drag = Some(drag);
    }
}

/// Scroll speed of the chart while a card is dragged near an edge, in points per second.
fn scrolling(at: Pos2, space: Rect) -> Vec2 {
    let axis = |at: f32, low: f32, high: f32| {
        let inside = (at - low).min(high - at);
        let part = ((SCROLL_MARGIN - inside) / SCROLL_MARGIN).clamp(0.0, 1.0);
        if at - low < high - at { part } else { -part }
    };
    let speed = vec2(axis(at.x, space.min.x, space.max.x), axis(at.y, space.min.y, space.max.y));
    speed * SCROLL_SPEED
}

/// Direction in which the siblings of a card are arranged: a unit vector along an axis.
fn direction(stage: &IndexedScene, card: &Card) -> Vec2 {
    let siblings = stage.siblings(card.unit);
    let at = siblings.iter().position(|sibling| sibling.unit == card.unit).unwrap_or(0);
    let pair = siblings.get(at..at + 2).or_else(|| siblings.get(at.checked_sub(1)?..=at));
    let Some(&[first, second]) = pair else {
        return if stage.grows_right() { vec2(0.0, 1.0) } else { vec2(1.0, 0.0) };
    };
    let step = second.rect.center() - first.rect.center();
    // In a column, the next one may be indented.
    if second.rect.top() >= first.rect.bottom() || second.rect.bottom() <= first.rect.top() {
        vec2(0.0, step.y.signum())
    } else {
        vec2(step.x.signum(), 0.0)
    }
}

/// The drop target at a point of the scene: under the card there, next to it at its ends, or next to the nearest one in
/// its row or column.
fn place_at(
    stage: &IndexedScene,
    dragged: UnitIndex,
    at: Pos2,
    zoom: f32,
    copies: bool,
) -> Option<DropPlace> {
    let reach = REACH / zoom;
    let area = Rect::from_center_size(at, Vec2::splat(2.0 * reach));
    let near = stage.cards_in(area).into_iter().map(|(card, _)| card);
    let mut near: Vec<&Card> =
        near.filter(|card| copies || !is_below(stage, card.unit, dragged)).collect();
    near.sort_by(|a, b| a.rect.distance_to_pos(at).total_cmp(&b.rect.distance_to_pos(at)));
    let card = *near.first().filter(|card| card.rect.distance_to_pos(at) <= reach)?;
    let direction = direction(stage, card);
    let offset = at - card.rect.center();
    let half = (card.rect.size() / 2.0).dot(direction.abs());
    // From -1 to 1 on the card.
    let along = offset.dot(direction) / half.max(1.0);
    let beside = if along < 0.0 { DropPlace::Before } else { DropPlace::Behind };
    if card.rect.contains(at) {
        let is_edge = along.abs() > 1.0 - 2.0 * EDGE;
        return Some(if is_edge { beside(card.unit) } else { DropPlace::Under(card.unit) });
    }
    let across = vec2(direction.y, direction.x).abs();
    let is_in_line = offset.abs().dot(across) <= (card.rect.size() / 2.0).dot(across) + reach / 4.0;
    (is_in_line && along.abs() > 1.0).then(|| beside(card.unit))
}

/// Whether a unit is in the branch of another one.
fn is_below(stage: &IndexedScene, unit: UnitIndex, top: UnitIndex) -> bool {
    std::iter::successors(Some(unit), |&unit| stage.parent(unit)).any(|above| above == top)
}

/// The mark of a drop target in the scene: the card, or a bar at a distance from it.
fn mark(stage: &IndexedScene, place: DropPlace, distance: f32) -> Option<Rect> {
    let (unit, side) = match place {
        DropPlace::Under(unit) => return Some(stage.card(unit)?.rect),
        DropPlace::Before(unit) => (unit, -1.0),
        DropPlace::Behind(unit) => (unit, 1.0),
    };
    let card = stage.card(unit)?;
    let towards = direction(stage, card) * side;
    let rect = card.rect;
    let bar = |low: f32, high: f32, towards: f32| {
        let edge = if towards < 0.0 { low - distance } else { high + distance };
        (edge - distance / 4.0, edge + distance / 4.0)
    };
    Some(if towards.x == 0.0 {
        let (top, bottom) = bar(rect.min.y, rect.max.y, towards.y);
        Rect::from_min_max(pos2(rect.min.x, top), pos2(rect.max.x, bottom))
    } else {
        let (left, right) = bar(rect.min.x, rect.max.x, towards.x);
        Rect::from_min_max(pos2(left, rect.min.y), pos2(right, rect.max.y))
    })
}
