//! Statements with their citations, with links and copy buttons.

use egui::{Align, Button, Frame, Id, Margin, RichText, Stroke, TextWrapMode, Ui};

use super::PanelContext;
use crate::app::command::{Command, TimeCommand};
use crate::app::state::inspector::quotation;
use crate::app::state::view::Marked;
use crate::app::widgets::style::icon;
use crate::app::widgets::{named, running_text};
use crate::canvas::color32;
use crate::model::{Citation, Statement, Text, UnitIndex};
use crate::scene::theme::size;

/// Additions to a statement.
#[derive(Clone, Copy, Default)]
pub(super) struct Aside<'a> {
    /// A remark after the citations.
    pub(super) remark: Option<&'a str>,
    /// The index of a function among its unit's functions, for a button that shows its chains of accountability.
    pub(super) function: Option<usize>,
}

/// A statement with its citations and a button that copies it with its origin; for a function, also one that shows its
/// chains of accountability.
/// that shows who answers for it.
pub(super) fn statement(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    unit: Option<UnitIndex>,
    statement: &Statement,
    aside: Aside<'_>,
    commands: &mut Vec<Command>,
) {
    marked(ui, shown, unit, statement);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        citations(ui, shown, &statement.cite, commands);
        if let Some(remark) = aside.remark {
            ui.label(shown.muted(remark));
        }
        let button = |ui: &mut Ui, icon: &str, hint: &'static str| {
            let button = Button::new(shown.muted(icon)).small().frame(false);
            let hint = shown.messages.get(hint);
            named(ui.add(button), hint).on_hover_text(hint).clicked()
        };
        if let (Some(unit), Some(at)) = (unit, aside.function)
            && button(ui, icon::USER, "answers.function")
        {
            commands.push(Command::ShowAnswersForFunction(unit, at));
        }
        if let (Some(unit), Some(at)) = (unit, aside.function)
            && button(ui, icon::PATH, "way.function")
        {
            commands.push(Command::Time(TimeCommand::FollowFunction(unit, at)));
        }
        if button(ui, icon::COPY, "inspector.copy") {
            let (chart, languages) = (shown.chart, shown.languages);
            let words = quotation(chart, languages, shown.messages, unit, statement);
            commands.push(Command::Copy(words));
        }
    });
    ui.add_space(6.0);
}

/// The text of a statement; the one that a search led to is highlighted, and scrolled to once.
fn marked(ui: &mut Ui, shown: &PanelContext<'_>, unit: Option<UnitIndex>, statement: &Statement) {
    let is_meant = |marked: &&Marked| {
        unit.is_some_and(|unit| shown.chart.unit(unit).id == marked.unit)
            && marked.statement == *statement
    };
    let Some(marked) = shown.view.marked.as_ref().filter(is_meant) else {
        return words(ui, shown, &statement.text);
    };
    let ground = Frame::new().fill(color32(shown.theme.accent_faint)).corner_radius(4.0);
    let bar = Stroke::new(2.0, color32(shown.theme.accent));
    let ground = ground.inner_margin(Margin::symmetric(8, 4)).show(ui, |ui| {
        words(ui, shown, &statement.text);
    });
    let place = ground.response.rect;
    ui.painter().vline(place.left() + 1.0, place.y_range(), bar);
    let id = Id::new("marked sentence in sight");
    let before: Option<u64> = ui.data(|data| data.get_temp(id));
    if before != Some(marked.asked) {
        ground.response.scroll_to_me(Some(Align::Center));
        ui.data_mut(|data| data.insert_temp(id, marked.asked));
    }
}

/// A text in the current language, or in all languages.
pub(super) fn words(ui: &mut Ui, shown: &PanelContext<'_>, text: &Text) {
    let color = color32(shown.theme.text);
    let first = shown.words(text);
    let others: Vec<&str> =
        text.entries().map(|(_, words)| words).filter(|words| *words != first).collect();
    if !shown.inspector.has_all_languages || others.is_empty() {
        return running_text(ui, first, color);
    }
    ui.columns(others.len() + 1, |columns| {
        let all = std::iter::once(first).chain(others);
        for (column, words) in columns.iter_mut().zip(all) {
            running_text(column, words, color);
        }
    });
}

/// Citations as links to their official wording.
pub(super) fn citations(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    cite: &[Citation],
    commands: &mut Vec<Command>,
) {
    for citation in cite {
        let words = shown.cited(std::slice::from_ref(citation));
        if shown.chart.cited_source(citation).is_none() {
            ui.label(shown.muted(words));
            continue;
        }
        // Screen readers do not treat selectable text as a link.
        ui.style_mut().interaction.selectable_labels = false;
        // A citation is not wrapped.
        let words = RichText::new(words).size(size::SMALL);
        let wrap = ui.style_mut().wrap_mode.replace(TextWrapMode::Extend);
        let link = ui.link(words).on_hover_text(shown.messages.get("wording.show"));
        ui.style_mut().wrap_mode = wrap;
        ui.style_mut().interaction.selectable_labels = true;
        if link.clicked() {
            commands.push(Command::ShowWording(citation.clone()));
        }
    }
}
