//! Block layouts: heads above all their columns, with the same column width throughout the chart.

use std::collections::{BTreeSet, HashSet};

use emath::{Rect, Vec2, vec2};
use organogram::layout::{
    Arrangement, CardFit, Direction, Layout, LayoutNode, LayoutRequest, LayoutStyle, StateBefore,
    Wish,
};
use organogram::model::{Chart, SAMPLE};
use organogram::scene::{RelationFilter, SceneRequest, build};
use organogram::source::SourceText;
use proptest::prelude::*;

use crate::cases::cases;
use crate::organization;
use crate::trees::any_tree;

/// Distance from the left edge of a card to that of its children in a column, in points.
const INDENT: f32 = 16.0;

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn no_two_cards_touch_and_siblings_keep_their_order(nodes in any_chart(), aspect in 0.4..3.0_f32) {
        let layout = blocks(&nodes, aspect);
        let cards = cards(&layout);
        for (at, card) in cards.iter().enumerate() {
            for (other, next) in cards.iter().enumerate().skip(at + 1) {
                prop_assert!(!card.expand(3.0).intersects(next.expand(3.0)), "{at} and {other}");
            }
        }
        for at in 1..cards.len() {
            let siblings = (at + 1..cards.len()).find(|&it| layout.parent(it) == layout.parent(at));
            if let Some(next) = siblings {
                let (card, next) = (cards[at], cards[next]);
                prop_assert!(next.min.y > card.max.y || next.min.x > card.max.x, "{at}");
            }
            if let Some(parent) = layout.parent(at) {
                prop_assert!(cards[at].min.y > cards[parent].max.y, "{at} stands below its parent");
            }
        }
    }

    #[test]
    fn cards_are_as_wide_as_modules_less_their_indent(nodes in any_chart()) {
        let layout = blocks(&nodes, 1.6);
        let rests: Vec<f32> = (0..layout.len())
            .filter(|&node| !is_on_spine(&layout, node))
            .map(|node| layout.card(node).width().rem_euclid(4.0))
            .collect();
        prop_assert!(rests.iter().all(|rest| *rest < 0.01 || *rest > 3.99), "{rests:?}");
        // A column ends where its cards end, whatever their level.
        for at in 1..layout.len() {
            let Some(parent) = layout.parent(at) else { continue };
            let (above, card) = (layout.card(parent), layout.card(at));
            let only = (1..layout.len()).filter(|&it| layout.parent(it) == Some(parent)).count() == 1;
            if only && !is_on_spine(&layout, parent) {
                prop_assert!((above.max.x - card.max.x).abs() < 0.01, "{at} under {parent}");
                prop_assert!((card.min.x - above.min.x - INDENT).abs() < 0.01, "{at} under {parent}");
            }
        }
    }

    #[test]
    fn heads_span_what_stands_below_them(nodes in any_chart()) {
        let layout = blocks(&nodes, 1.6);
        for head in (0..layout.len()).filter(|&node| !is_on_spine(&layout, node)) {
            let branch = (head..layout.len()).filter(|&at| is_below(&layout, at, head));
            let around = branch.map(|at| layout.card(at)).reduce(Rect::union);
            let (card, around) = (layout.card(head), around.expect("there is the head"));
            prop_assert!((card.max.x - around.max.x).abs() < 0.01 && card.min.x <= around.min.x, "{head}");
        }
    }

    #[test]
    fn cards_far_from_a_branch_stay_where_they_are_as_it_folds(
        nodes in any_chart(),
        folded in any::<prop::sample::Index>(),
        aspect in 0.5..2.5_f32
    ) {
        let folded = folded.index(nodes.len());
        let whole = blocks(&nodes, aspect);
        let is_left = |&at: &usize| at == folded || !is_below(&whole, at, folded);
        let left: Vec<usize> = (0..nodes.len()).filter(is_left).collect();
        let state = folded_state(&nodes, &left, aspect);
        let sheet = |layout: &Layout| {
            let size = layout.bounds().size();
            size.y.max(size.x / aspect)
        };
        // Of little that is left a small picture is made.
        if sheet(&state) * 2.0 <= sheet(&whole) {
            return Ok(());
        }
        // What is below the block of the folded branch moves up, together with the whole block that it belongs to.
        let block = |node| {
            let above = std::iter::successors(Some(node), |&at| whole.parent(at));
            let top = above.take_while(|&at| !is_on_spine(&whole, at)).last();
            whole.card(top.unwrap_or(0)).x_range()
        };
        let near = block(folded);
        for (at, &node) in left.iter().enumerate() {
            let (card, before) = (state.card(at), whole.card(node));
            if !block(node).intersects(near) {
                prop_assert!((card.min - before.min).length() < 0.01, "{node} as {folded} folds");
                prop_assert!((card.max - before.max).length() < 0.01, "{node} as {folded} folds");
            }
        }
    }

    #[test]
    fn cards_of_a_kept_arrangement_do_not_touch(
        nodes in any_chart(),
        folded in any::<prop::sample::Index>(),
    ) {
        let folded = folded.index(nodes.len());
        let whole = blocks(&nodes, 1.6);
        let is_left = |&at: &usize| at == folded || !is_below(&whole, at, folded);
        let left: Vec<usize> = (0..nodes.len()).filter(is_left).collect();
        // A branch that folds, and one that unfolds.
        let unfolded = unfolded_state(&nodes, &left, 1.6);
        for layout in [folded_state(&nodes, &left, 1.6), unfolded] {
            let cards = cards(&layout);
            for (at, card) in cards.iter().enumerate() {
                for next in &cards[at + 1..] {
                    prop_assert!(!card.expand(3.0).intersects(next.expand(3.0)), "{card} and {next}");
                }
            }
        }
    }

    #[test]
    fn connectors_are_free_and_end_at_their_cards(nodes in any_chart(), aspect in 0.4..3.0_f32) {
        let layout = blocks(&nodes, aspect);
        for node in 1..layout.len() {
            let parent = layout.parent(node).expect("there is one root");
            let line = layout.connector(node).expect("it has a parent");
            prop_assert_eq!(line[0], layout.outlet(parent).clamp(line[0], line[0]));
            prop_assert!(layout.card(parent).expand(1.0).contains(line[0]));
            prop_assert!(layout.card(node).expand(1.0).contains(line[line.len() - 1]));
            for stroke in line.windows(2).map(|ends| Rect::from_two_pos(ends[0], ends[1])) {
                prop_assert!(stroke.width() < 0.01 || stroke.height() < 0.01);
                for (at, card) in cards(&layout).iter().enumerate() {
                    let is_end = at == node || at == parent;
                    prop_assert!(is_end || !card.shrink(0.5).intersects(stroke), "{node} meets {at}");
                }
            }
        }
    }
}

#[test]
fn cards_of_locked_rows_start_level_and_are_equally_high() {
    // Three heads with three children each, one of which has long names.
    let mut nodes = vec![card(None, 20.0)];
    for head in 0..3_u32 {
        let parent = Some(head * 4 + 1);
        nodes.push(card(Some(0), 40.0));
        nodes.extend((0..3).map(|_| card(parent, if head == 1 { 60.0 } else { 50.0 })));
    }
    let layout = blocks(&nodes, 1.2);
    for row in 0..4 {
        let [a, b, c] = [1, 5, 9].map(|head| layout.card(head + row));
        assert_eq!([b.y_range(), c.y_range()], [a.y_range(); 2], "row {row}");
    }
}

#[test]
fn a_chain_stands_under_the_middle_of_its_root() {
    let nodes = [card(None, 20.0), card(Some(0), 30.0), card(Some(1), 30.0), card(Some(1), 30.0)];
    let layout = blocks(&nodes, 1.6);
    let middle = |node: usize| layout.card(node).center().x;
    assert!((middle(0) - middle(1)).abs() < 0.5);
    let line = layout.own_line(1).concat();
    assert_eq!(line.len(), 2, "one straight line");
    assert!((middle(1) - layout.bounds().center().x).abs() < 0.5);
}

#[test]
fn an_arrangement_for_a_broad_sheet_is_broader() {
    let mut nodes = vec![card(None, 20.0)];
    for head in 0..4_u32 {
        nodes.push(card(Some(0), 20.0));
        nodes.extend((0..9).map(|_| card(Some(head * 10 + 1), 30.0)));
    }
    let ratio = |aspect| blocks(&nodes, aspect).bounds().aspect_ratio();
    assert!(ratio(2.5) > 1.6 * ratio(1.0), "{} {}", ratio(2.5), ratio(1.0));
}

#[test]
fn a_card_arranges_its_children_as_it_wishes() {
    // A root with two heads of four children each.
    let mut nodes = vec![card(None, 20.0)];
    for head in 0..2_u32 {
        nodes.push(card(Some(0), 20.0));
        nodes.extend((0..4).map(|_| card(Some(head * 5 + 1), 20.0)));
    }
    let tops = |wish| {
        let mut wishes = vec![Wish::Any; nodes.len()];
        wishes[1] = wish;
        let layout = wished(&nodes, wishes);
        let lefts = |range: std::ops::Range<usize>| {
            let lefts: BTreeSet<String> =
                range.map(|at| format!("{:.0}", layout.card(at).min.x)).collect();
            lefts.len()
        };
        [lefts(2..6), lefts(7..11)]
    };
    assert_eq!(tops(Wish::Row)[0], 4, "four columns of one card");
    assert_eq!(tops(Wish::List)[0], 1);
    assert!((2..4).contains(&tops(Wish::Columns)[0]));
    assert_eq!(tops(Wish::Row)[1], 1, "the other head is as it was");
}

#[test]
fn the_offices_of_the_sample_stay_as_one_of_them_folds() {
    let chart = Chart::load(&SourceText::new("sample.ron", SAMPLE.to_owned())).0;
    let unit = |id: &str| chart.find(id).expect("the sample has it");
    let mut request = SceneRequest::default();
    request.relations = RelationFilter::none();
    request.arranged = Some(HashSet::new());
    let whole = build(&chart, &request);
    request.collapsed = HashSet::from([unit("oo")]);
    let folded = build(&chart, &request);
    assert!(folded.cards.len() < whole.cards.len());
    for id in ["ousg", "dpet", "oo", "oma", "orolsi", "police", "its"] {
        let [before, after] =
            [&whole, &folded].map(|stage| stage.card(unit(id)).expect("it is shown").rect);
        assert_eq!(before, after, "{id}");
    }
}

#[test]
fn large_charts_cover_a_third_of_their_sheet() {
    for (units, least) in [(100, 0.27), (1_000, 0.3)] {
        let mut text = Vec::new();
        organization::write_structure(&organization::organization(units, 7), &mut text)
            .expect("it is written");
        let text = String::from_utf8(text).expect("it is text");
        let chart = Chart::load(&SourceText::new("generated.ron", text)).0;
        let mut request = SceneRequest::default();
        request.relations = RelationFilter::none();
        let stage = build(&chart, &request);
        let rects = || stage.cards.iter().map(|card| card.rect);
        let around = rects().reduce(Rect::union).expect("there are cards");
        let cover = rects().map(|rect| rect.area()).sum::<f32>() / around.area();
        assert!(cover > least, "{units}: {cover}");
        let aspect = around.aspect_ratio();
        assert!((1.2..1.7).contains(&aspect), "{units}: {aspect}");
    }
}

/// A card with a text of so many letters, 8 points wide, in lines of 20 points.
fn fit(letters: f32) -> CardFit {
    let lines = |width: f32| (letters * 8.0 / (width - 20.0)).ceil();
    let mut steps: Vec<(f32, f32)> = Vec::new();
    for step in 19..160_u8 {
        let width = f32::from(step) * 4.0;
        let height = lines(width) * 20.0 + 20.0;
        if steps.last().is_none_or(|&(_, last)| height < last) {
            steps.push((width, height));
        }
    }
    CardFit { steps, unbroken: 76.0, ..CardFit::default() }
}

pub(crate) type Sized = (LayoutNode, CardFit);

fn card(parent: Option<u32>, letters: f32) -> Sized {
    (LayoutNode { parent, size: vec2(160.0, 60.0) }, fit(letters))
}

/// Generates trees with one root and few levels, like typical charts.
pub(crate) fn any_chart() -> impl Strategy<Value = Vec<Sized>> {
    let tree = prop_oneof![any_tree(1..12), any_tree(1..150)];
    tree.prop_map(|nodes| {
        let mut levels: Vec<u32> = Vec::new();
        let mut known: Vec<Sized> = Vec::new();
        for (at, node) in nodes.iter().enumerate() {
            let mut parent = node.parent.or_else(|| (at > 0).then_some(0));
            while let Some(above) = parent.filter(|&above| levels[above as usize] >= 9) {
                parent = known[above as usize].0.parent;
            }
            levels.push(parent.map_or(0, |parent| levels[parent as usize] + 1));
            known.push((LayoutNode { parent, size: node.size }, fit(node.size.x / 5.0)));
        }
        known
    })
}

fn wished(nodes: &[Sized], wishes: Vec<Wish>) -> Layout {
    let (nodes, fits) = nodes.iter().cloned().unzip();
    Layout::new(&LayoutRequest { aspect: 1.0, nodes, fits, wishes, ..LayoutRequest::default() })
}

fn blocks(nodes: &[Sized], aspect: f32) -> Layout {
    let (nodes, fits) = nodes.iter().cloned().unzip();
    Layout::new(&LayoutRequest {
        style: LayoutStyle::Stacked,
        direction: Direction::Down,
        aspect,
        nodes,
        fits,
        bodies: Vec::<Vec2>::new(),
        lines: Vec::new(),
        ..LayoutRequest::default()
    })
}

/// The cards that are left of a chart as a branch folds.
fn part(nodes: &[Sized], left: &[usize]) -> Vec<Sized> {
    let place =
        |node: u32| left.binary_search(&(node as usize)).ok().and_then(|at| u32::try_from(at).ok());
    let card = |&at: &usize| {
        let (node, fit) = &nodes[at];
        let parent = node.parent.and_then(place);
        (LayoutNode { parent, ..*node }, fit.clone())
    };
    left.iter().map(card).collect()
}

fn request(nodes: &[Sized], aspect: f32) -> LayoutRequest {
    let (nodes, fits) = nodes.iter().cloned().unzip();
    LayoutRequest { aspect, nodes, fits, ..LayoutRequest::default() }
}

/// Layout of some cards of a chart that was whole before.
fn folded_state(nodes: &[Sized], left: &[usize], aspect: f32) -> Layout {
    let counterparts = left.iter().map(|&at| u32::try_from(at).ok());
    let before = before(&request(nodes, aspect), counterparts);
    Layout::new(&LayoutRequest { before, ..request(&part(nodes, left), aspect) })
}

/// Layout of a chart of which only some cards were there before.
fn unfolded_state(nodes: &[Sized], left: &[usize], aspect: f32) -> Layout {
    let place = |at| left.binary_search(&at).ok().and_then(|at| u32::try_from(at).ok());
    let before = before(&request(&part(nodes, left), aspect), (0..nodes.len()).map(place));
    Layout::new(&LayoutRequest { before, ..request(nodes, aspect) })
}

fn before(
    request: &LayoutRequest,
    nodes: impl Iterator<Item = Option<u32>>,
) -> Option<Box<StateBefore>> {
    let arrangement = Arrangement::of(request)?;
    Some(Box::new(StateBefore { arrangement, nodes: nodes.collect() }))
}

fn cards(layout: &Layout) -> Vec<Rect> {
    (0..layout.len()).map(|node| layout.card(node)).collect()
}

/// Returns whether no ancestor of the card has another child, so that the card is centred.
fn is_on_spine(layout: &Layout, node: usize) -> bool {
    (0..=node).all(|at| at == 0 || layout.parent(at) == Some(at - 1))
        && (node + 1..layout.len()).all(|at| layout.parent(at).is_some_and(|parent| parent >= node))
}

fn is_below(layout: &Layout, node: usize, top: usize) -> bool {
    std::iter::successors(Some(node), |&at| layout.parent(at)).any(|at| at == top)
}
