//! The window while something is read in the background: it stays responsive, nothing is lost, and failures are
//! reported.

use std::fs;
use std::path::PathBuf;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use organogram::app::background::Background;
use organogram::app::{App, Options};

use crate::common::bench::{Bench, COAST};
use crate::common::{self, card, dropped, is_alone, options, shows};

/// Returns the window on a file with the text of its northern division open, and the runner of its jobs.
fn bench() -> (tempfile::TempDir, Bench, Background) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("coast.ron");
    fs::write(&path, COAST).expect("a temporary file can be written");
    let options = options(Some(path), "en");
    let background = options.background.clone();
    (folder, Bench::with(options, "North Division"), background)
}

/// Drops another file from the same folder on the window.
fn drop_another(folder: &tempfile::TempDir, bench: &mut Bench) -> PathBuf {
    let other = folder.path().join("other.ron");
    fs::write(&other, COAST.replace("North Division", "Other Division")).expect("a file");
    bench.harness.input_mut().dropped_files.push(dropped(&other));
    bench.harness.run();
    other
}

fn settle(bench: &mut Bench, background: &Background) {
    background.release();
    bench.harness.run();
}

#[test]
fn typing_does_not_wait_for_the_chart() {
    let (_folder, mut bench, background) = bench();
    background.hold();
    bench.type_before_end(2, "abc");
    let text = bench.harness.get_by_role(Role::MultilineTextInput).value();
    assert!(text.is_some_and(|text| text.contains("North Divisionabc")));
    assert!(bench.has_card("North Division") && !bench.has_card("North Divisionabc"));
    bench.save();
    assert_eq!(bench.on_disk(), COAST.replace("North Division", "North Divisionabc"));
    settle(&mut bench, &background);
    assert!(bench.has_card("North Divisionabc"));
    assert_eq!(background.unfinished(), 0);
}

#[test]
fn reads_only_the_latest_text() {
    let (_folder, mut bench, background) = bench();
    background.hold();
    bench.type_before_end(2, "abc");
    assert_eq!(background.unfinished(), 3);
    background.step();
    background.step();
    bench.harness.run();
    assert!(bench.has_card("North Division"), "no earlier text comes in between");
    background.step();
    bench.harness.run();
    assert!(bench.has_card("North Divisionabc"));
}

#[test]
fn undoes_a_deletion_before_the_last_letter() {
    let (_folder, mut bench, background) = bench();
    bench.choose("South Division");
    background.hold();
    bench.choose_in_menu("Delete unit");
    bench.harness.run();
    bench.choose("North Division");
    settle(&mut bench, &background);
    background.hold();
    bench.press(Modifiers::COMMAND, Key::Z);
    bench.press(Modifiers::COMMAND, Key::Y);
    settle(&mut bench, &background);
    assert!(!bench.has_card("South Division") && !bench.shows("last valid version"));
}

#[test]
fn commands_wait_for_the_parsed_text() {
    let (_folder, mut bench, background) = bench();
    background.hold();
    bench.type_before_end(2, "abc");
    bench.choose_in_menu("New sub-unit");
    assert!(!bench.has_card("New unit"));
    settle(&mut bench, &background);
    assert!(bench.has_card("New unit") && bench.has_card("North Divisionabc"));
    bench.save();
    assert!(bench.on_disk().contains("North Divisionabc"));
    assert!(bench.on_disk().contains("parent: \"north\", kind: \"section\", name: \"New unit\""));
}

#[test]
fn typing_survives_opening_another_file() {
    let (folder, mut bench, background) = bench();
    background.hold();
    drop_another(&folder, &mut bench);
    bench.type_before_end(2, "abc");
    settle(&mut bench, &background);
    assert!(bench.shows("There are unsaved changes"));
    bench.click("Cancel");
    assert!(bench.has_card("North Divisionabc"));
    bench.save();
    assert_eq!(bench.on_disk(), COAST.replace("North Division", "North Divisionabc"));
}

#[test]
fn file_changes_do_not_block_opening() {
    let (folder, mut bench, background) = bench();
    background.hold();
    drop_another(&folder, &mut bench);
    fs::write(&bench.path, COAST.replace("South", "Southern")).expect("the file can be written");
    assert!(bench.comes_to(|_| background.unfinished() == 2), "the change is seen");
    settle(&mut bench, &background);
    assert!(bench.has_card("Other Division"));
    assert!(!bench.has_card("Southern Division"), "that one is not open any more");
}

#[test]
fn reports_panics_and_keeps_the_chart() {
    let (folder, mut bench, background) = bench();
    background.hold();
    let other = drop_another(&folder, &mut bench);
    background.step_with_panic();
    bench.harness.run();
    let told = format!("Reading {} failed because of a bug in this program", other.display());
    assert!(bench.shows(&told));
    assert!(bench.has_card("North Division"));
    background.release();
    bench.type_before_end(2, "abc");
    assert!(bench.has_card("North Divisionabc"), "the window goes on");
}

#[test]
fn saves_texts_whose_parsing_panics() {
    let (_folder, mut bench, background) = bench();
    background.hold();
    bench.type_before_end(2, "a");
    background.step_with_panic();
    bench.harness.run();
    assert!(bench.shows("failed because of a bug in this program"));
    assert!(bench.has_card("North Division"), "the last chart");
    bench.save();
    assert_eq!(bench.on_disk(), COAST.replace("North Division", "North Divisiona"));
    settle(&mut bench, &background);
    bench.type_before_end(2, "b");
    assert!(bench.has_card("North Divisionab"));
}

#[test]
fn opening_the_sample_cancels_loading() {
    let (folder, mut bench, background) = bench();
    background.hold();
    drop_another(&folder, &mut bench);
    bench.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    bench.harness.event(egui::Event::Text("peacekeeping".into()));
    bench.harness.run();
    bench.press(Modifiers::NONE, Key::Enter);
    settle(&mut bench, &background);
    assert!(bench.shows("bundled sample") && !bench.has_card("Other Division"));
}

/// Returns the number of threads of this process that read files: the minimum of many counts, because a new thread has
/// the name of the thread that started it until it first runs.
#[cfg(target_os = "linux")]
fn readers() -> usize {
    let count = |_| {
        std::thread::yield_now();
        threads_called("reader")
    };
    (0..200).map(count).min().unwrap_or_default()
}

#[cfg(target_os = "linux")]
fn threads_called(wanted: &str) -> usize {
    let tasks = fs::read_dir("/proc/self/task").expect("it is there").flatten();
    let names = tasks.filter_map(|task| fs::read_to_string(task.path().join("comm")).ok());
    names.filter(|name| name.trim() == wanted).count()
}

#[cfg(target_os = "linux")]
#[test]
fn rewrites_leave_one_reader() {
    if !is_alone("background::rewrites_leave_one_reader") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("broken.ron");
    let broken = |round: usize| {
        let unit = "    (id: \"north\", parent \"agency\", kind: \"division\" name: \"North\"),\n";
        format!("(organogram: 1, units: [ // {round}\n{}", unit.repeat(500_000 / unit.len()))
    };
    fs::write(&path, broken(0)).expect("a temporary file can be written");
    let threads =
        Options { background: Background::threads(), ..options(Some(path.clone()), "en") };
    let background = threads.background.clone();
    let mut harness = common::started(threads);
    for round in 1..=20 {
        fs::write(&path, broken(round)).expect("the file can be written");
        harness.key_press(Key::F5);
        harness.step();
        assert!(readers() <= 1);
    }
    fs::write(&path, COAST).expect("the file can be written");
    harness.key_press(Key::F5);
    harness.step();
    background.finish();
    assert_eq!(readers(), 1);
    assert!(common::comes_to(&mut harness, |harness| card(harness, "North Division").is_some()));
    assert!(!shows(&harness, "E001"));
}

/// Same as the tests above, but the window reads its files on threads, as it does for users.
#[test]
fn chart_follows_typing_on_threads() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("coast.ron");
    fs::write(&path, COAST).expect("a temporary file can be written");
    let threads = Options { background: Background::threads(), ..options(Some(path), "en") };
    let background = threads.background.clone();
    let mut harness: Harness<'_, App> = common::started(threads);
    background.finish();
    harness.run();
    let path = folder.path().join("coast.ron");
    let mut bench = Bench::over(harness, path, "North Division");
    bench.type_before_end(2, " Kept");
    background.finish();
    bench.harness.run();
    assert!(bench.has_card("North Division Kept"));
}
