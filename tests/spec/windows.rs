//! The program on Windows: files that another program holds open, line ends, and every form of a path.

#![cfg(windows)]

use std::fs::{self, File, OpenOptions};
use std::os::windows::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const LOOSE: &str =
    "(organogram: 1,\r\n units: [(kind: \"office\", id: \"a\", name: \"A\")]) // end\r\n";
const CANONICAL: &str =
    "(organogram: 1, units: [\r\n    (id: \"a\", kind: \"office\", name: \"A\"),\r\n]) // end\r\n";

/// What another program lets others do while it has a file open, as `CreateFile` takes it.
const NOTHING: u32 = 0;
const READ: u32 = 1;
const WRITE: u32 = 2;
const DELETE: u32 = 4;

/// A folder with a name that no code page holds whole, and a file `a.ron`.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(text: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("机构 Ωrgan é").tempdir();
        let folder = Self(folder.expect("a temporary folder"));
        fs::write(folder.path("a.ron"), text).expect("the folder takes files");
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("the file is there")
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("the folder is there");
        let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let mut names: Vec<String> = entries.map(|entry| name(entry.expect("an entry"))).collect();
        names.sort();
        names
    }

    fn run(&self, arguments: &[&str]) -> Output {
        run(self.0.path(), arguments)
    }

    /// Opens a file as another program does, which lets others do only this meanwhile.
    fn hold(&self, name: &str, sharing: u32) -> File {
        let mut options = OpenOptions::new();
        options.read(true).share_mode(sharing).open(self.path(name)).expect("it is there")
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_organogram"));
    command.current_dir(folder).args(arguments).output().expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Asserts that `check` found a file sound, and names it as it was named.
fn is_sound(output: &Output, path: &str) {
    let expected = format!("{path}: 0 errors, 0 warnings\n");
    assert_eq!((said(output), output.status.code()), (expected, Some(0)));
}

#[test]
fn leaves_files_locked_for_reading() {
    let folder = Folder::new(LOOSE);
    let held = folder.hold("a.ron", NOTHING);
    let output = folder.run(&["fmt", "a.ron"]);
    let said = said(&output);
    assert!(said.starts_with("a.ron: error[E014]: "), "{said}");
    assert!(said.contains("(os error 32)"), "{said}");
    assert_eq!(output.status.code(), Some(2));
    drop(held);
    assert_eq!((folder.text("a.ron").as_str(), folder.names()), (LOOSE, vec!["a.ron".into()]));
}

#[test]
fn leaves_files_locked_for_writing() {
    let folder = Folder::new(LOOSE);
    let held = folder.hold("a.ron", READ);
    let output = folder.run(&["fmt", "a.ron"]);
    let said = said(&output);
    assert!(said.starts_with("organogram: a.ron cannot be written: "), "{said}");
    assert!(said.contains("(os error 32)"), "{said}");
    assert_eq!(output.status.code(), Some(3));
    let output = folder.run(&["check", "a.ron"]);
    assert_eq!(output.status.code(), Some(0), "it can be read");
    drop(held);
    assert_eq!((folder.text("a.ron").as_str(), folder.names()), (LOOSE, vec!["a.ron".into()]));
}

#[test]
fn writes_files_open_for_reading_elsewhere() {
    for sharing in [READ | WRITE, READ | WRITE | DELETE] {
        let folder = Folder::new(LOOSE);
        let held = folder.hold("a.ron", sharing);
        let output = folder.run(&["fmt", "a.ron"]);
        assert_eq!((said(&output).as_str(), output.status.code()), ("", Some(0)), "{sharing}");
        drop(held);
        assert_eq!(folder.text("a.ron"), CANONICAL, "{sharing}");
        assert_eq!(folder.names(), ["a.ron"], "{sharing}");
    }
}

#[test]
fn export_over_an_open_file_is_atomic() {
    let folder = Folder::new(LOOSE);
    fs::write(folder.path("图.md"), "old").expect("the folder takes files");
    let held = folder.hold("图.md", READ);
    let export = ["export", "a.ron", "-o", "图.md", "--force"];
    let output = folder.run(&export);
    assert!(
        said(&output).starts_with("organogram: 图.md cannot be written: "),
        "{}",
        said(&output)
    );
    assert_eq!(output.status.code(), Some(3));
    drop(held);
    assert_eq!(folder.text("图.md"), "old");
    assert_eq!(folder.run(&export).status.code(), Some(0));
    assert!(folder.text("图.md").contains("A"));
    assert_eq!(folder.names(), ["a.ron", "图.md"]);
}

#[test]
fn rewriting_keeps_line_ends() {
    let folder = Folder::new(LOOSE);
    assert_eq!(folder.run(&["fmt", "a.ron"]).status.code(), Some(0));
    assert_eq!(folder.text("a.ron"), CANONICAL);
    let faulty = CANONICAL.replace("\"office\", ", "\"office\" ");
    fs::write(folder.path("a.ron"), faulty).expect("the folder takes files");
    let output = folder.run(&["check", "--fix", "a.ron"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(folder.text("a.ron"), CANONICAL);
}

#[test]
fn accepts_all_windows_path_forms() {
    let folder = Folder::new(LOOSE);
    fs::create_dir(folder.path("unter ordner")).expect("a folder can be made");
    fs::copy(folder.path("a.ron"), folder.path("unter ordner/名.ron")).expect("it can be copied");
    let whole = folder.path(r"unter ordner\名.ron").display().to_string();
    let verbatim = format!(r"\\?\{}", fs::canonicalize(&whole).expect("it is there").display());
    let verbatim = verbatim.replace(r"\\?\\\?\", r"\\?\");
    let slashes = whole.replace('\\', "/");
    let drive = whole.get(..2).expect("a drive");
    assert!(drive.ends_with(':'), "{whole}");
    let of_drive = &whole[2..];
    for path in [
        r"unter ordner\名.ron",
        r".\unter ordner\..\unter ordner/名.ron",
        &whole,
        &verbatim,
        &slashes,
    ] {
        is_sound(&folder.run(&["check", path]), path);
        let out = format!("{path}.json");
        let output = folder.run(&["export", path, "-o", &out]);
        assert_eq!((said(&output).as_str(), output.status.code()), ("", Some(0)), "{out}");
        fs::remove_file(folder.path(r"unter ordner\名.ron.json")).expect("it was written there");
    }
    // A path from the root of the current drive.
    is_sound(&folder.run(&["check", of_drive]), of_drive);
}

#[test]
fn reports_missing_and_device_names() {
    let folder = Folder::new(LOOSE);
    let output = folder.run(&["check", r"fehlt\名.ron"]);
    assert!(said(&output).starts_with(r"fehlt\名.ron: error[E014]: "), "{}", said(&output));
    assert_eq!(output.status.code(), Some(2));
    let output = folder.run(&["export", "a.ron", "-o", r"fehlt\a.md"]);
    assert_eq!(said(&output), "organogram: the folder fehlt does not exist\n");
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn accepts_both_slashes_in_text_paths() {
    let sources = |text: &str| {
        format!(
            "(organogram: 1, sources: [(id: \"s\", text: {text:?})], units: [(id: \"a\", kind: \"office\", name: \"A\")])"
        )
    };
    for (text, is_read) in [
        ("texte/satzung.txt", true),
        (r"texte\satzung.txt", true),
        (r"..\satzung.txt", false),
        (r"C:satzung.txt", false),
        (r"\satzung.txt", false),
        (r"\\host\share\satzung.txt", false),
        ("NUL", false),
        ("texte/COM1.txt", false),
    ] {
        let folder = Folder::new(&sources(text));
        fs::create_dir(folder.path("texte")).expect("a folder can be made");
        fs::write(folder.path("texte/satzung.txt"), "1.1 So be it.\n").expect("it takes files");
        let said = said(&folder.run(&["check", "a.ron"]));
        let expected = if is_read { "warning[W104]" } else { "warning[W107]" };
        assert!(said.contains(expected), "{text}: {said}");
    }
}
