//! Searchable texts of units and bodies.

use super::Found;
use crate::model::{Body, Chart, Citation, FieldValue, Statement, Text, UnitIndex};

/// Kind of a searchable text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Acronym or name.
    Name,
    /// Id.
    Id,
    /// Title or rank of a post.
    Head,
    /// Holder of a post.
    Holder,
    /// Function.
    Function,
    /// Duty of a post.
    Duty,
    /// Provision.
    Provision,
    /// Value of a declared field.
    Field,
    /// The maintainer's note.
    Note,
}

impl Place {
    /// Whether it is a statement with its own citations.
    #[must_use]
    pub const fn is_paragraph(self) -> bool {
        matches!(self, Self::Function | Self::Duty | Self::Provision | Self::Note)
    }
}

/// Reference to a text of a unit or body.
pub(super) struct Field {
    /// Unit index; bodies are numbered after the units.
    pub(super) holder: usize,
    pub(super) at: u32,
    pub(super) place: Place,
}

/// Searchable text in all its languages, with its citations.
pub(super) struct FieldText<'a> {
    pub(super) place: Place,
    pub(super) texts: Vec<&'a str>,
    pub(super) text: Option<&'a Text>,
    pub(super) statement: Option<&'a Statement>,
    pub(super) cite: &'a [Citation],
}

impl<'a> FieldText<'a> {
    fn new(place: Place, text: &'a Text, cite: &'a [Citation]) -> Self {
        let texts = text.entries().map(|(_, words)| words).collect();
        Self { place, texts, text: Some(text), statement: None, cite }
    }

    fn of(place: Place, statement: &'a Statement) -> Self {
        let field = Self::new(place, &statement.text, &statement.cite);
        Self { statement: Some(statement), ..field }
    }

    /// A word that is the same in every language.
    fn word(place: Place, word: &'a str) -> Self {
        Self { place, texts: vec![word], text: None, statement: None, cite: &[] }
    }
}

/// Searchable texts of a unit, in a fixed order.
pub(super) fn fields(chart: &Chart, index: UnitIndex) -> Vec<FieldText<'_>> {
    let unit = chart.unit(index);
    let mut all = vec![FieldText::new(Place::Name, &unit.name, &unit.cite)];
    if let Some(acronym) = &unit.acronym {
        all.push(FieldText::word(Place::Name, acronym));
    }
    all.extend(unit.also_named.iter().map(|name| FieldText::new(Place::Name, name, &[])));
    all.push(FieldText::word(Place::Id, &unit.id));
    let posts = || unit.head.iter().chain(&unit.posts);
    for post in posts() {
        all.push(FieldText::new(Place::Head, &post.title, &post.cite));
        all.extend(post.rank.iter().map(|rank| FieldText::new(Place::Head, rank, &[])));
        let holders = post.holders.iter();
        all.extend(holders.map(|person| FieldText::new(Place::Holder, &person.name, &[])));
    }
    let functions = chart.functions(index);
    all.extend(functions.into_iter().map(|held| FieldText::of(Place::Function, held.statement)));
    let duties = posts().flat_map(|post| &post.duties);
    all.extend(duties.map(|duty| FieldText::of(Place::Duty, duty)));
    let provisions = unit.provisions.iter();
    all.extend(provisions.map(|provision| FieldText::of(Place::Provision, provision)));
    let values = unit.fields.iter().chain(posts().flat_map(|post| &post.fields));
    all.extend(values.filter_map(|entry| match &entry.value {
        FieldValue::Text(text) => Some(FieldText::new(Place::Field, text, &[])),
        FieldValue::Choice(at) => {
            let declared = &chart.fields()[entry.declaration as usize];
            Some(FieldText::new(Place::Field, &declared.values[*at as usize].label, &[]))
        }
        FieldValue::Number(_) => None,
    }));
    all.extend(unit.notes.iter().map(|note| FieldText::of(Place::Note, note)));
    all
}

/// Searchable texts of a body.
pub(super) fn body_fields(body: &Body) -> [FieldText<'_>; 2] {
    [FieldText::new(Place::Name, &body.name, &[]), FieldText::word(Place::Id, &body.id)]
}

/// The matching function, duty, provision or note, if the match is in one.
#[must_use]
pub fn found_statement<'c>(chart: &'c Chart, found: &Found) -> Option<&'c Statement> {
    fields(chart, found.unit).get(found.field as usize)?.statement
}

/// Index of the matching function among those of its unit, if the match is in one.
#[must_use]
pub fn found_function(chart: &Chart, found: &Found) -> Option<usize> {
    let all = fields(chart, found.unit);
    let before = all.iter().take(found.field as usize);
    let functions = before.filter(|field| field.place == Place::Function).count();
    (found.place == Place::Function).then_some(functions)
}
