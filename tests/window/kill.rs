//! A save killed at any moment leaves either the old file or the new one, complete.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use egui::{Key, Modifiers};
use organogram::model::SAMPLE;

use crate::common::bench::{Bench, COAST};
use crate::volume::quick_or_thorough;

/// Number of kills in a thorough run.
const MAX_KILLS: u32 = 100;

/// Number of kills in this run.
fn kills() -> u32 {
    quick_or_thorough(25, MAX_KILLS)
}

#[test]
fn killed_exports_leave_a_complete_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("old.ron"), SAMPLE).expect("a file can be written");
    fs::write(at("new.ron"), SAMPLE.replace("acronym: \"DPKO\"", "acronym: \"NEW\""))
        .expect("a file");
    let export = |from: &str, to: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_organogram"));
        command.current_dir(folder.path()).args(["export", "--force", from, "-o", to]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let started = Instant::now();
    for (from, to) in [("old.ron", "old.json"), ("new.ron", "new.json")] {
        assert!(export(from, to).status().expect("it runs").success());
    }
    let mut whole = started.elapsed() / 2;
    let [old, new] = ["old.json", "new.json"].map(|name| fs::read(at(name)).expect("it is there"));
    assert_ne!(old, new);
    fs::write(at("out.json"), &old).expect("a file can be written");
    let mut killed = 0;
    let kills = kills();
    for round in 0..kills {
        let from = if round % 2 == 0 { "new.ron" } else { "old.ron" };
        let mut child = export(from, "out.json").spawn().expect("it starts");
        // From its start to shortly after its end, in steps without a regular rhythm.
        std::thread::sleep(whole * (round * 37 % kills) / kills + Duration::from_micros(200));
        // The duration depends on the load of the machine.
        if child.try_wait().expect("it can be asked").is_some() {
            whole = whole * 9 / 10;
        } else {
            whole = whole * 101 / 100;
            killed += 1;
        }
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let found = fs::read(at("out.json")).expect("the file is there");
        assert!(found == old || found == new, "round {round}: {} bytes", found.len());
    }
    assert!(killed > kills / 4, "only {killed} of {kills} were still at work");
}

#[cfg(target_os = "linux")]
#[test]
fn killed_exports_over_hard_links_lose_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("a.ron"), SAMPLE).expect("a file can be written");
    let export = |out: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_organogram"));
        command.current_dir(folder.path()).args(["export", "--force", "a.ron", "-o", out]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    assert!(export("new.json").status().expect("it runs").success());
    let new = fs::read(at("new.json")).expect("it is there");
    // So large that overwriting it takes a while.
    let old = b"what was there before\n".repeat(1 << 20);
    fs::write(at("out.json"), &old).expect("a file can be written");
    fs::hard_link(at("out.json"), at("other.json")).expect("a link");
    let started = Instant::now();
    assert!(export("out.json").status().expect("it runs").success());
    let whole = started.elapsed();
    for round in 0..kills() / 2 {
        fs::write(at("out.json"), &old).expect("a file can be written");
        let mut child = export("out.json").spawn().expect("it starts");
        // Most kills happen during the backup and the new content, at the end.
        std::thread::sleep(whole / 4 + whole * (round * 37 % 50) / 60);
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let found = fs::read(at("out.json")).expect("the file is there");
        assert_eq!(fs::read(at("other.json")).expect("the file is there"), found);
        let entries = fs::read_dir(folder.path()).expect("it is there").flatten();
        let backups =
            entries.filter(|entry| entry.file_name().as_encoded_bytes().starts_with(b"."));
        let backups: Vec<PathBuf> = backups.map(|entry| entry.path()).collect();
        let is_kept = |backup: &PathBuf| fs::read(backup).is_ok_and(|kept| kept == old);
        assert!(found == old || found == new || backups.iter().any(is_kept), "round {round}");
        for backup in backups {
            fs::remove_file(backup).expect("it can be removed");
        }
    }
}

/// Set to the file that a test saves repeatedly until it is killed.
const VICTIM: &str = "ORGANOGRAM_TEST_VICTIM";

/// The window's file: large enough that writing it takes a while.
fn coast() -> String {
    format!("{COAST}{}", "// 海岸线很长。\n".repeat(8_000))
}

#[cfg(target_os = "linux")]
#[test]
fn killed_saves_leave_a_complete_file() {
    if let Some(path) = std::env::var_os(VICTIM) {
        save_for_ever(path.into());
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("coast.ron");
    let old = coast();
    let new = old.replace("North Division", "North Divisionx");
    let mut while_writing = 0;
    for round in 0..MAX_KILLS {
        if round >= kills() && while_writing > 0 {
            break;
        }
        let mut child = Command::new(std::env::current_exe().expect("a test is a program"))
            .args(["--exact", "kill::killed_saves_leave_a_complete_file"])
            .arg("--nocapture")
            .env(VICTIM, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let said = BufReader::new(child.stdout.take().expect("it is piped"));
        assert!(said.lines().map_while(Result::ok).any(|line| line.ends_with(READY)));
        // Over a few saves, in steps without a regular rhythm.
        std::thread::sleep(Duration::from_micros(u64::from(round * 37 % MAX_KILLS) * 1_000 + 300));
        assert!(child.try_wait().expect("it can be asked").is_none(), "it was still at work");
        while_writing += usize::from(stops_while_writing(child.id(), folder.path()));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let found = fs::read_to_string(&path).expect("the file is there");
        assert!(found == old || found == new, "round {round}: {} bytes", found.len());
    }
    assert!(while_writing > 0, "none was killed while it wrote");
    // The file being written has a temporary name for a moment at most; of few kills, one may hit that moment.
    let left = fs::read_dir(folder.path()).expect("it is there").count() - 1;
    assert!(left * 4 <= while_writing.max(4), "{left} left of {while_writing}");
}

/// Stops a program, and returns whether it has a file of the folder open, other than the folder itself, which is
/// watched and synchronized.
fn stops_while_writing(program: u32, folder: &Path) -> bool {
    let stop = Command::new("kill").args(["-STOP", &program.to_string()]).status();
    assert!(stop.expect("kill is there").success());
    let open = fs::read_dir(format!("/proc/{program}/fd")).expect("it is halted").flatten();
    let targets = open.filter_map(|file| fs::read_link(file.path()).ok());
    targets.into_iter().any(|at| at.starts_with(folder) && at != folder)
}

/// The line that the child process prints after its first save.
const READY: &str = "saving";

/// Types a character into the text of a unit and saves, undoes it and saves, and so on.
#[expect(clippy::print_stdout, reason = "the parent waits for it")]
fn save_for_ever(path: PathBuf) -> ! {
    let mut bench = Bench::at(path, &coast(), "North Division");
    bench.type_before_end(2, "x");
    bench.save();
    println!("{READY}");
    loop {
        bench.press(Modifiers::COMMAND, Key::Z);
        bench.save();
        bench.press(Modifiers::COMMAND, Key::Y);
        bench.save();
    }
}
