//! The structure file as it is written, version 1; the only types that read themselves with serde.
//!
//! What the format lets be written in two forms has a visitor of its own, so that RON's errors keep
//! their positions. Each listed item carries its place in the file's list.

mod watched;

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

pub(super) use watched::{FIELDS, Watched};

/// What a text may be, as errors name it.
pub(super) const TEXT_FORM: &str = "a text or texts by language";
/// What the chart's words may be, as errors name it.
pub(super) const WORDS_FORM: &str = "texts by word";
/// What one or several may be, as errors name it.
pub(super) const LIST_FORM: &str = "a text or a list of texts";
/// An error that a language stands twice starts with this; the language follows.
pub(super) const LANGUAGE_TWICE: &str = "language twice: ";
/// An error that a count is none starts with this; what was found follows.
pub(super) const NO_COUNT: &str = "no count: ";

/// The whole file; `watched.rs` reads it.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) organogram: u32,
    pub(super) title: Words,
    pub(super) effective: Option<String>,
    pub(super) languages: Vec<String>,
    pub(super) sources: Vec<Source>,
    pub(super) kinds: Vec<Kind>,
    pub(super) bodies: Vec<Body>,
    pub(super) shared_functions: Vec<SharedSet>,
    pub(super) units: Vec<Unit>,
    pub(super) relations: Vec<Relation>,
    pub(super) provisions: Vec<Statement>,
    pub(super) words: WordMap,
    /// The ids in items that could not be read, each with the parent beside it if there is one.
    pub(super) left_out: Vec<(String, Option<String>)>,
}

/// An item of one of the file's lists, which knows its place there.
pub(super) trait Listed {
    fn place(&mut self) -> &mut usize;
}

macro_rules! listed {
    ($($name:ident),+) => {
        $(impl Listed for $name {
            fn place(&mut self) -> &mut usize {
                &mut self.place
            }
        })+
    };
}
listed!(Source, Kind, Body, SharedSet, Unit, Relation, Statement);

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    #[serde(skip)]
    pub(super) place: usize,
    pub(super) id: String,
    pub(super) symbol: Option<String>,
    #[serde(default)]
    pub(super) title: Words,
    pub(super) date: Option<String>,
    pub(super) language: Option<String>,
    pub(super) text: Option<String>,
    pub(super) numbering: Option<Numbering>,
}

#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Numbering {
    Paragraphs,
    Sections,
    Articles,
    Free,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kind {
    #[serde(skip)]
    pub(super) place: usize,
    pub(super) id: String,
    pub(super) label: Option<Words>,
    pub(super) color: Option<String>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Body {
    #[serde(skip)]
    pub(super) place: usize,
    pub(super) id: String,
    pub(super) name: Words,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SharedSet {
    #[serde(skip)]
    pub(super) place: usize,
    pub(super) id: String,
    #[serde(default)]
    pub(super) cite: Several,
    pub(super) functions: Vec<Statement>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Statement {
    #[serde(skip)]
    pub(super) place: usize,
    #[serde(default)]
    pub(super) cite: Several,
    pub(super) text: Words,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Post {
    #[serde(skip)]
    pub(super) place: usize,
    pub(super) id: String,
    pub(super) title: Words,
    pub(super) rank: Option<Words>,
    #[serde(default)]
    pub(super) reports_to: Several,
    #[serde(default)]
    pub(super) cite: Several,
    #[serde(default)]
    pub(super) duties: Vec<Statement>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub(super) title: Words,
    pub(super) rank: Option<Words>,
    #[serde(default)]
    pub(super) reports_to: Several,
    #[serde(default)]
    pub(super) cite: Several,
    #[serde(default)]
    pub(super) duties: Vec<Statement>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unit {
    #[serde(skip)]
    pub(super) place: usize,
    pub(super) id: String,
    pub(super) parent: Option<String>,
    pub(super) kind: String,
    pub(super) name: Words,
    pub(super) acronym: Option<String>,
    #[serde(default)]
    pub(super) cite: Several,
    pub(super) head: Option<Head>,
    #[serde(default)]
    pub(super) posts: Vec<Post>,
    #[serde(default)]
    pub(super) functions: Vec<Statement>,
    #[serde(default)]
    pub(super) shared_functions: Several,
    #[serde(default)]
    pub(super) provisions: Vec<Statement>,
    #[serde(default)]
    pub(super) count: Count,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Relation {
    #[serde(skip)]
    pub(super) place: usize,
    pub(super) from: Several,
    pub(super) to: Several,
    pub(super) kind: RelationKind,
    #[serde(default)]
    pub(super) cite: Several,
    #[serde(default)]
    pub(super) text: Words,
}

#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RelationKind {
    ReportsTo,
    Deputizes,
    Assists,
    Advises,
    DirectAccess,
    Coordinates,
    Supports,
    Serves,
    Guides,
}

/// A string, or a map from language tag to string.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// The tag is "" for a bare string.
    pub(super) entries: Vec<(String, String)>,
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Form;
        impl<'de> Visitor<'de> for Form {
            type Value = Words;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(TEXT_FORM)
            }

            fn visit_str<E: de::Error>(self, words: &str) -> Result<Words, E> {
                Ok(Words { entries: vec![(String::new(), words.to_owned())] })
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Words, A::Error> {
                let mut entries: Vec<(String, String)> = Vec::with_capacity(2);
                while let Some((tag, words)) = map.next_entry::<String, String>()? {
                    if entries.iter().any(|(known, _)| *known == tag) {
                        return Err(de::Error::custom(format!("{LANGUAGE_TWICE}{tag}")));
                    }
                    entries.push((tag, words));
                }
                Ok(Words { entries })
            }
        }
        deserializer.deserialize_any(Form)
    }
}

/// What the chart's words are called: a map from a key to a text.
#[derive(Debug, Default)]
pub(super) struct WordMap(pub(super) Vec<(String, Words)>);

impl<'de> Deserialize<'de> for WordMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Form;
        impl<'de> Visitor<'de> for Form {
            type Value = WordMap;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(WORDS_FORM)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<WordMap, A::Error> {
                let mut words = Vec::new();
                while let Some(word) = map.next_entry()? {
                    words.push(word);
                }
                Ok(WordMap(words))
            }
        }
        deserializer.deserialize_any(Form)
    }
}

/// One string, or a list of strings.
#[derive(Debug, Default)]
pub(super) struct Several(pub(super) Vec<String>);

impl<'de> Deserialize<'de> for Several {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Form;
        impl<'de> Visitor<'de> for Form {
            type Value = Several;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(LIST_FORM)
            }

            fn visit_str<E: de::Error>(self, one: &str) -> Result<Several, E> {
                Ok(Several(vec![one.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Several, A::Error> {
                let mut all = Vec::with_capacity(list.size_hint().unwrap_or(1));
                while let Some(one) = list.next_element()? {
                    all.push(one);
                }
                Ok(Several(all))
            }
        }
        deserializer.deserialize_any(Form)
    }
}

/// How many units a box stands for: a number, or the word `several`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Count {
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
        // RON drops the name of a bare word that is asked for as "any", hence the raw text.
        let raw = Box::<ron::value::RawValue>::deserialize(deserializer)?;
        match raw.trim().get_ron() {
            "several" | "\"several\"" => Ok(Self::Several),
            other => match other.parse() {
                Ok(number) if number > 0 => Ok(Self::Number(number)),
                _ => Err(de::Error::custom(format!("{NO_COUNT}{other}"))),
            },
        }
    }
}
