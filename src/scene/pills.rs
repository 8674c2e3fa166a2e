//! Bodies outside the organization: pills at the chart's edge, and where lines reach them.

use emath::{Pos2, Rect, Vec2, pos2, vec2};

use super::SceneItem;
use super::card::line_item;
use super::text::{Weight, face};
use super::theme::{Theme, size};
use crate::layout::{Direction, Lane};
use crate::model::BodyIndex;

/// Between the pills and the chart.
const EDGE_GAP: f32 = 44.0;
/// Between pills beside each other, where lines to further rows pass.
const SIDE_GAP: f32 = 28.0;
/// Between pills above each other.
const ROW_GAP: f32 = 16.0;
const HEIGHT: f32 = 32.0;
/// From a pill's end to its words.
const PADDING: f32 = 16.0;

/// The pills of a chart.
pub(super) struct Pills {
    pills: Vec<Pill>,
    direction: Direction,
}

struct Pill {
    body: BodyIndex,
    words: String,
    rect: Rect,
    /// How many rows stand between it and the chart.
    row: usize,
}

impl Pills {
    /// Places pills at the edge of `chart` that `root` is at, in as many rows as its breadth asks.
    pub(super) fn new(
        names: Vec<(BodyIndex, String)>,
        chart: Rect,
        root: Rect,
        direction: Direction,
    ) -> Self {
        let mut pills: Vec<Pill> = names
            .into_iter()
            .map(|(body, words)| {
                let width = face(Weight::Regular).width(&words, size::NAME).ceil();
                let size = vec2(width + 2.0 * PADDING, HEIGHT);
                Pill { body, words, rect: Rect::from_min_size(Pos2::ZERO, size), row: 0 }
            })
            .collect();
        match direction {
            Direction::Down => place_in_rows(&mut pills, chart, root),
            Direction::Right => place_in_column(&mut pills, chart, root),
        }
        Self { pills, direction }
    }

    /// The way of a line from outside the chart's edge into a body's pill; at least one point.
    pub(super) fn dock(&self, body: BodyIndex, lane: Lane) -> Option<Vec<Pos2>> {
        let pill = self.pills.iter().find(|pill| pill.body == body)?;
        let aside = (f32::from(u16::try_from(lane.0 % 5).unwrap_or(0)) - 2.0) * 12.0;
        Some(match (self.direction, pill.row) {
            (Direction::Down, 0) => vec![pill.rect.center_bottom() + vec2(aside, 0.0)],
            (Direction::Down, _) => {
                let y = pill.rect.center().y + aside / 4.0;
                vec![
                    pos2(pill.rect.min.x - SIDE_GAP / 2.0 + aside / 3.0, y),
                    pos2(pill.rect.min.x, y),
                ]
            }
            (Direction::Right, _) => vec![pill.rect.right_center() + vec2(0.0, aside / 2.0)],
        })
    }

    /// Every pill's items.
    pub(super) fn items(&self, theme: &Theme) -> impl Iterator<Item = (BodyIndex, Vec<SceneItem>)> {
        self.pills.iter().map(|pill| {
            let rect = pill.rect;
            let border = Some((1.0, theme.muted));
            let shape = SceneItem::Box { rect, radius: HEIGHT / 2.0, fill: theme.ground, border };
            let place = rect.min + vec2(PADDING, 0.0);
            let words =
                line_item(&pill.words, place, HEIGHT, size::NAME, Weight::Regular, theme.muted);
            (pill.body, vec![shape, words])
        })
    }
}

/// One row over the root where that is no broader than the chart, else a grid over the chart.
fn place_in_rows(pills: &mut [Pill], chart: Rect, root: Rect) {
    let bottom = chart.min.y - EDGE_GAP;
    let in_one_row: f32 = pills.iter().map(|pill| pill.rect.width() + SIDE_GAP).sum();
    if in_one_row <= chart.width().max(800.0) {
        let mut left = root.center().x - (in_one_row - SIDE_GAP) / 2.0;
        for pill in pills {
            pill.rect = at(pill.rect.size(), pos2(left, bottom - HEIGHT));
            left += pill.rect.width() + SIDE_GAP;
        }
        return;
    }
    let breadth = pills.iter().map(|pill| pill.rect.width()).fold(0.0, f32::max) + SIDE_GAP;
    let mut corner = pos2(chart.min.x, bottom - HEIGHT);
    let mut row = 0;
    for pill in pills {
        if corner.x > chart.min.x && corner.x + breadth > chart.max.x + SIDE_GAP {
            row += 1;
            corner = pos2(chart.min.x, corner.y - HEIGHT - ROW_GAP);
        }
        pill.rect = at(pill.rect.size(), corner);
        pill.row = row;
        corner.x += breadth;
    }
}

fn place_in_column(pills: &mut [Pill], chart: Rect, root: Rect) {
    let mut top = root.center().y - column_height(pills) / 2.0;
    for pill in pills {
        let left = chart.min.x - EDGE_GAP - pill.rect.width();
        pill.rect = at(pill.rect.size(), pos2(left, top));
        top += HEIGHT + ROW_GAP;
    }
}

fn column_height(pills: &[Pill]) -> f32 {
    pills.iter().map(|pill| pill.rect.height() + ROW_GAP).sum::<f32>() - ROW_GAP
}

fn at(size: Vec2, corner: Pos2) -> Rect {
    Rect::from_min_size(corner, size)
}
