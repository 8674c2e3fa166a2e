//! The whole file read field by field, so that each unit read can be told of.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{File, Unit};
use crate::model::progress::Watch;

/// The fields of the file, in the order of the format's description.
pub(in crate::model) const FIELDS: &[&str] = &[
    "organogram",
    "title",
    "effective",
    "languages",
    "sources",
    "kinds",
    "bodies",
    "shared_functions",
    "units",
    "relations",
    "provisions",
    "words",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Field {
    Organogram,
    Title,
    Effective,
    Languages,
    Sources,
    Kinds,
    Bodies,
    SharedFunctions,
    Units,
    Relations,
    Provisions,
    Words,
}

impl Field {
    fn name(self) -> &'static str {
        FIELDS[self as usize]
    }
}

/// A file whose units are told of as they are read.
pub(in crate::model) struct Watched<'w, 'a>(pub(in crate::model) &'w mut Watch<'a>);

impl<'de> DeserializeSeed<'de> for Watched<'_, '_> {
    type Value = File;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<File, D::Error> {
        deserializer.deserialize_struct("File", FIELDS, self)
    }
}

impl<'de> Visitor<'de> for Watched<'_, '_> {
    type Value = File;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("( … ) with fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<File, A::Error> {
        let mut file = File::default();
        let mut seen: Vec<Field> = Vec::with_capacity(FIELDS.len());
        while let Some(field) = map.next_key::<Field>()? {
            if seen.contains(&field) {
                return Err(de::Error::duplicate_field(field.name()));
            }
            seen.push(field);
            match field {
                Field::Organogram => file.organogram = map.next_value()?,
                Field::Title => file.title = map.next_value()?,
                Field::Effective => file.effective = map.next_value()?,
                Field::Languages => file.languages = map.next_value()?,
                Field::Sources => file.sources = map.next_value()?,
                Field::Kinds => file.kinds = map.next_value()?,
                Field::Bodies => file.bodies = map.next_value()?,
                Field::SharedFunctions => file.shared_functions = map.next_value()?,
                Field::Units => file.units = map.next_value_seed(Units(self.0))?,
                Field::Relations => file.relations = map.next_value()?,
                Field::Provisions => file.provisions = map.next_value()?,
                Field::Words => file.words = map.next_value()?,
            }
        }
        for field in [Field::Organogram, Field::Units] {
            if !seen.contains(&field) {
                return Err(de::Error::missing_field(field.name()));
            }
        }
        Ok(file)
    }
}

/// The list of units.
struct Units<'w, 'a>(&'w mut Watch<'a>);

impl<'de> DeserializeSeed<'de> for Units<'_, '_> {
    type Value = Vec<Unit>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Unit>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Units<'_, '_> {
    type Value = Vec<Unit>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<Unit>, A::Error> {
        let mut units = Vec::new();
        while let Some(unit) = list.next_element()? {
            units.push(unit);
            if self.0.step().is_break() {
                return Err(de::Error::custom("stopped"));
            }
        }
        Ok(units)
    }
}
