//! Short names on cards that are seen as blocks: broken into lines once, when first seen.

use std::collections::HashMap;
use std::sync::Arc;

use egui::Rect;

use crate::model::UnitIndex;
use crate::scene::text::{Weight, face};
use crate::scene::theme::Color;
use crate::scene::{Card, SceneItem, Stage};

/// The largest type size of a short name, in points of the scene.
pub(super) const LARGEST: f32 = SIZES[0];
/// Type sizes that are tried, largest first.
const SIZES: [f32; 3] = [32.0, 27.0, 22.0];
/// From baseline to baseline, for a type size of 1.
const LINE_HEIGHT: f32 = 1.2;
/// So many names may be broken into lines in one frame: in less than a millisecond.
const NEW_NAMES: usize = 50;

/// The short names of a stage's cards that were seen so far.
pub(super) struct ShortNames {
    stage: Arc<Stage>,
    items: HashMap<UnitIndex, Vec<SceneItem>>,
    /// In this picture.
    new: usize,
}

impl ShortNames {
    /// Those of a stage for another picture: the ones there are, or none yet.
    pub(super) fn of<'a>(kept: &'a mut Option<Self>, stage: &Arc<Stage>) -> &'a mut Self {
        let known = kept.take().filter(|names| Arc::ptr_eq(&names.stage, stage));
        let items = known.map_or_else(HashMap::new, |names| names.items);
        kept.insert(Self { stage: Arc::clone(stage), items, new: 0 })
    }

    /// The lines of a card's short name; none if it has to wait for a later picture.
    pub(super) fn items(&mut self, card: &Card, color: Color) -> Option<&[SceneItem]> {
        if !self.items.contains_key(&card.unit) {
            if self.new == NEW_NAMES {
                return None;
            }
            self.new += 1;
        }
        Some(self.items.entry(card.unit).or_insert_with(|| short_name(card, color)))
    }
}

/// A unit's short name in the middle of its card, in one or two lines, as large as it fits.
fn short_name(card: &Card, color: Color) -> Vec<SceneItem> {
    let room = card.rect.shrink(8.0);
    let (lines, size) = fitting_lines(&card.short_name, room);
    let (height, weight) = (size * LINE_HEIGHT, Weight::Medium);
    let top = room.center().y - height * rows(&lines) / 2.0 + height * 0.8;
    let baselines = std::iter::successors(Some(top), |above| Some(above + height));
    let line = |(words, baseline): (String, f32)| {
        let width = face(weight).width(&words, size);
        let origin = egui::pos2(room.center().x - width / 2.0, baseline);
        SceneItem::Text { origin, width, words, size, weight, color }
    };
    lines.into_iter().zip(baselines).map(line).collect()
}

/// A short name in one or two lines, as large as they fit the room there is; where even small ones do
/// not, the beginning of the name.
fn fitting_lines(short: &str, room: Rect) -> (Vec<String>, f32) {
    let lines = |size| face(Weight::Medium).lines(short, size, room.width(), 2);
    let whole = SIZES.into_iter().map(|size| (lines(size), size)).find(|(lines, size)| {
        let is_whole = !lines.iter().any(|line| line.ends_with('…'));
        is_whole && rows(lines) * size * LINE_HEIGHT <= room.height()
    });
    whole.unwrap_or_else(|| {
        let smallest = SIZES[SIZES.len() - 1];
        let most = if room.height() < 2.0 * smallest * LINE_HEIGHT { 1 } else { 2 };
        (face(Weight::Medium).lines(short, smallest, room.width(), most), smallest)
    })
}

fn rows(lines: &[String]) -> f32 {
    f32::from(u16::try_from(lines.len()).unwrap_or(u16::MAX))
}
