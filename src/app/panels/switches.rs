//! Commands that are switches, and their states.

use egui::Context;

use super::PanelContext;
use crate::app::command::{Command, EditCommand, ViewCommand};
use crate::app::state::inspector::Tab;
use crate::app::widgets::has_room;

/// The state of a command that is a switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Switch {
    /// An independent switch.
    Alone(bool),
    /// One of several alternatives.
    OneOf(bool),
}

impl Switch {
    pub(super) const fn is_on(self) -> bool {
        match self {
            Self::Alone(is_on) | Self::OneOf(is_on) => is_on,
        }
    }
}

impl PanelContext<'_> {
    /// The state of a command; `None` if it is not a switch.
    pub(super) fn switch(&self, context: &Context, command: &Command) -> Option<Switch> {
        let (view, settings, inspector) = (self.view, self.settings, self.inspector);
        Some(match command {
            Command::ToggleOutline => Switch::Alone(settings.outline_is_seen(has_room(context))),
            Command::ToggleInspector => Switch::Alone(settings.shows_inspector),
            Command::ToggleFunctions => Switch::Alone(self.function_table.is_open),
            Command::ToggleProblems => Switch::Alone(settings.shows_problems),
            Command::ToggleMinimap => Switch::Alone(settings.shows_minimap),
            Command::TogglePersons => Switch::Alone(!view.without_persons),
            Command::InView(ViewCommand::TogglePosts) => Switch::Alone(view.has_posts),
            Command::ToggleAllLanguages => Switch::Alone(inspector.has_all_languages),
            Command::ToggleLines(kind) => Switch::Alone(view.relations.shows(*kind)),
            Command::Edit(EditCommand::ToggleSource) => {
                let is_open = settings.shows_inspector && inspector.tab == Tab::Details;
                Switch::Alone(is_open && self.shows_source())
            }
            Command::SetLayout(style) => Switch::OneOf(view.style == *style),
            Command::SetDirection(direction) => Switch::OneOf(view.direction == *direction),
            Command::SetAppearance(appearance) => Switch::OneOf(settings.appearance == *appearance),
            _ => return None,
        })
    }
}
