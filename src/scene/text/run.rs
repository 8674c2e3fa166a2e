//! Shaped lines of text.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use skrifa::GlyphId16;
use unicode_segmentation::UnicodeSegmentation as _;

use super::{FaceId, FontSet, PlacedGlyph, SOFT_HYPHEN, Weight};

/// Punctuation that is in the upper right of its square in upright text.
const MARKS: [&str; 4] = ["、", "，", "。", "．"];
/// Offset of such punctuation from its position in horizontal text, in em.
const MARK_SHIFT: f32 = 0.58;

/// One line of text, shaped, so that painters only place its glyphs.
#[derive(Clone, Debug, PartialEq)]
pub struct TextRun {
    text: Box<str>,
    size: f32,
    width: f32,
    /// Distance from the first to the last baseline of stacked characters, in points.
    depth: f32,
    glyphs: Box<[Glyph]>,
    /// Details of each glyph; `None` if all glyphs are on the baseline and from the weight's own font.
    details: Option<Box<[Detail]>>,
    weight: Weight,
    join: Join,
}

/// Compact form of most glyphs: a large scene has about a hundred per unit.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Glyph {
    x: f32,
    id: GlyphId16,
    start: u16,
}

/// The remaining fields of a glyph.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Detail {
    face: FaceId,
    y: f32,
    start: u32,
}

/// Continuation of a line in the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Join {
    /// Another word follows, or nothing.
    #[default]
    None,
    /// Without a space: the line breaks within a word, or between Chinese characters.
    Direct,
    /// Without the hyphen that is printed at its end.
    Hyphen,
}

impl TextRun {
    /// Shapes a line of text.
    #[must_use]
    pub fn new(fonts: &FontSet, text: &str, weight: Weight, size: f32) -> Self {
        Self::joined(fonts, text, Join::None, weight, size)
    }

    /// Shapes a line that continues in the next one. `text` excludes the printed hyphen.
    fn joined(fonts: &FontSet, text: &str, join: Join, weight: Weight, size: f32) -> Self {
        let text: Box<str> = match join {
            Join::None | Join::Direct => text.into(),
            Join::Hyphen => format!("{text}-").into(),
        };
        let (glyphs, width) = fonts.font(weight).shape(&text, size);
        Self::of_glyphs(text, join, weight, size, (&glyphs, width))
    }

    fn of_glyphs(
        text: Box<str>,
        join: Join,
        weight: Weight,
        size: f32,
        (placed, width): (&[PlacedGlyph], f32),
    ) -> Self {
        let own = FaceId::of(weight);
        let short = |start: u32| u16::try_from(start).ok();
        let is_plain = |glyph: &PlacedGlyph| {
            glyph.face == own && glyph.y == 0.0 && short(glyph.start).is_some()
        };
        let detail = |&PlacedGlyph { face, y, start, .. }: &PlacedGlyph| Detail { face, y, start };
        let details = (!placed.iter().all(is_plain)).then(|| placed.iter().map(detail).collect());
        let glyph = |&PlacedGlyph { x, glyph, start, .. }: &PlacedGlyph| Glyph {
            x,
            id: glyph,
            start: short(start).unwrap_or_default(),
        };
        let glyphs = placed.iter().map(glyph).collect();
        Self { text, size, width, depth: 0.0, glyphs, details, weight, join }
    }

    /// Stacks characters vertically, each in a square as wide as the type size; `pitch` is the distance between their
    /// baselines in points.
    #[must_use]
    pub fn upright(
        fonts: &FontSet,
        text: &str,
        join: Join,
        (weight, size): (Weight, f32),
        pitch: f32,
    ) -> Self {
        let (mut placed, mut depth) = (Vec::new(), 0.0);
        for (at, (start, character)) in text.grapheme_indices(true).enumerate() {
            let (glyphs, width) = fonts.font(weight).shape(character, size);
            if at > 0 {
                depth += pitch;
            }
            let start = u32::try_from(start).unwrap_or(u32::MAX);
            // Punctuation is in the upper right of its square.
            let mark = if MARKS.contains(&character) { size * MARK_SHIFT } else { 0.0 };
            placed.extend(glyphs.into_iter().map(|glyph| PlacedGlyph {
                start: glyph.start + start,
                x: glyph.x + (size - width) / 2.0 + mark,
                y: glyph.y - depth + mark,
                ..glyph
            }));
        }
        Self { depth, ..Self::of_glyphs(text.into(), join, weight, size, (&placed, size)) }
    }

    /// The line in another size: its glyphs, and not its breaks, are those of the size that it was set in.
    #[must_use]
    pub(crate) fn scaled(&self, factor: f32) -> Self {
        let glyph = |glyph: &Glyph| Glyph { x: glyph.x * factor, ..*glyph };
        let detail = |detail: &Detail| Detail { y: detail.y * factor, ..*detail };
        Self {
            size: self.size * factor,
            width: self.width * factor,
            depth: self.depth * factor,
            glyphs: self.glyphs.iter().map(glyph).collect(),
            details: self.details.as_ref().map(|all| all.iter().map(detail).collect()),
            ..self.clone()
        }
    }

    /// From the first to the last baseline of upright text, in points; 0 for level text.
    #[must_use]
    pub const fn depth(&self) -> f32 {
        self.depth
    }

    /// The text, as printed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The weight of the font.
    #[must_use]
    pub const fn weight(&self) -> Weight {
        self.weight
    }

    /// The type size in points.
    #[must_use]
    pub const fn size(&self) -> f32 {
        self.size
    }

    /// The width in points.
    #[must_use]
    pub const fn width(&self) -> f32 {
        self.width
    }

    /// The glyphs in visual order.
    #[must_use]
    pub fn glyphs(&self) -> impl ExactSizeIterator<Item = PlacedGlyph> + Clone {
        let own = FaceId::of(self.weight);
        self.glyphs.iter().enumerate().map(move |(at, &Glyph { x, id: glyph, start })| {
            let plain = Detail { face: own, y: 0.0, start: start.into() };
            let detail = self.details.as_ref().and_then(|details| details.get(at).copied());
            let Detail { face, y, start } = detail.unwrap_or(plain);
            PlacedGlyph { face, glyph, start, x, y }
        })
    }

    /// The part of the text, without a printed hyphen, that the next line continues without a space; `None` if it does
    /// not.
    #[must_use]
    pub fn continued(&self) -> Option<&str> {
        match self.join {
            Join::None => None,
            Join::Direct => Some(&self.text),
            Join::Hyphen => self.text.strip_suffix('-'),
        }
    }
}

/// Glyph positions are never NaN.
impl Eq for TextRun {}

impl Hash for TextRun {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.text, self.weight, self.size.to_bits()).hash(state);
    }
}

type Runs = HashMap<Box<str>, Arc<TextRun>>;

/// Cache of shaped lines of text: equal lines share a run.
#[derive(Debug)]
pub struct Shaper {
    fonts: FontSet,
    runs: RefCell<HashMap<(Weight, u32, Join), Runs>>,
}

impl Shaper {
    /// Creates a shaper with a font set.
    #[must_use]
    pub fn new(fonts: FontSet) -> Self {
        Self { fonts, runs: RefCell::default() }
    }

    /// The fonts.
    #[must_use]
    pub const fn fonts(&self) -> &FontSet {
        &self.fonts
    }

    /// The run of a line of text. A soft hyphen at its end is printed as a hyphen.
    #[must_use]
    pub fn run(&self, text: &str, weight: Weight, size: f32) -> Arc<TextRun> {
        match text.strip_suffix(SOFT_HYPHEN) {
            Some(part) => self.joined(part, Join::Hyphen, weight, size),
            None => self.joined(text, Join::None, weight, size),
        }
    }

    /// The run of a line of text up to `max_width`; otherwise its width.
    pub(super) fn run_within(
        &self,
        text: &str,
        weight: Weight,
        size: f32,
        max_width: f32,
    ) -> Result<Arc<TextRun>, f32> {
        if let Some(run) = self.known(text, Join::None, weight, size) {
            return if run.width() <= max_width { Ok(run) } else { Err(run.width()) };
        }
        let (glyphs, width) = self.fonts.font(weight).shape(text, size);
        if width > max_width {
            return Err(width);
        }
        let shaped = TextRun::of_glyphs(text.into(), Join::None, weight, size, (&glyphs, width));
        Ok(self.keep(text, shaped))
    }

    /// The run of a line that continues in the next one.
    pub(in crate::scene) fn joined(
        &self,
        text: &str,
        join: Join,
        weight: Weight,
        size: f32,
    ) -> Arc<TextRun> {
        self.known(text, join, weight, size).unwrap_or_else(|| {
            self.keep(text, TextRun::joined(&self.fonts, text, join, weight, size))
        })
    }

    fn known(&self, text: &str, join: Join, weight: Weight, size: f32) -> Option<Arc<TextRun>> {
        let runs = self.runs.borrow();
        runs.get(&(weight, size.to_bits(), join))?.get(text).map(Arc::clone)
    }

    fn keep(&self, text: &str, run: TextRun) -> Arc<TextRun> {
        let run = Arc::new(run);
        let mut runs = self.runs.borrow_mut();
        let runs = runs.entry((run.weight, run.size.to_bits(), run.join)).or_default();
        runs.insert(text.into(), Arc::clone(&run));
        run
    }
}
