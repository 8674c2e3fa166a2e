//! The chart from afar: cards as plain blocks in their kinds' colours, in one mesh.
//!
//! Cards that are too small to tell apart are drawn together, in their mean colour, so that the
//! number of blocks has a bound whatever the chart's size.

use std::sync::Arc;

use egui::emath::GuiRounding as _;
use egui::{Color32, Mesh, Rect, vec2};

use super::camera::Projector;
use super::paint::color32;
use crate::scene::theme::Color;
use crate::scene::{Card, Stage};

/// Blocks of cards that take less of the screen than this, in square points, are drawn as one.
const MIN_AREA: f32 = 200.0;

/// The colours of blocks of cards.
pub(super) struct Far {
    stage: Arc<Stage>,
    /// For each level of the index over the cards.
    shades: Vec<Vec<Shade>>,
}

/// A sum of colours, each as much as its card's area in square points.
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

    /// The mean colour, the paler the less of `bounds` the cards cover.
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

impl Far {
    /// The colours for a stage: those there are, or new ones.
    pub(super) fn of<'a>(kept: &'a mut Option<Self>, stage: &Arc<Stage>) -> &'a Self {
        let known = kept.take().filter(|far| Arc::ptr_eq(&far.stage, stage));
        kept.insert(known.unwrap_or_else(|| Self::new(Arc::clone(stage))))
    }

    fn new(stage: Arc<Stage>) -> Self {
        let cards = stage.cards.iter().map(Shade::of).collect();
        let sum = |shades: &[Shade]| shades.iter().copied().fold(Shade::default(), Shade::add);
        let shades = stage.card_index().sums(cards, sum);
        Self { stage, shades }
    }

    /// The cards that are seen through a projector. `tint` gives a card's colour from its own;
    /// `blend` that of several cards together.
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

/// A rectangle with its edges on the borders of pixels, at least one pixel wide and high.
pub(super) fn on_pixels(rect: Rect, pixels_per_point: f32) -> Rect {
    let rounded = rect.round_to_pixels(pixels_per_point);
    let least = vec2(1.0, 1.0) / pixels_per_point;
    Rect::from_min_size(rounded.min, rounded.size().max(least))
}
