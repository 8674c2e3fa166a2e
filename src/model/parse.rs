//! Text to the schema, in one pass over the text.

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

use super::foreign;
use super::progress::{LoadStage, Watch};
use super::read::{Reading, first_character, is_leaf, sample_hint};
use super::schema::{File, is_struct};
use super::tree::Step;
use crate::diagnostic::{Code, Diagnostic, Message, Tally};
use crate::message;
use crate::syntax::{Index, Tree, Value, ValueKind, Visit};

/// A file as it was read, with where its parts stand.
pub(super) struct Parsed<'a> {
    /// `None` when nothing of the text can be used.
    pub(super) file: Option<File>,
    /// Every problem of syntax and type.
    pub(super) problems: Vec<Diagnostic>,
    pub(super) tally: Tally,
    pub(super) spans: Spans<'a>,
}

/// Reads a file: what of it is sound, and every problem of syntax and type.
///
/// Whoever watches may stop it with a word.
pub(super) fn parse<'a>(text: &'a str, watch: &mut Watch<'_>) -> ControlFlow<(), Parsed<'a>> {
    let (tree, items) = read_items(text, watch, |visit| Tree::parse_items(text, visit))?;
    if let Some(tree) = tree {
        return ControlFlow::Continue(items.parsed(text, tree));
    }
    let (tree, items) = read_items(text, watch, |visit| Tree::recover_items(text, visit))?;
    ControlFlow::Continue(items.parsed(text, tree))
}

/// The items of the file's lists, each read as soon as it was parsed.
struct Items<'a> {
    file: File,
    reading: Reading,
    spans: HashMap<&'a str, Vec<Range<usize>>>,
}

/// Items, and who watches them being read.
struct Watched<'i, 'w, 'a>(&'i mut Items<'a>, &'i mut Watch<'w>);

impl<'a> Visit<'a> for Watched<'_, '_, 'a> {
    fn item(&mut self, list: &'a str, value: Value<'_, 'a>) -> ControlFlow<()> {
        let items = &mut *self.0;
        let spans = items.spans.entry(list).or_default();
        spans.push(value.span());
        items.file.item(list, spans.len() - 1, value, &mut items.reading);
        self.1.reach(value.span().end)
    }

    fn reached(&mut self, byte: usize) -> ControlFlow<()> {
        self.1.reach(byte)
    }
}

/// Reads the items, and gives what `parse` gives.
fn read_items<'a, T>(
    text: &'a str,
    watch: &mut Watch<'_>,
    parse: impl FnOnce(&mut dyn Visit<'a>) -> T,
) -> ControlFlow<(), (T, Items<'a>)> {
    let mut items = Items {
        file: File { organogram: 1, ..File::default() },
        reading: Reading::default(),
        spans: HashMap::new(),
    };
    watch.start(LoadStage::Parsing, text.len())?;
    let tree = parse(&mut Watched(&mut items, watch));
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
                problems =
                    vec![no_structure(message!("this is no structure"), first_character(root))];
            }
            Some(root) if problems.is_empty() => {
                problems
                    .push(no_structure(message!("this is no structure"), first_character(root)));
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
        let spans =
            Spans { text, root: start, fields: by_name, items: spans, inside: HashMap::new() };
        Parsed { file: is_struct.then_some(file), problems, tally, spans }
    }
}

fn only_comments(text: &str) -> Diagnostic {
    let problem = no_structure(message!("the file holds only comments"), 0..0);
    if text.contains('\n') || !text.contains('\r') {
        return problem;
    }
    problem.with_hint(message!(
        "the lines end with CR, at which a comment does not end: save the file with LF or CRLF"
    ))
}

fn no_structure(found: Message, span: Range<usize>) -> Diagnostic {
    Diagnostic::new(Code::Syntax, Some(span), message!("{0}: ( … ) with fields is expected", found))
        .with_hint(sample_hint())
}

/// Where the parts of a file stand: its fields and the items of its lists. What stands inside them
/// is found by reading them again, each once.
pub(super) struct Spans<'a> {
    text: &'a str,
    root: Range<usize>,
    fields: HashMap<&'a str, Range<usize>>,
    items: HashMap<&'a str, Vec<Range<usize>>>,
    /// What was read again, by where it starts.
    inside: HashMap<usize, (Tree<'a>, Index<'a>)>,
}

impl Spans<'_> {
    /// The place that a path leads to, or the deepest place on the way that exists.
    pub(super) fn locate(&mut self, path: &[Step]) -> Range<usize> {
        let Some((Step::Field(name), rest)) = path.split_first() else { return self.root.clone() };
        let items = self.items.get(name);
        if let Some((Step::Item(at), inside)) = rest.split_first()
            && let Some(item) = items.and_then(|items| items.get(*at))
        {
            return self.inside(item.clone(), inside);
        }
        match self.fields.get(name) {
            Some(field) => self.inside(field.clone(), rest),
            None => self.root.clone(),
        }
    }

    /// The place that a path leads to from the value that stands in `span`.
    fn inside(&mut self, span: Range<usize>, path: &[Step]) -> Range<usize> {
        if path.is_empty() {
            return span;
        }
        let text = self.text;
        let read_again = || (Tree::parse(&text[span.clone()]), Index::default());
        let (tree, index) = self.inside.entry(span.start).or_insert_with(read_again);
        let Some(mut value) = tree.root().map(Value::inner) else { return span };
        for step in path {
            let next = match *step {
                Step::Field(name) => index.field(value, name).map(|field| field.value().inner()),
                Step::Item(at) => match value.kind() {
                    ValueKind::List | ValueKind::Tuple | ValueKind::Map => index.item(value, at),
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
