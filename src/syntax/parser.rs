//! Recursive-descent parser with error recovery.
//!
//! After an error it uses the most likely interpretation: a plain character for a full-width one, or a forgotten
//! bracket where the next item starts a line. A problem is a *slip* if the meaning is certain anyway, such as a missing
//! comma; otherwise the enclosing value is marked as broken.

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

/// Maximum nesting depth of brackets; exceeding it is an error, as in the crate `ron`.
pub(super) const MAX_DEPTH: usize = 100;

/// Bytes between two progress reports.
pub(super) const REPORT_EVERY: usize = 4096;

impl<'a> Tree<'a> {
    /// Parses a text, valid or not, as far as possible.
    #[must_use]
    pub fn parse(text: &'a str) -> Self {
        let Some(mut tree) = Strict::tree(text) else { return Parser::new(text, None).document() };
        let raw = |token: Token<'_>| RawToken { start: index(token.span.start), kind: token.kind };
        tree.tokens = Lexer::new(text, 0..text.len()).map(raw).collect();
        tree
    }

    /// Parses the values of a valid text without listing tokens; `None` if the text has an error.
    #[must_use]
    pub fn parse_strictly(text: &'a str) -> Option<Self> {
        Strict::tree(text)
    }

    /// Parses a valid text in memory that does not grow with the number of items: each item of a list that is a field
    /// of the root struct is passed to `visit` and not included in the returned tree, nor are tokens. Returns `None` at
    /// the first error, or when `visit` breaks.
    pub fn parse_items(text: &'a str, visit: &mut dyn Visit<'a>) -> Option<Self> {
        Strict::items(text, visit)
    }

    /// Like [`Self::parse_items`], but only for items of one list that start in a stretch of the text. Returns the byte
    /// of the next item or closing bracket after them.
    ///
    /// If the stretch starts between two items, the result is that of `parse_items`; otherwise it is unspecified.
    pub fn parse_stretch(
        text: &'a str,
        list: &'a str,
        stretch: Range<usize>,
        visit: &mut dyn Visit<'a>,
    ) -> Option<usize> {
        Strict::stretch(text, list, stretch, visit)
    }

    /// Like [`Self::parse_items`], but for any text, with all of its errors. Parsing stops early if `visit` breaks.
    pub fn recover_items(text: &'a str, visit: &mut dyn Visit<'a>) -> Self {
        Parser::new(text, Some(visit)).document()
    }
}

/// Events of [`Tree::parse_items`].
pub trait Visit<'a> {
    /// If the items of a list from byte `at` on have been read already, returns the byte of the next item or closing
    /// bracket after them. Called before each item of a valid text.
    fn behind_known_items(&mut self, _list: &'a str, _at: usize) -> Option<usize> {
        None
    }

    /// Called for each item of a list in a field of the root struct.
    fn item(&mut self, list: &'a str, value: Value<'_, 'a>) -> ControlFlow<()>;

    /// Reports progress; called every few thousand bytes.
    fn reached(&mut self, byte: usize) -> ControlFlow<()>;
}

/// An open bracket, or the position at which one is missing.
#[derive(Clone, Copy)]
struct Open<'a> {
    at: usize,
    line_start: usize,
    /// White space at the start of its line.
    indentation: &'a str,
}

/// A position in the list of nodes: everything that is parsed after it can later be wrapped in a node.
#[derive(Clone, Copy)]
struct Mark {
    node: usize,
    token: usize,
    byte: usize,
}

struct Parser<'a, 'v> {
    text: &'a str,
    at: usize,
    /// End of the last token that is not trivia.
    solid_end: usize,
    tree: Tree<'a>,
    visit: Option<&'v mut dyn Visit<'a>>,
    /// Byte at which the next progress report is due.
    next_report: usize,
    /// The current field of the root struct.
    root_field: Option<&'a str>,
    /// Start of the last problem.
    last_place: Option<usize>,
    /// The last string that was scanned for its end.
    string_scan: Option<StringScan>,
    /// The last line that was scanned for quotes.
    quoted_line: Option<QuotedLine>,
    /// The last lookup of a line end: a byte and the end of its line.
    line_end: Cell<(usize, usize)>,
    /// Whether a reported problem explains why the text ends too early.
    ended: bool,
    /// Byte at which parsing resumed after an unclosed bracket; no comma is expected there.
    resumed_at: Option<usize>,
    /// The currently open lists.
    lists: Vec<Open<'a>>,
    /// Start of the current line.
    line_start: usize,
    /// White space at the start of that line.
    indentation: &'a str,
    /// Whether the current line has content before the current position.
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
                let message = message!("this is not a RON attribute");
                self.problem_here(
                    message,
                    message!("remove the line; the file needs no attributes"),
                );
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
                message!("a bracket is closed too early, or there is text after the last one");
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

    /// The next character, with full-width characters mapped to plain ones.
    fn peek_plain(&self) -> Option<char> {
        self.peek().map(|c| plain(c).unwrap_or(c))
    }

    /// The plain character after the white space and comments that start `ahead` bytes from here.
    fn peek_behind_blank(&self, ahead: usize) -> Option<char> {
        let next = skip_blank(&self.text[self.at + ahead..]).chars().next();
        next.map(|c| plain(c).unwrap_or(c))
    }

    /// Adds the next `length` bytes as a token.
    fn push(&mut self, kind: TokenKind, length: usize) {
        // The visitor may have stopped the parser in the meantime.
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

    /// Adds the next character as a token.
    fn push_one(&mut self, kind: TokenKind) {
        self.push(kind, self.peek().map_or(0, char::len_utf8));
    }

    /// Reads a bracket, comma or colon, and reports a full-width one.
    fn take(&mut self, kind: TokenKind) {
        if let Some(c) = self.peek()
            && let Some(plain) = plain(c)
        {
            self.slip_here(not_plain(c), message!("write {0}", plain), Fix::certain(plain));
        }
        self.push_one(kind);
    }

    /// Reports a problem that makes the meaning uncertain; only the first one per position is kept.
    fn problem(&mut self, span: Range<usize>, message: Message, hint: Message) {
        self.tree.mark_broken(span.start);
        self.report(span, message, hint, None);
    }

    /// Reports a problem that leaves no doubt about the meaning.
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

    /// Stops parsing.
    fn stop(&mut self) {
        self.ended = true;
        self.push(TokenKind::Unknown, self.rest().len());
    }

    /// Reports progress to the visitor; stops parsing if the visitor breaks.
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

    /// Starts a node at the current position.
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

    /// Closes a node that was opened by `start` or `wrap`, after the last token that is not trivia.
    fn finish(&mut self, mark: Mark) {
        self.finish_at(mark, self.solid_end.max(mark.byte));
    }

    fn finish_at(&mut self, mark: Mark, end: usize) {
        let after = index(self.tree.nodes.len());
        let node = &mut self.tree.nodes[mark.node];
        (node.end, node.after) = (index(end), after);
    }

    /// Discards the nodes since `mark`; their tokens are kept.
    fn abandon(&mut self, mark: Mark) {
        self.tree.nodes.truncate(mark.node);
    }
}

/// White space at the start of a line.
fn indentation(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

const fn is_leaf(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Value(ValueKind::Text | ValueKind::Character | ValueKind::Word))
}

/// The plain character that corresponds to a full-width or typographic one.
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

/// Whether a character is a typographic quotation mark, inserted by a word processor or an input method.
const fn is_curly_quote(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』')
}

/// Problem message for a character that resembles a plain one.
fn not_plain(c: char) -> Message {
    if is_curly_quote(c) {
        message!("curly quotation mark {0} instead of a straight one", c)
    } else {
        message!("full-width {0} outside a text", c)
    }
}
