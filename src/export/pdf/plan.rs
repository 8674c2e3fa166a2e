//! Which branches an atlas has pages for, and in what order.

use std::collections::{HashMap, HashSet};

use super::painter::fitting;
use crate::model::{Chart, UnitIndex};
use crate::scene::theme::size;
use crate::scene::{Card, SceneRequest, Stage, build};

/// The smallest text of a branch's page, in points; a little more than what is hard to read.
const LEGIBLE: f64 = 6.0;
/// No card is smaller than this, in the scene's points: a bound on how many a page can hold.
const MIN_CARD_AREA: f64 = 155.0 * 56.0;

/// A page with a branch, or the first levels of one.
pub(super) struct Leaf {
    /// The branch's top.
    pub(super) root: UnitIndex,
    /// What is shown of it.
    pub(super) stage: Stage,
    /// The page that it continues, counted among the leaves; none for a top of the chart.
    pub(super) before: Option<usize>,
}

/// The pages of the branches, each before those that continue it.
pub(super) struct Plan {
    pub(super) leaves: Vec<Leaf>,
    /// The page that a unit heads, counted among the leaves.
    pub(super) of_root: HashMap<UnitIndex, usize>,
}

impl Plan {
    /// Pages for the tops of a chart and for every branch that another page leaves out; `room` is
    /// what a page has for the scene, in points.
    pub(super) fn new(chart: &Chart, request: &SceneRequest, room: (f64, f64)) -> Self {
        let mut plan = Self { leaves: Vec::new(), of_root: HashMap::new() };
        let tops = request.root.map_or_else(|| chart.roots().to_vec(), |root| vec![root]);
        let top_depth = request.root.map_or(0, |root| chart.unit(root).depth);
        let last_level = request.depth.map(|depth| top_depth.saturating_add(depth));
        let mut open: Vec<(UnitIndex, Option<usize>)> =
            tops.into_iter().rev().map(|top| (top, None)).collect();
        while let Some((root, before)) = open.pop() {
            let levels = last_level.map(|last| last.saturating_sub(chart.unit(root).depth));
            let stage = largest_that_fits(chart, request, root, levels, room);
            let at = plan.leaves.len();
            plan.of_root.insert(root, at);
            // What the request itself leaves out has no page.
            let goes_on = |card: &&Card| {
                card.unit != root
                    && card.hidden.is_some()
                    && !request.collapsed.contains(&card.unit)
                    && last_level.is_none_or(|last| chart.unit(card.unit).depth < last)
            };
            let branches = stage.cards.iter().rev().filter(goes_on);
            open.extend(branches.map(|card| (card.unit, Some(at))));
            plan.leaves.push(Leaf { root, stage, before });
        }
        plan
    }
}

/// As many levels of a branch as a page holds at a legible scale; its first one in any case.
fn largest_that_fits(
    chart: &Chart,
    request: &SceneRequest,
    top: UnitIndex,
    levels: Option<u32>,
    room: (f64, f64),
) -> Stage {
    let scale = LEGIBLE / f64::from(size::SMALL);
    let most_units = room.0 * room.1 / (scale * scale) / MIN_CARD_AREA;
    let counts = units_by_level(chart, top, &request.collapsed);
    let deepest = u32::try_from(counts.len()).unwrap_or(u32::MAX).saturating_sub(1);
    let mut depth = levels.map_or(deepest, |levels| levels.min(deepest));
    loop {
        let units: usize = counts.iter().take(depth as usize + 1).sum();
        #[expect(clippy::cast_precision_loss, reason = "compared with a rough bound")]
        let may_fit = units as f64 <= most_units;
        if may_fit || depth <= 1 {
            let part = SceneRequest { root: Some(top), depth: Some(depth), ..request.clone() };
            let stage = build(chart, &part);
            if depth <= 1 || fitting(room, stage.scene.bounds) >= scale {
                return stage;
            }
        }
        depth -= 1;
    }
}

/// How many units there are on each level of a branch, where nothing hides them.
fn units_by_level(chart: &Chart, root: UnitIndex, collapsed: &HashSet<UnitIndex>) -> Vec<usize> {
    let mut counts = Vec::new();
    let mut level = vec![root];
    while !level.is_empty() {
        counts.push(level.len());
        let open = level.iter().filter(|unit| !collapsed.contains(unit));
        level = open.flat_map(|&unit| chart.unit(unit).children.iter().copied()).collect();
    }
    counts
}
