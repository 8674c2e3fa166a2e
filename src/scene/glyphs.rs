//! Cache of glyph outlines and coverage masks.
//!
//! Masks are cached by type size and subpixel position, in quarters of a pixel: a few hundred masks are enough for a
//! chart with thousands of units.

use std::collections::HashMap;

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{GlyphId16, MetadataProvider};
use tiny_skia::{FillRule, IntSize, Mask, Path, PathBuilder, Transform};

use super::text::{FaceId, FontSet, PlacedGlyph};

/// Type size of cached outlines; large, so that rounding is invisible.
pub(crate) const OUTLINE_SIZE: f32 = 1000.0;

/// Maximum type size of masks, in pixels. Larger glyphs are drawn as paths.
pub(crate) const MAX_MASK_SIZE: f32 = 160.0;

/// Number of subpixel positions.
const PLACES_A_PIXEL: u8 = 4;

/// Coverage mask of a glyph.
pub(crate) struct GlyphMask {
    /// Offset of the mask from the pixel of the glyph's origin.
    pub(crate) left: i32,
    pub(crate) top: i32,
    /// Coverage of each pixel.
    pub(crate) coverage: Mask,
}

/// Key of a mask: glyph, type size in pixels, subpixel position.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct MaskKey {
    face: FaceId,
    glyph: GlyphId16,
    em_bits: u32,
    place: u8,
}

impl MaskKey {
    /// The key of a glyph with a type size of `em` pixels whose origin is at `x`, in pixels; and the column of pixels
    /// that contains the origin.
    pub(crate) fn at(placed: &PlacedGlyph, em: f32, x: f64) -> (Self, f64) {
        let parts = (x * f64::from(PLACES_A_PIXEL)).round();
        let column = (parts / f64::from(PLACES_A_PIXEL)).floor();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "less than a pixel's parts"
        )]
        let place = (parts - column * f64::from(PLACES_A_PIXEL)) as u8;
        let PlacedGlyph { face, glyph, .. } = *placed;
        (Self { face, glyph, em_bits: em.to_bits(), place }, column)
    }
}

type Paths = HashMap<(FaceId, GlyphId16), Option<Path>>;

/// Cache of outlines at [`OUTLINE_SIZE`], with y upward, and of masks.
pub(crate) struct Glyphs {
    fonts: FontSet,
    paths: Paths,
    masks: HashMap<MaskKey, Option<GlyphMask>>,
}

impl Glyphs {
    /// An empty cache for a font set.
    pub(crate) fn new(fonts: FontSet) -> Self {
        Self { fonts, paths: Paths::new(), masks: HashMap::new() }
    }

    /// The fonts.
    #[cfg(feature = "window")]
    pub(crate) const fn fonts(&self) -> &FontSet {
        &self.fonts
    }

    /// The outline of a glyph; `None` for a space.
    pub(crate) fn path(&mut self, face: FaceId, glyph: GlyphId16) -> Option<&Path> {
        path(&self.fonts, &mut self.paths, face, glyph)
    }

    /// The mask of a glyph; `None` for a space.
    pub(crate) fn mask(&mut self, key: MaskKey) -> Option<&GlyphMask> {
        let Self { fonts, paths, masks } = self;
        masks.entry(key).or_insert_with(|| mask(fonts, paths, key)).as_ref()
    }

    /// Creates the mask of a glyph without caching it.
    #[cfg(feature = "window")]
    pub(crate) fn new_mask(&mut self, key: MaskKey) -> Option<GlyphMask> {
        mask(&self.fonts, &mut self.paths, key)
    }
}

fn path<'p>(
    fonts: &FontSet,
    paths: &'p mut Paths,
    face: FaceId,
    glyph: GlyphId16,
) -> Option<&'p Path> {
    paths.entry((face, glyph)).or_insert_with(|| outline(fonts, face, glyph)).as_ref()
}

fn outline(fonts: &FontSet, face: FaceId, glyph: GlyphId16) -> Option<Path> {
    let outline = fonts.face(face).font().outline_glyphs().get(glyph.into())?;
    let settings = DrawSettings::unhinted(Size::new(OUTLINE_SIZE), LocationRef::default());
    let mut pen = PathPen(PathBuilder::new());
    outline.draw(settings, &mut pen).ok()?;
    pen.0.finish()
}

fn mask(fonts: &FontSet, paths: &mut Paths, key: MaskKey) -> Option<GlyphMask> {
    let path = path(fonts, paths, key.face, key.glyph)?;
    let scale = f32::from_bits(key.em_bits) / OUTLINE_SIZE;
    let aside = f32::from(key.place) / f32::from(PLACES_A_PIXEL);
    let bounds = path.bounds();
    #[expect(clippy::cast_possible_truncation, reason = "a few hundred pixels at most")]
    let [left, top, right, bottom] = [
        (bounds.left() * scale + aside).floor() as i32,
        (-bounds.bottom() * scale).floor() as i32,
        (bounds.right() * scale + aside).ceil() as i32,
        (-bounds.top() * scale).ceil() as i32,
    ];
    let length = |from: i32, to: i32| u32::try_from(to - from).ok().map(|length| length.max(1));
    let size = IntSize::from_wh(length(left, right)?, length(top, bottom)?)?;
    let mut coverage = Mask::new(size.width(), size.height())?;
    #[expect(clippy::cast_precision_loss, reason = "a few hundred pixels at most")]
    let place = Transform::from_row(scale, 0.0, 0.0, -scale, aside - left as f32, 0.0 - top as f32);
    coverage.fill_path(path, FillRule::Winding, true, place);
    Some(GlyphMask { left, top, coverage })
}

/// Pen that builds a path.
struct PathPen(PathBuilder);

impl OutlinePen for PathPen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        self.0.quad_to(cx0, cy0, x, y);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.0.cubic_to(cx0, cy0, cx1, cy1, x, y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}
