//! Bookmarks of a document: the tree of the units.

use std::collections::HashSet;
use std::ops::Range;

use emath::Pos2;
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::outline::{Outline, OutlineNode};

use crate::model::UnitIndex;
use crate::scene::{Description, Group, Subject};

/// Levels below which bookmarks are side by side: a tree may be deeper than a viewer's list, and
/// than what a writer may descend into.
const MAX_LEVELS: usize = 32;

/// The bookmarks of a document's units.
#[derive(Default)]
pub(super) struct Bookmarks {
    known: HashSet<UnitIndex>,
    entries: Vec<Entry>,
}

/// A unit with a bookmark.
struct Entry {
    /// Range of the unit's branch in the chart's preorder.
    branch: Range<u32>,
    name: String,
    page: usize,
    place: Pos2,
}

impl Bookmarks {
    /// Adds the page of a group, from 0, and the place on it if the group is a unit without a bookmark.
    pub(super) fn add(&mut self, group: &Group, page: usize, place: Pos2) {
        let Subject::Unit(unit) = group.subject else { return };
        if !self.known.insert(unit) {
            return;
        }
        if let Some(Description::Unit { id, name, branch, .. }) = group.description.as_deref() {
            let name = if name.is_empty() { id } else { name };
            let (branch, name) = (branch.clone(), name.clone());
            self.entries.push(Entry { branch, name, page, place });
        }
    }

    /// The bookmarks as a tree, in the order of the chart.
    pub(super) fn outline(mut self) -> Outline {
        self.entries.sort_by_key(|entry| entry.branch.start);
        let mut outline = Outline::new();
        // The way from the top down to the node at hand; a node is closed into the one before it.
        let mut open: Vec<(Range<u32>, OutlineNode)> = Vec::new();
        let mut close = |open: &mut Vec<(Range<u32>, OutlineNode)>| {
            let Some((_, done)) = open.pop() else { return };
            match open.last_mut() {
                Some((_, parent)) => parent.push_child(done),
                None => outline.push_child(done),
            }
        };
        for Entry { branch, name, page, place } in self.entries {
            let is_outside = |(above, _): &(Range<u32>, _)| !above.contains(&branch.start);
            while open.last().is_some_and(is_outside) || open.len() > MAX_LEVELS {
                close(&mut open);
            }
            let place = XyzDestination::new(page, Point::from_xy(place.x, place.y));
            let node = OutlineNode::new(name, place).with_open(open.is_empty());
            open.push((branch, node));
        }
        while !open.is_empty() {
            close(&mut open);
        }
        outline
    }
}
