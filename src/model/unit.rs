//! Parts of an organization: units, posts, functions, bodies, relations, sources.
//!
//! The terms are those of the W3C Organization Ontology where it defines one: an organizational *unit*, a *post* that
//! heads it, *reports to*, *classification* (here: kind), *purpose* (here: functions).

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use smol_str::SmolStr;

use super::facts::bare_words;
use super::facts::{Arrangement, FieldEntry, Number, Person, Position, Status};
use super::numbering::{Numbering, place, sort_key};
use super::text::Text;

macro_rules! index {
    ($(#[doc = $doc:literal])+ $name:ident) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// Zero-based index.
            #[must_use]
            pub const fn get(self) -> usize {
                self.0 as usize
            }

            pub(crate) fn new(at: usize) -> Self {
                Self(u32::try_from(at).expect("a file under the size limit holds fewer than 2^32 items"))
            }
        }
    };
}

index!(
    /// Index of a unit of a chart.
    UnitIndex
);
index!(
    /// Index of a body of a chart.
    BodyIndex
);
index!(
    /// Index of a kind of a chart.
    KindIndex
);
index!(
    /// Index of a shared set of a chart.
    SetIndex
);

/// Citation of a paragraph of a source: `4.3(b)`, or `charter:4.3(b)` if there are several sources.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Citation {
    /// Id of the source, if stated.
    pub source: Option<SmolStr>,
    /// The paragraph, such as `4.3(b)`, as the file writes it.
    pub paragraph: SmolStr,
}

impl Citation {
    /// Parses a citation of the file.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.split_once(':') {
            Some((source, paragraph)) => {
                Self { source: Some(source.trim().into()), paragraph: paragraph.trim().into() }
            }
            None => Self { source: None, paragraph: text.trim().into() },
        }
    }

    /// Normalized paragraph: `9(2)` for `§ 9 Abs. 2`; unchanged if it has no number.
    #[must_use]
    pub fn place(&self) -> Cow<'_, str> {
        place(&self.paragraph).unwrap_or(Cow::Borrowed(&self.paragraph))
    }

    /// Length in bytes, as written.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.source.as_ref().map_or(0, |source| source.len() + 1) + self.paragraph.len()
    }

    /// Compares citations in the source's order: `4.9` before `4.10`, `(b)` before `(c)`.
    #[must_use]
    pub fn source_order(&self, other: &Self) -> Ordering {
        self.source
            .cmp(&other.source)
            .then_with(|| sort_key(&self.paragraph).cmp(&sort_key(&other.paragraph)))
    }
}

impl std::fmt::Display for Citation {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(source) = &self.source {
            write!(out, "{source}:")?;
        }
        out.write_str(&self.paragraph)
    }
}

/// Function, duty, provision or note: a sentence with its citations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Citations.
    pub cite: Vec<Citation>,
    /// The sentence.
    pub text: Text,
    /// Its origins in the previous edition, as `UNIT CITATION`; `None` if not stated.
    pub was: Option<Vec<String>>,
}

impl Statement {
    /// Length of its text and citations, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.bytes() + self.cite.iter().map(Citation::bytes).sum::<usize>()
    }
}

/// Post: the head of a unit, or another one in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Id; `None` for a head, which is referred to by the id of its unit.
    pub id: Option<String>,
    /// Title, such as "Military Adviser".
    pub title: Text,
    /// Rank or grade, such as "ASG".
    pub rank: Option<Text>,
    /// Superiors.
    pub reports_to: Vec<Party>,
    /// Citations, shared with the lines derived from `reports_to`.
    pub cite: Arc<[Citation]>,
    /// Personal duties of the holder.
    pub duties: Vec<Statement>,
    /// Holders.
    pub holders: Vec<Person>,
    /// Status, if the post is not simply filled.
    pub status: Option<Status>,
    /// Number of posts that this one represents.
    pub count: Count,
    /// Total full-time equivalents.
    pub fte: Option<Number>,
    /// Values of declared fields.
    pub fields: Vec<FieldEntry>,
}

impl Post {
    /// Whether the post has an acting holder.
    #[must_use]
    pub fn has_acting_holder(&self) -> bool {
        self.holders.iter().any(|person| person.acting && person.until.is_none())
    }
}

/// Number of units or posts that one card represents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Exact number, at least one.
    Number(u32),
    /// More than one; the source does not say how many.
    Several,
}

impl Count {
    /// Whether it is more than one.
    #[must_use]
    pub const fn is_many(self) -> bool {
        !matches!(self, Self::Number(1))
    }

    /// The number behind a name, "× 3" or "× n"; `None` for one.
    #[must_use]
    pub fn times(self) -> Option<String> {
        match self {
            Self::Number(1) => None,
            Self::Number(number) => Some(format!("× {number}")),
            Self::Several => Some("× n".to_owned()),
        }
    }
}

/// An organizational unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Id, unique in the file.
    pub id: String,
    /// Kind.
    pub kind: KindIndex,
    /// Name.
    pub name: Text,
    /// Acronym.
    pub acronym: Option<String>,
    /// Parent; `None` at top level.
    pub parent: Option<UnitIndex>,
    /// Children, in the file's order.
    pub children: Vec<UnitIndex>,
    /// Depth; 0 at top level.
    pub depth: u32,
    /// Range of the branch, including the unit itself, in the chart's preorder.
    pub branch: Range<u32>,
    /// Number of units that this one represents.
    pub count: Count,
    /// Citations.
    pub cite: Vec<Citation>,
    /// Head.
    pub head: Option<Post>,
    /// Further posts.
    pub posts: Vec<Post>,
    /// Own core functions.
    pub functions: Vec<Statement>,
    /// Shared sets of functions.
    pub shared_functions: Vec<SetIndex>,
    /// Provisions.
    pub provisions: Vec<Statement>,
    /// Position in relation to the chain of command.
    pub position: Position,
    /// Status, if the unit does not exist at present.
    pub status: Option<Status>,
    /// Arrangement of its children, which overrides that of the view.
    pub layout: Option<Arrangement>,
    /// Headcount of the unit itself, if its posts are not listed.
    pub headcount: Option<Number>,
    /// Web address, email address or telephone number, as a link.
    pub link: Option<String>,
    /// Former or alternative names.
    pub also_named: Vec<Text>,
    /// Values of declared fields.
    pub fields: Vec<FieldEntry>,
    /// Ids of its predecessors in the previous edition; `None` if not stated, empty for a new unit.
    pub was: Option<Vec<String>>,
    /// Legal basis of its position below its parent.
    pub basis: Option<Box<Statement>>,
    /// The maintainer's notes.
    pub notes: Vec<Statement>,
}

/// Kind of unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The id, such as `division`.
    pub id: String,
    /// Label.
    pub label: Text,
    /// Colour defined by the file, as red, green and blue.
    pub color: Option<[u8; 3]>,
}

/// Body outside the organization, connected by lines only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Id, unique in the file.
    pub id: String,
    /// Name.
    pub name: Text,
}

/// Set of functions shared by several units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedSet {
    /// Id, unique in the file.
    pub id: String,
    /// Citations of the set.
    pub cite: Vec<Citation>,
    /// The functions.
    pub functions: Vec<Statement>,
}

/// Source document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Id, used in citations.
    pub id: String,
    /// Document symbol, such as "ST/SGB/2010/1".
    pub symbol: Option<String>,
    /// Title.
    pub title: Text,
    /// Date, as the file writes it.
    pub date: Option<String>,
    /// Language of its text.
    pub language: Option<String>,
    /// Path of its text, relative to the structure file.
    pub text: Option<String>,
    /// Numbering of its paragraphs, if stated.
    pub numbering: Option<Numbering>,
}

/// End of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// A unit, or its head.
    Unit(UnitIndex),
    /// A further post: its unit, and its index among the unit's posts.
    Post(UnitIndex, u32),
    /// A body outside.
    Body(BodyIndex),
}

impl Party {
    /// The unit whose card is at the end of a line to this party.
    #[must_use]
    pub const fn unit(self) -> Option<UnitIndex> {
        match self {
            Self::Unit(unit) | Self::Post(unit, _) => Some(unit),
            Self::Body(_) => None,
        }
    }

    /// Whether it is a further post, as opposed to a unit or a body.
    #[must_use]
    pub const fn is_post(&self) -> bool {
        matches!(self, Self::Post(..))
    }
}

bare_words!(
    /// Kind of a line.
    RelationKind {
        /// Reports to.
        ReportsTo = "reports_to",
        /// Deputizes for.
        Deputizes = "deputizes",
        /// Assists.
        Assists = "assists",
        /// Advises.
        Advises = "advises",
        /// Has direct access to.
        DirectAccess = "direct_access",
        /// Coordinates with.
        Coordinates = "coordinates",
        /// Supports.
        Supports = "supports",
        /// Serves.
        Serves = "serves",
        /// Guides.
        Guides = "guides",
        /// Belongs to, in addition to its parent.
        BelongsTo = "belongs_to",
    }
);

/// Line between two parties, in addition to the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Start.
    pub from: Party,
    /// End.
    pub to: Party,
    /// Kind.
    pub kind: RelationKind,
    /// Citations, shared with the other lines of one relation.
    pub cite: Arc<[Citation]>,
    /// Descriptive sentence; empty for a line derived from `reports_to`.
    pub text: Arc<Text>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_citations_in_source_order() {
        let mut paragraphs = ["8.10", "8.9(b)", "8.9(a)", "4.3", "10.1"].map(Citation::parse);
        paragraphs.sort_by(Citation::source_order);
        assert_eq!(paragraphs, ["4.3", "8.9(a)", "8.9(b)", "8.10", "10.1"].map(Citation::parse));
    }
}
