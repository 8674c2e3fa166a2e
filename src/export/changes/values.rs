//! Values of what changed, in the form of the JSON export: with them the new edition can be made from the old one.

use serde_json::{Map, Value, json};

use crate::editions::{Change, Comparison, Part, Shape, Subject, post_pairs, stated_lines};
use crate::export::json::{declared_value, unit_value};
use crate::model::{Chart, Party, Post, Relation, Unit, UnitIndex};

/// One of the two editions of a comparison.
#[derive(Clone, Copy)]
pub(super) enum Edition {
    Old,
    New,
}

impl Edition {
    const fn pick<T: Copy>(self, old: T, new: T) -> T {
        match self {
            Self::Old => old,
            Self::New => new,
        }
    }
}

/// Values of one edition, unit by unit.
pub(super) struct Values<'a> {
    chart: &'a Chart,
    edition: Edition,
    declared: Value,
    /// The unit whose values were asked for last.
    unit: Option<(UnitIndex, Value)>,
}

impl<'a> Values<'a> {
    pub(super) fn of(chart: &'a Chart, edition: Edition) -> Self {
        Self { chart, edition, declared: declared_value(chart), unit: None }
    }

    /// The part of a change in the edition, where its text does not say all of it.
    pub(super) fn get(&mut self, change: &Change) -> Option<Value> {
        let edition = self.edition;
        match change.subject {
            Subject::Unit(old, new) | Subject::Head(old, new) => {
                self.of_unit(change, edition.pick(old, new), None)
            }
            Subject::Post(old, new, places) => {
                let post = edition.pick(places.old, places.new);
                self.of_unit(change, edition.pick(old, new), post)
            }
            Subject::Organization => self.of_chart(change),
            Subject::Line { .. } => None,
        }
    }

    fn of_unit(&mut self, change: &Change, unit: UnitIndex, post: Option<usize>) -> Option<Value> {
        if self.unit.as_ref().is_none_or(|(known, _)| *known != unit) {
            self.unit = Some((unit, unit_value(self.chart, unit)));
        }
        let (_, whole) = self.unit.as_ref()?;
        let holder = match change.subject {
            Subject::Head(..) => &whole["head"],
            Subject::Post(..) => &whole["posts"][post?],
            _ => whole,
        };
        match change.part {
            Part::Field => Some(holder["fields"][change.key.as_str()].clone()),
            part => Some(holder[key_of(part)?].clone()),
        }
    }

    fn of_chart(&self, change: &Change) -> Option<Value> {
        let list = match change.part {
            Part::Source | Part::SourceFacts => "sources",
            Part::KindDeclared => "kinds",
            Part::FieldDeclared | Part::FieldFacts | Part::FieldChoice => "fields",
            Part::Languages => return Some(self.declared["languages"].clone()),
            part => return Some(self.declared[key_of(part)?].clone()),
        };
        let mut all = self.declared[list].as_array()?.iter();
        all.find(|it| it["id"] == change.key.as_str()).cloned()
    }
}

/// The key of a part of a unit, post or file in the JSON export; none of what its text says whole.
const fn key_of(part: Part) -> Option<&'static str> {
    match part {
        Part::Parent => Some("parent"),
        Part::Kind => Some("kind"),
        Part::Count => Some("count"),
        Part::AlsoNamed => Some("also_named"),
        Part::ReportsTo => Some("reports_to"),
        Part::Holder => Some("holders"),
        Part::Headcount => Some("headcount"),
        Part::Fte => Some("fte"),
        Part::SharedSet => Some("shared_functions"),
        Part::Provision => Some("provisions"),
        Part::Note => Some("notes"),
        _ => None,
    }
}

/// A unit that is no match of a single one, whole but for functions and duties, which stand in rows of their own.
pub(super) fn whole_unit(chart: &Chart, unit: UnitIndex) -> Value {
    let mut whole = unit_value(chart, unit);
    let drop_key = |value: &mut Value, key| drop(value.as_object_mut().map(|it| it.remove(key)));
    drop_key(&mut whole, "functions");
    drop_key(&mut whole["head"], "duties");
    for post in whole["posts"].as_array_mut().into_iter().flatten() {
        drop_key(post, "duties");
    }
    whole
}

/// Further posts of a unit that is one to one, where their number, order or ids differ: of each its id and its place
/// in the old edition.
pub(super) fn posts(old: &Unit, new: &Unit) -> Option<Value> {
    let pairs = post_pairs(old, new);
    let is_same = old.posts.len() == new.posts.len()
        && pairs
            .iter()
            .enumerate()
            .all(|(at, &before)| before == Some(at) && old.posts[at].id == new.posts[at].id);
    let row = |(post, before): (&Post, &Option<usize>)| json!({ "id": post.id, "old": before });
    (!is_same).then(|| new.posts.iter().zip(&pairs).map(row).collect())
}

/// References to the successors of units that were split, each whole, in place of those of the old edition.
pub(super) fn references(new: &Chart, comparison: &Comparison) -> Vec<Value> {
    let is_split = |unit: UnitIndex| comparison.of_new(unit).new.len() > 1;
    let is_to_split = |party: &Party| party.unit().is_some_and(is_split);
    let mut found = Vec::new();
    let kept = comparison.units.iter().filter(|group| group.shape() == Shape::Kept);
    for unit in kept.flat_map(|group| &group.new).map(|&unit| new.unit(unit)) {
        if let Some(parent) = unit.parent.filter(|&parent| is_split(parent)) {
            let parent = &new.unit(parent).id;
            found.push(json!({ "part": "parent", "unit": unit.id, "value": parent }));
        }
        let head = unit.head.iter().map(|head| (head, json!("head")));
        let posts = unit.posts.iter().enumerate().map(|(at, post)| (post, json!(at)));
        for (post, place) in head.chain(posts) {
            if post.reports_to.iter().any(is_to_split) {
                let to: Vec<&str> = post.reports_to.iter().map(|&it| new.party_id(it)).collect();
                let row =
                    json!({ "part": "reports_to", "unit": unit.id, "post": place, "value": to });
                found.push(row);
            }
        }
    }
    let is_at_split = |line: &&Relation| is_to_split(&line.from) || is_to_split(&line.to);
    for line in stated_lines(new).filter(is_at_split) {
        let mut row = Map::new();
        row.insert("part".into(), "relation".into());
        row.insert("from_id".into(), new.party_id(line.from).into());
        row.insert("to_id".into(), new.party_id(line.to).into());
        row.insert("id".into(), line.kind.word().into());
        row.insert("text".into(), super::json::text(&line.text));
        row.insert("cite".into(), super::json::cites(&line.cite));
        found.push(row.into());
    }
    found
}
