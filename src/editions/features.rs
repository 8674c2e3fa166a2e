//! Texts as weighted sets of features: words of alphabetic scripts, character bigrams of other scripts.
//!
//! A word is reduced to its first five letters
//! ([truncation](https://nlp.stanford.edu/IR-book/html/htmledition/stemming-and-lemmatization-1.html)), so that
//! inflected forms match in every European language. Chinese, Japanese, Korean and Thai are split into bigrams, which
//! require no dictionary. Features are weighted by their [inverse document
//! frequency](https://nlp.stanford.edu/IR-book/html/htmledition/inverse-document-frequency-1.html).

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use crate::model::Text;

/// Number of significant letters of a word.
const STEM_LENGTH: usize = 5;
/// Maximum length of posting lists; longer ones are skipped, because they are not distinctive and would make the cost
/// superlinear.
const MAX_POSTINGS: usize = 256;

/// The likeness of a document that is clearly the nearest, how many times it is that of the next one, and how many are
/// compared.
const CLEAR_LIKENESS: f32 = 0.15;
const CLEAR_LEAD: f32 = 3.0;
const CLEAR_CANDIDATES: usize = 8;

/// Interned features with their frequencies.
#[derive(Default)]
pub(super) struct Corpus {
    ids: HashMap<u64, u32, BuildHasherDefault<Unhashed>>,
    frequencies: Vec<u32>,
    squared_weights: Vec<f32>,
}

/// Set of features, sorted.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Document {
    features: Box<[u32]>,
    /// Euclidean norm of the weights; computed by [`Corpus::weigh`].
    norm: f32,
}

impl Document {
    pub(super) const fn is_empty(&self) -> bool {
        self.features.is_empty()
    }
}

impl Corpus {
    /// Creates a document from the hashed features that `emit` receives.
    pub(super) fn document(&mut self, features: &mut Vec<u64>) -> Document {
        features.sort_unstable();
        features.dedup();
        let mut ids: Box<[u32]> = features.iter().map(|&hash| self.intern(hash)).collect();
        ids.sort_unstable();
        for &id in &ids {
            self.frequencies[id as usize] += 1;
        }
        features.clear();
        Document { features: ids, norm: 0.0 }
    }

    fn intern(&mut self, hash: u64) -> u32 {
        let next = u32::try_from(self.frequencies.len()).unwrap_or(u32::MAX);
        let id = *self.ids.entry(hash).or_insert(next);
        if id == next {
            self.frequencies.push(0);
        }
        id
    }

    /// Computes the weights of features from document frequencies, once all documents exist.
    pub(super) fn weigh<'a>(
        &mut self,
        count: usize,
        documents: impl Iterator<Item = &'a mut Document>,
    ) {
        let squared = |&frequency: &u32| {
            let weight = (1.0 + ratio(count, frequency.max(1) as usize)).ln();
            weight * weight
        };
        self.squared_weights = self.frequencies.iter().map(squared).collect();
        for document in documents {
            document.norm = self.sum(document.features.iter().copied()).sqrt();
        }
    }

    fn sum(&self, features: impl Iterator<Item = u32>) -> f32 {
        features.map(|id| self.squared_weights[id as usize]).sum()
    }

    /// Cosine similarity of two documents, from 0 to 1.
    pub(super) fn cosine(&self, a: &Document, b: &Document) -> f32 {
        let norms = a.norm * b.norm;
        if norms <= 0.0 {
            return 0.0;
        }
        (self.sum(common(&a.features, &b.features)) / norms).min(1.0)
    }

    /// The document among `others` that is by far the nearest to each of some.
    pub(super) fn clearly_nearest(
        &self,
        documents: &[&Document],
        others: &[&Document],
    ) -> Vec<Option<u32>> {
        let mut index = Index::new(self, others.iter().map(|&document| [document]));
        let nearest = |&document: &&Document| {
            let near = index.nearest(self, [document], CLEAR_CANDIDATES).into_iter();
            let mut near: Vec<(f32, u32)> =
                near.map(|at| (self.cosine(document, others[at as usize]), at)).collect();
            near.sort_by(|a, b| b.0.total_cmp(&a.0));
            let second = near.get(1).map_or(0.0, |second| second.0);
            let (likeness, at) = near.first().copied()?;
            (likeness >= CLEAR_LIKENESS && likeness >= CLEAR_LEAD * second).then_some(at)
        };
        documents.iter().map(nearest).collect()
    }

    /// Weighted fraction of `part` that also occurs in `whole`, from 0 to 1.
    pub(super) fn coverage(&self, part: &Document, whole: &Document) -> f32 {
        let all = part.norm * part.norm;
        if all <= 0.0 { 0.0 } else { self.sum(common(&part.features, &whole.features)) / all }
    }

    /// Weighted fraction of `part` that occurs in `whole` but not in `other`, from 0 to 1.
    pub(super) fn own_coverage(&self, part: &Document, whole: &Document, other: &Document) -> f32 {
        let all = part.norm * part.norm;
        let own = common(&part.features, &whole.features)
            .filter(|id| other.features.binary_search(id).is_err());
        if all <= 0.0 { 0.0 } else { self.sum(own) / all }
    }
}

/// Common features of two sorted sets.
fn common<'a>(a: &'a [u32], b: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    let (mut left, mut right) = (a.iter().peekable(), b.iter().peekable());
    std::iter::from_fn(move || {
        loop {
            match left.peek()?.cmp(right.peek()?) {
                std::cmp::Ordering::Less => drop(left.next()),
                std::cmp::Ordering::Greater => drop(right.next()),
                std::cmp::Ordering::Equal => {
                    right.next();
                    return left.next().copied();
                }
            }
        }
    })
}

/// [Inverted index](https://nlp.stanford.edu/IR-book/html/htmledition/a-first-take-at-building-an-inverted-index-1.html)
/// over documents, each of which may have several parts.
pub(super) struct Index {
    /// Start of each feature's posting list.
    starts: Vec<u32>,
    postings: Vec<u32>,
    norms: Vec<f32>,
    /// Score of each document in the current query.
    scores: Vec<f32>,
    touched: Vec<u32>,
}

impl Index {
    pub(super) fn new<'a, const PARTS: usize>(
        corpus: &Corpus,
        documents: impl Iterator<Item = [&'a Document; PARTS]> + Clone,
    ) -> Self {
        let mut starts = vec![0_u32; corpus.frequencies.len() + 1];
        let mut norms = Vec::new();
        for parts in documents.clone() {
            norms.push(parts.iter().map(|part| part.norm * part.norm).sum::<f32>().sqrt());
            for &id in parts.iter().flat_map(|part| &part.features) {
                starts[id as usize + 1] += 1;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut ends = starts.clone();
        let mut postings = vec![0; starts.last().copied().unwrap_or(0) as usize];
        for (parts, at) in documents.zip(0_u32..) {
            for &id in parts.iter().flat_map(|part| &part.features) {
                postings[ends[id as usize] as usize] = at;
                ends[id as usize] += 1;
            }
        }
        let scores = vec![0.0; norms.len()];
        Self { starts, postings, norms, scores, touched: Vec::new() }
    }

    /// The `count` documents most similar to a document, best first.
    pub(super) fn nearest<const PARTS: usize>(
        &mut self,
        corpus: &Corpus,
        parts: [&Document; PARTS],
        count: usize,
    ) -> Vec<u32> {
        for &id in parts.iter().flat_map(|part| &part.features) {
            let range = self.starts[id as usize] as usize..self.starts[id as usize + 1] as usize;
            if range.len() > MAX_POSTINGS {
                continue;
            }
            let weight = corpus.squared_weights[id as usize];
            for &at in &self.postings[range] {
                let score = &mut self.scores[at as usize];
                if *score == 0.0 {
                    self.touched.push(at);
                }
                *score += weight;
            }
        }
        let rank = |at: u32| self.scores[at as usize] / self.norms[at as usize].max(1e-6);
        let order = |&a: &u32, &b: &u32| rank(b).total_cmp(&rank(a)).then(a.cmp(&b));
        if self.touched.len() > count {
            self.touched.select_nth_unstable_by(count, order);
        }
        let mut found = self.touched[..self.touched.len().min(count)].to_vec();
        found.sort_unstable_by(order);
        for at in self.touched.drain(..) {
            self.scores[at as usize] = 0.0;
        }
        found
    }
}

/// Emits the hashed features of a text in all its languages; features with different salts are distinct.
pub(super) fn emit(text: &Text, salt: u64, features: &mut Vec<u64>) {
    for (_, words) in text.entries() {
        emit_words(words, salt, features);
    }
}

fn emit_words(words: &str, salt: u64, features: &mut Vec<u64>) {
    let (mut word, mut length) = (salt, 0);
    let mut before: Option<char> = None;
    let end_word = |word: &mut u64, length: &mut usize, features: &mut Vec<u64>| {
        if std::mem::take(length) > 0 {
            features.push(finished(std::mem::replace(word, salt)));
        }
    };
    let mut is_alone = false;
    fold(words, |c| {
        if is_continuous(c) {
            end_word(&mut word, &mut length, features);
            is_alone = before.is_none();
            if let Some(before) = before {
                features.push(finished(step(step(salt, before), c)));
            }
            before = Some(c);
            return;
        }
        if let Some(single) = before.take().filter(|_| is_alone) {
            features.push(finished(step(salt, single)));
        }
        if c.is_alphanumeric() {
            if length < STEM_LENGTH {
                word = step(word, c);
            }
            length += 1;
        } else if !matches!(c, '\'' | '’') {
            end_word(&mut word, &mut length, features);
        }
    });
    end_word(&mut word, &mut length, features);
    if let Some(single) = before.filter(|_| is_alone) {
        features.push(finished(step(salt, single)));
    }
}

/// Hash of a text's folded letters and digits in all languages; equal for texts that differ only in case, width,
/// accents, spaces and punctuation.
pub(super) fn fingerprint(text: &Text, salt: u64) -> u64 {
    let mut hash = salt;
    for (_, words) in text.entries() {
        hash = step(hash, '\n');
        fold(words, |c| {
            if c.is_alphanumeric() {
                hash = step(hash, c);
            }
        });
    }
    finished(hash)
}

/// Sorted n-grams of a name: trigrams of alphabetic scripts, characters and bigrams of other scripts.
pub(super) fn grams(words: &str) -> Box<[u32]> {
    let mut letters = vec![' '];
    fold(words, |c| {
        let c = if c.is_alphanumeric() { c } else { ' ' };
        if c != ' ' || letters.last() != Some(&' ') {
            letters.push(c);
        }
    });
    if letters.last() != Some(&' ') {
        letters.push(' ');
    }
    let hash = |letters: &[char]| {
        let hash = finished(letters.iter().fold(1, |hash, &c| step(hash, c)));
        u32::try_from(hash >> 32).unwrap_or(0)
    };
    let mut grams: Vec<u32> = letters
        .windows(3)
        .filter(|part| !part.iter().any(|&c| is_continuous(c)) && part[1] != ' ')
        .map(hash)
        .collect();
    let pairs = letters.windows(2).filter(|part| part.iter().all(|&c| is_continuous(c)));
    grams.extend(pairs.map(hash));
    grams.extend(letters.iter().filter(|&&c| is_continuous(c)).map(|&c| hash(&[c])));
    grams.sort_unstable();
    grams.into()
}

/// [Dice coefficient](https://en.wikipedia.org/wiki/Dice-S%C3%B8rensen_coefficient) of sorted n-grams.
pub(super) fn dice(a: &[u32], b: &[u32]) -> f32 {
    let all = a.len() + b.len();
    if all == 0 { 0.0 } else { ratio(2 * common(a, b).count(), all) }
}

#[expect(clippy::cast_precision_loss, reason = "counts of words and units stay far below 2^24")]
pub(super) fn ratio(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
}

/// Whether a character belongs to a script without spaces between words.
pub(super) const fn is_continuous(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}')
}

/// Characters in lower case, half-width, without accents.
fn fold(words: &str, mut emit: impl FnMut(char)) {
    for c in words.chars() {
        if c.is_ascii() {
            emit(c.to_ascii_lowercase());
        } else if is_continuous(c) {
            emit(c);
        } else {
            decompose_compatible(c, |part| {
                if !is_combining_mark(part) {
                    part.to_lowercase().for_each(&mut emit);
                }
            });
        }
    }
}

/// One step of [FNV-1a](http://www.isthe.com/chongo/tech/comp/fnv/), by characters.
fn step(hash: u64, c: char) -> u64 {
    (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0000_0100_0000_01b3)
}

/// Mixes the bits of a hash (the finalizer of `SplitMix64`).
pub(super) const fn finished(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// Hasher for keys that are already hashes.
#[derive(Default)]
pub(super) struct Unhashed(u64);

impl Hasher for Unhashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 << 8) | u64::from(byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
