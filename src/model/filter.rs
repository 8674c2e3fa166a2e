//! Filter of units: a query such as `kind:section site:Vienna vacant -planned "south wing"`.
//!
//! A unit matches if all terms match. A term is a word of a name, a predefined word, or a key with values:
//! `kind:section,unit` matches either of two, `beds:>30` compares, and `site:` matches any value. A hyphen before a
//! term negates it, and quotation marks protect spaces and special characters.

mod parse;

use std::collections::HashSet;

use super::{
    Chart, FieldEntry, FieldValue, KindIndex, Position, Post, Status, Text, Unit, UnitIndex,
};
use crate::diagnostic::Message;

/// Query for units, parsed for one chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    terms: Vec<Term>,
}

/// Error in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError {
    /// Error message.
    pub message: Message,
    /// Advice on what to write instead.
    pub hint: Message,
}

#[derive(Clone, Debug, PartialEq)]
struct Term {
    is_negated: bool,
    test: Test,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Vacant,
    Acting,
    Planned,
    Abolished,
    Staff,
}

/// Condition of a term. Each list contains alternatives; an empty list matches any value.
#[derive(Clone, Debug, PartialEq)]
enum Test {
    Name(Vec<String>),
    Kind(Vec<KindIndex>),
    State(Vec<State>),
    Level(Vec<Range>),
    Head(Vec<String>),
    Holder(Vec<String>),
    Post(Vec<String>),
    Id(Vec<String>),
    Words(usize, Vec<String>),
    Choice(usize, Vec<u32>),
    Numbers(usize, Vec<Range>),
}

/// Range of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Range {
    least: f64,
    most: f64,
    /// Whether the ends are included.
    is_closed: bool,
}

impl Range {
    fn contains(self, number: f64) -> bool {
        let Self { least, most, is_closed } = self;
        if is_closed { (least..=most).contains(&number) } else { least < number && number < most }
    }

    /// Parses a number, two numbers separated by `..`, or a number after a comparison operator.
    fn parse(words: &str) -> Option<Self> {
        let number = |words: &str| words.trim().parse().ok().filter(|it: &f64| it.is_finite());
        let (lowest, highest) = (f64::NEG_INFINITY, f64::INFINITY);
        let range = |least, most, is_closed| Some(Self { least, most, is_closed });
        if let Some(least) = words.strip_prefix(">=") {
            range(number(least)?, highest, true)
        } else if let Some(most) = words.strip_prefix("<=") {
            range(lowest, number(most)?, true)
        } else if let Some(least) = words.strip_prefix('>') {
            range(number(least)?, highest, false)
        } else if let Some(most) = words.strip_prefix('<') {
            range(lowest, number(most)?, false)
        } else if let Some((least, most)) = words.split_once("..") {
            let end = |words: &str, open| if words.is_empty() { Some(open) } else { number(words) };
            let is_open = least.is_empty() && most.is_empty();
            range(end(least, lowest)?, end(most, highest)?, true).filter(|_| !is_open)
        } else {
            let only = number(words)?;
            range(only, only, true)
        }
    }
}

impl Filter {
    /// Parses a query for a chart.
    ///
    /// # Errors
    ///
    /// If a key or a value is unknown, or a quotation mark is never closed.
    pub fn parse(query: &str, chart: &Chart) -> Result<Self, FilterError> {
        parse::terms(query, chart).map(|terms| Self { terms })
    }

    /// Whether the filter has no terms, so that every unit matches.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether a unit matches.
    #[must_use]
    pub fn matches(&self, unit: &Unit) -> bool {
        self.terms.iter().all(|term| term.test.holds(unit) != term.is_negated)
    }

    /// The units that match.
    #[must_use]
    pub fn matching(&self, chart: &Chart) -> HashSet<UnitIndex> {
        chart.unit_indices().filter(|&unit| self.matches(chart.unit(unit))).collect()
    }
}

impl Test {
    fn holds(&self, unit: &Unit) -> bool {
        let posts = || unit.head.iter().chain(&unit.posts);
        match self {
            Self::Name(words) => {
                has_any(words, names(unit).flat_map(words_of).chain(unit.acronym.as_deref()))
            }
            Self::Kind(kinds) => kinds.is_empty() || kinds.contains(&unit.kind),
            Self::State(states) if states.is_empty() => {
                unit.status.is_some() || posts().any(|post| post.status.is_some())
            }
            Self::State(states) => states.iter().any(|state| state.holds(unit)),
            Self::Level(levels) => {
                let level = f64::from(unit.depth) + 1.0;
                levels.is_empty() || levels.iter().any(|range| range.contains(level))
            }
            Self::Head(words) => {
                let head = unit.head.iter();
                let texts = head.flat_map(|head| {
                    [&head.title].into_iter().chain(head.holders.iter().map(|it| &it.name))
                });
                has_any(words, texts.flat_map(words_of))
            }
            Self::Holder(words) => {
                let holders = posts().flat_map(|post| &post.holders);
                has_any(words, holders.flat_map(|person| words_of(&person.name)))
            }
            Self::Post(words) => {
                has_any(words, unit.posts.iter().flat_map(|post| words_of(&post.title)))
            }
            Self::Id(ids) => ids.is_empty() || ids.contains(&lower(&unit.id)),
            Self::Words(field, words) => match value(unit, *field) {
                Some(FieldValue::Text(text)) => has_any(words, words_of(text)),
                _ => false,
            },
            Self::Choice(field, choices) => match value(unit, *field) {
                Some(FieldValue::Choice(at)) => choices.is_empty() || choices.contains(at),
                _ => false,
            },
            Self::Numbers(field, ranges) => match value(unit, *field) {
                Some(FieldValue::Number(number)) => {
                    ranges.is_empty() || ranges.iter().any(|range| range.contains(number.get()))
                }
                _ => false,
            },
        }
    }
}

impl State {
    fn holds(self, unit: &Unit) -> bool {
        let any_post = |holds: fn(&Post) -> bool| unit.head.iter().chain(&unit.posts).any(holds);
        match self {
            Self::Vacant => any_post(|post| post.status == Some(Status::Vacant)),
            Self::Acting => any_post(Post::has_acting_holder),
            Self::Planned => {
                unit.status == Some(Status::Planned)
                    || any_post(|post| post.status == Some(Status::Planned))
            }
            Self::Abolished => {
                unit.status == Some(Status::Abolished)
                    || any_post(|post| post.status == Some(Status::Abolished))
            }
            Self::Staff => unit.position == Position::Staff,
        }
    }
}

fn names(unit: &Unit) -> impl Iterator<Item = &Text> {
    [&unit.name].into_iter().chain(&unit.also_named)
}

fn words_of(text: &Text) -> impl Iterator<Item = &str> {
    text.entries().map(|(_, words)| words)
}

/// Whether one of the texts contains one of the words; without words, whether there is a text.
fn has_any<'a>(words: &[String], texts: impl Iterator<Item = &'a str>) -> bool {
    let mut texts = texts.filter(|text| !text.trim().is_empty());
    if words.is_empty() {
        return texts.next().is_some();
    }
    texts.any(|text| {
        let text = lower(text);
        words.iter().any(|word| text.contains(word.as_str()))
    })
}

fn value(unit: &Unit, field: usize) -> Option<&FieldValue> {
    FieldEntry::find(&unit.fields, field).map(|entry| &entry.value)
}

fn lower(words: &str) -> String {
    words.to_lowercase()
}
