//! Drawings, opened by the programs for which they are made.

use std::fs;
use std::process::Command;

use organogram::model::{Chart, SAMPLE};
use organogram::source::SourceText;

use crate::exports::{Folder, is_there, said_by, there_is};
use crate::office::{has, python};

/// The packages of `tests/browser/package.json`; `check.sh` installs them.
const PACKAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/browser/node_modules");

fn names() -> Vec<String> {
    let chart = Chart::load(&SourceText::new("dpko.ron", SAMPLE)).0;
    chart.units().iter().map(|unit| unit.name.get(["en"]).to_owned()).collect()
}

fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn graphviz_keeps_the_places_of_the_cards() {
    if !there_is("dot", "-V") {
        return;
    }
    let folder = Folder::new();
    let graph = folder.export("a.dot", &["--lang", "en"]);
    let drawing = said_by("dot", &["-Tsvg", &graph]);
    let text = without_space(&drawing.replace("&amp;", "&").replace("&#45;", "-"));
    for class in ["class=\"node\"", "class=\"edge"] {
        assert!(drawing.matches(class).count() >= 47, "{class}");
    }
    let words: Vec<String> = names()
        .iter()
        .flat_map(|name| name.split(' ').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    for word in words {
        assert!(text.contains(&word), "{word} is not drawn");
    }
    // A graph laid out by Graphviz would be a row of 48 cards.
    let plain = said_by("dot", &["-Tplain", &graph]);
    let size: Vec<f32> = plain
        .lines()
        .next()
        .expect("a size")
        .split(' ')
        .skip(2)
        .map(|side| side.parse().expect("a number"))
        .collect();
    assert!(size[0] / size[1] < 3.0, "{size:?}");
}

#[test]
fn a_reader_of_graphml_finds_every_unit_and_its_parent() {
    if !has("networkx") {
        return;
    }
    let folder = Folder::new();
    let graph = folder.export("a.graphml", &["--lang", "en"]);
    let script = r#"
import sys, networkx
graph = networkx.read_graphml(sys.argv[1])
units = {node: data for node, data in graph.nodes(data=True) if "kind" in data}
print(len(units))
tree = [(a, b) for a, b, data in graph.edges(data=True) if data["relation"] == "parent"]
print(len(tree), networkx.is_tree(networkx.Graph(tree)))
its = next(node for node, data in units.items() if data["id"] == "its")
print(units[its]["name"], "<", units[next(a for a, b in tree if b == its)]["id"])
"#;
    let said = python(script, &graph);
    assert_eq!(said, "48\n47 True\nIntegrated Training Service < dpet\n");
}

#[test]
fn mermaid_draws_every_unit() {
    let mermaid = format!("{PACKAGES}/mermaid/dist/mermaid.min.js");
    let is_installed = fs::exists(&mermaid).unwrap_or(false);
    if !is_there("mermaid", is_installed) || !there_is("chromium", "--version") {
        return;
    }
    let folder = Folder::new();
    let flowchart = folder.export("a.mmd", &["--lang", "en"]);
    let text = fs::read_to_string(flowchart).expect("it is text");
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let page = format!(
        "<!doctype html><meta charset=utf-8><pre class=mermaid>{text}</pre><script src=\"{mermaid}\"></script>\
         <script>mermaid.initialize({{startOnLoad: false}}); mermaid.run().then(() => document.title = 'drawn');</script>"
    );
    let file = folder.path("a.html");
    fs::write(&file, page).expect("the folder takes files");
    let profile = format!("--user-data-dir={}", folder.path("profile"));
    let mut command = Command::new("chromium");
    command.args(["--headless", "--no-sandbox", "--disable-gpu", &profile]);
    command.args(["--allow-file-access-from-files", "--virtual-time-budget=20000", "--dump-dom"]);
    let output = command.arg(format!("file://{file}")).output().expect("it runs");
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(shown.contains("<title>drawn</title>"), "{shown}");
    assert!(!shown.contains("Syntax error"), "{shown}");
    for name in names() {
        assert!(without_space(&shown).contains(&without_space(&name)), "{name} is not drawn");
    }
}
