//! Where the units stand in the text of a structure file, broken or not.

use std::ops::Range;

use super::reader;
use super::tree::{Field, Node, Shape};

/// A field's place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPlace {
    /// From its name to the end of its value, in bytes.
    pub whole: Range<usize>,
    /// The value alone, without a `Some` around it.
    pub value: Range<usize>,
}

/// A unit's place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitPlace {
    /// The id as the text has it.
    pub id: String,
    /// From the unit's opening bracket to its closing one, in bytes.
    pub span: Range<usize>,
    /// Its `id`.
    pub id_field: FieldPlace,
    /// Its `parent`, where it names one.
    pub parent: Option<FieldPlace>,
}

/// Where each unit stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places(Vec<UnitPlace>);

impl Places {
    /// Finds the units of a text; of a broken one those that can be told apart.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let (root, _) = reader::read(text);
        let list = root.as_ref().and_then(|root| root.field("units"));
        let units = match list.map(|list| &list.shape) {
            Some(Shape::List(units)) => units.as_slice(),
            _ => &[],
        };
        Self(units.iter().filter_map(|unit| place(unit, text)).collect())
    }

    /// All units, in the order of the text.
    #[must_use]
    pub fn units(&self) -> &[UnitPlace] {
        &self.0
    }

    /// The first unit with an id.
    #[must_use]
    pub fn unit(&self, id: &str) -> Option<&UnitPlace> {
        self.0.iter().find(|unit| unit.id == id)
    }

    /// The unit that a byte stands in.
    #[must_use]
    pub fn unit_at(&self, byte: usize) -> Option<&UnitPlace> {
        let next = self.0.partition_point(|unit| unit.span.start <= byte);
        let unit = self.0.get(next.checked_sub(1)?)?;
        unit.span.contains(&byte).then_some(unit)
    }
}

fn place(unit: &Node, text: &str) -> Option<UnitPlace> {
    let field = |name: &str| unit.fields().iter().find(|field| field.name == name);
    let id_field = field("id")?;
    let words = &text[id_field.value.span.clone()];
    let id = ron::from_str::<String>(words).unwrap_or_else(|_| words.trim_matches('"').to_owned());
    Some(UnitPlace {
        id,
        span: unit.span.clone(),
        id_field: field_place(id_field, text),
        parent: field("parent").map(|field| field_place(field, text)),
    })
}

fn field_place(field: &Field, text: &str) -> FieldPlace {
    let value = field.value.span.clone();
    let is_wrapped = text[field.name_span.end..value.start].contains("Some");
    let behind = if is_wrapped { text[value.end..].find(')') } else { None };
    let end = behind.map_or(value.end, |length| value.end + length + 1);
    FieldPlace { whole: field.name_span.start..end, value }
}
