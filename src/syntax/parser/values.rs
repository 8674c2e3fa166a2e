//! Values with their fields, items and entries.

use std::ops::Range;

use super::missing::is_field;
use super::{MAX_DEPTH, Mark, Open, Parser, is_leaf};
use crate::diagnostic::{Argument, Fix, Message};
use crate::message;
use crate::syntax::scan::{NAME, WORD, raw_string_hashes, word_length};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{NodeKind, ValueKind, index};

impl<'a> Parser<'a, '_> {
    /// Reads one value; reports a problem and returns `false` if there is none.
    pub(super) fn value(&mut self, depth: usize) -> bool {
        self.blank();
        if depth > MAX_DEPTH {
            let message = message!("brackets are nested more than {0} levels deep", MAX_DEPTH);
            let hint =
                message!("units are a flat list: write the parent of each unit instead of nesting");
            self.problem_here(message, hint);
            self.push(TokenKind::Unknown, self.rest().len());
            self.ended = true;
            return false;
        }
        match (self.peek(), self.peek_plain()) {
            (_, Some('[')) => self.list(depth),
            (_, Some('{')) => self.map(depth),
            (_, Some('(')) => {
                let mark = self.start(NodeKind::Value(ValueKind::Struct));
                self.parenthesis(mark, depth);
            }
            (Some('"'), _) => self.string(),
            (_, Some('"')) => self.full_width_string(),
            (Some('\''), _) => self.character(),
            (Some('r'), _) if raw_string_hashes(self.rest()).is_some() => self.raw_string(),
            (Some(c), _) if c.is_alphanumeric() && self.is_unopened_text() => self.unopened_text(),
            (Some(c), _) if c.is_alphanumeric() || matches!(c, '_' | '+' | '-' | '.') => {
                self.word(depth);
            }
            (Some(c), _) => {
                self.problem_here(message!("expected a value, found {0}", c), values());
                return false;
            }
            (None, _) => {
                self.ended = true;
                self.problem_here(
                    message!("expected a value, found the end of the text"),
                    values(),
                );
                return false;
            }
        }
        true
    }

    /// Adds the next `length` bytes as a leaf value.
    pub(super) fn leaf(&mut self, kind: ValueKind, token: TokenKind, length: usize) {
        let mark = self.start(NodeKind::Value(kind));
        self.push(token, length);
        self.finish(mark);
    }

    /// Reads a number or a bare word, with the contents of a named struct or variant.
    pub(super) fn word(&mut self, depth: usize) {
        let mark = self.start(NodeKind::Value(ValueKind::Word));
        let length = word_length(self.rest(), WORD).unwrap_or_else(|| {
            // The prefix of a raw identifier without an identifier.
            let mark = self.at..self.at + "r#".len();
            self.problem(mark, message!("expected a value, found {0}", "r#"), values());
            "r#".len()
        });
        self.push(TokenKind::Word, length);
        if self.peek_behind_blank(0) == Some('(') {
            self.tree.nodes[mark.node].kind = NodeKind::Value(ValueKind::Struct);
            self.blank();
            self.parenthesis(mark, depth);
        } else {
            self.finish(mark);
        }
    }

    pub(super) fn list(&mut self, depth: usize) {
        let mark = self.start(NodeKind::Value(ValueKind::List));
        let open = self.open_here();
        self.lists.push(open);
        self.take(TokenKind::Open);
        self.list_items(open, None, depth);
        self.lists.pop();
        self.finish(mark);
    }

    /// Reads the items of a list; `last` is the kind of the preceding item, if there is one.
    pub(super) fn list_items(&mut self, open: Open<'a>, mut last: Option<NodeKind>, depth: usize) {
        self.items(open, ']', |parser| {
            let item = parser.mark();
            if is_field(parser.rest()) {
                if last.is_some_and(is_leaf) || parser.stands_outside(open) {
                    return false;
                }
                parser.unopened_struct(depth + 1);
            } else if !parser.value(depth + 1) {
                return true;
            }
            last = parser.tree.nodes.get(item.node).map(|node| node.kind);
            parser.hand_over(item, depth);
            true
        });
    }

    /// Passes the item since `mark` of a list at `depth` to the visitor, if there is one.
    pub(super) fn hand_over(&mut self, mark: Mark, depth: usize) {
        let (Some(visit), Some(field), 1) = (&mut self.visit, self.root_field, depth) else {
            return;
        };
        self.tree.end = self.at;
        let word = visit.item(field, self.tree.value(mark.node));
        self.tree.nodes.truncate(mark.node);
        self.tree.tokens.truncate(mark.token);
        if word.is_break() {
            self.stop();
        }
    }

    pub(super) fn map(&mut self, depth: usize) {
        let mark = self.start(NodeKind::Value(ValueKind::Map));
        let open = self.open_here();
        self.take(TokenKind::Open);
        self.map_entries(open, depth);
        self.finish(mark);
    }

    pub(super) fn map_entries(&mut self, open: Open<'a>, depth: usize) {
        self.items(open, '}', |parser| {
            let entry = parser.start(NodeKind::Entry);
            if parser.value(depth + 1) {
                parser.entry_value(entry, depth);
            } else {
                parser.abandon(entry);
            }
            true
        });
    }

    /// Reads the colon and the value after the key of an entry.
    pub(super) fn entry_value(&mut self, entry: Mark, depth: usize) {
        if self.colon(message!("the key").into()) && self.value(depth + 1) {
            self.finish(entry);
        } else {
            self.abandon(entry);
        }
    }

    /// Reads fields or values between parentheses; `mark` is the node of the value, starting before its name if it has
    /// one.
    pub(super) fn parenthesis(&mut self, mark: Mark, depth: usize) {
        let open = self.open_here();
        self.take(TokenKind::Open);
        self.struct_items(mark, open, depth);
    }

    /// Reads a struct whose opening parenthesis is missing.
    pub(super) fn unopened_struct(&mut self, depth: usize) {
        let mark = self.start(NodeKind::Value(ValueKind::Struct));
        let open = self.open_here();
        self.report_unopened('(', self.at);
        self.struct_items(mark, open, depth);
    }

    pub(super) fn struct_items(&mut self, mark: Mark, open: Open<'a>, depth: usize) {
        let is_head = self.is_head(open);
        let (mut has_fields, mut has_values) = (false, false);
        self.items(open, ')', |parser| {
            if is_head && parser.leaves_head(open) {
                return false;
            }
            let field = parser.start(NodeKind::Field);
            let quotes = if parser.byte() == Some(b'"') { 2 } else { 0 };
            if let Some(name) = parser.field_name() {
                if parser.field_value(name, depth + 1) {
                    parser.finish_at(field, field.byte + name.len() + quotes);
                    has_fields = true;
                    if std::mem::take(&mut has_values) {
                        parser.drop_values(mark, field);
                    }
                } else {
                    parser.abandon(field);
                }
                return true;
            }
            parser.abandon(field);
            if has_fields {
                if parser.peek_plain() == Some('(') && parser.is_first_on_line() {
                    return false;
                }
                parser.report_no_field(parser.here());
            }
            let value = parser.mark();
            if parser.value(depth + 1) {
                if has_fields {
                    parser.abandon(value);
                } else {
                    has_values = true;
                }
            }
            true
        });
        if has_values {
            self.tree.nodes[mark.node].kind = NodeKind::Value(ValueKind::Tuple);
        }
        self.finish(mark);
    }

    /// Removes the values between the start of a struct and its first field from the tree.
    pub(super) fn drop_values(&mut self, mark: Mark, field: Mark) {
        let first = self.tree.value(mark.node + 1).span();
        self.report_no_field(first.start..self.text.ceil_char_boundary(first.start + 1));
        let dropped = field.node - mark.node - 1;
        self.tree.nodes.drain(mark.node + 1..field.node);
        for node in &mut self.tree.nodes[mark.node + 1..] {
            node.after -= index(dropped);
        }
    }

    pub(super) fn report_no_field(&mut self, span: Range<usize>) {
        let hint = message!("write a field's name, a colon and its value");
        self.problem(span, message!("expected a field"), hint);
    }

    /// Reads a field name with its colon, if there is one at the current position.
    pub(super) fn field_name(&mut self) -> Option<&'a str> {
        if let Some(name) = self.quoted_field_name() {
            return Some(name);
        }
        let length = word_length(self.rest(), NAME)?;
        let name = &self.rest()[..length];
        let behind = self.peek_behind_blank(length);
        // A lower-case word before a value is a field whose colon was forgotten.
        let is_colon_missing = name.len() > 1
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
            && matches!(behind, Some('"' | '[' | '{' | '('));
        if !matches!(behind, Some(':' | '=')) && !is_colon_missing {
            return None;
        }
        self.push(TokenKind::Word, length);
        self.colon(name.into());
        Some(name)
    }

    /// Reads a colon, or reports that it is missing after `name`; returns `false` if no value follows.
    pub(super) fn colon(&mut self, name: Argument) -> bool {
        self.blank();
        match self.peek_plain() {
            Some(':') => self.take(TokenKind::Colon),
            Some('=') => {
                self.slip_here(
                    message!("expected a colon, found ="),
                    message!("write : instead of ="),
                    Fix::certain(":"),
                );
                self.push_one(TokenKind::Colon);
            }
            next => {
                let has_value = matches!(next, Some('"' | '[' | '{' | '('));
                let (message, hint) =
                    (message!("expected a colon"), message!("add : after {0}", name));
                if has_value {
                    self.slip_here(message, hint, Fix::insertion(self.solid_end, ":"));
                } else {
                    self.problem_here(message, hint);
                }
                return has_value;
            }
        }
        true
    }
}

/// Hint about what to write where a value is expected.
fn values() -> Message {
    message!("a value is a \"text\", a number, a [list] or (fields)")
}
