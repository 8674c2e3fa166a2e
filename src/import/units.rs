//! Tables of units: each row is a unit, below the parent that a cell, its levels or its path specify.

use std::collections::{HashMap, HashSet};

use super::columns::{Target, folded, is_own};
use super::draft::{Draft, DraftPost, DraftUnit, Ids, SOURCE_ID};
use super::references::{Found, References, Resolution, open_rings};
use super::report::Report;
use super::rows::{Columns, is_leading, is_staff, state};
use super::table::{Row, Table};
use crate::message;
use crate::model::built_in_kind;

/// The units of a table.
pub(super) fn units(table: &Table, columns: &Columns<'_>, report: &mut Report) -> Draft {
    let has_levels = table.rows.iter().any(|row| !columns.levels(row).is_empty());
    if has_levels || columns.has(&Target::Path) {
        return nested(table, columns, report);
    }
    let mut ids = Ids::default();
    let mut draft = Draft::default();
    let mut rows: Vec<&Row> = Vec::new();
    // The unit of each row of the table.
    let mut unit_of: Vec<Option<usize>> = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let names = columns.names(row);
        if names.is_empty() && columns.cell(row, &Target::Id).is_empty() {
            let column = columns.column(&Target::Id);
            let message = message!("the row has neither a name nor an id");
            report.leave_out(row.number, column, "I001", message);
            unit_of.push(None);
            continue;
        }
        unit_of.push(Some(draft.units.len()));
        draft.units.push(unit(columns, row, names, &mut ids, report));
        rows.push(row);
    }
    if table.is_nested {
        for (unit, row) in draft.units.iter_mut().zip(&rows) {
            let mut above = row.parent;
            // An omitted row is replaced by its parent row.
            while let Some(at) = above.filter(|&at| unit_of[at].is_none()) {
                above = table.rows[at].parent;
            }
            unit.parent = above.and_then(|at| unit_of[at]);
        }
    } else {
        place(&mut draft, &rows, columns, report);
    }
    if is_own(table) {
        keep_kinds(&mut draft, &rows, columns);
    }
    keep_known_superiors(&mut draft, &rows, columns, report);
    draft
}

/// Declares the kinds that are not built in.
fn keep_kinds(draft: &mut Draft, rows: &[&Row], columns: &Columns<'_>) {
    for (unit, row) in draft.units.iter_mut().zip(rows) {
        let kind = columns.cell(row, &Target::Kind);
        if kind.is_empty() || built_in_kind(kind).is_some() {
            continue;
        }
        kind.clone_into(&mut unit.kind);
        if !draft.kinds.iter().any(|(known, _)| known == kind) {
            draft.kinds.push((kind.to_owned(), Vec::new()));
        }
    }
}

/// Removes superiors of heads that are not units of the table.
fn keep_known_superiors(
    draft: &mut Draft,
    rows: &[&Row],
    columns: &Columns<'_>,
    report: &mut Report,
) {
    if !columns.has(&Target::HeadSuperior) {
        return;
    }
    let ids: HashSet<String> = draft.units.iter().map(|unit| unit.id.clone()).collect();
    let column = columns.column(&Target::HeadSuperior);
    for (unit, row) in draft.units.iter_mut().zip(rows) {
        let Some(head) = &mut unit.head else { continue };
        head.reports_to.retain(|superior| {
            let is_known = ids.contains(superior);
            if !is_known {
                let message = message!("{0} was not found: the line is left out", superior);
                report.leave_out(row.number, column, "I007", message);
            }
            is_known
        });
    }
}

/// Finds the parent of each unit.
fn place(draft: &mut Draft, rows: &[&Row], columns: &Columns<'_>, report: &mut Report) {
    let words = draft.units.iter().zip(rows).map(|(unit, row)| {
        let name = |at: usize| unit.names.get(at).map_or("", |(_, name)| name);
        let former = unit.also_named.first().map_or("", String::as_str);
        let head = unit.head.as_ref().map_or("", |head| head.title.as_str());
        let holder = unit.head.as_ref().and_then(|head| head.holders.first());
        let holder = holder.map_or("", |holder| holder.name.as_str());
        let id = columns.cell(row, &Target::Id);
        [id, name(0), name(1), &unit.acronym, former, head, holder]
    });
    let references = References::new(words);
    let mut above = Vec::with_capacity(rows.len());
    let mut belongs_to = Vec::with_capacity(rows.len());
    let column = columns.column(&Target::Parent);
    for (at, row) in rows.iter().enumerate() {
        let cell = columns.cell(row, &Target::Parent);
        let mut others: Vec<usize> = Vec::new();
        above.push(match references.resolve(cell) {
            Resolution::Nothing => None,
            Resolution::These(found) if found[0].row == at => {
                let message = message!("{0} is the row itself: the unit is at top level", cell);
                report.correct(row.number, column, "self", message);
                None
            }
            Resolution::These(found) => {
                for &Found { row: other, spelling, how } in &found {
                    if let Some(how) = how {
                        let id = draft.units[other].id.as_str();
                        report.correct_reference(row.number, column, how, (cell, spelling, id));
                    }
                }
                let first = found[0].row;
                let further = found[1..].iter().map(|found| found.row);
                others.extend(further.filter(|&other| other != at && other != first));
                others.dedup();
                Some(first)
            }
            Resolution::Several => {
                let message = message!("{0} is ambiguous: the unit is at top level", cell);
                report.correct(row.number, column, "several", message);
                None
            }
            Resolution::Unknown => {
                let message = message!("{0} was not found: the unit is at top level", cell);
                report.correct(row.number, column, "unknown", message);
                None
            }
        });
        belongs_to.push(others);
    }
    for at in open_rings(&mut above) {
        let message =
            message!("the parents of these units form a cycle: this unit is at top level");
        report.correct(rows[at].number, column, "ring", message);
    }
    for ((unit, parent), others) in draft.units.iter_mut().zip(above).zip(belongs_to) {
        unit.parent = parent;
        unit.belongs_to = others;
    }
}

fn unit(
    columns: &Columns<'_>,
    row: &Row,
    names: Vec<(String, String)>,
    ids: &mut Ids,
    report: &mut Report,
) -> DraftUnit {
    let given = columns.cell(row, &Target::Id).to_owned();
    let name = names.first().map_or_else(|| given.clone(), |(_, name)| name.clone());
    let otherwise = format!("row-{}", row.number);
    let id =
        if given.is_empty() { ids.take(&name, &otherwise) } else { ids.keep(&given, &otherwise) };
    let mut fields = columns.fields(row);
    if !given.is_empty() && id != given {
        let message = message!("the id {0} is changed to {1}", &given, &id);
        report.correct(row.number, columns.column(&Target::Id), "id", message);
        fields.push((SOURCE_ID.into(), given));
    }
    let names = if names.is_empty() { vec![(String::new(), name)] } else { names };
    let mut head = columns.post(row, &Target::HeadTitle, &Target::HeadHolder, report);
    head.titles = columns.head_titles(row);
    if !head.titles.is_empty() {
        head.title = String::new();
    }
    let superiors = columns.cell(row, &Target::HeadSuperior).split(';').map(str::trim);
    head.reports_to = superiors.filter(|it| !it.is_empty()).map(str::to_owned).collect();
    let has_head = !head.title.is_empty() || !head.titles.is_empty() || !head.holders.is_empty();
    let functions = columns.cell(row, &Target::Function);
    let cite = columns.cell(row, &Target::Citation);
    let functions =
        functions.split(['\n', ';', '；']).map(str::trim).filter(|text| !text.is_empty());
    let state = state(columns.cell(row, &Target::Status));
    let list = |target: &Target| {
        let cell = columns.cell(row, target);
        let parts = cell.split([';', '；', '\n']).map(str::trim).filter(|it| !it.is_empty());
        parts.map(str::to_owned).collect::<Vec<_>>()
    };
    let note = columns.cell(row, &Target::Note);
    DraftUnit {
        row: Some(row.number),
        id,
        names,
        kind: built_in_kind(columns.cell(row, &Target::Kind)).unwrap_or("unit").to_owned(),
        acronym: columns.cell(row, &Target::Acronym).to_owned(),
        head: has_head.then_some(head),
        functions: functions.map(|text| (cite.to_owned(), text.to_owned())).collect(),
        headcount: columns
            .number(row, &Target::Headcount, report)
            .map(|count| count.to_string())
            .unwrap_or_default(),
        link: columns.link(row, report),
        status: if state == "vacant" { "" } else { state },
        is_staff: is_staff(columns.cell(row, &Target::Position)),
        also_named: list(&Target::FormerName),
        notes: (!note.is_empty()).then(|| note.to_owned()).into_iter().collect(),
        fields,
        ..DraftUnit::default()
    }
}

/// Units by their path of names; a row with a post adds it to the last of them.
fn nested(table: &Table, columns: &Columns<'_>, report: &mut Report) -> Draft {
    let mut tree = Tree::default();
    let mut posts: Vec<(usize, DraftPost)> = Vec::new();
    for row in &table.rows {
        let levels = columns.levels(row);
        let path = columns.cell(row, &Target::Path).split('/').map(str::trim);
        let path: Vec<String> = path.filter(|part| !part.is_empty()).map(String::from).collect();
        let levels = if levels.is_empty() { path } else { levels };
        let Some(at) = tree.unit(&levels, row.number) else {
            let column = columns.column(&Target::Level(1));
            report.leave_out(row.number, column, "I003", message!("all levels are empty"));
            continue;
        };
        let is_post = columns.has(&Target::PostTitle) || columns.has(&Target::PostHolder);
        let (title, holder) = if is_post {
            (Target::PostTitle, Target::PostHolder)
        } else {
            (Target::HeadTitle, Target::HeadHolder)
        };
        let mut post = columns.post(row, &title, &holder, report);
        if post.title.is_empty() && post.holders.is_empty() {
            continue;
        }
        post.fields = columns.fields(row);
        posts.push((at, post));
    }
    tree.fill(posts);
    tree.draft
}

/// Tree of units, identified by their path of names.
#[derive(Default)]
pub(super) struct Tree {
    pub(super) draft: Draft,
    ids: Ids,
    /// Units by parent and name.
    known: HashMap<(Option<usize>, String), usize>,
}

impl Tree {
    /// Adds posts to their units. A post such as *Head of Pilots* heads the child unit of that name; any other unit is
    /// headed by the first of its posts.
    fn fill(&mut self, posts: Vec<(usize, DraftPost)>) {
        let mut below: HashMap<usize, Vec<(String, usize)>> = HashMap::new();
        for (at, unit) in self.draft.units.iter().enumerate() {
            if let (Some(above), Some((_, name))) = (unit.parent, unit.names.first()) {
                below.entry(above).or_default().push((folded(name), at));
            }
        }
        let mut rest: Vec<(usize, DraftPost)> = Vec::new();
        for (at, post) in posts {
            let title = folded(&post.title);
            let is_named = |name: &str| {
                let of = title.strip_suffix(name).or_else(|| title.strip_prefix(name));
                of.is_some_and(is_leading)
            };
            let named = below.get(&at).and_then(|units| {
                // Of *Pilots* and *Harbour Pilots*, the longer one is used.
                let fitting = units.iter().filter(|(name, _)| is_named(name));
                fitting.max_by_key(|(name, _)| name.len()).map(|(_, unit)| *unit)
            });
            match named.filter(|&unit| self.draft.units[unit].head.is_none()) {
                Some(unit) => self.draft.units[unit].head = Some(post),
                None => rest.push((at, post)),
            }
        }
        let mut ids = Ids::default();
        for (number, (at, mut post)) in rest.into_iter().enumerate() {
            let unit = &mut self.draft.units[at];
            if unit.head.is_none() {
                unit.head = Some(post);
                continue;
            }
            let otherwise = format!("post-{}", post.row.unwrap_or(number));
            post.id = ids.take(&format!("{} {}", unit.id, post.title), &otherwise);
            unit.posts.push(post);
        }
    }

    /// The unit at a path, created with all its ancestors; `None` for an empty path.
    fn unit(&mut self, path: &[String], row: usize) -> Option<usize> {
        path.iter().fold(None, |above, name| {
            let known = self.known.get(&(above, name.clone())).copied();
            Some(known.unwrap_or_else(|| {
                let at = self.add(above, name);
                self.draft.units[at].row = Some(row);
                self.known.insert((above, name.clone()), at);
                at
            }))
        })
    }

    /// Adds a unit below another one.
    pub(super) fn add(&mut self, above: Option<usize>, name: &str) -> usize {
        let at = self.draft.units.len();
        self.draft.units.push(DraftUnit {
            id: self.ids.take(name, &format!("unit-{}", at + 1)),
            names: vec![(String::new(), name.to_owned())],
            kind: if above.is_none() { "department" } else { "unit" }.into(),
            parent: above,
            ..DraftUnit::default()
        });
        at
    }
}
