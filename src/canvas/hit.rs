//! What is under the pointer.

use egui::{Pos2, Rect};

use crate::model::UnitIndex;
use crate::scene::{Card, Elsewhere, Stage};

/// How far a chip reaches beyond its card, in points of the scene, with room for clumsy fingers.
const CHIP_REACH: f32 = 24.0;

/// What is under a point of the scene.
#[derive(Clone, Copy)]
pub(super) enum Hit<'a> {
    Card(UnitIndex),
    Chip(UnitIndex),
    /// The end of a line that has no card.
    Elsewhere(&'a Elsewhere),
}

impl Hit<'_> {
    /// The unit whose card or chip it is.
    pub(super) const fn unit(self) -> Option<UnitIndex> {
        match self {
            Self::Card(unit) | Self::Chip(unit) => Some(unit),
            Self::Elsewhere(_) => None,
        }
    }
}

/// The chip or card at a point of the scene; a chip lies over the card it belongs to.
pub(super) fn hit(stage: &Stage, at: Pos2) -> Option<Hit<'_>> {
    let near = stage.cards_in(Rect::from_center_size(at, egui::Vec2::splat(2.0 * CHIP_REACH)));
    let has_chip_here = |card: &&Card| card.chip.is_some_and(|chip| chip.expand(3.0).contains(at));
    let cards = || near.iter().map(|&(card, _)| card);
    let chip = cards().find(has_chip_here).map(|card| Hit::Chip(card.unit));
    let card = || cards().find(|card| card.rect.contains(at)).map(|card| Hit::Card(card.unit));
    let elsewhere = || stage.elsewhere.iter().find(|it| it.rect.contains(at)).map(Hit::Elsewhere);
    chip.or_else(card).or_else(elsewhere)
}

/// How near to a line the pointer must be, in points of the screen.
const LINE_REACH: f32 = 3.0;

/// The lines besides the tree at a point of the scene, by their places among the chart's relations.
pub(super) fn lines_at(stage: &Stage, at: Pos2, zoom: f32) -> Vec<u32> {
    stage.lines_at(at, LINE_REACH / zoom).iter().map(|line| line.relation).collect()
}
