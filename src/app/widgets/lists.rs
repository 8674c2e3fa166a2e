//! Rows of lists.

use egui::{Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, WidgetType, vec2};

use crate::canvas::color32;
use crate::scene::theme::Theme;

/// Allocates a clickable list row and paints its background. Returns its rect and response.
pub(crate) fn row_ground(
    ui: &mut Ui,
    theme: &Theme,
    height: f32,
    selected: bool,
    name: &str,
) -> (Rect, Response) {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    response.widget_info(|| WidgetInfo::selected(WidgetType::Button, true, selected, name));
    if selected || response.hovered() || response.has_focus() {
        let fill = if selected { theme.accent_faint } else { theme.hover };
        ui.painter().rect_filled(rect, 4.0, color32(fill));
    }
    if response.has_focus() {
        let ring = Stroke::new(1.5, color32(theme.accent));
        ui.painter().rect_stroke(rect, 4.0, ring, StrokeKind::Inside);
    }
    (rect, response)
}
