//! Staff: cards beside the stem of the card above them, above the row of the others.

use emath::{Pos2, Rect, vec2};
use organogram::layout::{Direction, Layout, LayoutNode, LayoutRequest, LayoutStyle};
use organogram::model::Chart;
use organogram::scene::{IndexedScene, SceneRequest, build};
use organogram::source::SourceText;
use proptest::prelude::*;

use crate::blocks::any_chart;
use crate::cases::cases;
use crate::trees::{any_flags, any_forest, any_tree, staff};

const STYLES: [LayoutStyle; 4] =
    [LayoutStyle::Tidy, LayoutStyle::Stacked, LayoutStyle::Indented, LayoutStyle::Ranks];

/// Whether a property holds, or how it fails.
pub(crate) type Held = Result<(), TestCaseError>;

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn staff_cards_and_lines_do_not_touch(
        nodes in prop_oneof![any_tree(1..12), any_tree(1..120), any_forest(1..60)], flags in any_flags()
    ) {
        for style in STYLES {
            for direction in [Direction::Down, Direction::Right] {
                let (nodes, staff) = (nodes.clone(), staff(&nodes, &flags));

                    let request = LayoutRequest { style, direction, nodes, staff, ..LayoutRequest::default() };
                is_clear(&Layout::new(&request), &format!("{style:?}, {direction:?}"))?;
            }
        }
    }

    #[test]
    fn staff_blocks_and_lines_do_not_touch(
        cards in any_chart(), flags in any_flags()
    ) {
        let (nodes, fits): (Vec<LayoutNode>, Vec<_>) = cards.into_iter().unzip();
        let staff = staff(&nodes, &flags);
         let request = LayoutRequest { nodes, fits, staff, ..LayoutRequest::default() };
        is_clear(&Layout::new(&request), "blocks")?;
    }

    #[test]
    fn staff_is_on_both_sides_of_the_stem(
        nodes in any_tree(2..60), flags in any_flags()
    ) {
        for style in [LayoutStyle::Tidy, LayoutStyle::Ranks] {
            let (nodes, staff) = (nodes.clone(), staff(&nodes, &flags));
             let request = LayoutRequest { style, nodes, staff, ..LayoutRequest::default() };
            let layout = Layout::new(&request);
            for head in (0..layout.len()).filter(|&head| has_stem(&request, head)) {
                let is_staff = |&node: &usize| request.staff.iter().any(|&at| at as usize == node);
                let children = (0..layout.len()).filter(|&at| layout.parent(at) == Some(head));
                let (staff, line): (Vec<usize>, Vec<usize>) = children.partition(is_staff);
                let card = layout.card(head);
                let half = staff.len().div_ceil(2);
                for (at, &node) in staff.iter().enumerate() {
                    let place = layout.card(node);
                    prop_assert!(place.min.y > card.max.y, "below its head");
                    prop_assert!(line.iter().all(|&it| layout.card(it).min.y > place.max.y));
                    let is_aside =
                        if at < half { place.max.x < card.min.x } else { place.min.x > card.max.x };
                    prop_assert!(is_aside, "{at} of {} at {place}, {card}", staff.len());
                }
            }
        }
    }
}

#[test]
fn lines_to_staff_are_straight() {
    let size = vec2(120.0, 40.0);
    let node = |parent| LayoutNode { parent, size };
    let nodes = vec![node(None), node(Some(0)), node(Some(0)), node(Some(0)), node(Some(0))];
    let request = LayoutRequest {
        style: LayoutStyle::Tidy,
        nodes,
        staff: vec![1, 2],
        ..LayoutRequest::default()
    };
    let layout = Layout::new(&request);
    let (left, right) = (layout.card(1), layout.card(2));
    let stem = layout.card(0).center().x;
    assert_eq!(layout.own_line(1), [[Pos2::new(stem, left.center().y), left.right_center()]]);
    assert_eq!(layout.own_line(2), [[Pos2::new(stem, right.center().y), right.left_center()]]);
    assert!((left.min.y - right.min.y).abs() < 0.01, "the two stand level");
    assert_eq!(left.size(), size, "no card is resized");
    let bus = layout.shared_line(1)[0][1].y;
    assert!(bus > left.max.y && bus < layout.card(3).min.y, "the bus is below the staff");
}

#[test]
fn staff_cards_form_a_row_where_there_is_room() {
    let size = vec2(100.0, 40.0);
    let request = |line: usize| {
        let child = LayoutNode { parent: Some(0), size };
        let mut nodes = vec![LayoutNode { parent: None, size }];
        nodes.extend(vec![child; 3 + line]);
        let style = LayoutStyle::Tidy;
        LayoutRequest { style, nodes, staff: vec![1, 2, 3], ..LayoutRequest::default() }
    };
    let is_near = |a: f32, b: f32| (a - b).abs() < 0.01;
    let layout = Layout::new(&request(40));
    let [outer, inner, right] = [1, 2, 3].map(|node| layout.card(node));
    assert!(outer.max.x < inner.min.x && inner.max.x < layout.card(0).min.x);
    assert!(layout.card(0).max.x < right.min.x);
    assert!(is_near(outer.min.y, inner.min.y) && is_near(inner.min.y, right.min.y));
    let [first, second] = [1, 2].map(|node| layout.own_line(node));
    assert_eq!(first.last().and_then(|line| line.last()), Some(&outer.center_top()));
    assert!(is_near(first[0][0].x, inner.center().x), "the bar starts at the next card");
    assert!(is_near(second[0][0].x, layout.card(0).center().x), "or at the stem");

    let layout = Layout::new(&request(1));
    let [above, below, right] = [1, 2, 3].map(|node| layout.card(node));
    assert!(above.max.y < below.min.y, "a small sheet has no room for a row");
    assert!(is_near(above.min.y, right.min.y));
}

#[test]
fn staff_comes_before_line_units() {
    let text = r#"(organogram: 1, units: [
        (id: "board", kind: "office", name: "Board"),
        (id: "sales", parent: "board", kind: "office", name: "Sales", layout: list),
        (id: "counsel", parent: "board", kind: "office", name: "Counsel", position: staff),
        (id: "works", parent: "board", kind: "office", name: "Works"),
        (id: "north", parent: "sales", kind: "office", name: "North"),
        (id: "office", parent: "sales", kind: "office", name: "Office", position: staff),
    ])"#;
    let (chart, problems) = Chart::load(&SourceText::new("board.ron", text));
    assert!(problems.is_empty(), "{problems:?}");
    let stage = build(&chart, &SceneRequest::default());
    let names: Vec<&str> = stage.cards.iter().map(|card| card.short_name.as_str()).collect();
    assert_eq!(names, ["Board", "Counsel", "Sales", "Office", "North", "Works"]);
    let card = |name: &str| card(&stage, name);
    let (board, counsel, sales) = (card("Board"), card("Counsel"), card("Sales"));
    assert!(counsel.min.y > board.max.y && counsel.max.y < sales.min.y);
    assert!(counsel.max.x < board.min.x, "left of the stem");
    let (office, north) = (card("Office"), card("North"));
    assert!(office.max.y < north.min.y, "staff comes first in a list");
    assert!((office.min.x - north.min.x - 16.0).abs() < 0.01, "and stands further in");
}

fn card(stage: &IndexedScene, name: &str) -> Rect {
    stage.cards.iter().find(|card| card.short_name == name).expect("it is shown").rect
}

/// Returns whether a card has staff and is in a row.
fn has_stem(request: &LayoutRequest, head: usize) -> bool {
    let is_staff = |node: u32| request.staff.contains(&node);
    let mut above = std::iter::successors(u32::try_from(head).ok(), |&node| {
        request.nodes[node as usize].parent
    });
    above.all(|node| !is_staff(node))
}

/// Checks that cards do not overlap, and that the line to each meets no card other than its parent.
pub(crate) fn is_clear(layout: &Layout, what: &str) -> Held {
    let cards: Vec<Rect> = (0..layout.len()).map(|node| layout.card(node)).collect();
    for (at, card) in cards.iter().enumerate() {
        for (other, next) in cards.iter().enumerate().skip(at + 1) {
            let touch = card.expand(0.25).intersects(next.expand(0.25));
            prop_assert!(!touch, "{what}: {at} at {card} and {other} at {next}");
        }
        let (Some(line), Some(parent)) = (layout.connector(at), layout.parent(at)) else {
            continue;
        };
        prop_assert!(layout.card(parent).expand(1.0).contains(line[0]));
        prop_assert!(card.expand(1.0).contains(line[line.len() - 1]));
        let strokes = layout.own_line(at).into_iter().chain(layout.shared_line(at));
        let strokes: Vec<Vec<Pos2>> = strokes.chain([line]).collect();
        for ends in strokes.iter().flat_map(|line| line.windows(2)) {
            let stroke = Rect::from_two_pos(ends[0], ends[1]);
            for (other, card) in cards.iter().enumerate() {
                let is_end = other == at || other == parent;
                let meets = card.shrink(0.5).intersects(stroke);
                prop_assert!(is_end || !meets, "{what}: the line to {at} meets {other}");
            }
        }
    }
    Ok(())
}
