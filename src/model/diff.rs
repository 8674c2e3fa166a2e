//! Difference of two charts, unit by unit, matched by id.

use super::{
    Arrangement, Chart, Citation, Count, FieldEntry, FieldValue, Number, Party, Person, Position,
    Post, Statement, Status, Text, UnitIndex,
};

/// Change of a unit. Of several, the first in this order is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// New unit.
    Added,
    /// Another parent.
    Moved,
    /// Another name or acronym.
    Renamed,
    /// Another kind, head, posts, functions, provisions, citations or facts.
    Reworded,
}

/// Difference of two charts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Changed units of the new chart, in preorder.
    pub changed: Vec<(UnitIndex, Change)>,
    /// Id and name of each removed unit, in the order of the old file.
    pub removed: Vec<(String, Text)>,
}

impl Difference {
    /// Compares two charts.
    #[must_use]
    pub fn between(old: &Chart, new: &Chart) -> Self {
        let outline =
            new.roots().iter().flat_map(|&root| std::iter::once(root).chain(new.descendants(root)));
        let changed = outline.filter_map(|at| Some((at, change(old, new, at)?))).collect();
        let removed = old
            .units()
            .iter()
            .filter(|unit| new.find(&unit.id).is_none())
            .map(|unit| (unit.id.clone(), unit.name.clone()))
            .collect();
        Self { changed, removed }
    }

    /// Number of units with a change.
    #[must_use]
    pub fn count(&self, change: Change) -> usize {
        self.changed.iter().filter(|(_, found)| *found == change).count()
    }

    /// Whether the charts have the same units.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.removed.is_empty()
    }
}

fn change(old: &Chart, new: &Chart, at: UnitIndex) -> Option<Change> {
    let now = new.unit(at);
    let Some(before_at) = old.find(&now.id) else { return Some(Change::Added) };
    let before = old.unit(before_at);
    let parent = |chart: &Chart, unit: Option<UnitIndex>| unit.map(|at| chart.unit(at).id.clone());
    if parent(old, before.parent) != parent(new, now.parent) {
        return Some(Change::Moved);
    }
    if before.name != now.name || before.acronym != now.acronym {
        return Some(Change::Renamed);
    }
    (Said::of(old, before_at) != Said::of(new, at)).then_some(Change::Reworded)
}

/// Content of a unit besides its name and place, with ids in place of indices, which differ between charts.
#[derive(PartialEq)]
struct Said<'a> {
    kind: &'a str,
    count: Count,
    cite: &'a [Citation],
    posts: Vec<SaidOfPost<'a>>,
    functions: Vec<&'a Statement>,
    provisions: &'a [Statement],
    notes: &'a [Statement],
    basis: Option<&'a Statement>,
    states: (Position, Option<Status>, Option<Arrangement>),
    headcount: Option<Number>,
    link: Option<&'a str>,
    also_named: &'a [Text],
    fields: Vec<SaidOfField<'a>>,
}

/// Declared field by id, with its value, or the id of a choice.
type SaidOfField<'a> = (&'a str, Result<&'a FieldValue, &'a str>);

#[derive(PartialEq)]
struct SaidOfPost<'a> {
    id: Option<&'a str>,
    title: &'a Text,
    rank: Option<&'a Text>,
    reports_to: Vec<&'a str>,
    cite: &'a [Citation],
    duties: &'a [Statement],
    holders: &'a [Person],
    status: Option<Status>,
    count: Count,
    fte: Option<Number>,
    fields: Vec<SaidOfField<'a>>,
}

impl<'a> Said<'a> {
    fn of(chart: &'a Chart, at: UnitIndex) -> Self {
        let unit = chart.unit(at);
        let post = |post: &'a Post| SaidOfPost {
            id: post.id.as_deref(),
            title: &post.title,
            rank: post.rank.as_ref(),
            reports_to: ids(chart, &post.reports_to),
            cite: &post.cite,
            duties: &post.duties,
            holders: &post.holders,
            status: post.status,
            count: post.count,
            fte: post.fte,
            fields: fields(chart, &post.fields),
        };
        Self {
            kind: &chart.kind(unit.kind).id,
            count: unit.count,
            cite: &unit.cite,
            posts: unit.head.iter().chain(&unit.posts).map(post).collect(),
            functions: chart.functions(at).into_iter().map(|held| held.statement).collect(),
            provisions: &unit.provisions,
            notes: &unit.notes,
            basis: unit.basis.as_deref(),
            states: (unit.position, unit.status, unit.layout),
            headcount: unit.headcount,
            link: unit.link.as_deref(),
            also_named: &unit.also_named,
            fields: fields(chart, &unit.fields),
        }
    }
}

fn fields<'a>(chart: &'a Chart, entries: &'a [FieldEntry]) -> Vec<SaidOfField<'a>> {
    let said = |entry: &'a FieldEntry| {
        let declared = &chart.fields()[entry.declaration as usize];
        let value = match &entry.value {
            FieldValue::Choice(at) => Err(declared.values[*at as usize].id.as_str()),
            value => Ok(value),
        };
        (declared.id.as_str(), value)
    };
    entries.iter().map(said).collect()
}

fn ids<'a>(chart: &'a Chart, parties: &[Party]) -> Vec<&'a str> {
    parties.iter().map(|&party| chart.party_id(party)).collect()
}
