//! Schema of the structure file, version 1.
//!
//! Every record stores its index in its list, counting all items, whether they could be read or not.

mod forms;
mod units;

use std::collections::HashSet;

use smol_str::SmolStr;

pub(super) use forms::{Fact, FactValue, Facts, Holders, Maybe, Several, WordMap, Words};
pub(super) use units::Units;

use super::read::{FromValue, Reading};
use super::{
    Arrangement, Count, FieldType, Number, Numbering, Position, RelationKind, Status, Total,
};
use crate::message;
use crate::syntax::{Field, Value, ValueKind};

/// State of a field while its struct is read.
enum Slot<T> {
    Absent,
    Unreadable,
    Read(T),
}

/// The name of a field in the file, if it is not a valid Rust identifier.
macro_rules! field_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $name:literal) => {
        $name
    };
}

/// Declares a record of the format: its name, its name in messages, and its fields.
macro_rules! record {
    (
        $name:ident, $part:expr,
        { $($field:ident $($named:literal)?: $type:ty = $need:ident,)+ }
        $(, $check:path)?
    ) => {
        #[derive(Debug)]
        pub(super) struct $name {
            pub(super) place: usize,
            $(pub(super) $field: $type,)+
        }

        impl FromValue for $name {
            fn from_value(value: Value<'_, '_>, reading: &mut Reading) -> Option<Self> {
                const FIELDS: &[&str] = &[$(field_name!($field $($named)?)),+];
                if !is_struct(value, stringify!($name)) {
                    reading.no_struct(value, stringify!($name));
                    return None;
                }
                $(let mut $field: Slot<$type> = Slot::Absent;)+
                for field in value.fields() {
                    match field.name() {
                        $(field_name!($field $($named)?) => {
                            fill(&mut $field, field_name!($field $($named)?), field, reading);
                        })+
                        _ => reading.unknown_field(field, FIELDS, value),
                    }
                }
                // Evaluate all of them before giving up, so that all missing fields are reported.
                $(let $field =
                    record!(@$need $field, field_name!($field $($named)?), $part, value, reading);)+
                let read = Self { place: 0, $($field: $field?,)+ };
                $($check(&read, value, reading)?;)?
                Some(read)
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

record!(Declaration, message!("this field"), {
    id: SmolStr = required,
    label: Option<Words> = optional,
    field_type "type": FieldType = required,
    unit: Option<String> = optional,
    total: Option<Total> = optional,
    values: Vec<Kind> = optional,
});

record!(Person, message!("this person"), {
    name: Words = required,
    acting: bool = optional,
    share: Option<Number> = optional,
    since: Option<String> = optional,
    until: Option<String> = optional,
    email: Option<String> = optional,
    phone: Option<String> = optional,
    link: Option<String> = optional,
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
    was: Option<Several> = optional,
    text: Words = required,
});

/// Declares a record for posts: its own fields, and the fields of every post.
macro_rules! post_record {
    ($name:ident, $part:expr, { $($own:tt)+ } $(, $check:path)?) => {
        record!($name, $part, {
            $($own)+
            rank: Option<Words> = optional,
            status: Option<Status> = optional,
            reports_to: Several = optional,
            cite: Several = optional,
            count: Count = optional,
            fte: Option<Number> = optional,
            holder: Holders = optional,
            fields: Facts = optional,
            duties: Vec<Statement> = optional,
        } $(, $check)?);
    };
}

post_record!(Post, message!("this post"), {
    id: String = required,
    title: Words = required,
});

post_record!(Head, message!("this head"), {
    title: Maybe<Words> = optional,
}, has_title_or_holder);

/// Rejects a head that has neither.
fn has_title_or_holder(head: &Head, value: Value<'_, '_>, reading: &mut Reading) -> Option<()> {
    let is_held = !head.holder.people.is_empty() || head.holder.is_partial;
    match head.title {
        Maybe::Absent if !is_held && !value.is_broken() => {
            reading.missing_field("title", Some(message!("this head")), value);
            None
        }
        Maybe::Absent if !is_held => None,
        Maybe::Unreadable => None,
        Maybe::Absent | Maybe::Read(_) => Some(()),
    }
}

record!(Unit, message!("this unit"), {
    id: String = required,
    parent: Option<SmolStr> = optional,
    kind: SmolStr = required,
    name: Words = required,
    acronym: Option<String> = optional,
    cite: Several = optional,
    head: Option<Head> = optional,
    posts: Vec<Post> = optional,
    functions: Vec<Statement> = optional,
    shared_functions: Several = optional,
    provisions: Vec<Statement> = optional,
    count: Count = optional,
    position: Option<Position> = optional,
    status: Option<Status> = optional,
    layout: Option<Arrangement> = optional,
    headcount: Option<Number> = optional,
    link: Option<String> = optional,
    also_named: Vec<Words> = optional,
    fields: Facts = optional,
    was: Option<Several> = optional,
    basis: Option<Statement> = optional,
    notes: Vec<Statement> = optional,
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
    pub(super) previous: Option<String>,
    pub(super) languages: Vec<String>,
    pub(super) fields: Vec<Declaration>,
    pub(super) sources: Vec<Source>,
    pub(super) kinds: Vec<Kind>,
    pub(super) bodies: Vec<Body>,
    pub(super) shared_functions: Vec<SharedSet>,
    pub(super) units: Units,
    pub(super) relations: Vec<Relation>,
    pub(super) provisions: Vec<Statement>,
    pub(super) notes: Vec<Statement>,
    pub(super) words: WordMap,
    /// The ids of unreadable items, each with its parent if there is one.
    pub(super) left_out: Vec<(String, Option<String>)>,
}

/// Fields of the file, in the order of the format's description.
pub(super) const FILE_FIELDS: &[&str] = &[
    "organogram",
    "title",
    "effective",
    "previous",
    "languages",
    "fields",
    "sources",
    "kinds",
    "bodies",
    "shared_functions",
    "units",
    "relations",
    "provisions",
    "notes",
    "words",
];

impl File {
    /// Total number of items in its lists.
    pub(super) fn items(&self) -> usize {
        self.sources.len()
            + self.fields.len()
            + self.kinds.len()
            + self.bodies.len()
            + self.shared_functions.len()
            + self.units.len()
            + self.relations.len()
    }

    /// Appends units whose indices start at `first_place`.
    pub(super) fn append_units(&mut self, read: Self, first_place: usize) {
        self.units.append(read.units, first_place);
    }

    /// Reads an item of one of the file's lists; returns `false` if the field is not a list of items.
    pub(super) fn item(
        &mut self,
        list: &str,
        place: usize,
        value: Value<'_, '_>,
        reading: &mut Reading,
    ) {
        match list {
            "fields" => push(&mut self.fields, place, value, reading),
            "notes" => push(&mut self.notes, place, value, reading),
            "sources" => push(&mut self.sources, place, value, reading),
            "kinds" => push(&mut self.kinds, place, value, reading),
            "bodies" => push(&mut self.bodies, place, value, reading),
            "shared_functions" => push(&mut self.shared_functions, place, value, reading),
            "units" => push(self.units.last_list(), place, value, reading),
            "relations" => push(&mut self.relations, place, value, reading),
            "provisions" => push(&mut self.provisions, place, value, reading),
            "languages" => {
                self.languages.extend(reading.item::<String>("languages", value));
            }
            // An unknown field is reported once as a whole.
            _ => {}
        }
    }

    /// Reads the file's other fields; `root` does not contain the list items.
    pub(super) fn take_fields(&mut self, root: Value<'_, '_>, reading: &mut Reading) {
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
                "previous" => {
                    self.previous = reading.field("previous", field).unwrap_or_default();
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

/// Whether a value is a struct with the given name or without a name.
pub(super) fn is_struct(value: Value<'_, '_>, name: &str) -> bool {
    value.kind() == ValueKind::Struct && value.name().is_none_or(|found| found == name)
}

/// Reads the value of a field into its slot, unless the slot is filled.
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
