//! Coverage of the official texts: citations that do not occur in a text, and uncited paragraphs.

use egui::Ui;

use super::PanelContext;
use super::wording::not_read;
use crate::app::command::Command;
use crate::app::jobs::texts::TextState;
use crate::app::widgets::{offered, running_text};
use crate::canvas::color32;
use crate::model::{Citation, Coverage};

/// The maximum number of paragraphs listed of a text; more are counted.
const MAX_LISTED: usize = 300;

/// The maximum number of paragraphs and texts listed in total.
const MAX_LISTED_TOGETHER: usize = 900;

/// The maximum number of unusable texts listed.
const MAX_PROBLEMS: usize = 10;

pub(super) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let messages = shown.messages;
    problems(ui, shown, commands);
    if shown.coverage.is_empty() {
        let is_reading = shown.inspector.texts.are_being_read();
        let words = if is_reading { "coverage.reading" } else { "coverage.no_text" };
        running_text(ui, messages.get(words), color32(shown.theme.muted));
        if !shown.chart.sources().is_empty() && !is_reading {
            ui.add_space(8.0);
            if ui.add(offered(&shown.theme, messages.get("command.attach_text"))).clicked() {
                commands.push(Command::AttachText);
            }
        }
        return;
    }
    let mut left = MAX_LISTED_TOGETHER;
    for (at, (source, coverage)) in shown.coverage.iter().enumerate() {
        if left == 0 {
            more(ui, shown, shown.coverage.len() - at);
            return;
        }
        left -= 1;
        of_source(ui, shown, source, coverage, &mut left, commands);
    }
}

/// The texts that cannot be used, and why.
fn problems(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let sources = shown.chart.sources().iter();
    let states = sources.map(|source| shown.inspector.texts.of(source));
    let mut failed = states.filter_map(|state| match state {
        TextState::Failed(path, why) => Some((path, why)),
        TextState::None | TextState::Reading | TextState::Ready(_) => None,
    });
    for (path, why) in failed.by_ref().take(MAX_PROBLEMS) {
        not_read(ui, shown, &path, why, commands);
    }
    more(ui, shown, failed.count());
}

fn more(ui: &mut Ui, shown: &PanelContext<'_>, count: usize) {
    if count > 0 {
        ui.label(shown.muted(shown.messages.fill("problem.more", &[&count.to_string()])));
    }
}

fn of_source(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    source: &str,
    coverage: &Coverage,
    left: &mut usize,
    commands: &mut Vec<Command>,
) {
    let messages = shown.messages;
    let known = shown.chart.sources().iter().find(|known| known.id == source);
    let symbol = known.and_then(|known| known.symbol.as_deref()).unwrap_or(source);
    ui.label(symbol);
    let absent = coverage.absent.iter().map(|citation| {
        (citation.paragraph.as_str(), Command::Search(format!("§{}", citation.place())))
    });
    let uncited = coverage.uncited.iter().map(|paragraph| {
        let citation = Citation { source: Some(source.into()), paragraph: paragraph.into() };
        (paragraph.as_str(), Command::ShowWording(citation))
    });
    let count = coverage.absent.len();
    list(ui, shown, "coverage.absent", (count, absent), left, commands);
    let count = coverage.uncited.len() + coverage.more_uncited;
    list(ui, shown, "coverage.uncited", (count, uncited), left, commands);
    if coverage.absent.is_empty() && coverage.uncited.is_empty() {
        running_text(ui, messages.get("coverage.whole"), color32(shown.theme.muted));
    }
    ui.add_space(12.0);
}

/// Paragraphs as links, under a heading with their number; at most `left` are listed.
fn list<'a>(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    heading: &'static str,
    (count, paragraphs): (usize, impl Iterator<Item = (&'a str, Command)>),
    left: &mut usize,
    commands: &mut Vec<Command>,
) {
    if count == 0 {
        return;
    }
    shown.section(ui, &format!("{}  {count}", shown.messages.get(heading)));
    let listed = count.min(MAX_LISTED).min(*left);
    *left -= listed;
    ui.horizontal_wrapped(|ui| {
        ui.style_mut().interaction.selectable_labels = false;
        for (paragraph, command) in paragraphs.take(listed) {
            if ui.link(paragraph).clicked() {
                commands.push(command);
            }
        }
        ui.style_mut().interaction.selectable_labels = true;
    });
    more(ui, shown, count - listed);
}
