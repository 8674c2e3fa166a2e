//! Text at any magnification, without a frame that stalls and without filling the glyph atlas.
//!
//! Each size of a glyph is rasterised once and takes its place in the atlas. So while the chart is
//! being zoomed, texts are shown in the size that they have and scaled; as soon as it stands still
//! they are laid out in their own size, so many new glyphs a frame.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use egui::emath::TSTransform;
use egui::epaint::TextShape;
use egui::{Color32, Galley, Painter, Pos2, Shape};

use super::paint::{LEAST_TEXT, font};
use crate::scene::text::{Weight, face};

/// So many glyphs may be rasterised in one frame: about a millisecond.
const NEW_GLYPHS: usize = 120;
/// A text is shown scaled by no more than this, or than one divided by it.
const MOST_SCALING: f32 = 1.6;
/// Texts that are out of sight are kept until there are so many of them.
const MOST_KEPT: usize = 8_000;

struct Known {
    galley: Arc<Galley>,
    /// Type size in points that it was laid out in.
    size: f32,
    /// The picture that it was used in last.
    picture: u64,
}

/// The texts that were drawn, and the glyphs that are in the atlas.
#[derive(Default)]
pub(super) struct Letters {
    /// By size in the scene and weight: one name may stand on several cards, larger and smaller.
    known: HashMap<(u32, Weight), HashMap<String, Known>>,
    glyphs: HashSet<(char, u32, Weight)>,
    picture: u64,
    new_glyphs: usize,
    is_first: bool,
    is_zooming: bool,
    is_sharp: bool,
}

impl Letters {
    /// Starts a picture. While the chart is zoomed, texts keep the size they are in.
    pub(super) fn start(&mut self, is_zooming: bool) {
        let kept: usize = self.known.values().map(HashMap::len).sum();
        if kept > MOST_KEPT {
            let last = self.picture;
            self.known.retain(|_, known| {
                known.retain(|_, text| text.picture == last);
                !known.is_empty()
            });
        }
        self.is_first = kept == 0;
        self.picture += 1;
        self.new_glyphs = 0;
        self.is_zooming = is_zooming;
        self.is_sharp = true;
    }

    /// Whether every text of the picture is in its own size.
    pub(super) const fn is_sharp(&self) -> bool {
        self.is_sharp
    }

    /// Forgets everything, because the atlas was made anew.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// A line of text with its baseline's start at `baseline`; none if it would be too small to
    /// read, or has to wait for a later frame. `style` is its type size in points of the scene,
    /// `zoom` how many points of the screen that makes of each.
    pub(super) fn shape(
        &mut self,
        painter: &Painter,
        baseline: Pos2,
        words: &str,
        style: (f32, Weight),
        zoom: f32,
        color: Color32,
    ) -> Option<Shape> {
        let size = style.0 * zoom;
        if size < LEAST_TEXT {
            return None;
        }
        let (galley, laid_out) = self.galley(painter, words, style, size)?;
        let (_, weight) = style;
        let corner = -egui::vec2(0.0, face(weight).ascent(laid_out));
        let mut text = TextShape::new(corner.to_pos2(), galley, color);
        let own = whole_pixels(size, painter.pixels_per_point());
        let is_own = (laid_out - own).abs() < f32::EPSILON;
        self.is_sharp &= is_own;
        if is_own {
            text.pos += baseline.to_vec2();
        } else {
            text.transform(TSTransform::new(baseline.to_vec2(), size / laid_out));
        }
        Some(Shape::Text(text))
    }

    /// A text, and the size it is laid out in.
    fn galley(
        &mut self,
        painter: &Painter,
        words: &str,
        (scene_size, weight): (f32, Weight),
        size: f32,
    ) -> Option<(Arc<Galley>, f32)> {
        let own = whole_pixels(size, painter.pixels_per_point());
        let may_rasterise = self.is_first || self.new_glyphs < NEW_GLYPHS;
        let known = self.known.entry((scene_size.to_bits(), weight)).or_default();
        if let Some(text) = known.get_mut(words) {
            text.picture = self.picture;
            let scaling = size / text.size;
            let fits = (1.0 / MOST_SCALING..=MOST_SCALING).contains(&scaling);
            let is_own = (text.size - own).abs() < f32::EPSILON;
            if is_own || (self.is_zooming && fits) || !may_rasterise {
                return Some((Arc::clone(&text.galley), text.size));
            }
        } else if !may_rasterise {
            self.is_sharp = false;
            return None;
        }
        let new = words.chars().filter(|&char| self.glyphs.insert((char, own.to_bits(), weight)));
        self.new_glyphs += new.count();
        let galley =
            painter.layout_no_wrap(words.to_owned(), font(weight, own), Color32::PLACEHOLDER);
        let text = Known { galley: Arc::clone(&galley), size: own, picture: self.picture };
        known.insert(words.to_owned(), text);
        Some((galley, own))
    }
}

/// A text size rounded down to whole pixels, or to half ones where it is large: Chinese characters
/// stand evenly then, and few sizes fill the glyph atlas.
fn whole_pixels(size: f32, pixels_per_point: f32) -> f32 {
    /// Against 14.999 becoming 14.
    const SLACK: f32 = 0.02;
    let pixels = size * pixels_per_point + SLACK;
    let step = if pixels < 11.0 { 1.0 } else { 0.5 };
    (pixels / step).floor() * step / pixels_per_point
}
