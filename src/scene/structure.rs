//! Logical structure of pages: elements in reading order.
//!
//! A leaf is a range of the items of a page. Items outside all leaves are decorative.

use std::borrow::Cow;
use std::ops::Range;

use emath::{Pos2, Rect};

/// Maximum nesting depth of elements; deeper ones are flattened, because readers and writers are recursive.
pub(crate) const MAX_LEVELS: usize = 32;

/// Node of a structure.
#[derive(Clone, Debug)]
pub(crate) enum Node<'a> {
    /// An element with what it contains.
    Group(Element<'a>, Vec<Node<'a>>),
    /// Content of a page.
    Leaf(Leaf<'a>),
}

/// Kind of an element.
#[derive(Clone, Debug)]
pub(crate) enum Element<'a> {
    /// Part of the document.
    Section,
    /// Heading of a level from 1, with its words.
    Heading(u16, Cow<'a, str>),
    Paragraph,
    /// List of items without labels.
    List,
    /// List of items with labels.
    LabelledList,
    Item,
    /// Label of an item, with its meaning if it is not text.
    Label(Option<Said<'a>>),
    /// Content of a list item.
    Body,
    /// Rows of cells.
    Table,
    Row,
    HeadCell(HeadOf),
    /// Cell of a table; it may be empty.
    Cell,
    /// Table of contents.
    Contents,
    ContentsEntry,
    /// Text that leads to another location; its first leaf is the active area.
    Link,
    /// Drawing with its alternative text, and its position on a page.
    Figure(Said<'a>, usize, Rect),
}

/// Cells that a head belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeadOf {
    Row,
    Column,
}

/// Words with the tag of their language; empty for that of the document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said<'a> {
    pub(crate) words: Cow<'a, str>,
    pub(crate) language: &'a str,
}

/// Content of a page.
#[derive(Clone, Debug)]
pub(crate) struct Leaf<'a> {
    /// Index of the page.
    pub(crate) page: usize,
    pub(crate) content: Content<'a>,
}

#[derive(Clone, Debug)]
pub(crate) enum Content<'a> {
    /// Lines of text; shapes among them are artifacts.
    Text {
        items: Range<usize>,
        /// Tag of the language; empty for that of the document.
        language: &'a str,
        /// Text to read instead, if the text is a symbol.
        said: Option<Cow<'a, str>>,
    },
    /// Items that form one drawing.
    Drawing { items: Range<usize> },
    /// Active area of a link.
    Link {
        area: Rect,
        /// Index of the target page, and the position in the scene of that page.
        target: (usize, Option<Pos2>),
        /// Alternative text.
        words: Cow<'a, str>,
    },
}

impl<'a> Node<'a> {
    pub(crate) const fn text(page: usize, items: Range<usize>, language: &'a str) -> Self {
        Self::Leaf(Leaf { page, content: Content::Text { items, language, said: None } })
    }

    pub(crate) const fn drawing(page: usize, items: Range<usize>) -> Self {
        Self::Leaf(Leaf { page, content: Content::Drawing { items } })
    }
}

impl Leaf<'_> {
    /// Range of its items on the page; empty for the area of a link.
    pub(crate) fn items(&self) -> Range<usize> {
        match &self.content {
            Content::Text { items, .. } | Content::Drawing { items } => items.clone(),
            Content::Link { .. } => 0..0,
        }
    }
}

/// The leaves of a structure, in its order.
pub(crate) fn leaves<'n, 'a>(nodes: &'n [Node<'a>]) -> Vec<&'n Leaf<'a>> {
    let mut found = Vec::new();
    let mut open: Vec<&Node<'a>> = nodes.iter().rev().collect();
    while let Some(node) = open.pop() {
        match node {
            Node::Group(_, children) => open.extend(children.iter().rev()),
            Node::Leaf(leaf) => found.push(leaf),
        }
    }
    found
}
