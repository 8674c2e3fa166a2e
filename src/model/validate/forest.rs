//! Units joined to trees: parents and children, rings opened, and the lines beyond the tree.

use std::collections::HashSet;

use super::Validator;
use crate::diagnostic::{Argument, Code};
use crate::message;
use crate::model::{Party, Relation, RelationKind, Text, Unit, UnitIndex};

impl Validator {
    /// Joins children to parents, opens rings, and counts depths. Gives the roots.
    pub(super) fn forest(&mut self, units: &mut [Unit], places: &[usize]) -> Vec<UnitIndex> {
        self.open_rings(units, places);
        let mut roots = Vec::new();
        for at in 0..units.len() {
            match units[at].parent {
                Some(parent) => units[parent.get()].children.push(UnitIndex::new(at)),
                None => roots.push(UnitIndex::new(at)),
            }
        }
        let mut open = roots.clone();
        while let Some(unit) = open.pop() {
            let depth = units[unit.get()].depth + 1;
            for child in units[unit.get()].children.clone() {
                units[child.get()].depth = depth;
                open.push(child);
            }
        }
        roots
    }

    fn open_rings(&mut self, units: &mut [Unit], places: &[usize]) {
        // The walk that last came by; a walk that meets its own mark has gone round a ring.
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
        let path = path!["units", places[ring[0]], "parent"];
        let (message, hint) = if ring.len() == 1 {
            (
                message!("unit {0} names itself as its parent", names[0]),
                message!("name another unit, or no parent for one at top level"),
            )
        } else {
            (
                message!(
                    "these units are each other's parents: {0}",
                    Argument::list(&names, " → ")
                ),
                message!(
                    "give one of them another parent, or none; until then {0} stands at top level",
                    names[0]
                ),
            )
        };
        self.problem(Code::Cycle, &path, message, hint);
    }
}

/// Adds the lines that a head's `reports_to` beyond the post's own unit and its parent makes.
pub(super) fn add_implied_relations(units: &[Unit], relations: &mut Vec<Relation>) {
    let known: HashSet<(Party, Party)> = relations
        .iter()
        .filter(|line| line.kind == RelationKind::ReportsTo)
        .map(|line| (line.from, line.to))
        .collect();
    for (at, unit) in units.iter().enumerate() {
        let index = UnitIndex::new(at);
        let head = unit.head.iter().map(|head| (Party::Unit(index), head));
        let posts = (0_u32..).zip(&unit.posts).map(|(at, post)| (Party::Post(index, at), post));
        for (from, post) in head.chain(posts) {
            relations.extend(post.reports_to.iter().filter_map(|&to| {
                let in_tree = to == Party::Unit(index) || unit.parent.map(Party::Unit) == Some(to);
                (!in_tree && !known.contains(&(from, to))).then(|| Relation {
                    from,
                    to,
                    kind: RelationKind::ReportsTo,
                    cite: post.cite.clone(),
                    text: Text::default(),
                })
            }));
        }
    }
}
