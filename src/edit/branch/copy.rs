//! Copying branches of units, with new ids.

use std::collections::{BTreeMap, HashSet};

use super::super::record::{RecordEdits, items, one_or_several, strings};
use super::super::{Edits, free_id, line_end};
use super::{Destination, anchor, ids, place_beside};
use crate::model::{Chart, Places, UnitIndex};
use crate::syntax::{Tree, Value, string_literal};

/// Copies a branch to a destination, with new ids, and with updated references inside the branch. Also returns the id
/// of the copy; `None` if the text does not contain one of the units.
#[must_use]
pub fn copy_branch(
    text: &str,
    places: &Places,
    chart: &Chart,
    top: UnitIndex,
    to: Destination,
) -> Option<(Edits, String)> {
    let (behind, is_behind) = match to {
        Destination::Before(sibling) => (sibling, false),
        Destination::Behind(sibling) => (sibling, true),
        Destination::Under(parent) => {
            (chart.unit(parent).children.last().copied().unwrap_or(parent), true)
        }
        Destination::Top => (*chart.roots().last()?, true),
    };
    let index = place_beside(places, chart, behind, is_behind)?;
    let branch = ids(chart, top);
    let own = || places.units().iter().filter(|unit| branch.contains(unit.id.as_str()));
    let new_ids = copied_ids(chart, top, own().map(|unit| unit.id.as_str()));
    let parent = to.parent(chart).map(|parent| chart.unit(parent).id.as_str());
    let anchor = anchor(text, places.units(), index);
    let top = chart.unit(top).id.as_str();
    let copies: Vec<String> = own()
        .map(|unit| {
            let copy = Copied { new_ids: &new_ids, is_top: unit.id == top, parent };
            copy.of(&text[unit.span.clone()])
        })
        .collect();
    let indent = anchor.indentation.clone().unwrap_or_default();
    let between = if anchor.is_line { format!(",{}{indent}", line_end(text)) } else { ", ".into() };
    let edits = Edits(anchor.insertion(text, &copies.join(&between), false));
    Some((edits, new_ids.get(top)?.clone()))
}

/// The ids of units, posts, bodies and shared sets.
#[must_use]
pub fn taken_ids(chart: &Chart) -> HashSet<String> {
    let units = chart.units().iter().map(|unit| &unit.id);
    let posts = chart.units().iter().flat_map(|unit| &unit.posts);
    let posts = posts.filter_map(|post| post.id.as_ref());
    let bodies = chart.bodies().iter().map(|body| &body.id);
    let sets = chart.shared_sets().iter().map(|set| &set.id);
    units.chain(posts).chain(bodies).chain(sets).cloned().collect()
}

/// New ids for the units of a branch and their posts.
fn copied_ids<'c>(
    chart: &'c Chart,
    top: UnitIndex,
    units: impl Iterator<Item = &'c str>,
) -> BTreeMap<String, String> {
    let below = chart.descendants(top).into_iter().chain([top]);
    let posts = below.flat_map(|unit| &chart.unit(unit).posts);
    let posts = posts.filter_map(|post| post.id.as_deref());
    let all: Vec<&str> = units.chain(posts).collect();
    let mut taken = taken_ids(chart);
    let mut new = BTreeMap::new();
    for id in all {
        let free = free_id(id, 2, |id| taken.contains(id));
        taken.insert(free.clone());
        new.insert(id.to_owned(), free);
    }
    new
}

/// Copy of a unit with new ids and without predecessors.
struct Copied<'c> {
    new_ids: &'c BTreeMap<String, String>,
    /// Whether it is the top of the branch, whose parent changes.
    is_top: bool,
    parent: Option<&'c str>,
}

impl Copied<'_> {
    /// The text of the copy of a unit.
    fn of(&self, unit: &str) -> String {
        let tree = Tree::parse(unit);
        let Some(root) = tree.root() else { return unit.to_owned() };
        let mut edits = RecordEdits::new(&tree);
        edits.remove(root, "was");
        match (self.is_top, self.parent) {
            (false, _) => swap(&mut edits, root, "parent", self.new_ids),
            (true, None) => drop(edits.remove(root, "parent")),
            (true, Some(parent)) => drop(edits.set(root, "parent", &string_literal(parent))),
        }
        swap(&mut edits, root, "id", self.new_ids);
        let head = root.field("head").map(|head| head.value().inner());
        for post in items(Some(root), "posts").chain(head) {
            swap(&mut edits, post, "id", self.new_ids);
            swap(&mut edits, post, "reports_to", self.new_ids);
            forget_predecessors(&mut edits, post, "duties");
        }
        forget_predecessors(&mut edits, root, "functions");
        edits.finish().apply(unit)
    }
}

/// Replaces the ids in a field.
fn swap<'t, 'a>(
    edits: &mut RecordEdits<'t, 'a>,
    record: Value<'t, 'a>,
    field: &str,
    new_ids: &BTreeMap<String, String>,
) {
    let Some(field) = record.field(field) else { return };
    let new = strings(field.value()).into_iter().map(|id| new_ids.get(&id).cloned().unwrap_or(id));
    edits.replace(field.value(), &one_or_several(&new.collect::<Vec<_>>()));
}

fn forget_predecessors<'t, 'a>(edits: &mut RecordEdits<'t, 'a>, record: Value<'t, 'a>, list: &str) {
    for statement in items(Some(record), list) {
        edits.remove(statement, "was");
    }
}
