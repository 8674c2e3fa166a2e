//! Where things stand: a [`LayoutRequest`] in, a [`Layout`] out, pure geometry.
//!
//! All of it is worked out on neutral axes, *breadth* (along a row of siblings) and *depth* (from
//! the top of the tree down); [`Direction`] is one last mapping to x and y. Equal requests give
//! equal layouts, so whoever keeps a layout keeps its request beside it and compares.

mod connectors;
mod indented;
mod lanes;
mod stacked;
mod tidy;

use emath::{Pos2, Rect, Vec2, pos2, vec2};

use lanes::Lanes;
pub use lanes::{LayoutLine, LineEnd, Way};

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
    /// The cards: parents before children, siblings in order.
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
    pub(crate) const STACK: f32 = 12.0;
    /// Beside a column, where its trunk runs.
    pub(crate) const GUTTER: f32 = 22.0;
    /// Between the trees of a forest.
    pub(crate) const FOREST: f32 = 64.0;
}

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
    parents: Vec<Option<u32>>,
    hanging: Vec<Hanging>,
    first_children: Vec<Option<u32>>,
    /// The sibling above each card on the same trunk.
    above: Vec<Option<u32>>,
    /// From where to where the bar goes, for each card with children that hang from one.
    bars: Vec<Option<(f32, f32)>>,
    /// The depth of the bar under each card, where it has one.
    bar_depths: Vec<f32>,
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
        let sizes: Vec<Vec2> =
            request.nodes.iter().map(|node| swap(request.direction, node.size)).collect();
        let tree = Tree::new(&request.nodes);
        let (mut cards, mut hanging) = match request.style {
            LayoutStyle::Tidy => stacked::place_in_rows(&tree, &sizes),
            LayoutStyle::Stacked => {
                let aspect = match request.direction {
                    Direction::Down => request.aspect,
                    Direction::Right => 1.0 / request.aspect,
                };
                stacked::place_stacked(&tree, &sizes, aspect)
            }
            LayoutStyle::Indented => indented::place(&tree, &sizes),
        };
        let bounds = cards.iter().copied().reduce(Rect::union).unwrap_or(Rect2::default().0);
        for card in &mut cards {
            *card = card.translate(-bounds.min.to_vec2());
        }
        for hanging in &mut hanging {
            if let Hanging::Trunk(breadth) | Hanging::Nested(breadth) = hanging {
                *breadth -= bounds.min.x;
            }
        }
        let mut lanes = if request.lines.is_empty() && request.bodies.is_empty() {
            Lanes::default()
        } else {
            lanes::lay(request, &mut cards, &mut hanging)
        };
        let bounds = cards.iter().copied().reduce(Rect::union).unwrap_or(Rect2::default().0);
        let bar = |card: &Rect| card.max.y + gap::LEVEL / 2.0;
        let bar_depths = if lanes.bars.is_empty() {
            cards.iter().map(bar).collect()
        } else {
            std::mem::take(&mut lanes.bars)
        };
        let connectors::Pieces { above, bars } = Self::pieces(&tree, &cards, &hanging);
        Self {
            direction: request.direction,
            cards,
            parents: request.nodes.iter().map(|node| node.parent).collect(),
            hanging,
            first_children: (0..tree.len())
                .map(|node| tree.children(node).first().copied())
                .collect(),
            above,
            bars,
            bar_depths,
            bounds: Rect2(bounds),
            lanes,
        }
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
        self.parents[node].map(|parent| parent as usize)
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
        let at = self.parents[node]? as usize;
        let (parent, bar) = (self.cards[at], self.bar_depths[at]);
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
            self.first_children[node].map(|child| self.hanging[child as usize]),
            self.hanging[node],
        ) {
            (Some(Hanging::Nested(trunk)), _) => trunk,
            (None, Hanging::Trunk(_) | Hanging::Nested(_)) => card.min.x + stacked::INDENT / 2.0,
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

/// Neutral axes to x and y, and back: the mapping is its own inverse.
const fn swap(direction: Direction, v: Vec2) -> Vec2 {
    match direction {
        Direction::Down => v,
        Direction::Right => vec2(v.y, v.x),
    }
}

/// The children of every node, in order, and the roots.
pub(crate) struct Tree {
    first: Vec<u32>,
    children: Vec<u32>,
    roots: Vec<u32>,
}

impl Tree {
    fn new(nodes: &[LayoutNode]) -> Self {
        let mut first = vec![0_u32; nodes.len() + 1];
        for parent in nodes.iter().filter_map(|node| node.parent) {
            first[parent as usize + 1] += 1;
        }
        for at in 0..nodes.len() {
            first[at + 1] += first[at];
        }
        let mut next = first.clone();
        let mut children = vec![0; first.last().copied().unwrap_or(0) as usize];
        let mut roots = Vec::new();
        for (at, node) in (0_u32..).zip(nodes) {
            match node.parent {
                Some(parent) => {
                    children[next[parent as usize] as usize] = at;
                    next[parent as usize] += 1;
                }
                None => roots.push(at),
            }
        }
        Self { first, children, roots }
    }

    fn len(&self) -> usize {
        self.first.len() - 1
    }

    pub(crate) fn children(&self, node: usize) -> &[u32] {
        &self.children[self.first[node] as usize..self.first[node + 1] as usize]
    }

    pub(crate) fn roots(&self) -> &[u32] {
        &self.roots
    }
}
