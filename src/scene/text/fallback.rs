//! Font sets with fallbacks for characters that the embedded font lacks.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, LazyLock};

use harfrust::FontRef;
use skrifa::MetadataProvider;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::string::StringId;

use super::characters::CharacterIndex;
use super::{Face, FaceId, Font, Weight, embedded};
use crate::model::is_invisible;

/// Fonts for text: the embedded ones, and fallbacks for characters that these lack. Cloning is cheap. Two sets are
/// equal if they share their faces.
#[derive(Clone)]
pub struct FontSet(Arc<Fonts>);

#[derive(Clone, Default)]
struct Fonts {
    /// Fallback fonts, in the order of addition.
    fallbacks: Vec<Arc<Face>>,
    /// Indices into `fallbacks` by the characters that the fonts map.
    characters: CharacterIndex<u16>,
}

impl Default for FontSet {
    /// The embedded fonts only.
    fn default() -> Self {
        static EMBEDDED: LazyLock<FontSet> = LazyLock::new(|| FontSet(Arc::default()));
        EMBEDDED.clone()
    }
}

impl PartialEq for FontSet {
    fn eq(&self, other: &Self) -> bool {
        let (one, another) = (self.fallbacks(), other.fallbacks());
        one.len() == another.len() && one.iter().zip(another).all(|(a, b)| Arc::ptr_eq(a, b))
    }
}

impl Eq for FontSet {}

impl Hash for FontSet {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for face in self.fallbacks() {
            Arc::as_ptr(face).hash(state);
        }
    }
}

impl fmt::Debug for FontSet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.fallbacks().iter().map(|face| face.family())).finish()
    }
}

impl FontSet {
    /// Adds a fallback font after the others; `index` is its index in a collection, otherwise 0. Ignores invalid fonts,
    /// and fonts that are already in the set.
    pub fn add_fallback(&mut self, data: Vec<u8>, index: u32) {
        let is_there = |face: &Arc<Face>| face.data() == (&data[..], index);
        if self.fallbacks().len() >= usize::from(MAX_FALLBACKS)
            || self.fallbacks().iter().any(is_there)
        {
            return;
        }
        if let Some(face) = Face::open(Cow::Owned(data), index) {
            self.push(Arc::new(face));
        }
    }

    /// Adds a face of another set.
    pub(crate) fn push(&mut self, face: Arc<Face>) {
        let Ok(at) = u16::try_from(self.fallbacks().len()) else { return };
        let fonts = Arc::make_mut(&mut self.0);
        let (data, index) = face.data();
        fonts.characters.add(at, data, index);
        fonts.fallbacks.push(face);
    }

    /// The fallback fonts, in the order of addition.
    #[must_use]
    pub fn fallbacks(&self) -> &[Arc<Face>] {
        &self.0.fallbacks
    }

    /// Whether a fallback font has a character.
    #[must_use]
    pub fn has_fallback_for(&self, character: char) -> bool {
        self.0.characters.first(character).is_some()
    }

    /// The font of a weight.
    #[must_use]
    pub const fn font(&self, weight: Weight) -> Font<'_> {
        Font { fonts: self, id: FaceId::of(weight) }
    }

    /// The face with an index; the embedded regular one if the set has no such face.
    #[must_use]
    pub fn face(&self, id: FaceId) -> &Face {
        match id.0 {
            0 => embedded::face(Weight::Regular),
            1 => embedded::face(Weight::Medium),
            other => match self.fallbacks().get(usize::from(other) - 2) {
                Some(face) => face,
                None => embedded::face(Weight::Regular),
            },
        }
    }

    /// The faces: the embedded ones, then the fallback fonts.
    pub fn faces(&self) -> impl Iterator<Item = Font<'_>> {
        let count = u16::try_from(self.fallbacks().len()).unwrap_or(MAX_FALLBACKS);
        (0..count + 2).map(|id| Font { fonts: self, id: FaceId(id) })
    }
}

/// Maximum number of fallback fonts in a set.
const MAX_FALLBACKS: u16 = u16::MAX - 2;

impl<'a> Font<'a> {
    /// Splits a text into runs of one font.
    ///
    /// A space between words of a font is set in the same font, which keeps the order of words in right-to-left lines.
    pub(super) fn runs<'t>(
        self,
        text: &'t str,
    ) -> impl Iterator<Item = (Self, &'t str)> + use<'a, 't> {
        let own = self.face();
        let mut parts: Vec<(Self, usize)> = Vec::new();
        for (at, character) in text.char_indices() {
            let before = parts.last().map(|(font, _)| *font);
            let stays = is_invisible(character) || character == ' ';
            let found = match before {
                Some(before)
                    if before.face().covers(character) && (stays || !own.covers(character)) =>
                {
                    before
                }
                Some(before) if is_invisible(character) => before,
                _ if own.covers(character) => self,
                _ => self.fallback_for(character),
            };
            if before.is_none_or(|before| before.id != found.id) {
                let begun = parts.last().map_or(0, |&(_, start)| start);
                let spaces = text[begun..at].len() - text[begun..at].trim_end_matches(' ').len();
                let start = if found.id == self.id { at - spaces } else { at };
                parts.push((found, start));
            }
        }
        let ends: Vec<usize> =
            parts.iter().skip(1).map(|&(_, at)| at).chain([text.len()]).collect();
        parts.into_iter().zip(ends).map(move |((font, start), end)| (font, &text[start..end]))
    }

    /// The first fallback font that has a character, otherwise this font.
    fn fallback_for(self, character: char) -> Self {
        let found = self.fonts.0.characters.first(character);
        found.map_or(self, |at| Self { id: FaceId(at + 2), ..self })
    }
}

/// Whether a font has an outline for a character; bitmap and colour fonts have none.
#[must_use]
pub fn draws(data: &[u8], index: u32, character: char) -> bool {
    let Ok(font) = FontRef::from_index(data, index) else { return false };
    let Some(glyph) = font.charmap().map(character) else { return false };
    let Some(outline) = font.outline_glyphs().get(glyph) else { return false };
    let settings = DrawSettings::unhinted(Size::new(100.0), LocationRef::default());
    let mut pen = Strokes(0);
    outline.draw(settings, &mut pen).is_ok() && pen.0 > 0
}

/// The name of a font's family.
pub(super) fn family(font: &FontRef<'_>) -> String {
    let names = font.localized_strings(StringId::TYPOGRAPHIC_FAMILY_NAME).english_or_first();
    let names = names.or_else(|| font.localized_strings(StringId::FAMILY_NAME).english_or_first());
    names.map(|name| name.chars().collect()).unwrap_or_default()
}

/// Pen that counts strokes.
struct Strokes(usize);

impl OutlinePen for Strokes {
    fn move_to(&mut self, _x: f32, _y: f32) {}

    fn line_to(&mut self, _x: f32, _y: f32) {
        self.0 += 1;
    }

    fn quad_to(&mut self, _cx: f32, _cy: f32, _x: f32, _y: f32) {
        self.0 += 1;
    }

    fn curve_to(&mut self, _cx0: f32, _cy0: f32, _cx1: f32, _cy1: f32, _x: f32, _y: f32) {
        self.0 += 1;
    }

    fn close(&mut self) {}
}
