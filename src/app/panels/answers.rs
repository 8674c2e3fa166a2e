//! "Who answers for this?": the chains of accountability of the selected unit, of one of its
//! functions, or of two units.

use egui::{Frame, Label, Margin, RichText, Ui};

use super::{PanelContext, details, statements};
use crate::app::command::Command;
use crate::app::state::inspector::quotation;
use crate::app::widgets::style::font;
use crate::app::widgets::{offered, running_text};
use crate::canvas::color32;
use crate::model::accountability::{Step, chains, common_superior, holders};
use crate::model::{HeldFunction, Party, UnitIndex};
use crate::scene::text::Weight;
use crate::scene::theme::size;

/// Shows the chains instead of the facts of a unit.
pub(super) fn show(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    unit: UnitIndex,
    commands: &mut Vec<Command>,
) {
    let words = |key| shown.messages.get(key);
    let title = RichText::new(words("answers.title")).font(font(Weight::Medium, size::TITLE));
    ui.add(Label::new(title).wrap());
    let units = asked(shown, unit);
    let text = chains_as_text(shown, &units);
    ui.add_space(6.0);
    if let Some(asked) = shown.view.asked(shown.chart) {
        function(ui, shown, unit, &asked, commands);
    }
    ui.horizontal_wrapped(|ui| {
        let button = |ui: &mut Ui, key| ui.add(offered(&shown.theme, words(key))).clicked();
        if button(ui, "answers.copy") {
            commands.push(Command::Copy(text.clone()));
        }
        let keep =
            if shown.view.page.compared().is_some() { "answers.alone" } else { "answers.compare" };
        if button(ui, keep) {
            commands.push(Command::ToggleComparison);
        }
        if button(ui, "answers.back") {
            commands.push(Command::ToggleAnswers);
        }
    });
    if shown.view.page.compared().is_some() && units.len() == 1 {
        running_text(ui, words("answers.choose"), color32(shown.theme.muted));
    }
    if let &[first, second] = units.as_slice() {
        let common = common_superior(shown.chart, Party::Unit(first), Party::Unit(second));
        shown.section(ui, words("answers.common"));
        let line = common.map_or_else(|| words("answers.no_common").into(), |it| named(shown, it));
        running_text(ui, &line, color32(shown.theme.text));
    }
    for &unit in &units {
        one(ui, shown, unit, commands);
    }
}

/// The function in question, its citations, and the other units that have it.
fn function(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    unit: UnitIndex,
    asked: &HeldFunction<'_>,
    commands: &mut Vec<Command>,
) {
    let ground = Frame::new().fill(color32(shown.theme.accent_faint)).corner_radius(6.0);
    ground.inner_margin(Margin::symmetric(10, 8)).show(ui, |ui| {
        statements::words(ui, shown, &asked.statement.text);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            statements::citations(ui, shown, &asked.statement.cite, commands);
        });
    });
    ui.add_space(4.0);
    let others = holders(shown.chart, unit, asked).into_iter().filter(|&other| other != unit);
    let others: Vec<UnitIndex> = others.collect();
    if !others.is_empty() {
        ui.label(shown.muted(shown.messages.get("answers.shared")));
        for other in others {
            details::link(ui, shown, shown.name(other), other, commands);
        }
        ui.add_space(4.0);
    }
}

/// The chains of one unit.
fn one(ui: &mut Ui, shown: &PanelContext<'_>, unit: UnitIndex, commands: &mut Vec<Command>) {
    let chains = chains(shown.chart, Party::Unit(unit));
    shown.section(ui, shown.name(unit));
    if chains.is_empty() {
        running_text(ui, shown.messages.get("answers.nobody"), color32(shown.theme.text));
    }
    for (at, chain) in chains.iter().enumerate() {
        if chains.len() > 1 {
            let number = (at + 1).to_string();
            ui.label(shown.muted(shown.messages.fill("answers.chain", &[&number])));
        }
        running_text(ui, &named(shown, Party::Unit(unit)), color32(shown.theme.text));
        for step in chain {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                ui.label(shown.muted(format!("↑ {}", how(shown, step))));
                details::party_link(ui, shown, &named(shown, step.to), step.to, commands);
                statements::citations(ui, shown, &step.cite, commands);
            });
        }
        ui.add_space(8.0);
    }
}

/// The compared unit, if any, and the selected one.
pub(in crate::app) fn asked(shown: &PanelContext<'_>, unit: UnitIndex) -> Vec<UnitIndex> {
    let kept = shown.view.page.compared().and_then(|id| shown.chart.find(id));
    kept.filter(|&kept| kept != unit).into_iter().chain([unit]).collect()
}

/// The steps of all chains of some units, to highlight on the chart.
pub(in crate::app) fn steps(shown: &PanelContext<'_>, units: &[UnitIndex]) -> Vec<Step> {
    let all = units.iter().flat_map(|&unit| chains(shown.chart, Party::Unit(unit)));
    all.flatten().collect()
}

/// All chains as text, for copying.
fn chains_as_text(shown: &PanelContext<'_>, units: &[UnitIndex]) -> String {
    let mut text = String::new();
    if let (Some(asked), Some(&unit)) = (shown.view.asked(shown.chart), units.last()) {
        let (chart, languages) = (shown.chart, shown.languages);
        let words = quotation(chart, languages, shown.messages, Some(unit), asked.statement);
        text.push_str(&format!("{words}\n\n"));
    }
    for &unit in units {
        for chain in chains(shown.chart, Party::Unit(unit)) {
            text.push_str(&named(shown, Party::Unit(unit)));
            for step in &chain {
                let cite = if step.cite.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", shown.cited(&step.cite))
                };
                let line = format!("\n  ↑ {} {}{cite}", how(shown, step), named(shown, step.to));
                text.push_str(&line);
            }
            text.push_str("\n\n");
        }
    }
    if let &[first, second] = units
        && let Some(common) = common_superior(shown.chart, Party::Unit(first), Party::Unit(second))
    {
        let words = shown.messages.get("answers.common");
        text.push_str(&format!("{words}: {}\n", named(shown, common)));
    }
    text.trim_end().to_owned()
}

fn how<'a>(shown: &PanelContext<'a>, step: &Step) -> &'a str {
    let key = if step.is_stated { "inspector.reports_to" } else { "answers.belongs" };
    shown.messages.get(key)
}

/// A party's title with its unit's name, if they differ.
fn named(shown: &PanelContext<'_>, party: Party) -> String {
    let title = shown.words(shown.chart.party_title(party));
    match party.unit() {
        Some(unit) if shown.name(unit) != title => format!("{title}·{}", shown.name(unit)),
        _ => title.to_owned(),
    }
}
