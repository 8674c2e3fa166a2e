//! Substring search over all texts, split between threads.

use std::thread;

use super::rank::{self, Hits};
use super::{Entry, Index, text};

/// Text length, in bytes, from which threads are faster.
const MIN_BYTES: usize = 1 << 20;
/// Beyond this the search is bound by memory bandwidth.
const MAX_THREADS: usize = 8;

/// Matches of each word; each text counts once for a word.
pub(super) fn hits(index: &Index, words: &[&str]) -> Vec<Hits> {
    let entries = &index.entries;
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS);
    if threads == 1 || index.text.len() < MIN_BYTES {
        return hits_in(index, 0, entries, words);
    }
    let share = entries.len().div_ceil(threads);
    thread::scope(|scope| {
        let parts = entries.chunks(share).enumerate();
        let parts =
            parts.map(|(at, part)| scope.spawn(move || hits_in(index, at * share, part, words)));
        let parts: Vec<_> = parts.collect();
        let mut all: Vec<Hits> = words.iter().map(|_| Hits::default()).collect();
        for part in parts {
            // A thread that panicked contributes no matches.
            for (hits, found) in all.iter_mut().zip(part.join().unwrap_or_default()) {
                hits.merge(found);
            }
        }
        all
    })
}

/// Matches in a run of entries that begins at index `start`.
fn hits_in(index: &Index, start: usize, part: &[Entry], words: &[&str]) -> Vec<Hits> {
    let Some(first) = part.first() else { return words.iter().map(|_| Hits::default()).collect() };
    let end = index.span(start + part.len() - 1).end;
    let hits = |letters: &&str| {
        let mut hits = Hits::default();
        let finder = memchr::memmem::Finder::new(letters);
        let (mut entry, mut from) = (start, first.start);
        while let Some(place) =
            index.text.get(from..end).and_then(|rest| finder.find(rest.as_bytes()))
        {
            let at = from + place;
            entry = entry_of(&index.entries, at, entry);
            let span = index.span(entry);
            let field = index.entries[entry].field;
            let place = index.fields[field as usize].place;
            let within = at - span.start..at - span.start + letters.len();
            hits.add(field, rank::weight(place, &index.text[span.clone()], &within));
            from = span.end;
        }
        hits
    };
    words.iter().map(hits).collect()
}

/// Index of the entry that contains a byte, at least `not_before`.
fn entry_of(entries: &[Entry], at: usize, not_before: usize) -> usize {
    /// Entries searched linearly first: matches of a common word are close to each other.
    const NEAR: usize = 8;
    let rest = &entries[not_before..];
    let near = rest.iter().take(NEAR).position(|entry| entry.start > at);
    let behind = near.unwrap_or_else(|| rest.partition_point(|entry| entry.start <= at));
    not_before + behind - 1
}

/// [Bloom filter](https://en.wikipedia.org/wiki/Bloom_filter) with one hash function over adjacent Han characters;
/// it rejects most strings that occur nowhere.
#[derive(Default)]
pub(super) struct HanPairs {
    bits: Vec<u64>,
}

impl HanPairs {
    /// Number of bits of the filter, as a power of two.
    const LOG2_BITS: u32 = 20;

    /// Collects the pairs of a text.
    pub(super) fn new(text: &str) -> Self {
        let mut bits = vec![0; 1 << (Self::LOG2_BITS - 6)];
        let mut last = None;
        for character in text.chars() {
            let now = Some(character).filter(|&character| text::is_han(character));
            if let (Some(last), Some(now)) = (last, now) {
                let (at, bit) = Self::place(last, now);
                bits[at] |= bit;
            }
            last = now;
        }
        Self { bits }
    }

    /// Whether the first two characters may be adjacent somewhere.
    pub(super) fn may_hold(&self, pair: &[char]) -> bool {
        let &[first, second, ..] = pair else { return true };
        let (at, bit) = Self::place(first, second);
        self.bits.get(at).is_some_and(|bits| bits & bit != 0)
    }

    /// Word and bit of a pair.
    fn place(first: char, second: char) -> (usize, u64) {
        let mixed = u64::from(u32::from(first)) << 21 | u64::from(u32::from(second));
        // Fibonacci hashing.
        let hash = mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - Self::LOG2_BITS);
        (usize::try_from(hash >> 6).unwrap_or(0), 1 << (hash & 63))
    }
}
