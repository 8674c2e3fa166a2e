//! The language server in a real editor: Neovim, run headless.

use std::fs;
use std::path::Path;
use std::process::Command;

use organogram::edit::format::format;
use organogram::model::Chart;
use organogram::source::SourceText;

use super::exports::is_there;

const EDITOR: &str = include_str!("lua/editor.lua");
const CORRECTIONS: &str = include_str!("lua/corrections.lua");
const AFTERNOON: &str = include_str!("lua/afternoon.lua");

const BEFORE: &str = r#"(
    organogram: 1, languages: ["en", "zh"],
    units: [
        (id: "agency", kind: "department", name: {"en": "Coast Patrol", "zh": "海岸巡逻"}),
        (id: "north", parent: "Coast", kind: "sektion", name: {"en": "North", "zh": "北"}), // 😀 last
    ],
)
"#;

const AFTER: &str = r#"(
    organogram: 1,
    languages: ["en", "zh"],
    units: [
        (id: "patrol", kind: "department", name: {"en": "Coast Patrol", "zh": "海岸巡逻"}),
        (id: "north", parent: "patrol", kind: "section", name: {"en": "North", "zh": "北"}), // 😀 last
    ],
)
"#;

/// Runs a script in the editor on a file of a folder. Returns what it says; `None` if there is no editor.
fn run(folder: &Path, file: &str, script: &str) -> Option<String> {
    let has_editor = Command::new("nvim").arg("--version").output().is_ok();
    if !is_there("nvim", has_editor) {
        return None;
    }
    fs::write(folder.join("script.lua"), format!("{EDITOR}\n{script}"))
        .expect("the folder takes files");
    let output = Command::new("timeout")
        .args(["300", "nvim", "--headless", "-u", "NONE", "-n", "-i", "NONE", file])
        // A script that breaks off ends the editor too.
        .args(["-c", "luafile script.lua", "-c", "cquit"])
        .current_dir(folder)
        .env("ORGANOGRAM", env!("CARGO_BIN_EXE_organogram"))
        .env("XDG_STATE_HOME", folder)
        .env("XDG_CACHE_HOME", folder)
        .output()
        .expect("the editor runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    Some(said)
}

#[test]
fn a_keeper_opens_completes_fixes_renames_formats_and_saves() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("agency.ron");
    fs::write(&file, BEFORE).expect("the folder takes files");
    let Some(said) = run(folder.path(), "agency.ron", CORRECTIONS) else { return };
    assert!(said.contains("write \"section\""), "{said}");
    let expected = format(AFTER).expect("it is sound");
    assert_eq!(fs::read_to_string(&file).expect("it is there"), expected);
}

/// The departments of a harbour, each with its sections, and offices beside them.
const DEPARTMENTS: [(&str, [&str; 5]); 4] = [
    ("Operations", ["Pilots", "Tugs", "Locks", "Traffic Control", "Moorings"]),
    ("Safety", ["Fire Watch", "Inspections", "Training", "Dangerous Goods", "Alarms"]),
    ("Works", ["Quays", "Dredging", "Cranes", "Buoys", "Workshops"]),
    ("Administration", ["Finance", "Personnel", "Archive", "Procurement", "Counsel"]),
];
const OFFICES: [&str; 5] = ["Press Office", "Audit", "Planning", "Environment", "Liaison"];

/// The units as name, kind and name of the parent.
fn units() -> Vec<(&'static str, &'static str, Option<&'static str>)> {
    let top = "Harbour Authority";
    let mut units = vec![(top, "department", None)];
    for (department, sections) in DEPARTMENTS {
        units.push((department, "division", Some(top)));
        units.extend(sections.map(|section| (section, "section", Some(department))));
    }
    units.extend(OFFICES.map(|office| (office, "office", Some(top))));
    units
}

#[test]
fn thirty_units_with_heads_functions_and_lines_are_made_from_an_empty_file() {
    let units = units();
    let id = |name: &str| name.to_lowercase().replace(' ', "-");
    let listed = units.iter().map(|(name, kind, parent)| {
        // The editor moves it to its place.
        let parent = if *name == "Liaison" { Some("Administration") } else { *parent };
        serde_json::json!({ "name": name, "id": id(name), "kind": kind, "parent": parent })
    });
    let folder = tempfile::tempdir().expect("a folder");
    let listed = serde_json::Value::Array(listed.collect()).to_string();
    fs::write(folder.path().join("units.json"), listed).expect("the folder takes files");
    if run(folder.path(), "harbour.ron", AFTERNOON).is_none() {
        return;
    }
    let mut expected = "(organogram: 1, title: \"Harbour\", units: [".to_owned();
    for (name, kind, parent) in units {
        let parent = parent.map_or(String::new(), |it| format!("parent: \"{}\", ", id(it)));
        expected += &format!(
            "(id: \"{}\", {parent}kind: \"{kind}\", name: \"{name}\", head: (title: \"Head of {name}\"), \
             functions: [(text: \"Cares for {name}\")]),",
            id(name)
        );
    }
    expected += "], relations: [(from: \"pilots\", to: \"traffic-control\", kind: supports), \
                 (from: \"audit\", to: \"counsel\", kind: supports)])";
    let chart = |text: &str| {
        let (chart, problems) = Chart::load(&SourceText::new("harbour.ron", text));
        assert_eq!(problems, []);
        chart
    };
    let saved = fs::read_to_string(folder.path().join("harbour.ron")).expect("it is saved");
    assert_eq!(chart(&saved).units().len(), 30);
    assert_eq!(saved, format(&saved).expect("it is sound"));
    assert!(chart(&saved) == chart(&expected), "{saved}");
}
