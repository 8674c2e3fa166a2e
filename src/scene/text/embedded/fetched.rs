//! The font of a page, fetched at startup, so that the browser caches it separately from the program.

use std::sync::OnceLock;

use crate::scene::text::Weight;

static FETCHED: OnceLock<[Vec<u8>; 2]> = OnceLock::new();

/// Sets the fetched fonts, regular and medium, before the first use; later calls have no effect.
pub fn set_font_bytes(fonts: [Vec<u8>; 2]) {
    // The first ones are in use.
    let _ = FETCHED.set(fonts);
}

/// The bytes of Noto Sans SC in a weight; none before [`set_font_bytes`].
#[must_use]
pub fn font_bytes(weight: Weight) -> &'static [u8] {
    FETCHED.get().map_or(&[], |fonts| match weight {
        Weight::Regular => &fonts[0],
        Weight::Medium => &fonts[1],
    })
}
