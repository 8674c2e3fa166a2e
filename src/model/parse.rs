//! RON text to the schema: typed parsing for the sound file, item by item for the broken one.

use std::ops::{ControlFlow, Range};

use ron::error::{Error as Ron, SpannedError};
use ron::extensions::Extensions;
use serde::de::DeserializeOwned;

use super::mend::{blank_out, mend};
use super::progress::{LoadStage, Watch};
use super::schema::{FIELDS, File, Listed, Watched};
use super::tree::{Field, Node, Shape};
use super::{foreign, reader, typed};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::message;

pub(super) fn ron_options() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

/// Reads a file; what of it is sound, and every problem of syntax and type.
///
/// The file is `None` when nothing of it can be used. Whoever watches may stop it with a word.
pub(super) fn parse(
    text: &str,
    watch: &mut Watch<'_>,
) -> ControlFlow<(), (Option<File>, Vec<Diagnostic>)> {
    // Every unit has a kind, and little else has.
    let units = if watch.is_watched() { text.matches("kind:").count() } else { 0 };
    watch.start(LoadStage::Parsing, units)?;
    match ron_options().from_str_seed(without_mark(text), Watched(watch)) {
        Ok(mut file) => {
            number(&mut file.sources);
            number(&mut file.kinds);
            number(&mut file.bodies);
            number(&mut file.shared_functions);
            number(&mut file.units);
            number(&mut file.relations);
            number(&mut file.provisions);
            ControlFlow::Continue((Some(file), Vec::new()))
        }
        Err(_) if watch.is_stopped() => ControlFlow::Break(()),
        Err(error) => ControlFlow::Continue(salvage(text, &error)),
    }
}

/// The text without the byte-order mark that it may start with.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

fn number<T: Listed>(items: &mut [T]) {
    for (place, item) in items.iter_mut().enumerate() {
        *item.place() = place;
    }
}

/// Takes what is sound out of a broken file.
fn salvage(text: &str, error: &SpannedError) -> (Option<File>, Vec<Diagnostic>) {
    let (root, mut problems) = reader::read(text);
    if !matches!(&root, Some(Node { shape: Shape::Struct(_), .. }))
        && let Some(problem) = foreign::problem(text)
    {
        return (None, vec![problem]);
    }
    let Some(root) = root else {
        if problems.is_empty() {
            let found = if without_mark(text).trim().is_empty() {
                message!("the file is empty")
            } else {
                message!("the file holds only comments")
            };
            problems.push(no_structure(found, 0..0));
        }
        return (None, problems);
    };
    let first = root.first_character(text);
    match &root.shape {
        Shape::Struct(fields) => {
            let mut salvager = Salvager::new(text, problems);
            let file = salvager.file(fields, &first);
            if salvager.broken.is_empty() {
                // The tree is more lenient than RON somewhere: RON's own word stands.
                let ron = without_mark(text);
                let at = text.len() - ron.len() + typed::byte_at(ron, error.span.start);
                salvager.broken.push(typed::problem(text, &root, at, error));
            }
            (Some(file), salvager.broken)
        }
        Shape::Leaf => (None, vec![no_structure(message!("this is no structure"), first)]),
        Shape::List(_) | Shape::Map => {
            if problems.is_empty() {
                problems.push(no_structure(message!("this is no structure"), first));
            }
            (None, problems)
        }
    }
}

fn no_structure(found: Message, span: Range<usize>) -> Diagnostic {
    Diagnostic::new(Code::Syntax, Some(span), message!("{0}: ( … ) with fields is expected", found))
        .with_hint(message!("`organogram sample` prints a whole example"))
}

struct Salvager<'a> {
    text: &'a str,
    /// Where the problems of syntax are, in order; a value that holds one is left out without
    /// another word.
    broken_places: Vec<usize>,
    /// Every problem so far.
    broken: Vec<Diagnostic>,
    /// The ids in what is left out, each with the parent beside it.
    left_out: Vec<(String, Option<String>)>,
}

impl<'a> Salvager<'a> {
    fn new(text: &'a str, problems: Vec<Diagnostic>) -> Self {
        let mut broken_places: Vec<usize> = problems
            .iter()
            .filter_map(|problem| problem.span.as_ref())
            .map(|span| span.start)
            .collect();
        broken_places.sort_unstable();
        Self { text, broken_places, broken: problems, left_out: Vec::new() }
    }

    fn holds_broken(&self, span: &Range<usize>) -> bool {
        let next = self.broken_places.partition_point(|&place| place < span.start);
        self.broken_places.get(next).is_some_and(|&place| place < span.end)
    }

    fn file(&mut self, fields: &[Field], first: &Range<usize>) -> File {
        let mut file = File { organogram: 1, ..File::default() };
        let mut seen: Vec<&str> = Vec::new();
        for Field { name, name_span, value } in fields {
            if seen.contains(&name.as_str()) {
                let message = message!("field {0} stands twice", name);
                let problem = Diagnostic::new(Code::Syntax, Some(name_span.clone()), message);
                self.broken.push(problem.with_hint(message!("keep one of them")));
                continue;
            }
            seen.push(name);
            match name.as_str() {
                "organogram" => file.organogram = self.one(value).unwrap_or(1),
                "title" => file.title = self.one(value).unwrap_or_default(),
                "effective" => file.effective = self.one(value),
                "languages" => file.languages = self.one(value).unwrap_or_default(),
                "sources" => file.sources = self.list(value),
                "kinds" => file.kinds = self.list(value),
                "bodies" => file.bodies = self.list(value),
                "shared_functions" => file.shared_functions = self.list(value),
                "units" => file.units = self.list(value),
                "relations" => file.relations = self.list(value),
                "provisions" => file.provisions = self.list(value),
                "words" => file.words = self.one(value).unwrap_or_default(),
                unknown => {
                    let problem =
                        typed::unknown_field(unknown, FIELDS.iter().copied(), name_span.clone());
                    self.broken.push(problem);
                }
            }
        }
        for field in ["organogram", "units"] {
            if !seen.contains(&field) && self.broken_places.is_empty() {
                let message = message!("field {0} is missing", field);
                let problem = Diagnostic::new(Code::MissingField, Some(first.clone()), message);
                self.broken.push(problem.with_hint(message!("add {0}", typed::example(field))));
            }
        }
        file.left_out = std::mem::take(&mut self.left_out);
        file
    }

    /// A value read as its type; what is wrong with it is told, and left out where that suffices.
    fn one<T: DeserializeOwned>(&mut self, node: &Node) -> Option<T> {
        let text = &self.text[node.span.clone()];
        let value = match ron_options().from_str(text) {
            Ok(value) => return Some(value),
            Err(_) if self.holds_broken(&node.span) => self.without_broken(node),
            Err(error) => self.mended(node, text.to_owned(), &[], error),
        };
        if value.is_none() {
            self.leave_out(node);
        }
        value
    }

    /// The value at a node without what is wrong in it; `readable` is its text, or what of it is RON.
    fn mended<T: DeserializeOwned>(
        &mut self,
        node: &Node,
        readable: String,
        gone: &[&Field],
        error: SpannedError,
    ) -> Option<T> {
        let mended = mend(self.text, node, readable, gone, error);
        self.broken.extend(mended.problems);
        for node in mended.left_out {
            self.leave_out(node);
        }
        mended.value
    }

    /// Notes the ids in what is left out.
    fn leave_out(&mut self, node: &Node) {
        let words = |node: &Node| self.text[node.span.clone()].trim_matches('"').to_owned();
        let named = node
            .all()
            .into_iter()
            .filter_map(|node| Some((words(node.field("id")?), node.field("parent").map(words))));
        self.left_out.extend(named);
    }

    /// A value that holds a problem of syntax, without the fields that do.
    fn without_broken<T: DeserializeOwned>(&mut self, node: &Node) -> Option<T> {
        let mut part = self.text[node.span.clone()].to_owned();
        let mut broken = Vec::new();
        for field in node.fields() {
            let start = field.name_span.start;
            let place = start - node.span.start;
            // What is only missing before it is its comma.
            let lacks_comma = !part[..place].trim_end().ends_with(['(', ','])
                && part[..place].ends_with(char::is_whitespace);
            if lacks_comma {
                let last = part[..place].chars().next_back().map_or(0, char::len_utf8);
                part.replace_range(place - last..place, &format!("{:>last$}", ","));
            }
            // So is the bracket before the first one.
            let from = if lacks_comma || place == 0 { start + 1 } else { start };
            if self.holds_broken(&(from..field.value.span.end)) {
                broken.push(field);
            }
        }
        for field in &broken {
            let span = field.name_span.start..field.value.span.end;
            blank_out(&mut part, span.start - node.span.start..span.end - node.span.start);
        }
        let first = node.fields().first().map(|field| field.name_span.start);
        let open = if first == Some(node.span.start) { "(" } else { "" };
        let close = if part.ends_with(')') { "" } else { ")" };
        let part = format!("{open}{part}{close}");
        for field in &broken {
            self.leave_out(&field.value);
        }
        match ron_options().from_str(&part) {
            Ok(value) => Some(value),
            // What else RON finds may come of the broken syntax.
            Err(error @ SpannedError { code: Ron::NoSuchStructField { .. }, .. })
                if open.is_empty() =>
            {
                let told = self.broken.len();
                let value = self.mended(node, part, &broken, error);
                if value.is_none() {
                    self.broken.truncate(told);
                }
                value
            }
            Err(_) => None,
        }
    }

    fn list<T: DeserializeOwned + Listed>(&mut self, node: &Node) -> Vec<T> {
        let nodes = match &node.shape {
            Shape::List(nodes) => nodes,
            Shape::Leaf | Shape::Struct(_) | Shape::Map => {
                // RON says in its own words what is wrong with something that is no list.
                return self.one(node).unwrap_or_default();
            }
        };
        let mut items = Vec::with_capacity(nodes.len());
        for (place, node) in nodes.iter().enumerate() {
            if let Some(mut item) = self.one::<T>(node) {
                *item.place() = place;
                items.push(item);
            }
        }
        items
    }
}
