//! Layout: cards in, rectangles and lines out. Pure geometry.
//!
//! A [`LayoutRequest`] is everything that a [`Layout`] depends on; equal requests give equal
//! layouts, so a caller caches a layout by comparing requests.
//!
//! Algorithms work on neutral axes, *breadth* (along a row of siblings, x) and *depth* (from a
//! parent to its children, y). [`Direction`] maps them to the x and y of the result.

mod block_rows;
mod blocks;
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
mod tidy;
mod tree;

use emath::{Pos2, Rect, Vec2, vec2};

pub use blocks::CardFit;
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
    /// Blocks: heads over all their columns, one width of columns in the whole, which fits a sheet.
    /// Without [`LayoutRequest::fits`], and for trees that are too large or too high: rows of
    /// columns, or columns within columns.
    #[default]
    Stacked,
    /// Indented list: one unit per line.
    Indented,
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

/// What a chart is set for; it decides distances and type sizes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Medium {
    /// A window, or a picture of any size.
    #[default]
    Screen,
    /// A sheet of paper: the chart is as close as legibility allows.
    Paper,
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
    /// Width divided by height that [`LayoutStyle::Stacked`] and forests aim at.
    pub aspect: f32,
    /// Cards in preorder: parents before children, siblings in order.
    pub nodes: Vec<LayoutNode>,
    /// For [`LayoutStyle::Stacked`]: how each card fits other widths, in the order of the cards. May
    /// be empty.
    pub fits: Vec<CardFit>,
    /// Width and height of the bodies outside the tree, in points.
    pub bodies: Vec<Vec2>,
    /// Lines that are not part of the tree.
    pub lines: Vec<LayoutLine>,
}

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
    /// Breadth and depth of all cards; they start at the origin.
    size: Vec2,
    routing: Routing,
}

impl Layout {
    /// Lays out a request.
    #[must_use]
    pub fn new(request: &LayoutRequest) -> Self {
        let direction = request.direction;
        let tree = Tree::new(request.nodes.iter().map(|node| node.parent).collect());
        let sizes: Vec<Vec2> =
            request.nodes.iter().map(|node| swap_axes(direction, node.size)).collect();
        let aspect = match direction {
            Direction::Down => request.aspect,
            Direction::Right => 1.0 / request.aspect,
        };
        // Text runs along the width, whatever the direction.
        let fits = match direction {
            Direction::Down => &request.fits[..],
            Direction::Right => &[],
        };
        let Forest { mut placement, shelves } =
            forest::place(&tree, &sizes, fits, request.style, aspect);
        placement.move_to_origin();
        let routing = if request.lines.is_empty() && request.bodies.is_empty() {
            Routing::default()
        } else if shelves.is_empty() {
            routing::route(request, &tree, &mut placement)
        } else {
            shelves::route(request, &tree, &mut placement, &shelves)
        };
        let size = placement.bounds().size();
        Self { direction, tree, placement, size, routing }
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

    /// Whether a card is a head: as broad as all that stands below it.
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

/// Neutral axes to x and y, and back.
const fn swap_axes(direction: Direction, v: Vec2) -> Vec2 {
    match direction {
        Direction::Down => v,
        Direction::Right => vec2(v.y, v.x),
    }
}
