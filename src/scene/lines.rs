//! Lines besides the tree: which are shown, and how they look.

use emath::{Pos2, vec2};

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

/// How lines of a kind look: length of dash and gap, and whether in the accent colour.
const fn style(kind: RelationKind) -> ((f32, f32), bool) {
    match kind {
        RelationKind::ReportsTo => ((7.0, 4.0), true),
        RelationKind::Deputizes | RelationKind::DirectAccess => ((5.0, 3.0), true),
        RelationKind::Assists | RelationKind::Advises => ((2.0, 3.0), false),
        RelationKind::Coordinates => ((2.0, 5.0), false),
        RelationKind::Supports | RelationKind::Serves => ((4.0, 3.0), false),
        RelationKind::Guides => ((8.0, 3.0), false),
    }
}

/// A line of a kind.
pub(super) fn relation_line(kind: RelationKind, points: Vec<Pos2>, theme: &Theme) -> SceneItem {
    let (dash, accent) = style(kind);
    let color = if accent { theme.accent } else { theme.muted };
    SceneItem::Line { points, width: 1.5, color, dash: Some(dash) }
}

/// A line of a kind with the head of an arrow at its end.
pub(super) fn relation_items(
    kind: RelationKind,
    points: Vec<Pos2>,
    theme: &Theme,
) -> Vec<SceneItem> {
    let (_, accent) = style(kind);
    let color = if accent { theme.accent } else { theme.muted };
    let head = match points[..] {
        [.., before, end] => Some(arrow_head(before, end, color)),
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
        [.., before, end] => Some(arrow_head(*before, *end, color)),
        _ => None,
    };
    std::iter::once(line).chain(head).collect()
}

/// A line of a kind as the chart draws it, between two points.
#[must_use]
pub fn line_sample(kind: RelationKind, ends: [Pos2; 2], theme: &Theme) -> Vec<SceneItem> {
    relation_items(kind, ends.to_vec(), theme)
}

fn arrow_head(before: Pos2, end: Pos2, color: Color) -> SceneItem {
    let along = (end - before).normalized();
    let across = vec2(-along.y, along.x);
    let base = end - along * 7.0;
    SceneItem::Polygon { points: vec![end, base + across * 3.5, base - across * 3.5], fill: color }
}
