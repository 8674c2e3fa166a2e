//! Language features of the structure file for text editors: completion, hover, navigation, renaming, actions.
//!
//! A [`Document`] is a text with what it means; every question to it is a function of a byte, and every answer is in
//! bytes. `cli/lsp` speaks the language server protocol around it.

mod actions;
mod citations;
mod completion;
pub mod form;
mod form_edits;
mod hover;
mod names;
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

/// The text of a source document, for citations.
#[derive(Clone, Debug)]
pub struct AttachedText {
    /// Id of the source.
    pub source: String,
    /// The text.
    pub text: Arc<str>,
    /// Its paragraphs.
    pub paragraphs: Arc<Bulletin>,
}

/// Analysis of a text: its chart and its problems.
#[derive(Clone, Debug, Default)]
pub struct Meaning {
    /// The chart, as far as it is sound.
    pub chart: Chart,
    /// Every problem.
    pub problems: Vec<Diagnostic>,
    /// Texts of its sources.
    pub texts: Vec<AttachedText>,
    /// Posts by their ids.
    posts: HashMap<String, Party>,
}

impl Meaning {
    /// The meaning of a text by what reading it gave.
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
        Self { chart, problems, texts, posts }
    }
}

/// Structure file in an editor.
#[derive(Debug)]
pub struct Document {
    source: SourceText,
    tokens: TokenList,
    /// Made for the first question that needs them.
    names: OnceCell<Names>,
    /// That of an earlier text, until [`Self::set_meaning`].
    meaning: Arc<Meaning>,
}

impl Document {
    /// A text, with the meaning of an earlier one.
    #[must_use]
    pub fn new(source: SourceText, meaning: Arc<Meaning>) -> Self {
        let tokens = TokenList::of(source.text());
        Self { source, tokens, names: OnceCell::new(), meaning }
    }

    /// The document after words have taken the place of a span of its text. Keeps the meaning.
    #[must_use]
    pub fn edited(self, span: Range<usize>, words: &str) -> Self {
        let name = self.source.name().to_owned();
        let mut text = self.source.into_text();
        text.replace_range(span.clone(), words);
        let tokens = self.tokens.edited(&text, span, words.len());
        let source = SourceText::new(name, text);
        Self { source, tokens, names: OnceCell::new(), meaning: self.meaning }
    }

    /// Sets the meaning of this text.
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

    /// First definition of the id at a byte, if that is elsewhere.
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

    /// The unit, post or body with an id.
    fn party(&self, id: &str) -> Option<Party> {
        let chart = self.chart();
        let unit = chart.find(id).map(Party::Unit);
        let body = || chart.find_body(id).map(Party::Body);
        unit.or_else(|| self.meaning.posts.get(id).copied()).or_else(body)
    }

    /// A text in the file's first language.
    fn said<'a>(&self, text: &'a Text) -> &'a str {
        text.get(self.chart().languages().iter().map(String::as_str))
    }
}

#[cfg(test)]
mod testing {
    use super::*;

    /// A document of a text.
    pub(super) fn document(text: &str) -> Document {
        let source = SourceText::new("a.ron", text);
        let (chart, problems) = Chart::load(&source);
        Document::new(source, Arc::new(Meaning::new(chart, problems, Vec::new())))
    }

    /// A document of a text with a mark `|`, and the byte of the mark.
    pub(super) fn marked(text: &str) -> (Document, usize) {
        let byte = text.find('|').expect("the text is marked");
        (document(&text.replacen('|', "", 1)), byte)
    }
}
