//! Text at any magnification without slow frames.
//!
//! Each size of a glyph is rasterized once. While the chart is being zoomed, texts are scaled; afterwards they are set
//! in their final size, with a few new glyphs per frame.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use egui::emath::{GuiRounding as _, Rot2};
use egui::epaint::FontColorTransferFunction;
use egui::{Color32, Context, Mesh, Pos2, Shape, TextureId, Ui, Vec2};

use super::atlas::{Atlas, AtlasGlyph};
use super::paint::MIN_TEXT;
use crate::scene::glyphs::MaskKey;
use crate::scene::text::{FontSet, TextRun};

/// Maximum cost of new glyphs in a frame, in pixels: less than a millisecond.
const NEW_PIXELS: f32 = 28_000.0;
/// Cost of setting a text, excluding new glyphs, in pixels.
const EACH_TEXT: f32 = 240.0;
/// Maximum factor by which a text is scaled, up or down.
const MAX_SCALING: f32 = 1.6;
/// Number of texts above which invisible ones are evicted.
const MAX_KEPT: usize = 8_000;

/// Style of glyphs in the atlas; another style requires new glyphs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TextStyle {
    transfer: FontColorTransferFunction,
}

impl TextStyle {
    pub(super) fn of(ui: &Ui) -> Self {
        let transfer = ui.visuals().text_options.color_transfer_function;
        Self { transfer }
    }
}

/// A text as it was last set.
struct Text {
    line: Line,
    /// Number of the last picture that used it.
    picture: u64,
}

/// A line of glyphs at a type size in pixels, relative to the start of the line.
#[derive(Default)]
struct Line {
    em: f32,
    glyphs: Vec<AtlasGlyph>,
}

/// Cache of texts, and the text of the current picture.
pub(super) struct TextRenderer {
    text_style: TextStyle,
    atlas: Atlas,
    /// Texts by content, so that equal runs in the next scene share a text.
    known: HashMap<Arc<TextRun>, Text>,
    /// Glyphs of the picture, by page.
    meshes: HashMap<TextureId, Mesh>,
    picture: u64,
    is_first: bool,
    is_zooming: bool,
    is_sharp: bool,
    new_pixels: f32,
}

/// Position of a line on the screen: start of its baseline, magnification, colour, and the angle from the horizontal,
/// counterclockwise, in radians.
#[derive(Clone, Copy)]
pub(super) struct Placement {
    pub(super) baseline: Pos2,
    pub(super) zoom: f32,
    pub(super) color: Color32,
    pub(super) angle: f32,
}

impl TextRenderer {
    fn new(text_style: TextStyle, fonts: FontSet) -> Self {
        Self {
            text_style,
            atlas: Atlas::new(text_style.transfer, fonts),
            known: HashMap::new(),
            meshes: HashMap::new(),
            picture: 0,
            is_first: true,
            is_zooming: false,
            is_sharp: true,
            new_pixels: 0.0,
        }
    }

    /// The cached renderer, or a new one for another style or other fonts.
    pub(super) fn with<'k>(
        kept: &'k mut Option<Self>,
        text_style: TextStyle,
        fonts: &FontSet,
    ) -> &'k mut Self {
        let is_same =
            |letters: &Self| letters.text_style == text_style && letters.atlas.fonts() == fonts;
        let known = kept.take().filter(is_same);
        kept.insert(known.unwrap_or_else(|| Self::new(text_style, fonts.clone())))
    }

    /// Starts a picture. While the chart is being zoomed, texts keep their size.
    pub(super) fn start(&mut self, is_zooming: bool) {
        if self.known.len() > MAX_KEPT || self.atlas.is_full() {
            self.forget_unseen();
        }
        self.is_first = self.picture == 0;
        self.picture += 1;
        self.new_pixels = 0.0;
        self.is_zooming = is_zooming;
        self.is_sharp = true;
    }

    /// Evicts all texts that the last picture did not show, and the pages that only they use.
    fn forget_unseen(&mut self) {
        self.known.retain(|_, text| text.picture == self.picture);
        let glyphs = self.known.values().flat_map(|text| &text.line.glyphs);
        let pages: HashSet<TextureId> = glyphs.map(|inked| inked.page).collect();
        self.atlas.keep(&pages);
    }

    /// Records that a text has to wait for a later picture.
    pub(super) const fn wait(&mut self) {
        self.is_sharp = false;
    }

    /// Whether all texts of the picture have their final size.
    pub(super) const fn is_sharp(&self) -> bool {
        self.is_sharp
    }

    /// Adds a line, unless it would be too small to read, or has to wait for a later frame.
    pub(super) fn write(&mut self, context: &Context, run: &Arc<TextRun>, place: Placement) {
        let size = run.size() * place.zoom;
        if size < MIN_TEXT {
            return;
        }
        let pixels_per_point = context.pixels_per_point();
        let own = whole_pixels(size * pixels_per_point);
        self.set(context, run, size * pixels_per_point, own);
        let Some(text) = self.known.get(run) else { return };
        let is_own = (text.line.em - own).abs() < f32::EPSILON;
        self.is_sharp &= is_own;
        let (start, scaling) = if is_own {
            (place.baseline.round_to_pixels(pixels_per_point), 1.0)
        } else {
            (place.baseline, size * pixels_per_point / text.line.em)
        };
        let points_a_pixel = scaling / pixels_per_point;
        for inked in &text.line.glyphs {
            let mesh =
                self.meshes.entry(inked.page).or_insert_with(|| Mesh::with_texture(inked.page));
            let first = mesh.vertices.len();
            mesh.add_rect_with_uv(inked.rect * points_a_pixel, inked.uv, place.color);
            let turn = Rot2::from_angle(-place.angle);
            for vertex in &mut mesh.vertices[first..] {
                vertex.pos = start + turn * vertex.pos.to_vec2();
            }
        }
    }

    /// Sets a text in its final size, or keeps it if that is good enough.
    fn set(&mut self, context: &Context, run: &Arc<TextRun>, size: f32, own: f32) {
        let may_draw = self.is_first || self.new_pixels < NEW_PIXELS;
        if let Some(text) = self.known.get_mut(run) {
            text.picture = self.picture;
            let fits = (1.0 / MAX_SCALING..=MAX_SCALING).contains(&(size / text.line.em));
            let is_own = (text.line.em - own).abs() < f32::EPSILON;
            if is_own || !may_draw || (self.is_zooming && fits) {
                return;
            }
            text.line = line(&mut self.atlas, context, run, own);
        } else if may_draw {
            let line = line(&mut self.atlas, context, run, own);
            self.known.insert(Arc::clone(run), Text { line, picture: self.picture });
        } else {
            self.wait();
            return;
        }
        self.new_pixels += EACH_TEXT + self.atlas.take_drawn();
    }

    /// Takes the shapes of all text.
    pub(super) fn finish(&mut self) -> Vec<Shape> {
        self.meshes.drain().map(|(_, mesh)| Shape::mesh(mesh)).collect()
    }
}

/// The glyphs of a run at a type size of `em` pixels.
fn line(atlas: &mut Atlas, context: &Context, run: &TextRun, em: f32) -> Line {
    let scale = em / run.size();
    let glyphs = run.glyphs().filter_map(|placed| {
        let (key, column) = MaskKey::at(&placed, em, f64::from(placed.x * scale));
        let inked = atlas.glyph(context, key)?;
        #[expect(clippy::cast_possible_truncation, reason = "a line has few pixels")]
        let place = Vec2::new(column as f32, -(placed.y * scale).round());
        Some(AtlasGlyph { rect: inked.rect.translate(place), ..inked })
    });
    Line { em, glyphs: glyphs.collect() }
}

/// A text size rounded down to whole pixels, or to half pixels if it is large: this spaces Chinese characters evenly,
/// and limits the number of sizes to rasterize.
fn whole_pixels(size: f32) -> f32 {
    /// Prevents 14.999 from becoming 14.
    const SLACK: f32 = 0.02;
    let step = if size < 11.0 { 1.0 } else { 0.5 };
    ((size + SLACK) / step).floor() * step
}
