//! Exports that cannot be finished leave nothing behind.

#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SAMPLE_PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/samples/dpko.ron");
const PROGRAM: &str = env!("CARGO_BIN_EXE_organogram");

#[test]
fn reports_a_full_disk_and_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (format, expected) in [
        ("png", "are free"),
        ("svg", "No space left on device"),
        ("pdf", "No space left on device"),
    ] {
        // A small disk that only this process sees.
        let script = format!(
            "mount -t tmpfs -o size=16k none '{0}' && cd '{0}' || exit 77\n\
             '{PROGRAM}' export '{SAMPLE_PATH}' --scale 2 -o a.{format}; echo code $?; ls -A",
            folder.path().display()
        );
        let output = Command::new("unshare").args(["-rm", "sh", "-c", &script]).output();
        let Some(output) = output.ok().filter(|output| output.status.code() == Some(0)) else {
            skip("no disk can be mounted here");
            return;
        };
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(expected), "{format}: {said}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "code 3\n", "{format}: {said}");
    }
}

#[test]
fn writes_data_in_chunks() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // A small file with a large export: every unit has every function of a set.
    let functions: String =
        (1..=300).map(|at| format!("(cite: \"1.{at}\", text: \"So it is done\"),")).collect();
    let units: String = (0..1000)
        .map(|at| {
            format!("(id: \"u{at}\", kind: \"team\", name: \"U\", shared_functions: \"all\"),")
        })
        .collect();
    let sets = format!("shared_functions: [(id: \"all\", functions: [{functions}])]");
    let text = format!("(organogram: 1, {sets}, units: [{units}])");
    fs::write(folder.path().join("a.ron"), text).expect("a file can be written");
    for (format, at_least) in [("json", 50_000_000), ("md", 8_000_000), ("ttl", 25_000_000)] {
        // In kilobytes of address space, some of which the program itself takes.
        let script = format!(
            "ulimit -v 80000; \"$0\" export a.ron -o out.{format} && wc -c <out.{format}; \
             rm -f out.{format}"
        );
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, PROGRAM]).current_dir(folder.path());
        let output = shell.output().expect("a shell runs");
        let said = String::from_utf8_lossy(&output.stderr);
        let bytes = String::from_utf8_lossy(&output.stdout).trim().parse::<u64>();
        assert!(bytes.is_ok_and(|bytes| bytes > at_least), "{format}: {said}");
    }
}

#[test]
fn reports_a_read_only_folder() {
    let output = Command::new(PROGRAM)
        .args(["export", SAMPLE_PATH, "-o", "/proc/a.svg"])
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.starts_with("organogram: /proc/a.svg cannot be written: "), "{said}");
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn interrupted_exports_leave_no_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("a.png");
    let mut child = Command::new(PROGRAM)
        .args(["export", SAMPLE_PATH, "--scale", "12", "-o"])
        .arg(&out)
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let started = Instant::now();
    // The file being written has no name yet, or a hidden one.
    while !writes_in(child.id(), folder.path()) && started.elapsed() < Duration::from_mins(1) {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(!out.exists());
    let id = child.id().to_string();
    let stopped = Command::new("kill").args(["-INT", &id]).status().expect("kill is there");
    assert!(stopped.success(), "the export had ended already");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert_eq!(names(folder.path()), [""; 0]);
}

/// Returns whether a program has a file of a folder open.
fn writes_in(program: u32, folder: &Path) -> bool {
    let open = fs::read_dir(format!("/proc/{program}/fd")).into_iter().flatten().flatten();
    open.into_iter().any(|file| fs::read_link(file.path()).is_ok_and(|at| at.starts_with(folder)))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let name = |entry: std::io::Result<fs::DirEntry>| entry.ok().map(|entry| entry.file_name());
    entries.filter_map(name).map(|name| name.to_string_lossy().into_owned()).collect()
}

#[expect(clippy::print_stderr, reason = "a test that does nothing says so")]
fn skip(why: &str) {
    let is_required = std::env::var_os("ORGANOGRAM_TOOLS").is_some_and(|it| it == "required");
    assert!(!is_required, "{why}");
    eprintln!("skipped: {why}");
}
