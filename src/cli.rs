//! Command line: all stages without a window, except for opening one, which `main` does.
//!
//! Results go to standard output, all messages to standard error. Exit codes: 0, success; 1, the file has errors; 2,
//! the file cannot be read, or the arguments are invalid; 3, the result cannot be written.

mod check;
mod diff;
mod explain;
mod export;
mod fmt;
mod import;
mod limits;
mod log;
mod lsp;
mod report;
mod sample;
mod terminal;

use std::ffi::OsStr;
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};

use crate::diagnostic::{near_or_known, nearest};
use crate::file::{self, AllowedPaths, NotSaved, NotText, TextRequest};
use crate::i18n::{Messages, languages};
use crate::model::Limits;
use crate::source::SourceText;
use limits::LimitArguments;
use terminal::{ChangeLines, Printable, printable};

/// File name that means standard input or standard output.
const STANDARD_STREAM: &str = "-";

/// What to do after the command line was processed.
#[derive(Debug)]
pub enum Outcome {
    /// Exit: the command has succeeded or failed.
    Finished(ExitCode),
    /// Open the window.
    OpenWindow(WindowRequest),
}

/// Request to open a window.
#[derive(Debug)]
pub struct WindowRequest {
    /// The given structure files: none, one, or several editions.
    pub files: Vec<PathBuf>,
    /// Texts of the file's sources.
    pub texts: TextRequest,
    /// Maximum size of a file, in bytes.
    pub max_bytes: u64,
    /// Limits of a chart.
    pub limits: Limits,
}

/// View organizations written as plain text.
#[derive(Parser)]
#[command(name = "organogram", version, args_conflicts_with_subcommands = true)]
struct Arguments {
    /// Structure file to open [default: the last opened file, or a sample]. Several files open as editions on a time
    /// strip
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    limits: LimitArguments,
    /// Attach the text of a source document
    #[arg(long = "source", value_name = "ID=PATH", value_parser = source_argument)]
    sources: Vec<(String, PathBuf)>,
    /// Allow the file to refer to files outside its folder
    #[arg(long)]
    allow_paths: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Check structure files and report all problems
    Check(check::Arguments),
    /// Export a chart or its data; needs no display
    Export(export::Arguments),
    /// Convert a table or an outline to a structure file
    Import(import::Arguments),
    /// Format structure files
    Fmt(fmt::Arguments),
    /// Show the changes between two editions
    Diff(diff::Arguments),
    /// Show the history of a file: its editions and their changes
    Log(log::Arguments),
    /// Run the language server, for text editors
    Lsp(lsp::Arguments),
    /// Print a sample file, or write it to a folder
    Sample(sample::Arguments),
}

/// Parses the program's arguments and runs the command, except for opening a window.
#[must_use]
pub fn run() -> Outcome {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return Outcome::Finished(help_or_mistake(&error)),
    };
    let Arguments { files, limits, sources, allow_paths, command } = arguments;
    let done = match command {
        None => {
            let allowed_paths = allowed_paths(allow_paths);
            return window(files, TextRequest { attached: sources, allowed_paths }, limits);
        }
        Some(Command::Check(arguments)) => check::run(&arguments),
        Some(Command::Export(arguments)) => export::run(&arguments),
        Some(Command::Import(arguments)) => import::run(&arguments),
        Some(Command::Fmt(arguments)) => fmt::run(&arguments),
        Some(Command::Diff(arguments)) => diff::run(&arguments),
        Some(Command::Log(arguments)) => log::run(&arguments),
        Some(Command::Lsp(arguments)) => lsp::run(&arguments),
        Some(Command::Sample(arguments)) => sample::run(&arguments),
    };
    Outcome::Finished(done.unwrap_or_else(Failure::report))
}

/// Prints help, the version, or an error in the arguments, which it quotes.
fn help_or_mistake(error: &clap::Error) -> ExitCode {
    let quoted = std::env::args_os().map(|word| printable(&word.to_string_lossy()).into_owned());
    match Arguments::try_parse_from(quoted) {
        Err(help) if !help.use_stderr() => {
            let mut out = anstream::stdout().lock();
            let written = write!(out, "{}", help.render().ansi()).and_then(|()| out.flush());
            if let Err(failure) = ignoring_closed_pipe(written) {
                return failure.report();
            }
        }
        // Nothing can be reported if standard error is closed.
        Err(mistake) => drop(mistake.print()),
        Ok(_) => tell("the arguments are invalid"),
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// Requests a window, which needs a display, and a file that can be watched.
fn window(files: Vec<PathBuf>, texts: TextRequest, limits: LimitArguments) -> Outcome {
    let failure = if files.iter().any(|file| is_standard_stream(file)) {
        Failure::usage("the window cannot read standard input: name a file")
    } else if has_display() {
        let max_bytes = limits.max_bytes;
        let limits = limits.of_model();
        return Outcome::OpenWindow(WindowRequest { files, texts, max_bytes, limits });
    } else {
        Failure::usage("there is no display for a window")
            .with_hint("`organogram export FILE -o chart.png` needs no display")
    };
    Outcome::Finished(failure.report())
}

/// Reports why the window could not be opened, if it failed.
#[must_use]
pub fn end_of_window(ended: Result<(), String>) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            Failure::usage(format!("the window cannot be opened: {}", without_sources(&error)))
                .with_hint("`organogram export FILE -o chart.png` needs no display")
                .report()
        }
    }
}

/// Removes source locations such as ` at /…/mod.rs:788` from a message of the window library: they contain folder names
/// of the build machine.
fn without_sources(message: &str) -> String {
    let is_number = |c: char| c.is_ascii_digit();
    let (mut kept, mut rest) = (String::new(), message);
    while let Some((place, behind)) = rest.split_once(".rs:") {
        let start = place.rfind(" at ").or_else(|| place.rfind(' ')).unwrap_or(0);
        kept.push_str(&place[..start]);
        rest = behind.trim_start_matches(is_number);
        // Some contain the column too.
        if let Some(column) = rest.strip_prefix(':').filter(|it| it.starts_with(is_number)) {
            rest = column.trim_start_matches(is_number);
        }
    }
    kept + rest
}

fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let needs_one = cfg!(all(unix, not(target_os = "macos")));
    !needs_one || ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"].into_iter().any(set)
}

/// Failure of a command, with its exit code.
#[derive(Debug)]
struct Failure {
    code: u8,
    message: String,
    hints: Vec<String>,
}

impl Failure {
    /// Invalid arguments, or a missing file.
    fn usage(message: impl Into<String>) -> Self {
        Self { code: 2, message: message.into(), hints: Vec::new() }
    }

    /// The file has errors.
    fn errors(message: impl Into<String>) -> Self {
        Self { code: 1, ..Self::usage(message) }
    }

    /// The result cannot be written.
    fn output(message: impl Into<String>) -> Self {
        Self { code: 3, ..Self::usage(message) }
    }

    /// A name that does not exist in the file.
    fn unknown<'a>(
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'a str> + Clone,
        file: &str,
    ) -> Self {
        Self::usage(format!("{file} has no {what} {name}")).near(name, known)
    }

    /// Suggests the known word nearest to an unknown one, or lists all known words.
    fn near<'a>(self, name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Self {
        let known: Vec<&str> = known.collect();
        if known.is_empty() {
            return self;
        }
        let near = nearest(name, known.iter().copied());
        self.with_hint(near_or_known(near, &known).to_string())
    }

    fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    fn report(self) -> ExitCode {
        tell(&self.message);
        let mut out = io::stderr().lock();
        for hint in &self.hints {
            // Nothing can be reported if standard error is closed.
            let _ = writeln!(out, "hint: {}", printable(hint));
        }
        ExitCode::from(self.code)
    }
}

/// Prints a message on standard error.
fn tell(message: &str) {
    // Nothing can be reported if standard error is closed.
    let _ = writeln!(io::stderr().lock(), "organogram: {}", printable(message));
}

/// Writes to standard output, without control characters if it is a terminal.
fn to_standard_output(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = if io::stdout().is_terminal() {
        write(&mut Printable::new(&mut out))
    } else {
        write(&mut out)
    };
    let written = written.and_then(|()| out.flush());
    // A failed flush cannot be reported.
    drop(out.into_parts());
    ignoring_closed_pipe(written)
}

/// Writes a list of changes to standard output; on a terminal wrapped, and coloured if it supports that.
fn changes_to_standard_output(
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    if !io::stdout().is_terminal() {
        return to_standard_output(write);
    }
    let has_colors = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
    let size = terminal_size::terminal_size_of(io::stdout());
    let columns = size.map_or(usize::MAX, |(width, _)| usize::from(width.0));
    let stream = io::BufWriter::new(io::stdout().lock());
    let mut out = ChangeLines::new(stream, has_colors, columns);
    ignoring_closed_pipe(write(&mut Printable::new(&mut out)).and_then(|()| out.flush()))
}

/// The result of writing to standard output. A closed pipe is not a failure.
fn ignoring_closed_pipe(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::output(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Reads a structure file or standard input, of at most `max_bytes`.
fn read(path: &Path, max_bytes: u64) -> Result<SourceText, Box<NotText>> {
    let (name, bytes) = if is_standard_stream(path) {
        let name = "<stdin>".to_owned();
        if io::stdin().is_terminal() {
            tell("reading standard input; press Ctrl+D to end it");
        }
        (name, file::read_stream(io::stdin().lock(), max_bytes))
    } else {
        (path.display().to_string(), file::read_bytes(path, max_bytes))
    };
    match bytes {
        Ok(bytes) => file::decode(name, bytes),
        Err(problem) => Err(Box::new(NotText { problem, source: SourceText::new(name, "") })),
    }
}

/// Error of saving a file.
fn not_saved(refused: &NotSaved, name: &str) -> String {
    match refused {
        NotSaved::Changed(_) => format!("{name} was changed by another program"),
        NotSaved::Gone => format!("{name} no longer exists"),
        NotSaved::Unreadable(problem) => format!("{name} cannot be read: {}", problem.message),
        NotSaved::Refused(error) => error.message().to_string(),
    }
}

fn is_standard_stream(path: &Path) -> bool {
    path.as_os_str() == OsStr::new(STANDARD_STREAM)
}

fn allowed_paths(any: bool) -> AllowedPaths {
    if any { AllowedPaths::Any } else { AllowedPaths::BelowFolder }
}

/// Parses an argument of the form `ID=PATH`, for the text of a source document.
fn source_argument(argument: &str) -> Result<(String, PathBuf), String> {
    let (id, path) = argument.split_once('=').ok_or("expected ID=PATH")?;
    Ok((id.to_owned(), path.into()))
}

/// The messages of a language of the interface.
fn language(tag: &str) -> Result<&'static Messages, String> {
    let messages = Messages::of(tag);
    let known = messages.tag() == tag.split(['-', '_']).next().unwrap_or(tag);
    let tags = || languages().iter().map(Messages::tag).collect::<Vec<_>>().join(" and ");
    known.then_some(messages).ok_or_else(|| format!("messages are available in {}", tags()))
}

/// Argument parser for a fixed set of words, each mapped to a value.
fn one_of<T: Copy + Send + Sync + 'static>(
    choices: &'static [(&'static str, T)],
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(choices.iter().map(|&(word, _)| word)).map(move |chosen| {
        let found = choices.iter().find(|&&(word, _)| word == chosen);
        found.expect("clap accepts only these words").1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removes_build_paths_from_messages() {
        for (message, expected) in [
            (
                "os error at /home/a b/winit-0.30/src/linux/mod.rs:788: no display",
                "os error: no display",
            ),
            (r"os error at C:\\src\\mod.rs:7:13: none", "os error: none"),
            ("in a/b.rs:7", "in"),
            ("there is no display", "there is no display"),
        ] {
            assert_eq!(without_sources(message), expected);
        }
    }
}
