//! `organogram check --fix`.

use std::process::{Command, Output};

fn check(folder: &tempfile::TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_organogram"));
    command.current_dir(folder.path()).arg("check").args(arguments);
    command.output().expect("the program runs")
}

/// Creates a folder with a file `a.ron`.
fn folder(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.ron"), text).expect("the folder takes files");
    folder
}

fn text(folder: &tempfile::TempDir) -> String {
    std::fs::read_to_string(folder.path().join("a.ron")).expect("the file is there")
}

#[test]
fn applies_certain_fixes_and_reports_the_rest() {
    let folder = folder(
        r#"(organogram: 1, units: [ // keep me
    (id: "hr-01", kind: "office"; name: "Personnel"),
    (id: "pay", parent: "HR 1", kind: "office" name: "Pay", cite: ["1", "1"]),
    (id: "it", parent: "hr-02", kind: "office", name: "Computers"),
])"#,
    );
    let output = check(&folder, &["--fix", "a.ron"]);
    assert_eq!(output.status.code(), Some(1), "one problem is left");
    let expected = r#"(organogram: 1, units: [ // keep me
    (id: "hr-01", kind: "office", name: "Personnel"),
    (id: "pay", parent: "hr-01", kind: "office", name: "Pay", cite: ["1"]),
    (id: "it", parent: "hr-02", kind: "office", name: "Computers"),
])"#;
    assert_eq!(text(&folder), expected);
    let said = String::from_utf8(output.stderr).expect("words");
    let fixed: Vec<&str> = said.lines().filter(|line| line.contains("fixed[")).collect();
    assert_eq!(
        fixed,
        [
            "a.ron:2:33: fixed[E001]: expected a comma, found ;; write , instead of ;",
            "a.ron:3:25: fixed[E007]: no unit has the id HR 1; this unit is shown at top level; did you mean hr-01?",
            "a.ron:3:48: fixed[E001]: expected a comma; add a comma before this",
            "a.ron:3:73: fixed[W109]: 1 occurs more than once in this list; keep one of them",
        ]
    );
    assert!(said.contains("a.ron:4:24: error[E007]: no unit has the id hr-02"), "{said}");
}

#[test]
fn keeps_files_without_certain_fixes() {
    for sound in [
        "(organogram: 1, units: [(id: \"a\", kind: \"office\", name: \"A\")])\r\n",
        "(organogram: 1, units: [(id: \"a\", kind: \"offise\", name: \"A\")])",
    ] {
        let folder = folder(sound);
        let before = std::fs::metadata(folder.path().join("a.ron")).expect("it is there");
        check(&folder, &["--fix", "a.ron"]);
        assert_eq!(text(&folder), sound);
        let after = std::fs::metadata(folder.path().join("a.ron")).expect("it is there");
        assert_eq!(before.modified().ok(), after.modified().ok(), "nothing is written");
    }
    let output = check(&folder(""), &["--fix", "-"]);
    assert_eq!(output.status.code(), Some(2));
}
