//! Dimming of cards that a search did not find, as a fraction of the way to the background. Names stay legible.

use egui::Color32;

/// A card with its name, from 0 to 1.
pub(super) const CARD: f32 = 0.5;
/// A card drawn as a solid block.
pub(super) const BLOCK: f32 = 0.65;
/// The name on such a block, in the colour of running text.
pub(super) const NAME_ON_BLOCK: f32 = 0.2;
/// Lines while others are highlighted.
pub(super) const LINE: f32 = 0.65;

/// A colour blended with the background.
pub(super) fn dimmed(color: Color32, ground: Color32, part: f32) -> Color32 {
    color.lerp_to_gamma(ground, part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canvas::color32;
    use crate::scene::theme::contrast;
    use crate::scene::theme::tests::kind_colors;
    use crate::scene::theme::{Color, Theme, ThemeMode};

    #[test]
    fn dimmed_names_stay_readable() {
        for theme in [Theme::of(ThemeMode::Light), Theme::of(ThemeMode::Dark)] {
            let [ground, card, text] = [theme.ground, theme.card, theme.text].map(color32);
            let seen = |color, part| Color(dimmed(color, ground, part).to_array());
            let name = seen(text, CARD);
            for behind in [seen(card, CARD), theme.ground] {
                let found = contrast(name, behind);
                assert!(found >= 3.0, "{:?}, near: {found:.2}", theme.mode);
            }
            let name = seen(text, NAME_ON_BLOCK);
            for kind in kind_colors(&theme) {
                let found = contrast(name, seen(color32(kind), BLOCK));
                assert!(found >= 3.0, "{:?}, {kind:?} from afar: {found:.2}", theme.mode);
            }
        }
    }
}
