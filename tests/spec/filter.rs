//! Filters: the meaning of a query, and its effect on a picture.

use std::sync::Arc;

use organogram::model::{Chart, Filter};
use organogram::scene::{IndexedScene, Rest, SceneRequest, UnitFilter, build};
use organogram::source::SourceText;

const HARBOUR: &str = r#"(organogram: 1, title: "Harbour", languages: ["en", "zh"],
    fields: [
        (id: "site", label: {"en": "Site", "zh": "地点"}, type: text),
        (id: "berths", label: "Berths", type: number),
        (id: "state", label: "State", type: choice, values: [
            (id: "pilot", label: {"en": "On trial", "zh": "试点"}), (id: "permanent")]),
    ],
    units: [
        (id: "authority", kind: "department", name: {"en": "Harbour Authority", "zh": "港务局"}, fields: {"site": "Pier 1"},
         head: (title: "Harbour Master", holder: "Ada Marsh")),
        (id: "pilots", parent: "authority", kind: "service", name: "Pilot Service", acronym: "PS",
         head: (title: "Chief Pilot", status: vacant), fields: {"site": "South Pier", "berths": 40, "state": "pilot"}),
        (id: "tugs", parent: "pilots", kind: "section", name: "Tug Section", fields: {"berths": 90.5},
         posts: [(id: "mate", title: "First Mate", holder: (name: "Mei Lindqvist", acting: true))]),
        (id: "docks", parent: "authority", kind: "service", position: staff, status: planned, name: "Dock Service"),
        (id: "cranes", parent: "docks", kind: "section", name: "Cranes", also_named: ["Lifting gear"]),
    ],
)"#;

fn harbour() -> Chart {
    Chart::load(&SourceText::new("harbour.ron", HARBOUR)).0
}

/// Returns the ids of the matching units.
fn matching(query: &str) -> Vec<String> {
    let chart = harbour();
    let filter = Filter::parse(query, &chart).unwrap_or_else(|error| panic!("{query}: {error:?}"));
    let units = filter.matching(&chart);
    let ids = chart.unit_indices().filter(|unit| units.contains(unit));
    ids.map(|unit| chart.unit(unit).id.clone()).collect()
}

#[test]
fn filters_by_every_kind_of_term() {
    for (query, expected) in [
        ("", &["authority", "pilots", "tugs", "docks", "cranes"][..]),
        ("service", &["pilots", "docks"]),
        ("港务", &["authority"]),
        ("lifting", &["cranes"]),
        ("PS", &["pilots"]),
        ("\"tug sec\"", &["tugs"]),
        ("tug sec", &["tugs"]),
        ("section pilot", &[]),
        ("kind:section", &["tugs", "cranes"]),
        ("kind:科", &["tugs", "cranes"]),
        ("KIND:Section,department", &["authority", "tugs", "cranes"]),
        ("-kind:section", &["authority", "pilots", "docks"]),
        ("vacant", &["pilots"]),
        ("-vacant service", &["docks"]),
        ("\"vacant\"", &[]),
        ("acting", &["tugs"]),
        ("status:planned", &["docks"]),
        ("status:vacant,planned", &["pilots", "docks"]),
        ("planned", &["docks"]),
        ("staff", &["docks"]),
        ("head:master", &["authority"]),
        ("head:marsh", &["authority"]),
        ("head:", &["authority", "pilots"]),
        ("-head:", &["tugs", "docks", "cranes"]),
        ("holder:lindqvist", &["tugs"]),
        ("post:mate", &["tugs"]),
        ("id:docks", &["docks"]),
        ("level:3", &["tugs", "cranes"]),
        ("level:..2", &["authority", "pilots", "docks"]),
        ("berths:50..", &["tugs"]),
        ("level:<3", &["authority", "pilots", "docks"]),
        ("site:pier", &["authority", "pilots"]),
        ("site:\"south pier\"", &["pilots"]),
        ("地点:south", &["pilots"]),
        ("地点：south", &["pilots"]),
        ("site:", &["authority", "pilots"]),
        ("berths:40", &["pilots"]),
        ("berths:>40", &["tugs"]),
        ("berths:>=40", &["pilots", "tugs"]),
        ("berths:40..90.5", &["pilots", "tugs"]),
        ("berths:<41,>90", &["pilots", "tugs"]),
        ("state:pilot", &["pilots"]),
        ("state:\"on trial\"", &["pilots"]),
        ("state:试点 vacant", &["pilots"]),
    ] {
        assert_eq!(matching(query), expected, "{query}");
    }
}

#[test]
fn suggests_for_unknown_terms() {
    let chart = harbour();
    for (query, message, hint) in [
        ("knd:section", "unknown filter key knd", "did you mean kind?"),
        ("sit:pier", "unknown filter key sit", "did you mean site?"),
        (
            "colour:red",
            "unknown filter key colour",
            "expected one of: name, kind, status, level, head, holder, post, id, site, berths, state",
        ),
        ("kind:sektion", "this file has no kind sektion", "did you mean section?"),
        ("status:vakant", "vakant is not a status", "did you mean vacant?"),
        ("state:pilots", "state has no value pilots", "did you mean pilot?"),
        ("berths:many", "many is not a number", "write berths:3, berths:>3 or berths:3..5"),
        (
            "site:\"pier",
            "a quotation mark of the filter is never closed",
            "write \" after the last word of the phrase",
        ),
    ] {
        let error = Filter::parse(query, &chart).expect_err(query);
        assert_eq!(
            (error.message.to_string(), error.hint.to_string()),
            (message.into(), hint.into())
        );
    }
}

fn drawn(chart: &Chart, query: &str, rest: Rest) -> IndexedScene {
    let mut request = SceneRequest::default();
    let filter = Filter::parse(query, chart).expect("it is understood");
    let (matching, query) = (Arc::new(filter.matching(chart)), query.to_owned());
    request.filter = Some(UnitFilter { matching, rest, query });
    build(chart, &request)
}

fn shown<'a>(chart: &'a Chart, scene: &IndexedScene) -> Vec<&'a str> {
    scene.cards.iter().map(|card| chart.unit(card.unit).id.as_str()).collect()
}

#[test]
fn dims_or_hides_units_but_keeps_ancestors() {
    let chart = harbour();
    let dimmed = drawn(&chart, "acting", Rest::Dimmed);
    assert_eq!(
        shown(&chart, &dimmed),
        ["authority", "docks", "cranes", "pilots", "tugs"],
        "staff first"
    );
    let all = build(&chart, &SceneRequest::default());
    let is_as_before = |id: &str| {
        let unit = chart.find(id).expect("it is there");
        dimmed.find(unit).expect("it is drawn").1 == all.find(unit).expect("it is drawn").1
    };
    assert_eq!(["tugs", "authority", "cranes"].map(is_as_before), [true, false, false]);
    let rects = |scene: &IndexedScene| scene.cards.iter().map(|card| card.rect).collect::<Vec<_>>();
    assert_eq!(rects(&dimmed), rects(&all), "nothing moves");
    let hidden = drawn(&chart, "acting", Rest::Hidden);
    assert_eq!(shown(&chart, &hidden), ["authority", "pilots", "tugs"]);
    assert!(hidden.cards.iter().all(|card| card.hidden.is_none()));
    let nothing = drawn(&chart, "\"no such name\"", Rest::Hidden);
    assert_eq!(shown(&chart, &nothing), ["authority"], "the top always stays");
}
