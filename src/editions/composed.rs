//! Composition of the steps of a series: successors of the first edition's units in the last one.

use std::collections::HashMap;
use std::hash::Hash;

use super::groups::{Group, Groups, components, strength};
use super::{Basis, Comparison, FunctionMatch, FunctionPlace, UnitMatch, number};
use crate::model::{Chart, UnitIndex};

/// Groups of a step by old member.
type Steps<'a, T> = HashMap<T, (&'a [T], &'a Option<Basis>)>;

/// Groups of the first and last of several charts, derived from the intermediate ones. `steps` compares each chart with
/// the next.
pub(super) fn groups(old: &Chart, new: &Chart, steps: &[Comparison]) -> Groups {
    let unit_steps: Vec<Steps<'_, UnitIndex>> = steps
        .iter()
        .map(|step| {
            by_old(step.units.iter().map(|UnitMatch { old, new, basis }| (old, new, basis)))
        })
        .collect();
    let links = follow(old.unit_indices().collect(), &unit_steps);
    let pairs = links.iter().map(|(old, new, basis)| (number(*old), number(*new), basis));
    let units = components(old.units().len(), new.units().len(), pairs);

    let function_steps: Vec<Steps<'_, FunctionPlace>> = steps
        .iter()
        .map(|step| by_old(step.functions.iter().map(|it| (&it.old, &it.new, &it.basis))))
        .collect();
    let (first, last) = (steps.first(), steps.last());
    let old_places: Vec<FunctionPlace> =
        first.iter().flat_map(|it| &it.functions).flat_map(|it| it.old.clone()).collect();
    let new_places: Vec<FunctionPlace> =
        last.iter().flat_map(|it| &it.functions).flat_map(|it| it.new.clone()).collect();
    let links = follow(old_places.clone(), &function_steps);
    let (of_old, of_new) = (numbers(&old_places), numbers(&new_places));
    let pairs = links
        .iter()
        .filter_map(|(old, new, basis)| Some((*of_old.get(old)?, *of_new.get(new)?, basis)));
    let groups = components(old_places.len(), new_places.len(), pairs);
    let function = |group: Group| {
        let places = |numbers: &[u32], places: &[FunctionPlace]| {
            let mut places: Vec<_> = numbers.iter().map(|&at| places[at as usize]).collect();
            places.sort_unstable();
            places
        };
        let (before, after) = (places(&group.old, &old_places), places(&group.new, &new_places));
        let is_reworded = match (before.as_slice(), after.as_slice()) {
            (&[a], &[b]) => a.statement(old).text != b.statement(new).text,
            _ => false,
        };
        let basis = group.basis;
        FunctionMatch { old: before, new: after, basis, is_moved: false, is_reworded }
    };
    let functions = groups.into_iter().map(function).collect();
    let mut groups = Groups { units, functions, reused: Vec::new() };
    groups.find_reused(old, new);
    groups
}

fn by_old<'a, T: Copy + Eq + Hash + 'a>(
    groups: impl Iterator<Item = (&'a Vec<T>, &'a Vec<T>, &'a Option<Basis>)>,
) -> Steps<'a, T> {
    let mut steps = HashMap::new();
    for (old, new, basis) in groups {
        steps.extend(old.iter().map(|&one| (one, (new.as_slice(), basis))));
    }
    steps
}

fn numbers(places: &[FunctionPlace]) -> HashMap<FunctionPlace, u32> {
    places.iter().copied().zip(0..).collect()
}

/// Successors in the last edition of each member of the first one, with the weakest basis along the path.
fn follow<T: Copy + Eq + Hash>(first: Vec<T>, steps: &[Steps<'_, T>]) -> Vec<(T, T, Basis)> {
    let mut links = Vec::new();
    for start in first {
        let mut here = vec![(start, Basis::SameId)];
        for step in steps {
            let mut next: Vec<(T, Basis)> = Vec::new();
            for (at, basis) in here {
                let Some((new, Some(found))) = step.get(&at) else { continue };
                // A step with an equal id says nothing about the certainty of the others.
                let is_told_by_step = match (&basis, found) {
                    (_, Basis::SameId) => false,
                    (Basis::SameId, _) => true,
                    (basis, found) => strength(found) < strength(basis),
                };
                let basis = if is_told_by_step { found } else { &basis };
                for &to in *new {
                    if next.iter().all(|(known, _)| *known != to) {
                        next.push((to, basis.clone()));
                    }
                }
            }
            here = next;
        }
        links.extend(here.into_iter().map(|(end, basis)| (start, end, basis)));
    }
    links
}
