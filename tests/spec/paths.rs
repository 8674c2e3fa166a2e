//! Which files a structure file may name; special files are never waited for.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const OUTSIDE: &str = "it is outside the folder of the structure file";
const CHARTER: &str = "Section 1\n1.1 There is an office.\n1.2 It has a head.\n";

/// A folder `charts` for structure files, with other files beside it.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().expect("a temporary folder"));
        fs::create_dir_all(place.path("charts/texts")).expect("folders can be made");
        place.write("charts/texts/charter.txt", CHARTER);
        place.write("secret.txt", CHARTER);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("the folder takes files");
    }

    /// Returns the output of `check` for a structure file with a source for each of the texts, by their paths.
    fn check(&self, texts: &[&str], arguments: &[&str]) -> String {
        let source = |(at, text): (usize, &&str)| format!("(id: \"s{at}\", text: {text:?}),");
        let sources: String = texts.iter().enumerate().map(source).collect();
        let unit = "(id: \"a\", kind: \"office\", name: \"A\", cite: [\"1.1\"])";
        self.write(
            "charts/a.ron",
            &format!("(organogram: 1, sources: [{sources}], units: [{unit}])"),
        );
        said(&self.run("charts", &[&["check", "a.ron"], arguments].concat()))
    }

    fn run(&self, folder: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_organogram"));
        command.args(arguments).current_dir(self.path(folder)).output().expect("the program runs")
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Returns the lines about the texts.
fn warnings(said: &str) -> Vec<&str> {
    said.lines().filter(|line| line.contains("warning[W10")).collect()
}

#[test]
fn reads_only_texts_below_the_folder() {
    let place = Place::new();
    let uncited = ["a.ron: warning[W104]: paragraph 1.2 of s0 is not cited"];
    for inside in ["texts/charter.txt", "./texts/charter.txt", "texts/../texts//charter.txt"] {
        assert_eq!(warnings(&place.check(&[inside], &[])), uncited, "{inside}");
    }
    let absolute = place.path("charts/texts/charter.txt");
    let absolute = absolute.to_str().expect("a plain path");
    let hint = "hint: --source ID=PATH attaches the text of a source; --allow-paths allows \
                references to any file";
    for outside in [
        "../secret.txt",
        "texts/../../secret.txt",
        absolute,
        "/proc/kmsg",
        r"\\host\share\a.txt",
        "//host/share/a.txt",
        r"C:\a.txt",
    ] {
        let said = place.check(&[outside], &[]);
        let expected =
            format!("a.ron: warning[W107]: the text {outside} of s0 cannot be used: {OUTSIDE}");
        assert_eq!(warnings(&said), [expected]);
        assert_eq!(said.lines().nth(1), Some(hint));
    }
    for outside in ["../secret.txt", absolute] {
        assert_eq!(warnings(&place.check(&[outside], &["--allow-paths"])), uncited, "{outside}");
        let attached = format!("s0={outside}");
        assert_eq!(warnings(&place.check(&[outside], &["--source", &attached])), uncited);
    }
}

#[test]
fn standard_input_refers_to_the_current_folder() {
    let place = Place::new();
    place.check(&["texts/charter.txt"], &[]);
    let structure = fs::read_to_string(place.path("charts/a.ron")).expect("it is there");
    let check = |text: &str| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_organogram"))
            .args(["check", "-"])
            .current_dir(place.path("charts"))
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = program.stdin.take().expect("it is piped");
        let structure = structure.replace("texts/charter.txt", text);
        stdin.write_all(structure.as_bytes()).expect("the program reads its input");
        drop(stdin);
        said(&program.wait_with_output().expect("the program ends"))
    };
    assert!(check("texts/charter.txt").contains("paragraph 1.2 of s0 is not cited"));
    assert!(check("../secret.txt").contains(OUTSIDE));
}

#[test]
fn reads_each_text_once_within_the_limit() {
    let place = Place::new();
    let many = ["texts/charter.txt"; 300];
    let said = place.check(&many, &["--max-size", "40kB"]);
    // Its only uncited paragraph is reported once.
    assert_eq!(warnings(&said), ["a.ron: warning[W104]: paragraph 1.2 of s0 is not cited"]);

    place.write("charts/texts/other.txt", &"x".repeat(700));
    place.write("charts/texts/third.txt", &"x".repeat(700));
    let texts = ["texts/other.txt", "texts/third.txt", "texts/charter.txt"];
    let said = place.check(&texts, &["--max-size", "1000B"]);
    let expected = "a.ron: warning[W107]: the text texts/third.txt of s1 cannot be used: with it, the \
                    texts of the structure file exceed 1000 bytes in total";
    assert_eq!(warnings(&said)[0], expected);
    assert!(said.contains("paragraph 1.2 of s2 is not cited"), "a smaller one fits still\n{said}");
}

#[test]
fn counts_uncited_paragraphs_after_a_thousand() {
    let place = Place::new();
    let paragraphs: String = (1..=1500).map(|number| format!("7.{number} So be it.\n")).collect();
    place.write("charts/texts/long.txt", &paragraphs);
    let said = place.check(&["texts/long.txt"], &["--format", "json"]);
    assert_eq!(said, "", "problems for machines go to standard output");
    let output = place.run("charts", &["check", "a.ron", "--format", "json"]);
    let problems: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let messages: Vec<&str> = problems
        .as_array()
        .into_iter()
        .flatten()
        .filter(|problem| problem["code"] == "W104")
        .filter_map(|problem| problem["message"].as_str())
        .collect();
    assert_eq!(messages.len(), 1001);
    assert_eq!(messages[0], "paragraph 7.1 of s0 is not cited");
    assert_eq!(messages[1000], "500 more paragraphs of s0 are not cited");
}

#[cfg(unix)]
mod on_unix {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    use std::path::Path;
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn resolves_links_before_checking_paths() {
        let place = Place::new();
        symlink("../../secret.txt", place.path("charts/texts/out.txt")).expect("a link");
        symlink("texts/charter.txt", place.path("charts/in.txt")).expect("a link");
        symlink("..", place.path("charts/up")).expect("a link");
        assert!(place.check(&["texts/out.txt"], &[]).contains(OUTSIDE));
        assert!(place.check(&["up/secret.txt"], &[]).contains(OUTSIDE));
        assert!(place.check(&["in.txt"], &[]).contains("paragraph 1.2 of s0 is not cited"));
        assert!(place.check(&["texts/out.txt"], &["--allow-paths"]).contains("paragraph 1.2"));
        // A folder reached through a link is still the same folder.
        symlink("charts", place.path("linked")).expect("a link");
        place.check(&["texts/charter.txt"], &[]);
        let output = place.run(".", &["check", "linked/a.ron"]);
        assert!(said(&output).contains("paragraph 1.2 of s0 is not cited"), "{}", said(&output));
    }

    /// Returns entries of a folder that are not regular files, with the message for each.
    fn strange(folder: &Path) -> Vec<(&'static str, &'static str)> {
        let made = Command::new("mkfifo").arg(folder.join("pipe")).status().expect("it runs");
        assert!(made.success());
        drop(UnixListener::bind(folder.join("socket")).expect("a socket"));
        symlink("/dev/zero", folder.join("zero")).expect("a link");
        fs::create_dir(folder.join("folder")).expect("a folder");
        vec![
            ("pipe", "this is not a regular file"),
            ("socket", "this is not a regular file"),
            ("zero", "this is not a regular file"),
            ("folder", "this is a folder, not a file"),
        ]
    }

    /// Runs the program, which must exit within a minute.
    fn run_in_time(folder: &Path, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_organogram"));
        command.args(arguments).current_dir(folder).stdin(Stdio::null());
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let started = Instant::now();
        while child.try_wait().expect("it can be asked").is_none() {
            if started.elapsed() > Duration::from_mins(1) {
                child.kill().expect("it can be killed");
                panic!("{arguments:?} waits");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        child.wait_with_output().expect("it has ended")
    }

    #[test]
    fn rejects_irregular_structure_files() {
        let place = Place::new();
        let folder = place.path("charts");
        for (name, message) in strange(&folder) {
            for arguments in [&["check", name][..], &["export", name, "-o", "a.json"]] {
                let output = run_in_time(&folder, arguments);
                let expected = format!("{name}: error[E014]: {message}");
                assert_eq!(said(&output).lines().next(), Some(expected.as_str()));
                assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            }
        }
    }

    #[test]
    fn rejects_irregular_texts() {
        let place = Place::new();
        let folder = place.path("charts");
        for (name, message) in strange(&folder) {
            let said = place.check(&[name], &["--allow-paths"]);
            assert!(
                said.contains(&format!("the text {name} of s0 cannot be used: {message}")),
                "{said}"
            );
            let attached = format!("s0={name}");
            let output = run_in_time(&folder, &["check", "a.ron", "--source", &attached]);
            let expected = format!("organogram: the text {name} of s0 cannot be used: {message}\n");
            assert_eq!((super::said(&output), output.status.code()), (expected, Some(2)));
        }
    }
}
