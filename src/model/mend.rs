//! One value that is not as its type has it: every problem in it, and what is left of it without the
//! parts that these are about.
//!
//! RON stops at its first error. After each, the part concerned is replaced by blanks, so that all
//! else keeps its place, and the value is read again.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use ron::error::{Error as Ron, Position, SpannedError};
use serde::de::DeserializeOwned;

use super::tree::{Field, Node, Shape};
use super::{parse::ron_options, typed};
use crate::diagnostic::Diagnostic;

/// A value is read so many times at most.
const MAX_READINGS: usize = 30;

/// What became of a value.
pub(super) struct Mended<'n, T> {
    /// The value without what was wrong in it, if it can do without.
    pub(super) value: Option<T>,
    pub(super) problems: Vec<Diagnostic>,
    /// The parts that the value does without.
    pub(super) left_out: Vec<&'n Node>,
}

/// Finds every problem of the value at `node` of `text`. `readable` is the node's text with blanks in
/// the place of the fields that are `gone`, and `error` is what RON says of it.
pub(super) fn mend<'n, T: DeserializeOwned>(
    text: &str,
    node: &'n Node,
    readable: String,
    gone: &[&Field],
    mut error: SpannedError,
) -> Mended<'n, T> {
    let parts = parts(node);
    let gone: HashSet<usize> = gone.iter().map(|field| field.name_span.start).collect();
    let is_gone = |&at: &usize| gone.contains(&parts[at].span.start);
    let mut mender = Mender {
        text,
        node,
        readable,
        taken_out: (0..node.fields().len()).filter(is_gone).collect(),
        parts,
        problems: Vec::new(),
    };
    let mut value = None;
    for _ in 0..MAX_READINGS {
        if !mender.take_out_cause(&error) {
            break;
        }
        match ron_options().from_str(&mender.readable) {
            Ok(rest) => {
                value = Some(rest);
                break;
            }
            Err(next) => error = next,
        }
    }
    let left_out = mender.taken_out.iter().map(|&at| mender.parts[at].value).collect();
    Mended { value, problems: mender.problems, left_out }
}

/// A part that a value may do without: a field, or an item of a list.
struct Part<'n> {
    /// With the field's name.
    span: Range<usize>,
    /// Of a field.
    name: Option<&'n str>,
    value: &'n Node,
    /// The part that it is a part of; `None` for the parts of the whole value.
    holder: Option<usize>,
}

/// Every part of a value, each before those in it.
fn parts(node: &Node) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let mut open = vec![(None, node)];
    while let Some((holder, node)) = open.pop() {
        let first = found.len();
        match &node.shape {
            Shape::Struct(fields) => found.extend(fields.iter().map(|field| Part {
                span: field.name_span.start..field.value.span.end,
                name: Some(&field.name),
                value: &field.value,
                holder,
            })),
            Shape::List(items) => found.extend(items.iter().map(|item| Part {
                span: item.span.clone(),
                name: None,
                value: item,
                holder,
            })),
            Shape::Leaf | Shape::Map => {}
        }
        open.extend((first..found.len()).map(|at| (Some(at), found[at].value)));
    }
    found
}

struct Mender<'t, 'n> {
    text: &'t str,
    node: &'n Node,
    /// The value's text with blanks in the place of what is taken out.
    readable: String,
    parts: Vec<Part<'n>>,
    /// The parts that are not read any more, by their place in the list.
    taken_out: BTreeSet<usize>,
    problems: Vec<Diagnostic>,
}

impl Mender<'_, '_> {
    /// Notes what an error says, and takes out the parts that it is about; `false` if the value
    /// cannot do without them.
    fn take_out_cause(&mut self, error: &SpannedError) -> bool {
        let cause = match &error.code {
            Ron::NoSuchStructField { expected, found, outer } => {
                let at = self.byte_at(error.span.start);
                return self.unknown_fields(found, expected, outer.as_deref(), at);
            }
            Ron::MissingStructField { field, outer } => {
                let at = self.byte_at(error.span.end);
                self.missing_field(field, outer.as_deref(), at)
            }
            _ => {
                let at = self.byte_at(error.span.start);
                let problem = typed::problem(self.text, self.node, at, error);
                let place = problem.span.as_ref().map_or(self.node.span.start, |span| span.start);
                self.problems.push(problem);
                self.innermost(place)
            }
        };
        cause.is_some_and(|cause| self.take_out(cause))
    }

    /// The byte of the whole text that RON means by a place in what it read.
    fn byte_at(&self, place: Position) -> usize {
        self.node.span.start + typed::byte_at(&self.readable, place)
    }

    /// Puts blanks in the place of a part and the comma behind it; `false` if that was done before.
    fn take_out(&mut self, part: usize) -> bool {
        if !self.taken_out.insert(part) {
            return false;
        }
        let span = &self.parts[part].span;
        let start = self.node.span.start;
        blank_out(&mut self.readable, span.start - start..span.end - start);
        true
    }

    /// The innermost part around a byte.
    fn innermost(&self, byte: usize) -> Option<usize> {
        let around = (0..self.parts.len()).filter(|&at| self.parts[at].span.contains(&byte));
        around.min_by_key(|&at| self.parts[at].span.len())
    }

    /// Takes out the field that the format does not have, and those like it in the structs beside.
    fn unknown_fields(
        &mut self,
        found: &str,
        known: &[&'static str],
        outer: Option<&str>,
        byte: usize,
    ) -> bool {
        let is_found =
            |&at: &usize| self.parts[at].name == Some(found) && !self.taken_out.contains(&at);
        let first = (0..self.parts.len())
            .filter(is_found)
            .min_by_key(|&at| self.parts[at].span.start.abs_diff(byte));
        let Some(first) = first else { return false };
        let owner = self.parts[first].holder;
        // Items of one list are of one type.
        let list = owner.filter(|&owner| self.parts[owner].name.is_none());
        let is_alike = |holder: Option<usize>| match list {
            Some(list) => holder.is_some_and(|holder| {
                self.parts[holder].name.is_none()
                    && self.parts[holder].holder == self.parts[list].holder
            }),
            None => holder == owner,
        };
        let is_unknown = |part: &Part<'_>| {
            is_alike(part.holder) && part.name.is_some_and(|name| !known.contains(&name))
        };
        let unknown: Vec<usize> =
            (0..self.parts.len()).filter(|&at| is_unknown(&self.parts[at])).collect();
        for at in unknown {
            let part = &self.parts[at];
            let owner = part.holder.map_or(self.node, |holder| self.parts[holder].value);
            let name = part.name.unwrap_or_default();
            let span = part.span.start..part.span.start + name.len();
            let problem = match typed::nested_units(self.text, outer, owner, part.value) {
                Some(hint) => typed::unknown(name, span).with_hint(hint),
                None => typed::unknown_field(name, known.iter().copied(), span),
            };
            self.problems.push(problem);
            self.take_out(at);
        }
        true
    }

    /// Tells that the struct that ends nearest to a byte lacks a field, unless it was taken out; gives
    /// the part that the struct is.
    fn missing_field(&mut self, field: &str, outer: Option<&str>, byte: usize) -> Option<usize> {
        let (mut have, mut lost) = (HashSet::new(), HashSet::new());
        for (at, part) in self.parts.iter().enumerate().filter(|(_, part)| part.name == Some(field))
        {
            let holders = if self.taken_out.contains(&at) { &mut lost } else { &mut have };
            holders.insert(part.holder);
        }
        let all = (0..self.parts.len()).filter(|at| !self.taken_out.contains(at)).map(Some);
        let value = |holder: Option<usize>| holder.map_or(self.node, |at| self.parts[at].value);
        let lacks = |holder: &Option<usize>| {
            matches!(value(*holder).shape, Shape::Struct(_)) && !have.contains(holder)
        };
        let nearest = |holder: &Option<usize>| value(*holder).span.end.abs_diff(byte + 1);
        let holder = std::iter::once(None).chain(all).filter(lacks).min_by_key(nearest)?;
        if !lost.contains(&holder) {
            let told = typed::missing_fields(self.text, field, outer, value(holder));
            self.problems.extend(told);
        }
        holder
    }
}

/// Puts blanks in the place of a part of a text and the comma behind it.
pub(super) fn blank_out(text: &mut String, part: Range<usize>) {
    let behind = &text[part.end..];
    let blank = behind.len() - behind.trim_start().len();
    let comma = if behind[blank..].starts_with(',') { blank + 1 } else { 0 };
    let part = part.start..part.end + comma;
    let blanks: String =
        text[part.clone()].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(part, &blanks);
}
