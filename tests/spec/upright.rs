//! Upright branches: narrow cards with names from top to bottom.

use std::sync::Arc;

use emath::Rect;
use organogram::export::pdf::{PageSetup, Paper};
use organogram::export::svg::{self, SvgOptions};
use organogram::layout::{CardFit, Layout, LayoutNode, LayoutRequest, LayoutStyle, Wish};
use organogram::model::Chart;
use organogram::scene::marks::{CardMark, Marks, Sign, Standing};
use organogram::scene::{IndexedScene, Role, SceneItem, SceneRequest, Subject, build};
use organogram::source::SourceText;
use proptest::prelude::*;

use crate::blocks::any_chart;
use crate::cases::cases;
use crate::staff::is_clear;
use crate::trees::{any_flags, any_forest, any_tree, staff};

const STYLES: [LayoutStyle; 4] =
    [LayoutStyle::Tidy, LayoutStyle::Stacked, LayoutStyle::Indented, LayoutStyle::Ranks];

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn upright_branches_do_not_touch_other_cards(
        nodes in prop_oneof![any_tree(1..12), any_tree(1..80), any_forest(1..60)],
        flags in any_flags(),
        upright in any_flags()
    ) {
        for style in STYLES {
            let (nodes, staff) = (nodes.clone(), staff(&nodes, &flags));
            let wishes = wishes(nodes.len(), &upright);
            let request = LayoutRequest { style, nodes, staff, wishes, ..LayoutRequest::default() };
            is_clear(&Layout::new(&request), &format!("{style:?}"))?;
        }
    }

    #[test]
    fn upright_branches_do_not_touch_blocks(cards in any_chart(), upright in any_flags()) {
        let (nodes, mut fits): (Vec<LayoutNode>, Vec<CardFit>) = cards.into_iter().unzip();
        let wishes = wishes(nodes.len(), &upright);
        let mut is_upright = vec![false; nodes.len()];
        for (at, node) in nodes.iter().enumerate() {
            let above = node.parent.map(|parent| parent as usize);
            is_upright[at] =
                above.is_some_and(|above| is_upright[above] || wishes[above] == Wish::Upright);
            if is_upright[at] {
                fits[at] = CardFit::default();
            }
        }
        let request = LayoutRequest { nodes, fits, wishes, ..LayoutRequest::default() };
        is_clear(&Layout::new(&request), "blocks")?;
    }
}

#[test]
fn forty_upright_offices_fit_a4() {
    let offices: String = (0..40)
        .map(|at| {
            format!("(id: \"o{at}\", parent: \"r\", kind: \"office\", name: {{\"zh\": \"第{at}事务办公室\"}}),")
        })
        .collect();
    let printable = PageSetup { paper: Paper::A4, landscape: true }.printable();
    let mut request = SceneRequest::default();
    request.paper = Some(printable);
    request.heading = true;
    request.legend = true;
    let stage = shown(
        &format!(
            "(organogram: 1, languages: [\"zh\"], units: [(id: \"r\", kind: \"department\", \
             name: {{\"zh\": \"外交部\"}}, layout: upright), {offices}])"
        ),
        &request,
    );
    assert_eq!(stage.cards.len(), 41);
    let size = stage.scene.size();
    let points = 15.0 * (printable.x / size.x).min(printable.y / size.y);
    assert!(points >= 8.0, "{points} points");
    let first = &stage.cards[1];
    assert!(first.rect.height() > 3.0 * first.rect.width(), "{}", first.rect);
}

#[test]
fn upright_cards_of_a_level_have_equal_height() {
    let stage = shown(CHART, &SceneRequest::default());
    let card = |name: &str| card(&stage, name);
    let (head, first, last) = (card("行动厅"), card("非洲一司"), card("综合培训处"));
    assert!(head.min.x < first.min.x + 0.5 && head.max.x > last.max.x - 0.5);
    assert!((first.height() - last.height()).abs() < 0.01);
    assert!(card("军事厅").width() > 3.0 * first.width(), "the other head is no narrow card");
    let below = card("统筹行动小组");
    assert!(below.min.y > first.max.y && (below.center().x - first.center().x).abs() < 0.5);
}

#[test]
fn upright_names_are_single_texts() {
    let stage = shown(CHART, &SceneRequest::default());
    let mut drawing = Vec::new();
    svg::write(&stage.scene, &SvgOptions::default(), &mut drawing).expect("it is drawn");
    let drawing = String::from_utf8(drawing).expect("it is text");
    assert!(drawing.contains(">综合培训处</text>"), "it is found whole");
    let name = stage.scene.items.iter().find_map(|item| match item {
        SceneItem::Text { role: Role::Name, run, .. } if run.text() == "综合培训处" => {
            Some(run)
        }
        _ => None,
    });
    let places: Vec<f32> = name.expect("it is drawn").glyphs().map(|glyph| glyph.y).collect();
    assert!(places.windows(2).all(|pair| pair[1] < pair[0]), "{places:?}");
}

#[test]
fn upright_cards_have_tags_and_strike_names() {
    let (chart, _) = Chart::load(&SourceText::new("chart.ron", CHART));
    let mark = |standing, sign| CardMark {
        standing,
        sign: Some(sign),
        tags: vec!["裁撤".into()],
        ..CardMark::default()
    };
    let mut marks = Marks::default();
    marks.cards.resize(chart.units().len(), CardMark::default());
    let unit = |id: &str| chart.find(id).expect("the chart has it");
    marks.cards[unit("a").get()] = mark(Standing::Marked, Sign::New);
    marks.cards[unit("c").get()] = mark(Standing::Ghost, Sign::Gone);
    let mut request = SceneRequest::default();
    request.marks = Some(Arc::new(marks));
    let stage = build(&chart, &request);
    for id in ["a", "c"] {
        let card = stage.card(unit(id)).expect("it is drawn").rect;
        let group = stage.scene.find(Subject::Unit(unit(id))).expect("it is drawn");
        let items = stage.scene.items_of(group);
        let tags = items
            .iter()
            .filter(|item| item.role() == Role::Mark && matches!(item, SceneItem::Box { .. }));
        for tag in tags.map(SceneItem::bounds) {
            assert!((tag.center().x - card.center().x).abs() < 0.5, "{tag} over {card}");
            assert!(tag.width() < card.width() + 7.0, "no words: neighbours are near");
        }
        let names = items.iter().filter(|item| item.role() == Role::Name && item.run().is_some());
        for name in names.map(SceneItem::bounds) {
            assert!(card.expand(1.0).contains_rect(name), "{name} in {card}");
        }
    }
    let struck = stage.scene.find(Subject::Unit(unit("c"))).expect("it is drawn");
    let line = stage.scene.items_of(struck).iter().find_map(|item| match item {
        SceneItem::Line { role: Role::Name, points, .. } => Some((points[0], points[1])),
        _ => None,
    });
    let (top, foot) = line.expect("its name is struck out");
    assert!((top.x - foot.x).abs() < 0.01 && foot.y - top.y > 40.0, "{top} to {foot}");
}

const CHART: &str = r#"(organogram: 1, languages: ["zh"], units: [
    (id: "r", kind: "department", name: {"zh": "维和部"}),
    (id: "o", parent: "r", kind: "office", name: {"zh": "行动厅"}, layout: upright),
    (id: "m", parent: "r", kind: "office", name: {"zh": "军事厅"}),
    (id: "a", parent: "o", kind: "division", name: {"zh": "非洲一司"}),
    (id: "i", parent: "a", kind: "team", name: {"zh": "统筹行动小组"}),
    (id: "b", parent: "o", kind: "division", name: {"zh": "欧洲和拉丁美洲司"}),
    (id: "c", parent: "o", kind: "service", name: {"zh": "综合培训处"}),
])"#;

fn shown(text: &str, request: &SceneRequest) -> IndexedScene {
    let (chart, problems) = Chart::load(&SourceText::new("chart.ron", text));
    assert!(problems.is_empty(), "{problems:?}");
    build(&chart, request)
}

fn card(stage: &IndexedScene, name: &str) -> Rect {
    stage.cards.iter().find(|card| card.short_name == name).expect("it is shown").rect
}

fn wishes(count: usize, upright: &[bool]) -> Vec<Wish> {
    let wish = |&is_upright: &bool| if is_upright { Wish::Upright } else { Wish::Any };
    upright.iter().cycle().take(count).map(wish).collect()
}
