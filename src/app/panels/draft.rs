//! The dialog that offers to restore a draft.

use egui::{Id, Label, Modal, RichText, ScrollArea, Ui};

use super::PanelContext;
use crate::app::command::{Command, DraftCommand};
use crate::app::state::drafts::{FileNow, Offer};
use crate::app::widgets::overlay;
use crate::app::widgets::style::font;
use crate::canvas::color32;
use crate::scene::text::Weight;
use crate::scene::theme::size;

/// The height of the list of changes, in points.
const CHANGES_HEIGHT: f32 = 260.0;

pub(in crate::app) fn show(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    offer: &Offer,
    commands: &mut Vec<Command>,
) {
    let messages = shown.messages;
    let title = messages.get("draft.title");
    overlay(ui, Modal::new(Id::new("draft")), title, commands, |ui, commands| {
        ui.set_width(520.0_f32.min(ui.ctx().content_rect().width() - 64.0));
        ui.label(RichText::new(title).font(font(Weight::Medium, size::NAME)));
        ui.add_space(4.0);
        let path = offer.draft.path.display().to_string();
        ui.add(Label::new(messages.fill("draft.what", &[&path])).wrap());
        let file = match offer.file {
            FileNow::AsItWas => None,
            FileNow::Changed => Some("draft.changed"),
            FileNow::Missing => Some("draft.missing"),
        };
        if let Some(file) = file {
            let words = RichText::new(messages.get(file)).color(color32(shown.theme.warning));
            ui.add(Label::new(words).wrap());
        }
        ui.add_space(6.0);
        ScrollArea::vertical().max_height(CHANGES_HEIGHT).show(ui, |ui| changes(ui, shown, offer));
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            for (label, command) in [
                ("draft.restore", Command::DecideOnDraft(DraftCommand::Restore)),
                ("draft.discard", Command::DecideOnDraft(DraftCommand::Discard)),
                ("draft.later", Command::CloseModal),
            ] {
                if ui.button(messages.get(label)).clicked() {
                    commands.push(command);
                }
            }
        });
    });
}

/// The changes as old and new lines.
fn changes(ui: &mut Ui, shown: &PanelContext<'_>, offer: &Offer) {
    for (before, after) in &offer.changes {
        for (sign, lines, color) in
            [("−", before, shown.theme.muted), ("+", after, shown.theme.accent)]
        {
            for line in lines.lines() {
                let words = RichText::new(format!("{sign} {line}")).size(size::SMALL);
                ui.add(Label::new(words.color(color32(color))).wrap());
            }
        }
        ui.add_space(4.0);
    }
    if offer.more_changes > 0 {
        let more = offer.more_changes.to_string();
        ui.label(shown.muted(shown.messages.fill("draft.more", &[&more])));
    }
}
