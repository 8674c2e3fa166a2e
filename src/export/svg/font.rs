//! Embedded subsets of fonts, so that a drawing looks the same everywhere.
//!
//! Font subsets for documents lack the tables that browsers use to map characters; they are added here. Tables for
//! ligatures are not, so small fallback fonts are embedded as a whole.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use skrifa::MetadataProvider as _;
use subsetter::{GlyphRemapper, subset};
use write_fonts::FontBuilder;
use write_fonts::read::FontRef;
use write_fonts::tables::cmap::Cmap;
use write_fonts::types::{GlyphId, Tag};

use crate::scene::Scene;
use crate::scene::text::{Face, Weight};

/// Maximum size of a fallback font that is embedded as a whole, in bytes.
const MAX_WHOLE: usize = 1 << 20;

/// Style sheet with the fonts of a scene's text.
pub(super) fn style_sheet(scene: &Scene) -> String {
    let embedded = [(Weight::Regular, 400), (Weight::Medium, 500)].map(|(weight, number)| {
        let font = subset_of(scene.fonts.font(weight).face(), &letters(scene, Some(weight)))?;
        Some(rule("Noto Sans SC", number, &font))
    });
    let fallbacks = scene.fallbacks().into_iter().map(|face| {
        let (data, index) = face.data();
        let font = if data.len() <= MAX_WHOLE && index == 0 {
            data.to_vec()
        } else {
            subset_of(face, &letters(scene, None))?
        };
        Some(rule(&face.family().replace(['\'', '\\', '<', '&'], ""), 400, &font))
    });
    embedded.into_iter().chain(fallbacks).flatten().collect()
}

fn rule(family: &str, weight: u16, font: &[u8]) -> String {
    format!(
        "@font-face{{font-family:'{family}';font-weight:{weight};\
         src:url(data:font/otf;base64,{}) format('opentype')}}\n",
        STANDARD.encode(font)
    )
}

/// The characters of a scene's text, of one weight or of both.
fn letters(scene: &Scene, weight: Option<Weight>) -> BTreeSet<char> {
    let runs = scene.texts().filter(|run| weight.is_none_or(|weight| weight == run.weight()));
    runs.flat_map(|run| run.text().chars()).collect()
}

/// Subset of a font for some characters, in a form that browsers accept.
fn subset_of(face: &Face, letters: &BTreeSet<char>) -> Option<Vec<u8>> {
    if letters.is_empty() {
        return None;
    }
    let (data, index) = face.data();
    let font = face.font();
    let charmap = font.charmap();
    let mut glyphs = GlyphRemapper::new();
    let found: Vec<(char, GlyphId)> = letters
        .iter()
        .filter_map(|&letter| {
            let glyph = u16::try_from(charmap.map(letter)?.to_u32()).ok()?;
            Some((letter, GlyphId::new(u32::from(glyphs.remap(glyph)))))
        })
        .collect();
    let cut = subset(data, index, &glyphs).ok()?;
    let (cut, whole) = (FontRef::new(&cut).ok()?, FontRef::from_index(data, index).ok()?);
    let mut font = FontBuilder::new();
    font.add_table(&Cmap::from_mappings(found).ok()?).ok()?;
    for table in [b"OS/2", b"name", b"post"] {
        let tag = Tag::new(table);
        if let Some(bytes) = whole.table_data(tag) {
            font.add_raw(tag, bytes.as_bytes());
        }
    }
    font.copy_missing_tables(cut);
    Some(font.build())
}
