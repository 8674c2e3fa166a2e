//! The chart as SVG, read back as XML: its text, groups, positions and size.

use organogram::export::svg::{SvgOptions, write};
use organogram::export::{ExportError, Metadata};
use organogram::model::{Chart, SAMPLE, Unit};
use organogram::scene::text::Weight;
use organogram::scene::{RelationFilter, Scene, SceneItem, SceneRequest, Subject, build};
use organogram::source::SourceText;
use roxmltree::{Document, Node};

const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Names that would break the file if they were not escaped.
const AWKWARD: &str = r#"(organogram: 1, title: "A & <B>", languages: ["en"], units: [
    (id: "a", kind: "office", name: "<Q&A> \"x\" ]]> \u{1}"),
    (id: "b", kind: "team", name: "工作组", parent: "a"),
])"#;

#[test]
fn svg_has_every_name_as_text() {
    let chart = chart(SAMPLE);
    let joined = |words: &str| words.split_whitespace().collect::<String>();
    for language in ["zh", "en"] {
        let text = drawing(&chart, &scene(&chart, language), language);
        let svg = parsed(&text);
        for unit in chart.units() {
            let group = group_of(&svg, unit);
            let lines: String = texts(group)
                .filter(|text| ["15", "18"].map(Some).contains(&text.attribute("font-size")))
                .filter_map(|text| text.text())
                .collect();
            assert_eq!(joined(&lines), joined(unit.name.get([language])));
        }
    }
}

#[test]
fn units_are_groups_with_id_kind_and_name() {
    let chart = chart(SAMPLE);
    let text = drawing(&chart, &scene(&chart, "zh"), "zh");
    let svg = parsed(&text);
    let groups = svg.descendants().filter(|node| node.attribute("class") == Some("unit"));
    assert_eq!(groups.count(), 48);
    for unit in chart.units() {
        let group = group_of(&svg, unit);
        assert_eq!(group.attribute("data-kind"), Some(chart.kind(unit.kind).id.as_str()));
        assert_eq!(title(group), Some(unit.name.get(["zh"])));
    }
}

#[test]
fn lines_and_bodies_are_described() {
    let chart = chart(SAMPLE);
    let mut request = request("en");
    request.relations = RelationFilter::all();
    let scene = build(&chart, &request).scene;
    let text = drawing(&chart, &scene, "en");
    let svg = parsed(&text);
    let of_class = |class: &'static str| {
        svg.descendants().filter(move |node| node.attribute("class") == Some(class))
    };
    let is_relation = |subject| matches!(subject, Subject::Relation(_));
    let relations = scene.groups.iter().filter(|group| is_relation(group.subject)).count();
    assert_eq!(of_class("relation").count(), relations);
    for relation in of_class("relation") {
        assert!(title(relation).is_some_and(|words| !words.is_empty()), "{relation:?}");
        for end in ["data-kind", "data-from", "data-to"] {
            assert!(relation.attribute(end).is_some_and(|id| !id.is_empty()), "{relation:?}");
        }
    }
    let bodies = of_class("body").count();
    assert!(bodies > 0);
    for body in of_class("body") {
        let lines: String = texts(body).filter_map(|text| text.text()).collect();
        let joined = |words: &str| words.split_whitespace().collect::<String>();
        assert_eq!(joined(&lines), joined(title(body).expect("a name")));
    }
    for connector in of_class("connector") {
        let parent = connector.attribute("data-from").and_then(|id| chart.find(id));
        let child = connector.attribute("data-to").and_then(|id| chart.find(id));
        assert_eq!(chart.unit(child.expect("a unit")).parent, parent);
    }
}

#[test]
fn document_has_title_language_and_fonts() {
    let chart = chart(SAMPLE);
    let text = drawing(&chart, &scene(&chart, "en"), "en");
    let svg = parsed(&text);
    let root = svg.root_element();
    assert_eq!(title(root), Some(chart.title().get(["en"])));
    assert_eq!(root.attribute("lang"), Some("en"));
    assert_eq!(root.attribute((XML, "lang")), Some("en"));
    let fonts = "'Noto Sans SC', 'Noto Sans CJK SC', sans-serif";
    assert_eq!(root.attribute("font-family"), Some(fonts));
    assert!(svg.descendants().all(|node| !node.has_tag_name("foreignObject")));
}

#[test]
fn text_positions_match_the_scene() {
    let chart = chart(SAMPLE);
    for language in ["zh", "en"] {
        let scene = scene(&chart, language);
        let text = drawing(&chart, &scene, language);
        let svg = parsed(&text);
        let drawn: Vec<Node<'_, '_>> = texts(svg.root_element()).collect();
        let mut placed = drawn.iter();
        for item in &scene.items {
            let SceneItem::Text { origin, run, .. } = item else { continue };
            let node = placed.next().expect("as many texts as the scene has");
            assert_eq!(node.text(), Some(run.text()));
            for (name, expected) in [("x", origin.x), ("y", origin.y), ("font-size", run.size())] {
                assert_near(node, name, expected);
            }
            let expected = if run.weight() == Weight::Medium { "500" } else { "400" };
            assert_eq!(node.attribute("font-weight"), Some(expected));
            if run.text().chars().any(|character| character.is_ascii()) {
                assert_near(node, "textLength", run.width());
            }
        }
        assert!(placed.next().is_none());
    }
}

#[test]
fn escapes_text() {
    let chart = chart(AWKWARD);
    let text = drawing(&chart, &scene(&chart, "en"), "en");
    let svg = parsed(&text);
    assert_eq!(title(svg.root_element()), Some("A & <B>"));
    let group = group_of(&svg, &chart.units()[0]);
    assert_eq!(title(group), Some("<Q&A> \"x\" ]]> \u{fffd}"));
    let name = texts(group).next().and_then(|text| text.text());
    assert_eq!(name, Some("<Q&A> \"x\" ]]>"));
    let chinese = texts(group_of(&svg, &chart.units()[1])).next().expect("a name");
    assert_eq!(chinese.attribute("textLength"), None, "full-width lines need none");
}

#[test]
fn rounds_numbers_to_two_decimals() {
    let chart = chart(SAMPLE);
    let text = drawing(&chart, &scene(&chart, "en"), "en");
    let svg = parsed(&text);
    for node in svg.root_element().descendants() {
        let geometry = ["x", "y", "width", "height", "points", "viewBox", "textLength", "rx"];
        for value in geometry.iter().filter_map(|name| node.attribute(*name)) {
            for number in value.split([' ', ',']) {
                let decimals = number.split_once('.').map_or("", |(_, decimals)| decimals);
                assert!(number.parse::<f64>().is_ok() && decimals.len() <= 2, "{number}");
            }
        }
    }
}

#[test]
fn output_is_deterministic() {
    let drawn = || {
        let chart = chart(SAMPLE);
        drawing(&chart, &scene(&chart, "zh"), "zh")
    };
    assert!(drawn() == drawn(), "two drawings differ");
}

#[test]
fn scale_changes_only_the_size() {
    let chart = chart(SAMPLE);
    let scene = scene(&chart, "zh");
    let text = scaled(&scene, 2.0).expect("memory takes everything");
    let svg = parsed(&text);
    let root = svg.root_element();
    assert_near(&root, "width", scene.size().x * 2.0);
    assert_near(&root, "height", scene.size().y * 2.0);
    let once = scaled(&scene, 1.0).expect("memory takes everything");
    let rest = |text: &str| text.split_once(" viewBox=").map(|(_, rest)| rest.to_owned());
    assert!(rest(&text).is_some() && rest(&text) == rest(&once));
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        assert!(matches!(scaled(&scene, scale), Err(ExportError::Scale(_))), "{scale}");
    }
}

fn chart(text: &str) -> Chart {
    Chart::load(&SourceText::new("test.ron", text)).0
}

fn request(language: &str) -> SceneRequest {
    let mut request = SceneRequest::default();
    request.language = language.into();
    request.heading = true;
    request.descriptions = true;
    request
}

fn scene(chart: &Chart, language: &str) -> Scene {
    build(chart, &request(language)).scene
}

fn drawing(chart: &Chart, scene: &Scene, language: &str) -> String {
    let mut bytes = Vec::new();
    let metadata = Metadata { title: chart.title().get([language]), language, origin: None };
    let mut options = SvgOptions::default();
    options.metadata = metadata;
    write(scene, &options, &mut bytes).expect("memory takes everything");
    String::from_utf8(bytes).expect("UTF-8")
}

fn scaled(scene: &Scene, scale: f32) -> Result<String, ExportError> {
    let mut bytes = Vec::new();
    let metadata = Metadata { language: "zh", ..Metadata::default() };
    let mut options = SvgOptions::default();
    options.scale = scale;
    options.metadata = metadata;
    write(scene, &options, &mut bytes)?;
    Ok(String::from_utf8(bytes).expect("UTF-8"))
}

fn parsed(text: &str) -> Document<'_> {
    Document::parse(text).expect("well-formed XML")
}

/// Returns the only group of a unit.
fn group_of<'a, 'input>(svg: &'a Document<'input>, unit: &Unit) -> Node<'a, 'input> {
    let id = Some(unit.id.as_str());
    let mut groups = svg.descendants().filter(|node| node.attribute("data-id") == id);
    let group = groups.next().expect("a group for each unit");
    assert!(groups.next().is_none(), "{id:?} has two groups");
    group
}

fn texts<'a, 'input>(node: Node<'a, 'input>) -> impl Iterator<Item = Node<'a, 'input>> {
    node.descendants().filter(|node| node.has_tag_name("text"))
}

/// Returns the text of an element's own title.
fn title<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.children().find(|node| node.has_tag_name("title")).and_then(|title| title.text())
}

fn assert_near(node: &Node<'_, '_>, name: &str, expected: f32) {
    let found: f32 = node.attribute(name).unwrap_or_default().parse().expect("a number");
    assert!((found - expected).abs() <= 0.006, "{name} is {found}, not {expected}: {node:?}");
}
