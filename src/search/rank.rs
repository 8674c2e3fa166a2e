//! Ranking: the weights of the best match of each term, summed per unit or body.
//!
//! A unit that matches by name, and none of whose own functions matches all terms, is followed directly
//! by the units below it that have such a function: the sections of a service say what is done about
//! the matter.

use std::collections::HashMap;
use std::ops::Range;

use super::fields::{Field, Place};

/// Bonus for the terms in a row, as typed.
const PHRASE_BONUS: u32 = 25;
/// Bonus for a text that matches all terms.
const TOGETHER_BONUS: u32 = 40;

/// Matches of a term: fields with weights.
#[derive(Default)]
pub(super) struct Hits {
    /// In order of discovery; a field may occur more than once.
    fields: Vec<(u32, u16)>,
    is_phrase: bool,
}

impl Hits {
    pub(super) fn add(&mut self, field: u32, weight: u16) {
        self.fields.push((field, weight));
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.fields.extend(other.fields);
    }

    /// These hits as those of a corrected word, at half the weight.
    pub(super) fn into_typo(mut self) -> Self {
        for (_, weight) in &mut self.fields {
            *weight /= 2;
        }
        self
    }

    /// These hits as hits of the whole phrase, which only increase the score.
    pub(super) fn into_phrase(self) -> Self {
        Self { is_phrase: true, ..self }
    }
}

/// Weight of a match in a text.
pub(super) fn weight(place: Place, text: &str, within: &Range<usize>) -> u16 {
    let text = text.trim_end_matches('\n');
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let starts_word = !is_word(text[..within.start].chars().next_back());
    let ends_word = !is_word(text[within.end..].chars().next());
    if place == Place::Name {
        return match (within.start == 0, starts_word, ends_word) {
            (true, _, _) if within.end == text.len() => 120,
            (true, _, true) => 95,
            (true, _, false) => 90,
            (false, true, true) => 75,
            (false, true, false) => 70,
            (false, false, _) => 45,
        };
    }
    if place == Place::Id {
        // Less than a word of a name: most ids repeat the name.
        let is_whole = within.start == 0 && within.end == text.len();
        return if is_whole { 70 } else { 14 };
    }
    let base = match place {
        Place::Name | Place::Id | Place::Head | Place::Holder => 40,
        Place::Function => 30,
        Place::Duty => 24,
        Place::Provision | Place::Field | Place::Note => 20,
    };
    base - if starts_word { 0 } else { 10 } + if starts_word && ends_word { 4 } else { 0 }
}

/// Weight of a pinyin match in a name.
pub(super) const fn pinyin_weight(is_start: bool) -> u16 {
    if is_start { 85 } else { 60 }
}

/// Weight of a citation of the paragraph itself, or of an item of it.
pub(super) const fn citation_weight(is_exact: bool) -> u16 {
    if is_exact { 100 } else { 80 }
}

/// Matching unit or body; texts are indices into all fields.
pub(super) struct Ranked {
    pub(super) holder: usize,
    /// Best matching text.
    pub(super) best: u32,
    /// Paragraphs that match as many terms, or ones that `best` lacks.
    pub(super) paragraphs: Vec<u32>,
}

/// Accumulated matches of a unit or body.
#[derive(Clone, Copy, Default)]
struct Standing {
    /// Bit set of the terms that match.
    held: u32,
    score: u32,
    /// Best field: number of terms, weight, index.
    best: (u32, u32, u32),
    /// Bit set of the terms that match in the best field.
    held_by_best: u32,
    /// Whether one field matches all terms.
    is_together: bool,
    /// Whether one of its functions matches all terms.
    has_function: bool,
}

impl Standing {
    /// Whether a paragraph that matches `held` is listed: it matches as many terms as the best text and, if
    /// that is a name, some that the name lacks or all that it has.
    fn lists(&self, fields: &[Field], held: u32) -> bool {
        let (most, _, best) = self.best;
        let is_name = !fields[best as usize].place.is_paragraph();
        let adds = held & !self.held_by_best != 0 || held == self.held;
        held.count_ones() == most && (!is_name || adds)
    }

    /// Whether it matches by name, and none of its functions matches all terms.
    fn is_name_alone(&self, fields: &[Field]) -> bool {
        let is_named = fields[self.best.2 as usize].place == Place::Name;
        self.held != 0 && is_named && !self.has_function
    }

    const fn holds(&self, word: usize) -> bool {
        self.held & (1 << word) != 0
    }
}

/// Units and bodies, best first, and whether the match is partial. `words` is the number of terms; the last of
/// `hits` may be a phrase besides. `branches` are the ranges of unit indices of branches; empty if no names are
/// searched for.
pub(super) fn rank(
    hits: &[Hits],
    words: usize,
    fields: &[Field],
    holders: usize,
    branches: &[Range<u32>],
) -> (Vec<Ranked>, bool) {
    if words == 0 {
        return (Vec::new(), false);
    }
    let mut standings = vec![Standing::default(); holders];
    let touched = weigh(hits, fields, &mut standings);
    let all = (1_u32 << words) - 1;
    let is_partial = !standings.iter().any(|standing| standing.held == all);
    if is_partial {
        weigh_rarity(words, &mut standings);
    } else {
        standings.iter_mut().filter(|standing| standing.held != all).for_each(|it| it.held = 0);
    }
    for &(field, (held, weight)) in &touched {
        let at = &fields[field as usize];
        let standing = &mut standings[at.holder];
        let count = held.count_ones();
        if (count, weight) > (standing.best.0, standing.best.1) {
            standing.best = (count, weight, field);
            standing.held_by_best = held;
        }
        if held == all && words > 1 && !standing.is_together {
            standing.is_together = true;
            standing.score += TOGETHER_BONUS;
        }
        standing.has_function |= held == all && at.place == Place::Function;
    }
    let mut order = by_score(&standings);
    if is_partial {
        let most = order.first().map_or(0, |&unit| standings[unit].score);
        order.retain(|&unit| standings[unit].score * 5 >= most * 4);
    } else {
        order = functions_behind_names(&order, &standings, fields, branches);
    }
    let mut places: HashMap<usize, usize> = HashMap::with_capacity(order.len());
    let mut list: Vec<Ranked> = Vec::with_capacity(order.len());
    for holder in order {
        places.insert(holder, list.len());
        let best = standings[holder].best.2;
        list.push(Ranked { holder, best, paragraphs: Vec::new() });
    }
    for (field, (held, _)) in touched {
        let at = &fields[field as usize];
        if at.place.is_paragraph()
            && let Some(&place) = places.get(&at.holder)
            && standings[at.holder].lists(fields, held)
        {
            list[place].paragraphs.push(field);
        }
    }
    (list, is_partial)
}

/// Matching units, best first, by a stable
/// [counting sort](https://en.wikipedia.org/wiki/Counting_sort) of their scores.
fn by_score(standings: &[Standing]) -> Vec<usize> {
    let held = || standings.iter().enumerate().filter(|(_, standing)| standing.held != 0);
    let most = held().map(|(_, standing)| standing.score).max().unwrap_or(0);
    let rank = |standing: &Standing| (most - standing.score) as usize;
    let mut ends = vec![0; most as usize + 1];
    for (_, standing) in held() {
        ends[rank(standing)] += 1;
    }
    let mut sum = 0;
    for end in &mut ends {
        sum += *end;
        *end = sum;
    }
    let mut order = vec![0; sum];
    for (unit, standing) in held().rev() {
        let place = &mut ends[rank(standing)];
        *place -= 1;
        order[*place] = unit;
    }
    order
}

/// The same units; each one that matches by name only is followed by those units of its branch with a matching
/// function.
fn functions_behind_names(
    order: &[usize],
    standings: &[Standing],
    fields: &[Field],
    branches: &[Range<u32>],
) -> Vec<usize> {
    let is_name = |&unit: &usize| unit < branches.len() && standings[unit].is_name_alone(fields);
    let mut names: Vec<Range<u32>> =
        order.iter().copied().filter(is_name).map(|unit| branches[unit].clone()).collect();
    names.sort_unstable_by_key(|branch| branch.start);
    // Outermost branches only, so that each unit is in at most one.
    let mut end = 0;
    names.retain(|branch| {
        let is_outermost = branch.start >= end;
        end = end.max(branch.end);
        is_outermost
    });
    let name_of = |unit: usize| {
        let start = branches.get(unit)?.start;
        let at = names.partition_point(|branch| branch.start <= start).checked_sub(1)?;
        (start < names[at].end).then_some(at)
    };
    let mut doing: Vec<Vec<usize>> = vec![Vec::new(); names.len()];
    for &unit in order.iter().filter(|&&unit| standings[unit].has_function) {
        if let Some(at) = name_of(unit) {
            doing[at].push(unit);
        }
    }
    let mut is_placed = vec![false; standings.len()];
    let mut placed = Vec::with_capacity(order.len());
    for &unit in order {
        let name = name_of(unit).filter(|_| is_name(&unit));
        let behind = name.map(|at| std::mem::take(&mut doing[at])).unwrap_or_default();
        for unit in std::iter::once(unit).chain(behind) {
            if !std::mem::replace(&mut is_placed[unit], true) {
                placed.push(unit);
            }
        }
    }
    placed
}

/// Sums the best weight of each term per unit. Returns the fields that match, with the terms and weight of each.
fn weigh(hits: &[Hits], fields: &[Field], standings: &mut [Standing]) -> Vec<(u32, (u32, u32))> {
    let mut in_field = vec![(0_u32, 0_u32); fields.len()];
    let mut best = vec![0_u16; standings.len()];
    for (bit, word) in hits.iter().enumerate() {
        for &(field, weight) in &word.fields {
            let unit = fields[field as usize].holder;
            if word.is_phrase {
                best[unit] = u16::try_from(PHRASE_BONUS).unwrap_or(u16::MAX);
                continue;
            }
            best[unit] = best[unit].max(weight);
            standings[unit].held |= 1 << bit;
            let (held, sum) = &mut in_field[field as usize];
            if *held & (1 << bit) == 0 {
                *sum += u32::from(weight);
            }
            *held |= 1 << bit;
        }
        for (standing, best) in standings.iter_mut().zip(&mut best) {
            standing.score += u32::from(std::mem::take(best));
        }
    }
    let touched = (0..).zip(in_field);
    touched.filter(|(_, (held, _))| *held != 0).collect()
}

/// Scores partial matches by [inverse document frequency](https://en.wikipedia.org/wiki/Tf%E2%80%93idf): rare terms
/// are the most specific.
fn weigh_rarity(words: usize, standings: &mut [Standing]) {
    /// Score of a term, and again for each halving of the units that match it.
    const STEP: u32 = 100;
    let count = |bit: usize| standings.iter().filter(|standing| standing.holds(bit)).count();
    let rarity: Vec<u32> = (0..words)
        .map(|bit| STEP * (1 + standings.len().div_ceil(count(bit).max(1)).ilog2()))
        .collect();
    for standing in standings.iter_mut().filter(|standing| standing.held != 0) {
        let held = rarity.iter().enumerate().filter(|(bit, _)| standing.holds(*bit));
        // Ties are decided by the weights.
        standing.score = held.map(|(_, rarity)| rarity).sum::<u32>() + standing.score / 10;
    }
}
