//! The structure file as it is written, version 1.
//!
//! Every record knows its place in the list that it stands in, counted over all items, read or not.

mod forms;

use std::collections::HashSet;

pub(super) use forms::{Several, WordMap, Words};

use super::read::{FromValue, Reading};
use super::{Count, Numbering, RelationKind};
use crate::message;
use crate::syntax::{Field, Value, ValueKind};

/// A field while its struct is read.
enum Slot<T> {
    Absent,
    Unreadable,
    Read(T),
}

/// Declares a struct of the format: its name, what messages call it, and its fields.
macro_rules! record {
    ($name:ident, $part:expr, { $($field:ident: $type:ty = $need:ident,)+ }) => {
        #[derive(Debug)]
        pub(super) struct $name {
            pub(super) place: usize,
            $(pub(super) $field: $type,)+
        }

        impl FromValue for $name {
            fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
                const FIELDS: &[&str] = &[$(stringify!($field)),+];
                if !is_struct(value, stringify!($name)) {
                    reading.no_struct(value, stringify!($name));
                    return None;
                }
                $(let mut $field: Slot<$type> = Slot::Absent;)+
                for field in value.fields() {
                    match field.name() {
                        $(stringify!($field) => fill(&mut $field, stringify!($field), field, reading),)+
                        _ => reading.unknown_field(field, FIELDS, value),
                    }
                }
                // All of them before any is given up, so that all that are missing are reported.
                $(let $field = record!(@$need $field, stringify!($field), $part, value, reading);)+
                Some(Self { place: 0, $($field: $field?,)+ })
            }

            fn set_place(&mut self, place: usize) {
                self.place = place;
            }
        }
    };
    (@required $slot:ident, $field:expr, $part:expr, $value:ident, $reading:ident) => {
        match $slot {
            Slot::Read(read) => Some(read),
            Slot::Absent if !$value.is_broken() => {
                $reading.missing_field($field, Some($part), $value);
                None
            }
            Slot::Absent | Slot::Unreadable => None,
        }
    };
    (@optional $slot:ident, $field:expr, $part:expr, $value:ident, $reading:ident) => {
        Some(match $slot {
            Slot::Read(read) => read,
            Slot::Absent => Default::default(),
            Slot::Unreadable => FromValue::unreadable(),
        })
    };
}

record!(Source, message!("this source"), {
    id: String = required,
    symbol: Option<String> = optional,
    title: Words = optional,
    date: Option<String> = optional,
    language: Option<String> = optional,
    text: Option<String> = optional,
    numbering: Option<Numbering> = optional,
});

record!(Kind, message!("this kind"), {
    id: String = required,
    label: Option<Words> = optional,
    color: Option<String> = optional,
});

record!(Body, message!("this body"), {
    id: String = required,
    name: Words = required,
});

record!(SharedSet, message!("this shared set"), {
    id: String = required,
    cite: Several = optional,
    functions: Vec<Statement> = required,
});

record!(Statement, message!("this statement"), {
    cite: Several = optional,
    text: Words = required,
});

record!(Post, message!("this post"), {
    id: String = required,
    title: Words = required,
    rank: Option<Words> = optional,
    reports_to: Several = optional,
    cite: Several = optional,
    duties: Vec<Statement> = optional,
});

record!(Head, message!("this head"), {
    title: Words = required,
    rank: Option<Words> = optional,
    reports_to: Several = optional,
    cite: Several = optional,
    duties: Vec<Statement> = optional,
});

record!(Unit, message!("this unit"), {
    id: String = required,
    parent: Option<String> = optional,
    kind: String = required,
    name: Words = required,
    acronym: Option<String> = optional,
    cite: Several = optional,
    head: Option<Head> = optional,
    posts: Vec<Post> = optional,
    functions: Vec<Statement> = optional,
    shared_functions: Several = optional,
    provisions: Vec<Statement> = optional,
    count: Count = optional,
});

record!(Relation, message!("this relation"), {
    from: Several = required,
    to: Several = required,
    kind: RelationKind = required,
    cite: Several = optional,
    text: Words = optional,
});

/// The whole file.
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

/// The fields of the file, in the order of the format's description.
pub(super) const FILE_FIELDS: &[&str] = &[
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

impl File {
    /// How many items its lists have together.
    pub(super) const fn items(&self) -> usize {
        self.sources.len()
            + self.kinds.len()
            + self.bodies.len()
            + self.shared_functions.len()
            + self.units.len()
            + self.relations.len()
    }

    /// Reads an item of one of the file's lists; `false` where the field is no list of items.
    pub(super) fn item(
        &mut self,
        list: &str,
        place: usize,
        value: Value<'_, '_>,
        reading: &mut Reading,
    ) {
        match list {
            "sources" => push(&mut self.sources, place, value, reading),
            "kinds" => push(&mut self.kinds, place, value, reading),
            "bodies" => push(&mut self.bodies, place, value, reading),
            "shared_functions" => push(&mut self.shared_functions, place, value, reading),
            "units" => push(&mut self.units, place, value, reading),
            "relations" => push(&mut self.relations, place, value, reading),
            "provisions" => push(&mut self.provisions, place, value, reading),
            "languages" => {
                self.languages.extend(reading.item::<String>("languages", value));
            }
            // An unknown field is reported as a whole.
            _ => {}
        }
    }

    /// Reads what of the file's own fields is no list of items; `root` lacks those items.
    pub(super) fn fields(&mut self, root: Value<'_, '_>, reading: &mut Reading) {
        let mut seen: HashSet<&str> = HashSet::new();
        for field in root.fields() {
            if seen.contains(field.name()) {
                reading.field_twice(field);
                continue;
            }
            match field.name() {
                "organogram" => {
                    self.organogram = reading.field("organogram", field).unwrap_or(1);
                }
                "title" => self.title = reading.field("title", field).unwrap_or_default(),
                "effective" => {
                    self.effective = reading.field("effective", field).unwrap_or_default();
                }
                "words" => self.words = reading.field("words", field).unwrap_or_default(),
                name => {
                    let Some(&list) = FILE_FIELDS.iter().find(|&&known| known == name) else {
                        reading.unknown_field(field, FILE_FIELDS, root);
                        continue;
                    };
                    let _: Option<Vec<Nothing>> = reading.field(list, field);
                }
            }
            seen.insert(field.name());
        }
        for name in ["organogram", "units"] {
            if !seen.contains(name) && !root.is_broken() {
                reading.missing_field(name, None, root);
            }
        }
    }
}

fn push<T: FromValue>(
    items: &mut Vec<T>,
    place: usize,
    value: Value<'_, '_>,
    reading: &mut Reading,
) {
    match T::from_value(value, reading) {
        Some(mut item) => {
            item.set_place(place);
            items.push(item);
        }
        None => reading.leave_out(value),
    }
}

/// An item of a list whose items have been read already.
struct Nothing;

impl FromValue for Nothing {
    fn from_value(_: Value<'_, '_>, _: &mut Reading) -> Option<Self> {
        None
    }
}

/// A value is a struct that has the name, or none.
pub(super) fn is_struct(value: Value<'_, '_>, name: &str) -> bool {
    value.kind() == ValueKind::Struct && value.name().is_none_or(|found| found == name)
}

/// Reads a field's value into its slot, unless one stands there.
fn fill<T: FromValue>(
    slot: &mut Slot<T>,
    name: &'static str,
    field: Field<'_, '_>,
    reading: &mut Reading,
) {
    if !matches!(slot, Slot::Absent) {
        return reading.field_twice(field);
    }
    *slot = if let Some(read) = reading.field(name, field) {
        Slot::Read(read)
    } else {
        reading.leave_out(field.value());
        Slot::Unreadable
    };
}

#[cfg(test)]
mod by_ron;
#[cfg(test)]
pub(super) mod tests;
