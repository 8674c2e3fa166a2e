//! Lines in addition to the tree: kinds, filter and style.

use std::collections::BTreeSet;

use emath::{Pos2, Rect, Vec2, vec2};

use super::theme::{Color, Theme};
use super::{Role, SceneItem};
use crate::layout::{BEND, bent};
use crate::model::{RelationKind, Word};

/// Kind of a line in addition to the tree, on the chart, in the legend and in menus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineKind {
    /// A relation of a kind, except dual reporting lines.
    Of(RelationKind),
    /// A reporting line of a post with several superiors.
    Dual,
}

impl LineKind {
    /// Every kind, reporting lines first.
    pub fn all() -> impl Iterator<Item = Self> {
        let [first, others @ ..] = RelationKind::ALL else { unreachable!("there are kinds") };
        [Self::Of(*first), Self::Dual].into_iter().chain(others.iter().copied().map(Self::Of))
    }

    /// The key of its message.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Dual => "lines.dual",
            Self::Of(RelationKind::ReportsTo) => "relation.reports_to",
            Self::Of(RelationKind::Deputizes) => "relation.deputizes",
            Self::Of(RelationKind::Assists) => "relation.assists",
            Self::Of(RelationKind::Advises) => "relation.advises",
            Self::Of(RelationKind::DirectAccess) => "relation.direct_access",
            Self::Of(RelationKind::Coordinates) => "relation.coordinates",
            Self::Of(RelationKind::Supports) => "relation.supports",
            Self::Of(RelationKind::Serves) => "relation.serves",
            Self::Of(RelationKind::Guides) => "relation.guides",
            Self::Of(RelationKind::BelongsTo) => "relation.belongs_to",
        }
    }

    /// The word for it in settings and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dual => "dual",
            Self::Of(kind) => kind.word(),
        }
    }
}

impl From<LineKind> for Word {
    fn from(kind: LineKind) -> Self {
        match kind {
            LineKind::Dual => Self::Dual,
            LineKind::Of(kind) => Self::Relation(kind),
        }
    }
}

/// The kinds of lines to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationFilter(BTreeSet<LineKind>);

impl Default for RelationFilter {
    /// Every reporting line that is not implied by the tree.
    fn default() -> Self {
        Self::from_iter([LineKind::Of(RelationKind::ReportsTo), LineKind::Dual])
    }
}

impl FromIterator<LineKind> for RelationFilter {
    fn from_iter<T: IntoIterator<Item = LineKind>>(kinds: T) -> Self {
        Self(kinds.into_iter().collect())
    }
}

impl RelationFilter {
    /// No lines.
    #[must_use]
    pub const fn none() -> Self {
        Self(BTreeSet::new())
    }

    /// All lines.
    #[must_use]
    pub fn all() -> Self {
        LineKind::all().collect()
    }

    /// Whether lines of a kind are shown.
    #[must_use]
    pub fn shows(&self, kind: LineKind) -> bool {
        self.0.contains(&kind)
    }

    /// The kinds that are shown.
    pub fn kinds(&self) -> impl Iterator<Item = LineKind> {
        self.0.iter().copied()
    }

    /// Toggles lines of a kind.
    pub fn toggle(&mut self, kind: LineKind) {
        if !self.0.remove(&kind) {
            self.0.insert(kind);
        }
    }
}

/// The arrowhead of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Head {
    /// A filled arrow.
    Arrow,
    /// An arrow of two strokes.
    Open,
    /// A filled diamond.
    Diamond,
    /// A ring, for symmetric relations.
    Ring,
}

/// Lengths of dash and gap, and the arrowhead, of a kind. All kinds are distinct.
const fn style(kind: LineKind) -> (Option<(f32, f32)>, Head) {
    match kind {
        LineKind::Dual => (Some((5.0, 3.0)), Head::Arrow),
        LineKind::Of(RelationKind::ReportsTo) => (None, Head::Arrow),
        LineKind::Of(RelationKind::Deputizes) => (Some((7.0, 4.0)), Head::Diamond),
        LineKind::Of(RelationKind::Assists) => (Some((2.0, 3.0)), Head::Open),
        LineKind::Of(RelationKind::Advises) => (Some((2.0, 3.0)), Head::Arrow),
        LineKind::Of(RelationKind::DirectAccess) => (Some((12.0, 3.0)), Head::Arrow),
        LineKind::Of(RelationKind::Coordinates) => (Some((2.0, 5.0)), Head::Ring),
        LineKind::Of(RelationKind::Supports) => (Some((4.0, 3.0)), Head::Open),
        LineKind::Of(RelationKind::Serves) => (Some((4.0, 3.0)), Head::Diamond),
        LineKind::Of(RelationKind::Guides) => (Some((12.0, 3.0)), Head::Open),
        LineKind::Of(RelationKind::BelongsTo) => (None, Head::Open),
    }
}

/// A line of a kind.
pub(super) fn relation_line(kind: LineKind, points: &[Pos2], theme: &Theme) -> SceneItem {
    let (dash, _) = style(kind);
    let points = bent(points, BEND);
    let (role, color) = (Role::Relation, theme.line_of(kind));
    SceneItem::Line { role, points, width: 1.5, color, dash }
}

/// A line of a kind with an arrowhead at its end.
pub(super) fn relation_items(kind: LineKind, points: &[Pos2], theme: &Theme) -> Vec<SceneItem> {
    let (_, shape) = style(kind);
    let head = match *points {
        [.., before, end] => Some(head(shape, before, end, theme.line_of(kind), theme)),
        _ => None,
    };
    std::iter::once(relation_line(kind, points, theme)).chain(head).collect()
}

/// Factor of the width of a highlighted line.
const LIT: f32 = 1.8;

/// A highlighted line: thicker, with the colour, dashes and arrowhead of its kind.
#[must_use]
pub fn lit_line(kind: LineKind, points: &[Pos2], theme: &Theme) -> Vec<SceneItem> {
    let mut items = relation_items(kind, points, theme);
    for item in &mut items {
        if let SceneItem::Line { width, .. } = item {
            *width *= LIT;
        }
    }
    items
}

/// A sample of a kind of line, between two points.
#[must_use]
pub fn line_sample(kind: LineKind, ends: [Pos2; 2], theme: &Theme) -> Vec<SceneItem> {
    relation_items(kind, &ends, theme)
}

fn head(shape: Head, before: Pos2, end: Pos2, color: Color, theme: &Theme) -> SceneItem {
    let along = (end - before).normalized();
    let across = vec2(-along.y, along.x) * 3.15;
    let base = end - along * 7.0;
    let role = Role::LineHead;
    match shape {
        Head::Arrow => {
            let points = vec![end, base + across, base - across];
            SceneItem::Polygon { role, points, fill: color }
        }
        Head::Open => {
            let points = vec![base + across, end, base - across];
            SceneItem::Line { role, points, width: 1.5, color, dash: None }
        }
        Head::Diamond => {
            let middle = end - along * 4.5;
            let points = vec![end, middle + across, end - along * 9.0, middle - across];
            SceneItem::Polygon { role, points, fill: color }
        }
        Head::Ring => {
            let rect = Rect::from_center_size(end - along * 3.5, Vec2::splat(7.0));
            let border = Some((1.5, color));
            SceneItem::Box { role, rect, radius: 3.5, fill: theme.ground, border }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::theme::ThemeMode;

    #[test]
    fn highlighted_lines_keep_their_style() {
        let theme = Theme::of(ThemeMode::Light);
        let points = [Pos2::ZERO, Pos2::new(100.0, 0.0)];
        for kind in LineKind::all() {
            let (lit, plain) = (lit_line(kind, &points, &theme), line_sample(kind, points, &theme));
            assert_eq!(lit.len(), 2, "{kind:?}");
            for (lit, plain) in lit.into_iter().zip(plain) {
                match (lit, plain) {
                    (
                        SceneItem::Line { width: heavy, color, dash, points, .. },
                        SceneItem::Line { width, color: own, dash: dashes, points: same, .. },
                    ) => {
                        assert!(heavy >= width + 1.0, "{kind:?}");
                        assert_eq!((color, dash, points), (own, dashes, same), "{kind:?}");
                    }
                    (lit, plain) => assert_eq!(lit, plain, "{kind:?}"),
                }
            }
        }
    }

    #[test]
    fn line_kinds_differ_even_without_colour() {
        let kinds: Vec<LineKind> = LineKind::all().collect();
        assert_eq!(kinds.len(), RelationKind::ALL.len() + 1);
        for (at, &kind) in kinds.iter().enumerate() {
            for &other in &kinds[..at] {
                for theme in [Theme::of(ThemeMode::Light), Theme::of(ThemeMode::Dark)] {
                    // Reporting lines share a colour, because they have one meaning; the dashes distinguish them.
                    let are_reporting = (other, kind) == (kinds[0], LineKind::Dual);
                    let is_alike = theme.line_of(kind) == theme.line_of(other);
                    assert_eq!(is_alike, are_reporting, "{kind:?} {other:?}");
                }
                assert_ne!(style(kind), style(other), "{kind:?} {other:?}");
            }
        }
    }
}
