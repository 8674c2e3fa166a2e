//! What of a unit is searched.

use super::Found;
use crate::model::{Chart, Citation, Statement, Text, UnitIndex};

/// Where a unit holds what was searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The acronym or a name.
    Name,
    /// The title of a post, or its rank.
    Head,
    /// A function.
    Function,
    /// A duty of a post.
    Duty,
    /// A provision.
    Provision,
}

/// A text of a unit, by its place among them.
pub(super) struct Field {
    pub(super) unit: UnitIndex,
    pub(super) at: u32,
    pub(super) place: Place,
}

/// A text of a unit in all its languages, with what it cites.
pub(super) struct FieldText<'a> {
    pub(super) place: Place,
    pub(super) texts: Vec<&'a str>,
    pub(super) text: Option<&'a Text>,
    pub(super) cite: &'a [Citation],
}

impl<'a> FieldText<'a> {
    fn new(place: Place, text: &'a Text, cite: &'a [Citation]) -> Self {
        let texts = text.entries().map(|(_, words)| words).collect();
        Self { place, texts, text: Some(text), cite }
    }

    fn of(place: Place, statement: &'a Statement) -> Self {
        Self::new(place, &statement.text, &statement.cite)
    }
}

/// What is searched for in a unit, always in the same order.
pub(super) fn fields(chart: &Chart, index: UnitIndex) -> Vec<FieldText<'_>> {
    let unit = chart.unit(index);
    let mut all = vec![FieldText::new(Place::Name, &unit.name, &unit.cite)];
    if let Some(acronym) = &unit.acronym {
        all.push(FieldText { place: Place::Name, texts: vec![acronym], text: None, cite: &[] });
    }
    all.push(FieldText { place: Place::Name, texts: vec![&unit.id], text: None, cite: &[] });
    let posts = || unit.head.iter().chain(&unit.posts);
    for post in posts() {
        all.push(FieldText::new(Place::Head, &post.title, &post.cite));
        all.extend(post.rank.iter().map(|rank| FieldText::new(Place::Head, rank, &[])));
    }
    let functions = chart.functions(index);
    all.extend(functions.into_iter().map(|held| FieldText::of(Place::Function, held.statement)));
    let duties = posts().flat_map(|post| &post.duties);
    all.extend(duties.map(|duty| FieldText::of(Place::Duty, duty)));
    let provisions = unit.provisions.iter();
    all.extend(provisions.map(|provision| FieldText::of(Place::Provision, provision)));
    all
}

/// Which of its unit's functions was found, where a function was.
#[must_use]
pub fn found_function(chart: &Chart, found: &Found) -> Option<usize> {
    let all = fields(chart, found.unit);
    let before = all.iter().take(found.field as usize);
    let functions = before.filter(|field| field.place == Place::Function).count();
    (found.place == Place::Function).then_some(functions)
}
