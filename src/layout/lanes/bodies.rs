//! Where the bodies outside stand: over the edge of the chart at which the roots are.

use emath::{Rect, Vec2, pos2};

use super::rails::Zone;
use crate::layout::Direction;

/// Between bodies beside each other.
const SIDE_GAP: f32 = 28.0;
/// Between bodies above each other.
const ROW_GAP: f32 = 16.0;
/// A row of bodies may be as broad as this even over a narrow chart.
const BROAD: f32 = 800.0;

/// Bodies in one row over the root, or in shelves over the chart.
pub(super) struct Shelves {
    sizes: Vec<Vec2>,
    /// How many stand beside each other where one row is not enough.
    beside: Option<u32>,
    /// About where each stands along the chart's edge.
    aims: Vec<f32>,
}

impl Shelves {
    pub(super) fn new(sizes: Vec<Vec2>, breadth: f32, root: f32, direction: Direction) -> Self {
        let in_one_row: f32 = sizes.iter().map(|size| size.x + SIDE_GAP).sum();
        let broadest = sizes.iter().map(|size| size.x).fold(0.0, f32::max);
        let fits = in_one_row <= breadth.max(BROAD) || direction == Direction::Right;
        let shelf = broadest + SIDE_GAP;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least 1")]
        let shelves = (!fits).then(|| ((breadth / shelf).round() as u32).max(1));
        let mut this = Self { sizes, beside: shelves, aims: Vec::new() };
        let placed = this.place(breadth, root, |_| 0.0);
        this.aims = placed.iter().map(|body| body.center().x).collect();
        this
    }

    /// The rails from the ground to a body.
    pub(super) fn zones(&self, body: u32) -> Vec<Zone> {
        match self.beside {
            None => vec![Zone::Face(body)],
            Some(shelves) => vec![Zone::Shelf(body % shelves), Zone::End(body)],
        }
    }

    /// About where a body stands along the chart's edge.
    pub(super) fn aim(&self, body: u32) -> f32 {
        self.aims[body as usize]
    }

    /// Places all bodies; the lowest end at depth 0. `lanes` is what the lanes beside a shelf take.
    pub(super) fn place(&self, breadth: f32, root: f32, lanes: impl Fn(u32) -> f32) -> Vec<Rect> {
        match self.beside {
            None => self.place_in_row(breadth, root),
            Some(shelves) => self.place_on_shelves(shelves, lanes),
        }
    }

    fn place_in_row(&self, breadth: f32, root: f32) -> Vec<Rect> {
        let all: f32 = self.sizes.iter().map(|size| size.x + SIDE_GAP).sum::<f32>() - SIDE_GAP;
        // Over the root, but not further out than the chart where that is broad enough.
        let mut left = (root - all / 2.0).min(breadth - all).max((root - all / 2.0).min(0.0));
        self.sizes
            .iter()
            .map(|&size| {
                let rect = Rect::from_min_size(pos2(left, -size.y), size);
                left += size.x + SIDE_GAP;
                rect
            })
            .collect()
    }

    fn place_on_shelves(&self, shelves: u32, lanes: impl Fn(u32) -> f32) -> Vec<Rect> {
        let broadest = self.sizes.iter().map(|size| size.x).fold(0.0, f32::max);
        let mut left = 0.0;
        let lefts: Vec<f32> = (0..shelves)
            .map(|shelf| {
                left += lanes(shelf) + if shelf == 0 { 0.0 } else { SIDE_GAP / 2.0 };
                let at = left;
                left += broadest + SIDE_GAP / 2.0;
                at
            })
            .collect();
        let mut up = 0.0;
        let mut placed = Vec::with_capacity(self.sizes.len());
        for row in self.sizes.chunks(lefts.len()) {
            let deepest = row.iter().map(|size| size.y).fold(0.0, f32::max);
            let row = row.iter().zip(&lefts);
            placed.extend(
                row.map(|(&size, &left)| Rect::from_min_size(pos2(left, up - deepest), size)),
            );
            up -= deepest + ROW_GAP;
        }
        placed
    }
}
