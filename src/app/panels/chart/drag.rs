//! A card that is dragged over the chart: its drop target is marked and named next to the pointer.

use egui::{Align2, CursorIcon, Rect, Stroke, StrokeKind, Ui, vec2};

use super::owner;
use crate::app::command::{Command, EditCommand};
use crate::app::panels::PanelContext;
use crate::app::widgets::style::font;
use crate::canvas::{Canvas, DropPlace, color32};
use crate::edit::branch::Destination;
use crate::model::UnitIndex;
use crate::scene::text::Weight;
use crate::scene::theme::size;

/// The command for a card that was dropped.
pub(super) fn dropped(
    shown: &PanelContext<'_>,
    unit: UnitIndex,
    place: DropPlace,
    copies: bool,
) -> Command {
    let id = |unit: UnitIndex| shown.chart.unit(owner(shown, unit)).id.clone();
    let to = match place {
        DropPlace::Under(parent) => Destination::Under(id(parent)),
        DropPlace::Before(sibling) => Destination::Before(id(sibling)),
        DropPlace::Behind(sibling) => Destination::Behind(id(sibling)),
    };
    Command::Edit(EditCommand::Put { unit: id(unit), to, copies })
}

/// Marks the drop target of the dragged card, and describes the effect.
pub(super) fn show(ui: &Ui, space: Rect, canvas: &Canvas, shown: &PanelContext<'_>) {
    let Some(drag) = canvas.drag() else { return };
    ui.ctx().set_cursor_icon(match drag.place {
        Some(_) if drag.copies => CursorIcon::Copy,
        _ => CursorIcon::Grabbing,
    });
    let painter = ui.painter_at(space);
    let accent = color32(shown.theme.accent);
    if let Some((mark, place)) = drag.mark.zip(drag.place) {
        if matches!(place, DropPlace::Under(_)) {
            let around = mark.expand(3.0);
            painter.rect_filled(around, 7.0, accent.gamma_multiply(0.15));
            painter.rect_stroke(around, 7.0, Stroke::new(3.0, accent), StrokeKind::Outside);
        } else {
            let bar = Rect::from_center_size(mark.center(), mark.size().max(vec2(4.0, 4.0)));
            painter.rect_filled(bar, 2.0, accent);
        }
    }
    let other = |unit: UnitIndex| shown.name(owner(shown, unit));
    let name = other(drag.unit);
    let words = match drag.place {
        None => name.to_owned(),
        Some(place) => {
            let (key, other) = match (place, drag.copies) {
                (DropPlace::Under(unit), false) => ("drag.under", other(unit)),
                (DropPlace::Before(unit), false) => ("drag.before", other(unit)),
                (DropPlace::Behind(unit), false) => ("drag.behind", other(unit)),
                (DropPlace::Under(unit), true) => ("drag.copy_under", other(unit)),
                (DropPlace::Before(unit), true) => ("drag.copy_before", other(unit)),
                (DropPlace::Behind(unit), true) => ("drag.copy_behind", other(unit)),
            };
            shown.messages.fill(key, &[name, other])
        }
    };
    say(ui, space, drag.at, &words, shown);
}

/// Shows text next to the pointer.
pub(in crate::app::panels) fn say(
    ui: &Ui,
    space: Rect,
    at: egui::Pos2,
    words: &str,
    shown: &PanelContext<'_>,
) {
    let painter = ui.painter_at(space);
    let font = font(Weight::Medium, size::SMALL);
    let galley = painter.layout(words.to_owned(), font, color32(shown.theme.text), 320.0);
    let place = Align2::LEFT_TOP.anchor_size(at + vec2(14.0, 16.0), galley.size());
    let ground = place.expand2(vec2(8.0, 5.0));
    let ground = ground.translate((space.max - ground.max).min(vec2(0.0, 0.0)));
    let border = Stroke::new(1.0, color32(shown.theme.accent));
    painter.rect(ground, 6.0, color32(shown.theme.panel), border, StrokeKind::Inside);
    painter.galley(ground.min + vec2(8.0, 5.0), galley, color32(shown.theme.text));
}
