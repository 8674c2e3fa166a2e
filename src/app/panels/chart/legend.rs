//! The legend of the cards' colours, at the lower left of the chart.

use egui::{Align2, Area, Id, Label, Order, Rect, RichText, Sense, Stroke, StrokeKind, Ui, vec2};

use super::{INSET, floating};
use crate::app::panels::PanelContext;
use crate::app::widgets::style::font;
use crate::canvas::color32;
use crate::scene::text::Weight;
use crate::scene::theme::size;
use crate::scene::{ColorBy, IndexedScene};

/// The side of a patch of colour, in points.
const PATCH: f32 = 12.0;
/// The height of a row, in points.
const ROW: f32 = 17.0;
/// The maximum width of the words, in points.
const WORDS_WIDTH: f32 = 190.0;

pub(super) fn show(ui: &Ui, space: Rect, scene: &IndexedScene, shown: &PanelContext<'_>) {
    if shown.marked.is_some()
        || shown.view.color_by == ColorBy::Kind
        || scene.colors.meanings.is_empty()
    {
        return;
    }
    Area::new(Id::new("legend"))
        .order(Order::Middle)
        .pivot(Align2::LEFT_BOTTOM)
        .fixed_pos(space.left_bottom() + vec2(INSET, -INSET))
        .constrain_to(space)
        .interactable(false)
        .show(ui.ctx(), |ui| {
            floating(shown).show(ui, |ui| {
                ui.set_max_width(PATCH + WORDS_WIDTH);
                ui.spacing_mut().item_spacing = vec2(7.0, 2.0);
                ui.spacing_mut().interact_size.y = ROW;
                if !scene.colors.title.is_empty() {
                    let title = RichText::new(&scene.colors.title);
                    ui.label(title.font(font(Weight::Medium, size::SMALL)));
                }
                for meaning in &scene.colors.meanings {
                    ui.horizontal(|ui| {
                        let (patch, _) = ui.allocate_exact_size(vec2(PATCH, PATCH), Sense::hover());
                        if let Some(color) = meaning.color {
                            ui.painter().rect_filled(patch, 3.0, color32(color));
                        } else {
                            let stroke = Stroke::new(1.0, color32(shown.theme.line));
                            ui.painter().rect_stroke(patch, 3.0, stroke, StrokeKind::Inside);
                        }
                        ui.add(Label::new(shown.muted(&meaning.words)).truncate());
                    });
                }
            });
        });
}
