//! Conversion of a chart and a [`SceneRequest`] to an [`IndexedScene`].

use super::card::CardWords;
use super::coloring::Coloring;
use super::content::CardFacts;
use super::description::Description;
use super::draw::Builder;
use super::emphasis::Emphases;
use super::languages::Languages;
use super::nodes::Nodes;
use super::relations::Relations;
use super::request::SceneRequest;
use super::stubs::Names;
use super::text::{Shaper, Weight};
use super::theme::size;
use super::upright::CardFace;
use super::visible::VisibleUnits;
use super::wanted::{LinesByUnit, WantedLines};
use super::{IndexedScene, Scene};
use crate::i18n::Messages;
use crate::layout::{CardFit, Direction, Layout, LayoutRequest, LayoutStyle, Wish};
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
}

impl<'a> Pages<'a> {
    /// A builder of pages for a request, without heading and legend.
    pub(super) fn new(chart: &'a Chart, request: &SceneRequest) -> Self {
        let request = SceneRequest { heading: false, legend: false, ..request.clone() };
        let looks = Looks::new(chart, &request);
        let lines = WantedLines::new(chart, &request.relations).by_unit(chart);
        let shaper = Shaper::new(request.fonts.clone());
        Self { chart, request, shaper, looks, lines }
    }

    /// The page that shows ordered branches with a number of levels below their tops.
    pub(super) fn page(&mut self, tops: &[UnitIndex], depth: u32) -> IndexedScene {
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
    let languages = Languages::new(chart, &request.language);
    let messages = Messages::of(&request.language);
    let marks = request.marks.as_deref();
    let words: Vec<CardWords<'_>> = shown
        .units
        .iter()
        .zip(&shown.parents)
        .map(|(&unit, parent)| {
            let place = (request.medium(), parent.is_none());
            let languages = (languages, messages);
            CardWords::new(chart, shaper, unit, languages, place, &looks.facts).marked(marks, unit)
        })
        .collect();
    let upright = shown.upright(chart, request.direction);
    let mut texts = faces(chart, shaper, &words, (&shown, &upright));
    let names = Names::new(chart, shaper, relations, languages);
    let cards = shown.nodes(&texts, request.direction);
    let nodes = relations.nodes.list(&cards, &relations.hidden, names.chip_sizes());
    let has_blocks = request.style == LayoutStyle::Stacked
        && request.direction == Direction::Down
        && shown.units.len() <= MAX_CARDS_IN_BLOCKS;
    let fits = if has_blocks {
        let fit = |(words, is_upright): (&CardWords<'_>, &bool)| {
            // Upright cards have a fixed size.
            if *is_upright { CardFit::default() } else { words.fit(shaper) }
        };
        relations.nodes.fits(words.iter().zip(&upright).map(fit))
    } else {
        Vec::new()
    };
    let shared_fits = if has_blocks && request.paper.is_some() {
        shared_fits(chart, request, (shaper, looks), (&shown, &upright), &relations.nodes, &fits)
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
        staff: relations.nodes.of(shown.units.iter().map(|&unit| is_staff(chart, unit))),
        fits,
        shared_fits,
        wishes: relations
            .nodes
            .wishes(shown.units.iter().map(|&unit| wish(chart, unit, request.direction))),
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
        looks,
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
    let colors = looks.coloring.legend(&builder.shown.units);
    let placed = (builder.layout, builder.nodes);
    IndexedScene::new(
        builder.scene,
        placed,
        builder.cards,
        lines,
        (stubs, request.card.clone(), colors),
        minus,
    )
}

/// The text of each card, which is upright on some.
fn faces(
    chart: &Chart,
    shaper: &Shaper,
    words: &[CardWords<'_>],
    (shown, upright): (&VisibleUnits, &[bool]),
) -> Vec<CardFace> {
    let face = |((words, &unit), &is_upright): ((&CardWords<'_>, &UnitIndex), &bool)| {
        if is_upright {
            CardFace::Upright(words.upright(shaper, chart.unit(unit).count))
        } else {
            CardFace::Level(words.set(shaper, None))
        }
    };
    words.iter().zip(&shown.units).zip(upright).map(face).collect()
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

/// Fits of the cards with room for the texts in all languages of the file; empty if there is only one.
fn shared_fits(
    chart: &Chart,
    request: &SceneRequest,
    (shaper, looks): (&Shaper, &Looks<'_>),
    (shown, upright): (&VisibleUnits, &[bool]),
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
            if upright[at] {
                continue;
            }
            let place = (request.medium(), parent.is_none());
            let languages = (languages, messages);
            let words = CardWords::new(chart, shaper, unit, languages, place, &looks.facts)
                .marked(marks, unit);
            shared[nodes.card(at)].make_room_for(&words.fit(shaper));
        }
    }
    if has_others { shared } else { Vec::new() }
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
