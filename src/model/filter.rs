//! Filter of units: a query such as `kind:section site:Vienna vacant -planned "south wing"`.
//!
//! A unit matches if all terms match. A term is a word of a name, a predefined word, or a key with values:
//! `kind:section,unit` matches either of two, `beds:>30` compares, and `site:` matches any value. A hyphen before a
//! term negates it, and quotation marks protect spaces and special characters.

use std::collections::HashSet;

use super::{
    Chart, FieldDeclaration, FieldEntry, FieldType, FieldValue, Kind, KindIndex, Position, Post,
    Status, Text, Unit, UnitIndex,
};
use crate::diagnostic::{Message, near_or_known, nearest};
use crate::message;

/// Keys that every chart has.
const KEYS: &[(&str, Key)] = &[
    ("name", Key::Name),
    ("kind", Key::Kind),
    ("status", Key::Status),
    ("level", Key::Level),
    ("head", Key::Head),
    ("holder", Key::Holder),
    ("post", Key::Post),
    ("id", Key::Id),
];

/// Words that are terms by themselves.
const STATES: &[(&str, State)] = &[
    ("vacant", State::Vacant),
    ("acting", State::Acting),
    ("planned", State::Planned),
    ("abolished", State::Abolished),
    ("staff", State::Staff),
];

/// Quotation marks of keyboards and of input methods.
const QUOTES: [char; 3] = ['"', '“', '”'];

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
enum Key {
    Name,
    Kind,
    Status,
    Level,
    Head,
    Holder,
    Post,
    Id,
    Field(usize),
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
        let terms = tokens(query)?.into_iter().map(|token| token.term(chart));
        Ok(Self { terms: terms.collect::<Result<_, _>>()? })
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

/// Term as written.
#[derive(Debug, Default)]
struct Token {
    is_negated: bool,
    key: Option<String>,
    /// The alternatives, in lower case.
    values: Vec<String>,
    has_quotes: bool,
}

impl Token {
    fn push(&mut self, character: char) {
        if self.values.is_empty() {
            self.values.push(String::new());
        }
        if let Some(last) = self.values.last_mut() {
            last.extend(character.to_lowercase());
        }
    }

    fn is_blank(&self) -> bool {
        self.key.is_none() && self.values.iter().all(String::is_empty)
    }

    fn term(mut self, chart: &Chart) -> Result<Term, FilterError> {
        self.values.retain(|value| !value.is_empty());
        let state = STATES.iter().find(|(word, _)| self.values == [*word]);
        let test = match (&self.key, state) {
            (None, Some((_, state))) if !self.has_quotes => Test::State(vec![*state]),
            (None, _) => Test::Name(self.values),
            (Some(key), _) => test(find_key(key, chart)?, self.values, chart)?,
        };
        Ok(Term { is_negated: self.is_negated, test })
    }
}

/// Splits a query into terms.
fn tokens(query: &str) -> Result<Vec<Token>, FilterError> {
    let mut tokens = vec![Token::default()];
    let mut is_quoted = false;
    for character in query.chars() {
        let Some(token) = tokens.last_mut() else { continue };
        match character {
            _ if QUOTES.contains(&character) => {
                is_quoted = !is_quoted;
                token.has_quotes = true;
            }
            _ if is_quoted => token.push(character),
            _ if character.is_whitespace() => tokens.push(Token::default()),
            '-' if token.is_blank() && !token.is_negated => token.is_negated = true,
            ':' | '：' if token.key.is_none() && token.values.len() == 1 => {
                token.key = token.values.pop();
            }
            ',' | '，' => token.values.push(String::new()),
            _ => token.push(character),
        }
    }
    if is_quoted {
        return Err(FilterError {
            message: message!("a quotation mark of the filter is never closed"),
            hint: message!("write \" after the last word of the phrase"),
        });
    }
    tokens.retain(|token| !token.is_blank());
    Ok(tokens)
}

/// The key with a name: a built-in one, otherwise a field by its id or label.
fn find_key(name: &str, chart: &Chart) -> Result<Key, FilterError> {
    let known = KEYS.iter().find(|(known, _)| *known == name).map(|(_, key)| *key);
    let of_field = |field: &FieldDeclaration| {
        lower(&field.id) == name || words_of(&field.label).any(|label| lower(label) == name)
    };
    let field = || chart.fields().iter().position(of_field).map(Key::Field);
    known.or_else(field).ok_or_else(|| {
        let fields = chart.fields().iter().map(|field| field.id.as_str());
        let known = KEYS.iter().map(|(known, _)| *known).chain(fields);
        unknown(message!("unknown filter key {0}", name), name, known)
    })
}

/// The error for an unknown word, with the nearest known one.
fn unknown<'a>(
    message: Message,
    word: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> FilterError {
    let known: Vec<&str> = known.collect();
    let hint = near_or_known(nearest(word, known.iter().copied()), &known);
    FilterError { message, hint }
}

fn test(key: Key, values: Vec<String>, chart: &Chart) -> Result<Test, FilterError> {
    Ok(match key {
        Key::Name => Test::Name(values),
        Key::Head => Test::Head(values),
        Key::Holder => Test::Holder(values),
        Key::Post => Test::Post(values),
        Key::Id => Test::Id(values),
        Key::Level => Test::Level(ranges("level", &values)?),
        Key::Kind => {
            let kinds = each(&values, |value| {
                choice(chart.kinds(), value, || message!("this file has no kind {0}", value))
            })?;
            Test::Kind(kinds.into_iter().map(KindIndex::new).collect())
        }
        Key::Status => Test::State(each(&values, |value| {
            let known = || STATES.iter().filter(|(_, state)| *state != State::Staff);
            let found = known().find(|(word, _)| word == value).map(|(_, state)| *state);
            let words = known().map(|(word, _)| *word);
            found.ok_or_else(|| unknown(message!("{0} is not a status", value), value, words))
        })?),
        Key::Field(at) => {
            let field = &chart.fields()[at];
            match field.field_type {
                FieldType::Text | FieldType::Date | FieldType::Link => Test::Words(at, values),
                FieldType::Number => Test::Numbers(at, ranges(&field.id, &values)?),
                FieldType::Choice => {
                    let places = each(&values, |value| {
                        let no_value = || message!("{0} has no value {1}", &*field.id, value);
                        choice(&field.values, value, no_value)
                    })?;
                    Test::Choice(at, places.into_iter().map(|at| KindIndex::new(at).0).collect())
                }
            }
        }
    })
}

fn each<T>(
    values: &[String],
    read: impl FnMut(&String) -> Result<T, FilterError>,
) -> Result<Vec<T>, FilterError> {
    values.iter().map(read).collect()
}

fn ranges(key: &str, values: &[String]) -> Result<Vec<Range>, FilterError> {
    each(values, |value| {
        Range::parse(value).ok_or_else(|| FilterError {
            message: message!("{0} is not a number", value),
            hint: message!("write {0}:3, {0}:>3 or {0}:3..5", key),
        })
    })
}

/// The index of a kind, or of a value of a choice, by its id or label.
fn choice(
    known: &[Kind],
    word: &str,
    message: impl FnOnce() -> Message,
) -> Result<usize, FilterError> {
    let is_called = |label: &str| {
        lower(label) == word || label.split(['/', '／']).any(|part| lower(part.trim()) == word)
    };
    let by_id = known.iter().position(|kind| lower(&kind.id) == word);
    let by_label = || known.iter().position(|kind| words_of(&kind.label).any(is_called));
    by_id
        .or_else(by_label)
        .ok_or_else(|| unknown(message(), word, known.iter().map(|kind| kind.id.as_str())))
}
