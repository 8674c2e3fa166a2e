//! The parts of a value, each with its comments.
//!
//! A comment after a part, on the same line, belongs to that part; all others belong to what follows.

use std::ops::Range;

use super::records::Record;
use crate::syntax::{Field, TokenKind, Tree, Value, ValueKind};

/// A comment on a separate line.
pub(super) struct OwnLine<'a> {
    pub(super) text: &'a str,
    /// Whether a blank line precedes it.
    pub(super) has_blank: bool,
}

/// Prefix of a value: the name of a field, the key of a map entry, or nothing.
#[derive(Clone, Copy)]
pub(super) enum Head<'t, 'a> {
    None,
    Name(&'a str),
    Key(Value<'t, 'a>),
}

/// An item, a field or an entry.
pub(super) struct Part<'t, 'a> {
    pub(super) head: Head<'t, 'a>,
    pub(super) value: Value<'t, 'a>,
    /// Comments on separate lines before it.
    pub(super) above: Vec<OwnLine<'a>>,
    /// Whether a blank line precedes it, after those comments.
    pub(super) has_blank: bool,
    /// Comments before it on the same line.
    before: Vec<&'a str>,
    /// Comments between the head and the value.
    inside: Vec<&'a str>,
    /// Comments after it on the same line.
    behind: Vec<&'a str>,
    /// The comment that ends its line.
    pub(super) line_end: Option<&'a str>,
    /// Whether it must start or end a line.
    pub(super) starts_line: bool,
    pub(super) ends_line: bool,
}

/// A bracketed value.
pub(super) struct Bracket<'t, 'a> {
    pub(super) name: &'a str,
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    /// Comments after the opening bracket on the same line.
    pub(super) opening: Vec<&'a str>,
    pub(super) parts: Vec<Part<'t, 'a>>,
    /// Comments on separate lines before the closing bracket.
    pub(super) closing: Vec<OwnLine<'a>>,
    /// Whether a comment requires the end of a line.
    pub(super) is_open: bool,
    /// Whether the last part has a trailing comma.
    pub(super) has_comma: bool,
}

/// What precedes a gap.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing: the gap is at the start of the text.
    Nothing,
    Bracket,
    Part,
}

/// The comments between two parts, or at either end of a bracket.
#[derive(Default)]
pub(super) struct Gap<'a> {
    /// Comments that belong to what precedes the gap, on the same line.
    pub(super) behind: Vec<&'a str>,
    pub(super) line_end: Option<&'a str>,
    /// Comments that belong to what follows.
    pub(super) above: Vec<OwnLine<'a>>,
    has_blank: bool,
    pub(super) before: Vec<&'a str>,
    /// Whether there are comments with a line break next to one of them.
    has_break: bool,
}

impl<'t, 'a> Bracket<'t, 'a> {
    /// The parts of a value in canonical order; `None` for a value without parts.
    pub(super) fn of(tree: &'t Tree<'a>, value: Value<'t, 'a>, record: &Record) -> Option<Self> {
        let (open, close) = match value.kind() {
            ValueKind::List => ("[", "]"),
            ValueKind::Map => ("{", "}"),
            ValueKind::Struct | ValueKind::Tuple => ("(", ")"),
            ValueKind::Text | ValueKind::Character | ValueKind::Word => return None,
        };
        let inside = opening_bracket(tree, value)..value.span().end - 1;
        let parts = match value.kind() {
            ValueKind::Struct => {
                let name = |field: Field<'t, 'a>| &tree.text()[field.name_span()];
                let fields = value.fields();
                fields.map(|it| (it.span(), Head::Name(name(it)), it.value())).collect()
            }
            ValueKind::Map => {
                let entries = value.entries();
                entries.map(|it| (it.span(), Head::Key(it.key()), it.value())).collect()
            }
            _ => value.items().map(|it| (it.span(), Head::None, it)).collect(),
        };
        let mut bracket = Self {
            name: value.name().unwrap_or_default(),
            open,
            close,
            opening: Vec::new(),
            parts: Vec::new(),
            closing: Vec::new(),
            is_open: false,
            has_comma: false,
        };
        bracket.fill(tree, inside, Before::Bracket, parts);
        bracket.parts.sort_by_key(|part| match part.head {
            Head::Name(name) => record.place(name.strip_prefix("r#").unwrap_or(name)),
            Head::None | Head::Key(_) => (0, 0),
        });
        Some(bracket)
    }

    /// The parts of a text from a byte on, after the attributes.
    pub(super) fn of_text(tree: &'t Tree<'a>, from: usize, before: Before) -> Self {
        let mut bracket = Self {
            name: "",
            open: "",
            close: "",
            opening: Vec::new(),
            parts: Vec::new(),
            closing: Vec::new(),
            is_open: true,
            has_comma: false,
        };
        let root = tree.root().map(|root| (root.span(), Head::None, root));
        bracket.fill(tree, from..tree.text().len(), before, root.into_iter().collect());
        bracket
    }

    pub(super) const fn has_opening(&self) -> bool {
        !self.opening.is_empty()
    }

    fn fill(
        &mut self,
        tree: &'t Tree<'a>,
        inside: Range<usize>,
        mut before: Before,
        parts: Vec<(Range<usize>, Head<'t, 'a>, Value<'t, 'a>)>,
    ) {
        let mut end = inside.start;
        self.parts.reserve(parts.len());
        for (span, head, value) in parts {
            let gap = Gap::of(tree, end..span.start, before, true);
            before = Before::Part;
            self.end_part(&gap);
            self.is_open |= gap.has_break;
            let mut part = Part {
                head,
                value,
                starts_line: gap.has_break && !(gap.above.is_empty() && gap.before.is_empty()),
                above: gap.above,
                has_blank: gap.has_blank,
                before: gap.before,
                inside: Vec::new(),
                behind: Vec::new(),
                line_end: None,
                ends_line: false,
            };
            part.take_inner_comments(tree, span.start);
            self.is_open |= part.starts_line;
            end = span.end;
            self.parts.push(part);
        }
        let gap = Gap::of(tree, end..inside.end, before, false);
        self.end_part(&gap);
        self.is_open |= gap.has_break;
        self.closing = gap.above;
        let next = tree.lex(end..inside.end).find(|token| !token.kind.is_trivia());
        self.has_comma = next.is_some_and(|next| next.kind == TokenKind::Comma);
    }

    /// Attaches the comments at the start of a gap to the part before it.
    fn end_part(&mut self, gap: &Gap<'a>) {
        if let Some(part) = self.parts.last_mut() {
            part.behind.clone_from(&gap.behind);
            part.line_end = gap.line_end;
            part.ends_line = gap.has_break && !(gap.behind.is_empty() && gap.line_end.is_none());
        } else {
            self.opening.clone_from(&gap.behind);
            self.opening.extend(gap.line_end);
        }
    }
}

impl<'a> Part<'_, 'a> {
    /// Finds the comments between the start of the part and its value, or the bracket of that value.
    fn take_inner_comments(&mut self, tree: &Tree<'a>, start: usize) {
        let end = if is_leaf(self.value) {
            self.value.span().start
        } else {
            opening_bracket(tree, self.value)
        };
        if !may_hold_comment(&tree.text()[start..end]) {
            return;
        }
        let head = match self.head {
            Head::Key(key) if is_leaf(key) => start..start,
            Head::Key(key) => start..opening_bracket(tree, key),
            Head::None | Head::Name(_) => start..end,
        };
        let start = match self.head {
            Head::Key(key) => key.span().end,
            Head::None | Head::Name(_) => end,
        };
        let tokens = tree.lex(head).chain(tree.lex(start..end));
        for comment in tokens.filter(|token| token.kind.is_comment()) {
            let text = comment.text.trim_end();
            if needs_line_end(text) {
                self.above.push(OwnLine { text, has_blank: false });
                self.starts_line = true;
            } else {
                self.inside.push(text);
            }
        }
    }

    /// The comments before it on the same line, each followed by a space.
    pub(super) fn before(&self) -> String {
        self.before.iter().map(|comment| format!("{comment} ")).collect()
    }

    /// The comments before its value, each followed by a space.
    pub(super) fn inside(&self) -> String {
        self.inside.iter().map(|comment| format!("{comment} ")).collect()
    }

    /// The comments after it, each preceded by a space.
    pub(super) fn behind(&self) -> String {
        self.behind.iter().map(|comment| format!(" {comment}")).collect()
    }
}

impl<'a> Gap<'a> {
    /// The comments in a span between two parts, or at either end of a bracket.
    pub(super) fn of(tree: &Tree<'a>, span: Range<usize>, before: Before, has_next: bool) -> Self {
        let mut gap = Self::default();
        let text = &tree.text()[span.clone()];
        if !may_hold_comment(text) {
            let blanks = text.as_bytes().split(|&byte| byte == b',');
            let breaks = blanks.map(|blank| memchr::memchr_iter(b'\n', blank).count());
            gap.has_blank = breaks.max() > Some(1);
            return gap;
        }
        // Comments with the line breaks before each, and whether the comma precedes it.
        let mut comments = Vec::new();
        let (mut breaks, mut is_behind_comma) = (0, before != Before::Part);
        for token in tree.lex(span) {
            if token.kind.is_comment() {
                comments.push((token.text.trim_end(), breaks, is_behind_comma));
                breaks = 0;
            } else if token.kind.is_trivia() {
                breaks = breaks.max(token.text.matches('\n').count());
            } else {
                is_behind_comma = true;
            }
        }
        gap.has_blank = breaks > 1;
        // Position of the last line break: before the comment with this number.
        let last_break = if breaks > 0 {
            comments.len()
        } else {
            let broken =
                comments.iter().rposition(|&(text, breaks, _)| breaks > 0 || needs_line_end(text));
            broken.map_or(0, |at| at + usize::from(needs_line_end(comments[at].0)))
        };
        let mut is_first_line = before != Before::Nothing;
        for (at, &(text, breaks, is_behind_comma)) in comments.iter().enumerate() {
            is_first_line &= breaks == 0;
            let is_next = has_next && last_break <= at;
            gap.has_break |= breaks > 0 || text.contains('\n');
            if is_first_line && !(is_next && is_behind_comma) {
                if text.starts_with("//") {
                    gap.line_end = Some(text);
                } else {
                    gap.behind.push(text);
                }
            } else if is_next && !needs_line_end(text) {
                if gap.before.is_empty() {
                    gap.has_blank = breaks > 1;
                }
                gap.before.push(text);
            } else {
                gap.above.push(OwnLine { text, has_blank: breaks > 1 });
            }
        }
        gap.has_break |= !comments.is_empty() && (breaks > 0 || gap.line_end.is_some());
        gap
    }
}

/// Whether a text without strings may contain a comment.
fn may_hold_comment(text: &str) -> bool {
    text.bytes().any(|byte| byte == b'/')
}

/// Whether a comment extends over several lines, or would absorb anything after it on its last line.
fn needs_line_end(comment: &str) -> bool {
    comment.starts_with("//") || comment.contains('\n')
}

/// Start of the text after the opening bracket of a value.
fn opening_bracket(tree: &Tree<'_>, value: Value<'_, '_>) -> usize {
    if matches!(value.source().as_bytes(), [b'(' | b'[' | b'{', ..]) {
        return value.span().start + 1;
    }
    let mut tokens = tree.lex(value.span());
    let open = tokens.find(|token| token.kind == TokenKind::Open);
    open.map_or(value.span().start, |open| open.span.end)
}

fn is_leaf(value: Value<'_, '_>) -> bool {
    matches!(value.kind(), ValueKind::Text | ValueKind::Character | ValueKind::Word)
}
