//! The document's bookmarks: the tree of the units.

use std::collections::HashMap;

use emath::Pos2;
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::outline::{Outline, OutlineNode};

use crate::model::{Chart, UnitIndex};
use crate::scene::Subject;

/// Levels below which bookmarks stand side by side: a tree may be deeper than a viewer's list, and
/// than what a writer may descend into.
const MAX_LEVELS: usize = 32;

/// The page of each unit, from 0, and where on it.
#[derive(Default)]
pub(super) struct Places(HashMap<UnitIndex, (usize, Pos2)>);

impl Places {
    /// Notes where something is, if it is a unit and not noted yet.
    pub(super) fn note(&mut self, subject: Subject, page: usize, place: Pos2) {
        if let Subject::Unit(unit) = subject {
            self.0.entry(unit).or_insert((page, place));
        }
    }

    pub(super) fn of(&self, unit: UnitIndex) -> Option<(usize, Pos2)> {
        self.0.get(&unit).copied()
    }
}

/// Bookmarks for all units that have a place, in the order of the tree.
pub(super) fn bookmarks(chart: &Chart, places: &Places, language: &str) -> Outline {
    let node = |unit: UnitIndex| {
        let (page, place) = places.of(unit)?;
        let first = chart.languages().first().map(String::as_str);
        let name = chart.unit(unit).name.get([language].into_iter().chain(first)).to_owned();
        let name = if name.is_empty() { chart.unit(unit).id.clone() } else { name };
        Some(OutlineNode::new(name, XyzDestination::new(page, Point::from_xy(place.x, place.y))))
    };
    let is_top = |unit: &UnitIndex| {
        let parent = chart.unit(*unit).parent;
        places.of(*unit).is_some() && parent.is_none_or(|parent| places.of(parent).is_none())
    };
    let mut outline = Outline::new();
    // The way from the top down to the node at hand; a node is closed into the one before it.
    let mut open: Vec<(usize, OutlineNode)> = Vec::new();
    let mut close = |open: &mut Vec<(usize, OutlineNode)>| {
        let Some((_, done)) = open.pop() else { return };
        match open.last_mut() {
            Some((_, parent)) => parent.push_child(done),
            None => outline.push_child(done),
        }
    };
    for top in chart.unit_indices().filter(is_top) {
        let top_depth = chart.unit(top).depth as usize;
        for unit in std::iter::once(top).chain(chart.descendants(top)) {
            let Some(node) = node(unit) else { continue };
            let level = (chart.unit(unit).depth as usize - top_depth).min(MAX_LEVELS);
            while open.last().is_some_and(|(above, _)| *above >= level) {
                close(&mut open);
            }
            open.push((level, node.with_open(level == 0)));
        }
        while !open.is_empty() {
            close(&mut open);
        }
    }
    outline
}
