//! What an organization consists of: units, posts, functions, bodies, relations, sources.
//!
//! The terms are those of the W3C Organization Ontology where it has one: an organizational
//! *unit*, a *post* that heads it, *reports to*, *classification* (here: kind), *purpose* (here:
//! functions).

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use smol_str::SmolStr;

use super::facts::bare_words;
use super::facts::{Arrangement, FieldEntry, Number, Person, Position, Status};
use super::numbering::{Numbering, place, sort_key};

macro_rules! index {
    ($(#[doc = $doc:literal])+ $name:ident) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// The place in the list, from 0.
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
    /// A unit's place among the chart's units.
    UnitIndex
);
index!(
    /// A body's place among the chart's bodies.
    BodyIndex
);
index!(
    /// A kind's place among the chart's kinds.
    KindIndex
);
index!(
    /// A shared set's place among the chart's shared sets.
    SetIndex
);

/// A text in one or several languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Language tag and words; a text that is the same in every language has the tag "".
    entries: Vec<(SmolStr, String)>,
}

impl Text {
    /// A text that is the same in every language.
    #[must_use]
    pub fn plain(words: impl Into<String>) -> Self {
        Self { entries: vec![(SmolStr::default(), words.into())] }
    }

    /// A text by language.
    #[must_use]
    pub const fn by_language(entries: Vec<(SmolStr, String)>) -> Self {
        Self { entries }
    }

    /// Language tags and words, in the file's order.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|(tag, words)| (tag.as_str(), words.as_str()))
    }

    /// The words in exactly that language, if the text has them or is the same in all.
    #[must_use]
    pub fn exactly(&self, language: &str) -> Option<&str> {
        self.entries().find(|(tag, _)| *tag == language || tag.is_empty()).map(|(_, words)| words)
    }

    /// The words of a text that is the same in every language.
    #[must_use]
    pub fn in_every_language(&self) -> Option<&str> {
        self.entries().find(|(tag, _)| tag.is_empty()).map(|(_, words)| words)
    }

    /// The words in the first of `languages` that the text has, else in any.
    #[must_use]
    pub fn get<'a>(&self, languages: impl IntoIterator<Item = &'a str>) -> &str {
        self.entry(languages).1
    }

    /// The same behind the tag of the language that they are in, which is "" for words that are the
    /// same in every language.
    #[must_use]
    pub fn entry<'a>(&self, languages: impl IntoIterator<Item = &'a str>) -> (&str, &str) {
        let of =
            |language: &str| self.entries().find(|(tag, _)| *tag == language || tag.is_empty());
        let entry = languages.into_iter().find_map(of);
        entry.or_else(|| self.entries().next()).unwrap_or_default()
    }

    /// How many bytes it has, in all languages together.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.entries.iter().map(|(tag, words)| tag.len() + words.len()).sum()
    }

    /// Whether there is nothing to show in any language.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.iter().all(|(_, words)| words.trim().is_empty())
    }
}

/// A place in a source document: `4.3(b)`, or `charter:4.3(b)` where there are several.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Citation {
    /// The source's id, when the file names it.
    pub source: Option<SmolStr>,
    /// The paragraph, such as `4.3(b)`, as the file writes it.
    pub paragraph: SmolStr,
}

impl Citation {
    /// Reads a citation as the file writes it.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.split_once(':') {
            Some((source, paragraph)) => {
                Self { source: Some(source.trim().into()), paragraph: paragraph.trim().into() }
            }
            None => Self { source: None, paragraph: text.trim().into() },
        }
    }

    /// What it means, as the places of a source's text are named: `9(2)` for `§ 9 Abs. 2`; as it
    /// stands where it is no such place.
    #[must_use]
    pub fn place(&self) -> Cow<'_, str> {
        place(&self.paragraph).unwrap_or(Cow::Borrowed(&self.paragraph))
    }

    /// How many bytes it is written with.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.source.as_ref().map_or(0, |source| source.len() + 1) + self.paragraph.len()
    }

    /// Orders citations as the source does: `4.9` before `4.10`, `(b)` before `(c)`.
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

/// A sentence with the places it comes from: a function, a duty or a provision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Where the source says it.
    pub cite: Vec<Citation>,
    /// What it says.
    pub text: Text,
    /// Where it stood in the edition before, as `UNIT CITATION`; `None` where the file does not say.
    pub was: Option<Vec<String>>,
}

impl Statement {
    /// How many bytes its text and citations have.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.bytes() + self.cite.iter().map(Citation::bytes).sum::<usize>()
    }
}

/// A post: the head of a unit, or another one that lines lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// The post's own id; a head has none, its unit's id stands for it.
    pub id: Option<String>,
    /// The title, such as "Military Adviser".
    pub title: Text,
    /// The rank or grade, such as "ASG".
    pub rank: Option<Text>,
    /// To whom the post answers.
    pub reports_to: Vec<Party>,
    /// Where the source says so; shared with the lines that `reports_to` makes.
    pub cite: Arc<[Citation]>,
    /// What the holder of the post has to do in person.
    pub duties: Vec<Statement>,
    /// Who holds it.
    pub holders: Vec<Person>,
    /// What it is other than in being.
    pub status: Option<Status>,
    /// How many posts like this one there are.
    pub count: Count,
    /// Full-time equivalents, of all of them together.
    pub fte: Option<Number>,
    /// Fields that the file declares.
    pub fields: Vec<FieldEntry>,
}

/// How many units one box stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// That many; at least one.
    Number(u32),
    /// More than one, the source does not say how many.
    Several,
}

impl Count {
    /// Whether the box stands for more than one unit.
    #[must_use]
    pub const fn is_many(self) -> bool {
        !matches!(self, Self::Number(1))
    }
}

/// An organizational unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The id, unique in the file.
    pub id: String,
    /// What kind of unit it is.
    pub kind: KindIndex,
    /// Its name.
    pub name: Text,
    /// Its acronym.
    pub acronym: Option<String>,
    /// The unit it belongs to; `None` at top level.
    pub parent: Option<UnitIndex>,
    /// The units that belong to it, in the file's order.
    pub children: Vec<UnitIndex>,
    /// Steps from the top, from 0.
    pub depth: u32,
    /// The places of the unit itself and all units below it, in preorder over the whole chart.
    pub branch: Range<u32>,
    /// How many units the box stands for.
    pub count: Count,
    /// Where the source speaks of it.
    pub cite: Vec<Citation>,
    /// Who heads it.
    pub head: Option<Post>,
    /// Further posts in it.
    pub posts: Vec<Post>,
    /// Its own core functions.
    pub functions: Vec<Statement>,
    /// The sets of functions that it shares with others.
    pub shared_functions: Vec<SetIndex>,
    /// What the source says of it besides.
    pub provisions: Vec<Statement>,
    /// Where it stands in respect of the line of command.
    pub position: Position,
    /// What it is other than in being.
    pub status: Option<Status>,
    /// How its children are arranged, whatever the view asks for.
    pub layout: Option<Arrangement>,
    /// People or places in the unit itself, where its posts are not listed.
    pub headcount: Option<Number>,
    /// An address of the web or of mail.
    pub link: Option<String>,
    /// Further or former names.
    pub also_named: Vec<Text>,
    /// Fields that the file declares.
    pub fields: Vec<FieldEntry>,
    /// The ids of what it was in the edition before; `None` where the file does not say, and empty for
    /// a new unit.
    pub was: Option<Vec<String>>,
    /// What founds its place below its parent.
    pub basis: Option<Box<Statement>>,
    /// The keeper's remarks, which no source makes.
    pub notes: Vec<Statement>,
}

/// A classification of units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The id, such as `division`.
    pub id: String,
    /// What it is called.
    pub label: Text,
    /// The colour the file asks for, as red, green and blue.
    pub color: Option<[u8; 3]>,
}

/// A person or institution outside the organization; only lines lead there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The id, unique in the file.
    pub id: String,
    /// Its name.
    pub name: Text,
}

/// Functions written once and held by several units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedSet {
    /// The id, unique in the file.
    pub id: String,
    /// Where the source states the set.
    pub cite: Vec<Citation>,
    /// The functions.
    pub functions: Vec<Statement>,
}

/// A document that the file's facts come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The id that citations name.
    pub id: String,
    /// The document's symbol, such as "ST/SGB/2010/1".
    pub symbol: Option<String>,
    /// Its title.
    pub title: Text,
    /// Its date, as the file writes it.
    pub date: Option<String>,
    /// The language of its text.
    pub language: Option<String>,
    /// Path of its text, relative to the structure file.
    pub text: Option<String>,
    /// How its paragraphs are numbered, if the file says so.
    pub numbering: Option<Numbering>,
}

/// One end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// A unit, or the head of it.
    Unit(UnitIndex),
    /// A further post: the unit it is in, and its place among that unit's posts.
    Post(UnitIndex, u32),
    /// A body outside.
    Body(BodyIndex),
}

impl Party {
    /// The unit on the chart where a line to this party ends.
    #[must_use]
    pub const fn unit(self) -> Option<UnitIndex> {
        match self {
            Self::Unit(unit) | Self::Post(unit, _) => Some(unit),
            Self::Body(_) => None,
        }
    }
}

bare_words!(
    /// What a line says.
    RelationKind {
        /// Answers to.
        ReportsTo = "reports_to",
        /// Stands in for.
        Deputizes = "deputizes",
        /// Helps in the duties of.
        Assists = "assists",
        /// Gives advice to.
        Advises = "advises",
        /// May turn to directly.
        DirectAccess = "direct_access",
        /// Works in step with.
        Coordinates = "coordinates",
        /// Gives means or expertise to.
        Supports = "supports",
        /// Is a resource of.
        Serves = "serves",
        /// Gives direction to.
        Guides = "guides",
        /// Has a second place in the tree under.
        BelongsTo = "belongs_to",
    }
);

/// A line between two parties besides the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Where it starts.
    pub from: Party,
    /// Where it leads.
    pub to: Party,
    /// What it says.
    pub kind: RelationKind,
    /// Where the source says so; shared with the other lines of one relation.
    pub cite: Arc<[Citation]>,
    /// The sentence about it; empty for a line that a head's `reports_to` makes.
    pub text: Arc<Text>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_stand_in_the_order_of_the_source() {
        let mut paragraphs = ["8.10", "8.9(b)", "8.9(a)", "4.3", "10.1"].map(Citation::parse);
        paragraphs.sort_by(Citation::source_order);
        assert_eq!(paragraphs, ["4.3", "8.9(a)", "8.9(b)", "8.10", "10.1"].map(Citation::parse));
    }

    #[test]
    fn a_missing_language_falls_back() {
        let text = Text::by_language(vec![("zh".into(), "司".into()), ("fr".into(), "Div".into())]);
        assert_eq!(text.get(["fr"]), "Div");
        assert_eq!([text.get(["en", "zh"]), text.get(["ru"])], ["司", "司"]);
        assert_eq!(text.exactly("en"), None);
    }
}
