//! Content of cards other than the name: the parts that a view requests, and the line of facts.

use std::collections::BTreeSet;

use super::coloring::ColorBy;
use super::languages::Languages;
use super::request::SceneRequest;
use crate::i18n::Messages;
use crate::model::{Chart, FieldEntry, Totals, UnitIndex, totals};

/// Part of a card other than the name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardPart {
    /// The acronym.
    Acronym,
    /// The kind, unless the name contains it.
    Kind,
    /// The title of the head.
    Head,
    /// The holder of the head, or its vacancy.
    Holder,
    /// The number of functions.
    Functions,
    /// The number of units in the branch.
    Units,
    /// The number of posts in the branch.
    Posts,
    /// The number of vacant posts in the branch.
    Vacant,
    /// The full-time equivalents of the branch.
    Fte,
    /// The headcount of the branch.
    Headcount,
    /// A declared field, by its id.
    Field(String),
}

impl CardPart {
    /// The parts that every chart has, with their words on the command line.
    pub const COMMON: &'static [(&'static str, Self)] = &[
        ("acronym", Self::Acronym),
        ("kind", Self::Kind),
        ("head", Self::Head),
        ("holder", Self::Holder),
        ("functions", Self::Functions),
        ("units", Self::Units),
        ("posts", Self::Posts),
        ("vacant", Self::Vacant),
        ("fte", Self::Fte),
        ("headcount", Self::Headcount),
    ];

    /// Its number among the totals of a branch, if it is a total and has a value.
    #[must_use]
    pub fn total(&self, totals: &Totals) -> Option<String> {
        let count = |number: u64| (number > 0).then(|| number.to_string());
        match self {
            Self::Units => count(totals.units),
            Self::Posts => count(totals.posts),
            Self::Vacant => count(totals.vacant),
            Self::Fte => totals.fte.map(rounded),
            Self::Headcount => totals.headcount.map(rounded),
            Self::Acronym
            | Self::Kind
            | Self::Head
            | Self::Holder
            | Self::Functions
            | Self::Field(_) => None,
        }
    }

    /// Whether it is a total of the branch.
    const fn is_total(&self) -> bool {
        matches!(self, Self::Units | Self::Posts | Self::Vacant | Self::Fte | Self::Headcount)
    }
}

/// Parts of the cards of a view.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CardContent(BTreeSet<CardPart>);

impl Default for CardContent {
    /// All parts except numbers and fields.
    fn default() -> Self {
        let parts = CardPart::COMMON.iter().map(|(_, part)| part.clone());
        parts.filter(|part| !part.is_total()).collect()
    }
}

impl FromIterator<CardPart> for CardContent {
    fn from_iter<T: IntoIterator<Item = CardPart>>(parts: T) -> Self {
        Self(parts.into_iter().collect())
    }
}

impl CardContent {
    /// Whether cards show a part.
    #[must_use]
    pub fn has(&self, part: &CardPart) -> bool {
        self.0.contains(part)
    }

    /// The parts.
    pub fn parts(&self) -> impl Iterator<Item = &CardPart> {
        self.0.iter()
    }

    /// Whether cards show a total of their branch.
    #[must_use]
    pub fn has_totals(&self) -> bool {
        self.parts().any(CardPart::is_total)
    }

    /// Adds or removes a part.
    pub fn toggle(&mut self, part: CardPart) {
        if !self.0.remove(&part) {
            self.0.insert(part);
        }
    }
}

/// Facts on the cards of a chart: numbers of branches and values of fields.
#[derive(Debug)]
pub(super) struct CardFacts<'a> {
    chart: &'a Chart,
    pub(super) content: CardContent,
    /// Indices of the declared fields that are shown.
    fields: Vec<usize>,
    /// Totals of each unit's branch, if a fact needs them.
    totals: Vec<Totals>,
}

impl<'a> CardFacts<'a> {
    pub(super) fn new(chart: &'a Chart, request: &SceneRequest) -> Self {
        let content = request.card.clone();
        let is_shown = |id: &str| {
            let is_colored = matches!(&request.color_by, ColorBy::Field(field) if field == id);
            is_colored || content.has(&CardPart::Field(id.to_owned()))
        };
        let fields = chart.fields().iter().enumerate();
        let fields = fields.filter(|(_, field)| is_shown(&field.id)).map(|(at, _)| at).collect();
        let totals = if content.has_totals() { totals(chart) } else { Vec::new() };
        Self { chart, content, fields, totals }
    }

    /// The line of facts of a unit; empty if there are none.
    pub(super) fn line(
        &self,
        unit: UnitIndex,
        languages: Languages<'_>,
        messages: &Messages,
    ) -> String {
        let totals = self.totals.get(unit.get());
        let numbers = totals.into_iter().flat_map(|totals| self.numbers(totals, messages));
        let fields = self.fields.iter().filter_map(|&at| {
            let field = &self.chart.fields()[at];
            let entry = FieldEntry::find(&self.chart.unit(unit).fields, at)?;
            let value = field.words(&entry.value, |text| languages.words(text).to_owned());
            let label = languages.words(&field.label);
            Some(messages.fill("card.field", &[label, &value]))
        });
        numbers.chain(fields).collect::<Vec<_>>().join("\u{a0}· ")
    }

    fn numbers(&self, totals: &Totals, messages: &Messages) -> Vec<String> {
        let count = |key, number: u64| {
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            (number > 0).then(|| messages.count(key, number))
        };
        let number =
            |key, number: Option<f64>| number.map(|number| messages.fill(key, &[&rounded(number)]));
        let words = |part: &CardPart| match part {
            CardPart::Units => count("status.units", totals.units),
            CardPart::Posts => count("card.posts", totals.posts),
            CardPart::Vacant => count("card.vacant", totals.vacant),
            CardPart::Fte => number("facts.fte", totals.fte),
            CardPart::Headcount => number("facts.headcount", totals.headcount),
            CardPart::Acronym
            | CardPart::Kind
            | CardPart::Head
            | CardPart::Holder
            | CardPart::Functions
            | CardPart::Field(_) => None,
        };
        let bounded = |words: String| {
            if totals.is_at_least { messages.fill("facts.at_least", &[&words]) } else { words }
        };
        self.content.parts().filter_map(words).map(bounded).collect()
    }
}

/// A number with at most two decimals.
pub(crate) fn rounded(number: f64) -> String {
    let words = format!("{number:.2}");
    words.trim_end_matches('0').trim_end_matches('.').to_owned()
}
