//! Full-text search over a chart, in all of its languages at once.
//!
//! A unit matches if each term of the query occurs in it: in its acronym, id or name, the titles, ranks
//! and holders of its posts, a function, a duty, a provision, a note, a field, or a citation. Chinese
//! names also match by pinyin, in full or by initials, and accents are ignored. A term that occurs
//! nowhere is corrected as a typo or, in Chinese, split into several words. If no unit matches all
//! terms, the result is those that match most of them.
//!
//! All texts are concatenated into one string, so that each term takes one substring search, shared by
//! several threads.

mod excerpt;
mod fields;
mod pinyin;
mod query;
mod rank;
mod scan;
mod text;
mod typos;

use std::collections::BTreeMap;
use std::ops::Range;

pub use excerpt::{Excerpt, excerpt};
pub use fields::{Place, found_function, found_statement};
pub use query::Query;
pub use text::fold;

use crate::model::{BodyIndex, Chart, Citation, UnitIndex};
use fields::{Field, FieldText, body_fields, fields};
use pinyin::PinyinIndex;
use query::{Form, typed_words};
use rank::{Hits, Ranked};
use scan::HanPairs;
use typos::Vocabulary;

/// Matching unit, or a matching paragraph of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The unit.
    pub unit: UnitIndex,
    /// The kind of text that matches.
    pub place: Place,
    /// Index of the text among those of the unit, for [`excerpt()`].
    field: u32,
}

/// Result of a search.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Units, best first, each with its best matching text.
    pub list: Vec<Found>,
    /// Matching functions, duties, provisions and notes, grouped by unit in the order of `list`.
    pub paragraphs: Vec<Found>,
    /// Outside bodies, best first.
    pub bodies: Vec<BodyIndex>,
    /// The parsed query; it highlights its terms in texts.
    pub query: Query,
    /// Words of the query that occur nowhere and were ignored.
    pub unknown: Vec<String>,
    /// Whether no unit matches all terms, so that the result matches only most of them.
    pub is_partial: bool,
}

/// Text in one language: its start in the string of all texts, and its field.
struct Entry {
    start: usize,
    field: u32,
}

/// Search index of a chart.
#[derive(Default)]
pub struct Index {
    /// All texts, folded, each terminated by a line feed.
    text: String,
    /// Sorted by start.
    entries: Vec<Entry>,
    fields: Vec<Field>,
    /// Fields that cite a paragraph, by its folded number.
    paragraphs: BTreeMap<String, Vec<u32>>,
    vocabulary: Vocabulary,
    pairs: HanPairs,
    pinyin: PinyinIndex,
    units: usize,
    bodies: usize,
    /// Range of unit indices of each unit's branch.
    branches: Vec<Range<u32>>,
}

impl Index {
    /// Indexes a chart.
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
        index.pairs = HanPairs::new(&index.text);
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
            self.pinyin.add(words, field);
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

    /// Units and bodies that match a query, best first; none for an empty query.
    #[must_use]
    pub fn find(&self, typed: &str) -> Answer {
        let mut words: Vec<(Form, Hits)> = Vec::new();
        let mut unknown = Vec::new();
        let typed = typed_words(typed);
        let letters: Vec<&str> = typed.iter().map(Form::words).collect();
        let hits = scan::hits(self, &letters);
        for (form, hits) in typed.iter().cloned().zip(hits) {
            let found = self.resolve(form.clone(), hits);
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
        // A paragraph number never occurs in a name.
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

    /// A term with its hits; if there are none, its corrections or the words it is made of. `hits` are the
    /// substring matches.
    fn resolve(&self, form: Form, hits: Hits) -> Vec<(Form, Hits)> {
        let hits = self.hits(&form, hits);
        if !hits.is_empty() {
            return vec![(form, hits)];
        }
        let Form::Letters(letters) = form else { return Vec::new() };
        let corrections = self.vocabulary.near(&letters);
        if !corrections.is_empty() {
            let mut hits = Hits::default();
            for word in &corrections {
                hits.merge(self.hits_of(word).into_typo());
            }
            return vec![(Form::Typo { typed: letters, corrections }, hits)];
        }
        self.pieces(&letters)
    }

    /// Chinese without spaces, segmented by
    /// [maximum matching](https://en.wikipedia.org/wiki/Text_segmentation): the longest prefix that occurs in
    /// the chart, then the same for the rest. Single characters are skipped.
    fn pieces(&self, letters: &str) -> Vec<(Form, Hits)> {
        const MAX_CHARS: usize = 24;
        let chars: Vec<char> = letters.chars().take(MAX_CHARS).collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            // A text that contains a piece contains its prefixes, so the search stops at the first miss.
            let ends = (at + 2..=chars.len()).take_while(|&end| {
                let piece: String = chars[at..end].iter().collect();
                piece.chars().all(text::is_han)
                    && self.pairs.may_hold(&chars[end - 2..end])
                    && self.contains(&piece)
            });
            let end = ends.last();
            if let Some(end) = end {
                let piece: String = chars[at..end].iter().collect();
                let hits = self.hits_of(&piece);
                found.push((Form::Letters(piece), hits));
            }
            at = end.unwrap_or(at + 1);
        }
        if found.iter().any(|(form, _)| !query::is_stop_word(form.words())) {
            found.retain(|(form, _)| !query::is_stop_word(form.words()));
        }
        found
    }

    fn hits(&self, form: &Form, mut hits: Hits) -> Hits {
        match form {
            Form::Paragraph(number) => self.cited(number),
            Form::Letters(letters) => {
                self.pinyin.find(letters, |field, is_start| {
                    hits.add(field, rank::pinyin_weight(is_start));
                });
                hits
            }
            Form::Typo { .. } => Hits::default(),
        }
    }

    /// Fields that cite a paragraph, or an item of it.
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

    fn contains(&self, letters: &str) -> bool {
        memchr::memmem::find(self.text.as_bytes(), letters.as_bytes()).is_some()
    }

    /// Substring matches.
    fn hits_of(&self, letters: &str) -> Hits {
        scan::hits(self, &[letters]).pop().unwrap_or_default()
    }

    /// Byte range of an entry, with its line feed.
    fn span(&self, entry: usize) -> Range<usize> {
        let end = self.entries.get(entry + 1).map_or(self.text.len(), |next| next.start);
        self.entries[entry].start..end
    }
}

#[cfg(test)]
mod tests;
