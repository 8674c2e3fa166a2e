//! Language features of the structure file for text editors: completion, hover, navigation, renaming, actions.
//!
//! A [`Document`] is a text with its analysis. Every query takes a byte offset, and every answer is in byte offsets.
//! `cli/lsp` implements the Language Server Protocol on top of it.

mod actions;
mod additions;
mod citations;
mod completion;
pub mod form;
mod form_edits;
mod hover;
mod names;
mod new_records;
mod rename;
pub mod schema;
mod symbols;
mod tokens;
mod walk;

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

pub use actions::{Action, ActionKind};
pub use citations::citation_problems;
pub use completion::{Completion, CompletionKind, Completions, MAX_COMPLETIONS};
pub use form_edits::{Change, change};
pub use hover::Hover;
pub use names::{Name, Names};
pub use rename::{NotRenamed, rename_previous};
pub use schema::Space;
pub use symbols::{Symbol, SymbolKind};
pub use tokens::{Highlight, HighlightKind, Hint};

use crate::diagnostic::Diagnostic;
use crate::model::{Bulletin, Chart, Party, Text};
use crate::source::SourceText;
use crate::syntax::{Token, TokenList};

/// Text of a source document, for citations.
#[derive(Clone, Debug)]
pub struct AttachedText {
    /// Id of the source.
    pub source: String,
    /// The text.
    pub text: Arc<str>,
    /// Its paragraphs.
    pub paragraphs: Arc<Bulletin>,
}

/// Analysis of a text: chart and problems.
#[derive(Clone, Debug, Default)]
pub struct Meaning {
    /// The chart, as far as the text is valid.
    pub chart: Chart,
    /// Every problem.
    pub problems: Vec<Diagnostic>,
    /// Texts of its sources.
    pub texts: Vec<AttachedText>,
    /// The edition before, as far as it is sound, with its problems.
    previous: Option<Arc<(Chart, Vec<Diagnostic>)>>,
    /// Posts by their ids.
    posts: HashMap<String, Party>,
}

impl Meaning {
    /// Creates an analysis from the results of loading a text.
    #[must_use]
    pub fn new(chart: Chart, problems: Vec<Diagnostic>, texts: Vec<AttachedText>) -> Self {
        let mut posts = HashMap::new();
        for index in chart.unit_indices() {
            for (at, post) in (0..).zip(&chart.unit(index).posts) {
                if let Some(id) = &post.id {
                    posts.insert(id.clone(), Party::Post(index, at));
                }
            }
        }
        Self { chart, problems, texts, previous: None, posts }
    }

    /// The same beside the edition before.
    #[must_use]
    pub fn with_previous(mut self, previous: Option<Arc<(Chart, Vec<Diagnostic>)>>) -> Self {
        self.previous = previous;
        self
    }
}

/// Structure file in an editor.
#[derive(Debug)]
pub struct Document {
    source: SourceText,
    tokens: TokenList,
    /// Computed on first use.
    names: OnceCell<Names>,
    /// Analysis of an earlier text, until [`Self::set_meaning`].
    meaning: Arc<Meaning>,
}

impl Document {
    /// Creates a document from a text and the analysis of an earlier version.
    #[must_use]
    pub fn new(source: SourceText, meaning: Arc<Meaning>) -> Self {
        let tokens = TokenList::of(source.text());
        Self { source, tokens, names: OnceCell::new(), meaning }
    }

    /// The document after a span of its text was replaced by `words`. Keeps the analysis.
    #[must_use]
    pub fn edited(self, span: Range<usize>, words: &str) -> Self {
        let name = self.source.name().to_owned();
        let mut text = self.source.into_text();
        text.replace_range(span.clone(), words);
        let tokens = self.tokens.edited(&text, span, words.len());
        let source = SourceText::new(name, text);
        Self { source, tokens, names: OnceCell::new(), meaning: self.meaning }
    }

    /// Sets the analysis of the current text.
    pub fn set_meaning(&mut self, meaning: Arc<Meaning>) {
        self.meaning = meaning;
    }

    /// The text.
    #[must_use]
    pub const fn source(&self) -> &SourceText {
        &self.source
    }

    /// Its ids.
    #[must_use]
    pub fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::of(self.tokens()))
    }

    /// Analysis of the text.
    #[must_use]
    pub const fn meaning(&self) -> &Arc<Meaning> {
        &self.meaning
    }

    fn chart(&self) -> &Chart {
        &self.meaning.chart
    }

    /// First definition of the id at a byte, if that is a different one.
    #[must_use]
    pub fn first_of(&self, byte: usize) -> Option<Range<usize>> {
        let name = self.names().at(byte)?;
        let first = self.names().definition(name.space, &name.id)?;
        (first.span != name.span).then(|| first.span.clone())
    }

    /// Its tokens.
    fn tokens(&self) -> impl Iterator<Item = Token<'_>> {
        self.tokens.iter(self.source.text())
    }

    /// Its tokens from a byte on.
    fn tokens_from(&self, byte: usize) -> impl Iterator<Item = Token<'_>> {
        self.tokens.from(byte, self.source.text())
    }

    /// Resolves an id of a unit, post or body.
    fn party(&self, id: &str) -> Option<Party> {
        let chart = self.chart();
        let unit = chart.find(id).map(Party::Unit);
        let body = || chart.find_body(id).map(Party::Body);
        unit.or_else(|| self.meaning.posts.get(id).copied()).or_else(body)
    }

    /// The chart of the edition before.
    fn previous(&self) -> Option<&Chart> {
        self.meaning.previous.as_ref().map(|previous| &previous.0)
    }

    /// The name of a unit of the edition before.
    fn previous_name(&self, id: &str) -> Option<&str> {
        let previous = self.previous()?;
        Some(self.said(&previous.unit(previous.find(id)?).name))
    }

    /// A text in the file's first language.
    fn said<'a>(&self, text: &'a Text) -> &'a str {
        text.get(self.chart().languages().iter().map(String::as_str))
    }
}

#[cfg(test)]
mod testing {
    use super::*;

    /// Creates a document from a text.
    pub(super) fn document(text: &str) -> Document {
        let source = SourceText::new("a.ron", text);
        let (chart, problems) = Chart::load(&source);
        Document::new(source, Arc::new(Meaning::new(chart, problems, Vec::new())))
    }

    /// Creates a document from a text with a mark `|`; also returns the byte of the mark.
    pub(super) fn marked(text: &str) -> (Document, usize) {
        let byte = text.find('|').expect("the text is marked");
        (document(&text.replacen('|', "", 1)), byte)
    }
}
