//! What each unit kept, got, gave and lost: units in the order of the new outline, abolished ones last.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use super::text::cited;
use super::{Report, Topic, lines::kind_key};
use crate::editions::{FunctionMatch, FunctionPlace, Shape};
use crate::export::ExportError;
use crate::export::markdown::inline;
use crate::model::{Chart, Citation, UnitIndex};
use crate::scene::handbook::{Fate, FunctionEntry, UnitEvent, UnitSheet, UnitSheets};

/// A unit of the new edition, or an abolished one of the old.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    New(UnitIndex),
    Abolished(UnitIndex),
}

type Functions = HashMap<Place, BTreeMap<Fate, Vec<FunctionEntry>>>;

impl Report<'_> {
    /// What became of each unit and its functions.
    #[must_use]
    pub fn sheets(&self) -> UnitSheets {
        let (old, new) = (self.old.chart, self.new.chart);
        let (rows, counts) = self.counted_rows();
        let mut events: HashMap<&str, Vec<UnitEvent>> = HashMap::new();
        for row in rows.iter().filter(|row| matches!(row.topic, Topic::Unit | Topic::Post)) {
            for side in if row.to.is_empty() { &row.from } else { &row.to } {
                let kind = self.messages.get(kind_key(row.kind));
                let (sentence, cite) = (self.sentence(row), cited(row));
                events.entry(&side.id).or_default().push(UnitEvent { kind, sentence, cite });
            }
        }
        let mut functions = Functions::new();
        for group in &self.comparison.functions {
            self.sort(group, &mut functions);
        }
        let mut sheet = |chart: &Chart, place: Place| {
            let (index, unit) = match place {
                Place::New(unit) => (unit, Some(unit)),
                Place::Abolished(unit) => (unit, None),
            };
            let it = chart.unit(index);
            let own = functions.remove(&place).unwrap_or_default();
            UnitSheet {
                name: self.words(&it.name).to_owned(),
                unit,
                events: events.remove(it.id.as_str()).unwrap_or_default(),
                functions: own.into_iter().collect(),
            }
        };
        let mut units: Vec<UnitSheet> =
            new.outline().map(|unit| sheet(new, Place::New(unit))).collect();
        let abolished = old.outline().filter(|&unit| self.is_abolished(unit));
        units.extend(abolished.map(|unit| sheet(old, Place::Abolished(unit))));
        let summary = [self.summary(&counts), self.confidence(&counts)];
        let summary = summary.into_iter().filter(|words| !words.is_empty()).collect();
        let language = self.language.unwrap_or_default().to_owned();
        UnitSheets { language, period: self.period(), summary, units }
    }

    fn is_abolished(&self, unit: UnitIndex) -> bool {
        self.comparison.of_old(unit).shape() == Shape::Removed
    }

    /// The unit that has the sheet of an old one: the first of those that it became.
    fn heir(&self, old: UnitIndex) -> Place {
        let became = self.comparison.of_old(old).new.first();
        became.map_or(Place::Abolished(old), |&new| Place::New(new))
    }

    /// Puts a group of functions on the sheets of its units.
    fn sort(&self, group: &FunctionMatch, functions: &mut Functions) {
        let mut put = |place: Place, fate: Fate, entry: FunctionEntry| {
            functions.entry(place).or_default().entry(fate).or_default().push(entry);
        };
        let (old, new) = (self.old.chart, self.new.chart);
        let shape = group.shape();
        let is_elsewhere = group.is_moved || !matches!(shape, Shape::Kept);
        for place in &group.new {
            let Some(unit) = place.owner.unit() else { continue };
            let mut entry = self.entry(new, *place);
            let fate = match shape {
                Shape::Added => Fate::New,
                _ if is_elsewhere => {
                    entry.others = self.names_of(old, &group.old);
                    entry.other_unit = self.now(group.old.iter().find_map(|it| it.owner.unit()));
                    Fate::Got
                }
                _ if group.is_reworded => {
                    entry.former = group.old.first().map(|&before| {
                        let before = self.entry(old, before);
                        (before.words, before.cite)
                    });
                    Fate::Reworded
                }
                _ => Fate::Kept,
            };
            put(Place::New(unit), fate, entry);
        }
        for place in group.old.iter().filter(|_| is_elsewhere) {
            let Some(unit) = place.owner.unit() else { continue };
            let mut entry = self.entry(old, *place);
            let fate = if shape == Shape::Removed {
                Fate::Lost
            } else {
                entry.others = self.names_of(new, &group.new);
                entry.other_unit = group.new.iter().find_map(|it| it.owner.unit());
                Fate::Gave
            };
            put(self.heir(unit), fate, entry);
        }
    }

    /// The unit of the new edition that an old one became.
    fn now(&self, old: Option<UnitIndex>) -> Option<UnitIndex> {
        self.comparison.of_old(old?).new.first().copied()
    }

    /// A function with its first citation.
    fn entry(&self, chart: &Chart, place: FunctionPlace) -> FunctionEntry {
        let words = self.words(&place.statement(chart).text).to_owned();
        let cite = place.cite(chart).first().map(Citation::to_string).unwrap_or_default();
        FunctionEntry { words, cite, ..FunctionEntry::default() }
    }

    fn names_of(&self, chart: &Chart, places: &[FunctionPlace]) -> String {
        let units = places.iter().filter_map(|place| place.owner.unit());
        let mut names: Vec<&str> = units.map(|it| self.words(&chart.unit(it).name)).collect();
        names.dedup();
        names.join(" + ")
    }
}

/// Writes the sheets as Markdown.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let sheets = report.sheets();
    writeln!(out, "# {}", inline(&report.heading()))?;
    for words in &sheets.summary {
        writeln!(out, "\n{}.", inline(words.trim_end_matches('.')))?;
    }
    for sheet in &sheets.units {
        writeln!(out, "\n## {}\n", inline(&sheet.name))?;
        for event in &sheet.events {
            writeln!(out, "{}.  ", inline(&event.sentence))?;
        }
        for (fate, functions) in &sheet.functions {
            writeln!(out, "\n**{}** ({})\n", report.messages.get(fate.key()), functions.len())?;
            for function in functions {
                writeln!(out, "- {}", line(report, *fate, function))?;
            }
        }
    }
    Ok(())
}

fn line(report: &Report<'_>, fate: Fate, function: &FunctionEntry) -> String {
    let told = |words: &str, cite: &str| {
        let words = inline(words);
        if cite.is_empty() { words } else { format!("{words} ({})", inline(cite)) }
    };
    let own = told(&function.words, &function.cite);
    match (fate, &function.former) {
        (Fate::Got, _) => report.messages.fill("sheet.from", &[&own, &inline(&function.others)]),
        (Fate::Gave, _) => report.messages.fill("sheet.to", &[&own, &inline(&function.others)]),
        (_, Some((words, cite))) => format!("{} → {own}", told(words, cite)),
        (_, None) => own,
    }
}
