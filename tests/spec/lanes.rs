//! Lines other than those of the tree, on random trees with random lines: they cross no unrelated card, and each can be
//! distinguished from the others.

use std::collections::HashSet;

use crate::cases::cases;
use crate::trees::{any_flags, any_forest, any_tree, staff};
use crate::volume::quick_or_thorough;
use emath::{Pos2, Rangef, Rect, Vec2, vec2};
use organogram::layout::{
    Direction, Layout, LayoutLine, LayoutNode, LayoutRequest, LayoutStyle, LineEnd,
};
use organogram::model::{Chart, Party, SAMPLE, UnitIndex};
use organogram::scene::{
    Destination, IndexedScene, RelationFilter, SceneItem, SceneRequest, Stub, Subject, build,
};
use organogram::source::SourceText;
use proptest::prelude::*;

const STYLES: [LayoutStyle; 4] =
    [LayoutStyle::Tidy, LayoutStyle::Stacked, LayoutStyle::Indented, LayoutStyle::Ranks];
const DIRECTIONS: [Direction; 2] = [Direction::Down, Direction::Right];

/// Strokes closer to each other than this, in points, coincide.
const APART: f32 = 1.0;
/// Width of the narrowest card: two lines may coincide for this distance.
const CARD: f32 = 40.0;

/// Whether a property holds, or how it fails.
type Held = Result<(), TestCaseError>;

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn lines_avoid_other_cards(organization in any_organization()) {
        each_layout(&organization, |layout, request| {
            for (at, line) in request.lines.iter().enumerate() {
                let points = layout.route(at).points;
                prop_assert_eq!(points.is_empty(), has_no_route(line));
                let (Some(&first), Some(&last)) = (points.first(), points.last()) else { continue };
                prop_assert!(touches(place(layout, line.from), first), "{line:?} starts at its end");
                prop_assert!(touches(place(layout, line.to), last), "{line:?} ends at its end");
                for stroke in points.windows(2) {
                    let (from, to) = (stroke[0], stroke[1]);
                    let level = (from.x - to.x).abs().min((from.y - to.y).abs()) < 0.01;
                    prop_assert!(level, "slanting: {points:?}");
                    let stroke = Rect::from_two_pos(from, to);
                    for (end, place) in all_places(layout, request) {
                        let own = end == line.from || end == line.to;
                        prop_assert!(
                            own || !place.shrink(0.5).intersects(stroke),
                            "{}: {line:?} meets {end:?} at {place}: {points:?}", named(request)
                        );
                    }
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn lines_share_lanes_only_in_bundles(
        organization in any_organization()
    ) {
        each_layout(&organization, |layout, request| {
            let routes: Vec<Vec<Pos2>> =
                (0..request.lines.len()).map(|line| layout.route(line).points).collect();
            for (a, route_a) in routes.iter().enumerate() {
                for (b, route_b) in routes.iter().enumerate().skip(a + 1) {
                    let shared = longest_shared(route_a, route_b);
                    prop_assert!(
                        shared <= CARD || run_together(request, a, b, route_a, route_b),
                        "{}: {:?} and {:?} share {shared}: {route_a:?} {route_b:?}",
                        named(request), request.lines[a], request.lines[b]
                    );
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn own_parts_cover_all_routes(organization in any_organization()) {
        each_layout(&organization, |layout, request| {
            let own: Vec<Vec<Pos2>> =
                (0..request.lines.len()).map(|line| layout.route(line).own).collect();
            for (at, line) in request.lines.iter().enumerate() {
                let route = layout.route(at);
                if let Some(joint) = route.joint {
                    let ends = [route.own.first(), route.own.last()];
                    prop_assert!(ends.contains(&Some(&joint)), "a line joins another at its end");
                }
                for stroke in route.points.windows(2) {
                    let middle = stroke[0].lerp(stroke[1], 0.37);
                    let is_drawn = own.iter().flat_map(|own| own.windows(2)).any(|own| {
                        Rect::from_two_pos(own[0], own[1]).expand(0.1).contains(middle)
                    });
                    prop_assert!(is_drawn, "{}: {line:?} lacks {stroke:?}", named(request));
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn cards_do_not_touch_with_lines(organization in any_organization()) {
        each_layout(&organization, |layout, request| {
            let places = all_places(layout, request);
            for (at, (a, place_a)) in places.iter().enumerate() {
                for (b, place_b) in &places[at + 1..] {
                    prop_assert!(
                        !place_a.expand(0.25).intersects(place_b.expand(0.25)),
                        "{}: {a:?} and {b:?}", named(request)
                    );
                }
            }
            prop_assert_eq!(layout.bounds().min, Pos2::ZERO);
            Ok(())
        })?;
    }

    #[test]
    fn connectors_avoid_other_cards_with_lines(
        organization in any_organization()
    ) {
        each_layout(&organization, |layout, request| {
            for (node, parent) in request.nodes.iter().map(|node| node.parent).enumerate() {
                let (Some(points), Some(parent)) = (layout.connector(node), parent) else { continue };
                let ends = [card_end(node), LineEnd::Card(parent)];
                for stroke in points.windows(2) {
                    let stroke = Rect::from_two_pos(stroke[0], stroke[1]);
                    for (end, place) in all_places(layout, request) {
                        prop_assert!(
                            ends.contains(&end) || !place.shrink(0.5).intersects(stroke),
                            "{}: the connector of {node} meets {end:?}", named(request)
                        );
                    }
                }
            }
            Ok(())
        })?;
    }
}

#[test]
fn lines_of_the_sample_avoid_cards_in_any_folding() {
    let (chart, _) = Chart::load(&SourceText::new("dpko.ron", SAMPLE));
    let folded = chart.unit_indices().filter(|&unit| !chart.unit(unit).children.is_empty());
    let folded = folded.map(|unit| HashSet::from([unit]));
    let folds = std::iter::once(HashSet::new()).chain(folded);
    for collapsed in folds.step_by(quick_or_thorough(4, 1)) {
        for (style, direction) in STYLES.iter().flat_map(|style| DIRECTIONS.map(|to| (*style, to)))
        {
            let relations = RelationFilter::all();
            let language = "en".to_owned();
            let collapsed = collapsed.clone();
            let mut request = SceneRequest::default();
            request.language = language;
            request.style = style;
            request.direction = direction;
            request.relations = relations;
            request.collapsed = collapsed;
            lines_are_free(&chart, &build(&chart, &request), &format!("{style:?}, {direction:?}"));
        }
    }
}

fn lines_are_free(chart: &Chart, stage: &IndexedScene, what: &str) {
    let scene = &stage.scene;
    let cards: Vec<(UnitIndex, Rect)> = scene
        .groups
        .iter()
        .filter_map(|group| match (group.subject, &scene.items_of(group)[0]) {
            (Subject::Unit(unit), SceneItem::Box { rect, .. }) => Some((unit, *rect)),
            _ => None,
        })
        .chain(stage.stubs.iter().filter_map(|it| match it.destination {
            Destination::Unit(unit) | Destination::Below(unit) => Some((unit, it.rect)),
            Destination::Body(_) => None,
        }))
        .collect();
    let mut seen = 0;
    for group in &scene.groups {
        let Subject::Relation(index) = group.subject else { continue };
        let line = &chart.relations()[index as usize];
        let ends = [line.from, line.to].map(Party::unit);
        // The card of a folded superior represents everything below it.
        let is_end = |unit: UnitIndex| {
            ends.into_iter()
                .flatten()
                .any(|end| end == unit || chart.ancestors(end).contains(&unit))
        };
        for item in scene.items_of(group) {
            let SceneItem::Line { points, .. } = item else { continue };
            seen += 1;
            for stroke in points.windows(2).map(|ends| Rect::from_two_pos(ends[0], ends[1])) {
                let met = cards
                    .iter()
                    .find(|(unit, card)| !is_end(*unit) && card.shrink(0.5).intersects(stroke));
                assert!(met.is_none(), "{what}: line {index} meets {met:?}");
            }
        }
    }
    assert!(seen > 20, "{what}: only {seen} lines are drawn");
}

/// Cards, bodies and lines.
#[derive(Clone, Debug)]
struct Organization {
    nodes: Vec<LayoutNode>,
    staff: Vec<u32>,
    bodies: Vec<Vec2>,
    lines: Vec<LayoutLine>,
}

fn any_organization() -> impl Strategy<Value = Organization> {
    prop_oneof![any_of_size(1..10, 1..8), any_of_size(1..60, 1..50)]
}

fn any_of_size(
    cards: std::ops::Range<usize>,
    lines: std::ops::Range<usize>,
) -> impl Strategy<Value = Organization> {
    let bodies = prop::collection::vec((80.0..300.0_f32).prop_map(|width| vec2(width, 32.0)), 0..9);
    let end = any::<prop::sample::Index>;
    let line = (end(), end(), 0..3_u32);
    let lines = prop::collection::vec(line, lines);
    let nodes = prop_oneof![3 => any_tree(cards.clone()), 1 => any_forest(cards)];
    (nodes, any_flags(), bodies, lines).prop_map(|(nodes, flags, bodies, lines)| {
        let staff = staff(&nodes, &flags);
        let ends: Vec<LineEnd> = (0..nodes.len()).map(card_end).chain(body_ends(&bodies)).collect();
        let lines = lines
            .into_iter()
            .map(|(from, to, kind)| LayoutLine {
                from: ends[from.index(ends.len())],
                to: ends[to.index(ends.len())],
                kind,
            })
            .collect();
        Organization { nodes, staff, bodies, lines }
    })
}

fn card_end(node: usize) -> LineEnd {
    LineEnd::Card(u32::try_from(node).expect("few cards"))
}

fn body_ends(bodies: &[Vec2]) -> impl Iterator<Item = LineEnd> {
    (0..u32::try_from(bodies.len()).expect("few bodies")).map(LineEnd::Body)
}

/// Calls `look` with the layout of an organization in every style and direction.
fn each_layout(
    organization: &Organization,
    look: impl Fn(&Layout, &LayoutRequest) -> Held,
) -> Held {
    for style in STYLES {
        for direction in DIRECTIONS {
            let Organization { nodes, staff, bodies, lines } = organization.clone();
            let request = LayoutRequest {
                style,
                direction,
                aspect: 1.0,
                nodes,
                staff,
                fits: Vec::new(),
                bodies,
                lines,
                ..LayoutRequest::default()
            };
            look(&Layout::new(&request), &request)?;
        }
    }
    Ok(())
}

fn named(request: &LayoutRequest) -> String {
    format!("{:?}, {:?}", request.style, request.direction)
}

/// Returns whether a line goes from a card to itself, or from body to body.
fn has_no_route(line: &LayoutLine) -> bool {
    let is_body = |end| matches!(end, LineEnd::Body(_));
    line.from == line.to || (is_body(line.from) && is_body(line.to))
}

fn place(layout: &Layout, end: LineEnd) -> Rect {
    match end {
        LineEnd::Card(node) => layout.card(node as usize),
        LineEnd::Body(body) => layout.body(body as usize),
    }
}

fn all_places(layout: &Layout, request: &LayoutRequest) -> Vec<(LineEnd, Rect)> {
    let cards = (0..request.nodes.len()).map(card_end);
    cards.chain(body_ends(&request.bodies)).map(|end| (end, place(layout, end))).collect()
}

/// Returns whether a point is on the edge of a rectangle.
fn touches(place: Rect, point: Pos2) -> bool {
    place.expand(0.1).contains(point) && !place.shrink(0.1).contains(point)
}

/// Returns the length of the longest common stretch of two lines within one stroke of each.
fn longest_shared(a: &[Pos2], b: &[Pos2]) -> f32 {
    let overlap = |a: Rangef, b: Rangef| a.max.min(b.max) - a.min.max(b.min);
    let mut longest = 0.0_f32;
    for a in a.windows(2).map(|stroke| Rect::from_two_pos(stroke[0], stroke[1])) {
        for b in b.windows(2).map(|stroke| Rect::from_two_pos(stroke[0], stroke[1])) {
            let shared = match (a.height() < 0.01, b.height() < 0.01) {
                (true, true) if (a.min.y - b.min.y).abs() < APART => {
                    overlap(a.x_range(), b.x_range())
                }
                (false, false) if (a.min.x - b.min.x).abs() < APART => {
                    overlap(a.y_range(), b.y_range())
                }
                _ => 0.0,
            };
            longest = longest.max(shared);
        }
    }
    longest
}

/// Returns whether two lines have the same kind and a common end, and stay together from where they meet to that end.
fn run_together(
    request: &LayoutRequest,
    a: usize,
    b: usize,
    route_a: &[Pos2],
    route_b: &[Pos2],
) -> bool {
    let (line_a, line_b) = (request.lines[a], request.lines[b]);
    let forth = |points: &[Pos2]| points.to_vec();
    let back = |points: &[Pos2]| points.iter().rev().copied().collect::<Vec<_>>();
    let is_one = |a: &[Pos2], b: &[Pos2]| {
        // Back from the common end: the same corners, up to one common stroke.
        let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let (rest_a, rest_b) = (&a[same.saturating_sub(1)..], &b[same.saturating_sub(1)..]);
        let beyond = |rest: &[Pos2]| rest.get(1..).unwrap_or_default().to_vec();
        same > 0
            && longest_shared(&beyond(rest_a), &beyond(rest_b)) <= CARD
            && longest_shared(&beyond(rest_a), rest_b) <= CARD
            && longest_shared(rest_a, &beyond(rest_b)) <= CARD
    };
    line_a.kind == line_b.kind
        && ((line_a.to == line_b.to && is_one(&back(route_a), &back(route_b)))
            || (line_a.from == line_b.from && is_one(&forth(route_a), &forth(route_b))))
}

/// Returns the cards at the ends of lines in the sample with one unit folded or isolated: names and positions.
fn elsewhere(change: impl Fn(&Chart, &mut SceneRequest)) -> (Chart, IndexedScene) {
    let (chart, _) = Chart::load(&SourceText::new("dpko.ron", SAMPLE));
    let mut request = SceneRequest::default();
    request.language = "en".into();
    change(&chart, &mut request);
    let stage = build(&chart, &request);
    (chart, stage)
}

#[test]
fn names_hidden_ends_under_the_visible_card() {
    let unit = |chart: &Chart, id: &str| chart.find(id).expect("the sample has the unit");
    let (chart, stage) = elsewhere(|chart, request| {
        request.collapsed = HashSet::from([unit(chart, "oo")]);
        request.relations = RelationFilter::all();
    });
    let oo = stage.card(unit(&chart, "oo")).expect("its card is shown").rect;
    assert!(!stage.stubs.is_empty(), "lines end below it");
    let is_hidden = |end: &&Stub| !matches!(end.destination, Destination::Body(_));
    for end in stage.stubs.iter().filter(is_hidden) {
        assert!(end.rect.min.y > oo.max.y, "{} hangs under the card", end.name);
        assert!(!end.lines.is_empty(), "{} is the end of a line", end.name);
        for line in stage.lines.iter().filter(|line| end.lines.contains(&line.relation)) {
            let ends = [line.points[0], line.points[line.points.len() - 1]];
            assert!(
                ends.iter().any(|&point| end.rect.expand(1.0).contains(point)),
                "{}: its line ends elsewhere",
                end.name
            );
        }
    }
}

#[test]
fn lines_out_of_a_branch_end_in_a_chip() {
    let (chart, stage) = elsewhere(|chart, request| {
        request.root = chart.find("orolsi");
        request.relations = RelationFilter::all();
    });
    assert!(!stage.stubs.is_empty(), "lines lead out of it");
    for pill in &stage.stubs {
        let unit = match pill.destination {
            Destination::Unit(unit) => unit,
            Destination::Body(body) => {
                assert_eq!(pill.name, chart.body(body).name.get(["en"]));
                continue;
            }
            Destination::Below(_) => panic!("{pill:?}"),
        };
        assert!(stage.card(unit).is_none(), "{} is not in the branch", pill.name);
        let name = chart.unit(unit).name.get(["en"]);
        assert!(pill.name == name || pill.name.starts_with(&format!("{name} · ")), "{}", pill.name);
    }
}
