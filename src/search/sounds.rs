//! Chinese names by the Latin letters they are typed with: each character by its pinyin in full or
//! by the initial of it.

use std::collections::HashMap;
use std::ops::Range;

use pinyin::ToPinyinMulti as _;

/// One letter alone would be the initial of too many characters.
const MIN_LETTERS: usize = 2;

/// The place of what is no Chinese character among the readings.
const SILENT: u16 = 0;

/// The names of a chart as syllables.
#[derive(Default)]
pub(super) struct Sounds {
    /// The readings of each character that occurs; none for the first, which is silent.
    readings: Vec<Vec<&'static str>>,
    known: HashMap<char, u16>,
    /// All names, each ended by a silent place.
    syllables: Vec<u16>,
    /// Where a name starts, and its field.
    names: Vec<(usize, u32)>,
}

impl Sounds {
    /// Adds a name.
    pub(super) fn add(&mut self, name: &str, field: u32) {
        if name.is_ascii() {
            return;
        }
        self.names.push((self.syllables.len(), field));
        for c in name.chars() {
            let syllable = self.syllable(c);
            self.syllables.push(syllable);
        }
        self.syllables.push(SILENT);
    }

    fn syllable(&mut self, c: char) -> u16 {
        if self.readings.is_empty() {
            self.readings.push(Vec::new());
        }
        if let Some(&known) = self.known.get(&c) {
            return known;
        }
        let readings = readings(c);
        let place = u16::try_from(self.readings.len()).ok().filter(|_| !readings.is_empty());
        if place.is_some() {
            self.readings.push(readings);
        }
        let place = place.unwrap_or(SILENT);
        self.known.insert(c, place);
        place
    }

    /// Calls back with each name that sounds as letters, and whether it does from its start.
    pub(super) fn find(&self, letters: &str, mut found: impl FnMut(u32, bool)) {
        if !is_spelling(letters) {
            return;
        }
        let opens: Vec<bool> = self
            .readings
            .iter()
            .map(|readings| {
                parts(readings).any(|part| letters.starts_with(part) || part.starts_with(letters))
            })
            .collect();
        for (at, &(start, field)) in self.names.iter().enumerate() {
            let end = self.names.get(at + 1).map_or(self.syllables.len(), |&(next, _)| next);
            let name = &self.syllables[start..end];
            let reads = |from: &usize| {
                let rest =
                    name[*from..].iter().map(|&syllable| &*self.readings[usize::from(syllable)]);
                opens[usize::from(name[*from])] && spelt(rest, letters).is_some()
            };
            if let Some(from) = (0..name.len()).find(reads) {
                found(field, from == 0);
            }
        }
    }
}

/// The bytes of a text that sound as letters.
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
        match spelt(rest, letters) {
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

/// How a character is read, without tones; several ways for some.
fn readings(c: char) -> Vec<&'static str> {
    let Some(all) = c.to_pinyin_multi() else { return Vec::new() };
    let mut readings: Vec<&'static str> = all.into_iter().map(pinyin::Pinyin::plain).collect();
    readings.dedup();
    readings
}

/// A reading in full, by its first letter, and by a first sound of two letters.
fn parts<'a>(readings: &'a [&'static str]) -> impl Iterator<Item = &'static str> + 'a {
    readings.iter().flat_map(|&plain| {
        let initial = plain.get(..1).unwrap_or(plain);
        let double = ["zh", "ch", "sh"].into_iter().find(|double| plain.starts_with(double));
        [Some(plain), Some(initial), double].into_iter().flatten()
    })
}

/// How many characters letters spell, if they do; the last one may be spelt in part.
fn spelt<'a>(
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
    parts(readings).find_map(|part| {
        let rest = letters.strip_prefix(part)?;
        Some(1 + spelt(characters.clone(), rest)?)
    })
}
