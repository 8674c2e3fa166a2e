//! Text to the schema, in one pass over the text.

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

use super::foreign;
use super::progress::{LoadStage, Watch};
use super::read::{Reading, first_character, is_leaf, sample_hint};
use super::schema::{File, is_struct};
use super::tree::Step;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::message;
use crate::syntax::{Mode, Tree, Value, ValueKind};

/// A file as it was read, with where its parts stand.
pub(super) struct Parsed<'a> {
    /// `None` when nothing of the text can be used.
    pub(super) file: Option<File>,
    /// Every problem of syntax and type.
    pub(super) problems: Vec<Diagnostic>,
    pub(super) spans: Spans<'a>,
}

/// Reads a file: what of it is sound, and every problem of syntax and type.
///
/// Whoever watches may stop it with a word.
pub(super) fn parse<'a>(text: &'a str, watch: &mut Watch<'_>) -> ControlFlow<(), Parsed<'a>> {
    // Every unit has a kind, and little else has.
    let units = if watch.is_watched() { text.matches("kind:").count() } else { 0 };
    watch.start(LoadStage::Parsing, units)?;
    let (tree, items) = read_items(text, Mode::Strict, watch)?;
    if tree.problems().is_empty() {
        return ControlFlow::Continue(items.parsed(text, tree));
    }
    let (tree, items) = read_items(text, Mode::Recovering, watch)?;
    ControlFlow::Continue(items.parsed(text, tree))
}

/// The items of the file's lists, each read as soon as it was parsed.
struct Items<'a> {
    file: File,
    reading: Reading,
    spans: HashMap<&'a str, Vec<Range<usize>>>,
}

/// Reads the items, and gives the tree of what else there is.
fn read_items<'a>(
    text: &'a str,
    mode: Mode,
    watch: &mut Watch<'_>,
) -> ControlFlow<(), (Tree<'a>, Items<'a>)> {
    let mut items = Items {
        file: File { organogram: 1, ..File::default() },
        reading: Reading::default(),
        spans: HashMap::new(),
    };
    let tree = Tree::parse_items(text, mode, &mut |list, value| {
        let spans = items.spans.entry(list).or_default();
        spans.push(value.span());
        items.file.item(list, spans.len() - 1, value, &mut items.reading);
        if list == "units" { watch.step() } else { ControlFlow::Continue(()) }
    });
    if watch.is_stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue((tree, items)) }
}

impl<'a> Items<'a> {
    fn parsed(self, text: &'a str, mut tree: Tree<'a>) -> Parsed<'a> {
        let Self { mut file, mut reading, spans } = self;
        let mut problems = tree.take_problems();
        let root = tree.root();
        let is_struct = root.is_some_and(|root| is_struct(root, "File"));
        let is_structure = root.is_some_and(|root| root.kind() == ValueKind::Struct);
        let foreign = if is_structure { None } else { foreign::problem(text) };
        match root {
            _ if foreign.is_some() => problems = foreign.into_iter().collect(),
            None if text.trim_start_matches('\u{feff}').trim().is_empty() => {
                problems.push(no_structure(message!("the file is empty"), 0..0));
            }
            None if !problems.is_empty() => {}
            None => problems.push(no_structure(message!("the file holds only comments"), 0..0)),
            Some(root) if is_struct => file.fields(root, &mut reading),
            Some(root) if is_structure => reading.no_struct(root, "File"),
            Some(root) if is_leaf(root) => {
                problems =
                    vec![no_structure(message!("this is no structure"), first_character(root))];
            }
            Some(root) if problems.is_empty() => {
                problems
                    .push(no_structure(message!("this is no structure"), first_character(root)));
            }
            Some(_) => {}
        }
        problems.append(&mut reading.problems);
        file.left_out = reading.left_out;
        let fields = root.map(Value::fields).into_iter().flatten();
        let fields = fields.map(|field| (field.name(), field.value().span())).collect();
        let start = root.map_or(0..0, Value::span);
        let spans = Spans { text, root: start, fields, items: spans };
        Parsed { file: is_struct.then_some(file), problems, spans }
    }
}

fn no_structure(found: Message, span: Range<usize>) -> Diagnostic {
    Diagnostic::new(Code::Syntax, Some(span), message!("{0}: ( … ) with fields is expected", found))
        .with_hint(sample_hint())
}

/// Where the parts of a file stand: its fields and the items of its lists. What stands inside them
/// is found by reading them again.
pub(super) struct Spans<'a> {
    text: &'a str,
    root: Range<usize>,
    fields: Vec<(&'a str, Range<usize>)>,
    items: HashMap<&'a str, Vec<Range<usize>>>,
}

impl Spans<'_> {
    /// The place that a path leads to, or the deepest place on the way that exists.
    pub(super) fn locate(&self, path: &[Step]) -> Range<usize> {
        let Some((Step::Field(name), rest)) = path.split_first() else { return self.root.clone() };
        let items = self.items.get(name);
        if let Some((Step::Item(at), inside)) = rest.split_first()
            && let Some(item) = items.and_then(|items| items.get(*at))
        {
            return self.inside(item.clone(), inside);
        }
        match self.fields.iter().find(|(known, _)| known == name) {
            Some((_, field)) => self.inside(field.clone(), rest),
            None => self.root.clone(),
        }
    }

    /// The place that a path leads to from the value that stands in `span`.
    fn inside(&self, span: Range<usize>, path: &[Step]) -> Range<usize> {
        if path.is_empty() {
            return span;
        }
        let tree = Tree::parse(&self.text[span.clone()]);
        let Some(mut value) = tree.root().map(Value::inner) else { return span };
        for step in path {
            let next = match *step {
                Step::Field(name) => value.field(name).map(|field| field.value().inner()),
                Step::Item(at) => match value.kind() {
                    ValueKind::List | ValueKind::Tuple => value.items().nth(at),
                    // One or several: the item of something that is no list is the thing itself.
                    _ => Some(value),
                },
            };
            match next {
                Some(next) => value = next,
                None => break,
            }
        }
        span.start + value.span().start..span.start + value.span().end
    }
}
