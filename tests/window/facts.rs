//! Persons, numbers and custom fields in the details, and in the search.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use organogram::app::{App, Options};

use crate::common::{comes_to, options, press, settled, shows, window};

const HARBOUR: &str = r#"(organogram: 1, title: "Harbour Authority", languages: ["en"],
    fields: [(id: "budget", label: "Budget", type: number, unit: "EUR", total: sum)],
    units: [
        (id: "authority", kind: "department", name: "Harbour Authority", fields: {"budget": 1200},
         link: "https://harbour.example",
         head: (title: "Harbour Master", holder: (name: "Ada Marsh", email: "ada@harbour.example", phone: "+41 44 555 01 23"))),
        (id: "pilots", parent: "authority", kind: "service", name: "Pilot Service", also_named: ["Pilotage"],
         head: (title: "Chief Pilot", status: vacant), fields: {"budget": 300},
         posts: [(id: "deputy", title: "Deputy", fte: 1.5, count: 2, holder: [
             (name: "Ben Oduya", share: 0.5, since: "2022-03"), (name: "Mei Lindqvist", acting: true)])],
         notes: [(text: "Ask about the tugs")]),
    ],
)"#;

#[test]
fn details_show_persons_fields_and_totals() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("harbour.ron");
    std::fs::write(&path, HARBOUR).expect("a temporary file can be written");
    let mut harness = window(Some(path), "en");
    let choose = |harness: &mut egui_kittest::Harness<'_, _>, name: &str| {
        let rows: Vec<_> = harness.query_all_by_label(name).collect();
        rows.iter().rfind(|row| row.rect().center().x < 240.0).expect("the outline has it").click();
        drop(rows);
        harness.run();
    };
    choose(&mut harness, "Harbour Authority");
    for words in [
        "Ada Marsh",
        "Budget",
        "1200 EUR",
        "Totals including sub-units",
        "1500 EUR",
        "Direct reports",
    ] {
        assert!(shows(&harness, words), "{words}");
    }
    for link in ["https://harbour.example", "ada@harbour.example", "+41 44 555 01 23"] {
        assert!(harness.query_by_role_and_label(Role::Link, link).is_some(), "{link}");
    }
    choose(&mut harness, "Pilot Service");
    for words in [
        "Vacant",
        "Also called: Pilotage",
        "Ben Oduya",
        "50 % · since 2022-03",
        "Mei Lindqvist",
        "acting",
        "2 posts · 1.5 FTE",
        "Ask about the tugs",
    ] {
        assert!(shows(&harness, words), "{words}");
    }
}

#[test]
fn finds_persons_and_former_names() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("harbour.ron");
    std::fs::write(&path, HARBOUR).expect("a temporary file can be written");
    let mut harness = window(Some(path), "en");
    for words in ["lindqvist", "pilotage", "tugs"] {
        assert!(!shows(&harness, "Also called: Pilotage"), "{words}");
        press(&mut harness, Modifiers::COMMAND, Key::F);
        press(&mut harness, Modifiers::COMMAND, Key::A);
        harness.event(Event::Text(words.into()));
        harness.run();
        press(&mut harness, Modifiers::NONE, Key::Enter);
        assert!(
            comes_to(&mut harness, |harness| shows(harness, "Also called: Pilotage")),
            "{words}"
        );
        press(&mut harness, Modifiers::NONE, Key::Escape);
        press(&mut harness, Modifiers::NONE, Key::Escape);
    }
}

/// Opens a window on a file with settings in a folder.
fn remembering(folder: &std::path::Path) -> egui_kittest::Harness<'static, App> {
    let path = folder.join("harbour.ron");
    let settings = Some(folder.join("settings.ron"));
    settled(Options { settings, ..options(Some(path), "en") })
}

/// Clicks the menu item of the View menu, and closes the menu.
fn switch_persons(harness: &mut egui_kittest::Harness<'_, App>) {
    harness.get_by_role_and_label(Role::Button, "View").click();
    harness.run();
    harness.get_by_role_and_label(Role::CheckBox, "Show persons").click();
    harness.run();
    press(harness, Modifiers::NONE, Key::Escape);
}

#[test]
fn hides_persons_in_window_and_export() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("harbour.ron"), HARBOUR).expect("a file can be written");
    let mut harness = remembering(folder.path());
    let rows: Vec<_> = harness.query_all_by_label("Harbour Authority").collect();
    rows.iter().rfind(|row| row.rect().center().x < 240.0).expect("the outline has it").click();
    drop(rows);
    harness.run();
    assert!(shows(&harness, "Ada Marsh") && shows(&harness, "Harbour Master"));

    switch_persons(&mut harness);
    assert!(!shows(&harness, "Ada Marsh"), "the details have no person");
    assert!(shows(&harness, "Harbour Master"), "the post is there");
    press(&mut harness, Modifiers::COMMAND, Key::Q);

    let mut harness = remembering(folder.path());
    assert!(shows(&harness, "Harbour Master"));
    assert!(!shows(&harness, "Ada Marsh"), "it is remembered of the file");
    let target = folder.path().join("chart.json");
    press(&mut harness, Modifiers::COMMAND, Key::E);
    harness.get_by_label("JSON").click();
    harness.run_ok();
    assert!(shows(&harness, "Persons are left out, as in the window."));
    harness.get_by_role_and_label(Role::TextInput, "File").focus();
    harness.run_ok();
    press(&mut harness, Modifiers::COMMAND, Key::A);
    harness.get_by_role_and_label(Role::TextInput, "File").type_text(&target.display().to_string());
    harness.run_ok();
    harness.get_by_role_and_label(Role::Button, "Export").click();
    assert!(comes_to(&mut harness, |harness| shows(harness, "Show in folder")));
    let written = std::fs::read_to_string(&target).expect("the export is there");
    assert!(written.contains("\"persons_left_out\": true"), "{written}");
    for person in ["Marsh", "Oduya", "Lindqvist", "ada@harbour.example"] {
        assert!(!written.contains(person), "{person}");
    }

    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    harness.event(Event::Text("show persons".into()));
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(comes_to(&mut harness, |harness| shows(harness, "Ada Marsh")), "they are back");
}

#[test]
fn hides_persons_while_the_text_has_errors() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("harbour.ron");
    std::fs::write(&path, HARBOUR).expect("a file can be written");
    let mut harness = remembering(folder.path());
    std::fs::write(&path, &HARBOUR[..HARBOUR.len() / 2]).expect("a file can be written");
    press(&mut harness, Modifiers::NONE, Key::F5);
    assert!(comes_to(&mut harness, |harness| shows(harness, "Pilot Service")));
    switch_persons(&mut harness);
    let rows: Vec<_> = harness.query_all_by_label("Harbour Authority").collect();
    rows.iter().rfind(|row| row.rect().center().x < 240.0).expect("the outline has it").click();
    drop(rows);
    harness.run();
    assert!(shows(&harness, "Harbour Master") && !shows(&harness, "Ada Marsh"));
    std::fs::write(&path, HARBOUR).expect("a file can be written");
    press(&mut harness, Modifiers::NONE, Key::F5);
    harness.run();
    assert!(shows(&harness, "Harbour Master") && !shows(&harness, "Ada Marsh"));
}
