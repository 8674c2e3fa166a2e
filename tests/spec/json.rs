//! The JSON of a chart: what it contains beyond the values from which an equal chart can be recreated.

use std::collections::BTreeSet;

use organogram::diagnostic::has_errors;
use organogram::export::{Subtree, json};
use organogram::model::{Chart, Word};
use organogram::source::SourceText;
use serde_json::{Value, json as value};

fn exported(text: &str) -> Value {
    let (chart, problems) = Chart::load(&SourceText::new("a.ron", text));
    assert!(!has_errors(&problems), "{problems:?}");
    let mut out = Vec::new();
    json::write(&chart, Subtree::default(), &mut out).expect("memory takes all");
    serde_json::from_slice(&out).expect("JSON")
}

#[test]
fn distinguishes_tagged_and_untagged_texts() {
    let json = exported(
        r#"(organogram: 1, languages: ["en", "zh"], title: "Port", units: [
        (id: "a", kind: "office", name: {"en": "Pilots"}, head: (title: "Master", rank: {"en": "Grade 7"}),
            also_named: ["Pilotage", {"en": "Guides"}]),
        (id: "b", kind: "office", name: {"zh": "拖轮"}),
        (id: "c", kind: "office", name: {"en": "Tugs", "zh": "拖轮"}),
    ])"#,
    );
    assert_eq!(json["title"], value!({"en": "Port"}));
    let [a, b, c] = [0, 1, 2].map(|at| &json["units"][at]);
    assert_eq!(a["name"], value!({"en": "Pilots", "": ""}));
    assert_eq!(a["head"]["title"], value!({"en": "Master"}));
    assert_eq!(a["head"]["rank"], value!({"en": "Grade 7"}), "a string where it is in all");
    assert_eq!(a["also_named"], value!(["Pilotage", {"en": "Guides"}]));
    assert_eq!(b["name"], value!({"zh": "拖轮"}));
    assert_eq!(c["name"], value!({"en": "Tugs", "zh": "拖轮"}));
}

#[test]
fn keeps_sets_and_functions_in_file_order() {
    let json = exported(
        r#"(organogram: 1, languages: ["en"], shared_functions: [
        (id: "watch", functions: [(cite: "4.1", text: "Keeps a watch")]),
        (id: "later", functions: []),
    ], units: [
        (id: "a", kind: "office", name: "A", shared_functions: ["later", "watch"],
            functions: [(cite: "5.2", text: "Tugs"), (cite: "5.1", text: "Pilots")]),
        (id: "b", kind: "office", name: "B", shared_functions: "watch",
            functions: [(cite: "5.1", text: "Pilots"), (cite: "5.2", text: "Tugs")]),
        (id: "c", kind: "office", name: "C", functions: [(cite: "5.2", text: "Tugs"), (cite: "5.1", text: "Pilots")]),
    ])"#,
    );
    let places = |at: usize| {
        let functions = json["units"][at]["functions"].as_array().expect("a list").iter();
        functions
            .map(|function| (function["text"]["en"].as_str().expect("a text"), &function["place"]))
            .collect::<Vec<_>>()
    };
    let (none, [first, second]) = (&Value::Null, &[value!(0), value!(1)]);
    assert_eq!(json["units"][0]["shared_functions"], value!(["later", "watch"]));
    assert_eq!(places(0), [("Keeps a watch", none), ("Pilots", second), ("Tugs", first)]);
    assert_eq!(places(1), [("Keeps a watch", none), ("Pilots", none), ("Tugs", none)]);
    assert_eq!(json["units"][2]["shared_functions"], Value::Null);
    assert_eq!(places(2), [("Tugs", none), ("Pilots", none)]);
}

#[test]
fn schema_lists_every_word() {
    let schema = std::fs::read("docs/export.schema.json").expect("it can be read");
    let schema: Value = serde_json::from_slice(&schema).expect("JSON");
    let known = &schema["properties"]["words"]["propertyNames"]["enum"];
    let known = known.as_array().expect("a list").iter();
    let known: BTreeSet<&str> = known.filter_map(Value::as_str).collect();
    assert_eq!(known, Word::all().map(|(key, _)| key).collect());
}
