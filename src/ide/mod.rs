//! Language features of the structure file for text editors: completion, hover, navigation, renaming, actions.
//!
//! A [`Document`] is a text with what it means; every question to it is a function of a byte, and every answer is in
//! bytes. `cli/lsp` speaks the language server protocol around it.

mod actions;
mod citations;
mod completion;
mod hover;
mod names;
mod rename;
pub mod schema;
mod symbols;
mod tokens;
mod walk;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

pub use actions::{Action, ActionKind};
pub use citations::citation_problems;
pub use completion::{Completion, CompletionKind, Completions, MAX_COMPLETIONS};
pub use hover::Hover;
pub use names::{Name, Names};
pub use rename::{NotRenamed, rename_previous};
pub use schema::Space;
pub use symbols::{Symbol, SymbolKind};
pub use tokens::{Highlight, HighlightKind, Hint};

use crate::diagnostic::Diagnostic;
use crate::model::{Bulletin, Chart, Party, Text};
use crate::source::SourceText;
use crate::syntax::{Token, TokenKind, Tree};

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

/// What a text means: its chart and its problems.
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
    /// Kinds and first bytes of the tokens.
    tokens: Vec<(TokenKind, u32)>,
    names: Names,
    /// That of an earlier text, until [`Self::set_meaning`].
    meaning: Arc<Meaning>,
}

impl Document {
    /// A text, with the meaning of an earlier one.
    #[must_use]
    pub fn new(source: SourceText, meaning: Arc<Meaning>) -> Self {
        let tree = Tree::parse(source.text());
        let start = |token: &Token<'_>| u32::try_from(token.span.start).unwrap_or(u32::MAX);
        let tokens = tree.tokens().map(|token| (token.kind, start(&token))).collect();
        let names = Names::of(&tree);
        Self { source, tokens, names, meaning }
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
    pub const fn names(&self) -> &Names {
        &self.names
    }

    /// What it means.
    #[must_use]
    pub const fn meaning(&self) -> &Arc<Meaning> {
        &self.meaning
    }

    fn chart(&self) -> &Chart {
        &self.meaning.chart
    }

    /// Where the id at a byte is introduced first, if that is elsewhere.
    #[must_use]
    pub fn first_of(&self, byte: usize) -> Option<Range<usize>> {
        let name = self.names.at(byte)?;
        let first = self.names.definition(name.space, &name.id)?;
        (first.span != name.span).then(|| first.span.clone())
    }

    /// Its tokens.
    fn tokens(&self) -> impl Iterator<Item = Token<'_>> {
        let text = self.source.text();
        let ends = self.tokens.iter().skip(1).map(|&(_, start)| start as usize);
        let ends = ends.chain([text.len()]);
        self.tokens.iter().zip(ends).map(|(&(kind, start), end)| {
            let span = start as usize..end;
            Token { kind, text: &text[span.clone()], span }
        })
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
