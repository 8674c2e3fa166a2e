//! Editing a structure file in another program with the window beside it: the window follows every way of saving,
//! reports changes, and keeps the last valid chart.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use organogram::app::App;

use crate::common::{self, card, comes_to, shows};

/// Opens the window on a file, in English, and lets it settle.
fn window(path: &Path) -> Harness<'static, App> {
    common::window(Some(path.to_owned()), "en_US")
}

fn has_card(harness: &Harness<'_, App>, name: &str) -> bool {
    card(harness, name).is_some()
}

const COAST: &str = r#"(organogram: 1, title: "Coast Patrol", languages: ["en"], units: [
    (id: "agency", kind: "department", name: "Coast Patrol Agency"),
    // The north has the longest coast.
    (id: "north", parent: "agency", kind: "division", name: "North Division"),
    (id: "south", parent: "agency", kind: "division", name: "South Division"),
    (id: "port", parent: "south", kind: "section", name: "Port Section"),
])"#;

fn appears(harness: &mut Harness<'_, App>, name: &str) -> bool {
    comes_to(harness, |harness| has_card(harness, name))
}

/// Returns the coast with another name for its northern division.
fn called(name: &str) -> String {
    COAST.replace("North Division", name)
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("coast.ron");
    (folder, path)
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("a temporary file can be written");
}

// ---- Every way of saving

#[test]
fn follows_a_save_in_place() {
    let (_folder, path) = folder();
    write(&path, COAST);
    let mut harness = window(&path);
    write(&path, &called("In Place"));
    assert!(appears(&mut harness, "In Place"));
}

#[test]
fn follows_a_save_in_several_writes() {
    use std::io::Write as _;
    let (_folder, path) = folder();
    write(&path, COAST);
    let mut harness = window(&path);
    let text = called("Bit By Bit");
    let mut file = fs::File::create(&path).expect("the file can be written");
    for part in text.as_bytes().chunks(90) {
        file.write_all(part).expect("the file can be written");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(appears(&mut harness, "Bit By Bit"));
    assert!(!shows(&harness, "last valid version"));
}

#[test]
fn follows_saves_by_renaming() {
    let (folder, path) = folder();
    write(&path, COAST);
    let mut harness = window(&path);
    for name in ["Once", "Twice", "Thrice"] {
        let other = folder.path().join(".coast.ron.swp");
        write(&other, &called(name));
        fs::rename(&other, &path).expect("a file can be renamed");
        assert!(appears(&mut harness, name), "{name}");
    }
}

#[test]
fn follows_a_save_by_moving_the_old_file() {
    let (folder, path) = folder();
    write(&path, COAST);
    let mut harness = window(&path);
    fs::rename(&path, folder.path().join("coast.ron~")).expect("a file can be renamed");
    write(&path, &called("With Backup"));
    assert!(appears(&mut harness, "With Backup"));
}

#[test]
fn follows_a_save_by_deleting() {
    let (_folder, path) = folder();
    write(&path, COAST);
    let mut harness = window(&path);
    fs::remove_file(&path).expect("a file can be removed");
    write(&path, &called("Made Anew"));
    assert!(appears(&mut harness, "Made Anew"));
}

#[test]
fn waits_for_a_deleted_file() {
    let (_folder, path) = folder();
    write(&path, COAST);
    let mut harness = window(&path);
    fs::remove_file(&path).expect("a file can be removed");
    assert!(comes_to(&mut harness, |harness| shows(harness, "the file does not exist")));
    assert!(has_card(&harness, "North Division"), "the chart stays");
    assert!(shows(&harness, "last valid version"), "and is said to be an earlier one");
    write(&path, COAST);
    assert!(comes_to(&mut harness, |harness| !shows(harness, "last valid version")));
}

#[test]
fn waits_for_a_missing_folder() {
    let (folder, _) = folder();
    let path = folder.path().join("to/come/coast.ron");
    let mut harness = window(&path);
    assert!(shows(&harness, "coast.ron"));
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("a folder can be made");
    std::thread::sleep(Duration::from_millis(200));
    write(&path, COAST);
    assert!(appears(&mut harness, "North Division"));
}

#[test]
fn follows_a_replaced_folder() {
    let (folder, _) = folder();
    let inner = folder.path().join("charts");
    let path = inner.join("coast.ron");
    fs::create_dir(&inner).expect("a folder can be made");
    write(&path, COAST);
    let mut harness = window(&path);
    let next = folder.path().join("next");
    fs::create_dir(&next).expect("a folder can be made");
    write(&next.join("coast.ron"), &called("Next Folder"));
    fs::rename(&inner, folder.path().join("old")).expect("a folder can be renamed");
    fs::rename(&next, &inner).expect("a folder can be renamed");
    assert!(appears(&mut harness, "Next Folder"));
    write(&path, &called("Then In Place"));
    assert!(appears(&mut harness, "Then In Place"), "the new folder is watched");
}

#[cfg(unix)]
#[test]
fn follows_symbolic_links() {
    use std::os::unix::fs::symlink;
    let (folder, _) = folder();
    for name in ["a", "b"] {
        fs::create_dir(folder.path().join(name)).expect("a folder can be made");
    }
    write(&folder.path().join("a/coast.ron"), COAST);
    write(&folder.path().join("b/coast.ron"), &called("Other Folder"));
    let current = folder.path().join("current");
    symlink("a", &current).expect("a link can be made");
    let link = folder.path().join("link.ron");
    symlink("current/coast.ron", &link).expect("a link can be made");
    let mut harness = window(&link);
    write(&folder.path().join("a/coast.ron"), &called("Behind Links"));
    assert!(appears(&mut harness, "Behind Links"), "what a link leads to");
    symlink("b", folder.path().join("turned")).expect("a link can be made");
    fs::rename(folder.path().join("turned"), &current).expect("a link can be renamed");
    assert!(appears(&mut harness, "Other Folder"), "a link to a folder that is turned");
    write(&folder.path().join("b/coast.ron"), &called("Watched There"));
    assert!(appears(&mut harness, "Watched There"));
}

#[test]
fn reports_a_folder_in_place_of_the_file() {
    let (_folder, path) = folder();
    write(&path, COAST);
    let mut harness = window(&path);
    fs::remove_file(&path).expect("a file can be removed");
    fs::create_dir(&path).expect("a folder can be made");
    assert!(comes_to(&mut harness, |harness| shows(harness, "this is a folder, not a file")));
    assert!(has_card(&harness, "North Division"));
}

#[test]
fn rereads_a_file_that_changes_while_loading() {
    let (folder, path) = folder();
    write(&path, COAST);
    let other = folder.path().join("other.ron");
    write(&other, COAST);
    let options = common::options(Some(path), "en_US");
    let background = options.background.clone();
    let mut harness = common::settled(options);
    background.hold();
    harness.input_mut().dropped_files.push(common::dropped(&other));
    harness.run();
    background.step();
    write(&other, &called("While Opened"));
    background.release();
    assert!(appears(&mut harness, "While Opened"));
}

// ---- Broken files

#[test]
fn shows_a_broken_file_with_all_units() {
    let (_folder, path) = folder();
    write(&path, COAST);
    let mut harness = window(&path);
    let unit = "(id: \"pier\", parent: \"south\", kind: \"section\", name: \"Pier Section\"),\n])";
    let more =
        called("Renamed").replace("name: \"Port Section\"),\n])", "name: \"Port Section\")\n])");
    write(&path, &more.replace("\n])", &format!("\n{unit}")));
    assert!(appears(&mut harness, "Renamed") && has_card(&harness, "Pier Section"));
    assert!(shows(&harness, "E001") && !shows(&harness, "last valid version"));
}

#[test]
fn broken_files_keep_the_last_chart() {
    let (_folder, path) = folder();
    write(&path, COAST);
    let mut harness = window(&path);
    write(&path, &COAST.replace("name: \"North Division\"", "name \"North Division"));
    assert!(comes_to(&mut harness, |harness| shows(harness, "last valid version")));
    assert!(has_card(&harness, "North Division"), "the unit that is being typed stays");
    assert!(shows(&harness, "E001"), "the problems are listed");
    write(&path, &called("Mended"));
    assert!(appears(&mut harness, "Mended"));
    assert!(!shows(&harness, "last valid version") && !shows(&harness, "E001"));
}

// ---- Reported changes

#[test]
fn steps_through_changes() {
    let (_folder, path) = folder();
    write(&path, COAST);
    let mut harness = window(&path);
    assert!(!shows(&harness, "changes"));
    let text = COAST
        .replace("    (id: \"port\", parent: \"south\"", "    (id: \"port\", parent: \"north\"")
        .replace("South Division", "Southern Division")
        .replace(
            "    (id: \"south\"",
            "    (id: \"east\", parent: \"agency\", kind: \"division\", name: \"East Division\"),\n    (id: \"south\"",
        );
    write(&path, &text);
    assert!(comes_to(&mut harness, |harness| shows(harness, "3 changes")));
    assert!(shows(&harness, "1 added  1 moved  1 renamed"));
    harness.key_press(egui::Key::F7);
    harness.run();
    assert!(shows(&harness, "2 changes"), "what was looked at is no longer marked");
    assert!(shows(&harness, "Port Section"));
    harness.get_by_label("Next").click();
    harness.run();
    harness.get_by_label("Next").click();
    harness.run();
    assert!(!shows(&harness, "changes"), "all were looked at");
    write(&path, &text.replace("    (id: \"east\"", "    // (id: \"east\""));
    assert!(comes_to(&mut harness, |harness| shows(harness, "1 removed: East Division")));
}

// ---- From a problem to its unit

#[test]
fn filters_problems() {
    let (_folder, path) = folder();
    write(
        &path,
        &COAST
            .replace(
                "parent: \"agency\", kind: \"division\", name: \"South",
                "parent: \"agancy\", kind: \"division\", name: \"South",
            )
            .replace("units: [", "bodies: [(id: \"minister\", name: \"Minister\")], units: ["),
    );
    let mut harness = window(&path);
    assert!(shows(&harness, "no unit has the id agancy") && shows(&harness, "no line leads to"));
    assert!(shows(&harness, "did you mean agency?"));
    let row = |words| harness.get_by_label_contains(words).rect().top();
    assert!(row("no unit has the id agancy") < row("no line leads to"), "errors come first");
    harness.get_by_label("1 warning").click();
    harness.run();
    assert!(!shows(&harness, "no line leads to"), "warnings are left out");
    assert!(shows(&harness, "no unit has the id agancy"));
    harness.get_by_label_contains("no unit has the id agancy").click();
    harness.run();
    harness.key_press(egui::Key::F4);
    harness.run();
    assert!(shows(&harness, "(id: \"south\"") || shows(&harness, "Sub-units"), "its unit is shown");
}

#[cfg(unix)]
#[test]
fn opens_the_editor_at_a_problem() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, path) = folder();
    write(&path, &COAST.replace("kind: \"section\"", "kind: \"sektion\""));
    let said = folder.path().join("said");
    let editor = folder.path().join("my editor");
    write(&editor, &format!("#!/bin/sh\nprintf '%s|' \"$@\" > '{}'\n", said.display()));
    let executable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(&editor, executable).expect("it can be made executable");
    let mut harness = window(&path);
    harness.key_press_modifiers(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, egui::Key::P);
    harness.run();
    harness.event(egui::Event::Text("choose the editor".into()));
    harness.run();
    harness.key_press(egui::Key::Enter);
    harness.run();
    harness.run();
    let fields: Vec<_> = harness.query_all_by_role(Role::TextInput).collect();
    fields.last().expect("there is a field").focus();
    harness.run();
    let command = format!("'{}' {{file}} {{line}} {{column}} $HOME", editor.display());
    harness.event(egui::Event::Text(command));
    harness.run();
    harness.get_by_label("OK").click();
    harness.run();
    harness.get_by_label("Editor").click();
    harness.run();
    let expected = format!("{}|6|41|$HOME|", path.display());
    for _ in 0..100 {
        if fs::read_to_string(&said).is_ok_and(|found| found == expected) {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{:?}, not {expected}", fs::read_to_string(&said));
}

#[test]
fn fixes_and_saves_a_problem() {
    let (_folder, path) = folder();
    write(&path, &COAST.replace("kind: \"section\"", "kind: \"sektion\""));
    let mut harness = window(&path);
    harness.get_by_label("Fix").click();
    assert!(comes_to(&mut harness, |harness| shows(harness, "No problems.")));
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::S);
    let is_saved = || fs::read_to_string(&path).is_ok_and(|text| text == COAST);
    assert!(comes_to(&mut harness, |_| is_saved()));
}
