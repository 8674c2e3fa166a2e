//! `organogram log`: a series of editions with their changes.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::diff::{File, load, no_history, of_git, written};
use super::limits::LimitArguments;
use super::{Failure, allowed_paths, changes_to_standard_output, one_of};
use crate::editions::{Edition, Series};
use crate::export::changes::{ChangesFormat, Named, Report};
use crate::file::{AllowedPaths, versions};
use crate::i18n::Messages;

/// Maximum number of editions in a series.
const MAX_EDITIONS: usize = 1_000;

#[derive(Args)]
pub(super) struct Arguments {
    /// Newest edition, whose `previous` leads to the earlier ones; or several editions in any order
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Show the versions of the file in its Git repository, along the first parents of HEAD
    #[arg(long)]
    git: bool,
    /// Output format
    #[arg(long, default_value = "text", value_parser = one_of(FORMATS))]
    format: ChangesFormat,
    /// Language of the output, and of names if the files have it
    #[arg(long, value_name = "TAG", default_value = "en")]
    lang: String,
    /// Allow the files to refer to earlier editions outside their folders
    #[arg(long)]
    allow_paths: bool,
    #[command(flatten)]
    limits: LimitArguments,
}

const FORMATS: &[(&str, ChangesFormat)] = &[
    ("text", ChangesFormat::Text),
    ("json", ChangesFormat::Json),
    ("md", ChangesFormat::Markdown),
];

/// Prints the steps of a series in chronological order.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let series = match arguments.files.as_slice() {
        [file] if arguments.git => history(file, arguments.limits)?,
        _ if arguments.git => {
            return Err(Failure::usage("--git requires exactly one file"));
        }
        [newest] => {
            let newest = load(newest, arguments.limits)?;
            chain(newest, allowed_paths(arguments.allow_paths), arguments.limits)?
        }
        files => {
            let editions = files.iter().map(|path| Ok(edition(load(path, arguments.limits)?)));
            Series::by_date(editions.collect::<Result<_, Failure>>()?)
        }
    };
    let messages = Messages::of(&arguments.lang);
    changes_to_standard_output(|out| {
        if arguments.format == ChangesFormat::Json {
            write!(out, "[")?;
        }
        for (at, step) in series.steps().enumerate() {
            let separator = if arguments.format == ChangesFormat::Json { "," } else { "\n" };
            if at > 0 {
                writeln!(out, "{separator}")?;
            }
            let comparison = step.compare();
            let named = |edition: &'_ Edition| (edition.name.clone(), Arc::clone(&edition.chart));
            let (old, new) = (named(step.old), named(step.new));
            let report = Report {
                old: Named { name: &old.0, chart: &old.1 },
                new: Named { name: &new.0, chart: &new.1 },
                comparison: &comparison,
                language: Some(&arguments.lang),
                messages,
                lines: None,
            };
            written(&report, arguments.format, out)?;
        }
        match series.editions() {
            _ if arguments.format == ChangesFormat::Json => writeln!(out, "]"),
            [only] => {
                let name = only.chart.effective().unwrap_or(&only.name);
                writeln!(out, "{}", messages.fill("diff.only_edition", &[name]))
            }
            _ => Ok(()),
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

fn edition(file: File) -> Edition {
    Edition { name: file.name, chart: Arc::new(file.chart), is_version: false }
}

/// The versions of a file in Git in chronological order, followed by the file itself; omits versions that differ from
/// the preceding one only in comments, and versions with errors.
fn history(path: &Path, limits: LimitArguments) -> Result<Series, Failure> {
    let mut editions: Vec<Edition> = Vec::new();
    let mut add = |file: File| {
        if editions.last().is_none_or(|last| *last.chart != file.chart) {
            editions.push(Edition { is_version: true, ..edition(file) });
        }
    };
    for version in versions(path).map_err(|reason| no_history(&reason))? {
        let name = format!("{} of {}", version.name, version.date);
        match of_git(version, limits) {
            Ok(file) => add(file),
            Err(_) => eprint_line(&format!("{name} has errors and is skipped")),
        }
    }
    // A bare repository has no working copy of the file.
    if path.is_file() {
        match load(path, limits) {
            Ok(file) => add(file),
            Err(_) => eprint_line(&format!("{} has errors and is skipped", path.display())),
        }
    }
    Ok(Series::in_order(editions))
}

/// Prints a line on standard error.
fn eprint_line(words: &str) {
    // Nothing can be said if standard error is closed.
    let _ = writeln!(anstream::stderr().lock(), "{words}");
}

/// The editions that a file leads back to by `previous`, in chronological order.
fn chain(newest: File, allowed: AllowedPaths, limits: LimitArguments) -> Result<Series, Failure> {
    let mut seen: Vec<PathBuf> = std::fs::canonicalize(&newest.path).into_iter().collect();
    let mut editions = Vec::new();
    let mut file = newest;
    while let Some(previous) = file.previous(allowed) {
        let previous = previous?;
        if seen.contains(&previous) {
            let message =
                format!("the previous editions of {} lead back to it", previous.display());
            return Err(Failure::usage(message)
                .with_hint("each edition names the one before it, and the first names none"));
        }
        if seen.len() >= MAX_EDITIONS {
            return Err(Failure::usage(format!("there are more than {MAX_EDITIONS} editions")));
        }
        seen.push(previous.clone());
        // Its own folder is where it was found; the displayed name is short.
        let mut earlier = load(&previous, limits)?;
        if let Some(name) = file.chart.previous() {
            name.clone_into(&mut earlier.name);
        }
        editions.push(edition(std::mem::replace(&mut file, earlier)));
    }
    editions.push(edition(file));
    editions.reverse();
    Ok(Series::in_order(editions))
}
