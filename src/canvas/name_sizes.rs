//! Sizes of names on screen by zoom: full cards, names only, and solid blocks. Sizes never decrease with increasing
//! zoom.

use crate::scene::theme::size;

/// Minimum zoom for complete cards.
pub(super) const FULL: f32 = 0.75;
/// Minimum zoom for names on cards; below it, cards are solid blocks.
pub(super) const NAMES: f32 = 0.25;
/// Maximum size of names without other text, in screen points: that of names on full cards at the lowest zoom.
const MAX_NAME: f32 = size::NAME * FULL;
/// Minimum size of names, in screen points.
pub(super) const MIN_NAME: f32 = 7.0;

/// Size on screen of a name without other text, which fits its card at a type size in points of the scene; `None` if it
/// would be too small.
pub(super) fn name_size(fitting: f32, zoom: f32) -> Option<f32> {
    let size = (fitting * zoom).min(MAX_NAME);
    (size >= MIN_NAME).then_some(size)
}

/// Size on screen of a short name, which fits its card at a type size in points of the scene.
pub(super) fn short_size(fitting: f32, zoom: f32) -> Option<f32> {
    (fitting * zoom >= MIN_NAME).then_some(MIN_NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Size of the name of a card at a zoom; 0 if there is none.
    fn drawn(fitting: f32, short: f32, zoom: f32) -> f32 {
        let name = if zoom >= FULL {
            Some(size::NAME * zoom)
        } else if zoom >= NAMES {
            name_size(fitting, zoom)
        } else {
            None
        };
        name.or_else(|| short_size(short, zoom)).unwrap_or(0.0)
    }

    #[test]
    fn names_never_shrink_with_zoom() {
        for fitting in [15.0, 17.0, 21.0, 28.0, 45.0_f32] {
            let sizes = (0..200_u8).map(|step| {
                let zoom = 0.05 * 1.02_f32.powi(i32::from(step));
                drawn(fitting, fitting.max(22.0), zoom)
            });
            let sizes: Vec<f32> = sizes.collect();
            assert!(sizes.windows(2).all(|pair| pair[0] <= pair[1] + 1e-4), "{fitting}: {sizes:?}");
        }
    }

    #[test]
    fn names_at_40_percent_have_8_points() {
        assert_eq!(name_size(15.0, 0.4), None);
        assert_eq!(name_size(20.0, 0.4), Some(8.0));
        assert_eq!(name_size(45.0, 0.4), Some(11.25));
    }
}
