//! A unit's text is edited in the window: the chart follows while typing, and a save writes what was
//! meant and nothing else.

mod common;

use std::fs;
use std::path::PathBuf;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::App;

const COAST: &str = r#"(organogram: 1, languages: ["en"], units: [
    (id: "agency", kind: "department", name: "Coast Patrol Agency"), // the whole
    // The north has the longest coast.
    (id: "north", parent: "agency", kind: "division",   name: "North Division"),
    (id: "port", parent: "north", kind: "section", name: "Port Section"),
    (id: "south", parent: "agency", kind: "division", name: "South Division"),
])
"#;

struct Bench {
    _folder: tempfile::TempDir,
    path: PathBuf,
    harness: Harness<'static, App>,
}

impl Bench {
    /// The window on a file, in English, with the text of a unit open.
    fn on(text: &str, unit: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("coast.ron");
        fs::write(&path, text).expect("a temporary file can be written");
        let opened = path.clone();
        let harness = common::window(Some(opened), "en_US");
        let mut bench = Self { _folder: folder, path, harness };
        bench.choose(unit);
        bench.press(Modifiers::NONE, Key::F4);
        bench
    }

    /// Clicks a unit's row in the outline.
    fn choose(&mut self, name: &str) {
        let rows: Vec<_> = self.harness.query_all_by_label(name).collect();
        let row = rows.iter().rfind(|node| node.rect().center().x < 240.0);
        row.expect("the outline has the unit").click();
        drop(rows);
        self.harness.run();
    }

    fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.run();
    }

    /// Types before the last so many characters of the unit's text.
    fn type_before_end(&mut self, from_end: usize, words: &str) {
        self.harness.get_by_role(Role::MultilineTextInput).focus();
        self.harness.run();
        self.press(Modifiers::COMMAND, Key::End);
        for _ in 0..from_end {
            self.press(Modifiers::NONE, Key::ArrowLeft);
        }
        for letter in words.chars() {
            self.harness.event(Event::Text(letter.to_string()));
            self.harness.run();
        }
    }

    fn click(&mut self, label: &str) {
        let buttons: Vec<_> = self.harness.query_all_by_label(label).collect();
        let button = buttons.iter().rfind(|node| node.accesskit_node().role() == Role::Button);
        button.unwrap_or_else(|| panic!("there is no {label}")).click();
        drop(buttons);
        self.harness.run();
    }

    fn choose_in_menu(&mut self, label: &str) {
        self.click("Unit");
        self.click(label);
    }

    fn shows(&self, words: &str) -> bool {
        self.harness.query_all_by_label_contains(words).next().is_some()
    }

    fn has_card(&self, name: &str) -> bool {
        self.harness.query_all_by_label(name).any(|node| node.rect().center().x > 260.0)
    }

    fn on_disk(&self) -> String {
        fs::read_to_string(&self.path).expect("the file is there")
    }

    fn save(&mut self) {
        self.press(Modifiers::COMMAND, Key::S);
    }
}

#[test]
fn the_chart_follows_what_is_typed_and_a_save_writes_only_that() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.type_before_end(2, " of the Coast");
    assert!(bench.has_card("North Division of the Coast"), "the chart shows it already");
    assert_eq!(bench.on_disk(), COAST, "nothing is written yet");
    bench.save();
    assert_eq!(bench.on_disk(), COAST.replace("North Division", "North Division of the Coast"));
    assert!(bench.shows("Saved"));
}

#[test]
fn problems_are_told_while_typing_and_the_chart_stays() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.type_before_end(1, ", acronim: 7");
    assert!(bench.shows("unknown field acronim") && bench.shows("did you mean acronym?"));
    assert!(bench.has_card("North Division"), "the unit stays while it is being typed");
    assert!(bench.shows("last sound state"));
    bench.type_before_end(1, "\"");
    assert!(bench.has_card("North Division"));
    while bench.shows("last sound state") {
        bench.press(Modifiers::COMMAND, Key::Z);
    }
    bench.save();
    assert_eq!(bench.on_disk(), COAST);
}

#[test]
fn an_id_can_be_typed() {
    let text = COAST.replace(
        "(id: \"south\", parent: \"agency\", kind: \"division\", name: \"South Division\")",
        "(parent: \"agency\", kind: \"division\", name: \"South Division\", id: \"south\")",
    );
    let mut bench = Bench::on(&text, "South Division");
    bench.type_before_end(2, "ern");
    assert!(bench.has_card("South Division"));
    bench.type_before_end(2, "-coast");
    bench.save();
    assert!(bench.on_disk().contains("id: \"southern-coast\""), "{}", bench.on_disk());
}

#[test]
fn steps_are_taken_back_and_done_again() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.type_before_end(2, "XY");
    assert!(bench.has_card("North DivisionXY"));
    bench.press(Modifiers::COMMAND, Key::Z);
    assert!(bench.has_card("North Division"), "letters typed together are one step");
    bench.press(Modifiers::COMMAND, Key::Y);
    assert!(bench.has_card("North DivisionXY"));
}

#[test]
fn units_come_go_and_move_without_a_change_beside() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.choose_in_menu("New sub-unit");
    assert!(bench.has_card("New unit"));
    bench.save();
    let added = "    (id: \"unit-1\", parent: \"north\", kind: \"section\", name: {\"en\": \"New unit\"}),\n";
    let port =
        "    (id: \"port\", parent: \"north\", kind: \"section\", name: \"Port Section\"),\n";
    assert_eq!(bench.on_disk(), COAST.replace(port, &format!("{port}{added}")));
    bench.choose_in_menu("Delete unit");
    bench.save();
    assert_eq!(bench.on_disk(), COAST);
    bench.choose("Port Section");
    bench.choose_in_menu("Move under another unit…");
    assert!(bench.shows("Click the unit to move it under"));
    bench.choose("South Division");
    bench.save();
    assert_eq!(bench.on_disk(), COAST.replace("parent: \"north\"", "parent: \"south\""));
}

#[test]
fn a_unit_is_not_moved_under_its_own_branch() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.choose_in_menu("Move under another unit…");
    bench.choose("Port Section");
    assert!(bench.shows("cannot be moved under itself"));
    bench.save();
    assert_eq!(bench.on_disk(), COAST);
}

#[test]
fn deleting_a_unit_with_sub_units_asks() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.choose_in_menu("Delete unit");
    assert!(bench.shows("North Division has 1 units below it"));
    bench.click("Cancel");
    assert!(bench.has_card("North Division"));
    bench.choose_in_menu("Delete unit");
    bench.click("Delete it, keep its sub-units");
    assert!(!bench.has_card("North Division") && bench.has_card("Port Section"));
    bench.save();
    let north = "    (id: \"north\", parent: \"agency\", kind: \"division\",   name: \"North Division\"),\n";
    assert_eq!(
        bench.on_disk(),
        COAST.replace(north, "").replace("parent: \"north\"", "parent: \"agency\"")
    );
}

#[test]
fn what_another_program_wrote_is_not_overwritten_unasked() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.type_before_end(2, " Mine");
    let theirs = COAST.replace("South Division", "Southern Theirs");
    fs::write(&bench.path, &theirs).expect("the file can be written");
    bench.save();
    assert!(bench.shows("Another program has changed the file"));
    assert!(bench.shows("North Division Mine"), "both are shown");
    assert_eq!(bench.on_disk(), theirs);
    bench.click("Keep mine and save");
    assert_eq!(bench.on_disk(), COAST.replace("North Division", "North Division Mine"));
}

#[test]
fn what_another_program_wrote_can_be_taken() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.type_before_end(2, " Mine");
    let theirs = COAST.replace("South Division", "Southern Theirs");
    fs::write(&bench.path, &theirs).expect("the file can be written");
    bench.save();
    bench.click("Take the file's");
    assert!(bench.has_card("Southern Theirs") && bench.has_card("North Division"));
    assert_eq!(bench.on_disk(), theirs);
}

#[test]
fn what_was_typed_is_kept_when_it_cannot_be_saved() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.type_before_end(2, " Kept");
    fs::remove_file(&bench.path).expect("the file can be removed");
    fs::create_dir(&bench.path).expect("a folder can be made");
    bench.save();
    assert!(bench.shows("Move away what stands in its place"));
    assert!(bench.has_card("North Division Kept"));
    fs::remove_dir(&bench.path).expect("the folder can be removed");
    bench.save();
    assert_eq!(bench.on_disk(), COAST.replace("North Division", "North Division Kept"));
}

#[cfg(unix)]
#[test]
fn a_read_only_file_says_what_to_do() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.type_before_end(2, " Kept");
    let mut permissions = fs::metadata(&bench.path).expect("it is there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&bench.path, permissions).expect("it can be made read-only");
    bench.save();
    assert!(bench.shows("Make the file writable"));
    assert_eq!(bench.on_disk(), COAST);
    assert!(bench.has_card("North Division Kept"));
}

#[test]
fn another_file_is_not_opened_over_what_is_not_saved() {
    let mut bench = Bench::on(COAST, "North Division");
    bench.type_before_end(2, " Kept");
    bench.press(Modifiers::NONE, Key::F5);
    assert!(bench.shows("There are changes that are not saved"));
    bench.click("Discard them");
    assert!(!bench.has_card("North Division Kept") && bench.has_card("North Division"));
}

#[test]
fn windows_line_ends_survive_typing() {
    let text = COAST.replace('\n', "\r\n").replace("division\",   name", "division\",\r\n    name");
    let mut bench = Bench::on(&text, "North Division");
    bench.type_before_end(1, ",");
    bench.press(Modifiers::NONE, Key::Enter);
    bench.type_before_end(1, "acronym: \"N\"");
    bench.save();
    let expected = text.replace("North Division\")", "North Division\",\r\nacronym: \"N\")");
    assert_eq!(bench.on_disk(), expected);
}
