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
const MAX_SAID: usize = 20;

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an argument of its own")]
pub(super) struct Arguments {
    /// A table (XLSX, ODS, CSV, TSV, or with semicolons), an outline, JSON or Turtle; - reads standard input. Several
    /// tables with the same columns are one, as are a British table of senior and one of junior posts
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<PathBuf>,
    /// The structure file to write; - writes to standard output
    #[arg(short = 'o', long = "output", value_name = "OUT", required_unless_present = "into")]
    out: Option<PathBuf>,
    /// Bring a structure file up to date: what SOURCE says is replaced in it, what it does not say stays,
    /// and nothing is deleted. Without -o the file itself is written
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,
    /// What SOURCE is, if its extension and its content do not say it
    #[arg(long = "as", value_name = "FORM", value_parser = one_of(FORMS))]
    form: Option<Form>,
    /// What each row of a table is
    #[arg(long, value_parser = one_of(ROWS))]
    rows: Option<RowsAre>,
    /// What the columns mean, in RON; made by --save-map. Without one a file *.map beside SOURCE is used whose
    /// columns are those of the table
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Take the columns as the header says, whatever mapping stands beside SOURCE
    #[arg(long, conflicts_with = "map")]
    no_map: bool,
    /// Write what the columns are taken for, to be changed and given to --map
    #[arg(long, value_name = "FILE")]
    save_map: Option<PathBuf>,
    /// The sheet of a spreadsheet; the first with a header by default
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Read hidden rows and sheets of a spreadsheet too
    #[arg(long)]
    hidden: bool,
    /// Take the name of the unit above off the front of names, where most begin with it
    #[arg(long)]
    shorten_names: bool,
    /// The encoding of SOURCE, such as gb18030
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// The organization's name; by default what SOURCE says, else its file name
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
    /// The language of what is said of the rows
    #[arg(long, value_name = "TAG", default_value = "en", value_parser = language)]
    lang: &'static Messages,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
    /// Sources larger than this are refused, such as 512MB
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
                    .with_hint(format!("`organogram check {shown}` lists its mistakes"))
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
        tell(&format!("{name} is read as {encoding}; --encoding names another one"));
    }
    if let Some(Sheets { read, all }) = opened.sheets().filter(|_| arguments.sheet.is_none()) {
        let others: Vec<&String> = all.iter().filter(|sheet| *sheet != read).collect();
        if !others.is_empty() {
            let (name, others) = (Argument::whole(name), Argument::list(&others, ", "));
            tell(&arguments.lang.say(&message!(
                "{0}: the sheet {1} is read; --sheet reads another one: {2}",
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
            failure.with_hint("save it as XLSX or CSV in the spreadsheet's program")
        }
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
    let path = Argument::whole(path.display());
    let said = message!("the columns are read as {0} says; --no-map reads the header anew", path);
    tell(&arguments.lang.say(&said));
    Some(mapping)
}

/// Prints the statistics, and writes the report and the structure file.
fn finish(arguments: &Arguments, name: &str, imported: &Imported) -> Result<ExitCode, Failure> {
    let report = &imported.report;
    let say = |message: Message| tell(&arguments.lang.say(&message));
    for (_, Remark { row, column, message, .. }) in report.remarks().take(MAX_SAID) {
        let (name, message) = (Argument::whole(name), message.clone());
        say(match (*row, column.as_str()) {
            (Some(row), "") => message!("{0}, row {1}: {2}", name, row, message),
            (Some(row), column) => message!("{0}, row {1}, {2}: {3}", name, row, column, message),
            (None, "") => message!("{0}: {1}", name, message),
            (None, column) => message!("{0}, {1}: {2}", name, column, message),
        });
    }
    if let Some(changes) = &report.changes {
        for replaced in changes.replaced.iter().take(MAX_SAID) {
            say(replaced.message());
        }
        for id in changes.gone.iter().take(MAX_SAID) {
            say(message!("{0} is not in {1}: it stays", id, Argument::whole(name)));
        }
    }
    let more = report.remarks().count().saturating_sub(MAX_SAID);
    if more > 0 {
        say(message!("{0} more; --report FILE has all", more));
    }
    say(report.tally());
    write_report(arguments, report)?;
    if report.units == 0 {
        return Err(Failure::errors(format!("{name}: there is no unit in it; nothing is written")));
    }
    let is_lossy = !report.left_out.is_empty();
    if is_lossy && arguments.strict {
        return Err(Failure::errors(format!("{name}: rows would be lost; nothing is written")));
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
            Err(Failure::output(error.to_string()).with_hint("--force replaces it"))
        }
        Err(error) => Err(Failure::output(error.to_string())),
    }
}
