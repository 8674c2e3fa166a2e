//! `organogram diff`: changes between two editions.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::limits::LimitArguments;
use super::{
    Failure, allowed_paths, changes_to_standard_output, is_standard_stream, one_of, read, report,
};
use crate::diagnostic::{Severity, has_errors};
use crate::editions::{Comparison, Lineage};
use crate::export::ExportError;
use crate::export::changes::{ChangesFormat, Named, Report, UnitLines};
use crate::file::{AllowedPaths, NoHistory, Version, decode, version_at};
use crate::i18n::Messages;
use crate::model::{Chart, LoadOptions, Places, UnitPlace};
use crate::source::SourceText;

#[derive(Args)]
pub(super) struct Arguments {
    /// Old edition, or - for standard input; with --git, the file to compare
    old: PathBuf,
    /// New edition
    #[arg(required_unless_present = "git", conflicts_with = "git")]
    new: Option<PathBuf>,
    /// Compare the file with its version at a Git revision, such as HEAD~1, a branch or a tag
    #[arg(long, value_name = "REV")]
    git: Option<String>,
    /// Output format; sheet lists what each unit kept, received, transferred and lost
    #[arg(long, default_value = "text", value_parser = one_of(FORMATS))]
    format: ChangesFormat,
    /// Exit with code 1 if the editions differ
    #[arg(long)]
    exit_code: bool,
    /// Language of the output, and of names if the files have it
    #[arg(long, value_name = "TAG", default_value = "en")]
    lang: String,
    /// Allow the files to refer to earlier editions outside their folders
    #[arg(long)]
    allow_paths: bool,
    #[command(flatten)]
    limits: LimitArguments,
}

pub(super) const FORMATS: &[(&str, ChangesFormat)] = &[
    ("text", ChangesFormat::Text),
    ("json", ChangesFormat::Json),
    ("md", ChangesFormat::Markdown),
    ("sheet", ChangesFormat::Sheet),
    ("csv", ChangesFormat::Csv),
    ("ttl", ChangesFormat::Turtle),
];

/// Structure file of an edition.
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) name: String,
    pub(super) chart: Chart,
    /// The text; none of what is given as a chart.
    pub(super) source: Option<SourceText>,
}

impl File {
    pub(super) const fn named(&self) -> Named<'_> {
        Named { name: self.name.as_str(), chart: &self.chart }
    }

    /// The line of each unit, by id.
    fn lines(&self) -> HashMap<String, usize> {
        let Some(source) = &self.source else { return HashMap::new() };
        let line = |unit: &UnitPlace| (unit.id.clone(), source.position(unit.span.start).line);
        Places::of(source.text()).units().iter().map(line).collect()
    }

    /// The absolute path of the previous edition, if the file names one that may be read.
    pub(super) fn previous(&self, allowed: AllowedPaths) -> Option<Result<PathBuf, Failure>> {
        let name = self.chart.previous()?;
        let own = (!is_standard_stream(&self.path)).then_some(self.path.as_path());
        Some(allowed.resolve(own, name).map_err(|refused| {
            let problem = refused.problem();
            let message =
                format!("{} names the previous edition {name}: {}", self.name, problem.message);
            Failure::usage(message).with_hint("--allow-paths allows references to any file")
        }))
    }
}

/// Compares two editions.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (old, new) = match (&arguments.git, &arguments.new) {
        (Some(revision), _) => {
            let version =
                version_at(&arguments.old, revision).map_err(|reason| no_history(&reason))?;
            (of_git(version, arguments.limits)?, load(&arguments.old, arguments.limits)?)
        }
        (None, new) => {
            let new = new.as_ref().unwrap_or(&arguments.old);
            (load(&arguments.old, arguments.limits)?, load(new, arguments.limits)?)
        }
    };
    let allowed = allowed_paths(arguments.allow_paths);
    let comparison = if arguments.git.is_some() {
        Comparison::between(&old.chart, &new.chart, Lineage::of_versions(&old.chart, &new.chart))
    } else {
        compare(&old, &new, allowed, arguments.limits)
    };
    let messages = Messages::of(&arguments.lang);
    // Only these lead to lines of the file.
    let lines = (arguments.format == ChangesFormat::Markdown)
        .then(|| UnitLines { file: new.name.clone(), lines: new.lines() });
    let report = Report {
        old: old.named(),
        new: new.named(),
        comparison: &comparison,
        language: Some(&arguments.lang),
        messages,
        lines: lines.as_ref(),
    };
    changes_to_standard_output(|out| written(&report, arguments.format, out))?;
    Ok(ExitCode::from(u8::from(arguments.exit_code && !comparison.is_empty())))
}

/// Compares two editions, through the intermediate ones if `previous` leads over them.
pub(super) fn compare(
    old: &File,
    new: &File,
    allowed: AllowedPaths,
    limits: LimitArguments,
) -> Comparison {
    let lineage = lineage(old, new, allowed);
    let between = match lineage {
        Lineage::Distant => editions_between(old, new, allowed, limits),
        Lineage::Forward | Lineage::Backward => None,
    };
    between.map_or_else(
        || Comparison::between(&old.chart, &new.chart, lineage),
        |between| {
            let charts = std::iter::once(&old.chart).chain(between.iter().map(|it| &it.chart));
            Comparison::through(&charts.chain([&new.chart]).collect::<Vec<_>>())
        },
    )
}

/// Writes a report; the writers return only errors of the output.
pub(super) fn written(
    report: &Report<'_>,
    format: ChangesFormat,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    report.write(format, out).map_err(|error| match error {
        ExportError::Write(error) => error,
        other => std::io::Error::other(other.to_string()),
    })
}

/// Maximum number of intermediate editions.
const MAX_BETWEEN: usize = 100;

/// The editions from the old one to the new one by `previous`, in chronological order; `None` if they are not
/// connected.
fn editions_between(
    old: &File,
    new: &File,
    allowed: AllowedPaths,
    limits: LimitArguments,
) -> Option<Vec<File>> {
    let goal = std::fs::canonicalize(&old.path).ok()?;
    let mut between: Vec<File> = Vec::new();
    while between.len() < MAX_BETWEEN {
        let previous = between.last().unwrap_or(new).previous(allowed)?.ok()?;
        if previous == goal {
            between.reverse();
            return Some(between);
        }
        between.push(load(&previous, limits).ok()?);
    }
    None
}

/// Order of two editions, by `previous`, otherwise by date.
fn lineage(old: &File, new: &File, allowed: AllowedPaths) -> Lineage {
    let is = |later: &File, earlier: &File| {
        let named = later.previous(allowed)?.ok()?;
        let path = std::fs::canonicalize(&earlier.path).ok()?;
        Some(named == path)
    };
    let dates = (old.chart.effective(), new.chart.effective());
    let is_backward = matches!(dates, (Some(old), Some(new)) if old > new);
    let is_one_edition = matches!(dates, (Some(old), Some(new)) if old == new);
    match (is(new, old), is(old, new)) {
        (Some(true), _) => Lineage::Forward,
        (_, Some(true)) => Lineage::Backward,
        // Two versions of one edition.
        _ if is_one_edition => Lineage::Distant,
        // There is another edition in between.
        (Some(false), _) if !is_backward => Lineage::Distant,
        (_, Some(false)) if is_backward => Lineage::Distant,
        _ if is_backward => Lineage::Backward,
        _ => Lineage::Forward,
    }
}

/// Reads an edition; fails if it has errors.
pub(super) fn load(path: &Path, limits: LimitArguments) -> Result<File, Failure> {
    let source = read(path, limits.max_bytes).map_err(|found| {
        show(&found.source, std::slice::from_ref(&found.problem));
        Failure::usage(format!("{} cannot be read", found.source.name()))
    })?;
    let options = LoadOptions { limits: limits.of_model(), ..LoadOptions::default() };
    let (chart, problems) = Chart::load_with(&source, options);
    if has_errors(&problems) {
        show(&source, &problems);
        return Err(Failure::usage(format!("{} has errors", source.name())));
    }
    let name = source.name().to_owned();
    Ok(File { path: path.to_owned(), name, chart, source: Some(source) })
}

/// Reads a version of a file in Git; fails if it has errors.
pub(super) fn of_git(version: Version, limits: LimitArguments) -> Result<File, Failure> {
    let name = format!("{} of {}", version.name, version.date);
    let source = decode(name.clone(), version.bytes).map_err(|found| {
        show(&found.source, std::slice::from_ref(&found.problem));
        Failure::usage(format!("{name} cannot be read"))
    })?;
    let options = LoadOptions { limits: limits.of_model(), ..LoadOptions::default() };
    let (chart, problems) = Chart::load_with(&source, options);
    if has_errors(&problems) {
        return Err(Failure::usage(format!("{name} has errors")));
    }
    Ok(File { path: PathBuf::from("-"), name, chart, source: None })
}

/// The failure when a file has no history.
pub(super) fn no_history(reason: &NoHistory) -> Failure {
    let failure = Failure::usage(reason.to_string());
    match reason {
        NoHistory::NoRepository(_) => {
            failure.with_hint("in a bare repository, give the path of the file within it")
        }
        NoHistory::NoFile { .. } | NoHistory::NoRevision(_) | NoHistory::Unreadable(_) => failure,
    }
}

/// Shows errors on standard error.
fn show(source: &SourceText, problems: &[crate::diagnostic::Diagnostic]) {
    let mut out = std::io::BufWriter::new(anstream::stderr().lock());
    let errors: Vec<_> =
        problems.iter().filter(|problem| problem.severity() == Severity::Error).cloned().collect();
    let messages = Messages::of("en");
    // Nothing can be reported if standard error is closed.
    let _ = report::list(&mut out, source, &errors, Some("organogram check --all"), messages);
    let _ = out.flush();
}
