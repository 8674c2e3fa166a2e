//! Scene with spatial indexes over its cards, lines and other groups.

use std::collections::HashMap;
use std::sync::Arc;

use emath::{Pos2, Rect};

use super::index::BoundsIndex;
use super::nodes::Nodes;
use super::text::TextRun;
use super::theme::Color;
use super::{CardContent, ColorLegend, Group, LineKind, Scene, SceneItem, Stub, Subject};
use crate::layout::{Direction, Layout};
use crate::model::UnitIndex;

/// The card of a visible unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// The unit.
    pub unit: UnitIndex,
    /// Its rectangle.
    pub rect: Rect,
    /// The colour of the band.
    pub band: Color,
    /// The chip at the card's edge; only units with sub-units have one.
    pub chip: Option<Rect>,
    /// Number of units hidden below it, if any.
    pub hidden: Option<usize>,
    /// Totals of its branch and values of fields; empty if none are shown.
    pub facts: String,
    /// Short name of the unit: its acronym, otherwise its name.
    pub short_name: String,
    /// Whether it is the top card, or as broad as everything below it.
    pub is_head: bool,
}

/// Complete line in addition to the tree; in the scene, the common part of lines is drawn only once.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its index among the chart's relations.
    pub relation: u32,
    /// Its kind.
    pub kind: LineKind,
    /// The units whose cards it connects; `None` for an outside body.
    pub ends: [Option<UnitIndex>; 2],
    /// Its corners.
    pub points: Vec<Pos2>,
}

/// A scene with its cards, and with spatial indexes.
#[derive(Clone, Debug)]
pub struct IndexedScene {
    /// The display list.
    pub scene: Scene,
    /// The cards in preorder, siblings in order.
    pub cards: Vec<Card>,
    /// The lines in addition to the tree.
    pub lines: Vec<Line>,
    /// Stubs at the ends of lines without a card.
    pub stubs: Vec<Stub>,
    /// Contents of the cards.
    pub content: CardContent,
    /// Meanings of the cards' colours.
    pub colors: ColorLegend,
    line_index: BoundsIndex,
    places: HashMap<UnitIndex, u32>,
    layout: Layout,
    nodes: Nodes,
    card_index: BoundsIndex,
    /// Each card's group in the scene.
    card_groups: Vec<u32>,
    other_index: BoundsIndex,
    /// The groups that are not cards.
    other_groups: Vec<u32>,
    minus: Arc<TextRun>,
}

impl IndexedScene {
    /// Creates an indexed scene from a scene, its layout, and its cards in the order of the layout.
    #[must_use]
    pub(super) fn new(
        scene: Scene,
        (layout, nodes): (Layout, Nodes),
        cards: Vec<Card>,
        lines: Vec<Line>,
        (stubs, content, colors): (Vec<Stub>, CardContent, ColorLegend),
        minus: Arc<TextRun>,
    ) -> Self {
        let around = |line: &Line| Rect::from_points(&line.points);
        let line_index = BoundsIndex::new(lines.iter().map(around).collect());
        let places = (0..).zip(&cards).map(|(place, card)| (card.unit, place)).collect();
        let card_index = BoundsIndex::new(cards.iter().map(|card| card.rect).collect());
        let (card_groups, other_groups): (Vec<u32>, Vec<u32>) = (0..)
            .take(scene.groups.len())
            .partition(|&at| matches!(scene.groups[at as usize].subject, Subject::Unit(_)));
        let other = |&at: &u32| scene.groups[at as usize].bounds;
        let other_index = BoundsIndex::new(other_groups.iter().map(other).collect());
        Self {
            scene,
            cards,
            lines,
            stubs,
            content,
            colors,
            line_index,
            places,
            layout,
            nodes,
            card_index,
            card_groups,
            other_index,
            other_groups,
            minus,
        }
    }

    /// The minus sign on a chip that collapses the units below.
    #[must_use]
    pub const fn minus(&self) -> &Arc<TextRun> {
        &self.minus
    }

    /// Takes the display list and leaves only its bounds.
    pub(crate) fn take_scene(&mut self) -> Scene {
        let (fonts, bounds, ground) =
            (self.scene.fonts.clone(), self.scene.bounds, self.scene.ground);
        let rest = Scene { fonts, bounds, ground, items: Vec::new(), groups: Vec::new() };
        std::mem::replace(&mut self.scene, rest)
    }

    /// The lines in addition to the tree within `reach` points of a point.
    #[must_use]
    pub fn lines_at(&self, at: Pos2, reach: f32) -> Vec<&Line> {
        let near = |line: &&Line| {
            let mut strokes =
                line.points.windows(2).map(|ends| Rect::from_two_pos(ends[0], ends[1]));
            strokes.any(|stroke| stroke.distance_to_pos(at) <= reach)
        };
        let area = Rect::from_center_size(at, emath::Vec2::splat(2.0 * reach));
        self.lines_in(area).into_iter().filter(near).collect()
    }

    /// The lines in addition to the tree that intersect an area, in order.
    #[must_use]
    pub fn lines_in(&self, area: Rect) -> Vec<&Line> {
        let mut found = self.line_index.meeting(area);
        found.sort_unstable();
        found.into_iter().map(|at| &self.lines[at]).collect()
    }

    /// A unit's card, if it is visible.
    #[must_use]
    pub fn card(&self, unit: UnitIndex) -> Option<&Card> {
        self.cards.get(self.place(unit)?)
    }

    /// The line to a unit from its parent.
    #[must_use]
    pub fn connector(&self, unit: UnitIndex) -> Option<Vec<Pos2>> {
        self.layout.connector(self.nodes.card(self.place(unit)?))
    }

    fn place(&self, unit: UnitIndex) -> Option<usize> {
        self.places.get(&unit).map(|&place| place as usize)
    }

    fn parent_place(&self, place: usize) -> Option<usize> {
        let parent = self.layout.parent(self.nodes.card(place))?;
        Some(self.nodes.card_of(parent))
    }

    /// The parent of a unit, if both are visible.
    #[must_use]
    pub fn parent(&self, unit: UnitIndex) -> Option<UnitIndex> {
        let parent = self.parent_place(self.place(unit)?)?;
        Some(self.cards[parent].unit)
    }

    /// The cards of a unit and its siblings, in order.
    #[must_use]
    pub fn siblings(&self, unit: UnitIndex) -> Vec<&Card> {
        let Some(place) = self.place(unit) else { return Vec::new() };
        let parent = self.parent_place(place);
        let first = parent.map_or(0, |parent| parent + 1);
        let is_in_branch =
            |place: &usize| parent.is_none_or(|top| self.parent_place(*place) >= Some(top));
        let branch = (first..self.cards.len()).take_while(is_in_branch);
        let siblings = branch.filter(|&place| self.parent_place(place) == parent);
        siblings.map(|place| &self.cards[place]).collect()
    }

    /// Whether levels are arranged from left to right, as opposed to from top to bottom.
    #[must_use]
    pub fn grows_right(&self) -> bool {
        self.layout.direction() == Direction::Right
    }

    /// Rectangle around a unit's card and all cards below it.
    #[must_use]
    pub fn branch_bounds(&self, unit: UnitIndex) -> Option<Rect> {
        let top = self.place(unit)?;
        let mut bounds = self.cards[top].rect;
        // A branch is a range of the list.
        for place in top + 1..self.cards.len() {
            if self.parent_place(place).is_none_or(|parent| parent < top) {
                break;
            }
            bounds = bounds.union(self.cards[place].rect);
        }
        Some(bounds)
    }

    /// The cards that intersect an area, each with its items.
    #[must_use]
    pub fn cards_in(&self, area: Rect) -> Vec<(&Card, &[SceneItem])> {
        let found = self.card_index.meeting(area).into_iter();
        found.map(|at| (&self.cards[at], self.items_of(at))).collect()
    }

    /// A unit's card with its items, if it is visible.
    #[must_use]
    pub fn find(&self, unit: UnitIndex) -> Option<(&Card, &[SceneItem])> {
        let place = self.place(unit)?;
        Some((&self.cards[place], self.items_of(place)))
    }

    fn items_of(&self, place: usize) -> &[SceneItem] {
        self.scene.items_of(&self.scene.groups[self.card_groups[place] as usize])
    }

    /// Index over the rectangles of the cards, in the order of the cards.
    #[must_use]
    pub const fn card_index(&self) -> &BoundsIndex {
        &self.card_index
    }

    /// Groups other than cards that intersect an area, in drawing order, except those in blocks that `opens` rejects.
    #[must_use]
    pub fn others_in(&self, area: Rect, opens: impl Fn(Rect) -> bool) -> Vec<&Group> {
        let mut found = Vec::new();
        self.other_index.walk(
            area,
            |block| opens(block.bounds),
            |block| {
                if block.level == 0 {
                    found.push(&self.scene.groups[self.other_groups[block.at] as usize]);
                }
            },
        );
        found
    }
}
