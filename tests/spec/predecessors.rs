//! The previous edition that a structure file names, and the predecessors of units and functions.

use std::fs;
use std::process::Command;

const PREVIOUS: &str = r#"(organogram: 1, title: "Harbour", sources: [(id: "act", numbering: sections)],
    shared_functions: [(id: "regional", functions: [(cite: "§ 6 Abs. 7", text: "Patrols")])],
    units: [
        (
            id: "pilotage", kind: "service", name: "Pilotage",
            head: (title: "Chief Pilot", duties: [(cite: "§ 3", text: "Leads")]),
            functions: [(cite: "§ 2 Abs. 1", text: "Guides ships")],
        ),
        (id: "tugs", kind: "service", name: "Tugs"),
    ])"#;

/// Returns the output of `check` for a file beside `2019.ron`, with the given units.
fn check(previous: &str, units: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let charts = folder.path().join("charts");
    fs::create_dir(&charts).expect("a folder can be made");
    let text = format!(
        "(organogram: 1, title: \"Harbour\", previous: \"{previous}\", units: [\n{units}\n])"
    );
    for (name, text) in [
        ("charts/2019.ron", PREVIOUS),
        ("outside.ron", PREVIOUS),
        ("charts/broken.ron", "(organogram: 1, units: [(id: \"a\", kind: \"unit\")])"),
        ("charts/2024.ron", &text),
    ] {
        fs::write(folder.path().join(name), text).expect("the folder takes files");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_organogram"));
    command.current_dir(&charts).args(["check", "2024.ron"]).args(arguments);
    let output = command.output().expect("the program runs");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Returns the lines with a code or a hint.
fn lines(said: &str) -> Vec<&str> {
    said.lines().filter(|line| line.contains("[W") || line.contains("hint: ")).collect()
}

#[test]
fn accepts_existing_predecessors() {
    let units = r#"
        (
            id: "pilots", kind: "service", name: "Pilots", was: ["pilotage", "tugs"],
            head: (title: "Chief Pilot", duties: [(cite: "3", text: "Leads", was: "pilotage 3")]),
            functions: [
                (cite: "2.1", text: "Guides ships", was: ["pilotage § 2 Abs. 1", "pilotage act:2(1)"]),
                (cite: "2.2", text: "Patrols", was: "regional 6(7)"),
            ],
        ),
        (id: "office", kind: "office", name: "Office", was: []),"#;
    assert_eq!(check("2019.ron", units, &[]), "2024.ron: 0 errors, 0 warnings\n");
}

#[test]
fn reports_unknown_predecessors() {
    let units = r#"
(id: "pilots", kind: "service", name: "Pilots", was: ["pilotge", "tugs"],
    head: (title: "Chief Pilot", duties: [(cite: "3", text: "Leads", was: "pilotage 4")]),
    functions: [(cite: "2.1", text: "Guides ships", was: ["regional 6(7)", "mooring 1", "tugs"])]),"#;
    let said = check("2019.ron", units, &[]);
    assert_eq!(
        lines(&said),
        [
            "2024.ron:3:55: warning[W119]: the previous edition 2019.ron has no unit pilotge",
            "hint: did you mean pilotage?",
            "2024.ron:5:76: warning[W119]: the previous edition 2019.ron has no unit mooring",
            "hint: write UNIT CITATION as in that file: \"pilotage 2.1(c)\"",
            "2024.ron:5:89: warning[W119]: tugs names a unit without a citation",
            "hint: write UNIT CITATION as in that file: \"pilotage 2.1(c)\"",
            "2024.ron:4:75: warning[W119]: in the previous edition 2019.ron, pilotage has no function or duty 4",
            "hint: write UNIT CITATION as in that file: \"pilotage 2.1(c)\"",
        ],
        "{said}"
    );
}

#[test]
fn previous_editions_follow_the_path_rules() {
    let unit = r#"(id: "pilots", kind: "service", name: "Pilots", was: "pilotage"),"#;
    let place = "2024.ron:1:45: warning[W118]: the previous edition";
    let allow = "hint: --allow-paths allows references to any file";
    for (previous, expected) in [
        ("2018.ron", vec![format!("{place} 2018.ron cannot be used: the file does not exist")]),
        (
            "broken.ron",
            vec![
                format!("{place} broken.ron cannot be used: it has errors"),
                "hint: organogram check lists them: broken.ron".to_owned(),
            ],
        ),
        (
            "../outside.ron",
            vec![
                format!(
                    "{place} ../outside.ron cannot be used: it is outside the folder of the structure file"
                ),
                allow.to_owned(),
            ],
        ),
    ] {
        assert_eq!(lines(&check(previous, unit, &[])), expected);
    }
    let said = check("../outside.ron", unit, &["--allow-paths"]);
    assert_eq!(said, "2024.ron: 0 errors, 0 warnings\n");
}
