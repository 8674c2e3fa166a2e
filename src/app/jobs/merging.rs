//! Three-way merge of the typed text with a changed file, in the background.

use std::sync::Arc;

use crate::app::command::Command;
use crate::app::jobs::background::{Panicked, Reporter, Task, Worker};
use crate::app::jobs::loader::{Sight, parse};
use crate::app::state::document::{Parsed, ReadOptions};
use crate::diagnostic::{Message, Severity, has_errors};
use crate::edit::Edits;
use crate::edit::merge::Merge;
use crate::source::SourceText;

/// The three versions of a text.
#[derive(Clone)]
pub(crate) struct Versions {
    /// The file's text when it was read last.
    pub(crate) base: Arc<str>,
    /// The typed text.
    pub(crate) mine: Arc<SourceText>,
    /// The file's text now.
    pub(crate) theirs: Arc<SourceText>,
}

/// Next step after a merge.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum After {
    /// The text is shown.
    #[default]
    Show,
    /// The text is saved.
    Save,
    /// The text is saved, then a command runs.
    SaveAnd(Box<Command>),
}

/// A finished comparison.
pub(crate) struct Merged {
    pub(crate) versions: Versions,
    pub(crate) merge: Merge,
    pub(crate) outcome: Outcome,
    pub(crate) after: After,
}

/// The result of a merge.
pub(crate) enum Outcome {
    /// The versions were merged: the edits that turn my text into the merged one, and that text parsed.
    Joined(Edits, Box<Parsed>),
    /// The user must choose.
    Contested(Cause),
}

/// Reason why versions cannot be merged automatically.
#[derive(Clone, Debug)]
pub(crate) enum Cause {
    /// Both sides changed the same lines.
    SameLines,
    /// They changed different lines, and each alone has no errors, but the merged text does.
    Unsound(FoundError),
}

/// An error of a text.
#[derive(Clone, Debug)]
pub(crate) struct FoundError {
    /// Line number, from 1; `None` for an error without a position.
    pub(crate) line: Option<usize>,
    pub(crate) message: Message,
}

/// The result of checking a text.
pub(crate) struct Checked {
    /// The first error.
    pub(crate) error: Option<FoundError>,
}

/// Merges one pair of versions at a time; a later one cancels an earlier one.
pub(crate) struct Merger {
    worker: Worker,
    options: ReadOptions,
    merging: Option<Task<Option<Merged>>>,
    checking: Option<Task<Option<FoundError>>>,
}

impl Merger {
    pub(crate) const fn new(worker: Worker, options: ReadOptions) -> Self {
        Self { worker, options, merging: None, checking: None }
    }

    /// Merges two versions.
    pub(crate) fn merge(&mut self, versions: Versions, after: After, sight: Sight) {
        let options = self.options.clone();
        let task =
            self.worker.spawn(move |reporter| merge(versions, after, &options, &sight, reporter));
        self.merging = Some(task);
    }

    /// Checks a text for errors; `None` ends the check.
    pub(crate) fn check(&mut self, source: Option<Arc<SourceText>>) {
        let options = self.options.clone();
        self.checking = source.map(|source| {
            self.worker.spawn(move |reporter| first_error(&read(source, &options, reporter)?))
        });
    }

    /// Cancels merge and check.
    pub(crate) fn cancel(&mut self) {
        (self.merging, self.checking) = (None, None);
    }

    /// The finished merge, once.
    pub(crate) fn merged(&mut self) -> Option<Result<Merged, Panicked>> {
        Task::take(&mut self.merging)?.transpose()
    }

    /// The finished check, once.
    pub(crate) fn checked(&mut self) -> Option<Checked> {
        let outcome = Task::take(&mut self.checking)?;
        Some(Checked { error: outcome.unwrap_or_default() })
    }
}

/// Merges two versions; `None` if the task is cancelled.
fn merge(
    versions: Versions,
    after: After,
    options: &ReadOptions,
    sight: &Sight,
    reporter: &Reporter,
) -> Option<Merged> {
    let Versions { base, mine, theirs } = &versions;
    let merge = Merge::new(base, mine.text(), theirs.text());
    if merge.contested().next().is_some() {
        let outcome = Outcome::Contested(Cause::SameLines);
        return Some(Merged { versions, merge, outcome, after });
    }
    let edits = merge.edits(mine.text(), theirs.text(), |_| String::new());
    let text = edits.apply(mine.text());
    let parsed = parse(Arc::new(SourceText::new(mine.name(), text)), options, sight, reporter)?;
    let error = first_error(&parsed);
    let is_sound = |source: &Arc<SourceText>| {
        let parsed = read(Arc::clone(source), options, reporter)?;
        Some(!has_errors(&parsed.problems))
    };
    if let Some(error) = error
        && is_sound(mine)?
        && is_sound(theirs)?
    {
        let (merge, outcome) =
            (merge.with_mine_contested(), Outcome::Contested(Cause::Unsound(error)));
        return Some(Merged { versions, merge, outcome, after });
    }
    Some(Merged { versions, merge, outcome: Outcome::Joined(edits, Box::new(parsed)), after })
}

fn read(source: Arc<SourceText>, options: &ReadOptions, reporter: &Reporter) -> Option<Parsed> {
    Parsed::read(source, options, &mut |_| reporter.report(0.0))
}

/// The first error of a text.
fn first_error(parsed: &Parsed) -> Option<FoundError> {
    let problem = parsed.problems.iter().find(|problem| problem.severity() == Severity::Error)?;
    let line = problem.span.as_ref().map(|span| parsed.source.position(span.start).line);
    Some(FoundError { line, message: problem.message.clone() })
}
