//! Reporting lines that the tree does not imply, and units with several superiors.

use std::collections::{HashMap, HashSet};

use super::lines::LineKind;
use crate::model::{Chart, Party, Post, Relation, RelationKind};

/// The kind of each of a chart's relations; `None` for a reporting line within a unit, or one implied by the tree.
#[must_use]
pub fn line_kinds(chart: &Chart) -> Vec<Option<LineKind>> {
    let several = with_several_superiors(chart);
    let kind = |line: &Relation| {
        if line.kind != RelationKind::ReportsTo {
            return Some(LineKind::Of(line.kind));
        }
        let is_several = several.contains(&line.from);
        let kind = if is_several { LineKind::Dual } else { LineKind::Of(line.kind) };
        (!is_shown_by_tree(chart, line.from, line.to)).then_some(kind)
    };
    chart.relations().iter().map(kind).collect()
}

/// Whether a reporting line is within a unit or leads to its parent.
fn is_shown_by_tree(chart: &Chart, from: Party, to: Party) -> bool {
    let (Some(own), Some(superior)) = (from.unit(), to.unit()) else { return false };
    own == superior || chart.unit(own).parent == Some(superior)
}

/// The parties with several superiors. The unit of a party counts as one if no stated line leads upwards.
fn with_several_superiors(chart: &Chart) -> HashSet<Party> {
    let mut superiors: HashMap<Party, HashSet<Party>> = HashMap::new();
    for line in chart.relations().iter().filter(|line| line.kind == RelationKind::ReportsTo) {
        superiors.entry(line.from).or_default().insert(line.to);
    }
    let has_several = |(party, mut superiors): (Party, HashSet<Party>)| {
        superiors.extend(post(chart, party).into_iter().flat_map(|post| &post.reports_to));
        superiors.remove(&party);
        let leads_up = |to: &Party| match (party.unit(), to.unit()) {
            (Some(from), Some(to)) => {
                chart.unit(to).branch.contains(&chart.unit(from).branch.start)
            }
            _ => false,
        };
        let belongs = match party {
            Party::Unit(unit) => chart.unit(unit).parent.is_some(),
            Party::Post(..) => true,
            Party::Body(_) => false,
        };
        let unstated = usize::from(belongs && !superiors.iter().any(leads_up));
        (superiors.len() + unstated > 1).then_some(party)
    };
    superiors.into_iter().filter_map(has_several).collect()
}

fn post(chart: &Chart, party: Party) -> Option<&Post> {
    match party {
        Party::Unit(unit) => chart.unit(unit).head.as_ref(),
        Party::Post(unit, at) => chart.unit(unit).posts.get(at as usize),
        Party::Body(_) => None,
    }
}
