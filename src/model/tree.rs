//! RON text as a tree with the place of every part.
//!
//! Typed parsing is several times quicker, so the tree is built only when there is a problem to
//! place, or when the text is not RON and what is sound in it has to be found.

use std::ops::Range;

/// One step into the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A field of a struct.
    Field(&'static str),
    /// An item of a list, from 0.
    Item(usize),
}

impl From<&'static str> for Step {
    fn from(name: &'static str) -> Self {
        Self::Field(name)
    }
}

impl From<usize> for Step {
    fn from(at: usize) -> Self {
        Self::Item(at)
    }
}

/// A value with its place.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) span: Range<usize>,
    pub(super) shape: Shape,
}

#[derive(Debug)]
pub(super) enum Shape {
    /// A number, string, word or anything else without parts.
    Leaf,
    /// `[…]`, or a tuple.
    List(Vec<Node>),
    /// `(name: value, …)`; what is no field is left out.
    Struct(Vec<Field>),
    /// `{key: value, …}`; its parts are never asked for.
    Map,
}

/// A field of a struct.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) name_span: Range<usize>,
    pub(super) value: Node,
}

impl Node {
    /// The value of a field.
    pub(super) fn field(&self, name: &str) -> Option<&Self> {
        match &self.shape {
            Shape::Struct(fields) => {
                fields.iter().find(|field| field.name == name).map(|field| &field.value)
            }
            Shape::Leaf | Shape::List(_) | Shape::Map => None,
        }
    }

    /// The place that a path leads to, or the deepest place on the way that exists.
    ///
    /// An item of something that is no list is the thing itself: one or several.
    pub(super) fn locate(&self, path: &[Step]) -> Range<usize> {
        let next = match (path.first(), &self.shape) {
            (Some(Step::Field(name)), _) => self.field(name),
            (Some(Step::Item(at)), Shape::List(items)) => items.get(*at),
            (Some(Step::Item(_)), _) => Some(self),
            (None, _) => None,
        };
        match next {
            Some(node) => node.locate(&path[1..]),
            None => self.span.clone(),
        }
    }
    /// The parts of a struct or list.
    pub(super) fn parts(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        match &self.shape {
            Shape::Struct(fields) => Box::new(fields.iter().map(|field| &field.value)),
            Shape::List(items) => Box::new(items.iter()),
            Shape::Leaf | Shape::Map => Box::new(std::iter::empty()),
        }
    }

    /// The place of its first character in the text that it was read from.
    pub(super) fn first_character(&self, text: &str) -> Range<usize> {
        let start = self.span.start;
        start..start + text[start..].chars().next().map_or(0, char::len_utf8)
    }

    /// Whether it is a value without parts that could be asked for.
    pub(super) const fn is_leaf(&self) -> bool {
        matches!(self.shape, Shape::Leaf)
    }

    /// The node itself and everything in it, parents first.
    pub(super) fn all(&self) -> Vec<&Self> {
        let mut found = vec![self];
        let mut at = 0;
        while at < found.len() {
            let node = found[at];
            found.extend(node.parts());
            at += 1;
        }
        found
    }

    /// The fields of the node and of everything in it.
    pub(super) fn all_fields(&self) -> Vec<&Field> {
        self.all().into_iter().flat_map(Self::fields).collect()
    }

    /// The fields of a struct; none of anything else.
    pub(super) fn fields(&self) -> &[Field] {
        match &self.shape {
            Shape::Struct(fields) => fields,
            Shape::Leaf | Shape::List(_) | Shape::Map => &[],
        }
    }
}
