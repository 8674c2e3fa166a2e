//! Construction of the forest: parents and children, breaking of cycles, and lines in addition to the tree.

use std::collections::HashSet;
use std::sync::Arc;

use super::Validator;
use super::units::bytes_of;
use crate::diagnostic::{Argument, Code};
use crate::message;
use crate::model::tree::below;
use crate::model::{Party, Relation, RelationKind, Text, Unit, UnitIndex};

impl Validator<'_> {
    /// Links children to parents, breaks cycles, and computes depths. Returns the roots.
    pub(super) fn forest(&mut self, units: &mut [Unit], places: &[usize]) -> Vec<UnitIndex> {
        self.open_rings(units, places);
        let mut roots = Vec::new();
        for at in 0..units.len() {
            match units[at].parent {
                Some(parent) => units[parent.get()].children.push(UnitIndex::new(at)),
                None => roots.push(UnitIndex::new(at)),
            }
        }
        number_in_preorder(units, &roots);
        roots
    }

    fn open_rings(&mut self, units: &mut [Unit], places: &[usize]) {
        // The last walk that visited each unit; a walk that meets its own mark has followed a cycle.
        let mut seen = vec![usize::MAX; units.len()];
        for start in 0..units.len() {
            let mut at = start;
            while seen[at] == usize::MAX {
                seen[at] = start;
                match units[at].parent {
                    Some(parent) => at = parent.get(),
                    None => break,
                }
            }
            if seen[at] != start || units[at].parent.is_none() {
                continue;
            }
            let ring: Vec<usize> = std::iter::successors(Some(at), |&unit| {
                units[unit].parent.map(UnitIndex::get).filter(|&next| next != at)
            })
            .collect();
            self.ring(&ring, units, places);
            units[at].parent = None;
        }
    }

    fn ring(&mut self, ring: &[usize], units: &[Unit], places: &[usize]) {
        let names: Vec<&str> =
            ring.iter().chain(ring.first()).map(|&unit| units[unit].id.as_str()).collect();
        let unit = path!["units", places[ring[0]]];
        let path = below(&unit, path!["parent"]);
        let (message, hint) = if ring.len() == 1 {
            (
                message!("unit {0} is its own parent", names[0]),
                message!("name another unit, or omit the parent of a top-level unit"),
            )
        } else {
            (
                message!(
                    "the parents of these units form a cycle: {0}",
                    Argument::list(&names, " → ")
                ),
                message!(
                    "give one of them another parent, or none; until then, {0} is shown at top level",
                    names[0]
                ),
            )
        };
        self.problem(Code::Cycle, &path, message, hint);
    }

    /// Adds the lines for superiors in `reports_to` other than the post's own unit and its parent.
    pub(super) fn add_implied_relations(
        &mut self,
        units: &[Unit],
        places: &[usize],
        relations: &mut Vec<Relation>,
    ) {
        let known: HashSet<(Party, Party)> = relations
            .iter()
            .filter(|line| line.kind == RelationKind::ReportsTo)
            .map(|line| (line.from, line.to))
            .collect();
        let no_text = Arc::new(Text::default());
        for (at, unit) in units.iter().enumerate() {
            let index = UnitIndex::new(at);
            let head = unit.head.iter().map(|head| (Party::Unit(index), head));
            let posts = (0_u32..).zip(&unit.posts).map(|(at, post)| (Party::Post(index, at), post));
            for (from, post) in head.chain(posts) {
                let in_tree =
                    |to| to == Party::Unit(index) || unit.parent.map(Party::Unit) == Some(to);
                let is_new = |to: &&Party| !in_tree(**to) && !known.contains(&(from, **to));
                let lines = post.reports_to.iter().filter(is_new).count();
                if lines == 0 {
                    continue;
                }
                let field = if post.id.is_some() { "posts" } else { "head" };
                let bytes = bytes_of(&post.cite).saturating_mul(lines);
                let path = path!["units", places[at]];
                if !self.may_make_lines(lines, bytes, &below(&path, path![field])) {
                    continue;
                }
                relations.extend(post.reports_to.iter().filter(is_new).map(|&to| Relation {
                    from,
                    to,
                    kind: RelationKind::ReportsTo,
                    cite: Arc::clone(&post.cite),
                    text: Arc::clone(&no_text),
                }));
            }
        }
    }
}

/// Numbers the units of a forest in preorder, so that a branch is a range of numbers, and computes their depths.
pub(in crate::model) fn number_in_preorder(units: &mut [Unit], roots: &[UnitIndex]) {
    let mut preorder = Vec::with_capacity(units.len());
    let mut open: Vec<UnitIndex> = roots.iter().rev().copied().collect();
    while let Some(at) = open.pop() {
        let parent = units[at.get()].parent;
        let depth = parent.map_or(0, |parent| units[parent.get()].depth + 1);
        let number = UnitIndex::new(preorder.len()).0;
        preorder.push(at);
        let unit = &mut units[at.get()];
        unit.depth = depth;
        unit.branch = number..number + 1;
        open.extend(unit.children.iter().rev());
    }
    for at in preorder.into_iter().rev() {
        let unit = &units[at.get()];
        let (parent, end) = (unit.parent, unit.branch.end);
        if let Some(parent) = parent {
            let branch = &mut units[parent.get()].branch;
            branch.end = branch.end.max(end);
        }
    }
}
