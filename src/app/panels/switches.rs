//! Which commands are switches, and how each stands.

use egui::{Context, CornerRadius, Response, Stroke, Ui};

use super::{Shown, has_room};
use crate::app::command::Command;
use crate::app::desk::EditCommand;
use crate::app::reading::Tab;
use crate::canvas::color32;
use crate::scene::theme::Theme;

/// How a command that is a switch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Switch {
    /// On or off by itself.
    Alone(bool),
    /// One of several of which one is on.
    OneOf(bool),
}

impl Switch {
    pub(super) const fn is_on(self) -> bool {
        match self {
            Self::Alone(is_on) | Self::OneOf(is_on) => is_on,
        }
    }
}

impl Shown<'_> {
    /// How a command stands; none where it is no switch.
    pub(super) fn switch(&self, context: &Context, command: &Command) -> Option<Switch> {
        let (view, settings, reading) = (self.view, self.settings, self.reading);
        Some(match command {
            Command::ToggleOutline => Switch::Alone(settings.outline_is_seen(has_room(context))),
            Command::ToggleInspector => Switch::Alone(settings.shows_inspector),
            Command::ToggleFunctions => Switch::Alone(reading.shows_functions),
            Command::ToggleProblems => Switch::Alone(settings.shows_problems),
            Command::ToggleMinimap => Switch::Alone(settings.shows_minimap),
            Command::ToggleAllLanguages => Switch::Alone(reading.has_all_languages),
            Command::ToggleLines(kind) => Switch::Alone(view.relations.shows(*kind)),
            Command::Edit(EditCommand::ToggleSource) => {
                let is_open = settings.shows_inspector && reading.tab == Tab::Details;
                Switch::Alone(is_open && self.shows_source())
            }
            Command::SetLayout(style) => Switch::OneOf(view.style == *style),
            Command::SetDirection(direction) => Switch::OneOf(view.direction == *direction),
            Command::SetAppearance(appearance) => Switch::OneOf(settings.appearance == *appearance),
            _ => return None,
        })
    }
}

/// A box to tick, with corners: a round one would be taken for one of several choices.
pub(super) fn tick_box(ui: &mut Ui, theme: &Theme, is_on: &mut bool, words: &str) -> Response {
    outlined(ui, theme, |ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        for look in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
            look.corner_radius = CornerRadius::same(3);
        }
        ui.checkbox(is_on, words)
    })
}

/// One of several choices.
pub(super) fn radio_button(ui: &mut Ui, theme: &Theme, is_on: bool, words: &str) -> Response {
    outlined(ui, theme, |ui| ui.radio(is_on, words))
}

/// A box or a ring that is seen as well while it is empty.
fn outlined(ui: &mut Ui, theme: &Theme, show: impl FnOnce(&mut Ui) -> Response) -> Response {
    ui.scope(|ui| {
        let outline = Stroke::new(1.0, color32(theme.muted));
        let widgets = &mut ui.visuals_mut().widgets;
        for look in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
            look.bg_stroke = outline;
        }
        show(ui)
    })
    .inner
}
