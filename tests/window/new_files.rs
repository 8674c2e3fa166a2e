//! New charts, saving under another name, and copies of samples.

use std::fs;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::common::bench::{Bench, COAST};
use crate::common::{self, card, comes_to, comes_to_show, press, shows};
use crate::import::{choose_command, type_into};

const TARGET: &str = "Where to save the structure file:";

#[test]
fn new_charts_have_one_unit() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("harbour.ron");
    let mut harness = common::window(None, "en_US");
    press(&mut harness, Modifiers::COMMAND, Key::N);
    assert!(shows(&harness, TARGET));
    type_into(&mut harness, TARGET, &path.display().to_string());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(comes_to(&mut harness, |harness| card(harness, "New unit").is_some()));
    let written = fs::read_to_string(&path).expect("it is saved");
    let expected = "(organogram: 1, title: \"harbour\", units: [(id: \"unit\", kind: \"department\", name: \"New unit\")])\n";
    assert_eq!(organogram::edit::format::format(expected), Some(written));
}

#[test]
fn saves_a_sample_as_an_editable_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("mine");
    let mut harness = common::window(None, "en_US");
    choose_command(&mut harness, "Sample: a hospital");
    assert!(card(&harness, "Nursing Directorate").is_some(), "the clinic is shown");
    assert!(shows(&harness, "30 units") && shows(&harness, "0 warnings"));
    common::click_card(&mut harness, "Central Laboratory");
    press(&mut harness, Modifiers::NONE, Key::F4);
    assert!(shows(&harness, "To edit a sample, save it"));
    harness.get_by_role_and_label(Role::Button, "Save as…").click();
    harness.run();
    let field = harness.get_by_role_and_label(Role::TextInput, TARGET);
    assert!(field.accesskit_node().value().unwrap_or_default().ends_with("clinic.ron"));
    type_into(&mut harness, TARGET, &path.display().to_string());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(shows(&harness, "mine.ron"), "the status bar names it");
    assert!(!shows(&harness, "To edit a sample"));
    assert!(shows(&harness, "Laboratory"), "the same unit is shown");
    let written = fs::read_to_string(path.with_extension("ron")).expect("it is saved");
    assert_eq!(written, organogram::model::SAMPLES[1].text);
}

#[test]
fn saves_a_sample_of_several_files() {
    const FOLDER: &str = "The folder for the files of the sample:";
    let folder = tempfile::tempdir().expect("a temporary folder");
    let taken = folder.path().join("taken");
    fs::create_dir(&taken).expect("a folder can be made");
    fs::write(taken.join("act-2023.txt"), "my own").expect("a file can be written");
    let mut harness = common::window(None, "en_US");
    choose_command(&mut harness, "Sample: a harbour");
    let field = harness.get_by_role_and_label(Role::TextInput, FOLDER);
    assert!(field.accesskit_node().value().unwrap_or_default().ends_with("harbour"));
    type_into(&mut harness, FOLDER, &taken.display().to_string());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.query_by_label_contains("The file was not written").is_some());
    assert!(shows(&harness, FOLDER), "another folder can be chosen");
    let own = fs::read_to_string(taken.join("act-2023.txt")).expect("it is there");
    assert_eq!(own, "my own");

    for _ in 0..2 {
        let place = folder.path().join("new/harbour");
        type_into(&mut harness, FOLDER, &place.display().to_string());
        press(&mut harness, Modifiers::NONE, Key::Enter);
        assert!(comes_to_show(&mut harness, "2024.ron"));
        assert!(shows(&harness, "0 warnings"), "its texts are there");
        let sample = &organogram::model::SAMPLES[2];
        for (name, text) in sample.beside {
            assert_eq!(fs::read_to_string(place.join(name)).expect("it is there"), *text);
        }
        // The second time, the existing file stays unchanged.
        choose_command(&mut harness, "Sample: a harbour");
    }
}

#[test]
fn save_as_keeps_the_original() {
    let mut bench = Bench::on(COAST, "South Division");
    bench.type_before_end(2, "ern");
    let other = bench.path.with_file_name("other.ron");
    press(&mut bench.harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::S);
    type_into(&mut bench.harness, TARGET, &other.display().to_string());
    press(&mut bench.harness, Modifiers::NONE, Key::Enter);
    assert!(bench.shows("other.ron"));
    assert_eq!(bench.on_disk(), COAST);
    let written = fs::read_to_string(&other).expect("it is saved");
    assert_eq!(written, COAST.replace("South Division", "South Divisionern"));
    press(&mut bench.harness, Modifiers::COMMAND, Key::Z);
    bench.save();
    assert_eq!(fs::read_to_string(&other).ok().as_deref(), Some(COAST), "undo goes on");
}

#[test]
fn asks_before_replacing_a_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("mine.ron");
    fs::write(&path, "something else").expect("a temporary file can be written");
    let mut harness = common::window(None, "en_US");
    for answer in ["Cancel", "Replace"] {
        press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::S);
        type_into(&mut harness, TARGET, &path.display().to_string());
        press(&mut harness, Modifiers::NONE, Key::Enter);
        assert!(comes_to_show(&mut harness, "exists already. Replace it?"));
        assert_eq!(fs::read_to_string(&path).ok().as_deref(), Some("something else"));
        let buttons: Vec<_> = harness.query_all_by_label(answer).collect();
        buttons.last().expect("the question has it").click();
        drop(buttons);
        harness.run();
    }
    assert_eq!(fs::read_to_string(&path).ok().as_deref(), Some(organogram::model::SAMPLE));
    assert!(shows(&harness, "mine.ron") && !shows(&harness, TARGET));
}

#[test]
fn copies_referenced_files_on_request() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let old = folder.path().join("old");
    fs::create_dir_all(folder.path().join("new")).expect("a folder");
    fs::create_dir_all(&old).expect("a folder");
    let text = "(organogram: 1, title: \"A\", previous: \"before.ron\", sources: [(id: \"s\", title: \"S\", text: \"s.txt\")], units: [(id: \"a\", kind: \"office\", name: \"A\")])";
    fs::write(old.join("a.ron"), text).expect("a file");
    fs::write(old.join("s.txt"), "4.1 Plans\n").expect("a file");
    fs::write(old.join("before.ron"), text).expect("a file");
    let mut harness = common::window(Some(old.join("a.ron")), "en_US");
    choose_command(&mut harness, "Save as");
    let target = folder.path().join("new").join("a.ron");
    type_into(&mut harness, "Where to save the structure file:", &target.display().to_string());
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let said = "it refers to files that are not in its new folder: s.txt, before.ron";
    assert!(comes_to_show(&mut harness, said));
    assert!(target.exists() && !folder.path().join("new/s.txt").exists());
    harness.get_by_role_and_label(Role::Button, "Copy them there").click();
    harness.run();
    assert!(comes_to_show(&mut harness, "copied: s.txt, before.ron"));
    let copied = fs::read_to_string(folder.path().join("new/s.txt")).expect("it is copied");
    assert_eq!(copied, "4.1 Plans\n");
    assert_eq!(
        fs::read_to_string(folder.path().join("new/before.ron")).ok().as_deref(),
        Some(text)
    );
}
