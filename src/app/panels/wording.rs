//! A cited paragraph: the chart's paraphrases and the official wording with its context.

use egui::{Align, Frame, Id, Label, Margin, RichText, Ui};

use super::{PanelContext, details, statements};
use crate::app::command::Command;
use crate::app::jobs::texts::TextState;
use crate::app::jobs::wording::Wording;
use crate::app::state::inspector::quoted;
use crate::app::widgets::style::font;
use crate::app::widgets::{offered, running_text};
use crate::canvas::color32;
use crate::file::NotRead;
use crate::model::{Citation, Source, UnitIndex};
use crate::scene::text::Weight;
use crate::scene::theme::size;

/// The maximum number of paragraphs shown of a unit; more are counted.
const MAX_PARAGRAPHS: usize = 100;
/// The maximum number of paraphrases shown; more are counted.
const MAX_RESTATED: usize = 12;

pub(super) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let messages = shown.messages;
    let Some(wording) = shown.wording else {
        if shown.inspector.cited.is_some() {
            return;
        }
        if let Some(unit) = shown.view.selected(shown.chart) {
            return of_unit(ui, shown, unit, commands);
        }
        running_text(ui, messages.get("wording.choose"), color32(shown.theme.muted));
        if let Some(source) = shown.chart.sources().first() {
            ui.add_space(8.0);
            attach(ui, shown, source, commands);
        }
        return;
    };
    let source = shown.chart.cited_source(&wording.citation);
    let paragraph = &wording.citation.paragraph;
    let title = quoted(shown.chart, messages, &wording.citation);
    ui.add(Label::new(RichText::new(title).font(font(Weight::Medium, size::NAME))).wrap());
    restated(ui, shown, wording, commands);
    shown.section(ui, messages.get("wording.official"));
    let Some(source) = source else { return };
    if !matches!(shown.inspector.texts.of(source), TextState::Ready(_)) {
        attach(ui, shown, source, commands);
    } else if wording.paragraphs.is_empty() {
        let words = messages.fill("wording.not_held", &[paragraph]);
        running_text(ui, &words, color32(shown.theme.muted));
    } else {
        if !wording.is_exact() {
            let words = messages.fill("wording.not_held", &[paragraph]);
            running_text(ui, &words, color32(shown.theme.muted));
        }
        official(ui, shown, wording);
    }
}

/// The official wording of all paragraphs that a unit cites.
fn of_unit(ui: &mut Ui, shown: &PanelContext<'_>, unit: UnitIndex, commands: &mut Vec<Command>) {
    let title = RichText::new(shown.name(unit)).font(font(Weight::Medium, size::NAME));
    ui.add(Label::new(title).wrap());
    let Some(wordings) = shown.wordings else { return };
    if wordings.is_empty() {
        let words = shown.messages.get("wording.no_citations");
        running_text(ui, words, color32(shown.theme.muted));
    }
    let mut missing: Vec<&str> = Vec::new();
    for wording in wordings.iter().take(MAX_PARAGRAPHS) {
        ui.add_space(8.0);
        statements::citations(ui, shown, std::slice::from_ref(&wording.citation), commands);
        let Some(source) = shown.chart.cited_source(&wording.citation) else { continue };
        if !matches!(shown.inspector.texts.of(source), TextState::Ready(_)) {
            if !missing.contains(&source.id.as_str()) {
                missing.push(&source.id);
                attach(ui, shown, source, commands);
            }
            continue;
        }
        if !wording.is_exact() {
            let paragraph = &wording.citation.paragraph;
            let words = shown.messages.fill("wording.not_held", &[paragraph]);
            running_text(ui, &words, color32(shown.theme.muted));
        }
        for (_, words) in wording.paragraphs.get(wording.cited.clone()).unwrap_or_default() {
            running_text(ui, words, color32(shown.theme.text));
        }
    }
    if let Some(rest) = wordings.len().checked_sub(MAX_PARAGRAPHS).filter(|rest| *rest > 0) {
        ui.label(shown.muted(shown.messages.fill("problem.more", &[&rest.to_string()])));
    }
}

fn restated(ui: &mut Ui, shown: &PanelContext<'_>, wording: &Wording, commands: &mut Vec<Command>) {
    shown.section(ui, shown.messages.get("wording.restated"));
    if wording.restated.is_empty() {
        running_text(ui, shown.messages.get("wording.not_restated"), color32(shown.theme.muted));
    }
    for (unit, text) in wording.restated.iter().take(MAX_RESTATED) {
        if let Some(unit) = unit.as_ref().and_then(|id| shown.chart.find(id)) {
            details::link(ui, shown, shown.name(unit), unit, commands);
        }
        running_text(ui, shown.words(text), color32(shown.theme.text));
        ui.add_space(4.0);
    }
    let rest = wording.restated.len().saturating_sub(MAX_RESTATED);
    if rest > 0 {
        ui.label(shown.muted(shown.messages.fill("problem.more", &[&rest.to_string()])));
    }
}

/// Offers to attach the missing text of a source.
fn attach(ui: &mut Ui, shown: &PanelContext<'_>, source: &Source, commands: &mut Vec<Command>) {
    match shown.inspector.texts.of(source) {
        TextState::Ready(_) => return,
        TextState::Reading => {
            let symbol = source.symbol.as_deref().unwrap_or(&source.id);
            let words = shown.messages.fill("wording.reading", &[symbol]);
            return running_text(ui, &words, color32(shown.theme.muted));
        }
        TextState::Failed(path, why) => not_read(ui, shown, &path, why, commands),
        TextState::None => {}
    }
    let symbol = source.symbol.as_deref().unwrap_or(&source.id);
    let words = shown.messages.fill("wording.how_to_attach", &[symbol]);
    running_text(ui, &words, color32(shown.theme.muted));
    ui.add_space(4.0);
    if ui.add(offered(&shown.theme, shown.messages.get("command.attach_text"))).clicked() {
        commands.push(Command::AttachText);
    }
}

/// The reason why a text was not read, with a button to allow it if the user may.
pub(super) fn not_read(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    path: &str,
    why: &NotRead,
    commands: &mut Vec<Command>,
) {
    let warning = color32(shown.theme.warning);
    match why {
        NotRead::OutsideFolder => {
            running_text(ui, &shown.messages.fill("wording.outside", &[path]), warning);
            if ui.add(offered(&shown.theme, shown.messages.get("wording.allow"))).clicked() {
                commands.push(Command::AllowPaths);
            }
        }
        NotRead::Unusable(problem) => {
            let why = shown.messages.say(&problem.message);
            running_text(ui, &shown.messages.fill("wording.unreadable", &[path, &why]), warning);
        }
    }
    ui.add_space(4.0);
}

/// The section of the source, scrolled to the highlighted paragraph.
fn official(ui: &mut Ui, shown: &PanelContext<'_>, wording: &Wording) {
    let id = Id::new("wording in sight");
    let before: Option<Citation> = ui.data(|data| data.get_temp(id));
    let is_new = before.as_ref() != Some(&wording.citation);
    for (at, (_, words)) in wording.paragraphs.iter().enumerate() {
        let is_cited = wording.cited.contains(&at);
        let (fill, color) = if is_cited {
            (shown.theme.accent_faint, shown.theme.text)
        } else {
            (shown.theme.panel, shown.theme.muted)
        };
        let frame = Frame::new().fill(color32(fill)).corner_radius(4.0);
        let row = frame.inner_margin(Margin::symmetric(8, 4)).show(ui, |ui| {
            running_text(ui, words, color32(color));
        });
        if is_new && at == wording.cited.start {
            row.response.scroll_to_me(Some(Align::Center));
        }
    }
    ui.data_mut(|data| data.insert_temp(id, wording.citation.clone()));
}
