//! Table of changes: one row per change.

use std::collections::HashSet;

use crate::editions::{
    Basis, Change, Comparison, FunctionMatch, FunctionPlace, Owner, Part, Shape, Subject, UnitMatch,
};
use crate::model::{Chart, Citation, Party, Post, Text, UnitIndex};
use crate::scene::marks::Sign;

/// Subject of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// A unit.
    Unit,
    /// The head of a unit, or a further post.
    Post,
    /// A function.
    Function,
    /// A function of a shared set.
    SharedFunction,
    /// A duty of a head or post.
    Duty,
    /// A line in addition to the tree.
    Line,
    /// The organization as a whole.
    Organization,
}

impl Topic {
    /// The word in CSV output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Post => "post",
            Self::Function => "function",
            Self::SharedFunction => "shared function",
            Self::Duty => "duty",
            Self::Line => "relation",
            Self::Organization => "organization",
        }
    }
}

/// Kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// New unit or function.
    New,
    /// Abolished unit, lost function.
    Gone,
    /// Several units or functions became one.
    Merged,
    /// One unit or function became several.
    Split,
    /// Several units or functions became several.
    Regrouped,
    /// Changed name.
    Renamed,
    /// Changed parent; for a function, changed unit.
    Moved,
    /// Changed kind.
    KindChanged,
    /// An id that now belongs to another unit.
    IdReused,
    /// Changed title of a head or post.
    Retitled,
    /// Changed superiors of a head or post.
    Superiors,
    /// Changed text.
    Reworded,
    /// Added fact.
    Added,
    /// Removed fact.
    Removed,
    /// Changed value of a fact.
    Changed,
}

impl Kind {
    /// The symbol of its mark.
    #[must_use]
    pub const fn sign(self) -> Sign {
        match self {
            Self::New => Sign::New,
            Self::Gone => Sign::Gone,
            Self::Merged | Self::Split | Self::Regrouped | Self::Moved => Sign::Moved,
            Self::Renamed => Sign::Renamed,
            Self::KindChanged
            | Self::IdReused
            | Self::Retitled
            | Self::Superiors
            | Self::Reworded
            | Self::Added
            | Self::Removed
            | Self::Changed => Sign::Changed,
        }
    }

    /// The word in CSV output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Gone => "gone",
            Self::Merged => "merged",
            Self::Split => "split",
            Self::Regrouped => "regrouped",
            Self::Renamed => "renamed",
            Self::Moved => "moved",
            Self::KindChanged => "kind changed",
            Self::IdReused => "id used again",
            Self::Retitled => "retitled",
            Self::Superiors => "reporting line changed",
            Self::Reworded => "reworded",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// Unit or shared set in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Id.
    pub id: String,
    /// Name; for a shared set, its id.
    pub name: Text,
    /// Citations of the function, otherwise of the unit.
    pub cite: Vec<Citation>,
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Subject of the row.
    pub topic: Topic,
    /// The change.
    pub kind: Kind,
    /// Old units or sets.
    pub from: Vec<Side>,
    /// New units or sets.
    pub to: Vec<Side>,
    /// Old text.
    pub before: Option<Text>,
    /// New text.
    pub after: Option<Text>,
    /// Basis of the match.
    pub basis: Option<Basis>,
    /// The reused id, or the id of the declared field.
    pub key: String,
    /// The key of the message that names the part of a changed fact.
    pub part_key: &'static str,
    /// The label of a declared field, or the ends of a line.
    pub part_label: Option<Text>,
}

impl Row {
    fn new(topic: Topic, kind: Kind) -> Self {
        Self {
            topic,
            kind,
            from: Vec::new(),
            to: Vec::new(),
            before: None,
            after: None,
            basis: None,
            key: String::new(),
            part_key: "",
            part_label: None,
        }
    }

    /// Whether a moved function was reworded too.
    #[must_use]
    pub fn is_reworded(&self) -> bool {
        self.kind == Kind::Reworded || (self.kind == Kind::Moved && self.before != self.after)
    }
}

/// Counts of changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New units.
    pub added: usize,
    /// Abolished units.
    pub removed: usize,
    /// Merged groups of units.
    pub merged: usize,
    /// Split units.
    pub split: usize,
    /// Renamed units.
    pub renamed: usize,
    /// Moved units.
    pub moved: usize,
    /// New functions.
    pub functions_new: usize,
    /// Lost functions.
    pub functions_lost: usize,
    /// Moved functions.
    pub functions_moved: usize,
    /// Reworded functions.
    pub functions_reworded: usize,
    /// Functions and units of which only the citations changed.
    pub renumbered: usize,
    /// Matches that are stated or have equal ids or text.
    pub certain: usize,
    /// Proposed matches.
    pub proposed: usize,
}

/// Counts the changes.
#[must_use]
pub fn counts(old: &Chart, new: &Chart, comparison: &Comparison, rows: &[Row]) -> Counts {
    let count = |topic: &[Topic], kind| {
        rows.iter().filter(|row| topic.contains(&row.topic) && row.kind == kind).count()
    };
    let units = &[Topic::Unit];
    let functions = &[Topic::Function, Topic::SharedFunction, Topic::Duty];
    let bases = || {
        let units = comparison.units.iter().map(|group| &group.basis);
        units.chain(comparison.functions.iter().map(|group| &group.basis)).flatten()
    };
    let is_renumbered = |group: &&FunctionMatch| {
        group.is_kept() && group.old[0].cite(old) != group.new[0].cite(new)
    };
    let proposed = bases().filter(|basis| basis.is_proposed()).count();
    Counts {
        added: count(units, Kind::New),
        removed: count(units, Kind::Gone),
        merged: count(units, Kind::Merged) + count(units, Kind::Regrouped),
        split: count(units, Kind::Split),
        renamed: count(units, Kind::Renamed),
        moved: count(units, Kind::Moved),
        functions_new: count(functions, Kind::New),
        functions_lost: count(functions, Kind::Gone),
        functions_moved: count(functions, Kind::Moved),
        functions_reworded: rows
            .iter()
            .filter(|row| functions.contains(&row.topic) && row.is_reworded())
            .count(),
        renumbered: comparison.functions.iter().filter(is_renumbered).count()
            + comparison.changes.iter().filter(|change| change.is_citation()).count(),
        certain: bases().count() - proposed,
        proposed,
    }
}

/// The table of changes: units with their facts in the order of the new outline, abolished ones last, then functions in
/// the same order, then lines and the organization. Mere renumbering of citations is omitted.
#[must_use]
pub fn rows(old: &Chart, new: &Chart, comparison: &Comparison) -> Vec<Row> {
    let charts = Charts { old, new, comparison };
    let mut rows = Vec::new();
    let mut changes = comparison.changes.iter().filter(|change| !change.is_citation()).peekable();
    for group in &comparison.units {
        charts.unit(group, &mut rows);
        if group.shape() == Shape::Kept {
            let is_here =
                |change: &&Change| change.subject.units() == Some((group.old[0], group.new[0]));
            let here: Vec<&Change> = std::iter::from_fn(|| changes.next_if(is_here)).collect();
            charts.facts(group, &here, &mut rows);
        }
    }
    for &(before, after) in &comparison.reused {
        rows.push(Row {
            from: vec![side(old, before)],
            to: vec![side(new, after)],
            key: new.unit(after).id.clone(),
            ..Row::new(Topic::Unit, Kind::IdReused)
        });
    }
    for group in &comparison.functions {
        charts.function(group, &mut rows);
    }
    rows.extend(changes.map(|change| charts.fact(change, Vec::new(), Vec::new())));
    rows
}

fn side(chart: &Chart, unit: UnitIndex) -> Side {
    let unit = chart.unit(unit);
    Side { id: unit.id.clone(), name: unit.name.clone(), cite: unit.cite.clone() }
}

fn function_side(chart: &Chart, place: FunctionPlace) -> Side {
    let cite = place.cite(chart).to_vec();
    match place.owner {
        Owner::Set(set) => {
            let id = chart.shared_sets()[set.get()].id.clone();
            Side { name: Text::plain(id.clone()), id, cite }
        }
        Owner::Unit(unit) | Owner::Head(unit) | Owner::Post(unit, _) => {
            Side { cite, ..side(chart, unit) }
        }
    }
}

struct Charts<'a> {
    old: &'a Chart,
    new: &'a Chart,
    comparison: &'a Comparison,
}

impl Charts<'_> {
    fn unit(&self, group: &UnitMatch, rows: &mut Vec<Row>) {
        let kind = match group.shape() {
            Shape::Kept => return,
            Shape::Split => Kind::Split,
            Shape::Merged => Kind::Merged,
            Shape::Regrouped => Kind::Regrouped,
            Shape::Added => Kind::New,
            Shape::Removed => Kind::Gone,
        };
        rows.push(Row {
            from: group.old.iter().map(|&unit| side(self.old, unit)).collect(),
            to: group.new.iter().map(|&unit| side(self.new, unit)).collect(),
            basis: group.basis.clone(),
            ..Row::new(Topic::Unit, kind)
        });
    }

    /// Adds rows for the facts of a unit that matches one to one; the superiors of a post are one row.
    fn facts(&self, group: &UnitMatch, changes: &[&Change], rows: &mut Vec<Row>) {
        let mut posts_done: HashSet<String> = HashSet::new();
        for change in changes {
            let from = vec![side(self.old, group.old[0])];
            let to = vec![side(self.new, group.new[0])];
            if change.part == Part::ReportsTo {
                if posts_done.insert(format!("{:?}", change.subject)) {
                    rows.extend(self.superiors(change, from, to, group));
                }
                continue;
            }
            let row = self.fact(change, from, to);
            rows.push(Row { basis: group.basis.clone(), ..row });
        }
    }

    fn superiors(
        &self,
        change: &Change,
        from: Vec<Side>,
        to: Vec<Side>,
        group: &UnitMatch,
    ) -> Option<Row> {
        let (before, after) = match &change.subject {
            Subject::Head(old, new) => {
                (self.old.unit(*old).head.as_ref(), self.new.unit(*new).head.as_ref())
            }
            Subject::Post(old, new, places) => (
                places.old.map(|at| &self.old.unit(*old).posts[at]),
                places.new.map(|at| &self.new.unit(*new).posts[at]),
            ),
            _ => (None, None),
        };
        // The superiors of a new or removed head need no row.
        let (before, after) = (before?, after?);
        // A move tells already that a head answers to the unit above it.
        let others = |chart: &Chart, post: &Post, unit: UnitIndex| {
            let parent = chart.unit(unit).parent.map(Party::Unit)?;
            let all = post.reports_to.iter().copied();
            let others: Vec<Party> = all.filter(|party| *party != parent).collect();
            (others.len() < post.reports_to.len()).then_some(others)
        };
        if let (Some(a), Some(b)) =
            (others(self.old, before, group.old[0]), others(self.new, after, group.new[0]))
            && a.len() == b.len()
            && a.iter().all(|&old| b.iter().any(|&new| self.is_same(old, new)))
        {
            return None;
        }
        let is_head = matches!(change.subject, Subject::Head(..));
        Some(Row {
            from,
            to,
            before: superiors(self.old, &before.reports_to),
            after: superiors(self.new, &after.reports_to),
            basis: group.basis.clone(),
            part_label: (!is_head).then(|| after.title.clone()),
            ..Row::new(Topic::Post, Kind::Superiors)
        })
    }

    /// Whether two parties are the same unit, post or body.
    fn is_same(&self, old: Party, new: Party) -> bool {
        let (old_id, new_id) = (self.old.party_id(old), self.new.party_id(new));
        match (old, new) {
            (Party::Body(_), Party::Body(_)) | (Party::Post(..), Party::Post(..)) => {
                old_id == new_id
            }
            (Party::Unit(old), Party::Unit(new)) => self.comparison.is_same(Some(old), Some(new)),
            _ => false,
        }
    }

    fn fact(&self, change: &Change, from: Vec<Side>, to: Vec<Side>) -> Row {
        let topic = match &change.subject {
            Subject::Organization => Topic::Organization,
            Subject::Unit(..) => Topic::Unit,
            Subject::Head(..) | Subject::Post(..) => Topic::Post,
            Subject::Line { .. } => Topic::Line,
        };
        let is_both = change.old.is_some() && change.new.is_some();
        let kind = match change.part {
            Part::Name => Kind::Renamed,
            Part::Parent => Kind::Moved,
            Part::Kind => Kind::KindChanged,
            Part::Head | Part::Post if is_both => Kind::Retitled,
            _ if is_both => Kind::Changed,
            _ if change.new.is_some() => Kind::Added,
            _ => Kind::Removed,
        };
        let part_label = match &change.subject {
            &Subject::Line { from, to, is_gone, .. } => {
                let chart = if is_gone { self.old } else { self.new };
                Some(joined(chart.party_name(from), chart.party_name(to), " → "))
            }
            _ if change.part == Part::Field => {
                let of = |chart: &Chart| {
                    let found = chart.fields().iter().find(|field| field.id == change.key.as_str());
                    found.map(|field| field.label.clone())
                };
                of(self.new).or_else(|| of(self.old))
            }
            _ => None,
        };
        let words = |chart: &Chart, text: &Option<Text>| match text {
            Some(id) if change.part == Part::SharedSet => Some(functions_of_set(chart, id)),
            _ => text.clone(),
        };
        Row {
            from,
            to,
            before: words(self.old, &change.old),
            after: words(self.new, &change.new),
            key: change.key.clone(),
            part_key: part_key(change.part),
            part_label,
            ..Row::new(topic, kind)
        }
    }

    fn function(&self, group: &FunctionMatch, rows: &mut Vec<Row>) {
        if group.is_kept() {
            return;
        }
        let kind = match group.shape() {
            Shape::Kept if group.is_moved => Kind::Moved,
            Shape::Kept => Kind::Reworded,
            Shape::Split => Kind::Split,
            Shape::Merged => Kind::Merged,
            Shape::Regrouped => Kind::Regrouped,
            Shape::Added => Kind::New,
            Shape::Removed => Kind::Gone,
        };
        let topic = match group.new.iter().chain(&group.old).next().map(|place| place.owner) {
            Some(Owner::Set(_)) => Topic::SharedFunction,
            Some(Owner::Head(_) | Owner::Post(..)) => Topic::Duty,
            Some(Owner::Unit(_)) | None => Topic::Function,
        };
        let text = |chart: &Chart, places: &[FunctionPlace]| {
            let texts = places.iter().map(|place| place.statement(chart).text.clone());
            texts.reduce(|all, text| joined(&all, &text, " + "))
        };
        rows.push(Row {
            from: group.old.iter().map(|&place| function_side(self.old, place)).collect(),
            to: group.new.iter().map(|&place| function_side(self.new, place)).collect(),
            before: text(self.old, &group.old),
            after: text(self.new, &group.new),
            basis: group.basis.clone(),
            ..Row::new(topic, kind)
        });
    }
}

/// The functions of a shared set, which has no name.
fn functions_of_set(chart: &Chart, id: &Text) -> Text {
    let id = id.in_every_language().unwrap_or_default();
    let set = chart.shared_sets().iter().find(|set| set.id == id);
    let texts = set.into_iter().flat_map(|set| &set.functions).map(|said| said.text.clone());
    texts.reduce(|all, text| joined(&all, &text, "; ")).unwrap_or_default()
}

fn superiors(chart: &Chart, parties: &[Party]) -> Option<Text> {
    let names = parties.iter().map(|&party| chart.party_title(party).clone());
    names.reduce(|all, name| joined(&all, &name, ", "))
}

/// Two texts joined in each language that they have in common.
fn joined(a: &Text, b: &Text, between: &str) -> Text {
    match (a.in_every_language(), b.in_every_language()) {
        (Some(a), Some(b)) => Text::plain(format!("{a}{between}{b}")),
        (Some(_), None) => {
            let words = |tag, words| format!("{}{between}{words}", a.get([tag]));
            let entries = b.entries().map(|(tag, own)| (tag, words(tag, own)));
            Text::by_language(&entries.collect::<Vec<_>>())
        }
        _ => {
            let words = |tag, words| format!("{words}{between}{}", b.get([tag]));
            let entries = a.entries().map(|(tag, own)| (tag, words(tag, own)));
            Text::by_language(&entries.collect::<Vec<_>>())
        }
    }
}

/// The key of the message that names a part.
const fn part_key(part: Part) -> &'static str {
    match part {
        Part::Name => "change.name",
        Part::Acronym => "change.acronym",
        Part::AlsoNamed => "change.also_named",
        Part::Parent => "answers.belongs",
        Part::Basis => "facts.basis",
        Part::Kind => "functions.kind",
        Part::Count => "change.count",
        Part::Head => "inspector.head",
        Part::Post => "diff.post",
        Part::Rank => "change.rank",
        Part::ReportsTo => "inspector.reports_to",
        Part::Holder => "change.holder",
        Part::Position => "change.position",
        Part::Status => "change.status",
        Part::Layout => "change.layout",
        Part::Headcount => "facts.total.headcount",
        Part::Fte => "facts.total.fte",
        Part::Link => "change.link",
        Part::Field => "change.field",
        Part::Function => "functions.text",
        Part::Duty => "diff.duty",
        Part::SharedSet => "diff.shared_set",
        Part::Provision => "diff.provision",
        Part::Note => "facts.notes",
        Part::Citation | Part::SetCitation => "functions.citation",
        Part::Title => "diff.title",
        Part::Effective => "diff.effective",
        Part::Languages => "diff.languages",
        Part::Source => "diff.source",
        Part::SourceFacts => "diff.source_facts",
        Part::Body => "diff.body",
        Part::KindDeclared => "diff.kind_declared",
        Part::FieldDeclared => "diff.field_declared",
        Part::FieldFacts => "diff.field_facts",
        Part::FieldChoice => "diff.field_choice",
        Part::Words => "diff.words",
        Part::Line => "line.one",
    }
}
