//! What is drawn: a display list of few variants, grouped by what it stands for.
//!
//! Everything is decided here: text is broken into lines and placed, colours are chosen, lines are
//! routed. A painter only has to draw items in order.

mod alike;
mod build;
mod card;
mod dashes;
mod elsewhere;
pub(crate) mod glyphs;
mod index;
mod languages;
mod legend;
mod lines;
mod nodes;
mod relations;
mod shown;
mod stage;
mod superiors;
pub mod text;
pub mod theme;
mod wanted;
mod words;

use std::ops::Range;

use emath::{Pos2, Rect, Vec2};

pub(crate) use alike::told_apart;
pub use build::{Pages, SceneRequest, build, chip_items};
pub use card::MAX_CARD_WIDTH;
pub(crate) use card::line_item;
pub use dashes::{Stretch, stretches};
pub use elsewhere::{Destination, Elsewhere};
pub use index::{Block, BoundsIndex};
pub use lines::{LineKind, RelationFilter, line_sample, lit_line};
pub use stage::{Card, Line, Stage};
pub use superiors::line_kinds;
use text::{FontSet, Weight};
use theme::Color;
pub(crate) use words::word;

use crate::model::{BodyIndex, UnitIndex};

/// One thing to draw.
#[derive(Clone, Debug, PartialEq)]
pub enum SceneItem {
    /// A rectangle with round corners.
    Box {
        /// Where it is.
        rect: Rect,
        /// Radius of the corners, in points.
        radius: f32,
        /// The inside.
        fill: Color,
        /// Width in points and colour of the border.
        border: Option<(f32, Color)>,
    },
    /// A line through points.
    Line {
        /// Its corners.
        points: Vec<Pos2>,
        /// Width in points.
        width: f32,
        /// Its colour.
        color: Color,
        /// Length of dashes and of the gaps between, in points; none for an unbroken line.
        dash: Option<(f32, f32)>,
    },
    /// A filled shape: the head of an arrow.
    Polygon {
        /// Its corners.
        points: Vec<Pos2>,
        /// The inside.
        fill: Color,
    },
    /// One line of text.
    Text {
        /// Its start on the baseline.
        origin: Pos2,
        /// Its width as measured, in points.
        width: f32,
        /// The words.
        words: String,
        /// Type size in points.
        size: f32,
        /// Weight of the font.
        weight: Weight,
        /// Its colour.
        color: Color,
    },
}

/// What a group of items stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Title and source above the chart.
    Heading,
    /// What colours and lines mean, under the chart.
    Legend,
    /// The line between a unit and its parent.
    Connector(UnitIndex),
    /// A line besides the tree, by its place among the chart's relations.
    Relation(u32),
    /// A unit's card.
    Unit(UnitIndex),
    /// A body outside the organization.
    Body(BodyIndex),
    /// A chip or pill that names a unit which is not shown, at the end of a line to it; or the chip
    /// for all further ones under a unit.
    Elsewhere(UnitIndex),
}

/// Items that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What they stand for.
    pub subject: Subject,
    /// The rectangle around them.
    pub bounds: Rect,
    /// Which of the scene's items they are.
    pub items: Range<usize>,
}

/// A display list.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The fonts that texts are set in.
    pub fonts: FontSet,
    /// The rectangle around everything, margins included.
    pub bounds: Rect,
    /// What is behind it all.
    pub ground: Color,
    /// All items, in drawing order.
    pub items: Vec<SceneItem>,
    /// The items by what they stand for, in drawing order.
    pub groups: Vec<Group>,
}

impl Scene {
    /// Width and height in points.
    #[must_use]
    pub fn size(&self) -> Vec2 {
        self.bounds.size()
    }

    /// The items of a group.
    #[must_use]
    pub fn items_of(&self, group: &Group) -> &[SceneItem] {
        &self.items[group.items.clone()]
    }

    /// The group that stands for something.
    #[must_use]
    pub fn find(&self, subject: Subject) -> Option<&Group> {
        self.groups.iter().find(|group| group.subject == subject)
    }

    /// Every line of text, with its weight, in drawing order.
    pub fn texts(&self) -> impl Iterator<Item = (Weight, &str)> {
        self.items.iter().filter_map(|item| match item {
            SceneItem::Text { words, weight, .. } => Some((*weight, words.as_str())),
            SceneItem::Box { .. } | SceneItem::Line { .. } | SceneItem::Polygon { .. } => None,
        })
    }

    /// What of it is in an area, which becomes its bounds; groups at the edge stay whole.
    #[must_use]
    pub fn cropped(self, area: Rect) -> Self {
        let fonts = self.fonts.clone();
        let mut part =
            Self { fonts, bounds: area, ground: self.ground, items: vec![], groups: vec![] };
        for group in self.groups.iter().filter(|group| group.bounds.intersects(area)) {
            part.add(group.subject, self.items_of(group).to_vec());
        }
        part
    }

    fn add(&mut self, subject: Subject, items: Vec<SceneItem>) {
        let bounds = items.iter().map(SceneItem::bounds).reduce(Rect::union);
        let Some(bounds) = bounds else { return };
        let start = self.items.len();
        self.items.extend(items);
        self.groups.push(Group { subject, bounds, items: start..self.items.len() });
    }
}

impl SceneItem {
    /// The rectangle around it.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        match self {
            Self::Box { rect, border, .. } => rect.expand(border.map_or(0.0, |(width, _)| width)),
            Self::Line { points, width, .. } => Rect::from_points(points).expand(*width),
            Self::Polygon { points, .. } => Rect::from_points(points),
            Self::Text { origin, width, size, .. } => Rect::from_min_max(
                Pos2::new(origin.x, origin.y - size * 1.2),
                Pos2::new(origin.x + width, origin.y + size * 0.35),
            ),
        }
    }
}
