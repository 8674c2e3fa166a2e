//! Rows and columns of a stage, as classes of the page.

use std::collections::HashMap;

use crate::model::UnitIndex;
use crate::scene::IndexedScene;

/// Maximum number of columns for which the style sheet has a class.
pub(super) const MAX_COLUMNS: usize = 12;
/// Maximum number of units below a top unit that are always in a row.
const MAX_TOP_ROW: usize = 10;

/// Arrangement of a unit's children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrangement {
    /// Side by side.
    Row,
    /// In columns.
    Columns(usize),
}

/// Arrangement of each unit's children.
pub(super) struct Arrangements(HashMap<UnitIndex, Arrangement>);

impl Arrangements {
    pub(super) fn of(stage: &IndexedScene) -> Self {
        let mut children: HashMap<UnitIndex, Vec<(f32, f32)>> = HashMap::new();
        for card in &stage.cards {
            if let Some(parent) = stage.parent(card.unit) {
                children.entry(parent).or_default().push((card.rect.left(), card.rect.top()));
            }
        }
        let arranged = children.into_iter().map(|(unit, places)| {
            let is_top_row = stage.parent(unit).is_none() && places.len() <= MAX_TOP_ROW;
            (unit, if is_top_row { Arrangement::Row } else { arrangement(&places) })
        });
        Self(arranged.collect())
    }

    pub(super) fn get(&self, unit: UnitIndex) -> Arrangement {
        self.0.get(&unit).copied().unwrap_or(Arrangement::Columns(1))
    }
}

/// Columns are counted by upward turns: each column starts above the preceding card.
fn arrangement(places: &[(f32, f32)]) -> Arrangement {
    let is_row = places.len() > 1 && places.windows(2).all(|pair| pair[0].1 >= pair[1].1 - 1.0);
    if is_row {
        return Arrangement::Row;
    }
    let turns = places.windows(2).filter(|pair| pair[1].1 < pair[0].1 + 1.0).count();
    Arrangement::Columns((turns + 1).min(MAX_COLUMNS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_columns_are_told_apart_by_places() {
        let row = [(0.0, 80.0), (200.0, 80.0), (400.0, 80.0)];
        assert_eq!(arrangement(&row), Arrangement::Row);
        let columns = [(0.0, 80.0), (0.0, 120.0), (200.0, 80.0), (200.0, 120.0)];
        assert_eq!(arrangement(&columns), Arrangement::Columns(2));
        assert_eq!(arrangement(&[(10.0, 80.0), (10.0, 120.0)]), Arrangement::Columns(1));
        assert_eq!(arrangement(&[(10.0, 80.0)]), Arrangement::Columns(1));
    }
}
