//! British organograms: the tables of senior and junior posts that government departments publish according to
//! [a common scheme](https://www.gov.uk/government/publications/organogram-publishing-guidelines).
//!
//! A senior post becomes a unit with its head; junior posts become posts of the senior post that they report to.

use std::collections::HashMap;

use super::columns::folded;
use super::draft::{Draft, DraftPerson, DraftPost, DraftUnit, Ids, NumberField, SOURCE_ID};
use super::references::{Found, References, Resolution, open_rings};
use super::report::Report;
use super::rows::is_vacant;
use super::table::{Row, Table};
use crate::message;

/// Headers, newest first, without bracketed parts.
const REFERENCE: &[&str] = &["post unique reference"];
const NAME: &[&str] = &["name"];
const GRADE: &[&str] = &["grade", "grade (or equivalent)"];
const TITLE: &[&str] = &["job title", "generic job title"];
const FUNCTION: &[&str] = &["job/team function"];
const UNIT: &[&str] = &["unit"];
const PHONE: &[&str] = &["contact phone"];
const EMAIL: &[&str] = &["contact e-mail", "contact email"];
const SENIOR: &[&str] = &["reports to senior post"];
const FTE: &[&str] = &["fte"];
const JUNIOR_SENIOR: &[&str] = &["reporting senior post"];
const JUNIOR_POSTS: &[&str] = &["number of posts in fte"];
/// Columns with amounts of money.
const PAY: &[&str] = &["pay", "salary", "payscale"];
/// Columns without information about a post.
const TECHNICAL: &[&str] = &["valid?", "column 1", "column"];

/// Type of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Senior,
    Junior,
}

/// Whether a table is of one of the two types.
pub(super) fn is_organogram(table: &Table) -> bool {
    sort(table).is_some()
}

fn sort(table: &Table) -> Option<Sort> {
    let columns = Scheme::new(table);
    if columns.has(REFERENCE) && columns.has(SENIOR) {
        return Some(Sort::Senior);
    }
    let is_junior = columns.has(JUNIOR_SENIOR) && (columns.has(JUNIOR_POSTS) || columns.has(TITLE));
    is_junior.then_some(Sort::Junior)
}

/// Columns of a table by their published headers.
struct Scheme<'a> {
    table: &'a Table,
    folded: Vec<String>,
}

impl<'a> Scheme<'a> {
    fn new(table: &'a Table) -> Self {
        Self { table, folded: table.columns.iter().map(|column| folded(column)).collect() }
    }

    fn at(&self, names: &[&str]) -> Option<usize> {
        self.folded.iter().position(|column| names.contains(&column.as_str()))
    }

    fn has(&self, names: &[&str]) -> bool {
        self.at(names).is_some()
    }

    fn cell(&self, row: &'a Row, names: &[&str]) -> &'a str {
        self.at(names).map_or("", |at| row.cells[at].as_str())
    }

    fn column(&self, names: &[&str]) -> &'a str {
        self.at(names).map_or("", |at| self.table.columns[at].as_str())
    }

    /// Columns without a counterpart in the scheme, as fields: amounts as numbers, all others as text.
    fn fields(&self, row: &Row, report: &mut Report) -> Vec<(String, String)> {
        const KNOWN: &[&[&str]] = &[
            REFERENCE,
            NAME,
            GRADE,
            TITLE,
            FUNCTION,
            PHONE,
            EMAIL,
            SENIOR,
            FTE,
            JUNIOR_SENIOR,
            JUNIOR_POSTS,
            TECHNICAL,
        ];
        let mut fields = Vec::new();
        for ((folded, column), cell) in self.folded.iter().zip(&self.table.columns).zip(&row.cells)
        {
            let is_known = KNOWN.iter().any(|names| names.contains(&folded.as_str()));
            if is_known || cell.is_empty() || folded.starts_with("column ") {
                continue;
            }
            if !is_amount(folded) {
                fields.push((column.clone(), cell.clone()));
            } else if let Some(amount) = number(cell) {
                fields.push((column.clone(), amount.to_string()));
            } else {
                let message = message!("{0} is not a number of at least 0: it is ignored", cell);
                report.correct(row.number, column, "number", message);
            }
        }
        fields
    }
}

fn is_amount(folded: &str) -> bool {
    PAY.iter().any(|word| folded.split([' ', '(']).any(|part| part == *word))
}

/// A number with thousands separators and a pound sign.
fn number(cell: &str) -> Option<f64> {
    let plain: String = cell.chars().filter(|c| !matches!(c, ',' | '£' | ' ')).collect();
    plain.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)
}

/// The units of the tables: those of the senior posts first, whatever the order of the tables.
pub(super) fn units(tables: &[Table], report: &mut Report) -> Draft {
    let mut reader = Reader {
        draft: Draft::default(),
        rows: Vec::new(),
        ids: Ids::default(),
        posts: Ids::default(),
    };
    for table in tables.iter().filter(|table| sort(table) == Some(Sort::Senior)) {
        reader.senior(table, report);
    }
    reader.place(report);
    for table in tables.iter().filter(|table| sort(table) == Some(Sort::Junior)) {
        reader.junior(table, report);
    }
    for table in tables {
        for (column, folded) in table.columns.iter().zip(&Scheme::new(table).folded) {
            if is_amount(folded) {
                reader.draft.number_fields.push(NumberField { label: column.clone(), unit: "GBP" });
            }
        }
    }
    reader.draft
}

/// Data kept from the row of a senior post.
struct SeniorRow {
    number: usize,
    reference: String,
    superior: String,
    column: String,
    title: String,
    unit: String,
}

struct Reader {
    draft: Draft,
    /// The row of each unit that represents a senior post.
    rows: Vec<SeniorRow>,
    ids: Ids,
    posts: Ids,
}

impl Reader {
    fn senior(&mut self, table: &Table, report: &mut Report) {
        let scheme = Scheme::new(table);
        report.rows += table.rows.len();
        let column = scheme.column(REFERENCE);
        // The unit of each reference, by index, and its row.
        let mut known: HashMap<&str, (usize, &Row)> = HashMap::new();
        for row in &table.rows {
            let reference = scheme.cell(row, REFERENCE);
            if reference.is_empty() {
                report.leave_out(row.number, column, "I006", message!("the post has no reference"));
                continue;
            }
            if reference.bytes().all(|byte| byte == b'0') {
                let name = scheme.cell(row, NAME);
                report.leave_out(
                    row.number,
                    column,
                    "I005",
                    message!("{0} is paid but not in post", name),
                );
                continue;
            }
            if let Some(&(at, first)) = known.get(reference) {
                self.second(&scheme, row, first, at, report);
                continue;
            }
            known.insert(reference, (self.draft.units.len(), row));
            self.unit(&scheme, row, report);
        }
    }

    /// Handles a further row with a known reference: a second holder, if the rows differ only in personal data.
    fn second(
        &mut self,
        scheme: &Scheme<'_>,
        row: &Row,
        first: &Row,
        at: usize,
        report: &mut Report,
    ) {
        let reference = scheme.cell(row, REFERENCE);
        let column = scheme.column(REFERENCE);
        let differs = [TITLE, GRADE, FUNCTION, UNIT, SENIOR]
            .into_iter()
            .find(|names| scheme.cell(row, names) != scheme.cell(first, names));
        if let Some(names) = differs {
            let other = scheme.column(names);
            let message = message!(
                "{0} is already in row {1} with a different {2}: the row is left out",
                reference,
                first.number,
                other
            );
            report.leave_out(row.number, column, "I004", message);
            return;
        }
        let (post, fte) = post(scheme, row, report);
        let Some(head) = &mut self.draft.units[at].head else { return };
        let part = |fte: Option<f64>| fte.filter(|share| *share > 0.0 && *share < 1.0);
        if let [only] = &mut head.holders[..] {
            only.share = part(head.fte);
        }
        head.fte = head.fte.zip(fte).map(|(a, b)| rounded(a + b)).or(head.fte).or(fte);
        if !post.holders.is_empty() {
            head.status = "";
        }
        head.holders.extend(post.holders.into_iter().map(|mut person| {
            person.share = part(fte);
            person
        }));
        report.second_holders += 1;
        let message = message!("{0} occurs twice: the post has two holders", reference);
        report.correct(row.number, column, "holder", message);
    }

    fn unit(&mut self, scheme: &Scheme<'_>, row: &Row, report: &mut Report) {
        let reference = scheme.cell(row, REFERENCE).to_owned();
        let id = self.ids.keep(&reference, &format!("row-{}", row.number));
        let (mut post, _) = post(scheme, row, report);
        let is_abolished = post.status == "abolished";
        let mut fields = scheme.fields(row, report);
        // Pay belongs to the post, everything else to the unit.
        let amounts = fields.extract_if(.., |(column, _)| is_amount(&folded(column)));
        post.fields = amounts.collect();
        fields.retain(|(column, _)| !UNIT.contains(&folded(column).as_str()));
        if post.holders.is_empty() {
            for names in [PHONE, EMAIL] {
                let cell = scheme.cell(row, names);
                if !cell.is_empty() {
                    fields.push((scheme.column(names).to_owned(), cell.to_owned()));
                }
            }
        }
        if id != reference {
            fields.push((SOURCE_ID.into(), reference.clone()));
            let message = message!("the id {0} is changed to {1}", &reference, &id);
            report.correct(row.number, scheme.column(REFERENCE), "id", message);
        }
        let function = scheme.cell(row, FUNCTION);
        let functions = (!function.is_empty()).then(|| (String::new(), function.to_owned()));
        self.rows.push(SeniorRow {
            number: row.number,
            reference,
            superior: scheme.cell(row, SENIOR).to_owned(),
            column: scheme.column(SENIOR).to_owned(),
            title: post.title.clone(),
            unit: scheme.cell(row, UNIT).to_owned(),
        });
        self.draft.units.push(DraftUnit {
            row: Some(row.number),
            id,
            functions: functions.into_iter().collect(),
            status: if is_abolished { "abolished" } else { "" },
            head: Some(post),
            fields,
            ..DraftUnit::default()
        });
    }

    /// Finds the superior of each senior post, and the name of its unit.
    fn place(&mut self, report: &mut Report) {
        let references = References::new(self.rows.iter().map(|row| [row.reference.as_str()]));
        let mut above = Vec::with_capacity(self.rows.len());
        for (at, row) in self.rows.iter().enumerate() {
            let cell = &row.superior;
            above.push(match references.resolve(cell) {
                Resolution::Nothing => None,
                Resolution::These(found) if found[0].row == at => {
                    let message = message!("{0} is the row itself: the unit is at top level", cell);
                    report.correct(row.number, &row.column, "self", message);
                    None
                }
                Resolution::These(found) => {
                    let Found { row: superior, spelling, how } = found[0];
                    if let Some(how) = how {
                        let id = self.draft.units[superior].id.as_str();
                        report.correct_reference(
                            row.number,
                            &row.column,
                            how,
                            (cell, spelling, id),
                        );
                    }
                    Some(superior)
                }
                Resolution::Several | Resolution::Unknown => {
                    let message = message!("{0} was not found: the unit is at top level", cell);
                    report.correct(row.number, &row.column, "unknown", message);
                    None
                }
            });
        }
        for at in open_rings(&mut above) {
            let message =
                message!("the parents of these units form a cycle: this unit is at top level");
            report.correct(self.rows[at].number, &self.rows[at].column, "ring", message);
        }
        let mut units_below: HashMap<(Option<usize>, &str), usize> = HashMap::new();
        for (row, above) in self.rows.iter().zip(&above) {
            *units_below.entry((*above, &row.unit)).or_default() += 1;
        }
        for (at, row) in self.rows.iter().enumerate() {
            let is_superiors = above[at].is_some_and(|above| self.rows[above].unit == row.unit);
            let is_shared =
                units_below.get(&(above[at], row.unit.as_str())).is_some_and(|&count| count > 1);
            let name = match (row.unit.is_empty() || is_superiors, row.title.is_empty()) {
                (false, false) if is_shared => format!("{}, {}", row.title, row.unit),
                (false, _) => row.unit.clone(),
                (true, false) => row.title.clone(),
                (true, true) => row.reference.clone(),
            };
            let unit = &mut self.draft.units[at];
            unit.parent = above[at];
            unit.names = vec![(String::new(), name)];
            unit.kind = if unit.parent.is_none() { "department" } else { "unit" }.into();
        }
    }

    fn junior(&mut self, table: &Table, report: &mut Report) {
        let scheme = Scheme::new(table);
        report.rows += table.rows.len();
        let seniors: Vec<String> = self.rows.iter().map(|row| row.reference.clone()).collect();
        let references = References::new(seniors.iter().map(|reference| [reference.as_str()]));
        let column = scheme.column(JUNIOR_SENIOR);
        // Units for posts whose senior post is missing, by name.
        let mut strays: HashMap<String, usize> = HashMap::new();
        // Indices of posts by unit, and by unit, title and grade.
        let mut known: HashMap<(usize, [String; 3]), usize> = HashMap::new();
        for row in &table.rows {
            let title = scheme.cell(row, TITLE);
            let (cell, name) = (scheme.cell(row, JUNIOR_SENIOR), scheme.cell(row, UNIT));
            if title.is_empty() && scheme.cell(row, GRADE).is_empty() {
                let message = message!("the row has neither a title nor a grade");
                report.leave_out(row.number, scheme.column(TITLE), "I002", message);
                continue;
            }
            let at = if let Resolution::These(found) = references.resolve(cell) {
                found[0].row
            } else {
                let message = message!("{0} was not found: its unit is at top level", cell);
                report.correct(row.number, column, "unknown", message);
                let name = if name.is_empty() { cell } else { name };
                *strays.entry(name.to_owned()).or_insert_with(|| self.stray(name))
            };
            let parts = [name, title, scheme.cell(row, GRADE)].map(str::to_owned);
            let posts = scheme.cell(row, JUNIOR_POSTS);
            let fte = number(posts);
            if fte.is_none() && !posts.is_empty() {
                let message = message!("{0} is not a number of at least 0: it is ignored", posts);
                report.correct(row.number, scheme.column(JUNIOR_POSTS), "number", message);
            }
            let unit = &mut self.draft.units[at];
            if let Some(&post) = known.get(&(at, parts.clone())) {
                let post = &mut unit.posts[post];
                post.fte = post.fte.zip(fte).map(|(a, b)| rounded(a + b)).or(post.fte).or(fte);
                post.count = count(post.fte);
                continue;
            }
            let mut fields = scheme.fields(row, report);
            let own = self.rows.get(at).map_or(name, |row| row.unit.as_str());
            fields.retain(|(column, cell)| !UNIT.contains(&folded(column).as_str()) || cell != own);
            let [_, title, rank] = parts.clone();
            let title = if title.is_empty() { rank.clone() } else { title };
            let id = self
                .posts
                .take(&format!("{} {title} {rank}", unit.id), &format!("post-{}", row.number));
            known.insert((at, parts), unit.posts.len());
            unit.posts.push(DraftPost {
                row: Some(row.number),
                id,
                title,
                rank,
                fte,
                count: count(fte),
                fields,
                ..DraftPost::default()
            });
        }
    }

    /// A top-level unit for junior posts.
    fn stray(&mut self, name: &str) -> usize {
        let name = if name.is_empty() { "?" } else { name };
        let at = self.draft.units.len();
        self.draft.units.push(DraftUnit {
            id: self.ids.take(name, &format!("unit-{}", at + 1)),
            names: vec![(String::new(), name.to_owned())],
            kind: "unit".into(),
            ..DraftUnit::default()
        });
        at
    }
}

/// A senior post with its holder, and the full-time equivalents of that person.
fn post(scheme: &Scheme<'_>, row: &Row, report: &mut Report) -> (DraftPost, Option<f64>) {
    let name = scheme.cell(row, NAME);
    let status = match folded(name).as_str() {
        "eliminated" => "abolished",
        _ if is_vacant(name) => "vacant",
        _ => "",
    };
    let mut holders = Vec::new();
    if name.is_empty() {
        let message = message!("the name is withheld: the post has no holder");
        report.correct(row.number, scheme.column(NAME), "withheld", message);
    } else if status.is_empty() {
        let email = scheme.cell(row, EMAIL);
        let email = if email.contains('@') { email } else { "" };
        holders.push(DraftPerson {
            name: name.to_owned(),
            email: email.to_owned(),
            phone: scheme.cell(row, PHONE).to_owned(),
            ..DraftPerson::default()
        });
    }
    let fte = number(scheme.cell(row, FTE)).filter(|fte| *fte > 0.0);
    let post = DraftPost {
        row: Some(row.number),
        title: scheme.cell(row, TITLE).to_owned(),
        rank: scheme.cell(row, GRADE).to_owned(),
        status,
        holders,
        fte,
        ..DraftPost::default()
    };
    (post, fte)
}

/// Number of posts for full-time equivalents, if they are whole.
fn count(fte: Option<f64>) -> String {
    match fte {
        Some(fte) if fte > 1.0 && fte.fract() == 0.0 => fte.to_string(),
        Some(fte) if fte > 1.0 => "several".into(),
        _ => String::new(),
    }
}

/// A sum without binary rounding errors.
fn rounded(sum: f64) -> f64 {
    (sum * 1e6).round() / 1e6
}
