//! Forms: the fields of a record for editing, generated from the schema.

use std::ops::Range;

use super::schema::{FieldInfo, Record, Slot};
use crate::edit::record::strings;
use crate::model::Places;
use crate::syntax::{Entry, Tree, Value, ValueKind};

/// Subject of a form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The file, without its units and relations.
    File,
    /// A unit, by its id.
    Unit(String),
    /// An item of one of the file's lists.
    Item(&'static str, usize),
}

/// Step to a value inside a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// A field.
    Field(&'static str),
    /// An item of a list. Item 0 of a value that is not a list is the value itself.
    Item(usize),
    /// An entry of a map.
    Key(String),
}

/// Form for a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Type of the record.
    pub record: Record,
    /// Bytes of the record in the text.
    pub span: Range<usize>,
    /// All fields that the record may have.
    pub fields: Vec<FormField>,
}

/// Field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormField {
    /// Description in the schema.
    pub info: &'static FieldInfo,
    /// Type of its value.
    pub slot: Slot,
    /// Its current value.
    pub content: Content,
    /// The bytes of its value in the text; `None` if it is absent.
    pub span: Option<Range<usize>>,
}

/// A text by language; the tag of a text that is the same in all languages is empty.
pub type TextEntries = Vec<(String, String)>;

/// Content of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A text.
    Text(TextEntries),
    /// Several texts.
    Texts(Vec<TextEntries>),
    /// Texts by word of the chart.
    Words(Vec<(String, TextEntries)>),
    /// A string, a number or a word.
    Line(String),
    /// One or several strings.
    Several(Vec<String>),
    /// Values by key.
    Entries(Vec<(String, String)>),
    /// An optional record.
    One(Record, Option<Box<Form>>),
    /// A list of records.
    Many(Record, Vec<Form>),
}

impl Form {
    /// The form for a record of a text; `None` if the text does not contain the record.
    #[must_use]
    pub fn of(text: &str, places: &Places, subject: &Subject) -> Option<Self> {
        let (record, span) = place(text, places, subject)?;
        let tree = Tree::parse(&text[span.clone()]);
        Some(Self::new(record, tree.root()?.inner(), span.start))
    }

    fn new(record: Record, value: Value<'_, '_>, offset: usize) -> Self {
        let fields = record.fields().iter();
        let shown = fields.filter(|field| {
            record != Record::File || !matches!(field.name, "organogram" | "units" | "relations")
        });
        let fields = shown.map(|info| FormField::new(record, info, value, offset)).collect();
        Self { record, span: shifted(value.span(), offset), fields }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match &self.field("id")?.content {
            Content::Line(id) => Some(id),
            _ => None,
        }
    }

    /// A field by its name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&FormField> {
        self.fields.iter().find(|field| field.info.name == name)
    }
}

/// The type of a record and its bytes in the text.
pub(super) fn place(
    text: &str,
    places: &Places,
    subject: &Subject,
) -> Option<(Record, Range<usize>)> {
    match subject {
        Subject::File => Some((Record::File, 0..text.len())),
        Subject::Unit(id) => Some((Record::Unit, places.unit(id)?.span.clone())),
        Subject::Item(list, at) => {
            let Slot::Record(record) = Record::File.slot(list) else { return None };
            Some((record, places.items(list).get(*at)?.clone()))
        }
    }
}

impl FormField {
    fn new(record: Record, info: &'static FieldInfo, value: Value<'_, '_>, offset: usize) -> Self {
        let slot = record.slot(info.name);
        let found = value.field(info.name).map(|field| field.value().inner());
        let is_name = record == Record::Person && info.name == "name" && is_bare_name(value);
        let found = found.or_else(|| is_name.then_some(value));
        let content = content(record, info, slot, found, offset);
        Self { info, slot, content, span: found.map(|it| shifted(it.span(), offset)) }
    }
}

/// Name of a person, of whom nothing else is said, in the place of a record.
pub(super) fn is_bare_name(holder: Value<'_, '_>) -> bool {
    matches!(holder.kind(), ValueKind::Text | ValueKind::Map)
}

fn shifted(span: Range<usize>, offset: usize) -> Range<usize> {
    span.start + offset..span.end + offset
}

fn content(
    record: Record,
    info: &FieldInfo,
    slot: Slot,
    value: Option<Value<'_, '_>>,
    offset: usize,
) -> Content {
    let items = || -> Vec<Value<'_, '_>> {
        match value {
            Some(list) if list.kind() == ValueKind::List => {
                list.items().map(Value::inner).collect()
            }
            other => other.into_iter().collect(),
        }
    };
    match slot {
        Slot::Record(inner) if is_single(record, info.name) => {
            let form = value.map(|value| Box::new(Form::new(inner, value, offset)));
            Content::One(inner, form)
        }
        Slot::Record(inner) => {
            let forms = items().into_iter().map(|item| Form::new(inner, item, offset));
            Content::Many(inner, forms.collect())
        }
        Slot::Text if info.type_words.starts_with("list") => {
            Content::Texts(items().into_iter().map(|item| texts(Some(item))).collect())
        }
        Slot::Text => Content::Text(texts(value)),
        Slot::Fields => Content::Entries(lines(value)),
        Slot::Words => {
            let entries = value.into_iter().flat_map(Value::entries);
            let word = |entry: Entry<'_, '_>| {
                (line(entry.key().inner()), texts(Some(entry.value().inner())))
            };
            Content::Words(entries.map(word).collect())
        }
        _ if is_several(info) => Content::Several(value.map(strings).unwrap_or_default()),
        _ => Content::Line(value.map(line).unwrap_or_default()),
    }
}

/// Whether a field contains one record, as opposed to a list of records.
fn is_single(record: Record, field: &str) -> bool {
    record == Record::Unit && matches!(field, "head" | "basis")
}

/// Whether a field contains one or several strings.
#[must_use]
pub fn is_several(info: &FieldInfo) -> bool {
    info.type_words.starts_with("one or several") || info.type_words.starts_with("list of strings")
}

/// A text by language.
fn texts(value: Option<Value<'_, '_>>) -> TextEntries {
    match value {
        Some(plain) if plain.kind() != ValueKind::Map => vec![(String::new(), line(plain))],
        map => lines(map),
    }
}

/// The entries of a map.
fn lines(map: Option<Value<'_, '_>>) -> Vec<(String, String)> {
    let entries = map.into_iter().flat_map(Value::entries);
    entries.map(|entry| (line(entry.key().inner()), line(entry.value().inner()))).collect()
}

/// The value of a string, otherwise the source text.
fn line(value: Value<'_, '_>) -> String {
    value.text().map_or_else(|| value.source().to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_the_fields_of_a_unit() {
        let text = r#"(organogram: 1, units: [(id: "a", kind: "office", name: {"en": "A", "zh": "甲"},
            cite: ["1.1", "1.2"], count: 3, head: (title: "Head", holder: "Ada"),
            functions: [(cite: "2", text: "Plans")], fields: {"site": "Pier", "budget": 12})],
            relations: [(from: "a", to: "a", kind: serves)])"#;
        let places = Places::of(text);
        let form = Form::of(text, &places, &Subject::Unit("a".into())).expect("it is a unit");
        let content = |form: &Form, name: &str| form.field(name).expect("a field").content.clone();
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(content(&form, "name"), Content::Text(vec![pair("en", "A"), pair("zh", "甲")]));
        assert_eq!(content(&form, "cite"), Content::Several(vec!["1.1".into(), "1.2".into()]));
        assert_eq!(content(&form, "count"), Content::Line("3".into()));
        assert_eq!(content(&form, "acronym"), Content::Line(String::new()));
        assert_eq!(
            content(&form, "fields"),
            Content::Entries(vec![pair("site", "Pier"), pair("budget", "12")])
        );
        let Content::One(Record::Head, Some(head)) = content(&form, "head") else {
            panic!("it has a head")
        };
        let Content::Many(Record::Person, holders) = content(&head, "holder") else {
            panic!("the head is held")
        };
        assert_eq!(content(&holders[0], "name"), Content::Text(vec![pair("", "Ada")]));
        let Content::Many(Record::Statement, functions) = content(&form, "functions") else {
            panic!("it has functions")
        };
        let sentence = functions[0].field("text").expect("a field");
        assert_eq!(&text[sentence.span.clone().expect("it is there")], "\"Plans\"");
        let relation = Form::of(text, &places, &Subject::Item("relations", 0)).expect("a relation");
        assert_eq!(content(&relation, "kind"), Content::Line("serves".into()));
    }
}
