//! Text: shaping and line breaking with a [`FontSet`].
//!
//! Text is shaped once, with the shaper that egui uses; window and exports place the glyphs of [`TextRun`]s.

mod breaks;
mod characters;
mod embedded;
mod fallback;
mod lines;
mod order;
mod parts;
mod run;
mod words;

pub use characters::{CharacterIndex, block_of, characters_of};
pub use embedded::font_bytes;
#[cfg(all(target_arch = "wasm32", feature = "window"))]
pub use embedded::set_font_bytes;
pub use fallback::{FontSet, draws};
pub use lines::{
    Beside, FirstLines, Lines, MeasuredText, Setting, Spoken, printable, printable_line,
};
pub use order::{has_right_to_left, runs_right_to_left};
pub use run::{Join, Shaper, TextRun};

use std::borrow::Cow;
use std::sync::Arc;

use harfrust::{
    Direction, FontRef, ShapeOptions, ShapePlan, ShapePlanKey, ShaperData, UnicodeBuffer, script,
};
use order::Part;
use parking_lot::RwLock;
use skrifa::instance::{LocationRef, Size};
use skrifa::{GlyphId16, MetadataProvider};

/// A break opportunity within a word: invisible within a line, printed as a hyphen at its end.
pub const SOFT_HYPHEN: char = '\u{ad}';

/// Weights of the embedded font.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Weight {
    /// For running text.
    #[default]
    Regular,
    /// For names.
    Medium,
}

/// Index of a face in a [`FontSet`]: a weight of the embedded font, or a fallback font.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(u16);

impl FaceId {
    /// The embedded font of a weight.
    const fn of(weight: Weight) -> Self {
        match weight {
            Weight::Regular => Self(0),
            Weight::Medium => Self(1),
        }
    }

    /// Whether this is a fallback font.
    #[must_use]
    pub const fn is_fallback(self) -> bool {
        self.0 > 1
    }
}

/// A positioned glyph on a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlacedGlyph {
    /// The face.
    pub face: FaceId,
    /// Index of the glyph in the face.
    pub glyph: GlyphId16,
    /// Index of the first byte of its text.
    pub start: u32,
    /// From the start of the line, in points.
    pub x: f32,
    /// Above the baseline, in points.
    pub y: f32,
}

/// A weight of the embedded font, or a fallback font, ready to shape with.
pub struct Face {
    data: Cow<'static, [u8]>,
    /// Index in a font collection, otherwise 0.
    index: u32,
    shaper: ShaperData,
    /// Shape plans by script and direction: creating a plan takes longer than shaping with it.
    plans: RwLock<Vec<Arc<ShapePlan>>>,
    units_per_em: f32,
    /// From the top of a line to its baseline, in em.
    ascent: f32,
}

impl Face {
    fn open(data: Cow<'static, [u8]>, index: u32) -> Option<Self> {
        let font = FontRef::from_index(&data, index).ok()?;
        let metrics = font.metrics(Size::unscaled(), LocationRef::default());
        let units_per_em = f32::from(metrics.units_per_em.max(1));
        let shaper = ShaperData::new(&font);
        let ascent = metrics.ascent / units_per_em;
        Some(Self { data, index, shaper, plans: RwLock::default(), units_per_em, ascent })
    }

    /// The bytes of the font file, and the font's index in it.
    #[must_use]
    pub fn data(&self) -> (&[u8], u32) {
        (&self.data, self.index)
    }

    /// The bytes of the font file; those of the embedded font are not copied.
    #[must_use]
    pub fn bytes(&self) -> Cow<'static, [u8]> {
        self.data.clone()
    }

    /// The name of the font family.
    #[must_use]
    pub fn family(&self) -> String {
        fallback::family(&self.font())
    }

    /// Vertical offset, in em, that aligns this font with the baseline of the embedded font in an egui row, because
    /// egui centres rows.
    #[must_use]
    pub fn shift_in_rows(&self) -> f32 {
        let rise = |face: &Self| {
            let metrics = face.font().metrics(Size::new(1.0), LocationRef::default());
            let height = metrics.ascent - metrics.descent + metrics.leading;
            metrics.ascent - height / 2.0
        };
        rise(embedded::face(Weight::Regular)) - rise(self)
    }

    /// From the top of a line of text to its baseline, in points.
    #[must_use]
    pub fn ascent(&self, size: f32) -> f32 {
        self.ascent * size
    }

    /// The font, for drawing glyphs.
    ///
    /// # Panics
    ///
    /// Never: the bytes have been parsed as a font before.
    #[must_use]
    pub fn font(&self) -> FontRef<'_> {
        FontRef::from_index(&self.data, self.index).expect("it was opened before")
    }

    /// Whether the font has a glyph for a character.
    #[must_use]
    pub fn covers(&self, character: char) -> bool {
        self.font().charmap().map(character).is_some()
    }

    /// The glyphs of one line of text in this font only, and its width in points.
    fn shape(
        &self,
        id: FaceId,
        text: &str,
        size: f32,
        direction: Direction,
    ) -> (Vec<PlacedGlyph>, f32) {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(direction);
        let font = self.font();
        let shaper = self.shaper.shaper(&font).build();
        let plan = self.plan(&shaper, &buffer);
        let line = shaper.shape(buffer, ShapeOptions::new().plan(Some(&plan)));
        let scale = size / self.units_per_em;
        let mut x = 0.0;
        let glyphs = line
            .glyph_infos()
            .iter()
            .zip(line.glyph_positions())
            .map(|(info, position)| {
                let glyph = PlacedGlyph {
                    face: id,
                    // Fonts have at most 65,535 glyphs.
                    glyph: GlyphId16::new(u16::try_from(info.glyph_id).unwrap_or_default()),
                    start: info.cluster,
                    x: x + points(position.x_offset, scale),
                    y: points(position.y_offset, scale),
                };
                x += points(position.x_advance, scale);
                glyph
            })
            .collect();
        (glyphs, x)
    }

    fn plan(&self, shaper: &harfrust::Shaper<'_>, text: &UnicodeBuffer) -> Arc<ShapePlan> {
        let script = Some(text.script()).filter(|&script| script != script::UNKNOWN);
        let language = text.language();
        let key = ShapePlanKey::new(script, text.direction()).language(language.as_ref());
        let known = self.plans.read();
        if let Some(plan) = known.iter().find(|plan| key.matches(plan)) {
            return Arc::clone(plan);
        }
        drop(known);
        let plan = ShapePlan::new(shaper, text.direction(), script, language.as_ref(), &[]);
        let plan = Arc::new(plan);
        let mut known = self.plans.write();
        known.push(Arc::clone(&plan));
        plan
    }
}

/// A face of a font set, to measure and shape with.
#[derive(Clone, Copy)]
pub struct Font<'a> {
    fonts: &'a FontSet,
    id: FaceId,
}

impl<'a> Font<'a> {
    /// Its index within the font set.
    #[must_use]
    pub const fn id(self) -> FaceId {
        self.id
    }

    /// The face.
    #[must_use]
    pub fn face(self) -> &'a Face {
        self.fonts.face(self.id)
    }

    /// The glyphs of one line of text, and its width in points. A character that this font lacks is set in the first
    /// fallback font that has it, or else as the `.notdef` box of this font.
    #[must_use]
    pub(super) fn shape(self, text: &str, size: f32) -> (Vec<PlacedGlyph>, f32) {
        if !has_right_to_left(text) {
            return self.shape_part(text, size, Direction::LeftToRight);
        }
        let mut line = (Vec::new(), 0.0);
        for Part { range, is_right_to_left } in order::parts(text) {
            let direction =
                if is_right_to_left { Direction::RightToLeft } else { Direction::LeftToRight };
            let part = self.shape_part(&text[range.clone()], size, direction);
            append(&mut line, range.start, part);
        }
        line
    }

    /// The glyphs of a part of a line that runs in one direction, and its width in points.
    fn shape_part(self, text: &str, size: f32, direction: Direction) -> (Vec<PlacedGlyph>, f32) {
        let part = self.face().shape(self.id, text, size, direction);
        let lacks_one = part.0.iter().any(|glyph| glyph.glyph == GlyphId16::NOTDEF);
        if !lacks_one || self.fonts.fallbacks().is_empty() {
            return part;
        }
        let mut start = 0;
        let mut runs: Vec<(usize, (Vec<PlacedGlyph>, f32))> = Vec::new();
        for (font, run) in self.runs(text) {
            runs.push((start, font.face().shape(font.id, run, size, direction)));
            start += run.len();
        }
        if direction == Direction::RightToLeft {
            runs.reverse();
        }
        let mut line = (Vec::with_capacity(part.0.len()), 0.0);
        for (start, run) in runs {
            append(&mut line, start, run);
        }
        line
    }

    /// The width of one line of text, in points.
    #[must_use]
    pub fn width(self, text: &str, size: f32) -> f32 {
        self.shape(text, size).1
    }
}

/// Appends the glyphs of a part that starts at some byte to a line of some width.
fn append(
    (line, width): &mut (Vec<PlacedGlyph>, f32),
    start: usize,
    (part, part_width): (Vec<PlacedGlyph>, f32),
) {
    let start = u32::try_from(start).unwrap_or(u32::MAX);
    let glyph = |glyph: PlacedGlyph| PlacedGlyph {
        start: glyph.start + start,
        x: glyph.x + *width,
        ..glyph
    };
    line.extend(part.into_iter().map(glyph));
    *width += part_width;
}

#[expect(clippy::cast_precision_loss, reason = "font units are small numbers")]
fn points(font_units: i32, scale: f32) -> f32 {
    font_units as f32 * scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_chinese_and_english() {
        let fonts = FontSet::default();
        let face = fonts.font(Weight::Medium);
        let lines = face.lines("解除武装、复员和重返社会科", 15.0, 120.0, 2).lines;
        assert_eq!(lines.len(), 2);
        assert_eq!(lines.concat(), "解除武装、复员和重返社会科");
        assert!(lines.iter().all(|line| face.width(line, 15.0) <= 120.0), "{lines:?}");
        let lines = face.lines("Mine Action Service", 15.0, 100.0, 2).lines;
        assert_eq!(lines, ["Mine Action", "Service"]);
    }

    #[test]
    fn truncates_with_an_ellipsis() {
        let fonts = FontSet::default();
        let face = fonts.font(Weight::Regular);
        let FirstLines { lines, is_cut } =
            face.lines("one two three four five six seven", 15.0, 60.0, 2);
        assert_eq!((lines.len(), is_cut), (2, true));
        assert!(lines[1].ends_with('…'), "{lines:?}");
        assert!(face.width(&lines[1], 15.0) <= 60.0);
        let whole = FirstLines { lines: vec!["x …".to_owned()], is_cut: false };
        assert_eq!(face.lines("x …", 15.0, 200.0, 2), whole);
    }

    #[test]
    fn latin_punctuation_has_latin_width() {
        for weight in [Weight::Regular, Weight::Medium] {
            let fonts = FontSet::default();
            let face = fonts.font(weight);
            let wide =
                |text: &str, without: &str| face.width(text, 100.0) - face.width(without, 100.0);
            for (text, without) in [("Open…", "Open"), ("+3 …", "+3 "), ("…and", "and"), ("…", "")]
            {
                assert!(wide(text, without) < 85.0, "{text}");
            }
            for (text, without) in [("打开…", "打开"), ("…与", "与")] {
                assert!((wide(text, without) - 100.0).abs() < 0.1, "{text}");
            }
            assert!((wide("支援……", "支援") - 200.0).abs() < 0.1);
            assert!(wide("§9", "9") < 60.0);
        }
    }

    #[test]
    fn embedded_font_covers_chinese_latin_greek_and_cyrillic() {
        for weight in [Weight::Regular, Weight::Medium] {
            for character in "军事厅司Aéğβжŵ—…、；（）「」€→•".chars() {
                assert!(embedded::face(weight).covers(character), "{character}");
            }
            assert!(!embedded::face(weight).covers('\u{1f600}'));
        }
    }
}
