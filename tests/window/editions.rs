//! Comparing the open file with another edition.

use std::fs;
use std::path::Path;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::App;

use crate::common::{self, comes_to, comes_to_show, press, shows};
use crate::import::{choose_command, type_into};

const PROMPT: &str = "No file dialog could be shown here. Type the path of the file:";

/// Opens the harbour authority's newest edition in a folder with the other editions.
pub(crate) fn harbour(folder: &Path, language: &'static str) -> Harness<'static, App> {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/harbour");
    for entry in fs::read_dir(from).expect("the sample is there") {
        let path = entry.expect("it can be listed").path();
        let to = folder.join(path.file_name().expect("it has a name"));
        fs::copy(path, to).expect("it can be copied");
    }
    common::window(Some(folder.join("2016.ron")), language)
}

fn rows(harness: &Harness<'_, App>, words: &str) -> usize {
    harness.query_all_by_label_contains(words).count()
}

#[test]
fn compares_with_the_previous_edition() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut harness = harbour(folder.path(), "en_US");
    press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::D);
    assert!(comes_to_show(&mut harness, "Changes since an edition"));
    assert!(comes_to_show(&mut harness, "2009-03-01 → 2016-07-01"));
    let field = harness.get_by_role_and_label(Role::TextInput, "Filter changes");
    field.focus();
    harness.run();
    let field = harness.get_by_role_and_label(Role::TextInput, "Filter changes");
    field.type_text("Pilotage Service");
    harness.run();
    assert!(shows(&harness, "renamed, Pilotage Service is renamed Pilotage Division"));
    assert_eq!(rows(&harness, "Typing and Reproduction Unit is abolished"), 0);
    harness.get_by_label_contains("renamed, Pilotage Service is renamed").click();
    harness.run();
    let card = common::card(&harness, "Pilotage Division").expect("it is on the chart");
    assert_eq!(card.accesskit_node().is_selected(), Some(true));
    choose_command(&mut harness, "End the comparison of editions");
    assert!(!shows(&harness, "Changes since an edition"));
}

#[test]
fn compares_with_a_chosen_edition_and_saves_changes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut harness = harbour(folder.path(), "en_US");
    press(&mut harness, Modifiers::COMMAND, Key::D);
    // Without a file dialog, paths are typed.
    assert!(comes_to_show(&mut harness, PROMPT));
    type_into(&mut harness, PROMPT, &folder.path().join("2009.ron").display().to_string());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(comes_to_show(&mut harness, "2009-03-01 → 2016-07-01"));
    harness.get_by_role_and_label(Role::Button, "Save the changes…").click();
    harness.run();
    assert!(comes_to_show(&mut harness, PROMPT));
    let target = folder.path().join("changes.md");
    type_into(&mut harness, PROMPT, &target.display().to_string());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(comes_to_show(&mut harness, "changes.md"));
    let saved = fs::read_to_string(target).expect("it is saved");
    assert!(saved.contains("Pilotage Service is renamed Pilotage Division"));
}

#[test]
fn reports_an_edition_with_errors() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut harness = harbour(folder.path(), "en_US");
    fs::write(folder.path().join("2009.ron"), "(units: [").expect("it can be written");
    press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::D);
    assert!(comes_to_show(&mut harness, "2009.ron cannot be compared with: it has errors"));
}

#[test]
fn confirms_and_rejects_proposed_matches() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut harness = harbour(folder.path(), "en_US");
    press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::D);
    assert!(comes_to_show(&mut harness, "2009-03-01 → 2016-07-01"));
    harness.get_by_role_and_label(Role::TextInput, "Filter changes").focus();
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, "Filter changes").type_text("Traffic");
    harness.run();
    let renamed = "Vessel Traffic Control Division is renamed Vessel Traffic Services Division";
    harness.get_by_label(&format!("Confirm: {renamed}")).click();
    assert!(comes_to(&mut harness, |harness| !shows(harness, &format!("Confirm: {renamed}"))));
    let card = common::card(&harness, "Traffic Monitoring Section").expect("it is on the chart");
    card.click();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::N);
    assert!(comes_to(&mut harness, |harness| shows(harness, "Traffic Monitoring Section is new")));
    press(&mut harness, Modifiers::COMMAND, Key::S);
    let saved = || fs::read_to_string(folder.path().join("2016.ron")).unwrap_or_default();
    assert!(comes_to(&mut harness, |_| saved().contains("was: \"traffic-control\"")));
    assert!(saved().contains("was: []"));
}

#[test]
fn legend_filters_change_marks() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut harness = harbour(folder.path(), "en_US");
    let typists = "Typing and Reproduction Unit";
    assert!(common::card(&harness, typists).is_none());
    press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::D);
    assert!(comes_to_show(&mut harness, "2009-03-01 → 2016-07-01"));
    let ghost = common::card(&harness, typists).expect("its former place is on the chart");
    assert!(ghost.accesskit_node().description().is_some_and(|it| it.contains("abolished")));
    ghost.click();
    let renamed = "Pilotage Service is renamed";
    assert!(comes_to(&mut harness, |harness| !shows(harness, renamed)), "its own rows are listed");
    assert!(shows(&harness, "Typing and Reproduction Unit is abolished"));
    let entry = harness.query_all_by_label_contains("− ").next().expect("the legend counts");
    entry.click();
    let gone = "Typing and Reproduction Unit is abolished";
    assert!(comes_to(&mut harness, |harness| !shows(harness, gone)));
    harness.get_by_label("Only what changed").click();
    harness.run();
    assert!(common::card(&harness, "Pilotage Division").is_some());
    choose_command(&mut harness, "End the comparison of editions");
    assert!(common::card(&harness, typists).is_none());
}

#[test]
fn shows_editions_side_by_side() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut harness = harbour(folder.path(), "en_US");
    choose_command(&mut harness, "Both editions side by side");
    let row = "Aids to Navigation Section, moved from Conservancy Division";
    assert!(comes_to_show(&mut harness, row));
    harness.get_by_role_and_label(Role::Link, row).click();
    assert!(comes_to(&mut harness, |harness| !shows(harness, row)), "the sheet is closed");
    let card = common::card(&harness, "Aids to Navigation Section").expect("it is on the chart");
    assert_eq!(card.accesskit_node().is_selected(), Some(true));
}

/// Runs git in a folder.
fn git(folder: &Path, arguments: &[&str]) {
    let ended = std::process::Command::new("git")
        .args(["-c", "user.name=Ada Marsh", "-c", "user.email=ada@harbour.example"])
        .args(["-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("git starts");
    assert!(ended.status.success(), "{arguments:?}");
}

#[test]
fn compares_with_a_git_revision() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("quay.ron");
    let write = |name: &str| {
        let units = format!(
            "(id: \"top\", kind: \"office\", name: \"Quay Office\"), \
             (id: \"dock\", parent: \"top\", kind: \"section\", name: \"{name}\")"
        );
        let text = format!("(organogram: 1, languages: [\"en\"], units: [{units}])\n");
        fs::write(&path, text).expect("it can be written");
    };
    git(folder.path(), &["init"]);
    for name in ["Dock Section", "Docks Section"] {
        write(name);
        git(folder.path(), &["add", "-A"]);
        git(folder.path(), &["commit", "-m", "Change the chart"]);
    }
    write("Docks and Berths Section");
    let mut harness = common::window(Some(path), "en_US");
    choose_command(&mut harness, "Compare with a Git revision…");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(comes_to_show(&mut harness, "Docks Section is renamed Docks and Berths Section"));
    choose_command(&mut harness, "End the comparison of editions");
    choose_command(&mut harness, "History of the file in Git");
    assert!(comes_to_show(&mut harness, "Edition the open file"));
    choose_command(&mut harness, "Earlier edition");
    assert!(common::card(&harness, "Docks Section").is_some());
    choose_command(&mut harness, "Earlier edition");
    assert!(common::card(&harness, "Dock Section").is_some());
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(common::card(&harness, "Docks and Berths Section").is_some());
}
