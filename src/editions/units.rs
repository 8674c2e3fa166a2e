//! Matching of units: stated pairs, equal ids, and proposals for the rest.

use super::assignment::{Edge, assign};
use super::scores::Profiles;
use super::{Basis, Evidence, Lineage, Reason, number};
use crate::model::{Chart, Unit};

/// Maximum number of candidates per unit.
const MAX_CANDIDATES: usize = 8;
/// Minimum score of a proposed pair.
const MIN_SCORE: f32 = 0.42;
/// Minimum similarity of names or functions of a proposed pair.
const MIN_LIKENESS: f32 = 0.4;
/// Score below which equal ids are questioned.
const DOUBT_SCORE: f32 = 0.5;
/// Minimum score of another unit that replaces one with an equal id, and its minimum lead.
const RIVAL_SCORE: f32 = 0.5;
const RIVAL_LEAD: f32 = 0.2;

/// Pair of units.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) old: u32,
    pub(super) new: u32,
    pub(super) basis: Basis,
}

/// Pairs of units, indexed by unit.
pub(super) struct Links {
    pub(super) list: Vec<Link>,
    of_old: Vec<Vec<u32>>,
    of_new: Vec<Vec<u32>>,
    /// Units that the newer file states to be new.
    stated_old: Vec<bool>,
    stated_new: Vec<bool>,
    /// Units with equal ids that are different units.
    pub(super) reused: Vec<(u32, u32)>,
}

impl Links {
    fn new(old: usize, new: usize) -> Self {
        Self {
            list: Vec::with_capacity(old),
            of_old: vec![Vec::new(); old],
            of_new: vec![Vec::new(); new],
            stated_old: vec![false; old],
            stated_new: vec![false; new],
            reused: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, old: u32, new: u32, basis: Basis) {
        if !self.has(old, new) {
            self.of_old[old as usize].push(new);
            self.of_new[new as usize].push(old);
            self.list.push(Link { old, new, basis });
        }
    }

    pub(super) fn has(&self, old: u32, new: u32) -> bool {
        self.of_old[old as usize].contains(&new)
    }

    /// The matches of an old unit.
    pub(super) fn of_old(&self, old: u32) -> &[u32] {
        &self.of_old[old as usize]
    }

    fn retain(&mut self, keep: impl Fn(&Link) -> bool) {
        let list = std::mem::take(&mut self.list);
        self.of_old.iter_mut().chain(&mut self.of_new).for_each(Vec::clear);
        for link in list.into_iter().filter(keep) {
            self.add(link.old, link.new, link.basis);
        }
    }

    /// Unmatched old units that no file states to be new.
    pub(super) fn free_old(&self) -> Vec<u32> {
        free(&self.of_old, &self.stated_old)
    }

    /// Unmatched new units that no file states to be new.
    pub(super) fn free_new(&self) -> Vec<u32> {
        free(&self.of_new, &self.stated_new)
    }
}

fn free(links: &[Vec<u32>], stated: &[bool]) -> Vec<u32> {
    let is_free = |&(links, is_stated): &(&Vec<u32>, &bool)| links.is_empty() && !is_stated;
    let all = (0_u32..).zip(links.iter().zip(stated));
    all.filter(|(_, both)| is_free(both)).map(|(at, _)| at).collect()
}

/// Matches the units of two charts one to one, unless files state otherwise.
pub(super) fn match_units(old: &Chart, new: &Chart, lineage: Lineage) -> Links {
    let mut links = Links::new(old.units().len(), new.units().len());
    state(old, new, lineage, &mut links);
    let mut doubtful = link_equal_ids(old, new, lineage, &mut links);
    let (free_old, free_new) = (links.free_old(), links.free_new());
    if doubtful.is_empty() && (free_old.is_empty() || free_new.is_empty()) {
        return links;
    }
    let mut needed = (vec![false; old.units().len()], vec![false; new.units().len()]);
    let doubted = || doubtful.iter().copied();
    for at in free_old.into_iter().chain(doubted().map(|(old, _)| old)) {
        needed.0[at as usize] = true;
    }
    for at in free_new.into_iter().chain(doubted().map(|(_, new)| new)) {
        needed.1[at as usize] = true;
    }
    let profiles = Profiles::new((old, &needed.0), (new, &needed.1));
    doubtful.retain(|&(a, b)| {
        let is_linked = |old, new| links.has(number(old), number(new));
        profiles.score(a, b, &is_linked).score < DOUBT_SCORE
    });
    reject_reused(old, new, &profiles, &doubtful, &mut links);
    propose(&profiles, &mut links);
    links
}

/// Links the predecessors stated by `was`.
fn state(old: &Chart, new: &Chart, lineage: Lineage, links: &mut Links) {
    let (later, earlier) = match lineage {
        Lineage::Forward => (new, old),
        Lineage::Backward => (old, new),
        Lineage::Distant => return,
    };
    for (at, unit) in (0_u32..).zip(later.units()) {
        let Some(was) = &unit.was else { continue };
        for before in was.iter().filter_map(|id| earlier.find(id)) {
            match lineage {
                Lineage::Backward => links.add(at, number(before), Basis::Stated),
                _ => links.add(number(before), at, Basis::Stated),
            }
        }
        if was.is_empty() {
            match lineage {
                Lineage::Backward => links.stated_old[at as usize] = true,
                _ => links.stated_new[at as usize] = true,
            }
        }
    }
}

/// Links equal ids, unless the later file states other predecessors. Returns the pairs whose names differ.
fn link_equal_ids(
    old: &Chart,
    new: &Chart,
    lineage: Lineage,
    links: &mut Links,
) -> Vec<(u32, u32)> {
    let mut doubtful = Vec::new();
    for (at, unit) in (0_u32..).zip(new.units()) {
        let Some(before) = old.find(&unit.id) else { continue };
        let states_past = |unit: &Unit| unit.was.is_some();
        let has_past = match lineage {
            Lineage::Forward => states_past(unit),
            Lineage::Backward => states_past(old.unit(before)),
            Lineage::Distant => false,
        };
        if has_past {
            continue;
        }
        let before = number(before);
        links.add(before, at, Basis::SameId);
        if old.units()[before as usize].name != unit.name {
            doubtful.push((before, at));
        }
    }
    doubtful
}

/// Separates pairs with equal ids that are dissimilar, or one of which is much more similar to another unit.
fn reject_reused(
    old: &Chart,
    new: &Chart,
    profiles: &Profiles<'_>,
    doubtful: &[(u32, u32)],
    links: &mut Links,
) {
    if doubtful.is_empty() {
        return;
    }
    let is_linked = |old, new| links.has(number(old), number(new));
    let mut rivals = links.free_new();
    rivals.extend(doubtful.iter().map(|&(_, new)| new));
    let mut index = profiles.index(&rivals);
    let mut best = vec![0.0_f32; new.units().len()];
    let mut best_of_old = vec![0.0_f32; old.units().len()];
    let candidates = links.free_old().into_iter().chain(doubtful.iter().map(|&(old, _)| old));
    for a in candidates {
        for place in profiles.nearest(&mut index, a, MAX_CANDIDATES) {
            let b = rivals[place as usize];
            if !links.has(a, b) {
                let score = profiles.score(a, b, &is_linked).score;
                best[b as usize] = best[b as usize].max(score);
                best_of_old[a as usize] = best_of_old[a as usize].max(score);
            }
        }
    }
    let mut reused = Vec::new();
    for &(a, b) in doubtful {
        let own = profiles.score(a, b, &is_linked).score;
        let rival = best[b as usize].max(best_of_old[a as usize]);
        let parents = (old.units()[a as usize].parent, new.units()[b as usize].parent);
        let is_same_parent = match parents {
            (None, None) => true,
            (Some(old), Some(new)) => is_linked(old, new),
            _ => false,
        };
        let is_outdone = rival >= RIVAL_SCORE && rival >= own + RIVAL_LEAD;
        if is_outdone || profiles.is_unlike(a, b, is_same_parent) {
            reused.push((a, b));
        }
    }
    links.retain(|link| link.basis != Basis::SameId || !reused.contains(&(link.old, link.new)));
    links.reused = reused;
}

/// Proposes pairs of unmatched units, in two rounds, because matched parents and children improve the scores.
fn propose(profiles: &Profiles<'_>, links: &mut Links) {
    let (free_old, free_new) = (links.free_old(), links.free_new());
    if free_old.is_empty() || free_new.is_empty() {
        return;
    }
    let mut index = profiles.index(&free_new);
    let candidates: Vec<Vec<u32>> =
        free_old.iter().map(|&old| profiles.nearest(&mut index, old, MAX_CANDIDATES)).collect();
    for _ in 0..2 {
        let is_linked = |old, new| links.has(number(old), number(new));
        let mut evidence = Vec::with_capacity(free_old.len());
        let mut edges = Vec::with_capacity(free_old.len());
        for (&old, places) in free_old.iter().zip(&candidates) {
            let mut found: Vec<(u32, Evidence)> = places
                .iter()
                .map(|&place| (place, profiles.score(old, free_new[place as usize], &is_linked)))
                .collect();
            found.retain(|&(place, ref it)| {
                it.score >= MIN_SCORE
                    && is_founded(it)
                    && !links.reused.contains(&(old, free_new[place as usize]))
            });
            let value = |&(object, ref it): &(u32, Evidence)| Edge {
                object,
                value: it.score - MIN_SCORE + f32::EPSILON,
            };
            edges.push(found.iter().map(value).collect());
            evidence.push(found);
        }
        let assigned = assign(&edges, free_new.len());
        links.retain(|link| !link.basis.is_proposed());
        for ((&old, found), place) in free_old.iter().zip(&mut evidence).zip(assigned) {
            let Some(place) = place else { continue };
            if let Some(at) = found.iter().position(|(object, _)| *object == place) {
                let basis = Basis::Proposed(found.swap_remove(at).1);
                links.add(old, free_new[place as usize], basis);
            }
        }
    }
}

/// Whether names or functions are similar, and not only the position.
fn is_founded(evidence: &Evidence) -> bool {
    evidence.reasons.iter().any(|(reason, value)| {
        matches!(reason, Reason::Name | Reason::Functions | Reason::Acronym)
            && *value >= MIN_LIKENESS
    })
}
