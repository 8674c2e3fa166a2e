//! Pinyin search: Chinese names found by Latin letters, each character by its full pinyin or its initial.

use std::collections::HashMap;
use std::ops::Range;

use pinyin::ToPinyinMulti as _;

/// Minimum query length; a single letter is the initial of too many characters.
const MIN_LETTERS: usize = 2;

/// Index of characters without pinyin.
const NO_READING: u16 = 0;

/// Names of a chart as sequences of syllables.
#[derive(Default)]
pub(super) struct PinyinIndex {
    /// Pinyin readings by syllable index; the first entry ([`NO_READING`]) is empty.
    readings: Vec<Vec<&'static str>>,
    indices: HashMap<char, u16>,
    /// All names, each terminated by [`NO_READING`].
    syllables: Vec<u16>,
    /// Start of each name in `syllables`, and its field.
    names: Vec<(usize, u32)>,
}

impl PinyinIndex {
    /// Adds a name; names in ASCII are ignored.
    pub(super) fn add(&mut self, name: &str, field: u32) {
        if name.is_ascii() {
            return;
        }
        self.names.push((self.syllables.len(), field));
        for c in name.chars() {
            let syllable = self.syllable(c);
            self.syllables.push(syllable);
        }
        self.syllables.push(NO_READING);
    }

    fn syllable(&mut self, c: char) -> u16 {
        if self.readings.is_empty() {
            self.readings.push(Vec::new());
        }
        if let Some(&known) = self.indices.get(&c) {
            return known;
        }
        let readings = readings(c);
        let place = u16::try_from(self.readings.len()).ok().filter(|_| !readings.is_empty());
        if place.is_some() {
            self.readings.push(readings);
        }
        let place = place.unwrap_or(NO_READING);
        self.indices.insert(c, place);
        place
    }

    /// Reports the field of each name that contains a spelling, and whether the match is at its start.
    pub(super) fn find(&self, letters: &str, mut found: impl FnMut(u32, bool)) {
        if !is_spelling(letters) {
            return;
        }
        let opens: Vec<bool> = self
            .readings
            .iter()
            .map(|readings| {
                spellings(readings)
                    .any(|part| letters.starts_with(part) || part.starts_with(letters))
            })
            .collect();
        for (at, &(start, field)) in self.names.iter().enumerate() {
            let end = self.names.get(at + 1).map_or(self.syllables.len(), |&(next, _)| next);
            let name = &self.syllables[start..end];
            let reads = |from: &usize| {
                let rest =
                    name[*from..].iter().map(|&syllable| &*self.readings[usize::from(syllable)]);
                opens[usize::from(name[*from])] && match_length(rest, letters).is_some()
            };
            if let Some(from) = (0..name.len()).find(reads) {
                found(field, from == 0);
            }
        }
    }
}

/// Byte ranges of a text that a spelling matches.
pub(super) fn spans(text: &str, letters: &str) -> Vec<Range<usize>> {
    if !is_spelling(letters) || text.is_ascii() {
        return Vec::new();
    }
    let chars: Vec<(usize, Vec<&'static str>)> =
        text.char_indices().map(|(at, c)| (at, readings(c))).collect();
    let mut spans = Vec::new();
    let mut from = 0;
    while from < chars.len() {
        let rest = chars[from..].iter().map(|(_, readings)| readings.as_slice());
        match match_length(rest, letters) {
            Some(count) => {
                let end = chars.get(from + count).map_or(text.len(), |&(at, _)| at);
                spans.push(chars[from].0..end);
                from += count;
            }
            None => from += 1,
        }
    }
    spans
}

fn is_spelling(letters: &str) -> bool {
    letters.len() >= MIN_LETTERS && letters.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Toneless pinyin readings of a character; several for a
/// [heteronym](https://en.wikipedia.org/wiki/Heteronym_(linguistics)).
fn readings(c: char) -> Vec<&'static str> {
    let Some(all) = c.to_pinyin_multi() else { return Vec::new() };
    let mut readings: Vec<&'static str> = all.into_iter().map(pinyin::Pinyin::plain).collect();
    readings.dedup();
    readings
}

/// Accepted spellings of a character: each reading in full, its first letter, and its initial `zh`,
/// `ch` or `sh`.
fn spellings<'a>(readings: &'a [&'static str]) -> impl Iterator<Item = &'static str> + 'a {
    readings.iter().flat_map(|&plain| {
        let initial = plain.get(..1).unwrap_or(plain);
        let double = ["zh", "ch", "sh"].into_iter().find(|double| plain.starts_with(double));
        [Some(plain), Some(initial), double].into_iter().flatten()
    })
}

/// Number of leading characters that `letters` spells; the last one may be incomplete.
fn match_length<'a>(
    mut characters: impl Iterator<Item = &'a [&'static str]> + Clone,
    letters: &str,
) -> Option<usize> {
    if letters.is_empty() {
        return Some(0);
    }
    let readings = characters.next()?;
    if readings.iter().any(|plain| plain.starts_with(letters)) {
        return Some(1);
    }
    spellings(readings).find_map(|part| {
        let rest = letters.strip_prefix(part)?;
        Some(1 + match_length(characters.clone(), rest)?)
    })
}
