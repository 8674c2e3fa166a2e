//! Colouring of cards: the colour of each unit, and its meaning.

use std::collections::HashMap;

use super::languages::Languages;
use super::request::SceneRequest;
use super::theme::{CATEGORIES, Color, RAMP, Theme};
use super::words::word;
use crate::i18n::Messages;
use crate::model::{
    Chart, FieldDeclaration, FieldEntry, FieldType, FieldValue, Kind, Number, Status, Text, Unit,
    UnitIndex, Word,
};

/// Maximum number of classes of numbers.
const MAX_CLASSES: usize = 5;

/// Property that determines the colours of cards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum ColorBy {
    /// The unit's kind.
    #[default]
    Kind,
    /// The unit's status, or else whether its head is vacant or acting.
    Status,
    /// Its level.
    Level,
    /// The branch of the unit.
    Branch,
    /// The unit's value of a declared field, by the id of the field.
    Field(String),
}

impl ColorBy {
    /// The properties that every chart has, with their words on the command line.
    pub const COMMON: &'static [(&'static str, Self)] = &[
        ("kind", Self::Kind),
        ("status", Self::Status),
        ("level", Self::Level),
        ("branch", Self::Branch),
    ];

    /// The property with a word: a common one, or else a field of the chart.
    #[must_use]
    pub fn of(word: &str, chart: &Chart) -> Option<Self> {
        let common = Self::COMMON.iter().find(|(known, _)| *known == word);
        let field = || chart.fields().iter().find(|field| field.id == word);
        let field = || field().map(|field| Self::Field(field.id.to_string()));
        common.map(|(_, by)| by.clone()).or_else(field)
    }
}

/// A colour and its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColorMeaning {
    /// The colour; `None` for units without a value.
    pub color: Option<Color>,
    /// Its meaning.
    pub words: String,
    /// Tag of the language of the words.
    pub language: String,
}

/// Meanings of the colours of a scene.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColorLegend {
    /// Subject of the meanings; empty if they are self-explanatory.
    pub title: String,
    /// The meanings, in order.
    pub meanings: Vec<ColorMeaning>,
}

/// Colours of all units of a chart.
#[derive(Debug)]
pub(super) struct Coloring {
    title: String,
    meanings: Vec<ColorMeaning>,
    /// Index of each unit's meaning.
    of_unit: Vec<usize>,
    is_by_kind: bool,
    neutral: Color,
}

impl Coloring {
    pub(super) fn new(chart: &Chart, request: &SceneRequest) -> Self {
        let theme = request.theme();
        let palette = Palette {
            chart,
            theme: &theme,
            languages: Languages::new(chart, &request.language),
            messages: Messages::of(&request.language),
        };
        let title = match &request.color_by {
            ColorBy::Field(id) => palette.label(id),
            ColorBy::Kind | ColorBy::Status | ColorBy::Level | ColorBy::Branch => String::new(),
        };
        let (meanings, of_unit) = match &request.color_by {
            ColorBy::Kind => palette.kinds(),
            ColorBy::Status => palette.statuses(),
            ColorBy::Level => palette.levels(),
            ColorBy::Branch => palette.branches(request.root),
            ColorBy::Field(id) => palette.field(id),
        };
        let is_by_kind = request.color_by == ColorBy::Kind;
        Self { title, meanings, of_unit, is_by_kind, neutral: theme.line }
    }

    fn meaning(&self, unit: UnitIndex) -> &ColorMeaning {
        &self.meanings[self.of_unit[unit.get()]]
    }

    /// The colour of a unit's card.
    pub(super) fn color(&self, unit: UnitIndex) -> Color {
        self.meaning(unit).color.unwrap_or(self.neutral)
    }

    /// Whether the colour is that of the unit's kind, which is also the colour of the kind's text.
    pub(super) const fn is_by_kind(&self) -> bool {
        self.is_by_kind
    }

    /// Whether the whole card is tinted.
    pub(super) fn tints(&self, unit: UnitIndex) -> bool {
        !self.is_by_kind && self.meaning(unit).color.is_some()
    }

    /// The meanings of the colours of some units.
    pub(super) fn legend(&self, units: &[UnitIndex]) -> ColorLegend {
        let mut is_used = vec![false; self.meanings.len()];
        for unit in units {
            is_used[self.of_unit[unit.get()]] = true;
        }
        let used = self.meanings.iter().zip(is_used).filter(|(_, is_used)| *is_used);
        let used = used.map(|(meaning, _)| meaning).filter(|meaning| !meaning.words.is_empty());
        ColorLegend { title: self.title.clone(), meanings: used.cloned().collect() }
    }
}

/// Meanings, with the index of each unit's meaning.
type Colors = (Vec<ColorMeaning>, Vec<usize>);

/// Inputs of a colouring.
struct Palette<'a> {
    chart: &'a Chart,
    theme: &'a Theme,
    languages: Languages<'a>,
    messages: &'static Messages,
}

impl Palette<'_> {
    fn each(&self, meaning: impl Fn(UnitIndex, &Unit) -> usize) -> Vec<usize> {
        self.chart.unit_indices().map(|index| meaning(index, self.chart.unit(index))).collect()
    }

    fn text(&self, color: Option<Color>, text: &Text) -> ColorMeaning {
        let spoken = self.languages.spoken(text);
        let (words, language) = (spoken.words.to_owned(), spoken.language.to_owned());
        ColorMeaning { color, words, language }
    }

    /// A meaning in the language of the interface.
    fn said(&self, color: Option<Color>, words: impl Into<String>) -> ColorMeaning {
        ColorMeaning { color, words: words.into(), language: self.messages.tag().to_owned() }
    }

    fn word(&self, it: Word) -> &str {
        let choices: Vec<&str> = self.languages.choices().collect();
        word(self.chart, self.messages, &choices, it)
    }

    /// The meaning of values without their own colour, and that of units without a value.
    fn rest(&self) -> [ColorMeaning; 2] {
        [
            self.said(Some(self.theme.muted), self.messages.get("color.others")),
            self.said(None, self.messages.get("color.none")),
        ]
    }

    /// The label of a declared field.
    fn label(&self, id: &str) -> String {
        let field = self.chart.fields().iter().find(|field| field.id == id);
        field.map(|field| self.languages.words(&field.label).to_owned()).unwrap_or_default()
    }

    fn kinds(&self) -> Colors {
        let kinds = self.chart.kinds();
        let colors = self.theme.kinds(kinds);
        let meaning = |(kind, color): (&Kind, Color)| self.text(Some(color), &kind.label);
        let meanings = kinds.iter().zip(colors).map(meaning).collect();
        (meanings, self.each(|_, unit| unit.kind.get()))
    }

    fn statuses(&self) -> Colors {
        let color = |at| Some(self.theme.category(at));
        let meanings = vec![
            self.said(color(0), self.word(Word::Vacant)),
            self.said(color(1), self.word(Word::Acting)),
            self.said(color(2), self.word(Word::Planned)),
            self.said(color(3), self.word(Word::Abolished)),
            self.said(None, self.messages.get("color.in_being")),
        ];
        let of_unit = self.each(|_, unit| match unit.status {
            Some(Status::Planned) => 2,
            Some(Status::Abolished) => 3,
            Some(Status::Vacant) | None => match &unit.head {
                Some(head) if head.status == Some(Status::Vacant) => 0,
                Some(head) if head.has_acting_holder() => 1,
                _ => 4,
            },
        });
        (meanings, of_unit)
    }

    /// Levels on a ramp, starting at the strong end; the deepest levels share the last colour.
    fn levels(&self) -> Colors {
        let deepest = self.chart.units().iter().map(|unit| unit.depth as usize).max();
        let last = deepest.unwrap_or_default().min(RAMP.len() - 1);
        let goes_on = deepest.is_some_and(|deepest| deepest > last);
        let meaning = |level: usize| {
            let key = if goes_on && level == last { "color.level_from" } else { "color.level" };
            let words = self.messages.fill(key, &[&(level + 1).to_string()]);
            self.said(Some(self.theme.step(last - level, last + 1)), words)
        };
        let of_unit = self.each(|_, unit| (unit.depth as usize).min(last));
        ((0..=last).map(meaning).collect(), of_unit)
    }

    /// The branches below the root, or those of the roots if there are several.
    fn branches(&self, root: Option<UnitIndex>) -> Colors {
        let tops = match (root, self.chart.roots()) {
            (Some(root), _) => self.chart.unit(root).children.clone(),
            (None, [root]) => self.chart.unit(*root).children.clone(),
            (None, roots) => roots.to_vec(),
        };
        let size = |top: &UnitIndex| self.chart.unit(*top).branch.len();
        let colored = most(&tops, size);
        let top = |(at, top): (usize, &UnitIndex)| {
            self.text(Some(self.theme.category(at)), &self.chart.unit(*top).name)
        };
        let mut meanings: Vec<ColorMeaning> = colored.iter().enumerate().map(top).collect();
        let [others, mut above] = self.rest();
        above.words.clear();
        let (other, none) = (meanings.len(), meanings.len() + 1);
        meanings.extend([others, above]);
        let mut of_unit = vec![none; self.chart.units().len()];
        for top in tops {
            let at = colored.iter().position(|&colored| colored == top).unwrap_or(other);
            of_unit[top.get()] = at;
            for unit in self.chart.descendants(top) {
                of_unit[unit.get()] = at;
            }
        }
        (meanings, of_unit)
    }

    /// The values of a declared field.
    fn field(&self, id: &str) -> Colors {
        let Some(at) = self.chart.fields().iter().position(|field| field.id == id) else {
            return (vec![self.said(None, "")], self.each(|_, _| 0));
        };
        let field = &self.chart.fields()[at];
        let values: Vec<Option<&FieldValue>> = self
            .chart
            .units()
            .iter()
            .map(|unit| FieldEntry::find(&unit.fields, at).map(|entry| &entry.value))
            .collect();
        match field.field_type {
            FieldType::Choice => self.choices(field, &values),
            FieldType::Number => self.numbers(field, &values),
            FieldType::Text | FieldType::Date | FieldType::Link => self.words(&values),
        }
    }

    /// The values of a choice: in the file's colours if they are visible on cards, otherwise in those of the palette.
    fn choices(&self, field: &FieldDeclaration, values: &[Option<&FieldValue>]) -> Colors {
        let mut palette = 0..CATEGORIES.len();
        let mut meanings = Vec::new();
        let mut places = Vec::new();
        let [others, none] = self.rest();
        for value in &field.values {
            let own = value
                .color
                .map(|[red, green, blue]| self.theme.readable(Color([red, green, blue, 255])));
            let color = own.or_else(|| Some(self.theme.category(palette.next()?)));
            places.push(color.map(|_| meanings.len()));
            meanings.extend(color.map(|_| self.text(color, &value.label)));
        }
        let place = |value: Option<&FieldValue>| match value {
            Some(FieldValue::Choice(at)) => places[*at as usize].unwrap_or(meanings.len()),
            _ => meanings.len() + 1,
        };
        let of_unit = values.iter().map(|value| place(*value)).collect();
        meanings.extend([others, none]);
        (meanings, of_unit)
    }

    /// The most frequent texts.
    fn words(&self, values: &[Option<&FieldValue>]) -> Colors {
        let text = |value: &FieldValue| match value {
            FieldValue::Text(text) => Some(self.languages.words(text).to_owned()),
            FieldValue::Number(_) | FieldValue::Choice(_) => None,
        };
        let words: Vec<Option<String>> = values.iter().map(|value| text((*value)?)).collect();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        let mut order = Vec::new();
        for word in words.iter().flatten() {
            let count = counts.entry(word).or_default();
            if *count == 0 {
                order.push(word.as_str());
            }
            *count += 1;
        }
        let mut colored = most(&order, |word| counts[word]);
        colored.sort_by_key(|word| std::cmp::Reverse(counts[word]));
        let meaning = |(at, word): (usize, &&str)| {
            self.said(Some(self.theme.category(at)), (*word).to_owned())
        };
        let mut meanings: Vec<ColorMeaning> = colored.iter().enumerate().map(meaning).collect();
        let (other, none) = (meanings.len(), meanings.len() + 1);
        let place = |word: &Option<String>| match word {
            Some(word) => colored.iter().position(|known| known == word).unwrap_or(other),
            None => none,
        };
        let of_unit = words.iter().map(place).collect();
        meanings.extend(self.rest());
        (meanings, of_unit)
    }

    /// Numbers in classes with about the same number of units, on a ramp.
    fn numbers(&self, field: &FieldDeclaration, values: &[Option<&FieldValue>]) -> Colors {
        let number = |value: &FieldValue| match value {
            FieldValue::Number(number) => Some(number.get()),
            FieldValue::Text(_) | FieldValue::Choice(_) => None,
        };
        let numbers: Vec<Option<f64>> = values.iter().map(|value| number((*value)?)).collect();
        let classes = classes(numbers.iter().copied().flatten().collect());
        let words = |number: f64| Number::new(number).map_or_else(String::new, |it| it.to_string());
        let meaning = |(at, &(least, most)): (usize, &(f64, f64))| {
            let range = if least < most {
                format!("{}–{}", words(least), words(most))
            } else {
                words(least)
            };
            self.said(Some(self.theme.step(at, classes.len())), field.number_words(&range))
        };
        let mut meanings: Vec<ColorMeaning> = classes.iter().enumerate().map(meaning).collect();
        let [_, none] = self.rest();
        let place = |number: &Option<f64>| {
            number.map_or(classes.len(), |number| {
                classes.iter().position(|&(_, most)| number <= most).unwrap_or_default()
            })
        };
        let of_unit = numbers.iter().map(place).collect();
        meanings.push(none);
        (meanings, of_unit)
    }
}

/// As many items as there are colours: those with the highest counts, in their original order.
fn most<T: Copy>(items: &[T], count: impl Fn(&T) -> usize) -> Vec<T> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(count(&items[at])));
    order.truncate(CATEGORIES.len());
    order.sort_unstable();
    order.into_iter().map(|at| items[at]).collect()
}

/// Minimum and maximum of each class, in order.
fn classes(mut numbers: Vec<f64>) -> Vec<(f64, f64)> {
    numbers.sort_by(f64::total_cmp);
    let mut distinct = numbers.clone();
    distinct.dedup();
    if distinct.len() <= MAX_CLASSES {
        return distinct.into_iter().map(|number| (number, number)).collect();
    }
    let mut classes: Vec<(f64, f64)> = Vec::new();
    let mut start = 0;
    for class in 1..=MAX_CLASSES {
        let end = numbers.len() * class / MAX_CLASSES;
        // Equal numbers are in the same class.
        let most = numbers[end.max(start + 1).min(numbers.len()) - 1];
        let next = numbers.partition_point(|&number| number <= most);
        if next > start {
            classes.push((numbers[start], most));
            start = next;
        }
        if start == numbers.len() {
            break;
        }
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_many_numbers_in_five_classes() {
        assert_eq!(classes(vec![]), []);
        assert_eq!(classes(vec![3.0, 1.0, 3.0]), [(1.0, 1.0), (3.0, 3.0)]);
        let many = (1..=10).map(f64::from).collect();
        let expected = [(1.0, 2.0), (3.0, 4.0), (5.0, 6.0), (7.0, 8.0), (9.0, 10.0)];
        assert_eq!(classes(many), expected);
        let skewed = [vec![0.0; 20], (1..=6).map(f64::from).collect()].concat();
        let expected = [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (3.0, 3.0), (4.0, 6.0)];
        assert_eq!(classes(skewed), expected, "equal numbers are in one class");
    }
}
