//! Measuring, shaping and breaking text with the embedded font, and with further ones where it
//! lacks a character.
//!
//! Screen and export both place their text by what is measured here, with the shaper that egui
//! uses itself, so a label that fits on screen fits in the file.

mod characters;
mod further;
mod lines;
mod words;

pub use characters::{CharacterIndex, block_of, characters_of};
pub use further::{add_fallback, draws, fallback_for, fallbacks, is_invisible, used_in};
pub use lines::{Lines, Setting, Spoken, printable, printable_line};

use std::borrow::Cow;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use harfrust::{
    FontRef, ShapeOptions, ShapePlan, ShapePlanKey, Shaper, ShaperData, UnicodeBuffer, script,
};
use skrifa::instance::{LocationRef, Size};
use skrifa::{GlyphId, MetadataProvider};

/// Noto Sans SC, regular.
pub const REGULAR: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Regular.otf");
/// Noto Sans SC, medium.
pub const MEDIUM: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Medium.otf");

/// Where a word may be broken: not seen within a line, printed as a hyphen at its end.
pub const SOFT_HYPHEN: char = '\u{ad}';
/// At the end of a line that goes on in the next one without a space; never seen.
pub const JOINER: char = '\u{2060}';

/// A line of text as it is printed: with a hyphen for a soft hyphen at its end.
#[must_use]
pub fn printed(line: &str) -> Cow<'_, str> {
    match line.strip_suffix(SOFT_HYPHEN) {
        Some(rest) => Cow::Owned(format!("{rest}-")),
        None => Cow::Borrowed(line.strip_suffix(JOINER).unwrap_or(line)),
    }
}

/// What a line adds to its text, if that goes on in the next line without a space.
#[must_use]
pub fn joined_part(line: &str) -> Option<&str> {
    line.strip_suffix([SOFT_HYPHEN, JOINER])
}

/// The two weights of the one family.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Weight {
    /// For running text.
    #[default]
    Regular,
    /// For names.
    Medium,
}

/// A font that texts are set in: a weight of the embedded one, or a further one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(u16);

impl FaceId {
    /// Whether it is none of the embedded ones.
    #[must_use]
    pub const fn is_further(self) -> bool {
        self.0 > 1
    }
}

/// A glyph with its place on the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlacedGlyph {
    /// The font that it is of.
    pub face: FaceId,
    /// The glyph's number in that font.
    pub glyph: GlyphId,
    /// The byte of the text from which on it stands for it.
    pub start: usize,
    /// From the start of the line, in points.
    pub x: f32,
    /// Above the baseline, in points.
    pub y: f32,
}

/// One weight of the embedded font, or a further font, ready to shape with.
pub struct Face {
    id: FaceId,
    data: &'static [u8],
    /// Its place in a collection of fonts, else 0.
    index: u32,
    font: FontRef<'static>,
    shaper: ShaperData,
    /// What the font does for each script met so far: to work that out takes longer than shaping.
    plans: RwLock<Vec<Arc<ShapePlan>>>,
    units_per_em: f32,
    /// From the top of a line to its baseline, for a size of 1.
    ascent: f32,
}

/// The face of a weight.
///
/// # Panics
/// When the font that the program was built with is damaged; a test opens both.
#[must_use]
pub fn face(weight: Weight) -> &'static Face {
    static FACES: OnceLock<[Face; 2]> = OnceLock::new();
    let faces = FACES.get_or_init(|| {
        [(REGULAR, FaceId(0)), (MEDIUM, FaceId(1))]
            .map(|(data, id)| Face::open(data, 0, id).expect("the embedded font is whole"))
    });
    match weight {
        Weight::Regular => &faces[0],
        Weight::Medium => &faces[1],
    }
}

/// The face that glyphs name.
#[must_use]
pub fn face_of(id: FaceId) -> &'static Face {
    match id.0 {
        1 => face(Weight::Medium),
        0 => face(Weight::Regular),
        other => further::nth(usize::from(other) - 2).unwrap_or_else(|| face(Weight::Regular)),
    }
}

impl Face {
    fn open(data: &'static [u8], index: u32, id: FaceId) -> Option<Self> {
        let font = FontRef::from_index(data, index).ok()?;
        let metrics = font.metrics(Size::unscaled(), LocationRef::default());
        let units_per_em = f32::from(metrics.units_per_em.max(1));
        Some(Self {
            id,
            data,
            index,
            shaper: ShaperData::new(&font),
            plans: RwLock::default(),
            units_per_em,
            ascent: metrics.ascent / units_per_em,
            font,
        })
    }

    /// What glyphs call it.
    #[must_use]
    pub const fn id(&self) -> FaceId {
        self.id
    }

    /// The bytes of the font file, and the font's place in it.
    #[must_use]
    pub const fn data(&self) -> (&'static [u8], u32) {
        (self.data, self.index)
    }

    /// The family that it belongs to, as systems call it.
    #[must_use]
    pub fn family(&self) -> String {
        further::family(&self.font)
    }

    /// How far below the baseline of the embedded font this one would stand in a row of the window,
    /// which puts the middles of both beside each other; upward, for a size of 1.
    #[must_use]
    pub fn shift_in_rows(&self) -> f32 {
        let rise = |face: &Self| {
            let metrics = face.font.metrics(Size::new(1.0), LocationRef::default());
            let height = metrics.ascent - metrics.descent + metrics.leading;
            metrics.ascent - height / 2.0
        };
        rise(face(Weight::Regular)) - rise(self)
    }

    /// From the top of a line of text to its baseline, in points.
    #[must_use]
    pub fn ascent(&self, size: f32) -> f32 {
        self.ascent * size
    }

    /// The font, for drawing glyphs.
    #[must_use]
    pub const fn font(&self) -> &FontRef<'static> {
        &self.font
    }

    /// Whether the font has a glyph for a character.
    #[must_use]
    pub fn covers(&self, character: char) -> bool {
        self.font.charmap().map(character).is_some()
    }

    /// The glyphs of one line of text, and its width in points. A character that this font lacks
    /// is of the first further font that has it; if none has, it is this font's box.
    #[must_use]
    pub fn shape(&'static self, text: &str, size: f32) -> (Vec<PlacedGlyph>, f32) {
        let text = &*printed(text);
        let (glyphs, width) = self.shape_alone(text, size);
        let lacks_one = glyphs.iter().any(|glyph| glyph.glyph == GlyphId::NOTDEF);
        if !lacks_one || further::nth(0).is_none() {
            return (glyphs, width);
        }
        let (mut glyphs, mut width, mut start) = (Vec::with_capacity(glyphs.len()), 0.0, 0);
        for (face, part) in further::runs(self, text) {
            let (run, run_width) = face.shape_alone(part, size);
            glyphs.extend(run.into_iter().map(|glyph| PlacedGlyph {
                start: glyph.start + start,
                x: glyph.x + width,
                ..glyph
            }));
            width += run_width;
            start += part.len();
        }
        (glyphs, width)
    }

    /// The same with nothing but this font.
    fn shape_alone(&self, text: &str, size: f32) -> (Vec<PlacedGlyph>, f32) {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        let shaper = self.shaper.shaper(&self.font).build();
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
                    face: self.id,
                    glyph: GlyphId::new(info.glyph_id),
                    start: info.cluster as usize,
                    x: x + points(position.x_offset, scale),
                    y: points(position.y_offset, scale),
                };
                x += points(position.x_advance, scale);
                glyph
            })
            .collect();
        (glyphs, x)
    }

    fn plan(&self, shaper: &Shaper<'_>, text: &UnicodeBuffer) -> Arc<ShapePlan> {
        let script = Some(text.script()).filter(|&script| script != script::UNKNOWN);
        let language = text.language();
        let key = ShapePlanKey::new(script, text.direction()).language(language.as_ref());
        let known = self.plans.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(plan) = known.iter().find(|plan| key.matches(plan)) {
            return Arc::clone(plan);
        }
        drop(known);
        let plan = ShapePlan::new(shaper, text.direction(), script, language.as_ref(), &[]);
        let plan = Arc::new(plan);
        let mut known = self.plans.write().unwrap_or_else(PoisonError::into_inner);
        known.push(Arc::clone(&plan));
        plan
    }

    /// The width of one line of text, in points.
    #[must_use]
    pub fn width(&'static self, text: &str, size: f32) -> f32 {
        self.shape(text, size).1
    }
}

#[expect(clippy::cast_precision_loss, reason = "font units are small numbers")]
fn points(font_units: i32, scale: f32) -> f32 {
    font_units as f32 * scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_breaks_between_characters_and_english_between_words() {
        let face = face(Weight::Medium);
        let lines = face.lines("解除武装、复员和重返社会科", 15.0, 120.0, 2);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines.concat(), "解除武装、复员和重返社会科");
        assert!(lines.iter().all(|line| face.width(line, 15.0) <= 120.0), "{lines:?}");
        assert_eq!(face.lines("Mine Action Service", 15.0, 100.0, 2), ["Mine Action", "Service"]);
    }

    #[test]
    fn a_text_too_long_ends_in_an_ellipsis_that_fits() {
        let face = face(Weight::Regular);
        let lines = face.lines("one two three four five six seven", 15.0, 60.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'), "{lines:?}");
        assert!(face.width(&lines[1], 15.0) <= 60.0);
        assert_eq!(face.lines("x", 15.0, 200.0, 2), ["x"]);
    }

    #[test]
    fn marks_of_latin_text_are_as_wide_as_latin_has_them() {
        for weight in [Weight::Regular, Weight::Medium] {
            let face = face(weight);
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
    fn the_font_covers_chinese_latin_greek_and_cyrillic() {
        for weight in [Weight::Regular, Weight::Medium] {
            for character in "军事厅司Aéğβжŵ—…、；（）「」€→•".chars() {
                assert!(face(weight).covers(character), "{character}");
            }
            assert!(!face(weight).covers('\u{1f600}'));
        }
    }
}
