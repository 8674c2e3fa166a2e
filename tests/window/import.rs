//! The import dialog: from a table, pasted cells or an outline to a chart in a file.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::App;

use crate::common::{self, card, comes_to, comes_to_show, dropped, press, shows};

/// Returns `count` invented people: a director, heads of ten departments, and officers of these.
fn people(count: usize) -> String {
    const FIRST: [&str; 12] = [
        "Ada", "Ben", "Cleo", "Dario", "Edda", "Finn", "Greta", "Hugo", "Ines", "Jonas", "Kaya",
        "Änne",
    ];
    const LAST: [&str; 11] = [
        "Marsh",
        "Oduya",
        "Lindqvist",
        "Becker",
        "Novák",
        "Eriksen",
        "Fontaine",
        "Gruber",
        "Hansen",
        "Öztürk",
        "Keller",
    ];
    const AREAS: [&str; 10] = [
        "Operations",
        "Finance",
        "People",
        "Technology",
        "Legal",
        "Research",
        "Quality",
        "Logistics",
        "Sales",
        "Safety",
    ];
    let mut text = "Employee ID,Full Name,Job Title,Department,Manager ID\n".to_owned();
    for at in 0..count {
        let id = 1000 + at;
        let (first, last) = (FIRST[at % FIRST.len()], LAST[(at / FIRST.len() + at) % LAST.len()]);
        let area = AREAS[at % AREAS.len()];
        let head = 1000 + if at % 10 == 0 { 10 } else { at % 10 };
        let (title, area, manager) = match at {
            0 => ("Director General".to_owned(), "", String::new()),
            1..=10 => (format!("Head of {area}"), area, "001000".to_owned()),
            _ => (format!("Officer, {area}"), area, format!("{head:06}")),
        };
        writeln!(text, "{id:06},{first} {last} {at},\"{title}\",{area},{manager}").expect("text");
    }
    text
}

fn table(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, text).expect("a temporary file can be written");
    path
}

fn drop_file(harness: &mut Harness<'_, App>, path: &Path) {
    harness.input_mut().dropped_files.push(dropped(path));
    harness.run();
}

fn click(harness: &mut Harness<'_, App>, label: &str) {
    let nodes: Vec<_> = harness.query_all_by_label(label).collect();
    nodes.last().unwrap_or_else(|| panic!("there is no {label}")).click();
    drop(nodes);
    harness.run();
}

/// Returns the text of the field with a name.
fn field(harness: &Harness<'_, App>, name: &str) -> String {
    let field = harness.get_by_role_and_label(Role::TextInput, name);
    field.accesskit_node().value().unwrap_or_default()
}

#[test]
fn imports_300_people_in_four_steps() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = table(&folder, "people.csv", &people(300));
    let mut harness = common::window(None, "en_US");
    drop_file(&mut harness, &path);
    assert!(comes_to_show(&mut harness, "300 rows, 5 columns"), "the rows are shown");
    assert!(shows(&harness, "Employee ID") && shows(&harness, "Ada Marsh 0"));
    let encoding = harness.get_by_role_and_label(Role::ComboBox, "Encoding");
    assert_eq!(encoding.accesskit_node().value().as_deref(), Some("UTF-8 (found)"));
    click(&mut harness, "Next");
    assert!(shows(&harness, "a post, with the person who holds it"));
    assert!(shows(&harness, "001000 · 001001 · 001002"), "the first values of a column");
    click(&mut harness, "Next");
    assert!(comes_to_show(
        &mut harness,
        "300 rows read: 11 units, 300 posts, 300 persons; 0 corrected."
    ));
    assert!(comes_to_show(&mut harness, "Preview of the chart"));
    assert_eq!(field(&harness, "Organization"), "people");
    let target = folder.path().join("people.ron");
    assert_eq!(field(&harness, "Structure file"), target.display().to_string());
    click(&mut harness, "Create");
    assert!(comes_to(&mut harness, |harness| card(harness, "Operations").is_some()));
    assert!(shows(&harness, "11 units") && shows(&harness, "0 errors"));
    let written = fs::read_to_string(&target).expect("it is saved");
    assert!(written.starts_with("// Imported from people.csv (SHA-256 "), "{written}");
    assert!(written.contains("holder: \"Ada Marsh 0\""), "{written}");
}

#[test]
fn enter_advances_and_escape_cancels() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = table(&folder, "people.csv", &people(30));
    let mut harness = common::window(None, "en_US");
    drop_file(&mut harness, &path);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!shows(&harness, "Read as"));
    drop_file(&mut harness, &path);
    assert!(comes_to_show(&mut harness, "30 rows"));
    for _ in 0..2 {
        press(&mut harness, Modifiers::NONE, Key::Enter);
    }
    assert!(comes_to_show(&mut harness, "Preview of the chart"));
    let target = folder.path().join("people.ron");
    assert!(!target.exists(), "nothing is written before it is asked for");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(comes_to(&mut harness, |harness| card(harness, "Finance").is_some()));
    let first = fs::read_to_string(&target).expect("it is saved");
    drop_file(&mut harness, &path);
    assert!(comes_to_show(&mut harness, "30 rows"));
    for _ in 0..2 {
        press(&mut harness, Modifiers::NONE, Key::Enter);
    }
    assert!(comes_to_show(&mut harness, "Preview of the chart"));
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(comes_to(&mut harness, |_| folder.path().join("people-2.ron").exists()));
    assert_eq!(fs::read_to_string(&target).ok(), Some(first), "the first file stays");
}

#[test]
fn changes_a_proposed_mapping() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = "Name,Title,Manager\nAda Marsh,Director,\nBen Oduya,Pilot,Ada Marsh\nCleo Keller,Pilot,Otto Gone\n";
    let path = table(&folder, "pilots.csv", text);
    let mut harness = common::window(None, "en_US");
    drop_file(&mut harness, &path);
    assert!(comes_to_show(&mut harness, "3 rows, 3 columns"));
    click(&mut harness, "4  Chart");
    let remark = "Row 4, Manager: Otto Gone was not found: the post has no superior";
    assert!(comes_to_show(&mut harness, remark));
    click(&mut harness, remark);
    assert!(shows(&harness, "Otto Gone") && shows(&harness, "Read as"), "the rows are shown");
    click(&mut harness, "3  Columns");
    click(&mut harness, "a unit");
    click(&mut harness, "4  Chart");
    assert!(comes_to_show(&mut harness, "3 rows read: 3 units, 3 posts, 0 persons"));
    click(&mut harness, "With persons");
    assert!(comes_to_show(&mut harness, "0 persons"));
    click(&mut harness, "Create");
    let target = folder.path().join("pilots.ron");
    assert!(comes_to(&mut harness, |_| target.exists()));
}

#[test]
fn imports_pasted_cells() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut harness = common::window(None, "en_US");
    choose_command(&mut harness, "New from a table");
    let field = harness.get_by_role(Role::MultilineTextInput);
    field.focus();
    harness.run();
    let cells = "id\tname\tparent\n1\tHarbour Authority\t\n2\tPilot Service\t1\n";
    harness.event(Event::Paste(cells.to_owned()));
    harness.run();
    click(&mut harness, "Next");
    assert!(comes_to_show(&mut harness, "2 rows, 3 columns"));
    click(&mut harness, "4  Chart");
    assert!(comes_to_show(&mut harness, "2 rows read: 2 units"));
    let target = folder.path().join("harbour.ron");
    type_into(&mut harness, "Structure file", &target.display().to_string());
    click(&mut harness, "Create");
    assert!(comes_to(&mut harness, |harness| card(harness, "Pilot Service").is_some()));
    assert!(fs::read_to_string(&target).expect("it is saved").contains("id: \"2\", parent: \"1\""));
}

#[test]
fn imports_a_typed_outline() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut harness = common::window(None, "en_US");
    choose_command(&mut harness, "New from an outline");
    harness.get_by_role(Role::MultilineTextInput).focus();
    harness.run();
    harness.event(Event::Paste("Harbour Authority (HA)\n    Pilots, tugs\n    Quays\n".to_owned()));
    harness.run();
    click(&mut harness, "Next");
    assert!(comes_to_show(&mut harness, "Pilots, tugs"));
    click(&mut harness, "Next");
    assert!(comes_to_show(&mut harness, "3 units"), "an outline has no columns to explain");
    type_into(&mut harness, "Structure file", &folder.path().join("a").display().to_string());
    click(&mut harness, "Create");
    assert!(comes_to(&mut harness, |harness| card(harness, "Quays").is_some()));
    assert!(folder.path().join("a.ron").exists());
}

#[test]
fn reports_read_errors_in_the_dialog() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = table(&folder, "empty.csv", "\n");
    let mut harness = common::window(None, "en_US");
    drop_file(&mut harness, &path);
    assert!(comes_to_show(&mut harness, "The table cannot be imported: it is empty."));
    let next = harness.get_by_role_and_label(Role::Button, "Next");
    assert!(next.accesskit_node().is_disabled());
}

/// Runs a command of the palette.
pub(crate) fn choose_command(harness: &mut Harness<'_, App>, words: &str) {
    press(harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::P);
    harness.event(Event::Text(words.to_owned()));
    harness.run();
    press(harness, Modifiers::NONE, Key::Enter);
}

/// Replaces the text of a field.
pub(crate) fn type_into(harness: &mut Harness<'_, App>, name: &str, words: &str) {
    harness.get_by_role_and_label(Role::TextInput, name).focus();
    harness.run();
    press(harness, Modifiers::COMMAND, Key::A);
    harness.event(Event::Text(words.to_owned()));
    harness.run();
}

#[test]
fn remembers_and_saves_a_mapping() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = "Name,Title,Manager\nAda Marsh,Director,\nBen Oduya,Pilot,Ada Marsh\n";
    let path = table(&folder, "pilots.csv", text);
    let mut harness = common::window(None, "en_US");
    drop_file(&mut harness, &path);
    assert!(comes_to_show(&mut harness, "2 rows, 3 columns"));
    click(&mut harness, "3  Columns");
    assert!(shows(&harness, "Proposed from the header."));
    click(&mut harness, "a unit");
    assert!(shows(&harness, "Your choice; it is remembered for tables with this header."));
    click(&mut harness, "4  Chart");
    assert!(comes_to_show(&mut harness, "2 units, 2 posts, 0 persons"));
    click(&mut harness, "Create");
    assert!(comes_to(&mut harness, |harness| card(harness, "Ben Oduya").is_some()));
    drop_file(&mut harness, &path);
    assert!(comes_to_show(&mut harness, "2 rows, 3 columns"));
    click(&mut harness, "3  Columns");
    assert!(shows(&harness, "Your earlier choice for a table with this header."));
    click(&mut harness, "Save mapping…");
    click(&mut harness, "OK");
    let saved = folder.path().join("pilots.map");
    let text = fs::read_to_string(&saved).expect("it is saved");
    assert!(text.contains("rows: units"), "{text}");
    click(&mut harness, "Read the header again");
    assert!(shows(&harness, "Proposed from the header."));
    click(&mut harness, "Use a mapping…");
    click(&mut harness, "OK");
    assert!(shows(&harness, "Your choice; it is remembered for tables with this header."));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    drop_file(&mut harness, &path);
    assert!(comes_to_show(&mut harness, "2 rows, 3 columns"));
    click(&mut harness, "3  Columns");
    assert!(shows(&harness, "From pilots.map beside the table."));
}

#[test]
fn updates_the_open_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let structure = "// By hand.\n(organogram: 1, title: \"Harbour\", units: [\n    (id: \"1\", kind: \"office\", name: \"Old Name\"),\n    (id: \"gone\", kind: \"office\", name: \"Lighthouses\"),\n])\n";
    let target = table(&folder, "harbour.ron", structure);
    let path = table(&folder, "units.csv", "id,name,parent\n1,Harbour Authority,\n2,Pilots,1\n");
    let mut harness = common::window(Some(target.clone()), "en_US");
    assert!(comes_to(&mut harness, |harness| card(harness, "Lighthouses").is_some()));
    drop_file(&mut harness, &path);
    assert!(comes_to_show(&mut harness, "2 rows, 3 columns"));
    click(&mut harness, "4  Chart");
    click(&mut harness, "Update a structure file");
    assert_eq!(field(&harness, "Structure file"), target.display().to_string());
    assert!(comes_to_show(
        &mut harness,
        "1, name: \"Old Name\" is replaced by \"Harbour Authority\""
    ));
    assert!(shows(&harness, "gone is not in the source: it is kept."));
    assert_eq!(fs::read_to_string(&target).ok().as_deref(), Some(structure), "not written yet");
    click(&mut harness, "Update");
    assert!(comes_to(&mut harness, |harness| card(harness, "Pilots").is_some()));
    let written = fs::read_to_string(&target).expect("it is saved");
    assert!(written.starts_with("// By hand.\n") && written.contains("Lighthouses"), "{written}");
    assert!(written.contains("name: \"Harbour Authority\""), "{written}");
    drop_file(&mut harness, &path);
    assert!(comes_to_show(&mut harness, "2 rows, 3 columns"));
    click(&mut harness, "4  Chart");
    type_into(
        &mut harness,
        "Structure file",
        &folder.path().join("none.ron").display().to_string(),
    );
    let why = "The structure file cannot be updated: the file does not exist.";
    click(&mut harness, "Update a structure file");
    type_into(
        &mut harness,
        "Structure file",
        &folder.path().join("none.ron").display().to_string(),
    );
    assert!(comes_to_show(&mut harness, why));
    let update = harness.get_by_role_and_label(Role::Button, "Update");
    assert!(update.accesskit_node().is_disabled());
}

#[test]
fn translates_row_remarks() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = "Name,Title,Manager\nAda Marsh,Director,\nCleo Keller,Pilot,Otto Gone\n";
    let path = table(&folder, "pilots.csv", text);
    let mut harness = common::window(None, "zh_CN");
    drop_file(&mut harness, &path);
    assert!(comes_to_show(&mut harness, "2 行，3 列"));
    click(&mut harness, "4  结构图");
    let remark = "第 3 行，Manager：没有找到 Otto Gone：不设直属上级";
    assert!(comes_to_show(&mut harness, remark));
}

#[test]
fn chooses_another_sheet() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("units.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, unit) in [("2023", "Lighthouses"), ("2024", "Harbour Authority")] {
        let sheet = book.add_worksheet().set_name(name).expect("a name");
        for (column, words) in (0..).zip(["Id", "Name"]) {
            sheet.write_string(0, column, words).expect("a cell");
        }
        sheet.write_string(1, 1, unit).expect("a cell");
    }
    book.save(&path).expect("it is saved");
    let mut harness = common::window(None, "en_US");
    drop_file(&mut harness, &path);
    assert!(comes_to_show(&mut harness, "Lighthouses"));
    let list = harness.get_by_role_and_label(Role::ComboBox, "Sheet");
    assert_eq!(list.accesskit_node().value().as_deref(), Some("2023"));
    list.click();
    harness.run();
    click(&mut harness, "2024");
    assert!(comes_to_show(&mut harness, "Harbour Authority"));
    assert!(!shows(&harness, "Lighthouses"));
}

#[test]
fn general_remarks_have_no_row() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = table(&folder, "units.csv", "1,Harbour\n2,Pilots\n3,Quays\n");
    let mut harness = common::window(None, "en_US");
    drop_file(&mut harness, &path);
    assert!(comes_to_show(&mut harness, "2 rows, 2 columns"));
    click(&mut harness, "4  Chart");
    let remark = "no column has a known name: the first row is used as the header";
    assert!(comes_to_show(&mut harness, remark));
    assert!(harness.query_by_label_contains("Row 0").is_none());
}
