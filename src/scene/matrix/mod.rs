//! Matrix of relations: units at which relations start, against the units and bodies at which they end.
//!
//! An adjacency matrix is suitable for many relations, whose lines would cross each other; see
//! [Ghoniem, Fekete, Castagliola 2004](https://doi.org/10.1109/INFVIS.2004.1).

mod sheet;

pub use sheet::{MatrixMark, MatrixSheet, kind_words, sentences, sheet};

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::labels::unique_labels;
use super::languages::Languages;
use super::request::SceneRequest;
use super::superiors::line_kinds;
use crate::model::{BodyIndex, Chart, Party, RelationKind, UnitIndex};

/// A row or column: a unit, or a body outside the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatrixEnd {
    /// A unit, including the units that are folded into it.
    Unit(UnitIndex),
    /// A body.
    Body(BodyIndex),
}

/// A row or column with its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixEntry {
    /// Its subject.
    pub end: MatrixEnd,
    /// The office that it belongs to; `None` outside the organization.
    pub office: Option<UnitIndex>,
    /// Levels below the office.
    pub level: u32,
    /// Name, followed by superiors if units have equal names.
    pub label: String,
    /// Acronym of a unit.
    pub acronym: Option<String>,
    /// Number of relations.
    pub total: usize,
}

/// A cell with at least one relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixCell {
    /// Index of the row.
    pub row: usize,
    /// Index of the column.
    pub column: usize,
    /// Relations by kind, as indices among the chart's relations.
    pub kinds: Vec<(RelationKind, Vec<u32>)>,
}

/// Relations as a grid. Rows and columns without relations are omitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matrix {
    /// Starts of relations: units by office, then bodies.
    pub rows: Vec<MatrixEntry>,
    /// Ends of relations: units by office, then bodies by decreasing number.
    pub columns: Vec<MatrixEntry>,
    /// Cells by row, then by column.
    pub cells: Vec<MatrixCell>,
    /// Number of relations of each kind, the most frequent kind last.
    pub kinds: Vec<(RelationKind, usize)>,
    /// Number of relations.
    pub total: usize,
    /// Number of visible units at which no relation starts.
    pub without_relations: usize,
}

impl Matrix {
    /// Creates the matrix of a chart's relations, except reporting lines that the tree implies. The request selects
    /// kinds, language, branch, depth and folded units. For a branch, includes relations with an end inside it.
    #[must_use]
    pub fn new(chart: &Chart, request: &SceneRequest) -> Self {
        let fold = Fold { chart, request };
        let mut cells: BTreeMap<(MatrixEnd, MatrixEnd), BTreeMap<RelationKind, Vec<u32>>> =
            BTreeMap::new();
        let mut kinds: BTreeMap<RelationKind, usize> = BTreeMap::new();
        let (mut outgoing, mut incoming) = (HashMap::new(), HashMap::new());
        let relations = (0_u32..).zip(chart.relations()).zip(line_kinds(chart));
        for ((index, relation), kind) in relations {
            let is_wanted = kind.is_some_and(|kind| request.relations.shows(kind));
            let parties = [relation.from, relation.to];
            if !is_wanted || !parties.into_iter().any(|party| fold.is_in_branch(party)) {
                continue;
            }
            let [from, to] = parties.map(|party| fold.end(party));
            let cell = cells.entry((from, to)).or_default();
            cell.entry(relation.kind).or_default().push(index);
            *kinds.entry(relation.kind).or_default() += 1;
            *outgoing.entry(from).or_insert(0) += 1;
            *incoming.entry(to).or_insert(0) += 1;
        }
        let mut kinds: Vec<_> = kinds.into_iter().collect();
        if let Some(most) = (0..kinds.len()).rev().max_by_key(|&at| kinds[at].1) {
            let most = kinds.remove(most);
            kinds.push(most);
        }
        let rows = fold.entries(&outgoing, false);
        let columns = fold.entries(&incoming, true);
        let shown: BTreeSet<_> = fold.visible().collect();
        let is_row = |unit: &UnitIndex| outgoing.contains_key(&MatrixEnd::Unit(*unit));
        let without_relations = shown.iter().filter(|unit| !is_row(unit)).count();
        let total = kinds.iter().map(|(_, count)| count).sum();
        let places = |entries: &[MatrixEntry]| -> HashMap<MatrixEnd, usize> {
            entries.iter().enumerate().map(|(at, entry)| (entry.end, at)).collect()
        };
        let (row_of, column_of) = (places(&rows), places(&columns));
        let mut cells: Vec<MatrixCell> = cells
            .into_iter()
            .map(|((from, to), kinds)| MatrixCell {
                row: row_of[&from],
                column: column_of[&to],
                kinds: kinds.into_iter().collect(),
            })
            .collect();
        cells.sort_by_key(|cell| (cell.row, cell.column));
        Self { rows, columns, cells, kinds, total, without_relations }
    }

    /// The cell of a row and a column, if it has a relation.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Option<&MatrixCell> {
        let at = self.cells.binary_search_by_key(&(row, column), |cell| (cell.row, cell.column));
        at.ok().map(|at| &self.cells[at])
    }
}

/// The units that a request shows, and the representatives of hidden ones.
struct Fold<'a> {
    chart: &'a Chart,
    request: &'a SceneRequest,
}

impl Fold<'_> {
    fn is_in_branch(&self, party: Party) -> bool {
        self.request
            .root
            .is_none_or(|root| party.unit().is_some_and(|unit| self.is_below(unit, root)))
    }

    fn is_below(&self, unit: UnitIndex, root: UnitIndex) -> bool {
        self.chart.unit(root).branch.contains(&self.chart.unit(unit).branch.start)
    }

    fn end(&self, party: Party) -> MatrixEnd {
        match party {
            Party::Unit(unit) | Party::Post(unit, _) => MatrixEnd::Unit(self.shown(unit)),
            Party::Body(body) => MatrixEnd::Body(body),
        }
    }

    /// The unit, or the highest ancestor that hides it.
    fn shown(&self, unit: UnitIndex) -> UnitIndex {
        let ancestors = self.chart.ancestors(unit);
        ancestors.into_iter().find(|&above| self.hides_children(above)).unwrap_or(unit)
    }

    fn hides_children(&self, unit: UnitIndex) -> bool {
        let top = self.request.root.map_or(0, |root| self.chart.unit(root).depth);
        let level = self.chart.unit(unit).depth.checked_sub(top);
        let is_deep = self.request.depth.zip(level).is_some_and(|(depth, level)| level >= depth);
        is_deep || self.request.collapsed.contains(&unit)
    }

    fn visible(&self) -> impl Iterator<Item = UnitIndex> {
        let is_in =
            |unit: &UnitIndex| self.request.root.is_none_or(|root| self.is_below(*unit, root));
        self.chart.outline().filter(is_in).map(|unit| self.shown(unit))
    }

    /// The office of a unit: a child of the only root, or a root if there are several.
    fn office(&self, unit: UnitIndex) -> UnitIndex {
        let mut path = self.chart.ancestors(unit);
        path.push(unit);
        let level = usize::from(self.chart.roots().len() == 1).min(path.len() - 1);
        path[level]
    }

    fn entries(&self, totals: &HashMap<MatrixEnd, usize>, by_number: bool) -> Vec<MatrixEntry> {
        let languages = Languages::new(self.chart, &self.request.language);
        let units: Vec<UnitIndex> = self
            .chart
            .outline()
            .filter(|&unit| totals.contains_key(&MatrixEnd::Unit(unit)))
            .collect();
        let name = |unit| languages.words(&self.chart.unit(unit).name);
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for &unit in &units {
            *counts.entry(name(unit)).or_default() += 1;
        }
        let labels = unique_labels(self.chart, &units, |unit| {
            let acronym = self.chart.unit(unit).acronym.as_deref();
            let is_shared = counts.get(name(unit)).is_some_and(|&count| count > 1);
            acronym.filter(|_| is_shared).unwrap_or_else(|| name(unit))
        });
        let mut entries: Vec<MatrixEntry> = Vec::with_capacity(totals.len());
        for (unit, label) in units.into_iter().zip(labels) {
            let (office, it) = (self.office(unit), self.chart.unit(unit));
            entries.push(MatrixEntry {
                end: MatrixEnd::Unit(unit),
                office: Some(office),
                level: it.depth - self.chart.unit(office).depth,
                label,
                acronym: it.acronym.clone(),
                total: totals[&MatrixEnd::Unit(unit)],
            });
        }
        let mut bodies: Vec<BodyIndex> = self.chart.body_indices().collect();
        bodies.retain(|&body| totals.contains_key(&MatrixEnd::Body(body)));
        if by_number {
            bodies.sort_by_key(|&body| std::cmp::Reverse(totals[&MatrixEnd::Body(body)]));
        }
        entries.extend(bodies.into_iter().map(|body| MatrixEntry {
            end: MatrixEnd::Body(body),
            office: None,
            level: 0,
            label: languages.words(&self.chart.body(body).name).to_owned(),
            acronym: None,
            total: totals[&MatrixEnd::Body(body)],
        }));
        entries
    }
}
