//! The syntax tree: nodes over ranges of tokens, in preorder arrays.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::lexer::Lexer;
use super::literal;
use super::scan::{WORD, word_length};
use super::token::{Token, TokenKind};
use crate::diagnostic::Diagnostic;

/// Kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueKind {
    /// A string.
    Text,
    /// A character between single quotes.
    Character,
    /// A number, or a bare word such as a variant's name.
    Word,
    /// `[value, …]`.
    List,
    /// `{key: value, …}`.
    Map,
    /// `(name: value, …)`, with or without a name before it; also `()`.
    Struct,
    /// `(value, …)`, with or without a name before it; also `Some(value)`.
    Tuple,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NodeKind {
    Value(ValueKind),
    /// The name of a field; the next node, which is inside this one, is the value.
    Field,
    /// The key of a map's entry, and its value.
    Entry,
}

/// A node: its bytes, excluding surrounding trivia.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    pub(super) start: u32,
    /// The end of its bytes; for a field, the end of its name.
    pub(super) end: u32,
    /// Index of the next node that is not inside this one.
    pub(super) after: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RawToken {
    pub(super) start: u32,
    pub(super) kind: TokenKind,
}

pub(super) fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// A text with its tokens, values and problems.
///
/// Memory is proportional to the length of the text. Texts of 4 GiB or more are rejected.
#[derive(Debug)]
pub struct Tree<'a> {
    pub(super) text: &'a str,
    /// End of the last token.
    pub(super) end: usize,
    pub(super) tokens: Vec<RawToken>,
    /// Nodes in preorder; the root value comes first.
    pub(super) nodes: Vec<Node>,
    pub(super) problems: Vec<Diagnostic>,
    /// Number of problems in addition to the listed ones.
    pub(super) unlisted: usize,
    /// Start bytes of the problems that make a value unusable, in order.
    pub(super) broken: Vec<usize>,
}

impl<'a> Tree<'a> {
    pub(super) const fn empty(text: &'a str) -> Self {
        Self {
            text,
            end: 0,
            tokens: Vec::new(),
            nodes: Vec::new(),
            problems: Vec::new(),
            unlisted: 0,
            broken: Vec::new(),
        }
    }

    /// The parsed text.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// The first 10,000 syntax errors, in the order of the text; all have the code
    /// [`Code::Syntax`](crate::diagnostic::Code::Syntax).
    #[must_use]
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// Number of syntax errors in addition to those of [`Self::problems`].
    #[must_use]
    pub const fn unlisted_problems(&self) -> usize {
        self.unlisted
    }

    /// Removes the problems from the tree and returns them.
    pub fn take_problems(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.problems)
    }

    /// The value of the text; `None` if the text contains only white space and comments.
    #[must_use]
    pub fn root(&self) -> Option<Value<'_, 'a>> {
        (!self.nodes.is_empty()).then_some(Value { tree: self, node: 0 })
    }

    /// All tokens, in order; they cover the whole text.
    #[must_use]
    pub fn tokens(&self) -> impl ExactSizeIterator<Item = Token<'a>> + DoubleEndedIterator + '_ {
        (0..self.tokens.len()).map(|at| self.token(at))
    }

    /// The tokens of a part of a valid text whose ends are token boundaries; works for trees without tokens too.
    pub fn lex(&self, part: Range<usize>) -> impl Iterator<Item = Token<'a>> + use<'a> {
        Lexer::new(self.text, part)
    }

    /// The tokens that start within a range of bytes.
    #[must_use]
    pub fn tokens_in(
        &self,
        span: Range<usize>,
    ) -> impl ExactSizeIterator<Item = Token<'a>> + DoubleEndedIterator + '_ {
        let at = |byte: usize| self.tokens.partition_point(|token| (token.start as usize) < byte);
        (at(span.start)..at(span.end)).map(|at| self.token(at))
    }

    /// The bytes of the comma after an element that ends at a byte.
    #[must_use]
    pub fn comma_behind(&self, byte: usize) -> Option<Range<usize>> {
        let next = self.tokens_in(byte..self.end).find(|token| !token.kind.is_trivia());
        next.filter(|token| token.kind == TokenKind::Comma).map(|token| token.span)
    }

    pub(super) fn token(&self, at: usize) -> Token<'a> {
        let span = self.token_span(at);
        Token { kind: self.tokens[at].kind, text: &self.text[span.clone()], span }
    }

    fn token_span(&self, at: usize) -> Range<usize> {
        let end = self.tokens.get(at + 1).map_or(self.end, |next| next.start as usize);
        self.tokens[at].start as usize..end
    }

    fn children(&self, parent: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.nodes[parent].after as usize;
        let first = Some(parent + 1).filter(|&first| first < end);
        std::iter::successors(first, move |&child| {
            Some(self.nodes[child].after as usize).filter(|&next| next < end)
        })
    }

    fn node_span(&self, node: usize) -> Range<usize> {
        let Node { start, end, .. } = self.nodes[node];
        start as usize..end as usize
    }

    pub(super) const fn value(&self, node: usize) -> Value<'_, 'a> {
        Value { tree: self, node }
    }

    /// Records that an error at a byte makes the value around it uncertain.
    pub(super) fn mark_broken(&mut self, place: usize) {
        // It is nearly always the last one.
        let at = self.broken.partition_point(|&known| known < place);
        if self.broken.get(at) != Some(&place) {
            self.broken.insert(at, place);
        }
    }

    fn is_broken(&self, span: &Range<usize>) -> bool {
        let next = self.broken.partition_point(|&place| place < span.start);
        self.broken.get(next).is_some_and(|&place| place < span.end)
    }
}

/// A value of a tree.
#[derive(Clone, Copy, Debug)]
pub struct Value<'t, 'a> {
    tree: &'t Tree<'a>,
    node: usize,
}

/// A field of a struct.
#[derive(Clone, Copy, Debug)]
pub struct Field<'t, 'a> {
    tree: &'t Tree<'a>,
    node: usize,
}

/// An entry of a map.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'t, 'a> {
    tree: &'t Tree<'a>,
    node: usize,
}

impl<'t, 'a> Value<'t, 'a> {
    /// Kind of the value.
    #[must_use]
    pub fn kind(self) -> ValueKind {
        match self.tree.nodes[self.node].kind {
            NodeKind::Value(kind) => kind,
            NodeKind::Field | NodeKind::Entry => unreachable!("a value's node is a value"),
        }
    }

    /// Its bytes, without surrounding white space.
    #[must_use]
    pub fn span(self) -> Range<usize> {
        self.tree.node_span(self.node)
    }

    /// Its source text.
    #[must_use]
    pub fn source(self) -> &'a str {
        &self.tree.text[self.span()]
    }

    /// Whether it contains a syntax error that makes its meaning uncertain.
    #[must_use]
    pub fn is_broken(self) -> bool {
        self.tree.is_broken(&self.span())
    }

    /// The value inside `Some(…)`, or the value itself.
    #[must_use]
    pub fn inner(self) -> Self {
        let mut value = self;
        while value.kind() == ValueKind::Tuple && value.name() == Some("Some") {
            let mut items = value.items();
            match (items.next(), items.next()) {
                (Some(inner), None) => value = inner,
                _ => break,
            }
        }
        value
    }

    /// The name before the bracket of a struct or tuple.
    #[must_use]
    pub fn name(self) -> Option<&'a str> {
        let source = self.source();
        let is_named = matches!(self.kind(), ValueKind::Struct | ValueKind::Tuple)
            && source.as_bytes().first() != Some(&b'(');
        if !is_named {
            return None;
        }
        let name = &source[..word_length(source, WORD)?];
        // If the opening bracket is missing, the first word belongs to a field.
        let start = self.tree.nodes[self.node].start;
        let child = self.tree.children(self.node).next().map(|child| self.tree.nodes[child].start);
        (child != Some(start)).then_some(name)
    }

    /// The values in a list or tuple; empty for other kinds.
    pub fn items(self) -> impl Iterator<Item = Self> + use<'t, 'a> {
        let tree = self.tree;
        let holds = matches!(self.kind(), ValueKind::List | ValueKind::Tuple);
        let children = holds.then(|| tree.children(self.node));
        children.into_iter().flatten().map(move |node| Value { tree, node })
    }

    /// The fields of a struct; empty for other kinds.
    pub fn fields(self) -> impl Iterator<Item = Field<'t, 'a>> + use<'t, 'a> {
        let tree = self.tree;
        let children = (self.kind() == ValueKind::Struct).then(|| tree.children(self.node));
        children.into_iter().flatten().map(move |node| Field { tree, node })
    }

    /// The first field with a given name.
    #[must_use]
    pub fn field(self, name: &str) -> Option<Field<'t, 'a>> {
        self.fields().find(|field| field.name() == name)
    }

    /// The entries of a map; empty for other kinds.
    pub fn entries(self) -> impl Iterator<Item = Entry<'t, 'a>> + use<'t, 'a> {
        let tree = self.tree;
        let children = (self.kind() == ValueKind::Map).then(|| tree.children(self.node));
        children.into_iter().flatten().map(move |node| Entry { tree, node })
    }

    /// The value of a string literal; `None` for other kinds, or if an escape is unknown.
    #[must_use]
    pub fn text(self) -> Option<Cow<'a, str>> {
        (self.kind() == ValueKind::Text).then(|| literal::string(self.source()).ok()).flatten()
    }

    /// The bytes of the first unknown escape in a string.
    #[must_use]
    pub fn bad_escape(self) -> Option<Range<usize>> {
        let bad = (self.kind() == ValueKind::Text).then(|| literal::string(self.source()).err());
        let start = self.span().start;
        bad.flatten().map(|bad| start + bad.span.start..start + bad.span.end)
    }

    /// The value of a character literal.
    #[must_use]
    pub fn character(self) -> Option<char> {
        (self.kind() == ValueKind::Character).then(|| literal::character(self.source())).flatten()
    }

    /// The value of a word that is an unsigned integer.
    #[must_use]
    pub fn unsigned(self) -> Option<u64> {
        (self.kind() == ValueKind::Word).then(|| literal::unsigned(self.source())).flatten()
    }

    /// The value of a word that is a decimal number.
    #[must_use]
    pub fn number(self) -> Option<f64> {
        (self.kind() == ValueKind::Word).then(|| literal::number(self.source())).flatten()
    }

    /// The text of a bare word, without the prefix of a raw identifier.
    #[must_use]
    pub fn word(self) -> Option<&'a str> {
        let word = (self.kind() == ValueKind::Word).then(|| self.source())?;
        Some(word.strip_prefix("r#").unwrap_or(word))
    }
}

impl<'t, 'a> Field<'t, 'a> {
    /// Its name, without the prefix of a raw identifier and without superfluous quotes.
    #[must_use]
    pub fn name(self) -> &'a str {
        let name = &self.tree.text[self.name_span()];
        name.strip_prefix("r#").unwrap_or(name).trim_matches('"')
    }

    /// The bytes of its name.
    #[must_use]
    pub fn name_span(self) -> Range<usize> {
        self.tree.node_span(self.node)
    }

    /// Its value.
    #[must_use]
    pub const fn value(self) -> Value<'t, 'a> {
        Value { tree: self.tree, node: self.node + 1 }
    }

    /// From its name to the end of its value.
    #[must_use]
    pub fn span(self) -> Range<usize> {
        self.name_span().start..self.value().span().end
    }
}

impl<'t, 'a> Entry<'t, 'a> {
    /// Its key.
    #[must_use]
    pub const fn key(self) -> Value<'t, 'a> {
        Value { tree: self.tree, node: self.node + 1 }
    }

    /// Its value.
    #[must_use]
    pub fn value(self) -> Value<'t, 'a> {
        Value { tree: self.tree, node: self.tree.nodes[self.node + 1].after as usize }
    }

    /// From its key to the end of its value.
    #[must_use]
    pub fn span(self) -> Range<usize> {
        self.tree.node_span(self.node)
    }
}

/// Lookup of fields by name and of items by position, without scanning preceding ones.
#[derive(Debug, Default)]
pub struct Index<'a> {
    /// Fields by the node of their struct.
    fields: HashMap<usize, HashMap<&'a str, usize>>,
    /// Items by the node of their list.
    items: HashMap<usize, Vec<usize>>,
}

impl<'a> Index<'a> {
    /// Like [`Value::field`]; all values must belong to one tree.
    pub fn field<'t>(&mut self, value: Value<'t, 'a>, name: &str) -> Option<Field<'t, 'a>> {
        let fields = self.fields.entry(value.node).or_insert_with(|| {
            let mut fields = HashMap::new();
            for field in value.fields() {
                fields.entry(field.name()).or_insert(field.node);
            }
            fields
        });
        fields.get(name).map(|&node| Field { tree: value.tree, node })
    }

    /// An item of a list or tuple, or the value of a map entry; all values must belong to one tree.
    pub fn item<'t>(&mut self, value: Value<'t, 'a>, at: usize) -> Option<Value<'t, 'a>> {
        let items = self.items.entry(value.node);
        let items = items.or_insert_with(|| match value.kind() {
            ValueKind::Map => value.entries().map(|entry| entry.value().node).collect(),
            _ => value.items().map(|item| item.node).collect(),
        });
        items.get(at).map(|&node| Value { tree: value.tree, node })
    }
}
