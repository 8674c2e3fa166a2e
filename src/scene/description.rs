//! Ids and names of the visible elements, for formats that contain them.

use std::ops::Range;

use super::Subject;
use super::languages::Languages;
use super::text::Spoken;
use crate::model::{Chart, Text, UnitIndex};

/// Subject of a group, with ids and texts of the file.
#[derive(Clone, Debug, PartialEq)]
pub enum Description {
    /// A unit's card.
    Unit {
        /// The unit's id.
        id: String,
        /// The id of its kind.
        kind: String,
        /// The label of its kind.
        kind_name: Worded,
        /// Its name.
        name: String,
        /// Tag of the language of the name; empty if unknown.
        language: String,
        /// Tag of the language of its head's title.
        head_language: String,
        /// Range of its branch in the chart's preorder, itself included.
        branch: Range<u32>,
    },
    /// A body outside the organization.
    Body {
        /// The body's id.
        id: String,
        /// Its name.
        name: String,
        /// Tag of the language of the name; empty if unknown.
        language: String,
    },
    /// A chip or pill of a unit that is not shown.
    Stub {
        /// The unit's id.
        id: String,
        /// Its name.
        name: String,
        /// Tag of the language of the name; empty if unknown.
        language: String,
    },
    /// The line from a unit to its parent.
    Connector {
        /// The parent's id.
        from: Option<String>,
        /// The unit's id.
        to: String,
    },
    /// A line in addition to the tree.
    Relation {
        /// The word for its kind.
        kind: &'static str,
        /// The id at its start.
        from: String,
        /// The id of the unit at its start, which may be that of a post.
        unit: Option<String>,
        /// The id at its end.
        to: String,
        /// The sentence about it, or else its ends.
        sentence: String,
        /// Tag of the language of the sentence; empty if unknown.
        language: String,
    },
}

/// Text with the tag of its language, which is empty if unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worded {
    /// The words.
    pub words: String,
    /// The tag.
    pub language: String,
}

impl From<Spoken<'_>> for Worded {
    fn from(Spoken { words, language }: Spoken<'_>) -> Self {
        Self { words: words.to_owned(), language: language.to_owned() }
    }
}

impl Description {
    /// The description of a subject; `None` for headings and legends.
    pub(super) fn of(chart: &Chart, languages: Languages<'_>, subject: Subject) -> Option<Self> {
        let id = |unit: UnitIndex| chart.unit(unit).id.clone();
        let language = |text: &Text| languages.spoken(text).language.to_owned();
        Some(match subject {
            Subject::Heading | Subject::Legend | Subject::Levels => return None,
            Subject::Unit(index) => {
                let unit = chart.unit(index);
                let kind = chart.kind(unit.kind);
                Self::Unit {
                    id: id(index),
                    kind: kind.id.clone(),
                    kind_name: languages.spoken(&kind.label).into(),
                    name: languages.words(&unit.name).to_owned(),
                    language: language(&unit.name),
                    head_language: unit
                        .head
                        .as_ref()
                        .map(|head| language(&head.title))
                        .unwrap_or_default(),
                    branch: unit.branch.clone(),
                }
            }
            Subject::Body(body) => {
                let body = chart.body(body);
                Self::Body {
                    id: body.id.clone(),
                    name: languages.words(&body.name).to_owned(),
                    language: language(&body.name),
                }
            }
            Subject::Stub(unit) => {
                let name = &chart.unit(unit).name;
                let words = languages.words(name).to_owned();
                Self::Stub { id: id(unit), name: words, language: language(name) }
            }
            Subject::Connector(unit) => {
                Self::Connector { from: chart.unit(unit).parent.map(id), to: id(unit) }
            }
            Subject::Relation(index) => {
                let relation = &chart.relations()[index as usize];
                let ends = [relation.from, relation.to];
                let [from, to] = ends.map(|party| chart.party_id(party).to_owned());
                let (sentence, text) = if relation.text.is_empty() {
                    let titles = ends.map(|party| chart.party_title(party));
                    (titles.map(|title| languages.words(title)).join(" → "), titles[0])
                } else {
                    (languages.words(&relation.text).to_owned(), &*relation.text)
                };
                let (kind, unit) = (relation.kind.word(), relation.from.unit().map(id));
                Self::Relation { kind, from, unit, to, sentence, language: language(text) }
            }
        })
    }
}
