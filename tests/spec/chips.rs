//! Chips and pills at the ends of lines: chips with the same name are distinguished.

use organogram::model::Chart;
use organogram::scene::{RelationFilter, SceneRequest, build};
use organogram::source::SourceText;

#[test]
fn chips_with_equal_names_show_their_parents() {
    let text = r#"(organogram: 1, languages: ["en"], units: [
        (id: "me", kind: "office", name: "Me"),
        (id: "n", kind: "office", name: "North"), (id: "s", kind: "office", name: "South"),
        (id: "n1", parent: "n", kind: "team", name: "Crew"),
        (id: "s1", parent: "s", kind: "team", name: "Crew"),
        (id: "s2", parent: "s", kind: "team", name: "Boats"),
        (id: "s2a", parent: "s2", kind: "team", name: "Crew"),
        (id: "n2", parent: "n", kind: "team", name: "Boats"),
        (id: "n2a", parent: "n2", kind: "team", name: "Crew"),
        (id: "n1b", parent: "n", kind: "team", name: "Crew"),
    ], relations: [
        (from: "me", to: ["s1", "s2", "s2a", "n2a", "n1", "n1b"], kind: supports),
    ])"#;
    let (chart, _) = Chart::load(&SourceText::new("a.ron", text));
    let mut request = SceneRequest::default();
    request.language = "en".into();
    request.root = chart.find("me");
    request.relations = RelationFilter::all();
    let mut names: Vec<String> =
        build(&chart, &request).stubs.into_iter().map(|pill| pill.name).collect();
    names.sort();
    let expected = [
        "Boats",
        "Crew · Boats · North",
        "Crew · Boats · South",
        "Crew · North · n1",
        "Crew · North · n1b",
        "Crew · South",
    ];
    assert_eq!(names, expected);
}
