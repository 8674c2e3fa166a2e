//! Functions that each unit kept, received, gave away and lost, as Markdown: units in the order of the new outline,
//! abolished ones last.

use std::collections::HashMap;
use std::io::Write;

use super::{Report, Topic};
use crate::editions::{FunctionMatch, FunctionPlace, Shape, UnitMatch};
use crate::export::ExportError;
use crate::export::markdown::inline;
use crate::model::{Chart, Citation};

/// Functions of a unit, each as a line.
#[derive(Default)]
struct Lists {
    kept: Vec<String>,
    reworded: Vec<String>,
    got: Vec<String>,
    new: Vec<String>,
    gave: Vec<String>,
    lost: Vec<String>,
}

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let (rows, counts) = report.counted_rows();
    writeln!(out, "# {}\n\n{}.", inline(&report.heading()), report.summary(&counts))?;
    let mut happened: HashMap<String, Vec<String>> = HashMap::new();
    for row in rows.iter().filter(|row| matches!(row.topic, Topic::Unit | Topic::Post)) {
        for side in if row.to.is_empty() { &row.from } else { &row.to } {
            happened.entry(side.id.clone()).or_default().push(inline(&report.sentence(row)));
        }
    }
    let mut lists: Vec<Lists> = Vec::new();
    lists.resize_with(report.comparison.units.len(), Lists::default);
    for group in &report.comparison.functions {
        sort(report, group, &mut lists);
    }
    for (group, lists) in report.comparison.units.iter().zip(&lists) {
        section(report, group, lists, &happened, out)?;
    }
    Ok(())
}

/// Adds a group of functions to the lists of its units.
fn sort(report: &Report<'_>, group: &FunctionMatch, lists: &mut [Lists]) {
    let (old, new) = (report.old.chart, report.new.chart);
    let comparison = report.comparison;
    let old_unit =
        |place: &FunctionPlace| place.owner.unit().map(|unit| comparison.place_of_old(unit));
    let new_unit =
        |place: &FunctionPlace| place.owner.unit().map(|unit| comparison.place_of_new(unit));
    let names = |chart: &Chart, places: &[FunctionPlace]| {
        let units = places.iter().filter_map(|place| place.owner.unit());
        let mut names: Vec<&str> = units.map(|it| report.words(&chart.unit(it).name)).collect();
        names.dedup();
        names.join(" + ")
    };
    let line = |chart: &Chart, place: &FunctionPlace| told(report, chart, place);
    match group.shape() {
        Shape::Added => {
            for place in &group.new {
                if let Some(at) = new_unit(place) {
                    lists[at].new.push(line(new, place));
                }
            }
        }
        Shape::Removed => {
            for place in &group.old {
                if let Some(at) = old_unit(place) {
                    lists[at].lost.push(line(old, place));
                }
            }
        }
        Shape::Kept if !group.is_moved => {
            let (before, after) = (&group.old[0], &group.new[0]);
            let Some(at) = new_unit(after) else { return };
            if group.is_reworded {
                let (before, after) = (line(old, before), line(new, after));
                lists[at].reworded.push(format!("{before} → {after}"));
            } else {
                lists[at].kept.push(line(new, after));
            }
        }
        Shape::Kept | Shape::Split | Shape::Merged | Shape::Regrouped => {
            for place in &group.new {
                if let Some(at) = new_unit(place) {
                    let (words, from) = (line(new, place), inline(&names(old, &group.old)));
                    lists[at].got.push(report.messages.fill("sheet.from", &[&words, &from]));
                }
            }
            for place in &group.old {
                if let Some(at) = old_unit(place) {
                    let (words, to) = (line(old, place), inline(&names(new, &group.new)));
                    lists[at].gave.push(report.messages.fill("sheet.to", &[&words, &to]));
                }
            }
        }
    }
}

/// A function with its first citation.
fn told(report: &Report<'_>, chart: &Chart, place: &FunctionPlace) -> String {
    let words = inline(report.words(&place.statement(chart).text));
    let cite = place.cite(chart).first().map(Citation::to_string);
    cite.map_or(words.clone(), |cite| format!("{words} ({})", inline(&cite)))
}

fn section(
    report: &Report<'_>,
    group: &UnitMatch,
    lists: &Lists,
    happened: &HashMap<String, Vec<String>>,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let (chart, units) = if group.new.is_empty() {
        (report.old.chart, &group.old)
    } else {
        (report.new.chart, &group.new)
    };
    let names: Vec<&str> = units.iter().map(|&it| report.words(&chart.unit(it).name)).collect();
    writeln!(out, "\n## {}\n", inline(&names.join(" + ")))?;
    let mut sentences: Vec<&String> =
        units.iter().filter_map(|&it| happened.get(&chart.unit(it).id)).flatten().collect();
    sentences.dedup();
    for sentence in &sentences {
        writeln!(out, "{sentence}.  ")?;
    }
    let parts = [
        ("sheet.kept", &lists.kept),
        ("sheet.reworded", &lists.reworded),
        ("sheet.got", &lists.got),
        ("sheet.new", &lists.new),
        ("sheet.gave", &lists.gave),
        ("sheet.lost", &lists.lost),
    ];
    for (key, lines) in parts.into_iter().filter(|(_, lines)| !lines.is_empty()) {
        let heading = report.messages.get(key);
        writeln!(out, "\n**{heading}** ({})\n", lines.len())?;
        for line in lines {
            writeln!(out, "- {line}")?;
        }
    }
    Ok(())
}
