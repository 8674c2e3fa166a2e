//! Rows, columns and staff of the picture, as lists of the page.

use std::collections::HashMap;

use emath::Rect;

use crate::model::{self, Chart, Position, UnitIndex};
use crate::scene::IndexedScene;

/// Maximum difference of positions that are the same, in points.
const SAME: f32 = 2.0;

/// Arrangement of a unit's children.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Arrangement {
    /// Staff to the left and to the right of the line below the unit.
    pub(super) staff: [Vec<UnitIndex>; 2],
    pub(super) others: Others,
}

/// Arrangement of the children that are not beside the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Others {
    /// Side by side below a bus.
    Row(Vec<UnitIndex>),
    /// In columns below their head, or below a bus if they are wider than their head.
    Columns { columns: Vec<Vec<UnitIndex>>, has_bus: bool },
}

impl Default for Others {
    fn default() -> Self {
        Self::Columns { columns: Vec::new(), has_bus: false }
    }
}

/// The units of an outline with the arrangement of their children.
pub(super) struct Arrangements {
    pub(super) top: Vec<UnitIndex>,
    below: HashMap<UnitIndex, Vec<UnitIndex>>,
}

impl Arrangements {
    /// Reads the units of an outline in preorder.
    pub(super) fn of(chart: &Chart, outline: &[UnitIndex]) -> Self {
        let mut top = Vec::new();
        let mut below: HashMap<UnitIndex, Vec<UnitIndex>> =
            outline.iter().map(|&unit| (unit, Vec::new())).collect();
        for &unit in outline {
            match chart.unit(unit).parent.and_then(|parent| below.get_mut(&parent)) {
                Some(siblings) => siblings.push(unit),
                None => top.push(unit),
            }
        }
        Self { top, below }
    }

    /// Arrangement of the children of a unit in a picture; `None` without children.
    pub(super) fn below(
        &self,
        chart: &Chart,
        stage: &IndexedScene,
        unit: UnitIndex,
    ) -> Option<Arrangement> {
        let mut children = self.below.get(&unit).filter(|children| !children.is_empty())?.clone();
        children.sort_by_key(|&unit| chart.unit(unit).position != Position::Staff);
        let place = |unit| stage.card(unit).map_or(Rect::NOTHING, |card| card.rect);
        let head = place(unit);
        let mut staff = [Vec::new(), Vec::new()];
        let mut others = Vec::new();
        for child in children {
            let rect = place(child);
            let is_staff = chart.unit(child).position == Position::Staff && !stage.grows_right();
            if is_staff && rect.right() <= head.left() {
                staff[0].push(child);
            } else if is_staff && rect.left() >= head.right() {
                staff[1].push(child);
            } else {
                others.push((child, rect));
            }
        }
        let is_upright = chart.unit(unit).layout == Some(model::Arrangement::Upright);
        Some(Arrangement { staff, others: arranged(head, &others, is_upright) })
    }
}

/// A new column starts at each child that is not below the preceding one.
fn arranged(head: Rect, children: &[(UnitIndex, Rect)], is_upright: bool) -> Others {
    let mut columns: Vec<Vec<UnitIndex>> = Vec::new();
    let mut last = f32::INFINITY;
    for &(unit, rect) in children {
        match columns.last_mut() {
            Some(column) if rect.top() > last + SAME => column.push(unit),
            _ => columns.push(vec![unit]),
        }
        last = rect.top();
    }
    let [first, end] = [children.first(), children.last()].map(|it| it.map_or(head, |it| it.1));
    let is_wider = first.left() < head.left() - SAME;
    let middle = f32::midpoint(first.center().x, end.center().x);
    let is_centred = is_upright || is_wider || (middle - head.center().x).abs() < SAME;
    if is_centred && columns.iter().all(|column| column.len() == 1) {
        return Others::Row(columns.into_iter().flatten().collect());
    }
    Others::Columns { columns, has_bus: is_wider }
}

#[cfg(test)]
mod tests {
    use emath::{pos2, vec2};

    use super::*;

    fn others(places: &[(f32, f32)]) -> Others {
        let head = Rect::from_min_size(pos2(0.0, 0.0), vec2(310.0, 60.0));
        let card = |&(left, top): &(f32, f32)| {
            Rect::from_min_size(pos2(left, top), vec2(150.0 - left.rem_euclid(160.0), 40.0))
        };
        let units = (0..).map(UnitIndex::new).zip(places.iter().map(card));
        arranged(head, &units.collect::<Vec<_>>(), false)
    }

    fn columns(sizes: &[usize], has_bus: bool) -> Others {
        let mut units = (0..).map(UnitIndex::new);
        let column = |&size: &usize| units.by_ref().take(size).collect();
        Others::Columns { columns: sizes.iter().map(column).collect(), has_bus }
    }

    #[test]
    fn detects_rows_and_columns() {
        let Others::Row(row) = others(&[(-160.0, 80.0), (0.0, 80.0), (160.0, 80.0)]) else {
            panic!("it is a row")
        };
        assert_eq!(row.len(), 3);
        let two = [(10.0, 80.0), (10.0, 130.0), (170.0, 80.0), (170.0, 130.0)];
        assert_eq!(others(&two), columns(&[2, 2], false));
        assert_eq!(others(&[(10.0, 80.0), (10.0, 130.0)]), columns(&[2], false));
        assert_eq!(others(&[(10.0, 80.0), (170.0, 80.0)]), columns(&[1, 1], false));
        let hung = [(-160.0, 80.0), (-160.0, 130.0), (0.0, 80.0)];
        assert_eq!(others(&hung), columns(&[2, 1], true));
    }
}
