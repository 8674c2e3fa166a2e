//! Problems found in a structure file, as data: a stable code, a place, a message and hints.
//!
//! A problem stands beside the value that was read, never instead of it.

mod message;
mod nearest;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::Range;

pub use message::{Argument, Message, fill, grouped};
pub use nearest::{Vocabulary, WrittenForms, nearest};

/// How grave a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something stated in the file could not be taken over.
    Error,
    /// The file is read in full, but something in it is probably not meant.
    Warning,
    /// Worth knowing, and shown only when asked for.
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
        /// What is wrong, by a code that stays the same from version to version.
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
    /// The text is not RON.
    Syntax = "E001", Error;
    /// A field that the format does not know.
    UnknownField = "E002", Error;
    /// A value of another type than the field takes.
    WrongType = "E003", Error;
    /// A field that must be there is not.
    MissingField = "E004", Error;
    /// An id used twice.
    DuplicateId = "E005", Error;
    /// An id with characters that ids do not have.
    BadId = "E006", Error;
    /// A parent that no unit has as its id.
    UnknownParent = "E007", Error;
    /// A reference to a post, unit or body that does not exist.
    UnknownReference = "E008", Error;
    /// A reference to a shared set of functions that does not exist.
    UnknownSet = "E009", Error;
    /// A kind of unit that is neither built in nor added by the file, or a kind of line that is none.
    UnknownKind = "E010", Error;
    /// Units that are each other's parents.
    Cycle = "E011", Error;
    /// A version of the format that this program does not read.
    UnsupportedVersion = "E012", Error;
    /// Bytes that are not UTF-8.
    NotUtf8 = "E013", Error;
    /// A file that cannot be read, or is none.
    Unreadable = "E014", Error;
    /// A file over the size limit.
    TooLarge = "E015", Error;
    /// A structure without a single unit.
    NoUnits = "E016", Error;
    /// A colour, date or count that is not written as it must be.
    BadValue = "E017", Error;
    /// A citation of a source that the file does not list.
    UnknownSource = "E018", Error;
    /// A parent that stands in the file and could not be read.
    ParentLeftOut = "E019", Error;
    /// More than a limit allows, of lines, functions, languages or characters.
    OverLimit = "E020", Error;
    /// A field of a unit or post that the file does not declare.
    UndeclaredField = "E021", Error;
    /// A text without one of the file's languages.
    MissingTranslation = "W101", Warning;
    /// A function without a citation.
    UncitedFunction = "W102", Warning;
    /// A citation that the source's text does not hold.
    CitationNotInSource = "W103", Warning;
    /// A paragraph of the source's text that nothing cites.
    ParagraphNotCited = "W104", Warning;
    /// A body outside the organization that no line leads to.
    UnusedBody = "W105", Warning;
    /// A shared set of functions that no unit holds.
    UnusedSet = "W106", Warning;
    /// A source whose text cannot be read.
    SourceTextUnreadable = "W107", Warning;
    /// A character that no font of this computer has.
    NoFont = "W108", Warning;
    /// The same id, citation or language twice in one list.
    Repeated = "W109", Warning;
    /// A head or post that answers to itself, or a line from something to itself.
    AnswersToItself = "W110", Warning;
    /// Heads and posts that answer to each other.
    ReportingRing = "W111", Warning;
    /// A text that says nothing in any language.
    BlankText = "W112", Warning;
    /// A citation that is not written as its source's numbering has it.
    CitationForm = "W113", Warning;
    /// An address of mail or a telephone number that is none.
    BadAddress = "W114", Warning;
    /// A post that is held until a date before it is held.
    DatesReversed = "W115", Warning;
    /// Holders whose shares come to more than the post.
    Shares = "W116", Warning;
    /// A vacant or abolished post that somebody holds.
    HeldAndVacant = "W117", Warning;
    /// A unit without a head.
    NoHead = "N201", Note;
    /// A unit without functions.
    NoFunction = "N202", Note;
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong.
    pub code: Code,
    /// Where, in bytes of the file's text; `None` when the problem has no place in it.
    pub span: Option<Range<usize>>,
    /// What is wrong, in a sentence that names the things concerned.
    pub message: Message,
    /// What to do about it.
    pub hints: Vec<Message>,
    /// How many more problems of this code there are that are not listed; only the last one that is
    /// has any.
    pub further: usize,
}

impl fmt::Display for Diagnostic {
    /// The code and what is wrong, in English.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.code.as_str(), self.message)
    }
}

impl std::error::Error for Diagnostic {}

impl Diagnostic {
    /// A problem without hints.
    #[must_use]
    pub fn new(code: Code, span: Option<Range<usize>>, message: Message) -> Self {
        Self { code, span, message, hints: Vec::new(), further: 0 }
    }

    /// The same problem with one more hint.
    #[must_use]
    pub fn with_hint(mut self, hint: Message) -> Self {
        self.hints.push(hint);
        self
    }

    /// The same problem at a place.
    #[must_use]
    pub fn at(mut self, span: Range<usize>) -> Self {
        self.span = Some(span);
        self
    }

    /// How grave it is.
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

/// How many of `diagnostics` are of a severity, with those that are counted only.
#[must_use]
pub fn count(diagnostics: &[Diagnostic], severity: Severity) -> usize {
    let wanted = diagnostics.iter().filter(|diagnostic| diagnostic.severity() == severity);
    wanted.map(|diagnostic| 1 + diagnostic.further).sum()
}

/// Problems of one code that are listed; what comes after them is only counted.
pub const MAX_LISTED: usize = 10_000;

/// How many problems of each code were found.
#[derive(Clone, Debug, Default)]
pub struct Tally(HashMap<Code, usize>);

impl Tally {
    /// Counts a problem; `false` when there are enough of its code, and it is not to be listed.
    pub fn admits(&mut self, code: Code) -> bool {
        let count = self.0.entry(code).or_default();
        *count += 1;
        *count <= MAX_LISTED
    }

    /// Counts so many problems, the first of which are listed.
    pub fn add(&mut self, code: Code, count: usize) {
        *self.0.entry(code).or_default() += count;
    }

    /// Notes on the last listed problem of each code how many more there are.
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
    fn problems_that_are_not_listed_are_counted() {
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
