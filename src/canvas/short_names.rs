//! Cache of names that are read from afar: shaped by the scene, each once, a few in each frame.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::Arc;

use crate::model::UnitIndex;
use crate::scene::text::Shaper;
use crate::scene::theme::Color;
use crate::scene::{
    Card, FarName, IndexedScene, SceneItem, Stub, far_name, largest_size, name_of, pill_name,
    short_name,
};

/// Type sizes of names on pills, in points of the scene, smallest first.
const PILL_SIZES: [f32; 7] = [14.0, 15.0, 16.0, 18.0, 20.0, 23.0, 26.0];
/// Maximum number of cards whose names are compared for a common size.
const MAX_COMPARED: usize = 300;
/// Maximum number of names shaped in one frame: less than a millisecond.
const MAX_NEW_NAMES: usize = 50;

/// The names of a stage that were visible so far.
pub(super) struct ShortNames {
    stage: Arc<IndexedScene>,
    shaper: Shaper,
    cards: HashMap<UnitIndex, Vec<SceneItem>>,
    /// Whole names on cards without other text.
    names: HashMap<UnitIndex, FarName>,
    /// Type size that the names of most cards have in common; `None` until it is known, infinite for charts
    /// with too many cards to find it.
    common_size: Option<f32>,
    /// By the index of the pill and of its type size.
    pills: HashMap<(usize, usize), Option<SceneItem>>,
    /// Number of names shaped for this picture.
    new: usize,
}

impl ShortNames {
    /// The cache for a stage, with none of the picture's names shaped.
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

    /// The name of a pill, by its index, at a type size of at least `least`; `None` if it has no room, or has
    /// to wait for a later picture.
    pub(super) fn pill(
        &mut self,
        (at, end): (usize, &Stub),
        least: f32,
        color: Color,
    ) -> Option<&SceneItem> {
        let step = PILL_SIZES.iter().position(|&size| size >= least)?;
        let shaper = &self.shaper;
        let name = || pill_name(shaper, end, PILL_SIZES[step], color);
        shaped(&mut self.pills, &mut self.new, (at, step), name)?.as_ref()
    }

    /// A card's whole name, as large as it fits, and no larger than the names of most cards but for heads;
    /// `None` if it has to wait for a later picture.
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

    /// The size below which the names of few cards have to be.
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

/// A value of a cache, or a new one while the picture may have another.
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
