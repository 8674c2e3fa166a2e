//! Changes between two editions as text, Markdown, CSV, JSON and Turtle.

mod csv;
mod json;
mod lines;
mod markdown;
mod marked;
mod rows;
mod sheet;
mod side_by_side;
mod text;
mod turtle;
mod values;

pub use lines::Line;
pub use rows::{Counts, Kind, Row, Side, Topic, counts, rows};

use std::collections::HashMap;
use std::io::Write;

use super::ExportError;
use crate::editions::Comparison;
use crate::i18n::Messages;
use crate::model::{Chart, Text};

/// Format of a list of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangesFormat {
    /// Plain text.
    Text,
    /// Data according to `docs/diff.schema.json`.
    Json,
    /// Folded sections for a pull request.
    Markdown,
    /// Functions that each unit kept, received, gave away and lost, as Markdown.
    Sheet,
    /// A row for each change.
    Csv,
    /// `org:ChangeEvent` of the W3C's Organization Ontology.
    Turtle,
}

/// An edition with the name of its file.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// Name of the file.
    pub name: &'a str,
    /// The chart.
    pub chart: &'a Chart,
}

/// Lines of the units in a file, as link targets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitLines {
    /// The path of the file in links.
    pub file: String,
    /// The line of each unit, by id, from 1.
    pub lines: HashMap<String, usize>,
}

/// Input of a list of changes.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// The old edition.
    pub old: Named<'a>,
    /// The new edition.
    pub new: Named<'a>,
    /// Their difference.
    pub comparison: &'a Comparison,
    /// The language of texts; if `None` or missing in a text, the files' first language.
    pub language: Option<&'a str>,
    /// Messages of the interface.
    pub messages: &'a Messages,
    /// Lines of the units of the new edition, for links in Markdown.
    pub lines: Option<&'a UnitLines>,
}

impl<'a> Named<'a> {
    /// The date, otherwise the name of the file.
    fn label(&self) -> &'a str {
        self.chart.effective().unwrap_or(self.name)
    }
}

impl Report<'_> {
    /// Writes the changes.
    ///
    /// # Errors
    /// If writing to `out` fails.
    pub fn write(&self, format: ChangesFormat, out: &mut dyn Write) -> Result<(), ExportError> {
        match format {
            ChangesFormat::Text => text::write(self, out),
            ChangesFormat::Json => json::write(self, out),
            ChangesFormat::Markdown => markdown::write(self, out),
            ChangesFormat::Sheet => sheet::write(self, out),
            ChangesFormat::Csv => csv::write(self, out),
            ChangesFormat::Turtle => turtle::write(self, out),
        }
    }

    /// A text in the language of the report.
    fn words<'t>(&self, text: &'t Text) -> &'t str {
        let own = self.language.into_iter();
        let first = self.new.chart.languages().iter().chain(self.old.chart.languages());
        text.get(own.chain(first.map(String::as_str)))
    }

    /// Separator of list items.
    fn comma(&self) -> &'static str {
        if self.messages.tag() == "zh" { "、" } else { ", " }
    }

    /// Name of a side.
    fn name(&self, side: &Side) -> String {
        self.words(&side.name).to_owned()
    }

    /// Names of several sides, with "and" before the last one.
    fn names(&self, sides: &[Side]) -> String {
        let names: Vec<String> = sides.iter().map(|side| self.name(side)).collect();
        match names.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => {
                self.messages.fill("diff.and", &[&first.join(self.comma()), last])
            }
        }
    }

    /// A row as a sentence, without its citations.
    fn sentence(&self, row: &Row) -> String {
        let (from, to) = (self.names(&row.from), self.names(&row.to));
        let (before, after) = self.versions(row);
        let own = if to.is_empty() { &from } else { &to };
        let fill = |key, words: &[&str]| self.messages.fill(key, words);
        match row.kind {
            Kind::New if row.topic == Topic::Unit => fill("diff.unit_new", &[&to]),
            Kind::Gone if row.topic == Topic::Unit => fill("diff.unit_abolished", &[&from]),
            Kind::Renamed => fill("diff.renamed", &[&before, &after]),
            Kind::Moved if row.topic == Topic::Unit => {
                match (before.is_empty(), after.is_empty()) {
                    (_, true) => fill("diff.moved_to_top", &[own, &before]),
                    (true, false) => fill("diff.moved_from_top", &[own, &after]),
                    _ => fill("diff.moved", &[own, &before, &after]),
                }
            }
            Kind::Merged if row.topic == Topic::Unit => fill("diff.merged", &[&from, &to]),
            Kind::Split if row.topic == Topic::Unit => fill("diff.split", &[&from, &to]),
            Kind::Regrouped => fill("diff.regrouped", &[&from, &to]),
            Kind::IdReused => fill("diff.reused", &[&row.key, &from, &to]),
            Kind::KindChanged => fill("diff.kind", &[own, &before, &after]),
            Kind::Retitled => fill("diff.retitled", &[own, &before, &after]),
            Kind::Superiors => match (before.is_empty(), after.is_empty()) {
                (true, _) => fill("diff.superiors_new", &[own, &after]),
                (_, true) => fill("diff.superiors_gone", &[own, &before]),
                _ => fill("diff.superiors", &[own, &before, &after]),
            },
            Kind::New => fill("diff.new", &[&to, &after]),
            Kind::Gone => fill("diff.lost", &[&from, &before]),
            Kind::Moved if row.is_reworded() => {
                fill("diff.moved_reworded", &[&from, &to, &before, &after])
            }
            Kind::Moved => fill("diff.function_moved", &[&from, &to, &after]),
            Kind::Reworded => fill("diff.reworded", &[own, &before, &after]),
            Kind::Merged => fill("diff.function_merged", &[&from, &to, &before, &after]),
            Kind::Split => fill("diff.function_split", &[&from, &to, &before, &after]),
            Kind::Added | Kind::Removed | Kind::Changed => self.fact(row, own, &before, &after),
        }
    }

    /// The old and new text in the language of the report, or in another language if they are equal in that one.
    fn versions(&self, row: &Row) -> (String, String) {
        let words =
            |text: &Option<Text>| text.as_ref().map_or("", |text| self.words(text)).to_owned();
        let (before, after) = (words(&row.before), words(&row.after));
        if before != after {
            return (before, after);
        }
        let Some((old, new)) = row.before.as_ref().zip(row.after.as_ref()) else {
            return (before, after);
        };
        let tags = old.entries().chain(new.entries()).map(|(tag, _)| tag);
        let mut versions = tags.map(|tag| (old.exactly(tag), new.exactly(tag)));
        let other = versions.find(|(old, new)| old != new);
        other.map_or((before, after), |(old, new)| {
            (old.unwrap_or_default().to_owned(), new.unwrap_or_default().to_owned())
        })
    }

    /// A changed fact, as a sentence.
    fn fact(&self, row: &Row, own: &str, before: &str, after: &str) -> String {
        let part = match &row.part_label {
            Some(label) => self.words(label).to_owned(),
            None => self.messages.get(row.part_key).to_owned(),
        };
        let what =
            if own.is_empty() { part } else { self.messages.fill("diff.part_of", &[own, &part]) };
        let fill = |key, words: &[&str]| self.messages.fill(key, words);
        match row.kind {
            Kind::Added if after.is_empty() => fill("diff.fact_new", &[&what]),
            Kind::Removed if before.is_empty() => fill("diff.fact_gone", &[&what]),
            Kind::Added => fill("diff.fact_added", &[&what, after]),
            Kind::Removed => fill("diff.fact_removed", &[&what, before]),
            _ => fill("diff.fact_changed", &[&what, before, after]),
        }
    }

    /// All changes, and their counts.
    fn counted_rows(&self) -> (Vec<Row>, Counts) {
        let (old, new) = (self.old.chart, self.new.chart);
        let rows = rows(old, new, self.comparison);
        let counts = counts(old, new, self.comparison, &rows);
        (rows, counts)
    }

    /// The organization's name, and the compared editions.
    fn heading(&self) -> String {
        let title = self.words(self.new.chart.title());
        if title.is_empty() {
            return self.period();
        }
        let (old, new) = self.labels();
        self.messages.fill("diff.heading", &[title, old, new])
    }

    /// Which editions are compared.
    fn period(&self) -> String {
        let (old, new) = self.labels();
        self.messages.fill("diff.versions", &[old, new])
    }

    /// The dates of both editions; two versions of one edition are told apart by their names.
    fn labels(&self) -> (&str, &str) {
        let labels = (self.old.label(), self.new.label());
        if labels.0 == labels.1 && self.old.name != self.new.name {
            return (self.old.name, self.new.name);
        }
        labels
    }

    /// Counts of changes, as a sentence.
    fn summary(&self, counts: &Counts) -> String {
        let count = |key, count: usize| (count > 0).then(|| self.messages.count(key, count));
        let parts: Vec<String> = [
            count("diff.count_new", counts.added),
            count("diff.count_abolished", counts.removed),
            count("diff.count_merged", counts.merged),
            count("diff.count_split", counts.split),
            count("diff.count_renamed", counts.renamed),
            count("diff.count_moved", counts.moved),
            count("diff.count_functions_new", counts.functions_new),
            count("diff.count_functions_lost", counts.functions_lost),
            count("diff.count_functions_moved", counts.functions_moved),
            count("diff.count_functions_reworded", counts.functions_reworded),
        ]
        .into_iter()
        .flatten()
        .collect();
        if parts.is_empty() {
            return self.messages.get("diff.other_changes").to_owned();
        }
        parts.join(self.comma())
    }

    /// Numbers of stated and proposed matches; empty if none is proposed.
    fn confidence(&self, counts: &Counts) -> String {
        if counts.proposed == 0 {
            return String::new();
        }
        let (stated, proposed) = (counts.certain.to_string(), counts.proposed.to_string());
        self.messages.fill("diff.confidence", &[&stated, &proposed])
    }
}
