//! The numbers of the units in another state of the chart, so that what is on screen stays with its
//! unit.

use std::collections::HashMap;

use super::goal::Goal;
use super::{Canvas, Target};
use crate::model::UnitIndex;

/// Which unit of what was drawn last is which one now; without this each keeps its number.
#[derive(Debug, Default)]
pub(super) struct Renumbering {
    now: HashMap<UnitIndex, UnitIndex>,
    was: HashMap<UnitIndex, UnitIndex>,
}

impl Renumbering {
    fn of(pairs: impl IntoIterator<Item = (UnitIndex, UnitIndex)>) -> Self {
        let now: HashMap<_, _> = pairs.into_iter().collect();
        let was = now.iter().map(|(&was, &now)| (now, was)).collect();
        Self { now, was }
    }

    /// The number that a unit has now; none for one that is gone.
    pub(super) fn now(&self, was: UnitIndex) -> Option<UnitIndex> {
        self.now.get(&was).copied()
    }

    /// The number that a unit had; none for one that is new.
    pub(super) fn was(&self, now: UnitIndex) -> Option<UnitIndex> {
        self.was.get(&now).copied()
    }
}

impl Canvas {
    /// The chart is another one now, in which units have other numbers: each unit that is still
    /// there, by the number it had and the one it has.
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
                Goal::Unit(unit) => Goal::Unit(now(unit)?),
                Goal::InView(seen) => Goal::InView(target(seen)?),
                Goal::Targets(all) => Goal::Targets(all.into_iter().filter_map(target).collect()),
                Goal::Branch(unit) => Goal::Branch(now(unit)?),
                Goal::Whole | Goal::Zoom(_) => goal,
            })
        });
        // Of two changes before the next picture, the picture knows the state before the first.
        self.renumbered = Some(match &self.renumbered {
            None => Renumbering::of(pairs.iter().map(|(&was, &now)| (was, now))),
            Some(before) => Renumbering::of(
                before.now.iter().filter_map(|(&was, &then)| Some((was, now(then)?))),
            ),
        });
    }
}
