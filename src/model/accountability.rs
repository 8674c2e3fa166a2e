//! Who answers for what: the chains of accountability from a unit or post up to the top.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Chart, Citation, HeldFunction, Party, RelationKind, UnitIndex};

/// More chains than these are not followed; real organizations have one or two, a few at most.
const MAX_CHAINS: usize = 12;

/// One step of a chain: someone answers to someone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Who answers.
    pub from: Party,
    /// To whom.
    pub to: Party,
    /// Where the source says so.
    pub cite: Arc<[Citation]>,
    /// Whether the source says to whom its head answers; else the unit only belongs to the other.
    pub is_stated: bool,
    /// The line that says so, by its place among the chart's relations, where the tree does not.
    pub relation: Option<u32>,
}

/// The chains from a party up to those who answer to nobody, the one along the tree first. Empty
/// for one who answers to nobody.
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
            // The last one pushed is followed first.
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

/// The units that have a function: the one that was asked, or all of a function that is shared.
#[must_use]
pub fn holders(chart: &Chart, asked: UnitIndex, function: &HeldFunction<'_>) -> Vec<UnitIndex> {
    let Some(set) = function.set else { return vec![asked] };
    let holds = |unit: &UnitIndex| chart.unit(*unit).shared_functions.contains(&set);
    chart.unit_indices().filter(holds).collect()
}

/// The first superior that two parties have in common: the nearest to both. One of the two itself,
/// if the other answers to it.
#[must_use]
pub fn common_superior(chart: &Chart, a: Party, b: Party) -> Option<Party> {
    let above_a = distances(chart, a);
    let above_b: HashMap<Party, usize> = distances(chart, b).into_iter().collect();
    let common =
        above_a.iter().filter_map(|&(party, far_a)| Some((far_a + above_b.get(&party)?, party)));
    common.min_by_key(|&(far, _)| far).map(|(_, party)| party)
}

/// A party and all above it, each with the steps to it on the shortest chain found first.
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

/// For each party the lines that say to whom it answers.
fn reporting_lines(chart: &Chart) -> HashMap<Party, Vec<u32>> {
    let mut lines: HashMap<Party, Vec<u32>> = HashMap::new();
    for (at, line) in (0..).zip(chart.relations()) {
        if line.kind == RelationKind::ReportsTo {
            lines.entry(line.from).or_default().push(at);
        }
    }
    lines
}

/// To whom a party answers, the superior on the way to the top first.
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
