//! Spans of the units in the text of a structure file, also of one with errors.

use std::ops::Range;

use crate::syntax::{Field, Tree, Value};

/// Spans of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPlace {
    /// From its name to the end of its value.
    pub whole: Range<usize>,
    /// The value, without a `Some` around it.
    pub value: Range<usize>,
    /// The comma after it.
    pub comma: Option<Range<usize>>,
}

/// Spans of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitPlace {
    /// The id as the text has it.
    pub id: String,
    /// From the opening bracket to the closing one.
    pub span: Range<usize>,
    /// The comma after it.
    pub comma: Option<Range<usize>>,
    /// Its `id`.
    pub id_field: FieldPlace,
    /// Its `parent`, where it names one.
    pub parent: Option<FieldPlace>,
}

/// Spans of all units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places(Vec<UnitPlace>);

impl Places {
    /// Finds the units of a text, as far as it can be parsed.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let tree = Tree::parse(text);
        let list = tree.root().and_then(|root| root.inner().field("units"));
        let units = list.into_iter().flat_map(|list| list.value().inner().items());
        Self(units.filter_map(|unit| place(&tree, unit)).collect())
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

    /// The unit that contains a byte.
    #[must_use]
    pub fn unit_at(&self, byte: usize) -> Option<&UnitPlace> {
        let next = self.0.partition_point(|unit| unit.span.start <= byte);
        let unit = self.0.get(next.checked_sub(1)?)?;
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
