//! Similarity of two units.

use super::features::{Corpus, Document, Index, dice, emit, fingerprint, finished, grams, ratio};
use super::{Evidence, Reason};
use crate::model::{Chart, Unit, UnitIndex};

/// Weights of the parts; parts that only one of the units has are ignored.
const WEIGHTS: [(Reason, f32); 7] = [
    (Reason::Name, 0.40),
    (Reason::Acronym, 0.08),
    (Reason::Functions, 0.30),
    (Reason::Title, 0.07),
    (Reason::Kind, 0.05),
    (Reason::Parent, 0.10),
    (Reason::Children, 0.10),
];

const NAME: u64 = 0x6e;
const TITLE: u64 = 0x74;
const FUNCTIONS: u64 = 0x66;
const WHOLE: u64 = 0x77;

/// Features of a unit for comparison.
pub(super) struct Profile<'a> {
    unit: &'a Unit,
    kind: &'a str,
    /// N-grams of the name by language.
    grams: Vec<(&'a str, Box<[u32]>)>,
    name: Document,
    title: Document,
    functions: Document,
    /// The whole name, with and without that of the parent and the title: distinctive even if its words are common.
    whole: Document,
}

/// Features of the units of both charts.
pub(super) struct Profiles<'a> {
    pub(super) old: Vec<Profile<'a>>,
    pub(super) new: Vec<Profile<'a>>,
    corpus: Corpus,
}

impl<'a> Profiles<'a> {
    /// Computes features of the units that are `needed`, and of their parents.
    pub(super) fn new(old: (&'a Chart, &[bool]), new: (&'a Chart, &[bool])) -> Self {
        let mut corpus = Corpus::default();
        let mut profiles = |(chart, needed): (&'a Chart, &[bool])| -> Vec<Profile<'a>> {
            let mut needed = needed.to_vec();
            for (unit, at) in chart.units().iter().zip(0..) {
                if let Some(parent) = unit.parent.filter(|_| needed[at]) {
                    needed[parent.get()] = true;
                }
            }
            let mut scratch = Vec::new();
            let units = chart.units().iter().zip(needed);
            units.map(|(unit, is)| profile(chart, unit, is, &mut corpus, &mut scratch)).collect()
        };
        let (mut old, mut new) = (profiles(old), profiles(new));
        let count = old.len() + new.len();
        let documents = old
            .iter_mut()
            .chain(&mut new)
            .flat_map(|it| [&mut it.name, &mut it.title, &mut it.functions, &mut it.whole]);
        corpus.weigh(count, documents);
        Self { old, new, corpus }
    }

    /// Index over the given new units.
    pub(super) fn index(&self, units: &[u32]) -> Index {
        Index::new(&self.corpus, units.iter().map(|&at| self.new[at as usize].parts()))
    }

    /// The positions, in the index's list, of the units most similar to an old unit.
    pub(super) fn nearest(&self, index: &mut Index, old: u32, count: usize) -> Vec<u32> {
        index.nearest(&self.corpus, self.old[old as usize].parts(), count)
    }

    /// Similarity of an old and a new unit; `is_linked` tells which units already match.
    pub(super) fn score(
        &self,
        old: u32,
        new: u32,
        is_linked: &dyn Fn(UnitIndex, UnitIndex) -> bool,
    ) -> Evidence {
        let (a, b) = (&self.old[old as usize], &self.new[new as usize]);
        let cosine = |a: &Document, b: &Document| {
            (!a.is_empty() && !b.is_empty()).then(|| self.corpus.cosine(a, b))
        };
        let equal = |is: bool| if is { 1.0 } else { 0.0 };
        let parent = match (a.unit.parent, b.unit.parent) {
            (None, None) => 1.0,
            (Some(old), Some(new)) if is_linked(old, new) => 1.0,
            (Some(old), Some(new)) => 0.5 * likeness(&self.old[old.get()], &self.new[new.get()]),
            _ => 0.0,
        };
        let (children, others) = (&a.unit.children, &b.unit.children);
        let linked_children = (!children.is_empty() && !others.is_empty()).then(|| {
            let is_kept = |&&old: &&UnitIndex| others.iter().any(|&new| is_linked(old, new));
            // Long lists of children are sampled by their first ones.
            let sample = children.len().min(16);
            ratio(children[..sample].iter().filter(is_kept).count(), sample)
        });
        let acronyms = a.unit.acronym.as_ref().zip(b.unit.acronym.as_ref());
        let value = |reason| match reason {
            Reason::Name => cosine(&a.name, &b.name)
                .map(|words| likeness(a, b).mul_add(0.5, 0.5 * words).max(0.9 * likeness(a, b))),
            Reason::Acronym => acronyms.map(|(old, new)| equal(old == new)),
            Reason::Functions => cosine(&a.functions, &b.functions),
            Reason::Title => cosine(&a.title, &b.title),
            Reason::Kind => Some(equal(a.kind == b.kind)),
            Reason::Parent => Some(parent),
            Reason::Children => linked_children,
            Reason::Unit => None,
        };
        let (mut total, mut whole, mut reasons) = (0.0, 0.0, Vec::new());
        for (reason, weight) in WEIGHTS {
            if let Some(value) = value(reason) {
                total += weight * value;
                whole += weight;
                if value >= 0.3 {
                    reasons.push((reason, value));
                }
            }
        }
        Evidence { score: total / whole, reasons }
    }

    /// Whether name, functions, parent and kind of two units are completely dissimilar.
    pub(super) fn is_unlike(&self, old: u32, new: u32, is_same_parent: bool) -> bool {
        let (a, b) = (&self.old[old as usize], &self.new[new as usize]);
        let has_functions = !a.functions.is_empty() && !b.functions.is_empty();
        (!is_same_parent || a.kind != b.kind)
            && has_functions
            && self.corpus.cosine(&a.functions, &b.functions) < 0.05
            && likeness(a, b) < 0.3
            && self.corpus.cosine(&a.name, &b.name) < 0.2
    }
}

impl Profile<'_> {
    const fn parts(&self) -> [&Document; 4] {
        [&self.name, &self.title, &self.functions, &self.whole]
    }
}

/// Similarity of two names in the language with the highest similarity.
fn likeness(a: &Profile<'_>, b: &Profile<'_>) -> f32 {
    let mut best = 0.0_f32;
    for (tag, old) in &a.grams {
        for (other, new) in &b.grams {
            if tag == other || tag.is_empty() || other.is_empty() {
                best = best.max(dice(old, new));
            }
        }
    }
    best
}

fn profile<'a>(
    chart: &'a Chart,
    unit: &'a Unit,
    is_needed: bool,
    corpus: &mut Corpus,
    scratch: &mut Vec<u64>,
) -> Profile<'a> {
    let kind = chart.kind(unit.kind).id.as_str();
    if !is_needed {
        let [name, title, functions, whole] = std::array::from_fn(|_| Document::default());
        return Profile { unit, kind, grams: Vec::new(), name, title, functions, whole };
    }
    emit(&unit.name, NAME, scratch);
    unit.also_named.iter().for_each(|name| emit(name, NAME, scratch));
    let name = corpus.document(scratch);
    if let Some(head) = &unit.head {
        emit(&head.title, TITLE, scratch);
    }
    let title = corpus.document(scratch);
    let duties = unit.head.iter().chain(&unit.posts).flat_map(|post| &post.duties);
    unit.functions.iter().chain(duties).for_each(|said| emit(&said.text, FUNCTIONS, scratch));
    let functions = corpus.document(scratch);
    let own = fingerprint(&unit.name, WHOLE);
    let parent = unit.parent.map_or(0, |parent| fingerprint(&chart.unit(parent).name, WHOLE));
    let head = unit.head.as_ref().map_or(0, |head| fingerprint(&head.title, TITLE));
    scratch.extend([own, finished(own ^ parent.rotate_left(1)), finished(own ^ head)]);
    let whole = corpus.document(scratch);
    let grams = unit.name.entries().map(|(tag, words)| (tag, grams(words))).collect();
    Profile { unit, kind, grams, name, title, functions, whole }
}
