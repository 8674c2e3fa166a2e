//! Cache of names for low zoom: each is shaped once, a few per frame.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::Arc;

use egui::{Rangef, Rect, Vec2};

use crate::model::UnitIndex;
use crate::scene::text::Shaper;
use crate::scene::theme::{Color, Theme};
use crate::scene::{
    Card, FarName, IndexedScene, SceneItem, Stub, far_name, largest_size, name_of, pill, short_name,
};

/// Type sizes of names on pills, in points of the scene, smallest first.
const PILL_SIZES: [f32; 12] =
    [14.0, 15.0, 16.0, 18.0, 20.0, 23.0, 26.0, 30.0, 36.0, 44.0, 54.0, 66.0];
/// Gap between an enlarged pill and adjacent elements, in points of the scene.
const PILL_GAP: f32 = 6.0;
/// Maximum distance by which a pill is enlarged, in points of the scene.
const PILL_REACH: f32 = 500.0;
/// Maximum number of cards whose names are compared for a common size.
const MAX_COMPARED: usize = 300;
/// Maximum number of names shaped in one frame: less than a millisecond.
const MAX_NEW_NAMES: usize = 50;

/// Names of a stage that have been visible so far.
pub(super) struct ShortNames {
    stage: Arc<IndexedScene>,
    shaper: Shaper,
    cards: HashMap<UnitIndex, Vec<SceneItem>>,
    /// Full names on cards without other text.
    names: HashMap<UnitIndex, FarName>,
    /// Type size that the names of most cards share; `None` until it is known, infinite for charts with too many cards
    /// to determine it.
    common_size: Option<f32>,
    /// Pills by index and index of the type size.
    pills: HashMap<(usize, usize), Option<[SceneItem; 2]>>,
    /// Number of names shaped for this picture.
    new: usize,
}

impl ShortNames {
    /// The cache for a stage, with the per-picture counter reset.
    pub(super) fn of<'a>(kept: &'a mut Option<Self>, stage: &Arc<IndexedScene>) -> &'a mut Self {
        let known = kept.take().filter(|names| Arc::ptr_eq(&names.stage, stage));
        let names = kept.insert(known.unwrap_or_else(|| Self {
            stage: Arc::clone(stage),
            shaper: Shaper::new(stage.scene.fonts.clone()),
            cards: HashMap::new(),
            names: HashMap::new(),
            common_size: None,
            pills: HashMap::new(),
            new: 0,
        }));
        names.new = 0;
        names
    }

    /// A pill, by its index, with its name at a type size of at least `least`; `None` if there is no room, or if it has
    /// to wait for a later picture.
    pub(super) fn pill(
        &mut self,
        (at, end): (usize, &Stub),
        least: f32,
        theme: &Theme,
    ) -> Option<&[SceneItem; 2]> {
        let step = PILL_SIZES.iter().position(|&size| size >= least)?;
        let shaper = &self.shaper;
        let stage = &self.stage;
        let name = || pill(shaper, (end, free_around(stage, end.rect)), PILL_SIZES[step], theme);
        shaped(&mut self.pills, &mut self.new, (at, step), name)?.as_ref()
    }

    /// A card's full name, as large as fits, but no larger than the names of most cards, unless it is a head; `None` if
    /// it has to wait for a later picture.
    pub(super) fn name(&mut self, card: &Card, items: &[SceneItem]) -> Option<&FarName> {
        let common = self.common_size();
        let shaper = &self.shaper;
        let name = || {
            let name = name_of(items);
            let largest = largest_size(shaper, card, &name);
            let size = if card.is_head { largest } else { largest.min(common) };
            far_name(shaper, card, &name, size)
        };
        shaped(&mut self.names, &mut self.new, card.unit, name)
    }

    /// The size that limits most names, so that few of them are smaller.
    fn common_size(&mut self) -> f32 {
        if let Some(known) = self.common_size {
            return known;
        }
        let mut sizes = Vec::new();
        if self.stage.cards.len() <= MAX_COMPARED {
            for card in self.stage.cards.iter().filter(|card| !card.is_head) {
                if let Some((_, items)) = self.stage.find(card.unit) {
                    sizes.push(largest_size(&self.shaper, card, &name_of(items)));
                }
            }
            sizes.sort_by(f32::total_cmp);
        }
        let common = sizes.get(sizes.len() * 15 / 100).copied().unwrap_or(f32::INFINITY);
        *self.common_size.insert(common)
    }

    /// The lines of a card's short name; `None` if it has to wait for a later picture.
    pub(super) fn card(&mut self, card: &Card, color: Color) -> Option<&[SceneItem]> {
        let shaper = &self.shaper;
        let name = || short_name(shaper, card, color);
        shaped(&mut self.cards, &mut self.new, card.unit, name).map(Vec::as_slice)
    }
}

/// Area around a pill without cards, up to halfway to other pills.
fn free_around(stage: &IndexedScene, pill: Rect) -> Rect {
    let mut free = pill.expand(PILL_REACH);
    let cards = stage.cards_in(free).into_iter().map(|(card, _)| card.rect.expand(PILL_GAP));
    let halfway = |rect: Rect| {
        let aside = Vec2::new(apart(rect.x_range(), pill.x_range()), 0.0);
        rect.expand2(((aside + Vec2::splat(PILL_GAP)) / 2.0).max(Vec2::ZERO))
    };
    let others = stage.stubs.iter().map(|stub| stub.rect).filter(|&rect| rect != pill);
    let mut met: Vec<Rect> = cards.chain(others.map(halfway)).collect();
    // The nearest first: it may exclude others.
    met.sort_by(|a, b| {
        a.distance_sq_to_pos(pill.center()).total_cmp(&b.distance_sq_to_pos(pill.center()))
    });
    for rect in met {
        if !rect.intersects(free) {
            continue;
        }
        let beside = rect.y_range().max > pill.min.y && rect.y_range().min < pill.max.y;
        if beside && rect.center().x < pill.center().x {
            free.min.x = free.min.x.max(rect.max.x);
        } else if beside {
            free.max.x = free.max.x.min(rect.min.x);
        } else if rect.center().y < pill.center().y {
            free.min.y = free.min.y.max(rect.max.y);
        } else {
            free.max.y = free.max.y.min(rect.min.y);
        }
    }
    free
}

/// Distance between two ranges; 0 if they overlap.
fn apart(a: Rangef, b: Rangef) -> f32 {
    (a.min - b.max).max(b.min - a.max).max(0.0)
}

/// A cached value, or a new one if the picture may shape another.
fn shaped<'a, K: Eq + Hash, V>(
    known: &'a mut HashMap<K, V>,
    new: &mut usize,
    key: K,
    shape: impl FnOnce() -> V,
) -> Option<&'a V> {
    match known.entry(key) {
        Entry::Occupied(found) => Some(found.into_mut()),
        Entry::Vacant(_) if *new == MAX_NEW_NAMES => None,
        Entry::Vacant(vacant) => {
            *new += 1;
            Some(vacant.insert(shape()))
        }
    }
}
