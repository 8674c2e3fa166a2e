//! The texts of sources in the window: read when they are viewed, each file once, and only from where the structure
//! file may refer to them.

use std::fs;
use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use organogram::app::{App, Options};
use organogram::file::{AllowedPaths, TextRequest};

use crate::common::bench::Bench;
use crate::common::{self, click_card, comes_to_show, is_alone, options, settled, shows};

const CHARTER: &str = "Section 1\n1.1 There is an office.\n1.2 It has a head.\n";

/// Returns a structure file whose only source names a text.
fn chart(text: &str) -> String {
    format!(
        r#"(organogram: 1, languages: ["en"],
        sources: [(id: "charter", symbol: "CPA/1", title: "Charter", text: {text:?})],
        units: [(id: "office", kind: "office", name: "Harbour Office",
            functions: [(cite: ["1.1"], text: "Keeps the harbour")])])"#
    )
}

fn folder(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("charts")).expect("a folder can be made");
    let path = folder.path().join("charts/harbour.ron");
    write(&path, &chart(text));
    (folder, path)
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("a temporary file can be written");
}

fn show_tab(harness: &mut Harness<'_, App>, name: &str) {
    harness.get_by_role_and_label(Role::Button, name).click();
    harness.run();
}

#[test]
fn reads_outside_texts_once_allowed() {
    let (folder, path) = folder("../secret.txt");
    write(&folder.path().join("secret.txt"), CHARTER);
    let mut harness = settled(options(Some(path.clone()), "en"));
    show_tab(&mut harness, "Coverage");
    let outside = "The text ../secret.txt";
    assert!(shows(&harness, outside));
    assert!(!shows(&harness, "1.2"), "nothing is read unasked");
    harness.get_by_label("Allow until the window is closed").click();
    harness.run();
    assert!(!shows(&harness, outside));
    assert!(shows(&harness, "1.2"), "the paragraph that nothing cites");
    let mut next = settled(options(Some(path.clone()), "en"));
    show_tab(&mut next, "Coverage");
    assert!(shows(&next, outside), "another window asks again");
    let texts = TextRequest { allowed_paths: AllowedPaths::Any, ..TextRequest::default() };
    let mut free = settled(Options { texts, ..options(Some(path), "en") });
    show_tab(&mut free, "Coverage");
    assert!(shows(&free, "1.2"), "--allow-paths needs no question");
}

#[test]
fn allowing_one_file_does_not_allow_another() {
    let (folder, path) = folder("../secret.txt");
    write(&folder.path().join("secret.txt"), CHARTER);
    let other = path.with_file_name("other.ron");
    write(&other, &chart("../secret.txt"));
    let mut harness = settled(options(Some(path), "en"));
    show_tab(&mut harness, "Coverage");
    harness.get_by_label("Allow until the window is closed").click();
    harness.run();
    harness.input_mut().dropped_files.push(common::dropped(&other));
    harness.run();
    show_tab(&mut harness, "Coverage");
    assert!(shows(&harness, "The text ../secret.txt"));
}

#[test]
fn reads_texts_in_the_background() {
    let (folder, path) = folder("charter.txt");
    write(&folder.path().join("charts/charter.txt"), CHARTER);
    let options = options(Some(path), "en");
    let background = options.background.clone();
    let mut harness = settled(options);
    background.hold();
    show_tab(&mut harness, "Coverage");
    assert!(shows(&harness, "Reading the texts…"));
    assert!(shows(&harness, "Harbour Office"), "the chart stays");
    background.release();
    harness.run();
    assert!(!shows(&harness, "Reading the texts…") && shows(&harness, "1.2"));
}

#[test]
fn reloading_rereads_texts_but_typing_does_not() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = folder.path().join("charter.txt");
    write(&text, CHARTER);
    let path = folder.path().join("harbour.ron");
    let mut bench = Bench::at(path, &chart("charter.txt"), "Harbour Office");
    show_tab(&mut bench.harness, "Coverage");
    assert!(bench.shows("1.2"));
    fs::remove_file(&text).expect("the text can be removed");
    show_tab(&mut bench.harness, "Source");
    bench.type_before_end(1, " ");
    show_tab(&mut bench.harness, "Coverage");
    assert!(bench.shows("1.2") && !bench.shows("the file does not exist"));
    bench.press(Modifiers::COMMAND, Key::Z);
    bench.press(Modifiers::NONE, Key::F5);
    assert!(comes_to_show(
        &mut bench.harness,
        "charter.txt cannot be used: the file does not exist"
    ));
}

#[test]
fn rereads_changed_texts() {
    let (folder, path) = folder("charter.txt");
    let text = folder.path().join("charts/charter.txt");
    write(&text, CHARTER);
    let mut harness = settled(options(Some(path), "en"));
    show_tab(&mut harness, "Coverage");
    write(&text, &CHARTER.replace("1.2", "1.25"));
    harness.key_press(Key::F5);
    harness.run();
    assert!(shows(&harness, "1.25"));
}

#[test]
fn shows_huge_sections_around_the_citation() {
    let (folder, path) = folder("charter.txt");
    let filler: String = (2..5_000).map(|at| format!("1.{at} Filler number {at}.\n")).collect();
    write(&folder.path().join("charts/charter.txt"), &format!("{CHARTER}{filler}"));
    let mut harness = settled(options(Some(path), "en"));
    click_card(&mut harness, "Harbour Office");
    harness.get_by_role_and_label(Role::Link, "§1.1").click_accesskit();
    harness.run();
    assert!(shows(&harness, "1.1 There is an office."));
    assert!(shows(&harness, "1.1000 Filler number 1000."));
    assert!(!shows(&harness, "1.4999 Filler"), "what is far away is left out");
}

/// Returns the peak memory use of this process, in bytes.
#[cfg(target_os = "linux")]
fn most_memory() -> usize {
    let status = fs::read_to_string("/proc/self/status").expect("it is there");
    let line = status.lines().find(|line| line.starts_with("VmHWM")).expect("it is listed");
    let kilobytes = line.split_whitespace().nth(1).expect("it has a number");
    kilobytes.parse::<usize>().expect("a number") << 10
}

#[cfg(target_os = "linux")]
#[test]
fn shares_a_text_between_sources() {
    const TEXT_BYTES: usize = 22 << 20;
    if !is_alone("texts::shares_a_text_between_sources") {
        return;
    }

    let folder = tempfile::tempdir().expect("a temporary folder");
    let line = "There is an office that keeps the harbour and all that is in it.\n";
    let text = format!("{CHARTER}{}", line.repeat(TEXT_BYTES / line.len()));
    write(&folder.path().join("big.txt"), &text);
    drop(text);
    let source = |at: usize| {
        // The same file under many names.
        let path = format!("{}big.txt", "./".repeat(at % 3));
        format!("(id: \"s{at}\", title: \"S{at}\", text: \"{path}\"),")
    };
    let sources: String = (0..200).map(source).collect();
    let text = |name: &str| {
        format!(
            "(organogram: 1, sources: [{sources}], \
             units: [(id: \"a\", kind: \"office\", name: \"{name}\", cite: [\"1.1\"])])"
        )
    };
    let path = folder.path().join("amplify.ron");
    write(&path, &text("Office"));
    let mut harness = settled(options(Some(path.clone()), "en"));
    let before = most_memory();
    show_tab(&mut harness, "Coverage");
    for round in 0..5 {
        write(&path, &text(&format!("Office {round}")));
        harness.key_press(Key::F5);
        harness.run();
        assert!(shows(&harness, &format!("Office {round}")));
    }
    let more = most_memory() - before;
    assert!(more < 8 * TEXT_BYTES, "{} MiB more", more >> 20);
}
