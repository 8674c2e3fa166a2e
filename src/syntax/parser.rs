//! Recursive-descent parser that recovers from mistakes.
//!
//! After a mistake it takes the likeliest reading: a full-width character for the plain one, a
//! forgotten bracket where the next item starts a line. A problem is a *slip* where the meaning is
//! certain all the same, such as a missing comma; otherwise the value around it is marked as broken.

mod brackets;
mod missing;
mod quoted;
mod trivia;
mod values;

use std::ops::{ControlFlow, Range};

use trivia::{Trivia, attribute_length, is_blank, skip_blank};

use super::token::TokenKind;
use super::tree::{Node, NodeKind, RawToken, Tree, Value, ValueKind};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::message;

/// The deepest nesting of brackets; deeper ones are an error, as in the crate `ron`.
const MAX_DEPTH: usize = 100;

/// The most problems that are reported of one text.
const MAX_PROBLEMS: usize = 500;

/// What the parser does at a mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Stops at the first one. Of a sound text nothing is guessed.
    Strict,
    /// Goes on with the likeliest reading.
    Recovering,
}

impl<'a> Tree<'a> {
    /// Reads a text, sound or broken, as far as it goes.
    #[must_use]
    pub fn parse(text: &'a str) -> Self {
        let tree = Parser::new(text, Mode::Strict, None).document();
        if tree.problems.is_empty() {
            return tree;
        }
        Parser::new(text, Mode::Recovering, None).document()
    }

    /// Reads a text in memory that does not grow with the number of items: each item of a list that
    /// is a field of the root struct is handed to `visit` with that field's name, and is no part of
    /// the tree that is returned. Reading ends early once `visit` breaks.
    pub fn parse_items(
        text: &'a str,
        mode: Mode,
        visit: &mut dyn FnMut(&'a str, Value<'_, 'a>) -> ControlFlow<()>,
    ) -> Self {
        Parser::new(text, mode, Some(visit)).document()
    }
}

/// An open bracket, or the place where one is missing.
#[derive(Clone, Copy)]
struct Open<'a> {
    at: usize,
    line_start: usize,
    /// The blanks at the start of its line.
    indentation: &'a str,
}

/// A place in the list of nodes: what is parsed from here on can be wrapped in a node later.
#[derive(Clone, Copy)]
struct Mark {
    node: usize,
    token: usize,
}

/// What is given each item of the root's lists.
type Visit<'v, 'a> = &'v mut dyn FnMut(&'a str, Value<'_, 'a>) -> ControlFlow<()>;

struct Parser<'a, 'v> {
    text: &'a str,
    at: usize,
    mode: Mode,
    tree: Tree<'a>,
    visit: Option<Visit<'v, 'a>>,
    /// The field of the root struct that is being read.
    root_field: Option<&'a str>,
    /// A problem has been reported that explains why the text ends too early.
    ended: bool,
    /// Where parsing went on behind a bracket that was never closed; no comma is missed there.
    resumed_at: Option<usize>,
    /// The starts of the lists that are open.
    lists: Vec<usize>,
    /// The start of the line that the parser is on.
    line_start: usize,
    /// Something other than white space stands before the parser on its line.
    line_has_content: bool,
}

impl<'a, 'v> Parser<'a, 'v> {
    fn new(text: &'a str, mode: Mode, visit: Option<Visit<'v, 'a>>) -> Self {
        let kept = if visit.is_some() { 0 } else { text.len() };
        let tree = Tree {
            text,
            end: 0,
            tokens: Vec::with_capacity(kept / 6),
            nodes: Vec::with_capacity(kept / 16),
            problems: Vec::new(),
            broken: Vec::new(),
        };
        Self {
            text,
            at: 0,
            mode,
            tree,
            visit,
            root_field: None,
            ended: false,
            resumed_at: None,
            lists: Vec::new(),
            line_start: 0,
            line_has_content: false,
        }
    }

    fn document(mut self) -> Tree<'a> {
        if self.rest().starts_with('\u{feff}') {
            self.push(TokenKind::ByteOrderMark, '\u{feff}'.len_utf8());
            self.line_has_content = false;
        }
        self.blank();
        while self.byte() == Some(b'#') && self.may_be_attribute() {
            let length = attribute_length(self.rest()).unwrap_or_else(|| {
                let message = message!("this is no attribute that RON knows");
                self.problem_here(message, message!("take the line away: the file needs none"));
                self.line_from(self.at).len()
            });
            self.push(TokenKind::Attribute, length);
            self.blank();
        }
        if self.at < self.text.len() {
            self.value(0);
            self.blank();
            self.trailing_text();
        }
        self.tree.end = self.at;
        let place = |problem: &Diagnostic| problem.span.as_ref().map_or(0, |span| span.start);
        self.tree.problems.sort_by_key(place);
        self.tree
    }

    fn trailing_text(&mut self) {
        if self.at < self.text.len() && self.tree.problems.is_empty() {
            let hint =
                message!("a bracket closes too early, or something stands behind the last one");
            self.problem_here(message!("text after the end of the structure"), hint);
        }
        self.push(TokenKind::Unknown, self.rest().len());
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn peek(&self) -> Option<char> {
        match self.byte() {
            Some(byte) if byte.is_ascii() => Some(char::from(byte)),
            _ => self.rest().chars().next(),
        }
    }

    /// The next character, a full-width one as the plain one that is meant.
    fn peek_plain(&self) -> Option<char> {
        self.peek().map(|c| plain(c).unwrap_or(c))
    }

    /// The plain character behind the white space and comments that start `ahead` bytes from here.
    fn peek_behind_blank(&self, ahead: usize) -> Option<char> {
        let next = skip_blank(&self.text[self.at + ahead..]).chars().next();
        next.map(|c| plain(c).unwrap_or(c))
    }

    /// Adds the next `length` bytes as a token.
    fn push(&mut self, kind: TokenKind, length: usize) {
        // A strict parser may have stopped in between.
        let length = length.min(self.text.len() - self.at);
        if length == 0 {
            return;
        }
        let start = u32::try_from(self.at).unwrap_or(u32::MAX);
        self.tree.tokens.push(RawToken { start, kind });
        self.advance(kind, length);
    }

    fn advance(&mut self, kind: TokenKind, length: usize) {
        let piece = &self.text.as_bytes()[self.at..self.at + length];
        self.at += length;
        self.line_has_content |= kind != TokenKind::Blank;
        if let Some(last) = memchr::memrchr(b'\n', piece) {
            self.line_start = self.at - (length - last - 1);
            self.line_has_content = kind != TokenKind::Blank;
        }
    }

    /// Adds the next character as a token of its own.
    fn push_one(&mut self, kind: TokenKind) {
        self.push(kind, self.peek().map_or(0, char::len_utf8));
    }

    /// Takes a bracket, comma or colon, with a problem when it is a full-width one.
    fn take(&mut self, kind: TokenKind) {
        if let Some(c) = self.peek()
            && let Some(plain) = plain(c)
        {
            self.slip_here(not_plain(c), message!("write {0}", plain));
        }
        self.push_one(kind);
    }

    /// Adds a problem that leaves the meaning in doubt; of several at one place only the first.
    fn problem(&mut self, span: Range<usize>, message: Message, hint: Message) {
        self.tree.mark_broken(span.start);
        self.slip(span, message, hint);
    }

    /// Adds a problem whose mending is certain.
    fn slip(&mut self, span: Range<usize>, message: Message, hint: Message) {
        let is_known = self.last_place().is_some_and(|last| last == span.start);
        if !is_known && self.tree.problems.len() < MAX_PROBLEMS {
            let problem = Diagnostic::new(Code::Syntax, Some(span), message);
            self.tree.problems.push(problem.with_hint(hint));
        }
        if self.mode == Mode::Strict {
            self.ended = true;
            self.push(TokenKind::Unknown, self.rest().len());
        }
    }

    fn here(&self) -> Range<usize> {
        self.at..self.at + self.peek().map_or(0, char::len_utf8)
    }

    fn problem_here(&mut self, message: Message, hint: Message) {
        self.problem(self.here(), message, hint);
    }

    fn slip_here(&mut self, message: Message, hint: Message) {
        self.slip(self.here(), message, hint);
    }

    fn last_place(&self) -> Option<usize> {
        self.tree.problems.last().and_then(|last| last.span.as_ref()).map(|span| span.start)
    }

    fn mark(&self) -> Mark {
        Mark { node: self.tree.nodes.len(), token: self.tree.tokens.len() }
    }

    /// Starts a node at the parser.
    fn start(&mut self, kind: NodeKind) -> Mark {
        let mark = self.mark();
        let first = index(mark.token);
        self.tree.nodes.push(Node { kind, first, end: first, after: 0 });
        mark
    }

    /// Wraps what was parsed since `mark` in a node, which stays open.
    fn wrap(&mut self, mark: Mark, kind: NodeKind) {
        let first = index(mark.token);
        for node in &mut self.tree.nodes[mark.node..] {
            node.after += 1;
        }
        self.tree.nodes.insert(mark.node, Node { kind, first, end: first, after: 0 });
    }

    /// Ends a node that `start` or `wrap` made, behind the last token that is no trivia.
    fn finish(&mut self, mark: Mark) {
        let trivia =
            self.tree.tokens[mark.token..].iter().rev().take_while(|it| it.kind.is_trivia());
        let end = index(self.tree.tokens.len() - trivia.count());
        let after = index(self.tree.nodes.len());
        let node = &mut self.tree.nodes[mark.node];
        (node.end, node.after) = (end, after);
    }

    /// Drops the nodes since `mark`; their tokens stay.
    fn abandon(&mut self, mark: Mark) {
        self.tree.nodes.truncate(mark.node);
    }

    /// What starts with `#` is an attribute rather than a comment of another language.
    fn may_be_attribute(&self) -> bool {
        attribute_length(self.rest()).is_some() || self.rest().starts_with("#!")
    }

    /// Reads white space and comments.
    fn blank(&mut self) {
        self.known_blank();
        while self.byte() == Some(b'#') && !self.may_be_attribute() {
            self.foreign_comments();
        }
    }

    /// Reads lines that start as comments of other languages do.
    fn foreign_comments(&mut self) {
        let hint = message!("write // in place of #");
        self.problem_here(message!("a comment starts with //, not with #"), hint);
        while self.byte() == Some(b'#') {
            self.push(TokenKind::Unknown, self.line_from(self.at).len());
            self.known_blank();
        }
    }

    fn known_blank(&mut self) {
        while let Some(Trivia { kind, length, is_closed }) = Trivia::at_start(self.rest()) {
            if !is_closed {
                self.ended = true;
                let message = message!("this comment is never closed");
                self.problem(self.at..self.at + 2, message, message!("close it with */"));
            }
            if kind == TokenKind::Blank {
                self.report_blank();
                self.push_blank(length);
            } else {
                self.push(kind, length);
            }
        }
    }

    /// Adds white space, to the token before where that is white space too.
    fn push_blank(&mut self, length: usize) {
        if self.tree.tokens.last().is_some_and(|last| last.kind == TokenKind::Blank) {
            self.advance(TokenKind::Blank, length);
        } else {
            self.push(TokenKind::Blank, length);
        }
    }

    /// Reports white space that RON does not take for such.
    fn report_blank(&mut self) {
        let Some(c) = self.peek().filter(|&c| !is_blank(c)) else { return };
        let found = if c == '\u{3000}' {
            message!("an ideographic space outside a text")
        } else {
            message!("the space {0} outside a text", format!("U+{:04X}", u32::from(c)))
        };
        self.slip_here(found, message!("write an ordinary space"));
    }
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

const fn is_leaf(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Value(ValueKind::Text | ValueKind::Character | ValueKind::Word))
}

/// The plain character that a full-width or typographic one is typed for.
const fn plain(c: char) -> Option<char> {
    Some(match c {
        '，' | '、' | '；' => ',',
        '：' => ':',
        '＝' => '=',
        '（' => '(',
        '）' => ')',
        '［' | '【' => '[',
        '］' | '】' => ']',
        '｛' => '{',
        '｝' => '}',
        '＂' => '"',
        c if is_curly_quote(c) => '"',
        _ => return None,
    })
}

/// A quotation mark that a word processor, or a language's own typing, puts for a straight one.
const fn is_curly_quote(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』')
}

/// What is wrong with a character that stands for a plain one.
fn not_plain(c: char) -> Message {
    if is_curly_quote(c) {
        message!("curly quote {0} in place of a straight one", c)
    } else {
        message!("full-width {0} outside a text", c)
    }
}
