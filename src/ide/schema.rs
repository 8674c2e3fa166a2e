//! Records of the format and their fields, with their descriptions from `docs/format.md`.

use std::sync::LazyLock;

use crate::model::{Arrangement, FieldType, Position, RelationKind, Status, Total};

/// The description of the format, which is also its user documentation.
const FORMAT: &str = include_str!("../../docs/format.md");

/// Record of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Record {
    /// The whole file.
    File,
    /// A source document.
    Source,
    /// A kind of unit.
    Kind,
    /// A value of a field of type `choice`.
    Choice,
    /// A body outside.
    Body,
    /// The declaration of a field.
    Declaration,
    /// A shared set of functions.
    SharedSet,
    /// A unit.
    Unit,
    /// The head of a unit.
    Head,
    /// A further post.
    Post,
    /// The holder of a post.
    Person,
    /// A function, duty, provision or note.
    Statement,
    /// A line in addition to the tree.
    Relation,
}

/// Namespace of ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Space {
    /// Units, posts, bodies and shared sets.
    Party,
    /// Sources.
    Source,
    /// Kinds of units.
    Kind,
    /// Declared fields.
    Field,
    /// Units of the previous edition.
    Previous,
}

/// Type of a field's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Definition of an id.
    Definition(Space),
    /// The id of a unit.
    Unit,
    /// The id of a unit, post or body.
    Party,
    /// The id of a shared set.
    Set,
    /// The id of a kind, built in or declared.
    Kind,
    /// The id of a unit of the previous edition.
    PreviousUnit,
    /// A unit of the previous edition, with a citation.
    PreviousStatement,
    /// A citation.
    Citation,
    /// A language tag.
    Language,
    /// A text, or texts by language.
    Text,
    /// Values of declared fields.
    Fields,
    /// Custom wording of the chart.
    Words,
    /// One of several bare words.
    OneOf(&'static [&'static str]),
    /// A record, or a list of records.
    Record(Record),
    /// Anything else.
    Free,
}

/// Field of a record, from the description of the format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldInfo {
    /// Its name.
    pub name: &'static str,
    /// Its type, as described.
    pub type_words: &'static str,
    /// Its meaning.
    pub meaning: &'static str,
    /// Whether it is required.
    pub is_required: bool,
}

impl Record {
    /// Name in messages.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::File => "the file",
            Self::Source => "a source",
            Self::Kind => "a kind of unit",
            Self::Choice => "a value of a choice",
            Self::Body => "a body outside",
            Self::Declaration => "a custom field",
            Self::SharedSet => "a shared set of functions",
            Self::Unit => "a unit",
            Self::Head => "a head",
            Self::Post => "a post",
            Self::Person => "a person",
            Self::Statement => "a statement",
            Self::Relation => "a line",
        }
    }

    /// The type of the value of a field.
    #[must_use]
    pub fn slot(self, field: &str) -> Slot {
        use Record as R;
        match (self, field) {
            (R::Unit | R::Post | R::Body | R::SharedSet, "id") => Slot::Definition(Space::Party),
            (R::Source, "id") => Slot::Definition(Space::Source),
            (R::Kind, "id") => Slot::Definition(Space::Kind),
            (R::Declaration, "id") => Slot::Definition(Space::Field),
            (R::Unit, "parent") => Slot::Unit,
            (R::Unit, "kind") => Slot::Kind,
            (R::Unit, "was") => Slot::PreviousUnit,
            (R::Unit, "shared_functions") => Slot::Set,
            (R::Statement, "was") => Slot::PreviousStatement,
            (R::Head | R::Post, "reports_to") | (R::Relation, "from" | "to") => Slot::Party,
            (R::Relation, "kind") => Slot::OneOf(RelationKind::WORDS),
            (R::Head | R::Post, "status") => Slot::OneOf(Status::WORDS),
            (R::Unit, "status") => Slot::OneOf(&["planned", "abolished"]),
            (R::Unit, "position") => Slot::OneOf(Position::WORDS),
            (R::Unit, "layout") => Slot::OneOf(Arrangement::WORDS),
            (R::Unit | R::Head | R::Post, "count") => Slot::OneOf(&["several"]),
            (R::Person, "acting") => Slot::OneOf(&["true", "false"]),
            (R::Declaration, "type") => Slot::OneOf(FieldType::WORDS),
            (R::Declaration, "total") => Slot::OneOf(Total::WORDS),
            (R::Source, "numbering") => {
                Slot::OneOf(&["paragraphs", "sections", "articles", "free"])
            }
            (R::Unit | R::Head | R::Post, "fields") => Slot::Fields,
            (R::File, "languages") | (R::Source, "language") => Slot::Language,
            (R::File, "words") => Slot::Words,
            (_, "cite") => Slot::Citation,
            (R::Person | R::Unit | R::Body, "name")
            | (R::File | R::Source | R::Head | R::Post, "title")
            | (R::Kind | R::Choice | R::Declaration, "label")
            | (R::Head | R::Post, "rank")
            | (R::Statement | R::Relation, "text")
            | (R::Unit, "also_named") => Slot::Text,
            (R::File, "fields") => Slot::Record(R::Declaration),
            (R::File, "sources") => Slot::Record(R::Source),
            (R::File, "kinds") => Slot::Record(R::Kind),
            (R::File, "bodies") => Slot::Record(R::Body),
            (R::File, "shared_functions") => Slot::Record(R::SharedSet),
            (R::File, "units") => Slot::Record(R::Unit),
            (R::File, "relations") => Slot::Record(R::Relation),
            (R::Declaration, "values") => Slot::Record(R::Choice),
            (R::Unit, "head") => Slot::Record(R::Head),
            (R::Unit, "posts") => Slot::Record(R::Post),
            (R::Head | R::Post, "holder") => Slot::Record(R::Person),
            (R::SharedSet | R::Unit, "functions")
            | (R::File | R::Unit, "provisions" | "notes")
            | (R::Head | R::Post, "duties")
            | (R::Unit, "basis") => Slot::Record(R::Statement),
            _ => Slot::Free,
        }
    }

    /// Its fields, in the order of the description.
    #[must_use]
    pub fn fields(self) -> &'static [FieldInfo] {
        static ALL: LazyLock<Vec<(Record, Vec<FieldInfo>)>> = LazyLock::new(|| {
            use Record as R;
            let all = [
                (R::File, "The file", 0),
                (R::Source, "Sources", 0),
                (R::Kind, "Kinds", 0),
                (R::Choice, "Kinds", 0),
                (R::Body, "Bodies", 0),
                (R::Declaration, "Custom fields", 0),
                (R::SharedSet, "Shared functions", 0),
                (R::Unit, "Units", 0),
                (R::Head, "Units", 1),
                (R::Post, "Units", 1),
                (R::Person, "Units", 2),
                (R::Relation, "Relations", 0),
            ];
            let described = all.into_iter().map(|(record, heading, table)| {
                let mut fields = fields_of(heading, table);
                fields.retain(|field| (record, field.name) != (R::Head, "id"));
                for field in &mut fields {
                    // The description has one table row for heads and posts.
                    field.is_required |= record == R::Post && matches!(field.name, "id" | "title");
                    field.is_required &= record != R::Head;
                }
                (record, fields)
            });
            described.chain([(R::Statement, statement())]).collect()
        });
        ALL.iter().find(|(record, _)| *record == self).map_or(&[], |(_, fields)| fields)
    }

    /// A field by its name.
    #[must_use]
    pub fn field(self, name: &str) -> Option<&'static FieldInfo> {
        self.fields().iter().find(|field| field.name == name)
    }
}

/// The fields of a statement, which the description does not list in a table.
fn statement() -> Vec<FieldInfo> {
    [
        ("cite", "one or several", "the paragraphs that it is based on", false),
        ("text", "text", "the sentence", true),
        ("was", "one or several", "its origin in the previous edition, as `UNIT CITATION`", false),
    ]
    .map(|(name, type_words, meaning, is_required)| FieldInfo {
        name,
        type_words,
        meaning,
        is_required,
    })
    .into()
}

/// The rows of a table of the description, by its heading and its index below that; a row may contain several fields.
fn fields_of(heading: &str, table: usize) -> Vec<FieldInfo> {
    let rows = rows(heading, "field", table);
    rows.flat_map(|[names, type_words, meaning]| {
        let (type_words, is_required) = type_and_need(type_words);
        names.split(", ").map(move |name| FieldInfo {
            name: name.trim_matches('`'),
            type_words,
            meaning,
            is_required,
        })
    })
    .collect()
}

/// The type of a field in words, and whether the field must be there: `string, required` or `text; required for a post`.
fn type_and_need(cell: &str) -> (&str, bool) {
    match cell.split_once("required") {
        Some((words, _)) => (words.trim_end_matches([',', ';', ' ']), true),
        None => (cell, false),
    }
}

/// The meaning of a kind of line.
#[must_use]
pub fn relation_meaning(kind: &str) -> Option<&'static str> {
    rows_of_two("Relations", "kind")
        .find(|[word, _]| word.trim_matches('`') == kind)
        .map(|it| it[1])
}

/// The keys of custom wording, with what they describe.
pub fn word_keys() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = rows_of_two("Words", "key");
    rows.flat_map(|[keys, said_of]| {
        keys.split(", ").map(move |key| (key.trim_matches('`'), said_of))
    })
}

/// The section of the description under a heading.
fn section(heading: &str) -> &'static str {
    let start = FORMAT.find(&format!("\n## {heading}\n")).map_or(FORMAT.len(), |at| at + 1);
    let section = &FORMAT[start..];
    &section[..section.find("\n## ").unwrap_or(section.len())]
}

/// The cells of the table with index `table` whose first column has a given title.
fn rows(heading: &str, title: &str, table: usize) -> impl Iterator<Item = [&'static str; 3]> {
    let start = format!("\n| {title} |");
    let section = section(heading);
    let body = section.match_indices(&start).nth(table).map_or("", |(at, _)| &section[at + 1..]);
    body.lines().skip(2).take_while(|line| line.starts_with('|')).filter_map(|line| {
        let mut cells = line.trim_matches('|').splitn(3, " | ").map(str::trim);
        Some([cells.next()?, cells.next()?, cells.next().unwrap_or_default()])
    })
}

fn rows_of_two(heading: &str, title: &str) -> impl Iterator<Item = [&'static str; 2]> {
    rows(heading, title, 0).map(|[first, second, _]| [first, second])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_format_description() {
        let parent = Record::Unit.field("parent").expect("units have parents");
        assert_eq!(parent.type_words, "id of a unit");
        assert_eq!(
            parent.meaning,
            "the unit it belongs to; a unit without a parent is at top level"
        );
        let required = |record: Record| -> Vec<&str> {
            let fields = record.fields().iter().filter(|field| field.is_required);
            fields.map(|field| field.name).collect()
        };
        assert_eq!(required(Record::Unit), ["id", "kind", "name"]);
        assert_eq!(required(Record::Post), ["id", "title"]);
        assert_eq!(required(Record::Head), [""; 0]);
        assert_eq!(required(Record::Relation), ["from", "to", "kind"]);
        assert!(Record::Person.field("until").is_some());
        let words = |record: Record, field: &str| record.field(field).map(|it| it.type_words);
        let count = "number from 1 to 4,294,967,295, or `several`";
        assert_eq!(words(Record::Unit, "count"), Some(count));
        assert_eq!(words(Record::Post, "holder"), Some("text, person, or a list of these"));
        assert_eq!(words(Record::Post, "title"), Some("text"));
        assert_eq!(words(Record::Relation, "to"), Some("one or several ids"));
        assert_eq!(relation_meaning("serves"), Some("is a resource of"));
        assert!(word_keys().any(|(key, _)| key == "abolished"));
    }
}
