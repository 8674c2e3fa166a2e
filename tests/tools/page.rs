//! The exported page in a real Chromium, driven through [Playwright](https://playwright.dev) and checked by
//! [axe-core](https://github.com/dequelabs/axe-core).

use serde_json::Value;

use crate::exports::{Folder, is_there, said_by, there_is};

/// The packages of `tests/browser/package.json`; `check.sh` installs them.
const PACKAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/browser");
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/page.mjs");

/// Returns the browser's findings in a task; `None` if the browser is missing.
fn found(task: &str, arguments: &[&str]) -> Option<Value> {
    let is_installed = std::fs::exists(format!("{PACKAGES}/node_modules/playwright-core"));
    if !is_there("playwright-core", is_installed.unwrap_or(false))
        || !there_is("chromium", "--version")
        || !there_is("node", "--version")
    {
        return None;
    }
    let folder = Folder::new();
    let page = folder.export("a.html", arguments);
    let said = said_by("node", &[SCRIPT, PACKAGES, &page, task]);
    let found: Value = serde_json::from_str(&said).expect("it is JSON");
    assert_eq!(found["faults"], Value::Array(Vec::new()), "{said}");
    Some(found)
}

#[test]
fn nothing_on_the_page_is_seriously_in_the_way_of_anybody() {
    for language in ["en", "zh"] {
        let Some(found) = found("axe", &["--lang", language]) else { return };
        let states = found.as_object().expect("an object");
        assert_eq!(states.keys().collect::<Vec<_>>(), ["faults"], "{found}");
    }
}

#[test]
fn the_keyboard_leads_to_who_trains_police_and_to_whom_that_office_answers() {
    let Some(found) = found("journey", &["--lang", "zh"]) else { return };
    let text = |key: &str| found[key].as_str().expect("a text").to_owned();
    let (hits, details) = (text("hits"), text("details"));
    assert!(
        hits.starts_with("Found: 1\n") || hits.contains("Integrated Training Service"),
        "{hits}"
    );
    assert!(hits.contains("training civilian, military and police personnel 5.5(a)"), "{hits}");
    assert_eq!(text("unit"), "its");
    assert!(details.contains("Chief of Service"), "{details}");
    assert!(details.contains("Policy, Evaluation and Training Division – Director"), "{details}");
    assert!(
        details.contains("Under-Secretary-General for Peacekeeping Operations"),
        "the chain ends at the top: {details}"
    );
    assert_eq!((text("left"), text("back")), (String::new(), "its".to_owned()));
}

#[test]
fn arrow_keys_walk_the_chart_and_the_space_bar_folds() {
    let Some(found) = found("keys", &["--lang", "en"]) else { return };
    assert_eq!(found["first"], "Department of Peacekeeping Operations");
    assert_eq!(
        found["second"],
        "Office of the Under-Secretary-General for Peacekeeping Operations"
    );
    assert_eq!((&found["before"], &found["after"]), (&48.into(), &1.into()));
    assert_eq!(found["label"], "+47");
    assert!(found["lines"].as_u64() > Some(0), "{found}");
    assert_eq!(found["isolated"], 0, "lines to units that are not shown: {found}");
}

#[test]
fn the_page_is_seen_folded_and_searched_without_waiting() {
    let Some(found) = found("times", &["--lang", "en"]) else { return };
    let time = |name: &str| found[name].as_f64().unwrap_or_else(|| panic!("no {name} in {found}"));
    // Four times what a machine with nothing else to do is held to.
    let slack = 4.0;
    assert!(time("paint") < 2000.0 * slack, "{found}");
    assert!(time("move") < 80.0 * slack, "a frame while zooming and dragging: {found}");
    for name in ["fold", "unfold", "first search", "search", "broad search"] {
        assert!(time(name) < 100.0 * slack, "{name}: {found}");
    }
}

#[test]
fn quoted_paragraphs_are_in_the_details_and_in_nobodys_way() {
    let text = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tools/bulletin.txt");
    let source = format!("bulletin={text}");
    let arguments = ["--lang", "en", "--with-sources", "--source", &source];
    let Some(found) = found("quoted", &arguments) else { return };
    let details = found["details"].as_str().expect("a text");
    assert!(details.contains("(a) provide training"), "{details}");
    assert_eq!(found["violations"], serde_json::json!([]), "{found}");
}
