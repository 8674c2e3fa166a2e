//! Another program writes the file while it is edited in the window: the changes are merged; where both changed the
//! same lines, the user chooses, and nothing is lost.

use std::fs;
use std::path::PathBuf;

use egui::accesskit::{Role, Toggled};
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::Options;

use crate::common::bench::{Bench, COAST};
use crate::common::options;

/// The window on a file, with settings and backups beside it.
struct Desk {
    bench: Bench,
    folder: tempfile::TempDir,
}

impl Desk {
    fn on(text: &str, unit: &str) -> Self {
        Self::in_language(text, unit, "en")
    }

    fn in_language(text: &str, unit: &str, language: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("coast.ron");
        fs::write(&file, text).expect("a file can be written");
        let settings = Some(folder.path().join("settings/settings.ron"));
        let options = Options { settings, ..options(Some(file), language) };
        Self { bench: Bench::with(options, unit), folder }
    }

    /// Writes the file as another program.
    fn write(&self, text: &str) {
        fs::write(&self.bench.path, text).expect("the file can be written");
    }

    /// Returns the names and texts of the backups.
    fn backups(&self) -> Vec<(String, String)> {
        let Ok(entries) = fs::read_dir(self.folder.path().join("settings/backups")) else {
            return Vec::new();
        };
        let mut paths: Vec<PathBuf> =
            entries.map(|entry| entry.expect("it can be listed").path()).collect();
        paths.sort();
        let backup = |path: PathBuf| {
            let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(path).expect("it can be read"))
        };
        paths.into_iter().map(backup).collect()
    }

    /// Returns whether a choice is made for the displayed conflict.
    fn is_chosen(&self, label: &str) -> bool {
        let radio = self.bench.harness.get_by_role_and_label(Role::RadioButton, label);
        radio.accesskit_node().toggled() == Some(Toggled::True)
    }

    fn choose(&mut self, label: &str) {
        self.bench.harness.get_by_role_and_label(Role::RadioButton, label).click();
        self.bench.harness.run();
    }

    fn comes_to_show(&mut self, words: &str) -> bool {
        self.bench.comes_to(|bench| bench.shows(words))
    }
}

const MINE: &str = "Your text";
const THEIRS: &str = "The file on disk";
const CONFLICT: &str = "The same lines were changed twice";
const MERGED: &str = "coast.ron changed on disk; your changes were merged into it.";

fn north(name: &str) -> String {
    COAST.replace("North Division", name)
}

// ---- Different lines

#[test]
fn merges_changes_of_different_lines() {
    let mut desk = Desk::on(COAST, "North Division");
    desk.bench.type_before_end(2, " Mine");
    let theirs = COAST.replace("South Division", "Southern Theirs");
    desk.write(&theirs);
    assert!(desk.comes_to_show(MERGED));
    assert!(desk.bench.shows("1 renamed"), "what the other program changed is marked");
    assert!(desk.bench.has_card("North Division Mine") && desk.bench.has_card("Southern Theirs"));
    assert_eq!(desk.bench.on_disk(), theirs, "nothing is written unasked");
    desk.bench.save();
    let both = theirs.replace("North Division", "North Division Mine");
    assert_eq!(desk.bench.on_disk(), both);
    assert!(desk.bench.shows("Saved coast.ron"));
    assert_eq!(desk.backups(), [], "nothing was given up");
}

#[test]
fn saving_over_a_changed_file_merges() {
    let mut desk = Desk::on(COAST, "North Division");
    desk.bench.type_before_end(2, " Mine");
    let theirs = COAST.replace("South Division", "Southern Theirs");
    desk.write(&theirs);
    desk.bench.save();
    assert!(desk.comes_to_show(
        "coast.ron had changed on disk; your changes were merged into it and saved."
    ));
    assert_eq!(desk.bench.on_disk(), theirs.replace("North Division", "North Division Mine"));
    assert!(desk.bench.has_card("Southern Theirs"));
}

#[test]
fn undo_keeps_changes_of_other_programs() {
    let mut desk = Desk::on(COAST, "North Division");
    desk.bench.type_before_end(2, " Mine");
    let theirs =
        COAST.replace("\"South", "\"The Far South").replace("// the whole", "// all of it");
    desk.write(&theirs);
    assert!(desk.comes_to_show(MERGED));
    desk.bench.press(Modifiers::COMMAND, Key::Z);
    assert!(desk.bench.has_card("North Division") && desk.bench.has_card("The Far South Division"));
    desk.bench.press(Modifiers::COMMAND, Key::Y);
    assert!(desk.bench.has_card("North Division Mine"));
    desk.bench.press(Modifiers::COMMAND, Key::Z);
    desk.bench.press(Modifiers::COMMAND, Key::Z);
    desk.bench.save();
    assert_eq!(desk.bench.on_disk(), theirs);
}

#[test]
fn merging_keeps_the_cursor() {
    let text = COAST.replace('\n', "\r\n");
    let mut desk = Desk::on(&text, "North Division");
    desk.bench.type_before_end(2, " Mi");
    let theirs = text.replace("// the whole", "// all\r\n    // of it");
    desk.write(&theirs);
    assert!(desk.comes_to_show(MERGED));
    for letter in ["n", "e"] {
        desk.bench.harness.event(Event::Text(letter.into()));
        desk.bench.harness.run();
    }
    desk.bench.save();
    let both = theirs.replace("North Division", "North Division Mine");
    assert_eq!(desk.bench.on_disk(), both, "byte for byte, line ends included");
}

#[test]
fn merges_a_file_that_returns() {
    let mut desk = Desk::on(COAST, "North Division");
    desk.bench.type_before_end(2, " Mine");
    fs::remove_file(&desk.bench.path).expect("the file can be removed");
    assert!(desk.comes_to_show("the file does not exist"));
    let theirs = COAST.replace("South Division", "Southern Theirs");
    desk.write(&theirs);
    assert!(desk.comes_to_show(MERGED));
    desk.bench.save();
    assert_eq!(desk.bench.on_disk(), theirs.replace("North Division", "North Division Mine"));
}

#[test]
fn reloading_merges() {
    let mut desk = Desk::on(COAST, "North Division");
    desk.bench.type_before_end(2, " Mine");
    desk.write(&COAST.replace("South Division", "Southern Theirs"));
    desk.bench.press(Modifiers::NONE, Key::F5);
    assert!(desk.comes_to_show(MERGED));
    assert!(!desk.bench.shows("There are unsaved changes"));
    assert!(desk.bench.has_card("North Division Mine") && desk.bench.has_card("Southern Theirs"));
}

#[test]
fn merges_many_changes() {
    let mut desk = Desk::on(COAST, "North Division");
    desk.bench.type_before_end(2, " Mine");
    let mut theirs = COAST.to_owned();
    for (from, to) in [("South Div", "Southern Div"), ("Port", "Harbour"), ("whole", "agency")] {
        theirs = theirs.replace(from, to);
        desk.write(&theirs);
        assert!(desk.bench.comes_to(|bench| bench.shows(MERGED) && bench.shows("coast.ron")));
        desk.bench.type_before_end(2, "!");
    }
    desk.bench.save();
    let both = theirs.replace("North Division", "North Division Mine!!!");
    assert!(desk.bench.comes_to(|bench| bench.on_disk() == both));
}

// ---- The same lines

#[test]
fn backs_up_the_version_not_chosen() {
    let mut desk = Desk::on(COAST, "North Division");
    desk.bench.type_before_end(2, " Mine");
    let (mine, theirs) = (north("North Division Mine"), north("Theirs"));
    desk.write(&theirs);
    assert!(desk.comes_to_show(CONFLICT));
    assert!(desk.bench.shows("another program changed coast.ron on disk"));
    assert!(desk.bench.shows("Place 1 of 1, line 4 of the file"));
    for version in ["\"North Division Mine\"", "\"Theirs\"", "\"North Division\""] {
        assert!(desk.bench.shows(version), "{version}");
    }
    assert!(!desk.is_chosen(MINE) && !desk.is_chosen(THEIRS));
    desk.bench.click("Apply the choices");
    assert!(desk.bench.shows(CONFLICT), "nothing is chosen yet");
    desk.choose(THEIRS);
    desk.bench.click("Apply the choices");
    assert!(!desk.bench.shows(CONFLICT));
    assert!(desk.bench.has_card("Theirs"));
    let backups = desk.backups();
    let [(name, text)] = &backups[..] else { panic!("{backups:?}") };
    assert_eq!(*text, mine);
    assert!(name.starts_with("coast.typed.20") && name.ends_with("Z.backup.ron"), "{name}");
    let folder = desk.folder.path().join("settings/backups");
    assert!(desk.bench.shows(&format!("kept as {name} in {}", folder.display())));
    assert!(desk.bench.shows("Show in folder"));
    assert_eq!(desk.bench.on_disk(), theirs);
}

#[test]
fn saves_the_choices() {
    let mut desk = Desk::on(COAST, "North Division");
    desk.bench.type_before_end(2, " Mine");
    let theirs = north("Theirs").replace("South Division", "Southern Theirs");
    desk.write(&theirs);
    desk.bench.save();
    assert!(desk.comes_to_show(CONFLICT));
    assert_eq!(desk.bench.on_disk(), theirs);
    desk.choose(MINE);
    desk.bench.click("Save the choices");
    let both =
        theirs.replace("Theirs\"),\n    (id: \"port", "North Division Mine\"),\n    (id: \"port");
    assert_eq!(desk.bench.on_disk(), both, "their other lines are kept");
    let backups = desk.backups();
    assert_eq!(
        backups.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(),
        [theirs.as_str()]
    );
    assert!(backups[0].0.starts_with("coast.on-disk.20"));
    assert!(desk.bench.shows("Your choices are saved in coast.ron"));
}

#[test]
fn keeps_both_insertions() {
    let mut desk = Desk::on(COAST, "Port Section");
    desk.bench.choose_in_menu("New unit beside it");
    let port = "name: \"Port Section\"),\n";
    let theirs = COAST
        .replace(port, &format!("{port}    (id: \"pier\", kind: \"section\", name: \"Pier\"),\n"));
    desk.write(&theirs);
    assert!(desk.comes_to_show(CONFLICT));
    desk.choose("Both: the file on disk, then your text");
    desk.bench.click("Apply the choices");
    assert!(desk.bench.has_card("Pier") && desk.bench.has_card("New unit"));
    assert_eq!(desk.backups(), []);
}

#[test]
fn accepts_custom_text_for_a_conflict() {
    let mut desk = Desk::on(COAST, "North Division");
    desk.bench.type_before_end(2, " Mine");
    desk.write(&north("Theirs"));
    assert!(desk.comes_to_show(CONFLICT));
    desk.choose("Another text, which you write here");
    let field = |node: &egui_kittest::Node<'_>| {
        node.accesskit_node().label().as_deref() == Some("Another text, which you write here")
    };
    let fields: Vec<_> =
        desk.bench.harness.query_all_by_role(Role::MultilineTextInput).filter(field).collect();
    fields[0].focus();
    drop(fields);
    desk.bench.harness.run();
    desk.bench.press(Modifiers::COMMAND, Key::End);
    desk.bench.harness.event(Event::Text(" // both".into()));
    desk.bench.harness.run();
    desk.bench.click("Apply the choices");
    desk.bench.save();
    let own = north("North Division Mine").replace("Mine\"),\n", "Mine\"), // both\n");
    assert_eq!(desk.bench.on_disk(), own);
    assert_eq!(desk.backups().len(), 2, "neither version is in the text as it was");
}

#[test]
fn choices_survive_further_changes() {
    let text = COAST.replace("    (id: \"port", "    // between\n    (id: \"port");
    let mut desk = Desk::on(&text, "North Division");
    desk.bench.type_before_end(2, " Mine");
    desk.bench.choose("South Division");
    desk.bench.type_before_end(2, " Mine");
    let theirs = text.replace("North Division", "N").replace("South Division", "S");
    desk.write(&theirs);
    assert!(desk.comes_to_show("Place 1 of 2"));
    desk.choose(MINE);
    desk.bench.click("Next place");
    assert!(desk.bench.shows("Place 2 of 2") && desk.bench.shows("1 of 2 places chosen"));
    desk.choose(THEIRS);
    let again = theirs.replace("\"S\"", "\"S again\"");
    desk.write(&again);
    assert!(desk.comes_to_show("\"S again\""));
    assert!(desk.bench.shows("Place 2 of 2") && desk.bench.shows("1 of 2 places chosen"));
    desk.bench.click("Previous place");
    assert!(desk.is_chosen(MINE));
    // The last conflict is resolved from outside: the file contains the typed text.
    desk.write(&again.replace("\"S again\"", "\"South Division Mine\""));
    assert!(desk.comes_to_show("Place 1 of 1"));
    desk.bench.click("Apply the choices");
    desk.bench.save();
    let both = text.replace("North Division", "North Division Mine");
    assert_eq!(desk.bench.on_disk(), both.replace("South Division", "South Division Mine"));
}

#[test]
fn restored_files_end_the_conflict() {
    let mut desk = Desk::on(COAST, "North Division");
    desk.bench.type_before_end(2, " Mine");
    desk.write(&north("Theirs"));
    assert!(desk.comes_to_show(CONFLICT));
    desk.write(COAST);
    assert!(desk.comes_to_show("is the same as before again"));
    assert!(!desk.bench.shows(CONFLICT) && desk.bench.has_card("North Division Mine"));
}

#[test]
fn postpones_the_choice() {
    let mut desk = Desk::on(COAST, "North Division");
    desk.bench.type_before_end(2, " Mine");
    let theirs = north("Theirs");
    desk.write(&theirs);
    assert!(desk.comes_to_show(CONFLICT));
    desk.choose(MINE);
    desk.bench.press(Modifiers::NONE, Key::Escape);
    assert!(!desk.bench.shows(CONFLICT));
    assert!(desk.bench.shows("Changed on disk in lines that you changed too"));
    desk.bench.click("Choose…");
    assert!(desk.bench.shows(CONFLICT) && desk.is_chosen(MINE));
    desk.bench.click("Choose later");
    desk.bench.type_before_end(2, "!");
    desk.bench.save();
    assert!(desk.comes_to_show(CONFLICT), "a save asks again");
    assert_eq!(desk.bench.on_disk(), theirs);
    assert!(!desk.is_chosen(MINE), "something else is typed now");
}

#[test]
fn asks_when_a_merge_has_errors() {
    let mut desk = Desk::on(COAST, "South Division");
    desk.bench.choose_in_menu("New unit beside it");
    assert!(desk.bench.has_card("New unit"));
    let agency = "// the whole\n";
    let unit = "    (id: \"unit-1\", parent: \"agency\", kind: \"division\", name: \"Theirs\"),\n";
    let theirs = COAST.replace(agency, &format!("{agency}{unit}"));
    desk.write(&theirs);
    assert!(desk.comes_to_show("merged they have an error"));
    assert!(desk.bench.shows("unit-1"), "the error names it");
    desk.choose(MINE);
    assert!(desk.comes_to_show("With these choices the text has an error"));
    desk.choose(THEIRS);
    assert!(desk.bench.comes_to(|bench| !bench.shows("With these choices")));
    desk.bench.click("Apply the choices");
    assert!(desk.bench.has_card("Theirs") && !desk.bench.has_card("New unit"));
    assert_eq!(desk.backups().len(), 1, "what was typed");
    assert_eq!(desk.bench.on_disk(), theirs);
}

#[test]
fn keeps_both_versions_without_a_backup() {
    let mut desk = Desk::on(COAST, "North Division");
    // A file is in the place of the backup folder.
    fs::create_dir_all(desk.folder.path().join("settings")).expect("a folder can be made");
    fs::write(desk.folder.path().join("settings/backups"), "").expect("a file can be written");
    desk.bench.type_before_end(2, " Mine");
    let theirs = north("Theirs");
    desk.write(&theirs);
    desk.bench.save();
    assert!(desk.comes_to_show(CONFLICT));
    desk.choose(MINE);
    desk.bench.click("Save the choices");
    assert!(desk.bench.shows("Nothing was changed, because the backup"));
    assert!(desk.bench.shows(CONFLICT));
    assert_eq!(desk.bench.on_disk(), theirs);
}

#[test]
fn reloading_an_unchanged_file_asks() {
    let mut desk = Desk::on(COAST, "North Division");
    desk.bench.type_before_end(2, " Mine");
    desk.bench.press(Modifiers::NONE, Key::F5);
    for _ in 0..5 {
        desk.bench.harness.run();
    }
    assert!(desk.bench.shows("There are unsaved changes"));
    desk.bench.click("Cancel");
    assert!(desk.bench.has_card("North Division Mine"));
}

#[test]
fn translates_conflicts() {
    let mut desk = Desk::in_language(COAST, "North Division", "zh");
    desk.bench.type_before_end(2, " Mine");
    desk.write(&north("Theirs"));
    assert!(desk.comes_to_show("同样的行被改了两次"));
    desk.choose("文件现在的内容");
    desk.bench.click("采用所选内容");
    assert!(desk.bench.shows("未被选用的内容保存为 coast.typed."));
}
