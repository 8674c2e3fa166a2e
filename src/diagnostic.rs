//! Problems in a structure file as data: a stable code, a span, a message and hints.
//!
//! Problems are returned together with the value that was read, never instead of it.

mod message;
mod nearest;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::Range;

pub use message::{Argument, Message, fill, grouped};
pub use nearest::{Vocabulary, WrittenForms, near_or_known, nearest};

/// Severity of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A statement of the file is missing from the chart.
    Error,
    /// The file was read in full, but a statement in it is probably a mistake.
    Warning,
    /// Information, shown only on request.
    Note,
}

impl Severity {
    /// The word used in the output of `organogram check`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal, $severity:ident;)+) => {
        /// Kind of a problem, identified by a code that is stable across versions.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable code, such as `E001`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The severity that goes with the code.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }
        }
    };
}

codes! {
    /// The text is not valid RON.
    Syntax = "E001", Error;
    /// A field that the format does not know.
    UnknownField = "E002", Error;
    /// A value of the wrong type for its field.
    WrongType = "E003", Error;
    /// A required field is missing.
    MissingField = "E004", Error;
    /// An id used twice.
    DuplicateId = "E005", Error;
    /// An id with invalid characters or an invalid length.
    BadId = "E006", Error;
    /// A parent that is not the id of a unit.
    UnknownParent = "E007", Error;
    /// A reference to a post, unit or body that does not exist.
    UnknownReference = "E008", Error;
    /// A reference to a shared set of functions that does not exist.
    UnknownSet = "E009", Error;
    /// A kind of unit that is neither built in nor declared by the file, or an unknown kind of line.
    UnknownKind = "E010", Error;
    /// Units that are ancestors of each other.
    Cycle = "E011", Error;
    /// A version of the format that this program does not read.
    UnsupportedVersion = "E012", Error;
    /// Bytes that are not UTF-8.
    NotUtf8 = "E013", Error;
    /// A path that cannot be read or is not a file.
    Unreadable = "E014", Error;
    /// A file that exceeds the size limit.
    TooLarge = "E015", Error;
    /// A structure file without units.
    NoUnits = "E016", Error;
    /// A malformed colour, date or count.
    BadValue = "E017", Error;
    /// A citation of a source that the file does not list.
    UnknownSource = "E018", Error;
    /// A parent that is in the file but could not be read.
    ParentLeftOut = "E019", Error;
    /// More lines, functions, languages or characters than a limit allows.
    OverLimit = "E020", Error;
    /// A field of a unit or post that the file does not declare.
    UndeclaredField = "E021", Error;
    /// A text without one of the file's languages.
    MissingTranslation = "W101", Warning;
    /// A function without a citation.
    UncitedFunction = "W102", Warning;
    /// A citation that does not occur in the source's text.
    CitationNotInSource = "W103", Warning;
    /// A paragraph of the source's text that is never cited.
    ParagraphNotCited = "W104", Warning;
    /// An outside body without a line to it.
    UnusedBody = "W105", Warning;
    /// A shared set of functions that no unit has.
    UnusedSet = "W106", Warning;
    /// A source whose text cannot be read.
    SourceTextUnreadable = "W107", Warning;
    /// A character that is in no font of the system.
    NoFont = "W108", Warning;
    /// The same id, citation or language twice in one list.
    Repeated = "W109", Warning;
    /// A head or post that reports to itself, or a line with equal ends.
    AnswersToItself = "W110", Warning;
    /// A cycle of heads and posts that report to each other.
    ReportingRing = "W111", Warning;
    /// A text that is blank in every language.
    BlankText = "W112", Warning;
    /// A citation that does not follow its source's numbering.
    CitationForm = "W113", Warning;
    /// A malformed email address or telephone number.
    BadAddress = "W114", Warning;
    /// A holder whose last day is before the first.
    DatesReversed = "W115", Warning;
    /// Holders whose shares add up to more than 100 %.
    Shares = "W116", Warning;
    /// A vacant or abolished post with a holder.
    HeldAndVacant = "W117", Warning;
    /// A previous edition that cannot be read.
    PreviousUnreadable = "W118", Warning;
    /// A predecessor that the previous edition does not have.
    UnknownPredecessor = "W119", Warning;
    /// A unit without a head.
    NoHead = "N201", Note;
    /// A unit without functions.
    NoFunction = "N202", Note;
}

/// Replacement of a part of the text that resolves a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Bytes to replace; the span of the problem if `None`.
    pub span: Option<Range<usize>>,
    /// Replacement text.
    pub text: String,
    /// Whether the fix is unambiguous, so that it may be applied without asking.
    pub is_certain: bool,
}

impl Fix {
    /// Unambiguous replacement of the span of the problem.
    #[must_use]
    pub fn certain(text: impl Into<String>) -> Self {
        Self { span: None, text: text.into(), is_certain: true }
    }

    /// Probable but ambiguous replacement of the span of the problem.
    #[must_use]
    pub fn likely(text: impl Into<String>) -> Self {
        Self { span: None, text: text.into(), is_certain: false }
    }

    /// Unambiguous insertion before a byte.
    #[must_use]
    pub fn insertion(at: usize, text: impl Into<String>) -> Self {
        Self { span: Some(at..at), text: text.into(), is_certain: true }
    }
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Kind of the problem.
    pub code: Code,
    /// Byte span in the file's text; `None` if the problem has no location in it.
    pub span: Option<Range<usize>>,
    /// Sentence that describes the problem and includes the names involved.
    pub message: Message,
    /// Advice on how to resolve it.
    pub hints: Vec<Message>,
    /// Replacement that resolves it, if one is known.
    pub fix: Option<Box<Fix>>,
    /// Number of further problems of this code that are not listed; zero except for the last listed one.
    pub further: usize,
}

impl fmt::Display for Diagnostic {
    /// Formats the code and the English message.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.code.as_str(), self.message)
    }
}

impl std::error::Error for Diagnostic {}

impl Diagnostic {
    /// A problem without hints.
    #[must_use]
    pub fn new(code: Code, span: Option<Range<usize>>, message: Message) -> Self {
        Self { code, span, message, hints: Vec::new(), fix: None, further: 0 }
    }

    /// Adds a hint to the problem.
    #[must_use]
    pub fn with_hint(mut self, hint: Message) -> Self {
        self.hints.push(hint);
        self
    }

    /// Sets the replacement that resolves the problem.
    #[must_use]
    pub fn with_fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fix = fix.into().map(Box::new);
        self
    }

    /// Sets the span.
    #[must_use]
    pub fn at(mut self, span: Range<usize>) -> Self {
        self.span = Some(span);
        self
    }

    /// Severity of the code.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// Whether one of `diagnostics` is an error.
#[must_use]
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error)
}

/// Number of `diagnostics` of a severity, including those that are only counted.
#[must_use]
pub fn count(diagnostics: &[Diagnostic], severity: Severity) -> usize {
    let wanted = diagnostics.iter().filter(|diagnostic| diagnostic.severity() == severity);
    wanted.map(|diagnostic| 1 + diagnostic.further).sum()
}

/// Maximum number of listed problems per code; further ones are only counted.
pub const MAX_LISTED: usize = 10_000;

/// Number of problems by code.
#[derive(Clone, Debug, Default)]
pub struct Tally(HashMap<Code, usize>);

impl Tally {
    /// Counts a problem. Returns whether it should be listed.
    pub fn admits(&mut self, code: Code) -> bool {
        let count = self.0.entry(code).or_default();
        *count += 1;
        *count <= MAX_LISTED
    }

    /// Counts problems of which only the first ones are listed.
    pub fn add(&mut self, code: Code, count: usize) {
        *self.0.entry(code).or_default() += count;
    }

    /// Adds the counts of another tally whose listed problems are `listed`, and keeps those of them that should be
    /// listed.
    pub fn absorb(&mut self, other: &Self, listed: &mut Vec<Diagnostic>) {
        listed.retain(|problem| self.admits(problem.code));
        for &code in Code::ALL {
            let count = other.0.get(&code).copied().unwrap_or_default();
            self.add(code, count.saturating_sub(MAX_LISTED));
        }
    }

    /// Stores the number of unlisted problems in the last listed one of each code.
    pub fn note_further(&self, listed: &mut [Diagnostic]) {
        let mut noted: HashSet<Code> = HashSet::new();
        for diagnostic in listed.iter_mut().rev() {
            let count = self.0.get(&diagnostic.code).copied().unwrap_or_default();
            if count > MAX_LISTED && noted.insert(diagnostic.code) {
                diagnostic.further = count - MAX_LISTED;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_unlisted_problems() {
        let mut tally = Tally::default();
        let mut listed: Vec<Diagnostic> = Vec::new();
        let mut find = |code, times| {
            for _ in 0..times {
                if tally.admits(code) {
                    listed.push(Diagnostic::new(code, None, crate::message!("x")));
                }
            }
        };
        find(Code::UncitedFunction, MAX_LISTED + 7);
        find(Code::UnknownParent, MAX_LISTED);
        find(Code::UncitedFunction, 1);
        tally.note_further(&mut listed);
        assert_eq!(listed.len(), 2 * MAX_LISTED);
        assert_eq!(listed.iter().map(|problem| problem.further).sum::<usize>(), 8);
        assert_eq!(count(&listed, Severity::Warning), MAX_LISTED + 8);
        assert_eq!(count(&listed, Severity::Error), MAX_LISTED);
    }
}
