//! Visible units of a scene.

use std::collections::{HashMap, HashSet};

use super::emphasis::Emphases;
use super::request::SceneRequest;
use super::upright::CardFace;
use crate::layout::{Direction, LayoutNode};
use crate::model::{Arrangement, Chart, Position, UnitIndex};

/// The units that a request shows, in preorder, staff before other siblings.
#[derive(Default)]
pub(super) struct VisibleUnits {
    pub(super) units: Vec<UnitIndex>,
    pub(super) parents: Vec<Option<u32>>,
    place: HashMap<UnitIndex, usize>,
    /// The number of hidden units below each unit that hides any.
    pub(super) hidden: HashMap<UnitIndex, usize>,
}

impl VisibleUnits {
    pub(super) fn new(chart: &Chart, request: &SceneRequest, emphases: &Emphases) -> Self {
        let roots = request.root.map_or_else(|| chart.roots().to_vec(), |root| vec![root]);
        Self::below(&roots, chart, request, emphases)
    }

    /// The branches of some ordered units.
    pub(super) fn below(
        roots: &[UnitIndex],
        chart: &Chart,
        request: &SceneRequest,
        emphases: &Emphases,
    ) -> Self {
        let mut shown = Self::default();
        let mut next: Vec<(UnitIndex, Option<u32>, u32)> =
            roots.iter().rev().map(|&root| (root, None, 0)).collect();
        while let Some((unit, parent, level)) = next.pop() {
            let at = shown.units.len();
            shown.place.insert(unit, at);
            shown.units.push(unit);
            shown.parents.push(parent);
            let mut children = chart.unit(unit).children.clone();
            children.retain(|&child| !emphases.hides(child));
            // Staff precedes other siblings.
            children.sort_by_key(|&child| chart.unit(child).position != Position::Staff);
            let too_deep = request.depth.is_some_and(|depth| level >= depth);
            if too_deep || request.collapsed.contains(&unit) {
                if !children.is_empty() {
                    let below = chart.descendants(unit).into_iter();
                    let below = below.filter(|&below| !emphases.hides(below)).count();
                    shown.hidden.insert(unit, below);
                }
            } else {
                let parent = u32::try_from(at).ok();
                next.extend(children.iter().rev().map(|&child| (child, parent, level + 1)));
            }
        }
        shown
    }

    /// The index of the card of a unit, or of its nearest visible ancestor.
    pub(super) fn card(&self, chart: &Chart, unit: UnitIndex) -> Option<usize> {
        let mut above = std::iter::successors(Some(unit), |&unit| chart.unit(unit).parent);
        above.find_map(|unit| self.place.get(&unit).copied())
    }

    /// The units with the indices of their parents.
    pub(super) fn placed(&self) -> impl Iterator<Item = (UnitIndex, Option<u32>)> {
        self.units.iter().copied().zip(self.parents.iter().copied())
    }

    /// The index of a unit's own card.
    pub(super) fn own_card(&self, unit: UnitIndex) -> Option<usize> {
        self.place.get(&unit).copied()
    }

    /// Whether each card is narrow with upright text, because an ancestor requests it for its branch.
    pub(super) fn upright(&self, chart: &Chart, direction: Direction) -> Vec<bool> {
        if direction == Direction::Right {
            return vec![false; self.units.len()];
        }
        let mut upright: Vec<bool> = Vec::with_capacity(self.units.len());
        for parent in &self.parents {
            upright.push(parent.is_some_and(|parent| {
                let unit = self.units[parent as usize];
                upright[parent as usize] || chart.unit(unit).layout == Some(Arrangement::Upright)
            }));
        }
        upright
    }

    /// Nodes with the sizes of the cards; sibling leaves are as wide as the widest of them, except upright ones.
    pub(super) fn nodes(&self, texts: &[CardFace], direction: Direction) -> Vec<LayoutNode> {
        let mut nodes: Vec<LayoutNode> = self
            .parents
            .iter()
            .zip(texts)
            .map(|(&parent, text)| LayoutNode { parent, size: text.size() })
            .collect();
        let inner: HashSet<u32> = self.parents.iter().copied().flatten().collect();
        let is_leaf = |at: usize| u32::try_from(at).is_ok_and(|at| !inner.contains(&at));
        let mut widest: HashMap<Option<u32>, f32> = HashMap::new();
        let is_level = |at: usize| matches!(texts[at], CardFace::Level(_));
        for (_, node) in nodes.iter().enumerate().filter(|(at, _)| is_leaf(*at)) {
            let width = widest.entry(node.parent).or_default();
            *width = width.max(node.size.x);
        }
        for (at, node) in nodes.iter_mut().enumerate().filter(|(at, _)| is_level(*at)) {
            if is_leaf(at) {
                node.size.x = widest[&node.parent];
            } else if direction == Direction::Right {
                node.size.x = node.size.x.max(160.0);
            }
        }
        nodes
    }
}
