//! Reporting lines outside the tree: which there are, which of them are dual, and that each is drawn and explained.

use organogram::model::{Chart, Party, SAMPLE};
use organogram::scene::{LineKind, SceneItem, SceneRequest, Subject, build, line_kinds};
use organogram::source::SourceText;

const SUPERIORS: &str = r#"(organogram: 1, bodies: [(id: "board", name: "Board")], units: [
    (id: "top", kind: "office", name: "Top", head: (title: "t", reports_to: "board")),
    (id: "mid", parent: "top", kind: "office", name: "Mid",
     head: (title: "m", reports_to: ["top", "board"])),
    (id: "skips", parent: "mid", kind: "office", name: "Skips", head: (title: "s", reports_to: "top")),
    (id: "both", parent: "mid", kind: "office", name: "Both",
     head: (title: "b", reports_to: ["mid", "top"])),
    (id: "aside", parent: "mid", kind: "office", name: "Aside", head: (title: "a", reports_to: "skips"),
     posts: [(id: "deputy", title: "d", reports_to: "aside"),
             (id: "clerk", title: "c", reports_to: "deputy"),
             (id: "envoy", title: "e", reports_to: ["aside", "both"])]),
    (id: "under", parent: "aside", kind: "office", name: "Under",
     head: (title: "u", reports_to: "deputy")),
], relations: [
    (from: "aside", to: "mid", kind: reports_to), (from: "board", to: "top", kind: advises),
])"#;

fn chart(text: &str) -> Chart {
    Chart::load(&SourceText::new("a.ron", text)).0
}

/// Returns the wording of the kinds of the lines from one unit, post or body.
fn kinds(chart: &Chart, from: &str) -> Vec<Option<&'static str>> {
    let lines = chart.relations().iter().zip(line_kinds(chart));
    let lines = lines.filter(|(line, _)| chart.party_id(line.from) == from);
    lines.map(|(_, kind)| kind.map(LineKind::word)).collect()
}

#[test]
fn two_superiors_make_a_dual_line() {
    let chart = chart(SUPERIORS);
    assert_eq!(kinds(&chart, "top"), [Some("reports_to")], "only to a body outside");
    assert_eq!(kinds(&chart, "mid"), [Some("dual")]);
    assert_eq!(kinds(&chart, "skips"), [Some("reports_to")], "past its parent, to one only");
    assert_eq!(kinds(&chart, "both"), [Some("dual")]);
    assert_eq!(kinds(&chart, "aside"), [None, Some("dual")], "the tree says the first");
    assert_eq!(kinds(&chart, "clerk"), [None], "within one card");
    assert_eq!(kinds(&chart, "under"), [None], "to the card that the tree leads to");
    assert_eq!(kinds(&chart, "envoy"), [Some("dual")]);
    assert_eq!(kinds(&chart, "board"), [Some("advises")]);
}

/// Returns the ends of the drawn lines, and the text of the legend.
fn drawn(chart: &Chart, language: &str) -> (Vec<(String, String)>, Vec<String>) {
    let mut request = SceneRequest::default();
    request.language = language.into();
    request.legend = true;
    let scene = build(chart, &request).scene;
    let mut lines = Vec::new();
    for group in &scene.groups {
        let Subject::Relation(index) = group.subject else { continue };
        let line = &chart.relations()[index as usize];
        let id = |party: Party| chart.party_id(party).to_owned();
        lines.push((id(line.from), id(line.to)));
    }
    let legend = scene.find(Subject::Legend).expect("there is a legend");
    let words = scene.items_of(legend).iter().filter_map(|item| match item {
        SceneItem::Text { run, .. } => Some(run.text().to_owned()),
        _ => None,
    });
    (lines, words.collect())
}

#[test]
fn draws_reporting_lines_outside_the_tree() {
    let (lines, legend) = drawn(&chart(SUPERIORS), "en");
    let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    let expected = [
        pair("top", "board"),
        pair("mid", "board"),
        pair("skips", "top"),
        pair("both", "top"),
        pair("aside", "skips"),
        pair("envoy", "both"),
    ];
    assert_eq!(lines, expected);
    for words in ["Reports to", "Dual accountability", "Outside the organization"] {
        assert!(legend.iter().any(|entry| entry == words), "{words} is not in {legend:?}");
    }
}

#[test]
fn one_outside_superior_is_not_dual() {
    let text = r#"(organogram: 1, bodies: [(id: "b", name: "Board")], units: [
        (id: "a", kind: "office", name: "A", head: (title: "t", reports_to: "b")),
    ])"#;
    for (language, reports, dual) in
        [("en", "Reports to", "Dual accountability"), ("zh", "对其负责", "双重负责")]
    {
        let (lines, legend) = drawn(&chart(text), language);
        assert_eq!(lines.len(), 1);
        assert!(legend.iter().any(|entry| entry == reports), "{legend:?}");
        assert!(legend.iter().all(|entry| entry != dual), "{legend:?}");
    }
}

#[test]
fn sample_draws_lines_past_the_parent() {
    let chart = chart(SAMPLE);
    let (lines, _) = drawn(&chart, "en");
    for name in ["Front Office", "Office of the Chief of Staff"] {
        let of_name = |(from, to): &&(String, String)| {
            let unit = chart.find(from).map(|unit| chart.unit(unit).name.get(["en"]));
            unit == Some(name) && to == "dpko"
        };
        assert_eq!(lines.iter().filter(of_name).count(), 1, "{name} in {lines:?}");
    }
}
