//! Columns of the outline: the totals of branches that the cards show.

use egui::{Align2, Rect, Response, Sense, Ui, WidgetInfo, WidgetType, pos2, vec2};

use super::PanelContext;
use crate::app::widgets::style::font;
use crate::canvas::color32;
use crate::model::UnitIndex;
use crate::scene::CardPart;
use crate::scene::text::Weight;
use crate::scene::theme::size;

/// The width of a column, in points.
const WIDTH: f32 = 46.0;
/// The height of the headings, in points.
const HEIGHT: f32 = 18.0;
/// Distance from the end of a number to the end of its row, and from there to the edge of the panel, in points.
const INSET: f32 = 4.0;
const SCROLL_BAR: f32 = 6.0;
/// The columns with the keys of their headings.
const HEADINGS: &[(CardPart, &str)] = &[
    (CardPart::Units, "facts.total.units"),
    (CardPart::Posts, "facts.total.posts"),
    (CardPart::Vacant, "facts.vacant"),
    (CardPart::Fte, "facts.total.fte"),
    (CardPart::Headcount, "outline.headcount"),
];

/// The displayed totals; empty if the file has nothing to add up.
fn columns(shown: &PanelContext<'_>) -> Vec<(&'static CardPart, &'static str)> {
    if shown.totals.is_empty() {
        return Vec::new();
    }
    let is_chosen = |(part, _): &&(CardPart, _)| shown.view.card.has(part);
    HEADINGS.iter().filter(is_chosen).map(|(part, key)| (part, shown.messages.get(key))).collect()
}

/// The width of all columns.
#[expect(clippy::cast_precision_loss, reason = "five columns at most")]
pub(super) fn width(shown: &PanelContext<'_>) -> f32 {
    columns(shown).len() as f32 * WIDTH
}

/// Shows the headings on the right of a row.
pub(super) fn headings(ui: &mut Ui, shown: &PanelContext<'_>) {
    ui.spacing_mut().item_spacing.x = 0.0;
    for (_, heading) in columns(shown).into_iter().rev() {
        let (place, response) = ui.allocate_exact_size(vec2(WIDTH, HEIGHT), Sense::hover());
        let (font, color) = (font(Weight::Regular, size::SMALL), color32(shown.theme.muted));
        let right = place.right_center() - vec2(INSET + SCROLL_BAR, 0.0);
        ui.painter().text(right, Align2::RIGHT_CENTER, heading, font, color);
        response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, heading));
    }
}

/// Paints the numbers of a unit on the right of its row, and exposes them to screen readers as its description.
pub(super) fn show(
    ui: &Ui,
    shown: &PanelContext<'_>,
    (unit, row): (UnitIndex, Rect),
    response: &Response,
) {
    let Some(totals) = shown.totals.get(unit.get()) else { return };
    let (mut right, mut said) = (row.right() - INSET, Vec::new());
    for (part, heading) in columns(shown).into_iter().rev() {
        if let Some(number) = part.total(totals) {
            let least = if totals.is_at_least { "≥ " } else { "" };
            let number = format!("{least}{number}");
            let font = font(Weight::Regular, size::SMALL);
            let place = pos2(right, row.center().y);
            let color = color32(shown.theme.muted);
            ui.painter().text(place, Align2::RIGHT_CENTER, &number, font, color);
            said.push(format!("{heading} {number}"));
        }
        right -= WIDTH;
    }
    if !said.is_empty() {
        said.reverse();
        let said = said.join(", ");
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(said));
    }
}
