//! Short names on cards that are seen as blocks, and names on pills and chips: broken into lines
//! once, when first seen.

use std::collections::HashMap;
use std::sync::Arc;

use egui::Rect;

use crate::model::UnitIndex;
use crate::scene::text::{FontSet, Weight};
use crate::scene::theme::Color;
use crate::scene::{Card, Elsewhere, SceneItem, Stage};

/// The largest type size of a short name, in points of the scene.
pub(super) const LARGEST: f32 = SIZES[0];
/// Type sizes that are tried, largest first.
const SIZES: [f32; 3] = [32.0, 27.0, 22.0];
/// Type sizes of the names on pills, smallest first.
const PILL_SIZES: [f32; 5] = [16.0, 18.0, 20.0, 23.0, 26.0];
/// From baseline to baseline, for a type size of 1.
const LINE_HEIGHT: f32 = 1.2;
/// So many names may be broken into lines in one frame: in less than a millisecond.
const NEW_NAMES: usize = 50;

/// The short names of a stage's cards that were seen so far.
pub(super) struct ShortNames {
    stage: Arc<Stage>,
    items: HashMap<UnitIndex, Vec<SceneItem>>,
    /// The names on pills, by the pills' places and the places of their sizes.
    pills: HashMap<(usize, usize), SceneItem>,
    /// In this picture.
    new: usize,
}

impl ShortNames {
    /// Those of a stage for another picture: the ones there are, or none yet.
    pub(super) fn of<'a>(kept: &'a mut Option<Self>, stage: &Arc<Stage>) -> &'a mut Self {
        let known = kept.take().filter(|names| Arc::ptr_eq(&names.stage, stage));
        let (items, pills) = known.map(|names| (names.items, names.pills)).unwrap_or_default();
        kept.insert(Self { stage: Arc::clone(stage), items, pills, new: 0 })
    }

    /// A pill's name at a type size of so much at least; none where there is no room, or if it has to
    /// wait for a later picture.
    pub(super) fn pill(
        &mut self,
        (at, end): (usize, &Elsewhere),
        least: f32,
        color: Color,
    ) -> Option<&SceneItem> {
        let step = PILL_SIZES.iter().position(|&size| size >= least)?;
        let size = PILL_SIZES[step];
        if size * 1.1 > end.rect.height() {
            return None;
        }
        if !self.pills.contains_key(&(at, step)) {
            if self.new == NEW_NAMES {
                return None;
            }
            self.new += 1;
        }
        Some(
            self.pills
                .entry((at, step))
                .or_insert_with(|| pill_name(&self.stage.scene.fonts, end, size, color)),
        )
    }

    /// The lines of a card's short name; none if it has to wait for a later picture.
    pub(super) fn items(&mut self, card: &Card, color: Color) -> Option<&[SceneItem]> {
        if !self.items.contains_key(&card.unit) {
            if self.new == NEW_NAMES {
                return None;
            }
            self.new += 1;
        }
        Some(
            self.items
                .entry(card.unit)
                .or_insert_with(|| short_name(&self.stage.scene.fonts, card, color)),
        )
    }
}

/// A pill's name in one line, as much of it as there is room for.
fn pill_name(fonts: &FontSet, end: &Elsewhere, size: f32, color: Color) -> SceneItem {
    let (rect, weight) = (end.rect, Weight::Regular);
    let words = fonts.font(weight).lines(&end.name, size, rect.width() - size * 0.5, 1).concat();
    let width = fonts.font(weight).width(&words, size);
    let origin = rect.center() + egui::vec2(-width / 2.0, size * 0.35);
    SceneItem::Text { origin, width, words, size, weight, color }
}

/// A unit's short name in the middle of its card, in one or two lines, as large as it fits.
fn short_name(fonts: &FontSet, card: &Card, color: Color) -> Vec<SceneItem> {
    let room = card.rect.shrink(8.0);
    let (lines, size) = fitting_lines(fonts, &card.short_name, room);
    let (height, weight) = (size * LINE_HEIGHT, Weight::Medium);
    let top = room.center().y - height * rows(&lines) / 2.0 + height * 0.8;
    let baselines = std::iter::successors(Some(top), |above| Some(above + height));
    let line = |(words, baseline): (String, f32)| {
        let width = fonts.font(weight).width(&words, size);
        let origin = egui::pos2(room.center().x - width / 2.0, baseline);
        SceneItem::Text { origin, width, words, size, weight, color }
    };
    lines.into_iter().zip(baselines).map(line).collect()
}

/// A short name in one or two lines, as large as they fit the room there is; where even small ones do
/// not, the beginning of the name.
fn fitting_lines(fonts: &FontSet, short: &str, room: Rect) -> (Vec<String>, f32) {
    let lines = |size| fonts.font(Weight::Medium).lines(short, size, room.width(), 2);
    let whole = SIZES.into_iter().map(|size| (lines(size), size)).find(|(lines, size)| {
        let is_whole = !lines.iter().any(|line| line.ends_with('…'));
        is_whole && rows(lines) * size * LINE_HEIGHT <= room.height()
    });
    whole.unwrap_or_else(|| {
        let smallest = SIZES[SIZES.len() - 1];
        let most = if room.height() < 2.0 * smallest * LINE_HEIGHT { 1 } else { 2 };
        (fonts.font(Weight::Medium).lines(short, smallest, room.width(), most), smallest)
    })
}

fn rows(lines: &[String]) -> f32 {
    f32::from(u16::try_from(lines.len()).unwrap_or(u16::MAX))
}
