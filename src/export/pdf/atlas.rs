//! Atlas: an overview, a page for each branch that fits one, and an index.
//!
//! A page with a collapsed branch refers to the page that continues it, and this page back; both are links.

use std::collections::BTreeSet;
use std::sync::Arc;

use emath::{Pos2, Rect, pos2, vec2};
use krilla::configure::Configuration;

use super::bookmarks::Places;
use super::index;
use super::painter::{EDGE, Fonts, Link, Sheet};
use super::plan::{Leaf, Plan};
use super::{Drawn, PdfReport, document};
use crate::diagnostic::fill;
use crate::export::{Label, PageSetup};
use crate::i18n::Messages;
use crate::model::{Chart, UnitIndex, Word};
use crate::scene::text::{Setting, Shaper, Spoken, TextRun, Weight};
use crate::scene::theme::{Theme, size};
use crate::scene::{
    Card, Role, Scene, SceneItem, SceneRequest, Stage, Subject, build, chip_items, chip_width, word,
};

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
/// Maximum number of superiors in a path; more are elided in the middle.
const MAX_ABOVE: usize = 10;

/// What all pages share.
pub(super) struct Atlas<'a> {
    pub(super) chart: &'a Chart,
    pub(super) request: &'a SceneRequest,
    pub(super) setup: PageSetup,
    pub(super) shaper: Shaper,
    messages: &'static Messages,
    pub(super) theme: Theme,
}

/// Draws the document.
pub(super) fn draw(
    chart: &Chart,
    request: &SceneRequest,
    setup: PageSetup,
    label: Label<'_>,
    configuration: Configuration,
) -> Drawn {
    let request = &SceneRequest { descriptions: true, ..request.clone() };
    let atlas = Atlas::new(chart, request, setup);
    let mut plan = plan(chart, request, setup);
    let overview = build(chart, request);
    let mut document = document(label, chart.effective(), configuration);
    let fonts = Fonts::new(&request.fonts);

    let scenes: Vec<Scene> = plan.leaves.iter_mut().map(|leaf| leaf.stage.take_scene()).collect();
    let pages: Vec<(Scene, Sheet)> =
        (0..).zip(scenes).map(|(at, scene)| atlas.page(&plan, at, scene)).collect();
    let mut places = Places::default();
    // A unit's own page comes before the one that only shows its card.
    for (at, (leaf, (scene, sheet))) in plan.leaves.iter().zip(&pages).enumerate() {
        for card in leaf.tops.iter().filter_map(|&top| leaf.stage.card(top)) {
            if let Some(group) = scene.find(Subject::Unit(card.unit)) {
                places.note(group, at + 1, sheet.point(card.rect.min));
            }
        }
    }
    for (at, (scene, sheet)) in pages.iter().enumerate() {
        places.note_page(at + 1, scene, *sheet);
    }

    let sheet = Sheet::fitted(setup.size(), overview.scene.bounds);
    sheet.draw(&mut document, &fonts, &overview.scene, &atlas.overview_links(&overview, &places));
    let mut least_text = f32::INFINITY;
    for (at, (scene, sheet)) in pages.iter().enumerate() {
        least_text = least_text.min(sheet.points(size::SMALL));
        sheet.draw(&mut document, &fonts, scene, &atlas.links(&plan, at, &places));
    }
    let index = index::pages(&atlas, &places);
    for (scene, sheet, links) in &index {
        sheet.draw(&mut document, &fonts, scene, links);
    }
    let pages = 1 + pages.len() + index.len();
    document.set_outline(places.bookmarks());
    let report = PdfReport { pages, least_text, is_reduced: false, is_archival: true };
    Ok((document.finish()?, report))
}

/// Number of sheets: the overview, the branches and the index.
pub(super) fn sheet_count(chart: &Chart, request: &SceneRequest, setup: PageSetup) -> usize {
    let plan = plan(chart, request, setup);
    let cards = plan.leaves.iter().flat_map(|leaf| &leaf.stage.cards);
    let units: BTreeSet<UnitIndex> = cards.map(|card| card.unit).collect();
    let atlas = Atlas::new(chart, request, setup);
    1 + plan.leaves.len() + index::page_count(&atlas, units.into_iter().collect())
}

fn plan(chart: &Chart, request: &SceneRequest, setup: PageSetup) -> Plan {
    let (width, height) = setup.size();
    let header = f64::from(HEADER) * super::POINT;
    Plan::new(chart, request, (width - 2.0 * EDGE, height - 2.0 * EDGE - header))
}

impl<'a> Atlas<'a> {
    fn new(chart: &'a Chart, request: &'a SceneRequest, setup: PageSetup) -> Self {
        let theme = Theme::of(request.mode);
        let messages = Messages::of(&request.language);
        let shaper = Shaper::new(request.fonts.clone());
        Self { chart, request, setup, shaper, messages, theme }
    }
}

impl Atlas<'_> {
    /// A unit's name, in the language of the atlas.
    pub(super) fn name(&self, unit: UnitIndex) -> &str {
        let first = self.chart.languages().first().map(String::as_str);
        let languages = [self.request.language.as_str()].into_iter().chain(first);
        self.chart.unit(unit).name.get(languages)
    }

    /// A page number, from 1.
    pub(super) fn number(page: usize) -> String {
        (page + 1).to_string()
    }

    /// A page with its header, and with references at collapsed branches.
    fn page(&self, plan: &Plan, at: usize, mut scene: Scene) -> (Scene, Sheet) {
        let leaf = &plan.leaves[at];
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
        scene.bounds = Rect::from_min_max(around.min - vec2(0.0, 12.0), around.max);
        // The header is in the same place on each page.
        let sheet = Sheet::cornered(self.setup.size(), scene.bounds);
        (scene, sheet)
    }

    /// A word of the sheets for the chart's readers.
    pub(super) fn word(&self, it: Word) -> &str {
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

    /// The page's number and the units above the branch, in lines.
    fn way_down(&self, leaf: &Leaf, page: usize) -> Vec<Arc<TextRun>> {
        let number = self.numbered(Word::Page, page);
        let path = leaf.tops.first().map_or_else(Vec::new, |&top| self.path(top));
        let words =
            if path.is_empty() { number } else { format!("{number}　{}", path.join(" › ")) };
        let words = Spoken { words: &words, language: &self.request.language };
        HEADER_LINE.lines(&self.shaper, words).lines
    }

    /// The names of a unit's superiors, from the top down, elided in the middle if they are many.
    fn path(&self, unit: UnitIndex) -> Vec<&str> {
        let parent = |&unit: &UnitIndex| self.chart.unit(unit).parent;
        let mut nearest: Vec<UnitIndex> =
            std::iter::successors(parent(&unit), parent).take(MAX_ABOVE + 1).collect();
        nearest.reverse();
        if nearest.len() <= MAX_ABOVE {
            return nearest.into_iter().map(|unit| self.name(unit)).collect();
        }
        // Searched from the top: a chain of superiors may be as long as the file.
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

    /// Place of the reference to the continued page: above the path.
    fn place_back(leaf: &Leaf, way_down: &[Arc<TextRun>]) -> Pos2 {
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        let rows = way_down.len() as f32;
        leaf.stage.scene.bounds.min
            + vec2(24.0, 24.0 - HEADER + HEADER_ROW - (rows + 1.0) * HEADER_ROW)
    }

    /// The page's number, the page that it continues, and the units above the branch.
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
    fn overview_links(&self, overview: &Stage, places: &Places) -> Vec<Link> {
        let to_page = |card: &Card| {
            let (page, place) = places.of(card.unit)?;
            let words = format!("{}, {}", self.name(card.unit), self.continued(page));
            Some(Link { area: card.rect, page, place, words })
        };
        overview.cards.iter().filter_map(to_page).collect()
    }

    /// Links from collapsed branches to their pages, and to the continued page.
    fn links(&self, plan: &Plan, at: usize, places: &Places) -> Vec<Link> {
        let leaf = &plan.leaves[at];
        let mut links = Vec::new();
        for (card, chip) in continuations(plan, leaf) {
            let Some((page, place)) = places.of(card.unit) else { continue };
            let words = self.continued(page);
            let area = widened(card, chip, &self.run(&words));
            links.push(Link { area, page, place, words });
        }
        if let Some(before) = leaf.before {
            let words = self.words_back(leaf);
            let width = self.run(&words).width();
            let corner = Self::place_back(leaf, &self.way_down(leaf, at + 1));
            let area = Rect::from_min_size(corner, vec2(width, HEADER_ROW));
            links.push(Link { area, page: before + 1, place: pos2(0.0, 0.0), words });
        }
        links
    }

    fn run(&self, words: &str) -> Arc<TextRun> {
        self.shaper.run(words, Weight::Regular, size::SMALL)
    }
}

/// A card's chip, widened for a reference: centred below the card, or to the right where it would overlap
/// lines at its left or the card.
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
