//! Canonical form of a structure file.
//!
//! [`format()`] prints the syntax tree with fields in a fixed order, and each value on one line if it fits, otherwise
//! one part per line. Formatting preserves the meaning and all comments, and is idempotent. `docs/format.md` describes
//! the canonical form.

mod parts;
mod records;
mod spelling;

use parts::{Before, Bracket, Gap, Head, OwnLine, Part};
use records::{FILE, OTHER, Record};
use spelling::{leaf, width};

use crate::syntax::{Token, TokenKind, Tree, Value, ValueKind};

/// Maximum line width, in columns.
const MAX_WIDTH: usize = 120;
/// Indentation per level of brackets.
const INDENTATION: usize = 4;

/// The text in canonical form; `None` if it has syntax errors.
///
/// ```
/// use organogram::edit::format::format;
///
/// let text = "(units:[(kind:\"office\",id:\"a\", /* its name */ name:\"Registry\",),], organogram:1)";
/// let formatted = "(organogram: 1, units: [
///     (id: \"a\", kind: \"office\", /* its name */ name: \"Registry\"),
/// ])
/// ";
/// assert_eq!(format(text).as_deref(), Some(formatted));
/// assert_eq!(format("(units: ["), None);
/// ```
#[must_use]
pub fn format(text: &str) -> Option<String> {
    let tree = Tree::parse_strictly(text)?;
    let mut printer = Printer::new(&tree);
    printer.document();
    Some(printer.out)
}

struct Printer<'t, 'a> {
    tree: &'t Tree<'a>,
    out: String,
    line_end: &'static str,
    /// Width of the last line, in columns.
    column: usize,
    level: usize,
}

impl<'t, 'a> Printer<'t, 'a> {
    fn new(tree: &'t Tree<'a>) -> Self {
        let is_windows_end = |token: Token<'_>| match token.kind {
            TokenKind::Blank => token.text.contains("\r\n"),
            TokenKind::LineComment => token.text.ends_with('\r'),
            _ => false,
        };
        let text = tree.text();
        let ends_as_on_windows = text.contains('\r') && tree.lex(0..text.len()).any(is_windows_end);
        let line_end = if ends_as_on_windows { "\r\n" } else { "\n" };
        let out = String::with_capacity(text.len() + text.len() / 4);
        Self { tree, out, line_end, column: 0, level: 0 }
    }

    fn document(&mut self) {
        let mut end = 0;
        let mut before = Before::Nothing;
        for token in self.tree.lex(0..self.tree.text().len()) {
            match token.kind {
                TokenKind::ByteOrderMark => self.out.push_str(token.text),
                TokenKind::Attribute => {
                    let gap = Gap::of(self.tree, end..token.span.start, before, true);
                    self.behind_attribute(&gap);
                    let above = gap.above.iter().map(|comment| comment.text);
                    for line in above.chain(gap.before).chain([token.text]) {
                        self.start_line();
                        self.push(line);
                    }
                    before = Before::Part;
                }
                TokenKind::Blank | TokenKind::LineComment | TokenKind::BlockComment => continue,
                _ => break,
            }
            end = token.span.end;
        }
        let bracket = Bracket::of_text(self.tree, end, before);
        bracket.opening.iter().for_each(|comment| self.comment_behind(comment));
        let mut is_first = before == Before::Nothing;
        for part in &bracket.parts {
            self.above(&part.above, &mut is_first);
            self.blank_line(part.has_blank && !is_first);
            self.start_line();
            self.part(part, &FILE, 0);
            self.end_part(part, "");
            is_first = false;
        }
        self.above(&bracket.closing, &mut is_first);
        if !self.out.trim_start_matches('\u{feff}').is_empty() {
            self.out.push_str(self.line_end);
        }
    }

    /// Prints the comments that belong to the attribute before a gap.
    fn behind_attribute(&mut self, gap: &Gap<'_>) {
        for comment in gap.behind.iter().chain(&gap.line_end) {
            self.comment_behind(comment);
        }
    }

    fn comment_behind(&mut self, comment: &str) {
        self.push(" ");
        self.push(comment);
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
        match text.rfind('\n') {
            Some(at) => self.column = width(&text[at + 1..]),
            None => self.column += width(text),
        }
    }

    /// Starts a line, unless the text is empty.
    fn start_line(&mut self) {
        if !self.out.trim_start_matches('\u{feff}').is_empty() {
            self.out.push_str(self.line_end);
        }
        self.column = self.level * INDENTATION;
        self.out.extend(std::iter::repeat_n(' ', self.column));
    }

    fn blank_line(&mut self, is_wanted: bool) {
        if is_wanted {
            self.out.push_str(self.line_end);
        }
    }

    /// Prints comments on separate lines.
    fn above(&mut self, comments: &[OwnLine<'_>], is_first: &mut bool) {
        for comment in comments {
            self.blank_line(comment.has_blank && !*is_first);
            self.start_line();
            self.push(comment.text);
            *is_first = false;
        }
    }

    /// Prints a part without the comments above and after it, reserving `free` columns after it.
    fn part(&mut self, part: &Part<'t, 'a>, record: &'static Record, free: usize) {
        self.push(&part.before());
        self.head(part.head);
        self.push(&part.inside());
        self.value(part.value, record_of(part.head, record), free);
    }

    fn head(&mut self, head: Head<'t, 'a>) {
        match head {
            Head::None => {}
            Head::Name(name) => {
                self.push(name);
                self.push(": ");
            }
            Head::Key(key) => {
                self.value(key, &OTHER, 2);
                self.push(": ");
            }
        }
    }

    /// Prints the comments after a part, around the comma.
    fn end_part(&mut self, part: &Part<'t, 'a>, comma: &str) {
        self.push(&part.behind());
        self.push(comma);
        if let Some(comment) = part.line_end {
            self.comment_behind(comment);
        }
    }

    /// Prints a value, on this line if it fits with `free` columns after it.
    fn value(&mut self, value: Value<'t, 'a>, record: &'static Record, free: usize) {
        let Some(bracket) = Bracket::of(self.tree, value, record) else {
            return self.push(&leaf(value));
        };
        let columns = MAX_WIDTH.saturating_sub(self.column + free);
        let mut line = Line::new(self.tree, columns);
        if !is_list_of_units(value, record) && line.bracket(value, &bracket, record).is_some() {
            self.push(&line.text);
        } else {
            self.bracket(value, &bracket, record);
        }
    }

    /// Prints a bracketed value over several lines.
    fn bracket(
        &mut self,
        value: Value<'t, 'a>,
        bracket: &Bracket<'t, 'a>,
        record: &'static Record,
    ) {
        self.push(bracket.name);
        self.push(bracket.open);
        if let Some(prefix) = self.hugging(value, bracket, record)
            && let Some(last) = bracket.parts.last()
        {
            self.push(&prefix);
            let record = record_of(last.head, record);
            if let Some(inner) = Bracket::of(self.tree, last.value, record) {
                self.bracket(last.value, &inner, record);
            }
            return self.push(bracket.close);
        }
        bracket.opening.iter().for_each(|comment| self.comment_behind(comment));
        self.level += 1;
        self.lines(value, bracket, record);
        self.level -= 1;
        self.start_line();
        self.push(bracket.close);
    }

    /// The text before the brackets of the last part, if only these need several lines.
    fn hugging(
        &self,
        value: Value<'t, 'a>,
        bracket: &Bracket<'t, 'a>,
        record: &'static Record,
    ) -> Option<String> {
        let (last, others) = bracket.parts.split_last()?;
        let may_hug = match value.kind() {
            ValueKind::Struct => !record.is_unit(),
            ValueKind::Tuple => others.is_empty(),
            _ => false,
        };
        if !may_hug || bracket.is_open || !last.behind().is_empty() || bracket.has_opening() {
            return None;
        }
        let holds_brackets = |value: Value<'_, '_>| value.items().any(|item| !is_leaf(item));
        let is_hugged = match last.value.kind() {
            ValueKind::Struct => last.value.fields().next().is_some(),
            ValueKind::Map => last.value.entries().next().is_some(),
            ValueKind::List | ValueKind::Tuple => holds_brackets(last.value),
            ValueKind::Text | ValueKind::Character | ValueKind::Word => false,
        };
        if !is_hugged {
            return None;
        }
        let mut line = Line::new(self.tree, MAX_WIDTH.saturating_sub(self.column));
        for part in others {
            line.part(part, record)?;
            line.push(", ")?;
        }
        line.before_value(last)?;
        let opening = last.value.name().unwrap_or_default().len() + 1;
        (line.columns >= opening).then_some(line.text)
    }

    /// Prints the parts of a bracket and their comments, one part per line, except that fields of one group share a
    /// line.
    fn lines(&mut self, value: Value<'t, 'a>, bracket: &Bracket<'t, 'a>, record: &'static Record) {
        let mut is_first = true;
        // The group of the line to which a field may be added.
        let mut open_group = None;
        for part in &bracket.parts {
            let group = group_of(part.head, record);
            let is_lone = value.kind() == ValueKind::Tuple && bracket.parts.len() == 1;
            let comma = if is_lone && !bracket.has_comma { "" } else { "," };
            let fits = group.is_some() && group == open_group && !part.starts_line;
            if fits && let Some(text) = self.rest_of_line(part, record) {
                self.push(" ");
                self.push(&text);
                self.end_part(part, comma);
            } else {
                self.above(&part.above, &mut is_first);
                self.blank_line(part.has_blank && !is_first);
                self.start_line();
                let start = self.out.len();
                self.part(part, record, width(&part.behind()) + comma.len());
                self.end_part(part, comma);
                open_group = group.filter(|_| !self.out[start..].contains('\n'));
            }
            if part.ends_line {
                open_group = None;
            }
            is_first = false;
        }
        self.above(&bracket.closing, &mut is_first);
    }

    /// A field on the rest of this line, if it fits there with a comma after it.
    fn rest_of_line(&self, part: &Part<'t, 'a>, record: &'static Record) -> Option<String> {
        let taken = self.column + 2 + width(&part.behind());
        let mut line = Line::new(self.tree, MAX_WIDTH.checked_sub(taken)?);
        line.before_value(part)?;
        line.value(part.value, record_of(part.head, record))?;
        (!part.behind().contains('\n')).then_some(line.text)
    }
}

/// Text of limited width; writing beyond it fails.
struct Line<'t, 'a> {
    tree: &'t Tree<'a>,
    text: String,
    /// Number of columns left.
    columns: usize,
}

impl<'t, 'a> Line<'t, 'a> {
    const fn new(tree: &'t Tree<'a>, columns: usize) -> Self {
        Self { tree, text: String::new(), columns }
    }

    fn push(&mut self, text: &str) -> Option<()> {
        self.columns = self.columns.checked_sub(width(text))?;
        self.text.push_str(text);
        Some(())
    }

    /// Prints a value on one line; `None` if it does not fit, or if a comment requires the end of a line.
    fn value(&mut self, value: Value<'t, 'a>, record: &'static Record) -> Option<()> {
        if is_list_of_units(value, record) {
            return None;
        }
        let Some(bracket) = Bracket::of(self.tree, value, record) else {
            let text = leaf(value);
            return if text.contains('\n') { None } else { self.push(&text) };
        };
        self.bracket(value, &bracket, record)
    }

    /// Prints a bracketed value on one line.
    fn bracket(
        &mut self,
        value: Value<'t, 'a>,
        bracket: &Bracket<'t, 'a>,
        record: &'static Record,
    ) -> Option<()> {
        if bracket.is_open {
            return None;
        }
        self.push(bracket.name)?;
        self.push(bracket.open)?;
        self.push(&bracket.opening.join(" "))?;
        for (at, part) in bracket.parts.iter().enumerate() {
            if at > 0 {
                self.push(", ")?;
            } else if bracket.has_opening() {
                self.push(" ")?;
            }
            self.part(part, record)?;
        }
        if value.kind() == ValueKind::Tuple && bracket.parts.len() == 1 && bracket.has_comma {
            self.push(",")?;
        }
        // RON distinguishes an empty tuple from a unit by the space.
        if bracket.parts.is_empty() && bracket.open == "(" && !value.source().ends_with("()") {
            self.push(" ")?;
        }
        self.push(bracket.close)
    }

    fn part(&mut self, part: &Part<'t, 'a>, record: &'static Record) -> Option<()> {
        self.before_value(part)?;
        self.value(part.value, record_of(part.head, record))?;
        self.push(&part.behind())
    }

    fn before_value(&mut self, part: &Part<'t, 'a>) -> Option<()> {
        self.push(&part.before())?;
        match part.head {
            Head::None => {}
            Head::Name(name) => {
                self.push(name)?;
                self.push(": ")?;
            }
            Head::Key(key) => {
                self.value(key, &OTHER)?;
                self.push(": ")?;
            }
        }
        self.push(&part.inside())
    }
}

/// The record type of a part of a struct or list.
fn record_of(head: Head<'_, '_>, record: &'static Record) -> &'static Record {
    match head {
        Head::None => record,
        Head::Name(name) => record.of_field(name.strip_prefix("r#").unwrap_or(name)),
        Head::Key(_) => &OTHER,
    }
}

/// The group of a field, if the record type is known.
fn group_of(head: Head<'_, '_>, record: &Record) -> Option<usize> {
    match head {
        Head::Name(name) => Some(record.place(name).0).filter(|&group| group != usize::MAX),
        Head::None | Head::Key(_) => None,
    }
}

/// Whether a value is a list of units, which never share a line.
fn is_list_of_units(value: Value<'_, '_>, record: &Record) -> bool {
    value.kind() == ValueKind::List && record.is_unit() && value.items().next().is_some()
}

fn is_leaf(value: Value<'_, '_>) -> bool {
    matches!(value.kind(), ValueKind::Text | ValueKind::Character | ValueKind::Word)
}

#[cfg(test)]
mod tests;
