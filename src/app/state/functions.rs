//! The table of all functions: filter, order and rows.

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
    /// The cited paragraph, in the order of the source.
    Citation,
    /// The text.
    Text,
}

impl Column {
    /// All columns, with the keys of their names.
    pub(crate) const ALL: &'static [(Self, &'static str)] = &[
        (Self::Unit, "functions.unit"),
        (Self::Kind, "functions.kind"),
        (Self::Citation, "functions.citation"),
        (Self::Text, "functions.text"),
    ];
}

/// Filter and order of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Words that must all occur in the unit's name, the citation or the text.
    pub(crate) words: String,
    /// Only units of this kind, by its id.
    pub(crate) kind: Option<String>,
    /// Only the branch of this unit, by its id.
    pub(crate) branch: Option<String>,
    pub(crate) column: Column,
    pub(crate) is_descending: bool,
}

/// A function of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) unit: UnitIndex,
    /// The index among the unit's functions.
    pub(crate) at: u32,
}

/// The rows for a choice.
#[derive(Default)]
pub(crate) struct FunctionRows {
    pub(crate) rows: Vec<Row>,
    /// The number of distinct functions: one shared by several units has a row for each.
    pub(crate) distinct: usize,
}

/// The table of functions.
#[derive(Default)]
pub(crate) struct FunctionTable {
    pub(crate) is_open: bool,
    pub(crate) choice: Choice,
    rows: Memo<(Same<Chart>, Vec<String>, Choice), FunctionRows>,
}

impl FunctionTable {
    /// The rows of the table, open or not.
    pub(crate) fn rows(&mut self, chart: &Arc<Chart>, languages: &[String]) -> Arc<FunctionRows> {
        let key = (Same::of(chart), languages.to_vec(), self.choice.clone());
        self.rows.get(key, |(chart, languages, choice)| listed(&chart.0, languages, choice))
    }
}

/// The function of a row.
pub(crate) fn statement(chart: &Chart, row: Row) -> Option<&Statement> {
    chart.functions(row.unit).get(row.at as usize).map(|held| held.statement)
}

/// A row as text.
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

fn listed(chart: &Chart, languages: &[String], choice: &Choice) -> FunctionRows {
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
    FunctionRows { rows, distinct: functions.len() }
}

/// Whether all words occur in a function, in any language.
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
        // The rows are already in this order.
        Column::Unit => {}
        Column::Kind => rows.sort_by_key(|(row, _)| chart.unit(row.unit).kind),
        Column::Citation => rows.sort_by(|(_, a), (_, b)| {
            match (a.cite.first(), b.cite.first()) {
                (Some(a), Some(b)) => a.source_order(b),
                // Functions without a citation come last.
                (a, b) => b.is_some().cmp(&a.is_some()),
            }
        }),
        Column::Text => rows.sort_by_key(|(_, statement)| statement.text.get(languages())),
    }
    if choice.is_descending {
        rows.reverse();
    }
}
