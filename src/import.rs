//! Import: tables and outlines that offices keep become structure files in canonical form.
//!
//! A table's columns mean what a [`Mapping`] says, which its header suggests; references are found however
//! they are written; what could not be understood is in the [`Report`]. The same input gives the same text.

mod columns;
mod draft;
mod outline;
mod people;
mod references;
mod report;
mod rows;
mod sheet;
mod table;
mod units;

pub use columns::{Mapping, RowsAre, Target};
pub use report::{Remark, Report};
pub use sheet::is_spreadsheet;
pub use table::{Decoded, Row, Table, TableError, decode};

use crate::edit::format::format;
use draft::{Draft, DraftPost};
use rows::Columns;

/// What an import is to do besides reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// The organization's name.
    pub title: String,
    /// Whether persons are left out.
    pub no_persons: bool,
    /// The comment above the structure file.
    pub comment: String,
}

/// A structure file with what became of the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The structure file.
    pub text: String,
    /// The tally.
    pub report: Report,
}

/// The structure file of a table.
#[must_use]
pub fn from_table(table: &Table, mapping: &Mapping, options: &ImportOptions) -> Imported {
    let mut report = Report { rows: table.rows.len(), ..Report::default() };
    let columns = Columns::new(table, mapping);
    let has_levels = columns.has(&Target::Level(1));
    let draft = match mapping.rows {
        RowsAre::Posts if !has_levels => people::units(table, &columns, &mut report),
        RowsAre::Posts | RowsAre::Units => units::units(table, &columns, &mut report),
    };
    finished(draft, report, options)
}

/// The structure file of an outline.
#[must_use]
pub fn from_outline(text: &str, options: &ImportOptions) -> Imported {
    let mut report = Report::default();
    let draft = outline::units(text, &mut report);
    finished(draft, report, options)
}

fn finished(mut draft: Draft, mut report: Report, options: &ImportOptions) -> Imported {
    draft.title.clone_from(&options.title);
    let mut posts: Vec<&mut DraftPost> = Vec::new();
    report.units = draft.units.len();
    for unit in &mut draft.units {
        posts.extend(unit.head.iter_mut().chain(&mut unit.posts));
    }
    report.posts = posts.len();
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
        // A head of whom nothing is left.
        unit.head =
            unit.head.take().filter(|head| !head.title.is_empty() || !head.holders.is_empty());
    }
    let text = draft.text(&options.comment);
    Imported { text: format(&text).unwrap_or(text), report }
}
