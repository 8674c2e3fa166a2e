//! What of the official texts the chart cites: citations that a text lacks, and paragraphs that
//! nothing cites.

use egui::Ui;

use super::{Shown, offered, running_text};
use crate::app::command::Command;
use crate::canvas::color32;
use crate::model::{Citation, Coverage};

/// More than these are counted.
const MOST_LISTED: usize = 300;

pub(super) fn show(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    let messages = shown.messages;
    if shown.coverage.is_empty() {
        running_text(ui, messages.get("coverage.no_text"), color32(shown.theme.muted));
        if !shown.chart.sources().is_empty() {
            ui.add_space(8.0);
            if ui.add(offered(shown, messages.get("command.attach_text"))).clicked() {
                commands.push(Command::AttachText);
            }
        }
        return;
    }
    for (source, coverage) in shown.coverage {
        of_source(ui, shown, source, coverage, commands);
    }
}

fn of_source(
    ui: &mut Ui,
    shown: &Shown<'_>,
    source: &str,
    coverage: &Coverage,
    commands: &mut Vec<Command>,
) {
    let messages = shown.messages;
    let known = shown.chart.sources().iter().find(|known| known.id == source);
    let symbol = known.and_then(|known| known.symbol.as_deref()).unwrap_or(source);
    ui.label(symbol);
    let absent = coverage.absent.iter().map(|citation| {
        (citation.paragraph.as_str(), Command::Search(format!("§{}", citation.paragraph)))
    });
    let uncited = coverage.uncited.iter().map(|paragraph| {
        let citation = Citation { source: Some(source.to_owned()), paragraph: paragraph.clone() };
        (paragraph.as_str(), Command::ShowWording(citation))
    });
    list(ui, shown, "coverage.absent", absent, commands);
    list(ui, shown, "coverage.uncited", uncited, commands);
    if coverage.absent.is_empty() && coverage.uncited.is_empty() {
        running_text(ui, messages.get("coverage.whole"), color32(shown.theme.muted));
    }
    ui.add_space(12.0);
}

/// Paragraphs as links, under a heading with their number.
fn list<'a>(
    ui: &mut Ui,
    shown: &Shown<'_>,
    heading: &'static str,
    paragraphs: impl ExactSizeIterator<Item = (&'a str, Command)>,
    commands: &mut Vec<Command>,
) {
    let count = paragraphs.len();
    if count == 0 {
        return;
    }
    shown.section(ui, &format!("{}  {count}", shown.messages.get(heading)));
    ui.horizontal_wrapped(|ui| {
        ui.style_mut().interaction.selectable_labels = false;
        for (paragraph, command) in paragraphs.take(MOST_LISTED) {
            if ui.link(paragraph).clicked() {
                commands.push(command);
            }
        }
        ui.style_mut().interaction.selectable_labels = true;
    });
    if count > MOST_LISTED {
        let rest = (count - MOST_LISTED).to_string();
        ui.label(shown.muted(shown.messages.fill("problem.more", &[&rest])));
    }
}
