//! Strict parser: the grammar of [RON](https://github.com/ron-rs/ron/blob/master/docs/grammar.md) without guessing; it
//! gives up at the first error.
//!
//! Most texts are valid, and large ones nearly always are. If this parser gives up, the recovering parser starts again
//! from the beginning.

use std::ops::Range;

use super::parser::{MAX_DEPTH, REPORT_EVERY, Visit};
use super::scan::{
    NAME, WORD, attribute_length, block_comment_length, character_length, is_blank,
    raw_string_hashes, skip_blank, string_length, word_length,
};
use super::tree::{Node, NodeKind, Tree, ValueKind, index};

/// Reason to stop: an error in the text, or a visitor that breaks.
struct Stop;

type Read = Result<(), Stop>;

/// Average number of bytes per node in structure files.
const NODE_BYTES: usize = 12;

/// The parser; its trees contain no tokens.
pub(super) struct Strict<'a, 'v> {
    text: &'a str,
    at: usize,
    tree: Tree<'a>,
    visit: Option<&'v mut dyn Visit<'a>>,
    /// Byte at which the next progress report is due.
    next_report: usize,
    /// The current field of the root struct.
    root_field: Option<&'a str>,
}

impl<'a, 'v> Strict<'a, 'v> {
    /// Parses a whole text.
    pub(super) fn tree(text: &'a str) -> Option<Tree<'a>> {
        let mut tree = Tree::empty(text);
        tree.nodes.reserve(text.len() / NODE_BYTES);
        Strict::new(text, tree, None).document()
    }

    /// Parses a text and passes the items of the root's lists to the visitor.
    pub(super) fn items(text: &'a str, visit: &'v mut dyn Visit<'a>) -> Option<Tree<'a>> {
        Strict::new(text, Tree::empty(text), Some(visit)).document()
    }

    /// Passes those items of the root's list `field` to the visitor that start in a stretch of the text. Returns the
    /// byte of the next item or closing bracket after them.
    pub(super) fn stretch(
        text: &'a str,
        field: &'a str,
        stretch: Range<usize>,
        visit: &'v mut dyn Visit<'a>,
    ) -> Option<usize> {
        let mut parser = Strict::new(text, Tree::empty(text), Some(visit));
        parser.at = stretch.start;
        parser.next_report = stretch.start + REPORT_EVERY;
        parser.root_field = Some(field);
        while parser.at < stretch.end && parser.byte() != Some(b']') {
            parser.item(1).ok()?;
        }
        Some(parser.at)
    }

    const fn new(text: &'a str, tree: Tree<'a>, visit: Option<&'v mut dyn Visit<'a>>) -> Self {
        Self { text, at: 0, tree, visit, next_report: REPORT_EVERY, root_field: None }
    }

    fn document(mut self) -> Option<Tree<'a>> {
        if self.text.starts_with('\u{feff}') {
            self.at += '\u{feff}'.len_utf8();
        }
        self.blank().ok()?;
        while self.byte() == Some(b'#') {
            self.at += attribute_length(self.rest())?;
            self.blank().ok()?;
        }
        if self.at < self.text.len() {
            self.value(0).ok()?;
            self.blank().ok()?;
        }
        self.tree.end = self.at;
        (self.at == self.text.len()).then_some(self.tree)
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Consumes a byte if it is the next one.
    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.byte() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// Reads white space and comments.
    fn blank(&mut self) -> Read {
        let bytes = self.text.as_bytes();
        loop {
            match self.byte() {
                Some(b'\t'..=b'\r' | b' ') => {
                    let is_blank = |byte: &u8| matches!(byte, b'\t'..=b'\r' | b' ');
                    let length = bytes[self.at..].iter().position(|byte| !is_blank(byte));
                    self.at += length.unwrap_or(bytes.len() - self.at);
                }
                Some(b'/') => match bytes.get(self.at + 1) {
                    Some(b'/') => {
                        let length = memchr::memchr(b'\n', &bytes[self.at..]);
                        self.at += length.unwrap_or(bytes.len() - self.at);
                    }
                    Some(b'*') => {
                        self.at += block_comment_length(&bytes[self.at..]).ok_or(Stop)?;
                    }
                    _ => return Ok(()),
                },
                Some(byte) if !byte.is_ascii() => match self.rest().chars().next() {
                    Some(c) if is_blank(c) => self.at += c.len_utf8(),
                    _ => return Ok(()),
                },
                _ => return Ok(()),
            }
        }
    }

    /// Reads the value at the current position.
    fn value(&mut self, depth: usize) -> Read {
        if depth > MAX_DEPTH {
            return Err(Stop);
        }
        let length = match self.byte() {
            Some(b'"') => string_length(self.rest()),
            Some(b'(') => {
                let node = self.start(NodeKind::Value(ValueKind::Struct));
                return self.parenthesis(node, depth);
            }
            Some(b'[') => return self.list(depth),
            Some(b'{') => return self.map(depth),
            Some(b'\'') => {
                let length = character_length(self.rest()).ok_or(Stop)?;
                self.leaf(ValueKind::Character, length);
                return Ok(());
            }
            Some(b'r') if raw_string_hashes(self.rest()).is_some() => string_length(self.rest()),
            _ => return self.word(depth),
        };
        self.leaf(ValueKind::Text, length.ok_or(Stop)?);
        Ok(())
    }

    fn leaf(&mut self, kind: ValueKind, length: usize) {
        let node = self.start(NodeKind::Value(kind));
        self.at += length;
        self.finish(node, self.at);
    }

    /// Reads a number or a bare word, with the contents of a named struct or variant.
    fn word(&mut self, depth: usize) -> Read {
        let node = self.start(NodeKind::Value(ValueKind::Word));
        let length = word_length(self.rest(), WORD).ok_or(Stop)?;
        self.at += length;
        let end = self.at;
        self.blank()?;
        if self.byte() == Some(b'(') {
            self.tree.nodes[node].kind = NodeKind::Value(ValueKind::Struct);
            return self.parenthesis(node, depth);
        }
        self.finish(node, end);
        Ok(())
    }

    fn list(&mut self, depth: usize) -> Read {
        let node = self.start(NodeKind::Value(ValueKind::List));
        self.at += 1;
        self.blank()?;
        while !self.take(b']') {
            match self.behind_known_items(depth) {
                Some(byte) => self.at = byte,
                None => self.item(depth)?,
            }
        }
        self.finish(node, self.at);
        Ok(())
    }

    /// Reads an item of a list at `depth`, and everything up to the next one.
    fn item(&mut self, depth: usize) -> Read {
        self.report_place()?;
        let node = self.tree.nodes.len();
        self.value(depth + 1)?;
        if depth == 1
            && let (Some(visit), Some(field)) = (&mut self.visit, self.root_field)
        {
            self.tree.end = self.at;
            let is_break = visit.item(field, self.tree.value(node)).is_break();
            self.tree.nodes.truncate(node);
            if is_break {
                return Err(Stop);
            }
        }
        self.separator(b']')
    }

    /// If the visitor has already read the items of the root's list from here on, the byte of the next item or closing
    /// bracket after them.
    fn behind_known_items(&mut self, depth: usize) -> Option<usize> {
        let (visit, field) = (self.visit.as_mut()?, self.root_field?);
        if depth == 1 { visit.behind_known_items(field, self.at) } else { None }
    }

    /// Reads the separator between two parts of a bracket, up to the next part or the closing bracket.
    fn separator(&mut self, close: u8) -> Read {
        self.blank()?;
        if self.take(b',') {
            self.blank()
        } else if self.byte() == Some(close) {
            Ok(())
        } else {
            Err(Stop)
        }
    }

    fn map(&mut self, depth: usize) -> Read {
        let node = self.start(NodeKind::Value(ValueKind::Map));
        self.at += 1;
        self.blank()?;
        while !self.take(b'}') {
            self.report_place()?;
            let entry = self.start(NodeKind::Entry);
            self.value(depth + 1)?;
            self.colon()?;
            let value = self.tree.nodes.len();
            self.value(depth + 1)?;
            let end = self.tree.nodes[value].end as usize;
            self.finish(entry, end);
            self.separator(b'}')?;
        }
        self.finish(node, self.at);
        Ok(())
    }

    fn colon(&mut self) -> Read {
        self.blank()?;
        if self.take(b':') { self.blank() } else { Err(Stop) }
    }

    /// Reads either fields or values between parentheses; `node` is the node of the value.
    fn parenthesis(&mut self, node: usize, depth: usize) -> Read {
        self.at += 1;
        self.blank()?;
        let (mut has_fields, mut has_values) = (false, false);
        while !self.take(b')') {
            self.report_place()?;
            match self.field_name_length()? {
                Some(length) if !has_values => {
                    self.field(length, depth)?;
                    has_fields = true;
                }
                None if !has_fields => {
                    self.value(depth + 1)?;
                    has_values = true;
                }
                _ => return Err(Stop),
            }
            self.separator(b')')?;
        }
        if has_values {
            self.tree.nodes[node].kind = NodeKind::Value(ValueKind::Tuple);
        }
        self.finish(node, self.at);
        Ok(())
    }

    fn field(&mut self, name_length: usize, depth: usize) -> Read {
        let node = self.start(NodeKind::Field);
        let name = &self.rest()[..name_length];
        self.at += name_length;
        let end = self.at;
        self.colon()?;
        if depth == 0 {
            self.root_field = Some(name.strip_prefix("r#").unwrap_or(name));
        }
        self.value(depth + 1)?;
        self.finish(node, end);
        Ok(())
    }

    /// The length of the field name at the current position; `None` if there is a value instead.
    fn field_name_length(&self) -> Result<Option<usize>, Stop> {
        let rest = self.rest();
        let Some(length) = word_length(rest, NAME) else { return Ok(None) };
        let name = &rest[..length];
        match skip_blank(&rest[length..]).as_bytes().first() {
            Some(b':') => Ok(Some(length)),
            Some(b'=') => Err(Stop),
            // A field whose colon was forgotten: other than in RON, values never have lower-case names.
            Some(b'"' | b'[' | b'{' | b'(')
                if name.len() > 1
                    && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') =>
            {
                Err(Stop)
            }
            _ => Ok(None),
        }
    }

    /// Reports progress.
    fn report_place(&mut self) -> Read {
        if self.at >= self.next_report
            && let Some(visit) = &mut self.visit
        {
            self.next_report = self.at + REPORT_EVERY;
            if visit.reached(self.at).is_break() {
                return Err(Stop);
            }
        }
        Ok(())
    }

    /// Starts a node at the current position.
    fn start(&mut self, kind: NodeKind) -> usize {
        let start = index(self.at);
        self.tree.nodes.push(Node { kind, start, end: start, after: 0 });
        self.tree.nodes.len() - 1
    }

    fn finish(&mut self, node: usize, end: usize) {
        let after = index(self.tree.nodes.len());
        let node = &mut self.tree.nodes[node];
        (node.end, node.after) = (index(end), after);
    }
}
