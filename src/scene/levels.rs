//! Names of levels in the margin, for layouts with each level on one line.

use std::collections::BTreeMap;

use emath::{Rect, pos2};

use super::draw::Builder;
use super::text::Weight;
use super::theme::size;
use super::{Role, SceneItem};
use crate::layout::Direction;
use crate::model::{KindIndex, Position};

/// Gap between the name of a level and the chart, in points.
const GAP: f32 = 28.0;
/// Maximum number of kinds that name a level.
const MAX_KINDS: usize = 2;
/// Height of a line, in points.
const ROW: f32 = 20.0;

impl Builder<'_> {
    /// The most frequent kinds of each level, to the left of its row or above its column.
    pub(super) fn level_names(&self, chart_area: Rect) -> Vec<SceneItem> {
        let mut items = Vec::new();
        for (place, kinds) in self.levels() {
            let mut place = match self.request.direction {
                Direction::Down => pos2(chart_area.min.x - GAP, place.min.y),
                Direction::Right => pos2(place.min.x, chart_area.min.y - GAP),
            };
            for kind in kinds {
                let words = self.languages.spoken(&self.chart.kind(kind).label).words;
                let run = self.shaper.run(words, Weight::Regular, size::BODY);
                let left = match self.request.direction {
                    Direction::Down => place.x - run.width(),
                    Direction::Right => place.x,
                };
                let at = pos2(left, place.y);
                let color = self.theme.muted;
                items.push(SceneItem::in_row(Role::Legend, &run, at, ROW, color));
                place.y += match self.request.direction {
                    Direction::Down => ROW,
                    Direction::Right => -ROW,
                };
            }
        }
        items
    }

    /// The first card of each level, and the most frequent kinds of its units.
    fn levels(&self) -> Vec<(Rect, Vec<KindIndex>)> {
        let mut levels: Vec<(Rect, BTreeMap<KindIndex, usize>)> = Vec::new();
        // The level of each card; `None` for staff, which is between levels, and for cards below staff.
        let mut level_of: Vec<Option<usize>> = Vec::with_capacity(self.cards.len());
        for (card, parent) in self.cards.iter().zip(&self.shown.parents) {
            let above = parent.map_or(Some(0), |parent| Some(level_of[parent as usize]? + 1));
            let is_staff = self.chart.unit(card.unit).position == Position::Staff;
            level_of.push(above.filter(|_| parent.is_none() || !is_staff));
            let Some(level) = level_of.last().copied().flatten() else { continue };
            if level == levels.len() {
                levels.push((card.rect, BTreeMap::new()));
            }
            *levels[level].1.entry(self.chart.unit(card.unit).kind).or_default() += 1;
        }
        let commonest = |(rect, kinds): (Rect, BTreeMap<KindIndex, usize>)| {
            let mut kinds: Vec<(KindIndex, usize)> = kinds.into_iter().collect();
            kinds.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
            (rect, kinds.into_iter().take(MAX_KINDS).map(|(kind, _)| kind).collect())
        };
        levels.into_iter().map(commonest).collect()
    }
}
