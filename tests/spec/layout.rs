//! Layouts of random trees: properties that do not depend on the sizes of the cards.

use crate::cases::cases;
use crate::trees::{any_forest, any_tree};
use emath::{Pos2, Rect, Vec2, pos2, vec2};
use organogram::layout::{Direction, Layout, LayoutNode, LayoutRequest, LayoutStyle};
use proptest::prelude::*;

const STYLES: [LayoutStyle; 4] =
    [LayoutStyle::Tidy, LayoutStyle::Stacked, LayoutStyle::Indented, LayoutStyle::Ranks];
const DIRECTIONS: [Direction; 2] = [Direction::Down, Direction::Right];

/// Minimum distance between cards, in points.
const MIN_GAP: f32 = 0.5;

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn cards_do_not_touch(nodes in any_nodes()) {
        each_layout(&nodes, |layout, request| {
            let cards: Vec<Rect> = cards(layout).iter().map(|card| card.expand(MIN_GAP / 2.0)).collect();
            for (at, card) in cards.iter().enumerate() {
                for (other, other_card) in cards.iter().enumerate().skip(at + 1) {
                    prop_assert!(!card.intersects(*other_card), "{at} and {other} overlap: {}", named(request));
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn bounds_contain_every_card(nodes in any_nodes()) {
        each_layout(&nodes, |layout, request| {
            let bounds = layout.bounds();
            let around = cards(layout).into_iter().reduce(Rect::union).expect("there are cards");
            prop_assert_eq!(bounds.min, Pos2::ZERO);
            prop_assert!(near(bounds.min, around.min) && near(bounds.max, around.max), "{}", named(request));
            prop_assert_eq!(layout.len(), nodes.len());
            for (card, node) in cards(layout).iter().zip(&nodes) {
                // The cards of a rank are as tall as the tallest.
                let is_kept = (card.size() - node.size).length() < 0.01;
                prop_assert!(is_kept || request.style == LayoutStyle::Ranks, "a card keeps its size");
            }
            Ok(())
        })?;
    }

    #[test]
    fn children_are_below_their_parent_in_order(nodes in any_nodes()) {
        each_layout(&nodes, |layout, request| {
            for (parent, children) in families(&nodes) {
                let parent = depthwise(request.direction, layout.card(parent));
                let cards: Vec<Rect> =
                    children.iter().map(|&child| depthwise(request.direction, layout.card(child))).collect();
                prop_assert!(cards.iter().all(|card| card.min.y > parent.max.y), "{}", named(request));
                let in_order = |pair: &[Rect]| match request.style {
                    LayoutStyle::Tidy | LayoutStyle::Ranks => pair[0].max.x < pair[1].min.x,
                    // A column goes down; the next column or card is to its right.
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
    fn cards_of_a_rank_share_a_line(nodes in any_nodes()) {
        for direction in DIRECTIONS {
            let layout = layout(LayoutStyle::Ranks, direction, &nodes);
            let mut ranks: Vec<usize> = Vec::new();
            let mut lines: Vec<emath::Rangef> = Vec::new();
            for (at, node) in nodes.iter().enumerate() {
                ranks.push(node.parent.map_or(0, |parent| ranks[parent as usize] + 1));
                let card = depthwise(direction, layout.card(at)).y_range();
                if ranks[at] == lines.len() {
                    lines.push(card);
                }
                let line = lines[ranks[at]];
                prop_assert!((card.min - line.min).abs() < 0.01 && (card.max - line.max).abs() < 0.01);
            }
        }
    }

    #[test]
    fn tidy_parents_are_centred(nodes in any_nodes()) {
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
    fn right_is_down_with_swapped_axes(nodes in any_nodes()) {
        let swapped: Vec<LayoutNode> =
            nodes.iter().map(|node| LayoutNode { size: swap(node.size), ..*node }).collect();
        for style in STYLES.into_iter().filter(|style| *style != LayoutStyle::Stacked) {
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
    fn stacked_right_aligns_siblings(nodes in any_nodes()) {
        let layout = layout(LayoutStyle::Stacked, Direction::Right, &nodes);
        for (parent, children) in families(&nodes) {
            let cards: Vec<Rect> = children.iter().map(|&child| layout.card(child)).collect();
            for pair in cards.windows(2) {
                prop_assert!((pair[0].min.x - pair[1].min.x).abs() < 0.01, "a staircase below {parent}");
                prop_assert!(pair[0].max.y < pair[1].min.y);
            }
        }
    }

    #[test]
    fn mirrored_trees_have_mirrored_layouts(nodes in any_nodes()) {
        let (mirrored, places) = mirrored(&nodes);
        // Shelves are filled from the left.
        prop_assume!(nodes.iter().filter(|node| node.parent.is_none()).count() == 1);
        let drawn = layout(LayoutStyle::Tidy, Direction::Down, &nodes);
        let other = layout(LayoutStyle::Tidy, Direction::Down, &mirrored);
        let width = drawn.bounds().width();
        for (at, &place) in places.iter().enumerate() {
            let (card, image) = (drawn.card(at), other.card(place));
            prop_assert!((card.min.x - (width - image.max.x)).abs() < 0.1, "{at}: {card} and {image} of {width}");
            prop_assert!((card.min.y - image.min.y).abs() < 0.1);
        }
    }

    #[test]
    fn layout_of_a_branch_is_position_independent(nodes in any_nodes()) {
        let whole = layout(LayoutStyle::Tidy, Direction::Down, &nodes);
        for top in 0..nodes.len() {
            let branch = branch(&nodes, top);
            let alone = layout(LayoutStyle::Tidy, Direction::Down, &branch);
            for at in 0..branch.len() {
                let moved = whole.card(top + at).min - whole.card(top).min;
                prop_assert!((moved - (alone.card(at).min - alone.card(0).min)).length() < 0.1, "{at} under {top}");
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
    fn connectors_avoid_other_cards(nodes in any_nodes()) {
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
fn empty_chart_has_empty_layout() {
    for style in STYLES {
        let layout = layout(style, Direction::Down, &[]);
        assert!(layout.is_empty());
        assert_eq!(layout.bounds(), Rect::from_min_size(Pos2::ZERO, Vec2::ZERO));
    }
}

#[test]
fn only_child_has_a_straight_connector() {
    let node = |parent, width| LayoutNode { parent, size: vec2(width, 40.0) };
    let nodes = [
        node(None, 155.0),
        node(Some(0), 322.3),
        node(Some(1), 154.7),
        node(Some(2), 155.1),
        node(Some(3), 162.9),
        node(Some(2), 321.0),
        node(Some(2), 155.0),
        node(Some(6), 313.3),
    ];
    // In columns, short branches are outlines, whose cards are indented.
    let chain = &[(0, 1), (1, 2)][..];
    let all = &[(0, 1), (1, 2), (3, 4), (6, 7)][..];
    for (style, pairs) in [(LayoutStyle::Tidy, all), (LayoutStyle::Stacked, chain)] {
        for direction in DIRECTIONS {
            let layout = layout(style, direction, &nodes);
            for &(parent, child) in pairs {
                let (above, below) = (layout.card(parent), layout.card(child));
                let line = layout.own_line(child).concat();
                assert_eq!(layout.shared_line(child), [[Pos2::ZERO; 0]; 0]);
                assert_eq!(layout.connector(child), Some(line.clone()));
                let [start, end] = line[..] else { panic!("{line:?} is bent") };
                assert!(touches(above, start) && touches(below, end), "{line:?}");
                let aside = match direction {
                    Direction::Down => above.center().x - below.center().x,
                    Direction::Right => above.center().y - below.center().y,
                };
                assert!(aside.abs() < 0.5, "{style:?} {direction:?}: {child} is {aside} aside");
            }
        }
    }
}

#[test]
fn long_chains_do_not_overflow_the_stack() {
    let size = vec2(100.0, 40.0);
    let nodes: Vec<LayoutNode> =
        (0..200_000_u32).map(|at| LayoutNode { parent: at.checked_sub(1), size }).collect();
    for style in STYLES {
        let layout = layout(style, Direction::Down, &nodes);
        assert!(layout.card(199_999).min.y > layout.card(0).max.y);
    }
}

#[test]
fn stacked_leaves_form_columns() {
    let size = vec2(200.0, 40.0);
    let mut nodes = vec![LayoutNode { parent: None, size }];
    nodes.extend((0..12).map(|_| LayoutNode { parent: Some(0), size }));
    let tidy = layout(LayoutStyle::Tidy, Direction::Down, &nodes);
    let stacked = layout(LayoutStyle::Stacked, Direction::Down, &nodes);
    assert!(tidy.bounds().width() > 12.0 * 200.0, "a row is as wide as all its cards");
    assert!(stacked.bounds().width() < 3.0 * 200.0, "columns keep the chart narrow");
    assert!(near(stacked.card(1).left_top(), pos2(stacked.card(2).min.x, stacked.card(1).min.y)));
}

#[test]
fn forests_approach_the_aspect_of_the_sheet() {
    let card = |parent, width| LayoutNode { parent, size: vec2(width, 60.0) };
    let leaves: Vec<LayoutNode> = (0..60).map(|_| card(None, 160.0)).collect();
    let trees = |count: u32| {
        let tree = |at: u32| {
            let mut tree = vec![card(None, 160.0)];
            tree.extend((0..at % 7).map(|_| card(Some(0), 200.0)));
            tree
        };
        let mut nodes: Vec<LayoutNode> = Vec::new();
        for at in 0..count {
            let first = u32::try_from(nodes.len()).expect("few cards");
            let moved = |node: LayoutNode| LayoutNode {
                parent: node.parent.map(|parent| parent + first),
                ..node
            };
            nodes.extend(tree(at).into_iter().map(moved));
        }
        nodes
    };
    for nodes in [leaves, trees(40), trees(400)] {
        each_layout(&nodes, |layout, request| {
            let aspect = layout.bounds().aspect_ratio();
            // Ranks continue across all trees.
            let is_near = (0.6..1.7).contains(&aspect) || request.style == LayoutStyle::Ranks;
            prop_assert!(is_near, "{}: {aspect}", named(request));
            Ok(())
        })
        .expect("it does");
    }
}

#[test]
fn roots_are_in_reading_order() {
    let card = |parent| LayoutNode { parent, size: vec2(160.0, 40.0) };
    // Two trees of five cards, nine single roots, two trees.
    let tree = |first| [None, Some(first), Some(first), Some(first), Some(first)].map(card);
    let nodes = [&tree(0)[..], &tree(5), &[card(None); 9], &tree(19), &tree(24)].concat();
    let layout = layout(LayoutStyle::Tidy, Direction::Down, &nodes);
    let corner = |node: usize| layout.card(node).min;
    assert!(near(corner(10), pos2(corner(11).x, corner(10).y)), "single roots form a column");
    let tops = |tops: [usize; 5]| tops.map(|top| layout.card(top).min);
    let in_order = |pair: &[Pos2]| pair[1].y > pair[0].y || pair[1].x > pair[0].x;
    assert!(tops([0, 5, 10, 19, 24]).windows(2).all(in_order));
    assert!(corner(24).y > corner(0).y, "there is more than one shelf");
}

/// Small trees give small counterexamples, large ones find more.
fn any_nodes() -> impl Strategy<Value = Vec<LayoutNode>> {
    prop_oneof![any_tree(1..12), any_tree(1..200), any_forest(1..120)]
}

fn layout(style: LayoutStyle, direction: Direction, nodes: &[LayoutNode]) -> Layout {
    Layout::new(&request(style, direction, nodes))
}

fn request(style: LayoutStyle, direction: Direction, nodes: &[LayoutNode]) -> LayoutRequest {
    let (nodes, bodies, lines) = (nodes.to_vec(), Vec::new(), Vec::new());
    let aspect = 1.0;
    LayoutRequest { style, direction, aspect, nodes, bodies, lines, ..LayoutRequest::default() }
}

/// Whether a property holds, or how it fails.
type Held = Result<(), TestCaseError>;

/// Calls `look` with the layout of `nodes` in every style and direction.
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

/// Returns the branch that starts with a card as a separate tree.
fn branch(nodes: &[LayoutNode], top: usize) -> Vec<LayoutNode> {
    let first = u32::try_from(top).expect("there are few cards");
    let below = |node: &&LayoutNode| node.parent.is_some_and(|parent| parent >= first);
    let own = |node: &LayoutNode| LayoutNode {
        parent: node.parent.map(|parent| parent - first),
        ..*node
    };
    std::iter::once(LayoutNode { parent: None, ..nodes[top] })
        .chain(nodes[top + 1..].iter().take_while(below).map(own))
        .collect()
}

/// Returns the tree with all siblings in reverse order, and the new index of each card.
fn mirrored(nodes: &[LayoutNode]) -> (Vec<LayoutNode>, Vec<usize>) {
    let mut children = vec![Vec::new(); nodes.len()];
    let mut open = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        match node.parent {
            Some(parent) => children[parent as usize].push(at),
            None => open.push((at, None)),
        }
    }
    let (mut mirrored, mut places) = (Vec::new(), vec![0; nodes.len()]);
    while let Some((at, parent)) = open.pop() {
        places[at] = mirrored.len();
        mirrored.push(LayoutNode { parent, ..nodes[at] });
        let own = u32::try_from(places[at]).ok();
        open.extend(children[at].iter().map(|&child| (child, own)));
    }
    (mirrored, places)
}

/// Returns each parent with its children, in order.
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

/// Returns a card as it would be in a chart that grows down.
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

/// Checks that the strokes of a line are vertical or horizontal and cross no card other than its ends.
fn is_free(layout: &Layout, line: &[Pos2], ends: &[usize], what: &str) -> Held {
    for stroke in line.windows(2) {
        let [from, to] = [stroke[0], stroke[1]];
        let level = (from.y - to.y).abs() < 0.01 || (from.x - to.x).abs() < 0.01;
        prop_assert!(level, "{what}: a slanting stroke {from:?} {to:?} from {}", ends[0]);
        let stroke = Rect::from_two_pos(from, to);
        for (node, card) in cards(layout).iter().enumerate() {
            let meets = card.shrink(MIN_GAP).intersects(stroke);
            prop_assert!(
                !meets || ends.contains(&node),
                "{what}: a line from {} meets {node} at {card}: {line:?}",
                ends[0]
            );
        }
    }
    Ok(())
}
