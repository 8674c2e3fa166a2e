//! Which way lines go: through which spaces, and on which side of the cards between these.

use std::collections::{BTreeMap, HashMap, HashSet};

use emath::Rect;

use super::bodies::Shelves;
use super::spaces::Spaces;
use super::{LayoutLine, LineEnd};

/// The most rails that lines are laid on, all lines together; beyond it they are left out. Real
/// charts stay far below; ten thousands of lines between the ends of a very deep chain do not.
const MAX_STEPS: usize = 2_000_000;

/// Where a rail is. Upright and level rails take turns along a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Zone {
    /// Upright, from the upper edge of a card in a row.
    Top(u32),
    /// Upright, from the lower edge of a card.
    Bottom(u32),
    /// Upright, left of a card in a row.
    Left(u32),
    /// Upright, right of a card in a row.
    Right(u32),
    /// Upright, right of a column.
    Shaft(u32),
    /// Upright, from the edge of a body that faces the chart.
    Face(u32),
    /// Upright, left of a shelf of bodies.
    Shelf(u32),
    /// Level, in the channel under a card or above the roots.
    Channel(u32),
    /// Level, from the right side of a card in a column.
    Side(u32),
    /// Level, from the left end of a body.
    End(u32),
}

impl Zone {
    pub(super) const fn is_level(self) -> bool {
        matches!(self, Self::Channel(_) | Self::Side(_) | Self::End(_))
    }
}

/// A line's rails, from its own end to the one that its bundle shares.
#[derive(Clone, Debug, Default)]
pub(super) struct Path {
    pub(super) rails: Vec<u32>,
    /// Whether the bundle meets where the line leads, and not where it starts.
    pub(super) meets_at_end: bool,
}

/// All rails.
pub(super) struct Rails {
    pub(super) zones: Vec<Zone>,
    /// The rails that each one meets.
    pub(super) links: Vec<Vec<u32>>,
    pub(super) by_zone: BTreeMap<Zone, Vec<u32>>,
    /// For each line.
    pub(super) paths: Vec<Path>,
}

impl Rails {
    pub(super) fn new(
        lines: &[LayoutLine],
        spaces: &Spaces,
        cards: &[Rect],
        shelves: &Shelves,
    ) -> Self {
        let mut guide = Guide { spaces, cards, shelves, sides: HashMap::new() };
        let mut rails = Self {
            zones: Vec::new(),
            links: Vec::new(),
            by_zone: BTreeMap::new(),
            paths: Vec::with_capacity(lines.len()),
        };
        let mut known: HashMap<(u32, Zone), u32> = HashMap::new();
        let mut linked: HashSet<(u32, u32)> = HashSet::new();
        let mut steps = 0;
        for (line, (bundle, meets_at_end)) in lines.iter().zip(bundles(lines)) {
            let (own, shared) =
                if meets_at_end { (line.from, line.to) } else { (line.to, line.from) };
            let zones = if steps < MAX_STEPS { guide.zones(bundle, own, shared) } else { vec![] };
            steps += zones.len();
            let path: Vec<u32> = zones
                .into_iter()
                .map(|zone| *known.entry((bundle, zone)).or_insert_with(|| rails.add(zone)))
                .collect();
            for pair in path.windows(2) {
                if linked.insert((pair[0].min(pair[1]), pair[0].max(pair[1]))) {
                    rails.links[pair[0] as usize].push(pair[1]);
                    rails.links[pair[1] as usize].push(pair[0]);
                }
            }
            rails.paths.push(Path { rails: path, meets_at_end });
        }
        rails
    }

    fn add(&mut self, zone: Zone) -> u32 {
        let rail = u32::try_from(self.zones.len()).unwrap_or(u32::MAX);
        self.zones.push(zone);
        self.links.push(Vec::new());
        self.by_zone.entry(zone).or_default().push(rail);
        rail
    }

    pub(super) const fn len(&self) -> usize {
        self.zones.len()
    }

    pub(super) fn in_zone(&self, zone: Zone) -> &[u32] {
        self.by_zone.get(&zone).map_or(&[], Vec::as_slice)
    }

    /// The rails that a rail meets.
    pub(super) fn met(&self, rail: u32) -> impl Iterator<Item = u32> {
        self.links[rail as usize].iter().copied()
    }
}

/// For each line its bundle, and whether that meets where the line leads.
fn bundles(lines: &[LayoutLine]) -> Vec<(u32, bool)> {
    let ends = |line: &LayoutLine| [(line.kind, line.from, false), (line.kind, line.to, true)];
    let mut counts: HashMap<(u32, LineEnd, bool), u32> = HashMap::new();
    for end in lines.iter().flat_map(ends) {
        *counts.entry(end).or_default() += 1;
    }
    let mut bundles: HashMap<(u32, LineEnd, bool), u32> = HashMap::new();
    lines
        .iter()
        .map(|line| {
            let [start, end] = ends(line);
            let meeting = if counts[&start] > counts[&end] { start } else { end };
            let next = u32::try_from(bundles.len()).unwrap_or(u32::MAX);
            (*bundles.entry(meeting).or_insert(next), meeting.2)
        })
        .collect()
}

/// Finds ways.
struct Guide<'a> {
    spaces: &'a Spaces,
    cards: &'a [Rect],
    shelves: &'a Shelves,
    /// Whether a bundle goes left of a card.
    sides: HashMap<(u32, u32), bool>,
}

/// The way from one end up to the space where both meet.
struct Climb {
    /// From the end on.
    zones: Vec<Zone>,
    /// The spaces under the one where both meet.
    spaces: Vec<u32>,
    /// About where the end is, along the row.
    aim: f32,
}

impl Guide<'_> {
    /// The zones between two ends, in order; none where no line can be laid.
    fn zones(&mut self, bundle: u32, from: LineEnd, to: LineEnd) -> Vec<Zone> {
        let Some(meeting) = self.meeting(from, to) else { return Vec::new() };
        let (from, to) = (self.climb(from, meeting), self.climb(to, meeting));
        let (aim_from, aim_to) = (self.aim(&from), self.aim(&to));
        let mut zones = self.up(bundle, from, aim_to);
        zones.push(self.zone(meeting));
        let down = self.up(bundle, to, aim_from);
        zones.extend(down.into_iter().rev());
        zones
    }

    /// The space where the ways from two ends meet.
    fn meeting(&self, from: LineEnd, to: LineEnd) -> Option<u32> {
        let (a, b) = match (from, to) {
            (LineEnd::Card(a), LineEnd::Card(b)) if a == b => return None,
            (LineEnd::Body(_), LineEnd::Body(_)) => return None,
            (LineEnd::Card(a), LineEnd::Card(b)) => (a, b),
            (LineEnd::Card(_), LineEnd::Body(_)) | (LineEnd::Body(_), LineEnd::Card(_)) => {
                return Some(self.spaces.ground());
            }
        };
        let (mut a_space, mut b_space) = (self.spaces.around(a), self.spaces.around(b));
        while a_space != b_space {
            // A channel under the other end is where the line meets that end from below.
            if a_space == b || b_space == a {
                return Some(if a_space == b { a_space } else { b_space });
            }
            if self.spaces.depth(a_space) >= self.spaces.depth(b_space) {
                a_space = self.spaces.up(a_space);
            } else {
                b_space = self.spaces.up(b_space);
            }
        }
        Some(a_space)
    }

    fn climb(&self, end: LineEnd, meeting: u32) -> Climb {
        let card = match end {
            LineEnd::Body(body) => {
                let mut zones = self.shelves.zones(body);
                zones.reverse();
                return Climb { zones, spaces: Vec::new(), aim: self.shelves.aim(body) };
            }
            LineEnd::Card(card) => card,
        };
        let aim = self.cards[card as usize].center().x;
        if meeting == card {
            return Climb { zones: vec![Zone::Bottom(card)], spaces: Vec::new(), aim };
        }
        let first = if self.spaces.is_in_row(card) { Zone::Top(card) } else { Zone::Side(card) };
        let spaces =
            std::iter::successors(Some(self.spaces.around(card)), |&at| Some(self.spaces.up(at)));
        let spaces = spaces.take_while(|&space| space != meeting).collect();
        Climb { zones: vec![first], spaces, aim }
    }

    /// About where a way comes into the space where both meet.
    fn aim(&self, climb: &Climb) -> f32 {
        climb.spaces.last().map_or(climb.aim, |&space| match self.spaces.shaft(space) {
            Some(_) => climb.aim,
            None => self.cards[space as usize].center().x,
        })
    }

    /// The zones of a way up, and on which side it passes cards: that of what it is going to.
    fn up(&mut self, bundle: u32, climb: Climb, mut aim: f32) -> Vec<Zone> {
        let mut passed = Vec::new();
        for &space in climb.spaces.iter().rev() {
            if self.spaces.shaft(space).is_none() && self.spaces.is_in_row(space) {
                let card = self.cards[space as usize];
                let side = self.sides.entry((bundle, space));
                let left = *side.or_insert(aim < card.center().x);
                passed.push(if left { Zone::Left(space) } else { Zone::Right(space) });
                aim = if left { card.min.x } else { card.max.x };
            }
        }
        let mut zones = climb.zones;
        for &space in &climb.spaces {
            zones.push(self.zone(space));
            if self.spaces.shaft(space).is_none() && self.spaces.is_in_row(space) {
                zones.extend(passed.pop());
            }
        }
        zones
    }

    fn zone(&self, space: u32) -> Zone {
        self.spaces.shaft(space).map_or(Zone::Channel(space), Zone::Shaft)
    }
}
