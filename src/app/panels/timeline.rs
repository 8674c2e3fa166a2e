//! The time strip: the dates of all editions below the chart. Arrow keys and dragging go from one to the next.

use egui::accesskit::{Action, Role};
use egui::{
    Button, CursorIcon, EventFilter, Id, Key, Modifiers, Panel, Pos2, Rect, Response, Sense,
    Stroke, StrokeKind, Ui, WidgetInfo, WidgetType, pos2, vec2,
};

use super::PanelContext;
use crate::app::command::{Command, TimeCommand};
use crate::app::jobs::series::Steps;
use crate::app::widgets::style::{font, icon};
use crate::app::widgets::{named, panel_frame};
use crate::canvas::color32;
use crate::scene::text::Weight;
use crate::scene::theme::size;

/// Height of the strip, and position of its line.
const HEIGHT: f32 = 46.0;
const LINE: f32 = 14.0;
/// Distance from the edges of the strip to the first and the last stop.
const ENDS: f32 = 56.0;
const STOP: f32 = 5.0;
const HANDLE: f32 = 8.0;

/// The id of the strip, which has the focus as a whole.
pub(in crate::app) fn strip_id() -> Id {
    Id::new("time strip")
}

/// The name of an edition: its date, followed by the name of its file or version if another edition has the same date.
pub(super) fn label(shown: &PanelContext<'_>, steps: &Steps, edition: usize) -> String {
    let name = || match steps.others.at(edition) {
        Some(other) => other.name.as_str(),
        None => shown.messages.get("time.now"),
    };
    steps.own_date(edition).unwrap_or_else(name).to_owned()
}

pub(in crate::app) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let panel = Panel::bottom("time").frame(panel_frame(&shown.theme)).resizable(false);
    panel.show(ui, |ui| {
        let Some(steps) = shown.timeline.steps() else {
            ui.horizontal(|ui| {
                ui.label(shown.muted(shown.messages.get("time.reading")));
                close(ui, shown, commands);
            });
            return;
        };
        if steps.others.count() == 1 {
            ui.horizontal(|ui| {
                ui.label(shown.muted(shown.messages.get("time.alone")));
                close(ui, shown, commands);
            });
        } else {
            bar(ui, shown, steps, commands);
        }
        for remark in &steps.others.remarks {
            ui.label(shown.muted(remark));
        }
    });
}

fn bar(ui: &mut Ui, shown: &PanelContext<'_>, steps: &Steps, commands: &mut Vec<Command>) {
    let now = shown.timeline.shown().unwrap_or_default();
    let last = steps.others.count() - 1;
    ui.horizontal(|ui| {
        let button = |ui: &mut Ui, can: bool, icon: &str, key, command: TimeCommand| {
            let label = shown.messages.get(key);
            let button = named(ui.add_enabled(can, Button::new(icon)), label).on_hover_text(label);
            button.clicked().then_some(Command::Time(command))
        };
        let (back, forth) = (TimeCommand::Earlier, TimeCommand::Later);
        commands.extend(button(ui, now > 0, icon::ARROW_LEFT, "command.earlier", back));
        commands.extend(button(ui, now < last, icon::ARROW_RIGHT, "command.later", forth));
        let width = (ui.available_width() - 40.0).max(160.0);
        let (rect, _) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
        strip(ui, shown, steps, rect, commands);
        close(ui, shown, commands);
    });
}

fn close(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let label = shown.messages.get("time.close");
    let button = named(ui.add(Button::new(icon::X).small()), label).on_hover_text(label);
    if button.clicked() {
        commands.push(Command::Time(TimeCommand::Toggle));
    }
}

fn strip(
    ui: &Ui,
    shown: &PanelContext<'_>,
    steps: &Steps,
    rect: Rect,
    commands: &mut Vec<Command>,
) {
    let count = steps.others.count();
    let now = shown.timeline.shown().unwrap_or_default();
    let response = ui.interact(rect, strip_id(), Sense::click_and_drag());
    let places: Vec<Pos2> = (0..count).map(|at| place(rect, at, count)).collect();
    describe(ui, shown, steps, &response, now);
    let asked = |action| ui.input(|input| input.has_accesskit_action_request(response.id, action));
    if asked(Action::Decrement) {
        commands.push(Command::Time(TimeCommand::Earlier));
    }
    if asked(Action::Increment) {
        commands.push(Command::Time(TimeCommand::Later));
    }
    if let Some(pointer) = response.interact_pointer_pos() {
        commands.extend(pointed(ui, shown, &response, position(rect, pointer, count)));
        response.request_focus();
    }
    // It takes the focus once, when it opens.
    if !ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default(strip_id()), true)) {
        response.request_focus();
    }
    if response.has_focus() {
        commands.extend(pressed(ui, count).map(Command::Time));
    }
    paint(ui, shown, steps, &response, &places);
    for (at, &middle) in places.iter().enumerate() {
        let name = shown.messages.fill("time.edition", &[&label(shown, steps, at)]);
        let id = response.id.with(at);
        let area = Rect::from_center_size(middle, vec2(2.0 * HANDLE, 2.0 * HANDLE));
        // The strip handles the pointer; stops exist for screen readers.
        let stop = ui.interact(area, id, Sense::hover());
        stop.widget_info(|| WidgetInfo::selected(WidgetType::RadioButton, true, at == now, &name));
        let clicked = ui.input(|input| input.has_accesskit_action_request(stop.id, Action::Click));
        if clicked && at != now {
            commands.push(Command::Time(TimeCommand::GoTo(at)));
        }
    }
    response.on_hover_cursor(CursorIcon::PointingHand);
}

/// The command of the pointer at a position along the stops: between them the chart is on its way from one to the next.
fn pointed(ui: &Ui, shown: &PanelContext<'_>, strip: &Response, position: f32) -> Option<Command> {
    let now = shown.timeline.shown();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a stop")]
    let nearest = position.round() as usize;
    let command = if ui.style().animation_time == 0.0 || strip.clicked() {
        (Some(nearest) != now).then_some(TimeCommand::GoTo(nearest))
    } else if strip.drag_stopped() {
        Some(TimeCommand::EndDrag)
    } else {
        let is_new = shown.timeline.dragged_to != Some(position);
        (strip.dragged() && is_new).then_some(TimeCommand::DragTo(position))
    };
    command.map(Command::Time)
}

/// The pointer's position along the stops: 1.5 is in the middle between the second and the third.
fn position(rect: Rect, pointer: Pos2, count: usize) -> f32 {
    let (first, last) = (place(rect, 0, count).x, place(rect, count - 1, count).x);
    #[expect(clippy::cast_precision_loss, reason = "a few hundred editions")]
    let most = (count - 1) as f32;
    ((pointer.x - first) / (last - first).max(1.0)).clamp(0.0, 1.0) * most
}

/// The position of a stop; stops are equidistant.
fn place(rect: Rect, at: usize, count: usize) -> Pos2 {
    let last = count.saturating_sub(1).max(1);
    #[expect(clippy::cast_precision_loss, reason = "a few hundred editions")]
    let part = at as f32 / last as f32;
    let (left, right) = (rect.left() + ENDS, rect.right() - ENDS);
    pos2(left + (right - left) * part, rect.top() + LINE)
}

fn describe(ui: &Ui, shown: &PanelContext<'_>, steps: &Steps, strip: &Response, now: usize) {
    let name = shown.messages.get("time.title");
    let value = label(shown, steps, now);
    ui.ctx().accesskit_node_builder(strip.id, |node| {
        node.set_role(Role::Slider);
        node.set_label(name);
        node.set_value(value);
        node.add_action(Action::Increment);
        node.add_action(Action::Decrement);
    });
}

/// The command of a pressed key while the strip has the focus.
fn pressed(ui: &Ui, count: usize) -> Option<TimeCommand> {
    let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(strip_id(), filter));
    let is_pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if is_pressed(Key::ArrowLeft) {
        Some(TimeCommand::Earlier)
    } else if is_pressed(Key::ArrowRight) {
        Some(TimeCommand::Later)
    } else if is_pressed(Key::Home) {
        Some(TimeCommand::GoTo(0))
    } else if is_pressed(Key::End) {
        Some(TimeCommand::GoTo(count - 1))
    } else {
        None
    }
}

fn paint(ui: &Ui, shown: &PanelContext<'_>, steps: &Steps, strip: &Response, places: &[Pos2]) {
    let (theme, painter) = (&shown.theme, ui.painter());
    let now = shown.timeline.shown().unwrap_or_default();
    let (Some(first), Some(last)) = (places.first(), places.last()) else { return };
    painter.line_segment([*first, *last], Stroke::new(2.0, color32(theme.line)));
    let date = |at: usize| {
        let is_now = at == now;
        let weight = if is_now { Weight::Medium } else { Weight::Regular };
        let ink = color32(if is_now { theme.text } else { theme.muted });
        let galley =
            painter.layout_no_wrap(label(shown, steps, at), font(weight, size::SMALL), ink);
        let most = (strip.rect.right() - galley.size().x).max(strip.rect.left());
        let left = (places[at].x - galley.size().x / 2.0).clamp(strip.rect.left(), most);
        let corner = pos2(left, places[at].y + HANDLE + 4.0);
        (Rect::from_min_size(corner, galley.size()), galley, ink)
    };
    let own = date(now).0.expand2(vec2(8.0, 0.0));
    let mut free = f32::NEG_INFINITY;
    for (at, &middle) in places.iter().enumerate() {
        let is_now = at == now;
        let color = color32(if is_now { theme.accent } else { theme.line });
        painter.circle_filled(middle, if is_now { HANDLE } else { STOP }, color);
        let (rect, galley, ink) = date(at);
        // Dates that would overlap are omitted, except that of the displayed edition.
        if is_now || (rect.left() > free && !rect.intersects(own)) {
            free = rect.right() + 8.0;
            painter.galley(rect.min, galley, ink);
        }
    }
    let held = strip.interact_pointer_pos().filter(|_| strip.dragged());
    if let Some(held) = held.filter(|_| ui.style().animation_time > 0.0) {
        let handle = pos2(held.x.clamp(first.x, last.x), first.y);
        painter.circle_filled(handle, HANDLE, color32(theme.accent));
    }
    if strip.has_focus() {
        let stroke = Stroke::new(1.5, color32(theme.accent));
        painter.rect_stroke(strip.rect.shrink(1.0), 6.0, stroke, StrokeKind::Inside);
    }
}
