//! Level of detail: cards as solid blocks in one mesh.
//!
//! Cards that are too small to distinguish are drawn as one block in their mean colour, which bounds the number of
//! blocks for charts of any size.

use std::sync::Arc;

use egui::emath::GuiRounding as _;
use egui::{Color32, Mesh, Rect, vec2};

use super::camera::Projector;
use super::paint::color32;
use crate::scene::theme::Color;
use crate::scene::{Card, IndexedScene};

/// Minimum area of a block that is split, in square points of the screen.
const MIN_AREA: f32 = 200.0;

/// Colours of blocks of cards.
pub(super) struct BlockColors {
    stage: Arc<IndexedScene>,
    /// Shades by level of the index of cards.
    shades: Vec<Vec<Shade>>,
}

/// Sum of colours, weighted by the areas of the cards in square points.
#[derive(Clone, Copy, Default)]
struct Shade {
    red: f32,
    green: f32,
    blue: f32,
    area: f32,
}

impl Shade {
    fn of(card: &Card) -> Self {
        let area = card.rect.area();
        let [red, green, blue, _] = card.band.0.map(|part| f32::from(part) * area);
        Self { red, green, blue, area }
    }

    fn add(self, other: Self) -> Self {
        Self {
            red: self.red + other.red,
            green: self.green + other.green,
            blue: self.blue + other.blue,
            area: self.area + other.area,
        }
    }

    /// The mean colour, blended with the background by the uncovered fraction of `bounds`.
    fn over(self, bounds: Rect, ground: Color32) -> Color32 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a mean of bytes is a byte"
        )]
        let mean = |sum: f32| (sum / self.area.max(1.0)).round() as u8;
        let color = color32(Color([mean(self.red), mean(self.green), mean(self.blue), 255]));
        let coverage = (self.area / bounds.area().max(1.0)).clamp(0.25, 1.0);
        ground.lerp_to_gamma(color, coverage)
    }
}

impl BlockColors {
    /// The colours of a stage: the cached ones, or new ones.
    pub(super) fn of<'a>(kept: &'a mut Option<Self>, stage: &Arc<IndexedScene>) -> &'a Self {
        let known = kept.take().filter(|far| Arc::ptr_eq(&far.stage, stage));
        kept.insert(known.unwrap_or_else(|| Self::new(Arc::clone(stage))))
    }

    fn new(stage: Arc<IndexedScene>) -> Self {
        let cards = stage.cards.iter().map(Shade::of).collect();
        let sum = |shades: &[Shade]| shades.iter().copied().fold(Shade::default(), Shade::add);
        let shades = stage.card_index().sums(cards, sum);
        Self { stage, shades }
    }

    /// Mesh of the visible cards. `tint` maps the colour of a card, `blend` that of a block of several.
    pub(super) fn mesh(
        &self,
        projector: Projector,
        seen: Rect,
        ground: Color32,
        pixels_per_point: f32,
        tint: impl Fn(&Card, Color32) -> Color32,
        blend: impl Fn(Color32) -> Color32,
    ) -> Mesh {
        let mut mesh = Mesh::default();
        let zoom = projector.zoom();
        self.stage.card_index().walk(
            seen,
            |block| block.bounds.area() * zoom * zoom > MIN_AREA,
            |block| {
                let shade = self.shades[block.level][block.at];
                let color = if block.level == 0 {
                    let card = &self.stage.cards[block.at];
                    tint(card, color32(card.band))
                } else {
                    blend(shade.over(block.bounds, ground))
                };
                mesh.add_colored_rect(
                    on_pixels(projector.screen_rect(block.bounds), pixels_per_point),
                    color,
                );
            },
        );
        mesh
    }
}

/// A rectangle rounded to pixels, at least one pixel wide and high.
pub(super) fn on_pixels(rect: Rect, pixels_per_point: f32) -> Rect {
    let rounded = rect.round_to_pixels(pixels_per_point);
    let least = vec2(1.0, 1.0) / pixels_per_point;
    Rect::from_min_size(rounded.min, rounded.size().max(least))
}
