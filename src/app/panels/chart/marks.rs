//! Rings around the cards of changed units; those of new units pulse once.

use egui::{Id, Rect, Stroke, StrokeKind, Ui};

use crate::app::panels::PanelContext;
use crate::app::state::clock::Instant;
use crate::canvas::{Canvas, color32};
use crate::editions::Mark;
use crate::scene::IndexedScene;

/// The duration of the pulse, in seconds.
const PULSE: f64 = 1.2;
/// The initial distance of a pulsing ring from its card, in points.
const FROM: f32 = 28.0;

/// Paints the rings.
pub(crate) fn show(
    ui: &Ui,
    space: Rect,
    canvas: &Canvas,
    stage: &IndexedScene,
    shown: &PanelContext<'_>,
) {
    let Some(projector) = canvas.projector(space) else { return };
    let part = shown.marks.since.map_or(1.0, |since| part(ui, since));
    let is_pulsing = part < 1.0;
    let painter = ui.painter().with_clip_rect(space);
    let mut pulses = false;
    for (card, change) in
        stage.cards.iter().filter_map(|card| Some((card, *shown.marks.by_unit.get(&card.unit)?)))
    {
        let rect = projector.screen_rect(card.rect);
        if !rect.intersects(space) {
            continue;
        }
        let color = color32(shown.theme.accent);
        painter.rect_stroke(rect.expand(3.0), 8.0, Stroke::new(2.0, color), StrokeKind::Outside);
        if is_pulsing && change == Mark::Added {
            let ring = Stroke::new(2.0, color.gamma_multiply(part));
            let far = rect.expand(3.0 + FROM * (1.0 - part));
            painter.rect_stroke(far, 10.0, ring, StrokeKind::Outside);
            pulses = true;
        }
    }
    if pulses {
        ui.ctx().request_repaint();
    }
}

/// The completed fraction of the pulse of marks. It starts in the first frame that shows them.
fn part(ui: &Ui, since: Instant) -> f32 {
    let now = ui.input(|input| input.time);
    let start = ui.data_mut(|data| {
        let first = data.get_temp_mut_or(Id::new("pulse"), (since, now));
        if first.0 != since {
            *first = (since, now);
        }
        first.1
    });
    #[expect(clippy::cast_possible_truncation, reason = "a part of one")]
    let part = ((now - start) / PULSE).min(1.0) as f32;
    part
}
