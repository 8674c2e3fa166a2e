//! Drawing of cards: band, lines of text, pill and stack.

use emath::{Rect, Vec2, vec2};
use organogram::layout::LayoutStyle;
use organogram::model::{Chart, SAMPLE};
use organogram::scene::{IndexedScene, Role, SceneItem, SceneRequest, Subject, build};
use organogram::source::SourceText;

fn sample() -> Chart {
    Chart::load(&SourceText::new("sample.ron", SAMPLE.to_owned())).0
}

fn stage(chart: &Chart, language: &str, paper: Option<Vec2>) -> IndexedScene {
    let language = language.to_owned();
    let mut request = SceneRequest::default();
    request.language = language;
    request.paper = paper;
    build(chart, &request)
}

fn items<'a>(stage: &'a IndexedScene, chart: &Chart, id: &str) -> &'a [SceneItem] {
    let unit = chart.find(id).expect("the sample has it");
    let group = stage.scene.find(Subject::Unit(unit)).expect("it is drawn");
    stage.scene.items_of(group)
}

/// Returns the texts of a role on a card, each with its position.
fn texts<'a>(items: &'a [SceneItem], role: Role) -> Vec<(&'a str, emath::Pos2)> {
    let text = |item: &'a SceneItem| match item {
        SceneItem::Text { role: its, run, origin, .. } if *its == role => {
            Some((run.text(), *origin))
        }
        _ => None,
    };
    items.iter().filter_map(text).collect()
}

fn words(items: &[SceneItem], role: Role) -> Vec<&str> {
    texts(items, role).into_iter().map(|(words, _)| words).collect()
}

fn body(items: &[SceneItem], wanted: Role) -> Option<Rect> {
    items.iter().find(|item| item.role() == wanted).map(|item| match item {
        SceneItem::Box { rect, .. } | SceneItem::Strip { rect, .. } => *rect,
        other => other.bounds(),
    })
}

#[test]
fn colour_band_is_as_high_as_the_card() {
    let chart = sample();
    let stage = stage(&chart, "en", None);
    for id in ["dpko", "oo", "public-affairs"] {
        let items = items(&stage, &chart, id);
        let card = body(items, Role::Body).expect("a card");
        let band = body(items, Role::Band).expect("a band");
        assert_eq!((band.min, band.max.y, band.width()), (card.min, card.max.y, 4.0), "{id}");
    }
}

#[test]
fn shows_the_kind_only_if_the_name_lacks_it() {
    let chart = sample();
    let stage_of = |language| stage(&chart, language, None);
    let (en, zh) = (stage_of("en"), stage_of("zh"));
    assert_eq!(words(items(&en, &chart, "oo"), Role::Kind), ["OO"]);
    assert_eq!(words(items(&zh, &chart, "oo"), Role::Kind), ["OO"], "厅／办公室 says either");
    let own = r#"(organogram: 1, languages: ["en"], units: [
        (id: "a", kind: "office", name: "Front Office"),
        (id: "b", parent: "a", kind: "unit", name: "Catering"),
        (id: "c", parent: "a", kind: "unit", name: "Kitchen", acronym: "KIT"),
    ])"#;
    let (own, _) = Chart::load(&SourceText::new("own.ron", own.to_owned()));
    let drawn = stage(&own, "en", None);
    assert_eq!(words(items(&drawn, &own, "a"), Role::Kind), [""; 0]);
    assert_eq!(words(items(&drawn, &own, "b"), Role::Kind), ["Unit"]);
    assert_eq!(words(items(&drawn, &own, "c"), Role::Kind), ["KIT", "Unit"]);
}

#[test]
fn acronym_and_title_share_a_line() {
    let chart = sample();
    let stage = stage(&chart, "en", None);
    let items = items(&stage, &chart, "oma");
    let (acronym, title) = (texts(items, Role::Kind)[0], texts(items, Role::Head)[0]);
    assert_eq!((acronym.0, title.0), ("OMA", "Military Adviser"));
    assert!((acronym.1.y - title.1.y).abs() < 0.01 && acronym.1.x < title.1.x);
}

#[test]
fn function_count_is_in_the_corner_on_screen_only() {
    let chart = sample();
    for language in ["en", "zh"] {
        let on_screen = stage(&chart, language, None);
        for card in &on_screen.cards {
            let group = on_screen.scene.find(Subject::Unit(card.unit)).expect("it is drawn");
            let items = on_screen.scene.items_of(group);
            let Some(pill) = body(items, Role::Badge) else { continue };
            assert_eq!((pill.max + emath::vec2(8.0, 8.0), pill.height()), (card.rect.max, 16.0));
            for item in items.iter().filter(|item| matches!(item, SceneItem::Text { .. })) {
                let text = item.bounds().shrink2(emath::vec2(0.0, 5.0));
                let is_number = item.role() == Role::Badge;
                assert!(is_number || !text.intersects(pill), "{language}: {item:?} is on {pill:?}");
            }
        }
        let on_paper = stage(&chart, language, Some(vec2(785.0, 540.0)));
        assert!(on_paper.scene.items.iter().all(|item| item.role() != Role::Badge));
    }
}

#[test]
fn stack_ends_with_its_column() {
    let chart = sample();
    let stage = stage(&chart, "en", None);
    let outline = |id| body(items(&stage, &chart, id), Role::Stack).map(|rect| rect.max);
    let (front, back) =
        (body(items(&stage, &chart, "africa-1-iot"), Role::Body), outline("africa-1-iot"));
    let below = front.expect("a card").max + emath::vec2(6.0, 6.0);
    assert_eq!(back, Some(below));
    let above = body(items(&stage, &chart, "africa-1"), Role::Body).expect("a card");
    assert!((above.max.x - below.x).abs() < 0.01, "{above} and {below}");
}

#[test]
fn names_wrap_between_words() {
    let chart = sample();
    for (language, style) in [("en", LayoutStyle::Tidy), ("zh", LayoutStyle::Tidy)] {
        let mut request = SceneRequest::default();
        request.language = language.into();
        request.style = style;
        let stage = build(&chart, &request);
        let lines = |id| words(items(&stage, &chart, id), Role::Name);
        let (department, personnel) = (lines("dpko"), lines("ddr"));
        if language == "en" {
            assert_eq!(department, ["Department of", "Peacekeeping Operations"]);
            assert_eq!(personnel, ["Disarmament, Demobilization", "and Reintegration Section"]);
        } else {
            assert_eq!(department, ["维持和平行动部"]);
            assert_eq!(personnel, ["解除武装、复员", "和重返社会科"]);
        }
    }
}
