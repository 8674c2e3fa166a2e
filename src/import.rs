//! Import of tables, outlines and other programs' files as structure files in canonical form.
//!
//! [`Opened`] determines the format of a source. A [`Mapping`], which is proposed from the header, defines the meaning
//! of a table's columns; references are resolved in any spelling; the [`Report`] lists everything that could not be
//! interpreted. The same input produces the same text.

mod again;
mod berlin;
mod columns;
mod draft;
mod json;
mod org;
mod organogram;
mod outline;
mod people;
mod references;
mod report;
mod rows;
mod saved;
mod sheet;
mod source;
mod table;
mod units;

use columns::known_words;
pub use columns::{Mapping, RowsAre, Target};
pub use report::{Changes, Remark, Replaced, Report};
pub use sheet::{Sheets, is_spreadsheet};
pub use source::{Form, Opened, Preview, ReadOptions};
pub use table::{Decoded, ListCell, Row, Table, TableError, decode};

use crate::diagnostic::Argument;
use crate::edit::format::format;
use crate::message;
use draft::{Draft, DraftPost};
use rows::Columns;

/// Options of an import, other than those of reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportOptions {
    /// The organization's name; if empty, that of the source.
    pub title: String,
    /// Whether to omit persons.
    pub no_persons: bool,
    /// The comment at the start of the structure file.
    pub comment: String,
}

/// A structure file, and the report on the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The structure file.
    pub text: String,
    /// The report.
    pub report: Report,
}

/// Imports a table.
#[must_use]
pub fn from_table(table: &Table, mapping: &Mapping, options: &ImportOptions) -> Imported {
    let mut report = Report { rows: table.rows.len(), ..Report::default() };
    let draft = table_draft(table, mapping, &mut report);
    finished(draft, report, options)
}

/// Imports an outline.
#[must_use]
pub fn from_outline(text: &str, options: &ImportOptions) -> Imported {
    let mut report = Report::default();
    let draft = outline::units(text, &mut report);
    finished(draft, report, options)
}

fn table_draft(table: &Table, mapping: &Mapping, report: &mut Report) -> Draft {
    let columns = Columns::new(table, mapping);
    let has_levels = columns.has(&Target::Level(1)) || columns.has(&Target::Path);
    let mut draft = match mapping.rows {
        RowsAre::Posts if !has_levels => people::units(table, &columns, report),
        RowsAre::Posts | RowsAre::Units => units::units(table, &columns, report),
    };
    if mapping.shorten_names {
        draft.shorten_names();
    }
    report.mapping.clone_from(&mapping.columns);
    for (at, name) in table.columns.iter().enumerate() {
        let target = mapping.target(name);
        let is_single = !matches!(target, Target::Ignored | Target::Field(_) | Target::Level(_));
        if is_single && table.columns[..at].iter().any(|before| mapping.target(before) == target) {
            let message =
                message!("another column has the same meaning: only the first value is read");
            report.correct(None, name, "column", message);
        }
    }
    for ListCell { row, column, further } in &table.lists {
        let Some(name) = table.columns.get(*column) else { continue };
        if mapping.target(name) != Target::Ignored {
            let further = Argument::list(further, ", ");
            let message =
                message!("only the first value of a list is read: {0} is ignored", further);
            report.correct(*row, name, "list", message);
        }
    }
    draft
}

/// Reports the parts of a source that are not in its table.
fn report_unread(table: &Table, report: &mut Report) {
    if table.hidden_rows > 0 {
        let message = message!("skipped hidden rows: {0}", table.hidden_rows);
        report.correct(None, "", "hidden", message);
    }
    if !table.is_list && known_words(&table.columns) == 0 {
        let message = message!("no column has a known name: the first row is used as the header");
        report.correct(None, "", "header", message);
    }
    for &row in &table.totals {
        report.correct(row, "", "total", message!("a row of totals is skipped"));
    }
    if let Some((row, column)) = table.open_quote {
        let name = table.columns.get(column - 1).map_or("", String::as_str);
        let message =
            message!("a quotation mark is never closed: the rest of the table is in this cell");
        report.leave_out(row, name, "I009", message);
    }
}

/// Counts the items of a draft, removes what is unwanted or exceeds the limits of the format, and writes it.
fn finished(mut draft: Draft, mut report: Report, options: &ImportOptions) -> Imported {
    completed(&mut draft, &mut report, options);
    let text = draft.text(&options.comment);
    drop(draft);
    Imported { text: format(&text).unwrap_or(text), report }
}

fn completed(draft: &mut Draft, report: &mut Report, options: &ImportOptions) {
    draft.title.clone_from(&options.title);
    draft.cut_to_limits(report);
    let mut posts: Vec<&mut DraftPost> = Vec::new();
    report.units = draft.units.len();
    report.abolished = draft.units.iter().filter(|unit| unit.status == "abolished").count();
    let tops = draft.units.iter().filter(|unit| unit.parent.is_none());
    report.top_level = tops.map(|unit| unit.id.clone()).collect();
    for unit in &mut draft.units {
        posts.extend(unit.head.iter_mut().chain(&mut unit.posts));
    }
    report.posts = posts.len();
    report.vacant = posts.iter().filter(|post| post.status == "vacant").count();
    let persons: usize = posts.iter().map(|post| post.holders.len()).sum();
    if options.no_persons {
        report.persons_left_out = persons;
        for post in posts {
            post.holders.clear();
        }
    } else {
        report.persons = persons;
    }
    for unit in &mut draft.units {
        // A head of which nothing remains is removed.
        unit.head = unit.head.take().filter(|head| {
            !head.title.is_empty() || !head.titles.is_empty() || !head.holders.is_empty()
        });
    }
}
