//! `organogram import`: tables and outlines as structure files.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::limits::size;
use super::terminal::printable;
use super::{Failure, is_standard_stream, one_of, tell, to_standard_output};
use crate::export::Origin;
use crate::file::{WriteError, read_bytes, read_stream, write_atomically};
use crate::import::{
    ImportOptions, Imported, Mapping, RowsAre, Table, decode, from_outline, from_table,
    is_spreadsheet,
};

/// Maximum number of remarks that are printed; the report has all.
const MAX_SAID: usize = 20;

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an argument of its own")]
pub(super) struct Arguments {
    /// A table (XLSX, CSV, TSV, or with semicolons) or an outline; - reads standard input
    source: PathBuf,
    /// The structure file to write; - writes to standard output
    #[arg(short = 'o', long = "output", value_name = "OUT")]
    out: PathBuf,
    /// What SOURCE is, if its extension and its content do not say it
    #[arg(long = "as", value_name = "FORM", value_parser = one_of(FORMS))]
    form: Option<Form>,
    /// What each row of a table is
    #[arg(long, value_parser = one_of(ROWS))]
    rows: Option<RowsAre>,
    /// What the columns mean, in RON; made by --save-map
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Write what the columns are taken for, to be changed and given to --map
    #[arg(long, value_name = "FILE")]
    save_map: Option<PathBuf>,
    /// The sheet of a spreadsheet; the first with a header by default
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The encoding of SOURCE, such as gb18030
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// The organization's name; that of SOURCE by default
    #[arg(long)]
    title: Option<String>,
    /// Leave out the persons who hold posts
    #[arg(long)]
    no_persons: bool,
    /// Accepted and without effect: persons come in unless --no-persons is given
    #[arg(long, hide = true)]
    persons: bool,
    /// Write nothing when a row would be lost
    #[arg(long)]
    strict: bool,
    /// Write the tally as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
    /// Sources larger than this are refused, such as 512MB
    #[arg(long = "max-size", value_name = "SIZE", default_value = "256MB", value_parser = size)]
    #[arg(allow_negative_numbers = true)]
    max_bytes: u64,
}

/// Format of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Table,
    Outline,
}

const FORMS: &[(&str, Form)] = &[("table", Form::Table), ("outline", Form::Outline)];
const ROWS: &[(&str, RowsAre)] = &[("units", RowsAre::Units), ("posts", RowsAre::Posts)];

/// Imports a source. The code is 1 when a row was lost.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let name = arguments.source.display().to_string();
    let bytes = if is_standard_stream(&arguments.source) {
        read_stream(std::io::stdin().lock(), arguments.max_bytes)
    } else {
        read_bytes(&arguments.source, arguments.max_bytes)
    };
    let bytes = bytes.map_err(|problem| Failure::usage(format!("{name}: {problem}")))?;
    let refused = |error: &dyn std::fmt::Display| Failure::usage(format!("{name}: {error}"));
    let stem = arguments.source.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let title = arguments.title.clone().or(stem).unwrap_or_default();
    let origin = Origin::of_bytes(&name, &bytes);
    let from = format!("Imported from {} (SHA-256 {}).", origin.file_name, origin.sha256);
    let options = ImportOptions { title, no_persons: arguments.no_persons, comment: from.clone() };
    let table = if is_spreadsheet(&bytes) {
        let table = Table::of_spreadsheet(&bytes, arguments.sheet.as_deref());
        Some(table.map_err(|error| {
            refused(&error).with_hint("save it as XLSX or CSV in the spreadsheet's program")
        })?)
    } else {
        None
    };
    let text = if table.is_some() { String::new() } else { text(arguments, &name, &bytes)? };
    let form = if table.is_some() { Form::Table } else { form(arguments, &text) };
    let imported = match form {
        Form::Outline => from_outline(&text, &options),
        Form::Table => {
            let table = match table {
                Some(table) => table,
                None => Table::parse(&text).map_err(|error| refused(&error))?,
            };
            let mapping = mapping(arguments, &table)?;
            let columns =
                mapping.columns.iter().map(|(column, target)| format!("{column} = {target}"));
            let columns = columns.collect::<Vec<_>>().join(", ");
            let comment = format!("{from}\nColumns: {columns}.");
            from_table(&table, &mapping, &ImportOptions { comment, ..options })
        }
    };
    finish(arguments, &name, &imported)
}

/// The text of a source that is no spreadsheet.
fn text(arguments: &Arguments, name: &str, bytes: &[u8]) -> Result<String, Failure> {
    let (text, decoded) = decode(bytes, arguments.encoding.as_deref())
        .map_err(|error| Failure::usage(format!("{name}: {error}")))?;
    if decoded.is_guessed {
        let encoding = decoded.encoding;
        tell(&format!("{name} is read as {encoding}; --encoding names another one"));
    }
    Ok(text)
}

/// What a source is: as is said, by its extension, or by separators in its first line.
fn form(arguments: &Arguments, text: &str) -> Form {
    if let Some(form) = arguments.form {
        return form;
    }
    let extension = arguments.source.extension().map(|it| it.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("csv" | "tsv" | "tab") => Form::Table,
        Some("md" | "txt" | "outline") => Form::Outline,
        _ => {
            let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            let is_table = [',', ';', '\t', '|'].iter().any(|&c| first.matches(c).count() >= 1);
            if is_table { Form::Table } else { Form::Outline }
        }
    }
}

/// The mapping that is given, else the one that the header suggests.
fn mapping(arguments: &Arguments, table: &Table) -> Result<Mapping, Failure> {
    let mut mapping = match &arguments.map {
        None => Mapping::proposed(table),
        Some(path) => {
            let shown = path.display();
            let text = read_bytes(path, arguments.max_bytes)
                .map_err(|problem| Failure::usage(format!("{shown}: {problem}")))?;
            let text = String::from_utf8_lossy(&text);
            ron::from_str(&text).map_err(|error| {
                Failure::usage(format!("{shown}: {error}"))
                    .with_hint("--save-map FILE writes a mapping to start from")
            })?
        }
    };
    mapping.rows = arguments.rows.unwrap_or(mapping.rows);
    if let Some(path) = &arguments.save_map {
        let text = ron::ser::to_string_pretty(&mapping, ron::ser::PrettyConfig::default())
            .map_err(|error| Failure::output(error.to_string()))?;
        write(path, arguments.force, &format!("{text}\n"))?;
    }
    Ok(mapping)
}

/// Says the tally, and writes the report and the structure file.
fn finish(arguments: &Arguments, name: &str, imported: &Imported) -> Result<ExitCode, Failure> {
    let report = &imported.report;
    let remarks = report.left_out.iter().chain(&report.mended);
    for remark in remarks.clone().take(MAX_SAID) {
        let column =
            if remark.column.is_empty() { String::new() } else { format!(", {}", remark.column) };
        tell(&format!("{name}, row {}{column}: {}", remark.row, remark.message));
    }
    let more = remarks.count().saturating_sub(MAX_SAID);
    if more > 0 {
        tell(&format!("{more} more; --report FILE has all"));
    }
    tell(&printable(&report.to_string()));
    if let Some(path) = &arguments.report {
        let json = serde_json::to_string_pretty(report)
            .map_err(|error| Failure::output(error.to_string()))?;
        write(path, arguments.force, &format!("{json}\n"))?;
    }
    if report.units == 0 {
        return Err(Failure::errors(format!("{name}: there is no unit in it; nothing is written")));
    }
    let is_lossy = !report.left_out.is_empty();
    if is_lossy && arguments.strict {
        return Err(Failure::errors(format!("{name}: rows would be lost; nothing is written")));
    }
    if is_standard_stream(&arguments.out) {
        to_standard_output(|out| out.write_all(imported.text.as_bytes()))?;
    } else {
        write(&arguments.out, arguments.force, &imported.text)?;
    }
    Ok(ExitCode::from(u8::from(is_lossy)))
}

fn write(path: &Path, force: bool, text: &str) -> Result<(), Failure> {
    match write_atomically(path, force, |file| file.write_all(text.as_bytes())) {
        Ok(()) => Ok(()),
        Err(error @ (WriteError::Exists(_) | WriteError::DanglingLink(..))) => {
            Err(Failure::output(error.to_string()).with_hint("--force replaces it"))
        }
        Err(error) => Err(Failure::output(error.to_string())),
    }
}
