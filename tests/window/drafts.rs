//! Drafts: unsaved text survives however the window ends, and the next window offers to restore it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use organogram::app::{App, Options};

use crate::common::bench::{Bench, COAST};
use crate::common::{self, comes_to_show, options, settled, shows, started_with_frames};

/// Returns the file after " Kept" was typed after the name of its northern division.
fn kept() -> String {
    COAST.replace("North Division", "North Division Kept")
}

/// A home directory with settings and a structure file.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().expect("a temporary folder"));
        fs::write(home.file(), COAST).expect("a temporary file can be written");
        home
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("coast.ron")
    }

    fn on_disk(&self) -> String {
        fs::read_to_string(self.file()).expect("the file is there")
    }

    /// Returns the files in the folder of drafts, except those that are always there.
    fn drafts(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path().join("config/drafts")).into_iter().flatten();
        let names = entries.map(|entry| entry.expect("it is there").file_name());
        let mut names: Vec<String> =
            names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.retain(|name| name != "folder.lock");
        names.sort();
        names
    }

    fn options(&self, file: Option<PathBuf>) -> Options {
        let settings = Some(self.0.path().join("config/settings.ron"));
        Options { settings, ..options(file, "en") }
    }

    /// Opens a window on the structure file.
    fn window(&self) -> Harness<'static, App> {
        settled(self.options(Some(self.file())))
    }

    /// Opens a window in which " Kept" was typed long enough ago.
    fn typed(&self) -> Bench {
        let mut bench = Bench::with(self.options(Some(self.file())), "North Division");
        bench.type_before_end(2, " Kept");
        rest(&mut bench.harness);
        bench
    }
}

/// Advances the time by more than a second.
fn rest(harness: &mut Harness<'_, App>) {
    harness.run_steps(6);
    harness.run();
}

fn click(harness: &mut Harness<'_, App>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

const QUESTION: &str = "Unsaved text was kept";

#[test]
fn restores_a_draft_as_unsaved() {
    let home = Home::new();
    drop(home.typed());
    let mut next = home.window();
    assert!(shows(&next, QUESTION) && shows(&next, "coast.ron was being edited"));
    assert!(shows(&next, "−     (id: \"north\""), "what it was");
    assert!(shows(&next, "North Division Kept"), "and what was typed");
    assert_eq!(home.on_disk(), COAST, "nothing is written unasked");
    click(&mut next, "Restore");
    assert!(!shows(&next, QUESTION) && shows(&next, "It is not saved yet"));
    assert!(common::card(&next, "North Division Kept").is_some());
    next.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    next.run();
    assert!(common::card(&next, "North Division").is_some(), "it can be taken back");
    next.key_press_modifiers(Modifiers::COMMAND, Key::Y);
    next.run();
    next.key_press_modifiers(Modifiers::COMMAND, Key::S);
    rest(&mut next);
    assert_eq!(home.on_disk(), kept());
    assert_eq!(home.drafts(), [""; 0], "what is saved is not kept");
    drop(next);
    assert!(!shows(&home.window(), QUESTION));
}

#[test]
fn offers_drafts_with_any_file() {
    let home = Home::new();
    drop(home.typed());
    let mut next = settled(home.options(Some(home.0.path().join("none.ron"))));
    assert!(shows(&next, QUESTION));
    click(&mut next, "Restore");
    assert!(shows(&next, "coast.ron") && common::card(&next, "North Division Kept").is_some());
}

#[test]
fn offers_postponed_drafts_again() {
    let home = Home::new();
    drop(home.typed());
    let mut next = home.window();
    click(&mut next, "Later");
    assert!(!shows(&next, QUESTION) && common::card(&next, "North Division").is_some());
    drop(next);
    let mut next = home.window();
    next.key_press(Key::Escape);
    next.run();
    assert!(!shows(&next, QUESTION), "to leave the question postpones it");
    drop(next);
    let mut next = home.window();
    click(&mut next, "Discard");
    assert!(!shows(&next, QUESTION));
    assert_eq!(home.drafts(), [""; 0]);
    assert_eq!(home.on_disk(), COAST);
}

#[test]
fn saved_or_discarded_text_leaves_no_draft() {
    let home = Home::new();
    let mut bench = home.typed();
    assert_eq!(home.drafts().len(), 2, "the draft and its lock");
    bench.save();
    rest(&mut bench.harness);
    assert_eq!(home.drafts(), [""; 0], "saved");
    bench.type_before_end(1, " ");
    rest(&mut bench.harness);
    assert_eq!(home.drafts().len(), 2);
    bench.press(Modifiers::COMMAND, Key::Z);
    rest(&mut bench.harness);
    assert_eq!(home.drafts(), [""; 0], "taken back");
    bench.type_before_end(2, "!");
    rest(&mut bench.harness);
    bench.press(Modifiers::NONE, Key::F5);
    bench.click("Discard them");
    rest(&mut bench.harness);
    assert_eq!(home.drafts(), [""; 0], "discarded");
}

#[test]
fn writes_a_draft_within_a_second() {
    let home = Home::new();
    let mut window = started_with_frames(home.options(Some(home.file())), 0.02);
    window.run();
    let mut bench = Bench::over(window, home.file(), "North Division");
    bench.type_before_end(2, "a");
    assert_eq!(home.drafts(), [""; 0], "not at each letter");
    for _ in 0..60 {
        bench.harness.event(egui::Event::Text("b".into()));
        bench.harness.step();
    }
    assert_eq!(home.drafts().len(), 2);
}

#[test]
fn ignores_drafts_of_open_windows() {
    let home = Home::new();
    let first = home.typed();
    let second = home.window();
    assert!(!shows(&second, QUESTION));
    drop(first);
    assert!(shows(&home.window(), QUESTION));
}

#[test]
fn merges_a_draft_with_a_changed_file() {
    let home = Home::new();
    drop(home.typed());
    let theirs = COAST.replace("South Division", "Southern Theirs");
    fs::write(home.file(), &theirs).expect("the file can be written");
    let mut next = home.window();
    assert!(shows(&next, "The file has changed since"));
    click(&mut next, "Restore");
    assert_eq!(home.on_disk(), theirs, "the file stays as it is");
    next.key_press_modifiers(Modifiers::COMMAND, Key::S);
    next.run();
    assert!(home.on_disk().contains("Southern Theirs"), "nothing of theirs is lost unasked");
}

#[test]
fn restores_a_draft_of_a_missing_file() {
    let home = Home::new();
    drop(home.typed());
    fs::remove_file(home.file()).expect("the file can be removed");
    let mut next = home.window();
    assert!(shows(&next, "The file itself no longer exists"));
    click(&mut next, "Restore");
    assert!(common::card(&next, "North Division Kept").is_some());
    next.key_press_modifiers(Modifiers::COMMAND, Key::S);
    next.run();
    click(&mut next, "Save it there as a new file");
    assert_eq!(home.on_disk(), kept());
}

#[test]
fn restores_a_draft_with_errors() {
    let home = Home::new();
    let mut bench = Bench::with(home.options(Some(home.file())), "North Division");
    bench.type_before_end(1, ", acronym: \"N");
    rest(&mut bench.harness);
    drop(bench);
    let mut next = home.window();
    click(&mut next, "Restore");
    assert!(common::card(&next, "North Division").is_some());
    assert!(shows(&next, "last valid version") && shows(&next, "E001"));
    next.key_press_modifiers(Modifiers::COMMAND, Key::S);
    next.run();
    let written = "name: \"North Division\", acronym: \"N)";
    assert_eq!(home.on_disk(), COAST.replace("name: \"North Division\")", written));
}

#[test]
fn ignores_drafts_equal_to_the_file() {
    let home = Home::new();
    drop(home.typed());
    fs::write(home.file(), kept()).expect("the file can be written");
    assert!(!shows(&home.window(), QUESTION));
    assert_eq!(home.drafts(), [""; 0]);
}

#[test]
fn prunes_the_oldest_drafts() {
    let home = Home::new();
    for at in 0..25 {
        let file = home.0.path().join(format!("coast-{at}.ron"));
        fs::write(&file, COAST).expect("a file can be written");
        let mut window = settled(home.options(Some(file.clone())));
        window.key_press(Key::Escape);
        window.run();
        let mut bench = Bench::over(window, file, "North Division");
        bench.type_before_end(2, "x");
        rest(&mut bench.harness);
    }
    assert_eq!(home.drafts().len(), 2 * 20);
    let newest = home.window();
    assert!(shows(&newest, "coast-24.ron was being edited"));
}

#[test]
fn ignores_other_files() {
    let home = Home::new();
    let folder = home.0.path().join("config/drafts");
    fs::create_dir_all(&folder).expect("a folder can be made");
    for (name, text) in [
        ("a.json", "{"),
        ("b.json", "{\"draft\":1,\"path\":\"x\",\"base\":\"海\",\"edits\":[[1,2,\"\"]]}"),
        ("c.json", "{\"draft\":2,\"path\":\"x\",\"base\":\"a\",\"edits\":[[0,1,\"b\"]]}"),
        ("d.lock", ""),
        ("e.tmp", "half"),
    ] {
        fs::write(folder.join(name), text).expect("a file can be written");
    }
    let window = home.window();
    assert!(!shows(&window, QUESTION) && shows(&window, "4 units"));
}

#[cfg(unix)]
#[test]
fn drafts_are_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new();
    let _bench = home.typed();
    let folder = home.0.path().join("config/drafts");
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for name in home.drafts() {
        assert_eq!(mode(&folder.join(&name)), 0o600, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn reports_unwritable_drafts_once() {
    let home = Home::new();
    let folder = home.0.path().join("config");
    fs::create_dir_all(&folder).expect("a folder can be made");
    fs::write(folder.join("drafts"), "in the way").expect("a file can be written");
    let mut bench = home.typed();
    assert!(bench.shows("cannot be kept if the program ends unexpectedly"));
    bench.click("Close");
    bench.type_before_end(2, "!");
    rest(&mut bench.harness);
    assert!(!bench.shows("cannot be kept"));
}

/// Set to the home directory in which a test types until it is killed.
const VICTIM: &str = "ORGANOGRAM_TEST_VICTIM";

/// The line that the child process prints once its draft is written.
const READY: &str = "typed";

/// Runs this test again as a window that types and then waits, until `end` ends it.
#[cfg(unix)]
fn is_kept_after(test: &str, end: impl Fn(&mut Child)) {
    if let Some(home) = std::env::var_os(VICTIM) {
        type_and_wait(Path::new(&home));
    }
    let home = Home::new();
    let mut child = Command::new(std::env::current_exe().expect("a test is a program"))
        .args(["--exact", &format!("drafts::{test}"), "--nocapture"])
        .env(VICTIM, home.0.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let said = BufReader::new(child.stdout.take().expect("it is piped"));
    assert!(said.lines().map_while(Result::ok).any(|line| line.ends_with(READY)));
    end(&mut child);
    assert!(!child.wait().expect("it ends").success());
    let mut next = home.window();
    assert!(shows(&next, QUESTION));
    click(&mut next, "Restore");
    assert!(comes_to_show(&mut next, "North Division Kept"));
}

#[cfg(unix)]
#[expect(clippy::print_stdout, reason = "the parent waits for it")]
fn type_and_wait(home: &Path) -> ! {
    let settings = Some(home.join("config/settings.ron"));
    let options = Options { settings, ..options(Some(home.join("coast.ron")), "en") };
    let mut bench = Bench::with(options, "North Division");
    bench.type_before_end(2, " Kept");
    rest(&mut bench.harness);
    println!("{READY}");
    loop {
        std::thread::park();
    }
}

#[cfg(unix)]
fn signal(name: &'static str) -> impl Fn(&mut Child) {
    move |child| {
        let id = child.id().to_string();
        let sent = Command::new("kill").args([name, &id]).status().expect("kill is there");
        assert!(sent.success());
    }
}

#[cfg(unix)]
#[test]
fn kill_loses_nothing() {
    is_kept_after("kill_loses_nothing", signal("-KILL"));
}

#[cfg(unix)]
#[test]
fn terminate_loses_nothing() {
    is_kept_after("terminate_loses_nothing", signal("-TERM"));
}

#[cfg(unix)]
#[test]
fn abort_loses_nothing() {
    is_kept_after("abort_loses_nothing", signal("-ABRT"));
}
