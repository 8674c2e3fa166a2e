//! The design tokens as egui's style and fonts.

use std::borrow::Cow;
use std::sync::Arc;

use egui::epaint::text::{FontInsert, FontPriority, InsertFontFamily};
use egui::style::{ScrollStyle, Selection, WidgetVisuals};
use egui::{
    Context, CornerRadius, FontData, FontFamily, FontId, Id, Margin, Shadow, Stroke, Style,
    TextStyle, Visuals, vec2,
};

use super::word_order::WordOrder;
use crate::canvas::color32;
use crate::scene::text::{Face, FontSet, Weight, font_bytes};
use crate::scene::theme::{Color, SHADOW, Theme, ThemeMode, size};

/// The icons of the interface, as characters of the icon font.
pub(crate) mod icon {
    pub(in crate::app) use egui_phosphor::regular::{
        ARROW_CLOCKWISE, ARROW_DOWN, ARROW_LEFT, ARROW_RIGHT, ARROW_UP, ARROWS_OUT_LINE_VERTICAL,
        CARDS, CARET_DOWN, CARET_RIGHT, CARET_UP, CHECK, CHECK_SQUARE, CIRCLE, COLUMNS, COPY,
        EXPORT, EYE, FLOW_ARROW, FOLDER_OPEN, FUNNEL, MOON, PATH, QUESTION, RADIO_BUTTON, SQUARE,
        SUN, TRASH, TREE_STRUCTURE, USER, X,
    };
}

/// The monospaced font, for structure files.
const MONOSPACE: &[u8] = include_bytes!("../../../assets/fonts/NotoSansMono-Regular.ttf");

/// The font family of the medium weight.
const MEDIUM_FAMILY: &str = "medium";

/// The font id of a weight and size.
pub(crate) fn font(weight: Weight, size: f32) -> FontId {
    match weight {
        Weight::Regular => FontId::new(size, FontFamily::Proportional),
        Weight::Medium => FontId::new(size, FontFamily::Name(MEDIUM_FAMILY.into())),
    }
}

/// Installs the embedded fonts, the order of words, and both themes.
pub(crate) fn install(context: &Context) {
    context.add_plugin(WordOrder::default());
    context.set_fonts(egui::FontDefinitions::empty());
    let family = |family: FontFamily| InsertFontFamily { family, priority: FontPriority::Highest };
    let regular = FontData::from_static(font_bytes(Weight::Regular));
    let everyday = vec![family(FontFamily::Proportional), family(FontFamily::Monospace)];
    context.add_font(FontInsert::new("regular", regular, everyday));
    let monospace = vec![family(FontFamily::Monospace)];
    context.add_font(FontInsert::new("monospace", FontData::from_static(MONOSPACE), monospace));
    let medium = vec![family(FontFamily::Name(MEDIUM_FAMILY.into()))];
    context.add_font(FontInsert::new(
        "medium",
        FontData::from_static(font_bytes(Weight::Medium)),
        medium,
    ));
    let icons = FontData::from_static(egui_phosphor::bytes::regular::FONT);
    let beside = |family| InsertFontFamily { family, priority: FontPriority::Lowest };
    let beside = vec![beside(FontFamily::Proportional)];
    context.add_font(FontInsert::new("icons", icons, beside));
    context.options_mut(|options| options.zoom_with_keyboard = false);
    for (egui_theme, mode) in
        [(egui::Theme::Light, ThemeMode::Light), (egui::Theme::Dark, ThemeMode::Dark)]
    {
        context.set_style_of(egui_theme, style(&Theme::of(mode)));
    }
}

/// Installs the fallback fonts of a set that are not installed yet.
pub(crate) fn install_fallbacks(context: &Context, fonts: &FontSet, installed: &mut FontSet) {
    let is_new = |face: &&Arc<Face>| !installed.fallbacks().iter().any(|it| Arc::ptr_eq(it, face));
    let new: Vec<Arc<Face>> = fonts.fallbacks().iter().filter(is_new).cloned().collect();
    if new.is_empty() {
        return;
    }
    for face in new {
        let mut font = match face.bytes() {
            Cow::Borrowed(data) => FontData::from_static(data),
            Cow::Owned(data) => FontData::from_owned(data),
        };
        font.index = face.data().1;
        font.tweak.y_offset_factor = face.shift_in_rows();
        let families = [
            FontFamily::Proportional,
            FontFamily::Monospace,
            FontFamily::Name(MEDIUM_FAMILY.into()),
        ];
        let lowest = |family| InsertFontFamily { family, priority: FontPriority::Lowest };
        let name = format!("fallback {}", installed.fallbacks().len());
        context.add_font(FontInsert::new(&name, font, families.map(lowest).into()));
        installed.push(face);
    }
    context.data_mut(|data| data.insert_temp(Id::NULL, installed.clone()));
    // egui loads them at the start of the next frame.
    context.request_repaint();
}

/// The installed font set.
pub(crate) fn installed_fonts(context: &Context) -> FontSet {
    context.data(|data| data.get_temp(Id::NULL)).unwrap_or_default()
}

fn style(theme: &Theme) -> Style {
    let mut style = Style { visuals: visuals(theme), ..Style::default() };
    let sizes = [
        (TextStyle::Heading, font(Weight::Medium, size::TITLE)),
        (TextStyle::Body, font(Weight::Regular, size::BODY)),
        (TextStyle::Button, font(Weight::Regular, size::BODY)),
        (TextStyle::Small, font(Weight::Regular, size::SMALL)),
        (TextStyle::Monospace, FontId::new(size::BODY, FontFamily::Monospace)),
    ];
    style.text_styles = sizes.into();
    style.spacing.item_spacing = vec2(8.0, 6.0);
    style.spacing.button_padding = vec2(10.0, 5.0);
    style.spacing.interact_size.y = 28.0;
    style.spacing.menu_margin = Margin::same(6);
    style.spacing.scroll = ScrollStyle::thin();
    style.interaction.selectable_labels = true;
    style.interaction.tooltip_delay = 0.3;
    style.animation_time = 0.12;
    style
}

fn visuals(theme: &Theme) -> Visuals {
    let mut visuals = match theme.mode {
        ThemeMode::Light => Visuals::light(),
        ThemeMode::Dark => Visuals::dark(),
    };
    visuals.panel_fill = color32(theme.panel);
    visuals.window_fill = color32(theme.card);
    visuals.window_stroke = Stroke::new(1.0, color32(theme.border));
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.extreme_bg_color = color32(theme.ground);
    visuals.faint_bg_color = color32(theme.hover);
    visuals.code_bg_color = color32(theme.hover);
    visuals.hyperlink_color = color32(theme.accent);
    visuals.weak_text_color = Some(color32(theme.muted));
    visuals.error_fg_color = color32(theme.error);
    visuals.warn_fg_color = color32(theme.warning);
    // A blinking cursor would repaint the window forever.
    visuals.text_cursor.blink = false;
    visuals.button_frame = true;
    visuals.popup_shadow = Shadow { offset: [0, 4], blur: 16, spread: 0, color: color32(SHADOW) };
    visuals.selection = Selection {
        bg_fill: color32(theme.accent_faint),
        stroke: Stroke::new(1.0, color32(theme.accent)),
    };
    let widget = |fill: Color, border: Color, text: Color| WidgetVisuals {
        bg_fill: color32(fill),
        weak_bg_fill: color32(fill),
        bg_stroke: Stroke::new(1.0, color32(border)),
        fg_stroke: Stroke::new(1.0, color32(text)),
        corner_radius: CornerRadius::same(6),
        expansion: 0.0,
    };
    visuals.widgets.noninteractive = widget(theme.panel, theme.border, theme.text);
    visuals.widgets.inactive = widget(theme.panel, theme.panel, theme.text);
    // Checkboxes have an outline while off; buttons have none.
    visuals.widgets.inactive.bg_fill = color32(theme.hover);
    visuals.widgets.hovered = widget(theme.hover, theme.hover, theme.text);
    visuals.widgets.active = widget(theme.accent_faint, theme.accent, theme.text);
    visuals.widgets.open = widget(theme.hover, theme.border, theme.text);
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The theme's text and background colours; `theme.rs` tests their contrast.
    #[test]
    fn controls_use_theme_colours() {
        for theme in [Theme::of(ThemeMode::Light), Theme::of(ThemeMode::Dark)] {
            let texts = [theme.text, theme.muted, theme.accent, theme.error, theme.warning];
            let grounds = [theme.ground, theme.panel, theme.card, theme.accent_faint, theme.hover];
            let (texts, grounds) = (texts.map(color32), grounds.map(color32));
            let found = visuals(&theme);
            let widgets = &found.widgets;
            for state in [
                &widgets.noninteractive,
                &widgets.inactive,
                &widgets.hovered,
                &widgets.active,
                &widgets.open,
            ] {
                assert!(texts.contains(&state.fg_stroke.color), "{:?}", state.fg_stroke);
                assert!(grounds.contains(&state.bg_fill) && grounds.contains(&state.weak_bg_fill));
            }
            let (selected, on) = (found.selection.stroke.color, found.selection.bg_fill);
            assert!(texts.contains(&selected) && grounds.contains(&on));
            assert!(texts.contains(&found.weak_text_color()), "hints in empty fields");
            assert!(texts.contains(&found.hyperlink_color));
            assert!(texts.contains(&found.error_fg_color) && texts.contains(&found.warn_fg_color));
            for ground in [
                found.panel_fill,
                found.window_fill,
                found.extreme_bg_color,
                found.faint_bg_color,
                found.text_edit_bg_color(),
                found.code_bg_color,
            ] {
                assert!(grounds.contains(&ground), "{ground:?}");
            }
        }
    }
}
