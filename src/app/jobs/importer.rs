//! Structure files made of tables, in the background.

use std::path::{Path, PathBuf};

use crate::app::jobs::background::{Panicked, Task, Worker};
use crate::diagnostic::Message;
use crate::export::Origin;
use crate::file::{self, WriteError};
use crate::import::{
    ImportOptions, Mapping, Report, Table, TableError, decode, from_table, is_spreadsheet,
};
use crate::message;

/// The extensions of files that are tables.
pub(crate) const TABLES: &[&str] = &["csv", "tsv", "tab", "xlsx"];

/// How an import ended.
pub(crate) enum Outcome {
    /// The structure file is written; what became of the rows.
    Saved(PathBuf, Report),
    /// There is none, and why.
    Failed(Message),
}

/// The import that runs, if one does, and the report of the last one until its file is shown.
#[derive(Default)]
pub(crate) struct Importer {
    task: Option<Task<Outcome>>,
    report: Option<(PathBuf, Report)>,
}

impl Importer {
    /// Makes the structure file `out` of a table.
    pub(crate) fn start(&mut self, worker: &Worker, table: PathBuf, out: PathBuf, max_bytes: u64) {
        self.task = Some(worker.spawn(move |_| import(&table, out, max_bytes)));
    }

    /// The outcome, once it is there.
    pub(crate) fn finished(&mut self) -> Option<Outcome> {
        let outcome = self.task.as_ref()?.poll()?;
        self.task = None;
        Some(outcome.unwrap_or_else(|Panicked(panic)| {
            Outcome::Failed(message!("reading the table failed: {0}", panic))
        }))
    }
}

impl Importer {
    /// Keeps what became of the rows until the structure file is shown.
    pub(crate) fn keep(&mut self, path: PathBuf, report: Report) {
        self.report = Some((path, report));
    }

    /// What became of the rows of the file that is shown, once.
    pub(crate) fn take_report(&mut self, shown: Option<&Path>) -> Option<Report> {
        let is_shown = self.report.as_ref().is_some_and(|(path, _)| Some(path.as_path()) == shown);
        self.report.take_if(|_| is_shown).map(|(_, report)| report)
    }
}

/// Whether a file is a table by its extension.
pub(crate) fn is_table(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    extension.is_some_and(|extension| TABLES.contains(&extension.as_str()))
}

fn import(path: &Path, out: PathBuf, max_bytes: u64) -> Outcome {
    let bytes = match file::read_bytes(path, max_bytes) {
        Ok(bytes) => bytes,
        Err(problem) => return Outcome::Failed(problem.message),
    };
    let table = match table(&bytes) {
        Ok(table) => table,
        Err(error) => return Outcome::Failed(message!("{0}", error.to_string())),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let title = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let Origin { file_name, sha256 } = Origin::of_bytes(&name, &bytes);
    let comment = format!("Imported from {file_name} (SHA-256 {sha256}).");
    let options = ImportOptions { title, no_persons: false, comment };
    let imported = from_table(&table, &Mapping::proposed(&table), &options);
    let written = file::write_atomically(&out, false, |file| {
        std::io::Write::write_all(file, imported.text.as_bytes())
    });
    match written {
        Ok(()) => Outcome::Saved(out, imported.report),
        Err(error @ WriteError::Exists(_)) => {
            Outcome::Failed(message!("{0}: choose another name", error.to_string()))
        }
        Err(error) => Outcome::Failed(message!("{0}", error.to_string())),
    }
}

fn table(bytes: &[u8]) -> Result<Table, TableError> {
    if is_spreadsheet(bytes) {
        return Table::of_spreadsheet(bytes, None);
    }
    Table::parse(&decode(bytes, None)?.0)
}
