//! The menu of cards: their contents, and the meaning of their colours.

use egui::{ScrollArea, Ui};

use super::PanelContext;
use super::menus::indented;
use crate::app::command::{Command, ViewCommand};
use crate::app::widgets::{radio_button, tick_box};
use crate::scene::{CardPart, ColorBy};

/// The parts of cards, with the keys of their labels.
const PARTS: &[(CardPart, &str)] = &[
    (CardPart::Acronym, "change.acronym"),
    (CardPart::Kind, "color.kind"),
    (CardPart::Head, "inspector.head"),
    (CardPart::Holder, "change.holder"),
    (CardPart::Functions, "legend.functions"),
    (CardPart::Units, "facts.total.units"),
    (CardPart::Posts, "facts.total.posts"),
    (CardPart::Vacant, "facts.total.vacant"),
    (CardPart::Fte, "facts.total.fte"),
    (CardPart::Headcount, "facts.total.headcount"),
];

/// The properties for colours that every chart has, with the keys of their labels.
const COLORS: &[(ColorBy, &str)] = &[
    (ColorBy::Kind, "color.kind"),
    (ColorBy::Status, "change.status"),
    (ColorBy::Level, "color.by_level"),
    (ColorBy::Branch, "color.by_branch"),
];

/// The height of the window outside the menu, in points.
const AROUND: f32 = 100.0;

pub(super) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let height = ui.ctx().content_rect().height() - AROUND;
    ScrollArea::vertical().max_height(height).show(ui, |ui| {
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| parts(ui, shown, commands));
            ui.separator();
            ui.vertical(|ui| colors(ui, shown, commands));
        });
    });
}

fn parts(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    ui.label(shown.muted(shown.messages.get("card.shows")));
    let common = PARTS.iter().map(|(part, key)| (part.clone(), shown.messages.get(key)));
    let own = shown.chart.fields().iter();
    let own = own.map(|field| (CardPart::Field(field.id.to_string()), shown.words(&field.label)));
    for (part, label) in common.chain(own) {
        let mut is_on = shown.view.card.has(&part);
        let row = indented(ui, |ui| tick_box(ui, &shown.theme, &mut is_on, label));
        if row.clicked() {
            commands.push(Command::InView(ViewCommand::ToggleOnCard(part)));
        }
    }
}

fn colors(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    ui.label(shown.muted(shown.messages.get("color.by")));
    let common = COLORS.iter().map(|(by, key)| (by.clone(), shown.messages.get(key)));
    let own = shown.chart.fields().iter();
    let own = own.map(|field| (ColorBy::Field(field.id.to_string()), shown.words(&field.label)));
    for (by, label) in common.chain(own) {
        let is_on = shown.view.color_by == by;
        if indented(ui, |ui| radio_button(ui, &shown.theme, is_on, label)).clicked() {
            commands.push(Command::InView(ViewCommand::ColorBy(by)));
        }
    }
}
