//! Selection and order of the branches that have pages of their own in an atlas.

use std::collections::{HashMap, HashSet};

use super::fitting;
use super::functions::{Duties, Functions, OnSheet};
use crate::model::{Chart, UnitIndex};
use crate::scene::build::Pages;
use crate::scene::theme::size;
use crate::scene::{Card, IndexedScene, SceneRequest};

/// Minimum text size on the page of a branch, in points; slightly more than what is hard to read.
const LEGIBLE: f64 = 6.0;
/// Minimum fraction of a page's height for cards, where functions are below them.
const LEAST_CARDS: f64 = 0.2;
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
    /// Largest scale at which the page holds its cards and functions.
    pub(super) scale: f64,
    /// Functions below the cards.
    pub(super) functions: OnSheet,
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
    pub(crate) fn new(
        chart: &Chart,
        request: &SceneRequest,
        room: (f64, f64),
        functions: Option<&Functions<'_>>,
    ) -> Self {
        let mut plan = Self { leaves: Vec::new(), of_root: HashMap::new() };
        let pages = Pages::new(chart, request);
        let mut planner = Planner { chart, request, pages, room, functions };
        let tops = request.root.map_or_else(|| chart.roots().to_vec(), |root| vec![root]);
        let top_depth = request.root.map_or(0, |root| chart.unit(root).depth);
        let last_level = request.depth.map(|depth| top_depth.saturating_add(depth));
        let groups = planner.groups(&tops);
        let mut open: Vec<(Branches, Option<usize>)> =
            groups.into_iter().rev().map(|group| (group, None)).collect();
        while let Some((branches, before)) = open.pop() {
            let at = plan.leaves.len();
            let top = match branches {
                Branches::One(top) => top,
                Branches::Several(tops, page) => {
                    plan.of_root.extend(tops.iter().map(|&top| (top, at)));
                    plan.leaves.push(page.into_leaf(tops, before));
                    continue;
                }
            };
            let levels = last_level.map(|last| last.saturating_sub(chart.unit(top).depth));
            let page = planner.most_levels(top, levels);
            plan.of_root.insert(top, at);
            // Units that the request itself leaves out have no page.
            let goes_on = |card: &&Card| {
                card.unit != top
                    && card.hidden.is_some()
                    && !request.collapsed.contains(&card.unit)
                    && last_level.is_none_or(|last| chart.unit(card.unit).depth < last)
            };
            let branches = page.stage.cards.iter().filter(goes_on);
            let branches: Vec<UnitIndex> = branches.map(|card| card.unit).collect();
            let groups: Vec<Branches> = if functions.is_some() && request.depth.is_none() {
                let siblings = branches
                    .chunk_by(|&one, &other| chart.unit(one).parent == chart.unit(other).parent);
                siblings.flat_map(|siblings| planner.groups(siblings)).collect()
            } else {
                branches.into_iter().map(Branches::One).collect()
            };
            open.extend(groups.into_iter().rev().map(|group| (group, Some(at))));
            plan.leaves.push(page.into_leaf(vec![top], before));
        }
        plan
    }
}

/// Candidate for a page.
struct Trial {
    stage: IndexedScene,
    scale: f64,
    functions: OnSheet,
}

impl Trial {
    /// True if everything on it is legible.
    fn fits(&self) -> bool {
        is_legible(self.scale)
    }

    fn into_leaf(self, tops: Vec<UnitIndex>, before: Option<usize>) -> Leaf {
        let Self { stage, scale, functions } = self;
        Leaf { tops, stage, before, scale, functions }
    }
}

/// Content of a planned page.
enum Branches {
    /// A branch, or as many of its levels as fit on the page.
    One(UnitIndex),
    /// Whole branches.
    Several(Vec<UnitIndex>, Box<Trial>),
}

/// Search for pages.
struct Planner<'a> {
    chart: &'a Chart,
    request: &'a SceneRequest,
    pages: Pages<'a>,
    room: (f64, f64),
    functions: Option<&'a Functions<'a>>,
}

impl Planner<'_> {
    /// A page with the functions of its units.
    fn page(&mut self, tops: &[UnitIndex], depth: u32) -> Trial {
        self.page_with(tops, depth, Duties::Shown)
    }

    fn page_with(&mut self, tops: &[UnitIndex], depth: u32, duties: Duties) -> Trial {
        let Some(functions) = self.functions else { return self.cards(tops, depth) };
        let units = self.whole_units(tops, depth);
        let units = OnSheet { units, duties };
        let height = f64::from(functions.height(&units));
        if height <= 0.0 {
            return self.cards(tops, depth);
        }
        #[expect(clippy::cast_possible_truncation, reason = "the sides of a sheet")]
        let aspect = (self.room.0 / (self.room.1 - height).max(self.room.1 * LEAST_CARDS)) as f32;
        let stage = self.pages.page(tops, depth, Some(aspect));
        let mut units = units;
        units.units.retain(|&unit| stage.card(unit).is_some());
        let left = self.room.1 - height;
        let scale = fitting(self.room, stage.scene.bounds);
        let scale = scale.min(left / f64::from(stage.scene.bounds.height()));
        Trial { stage, scale, functions: units }
    }

    /// A page with cards alone.
    fn cards(&mut self, tops: &[UnitIndex], depth: u32) -> Trial {
        let stage = self.pages.page(tops, depth, None);
        let scale = fitting(self.room, stage.scene.bounds);
        Trial { stage, scale, functions: OnSheet::default() }
    }

    /// The units of a page whose branches do not go on elsewhere, in the order of the tree.
    fn whole_units(&self, tops: &[UnitIndex], depth: u32) -> Vec<UnitIndex> {
        let mut units = Vec::new();
        let mut open: Vec<(UnitIndex, u32)> = tops.iter().rev().map(|&top| (top, 0)).collect();
        while let Some((unit, level)) = open.pop() {
            let children = &self.chart.unit(unit).children;
            let is_folded = self.request.collapsed.contains(&unit);
            if level < depth && !is_folded {
                open.extend(children.iter().rev().map(|&child| (child, level + 1)));
            } else if !children.is_empty() && !is_folded && level > 0 {
                continue;
            }
            units.push(unit);
        }
        units
    }

    /// Distributes tops over pages: adjacent ones share a page as long as their whole branches fit at a legible scale.
    /// The number of tops is found by a galloping search.
    fn groups(&mut self, tops: &[UnitIndex]) -> Vec<Branches> {
        let most_units = most_units(self.room);
        let depth = self.request.depth.unwrap_or(u32::MAX);
        let mut groups = Vec::new();
        let mut rest = tops;
        while let Some(&first) = rest.first() {
            let mut units = 0;
            let is_within = |top: &&UnitIndex| {
                units += self.chart.unit(**top).branch.len();
                units <= most_units
            };
            let candidates = rest.iter().take_while(is_within).count();
            let mut best = None;
            let (mut most, mut too_many, mut step) = (1, candidates + 1, 1);
            while most + 1 < too_many {
                let is_open = too_many > candidates;
                let count =
                    if is_open { (most + step).min(candidates) } else { most.midpoint(too_many) };
                let page = self.page(&rest[..count], depth);
                if page.fits() {
                    (most, best) = (count, Some(page));
                } else {
                    too_many = count;
                }
                step *= 2;
            }
            groups.push(match best {
                Some(page) => Branches::Several(rest[..most].to_vec(), Box::new(page)),
                None => Branches::One(first),
            });
            rest = &rest[most..];
        }
        groups
    }

    /// The page with as many levels as it holds with functions at a legible scale; where it does not hold those
    /// of the first one, without duties of heads, or with the cards of that level alone.
    fn most_levels(&mut self, top: UnitIndex, levels: Option<u32>) -> Trial {
        let deepest = deepest_that_may_fit(self.chart, top, &self.request.collapsed, self.room);
        let deepest = levels.map_or(deepest, |levels| levels.min(deepest));
        let with_functions = most_levels(deepest, |depth| self.page(&[top], depth));
        if with_functions.fits() || with_functions.functions.units.is_empty() {
            return with_functions;
        }
        let without_duties = self.page_with(&[top], deepest.min(1), Duties::LeftOut);
        if without_duties.fits() {
            return without_duties;
        }
        // What is below has sheets of its own, with functions.
        self.cards(&[top], deepest.min(1))
    }
}

/// Maximum number of cards on a page.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rough bound")]
fn most_units(page: (f64, f64)) -> usize {
    (page.0 * page.1 / legible_scale().powi(2) / MIN_CARD_AREA) as usize
}

/// True if the text of a page is legible at a scale.
pub(super) fn is_legible(scale: f64) -> bool {
    scale >= legible_scale()
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
fn most_levels(deepest: u32, mut page: impl FnMut(u32) -> Trial) -> Trial {
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
        let trial = page(depth);
        if trial.fits() {
            (most, best) = (depth, trial);
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
