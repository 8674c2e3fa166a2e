//! Chart and view to display list: [`SceneRequest`] in, [`Stage`] out.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use emath::{Pos2, Rect, Vec2, pos2, vec2};

use super::card::{CardText, CardWords, stack_room, tag_room};
use super::description::Description;
use super::languages::Languages;
use super::legend::Legend;
use super::lines::{LineKind, RelationFilter};
use super::marks::{self, Marks};
use super::nodes::Nodes;
use super::relations::{Relations, route_items};
use super::stubs::{Names, Stub};
use super::text::{FontSet, Setting, Shaper, Spoken, TextRun, Weight, printable_line};
use super::theme::{Color, Theme, ThemeMode, size};
use super::visible::VisibleUnits;
use super::wanted::{LinesByUnit, WantedLines};
use super::words::word;
use super::{Card, Line, Role, Scene, SceneItem, Stage, Subject};
use crate::i18n::Messages;
use crate::layout::{
    CardFit, Direction, Layout, LayoutRequest, LayoutStyle, LineEnd, Medium, Wish,
};
use crate::model::{Arrangement, Chart, Text, UnitIndex, Word};

/// Margin around the scene, in points.
const MARGIN: f32 = 24.0;
/// Height that the legend usually takes, in points.
const LEGEND: f32 = 44.0;
/// Height that bodies above the root usually take, in points.
const BODIES: f32 = 56.0;
/// Minimum distance of the heading from what is beside it, in points.
const HEADING_GAP: f32 = 20.0;
/// Minimum width available to the heading, in points.
const MIN_HEADING: f32 = 560.0;
/// Maximum number of cards whose widths the layout chooses.
const MAX_CARDS_IN_BLOCKS: usize = 20_000;
/// Maximum number of layouts of one chart after the first.
const MAX_LAYOUTS: usize = 8;
/// Width of the tree's lines, in points.
const TREE_LINE: f32 = 1.5;

/// All inputs of a scene besides the chart. Equal requests give equal scenes.
#[derive(Clone, Debug, PartialEq)]
pub struct SceneRequest {
    /// The fonts for text.
    pub fonts: FontSet,
    /// Tag of the language to show; a text without it falls back to the file's first language, then to
    /// any.
    pub language: String,
    /// Light or dark.
    pub mode: ThemeMode,
    /// Arrangement of children.
    pub style: LayoutStyle,
    /// Direction from parents to children.
    pub direction: Direction,
    /// Ratio of width to height that columns are chosen for.
    pub aspect: f32,
    /// Width and height of the printable area, in points of the paper, of the sheet that the chart is
    /// arranged for; none for screens.
    pub paper: Option<Vec2>,
    /// The lines besides the tree to show.
    pub relations: RelationFilter,
    /// Top of the branch to show; the whole chart if `None`.
    pub root: Option<UnitIndex>,
    /// Number of levels to show below the top; all if `None`.
    pub depth: Option<u32>,
    /// Units whose children are hidden.
    pub collapsed: HashSet<UnitIndex>,
    /// Whether title, sources and date are above the chart.
    pub heading: bool,
    /// Whether a legend of kinds, lines and signs is below the chart.
    pub legend: bool,
    /// Marks of what changed since another edition.
    pub marks: Option<Arc<Marks>>,
    /// Whether groups are described with ids and names, as SVG and PDF carry them.
    pub descriptions: bool,
}

impl Default for SceneRequest {
    /// The whole chart, in the proportions of a landscape sheet.
    fn default() -> Self {
        Self {
            fonts: FontSet::default(),
            language: String::new(),
            mode: ThemeMode::default(),
            style: LayoutStyle::default(),
            direction: Direction::default(),
            aspect: std::f32::consts::SQRT_2,
            paper: None,
            relations: RelationFilter::default(),
            root: None,
            depth: None,
            collapsed: HashSet::new(),
            heading: false,
            legend: false,
            marks: None,
            descriptions: false,
        }
    }
}

impl SceneRequest {
    /// Medium that the chart is set for.
    pub(super) const fn medium(&self) -> Medium {
        if self.paper.is_some() { Medium::Paper } else { Medium::Screen }
    }

    /// Ratio of width to height of the sheet.
    fn sheet_aspect(&self) -> f32 {
        self.paper.map_or(self.aspect, |paper| paper.x / paper.y)
    }

    /// Margin around the scene, in points; paper has its own.
    const fn margin(&self) -> f32 {
        match self.medium() {
            Medium::Screen => MARGIN,
            Medium::Paper => 4.0,
        }
    }

    /// Space on the sheet besides the cards, in points: margins, legend and bodies. The heading is beside
    /// the root where there is room.
    fn around(&self, has_bodies: bool) -> Vec2 {
        let margin = 2.0 * self.margin();
        let legend = if self.legend { LEGEND } else { 0.0 };
        let bodies = if has_bodies { BODIES } else { 0.0 };
        vec2(margin, margin + legend + bodies)
    }

    fn theme(&self) -> Theme {
        let theme = Theme::of(self.mode);
        if self.paper.is_some() { theme.on_paper() } else { theme }
    }
}

/// Builds the scene of a chart.
#[must_use]
pub fn build(chart: &Chart, request: &SceneRequest) -> Stage {
    let shown = VisibleUnits::new(chart, request);
    let lines = WantedLines::new(chart, &request.relations);
    let relations = Relations::new(chart, lines.all(), &shown);
    let kind_colors = Theme::of(request.mode).kinds(chart.kinds());
    let shaper = Shaper::new(request.fonts.clone());
    compose(chart, request, &shaper, &kind_colors, shown, &relations)
}

/// Builder of scenes for the pages of one chart, each a branch down to some level, with only those
/// lines besides the tree that end at a card of the page.
///
/// What does not depend on the page is computed once: the cost of a page is in proportion to what
/// it shows.
#[derive(Debug)]
pub(super) struct Pages<'a> {
    chart: &'a Chart,
    request: SceneRequest,
    shaper: Shaper,
    kind_colors: Vec<Color>,
    lines: LinesByUnit,
}

impl<'a> Pages<'a> {
    /// A builder of pages for a request, without heading and legend.
    pub(super) fn new(chart: &'a Chart, request: &SceneRequest) -> Self {
        let request = SceneRequest { heading: false, legend: false, ..request.clone() };
        let kind_colors = Theme::of(request.mode).kinds(chart.kinds());
        let lines = WantedLines::new(chart, &request.relations).by_unit(chart);
        let shaper = Shaper::new(request.fonts.clone());
        Self { chart, request, shaper, kind_colors, lines }
    }

    /// Page that shows branches, which are in order, with a number of levels below their tops.
    pub(super) fn page(&mut self, tops: &[UnitIndex], depth: u32) -> Stage {
        self.request.root = match tops {
            [top] => Some(*top),
            _ => None,
        };
        self.request.depth = Some(depth);
        let shown = VisibleUnits::below(tops, self.chart, &self.request);
        let lines = self.lines.at(&shown.units);
        let relations = Relations::new(self.chart, lines.into_iter(), &shown);
        compose(self.chart, &self.request, &self.shaper, &self.kind_colors, shown, &relations)
    }
}

fn compose(
    chart: &Chart,
    request: &SceneRequest,
    shaper: &Shaper,
    kind_colors: &[Color],
    shown: VisibleUnits,
    relations: &Relations,
) -> Stage {
    let languages = Languages::new(chart, &request.language);
    let messages = Messages::of(&request.language);
    let marks = request.marks.as_deref();
    let words: Vec<CardWords<'_>> = shown
        .units
        .iter()
        .zip(&shown.parents)
        .map(|(&unit, parent)| {
            let place = (request.medium(), parent.is_none());
            CardWords::new(chart, shaper, unit, (languages, messages), place).marked(marks, unit)
        })
        .collect();
    let mut texts: Vec<CardText> = words.iter().map(|words| words.set(shaper, None)).collect();
    let names = Names::new(chart, shaper, relations, languages);
    let cards = shown.nodes(&texts, request.direction);
    let nodes = relations.nodes.list(&cards, &relations.hidden, names.chip_sizes());
    let has_blocks = request.style == LayoutStyle::Stacked
        && request.direction == Direction::Down
        && shown.units.len() <= MAX_CARDS_IN_BLOCKS;
    let fits = if has_blocks {
        relations.nodes.fits(words.iter().map(|words| words.fit(shaper)))
    } else {
        Vec::new()
    };
    let shared_fits = if has_blocks && request.paper.is_some() {
        shared_fits(chart, request, shaper, &shown, &relations.nodes, &fits)
    } else {
        Vec::new()
    };
    let layout = LayoutRequest {
        style: request.style,
        direction: request.direction,
        aspect: request.sheet_aspect(),
        medium: request.medium(),
        around: request.around(!relations.outside.is_empty()),
        paper_height: request.paper.map(|paper| paper.y),
        nodes,
        fits,
        shared_fits,
        wishes: relations.nodes.wishes(shown.units.iter().map(|&unit| wish(chart, unit))),
        bodies: names.pill_sizes(),
        above: relations.above(),
        lines: relations.lines(),
    };
    let layout = fitted(layout, &relations.nodes, &words, shaper, &mut texts);
    let theme = request.theme();
    let scene = Scene {
        fonts: request.fonts.clone(),
        bounds: layout.bounds(),
        ground: theme.ground,
        items: Vec::new(),
        groups: Vec::new(),
    };
    let cards = Vec::with_capacity(shown.units.len());
    let nodes = relations.nodes.clone();
    let mut builder = Builder {
        chart,
        request,
        shaper,
        languages,
        theme,
        kind_colors,
        shown,
        nodes,
        layout,
        scene,
        cards,
    };
    builder.connectors();
    let stubs = builder.stubs(relations, &names);
    let line_kinds = builder.relations(relations);
    builder.cards(&texts);
    builder.frame(&line_kinds);
    let lines = builder.lines(relations);
    if request.descriptions {
        for group in &mut builder.scene.groups {
            group.description = Description::of(chart, languages, group.subject).map(Box::new);
        }
    }
    let minus = shaper.run("−", Weight::Regular, size::SMALL);
    let placed = (builder.layout, builder.nodes);
    Stage::new(builder.scene, placed, builder.cards, lines, stubs, minus)
}

/// How a unit wants its children to be arranged.
fn wish(chart: &Chart, unit: UnitIndex) -> Wish {
    match chart.unit(unit).layout {
        None => Wish::Any,
        Some(Arrangement::Row | Arrangement::Upright) => Wish::Row,
        Some(Arrangement::Columns) => Wish::Columns,
        Some(Arrangement::List) => Wish::List,
    }
}

/// Fits of the cards with room for the texts in any language of the file; empty if there is only one.
fn shared_fits(
    chart: &Chart,
    request: &SceneRequest,
    shaper: &Shaper,
    shown: &VisibleUnits,
    nodes: &Nodes,
    own: &[CardFit],
) -> Vec<CardFit> {
    let marks = request.marks.as_deref();
    let mut shared = own.to_vec();
    let others = chart.languages().iter().filter(|&language| *language != request.language);
    let mut has_others = false;
    for language in others {
        has_others = true;
        let (languages, messages) = (Languages::new(chart, language), Messages::of(language));
        for (at, (&unit, parent)) in shown.units.iter().zip(&shown.parents).enumerate() {
            let place = (request.medium(), parent.is_none());
            let words = CardWords::new(chart, shaper, unit, (languages, messages), place)
                .marked(marks, unit);
            shared[nodes.card(at)].make_room_for(&words.fit(shaper));
        }
    }
    if has_others { shared } else { Vec::new() }
}

/// Layout in which every text has room on its card. Heights are estimated before the widths are
/// known; where an estimate was too low, the layout is made again.
fn fitted(
    mut request: LayoutRequest,
    nodes: &Nodes,
    words: &[CardWords<'_>],
    shaper: &Shaper,
    texts: &mut [CardText],
) -> Layout {
    let mut repeats = 0..MAX_LAYOUTS;
    loop {
        let layout = Layout::new(&request);
        let mut has_room = true;
        for (at, (text, words)) in texts.iter_mut().zip(words).enumerate() {
            let node = nodes.card(at);
            let place = layout.card(node).size();
            if (place.x - text.size().x).abs() > 0.5 {
                *text = words.set(shaper, Some(place.x));
            }
            let needed = text.size().y;
            if let Some(fit) = request.fits.get_mut(node).filter(|_| needed > place.y + 0.5) {
                has_room = false;
                // A narrower card is at least as high.
                for (_, height) in fit.steps.iter_mut().filter(|(width, _)| *width <= place.x) {
                    *height = height.max(needed);
                }
            }
        }
        // The texts are set for this layout in any case.
        if has_room || repeats.next().is_none() {
            return layout;
        }
    }
}

/// The rectangle of a unit's card within its place in the layout, which includes the stack.
fn card_rect(chart: &Chart, unit: UnitIndex, place: Rect, marks: Option<&Marks>) -> Rect {
    let room = stack_room(chart.unit(unit).count) + tag_room(marks);
    Rect::from_min_max(place.min, place.max - room)
}

pub(super) struct Builder<'a> {
    pub(super) chart: &'a Chart,
    pub(super) request: &'a SceneRequest,
    pub(super) shaper: &'a Shaper,
    pub(super) languages: Languages<'a>,
    pub(super) theme: Theme,
    kind_colors: &'a [Color],
    pub(super) shown: VisibleUnits,
    nodes: Nodes,
    layout: Layout,
    scene: Scene,
    pub(super) cards: Vec<Card>,
}

impl Builder<'_> {
    /// Connectors of the tree: for each unit its own line, for a first child also the line that its
    /// siblings share.
    fn connectors(&mut self) {
        let line = |role| {
            let (width, color) = (TREE_LINE, self.theme.line);
            move |points| SceneItem::Line { role, points, width, color, dash: None }
        };
        for (at, &unit) in self.shown.units.iter().enumerate() {
            let shared = self.layout.shared_line(self.nodes.card(at));
            let own = self.layout.own_line(self.nodes.card(at));
            let to_card = |points| self.to_card(self.nodes.card(at), points);
            let (shared, own) = (shared.into_iter().map(to_card), own.into_iter().map(to_card));
            let shared = shared.map(line(Role::Trunk));
            let own = own.map(line(Role::Connector));
            self.scene.add(Subject::Connector(unit), shared.chain(own).collect());
        }
    }

    /// Points that begin at the lower edge of the parent's place, moved up to its card.
    fn to_card(&self, node: usize, mut points: Vec<Pos2>) -> Vec<Pos2> {
        let room = tag_room(self.request.marks.as_deref()).y;
        let parent = self.layout.parent(node).filter(|_| room > 0.0);
        if let Some(parent) = parent.filter(|_| self.request.direction == Direction::Down) {
            let edge = self.layout.card(parent).max.y;
            for point in points.iter_mut().filter(|point| (point.y - edge).abs() < 0.1) {
                point.y -= room;
            }
        }
        points
    }

    fn cards(&mut self, texts: &[CardText]) {
        for (at, &unit) in self.shown.units.iter().enumerate() {
            let it = self.chart.unit(unit);
            let marks = self.request.marks.as_deref();
            let rect = card_rect(self.chart, unit, self.layout.card(self.nodes.card(at)), marks);
            let band = self.kind_colors[it.kind.get()];
            let is_head = self.layout.is_head(self.nodes.card(at));
            let mut items = texts[at].items(it.count, rect, (band, is_head), &self.theme);
            let hidden = self.shown.hidden.get(&unit).copied();
            let chip = (!it.children.is_empty()).then(|| {
                let words = hidden.map_or_else(|| "−".to_owned(), |hidden| format!("+{hidden}"));
                let words = self.shaper.run(&words, Weight::Regular, size::SMALL);
                let chip = chip_rect(self.layout.outlet(self.nodes.card(at)), &words);
                if hidden.is_some() {
                    items.extend(chip_items(Role::Chip, chip, &words, &self.theme));
                }
                chip
            });
            if let Some(mark) = marks.and_then(|marks| marks.of(unit)) {
                marks::apply(mark, &mut items, rect, self.shaper, &self.theme);
            }
            self.scene.add(Subject::Unit(unit), items);
            let short_name = it.acronym.as_deref().unwrap_or(self.languages.words(&it.name));
            let short_name = printable_line(short_name);
            let is_head = is_head || self.shown.parents[at].is_none();
            self.cards.push(Card { unit, rect, band, chip, hidden, short_name, is_head });
        }
    }

    /// Full routes of the relations.
    fn lines(&self, relations: &Relations) -> Vec<Line> {
        let unit = |end: LineEnd| match end {
            LineEnd::Card(at) => {
                // A hidden unit has the card that hides it.
                Some(self.shown.units[self.nodes.card_of(at as usize)])
            }
            LineEnd::Body(_) => None,
        };
        let lines = relations.shown.iter().enumerate();
        let lines = lines.map(|(at, &(relation, kind, line))| Line {
            relation,
            kind,
            ends: [unit(line.from), unit(line.to)],
            points: self.layout.route(at).points,
        });
        lines.filter(|line| !line.points.is_empty()).collect()
    }

    /// Chips under cards and pills at the chart's edge.
    fn stubs(&mut self, relations: &Relations, names: &Names) -> Vec<Stub> {
        let placed = names.place(relations, &self.shown.units, &self.layout, &self.theme);
        let mut stubs = Vec::new();
        for (subject, items, it) in placed {
            self.scene.add(subject, items);
            stubs.push(it);
        }
        stubs
    }

    /// Adds lines besides the tree. Returns the kinds that are drawn.
    fn relations(&mut self, relations: &Relations) -> BTreeSet<LineKind> {
        let mut kinds = BTreeSet::new();
        for (at, &(index, kind, _)) in relations.shown.iter().enumerate() {
            let items = route_items(kind, &self.layout.route(at), &self.theme);
            if !items.is_empty() {
                kinds.insert(kind);
            }
            self.scene.add(Subject::Relation(index), items);
        }
        kinds
    }

    /// Adds margins, heading and legend.
    fn frame(&mut self, lines: &BTreeSet<LineKind>) {
        let around = self.scene.groups.iter().map(|group| group.bounds);
        let around = around.fold(self.scene.bounds, Rect::union);
        self.scene.bounds = around.expand(self.request.margin());
        if self.request.style == LayoutStyle::Ranks {
            let items = self.level_names(around);
            self.add_outside(Subject::Levels, items);
        }
        let around = self.scene.bounds.shrink(self.request.margin());
        if self.request.heading {
            let items = self.heading(around);
            self.add_outside(Subject::Heading, items);
        }
        if self.request.legend {
            let legend = Legend {
                chart: self.chart,
                shaper: self.shaper,
                units: &self.shown.units,
                lines,
                hides_units: !self.shown.hidden.is_empty(),
                messages: self.messages(),
                languages: self.languages,
                marks: self.request.marks.as_deref(),
                theme: &self.theme,
                medium: self.request.medium(),
            };
            let items = legend.items(&self.scene, around);
            self.add_outside(Subject::Legend, items);
        }
    }

    fn messages(&self) -> &'static Messages {
        Messages::of(&self.request.language)
    }

    fn add_outside(&mut self, subject: Subject, items: Vec<SceneItem>) {
        let margin = self.request.margin();
        let around = items.iter().map(|item| item.bounds().expand(margin));
        self.scene.bounds = around.fold(self.scene.bounds, Rect::union);
        self.scene.add(subject, items);
    }

    fn heading(&self, around: Rect) -> Vec<SceneItem> {
        let (title, whole) = self.chart.titles(self.request.root);
        let title = self.languages.spoken(title);
        let facts = self.heading_line(whole);
        let facts = Spoken { words: &facts, language: title.language };
        let width = around.width().max(MIN_HEADING);
        let setting = |weight, size| Setting {
            weight,
            size,
            min_width: 0.0,
            preferred_width: width,
            max_width: width,
        };
        let title = (title, setting(Weight::Medium, size::TITLE), self.theme.text);
        let facts = (facts, setting(Weight::Regular, size::BODY), self.theme.muted);
        let rows: Vec<_> = [title, facts]
            .into_iter()
            .flat_map(|(words, setting, color)| {
                let lines = setting.lines(self.shaper, words).lines;
                lines.into_iter().map(move |line| (line, color))
            })
            .collect();
        let height: f32 = rows.iter().map(|(line, _)| line.size() * 1.5).sum();
        let breadth = rows.iter().map(|(line, _)| line.width()).fold(0.0, f32::max);
        let beside = Rect::from_min_size(around.min, vec2(breadth, height));
        let area = beside.expand(HEADING_GAP);
        let is_free = self.scene.items.iter().all(|item| !meets(item, area));
        let mut place =
            if is_free { beside.min } else { pos2(around.min.x, around.min.y - 24.0 - height) };
        let mut items = Vec::new();
        for (line, color) in rows {
            let row = line.size() * 1.5;
            items.push(SceneItem::in_row(Role::Heading, &line, place, row, color));
            place.y += row;
        }
        items
    }

    /// The superior unit of a branch, the symbols of the sources, and the effective date.
    fn heading_line(&self, whole: Option<&Text>) -> String {
        let whole = whole.map(|whole| self.languages.words(whole).to_owned());
        let symbols = self.chart.sources().iter().filter_map(|source| source.symbol.clone());
        let marks = self.request.marks.as_deref();
        let day = self.chart.effective().filter(|_| marks.is_none());
        let choices: Vec<&str> = self.languages.choices().collect();
        let words = word(self.chart, self.messages(), &choices, Word::Effective);
        let day = day.map(|day| words.replace("{0}", day));
        let period = marks.map(|marks| marks.period.clone());
        whole.into_iter().chain(symbols).chain(day).chain(period).collect::<Vec<_>>().join("·")
    }
}

/// Whether an item is in an area.
fn meets(item: &SceneItem, area: Rect) -> bool {
    match item {
        SceneItem::Line { points, .. } => {
            points.windows(2).any(|ends| Rect::from_two_pos(ends[0], ends[1]).intersects(area))
        }
        SceneItem::Box { .. }
        | SceneItem::Strip { .. }
        | SceneItem::Polygon { .. }
        | SceneItem::Slanted { .. }
        | SceneItem::Text { .. } => item.bounds().intersects(area),
    }
}

/// The place of a card's chip: on the edge that its children's connectors leave from.
fn chip_rect(outlet: Pos2, words: &TextRun) -> Rect {
    Rect::from_center_size(outlet, vec2(chip_width(words).max(20.0), 18.0))
}

/// The width of a chip with some text.
pub(crate) fn chip_width(words: &TextRun) -> f32 {
    words.width().ceil() + 14.0
}

/// A chip with the number of hidden units, the sign for hiding them, or a reference to a page.
pub(crate) fn chip_items(
    role: Role,
    chip: Rect,
    words: &Arc<TextRun>,
    theme: &Theme,
) -> [SceneItem; 2] {
    let place = pos2(chip.center().x - words.width() / 2.0, chip.min.y);
    let (fill, border) = (theme.card, Some((1.0, theme.line)));
    [
        SceneItem::Box { role, rect: chip, radius: chip.height() / 2.0, fill, border },
        SceneItem::in_row(role, words, place, chip.height(), theme.muted),
    ]
}
