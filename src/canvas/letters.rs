//! Text at any magnification, without a frame that stalls.
//!
//! Each size of a glyph is drawn once. So while the chart is being zoomed, texts are shown in the
//! size that they have and scaled; as soon as it stands still they are set in their own size, a
//! few new glyphs a frame.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use egui::emath::GuiRounding as _;
use egui::epaint::FontColorTransferFunction;
use egui::{Color32, Context, Mesh, Pos2, Shape, TextureId, Ui, Vec2};

use super::atlas::{Atlas, Inked};
use super::paint::MIN_TEXT;
use crate::scene::glyphs::MaskKey;
use crate::scene::text::{FontSet, TextRun};

/// New glyphs of so many pixels may be drawn in one frame: in less than a millisecond.
const NEW_PIXELS: f32 = 28_000.0;
/// What setting a text costs besides its new glyphs, in pixels that could be drawn in that time.
const EACH_TEXT: f32 = 240.0;
/// A text is shown scaled by no more than this, or than one divided by it.
const MAX_SCALING: f32 = 1.6;
/// Texts that are out of sight are kept until there are so many of them.
const MAX_KEPT: usize = 8_000;

/// What glyphs are drawn with; with another pen all are drawn anew.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pen {
    transfer: FontColorTransferFunction,
}

impl Pen {
    pub(super) fn of(ui: &Ui) -> Self {
        let transfer = ui.visuals().text_options.color_transfer_function;
        Self { transfer }
    }
}

/// A text as it was set last.
struct Text {
    line: Line,
    /// The picture that it was used in last.
    picture: u64,
}

/// A line of glyphs at a type size in pixels, each where it stands from the line's start.
#[derive(Default)]
struct Line {
    em: f32,
    glyphs: Vec<Inked>,
}

/// The texts that were drawn, and the picture in the making.
pub(super) struct Letters {
    pen: Pen,
    atlas: Atlas,
    /// By content: the runs of the next scene find the texts of the last one.
    known: HashMap<Arc<TextRun>, Text>,
    /// All glyphs of the picture, by their page.
    meshes: HashMap<TextureId, Mesh>,
    picture: u64,
    is_first: bool,
    is_zooming: bool,
    is_sharp: bool,
    new_pixels: f32,
}

/// Where a line is on the screen: the start of its baseline, the magnification, and its colour.
#[derive(Clone, Copy)]
pub(super) struct Placement {
    pub(super) baseline: Pos2,
    pub(super) zoom: f32,
    pub(super) color: Color32,
}

impl Letters {
    fn new(pen: Pen, fonts: FontSet) -> Self {
        Self {
            pen,
            atlas: Atlas::new(pen.transfer, fonts),
            known: HashMap::new(),
            meshes: HashMap::new(),
            picture: 0,
            is_first: true,
            is_zooming: false,
            is_sharp: true,
            new_pixels: 0.0,
        }
    }

    /// Those there are, or new ones for another pen or other fonts.
    pub(super) fn with<'k>(kept: &'k mut Option<Self>, pen: Pen, fonts: &FontSet) -> &'k mut Self {
        let is_same = |letters: &Self| letters.pen == pen && letters.atlas.fonts() == fonts;
        let known = kept.take().filter(is_same);
        kept.insert(known.unwrap_or_else(|| Self::new(pen, fonts.clone())))
    }

    /// Starts a picture. While the chart is zoomed, texts keep the size they are in.
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

    /// Forgets all texts that the last picture did not show, and the pages that only they are on.
    fn forget_unseen(&mut self) {
        self.known.retain(|_, text| text.picture == self.picture);
        let glyphs = self.known.values().flat_map(|text| &text.line.glyphs);
        let pages: HashSet<TextureId> = glyphs.map(|inked| inked.page).collect();
        self.atlas.keep(&pages);
    }

    /// Says that a text has to wait for a later picture.
    pub(super) const fn wait(&mut self) {
        self.is_sharp = false;
    }

    /// Whether every text of the picture is in its own size.
    pub(super) const fn is_sharp(&self) -> bool {
        self.is_sharp
    }

    /// Writes a line, unless it would be too small to read, or has to wait for a later frame.
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
            let rect = (inked.rect * points_a_pixel).translate(start.to_vec2());
            mesh.add_rect_with_uv(rect, inked.uv, place.color);
        }
    }

    /// Sets a text in its own size, or leaves it as it is if that will do.
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

    /// All that was written, as shapes.
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
        Some(Inked { rect: inked.rect.translate(place), ..inked })
    });
    Line { em, glyphs: glyphs.collect() }
}

/// A text size in pixels rounded down to whole ones, or to half ones where it is large: Chinese
/// characters stand evenly then, and there are few sizes to draw.
fn whole_pixels(size: f32) -> f32 {
    /// Against 14.999 becoming 14.
    const SLACK: f32 = 0.02;
    let step = if size < 11.0 { 1.0 } else { 0.5 };
    ((size + SLACK) / step).floor() * step
}
