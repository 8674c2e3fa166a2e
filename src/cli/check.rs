//! `organogram check`: every problem of structure files.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::limits::LimitArguments;
use super::report::{self, ProblemJson};
use super::terminal::printable;
use super::{
    Failure, allowed_paths, explain, is_standard_stream, language, not_saved, one_of, read,
    source_argument, to_standard_output,
};
use crate::diagnostic::{Code, Diagnostic, Severity, has_errors};
use crate::edit::fixes::certain_fixes;
use crate::file::{self, AllowedPaths, NamedTexts, NotRead};
use crate::fonts::FontLibrary;
use crate::i18n::Messages;
use crate::ide::{AttachedText, Meaning, citation_problems};
use crate::message;
use crate::model::{Bulletin, Chart, LoadOptions, check_citations, check_previous};
use crate::source::SourceText;

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an argument of its own")]
pub(super) struct Arguments {
    /// Structure files to check, or - for standard input
    #[arg(required_unless_present = "explain", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Output format; human writes to standard error, json to standard output
    #[arg(long, default_value = "human", value_parser = one_of(FORMATS))]
    format: Format,
    /// Exit with code 1 if there are warnings
    #[arg(long)]
    deny_warnings: bool,
    /// Report notes too
    #[arg(long)]
    notes: bool,
    /// Show up to 10,000 problems of each code instead of 20
    #[arg(long, conflicts_with = "explain")]
    all: bool,
    #[command(flatten)]
    limits: LimitArguments,
    /// Apply unambiguous fixes to the files and report the remaining problems
    #[arg(long, conflicts_with = "explain")]
    fix: bool,
    /// Language of messages
    #[arg(long, value_name = "TAG", default_value = "en", value_parser = language)]
    lang: &'static Messages,
    /// Explain a code such as E007, with an example and a fix
    #[arg(long, value_name = "CODE", conflicts_with_all = ["format", "deny_warnings", "notes"])]
    explain: Option<String>,
    /// Check citations against the text of a source document
    #[arg(long = "source", value_name = "ID=PATH", value_parser = source_argument)]
    sources: Vec<(String, PathBuf)>,
    /// Allow the files to refer to files outside their folders
    #[arg(long)]
    allow_paths: bool,
}

#[derive(Clone, Copy)]
enum Format {
    Human,
    Json,
}

const FORMATS: &[(&str, Format)] = &[("human", Format::Human), ("json", Format::Json)];

/// A file with its problems.
struct Checked {
    source: SourceText,
    problems: Vec<Diagnostic>,
    is_readable: bool,
}

/// Checks the files and reports their problems; returns the most severe exit code.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    if let Some(code) = &arguments.explain {
        return explain::run(code);
    }
    let texts = source_texts(arguments)?;
    let mut checked = Vec::with_capacity(arguments.files.len());
    for path in &arguments.files {
        checked.push(check(path, arguments, &texts)?);
    }
    match arguments.format {
        Format::Human => {
            // Nothing can be reported if standard error is closed.
            let _ = human(&checked, arguments);
        }
        Format::Json => json(&checked, arguments.lang)?,
    }
    let fails = |file: &Checked| {
        let warns = file.problems.iter().any(|problem| problem.severity() == Severity::Warning);
        has_errors(&file.problems) || (arguments.deny_warnings && warns)
    };
    Ok(ExitCode::from(if checked.iter().any(|file| !file.is_readable) {
        2
    } else {
        u8::from(checked.iter().any(fails))
    }))
}

/// The texts given as arguments, by the ids of their sources.
fn source_texts(arguments: &Arguments) -> Result<Vec<(&str, Arc<Bulletin>)>, Failure> {
    let text = |(id, path): &'_ (String, PathBuf)| match file::read_source(
        path,
        arguments.limits.max_bytes,
    ) {
        Ok(text) => Ok(Arc::new(Bulletin::split(text.text()))),
        Err(problem) => {
            let path = path.display();
            Err(Failure::usage(format!(
                "the text {path} of {id} cannot be used: {}",
                problem.message
            )))
        }
    };
    arguments.sources.iter().map(|source| Ok((source.0.as_str(), text(source)?))).collect()
}

fn check(
    path: &Path,
    arguments: &Arguments,
    texts: &[(&str, Arc<Bulletin>)],
) -> Result<Checked, Failure> {
    let source = match read(path, arguments.limits.max_bytes) {
        Ok(source) if arguments.fix => fixed(path, source, arguments)?,
        Ok(source) => source,
        Err(found) => {
            let (source, problems) = (found.source, vec![found.problem]);
            return Ok(Checked { source, problems, is_readable: false });
        }
    };
    let options = LoadOptions { limits: arguments.limits.of_model(), notes: arguments.notes };
    let (chart, mut problems) = Chart::load_with(&source, options);
    let ids = chart.sources().iter().map(|source| source.id.as_str());
    if !has_errors(&problems) {
        for (id, _) in texts {
            if !ids.clone().any(|known| known == *id) {
                return Err(Failure::unknown("source", id, ids, source.name()));
            }
        }
    }
    problems.extend(FontLibrary::default().provide(&chart, &source).1);
    let path = Some(path).filter(|path| !is_standard_stream(path));
    let named =
        NamedTexts::new(path, allowed_paths(arguments.allow_paths), arguments.limits.max_bytes);
    problems.extend(against_sources(&chart, named, texts));
    let named =
        NamedTexts::new(path, allowed_paths(arguments.allow_paths), arguments.limits.max_bytes);
    problems.extend(against_previous(&chart, &source, named, options));
    Ok(Checked { source, problems, is_readable: true })
}

/// Applies the certain fixes of a file in rounds, as long as each round reduces the problems, and saves the file.
fn fixed(path: &Path, source: SourceText, arguments: &Arguments) -> Result<SourceText, Failure> {
    if is_standard_stream(path) {
        return Err(Failure::usage("--fix cannot be used with standard input: name a file"));
    }
    let options = LoadOptions { limits: arguments.limits.of_model(), notes: false };
    let total = |problems: &[Diagnostic]| problems.iter().map(|it| 1 + it.further).sum::<usize>();
    let before = source.text().to_owned();
    let mut source = source;
    let (_, mut problems) = Chart::load_with(&source, options);
    let mut out = io::BufWriter::new(anstream::stderr().lock());
    loop {
        let (edits, settled) = certain_fixes(source.text(), &problems);
        let next = SourceText::new(source.name(), edits.apply(source.text()));
        let (_, left) = Chart::load_with(&next, options);
        if settled.is_empty() || total(&left) >= total(&problems) {
            break;
        }
        for problem in settled {
            // Nothing can be reported if standard error is closed.
            let _ = report::fixed(&mut out, &source, problem, arguments.lang);
        }
        (source, problems) = (next, left);
    }
    if source.text() != before {
        file::save(path, &before, source.text(), arguments.limits.max_bytes)
            .map_err(|refused| Failure::output(not_saved(&refused, source.name())))?;
    }
    Ok(source)
}

/// Chart of the previous edition, with its problems.
type PreviousEdition = (Chart, Vec<Diagnostic>);

/// Files that a structure file refers to, as they were last read.
pub(super) struct NamedFiles {
    texts: NamedTexts<(Arc<str>, Arc<Bulletin>)>,
    previous: NamedTexts<PreviousEdition>,
}

impl NamedFiles {
    /// The files of a structure file; unchanged ones are taken from an earlier pass.
    fn new(
        path: Option<&Path>,
        allowed: AllowedPaths,
        max_bytes: u64,
        earlier: Option<&Self>,
    ) -> Self {
        let texts = NamedTexts::new(path, allowed, max_bytes);
        let previous = NamedTexts::new(path, allowed, max_bytes);
        match earlier {
            Some(known) => {
                Self { texts: texts.after(&known.texts), previous: previous.after(&known.previous) }
            }
            None => Self { texts, previous },
        }
    }
}

/// Analyses a document in an editor, with the files that it refers to if it has a path. Files that have not changed
/// since `earlier` are not read again.
pub(super) fn meaning(
    source: &SourceText,
    path: Option<&Path>,
    allowed: AllowedPaths,
    limits: LimitArguments,
    earlier: Option<&NamedFiles>,
) -> (Meaning, NamedFiles) {
    let options = LoadOptions { limits: limits.of_model(), notes: false };
    let (chart, mut problems) = Chart::load_with(source, options);
    let mut named = NamedFiles::new(path, allowed, limits.max_bytes, earlier);
    let mut texts = Vec::new();
    for cited in chart.sources().iter().filter(|_| path.is_some()) {
        let Some(name) = &cited.text else { continue };
        let split = |text: SourceText| {
            let paragraphs = Arc::new(Bulletin::split(text.text()));
            (Arc::<str>::from(text.into_text()), paragraphs)
        };
        match named.texts.get(name, split) {
            Ok(read) => texts.push(AttachedText {
                source: cited.id.clone(),
                text: Arc::clone(&read.0),
                paragraphs: Arc::clone(&read.1),
            }),
            Err(why) => problems.push(unusable(name, &cited.id, why.problem())),
        }
    }
    let mut previous = None;
    if let Some(name) = chart.previous().filter(|_| path.is_some()) {
        let read = named.previous.get(name, |text| Chart::load_with(&text, options));
        problems.extend(check_previous(&chart, source, problem_of(&read), name));
        previous = read.ok();
    }
    problems.extend(citation_problems(source, &chart, &texts));
    (Meaning::new(chart, problems, texts).with_previous(previous), named)
}

/// The previous edition, or the problem of reading it.
fn problem_of(
    read: &Result<Arc<PreviousEdition>, NotRead>,
) -> Result<&PreviousEdition, Diagnostic> {
    read.as_deref().map_err(NotRead::problem_of_previous)
}

/// Problems of the chart's citations, compared with the texts of the sources: those given as arguments, otherwise those
/// that the file names.
fn against_sources(
    chart: &Chart,
    mut named: NamedTexts<Bulletin>,
    attached: &[(&str, Arc<Bulletin>)],
) -> Vec<Diagnostic> {
    let (mut texts, mut problems) = (Vec::new(), Vec::new());
    let attached: HashMap<&str, &Arc<Bulletin>> =
        attached.iter().map(|(id, text)| (*id, text)).collect();
    for source in chart.sources() {
        if let Some(text) = attached.get(source.id.as_str()) {
            texts.push((source.id.as_str(), Arc::clone(text)));
        } else if let Some(name) = &source.text {
            match named.get(name, |text| Bulletin::split(text.text())) {
                Ok(text) => texts.push((source.id.as_str(), text)),
                Err(why) => problems.push(unusable(name, &source.id, why.problem())),
            }
        }
    }
    problems.extend(check_citations(chart, &texts));
    problems
}

fn unusable(name: &str, source: &str, problem: Diagnostic) -> Diagnostic {
    let message =
        message!("the text {0} of {1} cannot be used: {2}", name, source, problem.message);
    let warning = Diagnostic::new(Code::SourceTextUnreadable, None, message);
    problem.hints.into_iter().fold(warning, Diagnostic::with_hint)
}

/// Problems of the stated predecessors with the previous edition, if the file names one.
fn against_previous(
    chart: &Chart,
    source: &SourceText,
    mut named: NamedTexts<PreviousEdition>,
    options: LoadOptions,
) -> Vec<Diagnostic> {
    let Some(name) = chart.previous() else { return Vec::new() };
    let read = named.get(name, |text| Chart::load_with(&text, options));
    check_previous(chart, source, problem_of(&read), name)
}

fn human(checked: &[Checked], arguments: &Arguments) -> io::Result<()> {
    use std::io::Write as _;
    let messages = arguments.lang;
    let mut out = io::BufWriter::new(anstream::stderr().lock());
    for file in checked {
        let how_to_see_all = (!arguments.all).then_some("--all");
        let counts =
            report::list(&mut out, &file.source, &file.problems, how_to_see_all, messages)?;
        report::table(&mut out, &counts)?;
        let name = file.source.name();
        let counts = report::count_line(name, &file.problems, arguments.notes, messages);
        writeln!(out, "{}", printable(&counts))?;
    }
    out.flush()
}

fn json(checked: &[Checked], messages: &Messages) -> Result<(), Failure> {
    let problems: Vec<ProblemJson> = checked
        .iter()
        .flat_map(|file| {
            file.problems.iter().map(|problem| ProblemJson::new(&file.source, problem, messages))
        })
        .collect();
    to_standard_output(|out| {
        serde_json::to_writer_pretty(&mut *out, &problems)?;
        out.write_all(b"\n")
    })
}
