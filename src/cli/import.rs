//! `organogram import`: imports tables and outlines as structure files.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::limits::size;
use super::{Failure, is_standard_stream, language, one_of, tell, to_standard_output};
use crate::diagnostic::{Argument, Message};
use crate::export::Origin;
use crate::file::{WriteError, read_bytes, read_stream, texts_beside, write_atomically};
use crate::i18n::Messages;
use crate::import::{
    Form, ImportOptions, Imported, Mapping, Opened, ReadOptions, Remark, Report, RowsAre, Sheets,
    Table, TableError,
};
use crate::message;

/// Maximum number of remarks that are printed; the report contains all of them.
const MAX_PRINTED: usize = 20;

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an argument of its own")]
pub(super) struct Arguments {
    /// Table (XLSX, ODS, CSV, TSV), outline, JSON or Turtle to convert, or - for standard input. Several tables are
    /// joined if their columns are the same, or if they are British tables of senior and junior posts
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<PathBuf>,
    /// Structure file to write, or - for standard output
    #[arg(short = 'o', long = "output", value_name = "OUT", required_unless_present = "into")]
    out: Option<PathBuf>,
    /// Update an existing structure file: replace the values that SOURCE contains, keep all others, and delete nothing.
    /// The file is updated in place unless -o is given
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,
    /// Format of SOURCE [default: detected from its extension and content]
    #[arg(long = "as", value_name = "FORM", value_parser = one_of(FORMS))]
    form: Option<Form>,
    /// What each row of a table describes [default: detected]
    #[arg(long, value_parser = one_of(ROWS))]
    rows: Option<RowsAre>,
    /// Column mapping to use, as written by --save-map [default: a *.map file next to SOURCE with the same columns]
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Map columns by the header only, and ignore *.map files next to SOURCE
    #[arg(long, conflicts_with = "map")]
    no_map: bool,
    /// Write the column mapping to a file, to be edited and passed to --map
    #[arg(long, value_name = "FILE")]
    save_map: Option<PathBuf>,
    /// Sheet of the spreadsheet to read [default: the first one with a header]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Include hidden rows and sheets of a spreadsheet
    #[arg(long)]
    hidden: bool,
    /// Remove the parent's name from the start of names, if most names start with it
    #[arg(long)]
    shorten_names: bool,
    /// Encoding of SOURCE, such as gb18030
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Name of the organization [default: from SOURCE, or its file name]
    #[arg(long)]
    title: Option<String>,
    /// Omit the persons who hold posts
    #[arg(long)]
    no_persons: bool,
    /// Accepted and without effect: persons come in unless --no-persons is given
    #[arg(long, hide = true)]
    persons: bool,
    /// Write nothing if a row would be left out
    #[arg(long)]
    strict: bool,
    /// Write a report of the import as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Language of messages
    #[arg(long, value_name = "TAG", default_value = "en", value_parser = language)]
    lang: &'static Messages,
    /// Overwrite existing files
    #[arg(long)]
    force: bool,
    /// Maximum size of SOURCE, such as 512MB
    #[arg(long = "max-size", value_name = "SIZE", default_value = "256MB", value_parser = size)]
    #[arg(allow_negative_numbers = true)]
    max_bytes: u64,
}

const FORMS: &[(&str, Form)] = &[
    ("table", Form::Table),
    ("uk-organogram", Form::UkOrganogram),
    ("json", Form::Json),
    ("org", Form::Org),
    ("berlin", Form::Berlin),
    ("outline", Form::Outline),
];
const ROWS: &[(&str, RowsAre)] = &[("units", RowsAre::Units), ("posts", RowsAre::Posts)];

/// Imports the sources. The exit code is 1 if a row was lost.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut opened: Option<Opened> = None;
    let mut origins = Vec::new();
    for path in &arguments.sources {
        let name = path.display().to_string();
        let (source, origin) = open(arguments, path, &name)?;
        origins.push(format!("{} (SHA-256 {})", origin.file_name, origin.sha256));
        opened = Some(match opened {
            None => source,
            Some(first) => first.and(source).map_err(|error| refused(&name, &error))?,
        });
    }
    // Clap requires at least one.
    let Some(opened) = opened else { return Err(Failure::usage("there is no source")) };
    let first = &arguments.sources[0];
    let name = first.display().to_string();
    let stem = first.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let said = opened.title().map(|_| String::new()).or(stem);
    let title = arguments.title.clone().or(said).unwrap_or_default();
    let mut comment = format!("Imported from {}.", origins.join(" and "));
    let mapping = opened.table().map(|table| mapping(arguments, table)).transpose()?;
    if let Some(mapping) = &mapping {
        let columns = mapping.columns.iter().map(|(column, target)| format!("{column} = {target}"));
        let columns = columns.collect::<Vec<_>>().join(", ").replace(char::is_control, " ");
        comment.push_str(&format!("\nColumns: {columns}."));
    }
    let options = ImportOptions { title, no_persons: arguments.no_persons, comment };
    let imported = match &arguments.into {
        None => opened.import(mapping.as_ref(), &options),
        Some(path) => {
            let shown = path.display().to_string();
            let file = super::read(path, arguments.max_bytes)
                .map_err(|not| Failure::usage(format!("{shown}: {}", not.problem)))?;
            let imported = opened.import_into(file.text(), mapping.as_ref(), &options);
            imported.map_err(|error| {
                Failure::usage(format!("{shown}: {error}"))
                    .with_hint(format!("`organogram check {shown}` lists its errors"))
            })?
        }
    };
    finish(arguments, &name, &imported)
}

/// Reads a source.
fn open(arguments: &Arguments, path: &Path, name: &str) -> Result<(Opened, Origin), Failure> {
    let bytes = if is_standard_stream(path) {
        read_stream(std::io::stdin().lock(), arguments.max_bytes)
    } else {
        read_bytes(path, arguments.max_bytes)
    };
    let bytes = bytes.map_err(|problem| Failure::usage(format!("{name}: {problem}")))?;
    let options = ReadOptions {
        form: arguments.form,
        encoding: arguments.encoding.as_deref(),
        sheet: arguments.sheet.as_deref(),
        hidden: arguments.hidden,
    };
    let opened = Opened::read(name, &bytes, &options).map_err(|error| refused(name, &error))?;
    if let Some(encoding) = opened.guessed_encoding() {
        tell(&format!("reading {name} as {encoding}; --encoding selects another one"));
    }
    if let Some(Sheets { read, all }) = opened.sheets().filter(|_| arguments.sheet.is_none()) {
        let others: Vec<&String> = all.iter().filter(|sheet| *sheet != read).collect();
        if !others.is_empty() {
            let (name, others) = (Argument::full(name), Argument::list(&others, ", "));
            tell(&arguments.lang.say(&message!(
                "{0}: reading sheet {1}; --sheet selects another one: {2}",
                name,
                read,
                others
            )));
        }
    }
    Ok((opened, Origin::of_bytes(name, &bytes)))
}

fn refused(name: &str, error: &TableError) -> Failure {
    let failure = Failure::usage(format!("{name}: {error}"));
    match error {
        TableError::Sheet(_) | TableError::OtherSheet(_) => {
            failure.with_hint("save it as XLSX or CSV in a spreadsheet program")
        }
        TableError::IsStructure => failure.with_hint(
            "open it with organogram FILE, or make a table of it with organogram export",
        ),
        _ => failure,
    }
}

/// The given mapping, otherwise the one proposed by the header.
fn mapping(arguments: &Arguments, table: &Table) -> Result<Mapping, Failure> {
    let mut mapping = match &arguments.map {
        None => saved_mapping(arguments, table).unwrap_or_else(|| Mapping::proposed(table)),
        Some(path) => {
            let shown = path.display();
            let text = read_bytes(path, arguments.max_bytes)
                .map_err(|problem| Failure::usage(format!("{shown}: {problem}")))?;
            Mapping::parse(&String::from_utf8_lossy(&text)).map_err(|error| {
                Failure::usage(format!("{shown}: {error}"))
                    .with_hint("--save-map FILE writes a mapping to start from")
            })?
        }
    };
    if let Some(rows) = arguments.rows {
        mapping = mapping.for_rows(rows);
    }
    mapping.shorten_names |= arguments.shorten_names;
    if let Some(path) = &arguments.save_map {
        write(path, arguments.force, &mapping.text())?;
    }
    Ok(mapping)
}

/// The mapping next to the first source that matches its columns. Reports its name.
fn saved_mapping(arguments: &Arguments, table: &Table) -> Option<Mapping> {
    let source = arguments.sources.first()?;
    if arguments.no_map || is_standard_stream(source) {
        return None;
    }
    let (path, mapping) = Mapping::find(table, texts_beside(source, Mapping::EXTENSION))?;
    let path = Argument::full(path.display());
    let said = message!("the columns are mapped by {0}; --no-map maps them by the header", path);
    tell(&arguments.lang.say(&said));
    Some(mapping)
}

/// Prints the statistics, and writes the report and the structure file.
fn finish(arguments: &Arguments, name: &str, imported: &Imported) -> Result<ExitCode, Failure> {
    let report = &imported.report;
    let say = |message: Message| tell(&arguments.lang.say(&message));
    for (_, Remark { row, column, message, .. }) in report.remarks().take(MAX_PRINTED) {
        let (name, message) = (Argument::full(name), message.clone());
        say(match (*row, column.as_str()) {
            (Some(row), "") => message!("{0}, row {1}: {2}", name, row, message),
            (Some(row), column) => message!("{0}, row {1}, {2}: {3}", name, row, column, message),
            (None, "") => message!("{0}: {1}", name, message),
            (None, column) => message!("{0}, {1}: {2}", name, column, message),
        });
    }
    if let Some(changes) = &report.changes {
        for replaced in changes.replaced.iter().take(MAX_PRINTED) {
            say(replaced.message());
        }
        for id in changes.gone.iter().take(MAX_PRINTED) {
            say(message!("{0} is not in {1}: it is kept", id, Argument::full(name)));
        }
    }
    let more = report.remarks().count().saturating_sub(MAX_PRINTED);
    if more > 0 {
        say(message!("and {0} more; --report FILE lists all", more));
    }
    say(report.tally());
    write_report(arguments, report)?;
    if report.units == 0 {
        return Err(Failure::errors(format!("{name} contains no units; nothing was written")));
    }
    let is_lossy = !report.left_out.is_empty();
    if is_lossy && arguments.strict {
        return Err(Failure::errors(format!(
            "{name}: rows would be left out; nothing was written"
        )));
    }
    match (&arguments.out, &arguments.into) {
        (Some(out), _) if is_standard_stream(out) => {
            to_standard_output(|out| out.write_all(imported.text.as_bytes()))?;
        }
        (Some(out), into) => {
            let force = arguments.force || into.as_ref() == Some(out);
            write(out, force, &imported.text)?;
        }
        // It was read, and is written again.
        (None, Some(into)) => write(into, true, &imported.text)?,
        (None, None) => {}
    }
    Ok(ExitCode::from(u8::from(is_lossy)))
}

/// Writes the report as JSON, if requested.
fn write_report(arguments: &Arguments, report: &Report) -> Result<(), Failure> {
    let Some(path) = &arguments.report else { return Ok(()) };
    let json = serde_json::to_string_pretty(report);
    let json = json.map_err(|error| Failure::output(error.to_string()))?;
    write(path, arguments.force, &format!("{json}\n"))
}

fn write(path: &Path, force: bool, text: &str) -> Result<(), Failure> {
    match write_atomically(path, force, |file| file.write_all(text.as_bytes())) {
        Ok(()) => Ok(()),
        Err(error @ (WriteError::Exists(_) | WriteError::DanglingLink(..))) => {
            Err(Failure::output(error.to_string()).with_hint("--force overwrites it"))
        }
        Err(error) => Err(Failure::output(error.to_string())),
    }
}
