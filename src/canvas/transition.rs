//! Animated transition of cards between two layouts.

use std::collections::HashMap;

use egui::{Rect, Vec2};

use super::Drawn;
use super::camera::{Camera, MOTION_SECONDS, eased};
use super::remap::UnitRemap;
use crate::model::UnitIndex;
use crate::scene::IndexedScene;

/// Maximum number of visible cards that are animated.
const MAX_CARDS: usize = 1_500;

/// A transition.
#[derive(Clone, Debug)]
pub(super) struct Transition {
    /// Initial offset of each card from its final place, in points of the scene.
    from: HashMap<UnitIndex, Vec2>,
    start_seconds: f64,
}

impl Transition {
    /// The transition from the last picture to another stage and camera. A new card starts from its nearest
    /// superior that was shown.
    pub(super) fn new(
        last: &Drawn,
        renumbered: Option<&UnitRemap>,
        stage: &IndexedScene,
        camera: Camera,
        rect: Rect,
        now_seconds: f64,
    ) -> Option<Self> {
        let (before, after) = (last.camera.projector(last.rect), camera.projector(rect));
        let old = &last.view.stage;
        let cards = stage.cards_in(after.visible());
        let old_cards = old.cards_in(before.visible());
        if cards.len().max(old_cards.len()) > MAX_CARDS {
            return None;
        }
        let was = |unit| renumbered.map_or(Some(unit), |numbers| numbers.was(unit));
        let now = |unit| renumbered.map_or(Some(unit), |numbers| numbers.now(unit));
        let old_units = old_cards.iter().filter_map(|(card, _)| now(card.unit));
        let units = cards.iter().map(|(card, _)| card.unit).chain(old_units);
        let shift = |unit: UnitIndex| {
            let to = stage.card(unit)?.rect.center();
            let from = std::iter::successors(Some(unit), |&unit| stage.parent(unit))
                .find_map(|unit| old.card(was(unit)?))?;
            let from = after.scene(before.screen(from.rect.center()));
            (from.distance(to) > 0.5).then_some((unit, from - to))
        };
        let from: HashMap<UnitIndex, Vec2> = units.filter_map(shift).collect();
        (!from.is_empty()).then_some(Self { from, start_seconds: now_seconds })
    }

    /// Progress from 0 to 1.
    pub(super) fn part(&self, now_seconds: f64) -> f32 {
        eased((now_seconds - self.start_seconds) / MOTION_SECONDS)
    }

    /// The units that move.
    pub(super) fn units(&self) -> impl Iterator<Item = UnitIndex> {
        self.from.keys().copied()
    }

    /// Offset of a card from its final place, in points of the scene.
    pub(super) fn shift(&self, unit: UnitIndex, part: f32) -> Vec2 {
        self.from.get(&unit).map_or(Vec2::ZERO, |&from| from * (1.0 - part))
    }
}
