//! The lines besides the tree in a scene: where they end, and what is drawn of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use emath::{Rect, vec2};

use super::lines::{LineKind, relation_items, relation_line};
use super::nodes::Nodes;
use super::shown::Shown;
use super::theme::Theme;
use super::{Role, SceneItem};
use crate::layout::{LayoutLine, LineEnd, Route};
use crate::model::{BodyIndex, Chart, Party, UnitIndex};

/// Width of a dot where a line joins another, in points.
const JOINT: f32 = 4.5;
/// So many ends of lines are named under the card that hides them.
const MAX_NAMED: usize = 4;

/// What is not on the chart, and stands at its edge because a line leads to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outside {
    /// A body outside the organization.
    Body(BodyIndex),
    /// A unit outside the branch that alone is shown.
    Unit(UnitIndex),
}

/// Where an end of a line is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Outside(Outside),
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

/// Ends of lines that a card hides, which hang under it as a chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HiddenEnd {
    /// The card, by its place among those that are shown.
    pub(super) card: usize,
    /// The unit that the chip names, or how many more there are than are named.
    pub(super) names: Result<UnitIndex, usize>,
}

/// The relations that a scene shows, with what they lead to and has no card.
#[derive(Default)]
pub(super) struct Relations {
    /// Each relation's place among the chart's, its kind, and its ends on the chart.
    pub(super) shown: Vec<(u32, LineKind, LayoutLine)>,
    /// What stands at the chart's edge.
    pub(super) outside: Vec<Outside>,
    /// What hangs under cards, in the order of these.
    pub(super) hidden: Vec<HiddenEnd>,
    /// Where all of it is in the layout.
    pub(super) nodes: Nodes,
}

impl Relations {
    /// Those of the `wanted` relations, by their places among the chart's, that have an end on the
    /// chart.
    pub(super) fn new(
        chart: &Chart,
        wanted: impl Iterator<Item = (u32, LineKind)>,
        shown: &Shown,
    ) -> Self {
        let place = |party| place(chart, shown, party);
        let lines: Vec<_> = wanted
            .map(|(index, kind)| {
                let line = &chart.relations()[index as usize];
                (index, kind, [place(line.from), place(line.to)])
            })
            // Neither what is outside altogether nor what is under one card is of this chart.
            .filter(|(_, _, [from, to])| from.card() != to.card())
            .collect();
        let ends = || lines.iter().flat_map(|(_, _, ends)| ends);
        let outside: BTreeSet<Outside> = ends()
            .filter_map(|end| match end {
                Place::Outside(outside) => Some(*outside),
                Place::Card(_) | Place::Under(..) => None,
            })
            .collect();
        let outside: Vec<Outside> = outside.into_iter().collect();
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

    /// Lines of the layout request.
    pub(super) fn lines(&self) -> Vec<LayoutLine> {
        self.shown.iter().map(|&(_, _, line)| line).collect()
    }

    /// The relations that each end of a line has.
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

fn place(chart: &Chart, shown: &Shown, party: Party) -> Place {
    let unit = match party {
        Party::Body(body) => return Place::Outside(Outside::Body(body)),
        Party::Unit(unit) | Party::Post(unit, _) => unit,
    };
    match shown.card(chart, unit) {
        None => Place::Outside(Outside::Unit(unit)),
        Some(card) if shown.units[card] == unit => Place::Card(card),
        Some(card) => Place::Under(card, unit),
    }
}

/// The chips under cards, and which of them stands for each hidden end.
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

/// Items of a line: the part of its route that earlier lines do not cover, with an arrowhead at the
/// end of the line and a dot where it joins an earlier one.
pub(super) fn route_items(kind: LineKind, route: Route, theme: &Theme) -> Vec<SceneItem> {
    let leads_to_end = route.own.last() == route.points.last();
    if route.own.is_empty() {
        return Vec::new();
    }
    let mut items = if leads_to_end {
        relation_items(kind, route.own, theme)
    } else {
        vec![relation_line(kind, route.own, theme)]
    };
    if let Some(joint) = route.joint {
        let rect = Rect::from_center_size(joint, vec2(JOINT, JOINT));
        let (role, radius, fill) = (Role::Joint, JOINT / 2.0, theme.line_of(kind));
        items.push(SceneItem::Box { role, rect, radius, fill, border: None });
    }
    items
}
