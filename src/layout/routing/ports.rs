//! Ports: positions at which lines leave the edge of a card or body.

use emath::Rangef;

use super::float;
use super::tracks::PITCH;

/// Minimum distances of a port from the ends of an edge, in points; the preferred one comes first.
const CORNER_CLEARANCES: [f32; 2] = [9.0, 2.0];
/// Maximum distance between ports that are not on a lattice, in points.
const MAX_STEP: f32 = 8.0;
/// Minimum sum of the distances of these ports from both ends of an edge, in points.
const ENDS_CLEARANCE: f32 = 12.0;
/// Minimum distance between the ports on one half of an edge, in points.
const MIN_STEP: f32 = 2.0;

/// Regular positions for vertical segments.
///
/// The lattices of adjacent levels of spaces are offset by half a pitch, so that a segment from above never covers one
/// from below.
#[derive(Clone, Copy)]
pub(super) struct Lattice {
    offset: f32,
}

impl Lattice {
    /// Lattice of the channels at a depth in the tree of spaces.
    pub(super) const fn at_depth(depth: u32) -> Self {
        Self { offset: if depth % 2 == 1 { PITCH / 2.0 } else { 0.0 } }
    }

    pub(super) fn nearest(self, breadth: f32) -> f32 {
        ((breadth - self.offset) / PITCH).round() * PITCH + self.offset
    }
}

/// Horizontal edge of a card or body.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    pub(super) range: Rangef,
    /// Minimum distance of ports from the middle, where the connector is.
    pub(super) middle_clearance: f32,
    pub(super) lattice: Lattice,
}

impl Edge {
    /// Positions of `count` ports: on the lattice, or closer together if the edge is too short.
    pub(super) fn ports(self, count: usize) -> Vec<f32> {
        let [wide, narrow] = CORNER_CLEARANCES;
        let whole = Self { middle_clearance: 0.0, ..self };
        let candidates = [
            self.lattice_points(wide, count),
            self.lattice_points(narrow, count),
            self.dense_points(narrow, count),
            whole.dense_points(narrow, count),
        ];
        let Some(free) = candidates.into_iter().find(|free| free.len() >= count) else {
            let step = self.range.span() / float(count);
            return (0..count).map(|at| self.range.min + step * (float(at) + 0.5)).collect();
        };
        let stride = (free.len() / count.max(1)).clamp(1, 3);
        let first = (free.len() - ((count.max(1) - 1) * stride + 1)) / 2;
        free.into_iter().skip(first).step_by(stride).take(count).collect()
    }

    /// Lattice points with a minimum distance from the ends of the edge: those nearest to its middle, enough for
    /// `count` ports.
    fn lattice_points(self, corner_clearance: f32, count: usize) -> Vec<f32> {
        let middle = self.range.center();
        let reach = float(3 * count + 8) * PITCH;
        let low = (self.range.min + corner_clearance).max(middle - reach);
        let high = (self.range.max - corner_clearance).min(middle + reach);
        let first = self.lattice.nearest(low + PITCH / 2.0);
        let points = (0..).map(|step| first + float(step) * PITCH).take_while(|&at| at <= high);
        points.filter(|at| (at - middle).abs() >= self.middle_clearance).collect()
    }

    /// Three points for each lattice point, which still avoid the lattices of other levels.
    fn dense_points(self, corner_clearance: f32, count: usize) -> Vec<f32> {
        let points = self.lattice_points(corner_clearance, count);
        points.into_iter().flat_map(|at| [at - PITCH / 4.0, at, at + PITCH / 4.0]).collect()
    }
}

/// Positions of `count` ports around the middle of a vertical edge.
pub(super) fn side_ports(edge: Rangef, count: usize) -> impl Iterator<Item = f32> {
    let step = side_step(edge, count);
    let first = edge.center() - step * (float(count) - 1.0) / 2.0;
    (0..count).map(move |at| first + step * float(at))
}

/// Positions of `count` ports on a vertical edge with a connector at its middle: below the connector, or on both sides
/// of it if the ports would be too close to each other.
pub(super) fn side_ports_around(edge: Rangef, clearance: f32, count: usize) -> Vec<f32> {
    let below = Rangef::new(edge.center() + clearance, edge.max);
    if side_step(below, count) >= MIN_STEP {
        return side_ports(below, count).collect();
    }
    // With an even number of ports, none is in the middle.
    side_ports(edge, count + count % 2).take(count).collect()
}

/// Distance between ports of a vertical edge.
fn side_step(edge: Rangef, count: usize) -> f32 {
    let room = (edge.span() - ENDS_CLEARANCE).max(edge.span() / 2.0);
    (room / float(count.max(1))).min(MAX_STEP)
}
