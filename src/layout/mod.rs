//! Layout: computes rectangles and lines from cards. Pure geometry.
//!
//! A [`LayoutRequest`] contains everything that a [`Layout`] depends on; equal requests produce equal layouts, so that
//! callers can cache layouts by request.
//!
//! Algorithms use neutral axes, *breadth* (along a row of siblings, x) and *depth* (from a parent to its children, y).
//! [`Direction`] maps them to the x and y of the result.

mod bends;
mod block_rows;
mod blocks;
mod boxes;
mod branches;
mod columns;
mod connectors;
mod forest;
mod indented;
mod placement;
mod routing;
mod rows;
mod shelves;
mod stacked;
mod staff;
mod tidy;
mod tree;
mod upright;

use std::ops::Range;

use emath::{Pos2, Rect, Vec2, vec2};

pub use bends::bent;
pub use blocks::CardFit;
use blocks::Choice;
use boxes::Boxes;
pub use connectors::BEND;
use forest::Forest;
use placement::{Attachment, Placement};
use routing::Routing;
pub use routing::{LayoutLine, LineEnd, Route};
use tree::Tree;

/// Arrangement of children.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LayoutStyle {
    /// Tidy tree: the children of each unit in a row.
    Tidy,
    /// Blocks that fit a sheet: heads span their columns, and all columns have the same width. Without
    /// [`LayoutRequest::fits`], and for trees that are too large or too high: rows of columns, or columns within
    /// columns. To the right: a tidy tree, unless it is too large.
    #[default]
    Stacked,
    /// Indented list: one unit per line.
    Indented,
    /// Tidy tree with each level on one line.
    Ranks,
}

/// Direction from parents to children.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Top to bottom.
    #[default]
    Down,
    /// Left to right.
    Right,
}

/// Medium of a chart, which determines distances and type sizes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Medium {
    /// A window, or a picture of any size.
    #[default]
    Screen,
    /// A sheet of paper: the chart is as dense as legibility allows.
    Paper,
}

/// Requested arrangement of the children of one unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wish {
    /// Whatever fits the sheet.
    #[default]
    Any,
    /// Side by side.
    Row,
    /// In two or more columns.
    Columns,
    /// One below the other.
    List,
    /// Side by side, with the whole branch as narrow cards of upright text.
    Upright,
}

/// Card of a request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayoutNode {
    /// Index of the parent in [`LayoutRequest::nodes`]; less than the card's own index.
    pub parent: Option<u32>,
    /// Width and height in points.
    pub size: Vec2,
}

/// Input of a layout.
#[derive(Clone, Debug, PartialEq)]
pub struct LayoutRequest {
    /// Arrangement of children.
    pub style: LayoutStyle,
    /// Direction from parents to children.
    pub direction: Direction,
    /// Aspect ratio, width divided by height, that [`LayoutStyle::Stacked`] and forests aim for.
    pub aspect: f32,
    /// Medium of the chart.
    pub medium: Medium,
    /// Width and height of heading, legend and bodies on the sheet, in points.
    pub around: Vec2,
    /// Height of the sheet of paper, in points of the paper.
    pub paper_height: Option<f32>,
    /// Cards in preorder: parents before children, siblings in order.
    pub nodes: Vec<LayoutNode>,
    /// Staff: cards beside the stem of their parent, in order; the staff of a parent precedes its other children.
    pub staff: Vec<u32>,
    /// For [`LayoutStyle::Stacked`]: the heights of each card at other widths, in the order of the cards. May be empty.
    pub fits: Vec<CardFit>,
    /// The same with room for the texts in all languages of the file. If this enlarges the sheet only slightly, the
    /// arrangement is based on these, so that it is the same in each language. May be empty.
    pub shared_fits: Vec<CardFit>,
    /// Requested arrangement of the children of each card; [`Wish::Upright`] applies to each style, the others to
    /// [`LayoutStyle::Stacked`]. May be empty.
    pub wishes: Vec<Wish>,
    /// Width and height of the bodies outside the tree, in points.
    pub bodies: Vec<Vec2>,
    /// Body above the first root: its superior.
    pub above: Option<u32>,
    /// Lines that are not part of the tree.
    pub lines: Vec<LayoutLine>,
    /// State of the chart whose arrangement in [`LayoutStyle::Stacked`] is kept.
    pub before: Option<Box<StateBefore>>,
}

/// State of a chart before branches were folded or unfolded.
#[derive(Clone, Debug, PartialEq)]
pub struct StateBefore {
    /// Its arrangement.
    pub arrangement: Arrangement,
    /// For each card its index among the cards before, if it was there.
    pub nodes: Vec<Option<u32>>,
}

/// Arrangement of one tree in [`LayoutStyle::Stacked`] that is kept as branches fold and unfold.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrangement {
    choice: Choice,
    /// The card of each box, if there are boxes.
    boxes: Option<Vec<usize>>,
}

impl Arrangement {
    /// The arrangement of the layout of a request; `None` if there is none that could be kept.
    #[must_use]
    pub fn of(request: &LayoutRequest) -> Option<Self> {
        let (tree, sizes) = (Tree::of(request), sizes(request));
        let aim = Aim::new(request);
        if aim.style != LayoutStyle::Stacked {
            return None;
        }
        Some(match Boxes::new(&tree, &sizes, &aim) {
            Some(boxes) => Self {
                choice: blocks::choice(&boxes.tree, &boxes.sizes, &boxes.aim(&aim))?,
                boxes: Some(boxes.nodes().to_vec()),
            },
            None => Self { choice: blocks::choice(&tree, &sizes, &aim)?, boxes: None },
        })
    }

    /// The card or box of a card, if it has one of its own.
    fn place(&self, node: u32) -> Option<usize> {
        let node = node as usize;
        match &self.boxes {
            Some(boxes) => boxes.binary_search(&node).ok(),
            None => Some(node),
        }
    }
}

impl Default for LayoutRequest {
    /// Creates a request without cards, for a landscape sheet.
    fn default() -> Self {
        Self {
            style: LayoutStyle::default(),
            direction: Direction::default(),
            aspect: std::f32::consts::SQRT_2,
            medium: Medium::default(),
            around: Vec2::ZERO,
            paper_height: None,
            nodes: Vec::new(),
            staff: Vec::new(),
            fits: Vec::new(),
            shared_fits: Vec::new(),
            wishes: Vec::new(),
            bodies: Vec::new(),
            above: None,
            lines: Vec::new(),
            before: None,
        }
    }
}

/// Objective of an arrangement.
#[derive(Clone, Copy)]
struct Aim<'a> {
    style: LayoutStyle,
    /// Breadth of the sheet divided by its depth.
    aspect: f32,
    medium: Medium,
    around: Vec2,
    paper_height: Option<f32>,
    fits: &'a [CardFit],
    shared_fits: &'a [CardFit],
    wishes: &'a [Wish],
    /// Choice to keep, with the node there of each card.
    before: Option<(&'a Choice, &'a [Option<usize>])>,
}

impl<'a> Aim<'a> {
    fn new(request: &'a LayoutRequest) -> Self {
        let &LayoutRequest { direction, medium, around, paper_height, .. } = request;
        let style = match (request.style, direction) {
            // Columns would become rows to the right, each slightly lower than the one before.
            (LayoutStyle::Stacked, Direction::Right) if request.nodes.len() <= MAX_IN_ROWS => {
                LayoutStyle::Tidy
            }
            (style, _) => style,
        };
        // Text runs along the width in any direction.
        let (aspect, fits, shared_fits) = match direction {
            Direction::Down => (request.aspect, &request.fits[..], &request.shared_fits[..]),
            Direction::Right => (1.0 / request.aspect, &[][..], &[][..]),
        };
        let around = swap_axes(direction, around);
        let wishes = &request.wishes;
        let before = None;
        Self { style, aspect, medium, around, paper_height, fits, shared_fits, wishes, before }
    }

    /// The same for a branch.
    fn of_branch(self, range: Range<usize>) -> Self {
        let fits = self.fits.get(range.clone()).unwrap_or_default();
        let shared_fits = self.shared_fits.get(range.clone()).unwrap_or_default();
        let wishes = self.wishes.get(range).unwrap_or_default();
        Self { fits, shared_fits, wishes, before: None, ..self }
    }

    /// Depth of the smallest sheet that contains cards of some size with their surroundings.
    fn sheet_depth(&self, size: Vec2) -> f32 {
        ((size.x + self.around.x) / self.aspect).max(size.y + self.around.y)
    }
}

/// Maximum number of cards for which rows are tried; no sheet is broad enough for more.
const MAX_IN_ROWS: usize = 1_000;

/// Distances in points.
mod gap {
    /// Between the cards of siblings in a row.
    pub(super) const SIBLING: f32 = 24.0;
    /// Between a parent and a row of children, where their connectors run.
    pub(super) const LEVEL: f32 = 40.0;
    /// Between the cards of a column.
    pub(super) const STACK: f32 = 10.0;
    /// Left of a column, where its trunk runs.
    pub(super) const GUTTER: f32 = 20.0;
    /// Between the trees of a forest.
    pub(super) const FOREST: f32 = 64.0;
}

/// Positions of cards, bodies and lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    direction: Direction,
    tree: Tree,
    /// Cards in neutral axes.
    placement: Placement,
    /// Breadth and depth of all cards, which start at the origin.
    size: Vec2,
    routing: Routing,
    /// Ends of the bar under each card.
    bars: Vec<Option<(f32, f32)>>,
}

impl Layout {
    /// Lays out a request.
    #[must_use]
    pub fn new(request: &LayoutRequest) -> Self {
        let direction = request.direction;
        let (tree, sizes) = (Tree::of(request), sizes(request));
        let aim = Aim::new(request);
        let Forest { mut placement, shelves } = match &request.before {
            None => forest::place(&tree, &sizes, aim),
            Some(before) => {
                let StateBefore { arrangement, nodes } = &**before;
                let nodes: Vec<Option<usize>> =
                    nodes.iter().map(|node| arrangement.place((*node)?)).collect();
                let before = Some((&arrangement.choice, &nodes[..]));
                forest::place(&tree, &sizes, Aim { before, ..aim })
            }
        };
        placement.move_to_origin();
        let routing = if request.lines.is_empty() && request.bodies.is_empty() {
            Routing::default()
        } else if shelves.is_empty() {
            routing::route(request, &tree, &mut placement)
        } else {
            shelves::route(request, &tree, &mut placement, &shelves)
        };
        let size = placement.bounds().size();
        let bars = connectors::bars(&tree, &placement);
        Self { direction, tree, placement, size, routing, bars }
    }

    /// Number of cards.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.placement.cards.len()
    }

    /// Whether there are no cards.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.placement.cards.is_empty()
    }

    /// Direction from parents to children.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        self.direction
    }

    /// Bounding rectangle of the cards; its minimum is the origin.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        self.map_rect(Rect::from_min_size(Pos2::ZERO, self.size))
    }

    /// Rectangle of a card.
    #[must_use]
    pub fn card(&self, node: usize) -> Rect {
        self.map_rect(self.placement.cards[node])
    }

    /// Whether a card is a head, as broad as everything below it.
    #[must_use]
    pub fn is_head(&self, node: usize) -> bool {
        self.placement.heads.binary_search(&node).is_ok()
    }

    /// Index of the parent of a card.
    #[must_use]
    pub fn parent(&self, node: usize) -> Option<usize> {
        self.tree.parent(node)
    }

    /// Rectangle of a body outside the tree.
    #[must_use]
    pub fn body(&self, body: usize) -> Rect {
        self.map_rect(self.routing.bodies[body])
    }

    /// Route of a line.
    #[must_use]
    pub fn route(&self, line: usize) -> Route {
        let Route { points, own, joint } = &self.routing.routes[line];
        Route {
            points: self.map_points(points.iter().copied()),
            own: self.map_points(own.iter().copied()),
            joint: joint.map(|point| self.map_point(point)),
        }
    }

    fn map_points(&self, points: impl IntoIterator<Item = Pos2>) -> Vec<Pos2> {
        points.into_iter().map(|point| self.map_point(point)).collect()
    }

    fn map_point(&self, point: Pos2) -> Pos2 {
        swap_axes(self.direction, point.to_vec2()).to_pos2()
    }

    fn map_rect(&self, rect: Rect) -> Rect {
        Rect::from_min_size(self.map_point(rect.min), swap_axes(self.direction, rect.size()))
    }
}

/// Breadth and depth of the cards of a request.
fn sizes(request: &LayoutRequest) -> Vec<Vec2> {
    request.nodes.iter().map(|node| swap_axes(request.direction, node.size)).collect()
}

/// Converts between neutral axes and x and y.
const fn swap_axes(direction: Direction, v: Vec2) -> Vec2 {
    match direction {
        Direction::Down => v,
        Direction::Right => vec2(v.y, v.x),
    }
}
