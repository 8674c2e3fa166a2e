//! Animated transition of cards between two layouts.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use egui::{Rect, Vec2};

use super::Drawn;
use super::camera::{Camera, MOTION_SECONDS, eased};
use super::remap::{Pace, UnitRemap};
use crate::model::UnitIndex;
use crate::scene::IndexedScene;

/// Maximum number of visible cards that are animated.
const MAX_CARDS: usize = 1_500;
/// Duration of a transition between editions, in seconds: long enough to follow a card.
const JOURNEY_SECONDS: f64 = 0.7;

/// A transition.
#[derive(Clone, Debug)]
pub(super) struct Transition {
    /// Initial offset of each card from its final position, in points of the scene.
    from: HashMap<UnitIndex, Vec2>,
    /// Cards that fade in at their position.
    coming: HashSet<UnitIndex>,
    /// Cards of the last picture that fade out.
    leaving: Vec<Leaving>,
    /// The stage of the last picture.
    old: Arc<IndexedScene>,
    /// Progress at the start, where it goes on from a held one.
    start_part: f32,
    start_seconds: f64,
    duration_seconds: f64,
}

/// Clock of transitions.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Clock {
    /// They run by themselves.
    #[default]
    Running,
    /// They are held at a progress from 0 to 1.
    Held(f32),
    /// They run on from a progress.
    Resuming(f32),
}

impl Clock {
    /// The progress that is not that of time.
    pub(super) const fn part(self) -> Option<f32> {
        match self {
            Self::Running => None,
            Self::Held(part) | Self::Resuming(part) => Some(part),
        }
    }
}

/// A card of the last picture that fades out, at its former position or on the way to its successor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaving {
    /// The unit, by its former index.
    pub(super) unit: UnitIndex,
    /// Initial and final offset from its position in the old scene, in points of the scene.
    offsets: [Vec2; 2],
}

impl Leaving {
    pub(super) fn shift(&self, part: f32) -> Vec2 {
        let [start, end] = self.offsets;
        start + (end - start) * part
    }
}

impl Transition {
    /// The transition from the last picture to another stage and camera. A new card starts from its nearest previously
    /// visible ancestor.
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
        let is_journey = renumbered.is_some_and(|numbers| numbers.pace == Pace::Journey);
        let old_units = old_cards.iter().filter_map(|(card, _)| now(card.unit));
        let units = cards.iter().map(|(card, _)| card.unit).chain(old_units);
        // A new unit starts from the nearest previously visible ancestor, unless it fades in.
        let reach = if is_journey { 1 } else { usize::MAX };
        let shift = |unit: UnitIndex| {
            let to = stage.card(unit)?.rect.center();
            let from = std::iter::successors(Some(unit), |&unit| stage.parent(unit))
                .take(reach)
                .find_map(|unit| old.card(was(unit)?))?;
            let from = after.scene(before.screen(from.rect.center()));
            (from.distance(to) > 0.5).then_some((unit, from - to))
        };
        let from: HashMap<UnitIndex, Vec2> = units.filter_map(shift).collect();
        let (mut coming, mut leaving) = (HashSet::new(), Vec::new());
        if is_journey {
            let is_new = |unit: &UnitIndex| was(*unit).is_none_or(|unit| old.card(unit).is_none());
            coming.extend(cards.iter().map(|(card, _)| card.unit).filter(is_new));
            // Glyphs of other fonts cannot be drawn.
            let has_fonts = old.scene.fonts == stage.scene.fonts;
            for (card, _) in old_cards.iter().filter(|_| has_fonts) {
                let target = now(card.unit).and_then(|unit| Some((unit, stage.card(unit)?)));
                if target.is_some_and(|(unit, _)| was(unit) == Some(card.unit)) {
                    continue;
                }
                let centre = card.rect.center();
                let start = after.scene(before.screen(centre)) - centre;
                let end = target.map_or(start, |(_, target)| target.rect.center() - centre);
                leaving.push(Leaving { unit: card.unit, offsets: [start, end] });
            }
        }
        let is_still = from.is_empty() && coming.is_empty() && leaving.is_empty();
        let duration_seconds = if is_journey { JOURNEY_SECONDS } else { MOTION_SECONDS };
        let (old, start_seconds) = (Arc::clone(old), now_seconds);
        (!is_still).then_some(Self {
            from,
            coming,
            leaving,
            old,
            start_part: 0.0,
            start_seconds,
            duration_seconds,
        })
    }

    /// Goes on from a progress.
    pub(super) const fn resume(&mut self, part: f32, now_seconds: f64) {
        (self.start_part, self.start_seconds) = (part, now_seconds);
    }

    /// Progress from 0 to 1.
    pub(super) fn part(&self, now_seconds: f64) -> f32 {
        let left = 1.0 - self.start_part;
        let duration_seconds = self.duration_seconds * f64::from(left.max(0.01));
        eased((now_seconds - self.start_seconds) / duration_seconds).mul_add(left, self.start_part)
    }

    /// The units that move.
    pub(super) fn units(&self) -> impl Iterator<Item = UnitIndex> {
        self.from.keys().copied()
    }

    /// Offset of a card from its final position, in points of the scene.
    pub(super) fn shift(&self, unit: UnitIndex, part: f32) -> Vec2 {
        self.from.get(&unit).map_or(Vec2::ZERO, |&from| from * (1.0 - part))
    }

    /// Opacity of a card that fades, from 0 to 1.
    pub(super) fn faded(&self, unit: UnitIndex, part: f32) -> f32 {
        if self.coming.contains(&unit) { 1.0 - part } else { 0.0 }
    }

    /// Cards of the last picture that fade out, with its stage.
    pub(super) fn leaving(&self) -> (&IndexedScene, &[Leaving]) {
        (&self.old, &self.leaving)
    }
}
