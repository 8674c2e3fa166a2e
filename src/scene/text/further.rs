//! Further fonts, for the characters that the embedded one lacks; whoever reads files gives them.

use std::sync::{LazyLock, PoisonError, RwLock, RwLockReadGuard};

use harfrust::FontRef;
use skrifa::MetadataProvider;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::string::StringId;

use super::characters::CharacterIndex;
use super::{Face, FaceId, Weight, face, face_of};

/// The further fonts; none ever goes, so that a [`FaceId`] stays what it is.
static FURTHER: LazyLock<RwLock<Further>> = LazyLock::new(RwLock::default);

#[derive(Default)]
struct Further {
    /// In the order in which they came.
    faces: Vec<&'static Face>,
    characters: CharacterIndex<&'static Face>,
}

fn further() -> RwLockReadGuard<'static, Further> {
    FURTHER.read().unwrap_or_else(PoisonError::into_inner)
}

/// Adds a font to those that are asked, in the order of their coming, for what the embedded one
/// lacks; `index` is its place in a collection, else 0. It stays until the program ends. One that
/// is no font, or that is there already, is not added.
pub fn add_fallback(data: Vec<u8>, index: u32) {
    let mut further = FURTHER.write().unwrap_or_else(PoisonError::into_inner);
    if further.faces.iter().any(|face| face.index == index && face.data == data) {
        return;
    }
    let Ok(id) = u16::try_from(further.faces.len() + 2) else { return };
    if FontRef::from_index(&data, index).is_ok()
        && let Some(face) = Face::open(Box::leak(data.into_boxed_slice()), index, FaceId(id))
    {
        let face: &'static Face = Box::leak(Box::new(face));
        further.faces.push(face);
        further.characters.add(face, face.data, index);
    }
}

/// The further fonts, in the order in which they came.
#[must_use]
pub fn fallbacks() -> Vec<&'static Face> {
    further().faces.clone()
}

/// The first further font that has a character.
#[must_use]
pub fn fallback_for(character: char) -> Option<&'static Face> {
    further().characters.first(character)
}

/// The further font at a place of the list.
pub(super) fn nth(at: usize) -> Option<&'static Face> {
    further().faces.get(at).copied()
}

/// The further fonts that texts are set in, in the order in which they came.
#[must_use]
pub fn used_in<'a>(texts: impl Iterator<Item = (Weight, &'a str)>) -> Vec<&'static Face> {
    let mut used = std::collections::BTreeSet::new();
    if nth(0).is_some() {
        for (weight, words) in texts.filter(|(_, words)| !words.is_ascii()) {
            used.extend(runs(face(weight), words).map(|(face, _)| face.id()));
        }
    }
    used.into_iter().map(face_of).filter(|face| face.id().is_further()).collect()
}

/// A text cut where another font begins, with the font of each part.
///
/// A space between words of a font stays with them: the words of a line that is read from the right
/// stand in their order then.
pub(super) fn runs<'a>(
    own: &'static Face,
    text: &'a str,
) -> impl Iterator<Item = (&'static Face, &'a str)> {
    let mut parts: Vec<(&'static Face, usize)> = Vec::new();
    for (at, character) in text.char_indices() {
        let before = parts.last().map(|(face, _)| *face);
        let stays = is_invisible(character) || character == ' ';
        let found = match before {
            Some(before) if before.covers(character) && (stays || !own.covers(character)) => before,
            Some(before) if is_invisible(character) => before,
            _ if own.covers(character) => own,
            _ => fallback_for(character).unwrap_or(own),
        };
        if before.is_none_or(|before| before.id() != found.id()) {
            let begun = parts.last().map_or(0, |&(_, start)| start);
            let spaces = text[begun..at].len() - text[begun..at].trim_end_matches(' ').len();
            let start = if found.id() == own.id() { at - spaces } else { at };
            parts.push((found, start));
        }
    }
    let ends: Vec<usize> = parts.iter().skip(1).map(|&(_, at)| at).chain([text.len()]).collect();
    parts.into_iter().zip(ends).map(move |((face, start), end)| (face, &text[start..end]))
}

/// Whether a character has no shape of its own: it only says how those beside it are set.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            u32::from(character),
            0xad | 0x34f
                | 0x61c
                | 0x115f..=0x1160
                | 0x17b4..=0x17b5
                | 0x180b..=0x180f
                | 0x200b..=0x200f
                | 0x2028..=0x202e
                | 0x2060..=0x206f
                | 0x3164
                | 0xfe00..=0xfe0f
                | 0xfeff
                | 0xffa0
                | 0xfff0..=0xfff8
                | 0xe_0000..=0xe_0fff
        )
}

/// Whether a font, given as its bytes, can draw a character as an outline: fonts of pictures, as
/// those of coloured signs are, cannot.
#[must_use]
pub fn draws(data: &[u8], index: u32, character: char) -> bool {
    let Ok(font) = FontRef::from_index(data, index) else { return false };
    let Some(glyph) = font.charmap().map(character) else { return false };
    let Some(outline) = font.outline_glyphs().get(glyph) else { return false };
    let settings = DrawSettings::unhinted(Size::new(100.0), LocationRef::default());
    let mut pen = Strokes(0);
    outline.draw(settings, &mut pen).is_ok() && pen.0 > 0
}

/// The family that a font belongs to, as systems call it.
pub(super) fn family(font: &FontRef<'_>) -> String {
    let names = font.localized_strings(StringId::TYPOGRAPHIC_FAMILY_NAME).english_or_first();
    let names = names.or_else(|| font.localized_strings(StringId::FAMILY_NAME).english_or_first());
    names.map(|name| name.chars().collect()).unwrap_or_default()
}

/// Counts strokes.
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
