//! Chains of accountability: the paths from a unit or post up its superiors.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Chart, Citation, HeldFunction, Party, RelationKind, UnitIndex};

/// Maximum number of chains of a party; real organizations have a few.
const MAX_CHAINS: usize = 12;

/// Step of a chain: one party reports to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The subordinate.
    pub from: Party,
    /// The superior.
    pub to: Party,
    /// Citations.
    pub cite: Arc<[Citation]>,
    /// Whether the file states the reporting line; otherwise it follows from the unit's position below the superior.
    pub is_stated: bool,
    /// Index of the relation that states it, unless it follows from the tree.
    pub relation: Option<u32>,
}

/// All chains of a party, the one along the tree first. Empty for a party without a superior.
#[must_use]
pub fn chains(chart: &Chart, from: Party) -> Vec<Vec<Step>> {
    let lines = reporting_lines(chart);
    let mut done: Vec<Vec<Step>> = Vec::new();
    let mut open = vec![(from, Vec::new(), HashSet::from([from]))];
    while let Some((mut at, mut chain, mut seen)) = open.pop() {
        loop {
            let mut steps = steps_up(chart, &lines, at);
            steps.retain(|step| !seen.contains(&step.to));
            let mut steps = steps.into_iter();
            let Some(first) = steps.next() else { break };
            // This is a stack: the last chain pushed is followed first.
            let room = MAX_CHAINS.saturating_sub(open.len() + done.len());
            for step in steps.rev().take(room) {
                let (to, mut other, mut seen) = (step.to, chain.clone(), seen.clone());
                seen.insert(to);
                other.push(step);
                open.push((to, other, seen));
            }
            at = first.to;
            seen.insert(at);
            chain.push(first);
        }
        if !chain.is_empty() {
            done.push(chain);
        }
    }
    done
}

/// Units that have a function: `unit`, or all units that share the function.
#[must_use]
pub fn holders(chart: &Chart, asked: UnitIndex, function: &HeldFunction<'_>) -> Vec<UnitIndex> {
    let Some(set) = function.set else { return vec![asked] };
    let holds = |unit: &UnitIndex| chart.unit(*unit).shared_functions.contains(&set);
    chart.unit_indices().filter(holds).collect()
}

/// [Lowest common ancestor](https://en.wikipedia.org/wiki/Lowest_common_ancestor) of two parties by accountability; may
/// be one of the two.
#[must_use]
pub fn common_superior(chart: &Chart, a: Party, b: Party) -> Option<Party> {
    let above_a = distances(chart, a);
    let above_b: HashMap<Party, usize> = distances(chart, b).into_iter().collect();
    let common =
        above_a.iter().filter_map(|&(party, far_a)| Some((far_a + above_b.get(&party)?, party)));
    common.min_by_key(|&(far, _)| far).map(|(_, party)| party)
}

/// A party and all of its superiors by breadth-first search, each with its distance.
fn distances(chart: &Chart, from: Party) -> Vec<(Party, usize)> {
    let mut found = vec![(from, 0)];
    let mut known = HashSet::from([from]);
    for chain in chains(chart, from) {
        for (far, step) in (1..).zip(&chain) {
            if known.insert(step.to) {
                found.push((step.to, far));
            }
        }
    }
    found
}

/// Reporting lines by subordinate.
fn reporting_lines(chart: &Chart) -> HashMap<Party, Vec<u32>> {
    let mut lines: HashMap<Party, Vec<u32>> = HashMap::new();
    for (at, line) in (0..).zip(chart.relations()) {
        if line.kind == RelationKind::ReportsTo {
            lines.entry(line.from).or_default().push(at);
        }
    }
    lines
}

/// Superiors of a party, the one in the tree first.
fn steps_up(chart: &Chart, lines: &HashMap<Party, Vec<u32>>, from: Party) -> Vec<Step> {
    let own_lines = lines.get(&from).map_or(&[][..], Vec::as_slice);
    let mut line_to: HashMap<Party, u32> = HashMap::with_capacity(own_lines.len());
    for &line in own_lines {
        line_to.entry(chart.relations()[line as usize].to).or_insert(line);
    }
    let post = match from {
        Party::Unit(unit) => chart.unit(unit).head.as_ref(),
        Party::Post(unit, at) => chart.unit(unit).posts.get(at as usize),
        Party::Body(_) => None,
    };
    let stated = post.into_iter().flat_map(|post| {
        post.reports_to.iter().map(|&to| (to, &post.cite, line_to.get(&to).copied()))
    });
    let lines = own_lines.iter().map(|&line| {
        let relation = &chart.relations()[line as usize];
        (relation.to, &relation.cite, Some(line))
    });
    let mut taken = HashSet::from([from]);
    let mut steps: Vec<Step> = stated
        .chain(lines)
        .filter(|(to, ..)| taken.insert(*to))
        .map(|(to, cite, relation)| Step {
            from,
            to,
            cite: Arc::clone(cite),
            is_stated: true,
            relation,
        })
        .collect();
    let on_path = |to: Party| from.unit().is_some_and(|unit| !chart.leads_off_path(unit, to));
    if !steps.iter().any(|step| on_path(step.to))
        && let Some(step) = step_by_structure(chart, from)
    {
        steps.push(step);
    }
    steps.sort_by_key(|step| !on_path(step.to));
    steps
}

/// A unit belongs to the one above it, a post to its unit.
fn step_by_structure(chart: &Chart, from: Party) -> Option<Step> {
    let (to, cite) = match from {
        Party::Unit(unit) => {
            let unit = chart.unit(unit);
            (Party::Unit(unit.parent?), unit.cite.as_slice().into())
        }
        Party::Post(unit, at) => {
            (Party::Unit(unit), Arc::clone(&chart.unit(unit).posts.get(at as usize)?.cite))
        }
        Party::Body(_) => return None,
    };
    Some(Step { from, to, cite, is_stated: false, relation: None })
}
