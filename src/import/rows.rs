//! The cells of a row by what their columns mean.

use super::columns::{Mapping, Target};
use super::draft::{DraftPerson, DraftPost};
use super::table::{Row, Table};

/// Words for a post that nobody holds.
const VACANT: &[&str] = &[
    "vacant",
    "vacancy",
    "unbesetzt",
    "n.n.",
    "nn",
    "n. n.",
    "空缺",
    "待聘",
    "vakant",
    "vacante",
    "poste vacant",
];
/// Words for what is no longer there.
const ABOLISHED: &[&str] =
    &["abolished", "eliminated", "closed", "aufgelost", "撤销", "已撤销", "supprime", "suprimido"];
/// Words for what is still to come.
const PLANNED: &[&str] = &["planned", "geplant", "计划", "prevu", "previsto"];

/// A table with what its columns mean.
pub(super) struct Columns<'a> {
    table: &'a Table,
    targets: Vec<Target>,
}

impl<'a> Columns<'a> {
    pub(super) fn new(table: &'a Table, mapping: &Mapping) -> Self {
        let targets = table.columns.iter().map(|column| mapping.target(column)).collect();
        Self { table, targets }
    }

    pub(super) fn has(&self, target: &Target) -> bool {
        self.targets.contains(target)
    }

    /// The first cell of a target that is not blank, or an empty text.
    pub(super) fn cell(&self, row: &'a Row, target: &Target) -> &'a str {
        let cells = self.targets.iter().zip(&row.cells);
        cells
            .filter(|(it, _)| *it == target)
            .map(|(_, cell)| cell.as_str())
            .find(|it| !it.is_empty())
            .unwrap_or_default()
    }

    /// The name of the first column of a target.
    pub(super) fn column(&self, target: &Target) -> &'a str {
        let at = self.targets.iter().position(|it| it == target);
        at.map_or("", |at| self.table.columns[at].as_str())
    }

    /// The names of a unit by language.
    pub(super) fn names(&self, row: &Row) -> Vec<(String, String)> {
        let cells = self.targets.iter().zip(&row.cells);
        let names = cells.filter_map(|(target, cell)| match target {
            Target::Name(language) if !cell.is_empty() => Some((language.clone(), cell.clone())),
            _ => None,
        });
        names.collect()
    }

    /// The names of the levels that a row fills, from the top down.
    pub(super) fn levels(&self, row: &Row) -> Vec<String> {
        let cells = self.targets.iter().zip(&row.cells);
        let mut levels: Vec<(u32, &String)> = cells
            .filter_map(|(target, cell)| match target {
                Target::Level(level) if !cell.is_empty() => Some((*level, cell)),
                _ => None,
            })
            .collect();
        levels.sort_by_key(|(level, _)| *level);
        levels.into_iter().map(|(_, name)| name.clone()).collect()
    }

    /// Values of fields of one's own.
    pub(super) fn fields(&self, row: &Row) -> Vec<(String, String)> {
        let cells = self.targets.iter().zip(&row.cells);
        let fields = cells.filter_map(|(target, cell)| match target {
            Target::Field(field) if !cell.is_empty() => Some((field.clone(), cell.clone())),
            _ => None,
        });
        fields.collect()
    }

    /// The post of a row: its title, rank and who holds it.
    pub(super) fn post(&self, row: &Row, title: &Target, holder: &Target) -> DraftPost {
        let name = self.cell(row, holder);
        let stated = state(self.cell(row, &Target::Status));
        let is_vacant = VACANT.contains(&super::columns::folded(name).as_str());
        let status = if is_vacant && stated.is_empty() { "vacant" } else { stated };
        let holders = if name.is_empty() || is_vacant || status == "vacant" {
            Vec::new()
        } else {
            let cell = |target| self.cell(row, target).to_owned();
            vec![DraftPerson {
                name: name.to_owned(),
                email: Some(cell(&Target::Email))
                    .filter(|mail| mail.contains('@'))
                    .unwrap_or_default(),
                phone: cell(&Target::Phone),
            }]
        };
        DraftPost {
            id: String::new(),
            title: self.cell(row, title).to_owned(),
            rank: self.cell(row, &Target::Rank).to_owned(),
            reports_to: String::new(),
            holders,
            status,
            fte: number(self.cell(row, &Target::Fte)).filter(|fte| *fte >= 0.0),
            fields: Vec::new(),
        }
    }
}

/// The word of the format for a state, or an empty text.
pub(super) fn state(cell: &str) -> &'static str {
    let folded = super::columns::folded(cell);
    for (words, state) in [(VACANT, "vacant"), (ABOLISHED, "abolished"), (PLANNED, "planned")] {
        if words.contains(&folded.as_str()) {
            return state;
        }
    }
    ""
}

/// A number with a decimal point or comma.
pub(super) fn number(cell: &str) -> Option<f64> {
    cell.replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}
