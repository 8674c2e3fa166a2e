//! The outlines of the embedded font's glyphs as paths, each taken from the font once.

use std::collections::HashMap;

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{GlyphId, MetadataProvider};
use tiny_skia::{Path, PathBuilder};

use crate::scene::text::{Weight, face};

/// The type size that outlines are taken at; large, so that rounding in the font does not show.
pub(super) const OUTLINE_SIZE: f32 = 1000.0;

/// Outlines at [`OUTLINE_SIZE`], with y upward as in the font.
#[derive(Default)]
pub(super) struct Glyphs {
    paths: HashMap<(Weight, GlyphId), Option<Path>>,
}

impl Glyphs {
    /// A glyph's outline; none for a space.
    pub(super) fn path(&mut self, weight: Weight, glyph: GlyphId) -> Option<&Path> {
        let path = self.paths.entry((weight, glyph));
        path.or_insert_with(|| outline(weight, glyph)).as_ref()
    }
}

fn outline(weight: Weight, glyph: GlyphId) -> Option<Path> {
    let outline = face(weight).font().outline_glyphs().get(glyph)?;
    let settings = DrawSettings::unhinted(Size::new(OUTLINE_SIZE), LocationRef::default());
    let mut pen = PathPen(PathBuilder::new());
    outline.draw(settings, &mut pen).ok()?;
    pen.0.finish()
}

/// Hands an outline's strokes on to a path.
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
