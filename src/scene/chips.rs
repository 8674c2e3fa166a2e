//! Chips at the edges of cards: the number of hidden units, a minus sign for collapsing, or a page.

use std::sync::Arc;

use emath::{Pos2, Rect, pos2, vec2};

use super::text::TextRun;
use super::theme::Theme;
use super::{Role, SceneItem};

/// The position of a card's chip: on the edge from which its children's connectors start.
pub(super) fn chip_rect(outlet: Pos2, words: &TextRun) -> Rect {
    Rect::from_center_size(outlet, vec2(chip_width(words).max(20.0), 18.0))
}

/// The width of a chip with some text.
pub(crate) fn chip_width(words: &TextRun) -> f32 {
    words.width().ceil() + 14.0
}

/// A chip with the number of hidden units, a minus sign for collapsing, or a reference to a page.
pub(crate) fn chip_items(
    role: Role,
    chip: Rect,
    words: &Arc<TextRun>,
    theme: &Theme,
) -> [SceneItem; 2] {
    let place = pos2(chip.center().x - words.width() / 2.0, chip.min.y);
    let (fill, border) = (theme.card, Some((1.0, theme.line)));
    [
        SceneItem::Box { role, rect: chip, radius: chip.height() / 2.0, fill, border },
        SceneItem::in_row(role, words, place, chip.height(), theme.muted),
    ]
}
