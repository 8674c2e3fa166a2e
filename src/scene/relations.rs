//! The lines besides the tree in a scene: where they end, and what is drawn of them.

use std::collections::BTreeMap;

use emath::{Rect, Vec2, vec2};

use super::SceneItem;
use super::card::line_item;
use super::lines::{relation_items, relation_line};
use super::text::{Weight, face};
use super::theme::{Theme, size};
use crate::layout::{LayoutLine, LineEnd, Way};
use crate::model::{BodyIndex, Chart, Party, RelationKind, UnitIndex};

/// Height of a body's pill, in points.
const PILL: f32 = 32.0;
/// From a pill's end to its words, in points.
const PADDING: f32 = 16.0;
/// Width of a dot where a line joins another, in points.
const JOINT: f32 = 4.5;

/// The relations that a scene shows, with the bodies they lead to.
pub(super) struct Relations {
    /// Each relation's place among the chart's, its kind, and its ends on the chart.
    pub(super) shown: Vec<(u32, RelationKind, LayoutLine)>,
    /// The bodies with their names.
    pub(super) bodies: Vec<(BodyIndex, String)>,
}

impl Relations {
    /// Those of the `wanted` relations that have an end on the chart. `card` is the card that
    /// stands for a unit: its own, or that of its nearest superior that is shown.
    pub(super) fn new(
        chart: &Chart,
        wanted: impl Fn(&crate::model::Relation) -> bool,
        card: impl Fn(UnitIndex) -> Option<usize>,
        name: impl Fn(BodyIndex) -> String,
    ) -> Self {
        let mut bodies: BTreeMap<BodyIndex, u32> = BTreeMap::new();
        let relations: Vec<_> = (0_u32..)
            .zip(chart.relations())
            .filter(|(_, line)| wanted(line))
            .filter(|(_, line)| {
                let is_shown = |party: Party| party.unit().is_none_or(|unit| card(unit).is_some());
                let is_outside = line.from.unit().is_none() && line.to.unit().is_none();
                !is_outside && is_shown(line.from) && is_shown(line.to)
            })
            .collect();
        for party in relations.iter().flat_map(|(_, line)| [line.from, line.to]) {
            if let Party::Body(body) = party {
                bodies.insert(body, 0);
            }
        }
        for (at, place) in (0..).zip(bodies.values_mut()) {
            *place = at;
        }
        let end = |party: Party| match party {
            Party::Body(body) => bodies.get(&body).map(|&at| LineEnd::Body(at)),
            Party::Unit(unit) | Party::Post(unit, _) => {
                card(unit).and_then(|at| u32::try_from(at).ok()).map(LineEnd::Card)
            }
        };
        let shown = relations.into_iter().filter_map(|(index, line)| {
            let kind = RelationKind::ALL.iter().position(|&kind| kind == line.kind);
            let kind = u32::try_from(kind?).ok()?;
            let line_ends = LayoutLine { from: end(line.from)?, to: end(line.to)?, kind };
            Some((index, line.kind, line_ends))
        });
        let shown = shown.collect();
        let bodies = bodies.into_keys().map(|body| (body, name(body))).collect();
        Self { shown, bodies }
    }

    /// What the layout is to lay.
    pub(super) fn lines(&self) -> Vec<LayoutLine> {
        self.shown.iter().map(|&(_, _, line)| line).collect()
    }

    /// The sizes of the bodies' pills.
    pub(super) fn pill_sizes(&self) -> Vec<Vec2> {
        let width = |words: &str| face(Weight::Regular).width(words, size::NAME).ceil();
        self.bodies.iter().map(|(_, words)| vec2(width(words) + 2.0 * PADDING, PILL)).collect()
    }
}

/// A body's pill.
pub(super) fn pill_items(rect: Rect, words: &str, theme: &Theme) -> Vec<SceneItem> {
    let border = Some((1.0, theme.muted));
    let shape = SceneItem::Box { rect, radius: PILL / 2.0, fill: theme.ground, border };
    let place = rect.min + vec2(PADDING, 0.0);
    let words = line_item(words, place, rect.height(), size::NAME, Weight::Regular, theme.muted);
    vec![shape, words]
}

/// What is drawn of a line: its own stretch, with an arrow's head where it leads to, or a dot where
/// it joins one that is drawn already.
pub(super) fn way_items(kind: RelationKind, way: Way, theme: &Theme) -> Vec<SceneItem> {
    let leads_to_end = way.own.last() == way.points.last();
    if way.own.is_empty() {
        return Vec::new();
    }
    let mut items = if leads_to_end {
        relation_items(kind, way.own, theme)
    } else {
        vec![relation_line(kind, way.own, theme)]
    };
    let color = items.iter().find_map(|item| match item {
        SceneItem::Line { color, .. } => Some(*color),
        SceneItem::Box { .. } | SceneItem::Polygon { .. } | SceneItem::Text { .. } => None,
    });
    if let (Some(joint), Some(fill)) = (way.joint, color) {
        let rect = Rect::from_center_size(joint, vec2(JOINT, JOINT));
        items.push(SceneItem::Box { rect, radius: JOINT / 2.0, fill, border: None });
    }
    items
}
