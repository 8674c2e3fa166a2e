//! Arguments about cards: parts, colours, emphasis by a filter.

use std::sync::Arc;

use super::PictureArguments;
use crate::cli::Failure;
use crate::model::{Chart, Filter};
use crate::scene::{CardContent, CardPart, ColorBy, Rest, UnitFilter};

/// Parts that `numbers` stands for.
const NUMBERS: [CardPart; 4] =
    [CardPart::Posts, CardPart::Vacant, CardPart::Fte, CardPart::Headcount];

impl PictureArguments {
    /// The property that determines the colours of cards.
    pub(super) fn colors(&self, chart: &Chart, file: &str) -> Result<ColorBy, Failure> {
        let Some(word) = self.color_by.as_deref() else { return Ok(ColorBy::default()) };
        let common = ColorBy::COMMON.iter().map(|(word, _)| *word);
        let known = common.chain(fields(chart));
        ColorBy::of(word, chart).ok_or_else(|| Failure::unknown("field", word, known, file))
    }

    /// The parts of cards.
    pub(super) fn content(&self, chart: &Chart) -> Result<CardContent, Failure> {
        if self.card.is_empty() {
            return Ok(CardContent::default());
        }
        let all_fields = || fields(chart).map(|id| CardPart::Field(id.to_owned()));
        let mut parts = Vec::new();
        for word in self.card.iter().map(|word| word.trim()) {
            match word {
                "name" => {}
                "numbers" => parts.extend(NUMBERS),
                "fields" => parts.extend(all_fields()),
                _ => {
                    let common = CardPart::COMMON.iter().find(|(known, _)| *known == word);
                    let common = common.map(|(_, part)| part.clone());
                    let field = || fields(chart).find(|id| *id == word);
                    let field = || field().map(|id| CardPart::Field(id.to_owned()));
                    parts.push(common.or_else(field).ok_or_else(|| {
                        let common = CardPart::COMMON.iter().map(|(word, _)| *word);
                        let others = ["numbers", "fields"].into_iter().chain(fields(chart));
                        let known = ["name"].into_iter().chain(common).chain(others);
                        Failure::usage(format!("a card has no part {word}")).near(word, known)
                    })?);
                }
            }
        }
        Ok(parts.into_iter().collect())
    }

    /// The units that match the filter.
    pub(super) fn units(&self, chart: &Chart) -> Result<Option<UnitFilter>, Failure> {
        let Some(query) = self.filter.as_deref() else { return Ok(None) };
        let filter = Filter::parse(query, chart).map_err(|error| {
            Failure::usage(error.message.to_string()).with_hint(error.hint.to_string())
        })?;
        let matching = filter.matching(chart);
        if matching.is_empty() {
            return Err(Failure::usage(format!("no unit matches {query}")));
        }
        let rest = if self.filter_hide { Rest::Hidden } else { Rest::Dimmed };
        let (matching, query) = (Arc::new(matching), query.to_owned());
        Ok(Some(UnitFilter { matching, rest, query }))
    }
}

fn fields(chart: &Chart) -> impl Iterator<Item = &str> + Clone {
    chart.fields().iter().map(|field| field.id.as_str())
}
