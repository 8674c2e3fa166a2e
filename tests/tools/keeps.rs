//! What a file keeps when it is replaced (its owner, its attributes, its names), and that no other files are left
//! behind.
//!
//! Some of the tests require root. Without it, they report this and are skipped; with `ORGANOGRAM_TOOLS=required` in
//! the environment, as in CI, they fail.

#![cfg(unix)]

use std::fs::{self, Metadata};
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use organogram::file::{self, MAX_BYTES, WriteError, write_atomically};

const SOUND: &str = r#"(organogram: 1, units: [(id: "a", kind: "office", name: "A")])"#;
const OLD: &str = "what was there before, and is longer than what comes";
const NEW: &str = "what comes";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Creates a file containing [`OLD`] with the given mode.
    fn file(&self, name: &str, mode: u32) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, OLD).expect("the folder takes files");
        set_mode(&path, mode);
        path
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("the folder is there");
        let names = entries.map(|entry| entry.expect("an entry").file_name().into_string());
        let mut names: Vec<String> = names.map(|name| name.expect("a plain name")).collect();
        names.sort();
        names
    }
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
}

fn metadata(path: &Path) -> Metadata {
    fs::metadata(path).expect("it is there")
}

/// Replaces a file with [`NEW`], as the window does when saving.
fn save(path: &Path) {
    file::save(path, OLD, NEW, MAX_BYTES).expect("it is saved");
    assert_eq!(fs::read_to_string(path).expect("it is there"), NEW);
}

fn export(folder: &Folder, out: &str, arguments: &[&str]) -> Output {
    fs::write(folder.path("a.ron"), SOUND).expect("the folder takes files");
    let mut command = Command::new(env!("CARGO_BIN_EXE_organogram"));
    command.args(["export", "a.ron", "-o", out]).args(arguments);
    command.current_dir(folder.0.path()).output().expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Returns `is_there`, and reports it if what a test needs is missing.
#[expect(clippy::print_stderr, reason = "a test that does nothing says so")]
fn there_is(what: &str, is_there: bool) -> bool {
    if !is_there {
        let is_required = std::env::var_os("ORGANOGRAM_TOOLS").is_some_and(|it| it == "required");
        assert!(!is_required, "{what} is missing");
        eprintln!("skipped: {what} is missing");
    }
    is_there
}

/// Returns whether the test runs as root, which may change the owner of files.
fn is_root(folder: &Folder) -> bool {
    there_is("root's right to give files away", metadata(folder.0.path()).uid() == 0)
}

#[test]
fn a_file_keeps_its_mode_without_rights_for_who_runs_it() {
    let folder = Folder::new();
    for (before, after) in [(0o640, 0o640), (0o600, 0o600), (0o777, 0o777), (0o7755, 0o755)] {
        let path = folder.file("a.txt", before);
        save(&path);
        assert_eq!(metadata(&path).mode() & 0o7777, after, "{before:o}");
    }
    assert_eq!(folder.names(), ["a.txt"]);
}

#[test]
fn a_new_file_has_the_mode_of_any_other() {
    let folder = Folder::new();
    fs::write(folder.path("other"), "").expect("the folder takes files");
    write_atomically(&folder.path("new"), false, |out| out.write_all(b"x")).expect("it is written");
    let mode = |name| metadata(&folder.path(name)).mode();
    assert_eq!(mode("new"), mode("other"));
}

#[test]
fn a_file_keeps_its_owner_and_group() {
    let folder = Folder::new();
    if !is_root(&folder) {
        return;
    }
    for names in [1, 2] {
        let path = folder.file("a.txt", 0o640);
        chown(&path, Some(1000), Some(1001)).expect("root may");
        if names == 2 {
            fs::hard_link(&path, folder.path("b.txt")).expect("a link");
        }
        save(&path);
        let found = metadata(&path);
        assert_eq!((found.uid(), found.gid(), found.mode() & 0o7777), (1000, 1001, 0o640));
    }
    assert_eq!(folder.names(), ["a.txt", "b.txt"]);
}

#[test]
fn attributes_and_access_lists_are_kept() {
    let folder = Folder::new();
    let path = folder.file("a.txt", 0o640);
    let has_attributes = xattr::set(&path, "user.origin", b"a survey").is_ok();
    let list = Command::new("setfacl").args(["-m", "u:1234:rw"]).arg(&path).status();
    let has_lists = list.is_ok_and(|status| status.success());
    if !there_is("a disk with attributes, and setfacl", has_attributes && has_lists) {
        return;
    }
    let before = ["user.origin", "system.posix_acl_access"].map(|name| xattr::get(&path, name));
    let before = before.map(|value| value.expect("it can be read").expect("it is there"));
    save(&path);
    let after = ["user.origin", "system.posix_acl_access"].map(|name| xattr::get(&path, name));
    assert_eq!(after.map(|value| value.expect("it can be read")), before.map(Some));
    assert_eq!(metadata(&path).mode() & 0o777, 0o660, "the access list's mask");
}

#[test]
fn an_access_list_that_the_folder_gives_to_new_files_is_not_added() {
    let folder = Folder::new();
    let path = folder.file("a.txt", 0o640);
    let mut command = Command::new("setfacl");
    command.args(["-d", "-m", "u:4321:rw"]).arg(folder.0.path());
    if !there_is("setfacl", command.status().is_ok_and(|status| status.success())) {
        return;
    }
    save(&path);
    let list = xattr::get(&path, "system.posix_acl_access").expect("it can be read");
    assert_eq!(list, None);
    assert_eq!(metadata(&path).mode() & 0o777, 0o640);
}

#[test]
fn all_names_of_a_file_lead_to_what_was_written() {
    let folder = Folder::new();
    let path = folder.file("a.txt", 0o640);
    fs::hard_link(&path, folder.path("b.txt")).expect("a link");
    let before = metadata(&path).ino();
    save(&path);
    assert_eq!(fs::read_to_string(folder.path("b.txt")).expect("it is there"), NEW);
    assert_eq!(metadata(&path).ino(), before);
    assert_eq!(folder.names(), ["a.txt", "b.txt"], "and no backup");
    let output = export(&folder, "a.txt", &["--format", "md", "--force"]);
    assert_eq!((said(&output).as_str(), output.status.code()), ("", Some(0)));
    let other = fs::read_to_string(folder.path("b.txt")).expect("it is there");
    assert_eq!(other, "# \n\n## 1 A\n");
}

#[test]
fn the_structure_file_is_not_overwritten_by_another_name() {
    let folder = Folder::new();
    fs::write(folder.path("a.ron"), SOUND).expect("the folder takes files");
    fs::hard_link(folder.path("a.ron"), folder.path("b.json")).expect("a link");
    symlink("a.ron", folder.path("c.json")).expect("a link");
    for out in ["b.json", "c.json"] {
        let output = export(&folder, out, &["--force"]);
        let expected = format!("organogram: {out} is the structure file itself\n");
        assert_eq!((said(&output), output.status.code()), (expected, Some(2)));
    }
    assert_eq!(fs::read_to_string(folder.path("a.ron")).expect("it is there"), SOUND);
}

#[test]
fn a_link_stays_a_link() {
    let folder = Folder::new();
    folder.file("a.txt", 0o640);
    symlink("a.txt", folder.path("link.txt")).expect("a link");
    save(&folder.path("link.txt"));
    assert_eq!(fs::read_link(folder.path("link.txt")).expect("a link"), Path::new("a.txt"));
    assert_eq!(fs::read_to_string(folder.path("a.txt")).expect("it is there"), NEW);
}

#[test]
fn what_a_dangling_link_leads_to_is_made_on_request_only() {
    let folder = Folder::new();
    fs::create_dir(folder.path("deep")).expect("a folder");
    symlink("second.csv", folder.path("deep/first.csv")).expect("a link");
    symlink("deep/first.csv", folder.path("out.csv")).expect("a link");
    let output = export(&folder, "out.csv", &[]);
    let expected = "organogram: out.csv is a link to deep/second.csv, which does not exist\n\
                    hint: --force creates it\n";
    assert_eq!((said(&output).as_str(), output.status.code()), (expected, Some(3)));
    let output = export(&folder, "out.csv", &["--force"]);
    assert_eq!((said(&output).as_str(), output.status.code()), ("", Some(0)));
    assert!(metadata(&folder.path("deep/second.csv")).is_file());
    assert!(folder.path("out.csv").is_symlink() && folder.path("deep/first.csv").is_symlink());

    symlink("absent/x.csv", folder.path("lost.csv")).expect("a link");
    let output = export(&folder, "lost.csv", &["--force"]);
    let expected = "organogram: the folder absent does not exist\n";
    assert_eq!((said(&output).as_str(), output.status.code()), (expected, Some(3)));
    symlink("ring.csv", folder.path("ring.csv")).expect("a link");
    let output = export(&folder, "ring.csv", &["--force"]);
    assert!(said(&output).starts_with("organogram: ring.csv cannot be written: "));
    assert_eq!(output.status.code(), Some(3));
}

/// Returns a command that runs a program as a user other than root.
fn as_anybody(program: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--reuid=1000", "--regid=1000", "--clear-groups", program]);
    command
}

/// Exports over a file as a user other than root, from a folder that everyone may read.
fn forced_by_anybody(folder: &Folder, out: &Path) -> Option<Output> {
    if !is_root(folder) {
        return None;
    }
    let program = folder.path("organogram");
    fs::copy(env!("CARGO_BIN_EXE_organogram"), &program).expect("a program can be copied");
    fs::write(folder.path("a.ron"), SOUND).expect("the folder takes files");
    let mut command = as_anybody(program.to_str().expect("a plain path"));
    command.args(["export", "--force", "--format", "md", "-o"]).arg(out).arg(folder.path("a.ron"));
    let output = command.output();
    there_is("setpriv", output.is_ok()).then(|| output.expect("it ran"))
}

#[test]
fn a_file_of_somebody_else_stays_theirs() {
    let folder = Folder::new();
    set_mode(folder.0.path(), 0o777);
    let path = folder.file("a.md", 0o664);
    chown(&path, None, Some(1000)).unwrap_or_default();
    let Some(output) = forced_by_anybody(&folder, &path) else { return };
    assert_eq!((said(&output).as_str(), output.status.code()), ("", Some(0)));
    assert_eq!(fs::read_to_string(&path).expect("it is there"), "# \n\n## 1 A\n");
    let found = metadata(&path);
    assert_eq!((found.uid(), found.gid(), found.mode() & 0o7777), (0, 1000, 0o664));
}

#[test]
fn a_file_that_only_others_may_write_is_left_alone() {
    let folder = Folder::new();
    set_mode(folder.0.path(), 0o777);
    let path = folder.file("a.md", 0o644);
    let Some(output) = forced_by_anybody(&folder, &path) else { return };
    let expected = format!("organogram: {} cannot be written: ", path.display());
    assert!(said(&output).starts_with(&expected), "{}", said(&output));
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(fs::read_to_string(&path).expect("it is there"), OLD);
}

#[test]
fn a_file_in_a_folder_that_takes_none_is_written_into() {
    let folder = Folder::new();
    set_mode(folder.0.path(), 0o755);
    let path = folder.file("a.md", 0o600);
    chown(&path, Some(1000), Some(1000)).unwrap_or_default();
    let Some(output) = forced_by_anybody(&folder, &path) else { return };
    assert_eq!((said(&output).as_str(), output.status.code()), ("", Some(0)));
    assert_eq!(fs::read_to_string(&path).expect("it is there"), "# \n\n## 1 A\n");
    assert_eq!(metadata(&path).uid(), 1000);
    let others = folder.names().into_iter().filter(|name| name.starts_with('.'));
    assert_eq!(others.count(), 0);
}

/// Runs a script on a small disk in a folder, which no other process sees.
#[cfg(target_os = "linux")]
fn on_small_disk(folder: &Folder, kilobytes: u32, script: &str) -> Option<Output> {
    fs::write(folder.path("a.ron"), SOUND).expect("the folder takes files");
    let script = format!(
        "mkdir disk; mount -t tmpfs -o size={kilobytes}k none disk || exit 77\ncd disk\n{script}"
    );
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", &script]).current_dir(folder.0.path());
    let output = command.env("PROGRAM", env!("CARGO_BIN_EXE_organogram")).output();
    let can = output.as_ref().is_ok_and(|output| output.status.code() == Some(0));
    there_is("the right to mount a disk", can).then(|| output.expect("it ran"))
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_in_place_is_put_back() {
    let folder = Folder::new();
    // Room for the old content, its backup and the new content, but not for a second copy of the new one.
    let script = "head -c 4000 /dev/zero | tr '\\0' o >old; ln old other\n\
                  \"$PROGRAM\" export ../a.ron -o old --format svg --embed-font --no-legend --force\n\
                  echo code $?; ls -A; tr -d o <old | wc -c; wc -c <other";
    let Some(output) = on_small_disk(&folder, 16, script) else { return };
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said(&output).contains("old cannot be written: No space left on device"), "{output:?}");
    assert!(out.starts_with("code 3\nold\nother\n0\n4000\n"), "{out}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_size_limit_leaves_nothing() {
    let folder = Folder::new();
    fs::write(folder.path("a.ron"), SOUND).expect("the folder takes files");
    let script = format!(
        "ulimit -f 1; '{}' export a.ron -o out.svg --embed-font 2>/dev/null",
        env!("CARGO_BIN_EXE_organogram")
    );
    let mut shell = Command::new("sh");
    let status = shell.args(["-c", &script]).current_dir(folder.0.path()).status();
    assert!(!status.expect("a shell runs").success());
    assert_eq!(folder.names(), ["a.ron"]);
}

#[test]
fn an_export_that_fails_midway_leaves_the_old_file() {
    let folder = Folder::new();
    for names in [1, 2] {
        let path = folder.file("a.txt", 0o644);
        if names == 2 {
            fs::hard_link(&path, folder.path("b.txt")).expect("a link");
        }
        let failed = write_atomically(&path, true, |out| {
            out.write_all(&vec![b'x'; 1 << 17]).expect("it takes that");
            Err("called off")
        });
        assert!(matches!(failed, Err(WriteError::Content("called off"))));
        assert_eq!(fs::read_to_string(&path).expect("it is there"), OLD);
    }
    assert_eq!(folder.names(), ["a.txt", "b.txt"]);
}
