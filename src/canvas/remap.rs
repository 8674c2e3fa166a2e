//! Mapping of unit indices from one state of the chart to the next.

use std::collections::HashMap;

use super::camera_target::CameraTarget;
use super::{Canvas, Target};
use crate::model::UnitIndex;

/// Unit indices of the last picture and their current ones.
#[derive(Debug, Default)]
pub(super) struct UnitRemap {
    now: HashMap<UnitIndex, UnitIndex>,
    was: HashMap<UnitIndex, UnitIndex>,
}

impl UnitRemap {
    fn of(pairs: impl IntoIterator<Item = (UnitIndex, UnitIndex)>) -> Self {
        let now: HashMap<_, _> = pairs.into_iter().collect();
        let was = now.iter().map(|(&was, &now)| (now, was)).collect();
        Self { now, was }
    }

    /// The current index of a unit; `None` if it is gone.
    pub(super) fn now(&self, was: UnitIndex) -> Option<UnitIndex> {
        self.now.get(&was).copied()
    }

    /// The former index of a unit; `None` if it is new.
    pub(super) fn was(&self, now: UnitIndex) -> Option<UnitIndex> {
        self.was.get(&now).copied()
    }
}

impl Canvas {
    /// Maps the state to a new chart, given the former and the current index of each unit that is still
    /// there.
    pub fn renumber(&mut self, pairs: &HashMap<UnitIndex, UnitIndex>) {
        let now = |unit: UnitIndex| pairs.get(&unit).copied();
        self.hovered = self.hovered.and_then(now);
        self.hovered_lines.clear();
        self.menu_unit = self.menu_unit.and_then(now);
        self.anchor = self.anchor.and_then(|(unit, place)| Some((now(unit)?, place)));
        let target = |target: Target| match target {
            Target::Unit(unit) => now(unit).map(Target::Unit),
            Target::Body(_) => Some(target),
        };
        self.goal = self.goal.take().and_then(|goal| {
            Some(match goal {
                CameraTarget::Unit(unit) => CameraTarget::Unit(now(unit)?),
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
            None => UnitRemap::of(pairs.iter().map(|(&was, &now)| (was, now))),
            Some(before) => {
                UnitRemap::of(before.now.iter().filter_map(|(&was, &then)| Some((was, now(then)?))))
            }
        });
    }
}
