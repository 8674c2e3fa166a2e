//! Contents of drawings for other programs (DOT, Mermaid, `GraphML`, draw.io) and of slides.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::sync::Arc;

use organogram::export::{Content, Format, Job, Output, ProgressSink};
use organogram::model::{Chart, SAMPLE};
use organogram::scene::{RelationFilter, SceneRequest};
use organogram::source::SourceText;
use proptest::prelude::*;

use crate::cases::cases;

struct Nobody;

impl ProgressSink for Nobody {
    fn progress(&mut self, _part: f32) {}

    fn advise(&mut self, _advice: organogram::diagnostic::Message) {}
}

fn load(text: &str) -> Arc<Chart> {
    Arc::new(Chart::load(&SourceText::new("a.ron", text)).0)
}

fn exported(chart: &Arc<Chart>, format: Format, request: SceneRequest) -> Vec<u8> {
    let output = Output::of(format);
    let content = Content::Units;
    let job = Job { chart: Arc::clone(chart), origin: None, content, request, area: None, output };
    let mut bytes = Vec::new();
    job.write(None, &mut Nobody, &mut bytes).expect("a vector takes it");
    bytes
}

fn text(chart: &Arc<Chart>, format: Format) -> String {
    let mut request = SceneRequest::default();
    request.language = "en".into();
    String::from_utf8(exported(chart, format, request)).expect("it is text")
}

/// Two units, a body, and a line between each pair.
const SMALL: &str = r#"(organogram: 1, title: "Port \"A\" & <B>", languages: ["en"],
    bodies: [(id: "council", name: "Council [x]")],
    units: [
        (id: "a", kind: "department", name: "Harbour \"A\" & <B> #1; [x] \\N {y} | `z` *q* _u_", head: (title: "Master")),
        (id: "b", parent: "a", kind: "team", name: "1. Quay", count: 3, link: "https://quay.example/?a=1&b=2",
         head: (title: "Foreman", reports_to: ["a", "council"])),
        (id: "c", parent: "a", kind: "team", name: "Crane"),
    ],
    relations: [(from: "b", to: "c", kind: advises, text: "Advises \"C\""), (from: "b", to: "c", kind: coordinates)],
)"#;

/// Returns the attributes of each element with a name, in order.
fn elements(text: &str, name: &str) -> Vec<BTreeMap<String, String>> {
    let document = roxmltree::Document::parse(text).expect("it is XML");
    let named = document.descendants().filter(|node| node.tag_name().name() == name);
    let attributes = |node: roxmltree::Node<'_, '_>| {
        node.attributes().map(|it| (it.name().to_owned(), it.value().to_owned())).collect()
    };
    named.map(attributes).collect()
}

#[test]
fn dot_keeps_card_positions() {
    let chart = load(SMALL);
    let dot = text(&chart, Format::Dot);
    let node = dot.lines().find(|line| line.contains("id=\"b\"")).expect("a node");
    assert!(node.contains("1. Quay") && node.contains("Foreman"), "{node}");
    let [x, y] = numbers(node, "pos=\"")[..2] else { panic!("{node}") };
    let [_, _, width, height] = numbers(&dot, "bb=\"")[..4] else { panic!("{dot}") };
    assert!((0.0..width).contains(&x) && (0.0..height).contains(&y));
    let above = dot.lines().find(|line| line.contains("id=\"a\"")).expect("a node");
    assert!(numbers(above, "pos=\"")[1] > y, "y grows upwards");
    assert_eq!(dot.lines().filter(|line| line.contains(" -> ")).count(), 3);
    assert!(dot.contains("label=\"Port \\\"A\\\" & <B>\""), "{dot}");
}

/// Returns the numbers after a word, up to the quotation mark.
fn numbers(text: &str, word: &str) -> Vec<f32> {
    let (_, behind) = text.split_once(word).expect("the word is there");
    let (inside, _) = behind.split_once('"').expect("a quotation mark");
    inside.split([',', ' ']).filter_map(|number| number.parse().ok()).collect()
}

#[test]
fn mermaid_has_nodes_lines_and_colours() {
    let flowchart = text(&load(SMALL), Format::Mmd);
    let expected = [
        "---",
        "title: \"Port \\\"A\\\" & <B>\"",
        "---",
        "flowchart TB",
        "  n0[\"Harbour #34;A#34; #38; #60;B#62; #35;1#59; #91;x#93; #92;N #123;y#125; #124; #96;z#96; #42;q#42; \
         #95;u#95;<br/><small>Master</small>\"]:::k0",
        "  n1[\"1#46; Quay<br/><small>× 3 · Foreman</small>\"]:::k6",
        "  n2[\"Crane\"]:::k6",
        "  n3([\"Council #91;x#93;\"]):::outside",
        "  n0 --- n1",
        "  n0 --- n2",
        "  n1 -. \"dual\" .-> n3",
    ];
    let lines: Vec<&str> = flowchart.lines().take(expected.len()).collect();
    assert_eq!(lines, expected);
    assert!(flowchart.contains("classDef k6 fill:#"), "{flowchart}");
}

#[test]
fn draws_requested_lines() {
    let chart = load(SMALL);
    let mut request = SceneRequest::default();
    request.relations = RelationFilter::all();
    let bytes = exported(&chart, Format::Mmd, request.clone());
    let flowchart = String::from_utf8(bytes).expect("it is text");
    assert!(flowchart.contains("  n1 -. \"advises\" .-> n2\n"), "{flowchart}");
    assert!(flowchart.contains("  n1 -. \"coordinates\" .- n2\n"), "{flowchart}");
    let bytes = exported(&chart, Format::Drawio, request);
    let drawing = String::from_utf8(bytes).expect("it is text");
    let relations: Vec<String> = elements(&drawing, "UserObject")
        .into_iter()
        .filter_map(|object| object.get("relation").cloned())
        .collect();
    assert_eq!(relations, ["parent", "parent", "advises", "coordinates", "dual"]);
}

#[test]
fn drawio_connects_cells_with_lines() {
    let drawing = text(&load(SMALL), Format::Drawio);
    let objects = elements(&drawing, "UserObject");
    let labels: Vec<&str> = objects.iter().map(|object| object["label"].as_str()).collect();
    assert!(labels[0].starts_with("<b>Harbour &quot;A&quot; &amp; &lt;B&gt;"), "{}", labels[0]);
    assert_eq!(objects[1]["unit"], "b");
    assert_eq!(objects[1]["link"], "https://quay.example/?a=1&b=2");
    let cells = elements(&drawing, "mxCell");
    let edges: Vec<(&str, &str)> = cells
        .iter()
        .filter(|cell| cell.contains_key("edge"))
        .map(|cell| (cell["source"].as_str(), cell["target"].as_str()))
        .collect();
    assert_eq!(edges, [("n0", "n1"), ("n0", "n2"), ("n1", "n3")]);
}

#[test]
fn graphml_has_labels_positions_and_data() {
    let graph = text(&load(SMALL), Format::Graphml);
    assert_eq!(elements(&graph, "node").len(), 4);
    assert_eq!(elements(&graph, "Geometry").len(), 4);
    let document = roxmltree::Document::parse(&graph).expect("it is XML");
    let data = |key: &str| -> Vec<&str> {
        let nodes = document.descendants().filter(|node| node.attribute("key") == Some(key));
        nodes.filter_map(|node| node.text()).collect()
    };
    assert_eq!(data("unit"), ["a", "b", "c", "council"]);
    assert_eq!(data("relation"), ["parent", "parent", "dual"]);
    assert_eq!(data("title"), ["Port \"A\" & <B>"]);
}

/// Returns the parts of a package.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut parts = BTreeMap::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let mut text = String::new();
        part.read_to_string(&mut text).expect("it is text");
        let name = part.name().expect("a name").into_owned();
        roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        parts.insert(name, text);
    }
    parts
}

#[test]
fn slides_have_glued_connectors() {
    let bytes = exported(&load(SMALL), Format::Pptx, SceneRequest::default());
    let parts = parts(&bytes);
    let slide = &parts["ppt/slides/slide1.xml"];
    let shapes = elements(slide, "cNvPr");
    let id =
        |name: &str| shapes.iter().find(|it| it["name"] == name).expect("a shape")["id"].clone();
    let ends = |name: &str| -> Vec<String> {
        elements(slide, name).into_iter().map(|end| end["id"].clone()).collect()
    };
    let (quay, crane, council) = (id("1. Quay"), id("Crane"), id("Council [x]"));
    assert_eq!(ends("endCxn"), [quay.clone(), crane, council]);
    assert_eq!(ends("stCxn")[2], quay);
    assert!(!parts.contains_key("ppt/slides/slide2.xml"), "one slide is enough");
    let links = &parts["ppt/slides/_rels/slide1.xml.rels"];
    assert!(links.contains("Target=\"https://quay.example/?a=1&amp;b=2\" TargetMode=\"External\""));
}

#[test]
fn slides_have_a_page_per_branch_with_notes() {
    let chart = load(SAMPLE);
    let mut request = SceneRequest::default();
    request.language = "en".into();
    let parts = parts(&exported(&chart, Format::Pptx, request.clone()));
    let all = |folder: &str| -> String {
        parts.iter().filter(|(name, _)| name.starts_with(folder)).map(|(_, text)| &**text).collect()
    };
    let (slides, notes) = (all("ppt/slides/slide"), all("ppt/notesSlides/notesSlide"));
    for index in chart.unit_indices() {
        let name = chart.unit(index).name.get(["en"]);
        assert!(slides.contains(&format!("<a:t>{name}</a:t>")), "{name}");
        for held in chart.functions(index) {
            let words = held.statement.text.get(["en"]).replace('\'', "&apos;");
            assert!(notes.contains(&words), "{words}");
        }
    }
    assert!(
        exported(&chart, Format::Pptx, request.clone()) == exported(&chart, Format::Pptx, request)
    );
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn drawings_of_arbitrary_text_are_well_formed(name in ".{1,20}", title in ".{0,20}") {
        let file = format!(
            "(organogram: 1, title: {}, units: [(id: \"a\", kind: \"office\", name: {}), \
             (id: \"b\", parent: \"a\", kind: \"team\", name: {})])",
            ron_string(&title), ron_string(&name), ron_string(&name)
        );
        let chart = load(&file);
        prop_assume!(!chart.units().is_empty());
        for format in [Format::Drawio, Format::Graphml] {
            let text = text(&chart, format);
            prop_assert!(roxmltree::Document::parse(&text).is_ok(), "{}", text);
        }
        parts(&exported(&chart, Format::Pptx, SceneRequest::default()));
        for format in [Format::Dot, Format::Mmd] {
            prop_assert!(!text(&chart, format).is_empty());
        }
    }
}

fn ron_string(words: &str) -> String {
    let escaped: String = words.chars().map(|c| format!("\\u{{{:x}}}", u32::from(c))).collect();
    format!("\"{escaped}\"")
}
