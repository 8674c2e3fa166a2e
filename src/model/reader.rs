//! Reads RON text into a [`Node`] and goes on past mistakes, so that one pass finds all of them.
//!
//! After a mistake it takes the likeliest reading: a full-width character for the plain one, a
//! forgotten bracket where the next item starts a line.

mod brackets;
mod missing;
mod quoted;

use std::ops::Range;

use missing::is_field;

use super::tree::{Field, Node, Shape};
use crate::diagnostic::{Argument, Code, Diagnostic, Message};
use crate::message;

/// Brackets nested deeper than this are an error, as they are for typed parsing.
const MAX_DEPTH: usize = 100;

/// More problems than this say nothing new of a text.
const MAX_PROBLEMS: usize = 500;

/// What to write where a value is expected.
fn values() -> Message {
    message!("a value is a \"text\", a number, a [list] or (fields)")
}

/// Reads a text as far as it goes; the problems are all of code [`Code::Syntax`].
///
/// There is no node where the text holds nothing but blanks and comments.
pub(super) fn read(text: &str) -> (Option<Node>, Vec<Diagnostic>) {
    let mut reader = Reader {
        text,
        at: 0,
        problems: Vec::new(),
        ended: false,
        resumed_at: None,
        lists: Vec::new(),
        second_reading: text.len(),
    };
    if text.starts_with('\u{feff}') {
        reader.at = '\u{feff}'.len_utf8();
    }
    reader.skip_blank();
    while reader.rest().starts_with("#!") || reader.rest().starts_with("#[") {
        reader.at += reader.rest().find('\n').unwrap_or(reader.rest().len());
        reader.skip_blank();
    }
    if reader.at == text.len() {
        return (None, reader.problems);
    }
    let node = reader.value(0);
    reader.skip_blank();
    if reader.at < text.len() && reader.problems.is_empty() {
        let hint = message!("a bracket closes too early, or something stands behind the last one");
        reader.problem_here(message!("text after the end of the structure"), hint);
    }
    (node, reader.problems)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    problems: Vec<Diagnostic>,
    /// Whether a problem has been told that explains why the text ends too early.
    ended: bool,
    /// Where reading went on behind a bracket that was never closed; no comma is missed there.
    resumed_at: Option<usize>,
    /// The lists that are open, by where they start.
    lists: Vec<usize>,
    /// So many bytes may be read once more, as something else than they seemed to be.
    second_reading: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The next character, a full-width one as the plain one that is meant.
    fn peek_plain(&self) -> Option<char> {
        self.peek().map(|c| plain(c).unwrap_or(c))
    }

    /// Adds a problem; of several at one place only the first is told.
    fn problem(&mut self, span: Range<usize>, message: Message, hint: Message) {
        let told = self.last_place().is_some_and(|last| last == span.start);
        if !told && self.problems.len() < MAX_PROBLEMS {
            let problem = Diagnostic::new(Code::Syntax, Some(span), message);
            self.problems.push(problem.with_hint(hint));
        }
    }

    /// A problem with the next character.
    fn problem_here(&mut self, message: Message, hint: Message) {
        let span = self.at..self.at + self.peek().map_or(0, char::len_utf8);
        self.problem(span, message, hint);
    }

    fn last_place(&self) -> Option<usize> {
        self.problems.last().and_then(|last| last.span.as_ref()).map(|span| span.start)
    }

    fn skip(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    /// Takes a bracket, comma or colon, with a problem when it is a full-width one.
    fn take(&mut self) {
        if let Some(c) = self.peek()
            && let Some(plain) = plain(c)
        {
            let message = if is_curly_quote(c) {
                message!("curly quote {0} in place of a straight one", c)
            } else {
                message!("full-width {0} outside a text", c)
            };
            self.problem_here(message, message!("write {0}", plain));
        }
        self.skip();
    }

    fn skip_blank(&mut self) {
        loop {
            let rest = self.rest();
            if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                self.skip_block_comment();
            } else if rest.starts_with('#') {
                self.skip_foreign_comment();
            } else if let Some(c) = self.peek().filter(|c| c.is_whitespace()) {
                if c == '\u{3000}' {
                    self.problem_here(
                        message!("an ideographic space outside a text"),
                        message!("write an ordinary space"),
                    );
                }
                self.skip();
            } else {
                return;
            }
        }
    }

    /// Lines that start as comments of other languages do.
    fn skip_foreign_comment(&mut self) {
        self.problem_here(
            message!("a comment starts with //, not with #"),
            message!("write // in place of #"),
        );
        while self.rest().starts_with('#') {
            self.at += self.line_from(self.at).len();
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start().len();
        }
    }

    fn skip_block_comment(&mut self) {
        let start = self.at;
        let mut open = 0_usize;
        loop {
            let rest = self.rest();
            if rest.starts_with("/*") {
                open += 1;
                self.at += 2;
            } else if rest.starts_with("*/") {
                open -= 1;
                self.at += 2;
                if open == 0 {
                    return;
                }
            } else if rest.is_empty() {
                self.ended = true;
                let hint = message!("close it with */");
                return self.problem(
                    start..start + 2,
                    message!("this comment is never closed"),
                    hint,
                );
            } else {
                self.skip();
            }
        }
    }

    /// Reads one value; `None` when there is none, with a problem.
    fn value(&mut self, depth: usize) -> Option<Node> {
        self.skip_blank();
        if depth > MAX_DEPTH {
            let message = message!("brackets nested deeper than {0} levels", MAX_DEPTH);
            let hint =
                message!("the units are a flat list: name the parent of each instead of nesting");
            self.problem_here(message, hint);
            self.at = self.text.len();
            self.ended = true;
            return None;
        }
        match (self.peek(), self.peek_plain()) {
            (_, Some('[')) => Some(self.list(depth, true)),
            (_, Some('{')) => Some(self.map(depth, true)),
            (_, Some('(')) => Some(self.parenthesis(depth, true)),
            (Some('"'), _) => Some(self.string()),
            (_, Some('"')) => Some(self.full_width_string()),
            (Some('\''), _) => Some(self.character()),
            (Some('r'), _) if self.raw_string_hashes().is_some() => Some(self.raw_string()),
            (Some(c), _) if c.is_alphanumeric() && self.is_unopened_text() => {
                Some(self.unopened_text())
            }
            (Some(c), _) if c.is_alphanumeric() || matches!(c, '_' | '+' | '-' | '.') => {
                Some(self.word(depth))
            }
            (Some(c), _) => {
                self.problem_here(message!("a value is expected here, not {0}", c), values());
                None
            }
            (None, _) => {
                self.ended = true;
                self.problem_here(message!("the text ends where a value is expected"), values());
                None
            }
        }
    }

    fn leaf(&self, start: usize) -> Node {
        Node { span: start..self.at, shape: Shape::Leaf }
    }

    /// A number or a bare word, with what follows a struct's or variant's name.
    fn word(&mut self, depth: usize) -> Node {
        let start = self.at;
        let rest = self.rest();
        self.at += rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '+' | '-' | '.')))
            .unwrap_or(rest.len());
        let end = self.at;
        self.skip_blank();
        if self.peek_plain() != Some('(') {
            self.at = end;
            return self.leaf(start);
        }
        let inner = self.parenthesis(depth, true);
        match (&self.text[start..end], inner.shape) {
            // `Some(…)` means what stands in it.
            ("Some", Shape::List(mut items)) if items.len() == 1 => items.remove(0),
            (_, shape) => Node { span: start..self.at, shape },
        }
    }

    /// A list; `is_opened` is false where the bracket that opens it is missing, as in the next two.
    fn list(&mut self, depth: usize, is_opened: bool) -> Node {
        let start = self.at;
        let mut items = Vec::new();
        self.lists.extend(is_opened.then_some(start));
        self.items(('[', ']'), is_opened, |reader| {
            if is_field(reader.rest()) {
                let last: Option<&Node> = items.last();
                if last.is_some_and(Node::is_leaf) || reader.stands_outside(start) {
                    return false;
                }
                items.push(reader.parenthesis(depth + 1, false));
            } else {
                items.extend(reader.value(depth + 1));
            }
            true
        });
        if is_opened {
            self.lists.pop();
        }
        Node { span: start..self.at, shape: Shape::List(items) }
    }

    fn map(&mut self, depth: usize, is_opened: bool) -> Node {
        let start = self.at;
        self.items(('{', '}'), is_opened, |reader| {
            if reader.value(depth + 1).is_some() && reader.colon(message!("the key").into()) {
                reader.value(depth + 1);
            }
            true
        });
        Node { span: start..self.at, shape: Shape::Map }
    }

    fn parenthesis(&mut self, depth: usize, is_opened: bool) -> Node {
        let start = self.at;
        let mut fields = Vec::new();
        let mut items = Vec::new();
        self.items(('(', ')'), is_opened, |reader| {
            if reader.leaves_head(start) {
                return false;
            }
            if let Some((name, name_span)) = reader.field_name() {
                let value = reader.field_value(&name, depth + 1);
                fields.extend(value.map(|value| Field { name, name_span, value }));
                return true;
            }
            if !fields.is_empty() {
                if reader.peek_plain() == Some('(') && reader.is_first_on_line() {
                    return false;
                }
                let hint = message!("write a field's name, a colon and its value");
                reader.problem_here(message!("a field is expected here"), hint);
            }
            items.extend(reader.value(depth + 1));
            true
        });
        let is_list = fields.is_empty() && !items.is_empty();
        let shape = if is_list { Shape::List(items) } else { Shape::Struct(fields) };
        Node { span: start..self.at, shape }
    }

    /// A field's name with its colon, if that is what stands here.
    fn field_name(&mut self) -> Option<(String, Range<usize>)> {
        let start = self.at;
        if let Some(name) = self.quoted_field_name() {
            return Some(name);
        }
        let rest = self.rest();
        let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let name = &rest[..length];
        self.at += length;
        self.skip_blank();
        // A lower-case word with a value behind it is a field whose colon was forgotten.
        let forgotten = name.len() > 1
            && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
            && matches!(self.peek_plain(), Some('"' | '[' | '{' | '('));
        let colon = matches!(self.peek_plain(), Some(':' | '='));
        if length > 0 && (colon || forgotten) {
            self.colon(name.into());
            return Some((name.to_owned(), start..start + length));
        }
        self.at = start;
        None
    }

    /// Takes a colon, or says that it is missing behind `name`; `false` when no value follows.
    fn colon(&mut self, name: Argument) -> bool {
        self.skip_blank();
        match self.peek_plain() {
            Some(':') => self.take(),
            Some('=') => {
                self.problem_here(
                    message!("a colon is expected here, not ="),
                    message!("write : in place of ="),
                );
                self.skip();
            }
            next => {
                self.problem_here(
                    message!("a colon is expected here"),
                    message!("put : behind {0}", name),
                );
                return matches!(next, Some('"' | '[' | '{' | '('));
            }
        }
        true
    }
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
