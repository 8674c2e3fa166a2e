//! Display list: what is drawn of a chart, in few variants, grouped by subject.
//!
//! All decisions are made here: text is broken into lines, shaped and placed, colours are chosen, lines are routed, and
//! each item carries its [`Role`]. Painters draw items in order.

pub mod atlas;
mod build;
mod card;
mod chips;
mod coloring;
mod content;
mod crossings;
mod dashes;
mod description;
mod draw;
mod emphasis;
mod far_names;
mod frame;
pub(crate) mod glyphs;
pub mod handbook;
mod index;
mod indexed;
mod labels;
mod languages;
mod legend;
mod levels;
mod lines;
pub(crate) mod looks;
pub mod marks;
pub mod matrix;
mod nodes;
mod relations;
mod request;
mod short_names;
pub mod side_by_side;
pub(crate) mod structure;
mod stubs;
mod superiors;
pub mod text;
pub mod theme;
mod upright;
mod visible;
mod wanted;
pub(crate) mod words;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use emath::{Pos2, Rect, Vec2};

pub use build::build;
pub use card::MAX_CARD_WIDTH;
#[cfg(feature = "window")]
pub(crate) use chips::chip_items;
pub use coloring::{ColorBy, ColorLegend, ColorMeaning};
#[cfg(feature = "window")]
pub(crate) use content::rounded;
pub use content::{CardContent, CardPart};
pub use dashes::{Stretch, stretches};
pub use description::{Description, Worded};
pub(crate) use emphasis::Emphasis;
pub use emphasis::{Rest, UnitFilter};
pub use far_names::{FarName, far_name, largest_size, name_of};
pub use index::{Block, BoundsIndex};
pub use indexed::{Card, IndexedScene, Line};
pub use lines::{LineKind, RelationFilter, line_sample, lit_line};
pub use request::SceneRequest;
pub use short_names::{MAX_SHORT_NAME, pill, short_name};
pub use stubs::{Destination, Stub};
pub use superiors::line_kinds;
use text::{Face, FaceId, FontSet, TextRun};
use theme::Color;
pub(crate) use words::{status_key, word};

use crate::model::{BodyIndex, UnitIndex};

/// Drawing primitive.
#[derive(Clone, Debug, PartialEq)]
pub enum SceneItem {
    /// A rectangle with rounded corners.
    Box {
        /// Its role on the chart.
        role: Role,
        /// Its position and size.
        rect: Rect,
        /// Radius of the corners, in points.
        radius: f32,
        /// Fill colour.
        fill: Color,
        /// Width in points and colour of the border, which is inside the rectangle.
        border: Option<(f32, Color)>,
    },
    /// A rectangle with rounded corners on its left side.
    Strip {
        /// Its role on the chart.
        role: Role,
        /// Its position and size.
        rect: Rect,
        /// Radius of the corners, in points.
        radius: f32,
        /// Fill colour.
        fill: Color,
    },
    /// A polyline.
    Line {
        /// Its role on the chart.
        role: Role,
        /// Its corners.
        points: Vec<Pos2>,
        /// Width in points.
        width: f32,
        /// Its colour.
        color: Color,
        /// Length of dashes and of gaps, in points; `None` for a solid line.
        dash: Option<(f32, f32)>,
    },
    /// A filled polygon. A polygon that is not convex is a band: an upper edge from left to right, followed by a lower
    /// edge back with the same number of corners.
    Polygon {
        /// Its role on the chart.
        role: Role,
        /// Its corners.
        points: Vec<Pos2>,
        /// Fill colour.
        fill: Color,
    },
    /// One line of text.
    Text {
        /// Its role on the chart.
        role: Role,
        /// Its start on the baseline.
        origin: Pos2,
        /// Its colour.
        color: Color,
        /// Its text and glyphs.
        run: Arc<TextRun>,
    },
    /// One line of text that slopes up to the right.
    Slanted {
        /// Its role on the chart.
        role: Role,
        /// Its start on the baseline.
        origin: Pos2,
        /// Angle from the horizontal, counterclockwise, in radians.
        angle: f32,
        /// Its colour.
        color: Color,
        /// Its text and glyphs.
        run: Arc<TextRun>,
    },
}

/// Role of an item on the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Outline of a card.
    Body,
    /// Outline behind a card that represents several units.
    Stack,
    /// Band of a card in its colour.
    Band,
    /// Name of a unit or body.
    Name,
    /// Title of a unit's head, and the holders.
    Head,
    /// Acronym, kind, number and status of a unit.
    Kind,
    /// Number of functions, and the pill around it.
    Badge,
    /// Number of hidden units, and the chip around it.
    Chip,
    /// Outline of a pill or chip at the end of a line without a card.
    Stub,
    /// Line of the tree that siblings share.
    Trunk,
    /// Line of the tree from the trunk to a unit.
    Connector,
    /// Line in addition to the tree.
    Relation,
    /// Arrowhead of a line.
    LineHead,
    /// Dot where a line joins another one, or gap in a line of the tree that a line crosses.
    Joint,
    /// Title above the chart, and the facts below the title.
    Heading,
    /// Part of the legend.
    Legend,
    /// Mark of a change since another edition.
    Mark,
    /// Mark of a selected, found or hovered element.
    Highlight,
    /// Part of an atlas: the path to a branch, references to pages, the index.
    Reference,
}

/// Subject of a group of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Title and sources above the chart.
    Heading,
    /// Legend of colours and lines below the chart.
    Legend,
    /// Names of the levels in the margin.
    Levels,
    /// The line between a unit and its parent.
    Connector(UnitIndex),
    /// A line in addition to the tree, by its index among the chart's relations.
    Relation(u32),
    /// A unit's card.
    Unit(UnitIndex),
    /// A body outside the organization.
    Body(BodyIndex),
    /// A chip or pill at the end of a line, with the name of a hidden unit; or the chip for the other hidden ends below
    /// a unit.
    Stub(UnitIndex),
}

/// Items that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Their subject.
    pub subject: Subject,
    /// The rectangle around them.
    pub bounds: Rect,
    /// Their range in the scene's items.
    pub items: Range<usize>,
    /// Ids and names, if requested.
    pub description: Option<Box<Description>>,
}

/// A display list.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The fonts of the glyphs.
    pub fonts: FontSet,
    /// The rectangle around everything, with margins.
    pub bounds: Rect,
    /// Colour of the background.
    pub ground: Color,
    /// All items, in drawing order.
    pub items: Vec<SceneItem>,
    /// The items grouped by subject, in drawing order.
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

    /// The group of a subject.
    #[must_use]
    pub fn find(&self, subject: Subject) -> Option<&Group> {
        self.groups.iter().find(|group| group.subject == subject)
    }

    /// Every line of text, in drawing order.
    pub fn texts(&self) -> impl Iterator<Item = &TextRun> {
        self.items.iter().filter_map(SceneItem::run)
    }

    /// The fallback fonts of the glyphs, in the order of the font set.
    #[must_use]
    pub fn fallbacks(&self) -> Vec<&Face> {
        let faces: BTreeSet<FaceId> =
            self.texts().flat_map(TextRun::glyphs).map(|glyph| glyph.face).collect();
        faces.into_iter().filter(|id| id.is_fallback()).map(|id| self.fonts.face(id)).collect()
    }

    /// Crops the scene to an area, which becomes its bounds; groups on its edge stay whole.
    #[must_use]
    pub fn cropped(self, area: Rect) -> Self {
        let fonts = self.fonts.clone();
        let mut part =
            Self { fonts, bounds: area, ground: self.ground, items: vec![], groups: vec![] };
        for group in self.groups.iter().filter(|group| group.bounds.intersects(area)) {
            part.add(group.subject, self.items_of(group).to_vec());
            if let Some(added) = part.groups.last_mut() {
                added.description.clone_from(&group.description);
            }
        }
        part
    }

    fn add(&mut self, subject: Subject, items: Vec<SceneItem>) {
        let bounds = items.iter().map(SceneItem::bounds).reduce(Rect::union);
        let Some(bounds) = bounds else { return };
        let start = self.items.len();
        self.items.extend(items);
        let items = start..self.items.len();
        self.groups.push(Group { subject, bounds, items, description: None });
    }
}

impl SceneItem {
    /// A line of text in a row of a given height, centred vertically.
    pub(crate) fn in_row(
        role: Role,
        run: &Arc<TextRun>,
        place: Pos2,
        row_height: f32,
        color: Color,
    ) -> Self {
        // The middle of a capital letter or a Chinese character is about 0.36 em above the baseline.
        let origin = Pos2::new(place.x, place.y + row_height / 2.0 + run.size() * 0.36);
        Self::Text { role, origin, color, run: Arc::clone(run) }
    }

    /// Changes all colours of the item.
    fn recolor(&mut self, change: impl Fn(Color) -> Color) {
        match self {
            Self::Box { fill, border, .. } => {
                *fill = change(*fill);
                if let Some((_, color)) = border {
                    *color = change(*color);
                }
            }
            Self::Strip { fill: color, .. }
            | Self::Line { color, .. }
            | Self::Polygon { fill: color, .. }
            | Self::Text { color, .. }
            | Self::Slanted { color, .. } => *color = change(*color),
        }
    }

    /// Its role on the chart.
    #[must_use]
    pub const fn role(&self) -> Role {
        match self {
            Self::Box { role, .. }
            | Self::Strip { role, .. }
            | Self::Line { role, .. }
            | Self::Polygon { role, .. }
            | Self::Text { role, .. }
            | Self::Slanted { role, .. } => *role,
        }
    }

    /// Its line of text.
    #[must_use]
    pub fn run(&self) -> Option<&TextRun> {
        match self {
            Self::Text { run, .. } | Self::Slanted { run, .. } => Some(run),
            Self::Box { .. } | Self::Strip { .. } | Self::Line { .. } | Self::Polygon { .. } => {
                None
            }
        }
    }

    /// Whether it is text that runs from top to bottom.
    #[must_use]
    pub fn is_upright(&self) -> bool {
        match self {
            Self::Text { run, .. } => run.depth() > 0.0,
            Self::Slanted { angle, .. } => *angle < 0.0,
            Self::Box { .. } | Self::Strip { .. } | Self::Line { .. } | Self::Polygon { .. } => {
                false
            }
        }
    }

    /// The rectangle around it.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        match self {
            Self::Box { rect, border, .. } => rect.expand(border.map_or(0.0, |(width, _)| width)),
            Self::Strip { rect, .. } => *rect,
            Self::Line { points, width, .. } => Rect::from_points(points).expand(*width),
            Self::Polygon { points, .. } => Rect::from_points(points),
            Self::Text { origin, run, .. } => Rect::from_min_max(
                Pos2::new(origin.x, origin.y - run.size() * 1.2),
                Pos2::new(origin.x + run.width(), origin.y + run.depth() + run.size() * 0.35),
            ),
            Self::Slanted { origin, angle, run, .. } => {
                let (sin, cos) = angle.sin_cos();
                let corner =
                    |x: f32, y: f32| *origin + Vec2::new(x * cos + y * sin, y * cos - x * sin);
                let (above, below) = (-run.size() * 1.2, run.size() * 0.35);
                let ends = [0.0, run.width()];
                let corners = ends.map(|x| [corner(x, above), corner(x, below)]);
                Rect::from_points(corners.as_flattened())
            }
        }
    }
}
