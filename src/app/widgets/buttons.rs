//! Buttons and switches.

use egui::{Button, CornerRadius, Response, RichText, Stroke, Ui, WidgetInfo, WidgetType};

use crate::canvas::color32;
use crate::scene::theme::Theme;

/// A button styled to stand out from body text.
pub(crate) fn offered<'w>(theme: &Theme, words: &'w str) -> Button<'w> {
    let words = RichText::new(words).color(color32(theme.accent));
    Button::new(words).fill(color32(theme.accent_faint))
}

/// Sets the accessible name of a button that shows an icon.
pub(crate) fn named(response: Response, name: &str) -> Response {
    let enabled = response.enabled();
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, enabled, name));
    response
}

/// A checkbox with square corners: a round one would look like a radio button.
pub(crate) fn tick_box(ui: &mut Ui, theme: &Theme, is_on: &mut bool, words: &str) -> Response {
    let label = RichText::new(words).color(color32(theme.text));
    outlined(ui, theme, *is_on, |ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        for look in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
            look.corner_radius = CornerRadius::same(3);
        }
        ui.checkbox(is_on, label)
    })
}

/// A radio button.
pub(crate) fn radio_button(ui: &mut Ui, theme: &Theme, is_on: bool, words: &str) -> Response {
    let label = RichText::new(words).color(color32(theme.text));
    outlined(ui, theme, is_on, |ui| ui.radio(is_on, label))
}

/// Draws checkboxes and radio buttons with an outline, so that they are visible when empty; in the
/// accent colour if on.
fn outlined(
    ui: &mut Ui,
    theme: &Theme,
    is_on: bool,
    show: impl FnOnce(&mut Ui) -> Response,
) -> Response {
    ui.scope(|ui| {
        let (accent, faint) = (color32(theme.accent), color32(theme.accent_faint));
        let outline = if is_on { accent } else { color32(theme.muted) };
        let widgets = &mut ui.visuals_mut().widgets;
        for look in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
            look.bg_stroke = Stroke::new(1.0, outline);
            if is_on {
                look.fg_stroke = Stroke::new(1.5, accent);
                look.bg_fill = faint;
            }
        }
        show(ui)
    })
    .inner
}
