//! Outlines as text, which an import reads back as the same tree.

use organogram::export::{Subtree, outline};
use organogram::import::{ImportOptions, from_outline};
use organogram::model::{Chart, SAMPLE};
use organogram::source::SourceText;
use proptest::prelude::*;

use crate::cases::cases;

fn load(text: &str) -> Chart {
    Chart::load(&SourceText::new("a.ron", text)).0
}

fn written(chart: &Chart, language: &str) -> String {
    let mut bytes = Vec::new();
    outline::write(chart, Subtree::default(), language, &mut bytes).expect("a vector takes it");
    String::from_utf8(bytes).expect("it is text")
}

/// Returns the name, acronym, title of the head and number of functions of each unit, with its depth, in preorder.
fn tree(chart: &Chart, language: &str) -> Vec<(u32, String, String, String, usize)> {
    let unit = |index| {
        let unit = chart.unit(index);
        let words = |text: &organogram::model::Text| {
            text.get([language]).split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let head = unit.head.as_ref().map_or_else(String::new, |head| words(&head.title));
        let acronym = unit.acronym.clone().unwrap_or_default();
        (unit.depth, words(&unit.name), acronym, head, chart.function_count(index))
    };
    chart.outline().map(unit).collect()
}

#[test]
fn outline_lists_units_heads_and_functions() {
    let chart = load(
        "(organogram: 1, languages: [\"en\"], units: [
            (id: \"a\", kind: \"office\", name: \"Harbour – Office (North)\", acronym: \"HO\",
             head: (title: \"Master: acting\", holder: \"Ada Marsh\")),
            (id: \"b\", parent: \"a\", kind: \"team\", name: \"1. Quay\", head: (title: \"Foreman\", status: vacant), functions: [
                (cite: \"4.3(b)\", text: \"Moors ships\"), (cite: \"5\", text: \"Lights\"), (text: \"Rests\")]),
        ])",
    );
    let expected = "- Harbour \\– Office \\(North\\) (HO) – Master\\: acting: Ada Marsh\n  \
                    - \\1. Quay – Foreman: vacant\n    \
                    4.3(b) Moors ships\n    \
                    5. Lights\n    \
                    (-) Rests\n";
    assert_eq!(written(&chart, "en"), expected);
    let back = load(&from_outline(expected, &ImportOptions::default()).text);
    assert_eq!(tree(&back, "en"), tree(&chart, "en"));
    let cites: Vec<String> = back.units()[1]
        .functions
        .iter()
        .map(|function| function.cite.iter().map(ToString::to_string).collect())
        .collect();
    assert_eq!(cites, ["4.3(b)", "5", ""]);
}

#[test]
fn outline_round_trip_keeps_the_sample() {
    let chart = load(SAMPLE);
    for language in ["zh", "en"] {
        let text = written(&chart, language);
        let back = load(&from_outline(&text, &ImportOptions::default()).text);
        assert_eq!(tree(&back, language), tree(&chart, language));
    }
}

/// Generates text from punctuation that outlines use, and letters.
fn any_words() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        prop::sample::select(vec![
            "-", "–", "(", ")", "（", "）", "第", "项", ":", "：", "#", "*", "\\", "1.", "2.3(a)",
            " ", " - ", "=", "_", "```", "•", "+", ",", "\"", "'", "vacant",
        ])
        .prop_map(str::to_owned),
        "[A-Za-zé司]{1,6}",
    ];
    let words = prop::collection::vec(part, 1..6).prop_map(|parts| parts.concat());
    let words = words.prop_map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "));
    words.prop_filter("a name says something", |words| !words.is_empty())
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn outline_round_trip_keeps_arbitrary_names(
        units in prop::collection::vec((any_words(), 0..8_usize, any_words(), any_words()), 1..12),
    ) {
        let quoted = |words: &str| format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\""));
        let mut text = "(organogram: 1, languages: [\"en\"], units: [".to_owned();
        for (at, (name, above, head, function)) in units.iter().enumerate() {
            let parent = if at == 0 { String::new() } else { format!("parent: \"u{}\",", above % at) };
            text.push_str(&format!(
                "(id: \"u{at}\", {parent} kind: \"unit\", name: {}, head: (title: {}), \
                 functions: [(cite: \"3.{at}(a)\", text: {})]),",
                quoted(name), quoted(head), quoted(function)
            ));
        }
        let chart = load(&(text + "])"));
        prop_assert_eq!(chart.units().len(), units.len());
        let outline = written(&chart, "en");
        let back = load(&from_outline(&outline, &ImportOptions::default()).text);
        prop_assert_eq!(tree(&back, "en"), tree(&chart, "en"), "{}", outline);
    }
}
