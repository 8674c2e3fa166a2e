//! Conversion of a chart and a [`SceneRequest`] to an [`IndexedScene`].

use super::card::CardWords;
use super::coloring::Coloring;
use super::content::CardFacts;
use super::description::Description;
use super::draw::Builder;
use super::emphasis::Emphases;
use super::languages::Languages;
use super::nodes::Nodes;
use super::relations::{Relations, number};
use super::request::SceneRequest;
use super::stubs::Names;
use super::text::{Shaper, Weight};
use super::theme::size;
use super::upright::CardFace;
use super::visible::VisibleUnits;
use super::wanted::{LinesByUnit, WantedLines};
use super::{IndexedScene, Scene};
use crate::i18n::Messages;
use crate::layout::{
    self, CardFit, Direction, Layout, LayoutNode, LayoutRequest, LayoutStyle, StateBefore, Wish,
};
use crate::model::{Arrangement, Chart, Position, UnitIndex};

/// Maximum number of cards whose widths the layout may choose.
const MAX_CARDS_IN_BLOCKS: usize = 20_000;
/// Maximum number of layouts of one chart after the first.
const MAX_LAYOUTS: usize = 8;

/// Properties of all units in a view, regardless of which are visible.
#[derive(Debug)]
pub(super) struct Looks<'a> {
    pub(super) coloring: Coloring,
    pub(super) emphases: Emphases,
    pub(super) facts: CardFacts<'a>,
}

impl<'a> Looks<'a> {
    fn new(chart: &'a Chart, request: &SceneRequest) -> Self {
        Self {
            coloring: Coloring::new(chart, request),
            emphases: Emphases::new(chart, request.filter.as_ref()),
            facts: CardFacts::new(chart, request),
        }
    }
}

/// Builds the scene of a chart.
#[must_use]
pub fn build(chart: &Chart, request: &SceneRequest) -> IndexedScene {
    let looks = Looks::new(chart, request);
    let shown = VisibleUnits::new(chart, request, &looks.emphases);
    let lines = WantedLines::new(chart, &request.relations);
    let relations = Relations::new(chart, lines.all(), &shown, &looks.emphases);
    let shaper = Shaper::new(request.fonts.clone());
    compose(chart, request, &shaper, &looks, shown, &relations)
}

/// Builder of scenes for the pages of one chart. Each page shows a branch down to some level, with only those relations
/// that end at a card of the page.
///
/// Everything that does not depend on the page is computed once, so that the cost of a page is proportional to its
/// contents.
/// it shows.
#[derive(Debug)]
pub(super) struct Pages<'a> {
    chart: &'a Chart,
    request: SceneRequest,
    shaper: Shaper,
    looks: Looks<'a>,
    lines: LinesByUnit,
    /// Aspect of the request.
    aspect: f32,
}

impl<'a> Pages<'a> {
    /// A builder of pages for a request, without heading and legend.
    pub(super) fn new(chart: &'a Chart, request: &SceneRequest) -> Self {
        let request = SceneRequest { heading: false, legend: false, ..request.clone() };
        let looks = Looks::new(chart, &request);
        let lines = WantedLines::new(chart, &request.relations).by_unit(chart);
        let shaper = Shaper::new(request.fonts.clone());
        let aspect = request.aspect;
        Self { chart, request, shaper, looks, lines, aspect }
    }

    /// The page that shows ordered branches with a number of levels below their tops.
    /// `aspect` takes the place of that of the request.
    pub(super) fn page(
        &mut self,
        tops: &[UnitIndex],
        depth: u32,
        aspect: Option<f32>,
    ) -> IndexedScene {
        self.request.aspect = aspect.unwrap_or(self.aspect);
        self.request.root = match tops {
            [top] => Some(*top),
            _ => None,
        };
        self.request.depth = Some(depth);
        let shown = VisibleUnits::below(tops, self.chart, &self.request, &self.looks.emphases);
        let lines = self.lines.at(&shown.units);
        let emphases = &self.looks.emphases;
        let relations = Relations::new(self.chart, lines.into_iter(), &shown, emphases);
        compose(self.chart, &self.request, &self.shaper, &self.looks, shown, &relations)
    }
}

fn compose(
    chart: &Chart,
    request: &SceneRequest,
    shaper: &Shaper,
    looks: &Looks<'_>,
    shown: VisibleUnits,
    relations: &Relations,
) -> IndexedScene {
    let subject = Subject { chart, request, shaper, looks };
    let mut texts = CardTexts::new(&subject, &shown);
    let languages = Languages::new(chart, &request.language);
    let names = Names::new(chart, shaper, relations, languages);
    let cards = shown.nodes(&texts.faces, request.direction);
    let nodes = relations.nodes.list(&cards, &relations.hidden, names.chip_sizes());
    let layout = LayoutRequest {
        around: relations.around(request),
        bodies: names.pill_sizes(),
        above: relations.above(),
        lines: relations.lines(),
        before: state_before(&subject, &shown, relations).map(Box::new),
        ..texts.layout(&subject, &shown, &relations.nodes, nodes)
    };
    let CardTexts { words, faces, .. } = &mut texts;
    let layout = fitted(layout, &relations.nodes, words, shaper, faces);
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
        looks,
        colors: looks.coloring.legend(&shown.units),
        shown,
        nodes,
        layout,
        scene,
        cards,
    };
    builder.connectors();
    let stubs = builder.stubs(relations, &names);
    let line_kinds = builder.relations(relations);
    let facts = texts.words.into_iter().map(CardWords::into_facts).collect();
    builder.cards(&texts.faces, facts);
    builder.frame(&line_kinds);
    let lines = builder.lines(relations);
    if request.descriptions {
        for group in &mut builder.scene.groups {
            group.description = Description::of(chart, languages, group.subject).map(Box::new);
        }
    }
    let minus = shaper.run("−", Weight::Regular, size::SMALL);
    let placed = (builder.layout, builder.nodes);
    IndexedScene::new(
        builder.scene,
        placed,
        builder.cards,
        lines,
        (stubs, request.card.clone(), builder.colors),
        minus,
    )
}

/// Chart with all that its scenes depend on.
struct Subject<'a> {
    chart: &'a Chart,
    request: &'a SceneRequest,
    shaper: &'a Shaper,
    looks: &'a Looks<'a>,
}

impl<'a> Subject<'a> {
    /// The texts of a unit in one of the languages.
    fn words(&self, (unit, parent): (UnitIndex, Option<u32>), language: &'a str) -> CardWords<'a> {
        let Self { chart, request, shaper, looks } = *self;
        let place = (request.medium(), parent.is_none());
        let languages = (Languages::new(chart, language), Messages::of(language));
        CardWords::new(chart, shaper, unit, languages, place, &looks.facts)
            .marked(request.marks.as_deref(), unit)
    }

    /// Whether the layout chooses the widths of a number of cards.
    fn has_blocks(&self, count: usize) -> bool {
        self.request.style == LayoutStyle::Stacked
            && self.request.direction == Direction::Down
            && count <= MAX_CARDS_IN_BLOCKS
    }
}

/// Texts of cards, and how they fit other widths.
struct CardTexts<'a> {
    words: Vec<CardWords<'a>>,
    faces: Vec<CardFace>,
    is_upright: Vec<bool>,
    /// Empty where the layout chooses no widths.
    fits: Vec<CardFit>,
}

impl<'a> CardTexts<'a> {
    fn new(subject: &Subject<'a>, shown: &VisibleUnits) -> Self {
        let Subject { chart, request, shaper, .. } = *subject;
        let words: Vec<CardWords<'_>> =
            shown.placed().map(|it| subject.words(it, &request.language)).collect();
        let is_upright = shown.upright(chart, request.direction);
        let face = |((words, &unit), &is_upright): ((&CardWords<'_>, &UnitIndex), &bool)| {
            if is_upright {
                CardFace::Upright(words.upright(shaper, chart.unit(unit).count))
            } else {
                CardFace::Level(words.set(shaper, None))
            }
        };
        let faces = words.iter().zip(&shown.units).zip(&is_upright).map(face).collect();
        let fit = |(words, is_upright): (&CardWords<'_>, &bool)| {
            // Upright cards have a fixed size.
            if *is_upright { CardFit::default() } else { words.fit(shaper) }
        };
        let has_blocks = subject.has_blocks(words.len());
        let with_fits = words.iter().zip(&is_upright).filter(|_| has_blocks);
        let fits = with_fits.map(fit).collect();
        Self { words, faces, is_upright, fits }
    }

    /// The request for a layout of the cards and the chips below them.
    fn layout(
        &self,
        subject: &Subject<'a>,
        shown: &VisibleUnits,
        nodes: &Nodes,
        list: Vec<LayoutNode>,
    ) -> LayoutRequest {
        let Subject { chart, request, .. } = *subject;
        let fits = |fits: Vec<CardFit>| {
            if fits.is_empty() { fits } else { nodes.fits(fits.into_iter()) }
        };
        let wishes = shown.units.iter().map(|&unit| wish(chart, unit, request.direction));
        LayoutRequest {
            style: request.style,
            direction: request.direction,
            aspect: request.sheet_aspect(),
            medium: request.medium(),
            paper_height: request.paper.map(|paper| paper.y),
            nodes: list,
            staff: nodes.of(shown.units.iter().map(|&unit| is_staff(chart, unit))),
            fits: fits(self.fits.clone()),
            shared_fits: fits(self.shared_fits(subject, shown)),
            wishes: nodes.wishes(wishes),
            ..LayoutRequest::default()
        }
    }

    /// Fits of the cards on paper with room for the texts in any language of the file; empty if there is
    /// only one.
    fn shared_fits(&self, subject: &Subject<'a>, shown: &VisibleUnits) -> Vec<CardFit> {
        let Subject { chart, request, shaper, .. } = *subject;
        let others = chart.languages().iter().filter(|&language| *language != request.language);
        let others: Vec<&String> = others.collect();
        if request.paper.is_none() || others.is_empty() {
            return Vec::new();
        }
        let mut shared = self.fits.clone();
        for (at, fit) in shared.iter_mut().enumerate().filter(|(at, _)| !self.is_upright[*at]) {
            for language in &others {
                let words = subject.words((shown.units[at], shown.parents[at]), language);
                fit.make_room_for(&words.fit(shaper));
            }
        }
        shared
    }
}

/// The state of a chart that its arrangement was chosen for, where branches were folded or unfolded since.
fn state_before(
    subject: &Subject<'_>,
    shown: &VisibleUnits,
    relations: &Relations,
) -> Option<StateBefore> {
    let Subject { chart, request, looks, .. } = *subject;
    let collapsed = request.arranged.clone().filter(|before| *before != request.collapsed)?;
    let request = &SceneRequest { collapsed, arranged: None, ..request.clone() };
    let before = VisibleUnits::new(chart, request, &looks.emphases);
    if !subject.has_blocks(before.units.len().max(shown.units.len())) {
        return None;
    }
    let subject = &Subject { request, ..*subject };
    let texts = CardTexts::new(subject, &before);
    let list = before.nodes(&texts.faces, request.direction);
    let nodes = Nodes::new(before.units.len(), &[]);
    let around = relations.around(request);
    let request = LayoutRequest { around, ..texts.layout(subject, &before, &nodes, list) };
    let cards = shown.units.iter().map(|&unit| number(before.own_card(unit)?));
    let arrangement = layout::Arrangement::of(&request)?;
    Some(StateBefore { arrangement, nodes: relations.nodes.of_cards(cards) })
}

fn is_staff(chart: &Chart, unit: UnitIndex) -> bool {
    chart.unit(unit).position == Position::Staff
}

/// Requested arrangement of the children of a unit.
fn wish(chart: &Chart, unit: UnitIndex, direction: Direction) -> Wish {
    match chart.unit(unit).layout {
        None => Wish::Any,
        Some(Arrangement::Upright) if direction == Direction::Down => Wish::Upright,
        Some(Arrangement::Row | Arrangement::Upright) => Wish::Row,
        Some(Arrangement::Columns) => Wish::Columns,
        Some(Arrangement::List) => Wish::List,
    }
}

/// Layout in which every text fits on its card. Heights are estimated before the widths are known; if an estimate was
/// too low, the layout is repeated.
fn fitted(
    mut request: LayoutRequest,
    nodes: &Nodes,
    words: &[CardWords<'_>],
    shaper: &Shaper,
    texts: &mut [CardFace],
) -> Layout {
    let mut repeats = 0..MAX_LAYOUTS;
    loop {
        let layout = Layout::new(&request);
        let mut has_room = true;
        for (at, (text, words)) in texts.iter_mut().zip(words).enumerate() {
            let node = nodes.card(at);
            let place = layout.card(node).size();
            if let CardFace::Level(text) = text
                && (place.x - text.size().x).abs() > 0.5
            {
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
