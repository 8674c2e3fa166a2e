//! A save that is killed at any moment leaves the old file or the new one, whole.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use organogram::model::SAMPLE;

const KILLS: u32 = 100;

#[test]
fn a_hundred_kills_leave_a_whole_file() {
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
    let whole = started.elapsed() / 2;
    let [old, new] = ["old.json", "new.json"].map(|name| fs::read(at(name)).expect("it is there"));
    assert_ne!(old, new);
    fs::write(at("out.json"), &old).expect("a file can be written");
    let mut killed = 0;
    for round in 0..KILLS {
        let from = if round % 2 == 0 { "new.ron" } else { "old.ron" };
        let mut child = export(from, "out.json").spawn().expect("it starts");
        // From its start to a little after its end, in steps that never fall into one rhythm.
        std::thread::sleep(whole * (round * 37 % KILLS) / KILLS + Duration::from_micros(200));
        killed += u32::from(child.try_wait().expect("it can be asked").is_none());
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let found = fs::read(at("out.json")).expect("the file is there");
        assert!(found == old || found == new, "round {round}: {} bytes", found.len());
    }
    assert!(killed > KILLS / 4, "only {killed} of {KILLS} were still at work");
}
