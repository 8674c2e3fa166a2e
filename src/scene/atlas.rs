//! Atlas: an overview, a page for each branch that fits one, and an index.
//!
//! A page with a collapsed branch and the page that continues it refer to each other by links.

pub(crate) mod functions;
mod index;
pub(crate) mod plan;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use emath::{Pos2, Rect, pos2, vec2};

use self::functions::{Functions, SectionItems};
pub(super) use self::index::sort_key;
use self::plan::{Leaf, Plan, is_legible};
use super::build::build;
use super::chips::{chip_items, chip_width};
use super::content::CardPart;
use super::text::{Setting, Shaper, Spoken, TextRun, Weight};
use super::theme::{Theme, size};
use super::{Card, IndexedScene, Role, Scene, SceneItem, SceneRequest, Subject, word};
use crate::diagnostic::fill;
use crate::i18n::Messages;
use crate::model::{Chart, UnitIndex, Word};

/// Sheet points (1/72 inch) per scene point (1/96 inch).
pub(crate) const SHEET_POINT: f64 = 72.0 / 96.0;
/// Height of the header with the path to a branch, in points of the scene.
const HEADER: f32 = 48.0;
/// Height of a row of the header.
const HEADER_ROW: f32 = size::SMALL * 1.5;
const HEADER_LINE: Setting = Setting {
    weight: Weight::Regular,
    size: size::SMALL,
    min_width: 900.0,
    preferred_width: 900.0,
    max_width: 900.0,
};
/// Margin of the scene of a branch at its sides, in points of the scene.
const SIDE: f32 = 24.0;
/// Maximum number of superiors in a path; more are elided in the middle.
const MAX_ABOVE: usize = 10;

/// Paper that pages are laid out for, in points of 1/72 inch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SheetSize {
    /// Width of the paper.
    pub width: f64,
    /// Height of the paper.
    pub height: f64,
    /// Unprintable margin on each side.
    pub margin: f64,
}

impl SheetSize {
    /// Width and height inside the margins.
    pub(crate) fn room(self) -> (f64, f64) {
        (self.width - 2.0 * self.margin, self.height - 2.0 * self.margin)
    }

    /// Scale in sheet points at which a scene fits inside the margins; at most actual size.
    pub(crate) fn fitting(self, bounds: Rect) -> f64 {
        fitting(self.room(), bounds)
    }
}

fn fitting(room: (f64, f64), bounds: Rect) -> f64 {
    let (width, height) = (f64::from(bounds.width()), f64::from(bounds.height()));
    (room.0 / width.max(1.0)).min(room.1 / height.max(1.0)).min(SHEET_POINT)
}

/// A chart on several sheets.
#[derive(Clone, Debug)]
pub struct Atlas {
    /// The paper of each page.
    pub sheet: SheetSize,
    /// The overview, the branches in an order in which each precedes its continuations, and the index.
    pub pages: Vec<AtlasPage>,
    places: HashMap<UnitIndex, (usize, Pos2)>,
}

/// A page of an atlas.
#[derive(Clone, Debug)]
pub struct AtlasPage {
    /// Its content.
    pub kind: AtlasPageKind,
    /// Its display list.
    pub scene: Scene,
    /// Links to other pages.
    pub links: Vec<AtlasLink>,
    /// Functions below the cards.
    pub(crate) functions: Vec<SectionItems>,
}

/// Content of a page of an atlas, which determines the position of the scene on the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtlasPageKind {
    /// The whole chart, centred and scaled down to fit.
    Overview,
    /// Branches, scaled down to fit, in the upper left corner, so that the header is at the same position on each page.
    Branches,
    /// Part of the index: a scene of the size of the sheet, in sheet points.
    Index,
}

/// Link from an area of a page to a position on another page.
#[derive(Clone, Debug, PartialEq)]
pub struct AtlasLink {
    /// The area, in the scene of the page.
    pub area: Rect,
    /// Index of the other page.
    pub page: usize,
    /// The position in the scene of the other page; its top if `None`.
    pub place: Option<Pos2>,
    /// Alternative text.
    pub words: String,
    /// The unit whose card has the reference.
    pub unit: Option<UnitIndex>,
}

impl Atlas {
    /// Lays out a chart for a paper size.
    #[must_use]
    pub fn new(chart: &Chart, request: &SceneRequest, sheet: SheetSize) -> Self {
        let request = &SceneRequest { descriptions: true, ..request.clone() };
        let drawer = Drawer::new(chart, request, sheet);
        let functions = functions(chart, request, sheet);
        let mut plan = plan(chart, request, sheet, functions.as_ref());
        let (width, height) = sheet.room();
        #[expect(clippy::cast_possible_truncation, reason = "paper is small")]
        let paper = vec2(width as f32, height as f32);
        let overview = build(chart, &SceneRequest { paper: Some(paper), ..request.clone() });
        let type_size = functions.as_ref().map_or(0.0, |it| type_size(it, &plan, sheet));
        let scenes: Vec<Scene> =
            plan.leaves.iter_mut().map(|leaf| leaf.stage.take_scene()).collect();
        let drawn: Vec<(Scene, Vec<SectionItems>)> = (0..)
            .zip(scenes)
            .map(|(at, scene)| drawer.page(&plan, at, scene, (functions.as_ref(), type_size)))
            .collect();
        let (scenes, sections): (Vec<Scene>, Vec<Vec<SectionItems>>) = drawn.into_iter().unzip();
        let places = places(&plan, &scenes);

        let links = drawer.overview_links(&overview, &places);
        let (kind, scene) = (AtlasPageKind::Overview, overview.scene);
        let mut pages = vec![AtlasPage { kind, scene, links, functions: Vec::new() }];
        for (at, (scene, functions)) in scenes.into_iter().zip(sections).enumerate() {
            let links = drawer.links(&plan, at, &places);
            pages.push(AtlasPage { kind: AtlasPageKind::Branches, scene, links, functions });
        }
        pages.extend(index::pages(&drawer, &places));
        Self { sheet, pages, places }
    }

    /// The page of a unit, and the unit's position in the scene of that page.
    #[must_use]
    pub fn place(&self, unit: UnitIndex) -> Option<(usize, Pos2)> {
        self.places.get(&unit).copied()
    }

    /// Number of pages, without drawing them.
    #[must_use]
    pub fn page_count(chart: &Chart, request: &SceneRequest, sheet: SheetSize) -> usize {
        let functions = functions(chart, request, sheet);
        let plan = plan(chart, request, sheet, functions.as_ref());
        let cards = plan.leaves.iter().flat_map(|leaf| &leaf.stage.cards);
        let units: BTreeSet<UnitIndex> = cards.map(|card| card.unit).collect();
        let drawer = Drawer::new(chart, request, sheet);
        1 + plan.leaves.len() + index::page_count(&drawer, units.into_iter().collect())
    }
}

/// Width and height that a page has for cards and functions, in points of the sheet.
fn room(sheet: SheetSize) -> (f64, f64) {
    let (width, height) = sheet.room();
    (width, height - f64::from(HEADER) * SHEET_POINT)
}

fn plan(
    chart: &Chart,
    request: &SceneRequest,
    sheet: SheetSize,
    functions: Option<&Functions<'_>>,
) -> Plan {
    let mut plan = Plan::new(chart, request, room(sheet), functions);
    // All sheets whose text is legible have it in one size.
    let legible = plan.leaves.iter().map(|leaf| leaf.scale).filter(|&scale| is_legible(scale));
    let scale = legible.fold(SHEET_POINT, f64::min);
    for leaf in &mut plan.leaves {
        leaf.scale = leaf.scale.min(scale);
    }
    plan
}

/// Functions below the cards, where these show how many there are.
fn functions<'a>(
    chart: &'a Chart,
    request: &'a SceneRequest,
    sheet: SheetSize,
) -> Option<Functions<'a>> {
    #[expect(clippy::cast_possible_truncation, reason = "paper is small")]
    let width = (sheet.room().0 - 2.0 * f64::from(SIDE) * SHEET_POINT) as f32;
    let is_asked = request.card.has(&CardPart::Functions);
    is_asked.then(|| Functions::new(chart, request, width))
}

/// The type size of functions, in points of the sheet.
fn type_size(functions: &Functions<'_>, plan: &Plan, sheet: SheetSize) -> f32 {
    let height = room(sheet).1;
    let left = |leaf: &Leaf| {
        #[expect(clippy::cast_possible_truncation, reason = "paper is small")]
        let left = (height - f64::from(leaf.stage.scene.bounds.height()) * leaf.scale) as f32;
        left
    };
    let with = plan.leaves.iter().filter(|leaf| !leaf.functions.units.is_empty());
    functions.size(&with.map(|leaf| (&leaf.functions, left(leaf))))
}

/// The page of each unit, and the unit's position in the scene of that page.
type Places = HashMap<UnitIndex, (usize, Pos2)>;

/// The positions of the units on the pages of the branches, which follow the overview.
fn places(plan: &Plan, scenes: &[Scene]) -> Places {
    let mut places = Places::new();
    // A unit's own page has priority over a page that only shows its card.
    for (at, (leaf, scene)) in plan.leaves.iter().zip(scenes).enumerate() {
        for card in leaf.tops.iter().filter_map(|&top| leaf.stage.card(top)) {
            if scene.find(Subject::Unit(card.unit)).is_some() {
                places.entry(card.unit).or_insert((at + 1, card.rect.min));
            }
        }
    }
    for (at, scene) in scenes.iter().enumerate() {
        for group in &scene.groups {
            if let Subject::Unit(unit) = group.subject {
                places.entry(unit).or_insert((at + 1, group.bounds.min));
            }
        }
    }
    places
}

/// State shared by all pages.
struct Drawer<'a> {
    chart: &'a Chart,
    request: &'a SceneRequest,
    sheet: SheetSize,
    shaper: Shaper,
    messages: &'static Messages,
    theme: Theme,
}

impl<'a> Drawer<'a> {
    fn new(chart: &'a Chart, request: &'a SceneRequest, sheet: SheetSize) -> Self {
        let theme = Theme::of(request.mode).on_paper();
        let messages = Messages::of(&request.language);
        let shaper = Shaper::new(request.fonts.clone());
        Self { chart, request, sheet, shaper, messages, theme }
    }
}

impl Drawer<'_> {
    /// A unit's name, in the language of the atlas.
    fn name(&self, unit: UnitIndex) -> &str {
        let first = self.chart.languages().first().map(String::as_str);
        let languages = [self.request.language.as_str()].into_iter().chain(first);
        self.chart.unit(unit).name.get(languages)
    }

    /// A page number, from 1.
    fn number(page: usize) -> String {
        (page + 1).to_string()
    }

    /// A page with its header, and with references at collapsed branches.
    fn page(
        &self,
        plan: &Plan,
        at: usize,
        mut scene: Scene,
        (functions, type_size): (Option<&Functions<'_>>, f32),
    ) -> (Scene, Vec<SectionItems>) {
        let leaf = &plan.leaves[at];
        let cards = scene.bounds;
        let mut around = scene.bounds;
        for (card, chip) in continuations(plan, leaf) {
            let words = self.run(&self.continued(plan.of_root[&card.unit] + 1));
            let chip = widened(card, chip, &words);
            around = around.union(chip);
            scene.items.extend(chip_items(Role::Reference, chip, &words, &self.theme));
        }
        let header = self.header(leaf, at + 1);
        around = header.iter().map(SceneItem::bounds).fold(around, Rect::union);
        scene.items.extend(header);
        scene.ground = self.theme.ground;
        let start = around.min - vec2(0.0, 12.0);
        let (width, height) = self.sheet.room();
        #[expect(clippy::cast_possible_truncation, reason = "paper is small")]
        let whole = vec2((width / leaf.scale) as f32, (height / leaf.scale) as f32);
        scene.bounds = Rect::from_min_max(start, around.max.max(start + whole));
        #[expect(clippy::cast_possible_truncation, reason = "a scale is a small number")]
        let scale = self.sheet.fitting(scene.bounds) as f32;
        let corner = pos2(start.x + SIDE, cards.max.y);
        let sections = functions.map_or_else(Vec::new, |it| {
            it.draw(&leaf.functions, (type_size, scale), corner, &self.theme, &mut scene.items)
        });
        (scene, sections)
    }

    /// A text of the sheets in the language of the atlas.
    fn word(&self, it: Word) -> &str {
        let chart = self.chart.languages().iter().map(String::as_str);
        let languages: Vec<&str> =
            std::iter::once(self.request.language.as_str()).chain(chart).collect();
        word(self.chart, self.messages, &languages, it)
    }

    fn numbered(&self, word: Word, page: usize) -> String {
        fill(self.word(word), &[Self::number(page)])
    }

    fn continued(&self, page: usize) -> String {
        self.numbered(Word::Continued, page)
    }

    /// The page number and the superiors of the branch, as lines.
    fn way_down(&self, leaf: &Leaf, page: usize) -> Vec<Arc<TextRun>> {
        let number = self.numbered(Word::Page, page);
        let path = leaf.tops.first().map_or_else(Vec::new, |&top| self.path(top));
        let words =
            if path.is_empty() { number } else { format!("{number}　{}", path.join(" › ")) };
        let words = Spoken { words: &words, language: &self.request.language };
        HEADER_LINE.lines(&self.shaper, words).lines
    }

    /// The names of a unit's superiors, from the top down, elided in the middle if there are many.
    fn path(&self, unit: UnitIndex) -> Vec<&str> {
        let parent = |&unit: &UnitIndex| self.chart.unit(unit).parent;
        let mut nearest: Vec<UnitIndex> =
            std::iter::successors(parent(&unit), parent).take(MAX_ABOVE + 1).collect();
        nearest.reverse();
        if nearest.len() <= MAX_ABOVE {
            return nearest.into_iter().map(|unit| self.name(unit)).collect();
        }
        // Searched from the top, because a chain of superiors may be as long as the file.
        let place = self.chart.unit(unit).branch.start;
        let above = |units: &[UnitIndex]| {
            let start = |&unit: &UnitIndex| self.chart.unit(unit).branch.start;
            let next = units.partition_point(|unit| start(unit) <= place);
            next.checked_sub(1).map(|at| units[at])
        };
        let top = above(self.chart.roots());
        let second = top.and_then(|top| above(&self.chart.unit(top).children));
        let first = top.into_iter().chain(second).map(|unit| self.name(unit));
        let last = nearest[nearest.len() - (MAX_ABOVE - 3)..].iter().map(|&unit| self.name(unit));
        first.chain(["…"]).chain(last).collect()
    }

    /// Position of the reference to the continued page: above the path.
    fn place_back(leaf: &Leaf, way_down: &[Arc<TextRun>]) -> Pos2 {
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        let rows = way_down.len() as f32;
        leaf.stage.scene.bounds.min
            + vec2(24.0, 24.0 - HEADER + HEADER_ROW - (rows + 1.0) * HEADER_ROW)
    }

    /// The page number, the page that it continues, and the superiors of the branch.
    fn header(&self, leaf: &Leaf, page: usize) -> Vec<SceneItem> {
        let way_down = self.way_down(leaf, page);
        let mut place = Self::place_back(leaf, &way_down);
        let line = |run: &Arc<TextRun>, place, color| {
            SceneItem::in_row(Role::Reference, run, place, HEADER_ROW, color)
        };
        let mut items = Vec::new();
        if leaf.before.is_some() {
            items.push(line(&self.run(&self.words_back(leaf)), place, self.theme.accent));
        }
        for words in &way_down {
            place.y += HEADER_ROW;
            items.push(line(words, place, self.theme.muted));
        }
        items
    }

    fn words_back(&self, leaf: &Leaf) -> String {
        let page = leaf.before.map_or(0, |before| before + 1);
        self.numbered(Word::Continues, page)
    }

    /// Links from the cards of the overview to pages.
    fn overview_links(&self, overview: &IndexedScene, places: &Places) -> Vec<AtlasLink> {
        let to_page = |card: &Card| {
            let &(page, place) = places.get(&card.unit)?;
            let words = format!("{}, {}", self.name(card.unit), self.continued(page));
            let (area, unit) = (card.rect, Some(card.unit));
            Some(AtlasLink { area, page, place: Some(place), words, unit })
        };
        overview.cards.iter().filter_map(to_page).collect()
    }

    /// Links from collapsed branches to their pages, and from the header to the continued page.
    fn links(&self, plan: &Plan, at: usize, places: &Places) -> Vec<AtlasLink> {
        let leaf = &plan.leaves[at];
        let mut links = Vec::new();
        for (card, chip) in continuations(plan, leaf) {
            let Some(&(page, place)) = places.get(&card.unit) else { continue };
            let words = self.continued(page);
            let area = widened(card, chip, &self.run(&words));
            let unit = Some(card.unit);
            links.push(AtlasLink { area, page, place: Some(place), words, unit });
        }
        if let Some(before) = leaf.before {
            let words = self.words_back(leaf);
            let width = self.run(&words).width();
            let corner = Self::place_back(leaf, &self.way_down(leaf, at + 1));
            let area = Rect::from_min_size(corner, vec2(width, HEADER_ROW));
            links.push(AtlasLink { area, page: before + 1, place: None, words, unit: None });
        }
        links
    }

    fn run(&self, words: &str) -> Arc<TextRun> {
        self.shaper.run(words, Weight::Regular, size::SMALL)
    }
}

/// A card's chip, widened for a reference: centred below the card, or further to the right where it would overlap lines
/// on its left or the card.
fn widened(card: &Card, chip: Rect, words: &TextRun) -> Rect {
    let width = chip_width(words).max(chip.width());
    let middle = chip.center().x;
    let is_under = middle - width / 2.0 >= card.rect.left() && middle < card.rect.right();
    let left = if is_under { middle - width / 2.0 } else { chip.left() };
    Rect::from_min_size(pos2(left, chip.top()), vec2(width, chip.height()))
}

/// The cards of a page whose branches have pages of their own, and their chips.
fn continuations<'a>(
    plan: &'a Plan,
    leaf: &'a Leaf,
) -> impl Iterator<Item = (&'a Card, Rect)> + 'a {
    let is_elsewhere = |card: &&Card| {
        plan.of_root
            .get(&card.unit)
            .is_some_and(|&at| !std::ptr::eq(&raw const plan.leaves[at], leaf))
    };
    let cards = leaf.stage.cards.iter().filter(is_elsewhere);
    cards.filter_map(|card| Some((card, card.chip?)))
}
