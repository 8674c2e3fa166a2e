//! Both editions as outlines with the pairs of their units.

use std::collections::HashMap;

use super::Report;
use super::marked::Marking;
use crate::editions::{Shape, UnitMatch};
use crate::model::{Chart, UnitIndex};
use crate::scene::marks::{Sign, Standing};
use crate::scene::side_by_side::{Outline, Pair, Row, SideBySide};

impl Report<'_> {
    /// Both editions as outlines, with the change of each unit.
    #[must_use]
    pub fn side_by_side(&self) -> SideBySide {
        let marking = Marking::finished(self);
        let content = Content { report: self, marking: &marking };
        let outlines = [self.old, self.new].map(|edition| {
            let units = edition.chart.outline();
            let is_new = std::ptr::eq(edition.chart, self.new.chart);
            let rows = units.map(|unit| content.row(edition.chart, unit, is_new)).collect();
            let count = edition.chart.units().len();
            Outline {
                heading: edition.label().to_owned(),
                count: self.messages.count("mark.units", count),
                rows,
                kinds: edition.chart.kinds().to_vec(),
            }
        });
        let pairs = content.pairs();
        let unchanged = pairs.iter().any(|pair| pair.sign.is_none());
        let title = self.words(self.new.chart.title()).to_owned();
        let unchanged = if unchanged { self.messages.get("mark.legend.same") } else { "" };
        let legend = marking.legend("mark.legend.moved_aside", "mark.legend.renamed_aside");
        SideBySide { title, outlines, pairs, legend, unchanged: unchanged.to_owned() }
    }
}

struct Content<'a, 'r, 'm> {
    report: &'r Report<'a>,
    marking: &'m Marking<'a, 'r>,
}

impl Content<'_, '_, '_> {
    fn row(&self, chart: &Chart, unit: UnitIndex, is_new: bool) -> Row {
        let it = chart.unit(unit);
        let words = self.report.words(&it.name);
        let name =
            it.count.times().map_or_else(|| words.to_owned(), |times| format!("{words} {times}"));
        let group = if is_new {
            self.report.comparison.of_new(unit)
        } else {
            self.report.comparison.of_old(unit)
        };
        let sign = self.sign(group);
        let words = sign.map_or_else(Vec::new, |sign| self.row_words(group, sign, is_new));
        Row { unit, name, level: it.depth, kind: it.kind, sign, words }
    }

    /// Change of the units in a group.
    fn sign(&self, group: &UnitMatch) -> Option<Sign> {
        match group.shape() {
            Shape::Added => Some(Sign::New),
            Shape::Removed => Some(Sign::Gone),
            Shape::Split | Shape::Merged | Shape::Regrouped => Some(Sign::Moved),
            Shape::Kept => self.marking.card(group.new[0]).sign,
        }
    }

    fn is_carried(&self, group: &UnitMatch) -> bool {
        let is_carried = |&unit: &UnitIndex| self.marking.card(unit).standing == Standing::Carried;
        group.shape() == Shape::Kept && group.new.iter().all(is_carried)
    }

    /// Alternative texts of a row, longest first; empty for a unit that moved along.
    fn row_words(&self, group: &UnitMatch, sign: Sign, is_new: bool) -> Vec<String> {
        let messages = self.report.messages;
        let get = |key| vec![messages.get(key).to_owned()];
        if self.is_carried(group) {
            return Vec::new();
        }
        let (chart, units) = if is_new {
            (self.report.old.chart, &group.old)
        } else {
            (self.report.new.chart, &group.new)
        };
        match (group.shape(), sign) {
            (Shape::Added, _) => get("mark.new"),
            (Shape::Removed, _) => get("mark.gone"),
            (Shape::Split, _) if is_new => self.marking.names("side.split_from", chart, units),
            (Shape::Split, _) => self.marking.names("side.split_into", chart, units),
            (Shape::Merged | Shape::Regrouped, _) if is_new => {
                self.marking.names("side.merged_from", chart, units)
            }
            (Shape::Merged | Shape::Regrouped, _) => {
                self.marking.names("side.merged_into", chart, units)
            }
            (Shape::Kept, Sign::Moved) => {
                let key = if is_new { "side.moved_from" } else { "side.moved_to" };
                let other = units.first().and_then(|&other| chart.unit(other).parent);
                self.marking.names(key, chart, other.as_slice())
            }
            (Shape::Kept, _) => self.marking.card(group.new[0]).tags.clone(),
        }
    }

    /// The pairs of rows, in the order of the old ones.
    fn pairs(&self) -> Vec<Pair> {
        let (old, new) = (self.report.old.chart, self.report.new.chart);
        let row_of = |chart: &Chart| -> HashMap<UnitIndex, usize> {
            chart.outline().enumerate().map(|(row, unit)| (unit, row)).collect()
        };
        let (old_rows, new_rows) = (row_of(old), row_of(new));
        let mut pairs = Vec::new();
        for group in &self.report.comparison.units {
            let sign = self.sign(group);
            let standing = match sign {
                None => Standing::Unchanged,
                Some(_) if self.is_carried(group) => Standing::Carried,
                Some(_) => Standing::Marked,
            };
            let part = |at: usize| u8::try_from(at).unwrap_or(u8::MAX);
            let count = |units: &[UnitIndex]| part(units.len().max(1));
            for (left, &before) in group.old.iter().enumerate() {
                for (right, &after) in group.new.iter().enumerate() {
                    let shares =
                        [(part(right), count(&group.new)), (part(left), count(&group.old))];
                    let (old, new) = (old_rows[&before], new_rows[&after]);
                    pairs.push(Pair { old, new, standing, sign, shares });
                }
            }
        }
        pairs.sort_by_key(|pair| (pair.old, pair.new));
        pairs
    }
}
