//! Matching of functions and duties across units: stated pairs, equal text, and proposals for the rest.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

use super::assignment::{Edge, assign};
use super::features::{Corpus, Document, Index, Unhashed, emit, fingerprint};
use super::units::Links as UnitLinks;
use super::{Basis, Evidence, FunctionPlace, Lineage, Owner, Reason, number};
use crate::model::{Chart, Citation, SetIndex, Statement};

/// Maximum number of candidates per function.
const MAX_CANDIDATES: usize = 8;
/// Maximum number of functions of one unit that are compared with each other, whatever their text.
const MAX_AT_HOME: usize = 32;
/// Minimum score of a proposed pair.
const MIN_SCORE: f32 = 0.41;
/// Base score of two functions of the same unit.
const HOME_SCORE: f32 = 0.3;
/// Minimum similarity of a pair with equal citations in the same unit.
const CITED_LIKENESS: f32 = 0.3;
/// The likeness of functions at the same place of the lists of one unit.
const SAME_PLACE_LIKENESS: f32 = 0.06;
/// Minimum fractions of a function's text that a merged function contains, in total and beyond its other part.
const MERGED_COVERAGE: f32 = 0.4;
const MERGED_OWN_COVERAGE: f32 = 0.25;

type HashMapOf<T> = HashMap<u64, T, BuildHasherDefault<Unhashed>>;

/// Function or duty of one of the charts.
struct Item<'a> {
    place: FunctionPlace,
    statement: &'a Statement,
    hash: u64,
    document: Document,
}

/// Pair of functions, by number.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) old: u32,
    pub(super) new: u32,
    pub(super) basis: Basis,
}

/// Matching of functions, in steps.
pub(super) struct Matching<'a> {
    charts: (&'a Chart, &'a Chart),
    old: Vec<Item<'a>>,
    new: Vec<Item<'a>>,
    pub(super) links: Vec<Link>,
    of_old: Vec<Vec<u32>>,
    of_new: Vec<Vec<u32>>,
    stated_old: Vec<bool>,
    stated_new: Vec<bool>,
    corpus: Corpus,
    /// Items of the new chart, by unit.
    new_by_unit: Vec<Vec<u32>>,
}

impl<'a> Matching<'a> {
    pub(super) fn new(old: &'a Chart, new: &'a Chart) -> Self {
        let (old_items, new_items) = (items(old), items(new));
        let mut new_by_unit = vec![Vec::new(); new.units().len()];
        for (at, item) in (0_u32..).zip(&new_items) {
            if let Some(unit) = item.place.owner.unit() {
                new_by_unit[unit.get()].push(at);
            }
        }
        Self {
            charts: (old, new),
            links: Vec::with_capacity(old_items.len()),
            of_old: vec![Vec::new(); old_items.len()],
            of_new: vec![Vec::new(); new_items.len()],
            stated_old: vec![false; old_items.len()],
            stated_new: vec![false; new_items.len()],
            corpus: Corpus::default(),
            old: old_items,
            new: new_items,
            new_by_unit,
        }
    }

    pub(super) fn places(&self) -> (Vec<FunctionPlace>, Vec<FunctionPlace>) {
        let places = |items: &[Item<'_>]| items.iter().map(|item| item.place).collect();
        (places(&self.old), places(&self.new))
    }

    /// Whether the texts of a pair are equal.
    pub(super) fn is_equal(&self, old: u32, new: u32) -> bool {
        self.old[old as usize].statement.text == self.new[new as usize].statement.text
    }

    /// Runs all steps; splits and merges of units may follow, and then [`Self::propose`] again.
    pub(super) fn run(&mut self, lineage: Lineage, units: &UnitLinks) {
        self.state(lineage);
        self.link_equal_words(units);
        self.describe();
        self.link_equal_citations(units);
        self.propose(units);
    }

    fn add(&mut self, old: u32, new: u32, basis: Basis) {
        if !self.of_old[old as usize].contains(&new) {
            self.of_old[old as usize].push(new);
            self.of_new[new as usize].push(old);
            self.links.push(Link { old, new, basis });
        }
    }

    fn is_free_old(&self, old: u32) -> bool {
        self.of_old[old as usize].is_empty() && !self.stated_old[old as usize]
    }

    fn is_free_new(&self, new: u32) -> bool {
        self.of_new[new as usize].is_empty() && !self.stated_new[new as usize]
    }

    /// Degree to which two functions belong to the same unit: 1, or less if one is a duty of its head.
    fn home(&self, old: u32, new: u32, units: &UnitLinks) -> f32 {
        let (a, b) = (self.old[old as usize].place.owner, self.new[new as usize].place.owner);
        if let (Owner::Set(a), Owner::Set(b)) = (a, b) {
            let (old, new) = self.charts;
            let is_same = old.shared_sets()[a.get()].id == new.shared_sets()[b.get()].id;
            return if is_same { 1.0 } else { 0.0 };
        }
        match (a.unit(), b.unit()) {
            (Some(old), Some(new)) if units.has(number(old), number(new)) => {
                if a.is_post() == b.is_post() { 1.0 } else { 0.6 }
            }
            _ => 0.0,
        }
    }

    /// Links the origins stated by `was`.
    fn state(&mut self, lineage: Lineage) {
        let (later, earlier, chart) = match lineage {
            Lineage::Forward => (&self.new, &self.old, self.charts.0),
            Lineage::Backward => (&self.old, &self.new, self.charts.1),
            Lineage::Distant => return,
        };
        let mut found = Vec::new();
        let mut stated = Vec::new();
        for (at, item) in (0_u32..).zip(later) {
            let Some(was) = &item.statement.was else { continue };
            stated.extend(was.is_empty().then_some(at));
            for named in was {
                let (id, cited) = named.trim().split_once(' ').unwrap_or((named, ""));
                let cited = Citation::parse(cited);
                let is_named = |before: &&Item<'_>| {
                    let has_owner = match before.place.owner {
                        Owner::Set(set) => chart.shared_sets()[set.get()].id == id,
                        owner => owner.unit().is_some_and(|unit| chart.unit(unit).id == id),
                    };
                    has_owner && before.statement.cite.iter().any(|cite| is_same(cite, &cited))
                };
                let places = (0_u32..).zip(earlier).filter(|(_, before)| is_named(before));
                found.extend(places.map(|(before, _)| (before, at)));
            }
        }
        for (before, at) in found {
            match lineage {
                Lineage::Backward => self.add(at, before, Basis::Stated),
                _ => self.add(before, at, Basis::Stated),
            }
        }
        for at in stated {
            match lineage {
                Lineage::Backward => self.stated_old[at as usize] = true,
                _ => self.stated_new[at as usize] = true,
            }
        }
    }

    /// Links equal texts in the same unit, then texts that occur once in each chart.
    fn link_equal_words(&mut self, units: &UnitLinks) {
        let mut by_hash: HashMapOf<Vec<u32>> = HashMap::default();
        for (at, item) in (0_u32..).zip(&self.new) {
            by_hash.entry(item.hash).or_default().push(at);
        }
        for at in 0..count(&self.old) {
            if !self.is_free_old(at) {
                continue;
            }
            let item = &self.old[at as usize];
            let here = item.place.owner.unit().map_or(&[][..], |unit| units.of_old(number(unit)));
            let own = here.iter().flat_map(|&unit| &self.new_by_unit[unit as usize]);
            let equal =
                |&&new: &&u32| self.new[new as usize].hash == item.hash && self.is_free_new(new);
            let found = if item.place.owner.unit().is_some() {
                own.copied().filter(|new| equal(&new)).max_by_key(|&new| {
                    let is_alike =
                        self.new[new as usize].place.owner.is_post() == item.place.owner.is_post();
                    (is_alike, std::cmp::Reverse(new))
                })
            } else {
                let all = by_hash.get(&item.hash).into_iter().flatten();
                all.filter(equal).find(|&&new| self.home(at, new, units) > 0.0).copied()
            };
            if let Some(new) = found {
                self.add(at, new, Basis::SameId);
            }
        }
        let mut once: HashMapOf<Vec<u32>> = HashMap::default();
        for at in (0..count(&self.old)).filter(|&at| self.is_free_old(at)) {
            once.entry(self.old[at as usize].hash).or_default().push(at);
        }
        for at in 0..count(&self.old) {
            let hash = self.old[at as usize].hash;
            if !self.is_free_old(at) || once.get(&hash).is_none_or(|all| all.len() > 1) {
                continue;
            }
            let equal = by_hash.get(&hash).map_or(&[][..], Vec::as_slice);
            let mut free = equal.iter().filter(|&&new| self.is_free_new(new));
            if let (Some(&new), None) = (free.next(), free.next()) {
                self.add(at, new, Basis::SameText);
            }
        }
    }

    /// Computes features of the functions that have no match with equal text.
    fn describe(&mut self) {
        let mut scratch = Vec::new();
        let is_open = |links: &[Vec<u32>], at: usize| links[at].is_empty();
        let stated: Vec<(u32, u32)> = self
            .links
            .iter()
            .filter(|link| link.basis == Basis::Stated)
            .map(|link| (link.old, link.new))
            .collect();
        let mut needed = (
            (0..self.old.len()).map(|at| is_open(&self.of_old, at)).collect::<Vec<_>>(),
            (0..self.new.len()).map(|at| is_open(&self.of_new, at)).collect::<Vec<_>>(),
        );
        for (old, new) in stated {
            needed.0[old as usize] = true;
            needed.1[new as usize] = true;
        }
        let corpus = &mut self.corpus;
        let sides = [(&mut self.old, needed.0), (&mut self.new, needed.1)];
        for (items, needed) in sides {
            for (item, _) in items.iter_mut().zip(needed).filter(|(_, is_needed)| *is_needed) {
                emit(&item.statement.text, 0, &mut scratch);
                item.document = corpus.document(&mut scratch);
            }
        }
        let all = || self.old.iter().chain(&self.new).filter(|item| !item.document.is_empty());
        let number = all().count();
        let documents = self.old.iter_mut().chain(&mut self.new).map(|item| &mut item.document);
        self.corpus.weigh(number, documents);
    }

    fn cosine(&self, old: u32, new: u32) -> f32 {
        self.corpus.cosine(&self.old[old as usize].document, &self.new[new as usize].document)
    }

    /// The new functions in the successors of an old function's unit.
    fn at_home(&self, old: u32, units: &UnitLinks) -> Vec<u32> {
        let owner = self.old[old as usize].place.owner;
        let Some(unit) = owner.unit() else {
            let is_home = |&new: &u32| self.home(old, new, units) > 0.0;
            return (0..count(&self.new)).rev().take(4 * MAX_AT_HOME).filter(is_home).collect();
        };
        let new = units.of_old(number(unit)).iter();
        let new = new.flat_map(|&unit| self.new_by_unit[unit as usize].iter().take(MAX_AT_HOME));
        new.copied().collect()
    }

    fn link_equal_citations(&mut self, units: &UnitLinks) {
        for old in 0..count(&self.old) {
            if !self.is_free_old(old) {
                continue;
            }
            let cited = &self.old[old as usize].statement.cite;
            let is_match = |&new: &u32| {
                let other = &self.new[new as usize].statement.cite;
                self.is_free_new(new)
                    && cited.first().zip(other.first()).is_some_and(|(a, b)| is_same(a, b))
                    && self.home(old, new, units) >= 1.0
                    && self.cosine(old, new) >= CITED_LIKENESS
            };
            if let Some(new) = self.at_home(old, units).into_iter().find(is_match) {
                self.add(old, new, Basis::SameId);
            }
        }
    }

    /// Proposes pairs of unmatched functions, then splits and merges of the remaining ones.
    pub(super) fn propose(&mut self, units: &UnitLinks) {
        let free_old: Vec<u32> = (0..count(&self.old)).filter(|&at| self.is_free_old(at)).collect();
        let free_new: Vec<u32> = (0..count(&self.new)).filter(|&at| self.is_free_new(at)).collect();
        if free_old.is_empty() && free_new.is_empty() {
            return;
        }
        let places: HashMap<u32, u32> = free_new.iter().copied().zip(0..).collect();
        let documents = free_new.iter().map(|&at| [&self.new[at as usize].document]);
        let mut index = Index::new(&self.corpus, documents);
        let mut edges = Vec::with_capacity(free_old.len());
        let mut evidence = Vec::with_capacity(free_old.len());
        for &old in &free_old {
            let document = &self.old[old as usize].document;
            let mut candidates = index.nearest(&self.corpus, [document], MAX_CANDIDATES);
            let home = self.at_home(old, units);
            candidates.extend(home.iter().filter_map(|new| places.get(new)));
            candidates.sort_unstable();
            candidates.dedup();
            let scored = |&place: &u32| {
                let found = self.evidence(old, free_new[place as usize], units);
                (found.score >= MIN_SCORE).then_some((place, found))
            };
            let found: Vec<(u32, Evidence)> = candidates.iter().filter_map(scored).collect();
            let value = |&(object, ref it): &(u32, Evidence)| Edge {
                object,
                value: it.score - MIN_SCORE + f32::EPSILON,
            };
            edges.push(found.iter().map(value).collect::<Vec<Edge>>());
            evidence.push(found);
        }
        let assigned = assign(&edges, free_new.len());
        for ((&old, mut found), place) in free_old.iter().zip(evidence).zip(assigned) {
            let Some(place) = place else { continue };
            if let Some(at) = found.iter().position(|(object, _)| *object == place) {
                let basis = Basis::Proposed(found.swap_remove(at).1);
                self.add(old, free_new[place as usize], basis);
            }
        }
        self.pair_same_places(units);
        self.pair_clear_ones(units);
        self.merge(units);
    }

    /// Proposes pairs at the same place of lists of the same unit, which most likely are one function reworded: the only
    /// one that it lacks with the only one that it has got, and else those that have the most in common.
    fn pair_same_places(&mut self, units: &UnitLinks) {
        let mut lost: HashMap<Owner, usize> = HashMap::new();
        for at in (0..count(&self.old)).filter(|&at| self.is_free_old(at)) {
            *lost.entry(self.old[at as usize].place.owner).or_default() += 1;
        }
        let mut got: HashMap<Owner, usize> = HashMap::new();
        for at in (0..count(&self.new)).filter(|&at| self.is_free_new(at)) {
            *got.entry(self.new[at as usize].place.owner).or_default() += 1;
        }
        let mut found = Vec::new();
        for old in (0..count(&self.old)).filter(|&at| self.is_free_old(at)) {
            let is_only_lost = lost.get(&self.old[old as usize].place.owner) == Some(&1);
            let is_match = |&new: &u32| {
                let owner = self.new[new as usize].place.owner;
                let is_only = is_only_lost && got.get(&owner) == Some(&1);
                self.is_free_new(new)
                    && self.is_same_place(old, new)
                    && self.home(old, new, units) >= 1.0
                    && (is_only || self.cosine(old, new) >= SAME_PLACE_LIKENESS)
            };
            let matches = self.at_home(old, units).into_iter().filter(is_match);
            found.extend(matches.map(|new| (self.cosine(old, new), old, new)));
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, old, new) in found {
            if self.is_free_old(old) && self.is_free_new(new) {
                self.add(old, new, Basis::Proposed(self.evidence(old, new, units)));
            }
        }
    }

    /// Whether two functions have the same letter or number, or the same place in their lists.
    fn is_same_place(&self, old: u32, new: u32) -> bool {
        let (old, new) = (&self.old[old as usize], &self.new[new as usize]);
        let letters = last_part(&old.statement.cite).zip(last_part(&new.statement.cite));
        old.place.index == new.place.index || letters.is_some_and(|(old, new)| old == new)
    }

    /// Proposes pairs of which each is by far the nearest to the other of all that are left.
    fn pair_clear_ones(&mut self, units: &UnitLinks) {
        let free_old: Vec<u32> = (0..count(&self.old)).filter(|&at| self.is_free_old(at)).collect();
        let free_new: Vec<u32> = (0..count(&self.new)).filter(|&at| self.is_free_new(at)).collect();
        let olds: Vec<&Document> =
            free_old.iter().map(|&at| &self.old[at as usize].document).collect();
        let news: Vec<&Document> =
            free_new.iter().map(|&at| &self.new[at as usize].document).collect();
        let clear_new = self.corpus.clearly_nearest(&olds, &news);
        let clear_old = self.corpus.clearly_nearest(&news, &olds);
        for (at, nearest) in clear_new.into_iter().enumerate() {
            let Some(to) = nearest.filter(|&to| clear_old[to as usize] == u32::try_from(at).ok())
            else {
                continue;
            };
            let (old, new) = (free_old[at], free_new[to as usize]);
            self.add(old, new, Basis::Proposed(self.evidence(old, new, units)));
        }
    }

    fn evidence(&self, old: u32, new: u32, units: &UnitLinks) -> Evidence {
        let words = self.cosine(old, new);
        let home = self.home(old, new, units);
        let base = HOME_SCORE * home;
        let mut reasons = vec![(Reason::Functions, words)];
        if home > 0.0 {
            reasons.push((Reason::Unit, home));
        }
        Evidence { score: (1.0 - base).mul_add(words, base), reasons }
    }

    /// Links unmatched functions to matched ones that absorbed their text, in both directions.
    fn merge(&mut self, units: &UnitLinks) {
        let proposed: Vec<(u32, u32)> = self
            .links
            .iter()
            .filter(|link| !self.is_equal(link.old, link.new))
            .filter(|link| self.of_old[link.old as usize].len() == 1)
            .filter(|link| self.of_new[link.new as usize].len() == 1)
            .map(|link| (link.old, link.new))
            .collect();
        if proposed.is_empty() {
            return;
        }
        let old = proposed.iter().map(|&(old, _)| [&self.old[old as usize].document]);
        let mut old_index = Index::new(&self.corpus, old);
        let new = proposed.iter().map(|&(_, new)| [&self.new[new as usize].document]);
        let mut new_index = Index::new(&self.corpus, new);
        let mut found = Vec::new();
        for old in (0..count(&self.old)).filter(|&at| self.is_free_old(at)) {
            let part = &self.old[old as usize].document;
            let near = new_index.nearest(&self.corpus, [part], MAX_CANDIDATES);
            let pairs = near.into_iter().map(|place| proposed[place as usize]);
            let covered = |(other, whole): (u32, u32)| {
                let (other, words) = (&self.old[other as usize], &self.new[whole as usize]);
                let home = self.home(old, whole, units);
                Some((
                    whole,
                    self.contained_fraction(part, &words.document, &other.document, home)?,
                ))
            };
            let best = pairs.filter_map(covered).max_by(|a, b| a.1.total_cmp(&b.1));
            found.extend(best.map(|(whole, score)| (old, whole, score)));
        }
        for new in (0..count(&self.new)).filter(|&at| self.is_free_new(at)) {
            let part = &self.new[new as usize].document;
            let near = old_index.nearest(&self.corpus, [part], MAX_CANDIDATES);
            let pairs = near.into_iter().map(|place| proposed[place as usize]);
            let covered = |(whole, other): (u32, u32)| {
                let (words, other) = (&self.old[whole as usize], &self.new[other as usize]);
                let home = self.home(whole, new, units);
                Some((
                    whole,
                    self.contained_fraction(part, &words.document, &other.document, home)?,
                ))
            };
            let best = pairs.filter_map(covered).max_by(|a, b| a.1.total_cmp(&b.1));
            found.extend(best.map(|(whole, score)| (whole, new, score)));
        }
        for (old, new, score) in found {
            // One to several or several to one, but no chains.
            if self.of_old[old as usize].len().min(self.of_new[new as usize].len()) == 0 {
                let reasons = vec![(Reason::Functions, score)];
                self.add(old, new, Basis::Proposed(Evidence { score, reasons }));
            }
        }
    }

    /// The fraction of a part's text that is contained in a whole, unless the other part of the whole explains it.
    fn contained_fraction(
        &self,
        part: &Document,
        whole: &Document,
        other: &Document,
        home: f32,
    ) -> Option<f32> {
        let coverage = self.corpus.coverage(part, whole);
        let own = self.corpus.own_coverage(part, whole, other);
        let ease = if home > 0.0 { 0.75 } else { 1.0 };
        let is_taken = coverage >= ease * MERGED_COVERAGE && own >= ease * MERGED_OWN_COVERAGE;
        is_taken.then_some(coverage)
    }

    /// For each old unit in `free`, the new unit to which most of its functions went, with the fraction: at least two
    /// and half of them, or as many as `is_enough` accepts for the pair; its third argument states whether they are
    /// half.
    pub(super) fn heirs(
        &self,
        free: &[u32],
        is_enough: &dyn Fn(u32, u32, bool) -> bool,
    ) -> Vec<(u32, u32, f32)> {
        let of = |item: &Item<'_>| item.place.owner.unit().map(number);
        majority(free, &self.old, is_enough, |at| {
            self.of_old[at as usize].iter().map(|&new| &self.new[new as usize]).find_map(of)
        })
    }

    /// For each old unit in `free`, the new unit in which at least half of its functions were merged with those of a
    /// unit that continues in it, with the fraction.
    pub(super) fn merged_along(&self, free: &[u32], units: &UnitLinks) -> Vec<(u32, u32, f32)> {
        let of = |item: &Item<'_>| item.place.owner.unit().map(number);
        let old_unit = |at: &u32| of(&self.old[*at as usize]);
        let mut counts: BTreeMap<(u32, u32), usize> = BTreeMap::new();
        for (item, parts) in self.new.iter().zip(&self.of_new).filter(|(_, parts)| parts.len() > 1)
        {
            let Some(heir) = of(item) else { continue };
            let before: Vec<u32> = parts.iter().filter_map(old_unit).collect();
            for &unit in before.iter().filter(|unit| free.binary_search(unit).is_ok()) {
                if before.iter().any(|&other| other != unit && units.has(other, heir)) {
                    *counts.entry((unit, heir)).or_default() += 1;
                }
            }
        }
        let mut totals = vec![0; self.charts.0.units().len()];
        for unit in self.old.iter().filter_map(of) {
            totals[unit as usize] += 1;
        }
        let shared = |((unit, heir), count): ((u32, u32), usize)| {
            let total = totals[unit as usize];
            (2 * count >= total).then(|| (unit, heir, super::features::ratio(count, total)))
        };
        counts.into_iter().filter_map(shared).collect()
    }

    /// For each new unit in `free`, the old unit from which most of its functions came, with the fraction.
    pub(super) fn origins(&self, free: &[u32]) -> Vec<(u32, u32, f32)> {
        let of = |item: &Item<'_>| item.place.owner.unit().map(number);
        majority(free, &self.new, &|_, _, _| false, |at| {
            self.of_new[at as usize].iter().map(|&old| &self.old[old as usize]).find_map(of)
        })
    }
}

/// The other unit in which most of a unit's functions are matched: at least two and half of them, or as many as are
/// sufficient for the pair.
fn majority(
    free: &[u32],
    items: &[Item<'_>],
    is_enough: &dyn Fn(u32, u32, bool) -> bool,
    other: impl Fn(u32) -> Option<u32>,
) -> Vec<(u32, u32, f32)> {
    let places: HashMap<u32, usize> = free.iter().copied().zip(0..).collect();
    let mut votes: Vec<(usize, Vec<(u32, usize)>)> = vec![(0, Vec::new()); free.len()];
    for (at, item) in (0_u32..).zip(items) {
        let unit = item.place.owner.unit().map(number);
        let Some((total, of)) = unit.and_then(|unit| places.get(&unit)).map(|&at| &mut votes[at])
        else {
            continue;
        };
        *total += 1;
        if let Some(other) = other(at) {
            match of.iter_mut().find(|(unit, _)| *unit == other) {
                Some((_, count)) => *count += 1,
                None => of.push((other, 1)),
            }
        }
    }
    let mut found = Vec::new();
    for (&unit, (total, of)) in free.iter().zip(&votes) {
        let most = of.iter().map(|(_, count)| *count).max().unwrap_or_default();
        let is_half = 2 * most >= *total;
        let enough = |&other: &u32| is_half && most >= 2 || is_enough(unit, other, is_half);
        let best = of.iter().filter(|(_, count)| *count == most).map(|(other, _)| *other);
        if let Some(other) = best.filter(enough).min() {
            found.push((unit, other, super::features::ratio(most, *total)));
        }
    }
    found
}

fn count(items: &[Item<'_>]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

/// Whether two citations name the same paragraph; an unstated source matches any.
fn is_same(a: &Citation, b: &Citation) -> bool {
    let is_source = a.source == b.source || a.source.is_none() || b.source.is_none();
    is_source && a.place() == b.place()
}

/// The last letter or number of the first citation: `b` of `4.3(b)`.
fn last_part(cite: &[Citation]) -> Option<&str> {
    let mut parts = cite.first()?.paragraph.split(|c: char| !c.is_alphanumeric()).rev();
    parts.find(|part| !part.is_empty())
}

/// All functions and duties of a chart: those of units in file order, then those of shared sets.
fn items(chart: &Chart) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    for (unit, index) in chart.units().iter().zip(chart.unit_indices()) {
        extend(&mut items, Owner::Unit(index), &unit.functions);
        if let Some(head) = &unit.head {
            extend(&mut items, Owner::Head(index), &head.duties);
        }
        for (post, at) in unit.posts.iter().zip(0_u32..) {
            extend(&mut items, Owner::Post(index, at), &post.duties);
        }
    }
    for (set, at) in chart.shared_sets().iter().zip(0_usize..) {
        extend(&mut items, Owner::Set(SetIndex::new(at)), &set.functions);
    }
    items
}

fn extend<'a>(items: &mut Vec<Item<'a>>, owner: Owner, statements: &'a [Statement]) {
    items.extend(statements.iter().zip(0_u32..).map(|(statement, index)| Item {
        place: FunctionPlace { owner, index },
        statement,
        hash: fingerprint(&statement.text, 0),
        document: Document::default(),
    }));
}
