//! Cells of a row by the meaning of their columns.

use super::columns::{Mapping, Target, folded, slug};
use super::draft::{DraftPerson, DraftPost};
use super::report::Report;
use super::table::{Row, Table};
use crate::message;

/// Words for a vacant post.
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
/// Words for an abolished post or unit.
const ABOLISHED: &[&str] =
    &["abolished", "eliminated", "closed", "aufgelost", "撤销", "已撤销", "supprime", "suprimido"];
/// Words for a planned post or unit.
const PLANNED: &[&str] = &["planned", "geplant", "计划", "prevu", "previsto"];

/// Words in titles of heads.
const LEADING: &[&str] = &[
    "head",
    "director",
    "chief",
    "president",
    "leader",
    "manager",
    "commissioner",
    "leit",
    "chef",
    "direkt",
    "prasident",
    "directeur",
    "directrice",
    "responsable",
    "jefe",
    "主任",
    "长",
    "总经理",
    "主管",
    "负责人",
];
/// Words in titles of deputies and assistants.
const HELPING: &[&str] = &[
    "deputy",
    "vice",
    "assistant",
    "stellv",
    "vize",
    "adjoint",
    "assistent",
    "referent",
    "副",
    "助理",
];

/// Whether a title is that of a head.
pub(super) fn is_leading(title: &str) -> bool {
    let title = folded(title);
    let has = |words: &[&str]| words.iter().any(|word| title.contains(word));
    has(LEADING) && !has(HELPING)
}

/// A table with the meaning of its columns.
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

    /// The first non-blank cell of a target, or an empty string.
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
        in_languages(first_of_each(cells.filter_map(|(target, cell)| match target {
            Target::Name(language) if !cell.is_empty() => Some((language.clone(), cell.clone())),
            _ => None,
        })))
    }

    /// The titles of a unit's head by language.
    pub(super) fn head_titles(&self, row: &Row) -> Vec<(String, String)> {
        let cells = self.targets.iter().zip(&row.cells);
        first_of_each(cells.filter_map(|(target, cell)| match target {
            Target::HeadTitleIn(language) if !cell.is_empty() => {
                Some((language.clone(), cell.clone()))
            }
            _ => None,
        }))
    }

    /// The names of the levels in a row, from the top down.
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

    /// Values of custom fields, by header.
    pub(super) fn fields(&self, row: &Row) -> Vec<(String, String)> {
        let cells = self.targets.iter().zip(&self.table.columns).zip(&row.cells);
        let fields = cells.filter_map(|((target, column), cell)| match target {
            Target::Field(field) if !cell.is_empty() => {
                let is_column = slug(column) == *field;
                Some((if is_column { column } else { field }.clone(), cell.clone()))
            }
            _ => None,
        });
        fields.collect()
    }

    /// The post of a row: its title, rank and holder. A vacant post without a title is named after its column.
    pub(super) fn post(
        &self,
        row: &Row,
        title: &Target,
        holder: &Target,
        report: &mut Report,
    ) -> DraftPost {
        let name = self.cell(row, holder);
        let stated = state(self.cell(row, &Target::Status));
        let is_vacant = is_vacant(name);
        let status = if is_vacant && stated.is_empty() { "vacant" } else { stated };
        let holders = if name.is_empty() || is_vacant || status == "vacant" {
            Vec::new()
        } else {
            let phone = self.cell(row, &Target::Phone).to_owned();
            vec![DraftPerson {
                name: name.to_owned(),
                email: self.email(row, report),
                phone,
                ..DraftPerson::default()
            }]
        };
        let words = self.cell(row, title);
        let title = if words.is_empty() && is_vacant { self.column(holder) } else { words };
        DraftPost {
            row: Some(row.number),
            title: title.to_owned(),
            rank: self.cell(row, &Target::Rank).to_owned(),
            holders,
            status,
            fte: self.number(row, &Target::Fte, report),
            ..DraftPost::default()
        }
    }

    fn email(&self, row: &Row, report: &mut Report) -> String {
        let cell = self.cell(row, &Target::Email);
        if cell.is_empty() || cell.contains('@') {
            return cell.to_owned();
        }
        let column = self.column(&Target::Email);
        report.correct(
            row.number,
            column,
            "email",
            message!("{0} is not an email address: it is ignored", cell),
        );
        String::new()
    }

    /// A number from 0 with a decimal point or comma.
    pub(super) fn number(&self, row: &Row, target: &Target, report: &mut Report) -> Option<f64> {
        let cell = self.cell(row, target);
        let number: Option<f64> = cell.replace(',', ".").parse().ok();
        let number = number.filter(|number| number.is_finite() && *number >= 0.0);
        if number.is_none() && !cell.is_empty() {
            let message = message!("{0} is not a number of at least 0: it is ignored", cell);
            report.correct(row.number, self.column(target), "number", message);
        }
        number
    }

    /// A web or email address, with its scheme.
    pub(super) fn link(&self, row: &Row, report: &mut Report) -> String {
        let cell = self.cell(row, &Target::Link);
        let has_scheme =
            ["http:", "https:", "mailto:"].iter().any(|scheme| cell.starts_with(scheme));
        if cell.is_empty() || (has_scheme && !cell.contains(char::is_whitespace)) {
            return cell.to_owned();
        }
        if cell.contains(|c: char| c.is_whitespace() || c == ':') {
            let message = message!("{0} is not a web address: it is ignored", cell);
            report.correct(row.number, self.column(&Target::Link), "link", message);
            return String::new();
        }
        format!("https://{cell}")
    }
}

/// Removes texts without a language if there are others.
fn in_languages(mut texts: Vec<(String, String)>) -> Vec<(String, String)> {
    if texts.len() > 1 {
        texts.iter_mut().filter(|(tag, _)| tag.is_empty()).for_each(|(tag, _)| tag.push_str("und"));
    }
    texts
}

/// Texts by language, the first for each language.
fn first_of_each(texts: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for text in texts {
        if !found.iter().any(|(language, _)| *language == text.0) {
            found.push(text);
        }
    }
    found
}

/// Words for staff.
const STAFF: &[&str] = &["staff", "stab", "stabsstelle", "assistant", "幕僚", "参谋", "etat-major"];

/// Whether a cell is a word for staff.
pub(super) fn is_staff(cell: &str) -> bool {
    STAFF.contains(&folded(cell).as_str())
}

/// Whether a name means that a post is vacant.
pub(super) fn is_vacant(name: &str) -> bool {
    !name.is_empty() && VACANT.contains(&folded(name).as_str())
}

/// The status word of the format for a cell, or an empty string.
pub(super) fn state(cell: &str) -> &'static str {
    if cell.is_empty() {
        return "";
    }
    let folded = folded(cell);
    for (words, state) in [(VACANT, "vacant"), (ABOLISHED, "abolished"), (PLANNED, "planned")] {
        if words.contains(&folded.as_str()) {
            return state;
        }
    }
    ""
}
