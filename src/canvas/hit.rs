//! What is under the pointer.

use egui::Pos2;

use crate::model::UnitIndex;
use crate::scene::Stage;

/// What is under a point of the scene.
#[derive(Clone, Copy)]
pub(super) enum Hit {
    Card(UnitIndex),
    Chip(UnitIndex),
}

impl Hit {
    pub(super) const fn unit(self) -> UnitIndex {
        match self {
            Self::Card(unit) | Self::Chip(unit) => unit,
        }
    }
}

/// The chip or card at a point of the scene; a chip lies over the card it belongs to.
pub(super) fn hit(stage: &Stage, at: Pos2) -> Option<Hit> {
    let chip = stage
        .units
        .iter()
        .find(|unit| stage.chips.get(unit).is_some_and(|chip| chip.expand(3.0).contains(at)));
    let card = || stage.units.iter().find(|unit| stage.cards[unit].contains(at));
    chip.map(|&unit| Hit::Chip(unit)).or_else(|| card().map(|&unit| Hit::Card(unit)))
}
