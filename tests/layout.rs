//! Layouts of random trees: what holds whatever the sizes of the cards.

use emath::{Pos2, Rect, Vec2, pos2, vec2};
use organogram::layout::{Direction, Layout, LayoutNode, LayoutRequest, LayoutStyle};
use proptest::prelude::*;

const STYLES: [LayoutStyle; 3] = [LayoutStyle::Tidy, LayoutStyle::Stacked, LayoutStyle::Indented];
const DIRECTIONS: [Direction; 2] = [Direction::Down, Direction::Right];

/// Cards are at least this far from each other, in points.
const LEAST_GAP: f32 = 0.5;

proptest! {
    #[test]
    fn no_two_cards_touch(nodes in any_nodes()) {
        each_layout(&nodes, |layout, request| {
            let cards: Vec<Rect> = cards(layout).iter().map(|card| card.expand(LEAST_GAP / 2.0)).collect();
            for (at, card) in cards.iter().enumerate() {
                for (other, other_card) in cards.iter().enumerate().skip(at + 1) {
                    prop_assert!(!card.intersects(*other_card), "{at} and {other} overlap: {}", named(request));
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn the_bounds_start_at_the_origin_and_hold_every_card(nodes in any_nodes()) {
        each_layout(&nodes, |layout, request| {
            let bounds = layout.bounds();
            let around = cards(layout).into_iter().reduce(Rect::union).expect("there are cards");
            prop_assert_eq!(bounds.min, Pos2::ZERO);
            prop_assert!(near(bounds.min, around.min) && near(bounds.max, around.max), "{}", named(request));
            prop_assert_eq!(layout.len(), nodes.len());
            for (card, node) in cards(layout).iter().zip(&nodes) {
                prop_assert!((card.size() - node.size).length() < 0.01, "a card keeps its size");
            }
            Ok(())
        })?;
    }

    #[test]
    fn children_stand_below_their_parent_in_order(nodes in any_nodes()) {
        each_layout(&nodes, |layout, request| {
            for (parent, children) in families(&nodes) {
                let parent = depthwise(request.direction, layout.card(parent));
                let cards: Vec<Rect> =
                    children.iter().map(|&child| depthwise(request.direction, layout.card(child))).collect();
                prop_assert!(cards.iter().all(|card| card.min.y > parent.max.y), "{}", named(request));
                let in_order = |pair: &[Rect]| match request.style {
                    LayoutStyle::Tidy => pair[0].max.x < pair[1].min.x,
                    // A column goes down, the next column or card stands to the right.
                    LayoutStyle::Stacked => {
                        pair[0].max.x < pair[1].min.x
                            || (pair[0].max.y < pair[1].min.y && (pair[0].min.x - pair[1].min.x).abs() < 0.01)
                    }
                    LayoutStyle::Indented => pair[0].max.y < pair[1].min.y,
                };
                prop_assert!(cards.windows(2).all(in_order), "{}", named(request));
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_tidy_parent_stands_over_the_middle_of_its_children(nodes in any_nodes()) {
        for direction in DIRECTIONS {
            let layout = layout(LayoutStyle::Tidy, direction, &nodes);
            for (parent, children) in families(&nodes) {
                let middle = |node: usize| depthwise(direction, layout.card(node)).center().x;
                let first = depthwise(direction, layout.card(children[0])).min.x;
                let last = depthwise(direction, layout.card(children[children.len() - 1])).max.x;
                prop_assert!((middle(parent) - f32::midpoint(first, last)).abs() < 0.1);
            }
        }
    }

    #[test]
    fn growing_right_is_growing_down_with_the_axes_swapped(nodes in any_nodes()) {
        let swapped: Vec<LayoutNode> =
            nodes.iter().map(|node| LayoutNode { size: swap(node.size), ..*node }).collect();
        for style in STYLES {
            let down = layout(style, Direction::Down, &nodes);
            let right = layout(style, Direction::Right, &swapped);
            for node in 0..nodes.len() {
                prop_assert_eq!(depthwise(Direction::Right, right.card(node)), down.card(node));
                let line = right.connector(node).map(|points| points.into_iter().map(swap_point).collect());
                prop_assert_eq!(line, down.connector(node));
            }
        }
    }

    #[test]
    fn equal_requests_give_equal_layouts(nodes in any_nodes()) {
        each_layout(&nodes, |layout, request| {
            prop_assert_eq!(Layout::new(request), layout.clone());
            Ok(())
        })?;
    }

    #[test]
    fn connectors_meet_no_card_but_their_ends(nodes in any_nodes()) {
        each_layout(&nodes, |layout, request| {
            for (node, parent) in nodes.iter().map(|node| node.parent).enumerate() {
                let line = layout.connector(node);
                prop_assert_eq!(line.is_some(), parent.is_some(), "each card but a root hangs on a line");
                if let (Some(line), Some(parent)) = (line, parent) {
                    let ends = [node, parent as usize];
                    prop_assert!(touches(layout.card(node), line[line.len() - 1]), "the line ends at the card");
                    prop_assert!(touches(layout.card(ends[1]), line[0]), "the line starts at the parent");
                    prop_assert_eq!(line[0], layout.outlet(ends[1]));
                    is_free(layout, &line, &ends, &named(request))?;
                }
            }
            Ok(())
        })?;
    }
}

#[test]
fn nothing_is_laid_out_as_nothing() {
    for style in STYLES {
        let layout = layout(style, Direction::Down, &[]);
        assert!(layout.is_empty());
        assert_eq!(layout.bounds(), Rect::from_min_size(Pos2::ZERO, Vec2::ZERO));
    }
}

#[test]
fn a_chain_of_any_length_overflows_no_stack() {
    let size = vec2(100.0, 40.0);
    let nodes: Vec<LayoutNode> =
        (0..200_000_u32).map(|at| LayoutNode { parent: at.checked_sub(1), size }).collect();
    for style in STYLES {
        let layout = layout(style, Direction::Down, &nodes);
        assert!(layout.card(199_999).min.y > layout.card(0).max.y);
    }
}

#[test]
fn leaves_stand_in_columns_when_stacked() {
    let size = vec2(200.0, 40.0);
    let mut nodes = vec![LayoutNode { parent: None, size }];
    nodes.extend((0..12).map(|_| LayoutNode { parent: Some(0), size }));
    let tidy = layout(LayoutStyle::Tidy, Direction::Down, &nodes);
    let stacked = layout(LayoutStyle::Stacked, Direction::Down, &nodes);
    assert!(tidy.bounds().width() > 12.0 * 200.0, "a row is as wide as all its cards");
    assert!(stacked.bounds().width() < 3.0 * 200.0, "columns keep the chart narrow");
    assert!(near(stacked.card(1).left_top(), pos2(stacked.card(2).min.x, stacked.card(1).min.y)));
}

/// A tree or forest of 1 to 200 cards, parents before children, up to 12 children each.
fn any_nodes() -> impl Strategy<Value = Vec<LayoutNode>> {
    let card = (any::<prop::sample::Index>(), 0..40_u32, 40.0..300.0_f32, 30.0..120.0_f32);
    // Small trees fail with smaller examples, large ones find more.
    prop_oneof![prop::collection::vec(card.clone(), 1..12), prop::collection::vec(card, 1..200)]
        .prop_map(|cards| {
            let mut children = vec![0_u32; cards.len()];
            let mut nodes: Vec<LayoutNode> = Vec::with_capacity(cards.len());
            for (at, (pick, chance, width, height)) in cards.into_iter().enumerate() {
                // Now and then a further root; else the first free place from the picked one on.
                let parent = (at > 0 && chance > 0)
                    .then(|| (0..at).map(|step| (pick.index(at) + step) % at))
                    .and_then(|mut places| places.find(|&place| children[place] < 12));
                if let Some(parent) = parent {
                    children[parent] += 1;
                }
                let parent = parent.and_then(|parent| u32::try_from(parent).ok());
                nodes.push(LayoutNode { parent, size: vec2(width, height) });
            }
            nodes
        })
}

fn layout(style: LayoutStyle, direction: Direction, nodes: &[LayoutNode]) -> Layout {
    Layout::new(&request(style, direction, nodes))
}

fn request(style: LayoutStyle, direction: Direction, nodes: &[LayoutNode]) -> LayoutRequest {
    let (nodes, bodies, lines) = (nodes.to_vec(), Vec::new(), Vec::new());
    LayoutRequest { style, direction, aspect: 1.0, nodes, bodies, lines }
}

/// Whether a property holds, or how it fails.
type Held = Result<(), TestCaseError>;

/// Looks at the layout of `nodes` in every style and direction.
fn each_layout(nodes: &[LayoutNode], look: impl Fn(&Layout, &LayoutRequest) -> Held) -> Held {
    for style in STYLES {
        for direction in DIRECTIONS {
            let request = request(style, direction, nodes);
            look(&Layout::new(&request), &request)?;
        }
    }
    Ok(())
}

fn named(request: &LayoutRequest) -> String {
    format!("{:?}, {:?}", request.style, request.direction)
}

fn cards(layout: &Layout) -> Vec<Rect> {
    (0..layout.len()).map(|node| layout.card(node)).collect()
}

/// Each parent with its children, in order.
fn families(nodes: &[LayoutNode]) -> Vec<(usize, Vec<usize>)> {
    let mut children = vec![Vec::new(); nodes.len()];
    for (at, node) in nodes.iter().enumerate() {
        if let Some(parent) = node.parent {
            children[parent as usize].push(at);
        }
    }
    children.into_iter().enumerate().filter(|(_, children)| !children.is_empty()).collect()
}

const fn swap(size: Vec2) -> Vec2 {
    vec2(size.y, size.x)
}

const fn swap_point(point: Pos2) -> Pos2 {
    pos2(point.y, point.x)
}

/// A card as it would stand in a chart that grows down.
fn depthwise(direction: Direction, card: Rect) -> Rect {
    match direction {
        Direction::Down => card,
        Direction::Right => Rect::from_min_max(swap_point(card.min), swap_point(card.max)),
    }
}

fn near(a: Pos2, b: Pos2) -> bool {
    a.distance(b) < 0.1
}

fn touches(card: Rect, point: Pos2) -> bool {
    card.expand(1.5).contains(point)
}

/// A line is free when its strokes are upright or level and meet no card but its ends.
fn is_free(layout: &Layout, line: &[Pos2], ends: &[usize], what: &str) -> Held {
    for stroke in line.windows(2) {
        let [from, to] = [stroke[0], stroke[1]];
        let level = (from.y - to.y).abs() < 0.01 || (from.x - to.x).abs() < 0.01;
        prop_assert!(level, "{what}: a slanting stroke {from:?} {to:?} from {}", ends[0]);
        let stroke = Rect::from_two_pos(from, to);
        for (node, card) in cards(layout).iter().enumerate() {
            let meets = card.shrink(LEAST_GAP).intersects(stroke);
            prop_assert!(
                !meets || ends.contains(&node),
                "{what}: a line from {} meets {node} at {card}: {line:?}",
                ends[0]
            );
        }
    }
    Ok(())
}
