//! Glyph atlas: textures of a fixed size.
//!
//! Textures are neither enlarged nor copied, so a new glyph costs only its own pixels. Textures without
//! visible glyphs are freed.

use std::collections::{HashMap, HashSet};

use egui::epaint::FontColorTransferFunction;
use egui::{
    Color32, ColorImage, Context, Rect, TextureHandle, TextureId, TextureOptions, pos2, vec2,
};
use guillotiere::{AtlasAllocator, Size, size2};

use crate::scene::glyphs::{GlyphMask, Glyphs, MaskKey};
use crate::scene::text::FontSet;

/// Side of a page in pixels. A blank page takes a few tenths of a millisecond.
const PAGE_SIDE: u16 = 512;
/// Number of pages above which those without visible glyphs are freed.
const MAX_PAGES: usize = 32;
/// Fixed cost of a glyph, as the number of pixels that could be drawn in that time.
const EACH_GLYPH: f32 = 800.0;
/// Cost of a blank page, in the same unit.
const EACH_PAGE: f32 = 16_000.0;

/// A glyph in the atlas.
#[derive(Clone, Copy)]
pub(super) struct AtlasGlyph {
    pub(super) page: TextureId,
    /// Texture coordinates.
    pub(super) uv: Rect,
    /// Rectangle to draw, in pixels from the glyph's origin.
    pub(super) rect: Rect,
}

struct Page {
    texture: TextureHandle,
    room: AtlasAllocator,
}

/// Atlas of recently drawn glyphs.
pub(super) struct Atlas {
    outlines: Glyphs,
    glyphs: HashMap<MaskKey, Option<AtlasGlyph>>,
    pages: Vec<Page>,
    /// Pixel colours by coverage.
    shades: [Color32; 256],
    /// Cost of the drawn glyphs, in pixels.
    drawn: f32,
}

impl Atlas {
    pub(super) fn new(transfer: FontColorTransferFunction, fonts: FontSet) -> Self {
        let shade = |coverage: usize| {
            let coverage = u8::try_from(coverage).unwrap_or(u8::MAX);
            transfer.color_from_coverage(f32::from(coverage) / 255.0)
        };
        Self {
            outlines: Glyphs::new(fonts),
            glyphs: HashMap::new(),
            pages: Vec::new(),
            shades: std::array::from_fn(shade),
            drawn: 0.0,
        }
    }

    /// The fonts of the glyphs.
    pub(super) const fn fonts(&self) -> &FontSet {
        self.outlines.fonts()
    }

    /// Returns and resets the cost of the glyphs drawn since the last call, in pixels.
    pub(super) const fn take_drawn(&mut self) -> f32 {
        std::mem::replace(&mut self.drawn, 0.0)
    }

    /// Whether pages should be freed.
    pub(super) const fn is_full(&self) -> bool {
        self.pages.len() > MAX_PAGES
    }

    /// Frees all pages except these.
    pub(super) fn keep(&mut self, pages: &HashSet<TextureId>) {
        self.outlines = Glyphs::new(self.outlines.fonts().clone());
        self.pages.retain(|page| pages.contains(&page.texture.id()));
        self.glyphs.retain(|_, inked| inked.is_none_or(|inked| pages.contains(&inked.page)));
    }

    /// A glyph, drawn if it is new; `None` for a space.
    pub(super) fn glyph(&mut self, context: &Context, key: MaskKey) -> Option<AtlasGlyph> {
        if let Some(known) = self.glyphs.get(&key) {
            return *known;
        }
        let mask = self.outlines.new_mask(key);
        let inked = mask.and_then(|mask| self.ink(context, &mask));
        self.glyphs.insert(key, inked);
        inked
    }

    /// Copies a mask to a page.
    #[expect(clippy::cast_precision_loss, reason = "a few hundred pixels")]
    fn ink(&mut self, context: &Context, mask: &GlyphMask) -> Option<AtlasGlyph> {
        let coverage = &mask.coverage;
        let size = [coverage.width(), coverage.height()].map(|side| i32::try_from(side).ok());
        let [Some(width), Some(height)] = size else { return None };
        self.drawn += EACH_GLYPH + (width * height) as f32;
        // Leave a free pixel on the right and below: scaled glyphs blend adjacent pixels.
        let (page, corner) = self.room(context, size2(width + 1, height + 1))?;
        let pixels = coverage.data().iter().map(|&part| self.shades[usize::from(part)]).collect();
        let size = [coverage.width() as usize, coverage.height() as usize];
        let place = [corner.x, corner.y].map(|at| usize::try_from(at).unwrap_or(0));
        let texture = &mut self.pages[page].texture;
        texture.set_partial(place, ColorImage::new(size, pixels), TextureOptions::LINEAR);
        let size = vec2(width as f32, height as f32);
        let on_page = Rect::from_min_size(pos2(corner.x as f32, corner.y as f32), size);
        Some(AtlasGlyph {
            page: texture.id(),
            uv: on_page * (1.0 / f32::from(PAGE_SIDE)),
            rect: Rect::from_min_size(pos2(mask.left as f32, mask.top as f32), size),
        })
    }

    /// Allocates space on a page, or on a new one.
    fn room(&mut self, context: &Context, size: Size) -> Option<(usize, guillotiere::Point)> {
        let pages = self.pages.iter_mut().enumerate().rev();
        for (at, page) in pages {
            if let Some(found) = page.room.allocate(size) {
                return Some((at, found.rectangle.min));
            }
        }
        let mut room = AtlasAllocator::new(size2(PAGE_SIDE.into(), PAGE_SIDE.into()));
        let found = room.allocate(size)?;
        let blank = ColorImage::filled([usize::from(PAGE_SIDE); 2], Color32::TRANSPARENT);
        let texture = context.load_texture("glyphs", blank, TextureOptions::LINEAR);
        self.drawn += EACH_PAGE;
        self.pages.push(Page { texture, room });
        Some((self.pages.len() - 1, found.rectangle.min))
    }
}
