//! The list of all functions: which are shown, in what order.

use std::collections::HashSet;
use std::sync::Arc;

use crate::app::jobs::memo::{Memo, Same};
use crate::export::functions::FunctionRow;
use crate::model::{Chart, KindIndex, Party, Statement, UnitIndex};

/// A column of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Column {
    /// The unit, in the order of the file.
    #[default]
    Unit,
    /// The kind of the unit.
    Kind,
    /// The paragraph, in the order of the source.
    Citation,
    /// The words.
    Text,
}

impl Column {
    /// Every column with the message that names it.
    pub(crate) const ALL: &'static [(Self, &'static str)] = &[
        (Self::Unit, "functions.unit"),
        (Self::Kind, "functions.kind"),
        (Self::Citation, "functions.citation"),
        (Self::Text, "functions.text"),
    ];
}

/// Which functions are wanted, and in what order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Words that must all stand in the unit's name, the paragraph or the text.
    pub(crate) words: String,
    /// Only of units of this kind, by its id.
    pub(crate) kind: Option<String>,
    /// Only of this unit and those below it, by its id.
    pub(crate) branch: Option<String>,
    pub(crate) column: Column,
    pub(crate) is_descending: bool,
}

/// A function of a unit: the place of it among the unit's functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) unit: UnitIndex,
    /// Its place among the unit's functions.
    pub(crate) at: u32,
}

/// The rows of a choice.
#[derive(Default)]
pub(crate) struct Listed {
    pub(crate) rows: Vec<Row>,
    /// How many functions these are: one that several units share has a row for each.
    pub(crate) distinct: usize,
}

/// The rows that are shown.
#[derive(Default)]
pub(crate) struct FunctionList(Memo<(Same<Chart>, Vec<String>, Choice), Listed>);

impl FunctionList {
    /// The rows of a choice.
    pub(crate) fn listed(
        &mut self,
        chart: &Arc<Chart>,
        languages: &[String],
        choice: &Choice,
    ) -> Arc<Listed> {
        let key = (Same::of(chart), languages.to_vec(), choice.clone());
        self.0.get(key, |(chart, languages, choice)| listed(&chart.0, languages, choice))
    }
}

/// The function of a row.
pub(crate) fn statement(chart: &Chart, row: Row) -> Option<&Statement> {
    chart.functions(row.unit).get(row.at as usize).map(|held| held.statement)
}

/// A row in words.
pub(crate) fn in_words(chart: &Chart, languages: &[String], row: Row) -> Option<FunctionRow> {
    let statement = statement(chart, row)?;
    let languages = || languages.iter().map(String::as_str);
    let unit = chart.unit(row.unit);
    let cite: Vec<String> = statement.cite.iter().map(ToString::to_string).collect();
    Some(FunctionRow {
        unit: unit.name.get(languages()).to_owned(),
        kind: chart.kind(unit.kind).label.get(languages()).to_owned(),
        cite: cite.join(", "),
        text: statement.text.get(languages()).to_owned(),
    })
}

fn listed(chart: &Chart, languages: &[String], choice: &Choice) -> Listed {
    let wanted: Vec<String> =
        choice.words.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let kind = choice.kind.as_ref().map(|kind| {
        (0..chart.kinds().len()).map(KindIndex::new).find(|&at| chart.kind(at).id == *kind)
    });
    let branch = choice.branch.as_deref().and_then(|id| chart.find(id));
    let is_in_branch =
        |unit| branch.is_none_or(|top| !chart.leads_off_path(unit, Party::Unit(top)));
    let (mut rows, mut functions) = (Vec::new(), HashSet::new());
    for unit in chart.unit_indices() {
        let it = chart.unit(unit);
        if kind.is_some_and(|kind| kind != Some(it.kind)) || !is_in_branch(unit) {
            continue;
        }
        for (at, held) in (0..).zip(chart.functions(unit)) {
            if wanted.is_empty() || holds(chart, unit, held.statement, &wanted) {
                rows.push((Row { unit, at }, held.statement));
                functions.insert(std::ptr::from_ref(held.statement));
            }
        }
    }
    sort(&mut rows, chart, languages, choice);
    let rows = rows.into_iter().map(|(row, _)| row).collect();
    Listed { rows, distinct: functions.len() }
}

/// Whether each of the words stands somewhere in a function, in any language.
fn holds(chart: &Chart, unit: UnitIndex, statement: &Statement, wanted: &[String]) -> bool {
    let mut all = String::new();
    let name = &chart.unit(unit).name;
    for (_, words) in name.entries().chain(statement.text.entries()) {
        all.push_str(&words.to_lowercase());
        all.push('\n');
    }
    for cite in &statement.cite {
        all.push_str(&cite.to_string());
        all.push('\n');
    }
    wanted.iter().all(|word| all.contains(word.as_str()))
}

fn sort(rows: &mut [(Row, &Statement)], chart: &Chart, languages: &[String], choice: &Choice) {
    let languages = || languages.iter().map(String::as_str);
    match choice.column {
        // They come in this order.
        Column::Unit => {}
        Column::Kind => rows.sort_by_key(|(row, _)| chart.unit(row.unit).kind),
        Column::Citation => rows.sort_by(|(_, a), (_, b)| {
            match (a.cite.first(), b.cite.first()) {
                (Some(a), Some(b)) => a.source_order(b),
                // What is not cited comes last.
                (a, b) => b.is_some().cmp(&a.is_some()),
            }
        }),
        Column::Text => rows.sort_by_key(|(_, statement)| statement.text.get(languages())),
    }
    if choice.is_descending {
        rows.reverse();
    }
}
