//! Names for low zoom: short names on cards, and pills and chips with enlarged names.

use std::sync::Arc;

use emath::{Rect, pos2, vec2};

use super::text::{FirstLines, Shaper, TextRun, Weight};
use super::theme::{Color, Theme};
use super::{Card, Destination, Role, SceneItem, Stub};

/// Type sizes of short names to try, in points.
const SIZES: [f32; 6] = [56.0, 46.0, 38.0, 32.0, 27.0, 22.0];
/// Maximum type size of a short name, in points.
pub const MAX_SHORT_NAME: f32 = SIZES[0];
/// Height of an enlarged pill, in em.
const PILL_HEIGHT: f32 = 1.5;
/// Line height, in em.
const LINE_HEIGHT: f32 = 1.2;

/// A unit's short name in the middle of its card, on one or two lines, as large as fits.
#[must_use]
pub fn short_name(shaper: &Shaper, card: &Card, color: Color) -> Vec<SceneItem> {
    let room = card.rect.shrink(8.0);
    let (lines, size) = fitting_lines(shaper, &card.short_name, room);
    let height = size * LINE_HEIGHT;
    let top = room.center().y - height * rows(lines.len()) / 2.0 + height * 0.8;
    let baselines = std::iter::successors(Some(top), |above| Some(above + height));
    let line = |(words, baseline): (String, f32)| {
        let run = shaper.run(&words, Weight::Medium, size);
        let origin = pos2(room.center().x - run.width() / 2.0, baseline);
        SceneItem::Text { role: Role::Name, origin, color, run }
    };
    lines.into_iter().zip(baselines).map(line).collect()
}

/// A pill or chip with its name on one line, enlarged into free space up to `limits`, and truncated if necessary;
/// `None` if there is no room for the type size.
#[must_use]
pub fn pill(
    shaper: &Shaper,
    (end, limits): (&Stub, Rect),
    size: f32,
    theme: &Theme,
) -> Option<[SceneItem; 2]> {
    let weight = Weight::Regular;
    let font = shaper.fonts().font(weight);
    let needed = vec2(font.width(&end.name, size) + size, size * PILL_HEIGHT);
    let wanted = Rect::from_center_size(end.rect.center(), needed.max(end.rect.size()));
    let rect = within(wanted, limits);
    if rect.height() < size * 1.1 || rect.width() < 3.0 * size {
        return None;
    }
    let words = font.lines(&end.name, size, rect.width() - size * 0.5, 1).lines.concat();
    let run: Arc<TextRun> = shaper.run(&words, weight, size);
    let origin = rect.center() + vec2(-run.width() / 2.0, size * 0.35);
    let (role, radius) = (Role::Stub, rect.height() / 2.0);
    let (fill, line) = match end.destination {
        Destination::Body(_) => (theme.ground, theme.muted),
        Destination::Unit(_) | Destination::Below(_) => (theme.card, theme.accent),
    };
    Some([
        SceneItem::Box { role, rect, radius, fill, border: Some((1.0, line)) },
        SceneItem::Text { role: Role::Name, origin, color: theme.text, run },
    ])
}

/// Moves a rectangle, and shrinks it if necessary, to stay within limits.
fn within(rect: Rect, limits: Rect) -> Rect {
    let size = rect.size().min(limits.size());
    let corner = rect.min.max(limits.min).min(limits.max - size);
    Rect::from_min_size(corner, size)
}

/// A short name on one or two lines and its type size: as large as fits; truncated if even the smallest size does not
/// fit.
fn fitting_lines(shaper: &Shaper, short: &str, room: Rect) -> (Vec<String>, f32) {
    let font = shaper.fonts().font(Weight::Medium);
    let whole = SIZES.into_iter().find_map(|size| {
        let FirstLines { lines, is_cut } = font.lines(short, size, room.width(), 2);
        let fits = !is_cut && rows(lines.len()) * size * LINE_HEIGHT <= room.height();
        fits.then_some((lines, size))
    });
    whole.unwrap_or_else(|| {
        let smallest = SIZES[SIZES.len() - 1];
        let most = if room.height() < 2.0 * smallest * LINE_HEIGHT { 1 } else { 2 };
        (font.lines(short, smallest, room.width(), most).lines, smallest)
    })
}

fn rows(lines: usize) -> f32 {
    f32::from(u16::try_from(lines).unwrap_or(u16::MAX))
}
