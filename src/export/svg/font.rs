//! The letters of a drawing as fonts in the file, so that it looks the same everywhere.
//!
//! What is cut out of the embedded font for documents lacks the tables by which a browser finds
//! letters; they are put back here.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use skrifa::MetadataProvider as _;
use subsetter::{GlyphRemapper, subset};
use write_fonts::FontBuilder;
use write_fonts::read::FontRef;
use write_fonts::tables::cmap::Cmap;
use write_fonts::types::{GlyphId, Tag};

use crate::scene::text::{MEDIUM, REGULAR, Weight, face};
use crate::scene::{Scene, SceneItem};

/// The style sheet that holds the fonts of a scene's texts; nothing where none can be made.
pub(super) fn style_sheet(scene: &Scene) -> String {
    [(Weight::Regular, REGULAR, 400), (Weight::Medium, MEDIUM, 500)]
        .into_iter()
        .filter_map(|(weight, data, number)| {
            let font = subset_of(weight, data, &letters(scene, weight))?;
            Some(format!(
                "@font-face{{font-family:'Noto Sans SC';font-weight:{number};\
                 src:url(data:font/otf;base64,{}) format('opentype')}}\n",
                STANDARD.encode(font)
            ))
        })
        .collect()
}

fn letters(scene: &Scene, weight: Weight) -> BTreeSet<char> {
    let words = scene.items.iter().filter_map(|item| match item {
        SceneItem::Text { words, weight: of, .. } if *of == weight => Some(words.as_str()),
        SceneItem::Text { .. }
        | SceneItem::Box { .. }
        | SceneItem::Line { .. }
        | SceneItem::Polygon { .. } => None,
    });
    words.flat_map(str::chars).collect()
}

/// A font of a few letters, whole enough for a browser.
fn subset_of(weight: Weight, data: &[u8], letters: &BTreeSet<char>) -> Option<Vec<u8>> {
    if letters.is_empty() {
        return None;
    }
    let charmap = face(weight).font().charmap();
    let mut glyphs = GlyphRemapper::new();
    let found: Vec<(char, GlyphId)> = letters
        .iter()
        .filter_map(|&letter| {
            let glyph = u16::try_from(charmap.map(letter)?.to_u32()).ok()?;
            Some((letter, GlyphId::new(u32::from(glyphs.remap(glyph)))))
        })
        .collect();
    let cut = subset(data, 0, &glyphs).ok()?;
    let (cut, whole) = (FontRef::new(&cut).ok()?, FontRef::new(data).ok()?);
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
