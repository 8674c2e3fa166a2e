//! Dragging a row of the outline to another position in the tree.

use egui::{Context, CursorIcon, Id, Rect, Response, Stroke, StrokeKind, Ui, vec2};

use super::PanelContext;
use super::chart::drag::say;
use crate::app::command::{Command, EditCommand};
use crate::canvas::color32;
use crate::edit::branch::{Destination, is_open};
use crate::model::UnitIndex;

/// Fraction of a row at its upper and lower edge that represents the position between two rows.
const EDGE: f32 = 0.28;
/// Height of the margin in which the outline scrolls, in points, and the speed there, in points per second.
const SCROLL_MARGIN: f32 = 24.0;
const SCROLL_SPEED: f32 = 400.0;

/// State of dragging a row.
#[derive(Clone, Copy)]
struct RowDrag {
    unit: UnitIndex,
    to: Option<Destination>,
    mark: Rect,
}

fn id() -> Id {
    Id::new("outline drag")
}

/// Cancels dragging. Returns whether a row was being dragged.
pub(in crate::app) fn cancel_drag(context: &Context) -> bool {
    context.data_mut(|data| {
        let has_drag = data.get_temp::<RowDrag>(id()).is_some();
        data.remove::<RowDrag>(id());
        has_drag
    })
}

/// Starts to drag a row, or makes the row under the pointer the drop target.
pub(super) fn follow_row(
    ui: &Ui,
    shown: &PanelContext<'_>,
    unit: UnitIndex,
    row: Rect,
    response: &Response,
) {
    if response.drag_started() && !shown.is_searching() {
        ui.data_mut(|data| data.insert_temp(id(), RowDrag { unit, to: None, mark: row }));
    }
    let Some(drag) = ui.data(|data| data.get_temp::<RowDrag>(id())) else { return };
    let Some(at) = ui.input(|input| input.pointer.latest_pos()).filter(|at| row.contains(*at))
    else {
        return;
    };
    let part = (at.y - row.top()) / row.height();
    let line = |y: f32| Rect::from_x_y_ranges(row.x_range(), y - 1.5..=y + 1.5);
    let (to, mark) = if part < EDGE {
        (Destination::Before(unit), line(row.top()))
    } else if part > 1.0 - EDGE {
        (Destination::Behind(unit), line(row.bottom()))
    } else {
        (Destination::Under(unit), row)
    };
    let to = Some(to).filter(|to| copies(ui) || is_open(shown.chart, drag.unit, *to));
    ui.data_mut(|data| data.insert_temp(id(), RowDrag { to, mark, ..drag }));
}

fn copies(ui: &Ui) -> bool {
    ui.input(|input| input.modifiers.command)
}

/// Marks the drop target, scrolls at the edges, and drops the row. Returns the scroll distance.
pub(super) fn finish(
    ui: &Ui,
    shown: &PanelContext<'_>,
    space: Rect,
    commands: &mut Vec<Command>,
) -> f32 {
    let Some(drag) = ui.data(|data| data.get_temp::<RowDrag>(id())) else { return 0.0 };
    let name = |unit: UnitIndex| shown.chart.unit(unit).id.clone();
    if !ui.input(|input| input.pointer.any_down()) {
        cancel_drag(ui.ctx());
        let to = drag.to.map(|to| match to {
            Destination::Top => Destination::Top,
            Destination::Under(unit) => Destination::Under(name(unit)),
            Destination::Before(unit) => Destination::Before(name(unit)),
            Destination::Behind(unit) => Destination::Behind(name(unit)),
        });
        commands.extend(to.map(|to| {
            let (unit, copies) = (name(drag.unit), copies(ui));
            Command::Edit(EditCommand::Put { unit, to, copies })
        }));
        return 0.0;
    }
    let is_sample = shown.document.path.is_none();
    ui.ctx().set_cursor_icon(if is_sample { CursorIcon::NotAllowed } else { CursorIcon::Grabbing });
    let accent = color32(shown.theme.accent);
    if drag.to.is_some() && !is_sample {
        let painter = ui.painter_at(space);
        if drag.mark.height() > 4.0 {
            painter.rect_stroke(drag.mark, 4.0, Stroke::new(2.0, accent), StrokeKind::Inside);
        } else {
            painter.rect_filled(drag.mark, 1.0, accent);
        }
    }
    let Some(at) = ui.input(|input| input.pointer.latest_pos()) else { return 0.0 };
    let words = if is_sample { shown.messages.get("source.sample") } else { shown.name(drag.unit) };
    say(ui, space.expand2(vec2(0.0, 40.0)), at, words, shown);
    let up = SCROLL_MARGIN - (at.y - space.top());
    let down = SCROLL_MARGIN - (space.bottom() - at.y);
    let speed = (down.clamp(0.0, SCROLL_MARGIN) - up.clamp(0.0, SCROLL_MARGIN)) / SCROLL_MARGIN;
    if speed != 0.0 {
        ui.ctx().request_repaint();
    }
    speed * SCROLL_SPEED * ui.input(|input| input.stable_dt).min(0.1)
}
