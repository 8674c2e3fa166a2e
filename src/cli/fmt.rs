//! `organogram fmt`: formats structure files.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::limits::size;
use super::terminal::printable;
use super::{
    Failure, is_standard_stream, language, not_saved, read, report, tell, to_standard_output,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::edit::format::format;
use crate::file;
use crate::i18n::Messages;
use crate::model::Chart;
use crate::source::SourceText;

#[derive(Args)]
pub(super) struct Arguments {
    /// Structure files to format in place; - formats standard input to standard output
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// List the files that are not formatted, without writing; exit with code 1 if there are any
    #[arg(long)]
    check: bool,
    /// Maximum size of a file, such as 512MB
    #[arg(long = "max-size", value_name = "SIZE", default_value = "256MB", value_parser = size)]
    max_bytes: u64,
    /// Language of messages
    #[arg(long, value_name = "TAG", default_value = "en", value_parser = language)]
    lang: &'static Messages,
}

/// Outcome for a file, by exit code, in order of severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Ended {
    Done = 0,
    /// It has syntax errors, or `--check` found that it is not formatted.
    Faulty = 1,
    Unreadable = 2,
    Unwritable = 3,
}

/// Formats the files; returns the most severe exit code.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut worst = Ended::Done;
    for path in &arguments.files {
        worst = worst.max(format_file(path, arguments)?);
    }
    Ok(ExitCode::from(worst as u8))
}

fn format_file(path: &Path, arguments: &Arguments) -> Result<Ended, Failure> {
    let source = match read(path, arguments.max_bytes) {
        Ok(source) => source,
        Err(found) => {
            say(&found.source, &[found.problem], arguments);
            return Ok(Ended::Unreadable);
        }
    };
    let formatted = format(source.text());
    let (_, mut problems) = Chart::load(&source);
    problems.retain(|problem| problem.code == Code::Syntax);
    let Some(formatted) = formatted.filter(|_| problems.is_empty()) else {
        say(&source, &problems, arguments);
        return Ok(Ended::Faulty);
    };
    if arguments.check {
        return check(&source, &formatted);
    }
    if is_standard_stream(path) {
        to_standard_output(|out| out.write_all(formatted.as_bytes()))?;
    } else if formatted != source.text()
        && let Err(refused) = file::save(path, source.text(), &formatted, arguments.max_bytes)
    {
        tell(&not_saved(&refused, source.name()));
        return Ok(Ended::Unwritable);
    }
    Ok(Ended::Done)
}

/// Lists a file that is not formatted, with the first line that differs.
fn check(source: &SourceText, formatted: &str) -> Result<Ended, Failure> {
    if source.text() == formatted {
        return Ok(Ended::Done);
    }
    let lines = source.text().split('\n').zip(formatted.split('\n'));
    let line = 1 + lines.take_while(|(found, wanted)| found == wanted).count();
    to_standard_output(|out| {
        writeln!(out, "{}:{line}: not in canonical form", printable(source.name()))
    })?;
    Ok(Ended::Faulty)
}

/// Reports problems on standard error.
fn say(source: &SourceText, problems: &[Diagnostic], arguments: &Arguments) {
    let mut out = io::BufWriter::new(anstream::stderr().lock());
    // Nothing can be reported if standard error is closed.
    let _ =
        report::list(&mut out, source, problems, Some("organogram check --all"), arguments.lang);
    let _ = out.flush();
}
