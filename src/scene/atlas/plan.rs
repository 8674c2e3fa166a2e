//! Selection and order of the branches that have pages of their own in an atlas.

use std::collections::{HashMap, HashSet};

use super::fitting;
use crate::model::{Chart, UnitIndex};
use crate::scene::build::Pages;
use crate::scene::theme::size;
use crate::scene::{Card, IndexedScene, SceneRequest};

/// Minimum text size on the page of a branch, in points; slightly more than what is hard to read.
const LEGIBLE: f64 = 6.0;
/// Minimum area of a card, in square points of the scene: it bounds the number of cards on a page.
const MIN_CARD_AREA: f64 = 155.0 * 56.0;

/// Page with a branch, with the upper levels of one, or with several whole branches.
pub(crate) struct Leaf {
    /// Tops of the branches.
    pub(crate) tops: Vec<UnitIndex>,
    /// The scene with its cards.
    pub(crate) stage: IndexedScene,
    /// The page that it continues, as an index of leaves; `None` for a root of the chart.
    pub(crate) before: Option<usize>,
}

/// The pages of the branches, in an order in which each precedes its continuations.
pub(crate) struct Plan {
    pub(crate) leaves: Vec<Leaf>,
    /// The page that starts with a unit, as an index of leaves.
    pub(crate) of_root: HashMap<UnitIndex, usize>,
}

impl Plan {
    /// Plans pages for the roots of a chart and for every branch that another page leaves out; `room` is the space for
    /// the scene on a page, in points.
    pub(crate) fn new(chart: &Chart, request: &SceneRequest, room: (f64, f64)) -> Self {
        let mut plan = Self { leaves: Vec::new(), of_root: HashMap::new() };
        let mut pages = Pages::new(chart, request);
        let tops = request.root.map_or_else(|| chart.roots().to_vec(), |root| vec![root]);
        let top_depth = request.root.map_or(0, |root| chart.unit(root).depth);
        let last_level = request.depth.map(|depth| top_depth.saturating_add(depth));
        let groups = groups(chart, &mut pages, &tops, request.depth, room);
        let mut open: Vec<(Branches, Option<usize>)> =
            groups.into_iter().rev().map(|group| (group, None)).collect();
        while let Some((branches, before)) = open.pop() {
            let at = plan.leaves.len();
            let top = match branches {
                Branches::One(top) => top,
                Branches::Several(tops, stage) => {
                    plan.of_root.extend(tops.iter().map(|&top| (top, at)));
                    plan.leaves.push(Leaf { tops, stage: *stage, before });
                    continue;
                }
            };
            let levels = last_level.map(|last| last.saturating_sub(chart.unit(top).depth));
            let deepest = deepest_that_may_fit(chart, top, &request.collapsed, room);
            let deepest = levels.map_or(deepest, |levels| levels.min(deepest));
            let stage = most_levels(deepest, room, |depth| pages.page(&[top], depth));
            plan.of_root.insert(top, at);
            // Units that the request itself leaves out have no page.
            let goes_on = |card: &&Card| {
                card.unit != top
                    && card.hidden.is_some()
                    && !request.collapsed.contains(&card.unit)
                    && last_level.is_none_or(|last| chart.unit(card.unit).depth < last)
            };
            let branches = stage.cards.iter().rev().filter(goes_on);
            open.extend(branches.map(|card| (Branches::One(card.unit), Some(at))));
            plan.leaves.push(Leaf { tops: vec![top], stage, before });
        }
        plan
    }
}

/// Content of a planned page.
enum Branches {
    /// A branch, or as many of its levels as fit on the page.
    One(UnitIndex),
    /// Whole branches.
    Several(Vec<UnitIndex>, Box<IndexedScene>),
}

/// Distributes the roots of a chart over pages: adjacent ones share a page as long as their whole branches fit at a
/// legible scale. The number of roots is found by a galloping search.
fn groups(
    chart: &Chart,
    pages: &mut Pages<'_>,
    tops: &[UnitIndex],
    depth: Option<u32>,
    room: (f64, f64),
) -> Vec<Branches> {
    let most_units = most_units(room);
    let mut groups = Vec::new();
    let mut rest = tops;
    while let Some(&first) = rest.first() {
        let mut units = 0;
        let is_within = |top: &&UnitIndex| {
            units += chart.unit(**top).branch.len();
            units <= most_units
        };
        let candidates = rest.iter().take_while(is_within).count();
        let mut best = None;
        let (mut most, mut too_many, mut step) = (1, candidates + 1, 1);
        while most + 1 < too_many {
            let is_open = too_many > candidates;
            let count =
                if is_open { (most + step).min(candidates) } else { most.midpoint(too_many) };
            let stage = pages.page(&rest[..count], depth.unwrap_or(u32::MAX));
            if is_legible(&stage, room) {
                (most, best) = (count, Some(stage));
            } else {
                too_many = count;
            }
            step *= 2;
        }
        groups.push(match best {
            Some(stage) => Branches::Several(rest[..most].to_vec(), Box::new(stage)),
            None => Branches::One(first),
        });
        rest = &rest[most..];
    }
    groups
}

fn is_legible(stage: &IndexedScene, room: (f64, f64)) -> bool {
    fitting(room, stage.scene.bounds) >= legible_scale()
}

/// Maximum number of cards on a page.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rough bound")]
fn most_units(page: (f64, f64)) -> usize {
    (page.0 * page.1 / legible_scale().powi(2) / MIN_CARD_AREA) as usize
}

/// The scale at which the text of a page is still legible.
fn legible_scale() -> f64 {
    LEGIBLE / f64::from(size::SMALL)
}

/// The page with as many levels as fit at a legible scale, but at least one.
///
/// Uses a [galloping search](https://en.wikipedia.org/wiki/Exponential_search): pages with more levels are larger, and
/// the total work is proportional to the result.
/// larger, and what is tried stays in proportion to what is found.
fn most_levels(
    deepest: u32,
    room: (f64, f64),
    mut page: impl FnMut(u32) -> IndexedScene,
) -> IndexedScene {
    let mut best = page(deepest.min(1));
    // The most levels known to fit, and the fewest known not to fit.
    let (mut most, mut too_many) = (deepest.min(1), deepest.saturating_add(1));
    let mut step = 1;
    while most + 1 < too_many {
        let depth = if too_many > deepest {
            most.saturating_add(step).min(deepest)
        } else {
            most.midpoint(too_many)
        };
        let stage = page(depth);
        if is_legible(&stage, room) {
            (most, best) = (depth, stage);
        } else {
            too_many = depth;
        }
        step = step.saturating_mul(2);
    }
    best
}

/// Upper bound of the levels of a branch on a page, based on the minimum area of its cards.
fn deepest_that_may_fit(
    chart: &Chart,
    root: UnitIndex,
    collapsed: &HashSet<UnitIndex>,
    page: (f64, f64),
) -> u32 {
    let most_units = most_units(page);
    let (mut depth, mut units) = (0, 1);
    let mut level = vec![root];
    loop {
        let open = level.iter().filter(|unit| !collapsed.contains(unit));
        let children = open.flat_map(|&unit| chart.unit(unit).children.iter().copied());
        // One more than fits is enough.
        level = children.take((most_units + 1).saturating_sub(units).max(1)).collect();
        units += level.len();
        if level.is_empty() || (units > most_units && depth >= 1) {
            return depth;
        }
        depth += 1;
    }
}
