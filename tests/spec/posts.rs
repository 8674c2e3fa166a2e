//! Posts as cards: their positions, their drawing, and that they overlap nothing.

use organogram::layout::{Direction, LayoutStyle};
use organogram::model::{Chart, SAMPLES, totals};
use organogram::scene::{CardPart, IndexedScene, Role, SceneItem, SceneRequest, Subject, build};
use organogram::source::SourceText;

const HARBOUR: &str = r#"(organogram: 1, title: "Harbour", languages: ["en", "zh"], units: [
    (id: "authority", kind: "department", name: "Harbour Authority",
     head: (title: "Harbour Master", holder: "Ada Marsh"),
     posts: [
         (id: "mate", title: "First Mate", reports_to: "deputy", count: 3, fte: 2.5),
         (id: "deputy", title: "Deputy", reports_to: "authority", holder: (name: "Mei Lindqvist", acting: true)),
         (id: "clerk", title: "Clerk", status: vacant),
         (id: "lamp", title: "Lamplighter", status: abolished),
         (id: "drone", title: "Drone Pilot", status: planned, reports_to: "pilots"),
         (id: "a", title: "A", reports_to: "b"), (id: "b", title: "B", reports_to: "a"),
     ]),
    (id: "pilots", parent: "authority", kind: "service", name: "Pilot Service", head: (title: "Chief Pilot", reports_to: "deputy")),
])"#;

fn harbour() -> Chart {
    Chart::load(&SourceText::new("harbour.ron", HARBOUR)).0.with_posts_as_units()
}

fn drawn(chart: &Chart) -> IndexedScene {
    let mut request = SceneRequest::default();
    "en".clone_into(&mut request.language);
    build(chart, &request)
}

fn items<'a>(scene: &'a IndexedScene, chart: &Chart, id: &str) -> &'a [SceneItem] {
    let unit = chart.find(id).expect("the chart has it");
    scene.scene.items_of(scene.scene.find(Subject::Unit(unit)).expect("it is drawn"))
}

fn texts<'a>(items: &'a [SceneItem], wanted: Role) -> Vec<&'a str> {
    let text = |item: &'a SceneItem| match item {
        SceneItem::Text { role, run, .. } if *role == wanted => Some(run.text()),
        _ => None,
    };
    items.iter().filter_map(text).collect()
}

/// Returns the dashes of the outline, and the number of strokes through the name.
fn status(items: &[SceneItem]) -> (Vec<(f32, f32)>, usize) {
    let lines = items.iter().filter_map(|item| match item {
        SceneItem::Line { dash, .. } => Some(*dash),
        _ => None,
    });
    let lines: Vec<_> = lines.collect();
    let struck = lines.iter().filter(|dash| dash.is_none()).count();
    (lines.into_iter().flatten().collect(), struck)
}

#[test]
fn posts_are_below_their_superior() {
    let chart = harbour();
    let children = |id: &str| -> Vec<&str> {
        let unit = chart.find(id).expect("it is there");
        chart.unit(unit).children.iter().map(|&child| chart.unit(child).id.as_str()).collect()
    };
    assert_eq!(children("authority"), ["deputy", "clerk", "lamp", "drone", "a", "b", "pilots"]);
    assert_eq!(children("deputy"), ["mate"]);
    assert_eq!(children("pilots"), [""; 0]);
    let authority = chart.find("authority").expect("it is there");
    assert_eq!(chart.post(authority), None);
    assert_eq!(chart.post(chart.find("deputy").expect("it is there")), Some((authority, 1)));
    assert_eq!(chart.unit(authority).branch, 0..9);
    assert_eq!(chart.unit(chart.find("mate").expect("it is there")).depth, 2);
    assert_eq!(totals(&chart)[0].units, 2, "posts are no units");
}

#[test]
fn post_cards_show_holder_and_status() {
    let chart = harbour();
    let scene = drawn(&chart);
    let of = |id: &str| items(&scene, &chart, id);
    assert_eq!(texts(of("deputy"), Role::Name), ["Deputy"]);
    assert_eq!(texts(of("deputy"), Role::Head).join(" "), "Mei Lindqvist (acting)");
    assert_eq!(texts(of("mate"), Role::Kind), ["× 3"]);
    assert_eq!(texts(of("clerk"), Role::Head), ["Vacant"]);
    assert_eq!(texts(of("drone"), Role::Kind), ["Planned"]);
    assert_eq!(texts(of("lamp"), Role::Kind), ["Abolished"]);
    assert_eq!(status(of("deputy")), (vec![], 0));
    assert_eq!(status(of("lamp")), (vec![], 1));
    let [vacant, planned] = ["clerk", "drone"].map(|id| status(of(id)));
    assert_eq!((vacant.0.len(), vacant.1, planned.0.len(), planned.1), (1, 0, 1, 0));
    assert_ne!(vacant, planned, "they are dashed otherwise");
}

#[test]
fn card_numbers_are_branch_totals() {
    let chart = harbour();
    let mut request = SceneRequest::default();
    "en".clone_into(&mut request.language);
    request.card = [CardPart::Posts, CardPart::Vacant, CardPart::Fte].into_iter().collect();
    let scene = build(&chart, &request);
    let of =
        |id: &str| texts(items(&scene, &chart, id), Role::Kind).join(" ").replace('\u{a0}', " ");
    assert_eq!(of("authority"), "9 posts · 1 vacant · 2.5 FTE");
    assert_eq!(of("pilots"), "1 post");
    assert_eq!(of("mate"), "× 3 3 posts · 2.5 FTE");
    let several =
        Chart::load(&SourceText::new("several.ron", HARBOUR.replace("count: 3", "count: several")));
    request.card = [CardPart::Posts].into_iter().collect();
    let scene = build(&several.0, &request);
    let words = texts(items(&scene, &several.0, "authority"), Role::Kind);
    assert_eq!(words, ["at least 7 posts"]);
}

#[test]
fn post_cards_do_not_overlap() {
    let clinic = SAMPLES.iter().find(|sample| sample.name == "clinic").expect("it is bundled");
    let (clinic, _) = Chart::load(&SourceText::new("clinic.ron", clinic.text));
    for chart in [harbour(), clinic.with_posts_as_units()] {
        for style in
            [LayoutStyle::Stacked, LayoutStyle::Tidy, LayoutStyle::Ranks, LayoutStyle::Indented]
        {
            for direction in [Direction::Down, Direction::Right] {
                let mut request = SceneRequest::default();
                (request.style, request.direction) = (style, direction);
                let scene = build(&chart, &request);
                assert_eq!(scene.cards.len(), chart.units().len());
                for (at, card) in scene.cards.iter().enumerate() {
                    let others = scene.cards[..at].iter();
                    let near = others
                        .filter(|other| other.rect.shrink(0.1).intersects(card.rect.shrink(0.1)));
                    assert_eq!(near.count(), 0, "{style:?} {direction:?}: {}", card.short_name);
                }
            }
        }
    }
}
