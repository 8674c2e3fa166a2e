//! Colours of cards by field, status, level or branch, and their legend.

use std::sync::Arc;

use organogram::model::Chart;
use organogram::scene::marks::{Marks, Sign};
use organogram::scene::text::TextRun;
use organogram::scene::theme::Color;
use organogram::scene::{ColorBy, IndexedScene, Role, SceneItem, SceneRequest, Subject, build};
use organogram::source::SourceText;

const HARBOUR: &str = r##"(organogram: 1, title: "Harbour", languages: ["en", "zh"],
    fields: [
        (id: "site", label: {"en": "Site", "zh": "地点"}, type: text),
        (id: "berths", label: "Berths", type: number, unit: "m"),
        (id: "state", label: "State", type: choice, values: [
            (id: "pilot", label: {"en": "Pilot", "zh": "试点"}, color: "#123456"),
            (id: "permanent", label: "Permanent")]),
    ],
    units: [
        (id: "authority", kind: "department", name: "Harbour Authority", fields: {"site": "Pier 1", "state": "permanent"}),
        (id: "pilots", parent: "authority", kind: "service", name: "Pilot Service",
         head: (title: "Chief Pilot", status: vacant), fields: {"site": "Pier 2", "berths": 40, "state": "pilot"}),
        (id: "tugs", parent: "pilots", kind: "section", name: "Tug Section",
         head: (title: "Tug Master", holder: (name: "Ada Marsh", acting: true)), fields: {"site": "Pier 2", "berths": 90}),
        (id: "docks", parent: "authority", kind: "service", name: "Dock Service", status: planned, fields: {"site": "Pier 1"}),
    ],
)"##;

fn harbour() -> Chart {
    Chart::load(&SourceText::new("harbour.ron", HARBOUR)).0
}

fn drawn(chart: &Chart, by: &str, language: &str) -> IndexedScene {
    let mut request = SceneRequest::default();
    language.clone_into(&mut request.language);
    request.legend = true;
    request.color_by = ColorBy::of(by, chart).expect("it is known");
    build(chart, &request)
}

fn band(scene: &IndexedScene, chart: &Chart, id: &str) -> Color {
    let unit = chart.find(id).expect("the chart has it");
    scene.card(unit).expect("it is drawn").band
}

/// Returns the meanings of the colours, and the index of each unit's colour among them.
fn meanings(by: &str, language: &str) -> (Vec<String>, Vec<Option<usize>>) {
    let chart = harbour();
    let scene = drawn(&chart, by, language);
    let places = ["authority", "pilots", "tugs", "docks"].map(|id| {
        let color = band(&scene, &chart, id);
        scene.colors.meanings.iter().position(|meaning| meaning.color == Some(color))
    });
    (scene.colors.meanings.iter().map(|meaning| meaning.words.clone()).collect(), places.to_vec())
}

#[test]
fn legend_follows_field_and_language() {
    for (by, language, words, places) in [
        (
            "kind",
            "en",
            &["Department", "Service", "Section"][..],
            [Some(0), Some(1), Some(2), Some(1)],
        ),
        (
            "status",
            "en",
            &["Vacant", "acting", "Planned", "Existing"],
            [None, Some(0), Some(1), Some(2)],
        ),
        ("status", "zh", &["空缺", "代理", "计划设立", "现设"], [None, Some(0), Some(1), Some(2)]),
        ("level", "en", &["Level 1", "Level 2", "Level 3"], [Some(0), Some(1), Some(2), Some(1)]),
        ("branch", "en", &["Pilot Service", "Dock Service"], [None, Some(0), Some(0), Some(1)]),
        ("site", "en", &["Pier 1", "Pier 2"], [Some(0), Some(1), Some(1), Some(0)]),
        ("berths", "en", &["40 m", "90 m", "Not stated"], [None, Some(0), Some(1), None]),
        ("state", "en", &["Pilot", "Permanent", "Not stated"], [Some(1), Some(0), None, None]),
        ("state", "zh", &["试点", "Permanent", "未说明"], [Some(1), Some(0), None, None]),
    ] {
        assert_eq!(
            meanings(by, language),
            (words.iter().map(ToString::to_string).collect(), places.to_vec()),
            "{by}"
        );
    }
    let chart = harbour();
    let scene = drawn(&chart, "state", "en");
    assert_eq!(
        band(&scene, &chart, "pilots"),
        Color([0x12, 0x34, 0x56, 255]),
        "the file's own colour"
    );
    assert_eq!(ColorBy::of("sites", &chart), None);
}

/// Returns the texts of a role in a group.
fn texts<'a>(scene: &'a IndexedScene, subject: Subject, wanted: Role) -> Vec<&'a str> {
    let group = scene.scene.find(subject).expect("it is drawn");
    let text = |item: &'a SceneItem| match item {
        SceneItem::Text { role, run, .. } if *role == wanted => Some(run.text()),
        _ => None,
    };
    scene.scene.items_of(group).iter().filter_map(text).collect()
}

#[test]
fn card_shows_the_value_that_colours_it() {
    let chart = harbour();
    let tugs = Subject::Unit(chart.find("tugs").expect("it is there"));
    let scene = drawn(&chart, "site", "en");
    assert_eq!(texts(&scene, tugs, Role::Kind), ["Site: Pier 2"]);
    assert_eq!(texts(&drawn(&chart, "site", "zh"), tugs, Role::Kind), ["科", "地点：Pier 2"]);
    assert_eq!(texts(&drawn(&chart, "kind", "en"), tugs, Role::Kind), [""; 0]);
    assert_eq!(
        texts(&scene, Subject::Legend, Role::Legend),
        ["Site", "Pier 1", "Pier 2", "Belongs to"]
    );
}

#[test]
fn groups_values_after_the_eighth() {
    let units: String = (0..10)
        .map(|at| {
            format!(
                "(id: \"u{at}\", kind: \"unit\", name: \"U{at}\", fields: {{\"f\": \"v{}\"}}),",
                at.min(8)
            )
        })
        .collect();
    let text = format!(
        "(organogram: 1, title: \"T\", fields: [(id: \"f\", label: \"F\", type: text)], units: [{units}])"
    );
    let (chart, _) = Chart::load(&SourceText::new("many.ron", text));
    let scene = drawn(&chart, "f", "en");
    let words: Vec<&str> =
        scene.colors.meanings.iter().map(|meaning| meaning.words.as_str()).collect();
    assert_eq!(words, ["v8", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "Others"]);
}

#[test]
fn comparison_keeps_colours_and_legend() {
    let chart = harbour();
    let mut request = SceneRequest::default();
    "en".clone_into(&mut request.language);
    request.legend = true;
    request.color_by = ColorBy::of("site", &chart).expect("it is known");
    let marks = Marks { legend: vec![(Sign::New, "new".to_owned())], ..Marks::default() };
    request.marks = Some(Arc::new(marks));
    let scene = build(&chart, &request).scene;
    let legend = scene.find(Subject::Legend).expect("it has a legend");
    let words: Vec<&str> =
        scene.items_of(legend).iter().filter_map(SceneItem::run).map(TextRun::text).collect();
    for expected in ["new", "Site", "Pier 1", "Pier 2"] {
        assert!(words.contains(&expected), "{expected}: {words:?}");
    }
}
