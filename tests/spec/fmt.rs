//! Runs of `organogram fmt`, and checks that all bundled files are formatted.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use organogram::edit::format::format;
use organogram::model::SAMPLES;
use organogram::syntax::Tree;

const LOOSE: &str =
    "(organogram: 1,\n units: [(kind: \"office\", id: \"a\", name: \"A\")]) // end\n";
const CANONICAL: &str = "\
(organogram: 1, units: [
    (id: \"a\", kind: \"office\", name: \"A\"),
]) // end
";

fn fmt(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_organogram"))
        .arg("fmt")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("it reads");
    stdin.write_all(input.as_bytes()).expect("it reads");
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn formats_in_place_and_lists_with_check() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (loose, canonical) = (path("loose.ron"), path("canonical.ron"));
    fs::write(&loose, LOOSE).expect("it can be written");
    fs::write(&canonical, CANONICAL).expect("it can be written");

    let listed = fmt(&["--check", &canonical, &loose], "");
    assert_eq!(listed.status.code(), Some(1));
    assert_eq!(said(&listed.stdout), format!("{loose}:1: not in canonical form\n"));
    assert_eq!(fs::read_to_string(&loose).expect("it is there"), LOOSE);

    let written = fmt(&[&canonical, &loose], "");
    assert_eq!((written.status.code(), said(&written.stdout)), (Some(0), String::new()));
    assert_eq!(fs::read_to_string(&loose).expect("it is there"), CANONICAL);
    let listed = fmt(&["--check", &canonical, &loose], "");
    assert_eq!((listed.status.code(), said(&listed.stdout)), (Some(0), String::new()));
}

#[test]
fn formats_standard_input() {
    let formatted = fmt(&["-"], LOOSE);
    assert_eq!((formatted.status.code(), said(&formatted.stdout)), (Some(0), CANONICAL.into()));
    let listed = fmt(&["--check", "-"], LOOSE);
    assert_eq!(listed.status.code(), Some(1));
    assert_eq!(said(&listed.stdout), "<stdin>:1: not in canonical form\n");
}

#[test]
fn keeps_files_with_syntax_errors() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("broken.ron");
    for (text, line) in [
        ("(organogram: 1 units: [])", "1:16: error[E001]: expected a comma"),
        ("(organogram: 1, units: [], units: [])", "1:28: error[E001]: duplicate field units"),
        (
            "(organogram: 1, title: \"\\q\", units: [])",
            "1:25: error[E001]: this is not a valid RON escape",
        ),
    ] {
        fs::write(&path, text).expect("it can be written");
        let ended = fmt(&[&path.display().to_string()], "");
        assert_eq!(ended.status.code(), Some(1), "{text}");
        assert!(said(&ended.stderr).contains(line), "{}", said(&ended.stderr));
        assert_eq!(fs::read_to_string(&path).expect("it is there"), text);
    }
    // Other errors do not concern formatting.
    let ended = fmt(&["-"], "(organogram: 1, units: [ ], colour: 1)");
    assert_eq!(said(&ended.stdout), "(organogram: 1, units: [], colour: 1)\n");
}

#[test]
fn unreadable_files_exit_with_2() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let absent = folder.path().join("absent.ron").display().to_string();
    let ended = fmt(&[&absent], "");
    assert_eq!(ended.status.code(), Some(2));
    assert!(said(&ended.stderr).contains("absent.ron: error[E014]"), "{}", said(&ended.stderr));
    assert_eq!(fmt(&["--max-size", "10B", "-"], LOOSE).status.code(), Some(2));
}

#[test]
fn samples_are_formatted() {
    for sample in SAMPLES {
        assert_eq!(format(sample.text).as_deref(), Some(sample.text), "{}", sample.name);
    }
}

#[test]
fn examples_in_docs_are_formatted() {
    let root = env!("CARGO_MANIFEST_DIR");
    let documents = fs::read_dir(format!("{root}/docs")).expect("there are documents");
    let documents = documents.map(|entry| entry.expect("it can be read").path());
    let mut count = 0;
    for path in documents.chain([format!("{root}/README.md").into()]) {
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let document = fs::read_to_string(&path).expect("it can be read");
        for example in document.split("\n```ron").skip(1) {
            let (_, example) = example.split_once('\n').expect("a line ends");
            let (example, _) = example.split_once("```").expect("the example ends");
            // A field on its own is wrapped in a file.
            let (example, wrapped) = if example.starts_with('(') || example.starts_with("//") {
                (example, example.to_owned())
            } else {
                (example.trim_end(), format!("({})\n", example.trim_end().trim_end_matches(',')))
            };
            if let Some(formatted) = format(&wrapped) {
                assert_eq!(formatted, wrapped, "{}", path.display());
                count += 1;
            } else {
                assert!(!Tree::parse(&wrapped).problems().is_empty(), "{example}");
            }
        }
    }
    assert!(count > 20, "{count} examples were found");
}
