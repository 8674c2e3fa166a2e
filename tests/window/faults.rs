//! Failed saves: the message says what to do, and the typed text is kept.

use std::fs;
use std::path::Path;

use egui::{Key, Modifiers};

use crate::common::bench::{Bench, COAST};

/// Returns the file after " Kept" was typed after the name of its northern division.
fn kept() -> String {
    COAST.replace("North Division", "North Division Kept")
}

/// Returns the window on the file of [`COAST`] with an unsaved change.
fn typed() -> Bench {
    let mut bench = Bench::on(COAST, "North Division");
    bench.type_before_end(2, " Kept");
    bench
}

/// Checks that a save fails with this message and loses nothing, and that it succeeds after `mend`.
fn is_refused(bench: &mut Bench, words: &str, mend: impl FnOnce(&Path)) {
    bench.save();
    assert!(bench.shows(words) && bench.shows("Your text is still here"));
    assert!(bench.has_card("North Division Kept"));
    mend(&bench.path);
    bench.save();
    assert!(bench.shows("Saved") && !bench.shows("Your text is still here"));
    assert_eq!(bench.on_disk(), kept());
}

#[test]
fn does_not_recreate_a_deleted_file() {
    let mut bench = typed();
    fs::remove_file(&bench.path).expect("the file can be removed");
    bench.save();
    assert!(bench.shows("no longer exists: it was deleted or moved since"));
    bench.click("Continue editing");
    assert!(!bench.path.exists(), "nothing is written unasked");
    assert!(bench.has_card("North Division Kept"));
    bench.save();
    bench.click("Save it there as a new file");
    assert_eq!(bench.on_disk(), kept());
    assert!(bench.shows("Saved"));
}

#[test]
fn does_not_overwrite_a_reappeared_file() {
    for (name, is_joined) in [("South Division", true), ("North Division", false)] {
        let mut bench = typed();
        fs::remove_file(&bench.path).expect("the file can be removed");
        bench.save();
        assert!(bench.shows("no longer exists"));
        let theirs = COAST.replace(name, "Theirs");
        fs::write(&bench.path, &theirs).expect("the file can be written");
        bench.click("Save it there as a new file");
        if is_joined {
            assert!(bench.comes_to(|bench| bench.shows("merged into it and saved")));
            assert_eq!(bench.on_disk(), theirs.replace("North Division", "North Division Kept"));
        } else {
            assert!(bench.comes_to(|bench| bench.shows("The same lines were changed twice")));
            assert_eq!(bench.on_disk(), theirs);
        }
    }
}

#[test]
fn closes_the_question_when_the_file_returns() {
    let mut bench = typed();
    fs::remove_file(&bench.path).expect("the file can be removed");
    assert!(bench.comes_to(|bench| bench.shows("the file does not exist")));
    fs::write(&bench.path, COAST).expect("the file can be written");
    assert!(bench.comes_to(|bench| !bench.shows("last valid version")));
    assert!(bench.has_card("North Division Kept"), "what was typed stays");
    bench.save();
    assert_eq!(bench.on_disk(), kept());
}

#[test]
fn quitting_does_not_recreate_a_deleted_file() {
    let mut bench = typed();
    fs::remove_file(&bench.path).expect("the file can be removed");
    bench.press(Modifiers::COMMAND, Key::Q);
    bench.click("Save");
    assert!(bench.shows("no longer exists"), "it asks instead");
    assert!(!bench.path.exists());
}

#[test]
fn reports_a_missing_folder() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let inner = folder.path().join("charts");
    fs::create_dir(&inner).expect("a folder can be made");
    let mut bench = Bench::at(inner.join("coast.ron"), COAST, "North Division");
    bench.type_before_end(2, " Kept");
    fs::remove_dir_all(&inner).expect("the folder can be removed");
    is_refused(
        &mut bench,
        "Its folder no longer exists: create it again, then save again",
        |path| {
            fs::create_dir(&inner).expect("a folder can be made");
            fs::write(path, COAST).expect("the file can be written");
        },
    );
}

#[test]
fn reports_a_folder_in_place_of_the_file() {
    let mut bench = typed();
    fs::remove_file(&bench.path).expect("the file can be removed");
    fs::create_dir(&bench.path).expect("a folder can be made");
    is_refused(&mut bench, "Something else is in its place: move that away", |path| {
        fs::remove_dir(path).expect("the folder can be removed");
        fs::write(path, COAST).expect("the file can be written");
    });
}

#[test]
fn reports_a_read_only_file() {
    let mut bench = typed();
    let writable = fs::metadata(&bench.path).expect("it is there").permissions();
    let mut read_only = writable.clone();
    read_only.set_readonly(true);
    fs::set_permissions(&bench.path, read_only).expect("it can be made read-only");
    is_refused(&mut bench, "The file is read-only: make it writable", |path| {
        assert_eq!(fs::read_to_string(path).expect("it is there"), COAST);
        fs::set_permissions(path, writable).expect("it can be made writable");
    });
}

#[test]
fn does_not_overwrite_an_undecodable_file() {
    let mut bench = typed();
    let theirs = b"(organogram: 1, title: \"\xba\xa3\xb0\xb6\")";
    fs::write(&bench.path, theirs).expect("the file can be written");
    is_refused(&mut bench, "is not valid UTF-8", |path| {
        assert_eq!(fs::read(path).expect("it is there"), theirs);
        fs::write(path, COAST).expect("the file can be written");
    });
}

// ---- Faults of the system, each in a separate namespace

#[cfg(target_os = "linux")]
mod of_the_system {
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::PathBuf;
    use std::process::Command;

    use super::*;

    /// Set to the folder in which a test finds its fault.
    const FOLDER: &str = "ORGANOGRAM_TEST_FOLDER";
    /// Exit code by which the script below reports that it lacks the permission to create the fault.
    const NOT_ALLOWED: i32 = 77;

    /// Runs a test again behind a shell that may mount disks and drop privileges, invisibly to other processes. Returns
    /// the folder in that process, and `None` in this one, once that is done. If the system does not allow this, the
    /// test reports it and is skipped.
    fn world(test: &str, shell: &str) -> Option<PathBuf> {
        if let Some(folder) = std::env::var_os(FOLDER) {
            return Some(folder.into());
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        let script =
            format!("cd /\n{shell} \"$0\" --exact faults::of_the_system::{test} --nocapture");
        let output = Command::new("unshare")
            .args(["-rm", "sh", "-c", &script])
            .arg(std::env::current_exe().expect("a test is a program"))
            .env(FOLDER, folder.path())
            .output();
        match output {
            Ok(output) if output.status.success() => {
                let said = String::from_utf8_lossy(&output.stdout);
                assert!(said.contains("1 passed"), "{said}");
            }
            Ok(output)
                if output.status.code().is_some_and(|code| code > 1 && code != NOT_ALLOWED) =>
            {
                panic!("{}", String::from_utf8_lossy(&output.stderr));
            }
            _ => skip(test),
        }
        None
    }

    #[expect(clippy::print_stderr, reason = "a test that does nothing says so")]
    fn skip(test: &str) {
        let is_required = std::env::var_os("ORGANOGRAM_TOOLS").is_some_and(|it| it == "required");
        assert!(!is_required, "this system does not let {test} make its fault");
        eprintln!("skipped: this system does not let {test} make its fault");
    }

    const SMALL_DISK: &str =
        "mount -t tmpfs -o size=64k none \"$ORGANOGRAM_TEST_FOLDER\" || exit 77; exec";
    /// Root without the capability to bypass permissions is like any other user.
    const AS_ANYBODY: &str =
        "command -v setpriv >/dev/null || exit 77; exec setpriv --bounding-set=-all";

    #[test]
    fn reports_a_full_disk() {
        let Some(folder) = world("reports_a_full_disk", SMALL_DISK) else { return };
        let mut bench = Bench::at(folder.join("coast.ron"), COAST, "North Division");
        bench.type_before_end(2, " Kept");
        let filler = folder.join("filler");
        assert!(fs::write(&filler, vec![0; 1 << 17]).is_err(), "the disk is small");
        is_refused(&mut bench, "The disk is full: free some space, then save again", |path| {
            assert_eq!(fs::read_to_string(path).expect("it is there"), COAST);
            assert_eq!(fs::read_dir(&folder).expect("it is there").count(), 2, "nothing else");
            fs::remove_file(&filler).expect("it can be removed");
        });
    }

    #[test]
    fn reports_a_read_only_disk() {
        let Some(folder) = world("reports_a_read_only_disk", SMALL_DISK) else { return };
        let turn = |mode: &str| {
            let options = format!("remount,{mode}");
            let mut mount = Command::new("mount");
            assert!(mount.args(["-o", &options]).arg(&folder).status().expect("it runs").success());
        };
        let mut bench = Bench::at(folder.join("coast.ron"), COAST, "North Division");
        bench.type_before_end(2, " Kept");
        turn("ro");
        is_refused(&mut bench, "Its folder is not writable: get permission", |path| {
            assert_eq!(fs::read_to_string(path).expect("it is there"), COAST);
            turn("rw");
        });
    }

    #[test]
    fn saves_in_a_read_only_folder() {
        let test = "saves_in_a_read_only_folder";
        let Some(folder) = world(test, AS_ANYBODY) else { return };
        let mode = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
        };
        let mut bench = Bench::at(folder.join("coast.ron"), COAST, "North Division");
        bench.type_before_end(2, " Kept");
        mode(&folder, 0o555);
        bench.save();
        assert!(bench.shows("Saved") && !bench.shows("Your text is still here"));
        assert_eq!(bench.on_disk(), kept());
        assert_eq!(fs::read_dir(&folder).expect("it is there").count(), 1, "and no backup");
        mode(&folder, 0o755);
    }

    #[test]
    fn does_not_overwrite_an_unreadable_file() {
        let test = "does_not_overwrite_an_unreadable_file";
        let Some(folder) = world(test, AS_ANYBODY) else { return };
        let mode = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
        };
        let mut bench = Bench::at(folder.join("coast.ron"), COAST, "North Division");
        bench.type_before_end(2, " Kept");
        mode(&bench.path, 0o000);
        is_refused(&mut bench, "you do not have permission to read it", |path| mode(path, 0o644));
    }
}
