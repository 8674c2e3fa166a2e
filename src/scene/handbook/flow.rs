//! Flow of blocks over pages: page breaks by typographic rules, and the structure of the placed content.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use emath::{Pos2, Rect, Vec2, vec2};

use crate::model::UnitIndex;
use crate::scene::structure::{Content, Element, Leaf, Node};
use crate::scene::text::TextRun;
use crate::scene::theme::Color;
use crate::scene::{Role, SceneItem};

/// Minimum number of lines of a paragraph at the bottom and at the top of a page (widows and orphans).
const MIN_LINES: usize = 2;

/// Index of an element of the structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ElementId(usize);

/// The root element.
pub(super) const WHOLE: ElementId = ElementId(0);

/// Structure that grows while blocks are created and placed.
#[derive(Debug)]
struct Entry<'a> {
    element: Element<'a>,
    children: Vec<Child<'a>>,
}

#[derive(Debug)]
enum Child<'a> {
    Element(ElementId),
    Leaf(Leaf<'a>),
}

/// Target of a link or page number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Target {
    /// The page of a unit.
    Unit(UnitIndex),
    /// The first page of a part of the book, by its index.
    Part(usize),
    /// A sentence or post, by a unique number.
    Place(usize),
}

/// Page number that is filled in once everything is placed.
#[derive(Clone, Debug)]
pub(super) struct PageNumber {
    pub(super) target: Target,
    /// Left end of its baseline, or right end.
    pub(super) origin: Pos2,
    pub(super) is_at_right: bool,
    pub(super) style: NumberStyle,
    pub(super) color: Color,
}

/// Text around a page number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberStyle {
    /// The number only.
    Bare,
    /// "(page 7)"
    Words,
}

/// Part of a row that belongs to one element.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    pub(super) element: ElementId,
    /// Tag of the language of its text; empty for that of the document.
    pub(super) language: &'a str,
    /// Items, relative to the upper left corner of the row.
    pub(super) items: Vec<SceneItem>,
    /// Page number after the items, from the upper left corner of the row.
    pub(super) number: Option<PageNumber>,
    pub(super) link: Option<Target>,
}

/// Line of a block.
#[derive(Clone, Debug, Default)]
pub(super) struct Row<'a> {
    pub(super) height: f32,
    pub(super) parts: Vec<Part<'a>>,
    /// Decorative items.
    pub(super) artifacts: Vec<SceneItem>,
}

/// Rows with the space before them.
#[derive(Clone, Debug, Default)]
pub(super) struct Block<'a> {
    pub(super) before: f32,
    pub(super) rows: Vec<Row<'a>>,
    /// Whether its rows stay together.
    pub(super) is_whole: bool,
    /// Whether it stays together with the start of the next block, like a heading.
    pub(super) keeps_with_next: bool,
    /// The target that this block is the start of.
    pub(super) starts: Option<Target>,
}

impl Block<'_> {
    fn height(&self) -> f32 {
        self.rows.iter().map(|row| row.height).sum()
    }

    /// Height of the rows that may be alone at the bottom of a page.
    fn first_height(&self) -> f32 {
        let is_whole = self.is_whole || self.rows.len() < 2 * MIN_LINES;
        let rows = if is_whole { self.rows.len() } else { MIN_LINES };
        self.rows[..rows].iter().map(|row| row.height).sum()
    }
}

/// Columns of a page that text flows through.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    pub(super) count: usize,
    pub(super) width: f32,
    pub(super) gap: f32,
}

/// The current page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) items: Vec<SceneItem>,
    /// Page numbers with their places among the items.
    numbers: Vec<(usize, PageNumber)>,
}

/// Pages with what is placed on them.
#[derive(Debug)]
pub(super) struct Flow<'a> {
    pub(super) pages: Vec<Page>,
    entries: Vec<Entry<'a>>,
    /// Left edge of odd and even pages; top and bottom of all pages.
    pub(super) left: [f32; 2],
    pub(super) top: f32,
    pub(super) bottom: f32,
    columns: Columns,
    /// The current column, its start on this page, and its filled height.
    column: usize,
    column_top: f32,
    y: f32,
    /// Positions of targets.
    places: HashMap<Target, (usize, Pos2)>,
    /// Links whose targets are not placed yet: the element's child, and the target.
    links: Vec<(ElementId, usize, Target)>,
}

impl<'a> Flow<'a> {
    pub(super) fn new(left: [f32; 2], top: f32, bottom: f32) -> Self {
        let whole = Entry { element: Element::Section, children: Vec::new() };
        Self {
            pages: Vec::new(),
            entries: vec![whole],
            left,
            top,
            bottom,
            columns: Columns { count: 1, width: 0.0, gap: 0.0 },
            column: 0,
            column_top: top,
            y: top,
            places: HashMap::new(),
            links: Vec::new(),
        }
    }

    /// Adds an element to a parent.
    pub(super) fn open(&mut self, parent: ElementId, element: Element<'a>) -> ElementId {
        let id = ElementId(self.entries.len());
        self.entries.push(Entry { element, children: Vec::new() });
        self.entries[parent.0].children.push(Child::Element(id));
        id
    }

    /// Adds an item to a list. Returns the elements of its label and of what it says.
    pub(super) fn open_item(&mut self, list: ElementId) -> (ElementId, ElementId) {
        let item = self.open(list, Element::Item);
        (self.open(item, Element::Label(None)), self.open(item, Element::Body))
    }

    /// Starts a page.
    pub(super) fn start_page(&mut self) {
        self.pages.push(Page::default());
        self.column = 0;
        self.column_top = self.top;
        self.y = self.top;
    }

    /// Divides the rest of the page and the next ones into columns.
    pub(super) fn set_columns(&mut self, columns: Columns) {
        self.columns = columns;
        self.column = 0;
        self.column_top = self.y;
    }

    pub(super) const fn columns(&self) -> Columns {
        self.columns
    }

    /// The space left on the page.
    pub(super) fn room(&self) -> f32 {
        self.bottom - self.y
    }

    /// The filled fraction of the page, from 0 to 1.
    pub(super) fn filled(&self) -> f32 {
        (self.y - self.top) / (self.bottom - self.top)
    }

    pub(super) fn is_at_top(&self) -> bool {
        self.y <= self.column_top
    }

    fn next_column(&mut self) {
        if self.column + 1 < self.columns.count {
            self.column += 1;
            self.y = self.column_top;
        } else {
            self.start_page();
        }
    }

    fn corner(&self) -> Pos2 {
        #[expect(clippy::cast_precision_loss, reason = "a few columns")]
        let aside = self.column as f32 * (self.columns.width + self.columns.gap);
        Pos2::new(self.left[(self.pages.len() + 1) % 2] + aside, self.y)
    }

    /// Places blocks one after another.
    pub(super) fn put(&mut self, blocks: Vec<Block<'a>>) {
        let needed = needed(&blocks);
        for (block, needed) in blocks.into_iter().zip(needed) {
            let before = if self.is_at_top() { 0.0 } else { block.before };
            if before + needed > self.room() && !self.is_at_top() {
                self.next_column();
            }
            if !self.is_at_top() {
                self.y += block.before;
            }
            if let Some(target) = block.starts {
                let (page, place) = (self.pages.len() - 1, self.corner());
                self.places.entry(target).or_insert((page, place));
            }
            self.put_rows(block);
        }
    }

    fn put_rows(&mut self, block: Block<'a>) {
        let is_whole = block.is_whole || block.rows.len() < 2 * MIN_LINES;
        let mut rows = block.rows;
        while !rows.is_empty() {
            let mut height = 0.0;
            let room = self.room();
            let fitting = rows.iter().take_while(|row| {
                height += row.height;
                height <= room + 0.1
            });
            let fitting = fitting.count();
            let count = if fitting >= rows.len() {
                rows.len()
            } else if is_whole && !self.is_at_top() {
                0
            } else {
                let most = fitting.min(rows.len().saturating_sub(MIN_LINES)).max(fitting.min(1));
                if most < MIN_LINES && !self.is_at_top() { 0 } else { most.max(1) }
            };
            if count == 0 {
                self.next_column();
                continue;
            }
            let rest = rows.split_off(count);
            for row in rows {
                self.put_row(row);
            }
            rows = rest;
            if !rows.is_empty() {
                self.next_column();
            }
        }
    }

    fn put_row(&mut self, row: Row<'a>) {
        let corner = self.corner().to_vec2();
        let page_index = self.pages.len() - 1;
        let Some(page) = self.pages.last_mut() else { return };
        page.items.extend(row.artifacts.into_iter().map(|item| moved(item, corner)));
        for part in row.parts {
            let start = page.items.len();
            page.items.extend(part.items.into_iter().map(|item| moved(item, corner)));
            if let Some(number) = part.number {
                let number = PageNumber { origin: number.origin + corner, ..number };
                page.numbers.push((page.items.len(), number));
                // The place of the number among the items.
                page.items.push(nothing());
            }
            let items = start..page.items.len();
            let area = Rect::from_min_size(corner.to_pos2(), vec2(0.0, row.height));
            let bounds = page.items[items.clone()].iter().map(SceneItem::bounds);
            let area = bounds.filter(Rect::is_finite).reduce(Rect::union).unwrap_or(area);
            let entry = &mut self.entries[part.element.0];
            if let Element::Figure(_, page, bounds) = &mut entry.element {
                (*page, *bounds) = (page_index, area);
                let content = Content::Drawing { items };
                entry.children.push(Child::Leaf(Leaf { page: page_index, content }));
                continue;
            }
            if let Some(target) = part.link {
                self.links.push((part.element, entry.children.len(), target));
                let content = Content::Link { area, target: (0, None), words: "".into() };
                entry.children.push(Child::Leaf(Leaf { page: page_index, content }));
            }
            push_text(entry, page_index, items, part.language);
        }
        self.y += row.height;
    }

    /// The page and position of a target.
    pub(super) fn place(&self, target: Target) -> Option<(usize, Pos2)> {
        self.places.get(&target).copied()
    }

    /// Number of the current page, from 0.
    pub(super) fn page(&self) -> usize {
        self.pages.len().saturating_sub(1)
    }

    /// Fills in page numbers and links once everything is placed. `run` shapes a number.
    pub(super) fn finish(
        &mut self,
        run: impl Fn(usize, NumberStyle) -> Arc<TextRun>,
        words: impl Fn(usize) -> String,
    ) {
        let places = &self.places;
        for page in &mut self.pages {
            for (at, number) in std::mem::take(&mut page.numbers) {
                let Some(&(target, _)) = places.get(&number.target) else { continue };
                let PageNumber { mut origin, color, .. } = number;
                let run = run(target, number.style);
                if number.is_at_right {
                    origin.x -= run.width();
                }
                page.items[at] = SceneItem::Text { role: Role::Reference, origin, color, run };
            }
        }
        for (element, at, target) in std::mem::take(&mut self.links) {
            let Some(&(page, place)) = places.get(&target) else { continue };
            if let Child::Leaf(Leaf {
                content: Content::Link { target, words: said, .. }, ..
            }) = &mut self.entries[element.0].children[at]
            {
                (*target, *said) = ((page, Some(place)), words(page).into());
            }
        }
    }

    /// The structure of all pages, and their items.
    pub(super) fn into_parts(self) -> (Vec<Node<'a>>, Vec<Page>) {
        let mut entries: Vec<Option<Entry<'a>>> = self.entries.into_iter().map(Some).collect();
        let nodes = match node(&mut entries, WHOLE) {
            Some(Node::Group(_, children)) => children,
            _ => Vec::new(),
        };
        (nodes, self.pages)
    }
}

/// An element with its children. The structure of a book is a few levels deep.
fn node<'a>(entries: &mut [Option<Entry<'a>>], id: ElementId) -> Option<Node<'a>> {
    let Entry { element, children } = entries[id.0].take()?;
    let children = children.into_iter().filter_map(|child| match child {
        Child::Leaf(leaf) => Some(Node::Leaf(leaf)),
        Child::Element(id) => node(entries, id),
    });
    Some(Node::Group(element, children.collect()))
}

/// Adds text to an element; consecutive lines in one language form a single leaf.
fn push_text<'a>(entry: &mut Entry<'a>, page: usize, items: Range<usize>, language: &'a str) {
    if items.is_empty() {
        return;
    }
    if let Some(Child::Leaf(Leaf { page: before, content })) = entry.children.last_mut()
        && let Content::Text { items: last, language: known, .. } = content
        && (*before, last.end, *known) == (page, items.start, language)
    {
        last.end = items.end;
        return;
    }
    let content = Content::Text { items, language, said: None };
    entry.children.push(Child::Leaf(Leaf { page, content }));
}

/// The height that each block needs below its start, including what it must stay together with.
fn needed(blocks: &[Block<'_>]) -> Vec<f32> {
    let mut needed = vec![0.0; blocks.len()];
    for at in (0..blocks.len()).rev() {
        needed[at] = match blocks.get(at + 1) {
            Some(next) if blocks[at].keeps_with_next => {
                blocks[at].height() + next.before + needed[at + 1]
            }
            _ => blocks[at].first_height(),
        };
    }
    needed
}

fn nothing() -> SceneItem {
    let (role, points) = (Role::Reference, Vec::new());
    SceneItem::Line { role, points, width: 0.0, color: Color([0; 4]), dash: None }
}

fn moved(item: SceneItem, by: Vec2) -> SceneItem {
    match item {
        SceneItem::Box { role, rect, radius, fill, border } => {
            SceneItem::Box { role, rect: rect.translate(by), radius, fill, border }
        }
        SceneItem::Strip { role, rect, radius, fill } => {
            SceneItem::Strip { role, rect: rect.translate(by), radius, fill }
        }
        SceneItem::Line { role, mut points, width, color, dash } => {
            for point in &mut points {
                *point += by;
            }
            SceneItem::Line { role, points, width, color, dash }
        }
        SceneItem::Polygon { role, mut points, fill } => {
            for point in &mut points {
                *point += by;
            }
            SceneItem::Polygon { role, points, fill }
        }
        SceneItem::Text { role, origin, color, run } => {
            SceneItem::Text { role, origin: origin + by, color, run }
        }
        SceneItem::Slanted { role, origin, angle, color, run } => {
            SceneItem::Slanted { role, origin: origin + by, angle, color, run }
        }
    }
}
