//! The schema for deserialization with the crate `ron`, which typed reading is compared with.
//!
//! It has the same fields as the schema, so that both have the same debug output.

#![expect(dead_code, reason = "fields are read by formatting")]

use std::fmt;

use ron::extensions::Extensions;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::model::language::tag_problem;

/// Deserializes a whole text with `ron`; `None` if it is rejected.
pub(super) fn read(text: &str) -> Option<File> {
    let has_head = |unit: &Unit| {
        let is_none =
            |head: &Head| matches!(head.title, Maybe::Absent) && head.holder.people.is_empty();
        !unit.head.as_ref().is_some_and(is_none)
    };
    part(text).ok().filter(|file: &File| file.units.iter().all(has_head))
}

/// Deserializes a part of the text, with the same options.
fn part<T: de::DeserializeOwned>(text: &str) -> ron::error::SpannedResult<T> {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME).from_str(text)
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    organogram: u32,
    #[serde(default)]
    title: Words,
    effective: Option<String>,
    previous: Option<String>,
    #[serde(default)]
    languages: Vec<String>,
    #[serde(default)]
    fields: Vec<Declaration>,
    #[serde(default)]
    sources: Vec<Source>,
    #[serde(default)]
    kinds: Vec<Kind>,
    #[serde(default)]
    bodies: Vec<Body>,
    #[serde(default)]
    shared_functions: Vec<SharedSet>,
    units: Vec<Unit>,
    #[serde(default)]
    relations: Vec<Relation>,
    #[serde(default)]
    provisions: Vec<Statement>,
    #[serde(default)]
    notes: Vec<Statement>,
    #[serde(default)]
    words: WordMap,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    id: String,
    symbol: Option<String>,
    #[serde(default)]
    title: Words,
    date: Option<String>,
    language: Option<String>,
    text: Option<String>,
    numbering: Option<Numbering>,
}

#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Numbering {
    Paragraphs,
    Sections,
    Articles,
    Free,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    id: String,
    label: Option<Words>,
    color: Option<String>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    id: String,
    name: Words,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedSet {
    id: String,
    #[serde(default)]
    cite: Several,
    functions: Vec<Statement>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Statement {
    #[serde(default)]
    cite: Several,
    was: Option<Several>,
    text: Words,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Post {
    id: String,
    title: Words,
    rank: Option<Words>,
    status: Option<Status>,
    #[serde(default)]
    reports_to: Several,
    #[serde(default)]
    cite: Several,
    #[serde(default)]
    count: Count,
    fte: Option<Number>,
    #[serde(default)]
    holder: Holders,
    #[serde(default)]
    fields: Facts,
    #[serde(default)]
    duties: Vec<Statement>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    #[serde(default)]
    title: Maybe,
    rank: Option<Words>,
    status: Option<Status>,
    #[serde(default)]
    reports_to: Several,
    #[serde(default)]
    cite: Several,
    #[serde(default)]
    count: Count,
    fte: Option<Number>,
    #[serde(default)]
    holder: Holders,
    #[serde(default)]
    fields: Facts,
    #[serde(default)]
    duties: Vec<Statement>,
}

#[derive(Debug, Default)]
enum Maybe {
    #[default]
    Absent,
    Read(Words),
}

impl<'de> Deserialize<'de> for Maybe {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Words::deserialize(deserializer).map(Self::Read)
    }
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Declaration {
    id: String,
    label: Option<Words>,
    #[serde(rename = "type")]
    field_type: FieldType,
    unit: Option<String>,
    total: Option<Total>,
    #[serde(default)]
    values: Vec<Kind>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum FieldType {
    Text,
    Number,
    Date,
    Link,
    Choice,
}

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Total {
    Sum,
    Mean,
    None,
}

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Vacant,
    Planned,
    Abolished,
}

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Position {
    Line,
    Staff,
}

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Arrangement {
    Row,
    Columns,
    List,
    Upright,
}

#[derive(Debug, serde::Deserialize)]
#[serde(transparent)]
struct Number(f64);

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    name: Words,
    #[serde(default)]
    acting: bool,
    share: Option<Number>,
    since: Option<String>,
    until: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    link: Option<String>,
}

/// One person, or a list of persons; each is a name or a struct.
#[derive(Debug, Default)]
struct Holders {
    people: Vec<Person>,
    is_partial: bool,
}

impl<'de> Deserialize<'de> for Holders {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // RON treats structs and maps alike if either is requested, hence the raw text.
        let raw = Box::<ron::value::RawValue>::deserialize(deserializer)?;
        let items: Vec<Box<ron::value::RawValue>> = match raw.trim().get_ron().chars().next() {
            Some('[') => part(raw.get_ron()).map_err(de::Error::custom)?,
            _ => vec![raw],
        };
        let person = |raw: Box<ron::value::RawValue>| {
            let raw = raw.trim();
            if raw.get_ron().starts_with('(') {
                return part(raw.get_ron()).map_err(de::Error::custom);
            }
            let name = part(raw.get_ron()).map_err(de::Error::custom)?;
            Ok(Person { name, ..Person::default() })
        };
        let people = items.into_iter().map(person).collect::<Result<_, D::Error>>()?;
        Ok(Self { people, is_partial: false })
    }
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(transparent)]
struct Facts(#[serde(deserialize_with = "facts")] Vec<Fact>);

#[derive(Debug)]
struct Fact {
    field: String,
    value: FactValue,
}

#[derive(Debug)]
enum FactValue {
    Words(Words),
    Number(Number),
}

fn facts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Fact>, D::Error> {
    struct Form;
    impl<'de> Visitor<'de> for Form {
        type Value = Vec<Fact>;

        fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
            out.write_str("a map")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut facts: Vec<Fact> = Vec::new();
            while let Some((field, raw)) = map.next_entry::<String, Box<ron::value::RawValue>>()? {
                if facts.iter().any(|known| known.field == field) {
                    return Err(de::Error::custom("field twice"));
                }
                let value = match part::<f64>(raw.get_ron()) {
                    Ok(number) => FactValue::Number(Number(number)),
                    Err(_) => FactValue::Words(part(raw.get_ron()).map_err(de::Error::custom)?),
                };
                facts.push(Fact { field, value });
            }
            Ok(facts)
        }
    }
    deserializer.deserialize_map(Form)
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Unit {
    id: String,
    parent: Option<String>,
    kind: String,
    name: Words,
    acronym: Option<String>,
    #[serde(default)]
    cite: Several,
    head: Option<Head>,
    #[serde(default)]
    posts: Vec<Post>,
    #[serde(default)]
    functions: Vec<Statement>,
    #[serde(default)]
    shared_functions: Several,
    #[serde(default)]
    provisions: Vec<Statement>,
    #[serde(default)]
    count: Count,
    position: Option<Position>,
    status: Option<Status>,
    layout: Option<Arrangement>,
    headcount: Option<Number>,
    link: Option<String>,
    #[serde(default)]
    also_named: Vec<Words>,
    #[serde(default)]
    fields: Facts,
    was: Option<Several>,
    basis: Option<Statement>,
    #[serde(default)]
    notes: Vec<Statement>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Relation {
    from: Several,
    to: Several,
    kind: RelationKind,
    #[serde(default)]
    cite: Several,
    #[serde(default)]
    text: Words,
}

#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum RelationKind {
    ReportsTo,
    Deputizes,
    Assists,
    Advises,
    DirectAccess,
    Coordinates,
    Supports,
    Serves,
    Guides,
    BelongsTo,
}

/// A string, or a map from language tag to string.
#[derive(Debug, Default)]
struct Words {
    /// The tag of a bare string is "".
    entries: Vec<(String, String)>,
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Form;
        impl<'de> Visitor<'de> for Form {
            type Value = Words;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a text")
            }

            fn visit_str<E: de::Error>(self, words: &str) -> Result<Words, E> {
                Ok(Words { entries: vec![(String::new(), words.to_owned())] })
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Words, A::Error> {
                let mut entries: Vec<(String, String)> = Vec::with_capacity(2);
                while let Some((tag, words)) = map.next_entry::<String, String>()? {
                    if entries.iter().any(|(known, _)| *known == tag) {
                        return Err(de::Error::custom("language twice"));
                    }
                    if tag_problem(&tag).is_some() {
                        return Err(de::Error::custom("no language tag"));
                    }
                    entries.push((tag, words));
                }
                Ok(Words { entries })
            }
        }
        deserializer.deserialize_any(Form)
    }
}

/// Custom wording of the chart: a map from keys to texts.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(transparent)]
struct WordMap(#[serde(deserialize_with = "pairs")] Vec<(String, Words)>);

fn pairs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, Words)>, D::Error> {
    struct Form;
    impl<'de> Visitor<'de> for Form {
        type Value = Vec<(String, Words)>;

        fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
            out.write_str("a map")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut words = Vec::new();
            while let Some(word) = map.next_entry()? {
                words.push(word);
            }
            Ok(words)
        }
    }
    deserializer.deserialize_map(Form)
}

/// One string, or a list of strings.
#[derive(Debug, Default)]
struct Several {
    items: Vec<String>,
    is_partial: bool,
}

impl<'de> Deserialize<'de> for Several {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Form;
        impl<'de> Visitor<'de> for Form {
            type Value = Several;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a list")
            }

            fn visit_str<E: de::Error>(self, one: &str) -> Result<Several, E> {
                Ok(Several { items: vec![one.to_owned()], is_partial: false })
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Several, A::Error> {
                let mut all = Vec::with_capacity(list.size_hint().unwrap_or(1));
                while let Some(one) = list.next_element()? {
                    all.push(one);
                }
                Ok(Several { items: all, is_partial: false })
            }
        }
        deserializer.deserialize_any(Form)
    }
}

/// Number of units that a card represents, or the word `several`.
#[derive(Clone, Copy, Debug)]
enum Count {
    Number(u32),
    Several,
}

impl Default for Count {
    fn default() -> Self {
        Self::Number(1)
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // RON drops the name of a bare word that is requested as "any", hence the raw text.
        let raw = Box::<ron::value::RawValue>::deserialize(deserializer)?;
        match raw.trim().get_ron() {
            "several" | "\"several\"" => Ok(Self::Several),
            other => match other.parse() {
                Ok(number) if number > 0 => Ok(Self::Number(number)),
                _ => Err(de::Error::custom("no count")),
            },
        }
    }
}
