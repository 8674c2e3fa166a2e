//! Lines in addition to the tree in a scene: ends and items.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use emath::{Rect, Vec2, vec2};

use super::emphasis::Emphases;
use super::lines::{LineKind, relation_items, relation_line};
use super::nodes::Nodes;
use super::request::SceneRequest;
use super::theme::Theme;
use super::visible::VisibleUnits;
use super::{Role, SceneItem};
use crate::layout::{LayoutLine, LineEnd, Route};
use crate::model::{BodyIndex, Chart, Party, RelationKind, UnitIndex};

/// Diameter of the dot where a line joins another, in points.
const JOINT: f32 = 4.5;
/// Maximum number of chips below a card.
const MAX_NAMED: usize = 4;

/// An end of a line without a card, represented by a pill at the edge of the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum OffChart {
    /// A body outside the organization.
    Body(BodyIndex),
    /// A unit outside the displayed branch.
    Unit(UnitIndex),
}

/// Location of an end of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Outside(OffChart),
    Card(usize),
    /// Hidden under a card.
    Under(usize, UnitIndex),
}

impl Place {
    const fn card(self) -> Option<usize> {
        match self {
            Self::Outside(_) => None,
            Self::Card(card) | Self::Under(card, _) => Some(card),
        }
    }
}

/// Hidden ends of lines: a chip below the card that hides them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HiddenEnd {
    /// Index of the card.
    pub(super) card: usize,
    /// The unit named on the chip, or the number of ends beyond those that are named.
    pub(super) names: Result<UnitIndex, usize>,
}

/// The relations of a scene, with the ends that have no card.
#[derive(Default)]
pub(super) struct Relations {
    /// Index of each relation in the chart, its kind, and its ends in the layout.
    pub(super) shown: Vec<(u32, LineKind, LayoutLine)>,
    /// The pills at the edge of the chart.
    pub(super) outside: Vec<OffChart>,
    /// The chips, in the order of the cards.
    pub(super) hidden: Vec<HiddenEnd>,
    /// The nodes of the layout.
    pub(super) nodes: Nodes,
}

impl Relations {
    /// Selects those of the `wanted` relations, by index in the chart, that have an end at a card and none at a unit
    /// hidden by a filter.
    pub(super) fn new(
        chart: &Chart,
        wanted: impl Iterator<Item = (u32, LineKind)>,
        shown: &VisibleUnits,
        emphases: &Emphases,
    ) -> Self {
        let place = |party| place(chart, shown, party);
        let is_left_out = |party: Party| party.unit().is_some_and(|unit| emphases.hides(unit));
        let lines: Vec<_> = wanted
            .map(|(index, kind)| (index, kind, &chart.relations()[index as usize]))
            .filter(|(_, _, line)| !is_left_out(line.from) && !is_left_out(line.to))
            .map(|(index, kind, line)| (index, kind, [place(line.from), place(line.to)]))
            // Excludes lines between two pills, and lines below one card.
            .filter(|(_, _, [from, to])| from.card() != to.card())
            .collect();
        let ends = || lines.iter().flat_map(|(_, _, ends)| ends);
        let outside: BTreeSet<OffChart> = ends()
            .filter_map(|end| match end {
                Place::Outside(outside) => Some(*outside),
                Place::Card(_) | Place::Under(..) => None,
            })
            .collect();
        let outside: Vec<OffChart> = outside.into_iter().collect();
        let (hidden, chips) = chips(ends().copied());
        let nodes = Nodes::new(shown.units.len(), &hidden);
        let end = |place: Place| match place {
            Place::Outside(it) => number(outside.binary_search(&it).ok()?).map(LineEnd::Body),
            Place::Card(card) => number(nodes.card(card)).map(LineEnd::Card),
            Place::Under(card, unit) => {
                number(nodes.chip(*chips.get(&(card, unit))?)).map(LineEnd::Card)
            }
        };
        let shown = lines.iter().filter_map(|&(index, relation, [from, to])| {
            let kind = number(LineKind::all().position(|kind| kind == relation)?)?;
            Some((index, relation, LayoutLine { from: end(from)?, to: end(to)?, kind }))
        });
        Self { shown: shown.collect(), outside, hidden, nodes }
    }

    /// Space on the sheet besides the cards.
    pub(super) fn around(&self, request: &SceneRequest) -> Vec2 {
        request.around(!self.outside.is_empty(), !self.shown.is_empty())
    }

    /// Lines of the layout request.
    pub(super) fn lines(&self) -> Vec<LayoutLine> {
        self.shown.iter().map(|&(_, _, line)| line).collect()
    }

    /// The body that is the superior of the first card's head.
    pub(super) fn above(&self) -> Option<u32> {
        self.shown.iter().find_map(|(_, kind, line)| match (kind, line.from, line.to) {
            (LineKind::Of(RelationKind::ReportsTo), LineEnd::Card(0), LineEnd::Body(body)) => {
                Some(body)
            }
            _ => None,
        })
    }

    /// The relations at each end.
    pub(super) fn by_end(&self) -> HashMap<LineEnd, Vec<u32>> {
        let mut by_end: HashMap<LineEnd, Vec<u32>> = HashMap::new();
        for &(relation, _, line) in &self.shown {
            for end in [line.from, line.to] {
                by_end.entry(end).or_default().push(relation);
            }
        }
        by_end
    }
}

pub(super) fn number(at: usize) -> Option<u32> {
    u32::try_from(at).ok()
}

fn place(chart: &Chart, shown: &VisibleUnits, party: Party) -> Place {
    let unit = match party {
        Party::Body(body) => return Place::Outside(OffChart::Body(body)),
        Party::Unit(unit) | Party::Post(unit, _) => unit,
    };
    match shown.card(chart, unit) {
        None => Place::Outside(OffChart::Unit(unit)),
        Some(card) if shown.units[card] == unit => Place::Card(card),
        Some(card) => Place::Under(card, unit),
    }
}

/// The chips below cards, and the chip of each hidden end.
fn chips(
    ends: impl Iterator<Item = Place>,
) -> (Vec<HiddenEnd>, BTreeMap<(usize, UnitIndex), usize>) {
    let mut by_card: BTreeMap<usize, BTreeSet<UnitIndex>> = BTreeMap::new();
    for end in ends {
        if let Place::Under(card, unit) = end {
            by_card.entry(card).or_default().insert(unit);
        }
    }
    let (mut hidden, mut chips) = (Vec::new(), BTreeMap::new());
    for (card, units) in by_card {
        let named = if units.len() > MAX_NAMED { MAX_NAMED - 1 } else { units.len() };
        let first = hidden.len();
        for (at, &unit) in units.iter().enumerate() {
            chips.insert((card, unit), first + at.min(named));
        }
        hidden.extend(units.iter().take(named).map(|&unit| HiddenEnd { card, names: Ok(unit) }));
        if named < units.len() {
            hidden.push(HiddenEnd { card, names: Err(units.len() - named) });
        }
    }
    (hidden, chips)
}

/// Items of a line: the part of its route that earlier lines do not cover, with an arrowhead at its end and a dot where
/// it joins an earlier line.
pub(super) fn route_items(kind: LineKind, route: &Route, theme: &Theme) -> Vec<SceneItem> {
    let leads_to_end = route.own.last() == route.points.last();
    if route.own.is_empty() {
        return Vec::new();
    }
    let mut items = if leads_to_end {
        relation_items(kind, &route.own, theme)
    } else {
        vec![relation_line(kind, &route.own, theme)]
    };
    if let Some(joint) = route.joint {
        let rect = Rect::from_center_size(joint, vec2(JOINT, JOINT));
        let (role, radius, fill) = (Role::Joint, JOINT / 2.0, theme.line_of(kind));
        items.push(SceneItem::Box { role, rect, radius, fill, border: None });
    }
    items
}
