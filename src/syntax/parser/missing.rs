//! Brackets and quotes that were never opened, and the likely end of unclosed texts.

use super::quoted::quoted_field_name;
use super::{Mark, Open, Parser, is_leaf, plain};
use crate::message;
use crate::syntax::tree::{NodeKind, ValueKind};

/// The only field whose value consists of fields; everywhere else, fields are inside a list.
const HOLDS_FIELDS: &str = "head";
/// Fields of a unit that a head does not have.
const BESIDE_IT: &[&str] =
    &["posts", "functions", "shared_functions", "provisions", "count", "name", "acronym"];

impl<'a> Parser<'a, '_> {
    /// Reports that the opening bracket or quote of the value at a byte is missing.
    pub(super) fn report_unopened(&mut self, open: char, at: usize) {
        let line = self.short_line(at).unwrap_or_default();
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let length = match line.strip_prefix('"') {
            Some(text) => text.find('"').map_or(1, |end| end + 2),
            None => line.find(|c| !is_word(c)).unwrap_or(line.len()),
        };
        let word = if length == 0 { line.get(..1) } else { line.get(..length) };
        let message = message!("{0} is missing before {1}", open, word.unwrap_or_default());
        let end = self.text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
        self.problem(at..end, message, message!("add {0} here", open));
    }

    /// Reads the value of a field, even if its bracket was never opened; returns `false` if there is none.
    pub(super) fn field_value(&mut self, name: &'a str, depth: usize) -> bool {
        self.blank();
        if name == HOLDS_FIELDS && is_field(self.rest()) {
            self.unopened_struct(depth);
            return true;
        }
        if depth == 1 {
            self.root_field = Some(name.strip_prefix("r#").unwrap_or(name));
        }
        let mark = self.mark();
        let open = self.open_here();
        if !self.value(depth) {
            return false;
        }
        let kind = self.tree.nodes[mark.node].kind;
        let is_text = kind == NodeKind::Value(ValueKind::Text);
        if is_text && self.rest().trim_start().starts_with([':', '：']) {
            self.report_unopened('{', open.at);
            self.wrap(mark, NodeKind::Value(ValueKind::Map));
            self.wrap(Mark { node: mark.node + 1, ..mark }, NodeKind::Entry);
            self.entry_value(Mark { node: mark.node + 1, ..mark }, depth);
            self.blank();
            self.separator('}');
            self.map_entries(open, depth);
            self.finish(mark);
        } else if name != HOLDS_FIELDS && self.goes_on_as_list(mark, open) {
            self.report_unopened('[', open.at);
            self.wrap(mark, NodeKind::Value(ValueKind::List));
            self.hand_over(Mark { node: mark.node + 1, ..mark }, depth);
            self.blank();
            self.separator(']');
            self.list_items(open, Some(kind), depth);
            self.finish(mark);
        }
        true
    }

    /// Whether the bracket `open` is that of a head.
    pub(super) fn is_head(&self, open: Open<'a>) -> bool {
        let before = self.text[..open.at].trim_end().strip_suffix(':').unwrap_or_default();
        before.ends_with(HOLDS_FIELDS)
    }

    /// Whether the next field belongs to the unit whose head has its bracket at `open`.
    pub(super) fn leaves_head(&self, open: Open<'a>) -> bool {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let word = || self.rest().split(|c| !is_name(c)).next().unwrap_or_default();
        self.stands_outside(open) && BESIDE_IT.contains(&word())
    }

    /// Whether the value since `mark` is followed by more values of the same kind, or by the end of a list.
    fn goes_on_as_list(&self, mark: Mark, value: Open<'a>) -> bool {
        let rest = self.rest().trim_start();
        let comma = rest.strip_prefix(',').map(str::trim_start);
        let behind = comma.unwrap_or(rest).strip_prefix(']').map(str::trim_start);
        let kind = self.tree.nodes[mark.node].kind;
        if is_leaf(kind) && self.text[value.at..].starts_with('"') {
            let list_line = self.lists.last().map_or(0, |list| list.line_start);
            let is_closed = behind.is_some_and(|behind| {
                let is_next_field =
                    behind.strip_prefix(',').is_some_and(|next| is_field(next.trim_start()));
                is_next_field || behind.starts_with(')')
            });
            let opened_before = || list_line != value.line_start;
            let goes_on = |next: &str| next.starts_with('"') && quoted_field_name(next).is_none();
            comma.is_some_and(goes_on) || (is_closed && opened_before())
        } else {
            let is_struct = kind == NodeKind::Value(ValueKind::Struct);
            is_struct && (behind.is_some() || comma.is_some_and(|next| next.starts_with('(')))
        }
    }

    /// Whether a bare word starts a text whose quote was never opened: the number of quotes on its line is odd.
    pub(super) fn is_unopened_text(&mut self) -> bool {
        let (at, text) = (self.at, self.text);
        let Some(line) = self.quoted_line() else { return false };
        let Some(quote) = line.odd_quote(at) else { return false };
        !line.has_field(at..quote) && !text[at..quote].ends_with(['(', '[', '{', ' ', ':', ','])
    }

    /// Whether the text at the current position ends at the opening quote of another text.
    pub(super) fn lacks_its_end(&mut self, end: usize) -> bool {
        let at = self.at;
        let next = self.text[end..].chars().next();
        let fits = |c: char| c.is_whitespace() || ",:;=)]}/".contains(c) || plain(c).is_some();
        !next.is_none_or(fits)
            && self.quoted_line().is_some_and(|line| line.odd_quote(at).is_some())
    }

    /// The byte at which the text that starts at a byte probably should have ended, on the same line.
    pub(super) fn likely_end(&self, start: usize) -> usize {
        let Some(line) = self.short_line(start).map(str::trim_end) else {
            return start + self.line_from(start).len();
        };
        let mut depth = 0_usize;
        // The end of the last run of closing brackets, and whether the text ends there.
        let mut run = (0, false);
        for (at, c) in line.char_indices().skip(1) {
            let behind = &line[at + c.len_utf8()..];
            let is_end = match c {
                '(' => {
                    depth += 1;
                    false
                }
                ')' if depth > 0 => {
                    depth -= 1;
                    false
                }
                ',' => is_next_item(behind),
                ':' => behind.trim_start().starts_with(['"', '{', '[', '(']),
                ')' | ']' | '}' => {
                    if at >= run.0 {
                        let behind = behind.trim_start_matches([')', ']', '}']);
                        let ends =
                            behind.is_empty() || behind.strip_prefix(',').is_some_and(is_next_item);
                        run = (line.len() - behind.len(), ends);
                    }
                    run.1
                }
                _ => false,
            };
            if is_end {
                return start + at;
            }
        }
        start + line.len()
    }
}

/// Whether the text after a comma is the next item.
fn is_next_item(behind: &str) -> bool {
    let next = behind.trim_start();
    next.is_empty() || next.starts_with('"') || is_field(next)
}

/// Whether a text starts with a field name and its colon.
pub(super) fn is_field(text: &str) -> bool {
    let behind = text.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
    behind.len() < text.len() && behind.trim_start().starts_with([':', '：'])
}
