//! The embedded font: linked to the program, or fetched by a page.

#[cfg(all(target_arch = "wasm32", feature = "window"))]
mod fetched;

use std::borrow::Cow;
use std::sync::LazyLock;

use super::{Face, Weight};

#[cfg(all(target_arch = "wasm32", feature = "window"))]
pub use fetched::{font_bytes, set_font_bytes};

/// The bytes of Noto Sans SC in a weight.
#[cfg(not(all(target_arch = "wasm32", feature = "window")))]
#[must_use]
pub fn font_bytes(weight: Weight) -> &'static [u8] {
    match weight {
        Weight::Regular => include_bytes!("../../../assets/fonts/NotoSansSC-Regular.otf"),
        Weight::Medium => include_bytes!("../../../assets/fonts/NotoSansSC-Medium.otf"),
    }
}

/// The face of a weight of the embedded font.
///
/// # Panics
///
/// If the embedded font is damaged; a test opens both weights.
pub(super) fn face(weight: Weight) -> &'static Face {
    static FACES: LazyLock<[Face; 2]> = LazyLock::new(|| {
        [Weight::Regular, Weight::Medium].map(|weight| {
            Face::open(Cow::Borrowed(font_bytes(weight)), 0).expect("the embedded font is whole")
        })
    });
    match weight {
        Weight::Regular => &FACES[0],
        Weight::Medium => &FACES[1],
    }
}
