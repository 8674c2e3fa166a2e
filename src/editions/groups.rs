//! Grouping of matched units and functions, in a defined order.

use super::functions::Matching;
use super::units::{Links, match_units};
use super::wording::{Piece, pieces};
use super::{
    Basis, Comparison, Evidence, FunctionMatch, FunctionPlace, Lineage, Owner, Reason, UnitMatch,
    number,
};
use crate::model::{Chart, Party, Text, UnitIndex};

/// Group of units or functions, by number.
#[derive(Default)]
pub(super) struct Group {
    pub(super) old: Vec<u32>,
    pub(super) new: Vec<u32>,
    pub(super) basis: Option<Basis>,
}

/// All groups, unordered.
pub(super) struct Groups {
    pub(super) units: Vec<Group>,
    pub(super) functions: Vec<FunctionMatch>,
    pub(super) reused: Vec<(u32, u32)>,
}

impl Groups {
    /// Matches units, then functions, then splits and merges of units by their functions.
    pub(super) fn of(old: &Chart, new: &Chart, lineage: Lineage) -> Self {
        let mut links = match_units(old, new, lineage);
        let mut matching = Matching::new(old, new);
        matching.run(lineage, &links);
        if link_by_functions((old, new), &mut links, &matching) {
            matching.propose(&links);
        }
        let merged = matching.merged_along(&links.free_old(), &links);
        for &(old, new, share) in &merged {
            links.add(old, new, Basis::Proposed(by_functions(share)));
        }
        if !merged.is_empty() {
            matching.propose(&links);
        }
        let units = links.list.iter().map(|link| (link.old, link.new, &link.basis));
        let units = components(old.units().len(), new.units().len(), units);
        let (old_places, new_places) = matching.places();
        let pairs = matching.links.iter().map(|link| (link.old, link.new, &link.basis));
        let group = |group: Group| {
            let reworded = match (group.old.as_slice(), group.new.as_slice()) {
                (&[old], &[new]) => !matching.is_equal(old, new),
                _ => false,
            };
            FunctionMatch {
                old: group.old.iter().map(|&at| old_places[at as usize]).collect(),
                new: group.new.iter().map(|&at| new_places[at as usize]).collect(),
                basis: group.basis,
                is_moved: false,
                is_reworded: reworded,
            }
        };
        let functions = components(old_places.len(), new_places.len(), pairs);
        let functions = functions.into_iter().map(group).collect();
        Self { units, functions, reused: links.reused }
    }

    /// Finds equal ids of units in different groups.
    pub(super) fn find_reused(&mut self, old: &Chart, new: &Chart) {
        let mut group_of = vec![0; old.units().len()];
        for (group, at) in self.units.iter().zip(0_u32..) {
            group.old.iter().for_each(|&unit| group_of[unit as usize] = at);
        }
        for (group, at) in self.units.iter().zip(0_u32..) {
            for &unit in &group.new {
                let before = old.find(&new.units()[unit as usize].id);
                if let Some(before) = before.filter(|before| group_of[before.get()] != at) {
                    self.reused.push((number(before), unit));
                }
            }
        }
    }

    /// The same with old and new swapped.
    pub(super) fn mirrored(mut self) -> Self {
        for group in &mut self.units {
            std::mem::swap(&mut group.old, &mut group.new);
        }
        for group in &mut self.functions {
            std::mem::swap(&mut group.old, &mut group.new);
        }
        for pair in &mut self.reused {
            *pair = (pair.1, pair.0);
        }
        self
    }

    /// The groups in the order of the new outline, followed by abolished ones.
    pub(super) fn ordered(self, old: &Chart, new: &Chart) -> Comparison {
        let mut rank = vec![u32::MAX; new.units().len()];
        for (unit, at) in new.outline().zip(0_u32..) {
            rank[unit.get()] = at;
        }
        let rank_of = |unit: u32| rank[unit as usize];
        let mut units = self.units;
        units.sort_by_cached_key(|group| {
            let first = group.new.iter().map(|&unit| rank_of(unit)).min();
            (first.unwrap_or(u32::MAX), group.old.first().copied())
        });
        let mut comparison = Comparison {
            group_of_old: vec![0; old.units().len()],
            group_of_new: vec![0; new.units().len()],
            reused: self.reused.iter().map(|&(old, new)| (index(old), index(new))).collect(),
            ..Comparison::default()
        };
        for (group, at) in units.into_iter().zip(0_u32..) {
            group.old.iter().for_each(|&unit| comparison.group_of_old[unit as usize] = at);
            group.new.iter().for_each(|&unit| comparison.group_of_new[unit as usize] = at);
            let indices = |units: Vec<u32>| units.into_iter().map(index).collect();
            let (old, new) = (indices(group.old), indices(group.new));
            comparison.units.push(UnitMatch { old, new, basis: group.basis });
        }
        comparison.functions = self.functions;
        for group in &mut comparison.functions {
            if let (&[old], &[new]) = (group.old.as_slice(), group.new.as_slice()) {
                let is_same = match (old.owner, new.owner) {
                    (Owner::Set(_), Owner::Set(_)) => true,
                    (old, new) => match (old.unit(), new.unit()) {
                        (Some(old), Some(new)) => {
                            comparison.group_of_old[old.get()] == comparison.group_of_new[new.get()]
                        }
                        _ => false,
                    },
                };
                group.is_moved = !is_same;
            }
        }
        let place = |place: &FunctionPlace| {
            let unit = place.owner.unit().map_or(u32::MAX - 1, |unit| rank[unit.get()]);
            (unit, place.owner, place.index)
        };
        comparison.functions.sort_by_cached_key(|group| {
            (group.new.is_empty(), group.new.first().map(place), group.old.first().copied())
        });
        comparison
    }
}

fn index(at: u32) -> UnitIndex {
    UnitIndex::new(at as usize)
}

/// Evidence from the fraction of functions, which is never certain on its own.
fn by_functions(share: f32) -> Evidence {
    Evidence { score: 0.9 * share, reasons: vec![(Reason::Functions, share)] }
}

/// Links remaining units to those that have most of their functions. Returns whether there are any.
fn link_by_functions(
    (old, new): (&Chart, &Chart),
    links: &mut Links,
    matching: &Matching<'_>,
) -> bool {
    let (free_old, free_new) = (links.free_old(), links.free_new());
    // Half of the functions is sufficient if the old unit's parent remains and nothing else is known about the unit,
    // and if the new unit was added there.
    let is_likely = |a: u32, b: u32, is_half: bool| {
        let parents = (old.units()[a as usize].parent, new.units()[b as usize].parent);
        let is_same_parent =
            parents.0.zip(parents.1).is_some_and(|(old, new)| links.has(number(old), number(new)));
        is_half && is_same_parent && free_new.binary_search(&b).is_ok()
    };
    let merged = matching.heirs(&free_old, &is_likely);
    let split = matching.origins(&free_new);
    let add = |links: &mut Links, found: &[(u32, u32, f32)]| {
        for &(old, new, share) in found {
            links.add(old, new, Basis::Proposed(by_functions(share)));
        }
    };
    add(links, &merged);
    let split: Vec<_> = split.into_iter().map(|(new, old, share)| (old, new, share)).collect();
    add(links, &split);
    // One function is sufficient if a line with similar text leads to the same party.
    let free_new = links.free_new();
    let keeps_line = |a: u32, b: u32, _: bool| {
        free_new.binary_search(&b).is_ok() && has_like_line((old, a), (new, b), links)
    };
    let lined = matching.heirs(&links.free_old(), &keeps_line);
    add(links, &lined);
    !merged.is_empty() || !split.is_empty() || !lined.is_empty()
}

/// Whether at least half of two texts is equal, in a common language.
fn is_alike(before: &Text, after: &Text) -> bool {
    before.entries().any(|(tag, old)| {
        let Some(new) = after.exactly(tag) else { return false };
        let kept = |piece: &Piece| if let Piece::Kept(words) = piece { words.len() } else { 0 };
        let kept: usize = pieces(old, new).iter().map(kept).sum();
        2 * kept >= old.len().max(new.len())
    })
}

/// Whether two units have a line of the same kind and with similar text to matching parties.
fn has_like_line((old, a): (&Chart, u32), (new, b): (&Chart, u32), links: &Links) -> bool {
    let is_same = |before: Party, after: Party| match (before.unit(), after.unit()) {
        (Some(before), Some(after)) => links.has(number(before), number(after)),
        (None, None) => old.party_id(before) == new.party_id(after),
        _ => false,
    };
    let is_at = |party: Party, unit: u32| party.unit() == Some(index(unit));
    old.relations().iter().filter(|line| !line.text.is_empty()).any(|before| {
        let is_from = is_at(before.from, a);
        (is_from || is_at(before.to, a))
            && new.relations().iter().any(|after| {
                let is_pair = if is_from {
                    is_at(after.from, b) && is_same(before.to, after.to)
                } else {
                    is_at(after.to, b) && is_same(before.from, after.from)
                };
                is_pair && before.kind == after.kind && is_alike(&before.text, &after.text)
            })
    })
}

/// Connected components of a bipartite graph; isolated nodes are separate components.
pub(super) fn components<'a>(
    old: usize,
    new: usize,
    links: impl Iterator<Item = (u32, u32, &'a Basis)> + Clone,
) -> Vec<Group> {
    let mut parents: Vec<u32> = (0_u32..).take(old + new).collect();
    let shift = u32::try_from(old).unwrap_or(u32::MAX);
    for (a, b, _) in links.clone() {
        let (a, b) = (root(&mut parents, a), root(&mut parents, b + shift));
        parents[a.max(b) as usize] = a.min(b);
    }
    let mut place = vec![u32::MAX; old + new];
    let mut groups: Vec<Group> = Vec::new();
    for (at, node) in (0_u32..).zip(0..old + new) {
        let root = root(&mut parents, at) as usize;
        if place[root] == u32::MAX {
            place[root] = u32::try_from(groups.len()).unwrap_or(u32::MAX);
            groups.push(Group::default());
        }
        let group = &mut groups[place[root] as usize];
        if node < old { group.old.push(at) } else { group.new.push(at - shift) }
    }
    for (a, _, basis) in links {
        let root = root(&mut parents, a) as usize;
        let known = &mut groups[place[root] as usize].basis;
        if known.as_ref().is_none_or(|known| strength(basis) < strength(known)) {
            *known = Some(basis.clone());
        }
    }
    groups
}

/// The representative of a node, with [path halving](https://en.wikipedia.org/wiki/Disjoint-set_data_structure).
fn root(parents: &mut [u32], mut node: u32) -> u32 {
    while parents[node as usize] != node {
        parents[node as usize] = parents[parents[node as usize] as usize];
        node = parents[node as usize];
    }
    node
}

pub(super) const fn strength(basis: &Basis) -> f32 {
    match basis {
        Basis::Stated => 4.0,
        Basis::SameId => 3.0,
        Basis::SameText => 2.0,
        Basis::Proposed(evidence) => evidence.score,
    }
}
