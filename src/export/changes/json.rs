//! Changes as JSON according to `docs/diff.schema.json`: every unit and function of both editions in exactly one row.

use std::io::Write;

use serde_json::{Map, Value, json};

use super::values::{Edition, Values, posts, references, whole_unit};
use super::{Named, Report};
use crate::editions::{
    Basis, Change, FunctionMatch, FunctionPlace, Owner, Part, Shape, Subject, UnitMatch,
};
use crate::export::ExportError;
use crate::model::{Chart, Citation, Text, UnitIndex};

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let whole = value(report);
    serde_json::to_writer_pretty(&mut *out, &whole).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

fn value(report: &Report<'_>) -> Value {
    let (old, new, comparison) = (report.old.chart, report.new.chart, report.comparison);
    let units: Vec<Value> = comparison.units.iter().map(|group| unit(report, group)).collect();
    let functions: Vec<Value> =
        comparison.functions.iter().map(|group| function(report, group)).collect();
    let ids = |&(before, after): &(UnitIndex, UnitIndex)| json!({ "old": old.unit(before).id, "new": new.unit(after).id });
    let reused: Vec<Value> = comparison.reused.iter().map(ids).collect();
    let mut values = (Values::of(old, Edition::Old), Values::of(new, Edition::New));
    let changes = comparison.changes.iter().map(|it| change(report, it, &mut values));
    let changes: Vec<Value> = changes.collect();
    let mut whole = json!({
        "old": edition(report.old),
        "new": edition(report.new),
        "units": units,
        "functions": functions,
        "reused_ids": reused,
        "changes": changes,
    });
    let references = references(new, comparison);
    if !references.is_empty() {
        whole["references"] = references.into();
    }
    whole
}

fn edition(edition: Named<'_>) -> Value {
    let mut value = Map::new();
    value.insert("file".into(), edition.name.into());
    value.insert("title".into(), text(edition.chart.title()));
    if let Some(date) = edition.chart.effective() {
        value.insert("effective".into(), date.into());
    }
    value.into()
}

fn unit(report: &Report<'_>, group: &UnitMatch) -> Value {
    let (old, new) = (report.old.chart, report.new.chart);
    let parts = details(report, group);
    let change = match group.shape() {
        Shape::Kept if parts.contains(&Part::Parent) => "moved",
        Shape::Kept if parts.contains(&Part::Name) => "renamed",
        Shape::Kept if parts.is_empty() => "same",
        Shape::Kept => "changed",
        shape => word(shape),
    };
    let ids = |chart: &Chart, units: &[UnitIndex]| {
        units.iter().map(|&unit| chart.unit(unit).id.clone()).collect::<Vec<_>>()
    };
    let mut value = Map::new();
    value.insert("change".into(), change.into());
    value.insert("old".into(), ids(old, &group.old).into());
    value.insert("new".into(), ids(new, &group.new).into());
    add_basis(group.basis.as_ref(), &mut value);
    if !parts.is_empty() {
        let words: Vec<&str> = parts.iter().map(|part| part.word()).collect();
        value.insert("details".into(), words.into());
    }
    if let (Shape::Kept, &[before], &[after]) =
        (group.shape(), group.old.as_slice(), group.new.as_slice())
    {
        let posts = posts(old.unit(before), new.unit(after));
        if let Some(posts) = posts {
            value.insert("posts".into(), posts);
        }
    } else if !group.new.is_empty() {
        let units: Vec<Value> = group.new.iter().map(|&unit| whole_unit(new, unit)).collect();
        value.insert("new_units".into(), units.into());
    }
    value.into()
}

/// The changed parts of a unit, without repetition.
fn details(report: &Report<'_>, group: &UnitMatch) -> Vec<Part> {
    let (&[old], &[new]) = (group.old.as_slice(), group.new.as_slice()) else {
        return Vec::new();
    };
    let changes = &report.comparison.changes;
    // Changes are in the order of the groups of units.
    let rank = |unit: UnitIndex| report.comparison.place_of_new(unit);
    let here = rank(new);
    let start = changes.partition_point(|change| {
        change.subject.units().is_some_and(|(_, unit)| rank(unit) < here)
    });
    let of_unit = changes[start..].iter();
    let of_unit = of_unit.take_while(|change| change.subject.units() == Some((old, new)));
    let mut parts = Vec::new();
    for change in of_unit {
        if !parts.contains(&change.part) {
            parts.push(change.part);
        }
    }
    parts
}

const fn word(shape: Shape) -> &'static str {
    match shape {
        Shape::Kept => "same",
        Shape::Split => "split",
        Shape::Merged => "merged",
        Shape::Regrouped => "regrouped",
        Shape::Added => "added",
        Shape::Removed => "removed",
    }
}

fn add_basis(basis: Option<&Basis>, value: &mut Map<String, Value>) {
    let Some(basis) = basis else { return };
    value.insert("how".into(), basis.word().into());
    if let Basis::Proposed(evidence) = basis {
        value.insert("score".into(), rounded(evidence.score));
        let reasons = evidence.reasons.iter();
        let reasons: Map<String, Value> =
            reasons.map(|&(reason, value)| (reason.word().into(), rounded(value))).collect();
        value.insert("reasons".into(), reasons.into());
    }
}

fn rounded(number: f32) -> Value {
    ((f64::from(number) * 100.0).round() / 100.0).into()
}

fn function(report: &Report<'_>, group: &FunctionMatch) -> Value {
    let change = match group.shape() {
        Shape::Kept if group.is_moved => "moved",
        Shape::Kept if group.is_reworded => "reworded",
        Shape::Kept => "kept",
        shape => word(shape),
    };
    let places = |chart: &Chart, places: &[FunctionPlace]| -> Vec<Value> {
        places.iter().map(|&at| place(chart, at, !group.is_kept())).collect()
    };
    let mut value = Map::new();
    value.insert("change".into(), change.into());
    if group.is_moved && group.is_reworded {
        value.insert("reworded".into(), true.into());
    }
    value.insert("old".into(), places(report.old.chart, &group.old).into());
    value.insert("new".into(), places(report.new.chart, &group.new).into());
    add_basis(group.basis.as_ref(), &mut value);
    value.into()
}

fn place(chart: &Chart, place: FunctionPlace, has_text: bool) -> Value {
    let mut value = Map::new();
    match place.owner {
        Owner::Set(set) => {
            value.insert("set".into(), chart.shared_sets()[set.get()].id.clone().into());
        }
        Owner::Unit(unit) | Owner::Head(unit) | Owner::Post(unit, _) => {
            value.insert("unit".into(), chart.unit(unit).id.clone().into());
        }
    }
    match place.owner {
        Owner::Head(_) => drop(value.insert("post".into(), "head".into())),
        Owner::Post(unit, at) => {
            let id = chart.unit(unit).posts[at as usize].id.clone();
            value.insert("post".into(), id.into());
            value.insert("post_index".into(), at.into());
        }
        Owner::Unit(_) | Owner::Set(_) => {}
    }
    value.insert("cite".into(), cites(place.cite(chart)));
    value.insert("index".into(), place.index.into());
    if has_text {
        value.insert("text".into(), text(&place.statement(chart).text));
    }
    value.into()
}

pub(super) fn cites(cite: &[Citation]) -> Value {
    cite.iter().map(ToString::to_string).collect::<Vec<_>>().into()
}

/// A text as a string where it is the same in every language, else by language.
pub(super) fn text(text: &Text) -> Value {
    if let Some(words) = text.in_every_language() {
        return words.into();
    }
    let entries = text.entries().map(|(tag, words)| (tag.to_owned(), words.into()));
    entries.collect::<Map<String, Value>>().into()
}

fn change(report: &Report<'_>, change: &Change, values: &mut (Values<'_>, Values<'_>)) -> Value {
    let (old_chart, new_chart) = (report.old.chart, report.new.chart);
    let mut value = Map::new();
    value.insert("part".into(), change.part.word().into());
    if !change.key.is_empty() {
        value.insert("id".into(), change.key.clone().into());
    }
    if let Some((old, new)) = change.subject.units() {
        value.insert("old_unit".into(), old_chart.unit(old).id.clone().into());
        value.insert("new_unit".into(), new_chart.unit(new).id.clone().into());
    }
    match &change.subject {
        Subject::Head(..) => drop(value.insert("post".into(), "head".into())),
        Subject::Post(old, new, places) => {
            let title = |chart: &Chart, unit: UnitIndex, at: Option<usize>| {
                at.map(|at| text(&chart.unit(unit).posts[at].title))
            };
            let found = title(new_chart, *new, places.new);
            let title = found.or_else(|| title(old_chart, *old, places.old));
            value.insert("post".into(), title.unwrap_or_default());
            for (key, at) in [("old_post", places.old), ("new_post", places.new)] {
                value.extend(at.map(|at| (key.to_owned(), at.into())));
            }
        }
        &Subject::Line { from, to, is_gone, .. } => {
            let chart = if is_gone { old_chart } else { new_chart };
            value.insert("from".into(), text(chart.party_name(from)));
            value.insert("to".into(), text(chart.party_name(to)));
            value.insert("from_id".into(), chart.party_id(from).into());
            value.insert("to_id".into(), chart.party_id(to).into());
        }
        Subject::Organization | Subject::Unit(..) => {}
    }
    value.insert("old".into(), change.old.as_ref().map_or(Value::Null, text));
    value.insert("new".into(), change.new.as_ref().map_or(Value::Null, text));
    let sides = [("old_value", values.0.get(change)), ("new_value", values.1.get(change))];
    for (key, whole) in sides {
        value.extend(whole.map(|whole| (key.to_owned(), whole)));
    }
    for (key, cite) in [("old_cite", &change.old_cite), ("new_cite", &change.new_cite)] {
        if !cite.is_empty() {
            value.insert(key.into(), cites(cite));
        }
    }
    value.into()
}
