//! Lines besides the tree: which are shown, and how they look.

use emath::{Pos2, Rect, Vec2, vec2};

use super::SceneItem;
use super::theme::{Color, Theme};
use crate::model::{Chart, Relation, RelationKind};

/// Which lines besides the tree are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationFilter {
    /// Whether dual accountability is: a head who answers to someone off the path to the top.
    pub dual: bool,
    /// The other kinds that are.
    pub kinds: Vec<RelationKind>,
}

impl Default for RelationFilter {
    fn default() -> Self {
        Self { dual: true, kinds: Vec::new() }
    }
}

impl RelationFilter {
    /// No lines but the tree's.
    #[must_use]
    pub const fn none() -> Self {
        Self { dual: false, kinds: Vec::new() }
    }

    /// All lines.
    #[must_use]
    pub fn all() -> Self {
        Self { dual: true, kinds: RelationKind::ALL.to_vec() }
    }

    /// Whether a line is shown.
    #[must_use]
    pub fn shows(&self, chart: &Chart, relation: &Relation) -> bool {
        let dual = self.dual && is_dual(chart, relation);
        dual || (self.kinds.contains(&relation.kind) && !repeats_tree(chart, relation))
    }
}

/// Whether a line says that someone answers to someone off the path to the top.
#[must_use]
pub fn is_dual(chart: &Chart, relation: &Relation) -> bool {
    relation.kind == RelationKind::ReportsTo
        && relation.from.unit().is_none_or(|from| chart.leads_off_path(from, relation.to))
}

/// The message that names a kind of line.
#[must_use]
pub const fn relation_key(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::ReportsTo => "relation.reports_to",
        RelationKind::Deputizes => "relation.deputizes",
        RelationKind::Assists => "relation.assists",
        RelationKind::Advises => "relation.advises",
        RelationKind::DirectAccess => "relation.direct_access",
        RelationKind::Coordinates => "relation.coordinates",
        RelationKind::Supports => "relation.supports",
        RelationKind::Serves => "relation.serves",
        RelationKind::Guides => "relation.guides",
    }
}

/// A reporting line along the path to the top, which the tree shows already.
fn repeats_tree(chart: &Chart, relation: &Relation) -> bool {
    relation.kind == RelationKind::ReportsTo && !is_dual(chart, relation)
}

/// What stands at a line's end.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Head {
    /// A filled arrow.
    Arrow,
    /// An arrow of two strokes.
    Open,
    /// A filled diamond.
    Diamond,
    /// A ring: neither side leads.
    Ring,
}

/// How lines of a kind look besides their colour: length of dash and gap, and the head. No two kinds
/// are alike in both.
const fn style(kind: RelationKind) -> ((f32, f32), Head) {
    match kind {
        RelationKind::ReportsTo => ((7.0, 4.0), Head::Arrow),
        RelationKind::Deputizes => ((7.0, 4.0), Head::Diamond),
        RelationKind::Assists => ((2.0, 3.0), Head::Open),
        RelationKind::Advises => ((2.0, 3.0), Head::Arrow),
        RelationKind::DirectAccess => ((12.0, 3.0), Head::Arrow),
        RelationKind::Coordinates => ((2.0, 5.0), Head::Ring),
        RelationKind::Supports => ((4.0, 3.0), Head::Open),
        RelationKind::Serves => ((4.0, 3.0), Head::Diamond),
        RelationKind::Guides => ((12.0, 3.0), Head::Open),
    }
}

/// A line of a kind.
pub(super) fn relation_line(kind: RelationKind, points: Vec<Pos2>, theme: &Theme) -> SceneItem {
    let (dash, _) = style(kind);
    SceneItem::Line { points, width: 1.5, color: theme.relation(kind), dash: Some(dash) }
}

/// A line of a kind with its head at its end.
pub(super) fn relation_items(
    kind: RelationKind,
    points: Vec<Pos2>,
    theme: &Theme,
) -> Vec<SceneItem> {
    let (_, shape) = style(kind);
    let head = match points[..] {
        [.., before, end] => Some(head(shape, before, end, theme.relation(kind), theme)),
        _ => None,
    };
    std::iter::once(relation_line(kind, points, theme)).chain(head).collect()
}

/// A line that is told apart from the others.
#[must_use]
pub fn lit_line(points: &[Pos2], theme: &Theme) -> Vec<SceneItem> {
    let (width, color) = (2.0, theme.accent);
    let line = SceneItem::Line { points: points.to_vec(), width, color, dash: None };
    let head = match points {
        [.., before, end] => Some(head(Head::Arrow, *before, *end, color, theme)),
        _ => None,
    };
    std::iter::once(line).chain(head).collect()
}

/// A line of a kind as the chart draws it, between two points.
#[must_use]
pub fn line_sample(kind: RelationKind, ends: [Pos2; 2], theme: &Theme) -> Vec<SceneItem> {
    relation_items(kind, ends.to_vec(), theme)
}

fn head(shape: Head, before: Pos2, end: Pos2, color: Color, theme: &Theme) -> SceneItem {
    let along = (end - before).normalized();
    let across = vec2(-along.y, along.x) * 3.5;
    let base = end - along * 7.0;
    match shape {
        Head::Arrow => {
            SceneItem::Polygon { points: vec![end, base + across, base - across], fill: color }
        }
        Head::Open => {
            let points = vec![base + across, end, base - across];
            SceneItem::Line { points, width: 1.5, color, dash: None }
        }
        Head::Diamond => {
            let middle = end - along * 4.5;
            let points = vec![end, middle + across, end - along * 9.0, middle - across];
            SceneItem::Polygon { points, fill: color }
        }
        Head::Ring => {
            let rect = Rect::from_center_size(end - along * 3.5, Vec2::splat(7.0));
            let border = Some((1.5, color));
            SceneItem::Box { rect, radius: 3.5, fill: theme.ground, border }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::theme::Mode;

    #[test]
    fn no_two_kinds_of_line_look_alike_with_or_without_colour() {
        for (at, &kind) in RelationKind::ALL.iter().enumerate() {
            for &other in &RelationKind::ALL[..at] {
                for theme in [Theme::of(Mode::Light), Theme::of(Mode::Dark)] {
                    assert_ne!(theme.relation(kind), theme.relation(other), "{kind:?} {other:?}");
                }
                assert_ne!(style(kind), style(other), "{kind:?} {other:?}");
            }
        }
    }
}
