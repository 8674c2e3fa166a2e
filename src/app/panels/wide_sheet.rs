//! Modal of nearly the size of the window, for content that scrolls in both directions.

use egui::{Id, Label, Modal, RichText, ScrollArea, Ui, Vec2, vec2};

use super::PanelContext;
use crate::app::command::Command;
use crate::app::widgets::overlay;
use crate::app::widgets::style::font;
use crate::scene::text::Weight;
use crate::scene::theme::size;

/// Margin of the window around the sheet.
const AROUND: Vec2 = vec2(56.0, 64.0);
/// Height of the title, and minimum height of the scrollable content, in points.
const TITLE_HEIGHT: f32 = 48.0;
const MIN_HEIGHT: f32 = 120.0;

/// Texts of a sheet, as keys of messages.
pub(super) struct SheetWords {
    /// The title, which is also its accessible name.
    pub(super) name: &'static str,
    /// Hint beside the title.
    pub(super) hint: Option<&'static str>,
    /// Placeholder for missing content.
    pub(super) empty: Option<&'static str>,
}

/// Shows a sheet with a title and a button that closes it.
pub(super) fn show(
    ui: &Ui,
    shown: &PanelContext<'_>,
    words: &SheetWords,
    commands: &mut Vec<Command>,
    content: impl FnOnce(&mut Ui, &mut Vec<Command>),
) {
    let name = shown.messages.get(words.name);
    overlay(ui, Modal::new(Id::new(words.name)), name, commands, |ui, commands| {
        let room = ui.ctx().content_rect().size() - AROUND;
        ui.set_width(room.x);
        ui.horizontal(|ui| {
            let title = RichText::new(name).font(font(Weight::Medium, size::NAME));
            ui.add(Label::new(title));
            if ui.button(shown.messages.get("notice.close")).clicked() {
                commands.push(Command::CloseModal);
            }
            if let Some(hint) = words.hint {
                ui.add(Label::new(shown.muted(shown.messages.get(hint))).truncate());
            }
        });
        if let Some(empty) = words.empty {
            ui.label(shown.muted(shown.messages.get(empty)));
            return;
        }
        let height = (room.y - TITLE_HEIGHT).max(MIN_HEIGHT);
        let area = ScrollArea::both().max_height(height).min_scrolled_height(height);
        area.auto_shrink(false).show(ui, |ui| content(ui, commands));
    });
}
