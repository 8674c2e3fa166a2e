//! Which units a scene shows, and what stands for those that it does not show.

use std::collections::{HashMap, HashSet};

use super::build::SceneRequest;
use super::card::CardText;
use crate::layout::{Direction, LayoutNode};
use crate::model::{Chart, UnitIndex};

/// The units that a request shows, each before what is below it, siblings in order.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) units: Vec<UnitIndex>,
    parents: Vec<Option<u32>>,
    place: HashMap<UnitIndex, usize>,
    /// How many units are hidden below those under which any are.
    pub(super) hidden: HashMap<UnitIndex, usize>,
}

impl Shown {
    pub(super) fn new(chart: &Chart, request: &SceneRequest) -> Self {
        let roots = request.root.map_or_else(|| chart.roots().to_vec(), |root| vec![root]);
        Self::below(&roots, chart, request)
    }

    /// The branches of some units, which are in order.
    pub(super) fn below(roots: &[UnitIndex], chart: &Chart, request: &SceneRequest) -> Self {
        let mut shown = Self::default();
        let mut next: Vec<(UnitIndex, Option<u32>, u32)> =
            roots.iter().rev().map(|&root| (root, None, 0)).collect();
        while let Some((unit, parent, level)) = next.pop() {
            let at = shown.units.len();
            shown.place.insert(unit, at);
            shown.units.push(unit);
            shown.parents.push(parent);
            let children = &chart.unit(unit).children;
            let too_deep = request.depth.is_some_and(|depth| level >= depth);
            if too_deep || request.collapsed.contains(&unit) {
                if !children.is_empty() {
                    shown.hidden.insert(unit, chart.unit(unit).branch.len() - 1);
                }
            } else {
                let parent = u32::try_from(at).ok();
                next.extend(children.iter().rev().map(|&child| (child, parent, level + 1)));
            }
        }
        shown
    }

    /// The card that stands for a unit: its own, or that of its nearest superior that is shown.
    pub(super) fn card(&self, chart: &Chart, unit: UnitIndex) -> Option<usize> {
        // The shown units stand in preorder, and what is hidden comes right behind what stands for it.
        let place = chart.unit(unit).branch.start;
        let next = self.units.partition_point(|&shown| chart.unit(shown).branch.start <= place);
        let card = next.checked_sub(1)?;
        chart.unit(self.units[card]).branch.contains(&place).then_some(card)
    }

    /// Cards with their sizes; siblings at the end of their branch are made as wide as the widest.
    pub(super) fn nodes(&self, texts: &[CardText], direction: Direction) -> Vec<LayoutNode> {
        let mut nodes: Vec<LayoutNode> = self
            .parents
            .iter()
            .zip(texts)
            .map(|(&parent, text)| LayoutNode { parent, size: text.size() })
            .collect();
        let inner: HashSet<u32> = self.parents.iter().copied().flatten().collect();
        let is_leaf = |at: usize| u32::try_from(at).is_ok_and(|at| !inner.contains(&at));
        let mut widest: HashMap<Option<u32>, f32> = HashMap::new();
        for (_, node) in nodes.iter().enumerate().filter(|(at, _)| is_leaf(*at)) {
            let width = widest.entry(node.parent).or_default();
            *width = width.max(node.size.x);
        }
        for (at, node) in nodes.iter_mut().enumerate() {
            if is_leaf(at) {
                node.size.x = widest[&node.parent];
            } else if direction == Direction::Right {
                node.size.x = node.size.x.max(160.0);
            }
        }
        nodes
    }
}
