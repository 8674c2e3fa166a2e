//! Chart of the new edition with marks of the changes, and with ghosts at former positions.

use std::collections::{BTreeSet, HashMap};

use super::Report;
use crate::editions::{Change, FunctionMatch, Part, Shape, UnitMatch};
use crate::i18n::Messages;
use crate::model::{Chart, Ghost, UnitIndex};
use crate::scene::marks::{CardMark, Marks, Sign, Standing};

impl Report<'_> {
    /// The chart of the new edition with ghosts of former units, and the marks of its cards.
    #[must_use]
    pub fn marked(&self) -> (Chart, Marks) {
        let (ghosts, mut marks) = self.ghosts_and_marks();
        let others = self.new.chart.languages().iter().map(String::as_str);
        let others = others.filter(|&tag| self.language != Some(tag)).map(|tag| {
            let report = Report { language: Some(tag), messages: Messages::of(tag), ..*self };
            (tag.to_owned(), report.ghosts_and_marks().1)
        });
        marks.in_others = others.collect();
        (self.new.chart.clone().with_ghosts(ghosts), marks)
    }

    fn ghosts_and_marks(&self) -> (Vec<Ghost>, Marks) {
        let mut marking = Marking::finished(self);
        let (ghosts, marks_of_ghosts) = marking.ghosts();
        let mut marks = marking.marks();
        marks.cards.extend(marks_of_ghosts);
        (ghosts, marks)
    }
}

/// Changes of a unit that matches one to one.
#[derive(Default)]
struct Happened {
    parts: BTreeSet<Part>,
    /// Number of its functions that are new, lost or reworded.
    functions: usize,
}

pub(super) struct Marking<'a, 'r> {
    report: &'r Report<'a>,
    cards: Vec<CardMark>,
    /// Numbers at both ends of moves, mergers and splits, by group.
    numbers: HashMap<usize, usize>,
    happened: HashMap<UnitIndex, Happened>,
}

impl<'a, 'r> Marking<'a, 'r> {
    fn new(report: &'r Report<'a>) -> Self {
        let mut happened: HashMap<UnitIndex, Happened> = HashMap::new();
        for change in report.comparison.changes.iter().filter(|change| !change.is_citation()) {
            if let Some((_, new)) = change.subject.units() {
                happened.entry(new).or_default().parts.insert(part_of(change));
            }
        }
        for group in report.comparison.functions.iter().filter(|group| !group.is_kept()) {
            for unit in units_of(report, group) {
                happened.entry(unit).or_default().functions += 1;
            }
        }
        let cards = vec![CardMark::default(); report.new.chart.units().len()];
        Self { report, cards, numbers: HashMap::new(), happened }
    }

    /// All marks of units of the new edition.
    pub(super) fn finished(report: &'r Report<'a>) -> Self {
        let mut marking = Self::new(report);
        marking.mark_units();
        marking.mark_carried();
        marking
    }

    /// The mark of a unit of the new edition.
    pub(super) fn card(&self, unit: UnitIndex) -> &CardMark {
        &self.cards[unit.get()]
    }

    fn mark_units(&mut self) {
        let report = self.report;
        for (at, group) in report.comparison.units.iter().enumerate() {
            match group.shape() {
                Shape::Removed => {}
                Shape::Added => {
                    let words = report.messages.get("mark.new").to_owned();
                    for &unit in &group.new {
                        self.cards[unit.get()] = marked(Sign::New, vec![words.clone()]);
                    }
                }
                Shape::Split | Shape::Merged | Shape::Regrouped => {
                    let number = self.number(at);
                    let key = match group.shape() {
                        Shape::Split => "mark.split",
                        _ => "mark.merged",
                    };
                    let tags = self.tags(key, number, report.old.chart, &group.old);
                    for &unit in &group.new {
                        self.cards[unit.get()] = marked(Sign::Moved, tags.clone());
                    }
                }
                Shape::Kept => self.mark_kept(at, group),
            }
        }
    }

    /// Marks a unit that matches one to one.
    fn mark_kept(&mut self, at: usize, group: &UnitMatch) {
        let (old, new) = (group.old[0], group.new[0]);
        let Some(happened) = self.happened.remove(&new) else { return };
        let messages = self.report.messages;
        let has = |part: &Part| happened.parts.contains(part);
        let (is_moved, is_renamed) = (has(&Part::Parent), has(&Part::Name));
        let mut others = Vec::new();
        if is_renamed {
            others.push(messages.get("mark.renamed").to_owned());
        }
        if has(&Part::Head) {
            others.push(messages.get("mark.head").to_owned());
        }
        if happened.functions > 0 {
            others.push(messages.count("mark.functions", happened.functions));
        }
        let (before, after) = (self.report.old.chart.unit(old), self.report.new.chart.unit(new));
        let mut former = Vec::new();
        if is_renamed {
            former.push(self.report.words(&before.name).to_owned());
        }
        if let (true, Some(head)) = (has(&Part::Head), &before.head) {
            former.push(self.report.words(&head.title).to_owned());
        }
        // If the name differs only in another language, nothing is struck through.
        let own = self.report.words(&after.name);
        former.retain(|words| words != own && !words.is_empty());
        let mut tags: Vec<String> = Vec::new();
        if is_moved {
            let number = self.number(at);
            let parents: Vec<UnitIndex> = before.parent.into_iter().collect();
            let moved = self.tags("mark.from", number, self.report.old.chart, &parents);
            if !others.is_empty() {
                let others = others.join(self.report.comma());
                tags.extend(
                    moved.iter().map(|words| format!("{words}{}{others}", self.report.comma())),
                );
            }
            tags.extend(moved);
        } else {
            if others.is_empty() {
                others.push(messages.get("mark.changed").to_owned());
            }
            tags.push(others.join(self.report.comma()));
            tags.extend(others.first().cloned());
        }
        let sign = match () {
            () if is_moved => Sign::Moved,
            () if is_renamed => Sign::Renamed,
            () => Sign::Changed,
        };
        self.cards[new.get()] = CardMark { former, ..marked(sign, tags) };
    }

    /// Marks units that moved along with their parent.
    fn mark_carried(&mut self) {
        let chart = self.report.new.chart;
        for unit in chart.outline() {
            let Some(parent) = chart.unit(unit).parent else { continue };
            let above = &self.cards[parent.get()];
            let is_moved = above.standing == Standing::Carried
                || (above.sign == Some(Sign::Moved) && self.is_kept(parent));
            let own = &self.cards[unit.get()];
            if is_moved && own.standing == Standing::Unchanged {
                self.cards[unit.get()] = CardMark {
                    standing: Standing::Carried,
                    sign: Some(Sign::Moved),
                    ..CardMark::default()
                };
            }
        }
    }

    fn is_kept(&self, new: UnitIndex) -> bool {
        self.report.comparison.of_new(new).shape() == Shape::Kept
    }

    fn number(&mut self, group: usize) -> usize {
        let next = self.numbers.len() + 1;
        *self.numbers.entry(group).or_insert(next)
    }

    /// Alternative tags with a number and the names of units, longest first: names, acronyms, none.
    fn tags(
        &self,
        key: &'static str,
        number: usize,
        chart: &Chart,
        units: &[UnitIndex],
    ) -> Vec<String> {
        let messages = self.report.messages;
        let number = number.to_string();
        if units.is_empty() {
            return vec![messages.fill(key, &[&number, messages.get("mark.top")]), number];
        }
        let name = |&unit: &UnitIndex| self.report.words(&chart.unit(unit).name);
        let short = |unit: &UnitIndex| {
            let acronym = chart.unit(*unit).acronym.as_deref();
            acronym.unwrap_or_else(|| name(unit))
        };
        let join = |words: Vec<&str>| words.join(" + ");
        let long = messages.fill(key, &[&number, &join(units.iter().map(name).collect())]);
        let short = messages.fill(key, &[&number, &join(units.iter().map(short).collect())]);
        let shortest = messages.fill(short_key(key), &[&number]);
        let mut tags = vec![long, short, shortest, number];
        tags.dedup();
        tags
    }

    /// Alternative texts with the names of units, longest first: names, acronyms.
    pub(super) fn names(
        &self,
        key: &'static str,
        chart: &Chart,
        units: &[UnitIndex],
    ) -> Vec<String> {
        let messages = self.report.messages;
        if units.is_empty() {
            return vec![messages.fill(key, &[messages.get("mark.top")])];
        }
        let name = |&unit: &UnitIndex| self.report.words(&chart.unit(unit).name);
        let short = |unit: &UnitIndex| {
            let acronym = chart.unit(*unit).acronym.as_deref();
            acronym.unwrap_or_else(|| name(unit))
        };
        let join = |words: Vec<&str>| messages.fill(key, &[&words.join(" + ")]);
        let mut found =
            vec![join(units.iter().map(name).collect()), join(units.iter().map(short).collect())];
        found.dedup();
        found
    }

    /// Ghosts of units that were moved or abolished, parents before children, with their marks.
    fn ghosts(&mut self) -> (Vec<Ghost>, Vec<CardMark>) {
        let (old, new) = (self.report.old.chart, self.report.new.chart);
        let mut ghosts: Vec<Ghost> = Vec::new();
        let mut marks = Vec::new();
        let mut ghost_of: HashMap<UnitIndex, UnitIndex> = HashMap::new();
        for unit in old.outline() {
            let Some(mark) = self.ghost_mark(unit) else { continue };
            let it = old.unit(unit);
            let above = it.parent.and_then(|parent| self.counterpart(parent, &ghost_of));
            let above = above.or_else(|| new.roots().first().copied());
            let siblings = it.parent.map_or(old.roots(), |parent| &old.unit(parent).children);
            let before = siblings.iter().take_while(|&&sibling| sibling != unit);
            let stands_here = |&sibling: &UnitIndex| match ghost_of.get(&sibling) {
                Some(&ghost) => {
                    let at = ghost.get() - new.units().len();
                    (ghosts[at].parent == above).then_some(ghost)
                }
                None => self
                    .report
                    .comparison
                    .of_old(sibling)
                    .new
                    .first()
                    .copied()
                    .filter(|&found| new.unit(found).parent == above),
            };
            let before: Vec<UnitIndex> = before.copied().collect();
            let after = before.iter().rev().find_map(stands_here);
            ghost_of.insert(unit, UnitIndex::new(new.units().len() + ghosts.len()));
            let kind = old.kind(it.kind).id.clone();
            let (id, name) = (it.id.clone(), it.name.clone());
            ghosts.push(Ghost { id, name, kind, parent: above, after });
            marks.push(mark);
        }
        (ghosts, marks)
    }

    /// The card of an old unit in the picture: its successor, otherwise its ghost.
    fn counterpart(
        &self,
        old: UnitIndex,
        ghost_of: &HashMap<UnitIndex, UnitIndex>,
    ) -> Option<UnitIndex> {
        let group = self.report.comparison.of_old(old);
        match group.shape() {
            Shape::Kept => group.new.first().copied(),
            _ => ghost_of.get(&old).copied().or_else(|| self.same_id(old, group)),
        }
    }

    fn same_id(&self, old: UnitIndex, group: &UnitMatch) -> Option<UnitIndex> {
        let id = &self.report.old.chart.unit(old).id;
        group.new.iter().copied().find(|&new| self.report.new.chart.unit(new).id == *id)
    }

    /// The mark of an old unit's ghost, if it has one.
    fn ghost_mark(&mut self, unit: UnitIndex) -> Option<CardMark> {
        let report = self.report;
        let group = report.comparison.of_old(unit);
        let at = match group.new.first() {
            Some(&new) => report.comparison.place_of_new(new),
            None => usize::MAX,
        };
        let mark = |sign, tags| CardMark { standing: Standing::Ghost, ..marked(sign, tags) };
        match group.shape() {
            Shape::Added => None,
            Shape::Removed => {
                Some(mark(Sign::Gone, vec![report.messages.get("mark.gone").to_owned()]))
            }
            Shape::Kept => {
                let new = group.new[0];
                let is_moved = self.cards[new.get()].sign == Some(Sign::Moved)
                    && self.cards[new.get()].standing == Standing::Marked;
                is_moved.then(|| mark(Sign::Moved, self.moved_tags(at, new)))
            }
            Shape::Split | Shape::Merged | Shape::Regrouped => {
                if self.same_id(unit, group).is_some() {
                    return None;
                }
                let key = match group.shape() {
                    Shape::Split => "mark.split_into",
                    _ => "mark.merged_into",
                };
                let number = self.number(at);
                Some(mark(Sign::Moved, self.tags(key, number, report.new.chart, &group.new)))
            }
        }
    }

    /// The tags at the former position of a moved unit.
    fn moved_tags(&mut self, group: usize, unit: UnitIndex) -> Vec<String> {
        let (chart, messages) = (self.report.new.chart, self.report.messages);
        let number = self.number(group);
        let parents: Vec<UnitIndex> = chart.unit(unit).parent.into_iter().collect();
        let tags = self.tags("mark.to", number, chart, &parents);
        let is_carried = |it: &&UnitIndex| self.cards[it.get()].standing == Standing::Carried;
        let carried = chart.descendants(unit).iter().filter(is_carried).count();
        if carried == 0 {
            return tags;
        }
        let units = messages.count("mark.units", carried);
        let with = |name: &str| messages.fill("mark.to_with", &[&number.to_string(), name, &units]);
        let parent = parents.first().map(|&parent| chart.unit(parent));
        let name = parent.map_or(messages.get("mark.top"), |unit| self.report.words(&unit.name));
        let short = parent.and_then(|unit| unit.acronym.as_deref());
        let longer = std::iter::once(with(name)).chain(short.map(with));
        longer.chain(tags).collect()
    }

    fn count(&self, standing: Standing) -> usize {
        self.cards.iter().filter(|card| card.standing == standing).count()
    }

    /// Symbols of a legend with their counts. The keys are those for moved and for renamed units.
    pub(super) fn legend(
        &self,
        moved_key: &'static str,
        renamed_key: &'static str,
    ) -> Vec<(Sign, String)> {
        let report = self.report;
        let (_, counts) = report.counted_rows();
        let is_changed = |card: &&CardMark| {
            card.standing == Standing::Marked && card.sign == Some(Sign::Changed)
        };
        let changed = self.cards.iter().filter(is_changed).count();
        let carried = self.count(Standing::Carried);
        let fill = |key, count: usize| report.messages.fill(key, &[&count.to_string()]);
        let mut moved = fill(moved_key, counts.moved);
        if carried > 0 {
            moved = format!("{moved}{}{}", report.comma(), fill("mark.legend.carried", carried));
        }
        let merged = counts.merged + counts.split;
        let entries = [
            (Sign::New, counts.added, fill("mark.legend.new", counts.added)),
            (Sign::Gone, counts.removed, fill("mark.legend.gone", counts.removed)),
            (Sign::Moved, counts.moved, moved),
            (Sign::Moved, merged, fill("mark.legend.merged", merged)),
            (Sign::Renamed, counts.renamed, fill(renamed_key, counts.renamed)),
            (Sign::Changed, changed, fill("mark.legend.changed", changed)),
        ];
        let shown = entries.into_iter().filter(|(_, count, _)| *count > 0);
        shown.map(|(sign, _, words)| (sign, words)).collect()
    }

    fn marks(self) -> Marks {
        let (report, messages) = (self.report, self.report.messages);
        let (_, counts) = report.counted_rows();
        let unchanged = self.count(Standing::Unchanged);
        let (old, new) = (report.old.label(), report.new.label());
        Marks {
            legend: self.legend("mark.legend.moved", "mark.legend.renamed"),
            ghosts: (counts.removed + self.numbers.len() > 0)
                .then(|| messages.get("mark.legend.ghosts").to_owned()),
            unchanged: (unchanged > 0)
                .then(|| messages.fill("mark.legend.unchanged", &[&unchanged.to_string()])),
            period: messages.fill("mark.period", &[new, old]),
            cards: self.cards,
            in_others: Vec::new(),
        }
    }
}

/// The key of a tag's text without the names of units.
fn short_key(key: &'static str) -> &'static str {
    match key {
        "mark.split" | "mark.split_into" => "mark.split_alone",
        "mark.merged" | "mark.merged_into" => "mark.merged_alone",
        _ => "mark.moved_alone",
    }
}

const fn marked(sign: Sign, tags: Vec<String>) -> CardMark {
    CardMark { standing: Standing::Marked, sign: Some(sign), tags, former: Vec::new() }
}

/// The part by which a change is marked: acronyms are treated as part of the name.
const fn part_of(change: &Change) -> Part {
    match change.part {
        Part::Acronym => Part::Name,
        part => part,
    }
}

/// Units of the new edition whose functions a group changes.
fn units_of(report: &Report<'_>, group: &FunctionMatch) -> BTreeSet<UnitIndex> {
    let new = group.new.iter().filter_map(|place| place.owner.unit());
    let old = group.old.iter().filter_map(|place| place.owner.unit());
    let became = old.filter_map(|unit| {
        let group = report.comparison.of_old(unit);
        (group.shape() == Shape::Kept).then(|| group.new[0])
    });
    new.chain(became).collect()
}
