//! Routing of lines through the free area between cards, as in [channel
//! routing](https://en.wikipedia.org/wiki/Channel_router) of circuits.
//!
//! 1. [`spaces`] describes the free area as a tree of spaces, each with one channel.
//! 2. [`paths`] finds the channels of each line. The part of a line in one channel is a *segment*; lines of a *bundle*
//!    share segments.
//! 3. [`tracks`] packs the segments of a channel on parallel *tracks*.
//! 4. [`breadth`] and [`depth`] move cards apart until each channel is as wide as its tracks.
//! 5. [`positions`] computes the coordinate of each segment, and [`routes`] the corners of each line.
//!
//! Each step reads the results of earlier steps and returns its own. `docs/design/lanes.md` explains the algorithm with
//! a drawing.
//!
//! Everything uses neutral axes: *horizontal* means along the breadth, *vertical* along the depth.

mod beside;
mod bodies;
mod breadth;
mod depth;
mod global;
mod ids;
mod paths;
mod ports;
mod positions;
mod routes;
mod skyline;
mod spaces;
mod straighten;
mod tracks;

use emath::{Pos2, Rangef, Rect, Vec2};

use super::{LayoutRequest, Placement, Tree, swap_axes};
use bodies::{BodyGrid, ChartEdge};
use breadth::BreadthSweep;
use depth::DepthSweep;
use ids::{BodyId, Cards, ColumnId, IdVec};
use paths::{Channel, Paths};
use positions::Positions;
use spaces::Spaces;
use tracks::Tracks;

/// Distance from a card or column to the first adjacent track, in points.
const SIDE_CLEARANCE: f32 = 7.0;
/// Tolerance of the sweeps for rounding errors of sums of distances, in points.
const ROUNDING_TOLERANCE: f32 = 0.1;

/// End of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineEnd {
    /// Card, by its index in [`LayoutRequest::nodes`].
    Card(u32),
    /// Body outside the tree, by its index in [`LayoutRequest::bodies`].
    Body(u32),
}

/// Line that is not part of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayoutLine {
    /// Start of the line.
    pub from: LineEnd,
    /// End of the line.
    pub to: LineEnd,
    /// Kind of the line. Only lines of one kind are bundled.
    pub kind: u32,
}

/// Route of a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// Corners from start to end. Empty for a line from a card to itself or between two bodies, and for lines beyond
    /// the maximum number of segments.
    pub points: Vec<Pos2>,
    /// Part of `points` that no earlier line of the bundle covers, in the same direction; may be empty.
    pub own: Vec<Pos2>,
    /// End of `own` that is on an earlier line of the bundle.
    pub joint: Option<Pos2>,
}

/// Routes of all lines, in neutral axes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Routing {
    /// Route of each line of the request.
    pub(super) routes: Vec<Route>,
    /// Rectangle of each body of the request.
    pub(super) bodies: Vec<Rect>,
    /// Depth of the bar under each card.
    pub(super) bars: Vec<f32>,
}

/// Rectangles at the ends of or beside lines.
#[derive(Clone, Copy)]
struct Obstacles<'a> {
    cards: Cards<'a>,
    /// Breadth at which each column ends, with everything inside it.
    column_ends: &'a IdVec<ColumnId, f32>,
    bodies: &'a IdVec<BodyId, Rect>,
}

/// Routes the lines of a request, and moves cards apart to make room for them.
pub(super) fn route(request: &LayoutRequest, tree: &Tree, placement: &mut Placement) -> Routing {
    let sizes: Vec<Vec2> =
        request.bodies.iter().map(|&size| swap_axes(request.direction, size)).collect();
    let breadth = ChartEdge::new(&placement.cards).breadth;
    let grid = || BodyGrid::new(sizes.clone(), breadth, request.direction);
    let is_beside = beside::candidates(request, tree, placement, &grid());
    if is_beside.contains(&true) {
        let mut moved = placement.clone();
        let grid = grid().without(is_beside.clone());
        let beside = (&is_beside[..], &sizes[..]);
        if let Some(routing) = routed(request, (tree, &mut moved), grid, beside) {
            *placement = moved;
            return routing;
        }
    }
    routed(request, (tree, placement), grid(), (&[], &[])).unwrap_or_default()
}

/// Routes with some bodies beside the root; `None` if there is no room for them.
fn routed(
    request: &LayoutRequest,
    (tree, placement): (&Tree, &mut Placement),
    grid: BodyGrid,
    beside: (&[bool], &[Vec2]),
) -> Option<Routing> {
    let chart = ChartEdge::new(&placement.cards);
    let grid = grid.around(request, &placement.cards);
    // Close enough to the final positions to choose the sides on which lines pass cards.
    let bodies = grid.place(chart, |_| 0.0);

    let cards = Cards(&placement.cards);
    let spaces = &Spaces::new(tree, &placement.attachments);
    let paths = &Paths::new(&request.lines, spaces, cards, &grid, &bodies);
    let tracks = Tracks::beside_columns(paths, spaces, cards);
    let width = |channel| {
        tracks::width(match channel {
            Channel::Space(space) => tracks.count(space),
            _ => paths.segments(channel).len(),
        })
    };
    let widening = BreadthSweep { tree, spaces, paths, cards }.make_room(width);
    let column_ends = &widening.apply(tree, spaces, placement);

    let bodies =
        grid.place(ChartEdge::new(&placement.cards), |column| width(Channel::GridColumn(column)));
    let obstacles = Obstacles { cards: Cards(&placement.cards), column_ends, bodies: &bodies };
    let tracks = &tracks.with_rows(paths, obstacles);
    let deepening = DepthSweep { tree, placement, spaces, paths, column_ends, tracks }.make_room();
    deepening.apply(placement);
    let bars = &deepening.bars;

    let cards = Cards(&placement.cards);
    let mut bodies = positions::lift(&bodies, tracks, request.medium);
    let obstacles = Obstacles { cards, column_ends, bodies: &bodies };
    let mut positions = Positions { spaces, paths, obstacles, tracks, bars }.of_segments();
    if !beside::place(paths, cards, beside, &mut bodies, &mut positions) {
        return None;
    }
    let obstacles = Obstacles { cards, column_ends, bodies: &bodies };
    let mut routes = routes::routes(paths, obstacles, &positions);
    let end = |end: LineEnd| match end {
        LineEnd::Card(card) => placement.cards[card as usize],
        LineEnd::Body(body) => bodies[BodyId(body)],
    };
    let ends: Vec<[Rect; 2]> =
        request.lines.iter().map(|line| [end(line.from), end(line.to)]).collect();
    let places: Vec<Rect> =
        placement.cards.iter().copied().chain(bodies.iter().map(|(_, rect)| *rect)).collect();
    straighten::straighten(&mut routes, &places, &ends);
    beside::is_clear(request, paths, &routes, cards, (beside.0, &bodies)).then(|| Routing {
        routes,
        bodies: bodies.into_vec(),
        bars: deepening.bars.into_vec(),
    })
}

/// Smallest range that contains two ranges.
fn hull(a: Rangef, b: Rangef) -> Rangef {
    Rangef::new(a.min.min(b.min), a.max.max(b.max))
}

#[expect(clippy::cast_precision_loss, reason = "a count")]
const fn float(count: usize) -> f32 {
    count as f32
}
