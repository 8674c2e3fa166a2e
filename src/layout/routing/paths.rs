//! Segments of lines, and the channels that they run in.

use std::collections::{BTreeMap, HashMap, HashSet};

use emath::Rect;

use super::beside;
use super::bodies::BodyGrid;
use super::global::GlobalRouter;
use super::ids::{BodyId, BundleId, CardId, Cards, GridColumnId, IdVec, SegmentId};
use super::spaces::{Space, Spaces};
use super::{LayoutLine, LineEnd};

/// Maximum number of segments of all lines; further lines are omitted. Real charts stay far below; tens of thousands of
/// lines between the ends of a very long chain of cards would not.
const MAX_SEGMENTS: usize = 2_000_000;

/// Strip in which segments run parallel to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Channel {
    /// Channel of a space: horizontal above the roots and under a card, vertical beside a column.
    Space(Space),
    /// Vertical, at the upper edge of a card in a row.
    Top(CardId),
    /// Vertical, at the lower edge of a card.
    Bottom(CardId),
    /// Vertical, left of a card in a row.
    Left(CardId),
    /// Vertical, right of a card in a row.
    Right(CardId),
    /// Horizontal, at the right edge of a card in a column.
    Side(CardId),
    /// Vertical, at the edge of a body that faces the chart.
    Face(BodyId),
    /// Vertical, left of a column of the grid of bodies.
    GridColumn(GridColumnId),
    /// Horizontal, at the left edge of a body in the grid.
    End(BodyId),
    /// Horizontal, between the root and a body beside it.
    Flank(BodyId),
}

impl Channel {
    pub(super) const fn is_horizontal(self) -> bool {
        match self {
            Self::Space(Space::Roots | Space::Under(_))
            | Self::Side(_)
            | Self::End(_)
            | Self::Flank(_) => true,
            Self::Space(Space::Beside(_))
            | Self::Top(_)
            | Self::Bottom(_)
            | Self::Left(_)
            | Self::Right(_)
            | Self::Face(_)
            | Self::GridColumn(_) => false,
        }
    }
}

/// Segments of a line, alternately horizontal and vertical.
pub(super) struct Path {
    /// From the end that only this line has to the end that its bundle shares.
    pub(super) segments: Vec<SegmentId>,
    /// Whether the bundle shares the end of the line; otherwise it shares the start.
    pub(super) shares_end: bool,
    /// Body beside the root that the path leads to, and whether it starts there.
    pub(super) beside: Option<(BodyId, bool)>,
}

/// Paths of all lines.
pub(super) struct Paths {
    channels: IdVec<SegmentId, Channel>,
    neighbors: IdVec<SegmentId, Vec<SegmentId>>,
    by_channel: BTreeMap<Channel, Vec<SegmentId>>,
    /// Segments that end at a body beside the root.
    beside: BTreeMap<SegmentId, BodyId>,
    /// Path of each line; empty for a line without a route.
    pub(super) lines: Vec<Path>,
}

impl Paths {
    pub(super) fn new(
        lines: &[LayoutLine],
        spaces: &Spaces,
        cards: Cards<'_>,
        grid: &BodyGrid,
        bodies: &IdVec<BodyId, Rect>,
    ) -> Self {
        let mut router = GlobalRouter { spaces, cards, grid, bodies, is_left: HashMap::new() };
        let mut paths = Self {
            channels: IdVec::default(),
            neighbors: IdVec::default(),
            by_channel: BTreeMap::new(),
            beside: BTreeMap::new(),
            lines: Vec::with_capacity(lines.len()),
        };
        let mut known: HashMap<(BundleId, Channel), SegmentId> = HashMap::new();
        let mut joined: HashSet<(SegmentId, SegmentId)> = HashSet::new();
        let mut count = 0;
        for (line, (bundle, shares_end)) in lines.iter().zip(bundles(lines)) {
            let (own, shared) =
                if shares_end { (line.from, line.to) } else { (line.to, line.from) };
            let channels =
                if count < MAX_SEGMENTS { router.channels(bundle, own, shared) } else { vec![] };
            count += channels.len();
            let mut segment =
                |channel| *known.entry((bundle, channel)).or_insert_with(|| paths.add(channel));
            let segments: Vec<SegmentId> = channels.into_iter().map(&mut segment).collect();
            for pair in segments.windows(2) {
                if joined.insert((pair[0].min(pair[1]), pair[0].max(pair[1]))) {
                    paths.neighbors[pair[0]].push(pair[1]);
                    paths.neighbors[pair[1]].push(pair[0]);
                }
            }
            let body = beside::ends(own, shared).map(|(body, _)| body);
            let beside = body
                .filter(|&body| grid.is_beside(body) && !segments.is_empty())
                .map(|body| (body, matches!(own, LineEnd::Body(_))));
            if let Some((body, is_first)) = beside {
                let last = if is_first { segments.first() } else { segments.last() };
                paths.beside.extend(last.map(|&segment| (segment, body)));
            }
            paths.lines.push(Path { segments, shares_end, beside });
        }
        paths
    }

    fn add(&mut self, channel: Channel) -> SegmentId {
        let segment = self.channels.push(channel);
        self.neighbors.push(Vec::new());
        self.by_channel.entry(channel).or_default().push(segment);
        segment
    }

    /// Whether a segment ends at a body beside the root.
    pub(super) fn is_beside(&self, segment: SegmentId) -> bool {
        self.beside.contains_key(&segment)
    }

    /// Vertical segments that lead up to a body beside the root.
    pub(super) fn lanes(&self, body: BodyId) -> impl Iterator<Item = SegmentId> {
        let ends = self.beside.iter().filter(move |(_, end)| **end == body);
        let lanes = ends.map(|(&segment, _)| segment);
        lanes.filter(|&segment| !self.channels[segment].is_horizontal())
    }

    /// Number of segments.
    pub(super) const fn len(&self) -> usize {
        self.channels.len()
    }

    /// Non-empty channels with their segments.
    pub(super) fn by_channel(&self) -> impl Iterator<Item = (Channel, &[SegmentId])> {
        self.by_channel.iter().map(|(&channel, segments)| (channel, segments.as_slice()))
    }

    /// Segments in a channel.
    pub(super) fn segments(&self, channel: Channel) -> &[SegmentId] {
        self.by_channel.get(&channel).map_or(&[], Vec::as_slice)
    }

    /// Channel of a segment.
    pub(super) fn channel(&self, segment: SegmentId) -> Channel {
        self.channels[segment]
    }

    /// Segments that meet a segment at a corner.
    pub(super) fn neighbors(&self, segment: SegmentId) -> impl Iterator<Item = SegmentId> {
        self.neighbors[segment].iter().copied()
    }
}

/// Bundle of each line, and whether the bundle shares the end of the line instead of the start.
///
/// Lines of one kind can be bundled if they have a common start or a common end. A line joins the larger of these two
/// groups.
fn bundles(lines: &[LayoutLine]) -> Vec<(BundleId, bool)> {
    type BundleKey = (u32, LineEnd, bool);
    let groups = |line: &LayoutLine| [(line.kind, line.from, false), (line.kind, line.to, true)];
    let mut sizes: HashMap<BundleKey, u32> = HashMap::new();
    for group in lines.iter().flat_map(groups) {
        *sizes.entry(group).or_default() += 1;
    }
    let mut bundles: HashMap<BundleKey, BundleId> = HashMap::new();
    lines
        .iter()
        .map(|line| {
            let [start, end] = groups(line);
            let group = if sizes[&start] > sizes[&end] { start } else { end };
            let next = BundleId(u32::try_from(bundles.len()).unwrap_or(u32::MAX));
            (*bundles.entry(group).or_insert(next), group.2)
        })
        .collect()
}
