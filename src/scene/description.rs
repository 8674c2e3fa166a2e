//! Ids and names of what a scene shows, for formats that carry them.

use std::ops::Range;

use super::Subject;
use super::languages::Languages;
use crate::model::{Chart, UnitIndex};

/// Subject of a group, in the file's ids and words.
#[derive(Clone, Debug, PartialEq)]
pub enum Description {
    /// A unit's card.
    Unit {
        /// The unit's id.
        id: String,
        /// The id of its kind.
        kind: String,
        /// Its name.
        name: String,
        /// Range of its branch in the chart's preorder, itself included.
        branch: Range<u32>,
    },
    /// A body outside the organization.
    Body {
        /// The body's id.
        id: String,
        /// Its name.
        name: String,
    },
    /// A chip or pill of a unit that is not shown.
    Stub {
        /// The unit's id.
        id: String,
        /// Its name.
        name: String,
    },
    /// The line from a unit to its parent.
    Connector {
        /// The parent's id.
        from: Option<String>,
        /// The unit's id.
        to: String,
    },
    /// A line besides the tree.
    Relation {
        /// The word for its kind.
        kind: &'static str,
        /// The id at its start.
        from: String,
        /// The id at its end.
        to: String,
        /// The sentence about it, else what it connects.
        sentence: String,
    },
}

impl Description {
    /// The description of a subject; headings and legends have none.
    pub(super) fn of(chart: &Chart, languages: Languages<'_>, subject: Subject) -> Option<Self> {
        let id = |unit: UnitIndex| chart.unit(unit).id.clone();
        let name = |unit: UnitIndex| languages.words(&chart.unit(unit).name).to_owned();
        Some(match subject {
            Subject::Heading | Subject::Legend | Subject::Levels => return None,
            Subject::Unit(index) => {
                let unit = chart.unit(index);
                let (kind, branch) = (chart.kind(unit.kind).id.clone(), unit.branch.clone());
                Self::Unit { id: id(index), kind, name: name(index), branch }
            }
            Subject::Body(body) => {
                let body = chart.body(body);
                Self::Body { id: body.id.clone(), name: languages.words(&body.name).to_owned() }
            }
            Subject::Stub(unit) => Self::Stub { id: id(unit), name: name(unit) },
            Subject::Connector(unit) => {
                Self::Connector { from: chart.unit(unit).parent.map(id), to: id(unit) }
            }
            Subject::Relation(index) => {
                let relation = &chart.relations()[index as usize];
                let ends = [relation.from, relation.to];
                let [from, to] = ends.map(|party| chart.party_id(party).to_owned());
                let sentence = if relation.text.is_empty() {
                    ends.map(|party| languages.words(chart.party_title(party))).join(" → ")
                } else {
                    languages.words(&relation.text).to_owned()
                };
                Self::Relation { kind: relation.kind.word(), from, to, sentence }
            }
        })
    }
}
