//! Mapping of unit indices from one state of the chart to the next.

use std::collections::HashMap;

use super::camera_target::CameraTarget;
use super::{Canvas, Target};
use crate::model::UnitIndex;

/// Pace of a transition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Pace {
    /// For reloading and folding.
    #[default]
    Quick,
    /// For changing the edition: splits and mergers fan out, new cards fade in, abolished ones fade out.
    Journey,
}

/// Mapping from unit indices of the last picture to current ones: a relation, not a map.
#[derive(Debug, Default)]
pub(super) struct UnitRemap {
    pairs: Vec<(UnitIndex, UnitIndex)>,
    now: HashMap<UnitIndex, UnitIndex>,
    was: HashMap<UnitIndex, UnitIndex>,
    pub(super) pace: Pace,
}

impl UnitRemap {
    fn of(mut pairs: Vec<(UnitIndex, UnitIndex)>, pace: Pace) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let (mut now, mut was) = (HashMap::new(), HashMap::new());
        for &(before, after) in &pairs {
            now.entry(before).or_insert(after);
            was.entry(after).or_insert(before);
        }
        Self { pairs, now, was, pace }
    }

    /// This mapping followed by another one.
    fn then(&self, next: &[(UnitIndex, UnitIndex)], pace: Pace) -> Self {
        let mut after: HashMap<UnitIndex, Vec<UnitIndex>> = HashMap::new();
        for &(then, now) in next {
            after.entry(then).or_default().push(now);
        }
        let now = |then| after.get(&then).into_iter().flatten().copied();
        let pairs = self.pairs.iter().flat_map(|&(was, then)| now(then).map(move |now| (was, now)));
        Self::of(pairs.collect(), pace)
    }

    /// The current index of a unit, the first of several; `None` if it was removed.
    pub(super) fn now(&self, was: UnitIndex) -> Option<UnitIndex> {
        self.now.get(&was).copied()
    }

    /// The former index of a unit, the first of several; `None` if it is new.
    pub(super) fn was(&self, now: UnitIndex) -> Option<UnitIndex> {
        self.was.get(&now).copied()
    }
}

impl Canvas {
    /// Maps the state to a new chart, given the former and the current index of each remaining unit.
    pub fn renumber(&mut self, pairs: &HashMap<UnitIndex, UnitIndex>) {
        let pairs: Vec<_> = pairs.iter().map(|(&was, &now)| (was, now)).collect();
        self.remap(&pairs, Pace::Quick);
    }

    /// Maps the state to the chart of another edition, given the former and the current indices of matching units; a
    /// split unit has several current ones, merged units have several former ones.
    pub fn travel(&mut self, pairs: &[(UnitIndex, UnitIndex)]) {
        self.remap(pairs, Pace::Journey);
    }

    fn remap(&mut self, pairs: &[(UnitIndex, UnitIndex)], pace: Pace) {
        let step = UnitRemap::of(pairs.to_vec(), pace);
        let now = |unit: UnitIndex| step.now(unit);
        self.hovered = self.hovered.and_then(now);
        self.hovered_lines.clear();
        self.menu_unit = self.menu_unit.and_then(now);
        self.drag = None;
        self.clicked_again = None;
        self.anchor = self.anchor.and_then(|(unit, place)| Some((now(unit)?, place)));
        let target = |target: Target| match target {
            Target::Unit(unit) => now(unit).map(Target::Unit),
            Target::Body(_) => Some(target),
        };
        self.goal = self.goal.take().and_then(|goal| {
            Some(match goal {
                CameraTarget::Unit(unit) => CameraTarget::Unit(now(unit)?),
                CameraTarget::Readable(unit) => CameraTarget::Readable(now(unit)?),
                CameraTarget::InView(seen) => CameraTarget::InView(target(seen)?),
                CameraTarget::Targets(all) => {
                    CameraTarget::Targets(all.into_iter().filter_map(target).collect())
                }
                CameraTarget::Branch(unit) => CameraTarget::Branch(now(unit)?),
                CameraTarget::Whole | CameraTarget::Zoom(_) => goal,
            })
        });
        // The next picture compares with the state before the first of several changes.
        self.renumbered = Some(match &self.renumbered {
            None => step,
            Some(before) => before.then(pairs, pace),
        });
    }
}
