//! Chart and view to display list: [`SceneRequest`] in, [`Stage`] out.

use std::collections::HashSet;

use emath::{Pos2, Rect, pos2, vec2};

use super::card::{CardText, line_item, stack_room};
use super::elsewhere::{Elsewhere, Names};
use super::legend::legend_items;
use super::lines::RelationFilter;
use super::nodes::Nodes;
use super::relations::{Relations, way_items};
use super::shown::Shown;
use super::text::{Weight, face};
use super::theme::{Mode, Theme, size};
use super::{Card, Line, Scene, SceneItem, Stage, Subject};
use crate::i18n::Messages;
use crate::layout::{Direction, Layout, LayoutRequest, LayoutStyle, LineEnd};
use crate::model::{Chart, Text, UnitIndex};

/// Around everything, in points.
const MARGIN: f32 = 24.0;
/// Width of the tree's lines, in points.
const TREE_LINE: f32 = 1.5;

/// Everything besides the chart that a scene depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct SceneRequest {
    /// The language to show; a text without it falls back to the file's first, then to any.
    pub language: String,
    /// Light or dark.
    pub mode: Mode,
    /// How children are arranged.
    pub style: LayoutStyle,
    /// Where the tree grows to.
    pub direction: Direction,
    /// Width to height that columns are chosen for.
    pub aspect: f32,
    /// Which lines besides the tree are shown.
    pub relations: RelationFilter,
    /// The one branch that is shown; all of the chart when there is none.
    pub root: Option<UnitIndex>,
    /// How many levels are shown below the top one; all when there is no such number.
    pub depth: Option<u32>,
    /// Units whose children are hidden.
    pub collapsed: HashSet<UnitIndex>,
    /// Whether title, source and date stand above the chart.
    pub heading: bool,
    /// Whether a legend of kinds, lines and signs stands under the chart.
    pub legend: bool,
}

impl Default for SceneRequest {
    /// All of a chart as it fits a sheet of paper on its side.
    fn default() -> Self {
        Self {
            language: String::new(),
            mode: Mode::default(),
            style: LayoutStyle::default(),
            direction: Direction::default(),
            aspect: std::f32::consts::SQRT_2,
            relations: RelationFilter::default(),
            root: None,
            depth: None,
            collapsed: HashSet::new(),
            heading: false,
            legend: false,
        }
    }
}

/// Builds what is drawn of a chart.
#[must_use]
pub fn build(chart: &Chart, request: &SceneRequest) -> Stage {
    let shown = Shown::new(chart, request);
    let languages: Vec<&str> = std::iter::once(request.language.as_str())
        .chain(chart.languages().first().map(String::as_str))
        .collect();
    let texts: Vec<CardText> =
        shown.units.iter().map(|&unit| CardText::new(chart, unit, &languages)).collect();
    let relations = Relations::new(chart, |line| request.relations.shows(chart, line), &shown);
    let names = Names::new(chart, &relations, &languages);
    let cards = shown.nodes(&texts, request.direction);
    let nodes = relations.nodes.list(&cards, &relations.hidden, names.chip_sizes());
    let layout = Layout::new(&LayoutRequest {
        style: request.style,
        direction: request.direction,
        aspect: request.aspect,
        nodes,
        bodies: names.pill_sizes(),
        lines: relations.lines(),
    });
    let theme = Theme::of(request.mode);
    let scene = Scene {
        bounds: layout.bounds(),
        ground: theme.ground,
        items: Vec::new(),
        groups: Vec::new(),
    };
    let cards = Vec::with_capacity(shown.units.len());
    let nodes = relations.nodes.clone();
    let mut builder =
        Builder { chart, request, languages, theme, shown, nodes, layout, scene, cards };
    builder.connectors();
    let elsewhere = builder.elsewhere(&relations, &names);
    builder.relations(&relations);
    builder.cards(&texts);
    builder.frame();
    let lines = builder.lines(&relations);
    Stage::new(builder.scene, (builder.layout, builder.nodes), builder.cards, lines, elsewhere)
}

/// A unit's card in the place that the layout gives it: all of it, less what a stack shows behind.
fn card_rect(chart: &Chart, unit: UnitIndex, place: Rect) -> Rect {
    Rect::from_min_max(place.min, place.max - stack_room(chart.unit(unit).count))
}

struct Builder<'a> {
    chart: &'a Chart,
    request: &'a SceneRequest,
    languages: Vec<&'a str>,
    theme: Theme,
    shown: Shown,
    nodes: Nodes,
    layout: Layout,
    scene: Scene,
    cards: Vec<Card>,
}

impl Builder<'_> {
    fn words(&self, text: &Text) -> String {
        text.get(self.languages.iter().copied()).to_owned()
    }

    /// The lines of the tree: with each unit what leads to it alone, with a first child also what
    /// its siblings share.
    fn connectors(&mut self) {
        let line = |points| {
            let (width, color) = (TREE_LINE, self.theme.line);
            SceneItem::Line { points, width, color, dash: None }
        };
        for (at, &unit) in self.shown.units.iter().enumerate() {
            let shared = self.layout.shared_line(self.nodes.card(at), TREE_LINE);
            let own = self.layout.own_line(self.nodes.card(at));
            self.scene
                .add(Subject::Connector(unit), shared.into_iter().chain(own).map(line).collect());
        }
    }

    fn cards(&mut self, texts: &[CardText]) {
        for (at, &unit) in self.shown.units.iter().enumerate() {
            let it = self.chart.unit(unit);
            let rect = card_rect(self.chart, unit, self.layout.card(self.nodes.card(at)));
            let mut items = texts[at].items(self.chart, unit, rect, &self.theme);
            let hidden = self.shown.hidden.get(&unit).copied();
            let chip = (!it.children.is_empty()).then(|| {
                let words = hidden.map_or_else(|| "−".to_owned(), |hidden| format!("+{hidden}"));
                let chip = chip_rect(self.layout.outlet(self.nodes.card(at)), &words);
                if hidden.is_some() {
                    items.extend(chip_items(chip, &words, &self.theme));
                }
                chip
            });
            self.scene.add(Subject::Unit(unit), items);
            let short_name = it.acronym.clone().unwrap_or_else(|| self.words(&it.name));
            let band = self.theme.kind(self.chart.kind(it.kind));
            self.cards.push(Card { unit, rect, band, chip, hidden, short_name });
        }
    }

    /// The lines besides the tree, each in full.
    fn lines(&self, relations: &Relations) -> Vec<Line> {
        let unit = |end: LineEnd| match end {
            LineEnd::Card(at) => {
                // The card of what is hidden is the one that hides it.
                Some(self.shown.units[self.nodes.card_of(at as usize)])
            }
            LineEnd::Body(_) => None,
        };
        let lines = relations.shown.iter().enumerate();
        let lines = lines.map(|(at, &(relation, _, line))| Line {
            relation,
            ends: [unit(line.from), unit(line.to)],
            points: self.layout.way(at).points,
        });
        lines.filter(|line| !line.points.is_empty()).collect()
    }

    /// Chips under cards and pills at the chart's edge.
    fn elsewhere(&mut self, relations: &Relations, names: &Names) -> Vec<Elsewhere> {
        let placed = names.place(relations, &self.shown.units, &self.layout, &self.theme);
        let mut elsewhere = Vec::new();
        for (subject, items, it) in placed {
            self.scene.add(subject, items);
            elsewhere.push(it);
        }
        elsewhere
    }

    fn relations(&mut self, relations: &Relations) {
        for (at, &(index, kind, _)) in relations.shown.iter().enumerate() {
            let items = way_items(kind, self.layout.way(at), &self.theme);
            self.scene.add(Subject::Relation(index), items);
        }
    }

    /// Margins, the heading above everything, and the legend under it.
    fn frame(&mut self) {
        let around = self.scene.groups.iter().map(|group| group.bounds);
        let around = around.fold(self.scene.bounds, Rect::union);
        self.scene.bounds = around.expand(MARGIN);
        if self.request.heading {
            let items = self.heading(around);
            self.add_outside(Subject::Heading, items);
        }
        if self.request.legend {
            let subjects = self.scene.groups.iter().map(|group| group.subject);
            let messages = Messages::of(&self.request.language);
            let (units, languages) = (&self.shown.units, &self.languages);
            let items =
                legend_items(self.chart, units, subjects, messages, languages, &self.theme, around);
            self.add_outside(Subject::Legend, items);
        }
    }

    fn add_outside(&mut self, subject: Subject, items: Vec<SceneItem>) {
        let around = items.iter().map(|item| item.bounds().expand(MARGIN));
        self.scene.bounds = around.fold(self.scene.bounds, Rect::union);
        self.scene.add(subject, items);
    }

    fn heading(&self, around: Rect) -> Vec<SceneItem> {
        let (title, whole) = self.chart.titles(self.request.root);
        let mut lines = vec![(self.words(title), size::TITLE, Weight::Medium, self.theme.text)];
        let line = self.heading_line(whole);
        lines.push((line, size::BODY, Weight::Regular, self.theme.muted));
        lines.retain(|(words, ..)| !words.is_empty());
        let height: f32 = lines.iter().map(|(_, size, ..)| size * 1.5).sum();
        let mut top = around.min.y - 24.0 - height;
        let mut items = Vec::new();
        for (words, size, weight, color) in lines {
            let place = pos2(around.min.x, top);
            items.push(line_item(&words, place, size * 1.5, size, weight, color));
            top += size * 1.5;
        }
        items
    }

    /// What a branch belongs to, symbols of the sources, and the day from which the structure holds.
    fn heading_line(&self, whole: Option<&Text>) -> String {
        let whole = whole.map(|whole| self.words(whole));
        let symbols = self.chart.sources().iter().filter_map(|source| source.symbol.as_deref());
        let facts = symbols.chain(self.chart.effective());
        whole.as_deref().into_iter().chain(facts).collect::<Vec<_>>().join("·")
    }
}

/// Where a card's chip is: on the edge that its children's connectors leave from.
fn chip_rect(outlet: Pos2, words: &str) -> Rect {
    let width = face(Weight::Regular).width(words, size::SMALL).ceil() + 14.0;
    Rect::from_center_size(outlet, vec2(width.max(20.0), 18.0))
}

/// A chip that says how many units are hidden, or that they can be.
#[must_use]
pub fn chip_items(chip: Rect, words: &str, theme: &Theme) -> Vec<SceneItem> {
    let width = face(Weight::Regular).width(words, size::SMALL);
    let place = pos2(chip.center().x - width / 2.0, chip.min.y);
    let (fill, border) = (theme.card, Some((1.0, theme.line)));
    vec![
        SceneItem::Box { rect: chip, radius: chip.height() / 2.0, fill, border },
        line_item(words, place, chip.height(), size::SMALL, Weight::Regular, theme.muted),
    ]
}
