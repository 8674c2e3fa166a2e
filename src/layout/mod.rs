//! Where things stand: a [`LayoutRequest`] in, a [`Layout`] out, pure geometry.
//!
//! All of it is worked out on neutral axes, *breadth* (along a row of siblings) and *depth* (from
//! the top of the tree down); [`Direction`] is one last mapping to x and y. Equal requests give
//! equal layouts, so whoever keeps a layout keeps its request beside it and compares.

mod blocks;
mod columns;
mod connectors;
mod indented;
mod lanes;
mod rows;
mod stacked;
mod tidy;
mod tree;

use emath::{Pos2, Rect, Vec2, pos2, vec2};

use lanes::Lanes;
pub use lanes::{LayoutLine, LineEnd, Way};
use tree::Tree;

/// How children are arranged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LayoutStyle {
    /// Every unit's children in a row.
    Tidy,
    /// Neighbouring low branches in columns under their parent, so that the whole fits a sheet.
    #[default]
    Stacked,
    /// One unit a line, indented by level.
    Indented,
}

/// Where the tree grows to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// From top to bottom.
    #[default]
    Down,
    /// From left to right.
    Right,
}

/// A card to be placed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayoutNode {
    /// The place of its parent in the list, which is before its own.
    pub parent: Option<u32>,
    /// Width and height in points.
    pub size: Vec2,
}

/// Everything a layout depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct LayoutRequest {
    /// How children are arranged.
    pub style: LayoutStyle,
    /// Where the tree grows to.
    pub direction: Direction,
    /// Width to height that the columns of [`LayoutStyle::Stacked`] are chosen for.
    pub aspect: f32,
    /// The cards in preorder: each before all that is below it, siblings in order.
    pub nodes: Vec<LayoutNode>,
    /// Width and height of each body outside, in points.
    pub bodies: Vec<Vec2>,
    /// The lines besides the tree.
    pub lines: Vec<LayoutLine>,
}

/// Distances in points.
pub(crate) mod gap {
    /// Between siblings' cards, along the row.
    pub(crate) const SIBLING: f32 = 24.0;
    /// Between a card and its children's, where their connectors run.
    pub(crate) const LEVEL: f32 = 40.0;
    /// Between cards of one column.
    pub(crate) const STACK: f32 = 10.0;
    /// Beside a column, where its trunk runs.
    pub(crate) const GUTTER: f32 = 20.0;
    /// Between the trees of a forest.
    pub(crate) const FOREST: f32 = 64.0;
}

/// Cards, and how they hang on their parents.
type Placed = (Vec<Rect>, Vec<Hanging>);

/// How a card hangs on its parent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Hanging {
    /// From a bar above it.
    Row,
    /// From the bar above its column, by a trunk beside it, at this breadth.
    Trunk(f32),
    /// From its parent's card above it, by a trunk beside it, at this breadth.
    Nested(f32),
}

/// Where every card stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    direction: Direction,
    /// The cards in neutral axes: x is breadth, y is depth.
    cards: Vec<Rect>,
    tree: Tree,
    hanging: Vec<Hanging>,
    bounds: Rect2,
    lanes: Lanes,
}

/// A rectangle whose default is an empty one at the origin.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Rect2(Rect);

impl Default for Rect2 {
    fn default() -> Self {
        Self(Rect::from_min_size(Pos2::ZERO, Vec2::ZERO))
    }
}

impl Layout {
    /// Places all cards of a request.
    #[must_use]
    pub fn new(request: &LayoutRequest) -> Self {
        let tree = Tree::new(request.nodes.iter().map(|node| node.parent).collect());
        let size = |node: &LayoutNode| swap(request.direction, node.size);
        let sizes: Vec<Vec2> = request.nodes.iter().map(size).collect();
        let (mut cards, mut hanging) = match request.style {
            LayoutStyle::Tidy => rows::place(&tree, &sizes),
            LayoutStyle::Stacked => {
                let aspect = match request.direction {
                    Direction::Down => request.aspect,
                    Direction::Right => 1.0 / request.aspect,
                };
                stacked::place(&tree, &sizes, aspect)
            }
            LayoutStyle::Indented => indented::place(&tree, &sizes),
        };
        move_to_origin(&mut cards, &mut hanging);
        let lanes = if request.lines.is_empty() && request.bodies.is_empty() {
            Lanes::default()
        } else {
            lanes::lay(request, &mut cards, &mut hanging)
        };
        let bounds = Rect2(around(&cards));
        Self { direction: request.direction, cards, tree, hanging, bounds, lanes }
    }

    /// The number of cards.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.cards.len()
    }

    /// Whether there are no cards.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.cards.is_empty()
    }

    /// Where a card stands.
    #[must_use]
    pub fn card(&self, node: usize) -> Rect {
        self.map_rect(self.cards[node])
    }

    /// Where the tree grows to.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        self.direction
    }

    /// The place of a card's parent in the list.
    #[must_use]
    pub fn parent(&self, node: usize) -> Option<usize> {
        self.tree.parent(node)
    }

    /// Where a body outside stands.
    #[must_use]
    pub fn body(&self, body: usize) -> Rect {
        self.map_rect(self.lanes.bodies[body])
    }

    /// The way of a line.
    #[must_use]
    pub fn way(&self, line: usize) -> Way {
        let way = &self.lanes.ways[line];
        Way {
            points: self.map_line(way.points.clone()),
            own: self.map_line(way.own.clone()),
            joint: way.joint.map(|point| swap(self.direction, point.to_vec2()).to_pos2()),
        }
    }

    /// The rectangle around all cards; its upper left corner is the origin.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        self.map_rect(self.bounds.0)
    }

    /// The line from a card's parent to the card, along the trunk that siblings share.
    #[must_use]
    pub fn connector(&self, node: usize) -> Option<Vec<Pos2>> {
        let at = self.tree.parent(node)?;
        let (parent, bar) = (self.cards[at], self.bar_depth(at));
        let card = self.cards[node];
        let points = match self.hanging[node] {
            Hanging::Nested(trunk) => vec![
                pos2(trunk, parent.max.y),
                pos2(trunk, card.center().y),
                pos2(card.min.x, card.center().y),
            ],
            Hanging::Trunk(trunk) => {
                vec![
                    pos2(parent.center().x, parent.max.y),
                    pos2(parent.center().x, bar),
                    pos2(trunk, bar),
                    pos2(trunk, card.center().y),
                    pos2(card.min.x, card.center().y),
                ]
            }
            Hanging::Row if self.hangs_straight(node) => {
                let middle = parent.center().x;
                vec![pos2(middle, parent.max.y), pos2(middle, card.min.y)]
            }
            Hanging::Row => {
                vec![
                    pos2(parent.center().x, parent.max.y),
                    pos2(parent.center().x, bar),
                    pos2(card.center().x, bar),
                    pos2(card.center().x, card.min.y),
                ]
            }
        };
        Some(self.map_line(points))
    }

    /// Where the connectors to a card's children leave it, or would if it had any.
    #[must_use]
    pub fn outlet(&self, node: usize) -> Pos2 {
        let card = self.cards[node];
        let breadth = match (
            self.tree.children(node).next().map(|child| self.hanging[child]),
            self.hanging[node],
        ) {
            (Some(Hanging::Nested(trunk)), _) => trunk,
            (None, Hanging::Trunk(_) | Hanging::Nested(_)) => card.min.x + indented::INDENT / 2.0,
            (Some(Hanging::Row | Hanging::Trunk(_)), _) | (None, Hanging::Row) => card.center().x,
        };
        self.map_line(vec![pos2(breadth, card.max.y)])[0]
    }

    fn map_line(&self, points: Vec<Pos2>) -> Vec<Pos2> {
        points.into_iter().map(|point| swap(self.direction, point.to_vec2()).to_pos2()).collect()
    }

    fn map_rect(&self, rect: Rect) -> Rect {
        Rect::from_min_size(
            swap(self.direction, rect.min.to_vec2()).to_pos2(),
            swap(self.direction, rect.size()),
        )
    }
}

/// The rectangle around some cards.
fn around(cards: &[Rect]) -> Rect {
    cards.iter().copied().reduce(Rect::union).unwrap_or(Rect2::default().0)
}

fn move_to_origin(cards: &mut [Rect], hanging: &mut [Hanging]) {
    let corner = around(cards).min.to_vec2();
    for card in cards {
        *card = card.translate(-corner);
    }
    for hanging in hanging {
        if let Hanging::Trunk(breadth) | Hanging::Nested(breadth) = hanging {
            *breadth -= corner.x;
        }
    }
}

/// Neutral axes to x and y, and back: the mapping is its own inverse.
const fn swap(direction: Direction, v: Vec2) -> Vec2 {
    match direction {
        Direction::Down => v,
        Direction::Right => vec2(v.y, v.x),
    }
}
