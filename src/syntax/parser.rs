//! Recursive-descent parser that recovers from mistakes.
//!
//! After a mistake it takes the likeliest reading: a full-width character for the plain one, a
//! forgotten bracket where the next item starts a line. A problem is a *slip* where the meaning is
//! certain all the same, such as a missing comma; otherwise the value around it is marked as broken.

mod brackets;
mod lines;
mod missing;
mod quoted;
mod trivia;
mod values;

use std::cell::Cell;
use std::ops::{ControlFlow, Range};

use lines::QuotedLine;
use quoted::StringScan;

use super::lexer::Lexer;
use super::scan::{attribute_length, skip_blank};
use super::strict::Strict;
use super::token::{Token, TokenKind};
use super::tree::{Node, NodeKind, RawToken, Tree, Value, ValueKind, index};
use crate::diagnostic::{Code, Diagnostic, Fix, MAX_LISTED, Message};
use crate::message;

/// The deepest nesting of brackets; deeper ones are an error, as in the crate `ron`.
pub(super) const MAX_DEPTH: usize = 100;

/// Bytes between two reports of how far the parser is.
pub(super) const REPORT_EVERY: usize = 4096;

impl<'a> Tree<'a> {
    /// Reads a text, sound or broken, as far as it goes.
    #[must_use]
    pub fn parse(text: &'a str) -> Self {
        let Some(mut tree) = Strict::tree(text) else { return Parser::new(text, None).document() };
        let raw = |token: Token<'_>| RawToken { start: index(token.span.start), kind: token.kind };
        tree.tokens = Lexer::new(text, 0..text.len()).map(raw).collect();
        tree
    }

    /// Reads the values of a sound text, and lists no tokens; `None` where it has a mistake.
    #[must_use]
    pub fn parse_sound(text: &'a str) -> Option<Self> {
        Strict::tree(text)
    }

    /// Reads a sound text in memory that does not grow with the number of items: each item of a list
    /// that is a field of the root struct is handed to `visit`, and is no part of the tree that is
    /// returned, nor are tokens. `None` at the first mistake, or once `visit` breaks.
    pub fn parse_items(text: &'a str, visit: &mut dyn Visit<'a>) -> Option<Self> {
        Strict::items(text, visit)
    }

    /// As [`Self::parse_items`], of the items of one list alone that start in a stretch of the text. Gives
    /// the byte of the item, or closing bracket, behind them.
    ///
    /// Where the stretch starts between two items, this reads as `parse_items` does. Elsewhere it may
    /// read anything.
    pub fn parse_stretch(
        text: &'a str,
        list: &'a str,
        stretch: Range<usize>,
        visit: &mut dyn Visit<'a>,
    ) -> Option<usize> {
        Strict::stretch(text, list, stretch, visit)
    }

    /// As [`Self::parse_items`], of any text with every mistake in it. Reading ends early once `visit`
    /// breaks.
    pub fn recover_items(text: &'a str, visit: &mut dyn Visit<'a>) -> Self {
        Parser::new(text, Some(visit)).document()
    }
}

/// Events of [`Tree::parse_items`].
pub trait Visit<'a> {
    /// Where the items of a list from byte `at` on have been read already, the byte of the first item, or
    /// closing bracket, behind them. Asked before each item of a sound text.
    fn behind_known_items(&mut self, _list: &'a str, _at: usize) -> Option<usize> {
        None
    }

    /// An item of the list in a field of the root struct.
    fn item(&mut self, list: &'a str, value: Value<'_, 'a>) -> ControlFlow<()>;

    /// The parser is at a byte; called every few thousand bytes.
    fn reached(&mut self, byte: usize) -> ControlFlow<()>;
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
    byte: usize,
}

struct Parser<'a, 'v> {
    text: &'a str,
    at: usize,
    /// End of the last token that is no trivia.
    solid_end: usize,
    tree: Tree<'a>,
    visit: Option<&'v mut dyn Visit<'a>>,
    /// Byte at which the next progress report is due.
    next_report: usize,
    /// The field of the root struct that is being read.
    root_field: Option<&'a str>,
    /// Start of the last problem.
    last_place: Option<usize>,
    /// The text between quotes whose end was last looked for.
    string_scan: Option<StringScan>,
    /// The line that was last looked along for quotes.
    quoted_line: Option<QuotedLine>,
    /// From a byte to the end of its line, as it was last looked for.
    line_end: Cell<(usize, usize)>,
    /// A problem has been reported that explains why the text ends too early.
    ended: bool,
    /// Byte at which parsing resumed behind a bracket that was never closed; no comma is missed there.
    resumed_at: Option<usize>,
    /// The lists that are open.
    lists: Vec<Open<'a>>,
    /// The start of the line that the parser is on.
    line_start: usize,
    /// The blanks at the start of that line.
    indentation: &'a str,
    /// Something other than white space stands before the parser on its line.
    line_has_content: bool,
}

impl<'a, 'v> Parser<'a, 'v> {
    fn new(text: &'a str, visit: Option<&'v mut dyn Visit<'a>>) -> Self {
        Self {
            text,
            at: 0,
            solid_end: 0,
            tree: Tree::empty(text),
            visit,
            next_report: REPORT_EVERY,
            last_place: None,
            string_scan: None,
            quoted_line: None,
            line_end: Cell::new((1, 0)),
            root_field: None,
            ended: false,
            resumed_at: None,
            lists: Vec::new(),
            line_start: 0,
            indentation: indentation(text),
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
        // The visitor may have stopped the parser in between.
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
        if !kind.is_trivia() {
            self.solid_end = self.at;
        }
        self.line_has_content |= kind != TokenKind::Blank;
        if let Some(last) = memchr::memrchr(b'\n', piece) {
            self.line_start = self.at - (length - last - 1);
            self.indentation = indentation(&self.text[self.line_start..]);
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
            self.slip_here(not_plain(c), message!("write {0}", plain), Fix::certain(plain));
        }
        self.push_one(kind);
    }

    /// Adds a problem that leaves the meaning in doubt; of several at one place only the first.
    fn problem(&mut self, span: Range<usize>, message: Message, hint: Message) {
        self.tree.mark_broken(span.start);
        self.report(span, message, hint, None);
    }

    /// Adds a problem that leaves no doubt.
    fn slip(&mut self, span: Range<usize>, message: Message, hint: Message, fix: Fix) {
        self.report(span, message, hint, Some(fix));
    }

    fn report(&mut self, span: Range<usize>, message: Message, hint: Message, fix: Option<Fix>) {
        if self.last_place.replace(span.start) == Some(span.start) {
            // Reported already.
        } else if self.tree.problems.len() < MAX_LISTED {
            let problem = Diagnostic::new(Code::Syntax, Some(span), message);
            self.tree.problems.push(problem.with_hint(hint).with_fix(fix));
        } else {
            self.tree.unlisted += 1;
        }
    }

    /// Reads no further.
    fn stop(&mut self) {
        self.ended = true;
        self.push(TokenKind::Unknown, self.rest().len());
    }

    /// Reports how far the parser is; it stops where the visitor breaks.
    fn report_place(&mut self) {
        if self.at >= self.next_report
            && let Some(visit) = &mut self.visit
        {
            self.next_report = self.at + REPORT_EVERY;
            if visit.reached(self.at).is_break() {
                self.stop();
            }
        }
    }

    fn here(&self) -> Range<usize> {
        self.at..self.at + self.peek().map_or(0, char::len_utf8)
    }

    fn problem_here(&mut self, message: Message, hint: Message) {
        self.problem(self.here(), message, hint);
    }

    fn slip_here(&mut self, message: Message, hint: Message, fix: Fix) {
        self.slip(self.here(), message, hint, fix);
    }

    fn mark(&self) -> Mark {
        Mark { node: self.tree.nodes.len(), token: self.tree.tokens.len(), byte: self.at }
    }

    /// Starts a node at the parser.
    fn start(&mut self, kind: NodeKind) -> Mark {
        let mark = self.mark();
        let start = index(mark.byte);
        self.tree.nodes.push(Node { kind, start, end: start, after: 0 });
        mark
    }

    /// Wraps what was parsed since `mark` in a node, which stays open.
    fn wrap(&mut self, mark: Mark, kind: NodeKind) {
        let start = index(mark.byte);
        for node in &mut self.tree.nodes[mark.node..] {
            node.after += 1;
        }
        self.tree.nodes.insert(mark.node, Node { kind, start, end: start, after: 0 });
    }

    /// Ends a node that `start` or `wrap` made, behind the last token that is no trivia.
    fn finish(&mut self, mark: Mark) {
        self.finish_at(mark, self.solid_end.max(mark.byte));
    }

    fn finish_at(&mut self, mark: Mark, end: usize) {
        let after = index(self.tree.nodes.len());
        let node = &mut self.tree.nodes[mark.node];
        (node.end, node.after) = (index(end), after);
    }

    /// Drops the nodes since `mark`; their tokens stay.
    fn abandon(&mut self, mark: Mark) {
        self.tree.nodes.truncate(mark.node);
    }
}

/// The blanks that a line starts with.
fn indentation(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

const fn is_leaf(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Value(ValueKind::Text | ValueKind::Character | ValueKind::Word))
}

/// The plain character that a full-width or typographic one is typed for.
const fn plain(c: char) -> Option<char> {
    Some(match c {
        '，' | '、' | '；' | '。' => ',',
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

/// Problem of a character that looks like a plain one.
fn not_plain(c: char) -> Message {
    if is_curly_quote(c) {
        message!("curly quote {0} in place of a straight one", c)
    } else {
        message!("full-width {0} outside a text", c)
    }
}
