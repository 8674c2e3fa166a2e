//! Conversion of a text to the schema, in one pass.

mod spans;
mod stretches;

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

pub(super) use spans::Spans;
use stretches::{Split, Stretches};

use super::foreign;
use super::progress::{LoadStage, Watch};
use super::read::{Reading, first_character, is_leaf, sample_hint};
use super::schema::{File, is_struct};
use crate::diagnostic::{Code, Diagnostic, Message, Tally};
use crate::message;
use crate::syntax::{Tree, Value, ValueKind, Visit};

/// A parsed file, with the spans of its parts.
pub(super) struct Parsed<'a> {
    /// `None` if nothing in the text is usable.
    pub(super) file: Option<File>,
    /// All syntax and type problems.
    pub(super) problems: Vec<Diagnostic>,
    pub(super) tally: Tally,
    pub(super) spans: Spans<'a>,
}

/// Reads a file: everything that is valid, and all syntax and type problems.
///
/// `watch` may cancel it.
pub(super) fn parse<'a>(text: &'a str, watch: &mut Watch<'_>) -> ControlFlow<(), Parsed<'a>> {
    parse_split(text, &Split::for_this_computer(), watch)
}

fn parse_split<'a>(
    text: &'a str,
    split: &Split,
    watch: &mut Watch<'_>,
) -> ControlFlow<(), Parsed<'a>> {
    let stretches = Stretches::new(text, split);
    let (tree, items) = read_items(text, stretches, watch, Tree::parse_items)?;
    if let Some(tree) = tree {
        return ControlFlow::Continue(items.parsed(text, tree));
    }
    let (tree, items) = read_items(text, Stretches::none(text), watch, Tree::recover_items)?;
    ControlFlow::Continue(items.parsed(text, tree))
}

/// The items of the file's lists, each read as soon as it is parsed.
struct Items<'a> {
    file: File,
    reading: Reading,
    spans: HashMap<&'a str, Vec<Range<usize>>>,
}

impl<'a> Items<'a> {
    fn new() -> Self {
        Self {
            file: File { organogram: 1, ..File::default() },
            reading: Reading::default(),
            spans: HashMap::new(),
        }
    }

    /// Reads an item of a list.
    fn take(&mut self, list: &'a str, value: Value<'_, 'a>) {
        let spans = self.spans.entry(list).or_default();
        spans.push(value.span());
        self.file.item(list, spans.len() - 1, value, &mut self.reading);
    }

    /// Appends units that were read separately.
    fn append_units(&mut self, list: &'a str, mut read: Self) {
        let spans = self.spans.entry(list).or_default();
        let first_place = spans.len();
        spans.append(read.spans.entry(list).or_default());
        self.file.append_units(read.file, first_place);
        self.reading.append(read.reading);
    }
}

/// Items, and the receiver of progress reports.
struct Watched<'i, 'w, 'a> {
    items: &'i mut Items<'a>,
    stretches: Stretches<'a>,
    watch: &'i mut Watch<'w>,
}

impl<'a> Visit<'a> for Watched<'_, '_, 'a> {
    fn behind_known_items(&mut self, list: &'a str, at: usize) -> Option<usize> {
        let (read, end) = self.stretches.starting_at(list, at, self.watch)?;
        self.items.append_units(list, read);
        Some(end)
    }

    fn item(&mut self, list: &'a str, value: Value<'_, 'a>) -> ControlFlow<()> {
        self.items.take(list, value);
        self.watch.reach(value.span().end)
    }

    fn reached(&mut self, byte: usize) -> ControlFlow<()> {
        self.watch.reach(byte)
    }
}

/// Reads the items while `parse` runs, and returns the result of `parse`.
fn read_items<'a, T>(
    text: &'a str,
    stretches: Stretches<'a>,
    watch: &mut Watch<'_>,
    parse: impl FnOnce(&'a str, &mut dyn Visit<'a>) -> T,
) -> ControlFlow<(), (T, Items<'a>)> {
    let mut items = Items::new();
    watch.start(LoadStage::Parsing, text.len())?;
    let tree = parse(text, &mut Watched { items: &mut items, stretches, watch });
    watch.reach(text.len())?;
    if watch.is_stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue((tree, items)) }
}

impl<'a> Items<'a> {
    fn parsed(self, text: &'a str, mut tree: Tree<'a>) -> Parsed<'a> {
        let Self { mut file, mut reading, spans } = self;
        let (mut problems, mut unlisted) = (tree.take_problems(), tree.unlisted_problems());
        let root = tree.root();
        let is_struct = root.is_some_and(|root| is_struct(root, "File"));
        let is_structure = root.is_some_and(|root| root.kind() == ValueKind::Struct);
        let foreign = if is_structure { None } else { foreign::problem(text) };
        match root {
            _ if foreign.is_some() => (problems, unlisted) = (foreign.into_iter().collect(), 0),
            None if text.trim_start_matches('\u{feff}').trim().is_empty() => {
                problems.push(no_structure(message!("the file is empty"), 0..0));
            }
            None if !problems.is_empty() => {}
            None => problems.push(only_comments(text)),
            Some(root) if is_struct => file.take_fields(root, &mut reading),
            Some(root) if is_structure => reading.no_struct(root, "File"),
            Some(root) if is_leaf(root) => {
                problems = vec![no_structure(
                    message!("this is not a structure file"),
                    first_character(root),
                )];
            }
            Some(root) if problems.is_empty() => {
                problems.push(no_structure(
                    message!("this is not a structure file"),
                    first_character(root),
                ));
            }
            Some(_) => {}
        }
        let mut tally = reading.tally;
        tally.add(Code::Syntax, problems.len() + unlisted);
        problems.append(&mut reading.problems);
        file.left_out = reading.left_out;
        let fields = root.map(Value::fields).into_iter().flatten();
        let mut by_name = HashMap::new();
        for field in fields {
            by_name.entry(field.name()).or_insert(field.value().span());
        }
        let start = root.map_or(0..0, Value::span);
        let spans = Spans::new(text, start, by_name, spans);
        Parsed { file: is_struct.then_some(file), problems, tally, spans }
    }
}

fn only_comments(text: &str) -> Diagnostic {
    let problem = no_structure(message!("the file contains only comments"), 0..0);
    if text.contains('\n') || !text.contains('\r') {
        return problem;
    }
    problem.with_hint(message!(
        "the lines end with CR, which does not end a comment: save the file with LF or CRLF"
    ))
}

fn no_structure(found: Message, span: Range<usize>) -> Diagnostic {
    Diagnostic::new(Code::Syntax, Some(span), message!("{0}: expected ( … ) with fields", found))
        .with_hint(sample_hint())
}
