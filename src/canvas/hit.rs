//! Hit testing.

use egui::{Pos2, Rect, Vec2};

use super::graph::{LINE_REACH, NodeTarget, VisibleGraph};
use crate::model::UnitIndex;
use crate::scene::{Card, IndexedScene, Stub};

/// Tolerance around a chip, in points of the scene.
pub(super) const CHIP_REACH: f32 = 3.0;

/// Maximum size of a chip including the tolerance, in points of the scene.
const MAX_CHIP_SIZE: f32 = 24.0;

/// Element under a point.
#[derive(Clone, Copy)]
pub(super) enum Hit<'a> {
    Card(UnitIndex),
    Chip(UnitIndex),
    /// A stub.
    Stub(&'a Stub),
}

impl Hit<'_> {
    /// The unit whose card or chip it is.
    pub(super) const fn unit(self) -> Option<UnitIndex> {
        match self {
            Self::Card(unit) | Self::Chip(unit) => Some(unit),
            Self::Stub(_) => None,
        }
    }
}

/// A point on the screen and in the scene.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) on_screen: Pos2,
    pub(super) in_scene: Pos2,
    pub(super) zoom: f32,
}

/// The element at a point: a visible node or, if cards are one mesh, a result of the scene's index of cards.
pub(super) fn hit<'a>(
    visible: &VisibleGraph,
    stage: &'a IndexedScene,
    at: Place,
) -> Option<Hit<'a>> {
    match visible.node_at(at.on_screen)? {
        NodeTarget::Card(unit) => Some(Hit::Card(unit)),
        NodeTarget::Chip(unit) => Some(Hit::Chip(unit)),
        NodeTarget::Stub(at) => stage.stubs.get(at).map(Hit::Stub),
        NodeTarget::Field => card_at(stage, at.in_scene),
        NodeTarget::Nothing => None,
    }
}

/// The lines at a point, by index among the chart's relations: visible edges or, if lines are one edge, results of the
/// scene's index of lines.
pub(super) fn lines_at(visible: &VisibleGraph, stage: &IndexedScene, at: Place) -> Vec<u32> {
    if visible.node_at(at.on_screen) == Some(NodeTarget::Field) {
        let lines = stage.lines_at(at.in_scene, LINE_REACH / at.zoom);
        return lines.iter().map(|line| line.relation).collect();
    }
    visible.relations_at(at.on_screen)
}

/// The chip or card at a point of the scene; a chip is above its card.
fn card_at(stage: &IndexedScene, at: Pos2) -> Option<Hit<'_>> {
    let near = stage.cards_in(Rect::from_center_size(at, Vec2::splat(2.0 * MAX_CHIP_SIZE)));
    let has_chip_here =
        |card: &&Card| card.chip.is_some_and(|chip| chip.expand(CHIP_REACH).contains(at));
    let cards = || near.iter().map(|&(card, _)| card);
    let chip = cards().find(has_chip_here).map(|card| Hit::Chip(card.unit));
    chip.or_else(|| cards().find(|card| card.rect.contains(at)).map(|card| Hit::Card(card.unit)))
}
