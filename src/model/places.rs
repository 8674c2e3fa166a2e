//! Spans of the units in the text of a structure file, which may contain errors.

use std::collections::HashMap;
use std::ops::Range;

use crate::syntax::{Field, Tree, Value};

/// Spans of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPlace {
    /// From its name to the end of its value.
    pub whole: Range<usize>,
    /// The value, without a surrounding `Some`.
    pub value: Range<usize>,
    /// The comma after it.
    pub comma: Option<Range<usize>>,
}

/// Spans of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitPlace {
    /// The id in the text.
    pub id: String,
    /// Including its brackets.
    pub span: Range<usize>,
    /// The comma after it.
    pub comma: Option<Range<usize>>,
    /// Its `id`.
    pub id_field: FieldPlace,
    /// Its `parent`, if it has one.
    pub parent: Option<FieldPlace>,
}

/// Spans of all units, and of the items of the file's other lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    units: Vec<UnitPlace>,
    /// By the name of the list.
    items: HashMap<String, Vec<Range<usize>>>,
}

impl Places {
    /// Finds the units of a text, as far as it can be parsed.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let tree = Tree::parse(text);
        let mut places = Self::default();
        for field in tree.root().into_iter().flat_map(|root| root.inner().fields()) {
            let items = field.value().inner().items();
            if field.name() == "units" {
                places.units = items.filter_map(|unit| place(&tree, unit)).collect();
            } else {
                let spans = items.map(Value::span).collect();
                places.items.insert(field.name().to_owned(), spans);
            }
        }
        places
    }

    /// The items of another list of the file, in the order of the text.
    #[must_use]
    pub fn items(&self, list: &str) -> &[Range<usize>] {
        self.items.get(list).map_or(&[], Vec::as_slice)
    }

    /// All units, in the order of the text.
    #[must_use]
    pub fn units(&self) -> &[UnitPlace] {
        &self.units
    }

    /// The first unit with an id.
    #[must_use]
    pub fn unit(&self, id: &str) -> Option<&UnitPlace> {
        self.units.iter().find(|unit| unit.id == id)
    }

    /// The unit that contains a byte.
    #[must_use]
    pub fn unit_at(&self, byte: usize) -> Option<&UnitPlace> {
        let next = self.units.partition_point(|unit| unit.span.start <= byte);
        let unit = self.units.get(next.checked_sub(1)?)?;
        unit.span.contains(&byte).then_some(unit)
    }
}

fn place(tree: &Tree<'_>, unit: Value<'_, '_>) -> Option<UnitPlace> {
    let id = unit.field("id")?;
    let value = id.value().inner();
    let spelling = || value.source().trim_matches('"').into();
    Some(UnitPlace {
        id: value.text().unwrap_or_else(spelling).into_owned(),
        span: unit.span(),
        comma: tree.comma_behind(unit.span().end),
        id_field: field_place(tree, id),
        parent: unit.field("parent").map(|field| field_place(tree, field)),
    })
}

fn field_place(tree: &Tree<'_>, field: Field<'_, '_>) -> FieldPlace {
    let whole = field.span();
    let comma = tree.comma_behind(whole.end);
    FieldPlace { whole, value: field.value().inner().span(), comma }
}
