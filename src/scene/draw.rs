//! Drawing of a layout: connectors, cards, and lines in addition to the tree.

use std::collections::BTreeSet;

use emath::{Pos2, Rect};

use super::build::Looks;
use super::card::{CardColors, stack_room, tag_room};
use super::chips::{chip_items, chip_rect};
use super::coloring::ColorLegend;
use super::crossings::Crossings;
use super::languages::Languages;
use super::lines::LineKind;
use super::marks::{self, Marks};
use super::nodes::Nodes;
use super::relations::{Relations, route_items};
use super::request::SceneRequest;
use super::stubs::{Names, Stub};
use super::text::{Shaper, Weight, printable_line};
use super::theme::{Theme, size};
use super::upright::CardFace;
use super::visible::VisibleUnits;
use super::{Card, Line, Role, Scene, SceneItem, Subject};
use crate::layout::{Direction, Layout, LineEnd};
use crate::model::{Chart, Status, UnitIndex};

/// Dashes and gaps of the outlines of planned units and vacant posts, in points.
const PLANNED: (f32, f32) = (8.0, 5.0);
const VACANT: (f32, f32) = (3.0, 3.0);
/// Width of the tree's lines, in points.
const TREE_LINE: f32 = 1.5;

/// The rectangle of a unit's card within its place in the layout, which includes the stack.
fn card_rect(chart: &Chart, unit: UnitIndex, place: Rect, marks: Option<&Marks>) -> Rect {
    let room = stack_room(chart.unit(unit).count) + tag_room(marks);
    Rect::from_min_max(place.min, place.max - room)
}

pub(super) struct Builder<'a> {
    pub(super) chart: &'a Chart,
    pub(super) request: &'a SceneRequest,
    pub(super) shaper: &'a Shaper,
    pub(super) languages: Languages<'a>,
    pub(super) theme: Theme,
    pub(super) looks: &'a Looks<'a>,
    /// Colours of what is shown.
    pub(super) colors: ColorLegend,
    pub(super) shown: VisibleUnits,
    pub(super) nodes: Nodes,
    pub(super) layout: Layout,
    pub(super) scene: Scene,
    pub(super) cards: Vec<Card>,
}

impl Builder<'_> {
    /// Adds the connectors of the tree: for each unit its own line, and for a first child also the line that its
    /// siblings share.
    pub(super) fn connectors(&mut self) {
        let line = |role| {
            let (width, color) = (TREE_LINE, self.theme.line);
            move |points| SceneItem::Line { role, points, width, color, dash: None }
        };
        for (at, &unit) in self.shown.units.iter().enumerate() {
            let shared = self.layout.shared_line(self.nodes.card(at));
            let own = self.layout.own_line(self.nodes.card(at));
            let to_card = |points| self.to_card(self.nodes.card(at), points);
            let (shared, own) = (shared.into_iter().map(to_card), own.into_iter().map(to_card));
            let shared = shared.map(line(Role::Trunk));
            let own = own.map(line(Role::Connector)).map(|mut line| {
                self.looks.emphases.of(unit).apply(std::slice::from_mut(&mut line), &self.theme);
                line
            });
            self.scene.add(Subject::Connector(unit), shared.chain(own).collect());
        }
    }

    /// Extends points that start at the lower edge of the parent's place up to its card.
    fn to_card(&self, node: usize, mut points: Vec<Pos2>) -> Vec<Pos2> {
        let room = tag_room(self.request.marks.as_deref()).y;
        let parent = self.layout.parent(node).filter(|_| room > 0.0);
        if let Some(parent) = parent.filter(|_| self.request.direction == Direction::Down) {
            let edge = self.layout.card(parent).max.y;
            for point in points.iter_mut().filter(|point| (point.y - edge).abs() < 0.1) {
                point.y -= room;
            }
        }
        points
    }

    /// Adds the cards with their lines of facts.
    pub(super) fn cards(&mut self, texts: &[CardFace], facts: Vec<String>) {
        for ((at, &unit), facts) in self.shown.units.iter().enumerate().zip(facts) {
            let it = self.chart.unit(unit);
            let marks = self.request.marks.as_deref();
            let rect = card_rect(self.chart, unit, self.layout.card(self.nodes.card(at)), marks);
            let emphasis = self.looks.emphases.of(unit);
            let is_head = self.layout.is_head(self.nodes.card(at));
            let colors = CardColors::new(&self.looks.coloring, unit, is_head, &self.theme);
            let mut items = texts[at].items(it.count, rect, colors, &self.theme);
            self.draw_status(unit, rect, &mut items);
            emphasis.apply(&mut items, &self.theme);
            let hidden = self.shown.hidden.get(&unit).copied();
            let chip = self.has_chip(unit).then(|| {
                let words = hidden.map_or_else(|| "−".to_owned(), |hidden| format!("+{hidden}"));
                let words = self.shaper.run(&words, Weight::Regular, size::SMALL);
                let chip = chip_rect(self.layout.outlet(self.nodes.card(at)), &words);
                if hidden.is_some() {
                    items.extend(chip_items(Role::Chip, chip, &words, &self.theme));
                }
                chip
            });
            if let Some(mark) = marks.and_then(|marks| marks.of(unit)) {
                marks::apply(mark, &mut items, rect, self.shaper, &self.theme);
            }
            self.scene.add(Subject::Unit(unit), items);
            let short_name = it.acronym.as_deref().unwrap_or(self.languages.words(&it.name));
            let short_name = printable_line(short_name);
            let is_head = is_head || self.shown.parents[at].is_none();
            let band = emphasis.color(colors.band, &self.theme);
            let mark = marks.and_then(|marks| marks.of(unit));
            let band = mark.map_or(band, |mark| marks::block_color(mark, &self.theme));
            self.cards.push(Card { unit, rect, band, chip, hidden, facts, short_name, is_head });
        }
    }

    /// Adapts the items of a card to the status of its unit: a dashed outline for vacant or planned ones, a
    /// struck-through name for abolished ones.
    fn draw_status(&self, unit: UnitIndex, card: Rect, items: &mut Vec<SceneItem>) {
        let it = self.chart.unit(unit);
        let post = it.head.as_ref().filter(|_| self.chart.post(unit).is_some());
        let dash = match (it.status, post.and_then(|post| post.status)) {
            (Some(Status::Planned), _) => PLANNED,
            (None, Some(Status::Vacant)) => VACANT,
            (Some(Status::Abolished), _) => {
                let names = items.iter().filter(|item| item.role() == Role::Name);
                let struck: Vec<SceneItem> = names.filter_map(marks::strike).collect();
                return items.extend(struck);
            }
            _ => return,
        };
        for item in &mut *items {
            if let SceneItem::Box { role: Role::Body, fill, border, .. } = item {
                *border = Some((1.0, *fill));
            }
        }
        items.push(marks::outline(card, self.theme.muted, dash));
    }

    /// Whether a card has a chip, because there are units below it that may be shown.
    fn has_chip(&self, unit: UnitIndex) -> bool {
        self.chart.unit(unit).children.iter().any(|&child| !self.looks.emphases.hides(child))
    }

    /// Full routes of the relations.
    pub(super) fn lines(&self, relations: &Relations) -> Vec<Line> {
        let unit = |end: LineEnd| match end {
            LineEnd::Card(at) => {
                // A hidden unit is represented by the card that hides it.
                Some(self.shown.units[self.nodes.card_of(at as usize)])
            }
            LineEnd::Body(_) => None,
        };
        let lines = relations.shown.iter().enumerate();
        let lines = lines.map(|(at, &(relation, kind, line))| Line {
            relation,
            kind,
            ends: [unit(line.from), unit(line.to)],
            points: self.layout.route(at).points,
        });
        lines.filter(|line| !line.points.is_empty()).collect()
    }

    /// Chips under cards and pills at the edge of the chart.
    pub(super) fn stubs(&mut self, relations: &Relations, names: &Names) -> Vec<Stub> {
        let placed = names.place(relations, &self.shown.units, &self.layout, &self.theme);
        let mut stubs = Vec::new();
        for (subject, items, it) in placed {
            self.scene.add(subject, items);
            stubs.push(it);
        }
        stubs
    }

    /// Adds lines in addition to the tree. Returns the kinds that were drawn.
    pub(super) fn relations(&mut self, relations: &Relations) -> BTreeSet<LineKind> {
        let mut kinds = BTreeSet::new();
        let crossings = Crossings::new(&self.scene.items, relations.shown.len());
        for (at, &(index, kind, _)) in relations.shown.iter().enumerate() {
            let route = self.layout.route(at);
            let mut items = route_items(kind, &route, &self.theme);
            let line = &self.chart.relations()[index as usize];
            let emphasis = self.looks.emphases.of_line([line.from.unit(), line.to.unit()]);
            emphasis.apply(&mut items, &self.theme);
            if !items.is_empty() {
                items.splice(0..0, crossings.gaps(&route.own, self.theme.ground));
            }
            if !items.is_empty() {
                kinds.insert(kind);
            }
            self.scene.add(Subject::Relation(index), items);
        }
        kinds
    }
}
