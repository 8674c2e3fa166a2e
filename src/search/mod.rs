//! Which units, paragraphs and bodies a few typed words mean: an index over a chart, in all of its
//! languages at once.
//!
//! Every word must be found somewhere in a unit: in its acronym, id or name, the titles and ranks of
//! its posts, a function, a duty, a provision, or a citation. A Chinese name is also found by its
//! pinyin, in full or by initials, and letters are found with or without their accents. A word that
//! stands nowhere is taken for a slip of the keys or, in Chinese, for several words. Where no unit
//! holds all words, those that hold most of them are found.
//!
//! All texts stand in one string, one after another, so that a word is looked for in a single pass,
//! which several threads share.

mod excerpt;
mod fields;
mod query;
mod rank;
mod scan;
mod slips;
mod sounds;
mod text;

use std::collections::BTreeMap;
use std::ops::Range;

pub use excerpt::{Excerpt, excerpt};
pub use fields::{Place, found_function, found_statement};
pub use query::Query;

use crate::model::{BodyIndex, Chart, Citation, UnitIndex};
use fields::{Field, FieldText, body_fields, fields};
use query::{Form, typed_words};
use rank::{Hits, Ranked};
use scan::Pairs;
use slips::Vocabulary;
use sounds::Sounds;
use text::fold;

/// A unit that was found, or a paragraph of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The unit.
    pub unit: UnitIndex,
    /// Where it holds what was searched for.
    pub place: Place,
    /// Which of the unit's texts that is, for [`excerpt()`].
    field: u32,
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The units, best first, each with the place that holds most of the words.
    pub list: Vec<Found>,
    /// The functions, duties and provisions that hold the words: those of each unit together, in the
    /// order of the list.
    pub paragraphs: Vec<Found>,
    /// The bodies outside, best first.
    pub bodies: Vec<BodyIndex>,
    /// What was searched for, as it was understood: it marks its words in texts.
    pub query: Query,
    /// Words as typed that stand nowhere in the chart; the others were searched for.
    pub unknown: Vec<String>,
    /// Whether no unit holds all words, so that these only hold most of them.
    pub is_partial: bool,
}

/// A text of a unit in one language: where it starts in the string of all texts.
struct Entry {
    start: usize,
    field: u32,
}

/// All that can be found in a chart.
#[derive(Default)]
pub struct Index {
    /// All texts folded, each ended by a line break.
    text: String,
    /// In the order of the text.
    entries: Vec<Entry>,
    fields: Vec<Field>,
    /// The fields that cite a paragraph, by its folded number.
    paragraphs: BTreeMap<String, Vec<u32>>,
    vocabulary: Vocabulary,
    pairs: Pairs,
    sounds: Sounds,
    units: usize,
    bodies: usize,
    /// The places of each unit and all units below it.
    branches: Vec<Range<u32>>,
}

impl Index {
    /// Reads a chart.
    #[must_use]
    pub fn new(chart: &Chart) -> Self {
        let (units, bodies) = (chart.units().len(), chart.bodies().len());
        let branches = chart.units().iter().map(|unit| unit.branch.clone()).collect();
        let mut index = Self { units, bodies, branches, ..Self::default() };
        for unit in chart.unit_indices() {
            for (at, field) in (0..).zip(fields(chart, unit)) {
                index.add_field(unit.get(), at, field);
            }
        }
        for (holder, body) in (units..).zip(chart.bodies()) {
            for (at, field) in (0..).zip(body_fields(body)) {
                index.add_field(holder, at, field);
            }
        }
        index.vocabulary = Vocabulary::new(&index.text);
        index.pairs = Pairs::new(&index.text);
        index
    }

    fn add_field(&mut self, holder: usize, at: u32, field: FieldText<'_>) {
        let id = u32::try_from(self.fields.len()).unwrap_or(u32::MAX);
        self.fields.push(Field { holder, at, place: field.place });
        for words in field.texts {
            self.add(words, id, field.place == Place::Name);
        }
        for cite in field.cite {
            self.add_citation(cite, id);
        }
    }

    fn add(&mut self, words: &str, field: u32, is_name: bool) {
        self.entries.push(Entry { start: self.text.len(), field });
        for c in words.chars() {
            text::fold_char(if c == '\n' { ' ' } else { c }, &mut self.text);
        }
        self.text.push('\n');
        if is_name {
            self.sounds.add(words, field);
        }
    }

    fn add_citation(&mut self, cite: &Citation, field: u32) {
        for number in [fold(&cite.paragraph), fold(&cite.place())] {
            let held = self.paragraphs.entry(number).or_default();
            if held.last() != Some(&field) {
                held.push(field);
            }
        }
    }

    /// The units and bodies that hold what was typed, best first; none for an empty query.
    #[must_use]
    pub fn find(&self, typed: &str) -> Answer {
        let mut words: Vec<(Form, Hits)> = Vec::new();
        let mut unknown = Vec::new();
        let typed = typed_words(typed);
        let letters: Vec<&str> = typed.iter().map(Form::words).collect();
        let hits = scan::hits(self, &letters);
        for (form, hits) in typed.iter().cloned().zip(hits) {
            let found = self.understand(form.clone(), hits);
            if found.is_empty() {
                unknown.push(form.words().to_owned());
            }
            words.extend(found);
        }
        let (forms, mut hits): (Vec<Form>, Vec<Hits>) = words.into_iter().unzip();
        if let [first, rest @ ..] = forms.as_slice()
            && !rest.is_empty()
        {
            let phrase: Vec<&str> = std::iter::once(first).chain(rest).map(Form::words).collect();
            hits.push(self.hits_of(&phrase.join(" ")).into_phrase());
        }
        let holders = self.units + self.bodies;
        // A paragraph's number is nobody's name.
        let has_names = !forms.iter().any(|form| matches!(form, Form::Paragraph(_)));
        let branches = if has_names { self.branches.as_slice() } else { &[] };
        let (ranked, is_partial) = rank::rank(&hits, forms.len(), &self.fields, holders, branches);
        let query = Query::new(forms);
        let mut answer = Answer { query, unknown, is_partial, ..Answer::default() };
        for Ranked { holder, best, paragraphs } in ranked {
            if let Some(body) = holder.checked_sub(self.units) {
                answer.bodies.push(BodyIndex::new(body));
                continue;
            }
            let found = |field: u32| {
                let Field { at, place, .. } = self.fields[field as usize];
                Found { unit: UnitIndex::new(holder), place, field: at }
            };
            answer.list.push(found(best));
            answer.paragraphs.extend(paragraphs.into_iter().map(found));
        }
        answer
    }

    /// A word with where it stands; another reading of it, or several, where it stands nowhere.
    /// `hits` are the places of its letters.
    fn understand(&self, form: Form, hits: Hits) -> Vec<(Form, Hits)> {
        let hits = self.hits(&form, hits);
        if !hits.is_empty() {
            return vec![(form, hits)];
        }
        let Form::Letters(letters) = form else { return Vec::new() };
        let near = self.vocabulary.near(&letters);
        if !near.is_empty() {
            let mut hits = Hits::default();
            for word in &near {
                hits.merge(self.hits_of(word).into_slips());
            }
            return vec![(Form::Slip { typed: letters, meant: near }, hits)];
        }
        self.pieces(&letters)
    }

    /// Chinese words written without spaces: the longest piece that stands somewhere, then the
    /// longest of the rest; single characters say too little.
    fn pieces(&self, letters: &str) -> Vec<(Form, Hits)> {
        /// Nobody types a longer sentence into a search.
        const MOST: usize = 24;
        let chars: Vec<char> = letters.chars().take(MOST).collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            // What holds a piece holds its beginnings: it grows as long as it stands somewhere.
            let ends = (at + 2..=chars.len()).take_while(|&end| {
                let piece: String = chars[at..end].iter().collect();
                piece.chars().all(text::is_han)
                    && self.pairs.may_hold(&chars[end - 2..end])
                    && self.stands_somewhere(&piece)
            });
            let end = ends.last();
            if let Some(end) = end {
                let piece: String = chars[at..end].iter().collect();
                let hits = self.hits_of(&piece);
                found.push((Form::Letters(piece), hits));
            }
            at = end.unwrap_or(at + 1);
        }
        if found.iter().any(|(form, _)| !query::is_filler(form.words())) {
            found.retain(|(form, _)| !query::is_filler(form.words()));
        }
        found
    }

    fn hits(&self, form: &Form, mut hits: Hits) -> Hits {
        match form {
            Form::Paragraph(number) => self.cited(number),
            Form::Letters(letters) => {
                self.sounds.find(letters, |field, is_start| {
                    hits.add(field, rank::sound_weight(is_start));
                });
                hits
            }
            Form::Slip { .. } => Hits::default(),
        }
    }

    /// The fields that cite a paragraph, or an item of it.
    fn cited(&self, number: &str) -> Hits {
        let mut hits = Hits::default();
        for (paragraph, fields) in self.paragraphs.range(number.to_owned()..) {
            let Some(rest) = paragraph.strip_prefix(number) else { break };
            let is_section = !number.contains('.') && rest.starts_with('.');
            if rest.is_empty() || rest.starts_with('(') || number.ends_with('(') || is_section {
                for &field in fields {
                    hits.add(field, rank::citation_weight(rest.is_empty()));
                }
            }
        }
        hits
    }

    fn stands_somewhere(&self, letters: &str) -> bool {
        memchr::memmem::find(self.text.as_bytes(), letters.as_bytes()).is_some()
    }

    /// Where letters stand.
    fn hits_of(&self, letters: &str) -> Hits {
        scan::hits(self, &[letters]).pop().unwrap_or_default()
    }

    /// The bytes of an entry with its line break.
    fn span(&self, entry: usize) -> Range<usize> {
        let end = self.entries.get(entry + 1).map_or(self.text.len(), |next| next.start);
        self.entries[entry].start..end
    }
}

#[cfg(test)]
mod tests;
