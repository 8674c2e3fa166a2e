//! Side panels of the window.

use egui::{Context, Frame, Margin, Panel, Ui};

use crate::canvas::color32;
use crate::scene::theme::Theme;

/// The frame of a side panel.
pub(crate) fn panel_frame(theme: &Theme) -> Frame {
    Frame::new().fill(color32(theme.panel)).inner_margin(Margin::symmetric(14, 12))
}

/// The minimum width of a window with panels on both sides of the chart, in points.
const BOTH_SIDES_FROM: f32 = 900.0;

/// Whether there is room for panels on both sides of the chart.
pub(crate) fn has_room(context: &Context) -> bool {
    context.content_rect().width() >= BOTH_SIDES_FROM
}

/// A side panel, which leaves room for the chart.
pub(crate) fn side_panel(ui: &Ui, panel: Panel, theme: &Theme, default_size: f32) -> Panel {
    let share = if has_room(ui.ctx()) { 0.3 } else { 0.42 };
    let most = (ui.ctx().content_rect().width() * share).max(MIN_PANEL);
    panel
        .frame(panel_frame(theme))
        .resizable(true)
        .default_size(default_size.min(most * 0.9))
        .min_size(MIN_PANEL)
        .max_size(most)
}

/// The minimum width of a side panel, in points.
const MIN_PANEL: f32 = 150.0;
