//! Bookmarks of a document: the tree of the units.

use std::collections::HashSet;
use std::ops::Range;

use emath::Pos2;
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::outline::{Outline, OutlineNode};

use crate::model::UnitIndex;
use crate::scene::handbook::Bookmark;
use crate::scene::structure::MAX_LEVELS;
use crate::scene::{Description, Group, Subject};

/// The bookmarks of a document's units.
#[derive(Default)]
pub(super) struct Bookmarks {
    known: HashSet<UnitIndex>,
    entries: Vec<Entry>,
}

/// Bookmark of a unit.
struct Entry {
    /// Range of the unit's branch in the chart's preorder.
    branch: Range<u32>,
    name: String,
    page: usize,
    place: Pos2,
}

impl Bookmarks {
    /// Adds the page of a group, from 0, and the position on it, if the group is a unit without a bookmark.
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
        let mut tree = Tree::default();
        let mut open: Vec<Range<u32>> = Vec::new();
        for Entry { branch, name, page, place } in self.entries {
            while open.last().is_some_and(|above| !above.contains(&branch.start)) {
                open.pop();
            }
            tree.push(open.len(), name, page, place);
            open.push(branch);
        }
        tree.finish()
    }
}

/// The bookmarks of a handbook, whose pages have the size of its scenes.
pub(super) fn of_book(bookmarks: &[Bookmark]) -> Outline {
    let mut tree = Tree::default();
    for Bookmark { level, name, page, place } in bookmarks {
        tree.push(*level, name.clone(), *page, *place);
    }
    tree.finish()
}

/// Outline under construction.
#[derive(Default)]
struct Tree {
    outline: Outline,
    /// The path from the top to the current node; a node is closed into the preceding one.
    open: Vec<OutlineNode>,
}

impl Tree {
    /// Adds a node below the last one with a lower level.
    fn push(&mut self, level: usize, name: String, page: usize, place: Pos2) {
        while self.open.len() > level.min(MAX_LEVELS) {
            self.close();
        }
        let place = XyzDestination::new(page, Point::from_xy(place.x, place.y));
        self.open.push(OutlineNode::new(name, place).with_open(self.open.is_empty()));
    }

    fn close(&mut self) {
        let Some(done) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(parent) => parent.push_child(done),
            None => self.outline.push_child(done),
        }
    }

    fn finish(mut self) -> Outline {
        while !self.open.is_empty() {
            self.close();
        }
        self.outline
    }
}
