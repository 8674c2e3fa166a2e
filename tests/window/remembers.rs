//! State that the window keeps between runs.

use std::fs;
use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::{App, Options};
use organogram::file::TextRequest;

use crate::common::{options, place, press, settled, shows};

/// Returns options for a window with settings in a folder.
fn remembering(folder: &Path, file: Option<PathBuf>) -> Options {
    Options { settings: Some(folder.join("settings.ron")), ..options(file, "en") }
}

/// Returns a request to attach a text to a source.
fn attached(source: &str, path: PathBuf) -> TextRequest {
    TextRequest { attached: vec![(source.to_owned(), path)], ..TextRequest::default() }
}

/// Opens a window with settings in a folder.
fn window(folder: &Path, file: Option<PathBuf>) -> Harness<'static, App> {
    settled(remembering(folder, file))
}

const TWO_LEVELS: &str = r#"(organogram: 1, title: "Coast Patrol", languages: ["en"], units: [
    (id: "agency", kind: "department", name: "Coast Patrol Agency"),
    (id: "north", parent: "agency", kind: "division", name: "North Division"),
    (id: "harbour", parent: "north", kind: "section", name: "Harbour Section"),
])"#;

fn coast(folder: &Path) -> PathBuf {
    let path = folder.join("coast.ron");
    fs::write(&path, TWO_LEVELS).expect("a file can be written");
    path
}

#[test]
fn remembers_language_theme_and_panels() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut first = window(folder.path(), None);
    press(&mut first, Modifiers::COMMAND, Key::L);
    press(&mut first, Modifiers::NONE, Key::F9);
    let theme = first.ctx.theme();
    press(&mut first, Modifiers::COMMAND, Key::T);
    press(&mut first, Modifiers::COMMAND, Key::Q);
    let second = window(folder.path(), None);
    assert!(shows(&second, "48 个单位"), "in Chinese");
    assert!(second.query_by_label("大纲").is_none(), "without the outline");
    assert_ne!(second.ctx.theme(), theme);
}

#[test]
fn remembers_a_hidden_overview_map() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let zoomed_in = || {
        let mut harness = window(folder.path(), None);
        for _ in 0..8 {
            press(&mut harness, Modifiers::NONE, Key::Plus);
        }
        harness
    };
    let map = "The whole chart, small";
    let mut first = zoomed_in();
    assert!(first.query_by_label(map).is_some());
    first.get_by_role_and_label(Role::Button, "View").click();
    first.run();
    first.get_by_role_and_label(Role::CheckBox, "Overview map").click();
    first.run();
    assert!(first.query_by_label(map).is_none());
    press(&mut first, Modifiers::NONE, Key::Escape);
    press(&mut first, Modifiers::COMMAND, Key::Q);
    assert!(zoomed_in().query_by_label(map).is_none(), "also in the next window");
}

#[test]
fn remembers_the_view_of_a_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = coast(folder.path());
    let mut first = window(folder.path(), Some(path));
    assert!(shows(&first, "Harbour Section"));
    first.get_all_by_label("North Division").next().expect("its row").click();
    first.run();
    press(&mut first, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    first.event(egui::Event::Text("collapse".into()));
    first.run();
    press(&mut first, Modifiers::NONE, Key::Enter);
    assert!(!first_row(&first, "Harbour Section"));
    press(&mut first, Modifiers::NONE, Key::Plus);
    let zoom = percent(&first);
    press(&mut first, Modifiers::COMMAND, Key::Q);
    let second = window(folder.path(), None);
    assert_ne!(zoom, percent(&window(folder.path(), Some(folder.path().join("none.ron")))));
    assert_eq!(percent(&second), zoom, "as near as before");
    assert!(shows(&second, "coast.ron"), "the last file is open again");
    assert!(!first_row(&second, "Harbour Section"), "its branch is still collapsed");
    assert!(shows(&second, "Sub-units  1"), "its unit is still selected");
}

/// Returns the zoom level from the status bar.
fn percent(harness: &Harness<'_, App>) -> String {
    let all = harness.query_all_by_label_contains(" %");
    let words: Vec<_> = all.filter_map(|node| node.accesskit_node().value()).collect();
    words.join(", ")
}

/// Returns whether the outline, on the left, has a row with a name.
fn first_row(harness: &Harness<'_, App>, name: &str) -> bool {
    harness.query_all_by_label(name).any(|row| row.rect().center().x < 230.0)
}

#[test]
fn opens_and_drops_recent_files() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = coast(folder.path());
    let mut harness = window(folder.path(), Some(path.clone()));
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    harness.event(egui::Event::Text("peacekeeping".into()));
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(shows(&harness, "48 units"));
    harness.get_by_label("Recent and new files").click();
    harness.run();
    harness.get_by_label("coast.ron").click();
    harness.run();
    assert!(shows(&harness, "3 units"));
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    harness.event(egui::Event::Text("peacekeeping".into()));
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    fs::remove_file(path).expect("the file can be removed");
    harness.get_by_label("Recent and new files").click();
    harness.run();
    harness.get_by_label("coast.ron").click();
    harness.run();
    assert!(shows(&harness, "coast.ron cannot be shown"), "it is said");
    assert!(shows(&harness, "48 units"), "and the chart stays");
    harness.get_by_label("Recent and new files").click();
    harness.run();
    assert!(harness.query_by_label("coast.ron").is_none(), "it is no longer offered");
}

#[test]
fn moves_broken_settings_aside() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("settings.ron"), "(language: ").expect("a file can be written");
    let harness = window(folder.path(), None);
    assert!(shows(&harness, "settings.broken-1.ron"), "it is said");
    assert!(shows(&harness, "48 units"), "and the window opens");
    assert!(folder.path().join("settings.broken-1.ron").is_file());
}

#[test]
fn remembers_layout_lines_and_texts() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = coast(folder.path());
    let sources = TWO_LEVELS.replace(
        "languages: [\"en\"],",
        "languages: [\"en\"], sources: [(id: \"charter\", symbol: \"CPA/1\", title: \"Charter\")],",
    );
    fs::write(&path, sources).expect("a file can be written");
    fs::write(folder.path().join("charter.txt"), "2.1 Sail along the coast.\n").expect("a text");
    let texts = attached("charter", folder.path().join("charter.txt"));
    let mut first = settled(Options { texts, ..remembering(folder.path(), Some(path)) });
    press(&mut first, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    first.event(egui::Event::Text("left to right".into()));
    first.run();
    press(&mut first, Modifiers::NONE, Key::Enter);
    press(&mut first, Modifiers::COMMAND, Key::Q);
    let text = fs::read_to_string(folder.path().join("settings.ron")).expect("the settings");
    assert!(text.contains("direction: Right"), "{text}");
    let mut second = window(folder.path(), None);
    let (agency, north) = ("Coast Patrol Agency", "North Division");
    assert!(place(&second, agency).right() < place(&second, north).left(), "it grows to the right");
    second.get_by_role_and_label(Role::Button, "Coverage").click_accesskit();
    second.run();
    assert!(shows(&second, "In the text, not cited here"), "the text is attached again");
}

#[test]
fn rejects_a_text_for_an_unknown_source() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = coast(folder.path());
    let texts = attached("charter", folder.path().join("charter.txt"));
    let harness = settled(Options { texts, ..remembering(folder.path(), Some(path)) });
    assert!(shows(&harness, "The file has no source charter"));
}
