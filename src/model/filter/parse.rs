//! Parser of queries: from a text to the terms of a filter.

use super::{FilterError, Range, State, Term, Test, lower, words_of};
use crate::diagnostic::{Message, near_or_known, nearest};
use crate::message;
use crate::model::{Chart, FieldDeclaration, FieldType, Kind, KindIndex};

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

/// Parses the terms of a query.
pub(super) fn terms(query: &str, chart: &Chart) -> Result<Vec<Term>, FilterError> {
    tokens(query)?.into_iter().map(|token| token.term(chart)).collect()
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
