//! Bodies outside the tree, above the roots.

use emath::{Rect, Vec2, pos2};

use super::ids::{BodyId, GridColumnId, IdVec};
use super::paths::Channel;
use crate::layout::{Direction, LayoutRequest, LineEnd};

/// Horizontal distance between bodies, in points.
const SIDE_GAP: f32 = 28.0;
/// Vertical distance between bodies, in points.
const ROW_GAP: f32 = 16.0;
/// Breadth that a row of bodies may have even if the chart is narrower, in points.
const MIN_ROW_LIMIT: f32 = 800.0;

/// Extent of the chart along the edge with the bodies.
#[derive(Clone, Copy)]
pub(super) struct ChartEdge {
    pub(super) breadth: f32,
    /// Middle of the first root.
    pub(super) root: f32,
}

impl ChartEdge {
    pub(super) fn new(cards: &[Rect]) -> Self {
        Self {
            breadth: cards.iter().map(|card| card.max.x).fold(0.0, f32::max),
            root: cards.first().map_or(0.0, |root| root.center().x),
        }
    }
}

/// Bodies in one row centred above the root, or in a grid if the row is too broad.
pub(super) struct BodyGrid {
    sizes: Vec<Vec2>,
    /// Number of grid columns; `None` for one row.
    columns: Option<u32>,
    /// Order in a row from left to right, and the position in it of the body above the root.
    order: Option<(Vec<usize>, usize)>,
    /// Whether each body is beside the root instead.
    is_beside: Vec<bool>,
}

impl BodyGrid {
    pub(super) fn new(sizes: Vec<Vec2>, breadth: f32, direction: Direction) -> Self {
        let row: f32 = sizes.iter().map(|size| size.x + SIDE_GAP).sum();
        let fits = row <= breadth.max(MIN_ROW_LIMIT) || direction == Direction::Right;
        let column = max_breadth(&sizes) + SIDE_GAP;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least 1")]
        let columns = (!fits).then(|| ((breadth / column).round() as u32).max(1));
        let is_beside = vec![false; sizes.len()];
        Self { sizes, columns, order: None, is_beside }
    }

    /// Places the body above the first root over its middle, and the others on the side where most of their lines come
    /// from.
    pub(super) fn around(self, request: &LayoutRequest, cards: &[Rect]) -> Self {
        let above = request.above.map(|body| body as usize).filter(|&body| body < self.sizes.len());
        let (Some(above), Some(root)) = (above, cards.first()) else { return self };
        let middle = root.center().x;
        let mut sides = vec![0_i32; self.sizes.len()];
        for line in &request.lines {
            if let (LineEnd::Card(card), LineEnd::Body(body))
            | (LineEnd::Body(body), LineEnd::Card(card)) = (line.from, line.to)
            {
                let card = cards[card as usize].center().x;
                sides[body as usize] += if card < middle { -1 } else { i32::from(card > middle) };
            }
        }
        let is_left = |&body: &usize| sides[body] < 0;
        let is_in_row = |&body: &usize| body != above && !self.is_beside[body];
        let others = || (0..self.sizes.len()).filter(is_in_row);
        let mut order: Vec<usize> = others().filter(is_left).collect();
        let place = order.len();
        order.push(above);
        order.extend(others().filter(|body| !is_left(body)));
        Self { order: Some((order, place)), ..self }
    }

    /// Excludes bodies that are beside the root.
    pub(super) fn without(self, is_beside: Vec<bool>) -> Self {
        Self { is_beside, ..self }
    }

    /// Whether the bodies form a grid.
    pub(super) const fn has_columns(&self) -> bool {
        self.columns.is_some()
    }

    /// Whether a body is beside the root.
    pub(super) fn is_beside(&self, body: BodyId) -> bool {
        self.is_beside[body.0 as usize]
    }

    /// Channels from a body down to the space above the roots.
    pub(super) fn channels(&self, body: BodyId) -> Vec<Channel> {
        match self.columns {
            None => vec![Channel::Face(body)],
            Some(columns) => {
                vec![Channel::End(body), Channel::GridColumn(GridColumnId(body.0 % columns))]
            }
        }
    }

    /// Places the bodies; the lowest end at depth 0. `channel_width` is the width of the channel to the left of a grid
    /// column.
    pub(super) fn place(
        &self,
        chart: ChartEdge,
        channel_width: impl Fn(GridColumnId) -> f32,
    ) -> IdVec<BodyId, Rect> {
        match self.columns {
            None => self.place_in_row(chart),
            Some(columns) => self.place_in_grid(columns, channel_width),
        }
    }

    fn place_in_row(&self, chart: ChartEdge) -> IdVec<BodyId, Rect> {
        let in_row = self.sizes.iter().zip(&self.is_beside).filter(|(_, is_beside)| !**is_beside);
        let row: f32 = in_row.map(|(size, _)| size.x + SIDE_GAP).sum::<f32>() - SIDE_GAP;
        if let Some((order, place)) = &self.order {
            return self.place_in_order(chart, order, *place);
        }
        // Not beyond the ends of the chart, if that is broad enough.
        let centred = chart.root - row / 2.0;
        let mut left = centred.min(chart.breadth - row).max(centred.min(0.0));
        let place = |(&size, &is_beside): (&Vec2, &bool)| {
            if is_beside {
                return Rect::NOTHING;
            }
            let rect = Rect::from_min_size(pos2(left, -size.y), size);
            left += size.x + SIDE_GAP;
            rect
        };
        self.sizes.iter().zip(&self.is_beside).map(place).collect()
    }

    fn place_in_order(
        &self,
        chart: ChartEdge,
        order: &[usize],
        place: usize,
    ) -> IdVec<BodyId, Rect> {
        let before: f32 = order[..place].iter().map(|&body| self.sizes[body].x + SIDE_GAP).sum();
        let mut left = chart.root - self.sizes[order[place]].x / 2.0 - before;
        let mut rects = vec![Rect::NOTHING; self.sizes.len()];
        for &body in order {
            let size = self.sizes[body];
            rects[body] = Rect::from_min_size(pos2(left, -size.y), size);
            left += size.x + SIDE_GAP;
        }
        rects.into_iter().collect()
    }

    fn place_in_grid(
        &self,
        columns: u32,
        channel_width: impl Fn(GridColumnId) -> f32,
    ) -> IdVec<BodyId, Rect> {
        let breadth = max_breadth(&self.sizes);
        let mut left = 0.0;
        let place_column = |column| {
            left += channel_width(GridColumnId(column))
                + if column == 0 { 0.0 } else { SIDE_GAP / 2.0 };
            let start = left;
            left += breadth + SIDE_GAP / 2.0;
            start
        };
        let starts: Vec<f32> = (0..columns).map(place_column).collect();
        let mut end = 0.0;
        let mut bodies = IdVec::default();
        for row in self.sizes.chunks(starts.len()) {
            let depth = row.iter().map(|size| size.y).fold(0.0, f32::max);
            for (&size, &left) in row.iter().zip(&starts) {
                bodies.push(Rect::from_min_size(pos2(left, end - depth), size));
            }
            end -= depth + ROW_GAP;
        }
        bodies
    }
}

fn max_breadth(sizes: &[Vec2]) -> f32 {
    sizes.iter().map(|size| size.x).fold(0.0, f32::max)
}
